"""Keeping the index of search in step with the objects, in the transaction that writes them; what
is written by the thousand, right after it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from django.db import transaction
from django_tasks import task

from shanhai.common.pinyin import initials
from shanhai.common.rows import among, write_rows
from shanhai.common.storage import let_others_write
from shanhai.records.finding.rules import LONGEST_NAME, Line, line
from shanhai.records.models import ChainHead, Indexed, Record, Ref

CHUNK = 2000
# So many parts of what a change set wrote are indexed before others have their turn.
PARTS = 5
_AGAIN = """ON CONFLICT (ref_id) DO UPDATE
    SET kind = excluded.kind, text = excluded.text, marks = excluded.marks"""


def index(records: Iterable[Record]) -> None:
    """Bring what these objects are found by up to date, and what those are that hold their
    names. What is archived is not found."""
    groups: dict[type[Record], dict[int, Record]] = defaultdict(dict)
    for record in records:
        groups[type(record)][record.pk] = record
    made = {pk for rows in groups.values() for pk, record in rows.items() if record.version == 1}
    for model in list(groups):
        for other in model.named_in(list(groups[model])):
            groups[type(other)].setdefault(other.pk, other)
    for rows in groups.values():
        found = list(rows.values())
        for start in range(0, len(found), CHUNK):
            _write(found[start : start + CHUNK], made)


def forget(model: type[Record], keys: Sequence[int]) -> None:
    """Find these objects of a model no more, and by their names nothing else."""
    Indexed.objects.filter(among("ref", keys)).delete()
    index(model.named_in(keys))


@task()
def index_soon(change_set: int, kind: str = "", last: int = 0) -> int:
    """Index what a change set wrote, from one object of a kind on; how many. Of very many it does
    some and queues the rest anew, behind what a person waits for."""
    kinds = {model._meta.label: model for model in models()}
    labels = list(kinds)
    count = parts = 0
    for label in labels[labels.index(kind) if kind else 0 :]:
        while found := _index_part(kinds[label], change_set, last):
            last, count, parts = found[-1].pk, count + len(found), parts + 1
            if parts == PARTS:
                index_soon.enqueue(change_set, label, last)
                return count
            let_others_write()
        last = 0
    return count


@transaction.atomic
def _index_part(model: type[Record], change_set: int, last: int) -> list[Record]:
    """Index the next objects that a change set wrote. It waits for its turn among the change sets,
    so that it never puts an older word in place of a newer one."""
    ChainHead.objects.select_for_update().get(pk=1)
    rows = model._default_manager.select_related("ref").order_by("pk")
    found = list(rows.filter(ref__versions__change_set=change_set, pk__gt=last)[:CHUNK])
    if found:
        _write(found)
    return found


def _write(records: Sequence[Record], made: Collection[int] = ()) -> None:
    """Write the lines of these objects; those of `made` cannot stand in the index yet."""
    lines = lines_of(records)
    kind = _kind(type(records[0]))
    gone = [record.pk for record in records if record.pk not in lines]
    if gone:
        Indexed.objects.filter(ref__in=gone).delete()
    rows = [(pk, kind, one.text, one.marks) for pk, one in lines.items()]
    again = "" if all(record.pk in made for record in records) else _AGAIN
    write_rows(Indexed, ("ref_id", "kind", "text", "marks"), rows, again)


def lines_of(records: Sequence[Record]) -> dict[int, Line]:
    """What each of these objects of one model is found by; those not to be found are left out."""
    model, kind = type(records[0]), _kind(type(records[0]))
    shown = [one for one in records if one.ref.archived_at is None and one.is_found]
    words = model.found_by(shown) if shown else {}
    scopes = _scopes(model, [one for one in shown if one.pk in words])
    return {
        pk: line(kind, parts, [_initials(part) for part in parts], scopes.get(pk, ()))
        for pk, parts in words.items()
    }


def _scopes(model: type[Record], records: Sequence[Record]) -> dict[int, list[int]]:
    """The partnerships each object belongs to."""
    if model.scope == "self":
        return {one.pk: [one.pk] for one in records}
    found: dict[int, list[int]] = defaultdict(list)
    if model.scope and "__" not in model.scope and _is_key(model, model.scope):
        column = f"{model.scope}_id"
        return {one.pk: [getattr(one, column)] for one in records}
    if model.scope:
        rows = model._default_manager.filter(pk__in=[one.pk for one in records]).order_by()
        for key, scope in rows.values_list("pk", model.scope):
            found[key].append(scope)
    return found


def _is_key(model: type[Record], name: str) -> bool:
    return bool(model._meta.get_field(name).many_to_one)


def _initials(part: str) -> str:
    return initials(part) if len(part) <= LONGEST_NAME and not part.isascii() else ""


def _kind(model: type[Record]) -> str:
    return str(model._meta.get_field("ref").model._meta.model_name)


def models() -> Iterator[type[Record]]:
    """Every model whose objects may be found."""
    for relation in Ref._meta.related_objects:
        model = relation.related_model
        if relation.one_to_one and isinstance(model, type) and issubclass(model, Record):
            yield model


def mend() -> dict[str, int]:
    """Index anew whatever drifted from its object; how many there were, by kind."""
    mended = {}
    for model in models():
        count = 0
        for drifted in filter(None, drift(model)):
            _write(drifted)
            count += len(drifted)
        if count:
            mended[str(model._meta.verbose_name)] = count
    return mended


def drift(model: type[Record]) -> Iterator[list[Record]]:
    """Objects of a model whose index says something else than they do, in lists of some."""
    rows = model._default_manager.select_related("ref").order_by("-pk")
    chunk: list[Record] = []
    for record in rows.iterator(chunk_size=CHUNK):
        chunk.append(record)
        if len(chunk) == CHUNK:
            yield _drifted(chunk)
            chunk = []
    if chunk:
        yield _drifted(chunk)


def _drifted(records: list[Record]) -> list[Record]:
    wanted = lines_of(records)
    stored = {
        row.ref_id: Line(row.text, row.marks)
        for row in Indexed.objects.filter(ref__in=[record.pk for record in records])
    }
    return [one for one in records if wanted.get(one.pk) != stored.get(one.pk)]
