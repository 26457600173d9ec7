"""The way of an entry from draft to lock: offices, deadlines, returns, many at once, publication;
and who may do what as a table."""

from datetime import date, timedelta

import pytest
from django.conf import settings

from shanhai.accounts.models import User
from shanhai.common import vocabulary
from shanhai.ledger.models import Entry
from shanhai.ledger.queries import (
    SheetFilter,
    editable_columns,
    entry_states,
    possible_steps,
    sheet,
    takeable,
    waiting,
)
from shanhai.ledger.rules import LedgerError
from shanhai.ledger.services import edit, enter, facts_of, state, step, step_all, submit
from shanhai.records.models import ChangeSet
from shanhai.records.rules import StateError
from shanhai.reporting.queries import deadlines
from tests.ledger.test_entries import approved, confirmed, entered, facts, submitted
from tests.world import World


def at(entry: Entry) -> tuple[str, str]:
    """State and office as they stand in the database."""
    now = Entry.objects.select_related("office").get(pk=entry.pk)
    return now.state, now.office.name if now.office else ""


def test_an_entry_goes_from_office_to_office_until_it_is_locked(world: World) -> None:
    lead, tongren = world.person("reviewer", "常平镇"), world.person("reviewer", "铜仁市")
    entry = entered(world)
    went = [at(entry)]
    for who, verb in [
        (world.clerk, "submit"), (lead, "check"), (world.county_clerk, "confirm"),
        (world.reviewer, "approve"), (tongren, "approve"), (world.reviewer, "lock"),
    ]:  # fmt: skip
        step(who, entry, verb)
        went.append(at(entry))
    assert went == [
        ("draft", "桥头镇"), ("in_check", "常平组团"), ("submitted", "玉屏侗族自治县"),
        ("confirmed", "东莞市"), ("reviewed", "铜仁市"), ("approved", "东莞市"), ("locked", ""),
    ]  # fmt: skip


def test_each_step_has_a_last_day_and_what_is_late_is_found(world: World) -> None:
    entry = submit(world.clerk, entered(world))
    assert entry.due == date.today() + timedelta(days=entry_states()["in_check"]["days"])
    late = SheetFilter("donations", late=True)
    assert not sheet(world.clerk, late)
    Entry.objects.filter(pk=entry.pk).update(due=date.today() - timedelta(days=1))
    assert list(sheet(world.clerk, late)) == [entry]
    held = SheetFilter("donations", office=world["常平组团"].pk)
    assert list(sheet(world.clerk, held)) == [entry]
    assert not sheet(world.foreigner, held)
    (told,) = [row for row in deadlines(world.clerk) if row.kind == "step"]
    assert (told.title, told.late) == ("常平组团：待组团核对 1 条", True)
    assert not deadlines(world.foreigner)


def test_a_return_leads_step_by_step_to_who_held_it_before(world: World) -> None:
    entry, lead = approved(world), world.person("reviewer", "常平镇")
    back = [(world.reviewer, "reviewed"), (world.person("reviewer", "铜仁市"), "confirmed"),
            (world.reviewer, "submitted"), (world.county_clerk, "in_check"),
            (lead, "returned")]  # fmt: skip
    for who, state_then in back:
        assert step(who, entry, "return", "再核一遍").state == state_then
    assert at(entry) == ("returned", "桥头镇")
    submit(world.clerk, entry)
    step(lead, entry, "check")
    assert at(entry) == ("submitted", "玉屏侗族自治县")
    assert step(world.county_clerk, entry, "confirm").state == "confirmed"


def test_without_a_cluster_between_nobody_checks(world: World) -> None:
    entry = submit(world.clerk, entered(world, helper=world["常平组团"]))
    assert at(entry) == ("submitted", "玉屏侗族自治县")
    assert step(world.county_clerk, entry, "return", "没有收到").state == "returned"


