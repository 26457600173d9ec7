"""What a name means."""

from collections import defaultdict
from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from shanhai.registry.models import (
    Alias,
    ClusterMember,
    Level,
    Lineage,
    Merge,
    Node,
    Partnership,
)
from shanhai.registry.rules import goes_by, means, plain_name

_PLACES = Node.objects.filter(level__in=[Level.PROVINCE, Level.CITY, Level.COUNTY, Level.TOWN])


def same_as(node: Node) -> QuerySet[Node]:
    """A node and all that were merged into it."""
    merged = Merge.objects.filter(final=node, undone_at=None).values("merged")
    return Node.objects.filter(Q(pk=node.pk) | Q(pk__in=merged))


def survivors() -> dict[int, int]:
    """Of every node that is merged away: what it counts as."""
    return dict(Merge.objects.filter(undone_at=None).values_list("merged", "final"))


def find_nodes(name: str, level: str | None = None) -> QuerySet[Node]:
    """Nodes that go by exactly this name, short name or alias. A merged one is found as the node
    it was merged into."""
    called = Q(name=name) | Q(short_name=name) | Q(pk__in=_aliased(name))
    standing = Merge.objects.filter(undone_at=None)
    merged = standing.filter(
        merged__in=Node.objects.filter(called, ref__archived_at__isnull=False).values("pk")
    )
    found = Node.objects.filter(called | Q(pk__in=merged.values("final"))).exclude(
        pk__in=standing.values("merged")
    )
    return found.filter(level=level) if level else found


def known_names(names: Iterable[str]) -> set[str]:
    """Those of many names by which any node may go at all, asked in a few queries."""
    wanted, found = sorted(set(names)), set()
    for start in range(0, len(wanted), 2000):
        part = wanted[start : start + 2000]
        nodes = Node.objects.order_by()
        found |= {*nodes.filter(name__in=part).values_list("name", flat=True)}
        found |= {*nodes.filter(short_name__in=part).values_list("short_name", flat=True)}
        found |= {*Alias.objects.order_by().filter(name__in=part).values_list("name", flat=True)}
    left = set(wanted) - found
    return found | _other_words(left) if left else found


def _other_words(names: Iterable[str]) -> set[str]:
    """Those of many names that end in other words for some place."""
    opening: dict[str, set[str]] = defaultdict(set)
    for place in _PLACES.order_by().values_list("name", flat=True):
        opening[place[:2]].add(place)

    def found(said: str) -> bool:
        ends = (said[at:] for at in range(len(said) - 1))
        return any(goes_by(end, place) for end in ends for place in opening.get(end[:2], ()))

    return {name for name in names if found(plain_name(name))}


def _pairs(name: str) -> set[str]:
    """Every two letters of a name that follow each other."""
    return {name[at : at + 2] for at in range(len(name) - 1)}


def _aliased(name: str) -> QuerySet[Alias]:
    return Alias.objects.filter(name=name).values("node")


def resolve(name: str, near: Partnership | None = None) -> Node | None:
    """The one node a name means, preferring what lies on either side of `near`; None when
    nothing or more than one thing could be meant (an unknown is never guessed)."""
    found = list(find_nodes(name)[:20])
    if not found and near is not None:
        return _told_otherwise(name, near)
    if near is not None and len(found) != 1:
        around = _around(near)
        closer = [node for node in found if node.pk in around or node.parent_id in around]
        closer = closer or list(
            Node.objects.filter(
                pk__in=[node.pk for node in found], lineage__ancestor__in=around
            ).distinct()
        )
        found = closer or found
    return found[0] if len(found) == 1 else None


def _told_otherwise(name: str, near: Partnership) -> Node | None:
    """The one place near a partnership that a name means in other words (see rules.means)."""
    said = plain_name(name)
    starts = _pairs(said)
    if not starts:
        return None
    around = _around(near)
    close = Lineage.objects.filter(ancestor__in=around).values("node")
    asked = reduce(or_, (Q(name__startswith=start) for start in starts))
    rows = list(_PLACES.filter(asked, pk__in=close, ref__archived_at__isnull=True))
    above: dict[int, set[str]] = defaultdict(set)
    for node, place in Lineage.objects.filter(node__in=rows).values_list("node", "ancestor__name"):
        above[node].add(place)
    found = [node for node in rows if means(said, node.name, above[node.pk] - {node.name})]
    if len(found) > 1:
        found = [node for node in found if node.pk in around]
    return found[0] if len(found) == 1 else None


def _around(partnership: Partnership) -> set[int]:
    """Both sides of a partnership, their cluster members, and the places right above them."""
    ends = [partnership.helper_id, partnership.recipient_id]
    members = ClusterMember.objects.filter(cluster__in=ends).values_list("member", flat=True)
    above = (
        Lineage.objects.filter(node__in=ends)
        .exclude(ancestor__level=Level.PROVINCE)
        .values_list("ancestor", flat=True)
    )
    return {*ends, *members, *above}
