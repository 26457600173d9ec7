"""A workbook's bytes as plain sheets: cells, merged ranges, formulas. Nothing is understood yet."""

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import MutableSequence, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from pathlib import PurePath
from typing import Any

import python_calamine as calamine

from shanhai.common.rows import uncollected
from shanhai.ledger.rules import LedgerError

Cell = str | float | int | bool | date | datetime | time | None
Range = tuple[int, int, int, int]  # top, left, bottom, right; from 0, all included

LARGEST_FILE = 50 * 1024 * 1024
# What a file may unpack to: far above any real ledger, far below what stops a machine.
LARGEST_UNPACKED = 600 * 1024 * 1024
LARGEST_RATIO = 150
MOST_ROWS = 300_000
MOST_COLUMNS = 200
SEARCHED = 20  # rows at the top among which the heading is looked for
# What the cells of a file may unpack to that a page still reads: some 10,000 rows.
LARGEST_AT_ONCE = 4 * 1024 * 1024
_CELLS = re.compile(r"(?:xl/worksheets/[^/]+|xl/sharedStrings|content)\.(?:xml|bin)")

_TEXT_FILES = (".csv", ".tsv", ".txt")
_LARGEST_SEARCHED = 20 * 1024 * 1024
_STYLED = re.compile(rb'<c r="[A-Z]{1,3}(\d+)" s="(\d+)"')
_HIDDEN = re.compile(rb'<row (?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="(\d+)"')
_HIDDEN_COLUMNS = re.compile(
    rb'<col (?=[^>]*\bhidden="(?:1|true)")(?=[^>]*\bmin="(\d+)")[^>]*?\bmax="(\d+)"'
)
_STRUCK = re.compile(rb'<strike(?! val="(?:0|false)")')
_COLOURED = re.compile(rb'<color rgb="(?!(?:FF|00)?(?:000000|FFFFFF)")')
_ANY_FORMULA = re.compile(rb"<f[ >/]")
_HIDING = b"hidden="
_PIECE = 1 << 18
_MOST_SHARED = 20_000  # words remembered at once
_FORMULA = re.compile(rb'<c r="([A-Z]{1,3}\d+)"[^>]*>\s*<f[ >/]')
_VALUE_LESS = re.compile(
    rb'<c r="([A-Z]{1,3}\d+)"[^>]*>\s*<f[^>]*?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)


class WorkbookError(LedgerError):
    """A file no sheet can be read from; says which file, what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. Rows and columns count from 0; `formulas` maps a cell such as "F4" to whether
    the file keeps its result; `coloured` are the few rows, from 1, that stand out by a colour
    or by being struck through, `hidden` those that Excel does not show; `hidden_columns` count
    from 0."""

    name: str
    rows: MutableSequence[Sequence[Cell]]
    merged: Sequence[Range] = ()
    formulas: dict[str, bool] = field(default_factory=dict)
    coloured: frozenset[int] = frozenset()
    hidden: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


def cell_name(row: int, column: int) -> str:
    """As Excel names a cell: (3, 5) is F4."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


@uncollected()
def read_workbook(data: bytes, name: str) -> list[Sheet]:
    """The visible sheets of a workbook. Raises WorkbookError."""
    _guard(data, name)
    if is_text(name):
        return [_text_sheet(data, name)]
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        marks = _marks(data, workbook)
        sheets = [
            _sheet(workbook, meta.name, name, marks.get(meta.name, _UNMARKED))
            for meta in workbook.sheets_metadata
            if meta.typ == calamine.SheetTypeEnum.WorkSheet
            and meta.visible == calamine.SheetVisibleEnum.Visible
        ]
    except calamine.PasswordError as error:
        raise WorkbookError(
            f"“{name}”设了打开密码，读不了。请在 Excel 里去掉密码，另存后再传。"
        ) from error
    except (calamine.CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        if isinstance(error, WorkbookError):
            raise
        raise WorkbookError(
            f"“{name}”不是能读的 Excel 表，可能已损坏或只是改了后缀。"
            "请用 Excel 打开，另存为 .xlsx 再传。"
        ) from error
    filled = [sheet for sheet in sheets if sheet.rows]
    if not filled:
        raise WorkbookError(f"“{name}”里没有内容，请确认传的是填好的那一份。")
    return filled


def hidden_sheets(data: bytes, name: str) -> list[Sheet]:
    """The sheets of a readable workbook that Excel does not show: none is imported, but each is
    kept with the file."""
    if is_text(name) or not _may_hide(data):
        return []
    workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    return [
        replace(_sheet(workbook, meta.name, name, _UNMARKED), name=f"{meta.name}（隐藏的表）")
        for meta in workbook.sheets_metadata
        if meta.typ == calamine.SheetTypeEnum.WorkSheet
        and meta.visible != calamine.SheetVisibleEnum.Visible
    ]


def _may_hide(data: bytes) -> bool:
    """Whether a look at all sheets is worth opening the file once more."""
    if not data.startswith(b"PK"):
        return True
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        listed = "xl/workbook.xml"
        return listed not in parts.namelist() or b"idden" in _unpacked(parts, listed)


def is_large(data: bytes, name: str) -> bool:
    """Whether reading a workbook is too much for a page. Raises WorkbookError for what is no
    workbook at all; the cells are not looked at."""
    _guard(data, name)
    if not data.startswith(b"PK"):
        return len(data) > LARGEST_AT_ONCE
    parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    cells = sum(part.file_size for part in parts if _CELLS.fullmatch(part.filename))
    return cells > LARGEST_AT_ONCE


def is_text(name: str) -> bool:
    """Whether a file holds its table as mere text."""
    return name.lower().endswith(_TEXT_FILES)


def _guard(data: bytes, name: str) -> None:
    if not data:
        raise WorkbookError(f"“{name}”是空文件（0 字节），请重新选择。")
    if len(data) > LARGEST_FILE:
        size = len(data) // 1024 // 1024
        raise WorkbookError(
            f"“{name}”有 {size} MB，超过 50 MB。请删去图片和无关的表，或分成几个文件再传。"
        )
    if not data.startswith(b"PK"):
        return
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except zipfile.BadZipFile as error:
        raise WorkbookError(
            f"“{name}”已损坏，打不开。请用 Excel 打开原件，另存为 .xlsx 再传。"
        ) from error
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    bomb = unpacked > 50 * 1024 * 1024 and unpacked / packed > LARGEST_RATIO
    if unpacked > LARGEST_UNPACKED or bomb:
        raise WorkbookError(
            f"“{name}”解开后有 {unpacked // 1024 // 1024} MB，不像一份台账，已停止读取。"
            "请删去空白的行列和图片，另存后再传。"
        )


def _sheet(
    workbook: calamine.CalamineWorkbook,
    title: str,
    name: str,
    marks: "_Marks",
) -> Sheet:
    sheet = workbook.get_sheet_by_name(title)
    if sheet.total_height > MOST_ROWS or sheet.total_width > MOST_COLUMNS:
        raise WorkbookError(
            f"“{name}”的“{title}”有 {sheet.total_height} 行 {sheet.total_width} 列，"
            f"超过 {MOST_ROWS} 行 {MOST_COLUMNS} 列。请删去空白的行列，或分成几个文件再传。"
        )
    rows = _rows(sheet)
    while rows and all(cell in ("", None) for cell in rows[-1]):
        rows.pop()
    merged = [
        (top, left, bottom, right)
        for (top, left), (bottom, right) in (sheet.merged_cell_ranges or [])
    ]
    return Sheet(title, rows, merged, *marks)


def _rows(sheet: calamine.CalamineSheet) -> list[list[Cell]]:
    """Its rows, with the words many cells say held once."""
    known: dict[str, str] = {}
    share, rows = known.setdefault, []
    before: list[Cell] = [""] * (sheet.start[1] if sheet.start else 0)
    for row in sheet.iter_rows():
        rows.append(before + [share(one, one) if type(one) is str else one for one in row])
        if len(known) > _MOST_SHARED:
            known.clear()
    return rows


def _text_sheet(data: bytes, name: str) -> Sheet:
    """A file of comma or tab separated text, in whichever code an office's programs write."""
    text = _decoded(data, name)
    comma = max(",\t;", key=text[:4000].count)
    rows: list[list[Cell]] = [
        list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=comma)
    ]
    while rows and not any(rows[-1]):
        rows.pop()
    if len(rows) > MOST_ROWS or max(map(len, rows), default=0) > MOST_COLUMNS:
        raise WorkbookError(
            f"“{name}”有 {len(rows)} 行，超过 {MOST_ROWS} 行 {MOST_COLUMNS} 列，请分成几个文件。"
        )
    if not rows:
        raise WorkbookError(f"“{name}”里没有内容，请确认传的是填好的那一份。")
    return Sheet(PurePath(name).stem, rows)


