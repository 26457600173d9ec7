"""The tree kept flat: who lies below whom, merges included."""

from shanhai.registry.models import Lineage, Node
from shanhai.registry.queries.tree import edges, lineage_of
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
    Lineage.objects.filter(node__in=moved).delete()
    Lineage.objects.bulk_create(lineage_of(moved), batch_size=2000)


def rebuild_lineage() -> None:
    """Complete the whole tree after a load in bulk."""
    above = edges(Node.objects.values_list("pk", "parent"))
    Lineage.objects.bulk_create(
        [
            Lineage(ancestor_id=ancestor, node_id=node)
            for node in list(above)
            for ancestor in ancestors(node, above)
        ],
        batch_size=2000,
        ignore_conflicts=True,
    )
