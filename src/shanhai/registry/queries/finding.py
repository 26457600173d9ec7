"""Search through the one gate."""

from collections.abc import Iterator, Sequence
from itertools import islice

from shanhai.accounts.models import User
from shanhai.records.finding.queries import BATCH, find
from shanhai.records.models import Record
from shanhai.registry.queries.gate import acts_everywhere, visible_partnerships, visible_to

# With more partnerships than this the gate alone narrows what was found.
NAMED = 1000


def scopes_of(user: User) -> list[int] | None:
    """The partnerships to search in for a user; None for everything, the gate narrows it."""
    if acts_everywhere(user):
        return None
    found = list(visible_partnerships(user).values_list("pk", flat=True)[: NAMED + 1])
    return found if len(found) <= NAMED else None


def found(
    user: User, model: type[Record], words: Sequence[str], scopes: list[int] | None, most: int
) -> list[int]:
    """Ids of at most `most` objects of a model the user may see in which every word is found; the
    very name first, then the newest. `scopes` as scopes_of told them."""
    kind = str(model._meta.get_field("ref").model._meta.model_name)
    keys = find(kind, words, scopes if model.scope else None)
    return list(islice(_seen(user, model, keys, most), most))


def _seen(user: User, model: type[Record], keys: Iterator[int], most: int) -> Iterator[int]:
    size = most
    while batch := list(islice(keys, size)):
        rows = model._default_manager.filter(pk__in=batch, ref__archived_at=None).order_by()
        seen = set(visible_to(user, rows).values_list("pk", flat=True))
        yield from (key for key in batch if key in seen)
        size = BATCH
