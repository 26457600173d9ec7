"""Verbs of working together: hold a meeting, agree on action items, settle them."""

from datetime import date

from shanhai.accounts.models import User
from shanhai.cooperation.models import ActionItem, Meeting
from shanhai.records.services import change
from shanhai.registry.models import Node, Partnership

State = ActionItem.State


class CooperationError(ValueError):
    """Something that cannot be so; the message is a Chinese sentence for the user."""


def hold_meeting(
    actor: User | None,
    partnership: Partnership,
    kind: str,
    title: str,
    held_on: date | None = None,
    place: str = "",
    minutes: str = "",
) -> Meeting:
    """Register a meeting of a partnership."""
    if not title.strip():
        raise CooperationError("请填写会议名称。")
    with change(actor, "hold_meeting", title) as action:
        return action.save(
            Meeting(
                partnership=partnership, kind=kind, title=title.strip()[:200], held_on=held_on,
                place=place[:120], minutes=minutes,
            )
        )  # fmt: skip


def agree_item(
    actor: User | None, meeting: Meeting, title: str, owner: Node, due: date | None = None
) -> ActionItem:
    """Register what a meeting decided: what, whose task, until when."""
    if not title.strip():
        raise CooperationError("请填写议定事项。")
    if due and meeting.held_on and due < meeting.held_on:
        raise CooperationError(f"时限（{due}）早于会议日期（{meeting.held_on}），请核对。")
    with change(actor, "agree_item", title) as action:
        return action.save(
            ActionItem(
                partnership=meeting.partnership, meeting=meeting, title=title.strip()[:300],
                owner=owner, due=due,
            )
        )  # fmt: skip


def settle_item(actor: User | None, item: ActionItem, progress: str) -> ActionItem:
    """Say that an action item is done, and how."""
    if item.state != State.OPEN:
        raise CooperationError(f"“{item.title}”已是“{item.get_state_display()}”。")
    if not progress.strip():
        raise CooperationError("请写明办结的情况。")
    with change(actor, "settle_item", progress) as action:
        item.state, item.progress = State.DONE, progress.strip()
        return action.save(item)
