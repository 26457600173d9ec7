"""The catalogue of books (台账): which sheets there are and what their columns mean."""

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, NoReturn

from shanhai.common import vocabulary
from shanhai.common.indicators import indicators
from shanhai.common.vocabulary import VocabularyError


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a book. `type` says how a cell is read (see workbooks.cells); a column of
    type "amount" is a measure and makes one entry of the row under `indicator`."""

    key: str
    name: str
    type: str
    aliases: tuple[str, ...] = ()
    help: str = ""
    indicator: str = ""
    unit: str = ""
    by: str = ""
    cases: dict[str, str] = field(default_factory=dict)
    catalogue: bool = False
    part_of: str = ""
    each_row: int = 0
    stage: str = ""
    money: bool = False


@dataclass(frozen=True)
class Book:
    """One book. `objects` names the register it shows when its rows are no entries."""

    code: str
    number: int
    name: str
    name_en: str
    field: str
    objects: str
    columns: tuple[Column, ...]
    sheets: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    own: frozenset[str] = frozenset()  # the columns its own vocabulary names

    @cached_property
    def measures(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.type == "amount")

    @cached_property
    def indicators(self) -> list[str]:
        """What the rows of the book are of."""
        codes = [code for one in self.measures for code in (one.indicator, *one.cases.values())]
        return list(dict.fromkeys(filter(None, codes)))

    @cached_property
    def details(self) -> tuple[Column, ...]:
        """Columns kept with the entry as they stand, because an entry has no column for them."""
        return tuple(
            column
            for column in self.columns
            if column.key not in ENTRY_COLUMNS
            and column.type not in ("amount", "indicator", "skip")
        )

    @cached_property
    def detail_keys(self) -> frozenset[str]:
        return frozenset(column.key for column in self.details)

    def column(self, key: str) -> Column | None:
        return self._by_key.get(key)

    @cached_property
    def _by_key(self) -> dict[str, Column]:
        return {column.key: column for column in reversed(self.columns)}


SUMMARY = "summary"  # a sheet that is no book but a summary over several of them
# Columns an entry has a place of its own for.
ENTRY_COLUMNS = frozenset(
    {
        "number",
        "year",
        "period",
        "helper",
        "recipient",
        "title",
        "indicator",
        "unit",
        "giver",
        "receiver",
        "end_user",
        "joint",
        "form",
        "source_class",
        "stage",
        "voucher",
        "note",
        "amount",
        "ref",
        "edition",
    }
)
# What a column may hold.
TYPES = (
    *("text", "number", "amount", "period", "year", "indicator", "unit", "names", "form", "source"),
    *("stage", "helper", "recipient", "credit_code", "ref", "edition", "skip"),
)
# Columns every exported sheet has, so every sheet may come back with them.
ROUND_TRIP = ("indicator", "unit", "stage", "form", "source_class", "giver", "receiver", "joint",
              "voucher", "note", "ref", "edition")  # fmt: skip
# The role a column of names has among an entry's parties.
PARTY_COLUMNS = {
    "giver": "giver",
    "receiver": "receiver",
    "end_user": "end_user",
    "joint": "joint",
}


@lru_cache(maxsize=4)
def books(office_dir: str = "") -> dict[str, Book]:
    """All books by code, in their usual order."""
    shared = vocabulary.load("mappings", office_dir)["columns"]
    rows = vocabulary.load("books", office_dir)
    found = [_book(code, row, shared) for code, row in rows.items()]
    return {book.code: book for book in sorted(found, key=lambda book: book.number)}


def _refuse(book: str, why: str) -> NoReturn:
    raise VocabularyError(f"books.yaml 里的“{book}”{why}")


def _book(code: str, row: dict[str, Any], shared: dict[str, Any]) -> Book:
    lacks = [key for key in ("number", "name", "rows", "field", "columns") if key not in row]
    if lacks:
        _refuse(code, f"没有写 {'、'.join(lacks)}：新增一本台账，这几样都要写。")
    wanted = row["columns"] | {key: {} for key in ROUND_TRIP if key not in row["columns"]}
    columns = tuple(_column(key, own or {}, shared.get(key, {})) for key, own in wanted.items())
    for column in columns:
        _check(code, column)
    return Book(
        code,
        row["number"],
        row["name"],
        row.get("name_en", code),
        row["field"],
        row.get("objects", "") if row["rows"] == "objects" else "",
        columns,
        tuple(row.get("sheets", ())),
        tuple(row.get("evidence", ())),
        frozenset(row["columns"]),
    )


def _check(book: str, column: Column) -> None:
    """Refuse a column that nothing could read."""
    if column.type not in TYPES:
        known = "、".join(TYPES)
        _refuse(book, f"的列“{column.key}”类型写的是“{column.type}”，只能是：{known}。")
    told = column.indicator or column.by or column.part_of or column.key == "amount"
    if column.type == "amount" and not told:
        _refuse(book, f"的列“{column.key}”是数，却没有写 indicator（记到哪个指标）。")


def _column(key: str, own: dict[str, Any], shared: dict[str, Any]) -> Column:
    name = own.get("name", shared.get("name", key))
    aliases = [*own.get("aliases", ()), *shared.get("aliases", ())]
    if "name" in own and "name" in shared:
        aliases.append(shared["name"])
    by = own.get("by", {})
    return Column(
        key,
        name,
        own.get("type", shared.get("type", "text")),
        tuple(dict.fromkeys(aliases)),
        own.get("help", ""),
        own.get("indicator", ""),
        own.get("unit", ""),
        by.get("column", ""),
        dict(by.get("cases", {})),
        bool(by.get("catalogue")),
        own.get("part_of", ""),
        own.get("each_row", 0),
        own.get("stage", ""),
        bool(own.get("money")),
    )


@lru_cache(maxsize=4)
def kinds_of_sheet(office_dir: str = "") -> dict[str, Book]:
    """What a sheet that comes in may be: a book, or a summary over several of them, whose figures
    belong to the books of their indicators."""
    shared = vocabulary.load("mappings", office_dir)
    columns = [
        _column(key, {"name": names[0]}, shared["columns"].get(key, {}))
        for key, names in shared["summaries"]["stub"].items()
    ]
    columns.append(_column("amount", {"name": "数", "type": "amount"}, {}))
    told = Book(SUMMARY, 0, "汇总表", "Summary", "", "", tuple(columns))
    return {**books(office_dir), SUMMARY: told}


@lru_cache(maxsize=4)
def book_of_indicator(office_dir: str = "") -> dict[str, str]:
    """The book an entry of each indicator belongs in: the first that measures it, else the first
    of the same field."""
    found: dict[str, str] = {}
    fields: dict[str, str] = {}
    for book in books(office_dir).values():
        if book.objects:
            continue
        fields.setdefault(book.field, book.code)
        for code in book.indicators:
            found.setdefault(code, book.code)
    for code, one in indicators(office_dir).items():
        found.setdefault(code, fields.get(one.field, "donations"))
    return found


def source_words(office_dir: str = "") -> dict[str, Any]:
    """Source classes, forms and stage words (vocabulary/sources.yaml)."""
    return vocabulary.load("sources", office_dir)
