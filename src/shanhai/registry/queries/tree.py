"""What the flat tree of places is made of: parents, and merges that stand."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from shanhai.registry.models import Lineage, Merge, Node
from shanhai.registry.rules import ancestors


def edges(parents: Iterable[tuple[int, int | None]]) -> dict[int, list[int]]:
    """What each node hangs under, given with its parent: that, and what it was merged into."""
    found: dict[int, list[int]] = defaultdict(list)
    for node, parent in parents:
        found[node] += [parent] if parent else []
    for merged, survivor in Merge.objects.filter(undone_at=None).values_list("merged", "survivor"):
        if merged in found:
            found[merged].append(survivor)
    return found


def lineage_of(nodes: Collection[int]) -> Iterator[Lineage]:
    """Everything each node lies under, itself included, worked out anew; never saved here."""
    above: dict[int, list[int]] = {}
    frontier = set(nodes)
    while frontier:  # one level of the tree at a time
        above |= edges(Node.objects.filter(pk__in=frontier).values_list("pk", "parent"))
        frontier = {up for node in frontier for up in above.get(node, ())} - above.keys()
    for one in nodes:
        for ancestor in ancestors(one, above):
            yield Lineage(ancestor_id=ancestor, node_id=one)
