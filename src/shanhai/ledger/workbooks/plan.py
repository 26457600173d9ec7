"""What an upload would do, before anything is written: rows new, changed, same, or faulty."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from math import inf
from typing import Any

from shanhai.accounts.models import User
from shanhai.common.progress import tell
from shanhai.ledger.books import SUMMARY, Book
from shanhai.ledger.models import ColumnMapping, Upload
from shanhai.ledger.workbooks.facts import names_in, planned_part
from shanhai.ledger.workbooks.known import Known
from shanhai.ledger.workbooks.lines import Lines, Row
from shanhai.ledger.workbooks.mapping import Layout, Mapping, guess
from shanhai.ledger.workbooks.places import Places
from shanhai.ledger.workbooks.planned import Plan, PlannedRow, PlannedSheet
from shanhai.ledger.workbooks.rows import Reader
from shanhai.ledger.workbooks.sheets import Sheet, read_workbook
from shanhai.ledger.workbooks.standing import hold_against_details
from shanhai.ledger.workbooks.summaries import SummaryReader, recognised
from shanhai.ledger.workbooks.tables import is_form, tables
from shanhai.registry.models import Node
from shanhai.sources.queries import read_blob

# Rows of a piece. Between two the database is asked, for which all that is to be written waits.
_IN_A_PIECE = 20_000
# The line beneath an export, in either language (web.sheets).
_FOOT = re.compile(r"(?:共)?(\d+) ?(?:行，|rows, )SHA-256 ")
# A heading of the further sheet with an export's totals, in either language.
_TOTALS = {"相加的行", "Rows added up"}


def office_of(user: User) -> Node | None:
    """The node whose mappings a user shares: the first they act for."""
    membership = user.memberships.select_related("node").order_by("pk").first()
    return membership.node if membership else None


def mapped_sheets(
    user: User, upload: Upload, sheets: Sequence[Sheet] | None = None
) -> list[PlannedSheet]:
    """The sheets of an upload with their mapping: chosen, remembered from last time, or guessed.
    `sheets` are those of its file when they have been read already."""
    office = office_of(user)
    found = []
    if sheets is None:
        sheets = read_workbook(read_blob(upload.blob_id), upload.name)
    for sheet, shape in tables(sheets):
        if shape is None:
            found.append(PlannedSheet(sheet, None, Mapping(""), skipped="找不到表头，没有读取。"))
            continue
        planned = PlannedSheet(sheet, shape, _mapping(office, upload, sheet, shape))
        if any(one.label in _TOTALS for one in shape.headings):
            planned.skipped = "这是导出时附上的合计，没有读取：要改数，请改各行。"
        elif is_form(sheet):
            planned.skipped = (
                "这是一事一张的登记表（左边是栏目、右边是所填），没有读取："
                "请抄成一行一条的表再传，或在台账里逐条登记。"
            )
        elif not planned.mapping.book:
            planned.skipped = "认不出是哪一种台账，没有读取；可以指定台账后再看。"
        elif planned.book and planned.book.objects:
            planned.skipped = f"{planned.book.name}记的是登记事项，请在“协作”里登记，这里不读取。"
        found.append(planned)
    return found


def _mapping(office: Node | None, upload: Upload, sheet: Sheet, shape: Layout) -> Mapping:
    chosen = upload.choices.get("sheets", {}).get(sheet.name)
    if chosen is not None:
        return Mapping(chosen["book"], {int(at): key for at, key in chosen["columns"].items()})
    kept = ColumnMapping.objects.filter(office=office, headings=shape.signature).first()
    if kept and office:
        columns = {int(at): key for at, key in kept.columns.items()}
        return Mapping(kept.book, columns, remembered=True)
    return recognised(sheet, shape) or guess(sheet, shape)


def plan(user: User, upload: Upload, sheets: Sequence[Sheet] | None = None) -> Plan:
    """What posting `upload` would do. Reads, writes nothing. Raises WorkbookError."""
    tell("read")
    mapped = mapped_sheets(user, upload, sheets)
    whole = {one.sheet.name: one for one in mapped}
    tell("check")
    for piece in in_pieces(user, upload, mapped):
        whole[piece.sheet.name].parts += piece.parts
    _tell_rows_gone(mapped)
    return Plan(upload, mapped)


def in_pieces(user: User, upload: Upload, sheets: Sequence[PlannedSheet]) -> Iterator[PlannedSheet]:
    """What becomes of the rows of some sheets, piece by piece in their order: who writes may write
    one before the next is asked for, and no later one changes what becomes of it."""
    places, known = Places(user, upload.partnership), Known()
    for planned in sheets:
        book = planned.book
        if not book or not planned.layout or planned.skipped:
            continue
        column = {key: at for at, key in planned.mapping.columns.items()}
        summary = book.code == SUMMARY
        most = inf if summary else _IN_A_PIECE  # its totals stand anywhere among the others
        for rows in _pieces(_reader(planned, planned.layout, book).parts(), most):
            places.know(names_in(rows))
            parts = [one for row in rows for one in planned_part(row, book, places, column)]
            piece = replace(planned, parts=parts)
            known.held_against(piece)
            if summary:
                hold_against_details(piece.rows, places, known.newest)
            yield piece


def _tell_rows_gone(sheets: Sequence[PlannedSheet]) -> None:
    """Say beside the line that closes an export how many of its rows are no longer in the file."""
    came: set[Any] = set()  # since the export before
    for one in _alone(sheets):
        if ref := one.row.values.get("ref"):
            came.add(ref)
        found = _FOOT.match("".join(one.row.cells)) if one.row.kind == "note" else None
        if found is None:
            continue
        gone = int(found[1]) - len(came)
        if gone > 0:
            one.row.warn(
                None,
                f"导出时有 {found[1]} 行，表里带系统编号的只剩 {len(came)} 行：不在表里的 {gone} 行"
                "系统里不动；要去掉的请在系统里作废。",
            )
        came.clear()


def _alone(sheets: Sequence[PlannedSheet]) -> Iterator[PlannedRow]:
    """The rows of some sheets that stand by themselves, in their order: among them all that name
    an entry."""
    for sheet in sheets:
        rows = (one for one in sheet.parts if isinstance(one, PlannedRow))
        yield from sorted(rows, key=lambda one: one.row.number)


def _pieces(parts: Iterable[Row | Lines], most: float) -> Iterator[list[Row | Lines]]:
    piece: list[Row | Lines] = []
    count = 0
    for part in parts:
        piece.append(part)
        count += len(part) if isinstance(part, Lines) else 1
        if count >= most:
            yield piece
            piece, count = [], 0
    if piece:
        yield piece


def _reader(planned: PlannedSheet, shape: Layout, book: Book) -> Reader | SummaryReader:
    if book.code == SUMMARY:
        return SummaryReader(planned.sheet, shape, planned.mapping)
    return Reader(planned.sheet, shape, planned.mapping, book)