def _decoded(data: bytes, name: str) -> str:
    codes = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for code in codes:
        try:
            text = data.decode(code)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise WorkbookError(f"“{name}”不是能读的文本，可能已损坏。请用 Excel 打开，另存为 .xlsx 再传。")


_Marks = tuple[dict[str, bool], frozenset[int], frozenset[int], frozenset[int]]
_UNMARKED: _Marks = ({}, frozenset(), frozenset(), frozenset())


def _marks(data: bytes, workbook: calamine.CalamineWorkbook) -> dict[str, _Marks]:
    """By sheet: cells with formulas, and whether each keeps its result; rows that stand out by a
    colour; rows and columns that are hidden. Only .xlsx tells."""
    if not data.startswith(b"PK"):
        return {}
    found: dict[str, _Marks] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = sorted(
            (
                name
                for name in archive.namelist()
                if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)
            ),
            key=lambda name: int(re.sub(r"\D", "", name)),
        )
        styles = "xl/styles.xml"
        filled = _filled(_unpacked(archive, styles)) if styles in archive.namelist() else set()
        for title, part in zip(workbook.sheet_names, parts, strict=False):
            large = archive.getinfo(part).file_size > _LARGEST_SEARCHED
            if large and not _is_marked(archive, part):
                continue
            xml = _unpacked(archive, part)
            hidden = frozenset(map(int, _HIDDEN.findall(xml) if _HIDING in xml else ()))
            found[title] = _formulas(xml), _coloured(xml, filled), hidden, _hidden_columns(xml)
    return found


