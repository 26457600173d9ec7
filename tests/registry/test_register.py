"""What the registry refuses, in Chinese sentences, with nothing half-saved."""

from datetime import date

import pytest

from shanhai.registry import services
from shanhai.registry.models import Lineage, Node, Partnership
from shanhai.registry.rules import RegistryError, checked_credit_code
from tests.world import World


@pytest.mark.parametrize("code", ["91350100M000100Y43", "52100000500012345Y"])
def test_a_credit_code_with_a_right_check_digit_passes(code: str) -> None:
    assert checked_credit_code(code.lower()) == code


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("91350100M000100Y44", "校验不符"),
        ("91350100M000100Y4", "应为18位"),
        ("91350100I000100Y43", "不会有“I”"),
    ],
)
def test_a_wrong_credit_code_is_refused_with_the_reason(code: str, reason: str) -> None:
    with pytest.raises(RegistryError, match=reason):
        checked_credit_code(code)


def test_one_firm_under_two_codes_of_the_same_number_is_refused(world: World) -> None:
    services.register_node(
        None,
        "organisation",
        "示例企业甲",
        world["桥头镇"],
        kind="enterprise",
        credit_code="91350100M000100Y43",
    )
    with pytest.raises(RegistryError, match="已登记在“示例企业甲”名下"):
        services.register_node(
            None,
            "organisation",
            "示例企业乙",
            world["桥头镇"],
            kind="enterprise",
            credit_code="91350100M000100Y43",
        )


def test_a_village_under_a_county_is_refused(world: World) -> None:
    with pytest.raises(RegistryError, match="不能直接放在县级"):
        services.register_node(None, "village", "示例丁村", world["德江县"])


def test_the_same_name_twice_under_one_place_is_refused(world: World) -> None:
    with pytest.raises(RegistryError, match="不必重复登记"):
        services.register_node(None, "village", "示例甲村", world["桥头镇"])


def test_dongguans_towns_hang_directly_under_the_city(world: World) -> None:
    above = set(
        Lineage.objects.filter(node=world["桥头镇"]).values_list("ancestor__name", flat=True)
    )
    assert above == {"广东省", "东莞市", "桥头镇"}


def test_a_cluster_has_one_lead_at_a_time(world: World) -> None:
    with pytest.raises(RegistryError, match="已有牵头镇"):
        services.add_member(None, world["常平组团"], world["清溪镇"], lead=True)


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"start": date(2024, 2, 1), "end": date(2024, 1, 1)}, "早于开始"),
        ({"start": date(2023, 1, 1)}, "已有同类结对"),
    ],
)
def test_a_pairing_with_wrong_dates_is_refused(
    world: World, columns: dict[str, date], reason: str
) -> None:
    with pytest.raises(RegistryError, match=reason):
        services.pair(
            None, "county", world.programme, world["常平组团"], world["玉屏侗族自治县"], **columns
        )
    assert Partnership.objects.count() == 2


def test_a_pairing_of_wrong_levels_is_refused(world: World) -> None:
    with pytest.raises(RegistryError, match="不能用于村村结对"):
        services.pair(None, "village", world.programme, world["桥头镇"], world["示例乙村"])


def test_the_national_divisions_load_once_with_everything_above(db: None) -> None:
    added = services.load_divisions(["441900", "520622"])
    assert added > 30
    qiaotou = Node.objects.get(code="441900107")
    assert (qiaotou.name, qiaotou.level, qiaotou.parent.code) == ("桥头镇", "town", "441900")
    assert services.load_divisions(["441900", "520622"]) == 0
