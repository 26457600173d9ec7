"""Recorded money set aside for projects and purposes, and paid out."""

from datetime import date

import pytest

from shanhai.common.keys import Key, Stage
from shanhai.common.periods import Period
from shanhai.cooperation.models import Project
from shanhai.cooperation.rules import CooperationError
from shanhai.cooperation.services import ProjectFacts, register_project, step_project
from shanhai.figures.queries import figure
from shanhai.ledger.funds.queries import balances, by_tier, fiscal_money, project_balances
from shanhai.ledger.funds.rules import percent
from shanhai.ledger.funds.services import AllotmentFacts, allot, pay, take_back
from shanhai.ledger.models import Allotment, Entry
from shanhai.ledger.rules import LedgerError
from shanhai.ledger.services import step
from tests.world import World

DAY = date(2024, 3, 1)
WAN = 10**8  # 1/10,000 元


def project_of(world: World, title: str = "示例项目") -> Project:
    return register_project(world.clerk, ProjectFacts(world.partnership, title, "industry"))


def money_of(world: World, wan: int = 150, stage: str = "arrived", **columns: object) -> Entry:
    entry = world.entry(
        "fiscal_funds", wan * 10000, title="示例市统筹资金", stage=stage,
        source_class="budget_city", period=Period(date(2024, 2, 1), date(2024, 2, 1)), **columns,
    )  # fmt: skip
    Entry.objects.filter(pk=entry.pk).update(book="funds")
    entry.refresh_from_db()
    return entry


def test_money_is_set_aside_until_none_is_left(world: World) -> None:
    entry, one, other = money_of(world), project_of(world), project_of(world, "示例另一项目")
    allot(world.clerk, entry, AllotmentFacts(DAY, 100 * WAN, one, document="示例〔2024〕1号"))
    with pytest.raises(LedgerError, match="共150万元，已分配100万元，只剩50万元"):
        allot(world.clerk, entry, AllotmentFacts(DAY, 60 * WAN, other))
    allot(world.clerk, entry, AllotmentFacts(DAY, 50 * WAN, other))
    balance = balances([entry])[entry.pk]
    assert (balance.whole, balance.allotted, balance.free) == (150 * WAN, 150 * WAN, 0)


def test_a_gift_for_four_projects_is_one_entry_and_four_shares(world: World) -> None:
    gift = world.entry("social_donation", 618000, stage="planned", title="示例定向捐赠")
    for number, units in enumerate((1520000, 1500000, 1950000, 1210000)):
        facts = AllotmentFacts(DAY.replace(year=2025), units * 1000, purpose=f"示例用途{number}")
        allot(world.clerk, gift, facts)
    balance = balances([gift])[gift.pk]
    assert (balance.allotted, balance.free) == (gift.units, 0)


def test_purposes_whose_shares_nobody_said_stay_unknown(world: World) -> None:
    gift = world.entry("social_donation", 1560000, title="示例捐赠")
    for purpose in ("医疗", "教育帮扶", "村企结对"):
        allot(world.clerk, gift, AllotmentFacts(date(2025, 1, 1), None, purpose=purpose))
    balance = balances([gift])[gift.pk]
    assert (balance.allotted, balance.free, balance.unknown) == (0, gift.units, 3)
    with pytest.raises(LedgerError, match="没有写明分配了多少"):
        pay(world.clerk, Allotment.objects.first(), WAN, date(2025, 2, 1), "示例1")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"units": 0}, "要大于0"),
        ({"project": None}, "请选择项目，或写明用途"),
        ({"on": date(2024, 1, 1)}, "早于资金的"),
    ],
)
def test_what_cannot_be_set_aside_is_refused(
    world: World, changes: dict[str, object], sentence: str
) -> None:
    known: dict[str, object] = {"on": DAY, "units": WAN, "project": project_of(world)}
    with pytest.raises(LedgerError, match=sentence):
        allot(world.clerk, money_of(world), AllotmentFacts(**(known | changes)))  # type: ignore[arg-type]


def test_money_goes_to_projects_of_its_own_partnership_only(world: World) -> None:
    foreign = register_project(
        world.foreigner, ProjectFacts(world.elsewhere, "示例别处项目", "industry")
    )
    with pytest.raises(LedgerError, match="不属于这笔资金的结对"):
        allot(world.clerk, money_of(world), AllotmentFacts(DAY, WAN, foreign))
    gone = project_of(world)
    step_project(world.clerk, gone, "cancelled", DAY, "示例：不办了")
    with pytest.raises(LedgerError, match="撤销或归档"):
        allot(world.clerk, money_of(world), AllotmentFacts(DAY, WAN, gone))


