"""Questions about stretches of days."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple, TypeVar

from django.db.models import Model, Q, QuerySet

from shanhai.records.past.queries import current_day
from shanhai.registry.models import ClusterMember, Node, Partnership

M = TypeVar("M", bound=Model)


def in_force(rows: QuerySet[M], on: date | None) -> QuerySet[M]:
    """Dated rows that hold on a day (today when none is given)."""
    day = on or current_day()
    return rows.filter(
        Q(start__isnull=True) | Q(start__lte=day), Q(end__isnull=True) | Q(end__gte=day)
    )


def overlapping(rows: QuerySet[M], start: date | None, end: date | None) -> QuerySet[M]:
    """Dated rows that share a day with the stretch from `start` to `end` (None: open)."""
    if end:
        rows = rows.filter(Q(start__isnull=True) | Q(start__lte=end))
    if start:
        rows = rows.filter(Q(end__isnull=True) | Q(end__gte=start))
    return rows


def members_of(cluster: Node, on: date | None = None) -> QuerySet[Node]:
    """The towns of a cluster on a day (today when none is given)."""
    return Node.objects.filter(clusters__in=in_force(cluster.members.all(), on))


class Stayed(NamedTuple):
    """A stay in a cluster as the versions of the cluster hold it (ClusterMember.TOLD)."""

    member: int
    name: str
    lead: bool
    start: date | None
    end: date | None

    @classmethod
    def of(cls, told: Sequence[Any]) -> "Stayed":
        """The stay a version tells of."""
        member, name, lead, *days = told
        return cls(member, name, lead, *(day and date.fromisoformat(day) for day in days))


def clusters_of(nodes: QuerySet[Any] | list[int], *, ever: bool = False) -> QuerySet[Any]:
    """Ids of the clusters that nodes, given by their ids, are members of today, or ever were."""
    rows = ClusterMember.objects.filter(member__in=nodes)
    return (rows if ever else in_force(rows, None)).values("cluster")


def partnership_on(partnership: Partnership, day: date) -> bool:
    """Whether the pairing was in force on a day."""
    started = partnership.start is None or partnership.start <= day
    return started and (partnership.end is None or day <= partnership.end)
