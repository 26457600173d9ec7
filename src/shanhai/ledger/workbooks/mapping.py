"""Which row of a sheet is its heading, which book the sheet is, and what each column means.

Everything here is a guess that a person sees and may change before anything is written."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.conf import settings

from shanhai.common import vocabulary
from shanhai.ledger.books import Book, books
from shanhai.ledger.workbooks.sheets import Sheet, text_of

_SEARCHED = 20  # rows at the top among which the heading is looked for
_UNIT = re.compile(r"[（(]([^（）()]{1,4})[）)]\s*$")
_MONTH = re.compile(
    r"(?:20\d\d年)?(?:(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月份?|第?[一二三四1-4]季度)"
)
_YEAR = re.compile(r"(20\d\d)\s*年")
_SHEET_UNIT = re.compile(r"单位[：:]\s*([^\s，,。；;）)]+)")


@dataclass(frozen=True, slots=True)
class Heading:
    """One column's heading: its words from top to bottom, and the unit in its brackets."""

    column: int
    words: tuple[str, ...]
    unit: str = ""

    @property
    def label(self) -> str:
        return " / ".join(self.words)


@dataclass(frozen=True, slots=True)
class Layout:
    """A sheet as it is laid out: where the data begin, what stands above them."""

    headings: tuple[Heading, ...]
    first_row: int
    title: str
    money_unit: str

    @property
    def signature(self) -> str:
        """The same for sheets with the same headings."""
        words = "\x1f".join(f"{one.label}({one.unit})" for one in self.headings)
        return hashlib.sha256(words.encode()).hexdigest()


@dataclass(slots=True)
class Mapping:
    """What a sheet is taken for. `columns` maps the place of a column to a column key of the
    book; "share:KEY" is the share its heading names in a measure, "month:KEY" a measure in the
    month its heading names; "" leaves a column out."""

    book: str
    columns: dict[int, str] = field(default_factory=dict)
    remembered: bool = False


def is_month(word: str) -> bool:
    """Whether a heading is a month or a quarter."""
    return bool(_MONTH.fullmatch(word))


def year_of(text: str) -> int | None:
    """The one year a title names."""
    found = set(_YEAR.findall(text))
    return int(found.pop()) if len(found) == 1 else None


def layout(sheet: Sheet) -> Layout | None:
    """How a sheet is laid out; None when no heading can be found."""
    known = _known_words()
    scored = [
        (
            sum(_plain(text_of(cell)) in known for cell in row),
            sum(bool(text_of(cell)) for cell in row),
            -at,
        )
        for at, row in enumerate(sheet.rows[:_SEARCHED])
    ]
    if not scored:
        return None
    hits, filled, at = max(scored)
    if hits < 2 and filled < 3:
        return None
    top, bottom = _heading_rows(sheet, -at)
    above = " ".join(text_of(cell) for row in sheet.rows[:top] for cell in row if text_of(cell))
    money = vocabulary.load("mappings", settings.VOCABULARY_DIR)["money_units"]
    unit = next((word for word in _SHEET_UNIT.findall(above) if word in money), "")
    return Layout(tuple(_headings(sheet, top, bottom)), bottom + 1, above[:200], unit)


def _known_words() -> set[str]:
    shared = vocabulary.load("mappings", settings.VOCABULARY_DIR)["columns"]
    words = {word for row in shared.values() for word in [row["name"], *row.get("aliases", ())]}
    for book in books(settings.VOCABULARY_DIR).values():
        for column in book.columns:
            words.update((column.name, *column.aliases))
    return {_plain(word) for word in words}


def _plain(text: str) -> str:
    """A heading without spaces, line breaks and the unit in its brackets."""
    bare = _UNIT.sub("", re.sub(r"\s+", "", text))
    return re.sub(r"[：:*＊]", "", bare)


def _heading_rows(sheet: Sheet, best: int) -> tuple[int, int]:
    """First and last row of the heading the best row belongs to, by its merged cells."""
    top = bottom = best
    for first, left, last, right in sheet.merged:
        wide = right > left and first == last
        tall = last > first
        if tall and first <= best <= last and last - first <= 3:
            top, bottom = min(top, first), max(bottom, last)
        elif wide and first == best and right - left < len(sheet.rows[best]) - 1:
            bottom = max(bottom, best + 1)
    return top, min(bottom, len(sheet.rows) - 1)


