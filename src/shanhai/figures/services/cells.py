"""The cells that entries make, and how they are stored."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from django.db.models import QuerySet

from shanhai.common.rows import write_rows
from shanhai.figures.models import Cell, Roll
from shanhai.figures.queries.cells import flows, readings
from shanhai.figures.queries.entries import places_of_summaries
from shanhai.figures.queries.kept import cell_row, reading_codes, stays
from shanhai.figures.rules import (
    ANY,
    NOTHING,
    OWN,
    CellKey,
    Cells,
    RollKey,
    Stay,
    Value,
    joint_part,
    keep_newest,
    month,
    owners_of,
    plus,
    stated_share,
)
from shanhai.ledger.models import Entry, EntryParty
from shanhai.registry.models import Lineage

BATCH = 500
COLUMNS = (*CellKey._fields, *Value._fields)
PUT = (
    "ON CONFLICT (partnership, indicator, last, first, helper, recipient, owner, stage, unit,"
    " bound) DO UPDATE SET programme = excluded.programme, units = excluded.units,"
    " low = excluded.low, high = excluded.high, rows = excluded.rows,"
    ' "end" = excluded."end", entry = excluded.entry'
)
_ADD = (
    "ON CONFLICT (helper, recipient, programme, indicator, stage, unit, bound, first, last)"
    " DO UPDATE SET units = figures_roll.units + excluded.units,"
    " low = figures_roll.low + excluded.low, high = figures_roll.high + excluded.high,"
    " rows = figures_roll.rows + excluded.rows"
)


class Owners:
    """What entries count for by their ends: see rules.owners_of. Lineage is read once."""

    def __init__(self) -> None:
        self._stays: dict[int, list[Stay]] = defaultdict(list)
        for stay in stays():
            self._stays[stay.member].append(stay)
        self._above: dict[int, set[int]] = {}
        self._found: dict[tuple[int, date, date], frozenset[int]] = {}
        self._sets: dict[frozenset[int], frozenset[int]] = {}  # one of each, quickly compared

    def know(self, nodes: Iterable[int]) -> None:
        """Read the lineage of nodes not known yet, in bulk."""
        missing = sorted(set(nodes) - self._above.keys())
        for start in range(0, len(missing), BATCH):
            part = missing[start : start + BATCH]
            self._above.update((node, set()) for node in part)
            rows = Lineage.objects.filter(node__in=part)
            for node, ancestor in rows.values_list("node", "ancestor"):
                self._above[node].add(ancestor)

    def above(self, node: int) -> set[int]:
        if node not in self._above:
            self.know([node])
        return self._above[node]

    def of(self, node: int, first: date, last: date) -> frozenset[int]:
        """Every node that entries of these days with this end count for, and ANY."""
        place = (node, first, last)
        if place not in self._found:
            above = self.above(node)
            inside = [stay for member in above for stay in self._stays.get(member, ())]
            found = owners_of(above, inside, first, last) | {ANY}
            self._found[place] = self._sets.setdefault(found, found)
        return self._found[place]


def count(rows: QuerySet[Entry], owners: Owners, of: Collection[str] | None = None) -> Cells:
    """The cells that entries make; `of` names the indicators they are of, where that is known, so
    that nothing is asked of flows or of readings where there are none."""
    cells: Cells = {}
    codes, summed = set(reading_codes()), places_of_summaries()
    if of is None or not codes.issuperset(of):
        for row in flows(rows):
            key, (units, low, high, number) = _own(row[:10]), row[10:]
            cells[key] = Value(int(units), int(low), int(high), number)
    if of is None or not codes.isdisjoint(of):
        for row in readings(rows):
            units, low, high, end, entry = row[10:]
            keep_newest(cells, _own(row[:10]), Value(units, low, high, 1, end, entry))
    cells |= joint_cells(rows, owners, codes)
    # What a summary stands beside is counted for each period anew: see queries.kept.
    return {key: value for key, value in cells.items() if _place(key) not in summed}


def _own(key: Sequence) -> CellKey:
    """The key of a cell that holds entries themselves."""
    return CellKey(*key[:4], OWN, *key[4:])


def _place(key: CellKey) -> tuple[int, int, int, str, str, str]:
    return (key.partnership, key.helper, key.recipient, key.indicator, key.stage, key.unit)


def _key(entry: Entry, owner: int) -> CellKey:
    return CellKey(
        entry.partnership_id,
        entry.partnership.programme_id,
        entry.helper_id,
        entry.recipient_id,
        owner,
        entry.indicator,
        entry.stage,
        entry.unit,
        entry.bound,
        month(entry.period_start)[0],
        month(entry.period_end)[1],
    )


def joint_cells(rows: QuerySet[Entry], owners: Owners, codes: Collection[str]) -> Cells:
    """What nodes have part in through joint entries recorded for another helper."""
    cells: Cells = {}
    parties = EntryParty.objects.filter(role=EntryParty.Role.JOINT, node__isnull=False)
    joined: dict[int, list[tuple[int, int | None]]] = defaultdict(list)
    for entry, node, share in (
        parties.filter(entry__in=rows.order_by().values("pk"))
        .order_by()
        .values_list("entry", "node", "share")
    ):
        joined[entry].append((node, share))
    pks = sorted(joined)
    owners.know(node for took_part in joined.values() for node, _ in took_part)
    for start in range(0, len(pks), BATCH):
        part = Entry.objects.filter(pk__in=pks[start : start + BATCH])
        for entry in part.select_related("partnership"):
            own = owners.of(entry.helper_id, entry.period_start, entry.period_end)
            shares: dict[int, list[int | None]] = defaultdict(list)
            for node, share in joined[entry.pk]:
                for owner in owners.above(node) - own:
                    shares[owner].append(share)
            for owner, stated in shares.items():
                _add_joint(cells, entry, owner, stated_share(stated), codes)
    return cells


def _add_joint(
    cells: Cells, entry: Entry, owner: int, share: int | None, codes: Collection[str]
) -> None:
    part, key = joint_part(entry.amount, share), _key(entry, owner)
    value = Value(part.units, part.low, part.high, 1)
    if entry.indicator in codes:
        keep_newest(cells, key, value._replace(end=entry.period_end, entry=entry.pk))
    else:
        cells[key] = plus(cells.get(key, NOTHING), value)


def stored(rows: QuerySet[Cell]) -> Iterator[tuple[int, CellKey, Value]]:
    """Stored cells as those computed are: the id of each, its key and its value."""
    for cell in rows.iterator(chunk_size=5000):
        yield cell.pk, *cell_row(cell)


def write_cells(gone: Sequence[int], come: Cells) -> None:
    """Take stored cells away by their ids, and store others in place of what had their keys."""
    for start in range(0, len(gone), BATCH):
        Cell.objects.filter(pk__in=gone[start : start + BATCH]).delete()
    write_rows(Cell, COLUMNS, ((*key, *value) for key, value in come.items()), PUT)


def write_rolls(rolls: Mapping[RollKey, Value], *, added: bool = False) -> None:
    """Store rolls; `added` to what stands under their keys, which else must be free."""
    columns = (*RollKey._fields, "units", "low", "high", "rows")
    rows = ((*key, *value[:4]) for key, value in rolls.items())
    write_rows(Roll, columns, rows, _ADD if added else "")
