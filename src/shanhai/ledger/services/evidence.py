"""What entries rest on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shanhai.common.rows import Table, write_rows, write_table
from shanhai.ledger.models import Entry, Evidence
from shanhai.sources.models import Blob, Span

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


def rest(entries: Sequence[int], evidence: Sequence[Sequence[EvidenceFacts]]) -> None:
    """Write down what new entries (by id) rest on, each on its own."""
    told = (
        _told(entry, one) for entry, proofs in zip(entries, evidence, strict=True) for one in proofs
    )
    write_rows(Evidence, _COLUMNS, told)


def rest_on_lines(entries: Sequence[int], rows: Sequence[int], proof: EvidenceFacts) -> None:
    """Write down that each of new entries (by id) rests on one row of a sheet."""
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