def _headings(sheet: Sheet, top: int, bottom: int) -> list[Heading]:
    width = max(len(row) for row in sheet.rows[top : bottom + 1])
    grid = {
        (row, column): text_of(sheet.rows[row][column])
        for row in range(top, bottom + 1)
        for column in range(min(width, len(sheet.rows[row])))
    }
    for first, left, last, right in sheet.merged:
        if top <= first <= bottom:
            words = grid.get((first, left), "")
            for row in range(first, last + 1):
                for column in range(left, right + 1):
                    if (row, column) in grid:
                        grid[row, column] = words
    found = []
    for column in range(width):
        words = [grid.get((row, column), "") for row in range(top, bottom + 1)]
        words = list(dict.fromkeys(re.sub(r"\s+", "", word) for word in words if word))
        unit = next((hit.group(1) for word in words[::-1] if (hit := _UNIT.search(word))), "")
        found.append(Heading(column, tuple(_UNIT.sub("", word) or word for word in words), unit))
    return found


def guess(sheet: Sheet, found: Layout) -> Mapping:
    """The book a sheet most likely is, and its columns. `book` is "" when nothing fits."""
    scored = []
    for book in books(settings.VOCABULARY_DIR).values():
        columns = map_columns(book, found.headings)
        measured = any(_is_measure(book, key.removeprefix("month:")) for key in columns.values())
        named = _name_score(book, sheet.name, found.title)
        if not named and not (measured and len(columns) >= 3):
            continue
        scored.append((named + sum(map(bool, columns.values())), -book.number, book.code, columns))
    if not scored:
        return Mapping("", {})
    _, _, code, columns = max(scored, key=lambda row: row[:2])
    return Mapping(code, columns)


def _is_measure(book: Book, key: str) -> bool:
    column = book.column(key)
    return bool(column and column.type == "amount")


def _name_score(book: Book, *titles: str) -> int:
    """How surely titles name a book: its whole name weighs more than its own columns can."""
    names = [book.name, *book.sheets]
    best = 0
    for weight, title in zip((1, 1), titles, strict=False):
        for name in names:
            if name in title:
                best = max(best, weight * (40 + len(name)))
    return best


def map_columns(book: Book, headings: Sequence[Heading]) -> dict[int, str]:
    """A column key of the book for every heading that means one, each key once."""
    wanted = [
        (column.key, [_plain(word) for word in (column.name, *column.aliases)])
        for column in book.columns
    ]
    found = _months(book, headings, wanted)
    taken: set[str] = set()
    if found:
        taken.add("period")
        sums = vocabulary.load("mappings", settings.VOCABULARY_DIR)["subtotals"]
        headings = [one for one in headings if one.words and one.words[-1] not in sums]
    for exact in (True, False):
        for heading in headings:
            if heading.column in found:
                continue
            key = _best(heading, wanted, taken, exact)
            if key:
                found[heading.column] = key
                taken.add(key)
    _shares(book, headings, found)
    return dict(sorted(found.items()))


def _months(
    book: Book, headings: Sequence[Heading], wanted: Sequence[tuple[str, list[str]]]
) -> dict[int, str]:
    """Columns of months: the measure their heading names beneath the month, else the book's
    own. A single one is no series."""
    across = [one for one in headings if any(map(is_month, one.words))]
    measures = [(key, names) for key, names in wanted if _is_measure(book, key)]
    if len(across) < 2 or not measures:
        return {}
    own = next((key for key, _ in measures if key == "amount"), measures[0][0])
    found = {}
    for heading in across:
        words = tuple(word for word in heading.words if not is_month(word))
        named = _best(Heading(heading.column, words), measures, set(), True) if words else ""
        found[heading.column] = f"month:{named or own}"
    return found


def _best(
    heading: Heading, wanted: Sequence[tuple[str, list[str]]], taken: set[str], exact: bool
) -> str:
    """The key of one heading: its last words first, then those above; whole words before parts."""
    best = (0, "")
    for depth, raw in enumerate(reversed(heading.words)):
        word = _plain(raw)
        for key, names in wanted:
            if key in taken:
                continue
            for place, name in enumerate(names):
                if exact and word == name:
                    best = max(best, (1000 - 100 * depth - place, key))
                elif not exact and len(name) >= 2 and name in word:
                    best = max(best, (len(name) * 10 - place, key))
    return best[1]


def _shares(book: Book, headings: Sequence[Heading], found: dict[int, str]) -> None:
    """Columns beneath the same upper heading as a measure are its parts, named by place."""
    groups = {
        heading.words[0]: found[heading.column]
        for heading in headings
        if len(heading.words) > 1 and _is_measure(book, found.get(heading.column, ""))
    }
    for heading in headings:
        if heading.column not in found and len(heading.words) > 1 and heading.words[0] in groups:
            found[heading.column] = f"share:{groups[heading.words[0]]}"
