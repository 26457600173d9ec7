"""On which side of a pairing something lies."""

from collections.abc import Iterable

from shanhai.registry.models import ClusterMember, Lineage, Node, Partnership

HELPER, RECIPIENT, ABOVE = "helper", "recipient", "above"
# what a list of objects of a pairing shows of each beside its own columns
ENDS = ("partnership__helper", "partnership__recipient", "ref")


def side_of(node: Node, partnerships: Iterable[Partnership]) -> str:
    """The side of these partnerships on which a node lies: the end itself, what lies below it or
    is a member of it, or its superiors; "above" for the superiors of both; "" for neither."""
    found = set()
    for pairing in partnerships:
        for side, end in ((HELPER, pairing.helper_id), (RECIPIENT, pairing.recipient_id)):
            if within(node.pk, end):
                return side
            if Lineage.objects.filter(node=end, ancestor=node.pk).exists():
                found.add(side)
    if len(found) == 2:
        return ABOVE
    return found.pop() if found else ""


def within(node: int, end: int) -> bool:
    """Whether a node (by its id) is an end of a pairing, lies below it or below a member of it."""
    members = ClusterMember.objects.filter(cluster=end).values("member")
    above = Lineage.objects.filter(node=node)
    return above.filter(ancestor=end).exists() or above.filter(ancestor__in=members).exists()


def partnership_of(node: Node, partnerships: Iterable[Partnership]) -> Partnership | None:
    """The first of these partnerships on one of whose sides a node lies."""
    return next((pairing for pairing in partnerships if side_of(node, [pairing])), None)
