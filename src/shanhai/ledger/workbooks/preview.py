"""What the preview of an upload tells, made of its plan: each sheet with its counts, and of its
rows those that say something and a few of the others. It is small whatever the file holds, so a
large upload's is kept and its pages are turned without planning anew."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from itertools import islice

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from shanhai.common import vocabulary
from shanhai.common.indicators import indicator
from shanhai.ledger.models import Preview, PreviewLine, Upload
from shanhai.ledger.workbooks import mapping
from shanhai.ledger.workbooks.lines import CellNote
from shanhai.ledger.workbooks.planned import CHANGED, FAULTY, PlannedLines, PlannedRow, PlannedSheet

# Rows without any doubt told of each sheet.
CLEAR_ROWS = 12
# Faulty rows told of each sheet, and as many others that say something. Who has more of them
# mends the file first.
MOST_LINES = 2000


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of a sheet: where it stands, what it is called, what it is taken for, and what its
    money is counted in where no cell says it."""

    at: int
    label: str
    key: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class LineTold:
    """One row: its cells, the messages beside them, and in words what it changes."""

    number: int
    outcome: str
    cells: Sequence[str]
    notes: Sequence[CellNote]
    changes: Sequence[str]


@dataclass(frozen=True, slots=True)
class SheetTold:
    """One sheet. `clear` rows without doubt and `left_out` that say something are not told."""

    name: str
    book: str
    skipped: str
    remembered: bool
    counts: dict[str, int]
    headings: Sequence[Heading]
    clear: int
    left_out: int


def told(sheet: PlannedSheet) -> tuple[SheetTold, list[LineTold]]:
    """A sheet as planned and the rows of it to show."""
    headings = [
        Heading(
            one.column,
            one.label
            + (f"（{one.unit}）" if one.unit else "")
            + ("〔隐藏的列〕" if one.column in sheet.sheet.hidden_columns else ""),
            sheet.mapping.columns.get(one.column, ""),
            _money_unit(sheet, one),
        )
        for one in (sheet.layout.headings if sheet.layout else ())
    ]
    shown, clear, left_out = _shown(sheet.parts)
    about = SheetTold(
        sheet.sheet.name,
        sheet.mapping.book,
        sheet.skipped,
        sheet.mapping.remembered,
        dict(sheet.counts),
        headings,
        clear,
        left_out,
    )
    return about, [_line(row, len(headings)) for row in shown]


def _money_unit(sheet: PlannedSheet, heading: mapping.Heading) -> str:
    """What the money of a column is counted in where no cell says it; "" when it is none."""
    key = sheet.mapping.columns.get(heading.column, "").rpartition(":")[2]
    column = sheet.book.column(key) if sheet.book else None
    if column is None or sheet.layout is None:
        return ""
    code = column.indicator if column.type == "amount" else ""
    usual = column.unit or (code and indicator(code, settings.VOCABULARY_DIR).unit)
    if usual != "元" and not column.money:
        return ""
    money = vocabulary.load("mappings", settings.VOCABULARY_DIR)["money_units"]
    return heading.unit if heading.unit in money else sheet.layout.money_unit or "元"


def _shown(parts: Iterable[PlannedRow | PlannedLines]) -> tuple[list[PlannedRow], int, int]:
    room = {"clear": CLEAR_ROWS, "faulty": MOST_LINES, "other": MOST_LINES}
    shown, over = [], dict.fromkeys(room, 0)
    for part in parts:
        if isinstance(part, PlannedLines):
            first = list(islice(part.rows(), room["clear"]))
            room["clear"] -= len(first)
            over["clear"] += len(part.lines) - len(first)
            shown += first
            continue
        outcome = part.outcome
        plain = not part.row.notes and outcome != CHANGED
        kind = "clear" if plain else "faulty" if outcome == FAULTY else "other"
        if room[kind]:
            room[kind] -= 1
            shown.append(part)
        else:
            over[kind] += 1
    shown.sort(key=lambda one: one.row.number)
    return shown, over["clear"], over["faulty"] + over["other"]


def _line(row: PlannedRow, width: int) -> LineTold:
    cells = [*row.row.cells, *[""] * (width - len(row.row.cells))][:width]
    changes = dict.fromkeys(change for entry in row.entries for change in entry.changes)
    return LineTold(row.row.number, row.outcome, cells, row.row.notes, list(changes))


@transaction.atomic
def keep(upload: Upload, sheets: Iterable[tuple[SheetTold, list[LineTold]]]) -> Preview:
    """Keep the preview of an upload in place of an earlier one."""
    sheets = list(sheets)
    Preview.objects.filter(upload=upload).delete()
    kept = Preview.objects.create(upload=upload, sheets=[asdict(about) for about, _ in sheets])
    PreviewLine.objects.bulk_create(
        (
            PreviewLine(preview=kept, sheet=number, outcome=line.outcome, told=asdict(line))
            for number, (_, lines) in enumerate(sheets, start=1)
            for line in lines
        ),
        batch_size=500,
    )
    return kept


def forget_old(days: int = 30) -> int:
    """Forget previews that nobody came back to; they can be made again."""
    before = timezone.now() - timedelta(days=days)
    return Preview.objects.filter(at__lt=before).delete()[0]


def kept_sheets(preview: Preview) -> list[SheetTold]:
    """The sheets of a kept preview."""
    return [
        SheetTold(**{**sheet, "headings": [Heading(**one) for one in sheet["headings"]]})
        for sheet in preview.sheets
    ]


def kept_lines(preview: Preview, sheet: int, outcome: str = "") -> QuerySet[PreviewLine]:
    """The lines of one sheet, counted from 1, of a kept preview; of one outcome, by choice."""
    rows = preview.lines.filter(sheet=sheet)
    return rows.filter(outcome=outcome) if outcome else rows


def line_of(kept: PreviewLine) -> LineTold:
    """A kept line as it was told."""
    return LineTold(**{**kept.told, "notes": [CellNote(**one) for one in kept.told["notes"]]})
