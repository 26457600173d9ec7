"""Tables that stand side by side or beneath each other on one sheet, each as a sheet of its own."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from shanhai.ledger.workbooks.mapping import Layout, known_words, layout, plain
from shanhai.ledger.workbooks.sheets import SEARCHED, Cell, Sheet, text_of

_LEAST = 3  # headings that come again before they are another table


def tables(sheets: Iterable[Sheet]) -> Iterator[tuple[Sheet, Layout | None]]:
    """The tables of some sheets and their layouts; nearly always the sheets themselves. Cells keep
    their places, so that messages name them as Excel does."""
    known = known_words()
    for sheet in sheets:
        found = layout(sheet)
        if found is None:
            yield sheet, None
            continue
        for part, shape in _beneath(sheet, found, known):
            yield from _beside(part, shape)


def _beneath(sheet: Sheet, found: Layout, known: set[str]) -> Iterator[tuple[Sheet, Layout]]:
    """The tables beneath each other, each from what stands above its heading. A heading that comes
    again as it was, on a further page or for a further place, is no table of its own."""
    again, starts = set(), [0]
    opening = [_texts(row) for row in sheet.rows[: found.first_row]]
    for at in _headings_below(sheet.rows, found.first_row, known):
        if _texts(sheet.rows[at]) in opening:
            again.add(at)
        else:
            starts.append(_top(sheet.rows, at))
    if not again and len(starts) == 1:
        yield sheet, found
        return
    rows = [() if at in again else row for at, row in enumerate(sheet.rows)]
    for number, (top, end) in enumerate(pairwise([*starts, len(rows)]), start=1):
        above: list[Sequence[Cell]] = [()] * top
        name = sheet.name if number == 1 else f"{sheet.name}（第{number}段）"
        part = replace(sheet, name=name, rows=[*above, *rows[top:end]])
        shape = layout(part, top)
        if shape is not None:
            unit, year = shape.money_unit or found.money_unit, shape.year or found.year
            yield part, replace(shape, money_unit=unit, year=year)


def is_form(sheet: Sheet) -> bool:
    """Whether a sheet is forms for one thing each, with what is asked left of what is filled in:
    it has no lines to read."""
    known, asked = known_words(), 0
    for row in sheet.rows[:SEARCHED]:
        words = [plain(text) in known for text in map(text_of, row) if text]
        pairs = list(zip(words[::2], words[1::2], strict=False))
        asked += bool(pairs) and all(label and not filled for label, filled in pairs)
    return asked >= _LEAST


def _texts(row: Sequence[Cell]) -> list[str]:
    return [text for text in map(text_of, row) if text]


def _headings_below(rows: Sequence[Sequence[Cell]], first: int, known: set[str]) -> Iterator[int]:
    """Rows of words alone, most of which are headings of books."""
    for at in range(first, len(rows)):
        if known.isdisjoint(rows[at]):
            continue
        texts = _texts(rows[at])
        hits = sum(plain(text) in known for text in texts)
        if hits >= _LEAST and 2 * hits >= len(texts) and not any(map(_tells_number, rows[at])):
            yield at


def _tells_number(cell: Cell) -> bool:
    return cell is not None and (not isinstance(cell, str) or cell.strip()[:1].isdigit())


def _top(rows: Sequence[Sequence[Cell]], at: int) -> int:
    """Where what stands above a heading begins: a title and a unit, but no line of figures."""
    while len(_texts(rows[at - 1])) < _LEAST and not any(map(_tells_number, rows[at - 1])):
        at -= 1
    return at


def _beside(sheet: Sheet, found: Layout) -> Iterator[tuple[Sheet, Layout | None]]:
    starts = _starts(found)
    if len(starts) < 2:
        yield sheet, found
        return
    ends = [*starts[1:], max(map(len, sheet.rows))]
    for number, (left, right) in enumerate(zip(starts, ends, strict=True), start=1):
        name = sheet.name if number == 1 else f"{sheet.name}（第{number}栏）"
        table = replace(
            sheet,
            name=name,
            rows=_within(sheet, found.first_row, left, right),
            merged=[one for one in sheet.merged if left <= one[1] and one[3] < right],
        )
        shape = layout(table)
        if shape is not None:
            shape = replace(shape, money_unit=shape.money_unit or found.money_unit)
        yield table, shape


def _starts(found: Layout) -> list[int]:
    """Where tables begin: the first headings come again in their order, or a heading comes again
    behind a column without any."""
    labels = [one.label for one in found.headings]
    first = next((at for at, label in enumerate(labels) if label), 0)
    opening = labels[first : first + _LEAST]
    if len(opening) < _LEAST or len(set(opening)) < _LEAST or not all(opening):
        return []
    same = [at for at in range(first, len(labels)) if labels[at : at + _LEAST] == opening]
    if len(same) > 1:
        return same
    apart = [at for at in range(first + 1, len(labels)) if labels[at] and not labels[at - 1]]
    found_apart = [first]
    for at, end in pairwise([*apart, len(labels)]):
        own = [label for label in labels[at:end] if label]
        if len(own) >= _LEAST and not set(own).isdisjoint(labels[found_apart[-1] : at]):
            found_apart.append(at)
    return found_apart


def _within(sheet: Sheet, first_row: int, left: int, right: int) -> Sequence[Sequence]:
    """The rows with nothing beside the table; what alone stands in a row above stays."""
    above = first_row - 1
    return [
        row
        if at < above and len(_texts(row)) < 2
        else [cell if left <= place < right else "" for place, cell in enumerate(row)]
        for at, row in enumerate(sheet.rows)
    ]
