"""Tables that stand side by side on one sheet, each as a sheet of its own."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from shanhai.ledger.workbooks.mapping import Layout, layout
from shanhai.ledger.workbooks.sheets import Sheet

_LEAST = 3  # headings that come again before they are another table


def tables(sheets: Iterable[Sheet]) -> Iterator[tuple[Sheet, Layout | None]]:
    """The tables of some sheets and their layouts; nearly always the sheets themselves. Cells keep
    their places, so that messages name them as Excel does."""
    for sheet in sheets:
        yield from _tables(sheet)


def _tables(sheet: Sheet) -> Iterator[tuple[Sheet, Layout | None]]:
    found = layout(sheet)
    starts = _starts(found) if found else []
    if len(starts) < 2:
        yield sheet, found
        return
    ends = [*starts[1:], max(map(len, sheet.rows))]
    for number, (left, right) in enumerate(zip(starts, ends, strict=True), start=1):
        name = sheet.name if number == 1 else f"{sheet.name}（第{number}栏）"
        table = replace(
            sheet,
            name=name,
            rows=_within(sheet, found.first_row if found else 0, left, right),
            merged=[one for one in sheet.merged if left <= one[1] and one[3] < right],
        )
        yield table, layout(table)


def _starts(found: Layout) -> list[int]:
    """Where the first headings come again, in their order."""
    labels = [one.label for one in found.headings]
    first = next((at for at, label in enumerate(labels) if label), 0)
    opening = labels[first : first + _LEAST]
    if len(opening) < _LEAST or len(set(opening)) < _LEAST or not all(opening):
        return []
    return [at for at in range(first, len(labels)) if labels[at : at + _LEAST] == opening]


def _within(sheet: Sheet, first_row: int, left: int, right: int) -> Sequence[Sequence]:
    """The rows with nothing beside the table; what stands above it across the sheet stays."""
    above = first_row - 1
    beside = [
        [cell if left <= place < right else "" for place, cell in enumerate(row)]
        for row in sheet.rows[above:]
    ]
    return [*sheet.rows[:above], *beside]
