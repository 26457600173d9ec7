"""Verbs that write: everything an action changes, with its history, in one transaction."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from itertools import compress, repeat
from operator import itemgetter
from typing import Any, Protocol, TypeVar

from django.db import DEFAULT_DB_ALIAS, models, transaction
from django.db.models import F

from shanhai.accounts.models import User
from shanhai.common import clock
from shanhai.common.models import instances, snapshot, stored
from shanhai.common.rows import Table, among, reserve_ids, write_rows, write_table
from shanhai.records.finding.services import forget, index, index_soon
from shanhai.records.models import (
    Attachment,
    Block,
    ChainHead,
    ChangeSet,
    Comment,
    Formerly,
    Record,
    Ref,
    Version,
    VersionColumns,
)
from shanhai.records.rules import (
    StaleVersion,
    block_mark,
    canonical,
    canonical_block,
    canonical_rows,
    change_digest,
    digest_of,
    plain,
)
from shanhai.sources.services import store_blob

R = TypeVar("R", bound=Record)
T = TypeVar("T")
_IN_A_BLOCK = 1000  # versions


class Follower(Protocol):
    """Keeps in step with one change set what a floor above derives from its records."""

    # Takes note of records the change set wrote, which come in parts. No lock may be waited for
    # here: others are not kept waiting while a large change set is written.
    told: Callable[[Sequence[Record]], None]
    # The same of new records of one model that are told by their columns.
    came: Callable[[type[Record], Table], None]
    # The same of records that leave the lists, told by the columns they had.
    went: Callable[[type[Record], Table], None]
    # All is told and it is this change set's turn: what is derived is brought in step.
    done: Callable[[], None]


_REF = ("id", "kind", "label", "created_at", "archived_at")

_open: ContextVar["Change | None"] = ContextVar("open_change", default=None)
_followers: list[Callable[[], Follower]] = []


def follow(follower: Callable[[], Follower]) -> None:
    """Have every change set followed by one that `follower` makes, in its transaction. Floors
    above keep what they derive in step by this."""
    if follower not in _followers:
        _followers.append(follower)


def in_order() -> ChainHead:
    """Wait for one's turn: until the transaction ends no change set is sealed but one's own."""
    ChainHead.objects.get_or_create(pk=1)
    return ChainHead.objects.select_for_update().get(pk=1)


class Change:
    """One action under way. Use through `change`."""

    def __init__(self, actor: User | None, verb: str, why: str) -> None:
        self.actor, self.verb, self.why = actor, verb, why
        # The columns of each version written, by object and number: canonical JSON, its digest.
        self._written: dict[tuple[int, int], tuple[str, str]] = {}
        self._records: dict[int, Record] = {}
        # Versions that stand in the database already, by object, number and digest; under a
        # change set that gets its number and digest last.
        self._sealed: list[tuple[int, int, str]] = []
        self._set: ChangeSet | None = None
        # New objects told by their columns, whom search does not know yet.
        self._unindexed: list[tuple[type[Record], Sequence[int]]] = []
        self._following = [begin() for begin in _followers]
        # Whether search may find what is new a little later, when the worker has indexed it: for
        # actions that write objects by the thousand, half of whose time it would be.
        self.found_later = False
        # Ids drawn for new objects that are still to come.
        self._ids: Sequence[int] = ()

    def expect(self, count: int) -> None:
        """So many new objects are about to come: their ids are drawn at once, so that none of them
        need be asked for between one block and the next."""
        self._ids = reserve_ids(Ref, count)

    def give_id(self, record: Record) -> None:
        """Give a new object the id it will be written under, so that others can name it before."""
        (record.ref_id,) = self._taken_ids(1)

    def _taken_ids(self, count: int) -> Sequence[int]:
        if len(self._ids) < count:
            self._ids = reserve_ids(Ref, count)
        taken, self._ids = self._ids[:count], self._ids[count:]
        return taken

    def save(self, record: R, expected: int | None = None) -> R:
        """Write `record`, new or edited, and its version.

        `expected` is the version the person had before their eyes; StaleVersion when someone
        else has written since. Without it the version in memory counts.
        """
        if record._state.adding:
            return self.save_all([record])[0]
        model, seen = type(record), record.version if expected is None else expected
        rows = model._default_manager.filter(pk=record.pk, version=seen)
        lies = {name: getattr(record, f"{name}_id") for name in model.lies_by()}
        if not rows.filter(**lies).update(version=seen + 1):
            before = rows.values(*lies).first()
            if before is None or not rows.update(version=seen + 1):
                now = model._default_manager.filter(pk=record.pk).values_list("version", flat=True)
                raise StaleVersion(str(record), now.first() or 0)
            for name, value in lies.items():
                self.left(record, name, {before[name]} - {value})
        record.version = seen + 1
        record.save()
        Ref.objects.filter(pk=record.pk).update(label=str(record)[:200])
        self._keep([record])
        return record

    def left(self, record: Record, column: str, places: Iterable[int]) -> None:
        """Note where `record` lay and lies no more (Record.lies_by)."""
        Formerly.objects.bulk_create(
            Formerly(ref_id=record.pk, column=column, value=place) for place in places
        )

    def tie(self, record: Record, relation: str, rows: Sequence[models.Model]) -> None:
        """Have `record` tied to just these rows, and note to which it is no more."""
        tied = getattr(record, relation)
        before = set(tied.values_list("pk", flat=True))
        tied.set(rows)
        self.left(record, relation, before - {row.pk for row in rows})

    def save_all(
        self, records: Sequence[R], beside: Mapping[str, Sequence[Any]] | None = None
    ) -> Sequence[R]:
        """Write new records of one model, with their identities and first versions, in bulk.

        `beside` is what Record.kept_beside will answer once the caller has written the rows that
        belong to them.
        """
        if not records:
            return records
        kind = type(records[0])._meta.get_field("ref").model._meta.model_name
        at, ids = clock.now(), [record.ref_id for record in records]
        if ids[0] is None:
            ids = self._taken_ids(len(records))
        labels = [str(record)[:200] for record in records]
        refs = [(pk, kind, label, at, None) for pk, label in zip(ids, labels, strict=True)]
        write_rows(Ref, _REF, refs)
        for record, ref in zip(records, instances(Ref, _REF, refs), strict=True):
            _written(ref)
            # As `record.ref = ref` does, but for the way back: a ring of two that nothing frees
            # while many rows are written.
            record.ref_id = ref.id  # before what it forgets, when it is set anew
            record._state.fields_cache["ref"] = ref
            record.version = 1
        if type(records[0])._meta.parents:
            for record in records:
                record.save(force_insert=True)
        else:
            _insert(records)
        self._keep(records, beside)
        return records

    def save_table(
        self,
        model: type[Record],
        table: Table,
        labels: Sequence[str],
        beside: Mapping[str, Sequence[Any]],
        by: str = "",
    ) -> Sequence[int]:
        """Write new records of one model, told by all their columns but those every record has,
        with their identities and first versions; returns their ids. Nothing here is done for
        each of them alone, and none of them can be kept once more.

        `beside` is what Record.kept_beside will answer of them, as for save_all, made of what
        JSON can hold. Rows are written in the order of the column `by`, which most indexes of
        the model begin or end with: neighbours in them are then met one after the other.
        """
        kind = model._meta.get_field("ref").model._meta.model_name
        at, ids = clock.now(), self._taken_ids(table.count)
        alike = {"kind": kind, "created_at": at, "archived_at": None}
        write_table(Ref, Table(table.count, alike, {"id": ids, "label": labels}))
        table = replace(
            table, same={**table.same, "version": 1}, each={**table.each, "ref_id": ids}
        )
        if missing := set(stored(model)) - {*table.same, *table.each}:
            raise ValueError(f"{model.__name__} has columns that are not told: {missing}")
        write_table(model, table.ordered(by))
        self._keep_in_blocks(table, beside)
        for follower in self._following:
            follower.came(model, table)
        if not self.found_later:
            self._unindexed.append((model, ids))
        return ids

    def set_all(self, records: Sequence[R], **columns: Any) -> Sequence[R]:
        """Give many records of one model the same values, in a few statements. StaleVersion when
        someone else has written one of them since it was read."""
        if not records:
            return records
        rows = type(records[0])._default_manager.order_by()
        for part in _batches(records):
            known = {record.pk: record for record in part}
            now = rows.select_for_update().filter(pk__in=list(known)).values_list("pk", "version")
            for pk, version in now:
                if known[pk].version != version:
                    raise StaleVersion(str(known[pk]), version)
            rows.filter(pk__in=list(known)).update(version=F("version") + 1, **columns)
        for record in records:
            record.version += 1
            for name, value in columns.items():
                setattr(record, name, value)
        self._keep(records)
        return records

    def archive_all(self, records: Sequence[R], **columns: Any) -> None:
        """Take many records out of the lists at once, giving them `columns` on the way."""
        at = clock.now()
        for part in _batches(records):
            Ref.objects.filter(pk__in=[record.pk for record in part]).update(archived_at=at)
        for record in records:
            record.ref.archived_at = at
        self.set_all(records, **columns)

    def archive_first(self, model: type[Record], keys: Sequence[int], **columns: Any) -> list[int]:
        """Do as archive_all with those of these objects, which have one version each, whose
        version stands in a block: by its columns, with nothing done for each of them alone.
        Returns the keys of the others. Who calls it keeps others from writing them meanwhile."""
        at, rows = clock.now(), model._default_manager.order_by()
        given = {model._meta.get_field(name).attname: value for name, value in columns.items()}
        given |= {"version": 2, VersionColumns.ASKED: at}
        gone: list[int] = []
        for table in _first_versions(keys):
            for follower in self._following:
                follower.went(model, table)
            gone += table.each["ref_id"]
            each = {name: values for name, values in table.each.items() if name not in given}
            beside = {name: each.pop(name) for name in each.keys() - {*stored(model)}}
            self._keep_in_blocks(Table(table.count, {**table.same, **given}, each), beside)
        written = rows.filter(among("pk", gone), version=1).update(version=2, **columns)
        if written < len(gone):
            raise StaleVersion(str(rows.get(pk=gone[0])), 2)
        Ref.objects.filter(among("pk", gone)).update(archived_at=at)
        forget(model, gone)
        return sorted({*keys}.difference(gone))

    def keep(self, record: Record) -> None:
        """Take down the version just written once more: rows that belong to `record` were
        written after it, and what was fetched with it beforehand tells of them no more."""
        for one in (record, record.ref):
            getattr(one, "_prefetched_objects_cache", {}).clear()
        self._keep([record])

    def archive(self, record: Record) -> None:
        """Take `record` out of the lists; it keeps its history and can come back."""
        record.ref.archived_at = clock.now()
        record.ref.save(update_fields=["archived_at"])
        self.save(record)

    def restore(self, record: Record) -> None:
        """Put `record` back into the lists."""
        record.ref.archived_at = None
        record.ref.save(update_fields=["archived_at"])
        self.save(record)

    def _keep(
        self, records: Sequence[Record], beside: Mapping[str, Sequence[Any]] | None = None
    ) -> None:
        if beside is None:
            beside = type(records[0]).kept_beside(records)
        parts = {name: _batches(values) for name, values in beside.items()}
        for part in _batches(records):
            told = {name: next(values) for name, values in parts.items()}
            for record, text in zip(part, _texts(part, told), strict=True):
                pk = record.ref_id
                self._records[pk] = record
                self._written[pk, record.version] = text, digest_of(text)

    def _keep_in_blocks(self, table: Table, beside: Mapping[str, Sequence[Any]]) -> None:
        """Write versions as blocks, and of each in which it stands and where."""
        blocks, digests, texts = [], [], []
        for start in range(0, table.count, _IN_A_BLOCK):
            part = table.part(start, start + _IN_A_BLOCK)
            kept = {name: values[start : start + part.count] for name, values in beside.items()}
            told = canonical_block(part.same, part.each, kept)
            digest = digest_of(told)
            blocks.append((block_mark(digest), told))
            digests += [digest] * part.count
            where = {VersionColumns.BLOCK: block_mark(digest)}
            if at := part.same.get(VersionColumns.ASKED):
                where[VersionColumns.ASKED] = at
            places = {VersionColumns.PLACE: range(part.count)}
            texts += canonical_rows(places, part.count, where)
        marks, every = zip(*blocks, strict=True)
        write_table(Block, Table(len(blocks), {}, {"mark": marks, "told": every}))
        ids, number = table.each["ref_id"], table.same["version"]
        alike = {"number": number, "change_set_id": self._begun().pk}
        each = {"ref_id": ids, "digest": digests, "columns": texts}
        write_table(Version, Table(table.count, alike, each), as_stored=("columns",))
        self._sealed += zip(ids, repeat(number), digests, strict=False)

    def let_go(self) -> None:
        """Write the versions kept so far and hold their objects no longer, so that memory does
        not grow with an action that writes by the hundred thousand. None of these objects may be
        kept once more."""
        for model, ids in self._unindexed:
            for part in _batches(ids):
                rows = model._default_manager.select_related("ref")
                index(rows.filter(pk__in=part))
        self._unindexed.clear()
        if not self._written:
            return
        change_set = self._begun().pk
        write_rows(
            Version,
            ("ref_id", "number", "change_set_id", "columns", "digest"),
            (
                (ref, count, change_set, text, digest)
                for (ref, count), (text, digest) in self._written.items()
            ),
            as_stored=("columns",),
        )
        self._sealed += self._marks()
        records = list(self._records.values())
        # What is new may wait for the worker.
        index(one for one in records if one.version > 1 or not self.found_later)
        for follower in self._following:
            follower.told(records)
        self._written.clear()
        self._records.clear()

    def _begun(self) -> ChangeSet:
        """The change set to be, which versions are written under before it is sealed."""
        if self._set is None:
            (pk,) = reserve_ids(ChangeSet, 1)
            self._set = ChangeSet.objects.create(pk=pk, number=-pk, at=clock.now())
        return self._set

    def _marks(self) -> list[tuple[int, int, str]]:
        return [(ref, count, mark) for (ref, count), (_, mark) in self._written.items()]

    def seal(self) -> ChangeSet | None:
        """Write the change set and its versions; nothing when nothing was changed."""
        if not self._written and not self._sealed:
            return None
        head = in_order()
        number, at = head.count + 1, clock.now()
        mark = change_digest(
            head.digest,
            number,
            self.actor.pk if self.actor else None,
            self.verb,
            self.why,
            at,
            [*self._sealed, *self._marks()],
        )
        known = self._set
        self._set = change_set = ChangeSet(
            pk=known and known.pk,
            number=number,
            actor=self.actor,
            verb=self.verb,
            why=self.why,
            at=at,
            previous=head.digest,
            digest=mark,
        )
        change_set.save(force_insert=known is None, force_update=known is not None)
        self.let_go()
        head.digest, head.count = mark, number
        head.save()
        clock.done()
        if self.found_later:
            index_soon.enqueue(change_set.pk)
        for follower in self._following:
            follower.done()
        return change_set


def _first_versions(keys: Sequence[int]) -> Iterator[Table]:
    """What the first versions of some of these objects tell: of those that stand in blocks."""
    first, known = Version.objects.order_by().filter(among("ref", keys), number=1), {*keys}
    marks = {block_mark(one) for one in first.values_list("digest", flat=True).distinct()}
    for told in Block.objects.filter(mark__in=marks).values_list("told", flat=True):
        block = json.loads(told)
        each = block["each"]
        mask = [key in known for key in each["ref_id"]]
        if not all(mask):
            each = {name: list(compress(values, mask)) for name, values in each.items()}
        yield Table(sum(mask), block["same"], each)


def _texts(records: Sequence[Record], beside: Mapping[str, Sequence[Any]]) -> Iterable[str]:
    """What their versions keep of records of one model, as canonical JSON."""
    model, names = type(records[0]), stored(type(records[0]))
    plainly = model.belongings is Record.belongings and not any(model.kept_rows.values())
    archived = {record.ref.archived_at for record in records}
    if plainly and len(archived) == 1:
        column = itemgetter(*names)
        try:
            rows = [column(record.__dict__) for record in records]
        except KeyError:  # not every column was read with the record
            rows = [tuple(snapshot(record).values()) for record in records]
        columns = dict(zip(names, zip(*rows, strict=True), strict=True))
        (at,) = archived
        same = {"archived_at": at} if at else {}
        return canonical_rows({**columns, **beside}, len(rows), same)
    told = zip(*beside.values(), strict=True) if beside else repeat(())
    return [
        canonical(_columns(record) | dict(zip(beside, map(plain, values), strict=True)))
        for record, values in zip(records, told, strict=False)
    ]


def _columns(record: Record) -> dict[str, Any]:
    columns = {name: plain(value) for name, value in snapshot(record).items()}
    if belongings := record.belongings():
        columns |= {name: words for name, words in belongings.items() if words}
    if record.ref.archived_at:
        columns["archived_at"] = plain(record.ref.archived_at)
    return columns


def _written(row: models.Model) -> None:
    """Let a row that was written without being asked know that it stands in the database."""
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def _insert(records: Sequence[Record]) -> None:
    """Write new records, whose ids are known, without asking each what it is."""
    model = type(records[0])
    fields = model._meta.concrete_fields
    columns = [field.attname for field in fields]
    for field in fields:
        if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
            for record in records:
                setattr(record, field.attname, field.pre_save(record, True))
    row = itemgetter(*columns)
    write_rows(model, columns, (row(record.__dict__) for record in records))
    for record in records:
        _written(record)


def _batches(records: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(records), 500):
        yield records[start : start + 500]


@contextmanager
def change(actor: User | None, verb: str, why: str = "") -> Iterator[Change]:
    """The change set of one action, in one transaction. A verb called inside another joins the
    outer one: one action, one change set. `actor` None is the system itself."""
    outer = _open.get()
    if outer is not None:
        yield outer
        return
    with transaction.atomic():
        action = Change(actor, verb, why)
        token = _open.set(action)
        try:
            yield action
        finally:
            _open.reset(token)
        action.seal()


def comment(actor: User, ref: Ref, text: str) -> Comment:
    """Say something about any object. Whether the actor may see it is the caller's question."""
    return Comment.objects.create(ref=ref, author=actor, text=text.strip())


def attach(
    actor: User, record: Record, name: str, data: bytes, media_type: str = "", note: str = ""
) -> Attachment:
    """Put a file on any object; the object's history shows it as a change."""
    with change(actor, "attach", note or name) as action:
        blob, _ = store_blob(data, media_type)
        attachment = Attachment.objects.create(
            ref=record.ref, blob=blob, name=name[:255], note=note[:200], added_by=actor
        )
        action.save(record)
    return attachment


def detach(actor: User, record: Record, attachment: Attachment) -> None:
    """Take a file off; it stays in the history."""
    with change(actor, "detach", attachment.name) as action:
        attachment.removed_at = clock.now()
        attachment.save(update_fields=["removed_at"])
        action.save(record)
