"""Parks, workshops and the enterprises brought."""

from datetime import date, timedelta

import pytest

from shanhai.cooperation.models import Park, Venture
from shanhai.cooperation.queries import parks, ventures, workshops
from shanhai.cooperation.rules import CooperationError
from shanhai.cooperation.rules.industry import Investment, doubts
from shanhai.cooperation.services import (
    ParkFacts,
    ReadingFacts,
    VentureFacts,
    WorkshopFacts,
    archive,
    edit_venture,
    reach_rung,
    read,
    register_park,
    register_venture,
    register_workshop,
)
from shanhai.ledger.investments.queries import money_of
from shanhai.ledger.investments.services import (
    bring_investment,
    link_investment,
    promise_investment,
)
from shanhai.ledger.models import Entry
from shanhai.ledger.rules import LedgerError
from shanhai.registry import services as registry
from tests.world import World

DAY = date(2023, 3, 1)
WAN = 10**8


def park_of(world: World, **changes: object) -> Park:
    known: dict[str, object] = {
        "partnership": world.partnership, "title": "示例农业园", "kind": "agriculture",
        "site": world["示例镇"], "opened_on": DAY,
    }  # fmt: skip
    return register_park(world.clerk, ParkFacts(**(known | changes)))  # type: ignore[arg-type]


def venture_of(world: World, number: int = 1, **changes: object) -> Venture:
    name = f"示例企业{number}"
    firm = world.nodes.get(name) or registry.register_node(
        None, "organisation", name, world["桥头镇"], kind="enterprise"
    )
    world.nodes[name] = firm
    known = {"partnership": world.partnership, "title": f"示例项目{number}", "firm": firm}
    return register_venture(world.clerk, VentureFacts(**(known | changes)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"kind": "reverse_enclave"}, "反向飞地设在帮扶方"),
        ({"kind": "enclave", "site": "桥头镇"}, "飞地园区设在受援方"),
        ({"site": "德江县"}, "不属于"),
        ({"closed_on": date(2020, 1, 1)}, "早于开始日期"),
        ({"opened_on": date(2999, 1, 1)}, "还没有到"),
        ({"kind": ""}, "请选择类型"),
    ],
)
def test_a_park_that_cannot_be_is_refused(
    world: World, changes: dict[str, object], sentence: str
) -> None:
    if "site" in changes:
        changes = changes | {"site": world[str(changes["site"])]}
    with pytest.raises(CooperationError, match=sentence):
        park_of(world, **changes)


def test_a_reverse_enclave_lies_with_the_helper(world: World) -> None:
    assert park_of(world, kind="reverse_enclave", site=world["桥头镇"]).site == world["桥头镇"]


def test_the_firms_of_a_park_are_those_in_it_today(world: World) -> None:
    park = park_of(world)
    for number in (1, 2):
        venture_of(world, number, park=park, entered_on=DAY)
    venture_of(world, 3, park=park, entered_on=DAY, left_on=date(2024, 1, 1))
    venture_of(world, 1, title="示例二期", park=park, entered_on=DAY)
    archive(world.clerk, venture_of(world, 4, park=park, entered_on=DAY), "示例：登记错了")
    assert parks(world.clerk).get().firms == 2
    assert not parks(world.foreigner).exists() and not ventures(world.foreigner).exists()


def test_who_enters_a_park_says_when_and_not_before_it_was_there(world: World) -> None:
    park = park_of(world)
    with pytest.raises(CooperationError, match="请填写入驻日期"):
        venture_of(world, park=park)
    with pytest.raises(CooperationError, match="早于园区建成"):
        venture_of(world, park=park, entered_on=DAY - timedelta(days=1))
    with pytest.raises(CooperationError, match="退出日期"):
        venture_of(world, park=park, entered_on=DAY, left_on=DAY - timedelta(days=1))


def test_the_ladder_is_climbed_in_order_of_time(world: World) -> None:
    venture = venture_of(world)
    with pytest.raises(CooperationError, match="还没有登记“签约”"):
        reach_rung(world.clerk, venture, "started", DAY)
    reach_rung(world.clerk, venture, "signed", DAY)
    with pytest.raises(CooperationError, match="早于签约"):
        reach_rung(world.clerk, venture, "started", DAY - timedelta(days=1))
    reach_rung(world.clerk, venture, "started", DAY + timedelta(days=30))
    with pytest.raises(CooperationError, match="晚于签约"):
        reach_rung(world.clerk, venture, "intent", DAY + timedelta(days=1))
    reach_rung(world.clerk, venture, "intent", DAY - timedelta(days=90))
    assert venture.rung == "started"
    with pytest.raises(CooperationError, match="写明原因"):
        reach_rung(world.clerk, venture, "stopped", date(2024, 1, 1))
    reach_rung(world.clerk, venture, "stopped", date(2024, 1, 1), "示例")
    with pytest.raises(CooperationError, match="已在2024-01-01终止"):
        reach_rung(world.clerk, venture, "producing", date(2024, 2, 1))


