"""History: one action one change set, chained; nobody overwrites anybody."""

from datetime import UTC, date, datetime

import pytest

from shanhai.ledger.models import Entry
from shanhai.records.models import ChangeSet, Version
from shanhai.records.queries import broken_links, history
from shanhai.records.rules import (
    StaleVersion,
    StateError,
    canonical,
    canonical_rows,
    next_state,
    plain,
)
from shanhai.records.services import attach, change, comment, detach
from tests.world import World


def test_an_action_leaves_one_change_set_with_who_and_why(world: World) -> None:
    before = ChangeSet.objects.count()
    with change(world.clerk, "edit", "更正备注") as action:
        world.partnership.note = "第一次"
        action.save(world.partnership)
        world.elsewhere.note = "同一步"
        action.save(world.elsewhere)
    newest = ChangeSet.objects.latest("number")
    assert ChangeSet.objects.count() == before + 1
    assert (newest.actor, newest.why, newest.versions.count()) == (world.clerk, "更正备注", 2)


def test_many_records_written_at_once_have_each_their_version(world: World) -> None:
    entries = [world.entry("fiscal_funds", number) for number in (1, 2, 3)]
    with change(world.clerk, "note") as action:
        action.set_all(entries, note="一并更正")
    for entry in entries:
        stored = Entry.objects.get(pk=entry.pk)
        assert (stored.note, stored.version) == ("一并更正", 2)
        assert history(stored)[0].changed[0].after == "一并更正"
    assert list(broken_links()) == []


def test_rows_written_out_together_are_written_as_each_alone() -> None:
    at = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
    columns = {
        "same": ["一样%s"] * 4,
        "text": ["“引号\"", "\n\0", "甲%", "é\ud800"], "day": [at.date()] * 4,
        "days": [at.date(), date(2023, 1, 1), None, at.date()], "number": [1, 2, 3, 2**60],
        "flag": [True, False, True, True], "mixed": [1, True, 1.0, "1"], "at": [at] * 4,
        "details": [{}, {"乙": 1, "甲": [None]}, {}, {}], "none": [None] * 4,
    }  # fmt: skip
    rows = list(zip(*columns.values(), strict=True))
    for number in (1, 4):
        first = {name: values[:number] for name, values in columns.items()}
        assert list(canonical_rows(first, number)) == [
            canonical(plain(dict(zip(columns, row, strict=True)))) for row in rows[:number]
        ]
        same = {name: first.pop(name)[0] for name in ("same", "day", "at", "none")}
        assert list(canonical_rows(first, number, same)) == list(
            canonical_rows({name: values[:number] for name, values in columns.items()}, number)
        )


def test_of_many_records_none_is_written_over_someone_elses_change(world: World) -> None:
    first, second = world.entry("fiscal_funds", 1), world.entry("fiscal_funds", 2)
    theirs = Entry.objects.get(pk=second.pk)
    theirs.note = "别人的改动"
    with change(world.clerk, "note") as action:
        action.save(theirs)
    with pytest.raises(StaleVersion), change(world.clerk, "note") as action:
        action.set_all([first, second], note="一并更正")
    assert Entry.objects.filter(note="一并更正").count() == 0


def test_a_verb_inside_a_verb_joins_the_outer_action(world: World) -> None:
    before = ChangeSet.objects.count()
    with change(world.clerk, "outer") as action:
        action.save(world.partnership)
        with change(world.clerk, "inner") as inner:
            inner.save(world.elsewhere)
    assert ChangeSet.objects.count() == before + 1
    assert ChangeSet.objects.latest("number").verb == "outer"


def test_a_failing_action_leaves_nothing(world: World) -> None:
    before = ChangeSet.objects.count()
    with pytest.raises(ZeroDivisionError), change(world.clerk, "edit") as action:
        world.partnership.note = "半途"
        action.save(world.partnership)
        raise ZeroDivisionError
    world.partnership.refresh_from_db()
    assert ChangeSet.objects.count() == before
    assert (world.partnership.note, world.partnership.version) == ("", 1)


