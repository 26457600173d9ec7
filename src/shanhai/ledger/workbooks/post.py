"""Verbs of the import: take a workbook in, remember its mapping, post it, undo it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from shanhai.accounts.models import User
from shanhai.common import clock
from shanhai.common.amounts import Amount
from shanhai.common.periods import Period
from shanhai.common.progress import tell
from shanhai.common.rows import uncollected
from shanhai.common.sending import sending_ahead
from shanhai.ledger.models import Batch, ColumnMapping, Entry, Upload
from shanhai.ledger.queries import parties_then
from shanhai.ledger.rules import LedgerError
from shanhai.ledger.services import (
    EvidenceFacts,
    LineFacts,
    PartyFacts,
    Placing,
    edit,
    facts_of,
    speak,
    speak_of_new,
    speaks_for,
    write_all,
    write_lines,
)
from shanhai.ledger.workbooks.plan import in_pieces, mapped_sheets, office_of
from shanhai.ledger.workbooks.planned import (
    CHANGED,
    FAULTY,
    NEW,
    SETTLED,
    Planned,
    PlannedLines,
    PlannedSheet,
)
from shanhai.ledger.workbooks.rosters import refuse_rosters
from shanhai.ledger.workbooks.sheets import Sheet, hidden_sheets, is_large, is_text, read_workbook
from shanhai.records.models import Version
from shanhai.records.services import Change, change
from shanhai.registry.models import Partnership
from shanhai.registry.queries import may, visible_partnerships
from shanhai.sources.models import Blob
from shanhai.sources.services import discard_blob, store_blob

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


# From so many rows on search finds them when the worker has indexed them, some seconds later.
_MANY_ROWS = 2000
# Rows written at once, so that what is only needed to write them is let go of block by block.
_BLOCK = 5000
# An entry to be written, what it rests on and the line that tells of it.
_Fresh = tuple[Planned, EvidenceFacts, int]
# Entries to be written by their columns, and the sheet they rest on.
_Many = tuple[LineFacts, EvidenceFacts]
# Entries that were written, and what each of them tells in units.
_Ids = tuple[Sequence[int], Sequence[int]]


@dataclass(slots=True)
class _New:
    """What is to be written of one partnership."""

    partnership: Partnership
    lines: list[_Many] = field(default_factory=list)
    rows: list[_Fresh] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.rows) + sum(len(facts) for facts, _ in self.lines)


@dataclass(frozen=True, slots=True)
class Posted:
    """What posting an upload wrote."""

    created: int
    changed: int
    same: int
    faulty: int


def receive(
    actor: User,
    data: bytes,
    name: str,
    partnership: Partnership | None = None,
    *,
    at_once: bool = False,
) -> Upload:
    """Keep a workbook for import. Raises WorkbookError when no sheet can be read from it or one is
    a roster; of a large one the worker finds out, unless it is read `at_once`."""
    _require_import(actor)
    large = is_large(data, name)
    if at_once or not large:
        read_taken(data, name)
    return _kept_upload(actor, data, name, partnership, large)


def read_taken(data: bytes, name: str) -> list[Sheet]:
    """The sheets of a workbook that may be taken in. Raises WorkbookError."""
    sheets = read_workbook(data, name)
    refuse_rosters([*sheets, *hidden_sheets(data, name)], name)
    return sheets


@transaction.atomic
def withdraw(upload: Upload) -> None:
    """Keep nothing of a workbook that turned out to be none to take in."""
    blob = upload.blob
    upload.delete()
    discard_blob(blob)


def _kept_upload(
    actor: User, data: bytes, name: str, partnership: Partnership | None, large: bool
) -> Upload:
    with transaction.atomic():
        blob, _ = store_blob(data, "text/plain" if is_text(name) else XLSX)
        return Upload.objects.create(
            blob=blob, name=name[:255], by=actor, partnership=partnership, large=large
        )


def _require_import(actor: User) -> None:
    if not may(actor, "import"):
        raise LedgerError("您的角色没有“导入”的权限。")


def belong(actor: User, upload: Upload, partnership: Partnership | None) -> None:
    """Say which partnership rows are of that name no sides themselves; None for none."""
    _require_import(actor)
    upload.partnership = partnership
    upload.save(update_fields=["partnership"])


@transaction.atomic
def choose(
    actor: User, upload: Upload, sheet: PlannedSheet, book: str, columns: dict[int, str]
) -> None:
    """Say what a sheet and its columns are; the office's next sheet of this kind starts so."""
    _require_import(actor)
    kept = {str(at): key for at, key in columns.items() if key}
    upload.choices.setdefault("sheets", {})[sheet.sheet.name] = {"book": book, "columns": kept}
    upload.save(update_fields=["choices"])
    office = office_of(actor)
    if office and sheet.layout and book:
        ColumnMapping.objects.update_or_create(
            office=office,
            headings=sheet.layout.signature,
            defaults={"book": book, "columns": kept},
        )