def test_no_investment_arrives_before_it_is_signed(world: World) -> None:
    venture = venture_of(world)
    with pytest.raises(LedgerError, match="先登记签约"):
        promise_investment(world.clerk, venture, WAN)
    with pytest.raises(CooperationError, match="投资不会先到位"):
        bring_investment(world.clerk, venture, WAN, DAY, "示例1")
    reach_rung(world.clerk, venture, "signed", DAY)
    with pytest.raises(CooperationError, match="早于签约"):
        bring_investment(world.clerk, venture, WAN, DAY - timedelta(days=1), "示例1")
    with pytest.raises(LedgerError, match="凭证号"):
        bring_investment(world.clerk, venture, WAN, DAY, " ")
    promised = promise_investment(world.clerk, venture, 1000 * WAN)
    with pytest.raises(LedgerError, match="已经记过"):
        promise_investment(world.clerk, venture, WAN)
    bring_investment(world.clerk, venture, 300 * WAN, date(2023, 6, 1), "示例1")
    bring_investment(world.clerk, venture, 200 * WAN, date(2024, 6, 1), "示例2")
    assert (promised.stage, promised.indicator) == ("promised", "contracted_investment")
    assert money_of([venture])[venture.pk] == {
        "contracted_investment": 1000 * WAN, "paid_in_investment": 500 * WAN,
    }  # fmt: skip
    assert Entry.objects.filter(parties__node=venture.firm).count() == 3


def test_what_stands_in_the_ledger_is_linked_once(world: World) -> None:
    venture = venture_of(world)
    entry = world.entry("paid_in_investment", 3000000, title="示例到位")
    with pytest.raises(CooperationError, match="投资不会先到位"):
        link_investment(world.clerk, venture, entry)
    reach_rung(world.clerk, venture, "signed", DAY)
    link_investment(world.clerk, venture, entry)
    assert money_of([venture])[venture.pk] == {"paid_in_investment": 300 * WAN}
    with pytest.raises(LedgerError, match="已经属于"):
        link_investment(world.clerk, venture_of(world, 2), entry)
    with pytest.raises(LedgerError, match="不是这个结对"):
        link_investment(world.clerk, venture, world.entry("fiscal_funds", 1))


def test_a_reading_has_its_parts_within_its_whole(world: World) -> None:
    shop = register_workshop(
        world.county_clerk,
        WorkshopFacts(world.partnership, "示例车间", "disabled", world["示例乙村"], DAY, posts=40),
    )
    for facts, sentence in (
        (ReadingFacts(DAY), "至少填一个数"),
        (ReadingFacts(DAY, 10, disabled=12), "比就业的10人还多"),
        (ReadingFacts(DAY, formerly_poor=3, rent=1), "还要填就业的总人数"),
        (ReadingFacts(DAY - timedelta(days=1), 3), "早于建成"),
        (ReadingFacts(date(2999, 1, 1), 3), "还没有到"),
    ):
        with pytest.raises(CooperationError, match=sentence):
            read(world.clerk, shop, facts)
    read(world.clerk, shop, ReadingFacts(date(2024, 1, 1), 30, 10, 20, rent=3 * WAN))
    read(world.clerk, shop, ReadingFacts(date(2025, 1, 1), 25, disabled=18))
    with pytest.raises(CooperationError, match="已经登记"):
        read(world.clerk, shop, ReadingFacts(date(2025, 1, 1), 26))
    row = workshops(world.clerk).get()
    assert (row.jobs, row.disabled, row.rent, row.read_on) == (25, 18, 3 * WAN, date(2025, 1, 1))


def test_a_venture_is_changed_and_its_twin_refused(world: World) -> None:
    venture = venture_of(world)
    with pytest.raises(CooperationError, match="已经登记"):
        venture_of(world)
    edit_venture(
        world.county_clerk, venture,
        VentureFacts(world.partnership, "示例改名", venture.firm, product="菌包"),
    )  # fmt: skip
    assert ventures(world.clerk).get().product == "菌包"


def test_what_is_odd_of_an_investment_is_said() -> None:
    today = date(2025, 6, 1)
    signed = {"signed": date(2023, 1, 1)}
    assert "一年多还没有开工" in "".join(doubts(Investment(signed, 1, 0), today, 365))
    assert "没有记签约投资额" in "".join(doubts(Investment(signed, 0, 0), today, 365))
    done = signed | {"started": date(2023, 2, 1), "producing": date(2023, 9, 1)}
    said = "".join(doubts(Investment(done, 100 * WAN, 120 * WAN), today, 365))
    assert "到位120万元，超过签约的100万元" in said and "没有新的读数" in said
    assert "没有记到位投资" in "".join(doubts(Investment(done, 1, 0), today, 365))
    assert doubts(Investment(done, 2, 1, read_on=date(2025, 1, 1)), today, 365) == []
