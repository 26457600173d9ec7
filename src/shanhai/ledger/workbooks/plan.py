"""What an upload would do, before anything is written: rows new, changed, same, or faulty."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from django.db.models import prefetch_related_objects

from shanhai.accounts.models import User
from shanhai.common.amounts import written
from shanhai.common.progress import tell
from shanhai.ledger.books import SUMMARY, Book
from shanhai.ledger.models import ColumnMapping, Entry, Upload
from shanhai.ledger.queries import similar
from shanhai.ledger.workbooks.difference import difference, merged, word_of
from shanhai.ledger.workbooks.facts import names_in, planned_part
from shanhai.ledger.workbooks.lines import Row
from shanhai.ledger.workbooks.mapping import Layout, Mapping, guess
from shanhai.ledger.workbooks.places import Places
from shanhai.ledger.workbooks.planned import (
    CHANGED,
    SAME,
    SETTLED,
    Plan,
    Planned,
    PlannedLines,
    PlannedRow,
    PlannedSheet,
)
from shanhai.ledger.workbooks.rows import Reader
from shanhai.ledger.workbooks.sheets import Sheet, read_workbook
from shanhai.ledger.workbooks.standing import hold_against_details
from shanhai.ledger.workbooks.summaries import SummaryReader, recognised
from shanhai.ledger.workbooks.tables import tables
from shanhai.records.models import Version
from shanhai.registry.models import Node
from shanhai.sources.queries import read_blob

_AT_ONCE = 2000  # asked about in one statement


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
        if not planned.mapping.book:
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
    tell("check")
    places = Places(user, upload.partnership)
    for planned in mapped:
        book = planned.book
        if book and planned.layout and not planned.skipped:
            column = {key: at for at, key in planned.mapping.columns.items()}
            parts = list(_reader(planned, planned.layout, book).parts())
            places.know(names_in(parts))
            for part in parts:
                planned.parts += planned_part(part, book, places, column)
    tell("compare")
    _compare(mapped)
    for planned in mapped:
        if planned.mapping.book == SUMMARY:
            hold_against_details(planned.rows, places)
    return Plan(upload, mapped)


def _reader(planned: PlannedSheet, shape: Layout, book: Book) -> Reader | SummaryReader:
    if book.code == SUMMARY:
        return SummaryReader(planned.sheet, shape, planned.mapping)
    return Reader(planned.sheet, shape, planned.mapping, book)


def _compare(sheets: Sequence[PlannedSheet]) -> None:
    """Tell new from changed and known rows, and rows told twice in the same file."""
    told = [identity for sheet in sheets for part in sheet.parts for identity in _identities(part)]
    existing = similar(told)
    again = existing.keys() | _twice(told)
    if again:
        for sheet in sheets:
            sheet.parts = [one for part in sheet.parts for one in _parted(part, again)]
            sheet.parts.sort(key=_first_row)
    good = [
        (sheet, row)
        for sheet in sheets
        for row in sheet.parts
        if isinstance(row, PlannedRow) and row.row.kind == "data" and not row.row.refused
    ]
    by_number = _by_number(row for _, row in good)
    seen: dict[str, tuple[PlannedSheet, PlannedRow]] = {}
    for sheet, row in good:
        for entry in row.entries:
            named = by_number.get(str(row.row.values.get("ref", "")))
            known = named if named and entry.measure.key == "amount" else None
            identity = f"#{known.pk}" if known else entry.facts.identity()
            where, earlier = seen.setdefault(identity, (sheet, row))
            if earlier is not row:
                at = f"第{earlier.row.number}行"
                at = at if where is sheet else f"“{where.sheet.name}”{at}"
                row.row.refuse(None, _told_twice(row, earlier, at))
                break
            entry.existing = known or existing.get(identity)
    _settle_all(good)


def _identities(part: PlannedRow | PlannedLines) -> Iterator[str]:
    if isinstance(part, PlannedLines):
        for facts in part.facts:
            yield from facts.identities()
    elif part.row.kind == "data" and not part.row.refused:
        yield from (entry.facts.identity() for entry in part.entries)


def _twice(told: Sequence[str]) -> set[str]:
    if len(set(told)) == len(told):
        return set()
    return {identity for identity, times in Counter(told).items() if times > 1}


def _parted(
    part: PlannedRow | PlannedLines, again: Collection[str]
) -> Iterator[PlannedRow | PlannedLines]:
    """A part with those lines as rows that tell what is told elsewhere too."""
    if isinstance(part, PlannedRow):
        yield part
        return
    apart = {
        row
        for facts in part.facts
        for row, identity in zip(facts.rows, facts.identities(), strict=True)
        if identity in again
    }
    lines, rows = part.parted([row not in apart for row in part.lines.numbers])
    if lines.lines:
        yield lines
    yield from rows


def _first_row(part: PlannedRow | PlannedLines) -> int:
    return part.row.number if isinstance(part, PlannedRow) else part.lines.numbers[0]


def _told_twice(row: PlannedRow, earlier: PlannedRow, at: str) -> str:
    units = [entry.facts.amount.units for entry in row.entries]
    same = units == [entry.facts.amount.units for entry in earlier.entries]
    if same:
        return f"第{row.row.number}行与{at}重复，只记{at}。"
    return f"第{row.row.number}行与{at}是同一事、数不同，请改正其中一行，或写明各自的凭证号和事项。"


def _by_number(rows: Iterable[PlannedRow]) -> dict[str, Entry]:
    """Entries that rows of an exported sheet name by their number."""
    said = (str(row.row.values.get("ref", "")) for row in rows)
    wanted = [int(number) for number in said if number.isdigit() and len(number) < 19]
    live = Entry.objects.filter(ref__archived_at__isnull=True)
    live = live.select_related("helper", "recipient", "partnership")
    return {str(entry.pk): entry for part in _parts(wanted) for entry in live.filter(pk__in=part)}


def _parts(many: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (many[start : start + _AT_ONCE] for start in range(0, len(many), _AT_ONCE))


def _settle_all(rows: Sequence[tuple[PlannedSheet, PlannedRow]]) -> None:
    for part in _parts([one.existing for _, row in rows for one in row.entries if one.existing]):
        prefetch_related_objects(part, "parties")
    older = {}
    for _, row in rows:
        edition = str(row.row.values.get("edition", ""))
        for entry in row.entries:
            if entry.existing and edition.isdigit() and int(edition) < entry.existing.edition:
                older[entry.existing.pk] = int(edition)
    bases = _columns_of_editions(older)
    for sheet, row in rows:
        column = {key: at for at, key in sheet.mapping.columns.items()}
        for entry in row.entries:
            if entry.existing:
                _settle(row.row, entry, column, bases.get(entry.existing.pk))


def _settle(row: Row, entry: Planned, column: dict[str, int], base: dict[str, Any] | None) -> None:
    """Compare an entry told anew with the known one, and say what becomes of it."""
    known = entry.existing
    if known is None or known.partnership_id != entry.facts.partnership.pk:
        entry.existing = None
        return
    told = column.keys() | {"amount"} | ({"period"} if "year" in column else set())
    told -= {key for key in ("title", "stage") if not row.values.get(key)}
    found = difference(known, entry.facts, told, base)
    entry.outcome, entry.changes = (CHANGED if found.taken else SAME), found.words
    places = {**column, "amount": entry.measure.column}
    for key in found.kept:
        word = word_of(known, key)
        row.warn(places.get(key), f"系统里后来改过{word}，表中未动：保留系统里的。")
    for one in found.conflicts:
        row.refuse(
            places.get(one.column),
            f"双方都改过{word_of(known, one.column)}：导出时是{one.base}，表中改为{one.theirs}，"
            f"系统里已改为{one.ours}。以系统为准就把这一格改成{one.ours}；"
            f"商定以表为准就把这行的“内容版次”改成{known.edition}，再导入。",
        )
    if not found.taken or found.conflicts:
        return
    if known.state in SETTLED:
        row.refuse(
            entry.measure.column,
            f"系统里这条{known.get_state_display()}，记的是{written(known.units)}{known.unit}，"
            "不能由导入改动；要改请退回或冲销。",
        )
        return
    entry.facts = merged(known, entry.facts, found.taken)


def _columns_of_editions(wanted: dict[int, int]) -> dict[int, dict[str, Any]]:
    """The stored columns of each entry as an edition of it left them."""
    found: dict[int, dict[str, Any]] = {}
    for part in _parts(list(wanted)):
        versions = Version.objects.filter(ref__in=part).order_by("number")
        for ref, columns in versions.values_list("ref", "columns"):
            if columns.get("edition") == wanted[ref]:
                found[ref] = columns
    return found