def post(actor: User, upload: Upload, *, good_only: bool = False, submit: bool = False) -> Posted:
    """Write an upload's rows, all in one change set. With faulty rows among them nothing is
    written, unless `good_only` says to leave those out. `submit` hands new rows in at once."""
    return _post(actor, upload, None, good_only, submit)


def _post(
    actor: User,
    upload: Upload,
    sheets: list[Sheet] | None,
    good_only: bool,
    submit: bool,
) -> Posted:
    """Post what `sheets` tell, those of the upload's file where they have been read already. They
    are emptied: nobody needs their cells beside the entries."""
    _require_import(actor)
    if submit and not may(actor, "submit"):
        raise LedgerError("您的角色没有“提交”的权限，请只导入为草稿。")
    with uncollected(), change(actor, "import", upload.name) as action:
        upload = Upload.objects.select_for_update().get(pk=upload.pk)
        if upload.posted_at:
            raise LedgerError(f"“{upload.name}”已经导入过。要重来，请先撤销这次导入。")
        tell("read")
        mapped = mapped_sheets(actor, upload, sheets)
        if sheets:
            sheets.clear()
        rows = sum(len(one.sheet.rows) for one in mapped)
        writing = _Writing(action, actor, upload, submit, rows)
        counts: Counter[str] = Counter()
        with sending_ahead():
            for piece in in_pieces(actor, upload, mapped):
                counts += piece.counts
                # Taken back below if any is: all of them are counted, nothing more is written.
                if good_only or not counts[FAULTY]:
                    writing.write(piece)
            refuse_faulty(upload, counts, good_only)
            if not counts[NEW] and not counts[CHANGED]:
                raise LedgerError(f"“{upload.name}”里没有新的或改动过的行，不用导入。")
            writing.finish()
        upload.posted_at = clock.now()
        upload.choices["posted"] = dict(counts)
        upload.choices["changed"] = writing.changed
        upload.save(update_fields=["posted_at", "choices"])
        return Posted(writing.created, len(writing.changed), counts["same"], counts[FAULTY])


def refuse_faulty(upload: Upload, counts: Mapping[str, int], good_only: bool) -> None:
    """All rows or, by choice, the good ones: raise LedgerError when there are others."""
    if counts.get(FAULTY) and not good_only:
        raise LedgerError(
            f"“{upload.name}”有 {counts[FAULTY]} 行有错，没有导入。"
            "请改正后重传，或选择“只导入没有错的行”。"
        )


