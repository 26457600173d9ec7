"""What the registry refuses, in Chinese sentences, with nothing half-saved."""

from datetime import date

import pytest

from shanhai.records.queries import history
from shanhai.records.rules import StaleVersion
from shanhai.registry import services
from shanhai.registry.models import Alias, Lineage, Node, Partnership
from shanhai.registry.queries import known_names, resolve
from shanhai.registry.rules import RegistryError, checked_credit_code, held_words
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


def test_a_rename_keeps_the_old_name_and_its_history(world: World) -> None:
    town = services.edit_node(world.reviewer, world["示例镇"], "撤镇设街道", name="示例街道")
    assert town.initials == "sljd"
    assert resolve("示例镇", world.partnership) == town
    newest = history(town)[0]
    assert newest.change_set.why == "撤镇设街道（别名：示例镇）"
    assert [(one.before, one.after) for one in newest.changed if one.column == "name"] == [
        ("示例镇", "示例街道")
    ]


def test_a_town_that_moves_takes_all_below_it_along(world: World) -> None:
    services.edit_node(None, world["示例镇"], "区划调整", parent=world["德江县"])
    above = Lineage.objects.filter(node=world["示例乙村"])
    names = set(above.values_list("ancestor__name", flat=True))
    assert names == {"贵州省", "铜仁市", "德江县", "示例镇", "示例乙村"}


def test_a_place_that_ended_names_what_it_became(world: World) -> None:
    new = services.register_node(None, "village", "示例新村", world["示例镇"])
    with pytest.raises(RegistryError, match="停用的日期"):
        services.edit_node(None, world["示例丙村"], "并村", successor=new)
    old = services.edit_node(
        None, world["示例丙村"], "并村", successor=new, valid_to=date(2024, 12, 31)
    )
    assert list(new.predecessors.all()) == [old]


def test_an_edit_over_someone_elses_is_refused(world: World) -> None:
    services.edit_node(None, Node.objects.get(pk=world["示例镇"].pk), "", short_name="示例")
    with pytest.raises(StaleVersion, match="刚刚被别人改过"):
        services.edit_node(None, world["示例镇"], "", short_name="示", expected=1)


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"name": " "}, "请填写名称"),
        ({"valid_from": date(2024, 2, 1), "valid_to": date(2024, 1, 1)}, "早于开始日期"),
        ({"code": "520626101202"}, "不在“示例镇”"),
        ({"name": "示例丙村"}, "不必重复登记"),
    ],
)
def test_a_village_is_not_changed_into_what_cannot_be(
    world: World, columns: dict[str, object], reason: str
) -> None:
    services.edit_node(None, world["示例镇"], "", code="520622101")
    with pytest.raises(RegistryError, match=reason):
        services.edit_node(None, world["示例乙村"], "", **columns)
    assert Node.objects.get(pk=world["示例乙村"].pk).version == 1


def test_a_place_does_not_hang_below_itself(world: World) -> None:
    firm = services.register_node(None, "organisation", "示例集团", world["桥头镇"])
    child = services.register_node(None, "organisation", "示例子公司", firm)
    with pytest.raises(RegistryError, match="不能作它的上级"):
        services.edit_node(None, firm, "", parent=child)


def test_what_others_point_at_is_not_taken_out_of_the_lists(world: World) -> None:
    with pytest.raises(RegistryError, match="还有1条地方与单位.*1条结对|还有.*1条结对"):
        services.archive_node(None, world["德江县"])
    firm = services.register_node(None, "organisation", "示例闲置公司", world["桥头镇"])
    services.archive_node(None, firm, "登记错了")
    assert firm.ref.archived_at is not None
    services.restore_node(None, firm)
    assert Node.objects.get(pk=firm.pk).ref.archived_at is None


def test_a_pairing_anything_rests_on_is_ended_not_removed(world: World) -> None:
    world.entry("fiscal_funds", 100)
    with pytest.raises(RegistryError, match="1条台账.*请填结束日期"):
        services.archive_pair(None, world.partnership)
    with pytest.raises(RegistryError, match="不能改换双方"):
        services.edit_pair(None, world.partnership, "", recipient=world["德江县"])
    world.partnership.refresh_from_db()
    ended = services.edit_pair(None, world.partnership, "到期", end=date(2025, 12, 31))
    assert ended.end == date(2025, 12, 31)
    services.archive_pair(None, world.elsewhere, "登记错了")
    services.restore_pair(None, world.elsewhere)


def test_a_village_of_another_county_is_refused_under_a_partnership(world: World) -> None:
    town = services.register_node(None, "town", "示例外镇", world["德江县"])
    stray = services.register_node(None, "village", "示例外村", town)
    with pytest.raises(RegistryError, match="“示例外村”（登记在示例外镇）不在上级结对"):
        services.pair(None, "village", world.programme, world["示例甲村"], stray,
                      parent=world.partnership)  # fmt: skip