def test_paying_out_is_an_entry_of_the_ledger_and_never_more_than_was_set_aside(
    world: World,
) -> None:
    entry, project = money_of(world), project_of(world)
    part = allot(world.clerk, entry, AllotmentFacts(DAY, 100 * WAN, project))
    made = pay(world.clerk, part, 60 * WAN, date(2024, 6, 1), "示例凭证1", "示例公司").entry
    assert (made.stage, made.state, made.units, made.voucher) == (
        "used", "draft", 60 * WAN, "示例凭证1",
    )  # fmt: skip
    assert made.evidence.get().voucher == "示例凭证1"
    with pytest.raises(LedgerError, match="已拨付60万元，再拨41万元，就超过分配的100万元"):
        pay(world.clerk, part, 41 * WAN, date(2024, 7, 1), "示例凭证2")
    step(world.clerk, made, "submit")
    used = figure(Key("fiscal_funds", world["桥头镇"].pk, stage=Stage.USED))
    arrived = figure(Key("fiscal_funds", world["桥头镇"].pk, stage=Stage.ARRIVED))
    assert (used.amount.units, arrived.amount.units) == (60 * WAN, 150 * WAN)
    balance = project_balances([project])[project.pk]
    assert (balance.allotted, balance.paid, percent(balance.paid, balance.allotted)) == (
        100 * WAN, 60 * WAN, 60,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"units": 0}, "要大于0"),
        ({"voucher": " "}, "凭证号"),
        ({"on": date(2024, 2, 1)}, "早于分配日期"),
        ({"on": date(2999, 1, 1)}, "还没有到"),
    ],
)
def test_a_payment_that_cannot_be_is_refused(
    world: World, change: dict[str, object], sentence: str
) -> None:
    part = allot(world.clerk, money_of(world), AllotmentFacts(DAY, 10 * WAN, project_of(world)))
    known = {"units": WAN, "on": date(2024, 6, 1), "voucher": "示例1"} | change
    with pytest.raises(LedgerError, match=sentence):
        pay(world.clerk, part, **known)  # type: ignore[arg-type]
    assert Entry.objects.count() == 1


def test_money_that_has_not_arrived_is_not_paid(world: World) -> None:
    part = allot(
        world.clerk, money_of(world, stage="promised"),
        AllotmentFacts(DAY, 10 * WAN, project_of(world)),
    )  # fmt: skip
    with pytest.raises(LedgerError, match="还没有到位"):
        pay(world.clerk, part, WAN, date(2024, 6, 1), "示例1")
    assert project_balances([part.project]) == {}


def test_an_allotment_is_taken_back_only_before_it_is_paid(world: World) -> None:
    entry = money_of(world)
    part = allot(world.clerk, entry, AllotmentFacts(DAY, 10 * WAN, project_of(world)))
    payment = pay(world.clerk, part, WAN, date(2024, 6, 1), "示例1")
    with pytest.raises(LedgerError, match="已经拨付，不能收回"):
        take_back(world.clerk, part, "示例")
    step(world.clerk, payment.entry, "void")
    with pytest.raises(LedgerError, match="写明理由"):
        take_back(world.clerk, part, "")
    take_back(world.clerk, part, "示例：计划调整")
    assert balances([entry])[entry.pk].free == 150 * WAN


def test_sums_by_year_and_tier_count_each_entry_once(world: World) -> None:
    entry = money_of(world)
    part = allot(world.clerk, entry, AllotmentFacts(DAY, 100 * WAN, project_of(world)))
    pay(world.clerk, part, 25 * WAN, date(2025, 6, 1), "示例1")
    money_of(world, 50, parent=entry)
    money_of(world, 30, stage="planned")
    rows = by_tier(fiscal_money(world.clerk))
    assert [(year, tier, count, balance.whole, balance.allotted, balance.paid)
            for year, tier, _code, count, balance in rows] == [
        (2024, "budget_city", 1, 150 * WAN, 100 * WAN, 25 * WAN)
    ]  # fmt: skip


def test_nobody_elsewhere_sees_or_gives_the_money(world: World) -> None:
    entry = money_of(world)
    assert not fiscal_money(world.foreigner).exists()
    with pytest.raises(CooperationError, match="不在您的范围"):
        allot(world.foreigner, entry, AllotmentFacts(DAY, WAN, purpose="示例"))
