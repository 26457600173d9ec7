"""What entries rest on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import BigIntegerField, ExpressionWrapper, F, QuerySet, Value

from shanhai.common.rows import Table, write_rows, write_selected, write_table
from shanhai.ledger.models import Batch, Entry, Evidence
from shanhai.sources.models import Blob, Span

_MOST_RUNS = 20
_COLUMNS = ("entry_id", "span_id", "blob_id", "sheet", "row", "voucher", "note")


@dataclass(frozen=True, slots=True)
class EvidenceFacts:
    """What an entry rests on: words, a row of a workbook, or a voucher."""

    span: Span | None = None
    blob: Blob | None = None
    sheet: str = ""
    row: int | None = None
    voucher: str = ""
    note: str = ""


def rest(
    entries: Sequence[int], evidence: Sequence[Sequence[EvidenceFacts]], batch: Batch | None
) -> None:
    """Write down what new entries (by id) rest on, each on its own; `batch` is their import."""
    runs = _runs(entries, evidence) if batch else []
    for run in runs:
        _rest_on(run, batch)  # type: ignore[arg-type]
    if not runs:
        write_rows(
            Evidence,
            _COLUMNS,
            (
                _told(entry, one)
                for entry, proofs in zip(entries, evidence, strict=True)
                for one in proofs
            ),
        )


def rest_on_lines(
    entries: Sequence[int], rows: Sequence[int], proof: EvidenceFacts, batch: Batch
) -> None:
    """Write down that each of new entries (by id) rests on one row of a sheet."""
    runs: list[_Run] = []
    for pk, row in zip(entries, rows, strict=True):
        run = runs[-1] if runs else None
        if run and run.last + 1 == pk and (run.proof.row or 0) + pk - run.first == row:
            run.last = pk
        else:
            runs.append(_Run(replace(proof, row=row), pk, pk))
    if len(runs) <= _MOST_RUNS:
        for run in runs:
            _rest_on(run, batch)
        return
    alike = zip(_COLUMNS, _told(0, proof), strict=True)
    same = {name: value for name, value in alike if name not in ("entry_id", "row")}
    write_table(Evidence, Table(len(rows), same, {"entry_id": entries, "row": rows}))


def evidence_of(entry: Entry, one: EvidenceFacts) -> Evidence:
    """A further piece of evidence, yet to be saved."""
    return Evidence(**dict(zip(_COLUMNS, _told(entry.pk, one), strict=True)))


def _told(entry: int, one: EvidenceFacts) -> tuple[Any, ...]:
    return (
        entry,
        one.span.pk if one.span else None,
        one.blob.pk if one.blob else None,
        one.sheet[:60],
        one.row,
        one.voucher[:80],
        one.note[:200],
    )


@dataclass(slots=True)
class _Run:
    """Entries with ids one after the other that rest on rows of a workbook one after the other."""

    proof: EvidenceFacts
    first: int
    last: int


def _runs(entries: Sequence[int], evidence: Sequence[Sequence[EvidenceFacts]]) -> list[_Run]:
    """The runs that these entries make; none when they are too many to be told as such."""
    found: list[_Run] = []
    for pk, proofs in zip(entries, evidence, strict=True):
        if len(proofs) != 1 or proofs[0].row is None or len(found) > _MOST_RUNS:
            return []
        proof = proofs[0]
        run = found[-1] if found else None
        if run and run.last + 1 == pk and _follows(run, proof, pk):
            run.last = pk
        else:
            found.append(_Run(proof, pk, pk))
    return found


def _follows(run: _Run, proof: EvidenceFacts, pk: int) -> bool:
    row = (run.proof.row or 0) + pk - run.first
    return proof.row == row and proof.sheet == run.proof.sheet and proof.blob is run.proof.blob


def imported_between(batch: Batch, first: int, last: int) -> QuerySet[Entry]:
    """New entries of an import by their ids. The import is asked for in such a way that no index
    leads to it: each block would go through all entries of the import so far."""
    rows = Entry.objects.annotate(of=F("imported_id") + 0)
    return rows.filter(pk__gte=first, pk__lte=last, of=batch.pk)


def _rest_on(run: _Run, batch: Batch) -> None:
    proof = run.proof
    entries = imported_between(batch, run.first, run.last)
    row = ExpressionWrapper(F("pk") + ((proof.row or 0) - run.first), BigIntegerField())
    alike = (Value(proof.blob and proof.blob.pk), Value(proof.sheet[:60]))
    write_selected(
        Evidence,
        ("entry_id", "row", "blob_id", "sheet", "voucher", "note"),
        entries.values_list("pk", row, *alike, Value(proof.voucher[:80]), Value(proof.note[:200])),
    )
