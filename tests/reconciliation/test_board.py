"""The board, drafting from what was said, judging."""

from dataclasses import dataclass
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shanhai.claims.models import Claim, ClaimParty, Report, Review
from shanhai.common.amounts import SCALE, Amount
from shanhai.common.periods import Period
from shanhai.ledger.models import Entry
from shanhai.reconciliation.models import Judgement, Match
from shanhai.reconciliation.queries import BoardRow, board
from shanhai.reconciliation.rules import Verdict
from shanhai.reconciliation.services import (
    ReconciliationError,
    draft_entry,
    draft_summary,
    draft_target,
    judge,
    propose,
)
from shanhai.records.services import change
from shanhai.registry import services as registry
from shanhai.sources.services import mark_span, store_blob, store_document
from shanhai.targets.queries import targets_of
from tests.cooperation.test_industry import park_of, venture_of
from tests.world import World

TEXT = (
    "桥头镇向玉屏县捐赠27万元。2024年消费帮扶125.18万元。今年以来80万元。"
    "结对2个村。计划投入61.8万元。"
)


@dataclass
class Desk:
    """A report whose claims have been accepted."""

    world: World
    report: Report

    def claim(
        self,
        printed: str,
        indicator: str,
        value: int,
        kind: str = "act",
        unit: str = "元",
        **columns: object,
    ) -> Claim:
        start = TEXT.index(printed)
        claim = Claim(
            report=self.report, span=mark_span(self.report.document, start, start + len(printed)),
            sentence_start=0, sentence_end=len(TEXT), kind=kind, extent="event",
            indicator=indicator, stage=columns.pop("stage", "arrived"),
            helper=self.world["桥头镇"], recipient=self.world["玉屏侗族自治县"],
        )  # fmt: skip
        claim.amount = Amount.of(value, unit, str(columns.pop("bound", "exact")), printed)
        claim.period = columns.pop("period", Period.year(2024))  # type: ignore[assignment]
        accepted = columns.pop("accepted", True)
        with change(self.world.clerk, "receive") as action:
            action.save(claim)
        ClaimParty.objects.create(claim=claim, role="provider", name="示例厂")
        if accepted:
            Review.objects.create(claim=claim, decision="accepted", by=self.world.clerk)
        return claim

    def gift(self, **columns: object) -> Claim:
        columns = {"period": Period.parse("2024-06-21")} | columns
        return self.claim("27万元", "social_donation", 270_000, **columns)  # type: ignore[arg-type]

    def row(self, claim: Claim) -> BoardRow:
        found = board(self.world.clerk, self.world.partnership)
        return next(row for row in found.rows if row.claim == claim)


@pytest.fixture
def desk(world: World) -> Desk:
    blob, _ = store_blob(TEXT.encode())
    document, _ = store_document(blob, "例.txt", TEXT, "text")
    with change(world.clerk, "receive") as action:
        report = action.save(
            Report(
                partnership=world.partnership,
                document=document,
                title="示例来文",
                published=date(2024, 7, 1),
            )
        )
    return Desk(world, report)


def test_an_act_nobody_recorded_is_only_said(desk: Desk) -> None:
    assert desk.row(desk.gift()).verdict == Verdict.ONLY_SAID


def test_a_claim_nobody_accepted_is_not_on_the_board(desk: Desk) -> None:
    desk.gift(accepted=False)
    assert board(desk.world.clerk, desk.world.partnership).rows == []


def test_drafting_makes_an_entry_that_rests_on_the_words(desk: Desk) -> None:
    claim = desk.gift()
    entry = draft_entry(desk.world.clerk, claim)
    assert (entry.state, entry.units, entry.book) == ("draft", 270_000 * SCALE, "donations")
    assert entry.evidence.get().span == claim.span
    assert [(one.role, one.name) for one in entry.parties.all()] == [("giver", "示例厂")]
    match = Match.objects.get()
    assert (match.origin, match.judgements.get().verdict) == ("drafted", "same")
    assert desk.row(claim).verdict == Verdict.AGREES


