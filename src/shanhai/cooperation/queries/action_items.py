"""Questions about action items."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Q, QuerySet

from shanhai.accounts.models import User
from shanhai.cooperation.models import ActionItem, Meeting
from shanhai.cooperation.queries.occasions import meetings
from shanhai.records.past.queries import current_day
from shanhai.registry.queries import acts_everywhere, may, own_ends, visible_to

State = ActionItem.State
UNSETTLED = (State.OPEN, State.RETURNED, State.DONE)


def items(user: User) -> QuerySet[ActionItem]:
    """Action items the user may see, without those taken out of the lists."""
    rows = visible_to(user, ActionItem.objects.filter(ref__archived_at=None))
    return rows.select_related(
        "owner", "source", "partnership__helper", "partnership__recipient", "done_by", "verified_by"
    )


def unsettled(user: User) -> QuerySet[ActionItem]:
    """Action items not yet verified, the most pressing first."""
    return items(user).filter(state__in=UNSETTLED).order_by("due", "pk")


def late(user: User, today: date | None = None) -> QuerySet[ActionItem]:
    """Action items that should have been done by now."""
    day = today or current_day()
    return items(user).filter(state__in=[State.OPEN, State.RETURNED], due__lt=day).order_by("due")


def to_do(user: User) -> QuerySet[ActionItem]:
    """Action items the user's own side has still to do, the most pressing first."""
    rows = items(user).filter(state__in=[State.OPEN, State.RETURNED]).order_by("due", "pk")
    return rows if acts_everywhere(user) else rows.filter(_own(user))


def to_verify(user: User) -> QuerySet[ActionItem]:
    """Done action items the user may verify: the other side's, or any for who reviews; never
    what they did themselves."""
    rows = items(user).filter(state=State.DONE).exclude(done_by=user).order_by("due", "pk")
    return rows if acts_everywhere(user) or may(user, "approve") else rows.exclude(_own(user))


def _own(user: User) -> Q:
    return Q(owner__in=own_ends(user))


def carried_into(user: User, meeting: Meeting) -> QuerySet[ActionItem]:
    """What a meeting starts from: items of its partnerships raised before it and, on its day, not
    verified. Nothing is stored: an unsettled item comes back in every later meeting by itself."""
    day = meeting.held_on or current_day()
    open_then = Q(verified_on=None) | Q(verified_on__gte=day)
    return (
        items(user)
        .filter(open_then, partnership__in=meeting.partnerships.all())
        .filter(Q(raised_on__lt=day) | Q(raised_on=None))
        .exclude(source=meeting.ref)
        .order_by("due", "pk")
    )


def times_carried(rows: Sequence[ActionItem], until: date) -> dict[int, int]:
    """For each item the number of meetings of its partnership held after it was raised, up to a
    day and while it was not verified: in two queries whatever the number of items."""
    held = _held({row.partnership_id for row in rows}, until)
    return {
        row.pk: sum(_open_on(row, day) for day in held.get(row.partnership_id, ())) for row in rows
    }


def carrying(user: User, item: ActionItem) -> list[Meeting]:
    """The meetings an item has gone through without being verified, the earliest first: those
    that `times_carried` counts."""
    rows = meetings(user).filter(partnerships=item.partnership_id, held_on__lte=current_day())
    held = [(meeting, meeting.held_on) for meeting in rows.order_by("held_on", "pk")]
    return [meeting for meeting, day in held if day and _open_on(item, day)]


def _open_on(item: ActionItem, day: date) -> bool:
    raised = item.raised_on is not None and item.raised_on < day
    return raised and (item.verified_on is None or item.verified_on >= day)


def _held(partnerships: Iterable[int], until: date) -> dict[int, list[date]]:
    found: dict[int, list[date]] = {}
    rows = Meeting.objects.filter(
        partnerships__in=list(partnerships), held_on__lte=until, ref__archived_at=None
    )
    for pairing, day in rows.order_by().values_list("partnerships", "held_on"):
        found.setdefault(pairing, []).append(day)
    return found


def raised_from(user: User, ref: int) -> QuerySet[ActionItem]:
    """Action items raised from one object."""
    return items(user).filter(source=ref)
