"""From what was decided to what was verified, across meetings."""

from datetime import date

import pytest

from shanhai.cooperation import services
from shanhai.cooperation.models import ActionItem
from shanhai.cooperation.queries import (
    carried_into,
    carrying,
    late,
    times_carried,
    to_do,
    to_verify,
)
from shanhai.cooperation.services import CooperationError, Proof
from shanhai.records.models import Version
from tests.cooperation.made import a_meeting, an_item
from tests.world import World

State = ActionItem.State


def test_a_meeting_leaves_items_with_owner_and_date(world: World) -> None:
    meeting = a_meeting(world)
    item = an_item(world, meeting)
    assert (item.partnership, item.state) == (world.partnership, State.OPEN)
    assert item.raised_on == meeting.held_on
    assert list(meeting.ref.raised.all()) == [item]


def test_an_item_due_before_its_meeting_is_refused(world: World) -> None:
    meeting = a_meeting(world)
    with pytest.raises(CooperationError, match="早于会议日期"):
        services.agree_item(world.clerk, meeting, "示例事项", world["桥头镇"], date(2025, 3, 1))


def test_an_item_of_a_place_of_neither_side_is_refused(world: World) -> None:
    with pytest.raises(CooperationError, match="不属于"):
        services.agree_item(world.clerk, a_meeting(world), "示例事项", world["德江县"])


def test_it_is_settled_once_with_its_evidence(world: World) -> None:
    item = an_item(world, a_meeting(world))
    with pytest.raises(CooperationError, match="写明办结"):
        services.settle_item(world.clerk, item, " ")
    proof = Proof("票据.txt", "示例票据".encode(), "text/plain")
    services.settle_item(world.clerk, item, "示例：已办结", item.version, proof)
    assert (item.state, item.done_by) == (State.DONE, world.clerk)
    assert [row.name for row in item.ref.attachments.all()] == ["票据.txt"]
    with pytest.raises(CooperationError, match="已办结"):
        services.settle_item(world.clerk, item, "再办一次")


def test_the_owners_side_does_it_and_the_other_verifies(world: World) -> None:
    item = an_item(world, a_meeting(world))
    with pytest.raises(CooperationError, match="要由它那一方办结"):
        services.settle_item(world.county_clerk, item, "替别人办")
    services.settle_item(world.clerk, item, "已办结")
    with pytest.raises(CooperationError, match="自己办结的事项不能自己核实"):
        services.verify_item(world.clerk, item)
    services.verify_item(world.county_clerk, item, "见到了")
    item.refresh_from_db()
    assert (item.state, item.verified_by, item.remark) == (
        State.VERIFIED, world.county_clerk, "见到了",
    )  # fmt: skip
    assert Version.objects.filter(ref=item.pk).count() == 3


def test_a_reviewer_of_the_same_side_may_verify_and_an_auditor_may_not(world: World) -> None:
    item = an_item(world, a_meeting(world))
    services.settle_item(world.clerk, item, "已办结")
    with pytest.raises(CooperationError, match="没有“对方确认”"):
        services.verify_item(world.auditor, item)
    services.verify_item(world.reviewer, item)
    assert item.state == State.VERIFIED


def test_what_was_not_done_goes_back_with_what_is_missing(world: World) -> None:
    item = an_item(world, a_meeting(world))
    services.settle_item(world.clerk, item, "已办结")
    with pytest.raises(CooperationError, match="写明理由"):
        services.return_item(world.county_clerk, item, "")
    services.return_item(world.county_clerk, item, "缺签收表")
    assert (item.state, item.remark, item.done_by) == (State.RETURNED, "缺签收表", None)
    services.settle_item(world.clerk, item, "补了签收表")
    assert item.state == State.DONE


def test_what_is_not_verified_comes_back_in_every_later_meeting_by_itself(world: World) -> None:
    first = a_meeting(world, date(2024, 3, 1), "第一次会")
    done, open_ = an_item(world, first), an_item(world, first, "玉屏侗族自治县")
    services.settle_item(world.clerk, done, "已办结")
    services.verify_item(world.county_clerk, done)
    ActionItem.objects.filter(pk=done.pk).update(verified_on=date(2024, 6, 1))
    second = a_meeting(world, date(2024, 5, 1), "第二次会")
    third = a_meeting(world, date(2025, 3, 1), "第三次会")
    assert set(carried_into(world.clerk, second)) == {done, open_}
    assert list(carried_into(world.clerk, third)) == [open_]
    assert not carried_into(world.clerk, first).exists()
    assert not carried_into(world.foreigner, third).exists()
    assert times_carried([open_], date(2025, 3, 1)) == {open_.pk: 2}
    assert carrying(world.clerk, open_) == [second, third]
    done.refresh_from_db()
    assert carrying(world.clerk, done) == [second]
    assert carrying(world.foreigner, open_) == []


def test_each_side_is_told_what_waits_for_it(world: World) -> None:
    meeting = a_meeting(world)
    mine, theirs = an_item(world, meeting), an_item(world, meeting, "玉屏侗族自治县")
    assert list(to_do(world.clerk)) == [mine]
    assert list(to_do(world.county_clerk)) == [theirs]
    services.settle_item(world.clerk, mine, "已办结")
    assert not to_verify(world.clerk).exists()
    assert list(to_verify(world.county_clerk)) == [mine]
    assert list(to_verify(world.reviewer)) == [mine]
    assert not to_verify(world.foreigner).exists()


def test_late_is_what_should_have_been_done(world: World) -> None:
    item = an_item(world, a_meeting(world))
    assert list(late(world.clerk, date(2025, 7, 1))) == [item]
    assert not late(world.clerk, date(2025, 6, 30)).exists()
    services.settle_item(world.clerk, item, "已办结")
    assert not late(world.clerk, date(2025, 7, 1)).exists()


def test_an_item_is_raised_from_any_object_or_none(world: World) -> None:
    entry = world.entry("social_donation", 100)
    item = services.raise_item(
        world.clerk, world.partnership, "催收票据", world["桥头镇"], source=entry
    )
    assert item.source == entry.ref
    loose = services.raise_item(world.clerk, world.partnership, "另一件事", world["桥头镇"])
    assert loose.source is None


def test_a_meeting_with_open_items_stays_in_the_lists(world: World) -> None:
    meeting = a_meeting(world)
    an_item(world, meeting)
    with pytest.raises(CooperationError, match="还有1项没有核实"):
        services.archive(world.clerk, meeting, "不要了")
