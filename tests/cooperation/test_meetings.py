"""Meetings and what was decided there."""

from datetime import date

import pytest

from shanhai.cooperation import services
from shanhai.cooperation.models import ActionItem
from shanhai.cooperation.services import CooperationError
from shanhai.records.models import Version
from tests.world import World


def test_a_meeting_leaves_items_with_owner_and_date(world: World) -> None:
    meeting = services.hold_meeting(
        world.clerk, world.partnership, "joint", "示例联席会议", date(2025, 3, 31)
    )
    item = services.agree_item(world.clerk, meeting, "示例事项", world["桥头镇"], date(2025, 6, 30))
    assert (item.partnership, item.state) == (world.partnership, ActionItem.State.OPEN)
    assert list(meeting.ref.raised.all()) == [item]


def test_an_item_due_before_its_meeting_is_refused(world: World) -> None:
    meeting = services.hold_meeting(
        world.clerk, world.partnership, "joint", "示例联席会议", date(2025, 3, 31)
    )
    with pytest.raises(CooperationError, match="早于会议日期"):
        services.agree_item(world.clerk, meeting, "示例事项", world["桥头镇"], date(2025, 3, 1))


def test_an_item_is_settled_once_and_says_how(world: World) -> None:
    meeting = services.hold_meeting(world.clerk, world.partnership, "joint", "示例联席会议")
    item = services.agree_item(world.clerk, meeting, "示例事项", world["桥头镇"])
    with pytest.raises(CooperationError, match="写明办结"):
        services.settle_item(world.clerk, item, " ")
    services.settle_item(world.clerk, item, "示例：已办结")
    assert item.state == ActionItem.State.DONE
    assert Version.objects.filter(ref=item.pk).count() == 2
    with pytest.raises(CooperationError, match="已办结"):
        services.settle_item(world.clerk, item, "再办一次")
