"""Verbs of action items: agree on one, do it, have it verified or sent back."""

from dataclasses import dataclass
from datetime import date

from shanhai.accounts.models import User
from shanhai.cooperation.models import ActionItem, Joint, Meeting, Visit
from shanhai.cooperation.queries.sides import partnership_of, side_of
from shanhai.cooperation.rules import (
    CooperationError,
    check_due,
    require_text,
    why_not_verify,
)
from shanhai.cooperation.services.guard import on_a_side, require, today
from shanhai.records.models import Record
from shanhai.records.services import attach, change
from shanhai.registry.models import Node, Partnership
from shanhai.registry.queries import may, sides

State = ActionItem.State


def agree_item(
    actor: User | None, meeting: Joint, title: str, owner: Node, due: date | None = None
) -> ActionItem:
    """Register what a meeting decided or a visit led to: what, whose task, until when. It belongs
    to the partnership of the occasion in which its owner stands."""
    pairings = [meeting.partnership, *meeting.partnerships.all()]
    pairing = partnership_of(owner, pairings) or meeting.partnership
    return raise_item(actor, pairing, title, owner, due, source=meeting)


def raise_item(
    actor: User | None,
    partnership: Partnership,
    title: str,
    owner: Node,
    due: date | None = None,
    source: Record | None = None,
    raised_on: date | None = None,
) -> ActionItem:
    """Register an action item raised from any object, or from none."""
    require(actor, "register", [partnership])
    day = raised_on or _day_of(source) or today()
    with change(actor, "agree_item", title) as action:
        item = ActionItem(partnership=partnership, raised_on=day)
        _fill(item, title, owner, due, source)
        item.source = source.ref if source else None
        return action.save(item)


def _day_of(source: Record | None) -> date | None:
    if isinstance(source, Meeting):
        return source.held_on
    return source.end if isinstance(source, Visit) else None


def _fill(
    item: ActionItem, title: str, owner: Node, due: date | None, source: Record | None
) -> None:
    item.title = require_text(title, "议定事项", 300)
    on_a_side(owner, [item.partnership], "责任单位")
    check_due(due, item.raised_on, "会议日期" if isinstance(source, Meeting) else "提出的日期")
    item.owner, item.due = owner, due


def edit_item(
    actor: User | None,
    item: ActionItem,
    title: str,
    owner: Node,
    due: date | None,
    expected: int | None = None,
    why: str = "",
) -> ActionItem:
    """Change what is to be done, by whom or until when, while it is not done."""
    require(actor, "register", [item.partnership])
    if item.state not in (State.OPEN, State.RETURNED):
        raise CooperationError(f"“{item.title}”{item.get_state_display()}，不能再改内容。")
    with change(actor, "edit_item", why) as action:
        _fill(item, title, owner, due, item.source.record if item.source else None)
        return action.save(item, expected)


@dataclass(frozen=True, slots=True)
class Proof:
    """A file that shows an action item is done."""

    name: str
    data: bytes
    media_type: str = ""


def settle_item(
    actor: User | None,
    item: ActionItem,
    progress: str,
    expected: int | None = None,
    proof: Proof | None = None,
) -> ActionItem:
    """Say that an action item is done, how, and where the evidence is; `proof` is put on it. The
    owner's side does so."""
    require(actor, "register", [item.partnership])
    if item.state not in (State.OPEN, State.RETURNED):
        raise CooperationError(f"“{item.title}”已是“{item.get_state_display()}”。")
    if not progress.strip():
        raise CooperationError("请写明办结的情况和佐证（文件、票据、照片等）。")
    _owner_speaks(actor, item)
    with change(actor, "settle_item", progress) as action:
        item.state, item.progress, item.remark = State.DONE, progress.strip(), ""
        item.done_by, item.done_on = actor, today()
        action.save(item, expected)
        if proof is not None and actor is not None:
            attach(actor, item, proof.name, proof.data, proof.media_type)
    return item


def _owner_speaks(actor: User | None, item: ActionItem) -> None:
    side = side_of(item.owner, [item.partnership])
    if actor is None or side not in ("helper", "recipient"):
        return
    if side not in sides(actor, item.partnership):
        raise CooperationError(
            f"责任单位是“{item.owner.name}”，要由它那一方办结；您可以评论或核实。"
        )


def verify_item(
    actor: User, item: ActionItem, remark: str = "", expected: int | None = None
) -> ActionItem:
    """Verify that a done item is done: someone of the other side, or who reviews."""
    _may_verify(actor, item)
    with change(actor, "verify_item", remark) as action:
        item.state, item.remark = State.VERIFIED, remark.strip()[:300]
        item.verified_by, item.verified_on = actor, today()
        return action.save(item, expected)


def return_item(
    actor: User, item: ActionItem, remark: str, expected: int | None = None
) -> ActionItem:
    """Send a done item back: it is not done, and why."""
    _may_verify(actor, item)
    if not remark.strip():
        raise CooperationError("退回要写明理由，责任单位才知道还差什么。")
    with change(actor, "return_item", remark) as action:
        item.state, item.remark = State.RETURNED, remark.strip()[:300]
        item.done_by, item.done_on = None, None
        return action.save(item, expected)


def _may_verify(actor: User, item: ActionItem) -> None:
    require(actor, "confirm", [item.partnership])
    if item.state != State.DONE:
        raise CooperationError(f"“{item.title}”是“{item.get_state_display()}”，现在不能核实。")
    reason = obstacle(actor, item)
    if reason:
        raise CooperationError(reason)


def obstacle(actor: User, item: ActionItem) -> str:
    """Why the actor may not verify a done item, or ""."""
    owner = side_of(item.owner, [item.partnership])
    return why_not_verify(
        actor.pk,
        item.done_by_id,
        sides(actor, item.partnership),
        {owner} if owner in ("helper", "recipient") else set(),
        may(actor, "approve"),
    )