class _Writing:
    """An import being written, piece by piece."""

    def __init__(
        self, action: Change, actor: User, upload: Upload, submit: bool, rows: int
    ) -> None:
        self._action, self._actor, self._upload, self._rows = action, actor, upload, rows
        self._state = Entry.State.SUBMITTED if submit else Entry.State.DRAFT
        self._placing = Placing(actor, self._state)
        self._batches: dict[int, tuple[Batch, str]] = {}
        self._edits: list[Planned] = []
        self.created = 0
        self.changed: dict[str, list[int]] = {}

    def write(self, piece: PlannedSheet) -> None:
        """Write what is new in a piece; what changes waits for the end, as nothing that later
        rows are held against may change before."""
        fresh = self._sorted_out(piece)
        self._action.expect(sum(map(len, fresh)) + len(fresh))
        self._action.found_later |= self.created + sum(map(len, fresh)) >= _MANY_ROWS
        for new in fresh:
            batch, side = self._batch(new.partnership)
            batch.rows += len(new)
            for ids, units in self._written(batch, new):
                if side:
                    speak_of_new(self._actor, side, ids, units)
                self._action.let_go()
                self.created += len(ids)
                tell("write", self.created, self._rows)

    def finish(self) -> None:
        """Write what changes, and of each partnership how many rows are its."""
        for entry in self._edits:
            if entry.existing:
                changed = _change(self._actor, entry, self._state)
                self.changed[str(entry.existing.pk)] = changed
        for batch, _ in self._batches.values():
            self._action.save(batch)

    def _batch(self, pairing: Partnership) -> tuple[Batch, str]:
        """The rows of a partnership, and the side the importer speaks for, when they hand in."""
        if pairing.pk not in self._batches:
            name, by = self._upload.name, self._actor
            batch = Batch(partnership=pairing, upload=self._upload, name=name, by=by)
            self._action.give_id(batch)
            side = speaks_for(by, pairing) if self._state == Entry.State.SUBMITTED else ""
            self._batches[pairing.pk] = batch, side
        return self._batches[pairing.pk]

    def _written(self, batch: Batch, new: _New) -> Iterator[_Ids]:
        """Write what is new block by block; the ids and units of each."""
        new.lines.reverse()
        while new.lines:
            facts, proof = new.lines.pop()
            yield write_lines(self._action, facts, proof, self._placing, batch), facts.units
        for block in _blocks(new.rows):
            entries = _write_block(self._action, self._placing, batch, block)
            yield [entry.pk for entry in entries], [entry.units for entry in entries]

    def _sorted_out(self, piece: PlannedSheet) -> list[_New]:
        """The new entries by their partnership; those that change are kept for later."""
        fresh: dict[int, _New] = {}

        def of(pairing: Partnership) -> _New:
            return fresh.setdefault(pairing.pk, _New(pairing))

        proof = EvidenceFacts(blob=self._upload.blob, sheet=piece.sheet.name)
        for number, part in enumerate(piece.parts):
            if isinstance(part, PlannedLines):
                for pairing, facts in part.by_partnership():
                    of(pairing).lines.append((facts, proof))
                continue
            if part.row.kind != "data" or part.row.refused:
                continue
            rests = replace(proof, row=part.row.number)
            for entry in part.entries:
                if entry.outcome == NEW:
                    of(entry.facts.partnership).rows.append((entry, rests, number))
                elif entry.outcome == CHANGED and entry.existing:
                    self._edits.append(entry)
        return list(fresh.values())


def _blocks(rows: list[_Fresh]) -> Iterator[list[_Fresh]]:
    """Rows in blocks that no line is divided between; `rows` holds them no longer."""
    rows.reverse()
    while rows:
        block = [rows.pop()]
        while rows and (len(block) < _BLOCK or rows[-1][2] == block[-1][2]):
            block.append(rows.pop())
        yield block


def _change(actor: User, entry: Planned, state: str) -> list[int]:
    known = entry.existing
    assert known is not None
    before = known.version
    edit(actor, known, entry.facts, why="；".join(entry.changes), state=state)
    if state == Entry.State.SUBMITTED:
        speak(actor, known.partnership, Entry.objects.filter(pk=known.pk))
    return [before, known.version]


def _write_block(
    action: Change, placing: Placing, batch: Batch, rows: Sequence[_Fresh]
) -> list[Entry]:
    """Wholes first, then the 其中 rows that point at them."""
    wholes = [row for row in rows if not row[0].measure.part_of]
    entries = write_all(action, [(one.facts, [proof]) for one, proof, _ in wholes], placing, batch)
    of_row = {
        (line, one.measure.key): entry
        for entry, (one, _, line) in zip(entries, wholes, strict=True)
    }
    parts = []
    for one, proof, line in rows:
        whole = of_row.get((line, one.measure.part_of)) if one.measure.part_of else None
        if whole is not None:
            parts.append((replace(one.facts, parent=whole), [proof]))
    return [*entries, *write_all(action, parts, placing, batch)]