def test_two_people_editing_one_thing_never_overwrite_each_other(world: World) -> None:
    mine = type(world.partnership).objects.get(pk=world.partnership.pk)
    with change(world.county_clerk, "edit") as action:
        world.partnership.note = "对方先改"
        action.save(world.partnership)
    mine.note = "我后改"
    with pytest.raises(StaleVersion, match="刚刚被别人改过"), change(world.clerk, "edit") as action:
        action.save(mine)
    mine.refresh_from_db()
    assert mine.note == "对方先改"


def test_history_tells_what_changed(world: World) -> None:
    entry = world.entry("fiscal_funds", 100)
    entry.note = "补记"
    with change(world.clerk, "edit") as action:
        action.save(entry)
    newest = history(entry)[0]
    assert [(one.column, one.before, one.after) for one in newest.changed] == [("note", "", "补记")]


def test_a_whole_chain_holds(world: World) -> None:
    world.entry("fiscal_funds", 100)
    assert list(broken_links()) == []


def test_tampering_with_a_version_shows(world: World) -> None:
    entry = world.entry("fiscal_funds", 100)
    Version.objects.filter(ref=entry.pk).update(columns={"units": 1})
    assert any("被改动过" in line for line in broken_links())


def test_tampering_with_an_action_shows(world: World) -> None:
    world.entry("fiscal_funds", 100)
    newest = ChangeSet.objects.latest("number")
    ChangeSet.objects.filter(pk=newest.pk).update(why="另一个理由")
    assert any("摘要不符" in line for line in broken_links())


def test_a_change_set_taken_out_shows(world: World) -> None:
    world.entry("fiscal_funds", 100)
    middle = ChangeSet.objects.order_by("-number")[1]
    middle.versions.all().delete()
    middle.delete()
    assert any("对不上" in line for line in broken_links())


def test_anything_can_carry_comments_and_files(world: World) -> None:
    entry = world.entry("fiscal_funds", 100)
    comment(world.auditor, entry.ref, "请补凭证")
    attachment = attach(world.clerk, entry, "凭证.pdf", b"%PDF-1.4", "application/pdf")
    assert [one.text for one in entry.ref.comments.all()] == ["请补凭证"]
    assert entry.ref.attachments.get().blob.size == 8
    detach(world.clerk, entry, attachment)
    assert entry.ref.attachments.get().removed_at is not None
    assert [step.change_set.verb for step in history(entry)] == ["detach", "attach", "enter"]


def test_archived_and_brought_back(world: World) -> None:
    entry = world.entry("fiscal_funds", 100)
    with change(world.clerk, "archive") as action:
        action.archive(entry)
    assert Entry.objects.get(pk=entry.pk).ref.archived_at is not None
    with change(world.clerk, "restore") as action:
        action.restore(entry)
    assert Entry.objects.get(pk=entry.pk).ref.archived_at is None


def test_many_new_records_are_one_action(world: World) -> None:
    before = ChangeSet.objects.count()
    rows = [
        Entry(
            partnership=world.partnership,
            book="donations",
            title=f"示例{number}",
            helper=world["桥头镇"],
            recipient=world["玉屏侗族自治县"],
            indicator="social_donation",
            units=number,
            low=number,
            high=number,
            unit="元",
            period_start="2024-01-01",
            period_end="2024-01-01",
        )
        for number in range(120)
    ]
    with change(world.clerk, "import") as action:
        action.save_all(rows)
    assert ChangeSet.objects.count() == before + 1
    assert {row.version for row in rows} == {1}
    assert list(broken_links()) == []


def test_a_step_the_states_do_not_allow_is_refused_in_chinese() -> None:
    states = {"locked": {"name": "已锁定", "steps": {}}}
    with pytest.raises(StateError, match="已锁定"):
        next_state(states, "locked", "submit")
