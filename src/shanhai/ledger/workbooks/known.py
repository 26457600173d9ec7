"""Rows held against what is known: what the file told before them, and what is recorded already."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max, prefetch_related_objects

from shanhai.common.amounts import written
from shanhai.ledger.models import Entry
from shanhai.ledger.queries import similar
from shanhai.ledger.workbooks.difference import difference, merged, word_of
from shanhai.ledger.workbooks.lines import Row
from shanhai.ledger.workbooks.planned import (
    CHANGED,
    SAME,
    SETTLED,
    Planned,
    PlannedLines,
    PlannedRow,
    PlannedSheet,
)
from shanhai.records.models import Version

_AT_ONCE = 2000  # asked about in one statement
# A row that tells something: its sheet, its number and the units of each of its entries. There
# is one for every row of a file: as small as can be.
_Teller = tuple[str | int, ...]


def _newest() -> int:
    return Entry.objects.aggregate(newest=Max("pk"))["newest"] or 0


@dataclass(slots=True)
class Known:
    """What the rows of a file have told so far, and whether what further ones tell is recorded:
    in entries up to `newest`. What the upload writes meanwhile is not; its rows tell of that."""

    newest: int = field(default_factory=_newest)
    _told: dict[str, _Teller] = field(default_factory=dict)

    def held_against(self, piece: PlannedSheet) -> None:
        """Tell new from changed and known rows of a piece of a sheet, and rows told twice."""
        told = [identity for part in piece.parts for identity in _identities(part)]
        existing = similar(told)
        again = existing.keys() | _twice(told) | (self._told.keys() & told)
        if again:
            piece.parts = [one for part in piece.parts for one in _parted(part, again)]
            piece.parts.sort(key=_first_row)
        good = [
            part
            for part in piece.parts
            if isinstance(part, PlannedRow) and part.row.kind == "data" and not part.row.refused
        ]
        by_number = self._by_number(good)
        for row in good:
            self._hold(row, piece.sheet.name, by_number, existing)
        for part in piece.parts:
            if isinstance(part, PlannedLines):
                self._told.update(_tellers(part, piece.sheet.name))
        _settle_all(good, {key: at for at, key in piece.mapping.columns.items()})

    def _hold(
        self,
        row: PlannedRow,
        sheet: str,
        by_number: dict[str, Entry],
        existing: dict[str, Entry],
    ) -> None:
        mine = sheet, row.row.number, *(entry.facts.amount.units for entry in row.entries)
        for entry in row.entries:
            named = by_number.get(str(row.row.values.get("ref", "")))
            known = named if named and entry.measure.key == "amount" else None
            identity = f"#{known.pk}" if known else entry.facts.identity()
            earlier = self._told.setdefault(identity, mine)
            if earlier is not mine:
                row.row.refuse(None, _told_twice(mine, earlier))
                return
            entry.existing = known or existing.get(identity)

    def _by_number(self, rows: Iterable[PlannedRow]) -> dict[str, Entry]:
        """Entries that rows of an exported sheet name by their number."""
        said = (str(one.row.values.get("ref", "")) for one in rows)
        wanted = [int(number) for number in said if number.isdigit() and len(number) < 19]
        live = Entry.objects.filter(ref__archived_at__isnull=True, pk__lte=self.newest)
        live = live.select_related("helper", "recipient", "partnership")
        return {str(one.pk): one for part in _parts(wanted) for one in live.filter(pk__in=part)}


def _told_twice(mine: _Teller, earlier: _Teller) -> str:
    (sheet, number, *units), (where, before, *others) = mine, earlier
    at = f"第{before}行" if where == sheet else f"“{where}”第{before}行"
    if units == others:
        return f"第{number}行与{at}重复，只记{at}。"
    return f"第{number}行与{at}是同一事、数不同，请改正其中一行，或写明各自的凭证号和事项。"


def _tellers(part: PlannedLines, sheet: str) -> Iterator[tuple[str, _Teller]]:
    tellers: dict[int, _Teller] = {number: (sheet, number) for number in part.lines.numbers}
    for facts in part.facts:
        for number, units in zip(facts.rows, facts.units, strict=True):
            tellers[number] += (units,)
    for facts in part.facts:
        yield from zip(facts.identities(), map(tellers.__getitem__, facts.rows), strict=True)


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


def _parts(many: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (many[start : start + _AT_ONCE] for start in range(0, len(many), _AT_ONCE))


def _settle_all(rows: Sequence[PlannedRow], column: dict[str, int]) -> None:
    for part in _parts([one.existing for row in rows for one in row.entries if one.existing]):
        prefetch_related_objects(part, "parties")
    older = {}
    for row in rows:
        edition = str(row.row.values.get("edition", ""))
        for entry in row.entries:
            if entry.existing and edition.isdigit() and int(edition) < entry.existing.edition:
                older[entry.existing.pk] = int(edition)
    bases = _columns_of_editions(older)
    for row in rows:
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
    also = "、".join(dict.fromkeys(word_of(known, key) for key in found.kept))
    first = f"先把系统里改过的{also}照抄到表里（不抄就会改回去），" if also else ""
    for one in found.conflicts:
        row.refuse(
            places.get(one.column),
            f"双方都改过{word_of(known, one.column)}：导出时是{one.base}，表中改为{one.theirs}，"
            f"系统里已改为{one.ours}。以系统为准就把这一格改成{one.ours}；"
            f"商定以表为准就{first}把这行的“内容版次”改成{known.edition}，再导入。",
        )
    if not found.taken or found.conflicts:
        return
    if known.state == Entry.State.VOID:
        row.refuse(
            entry.measure.column,
            "系统里这条已经作废，不能由导入改动；还要记这件事，就在系统里另记一条。",
        )
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
