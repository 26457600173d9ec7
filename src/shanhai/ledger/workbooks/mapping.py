"""Which row of a sheet is its heading, which book the sheet is, and what each column means.

Everything here is a guess that a person sees and may change before anything is written."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from django.conf import settings

from shanhai.common import vocabulary
from shanhai.common.indicators import indicators
from shanhai.ledger.books import Book, books, source_words
from shanhai.ledger.workbooks.sheets import SEARCHED, Cell, Sheet, text_of

PLACE = re.compile(r"[\u4e00-\u9fff]{1,12}(?:省|市|区|县|旗|州|镇|乡|街道|组团|片区)")
EITHER = "either:helper"  # a column of places that does not say of which side
_UNIT = re.compile(
    r"[（(【\[](?:(?:计量|金额)?单位[：:]?)?([^（）()【】\[\]：:]{1,5})[）)】\]]\s*$"
)
_MONTH = re.compile(
    r"(?:20\d\d年)?(?:(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月份?|第?[一二三四1-4]季度)"
    r"|20\d\d年度?"
)
_TITLE_MONTH = re.compile(
    r"(?<![\d.])(?:1[0-2]|0?[1-9])月?(?:\s*[-—－–~～至到]+\s*(?:1[0-2]|0?[1-9]))?月"
    r"|第?[一二三四1-4]季度|[上下]半年"
)
_YEAR = re.compile(r"(20\d\d)\s*年")
_YEARS = re.compile(r"20\d\d\s*年?\s*[-—–－~～至到]+\s*20\d\d")
_SHEET_UNIT = re.compile(r"单位[：:\s]\s*([^\s，,。；;）)]+)|[（(]\s*([^（）()]{0,2}元)\s*[）)]")


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
    year: int | None = None  # the one its titles name

    @property
    def signature(self) -> str:
        """The same for sheets with the same headings."""
        words = "\x1f".join(f"{one.label}({one.unit})" for one in self.headings)
        return hashlib.sha256(words.encode()).hexdigest()


@dataclass(slots=True)
class Mapping:
    """What a sheet is taken for. `columns` maps the place of a column to a column key of the
    book; "share:KEY" is the share its heading names in a measure, "month:KEY" a measure in the
    month or year its heading names, "at:KEY" one of the place its heading names, "either:helper"
    a place of either side; "" leaves a column out."""

    book: str
    columns: dict[int, str] = field(default_factory=dict)
    remembered: bool = False


def month_of(heading: Heading) -> tuple[str, tuple[str, ...]]:
    """The month, quarter or year the words of a heading begin with, and what else they say; ""
    when they name none."""
    told, others = "", []
    for word in heading.words:
        found = None if told.endswith(("月", "季度")) else _MONTH.match(word)
        told += found.group() if found else ""
        rest = word[found.end() :] if found else word
        others += [rest] if rest else []
    return told, tuple(others)


def months_in(text: str) -> list[str]:
    """The months, quarters and half years that a title names."""
    told = (re.sub(r"\s*[-—–－~～到]+\s*", "至", found) for found in _TITLE_MONTH.findall(text))
    return list(dict.fromkeys(told))


def year_of(text: str) -> int | None:
    """The one year a title names."""
    found = set() if _YEARS.search(text) else set(_YEAR.findall(text))
    return int(found.pop()) if len(found) == 1 else None


def layout(sheet: Sheet, start: int = 0) -> Layout | None:
    """How a sheet is laid out whose table begins at row `start`; None when no heading can be
    found."""
    known = known_words()
    every = known | _words_of_summaries()
    scored = [
        (
            sum(plain(text_of(cell)) in (known if _has_figures(row) else every) for cell in row),
            sum(bool(text_of(cell)) for cell in row),
            -at,
        )
        for at, row in enumerate(sheet.rows[start : start + SEARCHED], start)
    ]
    if not scored:
        return None
    hits, filled, at = max(scored)
    if hits < 2 and filled < 3:
        return None
    top, bottom = _heading_rows(sheet, -at)
    above = " ".join(text_of(cell) for row in sheet.rows[:top] for cell in row if text_of(cell))
    money = vocabulary.load("mappings", settings.VOCABULARY_DIR)["money_units"]
    told = (
        word for found in _SHEET_UNIT.findall(above) for word in re.split("[、/]", "".join(found))
    )
    unit = next((word for word in told if word in money), "")
    headings = tuple(_headings(sheet, top, bottom))
    return Layout(headings, bottom + 1, above[:200], unit, year_of(f"{above[:200]} {sheet.name}"))


def known_words() -> set[str]:
    """Every word a heading of some book may be, as `plain` leaves them."""
    shared = vocabulary.load("mappings", settings.VOCABULARY_DIR)["columns"]
    words = {word for row in shared.values() for word in [row["name"], *row.get("aliases", ())]}
    for book in books(settings.VOCABULARY_DIR).values():
        for column in book.columns:
            words.update((column.name, *column.aliases))
    return {plain(word) for word in words}


def _words_of_summaries() -> set[str]:
    """What stands at the head of a summary, and of its lines too: indicators and places."""
    across = vocabulary.load("mappings", settings.VOCABULARY_DIR)["summaries"]
    groups = (*across["stub"].values(), *across["indicators"].values())
    names = {one.name for one in indicators(settings.VOCABULARY_DIR).values()}
    return names.union(*groups)


def _has_figures(row: Sequence[Cell]) -> bool:
    """Whether numbers stand in a row, other than years."""
    return any(type(cell) in (int, float) and not 1990 <= cell <= 2100 for cell in row)


def plain(text: str) -> str:
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
    if bottom + 1 < len(sheet.rows):
        below = [text for text in map(text_of, sheet.rows[bottom + 1]) if text]
        bottom += bool(below) and all(map(_is_unit, below))
    return top, min(bottom, len(sheet.rows) - 1)


def _is_unit(word: str) -> bool:
    """Whether a heading is nothing but a unit."""
    words = vocabulary.load("mappings", settings.VOCABULARY_DIR)
    bare = word.strip("()（）")
    usual = (one.unit for one in indicators(settings.VOCABULARY_DIR).values())
    return bare in words["money_units"] or bare in words["units"] or bare in usual


def unit_in(words: Sequence[str]) -> str:
    """The unit the words of a heading name: in brackets, alone beneath them, or at their end."""
    money = vocabulary.load("mappings", settings.VOCABULARY_DIR)["money_units"]
    for at, word in reversed(list(enumerate(words))):
        if found := _UNIT.search(word):
            return found.group(1)
        if at and _is_unit(word):
            return word.strip("()（）")
        if ends := [unit for unit in money if len(unit) > 1 and word.endswith(unit)]:
            return max(ends, key=len)
    return ""


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
        unit = unit_in(words)
        words = [word for at, word in enumerate(words) if not at or not _is_unit(word)]
        found.append(Heading(column, tuple(_UNIT.sub("", word) or word for word in words), unit))
    return found


def guess(sheet: Sheet, found: Layout) -> Mapping:
    """The book a sheet most likely is, and its columns. `book` is "" when nothing fits."""
    scored = []
    counted = any(_counts_elsewhere(one) for one in found.headings)
    for book in books(settings.VOCABULARY_DIR).values():
        columns = map_columns(book, found.headings)
        measured = any(_is_measure(book, key.rpartition(":")[2]) for key in columns.values())
        if not measured and counted:
            continue
        named = _name_score(book, sheet.name, found.title)
        several = "indicator" in columns.values() and "ref" not in columns.values()
        if not named and (several or not (measured and len(columns) >= 3)):
            continue
        fit = named + sum(map(bool, columns.values())), _told_by_name(book, found.headings)
        scored.append((*fit, -book.number, book.code, columns))
    if not scored:
        return Mapping("", {})
    *_, code, columns = max(scored, key=lambda row: row[:3])
    return Mapping(code, columns)


def _told_by_name(book: Book, headings: Sequence[Heading]) -> int:
    """How many headings are the very words of the book's columns."""
    words = {plain(word) for column in book.columns for word in (column.name, *column.aliases)}
    return sum(plain(one.words[-1]) in words for one in headings if one.words)