def _unpacked(archive: zipfile.ZipFile, part: str) -> bytes:
    """A part of a file, as long as it says: read without a length, all there is is unpacked."""
    with archive.open(part) as file:
        return file.read(archive.getinfo(part).file_size)


def _is_marked(archive: zipfile.ZipFile, part: str) -> bool:
    """Whether there is any formula or anything hidden in a large sheet: looked for piece by piece,
    since it unpacks to a hundred megabytes."""
    before = b""
    with archive.open(part) as file:
        while piece := file.read(_PIECE):
            piece = before + piece
            if _HIDING in piece or _ANY_FORMULA.search(piece):
                return True
            before = piece[1 - len(_HIDING) :]
    return False


def _formulas(xml: bytes) -> dict[str, bool]:
    if not _ANY_FORMULA.search(xml):
        return {}
    empty = {one.decode() for one in _VALUE_LESS.findall(xml)}
    return {one.decode(): one.decode() not in empty for one in _FORMULA.findall(xml)}


def _hidden_columns(xml: bytes) -> frozenset[int]:
    found = _HIDDEN_COLUMNS.findall(xml[: xml.find(b"<sheetData")]) if _HIDING in xml else ()
    spans = (range(int(first) - 1, min(int(last), MOST_COLUMNS)) for first, last in found)
    return frozenset(column for span in spans for column in span)


def _filled(styles: bytes) -> set[bytes]:
    """The styles of cells that stand out: a colour behind them, coloured letters or a line through
    them."""
    fills = _parts_of(styles, b"fills", b"fill")
    fonts = _parts_of(styles, b"fonts", b"font")
    cells = re.search(rb"<cellXfs.*?</cellXfs>", styles, re.S)
    solid = {at for at, one in enumerate(fills) if b'"solid"' in one}
    odd = {at for at, one in enumerate(fonts) if _STRUCK.search(one) or _COLOURED.search(one)}
    found = set()
    for at, one in enumerate(re.findall(rb"<xf [^>]*>", cells[0]) if cells else ()):
        used = {key: int(number) for key, number in re.findall(rb'(fill|font)Id="(\d+)"', one)}
        if used.get(b"fill") in solid or used.get(b"font") in odd:
            found.add(b"%d" % at)
    return found


def _parts_of(styles: bytes, whole: bytes, part: bytes) -> list[bytes]:
    found = re.search(rb"<%s\b.*?</%s>" % (whole, whole), styles, re.S)
    each = rb"<%s>.*?</%s>|<%s/>" % (part, part, part)
    return re.findall(each, found[0], re.S) if found else []


def _coloured(xml: bytes, filled: set[bytes]) -> frozenset[int]:
    """Rows that stand out, unless they are so many that it must be ornament."""
    if not filled or len(xml) > _LARGEST_SEARCHED:
        return frozenset()
    rows = Counter(int(row) for row, style in _STYLED.findall(xml) if style in filled)
    return frozenset(rows) if len(rows) * 3 <= xml.count(b"<row ") else frozenset()


def text_of(cell: Any) -> str:
    """A cell as a person reads it: 3.0 is 3, a date is written out, spaces at the ends are gone."""
    if type(cell) is str:
        return cell.replace("\u3000", " ").strip()
    if type(cell) is float:
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else format(cell, ".15g")
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    return str(cell).replace("\u3000", " ").strip()
