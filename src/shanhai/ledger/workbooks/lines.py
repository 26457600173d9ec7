"""What is read of a sheet: rows one by one, and lines that say nothing but plain values by their
columns."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import compress
from typing import Any


@dataclass(frozen=True, slots=True)
class CellNote:
    """A message beside a cell; without a column, about the row. Only refusals stop the row."""

    column: int | None
    message: str
    refused: bool = True


@dataclass(slots=True)
class Measure:
    """One amount of a row: the entry it makes. `shares` are parts by the names above them."""

    key: str
    column: int | None
    indicator: str
    units: int
    unit: str
    shares: tuple[tuple[str, int], ...] = ()
    part_of: str = ""
    stage: str = "arrived"


@dataclass(slots=True)
class Row:
    """One row as read. `kind`: data, subtotal, note or blank; `number` as Excel counts."""

    number: int
    kind: str
    cells: tuple[str, ...]
    values: dict[str, Any] = field(default_factory=dict)
    measures: list[Measure] = field(default_factory=list)
    notes: list[CellNote] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        return bool(self.notes) and any(note.refused for note in self.notes)

    def refuse(self, column: int | None, message: str) -> None:
        self.notes.append(CellNote(column, message))

    def warn(self, column: int | None, message: str) -> None:
        self.notes.append(CellNote(column, message, False))


@dataclass(slots=True)
class Lines:
    """Rows of data by their columns, nothing wrong or doubtful in any cell of theirs. `measures`
    are as rows have them, with the units each line tells (None: nothing)."""

    numbers: Sequence[int]
    texts: Sequence[Sequence[str]]
    values: dict[str, Sequence[Any]]
    measures: list[tuple[Measure, Sequence[int | None]]]

    def __len__(self) -> int:
        return len(self.numbers)

    def row(self, at: int) -> Row:
        """One of them as a row of its own."""
        return Row(
            self.numbers[at],
            "data",
            tuple(column[at] for column in self.texts),
            {key: column[at] for key, column in self.values.items() if column[at] is not None},
            [
                replace(measure, units=units)
                for measure, column in self.measures
                if (units := column[at]) is not None
            ],
        )

    def only(self, mask: Sequence[bool]) -> "Lines":
        """Those that a mask lets through."""
        return (
            self
            if all(mask)
            else Lines(
                list(compress(self.numbers, mask)),
                [list(compress(column, mask)) for column in self.texts],
                {key: list(compress(column, mask)) for key, column in self.values.items()},
                [(one, list(compress(column, mask))) for one, column in self.measures],
            )
        )
