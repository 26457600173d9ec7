"""The tree kept flat: who lies below whom."""

from shanhai.registry.models import Lineage, Node


def place_in_tree(node: Node) -> None:
    above = (
        list(Lineage.objects.filter(node=node.parent_id).values_list("ancestor", flat=True))
        if node.parent_id
        else []
    )
    Lineage.objects.bulk_create(
        [Lineage(ancestor_id=ancestor, node=node) for ancestor in [*above, node.pk]]
    )


def rebuild_lineage() -> None:
    parents = dict(Node.objects.values_list("pk", "parent_id"))
    rows = []
    for node in parents:
        above: int | None = node
        while above:
            rows.append(Lineage(ancestor_id=above, node_id=node))
            above = parents[above]
    Lineage.objects.bulk_create(rows, batch_size=2000, ignore_conflicts=True)
