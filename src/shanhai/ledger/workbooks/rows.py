"""The rows of one sheet under its mapping: what each cell says, what is wrong with it, which rows
are no data. Nothing here asks the database."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import compress, repeat
from operator import not_
from typing import Any

from django.conf import settings

from shanhai.common import vocabulary
from shanhai.common.amounts import LARGEST, SCALE, written
from shanhai.common.indicators import indicator, indicators
from shanhai.common.periods import Period
from shanhai.ledger.books import Book, Column, source_words
from shanhai.ledger.workbooks.beside import Labels, covered, dateless, place_above
from shanhai.ledger.workbooks.cells import (
    CellError,
    read_amount,
    read_choice,
    read_credit_code,
    read_names,
    read_period,
    read_year,
)
from shanhai.ledger.workbooks.columns import (
    NOTHING,
    ByColumn,
    NotAlone,
    Told,
    columns_of,
    line_of,
    one_line,
    read_alone,
    texts_of,
)
from shanhai.ledger.workbooks.kinds import Kinds
from shanhai.ledger.workbooks.lines import Lines, Measure, Row
from shanhai.ledger.workbooks.mapping import EITHER, Layout, Mapping, month_of
from shanhai.ledger.workbooks.sheets import Cell, Sheet, cell_name, text_of

_AT_ONCE = 5000  # lines whose columns are read together


class Reader:
    """Reads the rows of one sheet in order; keeps the sums that subtotals are held against."""

    def __init__(self, sheet: Sheet, found: Layout, mapping: Mapping, book: Book) -> None:
        self._sheet, self._layout, self._book = sheet, found, book
        self._words = vocabulary.load("mappings", settings.VOCABULARY_DIR)
        self._columns = {
            place: column
            for place, key in mapping.columns.items()
            if key and (column := book.column(key)) is not None
        }
        self._place = {column.key: place for place, column in self._columns.items()}
        either = book.column("helper")
        self._columns |= {
            place: replace(either, key="either_end")
            for place, key in mapping.columns.items()
            if key == EITHER and either is not None
        }
        self._shares = self._share_columns(mapping)
        self._headings = {heading.column: heading for heading in found.headings}
        self._under = covered(sheet, found.first_row)
        self._told = [
            (place, column)
            for place, column in self._columns.items()
            if column.type not in ("skip", "amount")
        ]
        self._blank = frozenset(self._words["blank"])
        self._ditto = frozenset(self._words["ditto"])
        self._by_column = ByColumn(self._told, self._blank, self._alone)
        self._kinds = Kinds(len(self._columns), self._words)
        self._labels = Labels(sheet.rows[found.first_row :], self._words)
        self._above = ""  # the place that stands above the rows
        self._usual = lru_cache(maxsize=64)(usual_unit)
        self._money_scale = lru_cache(maxsize=256)(self._scale_of)
        # What the rows add up to, by the column it stands in.
        self._since: dict[int | None, int] = {}
        self._all: dict[int | None, int] = {}
        self._on_top: list[tuple[int, Row]] = []
        self._fixed = self._place
        self._across = self._series(mapping)
        self._year = found.year
        self._dateless = dateless(sheet, found, self._place)
        self._marked = sheet.coloured | sheet.hidden
        self._measures = [one for one in book.measures if one.key in self._place or one.each_row]
        self._keys = {one.key for one in self._measures}
        self._plain = {one.key: told for one in self._measures if (told := self._plainly(one))}

    def _series(self, mapping: Mapping) -> dict[tuple[str, str], dict[str, int]]:
        """Of each month or place told by a heading: where the measures beneath it stand."""
        found: dict[tuple[str, str], dict[str, int]] = {}
        for heading in self._layout.headings:
            kind, _, key = mapping.columns.get(heading.column, "").partition(":")
            if kind in ("month", "at"):
                word = month_of(heading)[0] if kind == "month" else heading.words[-1]
                found.setdefault((kind, word), {})[key] = heading.column
        return found

    def _share_columns(self, mapping: Mapping) -> dict[str, list[tuple[int, str]]]:
        found: dict[str, list[tuple[int, str]]] = {}
        for heading in self._layout.headings:
            key = mapping.columns.get(heading.column, "")
            if key.startswith("share:"):
                found.setdefault(key.partition(":")[2], []).append(
                    (heading.column, heading.words[-1])
                )
        return found

    def parts(self) -> Iterator[Row | Lines]:
        """Every row below the heading that is not empty; with months or places across, one for
        each it tells of. Of some thousand lines, those that say plainly what they say come first,
        by their columns. To be asked for once: what has been read is let go of."""
        for start in range(self._layout.first_row, len(self._sheet.rows), _AT_ONCE):
            columns = columns_of(self._sheet.rows[start : start + _AT_ONCE])
            if not columns:
                continue
            texts = list(map(texts_of, columns))
            said = [at for at, _ in self._told if at < len(texts)]
            if any(not self._ditto.isdisjoint(texts[at]) for at in said):
                columns = self._told_again(start, said, texts)
                texts = list(map(texts_of, columns))
            told = None if self._under or self._across else self._by_column.told(columns, texts)
            kinds = self._kinds.of(texts)
            lines, plain = self._lines(start, columns, texts, told, kinds)
            if lines:
                yield lines
            for at in compress(range(len(kinds)), map(not_, plain)):
                if kinds[at] != "blank":
                    values = line_of(told, at) if told else None
                    cells = tuple(column[at] for column in texts)
                    yield from self._rows(start + at, cells, values, kinds[at])
            if not self._under and not self._on_top:
                # Only the next row looks back, at the last.
                self._sheet.rows[start : start + len(kinds) - 1] = repeat((), len(kinds) - 1)
        for at, row in self._on_top:
            self._hold_against_sums(at, row, "下面")

    def _told_again(
        self, start: int, places: Sequence[int], texts: Sequence[Sequence[str]]
    ) -> list[tuple[Cell, ...]]:
        """The columns of some lines with what stands above in place of 同上, but for amounts."""
        lines = [list(line) for line in self._sheet.rows[start : start + _AT_ONCE]]
        before = list(self._sheet.rows[start - 1]) if start else []
        for at, line in enumerate(lines):
            for place in places:
                if texts[place][at] in self._ditto:
                    line[place] = before[place] if place < len(before) else ""
            before = line
        rows = list(self._sheet.rows)
        rows[start : start + _AT_ONCE] = lines
        self._sheet = replace(self._sheet, rows=rows)
        return columns_of(lines)

    def _rows(
        self, at: int, cells: tuple[str, ...], values: dict[str, Any] | None, kind: str
    ) -> Iterator[Row]:
        row = Row(at + 1, kind, cells)
        if row.kind == "note" and (place := place_above(cells)):
            self._above = row.values["above"] = place
        if row.kind == "subtotal" and not self._all:
            self._on_top.append((at, row))
        elif row.kind == "subtotal":
            self._hold_against_sums(at, row, "上面")
        elif row.kind == "data" and self._across:
            yield from self._rows_of_series(at, cells)
            return
        elif row.kind == "data":
            self._read(at, row, values)
        if row.kind == "data" and row.number in self._sheet.coloured:
            row.warn(
                None, "这一行有底色、彩色字或删除线，意思读不出来：如有所指，请写成文字（如备注）。"
            )
        if row.kind == "data" and row.number in self._sheet.hidden:
            row.warn(None, "这一行在 Excel 里是隐藏的，照样读取：不要的请在表里删掉。")
        yield row

    def _rows_of_series(self, at: int, cells: tuple[str, ...]) -> Iterator[Row]:
        told = 0
        for heading, places in self._across.items():
            if all(self._cell(at, place) in ("", None) for place in places.values()):
                continue
            row, told = Row(at + 1, "data", cells), told + 1
            self._place = self._fixed | places
            self._read(at, row, across=heading)
            yield row
        if not told:
            row = Row(at + 1, "data", cells)
            row.refuse(None, f"第{row.number}行哪一栏都没有填数。")
            yield row

    def _lines(
        self,
        start: int,
        columns: Sequence[Sequence[Cell]],
        texts: Sequence[Sequence[str]],
        told: Told | None,
        kinds: Sequence[str],
    ) -> tuple[Lines | None, list[bool]]:
        """Those of some lines whose cells are all read alone without a word about them, by their
        columns, and which they are. Among subtotals there are none: those look at what stands
        before them."""
        numbers = range(start + 1, start + 1 + len(kinds))
        values = dict(told or ())
        whole = self._plain and self._plain.keys() == self._keys
        dated = not {"period", "year"}.isdisjoint(values)
        ordinary = told and whole and dated and len(values) == len(told)
        ordinary = ordinary and "either_end" not in values
        aside = self._above or any(
            kind == "note" and place_above([column[at] for column in texts])
            for at, kind in enumerate(kinds)
        )
        if not told or not ordinary or aside or "subtotal" in kinds or "data" not in kinds:
            return None, [False] * len(numbers)
        measures = [self._whole(key, columns, texts) for key in self._plain]
        some = [any(units) for units in zip(*(told for _, told, _ in measures), strict=True)]
        data = [kind == "data" for kind in kinds]
        unmarked = [number not in self._marked for number in numbers]
        clear = zip(data, unmarked, some, *(well for _, _, well in measures), strict=True)
        alone = read_alone(told)
        lines = Lines(numbers, texts, values, [one[:2] for one in measures]).only(
            [not by_itself and all(one) for by_itself, one in zip(alone, clear, strict=True)]
        )
        lines = _dated(lines)
        for measure, units in lines.measures:
            self._add(measure.column, sum(filter(None, units)))
        stay = set(lines.numbers)
        return lines, [number in stay for number in numbers]

    def _cell(self, at: int, place: int) -> Cell:
        line = self._sheet.rows[at]
        cell = line[place] if place < len(line) else ""
        if type(cell) is float:
            return cell
        return "" if text_of(cell) in self._blank else cell

    def _read(
        self, at: int, row: Row, values: dict[str, Any] | None = None, across: tuple = ()
    ) -> None:
        """Read a line; `values` is what its cells say when each was read alone, `across` the month
        or place of the columns its figures are taken from."""
        if values is None:
            self._read_cells(at, row)
        else:
            row.values = values
        if across:
            self._read_heading(row, *across)
        if self._above:
            row.values["above"] = self._above
        if self._labels.some and (said := self._labels.planned(row.cells)):
            row.values.setdefault("stage", "planned")
            row.warn(None, f"写着“{said}”，按计划数记，不算已到位。")
        self._read_period(row)
        line = self._sheet.rows[at]
        for measure in self._book.measures if across else self._measures:
            if measure.key not in self._plain or not self._read_plainly(line, row, measure):
                self._read_measure(at, row, measure)
        if not row.measures and not row.refused:
            names = "、".join(one.name for one in self._book.measures if one.key in self._place)
            own = next((one.name for one in self._book.measures), "数")
            why = f"填{names}" if names else f"数：没有认出写{own}的列，请在“这张表的列”里选"
            row.refuse(self._place.get("amount"), f"第{row.number}行没有{why}。")

    def _read_cells(self, at: int, row: Row) -> None:
        line = self._sheet.rows[at]
        for place, column in self._told:
            if self._under and (at, place) in self._under:
                cell = self._cell(*self._under[at, place])
            elif place >= len(line) or row.cells[place] in self._blank:
                continue
            else:
                cell = line[place]
            try:
                value = self._value(column, cell, row)
            except CellError as error:
                row.refuse(place, f"{cell_name(at, place)}：{error}")
                continue
            if value not in NOTHING:
                row.values[column.key] = value

    def _read_heading(self, row: Row, kind: str, word: str) -> None:
        if kind == "at":
            row.values["either_end"] = word
            return
        try:
            row.values["period"] = read_period(word, _leading_year(row) or self._year)
        except CellError:
            row.refuse(None, f"表头写“{word}”，没有写是哪一年：请在表的标题里写上年份，如2024年。")

    def _alone(self, column: Column, cell: Cell, year: int | None) -> Any:
        """What a cell says for every line that says it after the same year. Raises NotAlone."""
        row = Row(0, "data", (), {"year": year} if year else {})
        try:
            value = self._value(column, cell, row)
        except CellError as error:
            raise NotAlone from error
        if row.notes:
            raise NotAlone
        return value

    def _value(self, column: Column, cell: Cell, row: Row) -> Any:
        if cell in ("", None):
            return None
        match column.type:
            case "text" | "helper" | "recipient":
                text = text_of(cell)
                if "\n" not in text or column.key == "note":
                    return text
                return one_line(text, column)
            case "period":
                return read_period(cell, _leading_year(row) or self._year)
            case "year":
                return read_year(cell)
            case "names":
                return read_names(cell)
            case "credit_code":
                return read_credit_code(cell)
            case "form":
                return self._form(cell, row)
            case "source":
                return read_choice(cell, _choices("classes", settings.VOCABULARY_DIR))
            case "stage":
                return read_choice(cell, source_words(settings.VOCABULARY_DIR)["stages"])
            case "indicator":
                return _indicator_named(text_of(cell))
            case "number":
                scale = self._money_scale(self._place[column.key]) if column.money else 1
                return written(read_amount(cell, "元", scale, self._words)[0]).replace(",", "")
        return text_of(cell)

    def _form(self, cell: Cell, row: Row) -> str:
        """Cash, goods …; what is none of the words is taken for the name of goods."""
        try:
            return read_choice(cell, _choices("forms", settings.VOCABULARY_DIR))
        except CellError:
            row.warn(self._place.get("form"), f"“{text_of(cell)}”按物资记。")
            row.values["items"] = text_of(cell)
            return "goods"

    def _read_period(self, row: Row) -> None:
        year = row.values.pop("year", None)
        period: Period | None = row.values.get("period")
        if period is None and year:
            row.values["period"] = Period.year(year)
        elif period is None and self._dateless:
            row.values["period"] = self._dateless
            row.warn(None, f"表里没有日期列，按表题记为{self._dateless.label}。")
        elif period is not None and year and not period.overlaps(Period.year(year)):
            message = f"日期是{period.label}，年度却是{year}，请核对；按日期记。"
            row.warn(self._place.get("period"), message)

    def _scale_of(self, place: int) -> int:
        """What one of a column's money is in the base unit; 0 when its heading leaves that open."""
        unit, money = self._headings[place].unit, self._words["money_units"]
        if unit not in money and "元" in unit:
            return 0
        return int(money.get(unit) or money.get(self._layout.money_unit, 1))

    def _plainly(self, column: Column) -> tuple[int, int, str] | None:
        """Where the numbers of a measure stand, what one of them is in 1/10,000 and of what, when
        that is the same for all rows; None when it is not."""
        place = self._place.get(column.key)
        own = column.by or column.part_of or {"indicator", "unit"} & self._place.keys()
        if place is None or own or self._across or self._under or self._shares:
            return None
        if self._sheet.formulas or self._labels.some:
            return None
        usual = column.unit or self._usual(column.indicator)
        if usual == "元":
            size = self._money_scale(place) * SCALE
            return (place, size, usual) if size else None
        heading = self._headings[place].unit
        return place, SCALE, self._words["units"].get(heading, heading) or usual

    def _read_plainly(self, line: Sequence[Cell], row: Row, column: Column) -> bool:
        """Read a measure if it is a mere whole number; whether it is."""
        place, size, unit = self._plain[column.key]
        cell = line[place] if place < len(line) else None
        if type(cell) not in (float, int) or cell < 0 or cell != cell // 1:
            return False
        units = int(cell) * size
        if units > LARGEST:
            return False
        self._tell(row, Measure(column.key, place, column.indicator, units, unit, (), "",
                                column.stage or "arrived"))  # fmt: skip
        return True

    def _whole(
        self, key: str, columns: Sequence[Sequence[Cell]], texts: Sequence[Sequence[str]]
    ) -> tuple[Measure, list[int | None], list[bool]]:
        """A measure, the units each line tells of it if they are a mere whole number, and whether
        that is so or nothing is told."""
        place, size, unit = self._plain[key]
        one = next(one for one in self._measures if one.key == key)
        measure = Measure(key, place, one.indicator, 0, unit, (), "", one.stage or "arrived")
        if place >= len(columns):
            return measure, [None] * len(columns[0]), [True] * len(columns[0])
        most = LARGEST // size
        units = [
            int(cell) * size
            if type(cell) in (float, int) and 0 <= cell <= most and cell == cell // 1
            else None
            for cell in columns[place]
        ]
        blank = self._blank
        well = [
            one is not None or not text or text in blank
            for one, text in zip(units, texts[place], strict=True)
        ]
        return measure, units, well

    def _tell(self, row: Row, measure: Measure) -> None:
        row.measures.append(measure)
        self._add(measure.column, measure.units)

    def _add(self, place: int | None, units: int) -> None:
        self._since[place] = self._since.get(place, 0) + units
        self._all[place] = self._all.get(place, 0) + units

    def _read_measure(self, at: int, row: Row, column: Column) -> None:
        place = self._place.get(column.key)
        if place is None:
            if column.each_row and column.indicator:
                code, units = self._indicator(column, row), column.each_row * SCALE
                row.measures.append(Measure(column.key, None, code, units, column.unit))
            return
        if self._under and (at, place) in self._under:
            message = "与上面的格子合并：数已算在合并格的第一行，本行不重复计。"
            row.warn(place, f"{cell_name(at, place)}{message}")
            return
        cell = self._cell(at, place)
        if cell in ("", None) and cell_name(at, place) not in self._sheet.formulas:
            return
        try:
            code = self._indicator(column, row)
            units, unit = self._amount(at, place, column, code, row)
            shares = self._read_shares(at, column, code) if self._shares else ()
        except CellError as error:
            row.refuse(place, f"{cell_name(at, place)}：{error}")
            return
        if units < 0:
            message = "数值不能为负。要冲减，请在系统里对原记录点“冲销”。"
            row.refuse(place, f"{cell_name(at, place)}：{message}")
        stage = column.stage or "arrived"
        self._tell(
            row, Measure(column.key, place, code, units, unit, shares, column.part_of, stage)
        )

    def _indicator(self, column: Column, row: Row) -> str:
        if column.key == "amount" and row.values.get("indicator"):
            return str(row.values["indicator"])
        if column.part_of:
            whole = self._book.column(column.part_of)
            return self._indicator(whole, row) if whole else ""
        if not column.by:
            return column.indicator
        word = str(row.values.get(column.by, ""))
        if column.catalogue and word in indicators(settings.VOCABULARY_DIR):
            return word
        hits = [(len(name), code) for name, code in column.cases.items() if name in word]
        return max(hits)[1] if hits else column.indicator

    def _amount(self, at: int, place: int, column: Column, code: str, row: Row) -> tuple[int, str]:
        if self._sheet.formulas:
            self._mind_formula(at, place, row)
        usual = column.unit or self._usual(code)
        stated = row.values.get("unit", "") if column.key in ("amount", "formerly_poor") else ""
        heading = self._headings[place].unit
        if usual == "元":
            unit_of_row = self._words["money_units"].get(stated)
            scale = int(unit_of_row or self._beside(place, row) or self._money_scale(place))
            if not scale:
                raise CellError(f"表头的单位“{heading}”说不准是哪一种，请改成元或万元中的一种。")
            return read_amount(self._cell(at, place), "元", scale, self._words)[0], "元"
        units, own = read_amount(self._cell(at, place), usual, 1, self._words)
        word = own or stated or heading
        return units, self._words["units"].get(word, word) or usual

    def _beside(self, place: int, row: Row) -> int:
        """What one of a row's money is by its own label (到位（万元）), where neither the heading
        nor the sheet says it; 0 when it does not."""
        if not self._labels.some or self._headings[place].unit or self._layout.money_unit:
            return 0
        told = self._labels.units(row.cells)
        if len(told) != 1:
            return 0
        row.warn(place, f"这一行写着“{told[0]}”，按{told[0]}取数。")
        return int(self._words["money_units"][told[0]])

    def _mind_formula(self, at: int, place: int, row: Row) -> None:
        name = cell_name(at, place)
        if name not in self._sheet.formulas:
            return
        if not self._sheet.formulas[name]:
            raise CellError(
                "是公式，文件里没有存它的结果。请在 Excel 里打开、保存后再传，或直接填数字。"
            )
        kept = text_of(self._cell(at, place))
        row.warn(place, f"{name}是公式，按保存时的结果{kept}取数，请核对。")

    def _read_shares(self, at: int, column: Column, code: str) -> tuple[tuple[str, int], ...]:
        usual = column.unit or self._usual(code)
        found = []
        for place, name in self._shares.get(column.key, ()):
            cell = self._cell(at, place)
            if cell not in ("", None):
                scale = self._money_scale(place) if usual == "元" else 1
                found.append((name, read_amount(cell, usual, scale, self._words)[0]))
        return tuple(found)

    def _summed(self) -> Iterator[tuple[Column, int]]:
        """The measures and the columns they stand in, with months across those of each month."""
        for places in self._across.values() or [self._fixed]:
            for measure in self._book.measures:
                if measure.key in places:
                    yield measure, places[measure.key]

    def _hold_against_sums(self, at: int, row: Row, where: str) -> None:
        """Say when a printed subtotal is not the sum of the rows it stands beneath or above."""
        for measure, place in self._summed():
            if self._cell(at, place) in ("", None):
                continue
            try:
                usual = measure.unit or self._usual(measure.indicator)
                scale = self._money_scale(place) if usual == "元" else 1
                printed, _ = read_amount(self._cell(at, place), usual, scale, self._words)
            except CellError:
                continue
            sums = (self._since.get(place, 0), self._all.get(place, 0))
            sums = sums[1:] * 2 if where == "下面" else sums
            if printed not in sums:
                total = sums[1] if "合计" in "".join(row.cells) else sums[0]
                row.warn(
                    place,
                    f"{cell_name(at, place)}写的是{written(printed, scale)}，"
                    f"{where}各行相加是{written(total, scale)}，"
                    f"相差{written(printed - total, scale)}，请核对。",
                )
        self._since.clear()


