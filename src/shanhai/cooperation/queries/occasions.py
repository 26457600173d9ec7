"""Questions about meetings and visits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Sum

from shanhai.accounts.models import User
from shanhai.cooperation.models import ActionItem, Attendee, Meeting, Visit, VisitParty
from shanhai.cooperation.rules import alike, same_time
from shanhai.records.past.queries import current_day
from shanhai.registry.models import ClusterMember, Lineage, Node, Partnership
from shanhai.registry.queries import visible_to


def meetings(user: User) -> QuerySet[Meeting]:
    """Meetings the user may see, without those taken out of the lists."""
    rows = visible_to(user, Meeting.objects.filter(ref__archived_at=None))
    return rows.select_related("partnership__helper", "partnership__recipient", "ref")


def with_items(rows: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Meetings with how many items they decided (`decided`) and how many are unsettled (`left`)."""
    live = Q(ref__raised__ref__archived_at=None)
    settled = Q(ref__raised__state=ActionItem.State.VERIFIED)
    return rows.annotate(
        decided=Count("ref__raised", filter=live, distinct=True),
        left=Count("ref__raised", filter=live & ~settled, distinct=True),
    )


def count_items(rows: Iterable[Meeting]) -> None:
    """Fill these meetings with what `with_items` gives, in one query for all of them."""
    found = {row.pk: row for row in rows}
    for row in found.values():
        row.decided = row.left = 0  # type: ignore[attr-defined]
    raised = ActionItem.objects.filter(source__in=list(found), ref__archived_at=None)
    for source, state in raised.values_list("source", "state"):
        found[source].decided += 1  # type: ignore[attr-defined]
        found[source].left += state != ActionItem.State.VERIFIED  # type: ignore[attr-defined]


def meeting_page(rows: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """One meeting with everything its page shows."""
    return rows.prefetch_related(
        Prefetch("attendees", Attendee.objects.select_related("node")),
        "points",
        "gifts__entry",
        "agreements",
        "partnerships__helper",
        "partnerships__recipient",
    )


def previous_meeting(user: User, meeting: Meeting) -> Meeting | None:
    """The meeting of the same partnerships right before."""
    rows = meetings(user).filter(partnerships__in=meeting.partnerships.all())
    day = meeting.held_on or current_day()
    return rows.filter(held_on__lt=day).exclude(pk=meeting.pk).order_by("-held_on", "-pk").first()


def following_meeting(user: User, meeting: Meeting) -> Meeting | None:
    """The meeting of the same partnerships right after."""
    rows = meetings(user).filter(partnerships__in=meeting.partnerships.all())
    if meeting.held_on is None:
        return None
    return rows.filter(held_on__gt=meeting.held_on).order_by("held_on", "pk").first()


def latest_meetings(user: User, partnership: Partnership, count: int = 5) -> list[Meeting]:
    """The newest meetings of a partnership, for its page."""
    rows = with_items(meetings(user).filter(partnerships=partnership))
    # Said again: whoever counts what hangs on a row loses the model's own order.
    return list(rows.order_by("-held_on", "-pk")[:count])


def visits(user: User) -> QuerySet[Visit]:
    """Visits the user may see, without those taken out of the lists."""
    rows = visible_to(user, Visit.objects.filter(ref__archived_at=None))
    return rows.select_related("partnership__helper", "partnership__recipient", "ref").annotate(
        raised=Exists(ActionItem.objects.filter(source=OuterRef("pk"), ref__archived_at=None))
    )


def visit_page(rows: QuerySet[Visit]) -> QuerySet[Visit]:
    """One visit with everything its page shows."""
    return rows.prefetch_related(
        Prefetch("parties", VisitParty.objects.select_related("node")),
        "stops",
        "partnerships__helper",
        "partnerships__recipient",
    )


def latest_visits(user: User, partnership: Partnership, count: int = 5) -> list[Visit]:
    """The newest visits of a partnership, for its page."""
    return list(visits(user).filter(partnerships=partnership)[:count])


def without_outcome(rows: QuerySet[Visit], today: date | None = None) -> QuerySet[Visit]:
    """Visits that are over and left nothing: neither an outcome nor an action item."""
    return rows.filter(outcome="", raised=False, end__lt=today or current_day())


@dataclass(frozen=True, slots=True)
class VisitCount:
    """Visits, batches and person-times. `unknown`: visits whose person-times nobody said."""

    visits: int
    batches: int
    person_times: int
    unknown: int


def visit_count(rows: QuerySet[Visit]) -> VisitCount:
    """The count of distinct visits: a joint visit is one."""
    distinct = Visit.objects.filter(pk__in=rows.order_by().values("pk"))
    found = distinct.aggregate(
        made=Count("pk"), told=Count("person_times"), went=Sum("batches"), sum=Sum("person_times")
    )
    unknown = found["made"] - found["told"]
    return VisitCount(found["made"], found["went"] or 0, found["sum"] or 0, unknown)


def visits_of_node(rows: QuerySet[Visit], node: Node) -> QuerySet[Visit]:
    """Visits in which a place took part: itself, what lies below it, or, for a cluster, whoever
    was its member then. A joint visit is one for each town and one for the cluster."""
    below = Lineage.objects.filter(ancestor=node).values("node")
    member = ClusterMember.objects.filter(
        Q(start=None) | Q(start__lte=OuterRef("visit__end")),
        Q(end=None) | Q(end__gte=OuterRef("visit__start")),
        cluster=node,
        member__in=Lineage.objects.filter(node=OuterRef(OuterRef("node"))).values("ancestor"),
    )
    parties = VisitParty.objects.filter(Q(node__in=below) | Q(Exists(member)))
    return rows.filter(pk__in=parties.values("visit"))


def same_occasion(
    rows: QuerySet[Meeting] | QuerySet[Visit], title: str, day: date | None, days: int
) -> Meeting | Visit | None:
    """The occasion among `rows` that a telling may be of: near in time and named alike."""
    column = "held_on" if rows.model is Meeting else "start"
    if day is not None:
        near = {f"{column}__range": (day - timedelta(days=days), day + timedelta(days=days))}
        rows = rows.filter(Q(**near) | Q(**{f"{column}__isnull": True}))
    for row in rows.order_by("-pk")[:200]:
        if same_time(getattr(row, column), day, days) and alike(row.title, title):
            return row
    return None
