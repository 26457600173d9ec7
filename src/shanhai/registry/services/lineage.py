"""The tree kept flat: who lies below whom, merges included."""

from collections import defaultdict
from collections.abc import Iterable

from shanhai.registry.models import Lineage, Merge, Node
from shanhai.registry.rules import ancestors


def place_in_tree(node: Node) -> None:
    """Put a new node below its parent."""
    above = (
        list(Lineage.objects.filter(node=node.parent_id).values_list("ancestor", flat=True))
        if node.parent_id
        else []
    )
    Lineage.objects.bulk_create(
        [Lineage(ancestor_id=ancestor, node=node) for ancestor in [*above, node.pk]]
    )


def replace_in_tree(node: Node) -> None:
    """Work out anew where a node and all below it lie, after its parent or a merge changed."""
    moved = set(Lineage.objects.filter(ancestor=node).values_list("node", flat=True)) | {node.pk}
    edges = _edges_above(moved)
    Lineage.objects.filter(node__in=moved).delete()
    Lineage.objects.bulk_create(
        [
            Lineage(ancestor_id=ancestor, node_id=one)
            for one in moved
            for ancestor in ancestors(one, edges)
        ],
        batch_size=2000,
    )


def rebuild_lineage() -> None:
    """Complete the whole tree after a load in bulk."""
    edges = _edges(Node.objects.values_list("pk", "parent"))
    Lineage.objects.bulk_create(
        [
            Lineage(ancestor_id=ancestor, node_id=node)
            for node in list(edges)
            for ancestor in ancestors(node, edges)
        ],
        batch_size=2000,
        ignore_conflicts=True,
    )


def _edges(parents: Iterable[tuple[int, int | None]]) -> dict[int, list[int]]:
    edges: dict[int, list[int]] = defaultdict(list)
    for node, parent in parents:
        edges[node] += [parent] if parent else []
    for merged, survivor in Merge.objects.filter(undone_at=None).values_list("merged", "survivor"):
        if merged in edges:
            edges[merged].append(survivor)
    return edges


def _edges_above(nodes: set[int]) -> dict[int, list[int]]:
    """What each node and everything above it hangs under, one level of the tree at a time."""
    edges: dict[int, list[int]] = {}
    frontier = nodes
    while frontier:
        rows = Node.objects.filter(pk__in=frontier).values_list("pk", "parent")
        edges |= _edges(rows)
        frontier = {above for node in frontier for above in edges[node]} - edges.keys()
    return edges
