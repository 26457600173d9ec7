"""Everything as it was registered at the end of a day, for somebody of today."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import date

from django.db.models import QuerySet

from shanhai.accounts.models import User
from shanhai.records.past.queries import Past
from shanhai.records.past.queries import as_of as records_as_of
from shanhai.registry.models import Lineage, Merge, Node
from shanhai.registry.queries.gate import ever_visible_to, rights_of_now
from shanhai.registry.queries.tree import lineage_of


def _all(rows: QuerySet) -> QuerySet:
    return rows


@contextmanager
def as_of(
    user: User | None, day: date, narrowed: Callable[[QuerySet], QuerySet] = _all
) -> Iterator[Past]:
    """Answer every question as things were registered at the end of a day: the rows, the tree of
    places, who was in which cluster. The gate goes by the partnerships the user may see today.
    What `narrowed` leaves out of the objects of a kind may be as it is now."""
    rights = rights_of_now(user) if user else nullcontext()
    with rights, records_as_of(day, narrowed, TREE) as past:
        yield past


@contextmanager
def seen_as_of(user: User, day: date) -> Iterator[Past]:
    """The same for what the user may see: others' objects are not put back. They stay behind the
    gate, and what many others changed since costs nobody anything."""

    def narrowed(rows: QuerySet) -> QuerySet:
        own = rows.model.scope in ("partnership", "partnerships")
        return ever_visible_to(user, rows) if own else rows

    with as_of(user, day, narrowed) as past:
        yield past


def _plant(past: Past) -> None:
    """Stand before the flat tree with the ways up, as they were, of what hung elsewhere."""
    moved = {*past.differing(Node, "parent_id", "ref_id"), *past.written(Merge, "merged_id")}
    if not moved:
        return
    moved |= set(Lineage.objects.filter(ancestor__in=moved).values_list("node", flat=True))
    then = Node.objects.filter(pk__in=moved).values_list("pk", flat=True)
    rows = [(-number, one.ancestor_id, one.node_id)
            for number, one in enumerate(lineage_of(set(then)), start=1)]  # fmt: skip
    past.replace(Lineage, "node_id", rows, gone=past.ids("past_moved", moved))


# What is kept of the tree, by its table: the kinds it is made of, and what puts it back.
TREE = {Lineage._meta.db_table: ((Node, Merge), _plant)}