def test_a_cluster_without_a_lead_is_not_paired(world: World) -> None:
    cluster = services.register_node(None, "cluster", "示例组团", world["东莞市"])
    with pytest.raises(RegistryError, match="还没有牵头镇"):
        services.pair(None, "county", world.programme, cluster, world["德江县"])


def test_a_member_before_its_lead_is_refused(world: World) -> None:
    cluster = services.register_node(None, "cluster", "示例组团", world["东莞市"])
    with pytest.raises(RegistryError, match="没有牵头镇"):
        services.add_member(None, cluster, world["清溪镇"], start=date(2024, 1, 1))
    assert not cluster.members.exists()


def test_the_lead_leaves_only_after_handing_over(world: World) -> None:
    cluster = world["常平组团"]
    lead = cluster.members.get(lead=True)
    with pytest.raises(RegistryError, match="2023-01-01起没有牵头镇"):
        services.end_member(None, lead, date(2022, 12, 31))
    services.hand_over_lead(None, cluster, world["桥头镇"], date(2023, 1, 1))
    with pytest.raises(RegistryError, match="“清溪镇”在这一天不是“常平组团”成员"):
        services.hand_over_lead(None, cluster, world["清溪镇"], date(2023, 6, 1))
    leads = cluster.members.filter(lead=True).order_by("start")
    assert [(row.member.name, row.start, row.end) for row in leads] == [
        ("常平镇", date(2021, 6, 1), date(2022, 12, 31)),
        ("桥头镇", date(2023, 1, 1), None),
    ]
    assert cluster.members.filter(member=world["常平镇"], lead=False, end=None).exists()
    services.end_member(None, cluster.members.get(member=world["常平镇"], end=None),
                        date(2023, 12, 31))  # fmt: skip
    with pytest.raises(RegistryError, match="已是牵头镇"):
        services.hand_over_lead(None, cluster, world["桥头镇"], date(2024, 1, 1))


def test_a_town_is_in_one_cluster_of_a_programme_at_a_time(world: World) -> None:
    cluster = services.register_node(None, "cluster", "示例组团", world["东莞市"])
    services.add_member(None, cluster, world["清溪镇"], lead=True)
    # As long as the other works for nobody yet, or for another programme, nothing is told twice.
    services.add_member(None, cluster, world["桥头镇"])
    other = services.register_programme(None, "in_province")
    services.pair(None, "county", other, cluster, world["德江县"])
    with pytest.raises(RegistryError, match="“桥头镇”自2021-06-01起已是“常平组团”成员.*退出"):
        services.pair(None, "county", world.programme, cluster, world["德江县"])
    services.end_member(None, cluster.members.get(member=world["桥头镇"]), date(2021, 5, 31))
    services.pair(None, "county", world.programme, cluster, world["德江县"])
    with pytest.raises(RegistryError, match="“谢岗镇”.*已是“常平组团”成员"):
        services.add_member(None, cluster, world["谢岗镇"], start=date(2023, 1, 1))
    mine = world["常平组团"].members.get(member=world["谢岗镇"])
    services.end_member(None, mine, date(2022, 12, 31))
    services.add_member(None, cluster, world["谢岗镇"], start=date(2023, 1, 1))


def test_dates_of_a_member_are_put_right(world: World) -> None:
    row = world["常平组团"].members.get(member=world["谢岗镇"])
    services.correct_member(None, row, lead=False, start=date(2022, 1, 1), end=None)
    assert world["常平组团"].members.get(member=world["谢岗镇"]).start == date(2022, 1, 1)
    with pytest.raises(RegistryError, match="早于加入"):
        services.correct_member(None, row, lead=False, start=date(2022, 1, 1),
                                end=date(2021, 1, 1))  # fmt: skip


def test_what_rests_on_an_object_is_told_by_its_most_common_kinds() -> None:
    held = {"结对": 95, "协议": 2, "台账记录": 223}
    assert held_words(held) == "223条台账记录、95条结对、2条协议"
    many = held | {"会议": 3, "互访": 1, "来文": 1}
    assert held_words(many) == "223条台账记录、95条结对、3条会议、2条协议等6类共325条记录"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("玉屏县", "玉屏侗族自治县"),
        ("玉屏自治县", "玉屏侗族自治县"),
        ("贵州省铜仁市玉屏县人民政府", "玉屏侗族自治县"),
        ("桥 头 镇", "桥头镇"),
        ("东莞桥头", "桥头镇"),
        ("东莞市桥头镇人民政府", "桥头镇"),
        ("玉屏市", None),
        ("韶关市桥头镇", None),
        ("桥头镇商会", None),
        ("始兴", None),
    ],
)
def test_a_place_near_a_pairing_in_other_words(world: World, said: str, name: str | None) -> None:
    Alias.objects.filter(name=said).delete()
    found = resolve(said, world.partnership)
    assert (found and found.name) == name
    assert name is None or known_names([said]) == {said}