def test_what_the_recipient_hands_in_waits_for_the_helper(world: World) -> None:
    entry = submit(world.county_clerk, enter(world.county_clerk, facts(world)))
    step(world.person("reviewer", "常平镇"), entry, "check")
    assert at(entry) == ("submitted", "常平组团")
    with pytest.raises(LedgerError, match="另一方"):
        step(world.county_clerk, entry, "confirm")
    assert step(world.clerk, entry, "confirm").state == "confirmed"


def test_a_difference_goes_back_to_the_side_that_handed_it_in(world: World) -> None:
    entry = submitted(world)
    state(world.county_clerk, entry, "recipient", 1, "银行回单")
    assert at(entry) == ("submitted", "常平组团")
    assert (waiting(world.clerk)["settle"], waiting(world.clerk)["confirm"]) == (1, 0)
    with pytest.raises(LedgerError, match="不一致"):
        step(world.clerk, entry, "confirm")


def test_nobody_acts_for_an_office_that_is_not_theirs(world: World) -> None:
    entry = confirmed(world)
    with pytest.raises(LedgerError, match="现在由东莞市办"):
        step(world.person("reviewer", "铜仁市"), entry, "approve")
    with pytest.raises(LedgerError, match="范围"):
        step(world.person("reviewer", "清溪镇"), entry, "approve")
    with pytest.raises(StateError):
        step(world.reviewer, entry, "lock")


def test_the_other_side_does_not_hand_in_what_was_returned(world: World) -> None:
    back = step(world.county_clerk, submitted(world), "return", "没有签收单")
    back = step(world.person("reviewer", "常平镇"), back, "return", "请桥头补上")
    with pytest.raises(LedgerError, match="请由桥头镇的人来提交"):
        step(world.county_clerk, back, "submit")
    assert "submit" not in possible_steps(world.county_clerk, back)
    assert at(step(world.clerk, back, "submit"))[0] == "in_check"


def test_what_one_typed_oneself_another_checks(world: World) -> None:
    lead = world.person("reviewer", "常平镇")
    entry = submit(world.clerk, entered(world))
    Entry.objects.filter(pk=entry.pk).update(entered_by=lead)
    with pytest.raises(LedgerError, match="自己填的记录不能自己组团核对"):
        step(lead, Entry.objects.get(pk=entry.pk), "check")
    assert waiting(lead)["check"] == 0 and waiting(world.reviewer)["check"] == 1


def test_many_at_once_are_one_change_set_and_each_refusal_is_said(world: World) -> None:
    lead = world.person("reviewer", "常平镇")
    first, second = (submit(world.clerk, entered(world, title=f"第{n}条")) for n in (1, 2))
    draft = entered(world, title="草稿")
    before = ChangeSet.objects.count()
    outcome = step_all(lead, [first, draft, second], "check", "三镇汇总核过")
    assert outcome.done == [first, second]
    assert [(entry, "草稿" in why) for entry, why in outcome.refused] == [(draft, True)]
    assert ChangeSet.objects.count() == before + 1
    newest = ChangeSet.objects.latest("number")
    assert (newest.verb, newest.why, newest.versions.count()) == ("check", "三镇汇总核过", 2)
    assert [at(one)[0] for one in (first, second, draft)] == ["submitted", "submitted", "draft"]


def test_publication_is_an_approval_of_its_own_and_can_be_taken_back(world: World) -> None:
    entry = step(world.reviewer, approved(world), "lock")
    public = SheetFilter("donations", published=True)
    assert not sheet(world.clerk, public)
    with pytest.raises(LedgerError, match="权限"):
        step(world.clerk, entry, "publish")
    step(world.reviewer, entry, "publish")
    assert list(sheet(world.clerk, public)) == [entry]
    with pytest.raises(LedgerError, match="理由"):
        step(world.reviewer, entry, "withdraw")
    step(world.reviewer, entry, "withdraw", "口径有变")
    assert not sheet(world.clerk, public)


