"""The short way to keep up with entries: what each brings and took is added to what is kept, and no
entry beside them is counted."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import compress
from operator import itemgetter
from typing import Any

from django.db.models import Exists

from shanhai.common.rows import Table, write_rows
from shanhai.figures.models import Cell, Upkeep
from shanhai.figures.queries.entries import counted_states
from shanhai.figures.queries.kept import reading_codes
from shanhai.figures.rules import NOTHING, OWN, CellKey, Value, month, plus, roll_flows
from shanhai.figures.services.cells import BATCH, COLUMNS, Owners, write_rolls
from shanhai.ledger.models import Entry, EntryParty
from shanhai.registry.models import Partnership

# Whose entries are counted together: partnership, indicator, the last day of the month they end
# in (None: of every month).
Slice = tuple[int, str, date | None]
_ADD = (
    "ON CONFLICT (partnership, indicator, last, first, helper, recipient, owner, stage, unit,"
    " bound) DO UPDATE SET units = figures_cell.units + excluded.units,"
    " low = figures_cell.low + excluded.low, high = figures_cell.high + excluded.high,"
    " rows = figures_cell.rows + excluded.rows"
)
# What one entry says by the names of its columns, before or after it was written.
_Told = Mapping[str, Any]
_KEYS = ("partnership_id", "helper_id", "recipient_id", "indicator", "stage", "unit", "bound",
         "period_start", "period_end")  # fmt: skip
_VALUES = ("units", "low", "high")
_KEY, _VALUE = itemgetter(*_KEYS), itemgetter(*_VALUES)


class Brought:
    """What entries of a change set bring to the cells, and took from them."""

    def __init__(self) -> None:
        self._states = frozenset(counted_states())
        self._codes = frozenset(reading_codes())
        self._sums: dict[tuple[Any, ...], list[int]] = {}
        self._programmes: dict[int, int] = {}
        self._counted: list[int] = []
        # Entries that were there before, which others may be parts of.
        self.edited: list[int] = []

    def __bool__(self) -> bool:
        return bool(self._sums or self.edited)

    def took(self, entries: Sequence[Entry], before: Mapping[int, _Told]) -> bool:
        """Take note of these entries, if each counts for itself, as a flow without parts and
        summaries. `before` is what those said that are not new."""
        gone = [row for row in before.values() if self._counts(row, row.get("archived_at"))]
        come = [
            entry.__dict__
            for entry in entries
            if self._counts(entry.__dict__, entry.ref.archived_at)
        ]
        if not all(self._plain(row) for row in (*gone, *come)):
            return False
        among = {entry.partnership_id: entry for entry in entries}
        for partnership in among.keys() - self._programmes.keys():
            self._programmes[partnership] = among[partnership].partnership.programme_id
        for sign, rows in ((-1, gone), (1, come)):
            self._sum(sign, ((_KEY(row), _VALUE(row)) for row in rows))
        self.edited += before
        self._counted += [entry.ref_id for entry in entries] if gone or come else []
        return True

    def came(self, table: Table) -> bool:
        """The same of new entries told by their columns, which have a period, one indicator, and
        are all or none of them summaries or parts of one other."""
        return self._many(1, table)

    def went(self, table: Table) -> bool:
        """The same of entries that count no more, told by the columns they had."""
        if not self._many(-1, table):
            return False
        self.edited += table.each["ref_id"]
        return True

    def _many(self, sign: int, table: Table) -> bool:
        count = [state in self._states for state in table.column("state")]
        if not any(count):
            return True
        if not self._plain(table.same):
            return False
        rows = zip(table.told(_KEYS), table.told(_VALUES), strict=True)
        self._sum(sign, compress(rows, count))
        self._counted += table.each["ref_id"]
        return True

    def _counts(self, row: _Told, archived: object) -> bool:
        return row["state"] in self._states and not archived and row["period_end"] is not None

    def _plain(self, row: _Told) -> bool:
        return (
            row["parent_id"] is None and not row["summary"] and row["indicator"] not in self._codes
        )

    def _sum(self, sign: int, rows: Iterable[tuple[tuple[Any, ...], tuple[int, ...]]]) -> None:
        for key, (units, low, high) in rows:
            known = self._sums.setdefault(key, [0, 0, 0, 0])
            known[0] += sign * units
            known[1] += sign * low
            known[2] += sign * high
            known[3] += sign

    def slices(self) -> set[Slice]:
        """Where these entries count, and counted."""
        return {(key[0], key[3], month(day_of(key[-1]))[1]) for key in self._sums}

    def stands_alone(self) -> bool | None:
        """Whether nothing else hangs on these entries, nor is counted otherwise than by adding
        where they are; None when nothing is kept up at all."""
        slices = self.slices()
        place = {
            "partnership__in": {partnership for partnership, _, _ in slices},
            "indicator__in": {indicator for _, indicator, _ in slices},
        }
        months = {last for _, _, last in slices}
        joint = EntryParty.objects.filter(role=EntryParty.Role.JOINT, node__isnull=False)
        fresh = Upkeep.objects.filter(pk=1, fresh=True)
        found = fresh.values_list(
            Exists(Entry.objects.filter(summary=True, **place))
            | Exists(Cell.objects.filter(owner__gt=OWN, last__in=months, **place))
            | Exists(Entry.objects.filter(**_among("parent", self.edited)))
            | Exists(joint.filter(**_among("entry", self._counted)))
        ).first()
        return None if found is None else not found[0]

    def add(self) -> None:
        """Bring cells and rolls in step."""
        if missing := {key[0] for key in self._sums} - self._programmes.keys():
            rows = Partnership.objects.filter(pk__in=missing)
            self._programmes.update(rows.values_list("pk", "programme"))
        delta: dict[CellKey, Value] = defaultdict(lambda: NOTHING)
        for told, sums in self._sums.items():
            key = _cell_key(told, self._programmes[told[0]])
            delta[key] = plus(delta[key], Value(*sums))
        cells = {key: value for key, value in delta.items() if value != NOTHING}
        if not cells:
            return
        owners = Owners()
        owners.know(node for key in cells for node in (key.helper, key.recipient))
        write_rows(Cell, COLUMNS, ((*key, *value) for key, value in cells.items()), _ADD)
        if any(value.rows < 0 for value in cells.values()):
            Cell.objects.filter(
                partnership__in={key.partnership for key in cells},
                indicator__in={key.indicator for key in cells},
                last__in={key.last for key in cells},
                rows=0,
            ).delete()
        rolls = roll_flows(cells.items(), owners.of)
        write_rolls({roll: value for roll, value in rolls.items() if value != NOTHING}, added=True)


def _among(column: str, pks: Sequence[int]) -> dict[str, Any]:
    """What finds rows of these entries; of many, with those between them, which one question
    finds: some more may be counted anew for that, none less."""
    if len(pks) <= BATCH:
        return {f"{column}__in": pks}
    return {f"{column}__gte": min(pks), f"{column}__lte": max(pks)}


def day_of(day: date | str) -> date:
    """A day, or a day as versions hold it."""
    return date.fromisoformat(day) if isinstance(day, str) else day


def _cell_key(told: tuple[Any, ...], programme: int) -> CellKey:
    partnership, helper, recipient, *of, start, end = told
    first, last = month(day_of(start))[0], month(day_of(end))[1]
    return CellKey(partnership, programme, helper, recipient, OWN, *of, first, last)
