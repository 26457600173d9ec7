"""Figures as they stood at the end of a day: the questions of now, asked of what was registered
then."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from shanhai.accounts.models import User
from shanhai.common.keys import Key
from shanhai.ledger.models import Entry, EntryParty
from shanhai.records.models import Formerly
from shanhai.records.past.queries import Past
from shanhai.registry.models import ClusterMember, Lineage, Partnership
from shanhai.registry.queries import as_of, below, clusters_of, visible_partnerships

_Nodes = Sequence[int] | QuerySet[Any]


@contextmanager
def figures_as_of(key: Key, day: date, user: User | None = None) -> Iterator[None]:
    """Answer every question about figures under a key as things were registered at the end of a
    day; what a user may see is what they may see today. Raises TooMany."""

    def narrowed(rows: QuerySet) -> QuerySet:
        return rows_ever_under(key) if rows.model is Entry else rows

    with as_of(user, day, narrowed):
        yield


@contextmanager
def pairings_as_of(user: User, day: date) -> Iterator[Past]:
    """The same of all the pairings a user may see: not what the user may see of them alone, but
    all that their figures rest on."""

    def narrowed(rows: QuerySet) -> QuerySet:
        return _ever_between(visible_partnerships(user)) if rows.model is Entry else rows

    with as_of(user, day, narrowed) as past:
        yield past


def rows_ever_under(key: Key) -> QuerySet[Entry]:
    """Entries that may lie under a key now or may have done so: those that lie, or lay, in a
    partnership whose sides lie above or below the key's or between such places, and joint ones
    its helper takes, or took, part in."""
    about = {"helper": key.helper, "recipient": key.recipient}
    return _ever({side: [node] for side, node in about.items() if node is not None})


def _ever_between(pairs: QuerySet[Partnership]) -> QuerySet[Entry]:
    """The same of all keys with the sides of one of these."""
    return _ever({side: pairs.order_by().values(side) for side in ("helper", "recipient")})


def _ever(about: Mapping[str, _Nodes]) -> QuerySet[Entry]:
    ends = [_around(side, nodes) for side, nodes in about.items()]
    helping = below(about.get("helper", []))
    joined = EntryParty.objects.filter(role=EntryParty.Role.JOINT, node__in=helping)
    pairs = Partnership.objects.filter(*ends)
    left = Q(column="partnership", value__in=pairs) | Q(column="joint", value__in=helping)
    for side, nodes in about.items():
        left |= Q(column=side) & _around("value", nodes)
    found = Q(partnership__in=pairs) | Q(*ends) | Q(pk__in=joined.values("entry"))
    return Entry.objects.filter(found | Q(pk__in=Formerly.objects.filter(left).values("ref")))


def _around(side: str, nodes: _Nodes) -> Q:
    """That a column holds one of these nodes, or what lies above or below it."""
    above = Lineage.objects.filter(node__in=nodes).values("ancestor")
    members = ClusterMember.objects.filter(cluster__in=nodes).values("member")
    near = (above, clusters_of(above, ever=True), below(nodes), below(members))
    found = Q()
    for places in near:
        found |= Q(**{f"{side}__in": places})
    return found
