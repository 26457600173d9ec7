"""Questions about the pairings of one place or organisation."""

from datetime import date

from django.db.models import Q, QuerySet

from shanhai.accounts.models import User
from shanhai.registry.models import ClusterMember, Lineage, Node, Partnership
from shanhai.registry.queries.dated import clusters_of, in_force
from shanhai.registry.queries.gate import visible_partnerships
from shanhai.registry.queries.names import same_as


def pairings_of(user: User, node: Node, side: str) -> QuerySet[Partnership]:
    """Pairings the user sees in which the node itself, what was merged into it, or a cluster it
    is in stands on `side` (helper or recipient), past ones included."""
    clusters = clusters_of([node.pk], ever=True)
    rows = visible_partnerships(user).filter(
        Q(**{f"{side}__in": same_as(node).values("pk")}) | Q(**{f"{side}__in": clusters})
    )
    return rows.select_related("helper", "recipient", "programme")


def pairings_under(user: User, node: Node, side: str, on: date | None = None) -> QuerySet:
    """Pairings in force on a day on whose `side` stands the node, anything below it, or for a
    cluster a member or anything below one."""
    members = in_force(ClusterMember.objects.filter(cluster=node), on).values("member")
    inside = Lineage.objects.filter(Q(ancestor=node) | Q(ancestor__in=members)).values("node")
    return in_force(visible_partnerships(user).filter(**{f"{side}__in": inside}), on)
