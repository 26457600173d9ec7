"""Summary sheets (汇总表): indicators, years and places down the side or across, and a figure where
they meet. Such a figure stands for the details of its year (see figures): it is written as a
summary entry where no details are, else held against them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings

from shanhai.common import vocabulary
from shanhai.common.amounts import written
from shanhai.common.indicators import Nature, indicator, indicators
from shanhai.common.periods import Period
from shanhai.ledger.books import SUMMARY
from shanhai.ledger.workbooks.beside import covered, dateless
from shanhai.ledger.workbooks.cells import CellError, read_amount, read_period, read_year
from shanhai.ledger.workbooks.kinds import Kinds
from shanhai.ledger.workbooks.lines import Measure, Row
from shanhai.ledger.workbooks.mapping import (
    PLACE,
    Heading,
    Layout,
    Mapping,
    month_of,
    plain,
    tells_of_something_else,
    unit_in,
)
from shanhai.ledger.workbooks.rows import usual_unit
from shanhai.ledger.workbooks.sheets import Cell, Sheet, cell_name, text_of

ACROSS = "across:amount"  # a column of figures, told apart by what its heading says
_LOOKED_AT = 200  # lines that tell whether a sheet is a summary
_NUMBERED = re.compile(r"^(?:其中[：:]?|[（(]?[一二三四五六七八九十\d]{1,2}[）)、.．]+)+")


@dataclass(frozen=True, slots=True)
class Told:
    """What the words of a heading or of the head of a line say of a figure."""

    names: tuple[str, ...] = ()  # of an indicator
    month: str = ""
    place: str = ""
    strange: tuple[str, ...] = ()  # words that say none of these

    @property
    def something(self) -> bool:
        return bool(self.names or self.month or self.place)


def _words() -> dict[str, Any]:
    return vocabulary.load("mappings", settings.VOCABULARY_DIR)


@lru_cache(maxsize=4)
def _named(office_dir: str) -> dict[str, list[str]]:
    """The codes each name of an indicator may mean; which of them, its unit says."""
    found: dict[str, list[str]] = {}
    for code, one in indicators(office_dir).items():
        found.setdefault(one.name, []).append(code)
    for code, names in vocabulary.load("mappings", office_dir)["summaries"]["indicators"].items():
        for name in names:
            found.setdefault(name, []).append(code)
    return {name: list(dict.fromkeys(codes)) for name, codes in found.items()}


def codes_of(name: str) -> list[str]:
    """The indicators that the name in a summary may mean: by its very words, but for a number
    before them, a verb, and a mere 数 or 情况 behind."""
    words, known = _words()["summaries"], _named(settings.VOCABULARY_DIR)
    bare = _NUMBERED.sub("", plain(name))
    openings = ["", *(verb for verb in words["verbs"] if bare.startswith(verb))]
    ends = ["", *(end for end in words["ends"] if bare.endswith(end))]
    for opening in openings:
        for end in ends:
            codes = known.get(bare.removeprefix(opening).removesuffix(end))
            if codes:
                return codes
    return []


def _heading(one: Heading) -> Told:
    month, others = month_of(one)
    words = _words()["summaries"]
    names, places, strange = [], [], []
    for word in others:
        if plain(word) in words["over"] or plain(word) in words["done"]:
            continue
        kind = names if codes_of(word) else places if PLACE.fullmatch(word) else strange
        kind.append(word)
    if len(names) > 1 or len(places) > 1:
        return Told(strange=others)
    return Told(tuple(names), month, "".join(places), tuple(strange))


def columns_of(headings: Sequence[Heading]) -> dict[int, str]:
    """What the columns of a summary mean."""
    words, sums = _words(), _words()["subtotals"]
    found: dict[int, str] = {}
    for one in headings:
        last = plain(one.words[-1]) if one.words else ""
        key = next((key for key, names in words["summaries"]["stub"].items() if last in names), "")
        told = _heading(one)
        if not last or last in sums or tells_of_something_else(one):
            continue
        if key and key not in found.values():
            found[one.column] = key
        elif not told.strange and (told.something or last in words["summaries"]["done"]):
            found[one.column] = ACROSS
    return found


def recognised(sheet: Sheet, found: Layout) -> Mapping | None:
    """The mapping of a sheet that is a summary and nothing else: most lines name an indicator, or
    several indicators stand across beside places."""
    columns = columns_of(found.headings)
    across = [one for one in found.headings if columns.get(one.column) == ACROSS]
    whole = all(columns.get(one.column) or _passed(one) for one in found.headings if one.words)
    if not across or not whole:
        return None
    at = next((at for at, key in columns.items() if key == "indicator"), None)
    if at is not None:
        lines = sheet.rows[found.first_row : found.first_row + _LOOKED_AT]
        said = [text for text in (_text(line, at) for line in lines) if text]
        codes = [codes_of(text) for text in said]
        distinct = {code for one in codes for code in one}
        own = len(distinct) >= 2 and 2 * sum(map(bool, codes)) >= len(codes)
        return Mapping(SUMMARY, columns) if own else None
    named = {name for one in across for name in _heading(one).names}
    several = "either_end" in columns.values() and len(named) >= 2
    return Mapping(SUMMARY, columns) if several else None


def _passed(one: Heading) -> bool:
    words = _words()
    beside = {*words["subtotals"], *words["summaries"]["stub"]["note"]}
    return plain(one.words[-1]) in beside or tells_of_something_else(one)


def _text(row: Sequence[Cell], at: int) -> str:
    return text_of(row[at]) if at < len(row) else ""


class SummaryReader:
    """Reads a summary: a row for each figure."""

    def __init__(self, sheet: Sheet, found: Layout, mapping: Mapping) -> None:
        self._sheet, self._layout, self._words = sheet, found, _words()
        self._place = {key: at for at, key in mapping.columns.items() if key != ACROSS}
        self._across = [
            (one, _heading(one))
            for one in found.headings
            if mapping.columns.get(one.column) == ACROSS
        ]
        self._under = covered(sheet, found.first_row)
        self._kinds = Kinds(len(mapping.columns), self._words)
        self._blank = frozenset(self._words["blank"])
        self._titled = dateless(sheet, found, {})
        sums = self._words["subtotals"]
        self._sums = [one.column for one in found.headings if one.words and one.words[-1] in sums]

    def parts(self) -> Iterator[Row]:
        """A row for each figure, and one for each line that tells none."""
        above: list[Row] = []
        for at in range(self._layout.first_row, len(self._sheet.rows)):
            cells = tuple(map(text_of, self._sheet.rows[at]))
            kind = self._kinds.of([[text] for text in cells])[0] if any(cells) else "blank"
            if kind == "data":
                rows = list(self._figures(at, cells))
                if len(self._sums) == 1:
                    self._hold(at, self._sums[0], rows)
                above += rows
            elif kind != "blank":
                for one, _ in self._across if kind == "subtotal" else ():
                    self._hold(at, one.column, [row for row in above if _stands_in(row, one)])
                yield Row(at + 1, kind, cells)
        yield from above

    def _hold(self, at: int, place: int, rows: Sequence[Row]) -> None:
        """Refuse the figures of several places that do not add up to the sum beside or beneath
        them: what they did together would count for each."""
        told = [(row, measure) for row in rows if not row.refused for measure in row.measures]
        apart = {row.values.get("either_end") for row, _ in told}
        if len(apart) < 2 or self._cell(at, place) == "":
            return
        what, unit = indicator(told[0][1].indicator).name, told[0][1].unit
        units = sum(measure.units for _, measure in told)
        try:
            printed, own = read_amount(self._cell(at, place), unit, 1, self._words)
        except CellError:
            return
        sizes = {1, *self._words["money_units"].values()} if unit == "元" and not own else {1}
        alike = len({measure.indicator for _, measure in told}) == 1
        # One of the places may be that of all the others.
        sums = {units, *(one.units for _, one in told if 2 * one.units == units)}
        if not alike or any(printed * size in sums for size in sizes):
            return
        for row, measure in told:
            row.refuse(
                measure.column,
                f"{cell_name(at, place)}的合计与各地相加（{written(units)}{unit}）不等："
                f"{what}如有几地共同的，请在台账里逐次填报，只计一次。",
            )

    def _cell(self, at: int, place: int | None) -> Cell:
        if place is None:
            return ""
        at, place = self._under.get((at, place), (at, place))
        line = self._sheet.rows[at]
        cell = line[place] if place < len(line) else ""
        return "" if text_of(cell) in self._blank else cell

    def _stub(self, at: int, key: str) -> str:
        return text_of(self._cell(at, self._place.get(key)))

    def _figures(self, at: int, cells: tuple[str, ...]) -> Iterator[Row]:
        filled = [
            one
            for one in self._across
            if (at, one[0].column) not in self._under and self._cell(at, one[0].column) != ""
        ]
        if not filled:
            yield Row(at + 1, "note", cells)
            return
        name = self._stub(at, "indicator")
        wanted = "indicator" in self._place and not codes_of(name)
        if wanted:
            row = Row(at + 1, "data", cells)
            what = f"没有“{name}”这个指标" if name else f"第{row.number}行没有写指标"
            row.refuse(self._place["indicator"], f"{what}，请写成指标目录里的名称，或删去这一行。")
            yield row
            return
        for heading, told in filled:
            row = Row(at + 1, "data", cells)
            try:
                self._read(at, row, heading, told)
            except CellError as error:
                row.refuse(heading.column, f"{cell_name(at, heading.column)}：{error}")
            yield row

    def _read(self, at: int, row: Row, heading: Heading, told: Told) -> None:
        names = (*told.names, *filter(None, [self._stub(at, "indicator")]))
        if len(names) != 1:
            raise CellError("表头和行首说的不是同一个指标，请核对。")
        row.values["period"] = self._period(at, told)
        place = self._stub(at, "either_end") or told.place
        if place:
            row.values["either_end"] = place
        for side in ("helper", "recipient"):
            if name := self._stub(at, side):
                row.values[side] = name
        stated = self._stub(at, "unit") or heading.unit or unit_in([names[0]])
        code, unit = self._counted(names[0], stated)
        if indicator(code).nature == Nature.RATE:
            row.kind = "note"
            return
        scale = self._words["money_units"].get(stated) or self._words["money_units"].get(
            self._layout.money_unit, 0
        )
        cell = self._cell(at, heading.column)
        units, own = read_amount(cell, unit, int(scale) if unit == "元" else 1, self._words)
        if unit == "元" and not scale and not own:
            raise CellError("没有写是元还是万元：请把单位写在表头、单位列或标题里。")
        if own and self._words["units"].get(own, own) != unit:
            raise CellError(f"写的是“{own}”，{indicator(code).name}按“{unit}”记，请核对。")
        if units < 0:
            raise CellError("数值不能为负。")
        row.measures.append(Measure("amount", heading.column, code, units, unit))

    def _period(self, at: int, told: Told) -> Period:
        year = read_year(self._cell(at, self._place.get("year")))
        period = read_period(told.month, year or self._layout.year) if told.month else None
        period = period or (Period.year(year) if year else self._titled)
        if period is None:
            raise CellError("没有写是哪一年：请在表头或表的标题里写上年份，如2024年。")
        return period

    def _counted(self, name: str, stated: str) -> tuple[str, str]:
        """The indicator a name means when it is counted in what is stated, and its unit."""
        codes = codes_of(name)
        money = stated in self._words["money_units"]
        told = "元" if money else self._words["units"].get(stated, stated)
        fit = [code for code in codes if told in ("", usual_unit(code))]
        if len(fit) != 1:
            units = "、".join(usual_unit(code) for code in codes)
            what = f"写的单位是“{stated}”" if stated else "没有写单位"
            raise CellError(f"“{name}”按“{units}”记，{what}，请核对。")
        return fit[0], usual_unit(fit[0])


def _stands_in(row: Row, heading: Heading) -> bool:
    return any(measure.column == heading.column for measure in row.measures)