def _counts_elsewhere(heading: Heading, book: Book | None = None) -> bool:
    """Whether the last words of a heading are the very words of what a book counts: of any, or of
    any other than this one."""
    word = plain(heading.words[-1]) if heading.words else ""
    of = _words_of_measures(settings.VOCABULARY_DIR).get(word, ())
    return bool(of) and (book is None or book.code not in of)


@lru_cache(maxsize=4)
def _words_of_measures(office_dir: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for book in books(office_dir).values():
        for column in book.measures:
            for word in (column.name, *column.aliases):
                found.setdefault(plain(word), set()).add(book.code)
    return found


def _is_measure(book: Book, key: str) -> bool:
    column = book.column(key)
    return bool(column and column.type == "amount")


def _name_score(book: Book, *titles: str) -> int:
    """How surely titles name a book: its whole name weighs more than its own columns can."""
    names = [book.name, *book.sheets]
    if len(book.name) > 5:
        names.append(book.name.removesuffix("台账"))
    best = 0
    for weight, title in zip((1, 1), titles, strict=False):
        for name in names:
            if name in title:
                best = max(best, weight * (40 + len(name)))
    return best


def map_columns(book: Book, headings: Sequence[Heading]) -> dict[int, str]:
    """A column key of the book for every heading that means one, each key once."""
    wanted = [
        (column.key, [plain(word) for word in (column.name, *column.aliases)])
        for column in book.columns
    ]
    found = _months(book, headings, wanted)
    taken: set[str] = set()
    if found:
        taken.add("period")
        sums = vocabulary.load("mappings", settings.VOCABULARY_DIR)["subtotals"]
        headings = [one for one in headings if one.words and one.words[-1] not in sums]
    own = _summed(book, headings, wanted, found)
    measures = {key for key, _ in wanted if _is_measure(book, key)}
    taken.update(found.values())
    for exact in (True, False):
        for heading in own:
            if heading.column in found:
                continue
            apart = not exact and (
                tells_of_something_else(heading) or _counts_elsewhere(heading, book)
            )
            key = _best(heading, wanted, taken | measures if apart else taken, exact)
            if key:
                found[heading.column] = key
                taken.add(key)
    _shares(book, headings, found)
    _places(book, headings, found)
    _only_sum(book, headings, found)
    return dict(sorted(found.items()))


def _only_sum(book: Book, headings: Sequence[Heading], found: dict[int, str]) -> None:
    """Where nothing else says how much, the one column of sums (小计, 合计) does."""
    words = vocabulary.load("mappings", settings.VOCABULARY_DIR)["subtotals"]
    told = (key.rpartition(":")[2] for key in found.values())
    if book.column("amount") is None or any(_is_measure(book, key) for key in told):
        return
    sums = [one.column for one in headings if one.column not in found and one.words[-1:]
            and one.words[-1] in words and not tells_of_something_else(one)]  # fmt: skip
    if len(sums) == 1:
        found[sums[0]] = "amount"


def tells_of_something_else(heading: Heading) -> bool:
    """Whether a column is of what is planned, of a whole stretch up to now, or a rate."""
    words = vocabulary.load("mappings", settings.VOCABULARY_DIR)["not_what_is_there"]
    return any(word in said for word in words for said in heading.words[-1:])


def _summed(
    book: Book,
    headings: Sequence[Heading],
    wanted: Sequence[tuple[str, list[str]]],
    found: dict[int, str],
) -> list[Heading]:
    """Take the sum of columns beneath one upper heading for the measure the heading names, else
    for the book's own. The others beneath it mean only what their own words say."""
    words = vocabulary.load("mappings", settings.VOCABULARY_DIR)["subtotals"]
    several = [one for one in headings if len(one.words) > 1 and one.column not in found]
    sums = {one.words[:-1]: one for one in several if one.words[-1] in words}
    measures = [(key, names) for key, names in wanted if _is_measure(book, key)]
    for one in sums.values():
        taken = set(found.values())
        key = _best(one, measures, taken, True) or _best(one, measures, taken, False)
        key = key or ("amount" if book.column("amount") and "amount" not in taken else "")
        if key:
            found[one.column] = key
    return [
        replace(one, words=one.words[-1:]) if one.words[:-1] in sums else one for one in headings
    ]


def _months(
    book: Book, headings: Sequence[Heading], wanted: Sequence[tuple[str, list[str]]]
) -> dict[int, str]:
    """Columns of months: the measure their heading names beneath the month, else the book's
    own. A single one is no series."""
    across = [one for one in headings if month_of(one)[0]]
    measures = [(key, names) for key, names in wanted if _is_measure(book, key)]
    if len(across) < 2 or not measures:
        return {}
    own = next((key for key, _ in measures if key == "amount"), measures[0][0])
    found: dict[tuple[str, str], int] = {}
    for heading in across:
        month, words = month_of(heading)
        one = Heading(heading.column, words)
        named = _best(one, measures, set(), True) or _best(one, measures, set(), False)
        if (named or not words) and not tells_of_something_else(heading):
            found.setdefault((month, named or own), heading.column)
    if len({month for month, _ in found}) < 2:
        return {}
    return {column: f"month:{key}" for (_, key), column in found.items()}


def _best(
    heading: Heading, wanted: Sequence[tuple[str, list[str]]], taken: set[str], exact: bool
) -> str:
    """The key of one heading: its last words first, then those above; whole words before parts."""
    best = (0, "")
    for depth, raw in enumerate(reversed(heading.words)):
        word = plain(raw)
        for key, names in wanted:
            if key in taken:
                continue
            for place, name in enumerate(names):
                if exact and word == name:
                    best = max(best, (1000 - 100 * depth - place, key))
                elif not exact and len(name) >= 2 and name in word and key != "unit":
                    best = max(best, (len(name) * 10 - place, key))
    return best[1]


def _shares(book: Book, headings: Sequence[Heading], found: dict[int, str]) -> None:
    """Columns beneath the same upper heading as a measure are its parts, named by place."""
    groups = {
        heading.words[0]: found[heading.column]
        for heading in headings
        if len(heading.words) > 1 and _is_measure(book, found.get(heading.column, ""))
    }
    kinds = source_words(settings.VOCABULARY_DIR)
    money = {word for part in ("forms", "classes") for row in kinds[part].values()
             for word in (row["name"], *row["words"], row.get("group", row["name"]))}  # fmt: skip
    for heading in headings:
        named = len(heading.words) > 1 and heading.words[0] in groups
        place = named and not any(word in heading.words[-1] for word in money)
        if place and heading.column not in found:
            found[heading.column] = f"share:{groups[heading.words[0]]}"


def _places(book: Book, headings: Sequence[Heading], found: dict[int, str]) -> None:
    """A column of places that does not say of which side they are; and columns headed by a place
    each, where nothing else tells the figure of a row: what the book counts, of that place."""
    words = vocabulary.load("mappings", settings.VOCABULARY_DIR)["summaries"]["stub"]["either_end"]
    free = [one for one in headings if one.words and one.column not in found]
    for one in free:
        either = one.words[-1] in words or plain(one.words[-1]) in words
        if either and book.column("helper") and "helper" not in found.values():
            found[one.column] = EITHER
            break
    across = [one.column for one in free if PLACE.fullmatch(plain(one.words[-1]))]
    own = next((one.key for one in book.measures), "")
    if own and len(across) > 1 and not any(
        _is_measure(book, key.rpartition(":")[2]) for key in found.values()
    ):  # fmt: skip
        found.update(dict.fromkeys(across, f"at:{own}"))
