"""What a name means."""

from collections.abc import Iterable

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
    """Those of many names by which any node goes at all, asked in a few queries."""
    wanted, found = sorted(set(names)), set()
    for start in range(0, len(wanted), 2000):
        part = wanted[start : start + 2000]
        nodes = Node.objects.order_by()
        found |= {*nodes.filter(name__in=part).values_list("name", flat=True)}
        found |= {*nodes.filter(short_name__in=part).values_list("short_name", flat=True)}
        found |= {*Alias.objects.order_by().filter(name__in=part).values_list("name", flat=True)}
    return found


def _aliased(name: str) -> QuerySet[Alias]:
    return Alias.objects.filter(name=name).values("node")


def resolve(name: str, near: Partnership | None = None) -> Node | None:
    """The one node a name means, preferring what lies on either side of `near`; None when
    nothing or more than one thing could be meant (an unknown is never guessed)."""
    found = list(find_nodes(name)[:20])
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
