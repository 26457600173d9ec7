"""What the preview of a workbook shows: its sheets, columns, doubtful rows and messages."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from shanhai.ledger.books import Book
from shanhai.ledger.workbooks.plan import (
    CHANGED,
    FAULTY,
    NEW,
    OUTCOME_WORDS,
    SAME,
    PlannedRow,
    PlannedSheet,
)
from shanhai.ledger.workbooks.rows import CellNote

# Rows without any doubt shown of each sheet; every other row is shown.
CLEAR_ROWS = 12
TONES = {NEW: "submitted", CHANGED: "waiting", SAME: "done", FAULTY: "failed"}


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell with the messages beside it."""

    text: str
    notes: list[CellNote]


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of the preview."""

    number: int
    word: str
    tone: str
    cells: list[ShownCell]
    messages: list[CellNote]
    changes: list[str]


@dataclass(frozen=True, slots=True)
class ShownSheet:
    """A sheet of the preview, with its columns to choose from."""

    name: str
    code: str
    book: Book | None
    skipped: str
    remembered: bool
    summary: str
    columns: list[dict[str, Any]]
    keys: list[tuple[str, str]]
    rows: list[ShownRow] = field(default_factory=list)
    more: int = 0
    open: bool = False


def shown_sheet(sheet: PlannedSheet) -> ShownSheet:
    """A sheet as planned, ready to be drawn."""
    headings = sheet.layout.headings if sheet.layout else ()
    columns = [
        {
            "at": one.column,
            "label": one.label + (f"（{one.unit}）" if one.unit else ""),
            "key": sheet.mapping.columns.get(one.column, ""),
            "share": sheet.mapping.columns.get(one.column, "").startswith("share:"),
            "month": sheet.mapping.columns.get(one.column, "").startswith("month:"),
        }
        for one in headings
    ]
    keys = [(column.key, column.name) for column in sheet.book.columns] if sheet.book else []
    rows, more = _listed(sheet, len(columns))
    summary = "，".join(
        f"{_(OUTCOME_WORDS[key])} {number}" for key, number in sorted(sheet.counts.items())
    )
    return ShownSheet(
        sheet.sheet.name,
        sheet.mapping.book,
        sheet.book,
        sheet.skipped,
        sheet.mapping.remembered,
        summary,
        columns,
        keys,
        rows,
        more,
        bool(sheet.skipped and not sheet.mapping.book),
    )


def _listed(sheet: PlannedSheet, width: int) -> tuple[list[ShownRow], int]:
    """Every row that says something, and the first of those without any doubt."""
    rows, clear = [], 0
    for row in sheet.rows:
        if not row.row.notes and row.outcome != CHANGED:
            clear += 1
            if clear > CLEAR_ROWS:
                continue
        rows.append(_shown_row(row, width))
    return rows, max(0, clear - CLEAR_ROWS)


def _shown_row(row: PlannedRow, width: int) -> ShownRow:
    beside: dict[int | None, list[CellNote]] = {}
    for note in row.row.notes:
        beside.setdefault(note.column, []).append(note)
    texts = [*row.row.cells, *[""] * (width - len(row.row.cells))][:width]
    cells = [ShownCell(text, beside.get(at, [])) for at, text in enumerate(texts)]
    changes = [change for entry in row.entries for change in entry.changes]
    outcome = row.outcome
    return ShownRow(
        row.row.number,
        _(OUTCOME_WORDS[outcome]),
        TONES.get(outcome, "done"),
        cells,
        beside.get(None, []),
        list(dict.fromkeys(changes)),
    )
