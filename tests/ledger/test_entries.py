"""Entries: two sides, editions, steps, reversals."""

from datetime import date

import pytest

from shanhai.common.amounts import SCALE, Amount
from shanhai.common.keys import Key
from shanhai.common.periods import Period
from shanhai.figures.queries import figure
from shanhai.ledger.models import Entry
from shanhai.ledger.queries import SheetFilter, sheet, standing_of, waiting
from shanhai.ledger.rules import LedgerError, Standing
from shanhai.ledger.services import (
    EntryFacts,
    EvidenceFacts,
    PartyFacts,
    edit,
    enter,
    facts_of,
    reverse,
    state,
    step,
    submit,
)
from shanhai.records.models import ChangeSet
from shanhai.records.rules import StaleVersion, StateError
from tests.world import World


def facts(world: World, value: int = 100, **changes: object) -> EntryFacts:
    columns: dict[str, object] = {
        "partnership": world.partnership, "book": "donations", "title": "捐资助学",
        "indicator": "social_donation", "amount": Amount.of(value, "元"),
        "period": Period.parse("2024-05"), "helper": world["桥头镇"],
        "recipient": world["玉屏侗族自治县"],
    }  # fmt: skip
    return EntryFacts(**(columns | changes))  # type: ignore[arg-type]


def entered(world: World, value: int = 100, **changes: object) -> Entry:
    return enter(world.clerk, facts(world, value, **changes), [EvidenceFacts(voucher="JZ001")])


def submitted(world: World, value: int = 100, **changes: object) -> Entry:
    """Handed in and checked by the cluster, so that the county has to speak."""
    entry = submit(world.clerk, entered(world, value, **changes))
    return step(world.person("reviewer", "常平镇"), entry, "check")


def confirmed(world: World, **changes: object) -> Entry:
    return step(world.county_clerk, submitted(world, **changes), "confirm")


def approved(world: World, **changes: object) -> Entry:
    entry = step(world.reviewer, confirmed(world, **changes), "approve")
    return step(world.person("reviewer", "铜仁市"), entry, "approve")


def test_a_draft_rests_on_its_voucher_and_counts_only_once_submitted(world: World) -> None:
    entry = entered(world)
    key = Key("social_donation", world["桥头镇"].pk, world["玉屏侗族自治县"].pk)
    assert (entry.state, entry.evidence.get().voucher) == ("draft", "JZ001")
    assert figure(key) is None
    submit(world.clerk, entry)
    found = figure(key)
    assert found is not None and found.amount.units == 100 * SCALE


def test_submitting_states_it_for_ones_own_side(world: World) -> None:
    entry = submit(world.clerk, entered(world))
    assert [(one.side, one.units) for one in entry.statements.all()] == [("helper", 100 * SCALE)]
    assert standing_of(entry) == Standing.HELPER_ONLY


def test_agreement_of_both_sides_confirms(world: World) -> None:
    entry = confirmed(world)
    assert (entry.state, standing_of(entry)) == ("confirmed", Standing.AGREED)


def test_a_difference_stands_and_is_found(world: World) -> None:
    entry = submitted(world)
    state(world.county_clerk, entry, "recipient", 99 * SCALE, "银行回单")
    assert (entry.state, standing_of(entry)) == ("submitted", Standing.DIFFERS)
    rows = sheet(world.clerk, SheetFilter("donations", standing="differs"))
    assert list(rows) == [entry]
    assert not sheet(world.clerk, SheetFilter("donations", standing="agreed")).exists()


def test_a_later_difference_takes_a_confirmation_back(world: World) -> None:
    entry = confirmed(world)
    state(world.county_clerk, entry, "recipient", 98 * SCALE, "票据重核")
    assert entry.state == "submitted"


def test_another_number_needs_a_reason(world: World) -> None:
    entry = submitted(world)
    with pytest.raises(LedgerError, match="写明依据"):
        state(world.county_clerk, entry, "recipient", 99 * SCALE)


def test_nobody_speaks_for_the_other_side(world: World) -> None:
    entry = submitted(world)
    with pytest.raises(LedgerError, match="不代表这一方"):
        state(world.clerk, entry, "recipient", 100 * SCALE)
    with pytest.raises(LedgerError, match="另一方"):
        step(world.clerk, entry, "confirm")


def test_an_edit_makes_an_edition_and_voids_statements_and_state(world: World) -> None:
    entry = confirmed(world)
    edit(world.clerk, entry, facts(world, 120), entry.version, "抄错")
    assert (entry.state, entry.edition, entry.units) == ("draft", 2, 120 * SCALE)
    assert standing_of(entry) == Standing.NONE
    assert entry.statements.count() == 2


