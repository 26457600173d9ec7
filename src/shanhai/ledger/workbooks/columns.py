"""The lines of a sheet read column by column: what many cells of a column say is read once."""

from collections.abc import Callable, Collection, Sequence
from itertools import repeat
from typing import Any

from shanhai.ledger.books import Column
from shanhai.ledger.workbooks.sheets import Cell, text_of

# What lines say by the keys of their columns; None where nothing.
Told = list[tuple[str, list[Any]]]
# What one cell says, apart from its line but for the year told before it; raises NotAlone.
Read = Callable[[Column, Cell, int | None], Any]
_MERE_TEXT = frozenset({"text", "helper", "recipient"})
_MOST_KNOWN = 20_000  # different cells of a column that are remembered
NOTHING: tuple[Any, ...] = (None, "", [])  # what a cell says that says nothing
_ALONE = object()  # must be read with its line


class NotAlone(ValueError):
    """A cell that can only be read with its line: it is faulty or doubtful."""


class ByColumn:
    """Reads the columns of a sheet that say something (all but its amounts)."""

    def __init__(
        self, columns: Sequence[tuple[int, Column]], blank: Collection[str], read: Read
    ) -> None:
        self._columns, self._blank, self._read = columns, blank, read
        self._known: dict[int, dict[Any, Any]] = {place: {} for place, _ in columns}

    def told(self, cells: Sequence[Sequence[Cell]], texts: Sequence[Sequence[str]]) -> Told:
        """What some lines say by the keys of their columns, which are given as cells and as
        texts."""
        found: Told = []
        years: Sequence[int | None] | None = None
        for place, column in self._columns:
            if place >= len(cells):
                continue
            said = self._said(place, column, cells[place], texts[place], years)
            if column.type == "year":
                years = said
            found.append((column.key, said))
        return found

    def _said(
        self,
        place: int,
        column: Column,
        cells: Sequence[Cell],
        texts: Sequence[str],
        years: Sequence[int | None] | None,
    ) -> list[Any]:
        if column.type in _MERE_TEXT:
            if column.key != "note":
                texts = [one_line(text, column) if "\n" in text else text for text in texts]
            return [None if text in self._blank else text for text in texts]
        if bool in set(map(type, cells)):  # True would be found as 1
            return [_ALONE] * len(cells)
        known = self._known[place]
        if len(known) > _MOST_KNOWN:
            known.clear()
        asked = list(zip(cells, years or repeat(None), strict=False))
        for cell, year in set(asked) - known.keys():
            known[cell, year] = self._alone(column, cell, year)
        return list(map(known.__getitem__, asked))

    def _alone(self, column: Column, cell: Cell, year: int | None) -> Any:
        if text_of(cell) in self._blank:
            return None
        try:
            value = self._read(column, cell, year)
        except NotAlone:
            return _ALONE
        return None if value in NOTHING else value


def line_of(told: Told, at: int) -> dict[str, Any] | None:
    """What one of the lines says; None when it must be read alone."""
    values = {key: said[at] for key, said in told if said[at] is not None}
    return None if _ALONE in values.values() else values


def read_alone(told: Told) -> list[bool]:
    """Which of the lines must be read alone."""
    found = [False] * (len(told[0][1]) if told else 0)
    for _, said in told:
        if _ALONE in said:
            found = [known or one is _ALONE for known, one in zip(found, said, strict=True)]
    return found


def columns_of(lines: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """The columns of some lines, all of one length."""
    width = max(map(len, lines))
    if any(len(line) < width for line in lines):
        lines = [(*line, *repeat("", width - len(line))) for line in lines]
    return [[line[at] for line in lines] for at in range(width)]


def texts_of(cells: Sequence[Cell]) -> list[str]:
    """A column as a person reads it (see text_of)."""
    kinds = set(map(type, cells))
    if kinds == {str} and "\u3000" not in "".join(cells):  # type: ignore[arg-type]
        return list(map(str.strip, cells))  # type: ignore[arg-type]
    if bool in kinds:
        return list(map(text_of, cells))
    known = {cell: text_of(cell) for cell in set(cells)}
    return list(map(known.__getitem__, cells))


def one_line(text: str, column: Column) -> str:
    """The lines of a cell as one; names of places keep theirs, as each may be a place."""
    between = "\n" if column.type in ("helper", "recipient") else ""
    return between.join(map(str.strip, text.splitlines()))
