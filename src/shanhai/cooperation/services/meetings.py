"""Verbs of meetings: hold one, change what is known of it, say what a gift became."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from shanhai.accounts.models import User
from shanhai.cooperation.models import Attendee, Gift, Meeting, Point
from shanhai.cooperation.queries.words import words
from shanhai.cooperation.rules import CooperationError, lines, person_line, require_text
from shanhai.cooperation.services.guard import joined, placed, refuse_twin, require
from shanhai.records.models import Ref
from shanhai.records.services import Change, change
from shanhai.registry.models import Agreement, Partnership


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """Everything known of a meeting. The first partnership keeps it. `attendees` are lines
    “单位，职务[，姓名]” in the order of rank; the others are one thing a line."""

    partnerships: Sequence[Partnership]
    kind: str
    title: str
    held_on: date | None = None
    place: str = ""
    level: str = ""
    chair: str = ""
    minutes: str = ""
    attendees: str = ""
    agenda: str = ""
    reports: str = ""
    media: str = ""
    decisions: str = ""
    gifts: str = ""
    agreements: Sequence[Agreement] = ()


_POINTS = {
    Point.Kind.AGENDA: "agenda",
    Point.Kind.REPORT: "reports",
    Point.Kind.MEDIA: "media",
    Point.Kind.DECISION: "decisions",
}


def hold_meeting(
    actor: User | None,
    partnership: Partnership,
    kind: str,
    title: str,
    held_on: date | None = None,
    place: str = "",
    minutes: str = "",
    *,
    joint: Sequence[Partnership] = (),
    **more: Any,
) -> Meeting:
    """Register a meeting of a partnership, and of those that `joint` it; `more` as in
    MeetingFacts."""
    pairings = list(dict.fromkeys([partnership, *joint]))
    facts = MeetingFacts(pairings, kind, title, held_on, place, minutes=minutes, **more)
    return register_meeting(actor, facts)


def register_meeting(actor: User | None, facts: MeetingFacts) -> Meeting:
    """Register a meeting; a day to come makes it a planned one."""
    require(actor, "register", facts.partnerships)
    _refuse_twin(facts, None)
    with change(actor, "hold_meeting", facts.title) as action:
        return _write(action, Meeting(), facts)


def edit_meeting(
    actor: User | None,
    meeting: Meeting,
    facts: MeetingFacts,
    expected: int | None = None,
    why: str = "",
) -> Meeting:
    """Change what is known of a meeting. Partnerships the actor does not see stay in it.

    Raises CooperationError, or StaleVersion when someone wrote since version `expected`.
    """
    require(actor, "register", facts.partnerships)
    pairings = joined(actor, meeting, facts.partnerships)
    _refuse_twin(facts, meeting)
    with change(actor, "edit_meeting", why) as action:
        return _write(action, meeting, replace(facts, partnerships=pairings), expected)


def meeting_facts(meeting: Meeting) -> MeetingFacts:
    """What is known of a meeting now."""
    said: dict[str, list[str]] = {kind: [] for kind in Point.Kind.values}
    for point in meeting.points.all():
        said[point.kind].append(point.text)
    keeper = meeting.partnership
    return MeetingFacts(
        list(dict.fromkeys([keeper, *meeting.partnerships.all()])),
        meeting.kind,
        meeting.title,
        meeting.held_on,
        meeting.place,
        meeting.level,
        meeting.chair,
        meeting.minutes,
        attendees="\n".join(str(row) for row in meeting.attendees.select_related("node")),
        gifts="\n".join(row.text for row in meeting.gifts.all()),
        agreements=list(meeting.agreements.all()),
        **{name: "\n".join(said[kind]) for kind, name in _POINTS.items()},
    )


def _refuse_twin(facts: MeetingFacts, own: Meeting | None) -> None:
    """One meeting is registered once, however many of its partnerships tell of it."""
    if facts.held_on:
        refuse_twin(
            Meeting, facts.title, own, f"{facts.held_on}的",
            partnerships__in=facts.partnerships, held_on=facts.held_on,
        )  # fmt: skip


def _write(
    action: Change, meeting: Meeting, facts: MeetingFacts, expected: int | None = None
) -> Meeting:
    if not facts.partnerships:
        raise CooperationError("请选择会议属于哪个结对。")
    kinds = words()["meetings"]
    if facts.kind not in kinds:
        raise CooperationError(f"没有“{facts.kind}”这种会议，请从列表中选择。")
    meeting.partnership = facts.partnerships[0]
    meeting.kind, meeting.level = facts.kind, facts.level or kinds[facts.kind].get("level", "")
    meeting.title = require_text(facts.title, "会议名称")
    meeting.held_on, meeting.minutes = facts.held_on, facts.minutes.strip()
    meeting.place, meeting.chair = facts.place.strip()[:120], facts.chair.strip()[:120]
    attendees = _attendees(facts)
    action.save(meeting, expected)
    action.tie(meeting, "partnerships", facts.partnerships)
    meeting.agreements.set(facts.agreements)
    meeting.attendees.all().delete()
    for row in attendees:
        row.meeting = meeting
    Attendee.objects.bulk_create(attendees)
    _write_points(meeting, facts)
    _write_gifts(meeting, facts)
    action.keep(meeting)
    return meeting


def _attendees(facts: MeetingFacts) -> list[Attendee]:
    rows = []
    for position, line in enumerate(lines(facts.attendees)):
        person = person_line(line)
        node, side = placed(person.place, facts.partnerships, "参会人员")
        rows.append(
            Attendee(side=side, position=position, node=node, post=person.post, name=person.name)
        )
    return rows


def _write_points(meeting: Meeting, facts: MeetingFacts) -> None:
    meeting.points.all().delete()
    Point.objects.bulk_create(
        [
            Point(meeting=meeting, kind=kind, position=position, text=text[:500])
            for kind, name in _POINTS.items()
            for position, text in enumerate(lines(getattr(facts, name)))
        ]
    )


def _write_gifts(meeting: Meeting, facts: MeetingFacts) -> None:
    """A gift whose words stay keeps the entry it became."""
    entries = {gift.text: gift.entry_id for gift in meeting.gifts.all()}
    meeting.gifts.all().delete()
    Gift.objects.bulk_create(
        [
            Gift(meeting=meeting, position=position, text=text[:300], entry_id=entries.get(text))
            for position, text in enumerate(lines(facts.gifts))
        ]
    )


def sign_at(actor: User | None, meeting: Meeting, agreement: Agreement) -> Meeting:
    """Say that an agreement was signed at a meeting."""
    require(actor, "register", [meeting.partnership])
    if agreement.partnership_id not in {row.pk for row in meeting.partnerships.all()}:
        raise CooperationError(f"“{agreement}”不是参加这次会议的结对签的，请核对。")
    with change(actor, "sign_at", str(agreement)) as action:
        meeting.agreements.add(agreement)
        action.save(meeting)
    return meeting


def link_gift(actor: User | None, gift: Gift, entry: Ref | None) -> Gift:
    """Say which ledger entry a gift became; None takes the link back."""
    meeting = gift.meeting
    require(actor, "register", [meeting.partnership])
    if entry is not None and entry.kind != "entry":
        raise CooperationError("礼赠只能关联台账记录。")
    with change(actor, "link_gift", f"{gift.text}：{entry or '取消关联'}") as action:
        gift.entry = entry
        gift.save(update_fields=["entry"])
        action.save(meeting)
    return gift