def test_two_people_editing_never_overwrite_each_other(world: World) -> None:
    entry = entered(world)
    seen = entry.version
    edit(world.county_clerk, Entry.objects.get(pk=entry.pk), facts(world, 110), seen)
    with pytest.raises(StaleVersion):
        edit(world.clerk, entry, facts(world, 120), seen)
    assert Entry.objects.get(pk=entry.pk).units == 110 * SCALE


def test_the_whole_way_to_the_lock_and_no_edit_after(world: World) -> None:
    entry = step(world.reviewer, approved(world), "lock")
    assert entry.state == "locked"
    with pytest.raises(LedgerError, match="冲销"):
        edit(world.clerk, entry, facts(world, 1))
    with pytest.raises(StateError):
        step(world.reviewer, entry, "return", "想改")


def test_after_the_lock_only_a_reversal_in_the_open_period(world: World) -> None:
    entry = step(world.reviewer, approved(world), "lock")
    opposite = reverse(world.clerk, entry, "重复捐赠")
    assert (opposite.units, opposite.state) == (-100 * SCALE, "draft")
    assert opposite.period is not None and opposite.period.end <= date.today()
    with pytest.raises(LedgerError, match="已经冲销"):
        reverse(world.clerk, entry, "再冲一次")
    submit(world.clerk, opposite)
    found = figure(Key("social_donation", world["桥头镇"].pk, world["玉屏侗族自治县"].pk))
    assert found is not None and found.amount.units == 0


def test_a_reversal_takes_back_the_share_of_whoever_took_part(world: World) -> None:
    parties = [PartyFacts("joint", "常平镇", world["常平镇"], 60 * SCALE)]
    entry = step(world.reviewer, approved(world, parties=parties), "lock")
    town = Key("social_donation", world["常平镇"].pk, world["玉屏侗族自治县"].pk)
    assert figure(town).amount.units == 60 * SCALE  # type: ignore[union-attr]
    submit(world.clerk, reverse(world.clerk, entry, "重复捐赠"))
    assert figure(town).amount.units == 0  # type: ignore[union-attr]


def test_what_is_not_locked_is_not_reversed(world: World) -> None:
    with pytest.raises(LedgerError, match="已锁定"):
        reverse(world.clerk, entered(world), "改")


def test_a_return_needs_its_reason(world: World) -> None:
    entry = submit(world.clerk, entered(world))
    with pytest.raises(LedgerError, match="理由"):
        step(world.reviewer, entry, "return")
    assert step(world.reviewer, entry, "return", "票据不清").state == "returned"


def test_goods_without_a_valuation_are_taken_but_not_approved(world: World) -> None:
    entry = submitted(world, form="goods")
    step(world.county_clerk, entry, "confirm")
    with pytest.raises(LedgerError, match="折价"):
        step(world.reviewer, entry, "approve")


def test_a_clerk_may_not_approve(world: World) -> None:
    entry = confirmed(world)
    with pytest.raises(LedgerError, match="没有“审核”"):
        step(world.clerk, entry, "approve")


def test_a_place_outside_the_partnership_is_refused(world: World) -> None:
    with pytest.raises(LedgerError, match="清溪镇.*不在结对"):
        entered(world, helper=world["清溪镇"])


def test_a_stranger_can_neither_enter_nor_state(world: World) -> None:
    with pytest.raises(LedgerError, match="范围"):
        enter(world.foreigner, facts(world))
    entry = submit(world.clerk, entered(world))
    with pytest.raises(LedgerError, match="范围"):
        state(world.foreigner, entry, "helper", 1, "看错")


def test_the_same_fact_has_the_same_identity_whatever_its_amount(world: World) -> None:
    one, other = facts(world, 100), facts(world, 200)
    assert one.identity() == other.identity() != facts(world, title="别的事").identity()


def test_shares_never_exceed_the_whole(world: World) -> None:
    parties = [PartyFacts("joint", name, world[name], 60 * SCALE) for name in ("常平镇", "桥头镇")]
    with pytest.raises(LedgerError, match="超过合计"):
        entered(world, helper=world["常平组团"], parties=parties)


def test_every_verb_is_one_change_set(world: World) -> None:
    before = ChangeSet.objects.count()
    entry = entered(world)
    submit(world.clerk, entry)
    assert ChangeSet.objects.count() == before + 2
    assert facts_of(entry).title == "捐资助学"


def test_what_waits_for_whom(world: World) -> None:
    entered(world, title="还是草稿")
    submitted(world)
    assert waiting(world.clerk) == {"submit": 1, "confirm": 0, "settle": 0}
    assert waiting(world.county_clerk)["confirm"] == 1
    assert waiting(world.auditor) == {}
    assert waiting(world.foreigner) == {"submit": 0, "confirm": 0, "settle": 0}
