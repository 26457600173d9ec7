"""What the preview of a workbook shows: its sheets, columns, doubtful rows and messages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from shanhai.ledger.books import Book, kinds_of_sheet
from shanhai.ledger.models import Preview, PreviewLine
from shanhai.ledger.workbooks.lines import CellNote
from shanhai.ledger.workbooks.planned import CHANGED, FAULTY, NEW, OUTCOME_WORDS, SAME, Plan
from shanhai.ledger.workbooks.preview import (
    Heading,
    LineTold,
    SheetTold,
    kept_lines,
    kept_sheets,
    line_of,
    told,
)

LINES = 100  # of one sheet on a page
# What columns are taken for that are none of the book's own.
_KINDS = {
    "share": _lazy("各方份额"),
    "month": _lazy("当月的数"),
    "at": _lazy("各地的数"),
    "either": _lazy("两方之一"),
    "across": _lazy("各项的数"),
}
OUTCOMES = (NEW, CHANGED, SAME, FAULTY)
TONES = {NEW: "submitted", CHANGED: "waiting", SAME: "done", FAULTY: "failed"}


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell with the messages beside it, and where it stands on the page when it has any."""

    label: str
    text: str
    notes: list[CellNote]
    anchor: str


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of the preview. `pointed` are the headings of its cells with messages and where they
    stand, for a sheet is wider than a screen; `said` is the text of a row that is none of data."""

    number: int
    word: str
    tone: str
    cells: list[ShownCell]
    messages: list[CellNote]
    changes: Sequence[str]
    pointed: Sequence[tuple[str, str]]
    said: str


@dataclass(frozen=True, slots=True)
class ShownSheet:
    """A sheet of the preview, with its columns to choose from, and one page of its rows."""

    told: SheetTold
    book: Book | None
    summary: str
    columns: list[dict[str, Any]]
    keys: list[tuple[str, str]]
    page: Page
    rows: list[ShownRow]
    previous: str
    next: str

    @property
    def open(self) -> bool:
        """Whether someone has to say first what the sheet is, or which column counts."""
        if self.book is None:
            return bool(self.told.skipped)
        counted = {one.key for one in self.book.measures}
        told = {one.key.rpartition(":")[2] for one in self.told.headings}
        return not self.told.skipped and bool(counted) and counted.isdisjoint(told)


def planned_sheets(plan: Plan, asked: QueryDict) -> list[ShownSheet]:
    """The sheets of an upload just planned."""
    found = [told(sheet) for sheet in plan.sheets]
    return [
        _shown(about, number, _only(lines, asked), asked, lambda line: line)
        for number, (about, lines) in enumerate(found, start=1)
    ]


def previewed_sheets(preview: Preview, asked: QueryDict) -> list[ShownSheet]:
    """The sheets of a preview that was kept."""
    return [
        _shown(about, number, kept_lines(preview, number, only(asked)), asked, line_of)
        for number, about in enumerate(kept_sheets(preview), start=1)
    ]


def only(asked: QueryDict) -> str:
    """The one outcome whose rows are asked for; "" for all rows."""
    outcome = asked.get("only", "")
    return outcome if outcome in OUTCOMES else ""


def _only(lines: list[LineTold], asked: QueryDict) -> list[LineTold]:
    outcome = only(asked)
    return [line for line in lines if line.outcome == outcome] if outcome else lines


def _shown(
    about: SheetTold,
    number: int,
    lines: list[LineTold] | QuerySet[PreviewLine],
    asked: QueryDict,
    line: Callable[[Any], LineTold],
) -> ShownSheet:
    book = kinds_of_sheet(settings.VOCABULARY_DIR).get(about.book)
    page = Paginator(lines, LINES).get_page(asked.get(f"page-{number}"))
    summary = "，".join(
        f"{_(OUTCOME_WORDS[key])} {count}" for key, count in sorted(about.counts.items())
    )

    def turned(to: int) -> str:
        query = asked.copy()
        query[f"page-{number}"] = str(to)
        return f"?{query.urlencode()}#sheet-{number}"

    return ShownSheet(
        about,
        book,
        summary,
        [_column(one, book) for one in about.headings],
        [(column.key, column.name) for column in book.columns] if book else [],
        page,
        [_row(line(one), about.headings, number) for one in page],
        turned(page.number - 1),
        turned(page.number + 1),
    )


def _meaning(heading: Heading, book: Book | None) -> str:
    """What a column is taken for, and what its money is counted in."""
    kind, _sep, key = heading.key.rpartition(":")
    column = book.column(key) if book else None
    if column is None:
        return ""
    name = _KINDS.get(kind, column.name)
    return (
        _("%(name)s，按%(unit)s") % {"name": name, "unit": heading.unit} if heading.unit else name
    )


def _column(heading: Heading, book: Book | None) -> dict[str, Any]:
    return {
        "meaning": _meaning(heading, book),
        "at": heading.at,
        "label": heading.label,
        "key": heading.key,
        "kind": _KINDS.get(heading.key.rpartition(":")[0], ""),
    }


def _row(line: LineTold, headings: Sequence[Heading], sheet: int) -> ShownRow:
    beside: dict[int | None, list[CellNote]] = {}
    for note in line.notes:
        beside.setdefault(note.column, []).append(note)
    cells = [
        ShownCell(
            heading.label,
            text,
            notes := beside.get(at, []),
            f"cell-{sheet}-{line.number}-{at}" * bool(notes),
        )
        for at, (heading, text) in enumerate(zip(headings, line.cells, strict=False))
    ]
    return ShownRow(
        line.number,
        _(OUTCOME_WORDS[line.outcome]),
        TONES.get(line.outcome, "done"),
        cells,
        beside.get(None, []),
        line.changes,
        [(cell.label, cell.anchor) for cell in cells if cell.anchor],
        " ".join(filter(None, line.cells)) if line.outcome == "note" else "",
    )