def undo(actor: User, upload: Upload, why: str = "") -> int:
    """Take a whole import back in one step: what it made becomes void, what it changed is as it
    was. Refused when any of it has been approved, locked or edited since. Returns the rows."""
    _require_import(actor)
    with uncollected(), change(actor, "undo_import", why or upload.name) as action:
        upload = Upload.objects.select_for_update().get(pk=upload.pk)
        if not upload.posted_at or upload.undone_at:
            raise LedgerError("这次导入没有可以撤销的内容。")
        batches = list(upload.batches.all())
        seen = visible_partnerships(actor).filter(pk__in=[one.partnership_id for one in batches])
        if seen.count() != len({one.partnership_id for one in batches}):
            raise LedgerError("这次导入涉及您范围之外的结对，请由导入人撤销。")
        rows = Entry.objects.filter(imported__in=batches).exclude(state=Entry.State.VOID)
        held = rows.select_for_update().order_by("-parent_id", "pk")
        versions = dict(held.values_list("pk", "version"))
        _refuse_undo(upload, rows)
        pks, void = list(versions), {"state": Entry.State.VOID, "office": None, "due": None}
        for start in range(0, len(pks), _BLOCK):
            part = pks[start : start + _BLOCK]
            once = [pk for pk in part if versions[pk] == 1]
            rest = action.archive_first(Entry, once, **void)
            rest += [pk for pk in part if versions[pk] > 1]
            block = Entry.objects.select_related("ref").in_bulk(rest)
            action.archive_all(list(block.values()), **void)
            action.let_go()
            for entry in block.values():  # it and its ref name each other: a ring nothing frees
                entry.ref._state.fields_cache.clear()
            tell("undo", start + len(part), len(pks))
        restored = _restore(actor, upload.choices.get("changed", {}))
        upload.undone_at = clock.now()
        upload.save(update_fields=["undone_at"])
        return len(pks) + restored


def _refuse_undo(upload: Upload, rows: QuerySet[Entry]) -> None:
    settled, edited = rows.filter(state__in=SETTLED), rows.filter(edition__gt=1)
    if count := settled.count():
        raise LedgerError(
            f"“{upload.name}”导入的记录里有 {count} 条已审核或锁定（如“{settled.first()}”），"
            "不能整体撤销。请先请审核员退回。"
        )
    if count := edited.count():
        raise LedgerError(
            f"“{upload.name}”导入的记录里有 {count} 条后来改过（如“{edited.first()}”），"
            "撤销会丢掉那些改动。请逐条处理。"
        )


def _restore(actor: User, changed: dict[str, list[int]]) -> int:
    for pk, (before, after) in changed.items():
        entry = Entry.objects.get(pk=int(pk))
        if entry.version != after:
            raise LedgerError(f"“{entry}”在导入之后又改过，不能整体撤销。请逐条处理。")
        kept = Version.objects.get(ref=entry.pk, number=before)
        facts = facts_of(entry, **_kept(kept))
        edit(actor, entry, facts, why="撤销导入", state=kept.columns["state"])
    return len(changed)


def _kept(version: Version) -> dict[str, Any]:
    """The facts a version held that an import can have changed."""
    columns = version.columns
    days = (date.fromisoformat(columns[name]) for name in ("period_start", "period_end"))
    return {
        **{
            name: columns[name]
            for name in ("title", "stage", "source_class", "form", "voucher", "note", "details")
        },
        "amount": Amount.exactly(columns["units"], columns["unit"], columns["printed"]),
        "period": Period(*days),
        "parties": [
            PartyFacts(one.role, one.name, one.node, one.share) for one in parties_then(version)
        ],
    }


def import_workbook(
    actor: User,
    data: bytes,
    name: str,
    partnership: Partnership | None = None,
    *,
    good_only: bool = False,
    submit: bool = False,
) -> Posted:
    """Receive and post in one go, with the guessed mapping. Raises WorkbookError, LedgerError."""
    _require_import(actor)
    sheets = read_taken(data, name)
    upload = _kept_upload(actor, data, name, partnership, is_large(data, name))
    return _post(actor, upload, sheets, good_only, submit)


def blob_is_wholly_visible(user: User, blob: Blob) -> bool:
    """Whether a user may open an imported workbook itself: only when they see every partnership
    it has rows of."""
    pairings = set(Batch.objects.filter(upload__blob=blob).values_list("partnership", flat=True))
    return pairings <= set(
        visible_partnerships(user).filter(pk__in=pairings).values_list("pk", flat=True)
    )