def _dated(lines: Lines) -> Lines:
    """Lines with their period by their date and their year, without those whose two disagree."""
    years = lines.values.pop("year", None)
    if years is None:
        return lines
    periods = lines.values.get("period") or [None] * len(lines)
    told = list(zip(map(id, periods), years, strict=True))
    known, apart = {}, set()
    for key, period in dict(zip(told, periods, strict=True)).items():
        whole = Period.year(key[1]) if key[1] else None
        known[key] = period or whole
        if whole and period and not period.overlaps(whole):
            apart.add(key)
    lines.values["period"] = [known[key] for key in told]
    return lines.only([key not in apart for key in told]) if apart else lines


def usual_unit(code: str) -> str:
    """The unit figures of an indicator are kept in."""
    return indicator(code, settings.VOCABULARY_DIR).unit


def _leading_year(row: Row) -> int | None:
    year = row.values.get("year")
    return year if isinstance(year, int) else None


@lru_cache(maxsize=8)
def _choices(kind: str, office_dir: str) -> dict[str, list[str]]:
    rows = source_words(office_dir)[kind]
    return {code: [row["name"], *row["words"]] for code, row in rows.items()}


@lru_cache(maxsize=256)
def _indicator_named(name: str) -> str:
    for code, one in indicators(settings.VOCABULARY_DIR).items():
        if name in (code, one.name):
            return code
    raise CellError(f"没有“{name}”这个指标，请从指标目录里选。")
