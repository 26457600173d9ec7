"""Questions of search."""

from collections.abc import Iterator, Sequence

from shanhai.records.finding.rules import asked, begins, holds, is_named, scope_mark, whole
from shanhai.records.finding.stores import under
from shanhai.records.models import Indexed

BATCH = 120
_NEWEST = 2**62


def find(kind: str, words: Sequence[str], scopes: Sequence[int] | None = None) -> Iterator[int]:
    """Ids of objects of a kind in which every word is found: the very name first, then the
    newest; of those looked at together, names that begin with the words come first. With `scopes`,
    only those of these partnerships. Whether the user may see an object is the caller's question.
    """
    marks = {mark for word in words for mark in asked(word)}
    if not marks or scopes is not None and not scopes:
        return
    within = None if scopes is None else [scope_mark(scope) for scope in scopes]
    asked_for = sorted(marks)
    name = whole("".join(words))
    batch = under(kind, asked_for, within, _NEWEST, BATCH)
    very = batch if len(batch) < BATCH else under(kind, [name], within, _NEWEST, BATCH, rare=True)
    known = set(_holding(very, words, name))
    yield from (key for key in very if key in known)
    while batch:
        yield from (key for key in _holding(batch, words) if key not in known)
        if len(batch) < BATCH:
            return
        batch = under(kind, asked_for, within, batch[-1], BATCH)


def find_all(kind: str, words: Sequence[str], most: int) -> list[int] | None:
    """Ids of all objects of a kind in which every word is found; None when that may be more than
    `most`, or when the words ask for nothing."""
    marks = {mark for word in words for mark in asked(word)}
    keys = under(kind, sorted(marks), None, _NEWEST, most + 1) if marks else []
    return _holding(keys, words) if marks and len(keys) <= most else None


def _holding(keys: Sequence[int], words: Sequence[str], name: str = "") -> list[int]:
    """Those of some objects whose text holds every word, and of which `name` is a whole name."""
    rows = Indexed.objects.filter(ref__in=keys).values_list("ref", "text")
    texts = dict(rows) if keys else {}
    found = [
        key
        for key in keys
        if holds(texts.get(key, ""), words) and (not name or is_named(texts[key], name))
    ]
    return sorted(found, key=lambda key: not begins(texts[key], words))
