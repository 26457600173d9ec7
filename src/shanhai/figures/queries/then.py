"""Figures as they stood at the end of a day: the questions of now, asked of what was registered
then."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.db.models import Q, QuerySet

from shanhai.accounts.models import User
from shanhai.common.keys import Key
from shanhai.ledger.models import Entry, EntryParty
from shanhai.registry.models import ClusterMember, Lineage, Partnership
from shanhai.registry.queries import as_of, below, clusters_of


@contextmanager
def figures_as_of(key: Key, day: date, user: User | None = None) -> Iterator[None]:
    """Answer every question about figures under a key as things were registered at the end of a
    day; what a user may see is what they may see today. Raises TooMany."""

    def narrowed(rows: QuerySet) -> QuerySet:
        return rows_ever_under(key) if rows.model is Entry else rows

    with as_of(user, day, narrowed):
        yield


def rows_ever_under(key: Key) -> QuerySet[Entry]:
    """Entries that may lie under a key now or may have done so: those of every partnership whose
    sides lie above or below the key's, and joint ones its helper takes part in. (An entry told in
    a partnership of other places, and moved to other places or taken from a helper that took part
    since, is not among them.)"""
    about = {"helper": key.helper, "recipient": key.recipient}
    ends = [_around(side, node) for side, node in about.items() if node is not None]
    joined = EntryParty.objects.filter(
        role=EntryParty.Role.JOINT, node__in=below([key.helper] if key.helper else [])
    )
    pairs = Partnership.objects.filter(*ends)
    found = Q(partnership__in=pairs) | Q(*ends) | Q(pk__in=joined.values("entry"))
    return Entry.objects.filter(found)


def _around(side: str, node: int) -> Q:
    above = Lineage.objects.filter(node=node).values("ancestor")
    members = ClusterMember.objects.filter(cluster=node).values("member")
    near = (above, clusters_of(above, ever=True), below([node]), below(members))
    found = Q()
    for places in near:
        found |= Q(**{f"{side}__in": places})
    return found
