"""Questions about the pairings of one place or organisation."""

from datetime import date

from django.db.models import Q, QuerySet

from shanhai.accounts.models import User
from shanhai.registry.models import ClusterMember, Level, Lineage, Node, Partnership
from shanhai.registry.queries.dated import clusters_of, in_force
from shanhai.registry.queries.gate import visible_nodes, visible_partnerships
from shanhai.registry.queries.names import same_as


def pairings_of(user: User, node: Node, side: str) -> QuerySet[Partnership]:
    """Pairings the user sees in which the node itself, what was merged into it, or a cluster it
    is in stands on `side` (helper or recipient), past ones included."""
    clusters = clusters_of([node.pk], ever=True)
    rows = visible_partnerships(user).filter(
        Q(**{f"{side}__in": same_as(node).values("pk")}) | Q(**{f"{side}__in": clusters})
    )
    return rows.select_related("helper", "recipient", "programme")


def counterparts(user: User, node: Node, side: str) -> QuerySet[Node]:
    """The places a place on `side` is paired with, past ones included: provinces of a province
    and cities of a city, with all below them; of others the other ends of the pairings the user
    sees of the place, of one above it, or of a cluster it is in."""
    rows = visible_partnerships(user).filter(parent=None)
    other = "recipient" if side == "helper" else "helper"
    if node.level in (Level.PROVINCE, Level.CITY):
        inside = Lineage.objects.filter(ancestor=node).values("node")
        ends = rows.filter(**{f"{side}__in": inside}).values(other)
        above = Lineage.objects.filter(node__in=ends).values("ancestor")
        found = Node.objects.filter(level=node.level, pk__in=above).order_by("pk")
        acts = visible_nodes(user)  # who acts for neither would learn what others gave
        whole = acts.filter(node=node).exists()
        return found if whole else found.filter(pk__in=acts.values("node"))
    ends = rows.filter(holds(side, node.pk)).values(other)
    return Node.objects.filter(pk__in=ends).order_by("pk")


def holds(side: str, node: int) -> Q:
    """Partnerships whose `side` is the node, a place above it, or a cluster one of these is in."""
    above = Lineage.objects.filter(node=node).values("ancestor")
    return Q(**{f"{side}__in": above}) | Q(**{f"{side}__in": clusters_of(above, ever=True)})


def pairings_under(user: User, node: Node, side: str, on: date | None = None) -> QuerySet:
    """Pairings in force on a day on whose `side` stands the node, anything below it, or for a
    cluster a member or anything below one."""
    return in_force(standing_within(visible_partnerships(user), node, side, on), on)


def standing_within(
    rows: QuerySet[Partnership], node: Node, side: str, on: date | None = None
) -> QuerySet[Partnership]:
    """Pairings on whose `side` stands the node, anything below it, or for a cluster a member on
    that day or anything below one."""
    members = in_force(ClusterMember.objects.filter(cluster=node), on).values("member")
    inside = Lineage.objects.filter(Q(ancestor=node) | Q(ancestor__in=members)).values("node")
    return rows.filter(**{f"{side}__in": inside})