def test_what_is_drafted_once_is_not_drafted_again(desk: Desk) -> None:
    claim = desk.gift()
    draft_entry(desk.world.clerk, claim)
    with pytest.raises(ReconciliationError, match="同一事|已经起草"):
        draft_entry(desk.world.clerk, claim)


def test_the_same_event_told_twice_is_linked_not_doubled(desk: Desk) -> None:
    first, again = desk.gift(), desk.gift(period=Period.year(2024))
    entry = draft_entry(desk.world.clerk, first)
    with pytest.raises(ReconciliationError, match="很可能是同一事"):
        draft_entry(desk.world.clerk, again)
    judge(desk.world.clerk, again, "same", entry=entry)
    assert desk.row(again).entry == entry
    assert Entry.objects.count() == 1


def test_goods_recorded_as_a_gift_are_not_recorded_twice(desk: Desk) -> None:
    entry = draft_entry(desk.world.clerk, desk.gift())
    goods = desk.claim("27万元", "donation_in_kind", 270_000, period=Period.parse("2024-06-21"))
    assert (desk.row(goods).entry, desk.row(goods).verdict) == (entry, Verdict.AGREES)
    with pytest.raises(ReconciliationError, match="很可能是同一事"):
        draft_entry(desk.world.clerk, goods)
    other = desk.claim("61.8万元", "donation_in_kind", 618_000, period=Period.parse("2024-06-21"))
    assert desk.row(other).verdict == Verdict.ONLY_SAID


def test_judged_different_it_may_be_drafted_after_all(desk: Desk) -> None:
    first, again = desk.gift(), desk.gift()
    entry = draft_entry(desk.world.clerk, first)
    judge(desk.world.clerk, again, "different", "另一笔", entry=entry)
    assert desk.row(again).verdict == Verdict.ONLY_SAID
    draft_entry(desk.world.clerk, again)
    assert Entry.objects.count() == 2


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("reading", "重复相加"),
        ("stock", "存量"),
        ("period_total", "汇总行"),
        ("plan", "目标"),
    ],
)
def test_only_acts_are_posted(desk: Desk, kind: str, says: str) -> None:
    claim = desk.claim("80万元", "consumption_sales", 800_000, kind)
    with pytest.raises(ReconciliationError, match=says):
        draft_entry(desk.world.clerk, claim)


def test_a_total_may_be_posted_by_choice_as_a_summary(desk: Desk) -> None:
    claim = desk.claim("125.18万元", "consumption_sales", 1_251_800, "period_total")
    entry = draft_summary(desk.world.clerk, claim)
    assert entry.summary and entry.title == "2024年消费帮扶合计"
    with pytest.raises(ReconciliationError, match="期间|合计"):
        draft_summary(desk.world.clerk, desk.gift())


def test_a_plan_becomes_a_target(desk: Desk) -> None:
    claim = desk.claim("61.8万元", "social_donation", 618_000, "plan", stage="planned")
    target = draft_target(desk.world.clerk, claim)
    assert (target.span, target.stage) == (claim.span, "planned")
    assert list(targets_of(desk.world.clerk, desk.world.partnership)) == [target]
    assert desk.row(claim).target == target
    with pytest.raises(ReconciliationError, match="已经立为"):
        draft_target(desk.world.clerk, claim)


def test_a_total_is_held_against_what_is_recorded_in_its_period(desk: Desk) -> None:
    claim = desk.claim("125.18万元", "consumption_sales", 1_251_800, "period_total")
    for value in (600_000, 631_800):
        desk.world.entry("consumption_sales", value)
    row = desk.row(claim)
    assert (row.verdict, row.comparison.difference) == (Verdict.DIFFERS, -20_000 * SCALE)
    assert row.comparison.percent == "-1.60%"


def test_a_reading_agrees_by_its_bound(desk: Desk) -> None:
    claim = desk.claim(
        "80万元",
        "consumption_sales",
        800_000,
        "reading",
        bound="over",
        period=Period.parse("2024-01", "2024-06"),
    )
    desk.world.entry("consumption_sales", 813_500, period=Period.parse("2024-03"))
    assert desk.row(claim).verdict == Verdict.AGREES