def test_what_is_returned_is_public_no_more(world: World) -> None:
    entry = step(world.reviewer, approved(world), "publish")
    assert step(world.reviewer, entry, "return", "重核").published_at is None


def test_a_supplement_is_no_new_edition(world: World) -> None:
    entry = confirmed(world)
    edit(world.reviewer, entry, facts_of(entry, voucher="JZ-2"), why="补票据号")
    assert (entry.state, entry.edition, entry.voucher) == ("confirmed", 1, "JZ-2")
    with pytest.raises(LedgerError, match="只能补充备注、凭证号"):
        edit(world.reviewer, entry, facts(world, 5, voucher="JZ-2"))


# Every role in every state of an entry it holds: the steps it may take, then the columns it may
# change. Roles that are not named may do nothing.
RIGHTS = """
draft      clerk     submit void          | all
draft      reviewer                       |
returned   clerk     submit void          | all
returned   reviewer                       |
in_check   clerk                          | all
in_check   reviewer  check return         | note voucher
submitted  clerk     confirm return       | all
submitted  reviewer  confirm return       | note voucher
confirmed  clerk                          | all
confirmed  reviewer  approve return       | note voucher
reviewed   clerk                          | note voucher
reviewed   reviewer  approve return       | note voucher
approved   clerk                          | note voucher
approved   reviewer  lock return publish  | note voucher
locked     clerk                          |
locked     reviewer  publish              |
void       clerk                          |
void       reviewer                       |
"""
# Where a person must act to hold an entry of a state.
HOLDERS = {"in_check": "常平镇", "submitted": "玉屏侗族自治县", "reviewed": "铜仁市"}


def test_rights_by_role_state_and_column(world: World) -> None:
    entry = submitted(world)
    told = {}
    for line in RIGHTS.strip().splitlines():
        left, columns = line.split("|")
        code, role, *verbs = left.split()
        told[code, role] = (verbs, set(columns.split()))
    states = entry_states()
    roles = vocabulary.load("rights", settings.VOCABULARY_DIR)["roles"]
    assert {code for code, _ in told} == set(states)
    for code in states:
        entry.state = code
        entry.office = world[HOLDERS.get(code, "东莞市")] if states[code].get("holder") else None
        for role in roles:
            user: User = world.person(role, HOLDERS.get(code, "东莞市"))
            verbs, columns = told.get((code, role), ([], set()))
            assert possible_steps(user, entry) == verbs, (code, role)
            assert editable_columns(user, entry) == columns, (code, role)


def test_steps_offered_for_a_page_are_those_that_are_not_refused(world: World) -> None:
    lead, tongren = world.person("reviewer", "常平镇"), world.person("reviewer", "铜仁市")
    way = [
        (world.clerk, "submit"), (lead, "check"), (world.county_clerk, "confirm"),
        (world.reviewer, "approve"), (tongren, "approve"), (world.reviewer, "lock"),
        (world.reviewer, "publish"),
    ]  # fmt: skip
    for taken in range(len(way) + 1):
        entry = entered(world, title=f"走了{taken}步")
        for who, verb in way[:taken]:
            step(who, entry, verb)
    step(world.county_clerk, submitted(world, title="退回的"), "return", "再核一遍")
    entries, verbs = list(Entry.objects.all()), [*{verb for _, verb in way}, "return", "withdraw"]
    people = [
        *{who for who, _ in way},
        world.auditor,
        world.foreigner,
        world.person("admin", "东莞市"),
    ]
    for user in people:
        offered = takeable(user, entries, verbs)
        for entry in entries:
            may_take = set(possible_steps(user, entry)) & set(verbs)
            visible = user != world.foreigner
            assert set(offered.get(entry.pk, ())) == (may_take if visible else set())
    assert {
        verb for one in people for row in takeable(one, entries, verbs).values() for verb in row
    }
