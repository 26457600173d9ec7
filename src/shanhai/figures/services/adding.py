"""The short way to keep up with a few entries: what each brings and took is added to what is kept,
and no entry beside them is counted."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Exists

from shanhai.common.rows import write_rows
from shanhai.figures.models import Cell, Upkeep
from shanhai.figures.queries.entries import counted_states
from shanhai.figures.queries.kept import reading_codes
from shanhai.figures.rules import NOTHING, OWN, CellKey, Value, month, plus, roll_flows
from shanhai.figures.services.cells import COLUMNS, Owners, write_rolls
from shanhai.ledger.models import Entry, EntryParty
from shanhai.registry.models import Partnership

_FEW = 200
_ADD = (
    "ON CONFLICT (partnership, indicator, last, first, helper, recipient, owner, stage, unit,"
    " bound) DO UPDATE SET units = figures_cell.units + excluded.units,"
    " low = figures_cell.low + excluded.low, high = figures_cell.high + excluded.high,"
    " rows = figures_cell.rows + excluded.rows"
)
# What one entry says by the names of its columns, before or after it was written.
_Told = Mapping[str, Any]


def added(entries: Sequence[Entry], before: Mapping[int, _Told]) -> bool:
    """Whether what is kept could be brought in step with these entries this way: they are few and
    count for themselves, as flows without parts, summaries or joint parties. `before` is what
    those said that are not new."""
    states = counted_states()
    took = [row for row in before.values() if _counts(row, states, row.get("archived_at"))]
    bring = [
        entry.__dict__
        for entry in entries
        if _counts(entry.__dict__, states, entry.ref.archived_at)
    ]
    codes = set(reading_codes())
    if len(entries) > _FEW or not all(
        row["parent_id"] is None and not row["summary"] and row["indicator"] not in codes
        for row in (*took, *bring)
    ):
        return False
    if not took and not bring:
        return not before  # a whole that does not count may have parts that do
    told = [*took, *bring]
    alone = _stand_alone(entries, told)
    if alone:
        _add(entries, took, bring)
    return alone is not False


def _counts(row: _Told, states: Collection[str], archived: object) -> bool:
    return row["state"] in states and not archived and row["period_end"] is not None


def _stand_alone(entries: Sequence[Entry], told: Sequence[_Told]) -> bool | None:
    """Whether nothing else hangs on these entries; None when nothing is kept up at all."""
    pks = [entry.pk for entry in entries]
    place = {
        "partnership__in": {row["partnership_id"] for row in told},
        "indicator__in": {row["indicator"] for row in told},
    }
    months = {month(_day(row["period_end"]))[1] for row in told}
    joint = EntryParty.objects.filter(role=EntryParty.Role.JOINT, node__isnull=False)
    found = (
        Upkeep.objects.filter(pk=1, fresh=True)
        .values_list(
            Exists(Entry.objects.filter(summary=True, **place))
            | Exists(Entry.objects.filter(parent__in=pks))
            | Exists(joint.filter(entry__in=pks))
            | Exists(Cell.objects.filter(owner__gt=OWN, last__in=months, **place))
        )
        .first()
    )
    return None if found is None else not found[0]


def _day(day: date | str) -> date:
    return date.fromisoformat(day) if isinstance(day, str) else day


def _add(entries: Sequence[Entry], took: Sequence[_Told], bring: Sequence[_Told]) -> None:
    programmes = {entry.partnership_id: entry.partnership.programme_id for entry in entries}
    if missing := {row["partnership_id"] for row in took} - programmes.keys():
        rows = Partnership.objects.filter(pk__in=missing)
        programmes.update(rows.values_list("pk", "programme"))
    delta: dict[CellKey, Value] = defaultdict(lambda: NOTHING)
    for sign, told in ((-1, took), (1, bring)):
        for row in told:
            key = _key(row, programmes[row["partnership_id"]])
            delta[key] = plus(delta[key], Value(row["units"], row["low"], row["high"], 1), sign)
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


def _key(row: _Told, programme: int) -> CellKey:
    return CellKey(
        row["partnership_id"],
        programme,
        row["helper_id"],
        row["recipient_id"],
        OWN,
        row["indicator"],
        row["stage"],
        row["unit"],
        row["bound"],
        month(_day(row["period_start"]))[0],
        month(_day(row["period_end"]))[1],
    )