def test_pairings_are_held_against_the_register(desk: Desk) -> None:
    world = desk.world
    for other in ("示例乙村", "示例丙村"):
        registry.pair(
            None,
            "village",
            world.programme,
            world["示例甲村"],
            world[other],
            parent=world.partnership,
            start=date(2022, 1, 1),
        )
    claim = desk.claim("2个", "paired_villages", 2, "stock", "个")
    row = desk.row(claim)
    assert row.verdict == Verdict.AGREES and row.figure is not None
    assert row.figure.pairings is not None and row.figure.pairings.helpers == 1


def test_stocks_are_held_against_the_members_of_the_register_at_their_date(desk: Desk) -> None:
    world = desk.world
    cluster = {"helper": world["常平组团"]}

    def said(value: int, year: int) -> Verdict:
        claim = desk.claim("2个", "park_enterprises", value, "stock", "个",
                           period=Period.year(year))  # fmt: skip
        claim.helper = cluster["helper"]
        with change(world.clerk, "correct") as action:
            action.save(claim)
        return desk.row(claim).verdict

    assert said(2, 2024) == Verdict.ONLY_SAID
    park = park_of(world)
    for place, entered in ((1, date(2023, 5, 1)), (2, date(2024, 5, 1))):
        venture_of(world, place, park=park, entered_on=entered)
    assert said(2, 2024) == Verdict.AGREES
    assert said(2, 2023) == Verdict.DIFFERS


def test_an_entry_nobody_spoke_of_is_only_recorded(desk: Desk) -> None:
    desk.claim("125.18万元", "consumption_sales", 1_251_800, "period_total")
    spoken_of = desk.world.entry("consumption_sales", 5)
    entry = desk.world.entry("social_donation", 7, title="没人说过")
    found = board(desk.world.clerk, desk.world.partnership)
    only = [row.entry for row in found.rows if row.verdict == Verdict.ONLY_RECORDED]
    assert only == [entry] and spoken_of not in only


def test_judgements_are_added_never_overwritten(desk: Desk) -> None:
    claim = desk.gift()
    entry = desk.world.entry("social_donation", 260_000, period=Period.parse("2024-06"))
    judge(desk.world.clerk, claim, "unsure", "差一万", entry=entry)
    judge(desk.world.reviewer, claim, "same", "一万未到账", entry=entry)
    assert Judgement.objects.count() == 2 and Match.objects.count() == 1
    row = desk.row(claim)
    assert (row.verdict, row.settled) == (Verdict.DIFFERS, True)
    assert row.judgement is not None and row.judgement.by == desk.world.reviewer


def test_proposing_keeps_likely_counterparts_once(desk: Desk) -> None:
    desk.gift()
    desk.world.entry("social_donation", 270_000, period=Period.parse("2024-06"))
    assert propose(desk.world.clerk, desk.report) == 1
    assert propose(desk.world.clerk, desk.world.partnership) == 0


def test_a_stranger_sees_and_does_nothing(desk: Desk) -> None:
    claim = desk.gift()
    assert board(desk.world.foreigner, desk.world.partnership).rows == []
    with pytest.raises(ReconciliationError, match="范围"):
        judge(desk.world.foreigner, claim, "same")
    with pytest.raises(ReconciliationError, match="权限"):
        draft_entry(desk.world.auditor, claim)


def test_the_board_costs_the_same_with_more_entries(desk: Desk) -> None:
    desk.gift()
    desk.claim("125.18万元", "consumption_sales", 1_251_800, "period_total")
    desk.world.entry("consumption_sales", 1)
    with CaptureQueriesContext(connection) as few:
        board(desk.world.clerk, desk.world.partnership)
    for number in range(30):
        desk.world.entry("consumption_sales", number + 1, title=f"例{number}")
    with CaptureQueriesContext(connection) as many:
        board(desk.world.clerk, desk.world.partnership)
    assert len(many) == len(few) <= 24
