"""What an upload would do: its sheets with their rows, and what becomes of each."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, compress

from django.conf import settings

from shanhai.ledger.books import SUMMARY, Book, kinds_of_sheet
from shanhai.ledger.models import Entry, Upload
from shanhai.ledger.services import EntryFacts, LineFacts
from shanhai.ledger.workbooks.lines import Lines, Measure, Row
from shanhai.ledger.workbooks.mapping import Layout, Mapping, map_columns
from shanhai.ledger.workbooks.sheets import Sheet
from shanhai.ledger.workbooks.summaries import columns_of
from shanhai.registry.models import Partnership

# States in which a sheet changes an entry no more.
SETTLED = (
    Entry.State.REVIEWED,
    Entry.State.APPROVED,
    Entry.State.LOCKED,
    Entry.State.VOID,
)
NEW, CHANGED, SAME, FAULTY = "new", "changed", "same", "faulty"
OUTCOME_WORDS = {
    NEW: "新增",
    CHANGED: "有改动",
    SAME: "已有",
    FAULTY: "有错",
    "subtotal": "小计",
    "note": "说明",
}


@dataclass(slots=True)
class Planned:
    """One entry a row would make or change. `changes` says what, in words."""

    facts: EntryFacts
    measure: Measure
    outcome: str = NEW
    existing: Entry | None = None
    changes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class PlannedRow:
    """One row of a sheet and what becomes of it."""

    row: Row
    entries: list[Planned] = field(default_factory=list)

    @property
    def outcome(self) -> str:
        if self.row.kind != "data":
            return self.row.kind
        if self.row.refused:
            return FAULTY
        outcomes = [entry.outcome for entry in self.entries]
        return CHANGED if CHANGED in outcomes else NEW if NEW in outcomes else SAME


@dataclass(slots=True)
class PlannedLines:
    """Many rows, each of which makes new entries, by their columns; nothing is to be said of any
    of them. `alone` plans one of them as a row of its own."""

    lines: Lines
    facts: list[LineFacts]
    alone: Callable[[Row], PlannedRow]

    def rows(self) -> Iterator[PlannedRow]:
        """The same, one by one."""
        return map(self.alone, map(self.lines.row, range(len(self.lines))))

    def by_partnership(self) -> Iterator[tuple[Partnership, LineFacts]]:
        """What they tell of each partnership."""
        return chain.from_iterable(one.by_partnership() for one in self.facts if len(one))

    def parted(self, mask: Sequence[bool]) -> "tuple[PlannedLines, list[PlannedRow]]":
        """Those that a mask lets through, and the others as rows."""
        if all(mask):
            return self, []
        stay = set(compress(self.lines.numbers, mask))
        kept = replace(
            self,
            lines=self.lines.only(mask),
            facts=[one.only([row in stay for row in one.rows]) for one in self.facts],
        )
        gone = replace(self, lines=self.lines.only([not one for one in mask]))
        return kept, list(gone.rows())


@dataclass(slots=True)
class PlannedSheet:
    """One sheet, its layout and mapping, and its rows, many of them by their columns. `skipped`
    says why nothing is read."""

    sheet: Sheet
    layout: Layout | None
    mapping: Mapping
    parts: list[PlannedRow | PlannedLines] = field(default_factory=list)
    skipped: str = ""

    @property
    def rows(self) -> list[PlannedRow]:
        """All rows, one by one and in their order."""
        apart = (part.rows() if isinstance(part, PlannedLines) else (part,) for part in self.parts)
        return sorted(chain.from_iterable(apart), key=lambda one: one.row.number)

    @property
    def book(self) -> Book | None:
        return kinds_of_sheet(settings.VOCABULARY_DIR).get(self.mapping.book)

    @property
    def counts(self) -> Counter[str]:
        found: Counter[str] = Counter()
        for part in self.parts:
            if isinstance(part, PlannedLines):
                found[NEW] += len(part.lines)
            else:
                found[part.outcome] += 1
        return found

    def guessed(self, book: Book) -> dict[int, str]:
        """What the columns would mean if the sheet were of another book."""
        if self.layout is None:
            return {}
        told = columns_of(self.layout.headings) if book.code == SUMMARY else None
        return told or map_columns(book, self.layout.headings)


@dataclass(slots=True)
class Plan:
    """What an upload would do, sheet by sheet."""

    upload: Upload
    sheets: list[PlannedSheet]

    @property
    def counts(self) -> Counter[str]:
        return sum((sheet.counts for sheet in self.sheets), Counter())
