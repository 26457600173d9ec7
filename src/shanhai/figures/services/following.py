"""What follows every change set."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from shanhai.common.rows import Table
from shanhai.figures.models import Cell, Upkeep
from shanhai.figures.queries.entries import counted_states, plain_entries
from shanhai.figures.queries.kept import reading_codes
from shanhai.figures.rules import (
    NOTHING,
    Cells,
    month,
    pair_year,
    plus,
    roll_flows,
    roll_readings,
)
from shanhai.figures.services.adding import Brought, Slice, day_of
from shanhai.figures.services.cells import BATCH, Owners, count, stored, write_cells, write_rolls
from shanhai.figures.services.recounting import recount_soon
from shanhai.ledger.models import Entry
from shanhai.records.models import Record, Version
from shanhai.registry.models import Level, Merge, Node
from shanhai.registry.queries import survivors


class KeepUp:
    """Brings what is kept in step with a change set, in its transaction: what entries bring that
    count for themselves is added, what hangs together with others is counted anew."""

    def __init__(self) -> None:
        self._moved = False
        self._slices: set[Slice] = set()
        self._brought = Brought()

    def told(self, records: Sequence[Record]) -> None:
        """Take note of what entries say and said."""
        self._moved = self._moved or any(_moves_places(record) for record in records)
        entries = [record for record in records if isinstance(record, Entry)]
        if self._moved or not entries:
            return
        edited = {row.pk: row.version - 1 for row in entries if row.version > 1}
        before = dict(_columns_before(edited))
        if not self._brought.took(entries, before):
            self._slices |= _slices(entries, before)

    def came(self, model: type[Record], table: Table) -> None:
        """Take note of what new entries say that are told by their columns."""
        if model is Entry and not self._moved and not self._brought.came(table):
            self._slices |= _slices_of(table)

    def went(self, model: type[Record], table: Table) -> None:
        """Take note of what entries said that leave the lists."""
        if model is Entry and not self._moved and not self._brought.went(table):
            self._slices |= _slices_of(table) | _slices_of_parts(table.each["ref_id"])

    def done(self) -> None:
        """Add what can be added, count anew what cannot."""
        if self._moved:
            _mistrust()
        elif self._slices or self._brought:
            alone = self._brought.stands_alone()
            if alone and not self._slices:
                self._brought.add()
            elif alone is not None:
                parts = _slices_of_parts(self._brought.edited)
                _count_slices(self._slices | self._brought.slices() | parts)


def _moves_places(record: Record) -> bool:
    """Whether a change may move entries from one node's figures to another's."""
    if isinstance(record, Merge):
        return True
    if not isinstance(record, Node) or record.version == 1:
        return False
    if record.level == Level.CLUSTER:
        return True
    before = Version.objects.filter(ref=record.pk, number=record.version - 1).first()
    return before is None or before.columns.get("parent_id") != record.parent_id


def _mistrust() -> None:
    if Upkeep.objects.filter(pk=1, fresh=True).update(fresh=False):
        recount_soon.enqueue()


def _slices_of(table: Table) -> set[Slice]:
    """The slices entries lie in that are told by their columns."""
    partnership, code = table.same["partnership_id"], table.same["indicator"]
    ends = {month(day_of(day))[1] for day in set(table.column("period_end"))}
    return {(partnership, code, end) for end in ends}


def _slices(entries: Sequence[Entry], before: Mapping[int, dict[str, Any]]) -> set[Slice]:
    """The slices in which something counted before these entries were written, or counts now."""
    counted = set(counted_states())
    found: set[Slice] = set()
    for entry in entries:
        if entry.state in counted and entry.period_end:
            end = None if entry.summary else month(entry.period_end)[1]
            found.add((entry.partnership_id, entry.indicator, end))
    for columns in before.values():
        if columns["state"] in counted and columns["period_end"]:
            day = date.fromisoformat(columns["period_end"])
            end = None if columns["summary"] else month(day)[1]
            found.add((columns["partnership_id"], columns["indicator"], end))
    return found | _slices_of_parts(list(before))


def _slices_of_parts(wholes: Sequence[int]) -> set[Slice]:
    """The slices the 其中 of these entries lie in."""
    found: set[Slice] = set()
    for start in range(0, len(wholes), BATCH):
        children = Entry.objects.filter(parent__in=wholes[start : start + BATCH])
        for partnership, code, day in (
            children.exclude(period_end=None)
            .order_by()
            .values_list("partnership", "indicator", "period_end")
        ):
            found.add((partnership, code, month(day)[1]))
    return found


def _columns_before(versions: dict[int, int]) -> Iterator[tuple[int, dict[str, Any]]]:
    pks = list(versions)
    for start in range(0, len(pks), BATCH):
        part = pks[start : start + BATCH]
        numbers = {versions[pk] for pk in part}
        rows = Version.objects.filter(ref__in=part, number__in=numbers)
        for ref, number, columns in rows.values_list("ref", "number", "columns"):
            if versions[ref] == number:
                yield ref, columns


def _where(slices: set[Slice]) -> tuple[Q, Q]:
    """The entries and the cells of slices, and for many slices some of their neighbours."""
    entries, cells = Q(pk__in=[]), Q(pk__in=[])
    months: dict[int, dict[date | None, set[str]]] = defaultdict(lambda: defaultdict(set))
    for partnership, code, end in slices:
        months[partnership][end].add(code)
    for partnership, ends in months.items():
        codes = set().union(*ends.values())
        known = [end for end in ends if end is not None]
        place = Q(partnership=partnership, indicator__in=sorted(codes))
        if len(known) < len(ends):
            entries, cells = entries | place, cells | place
        else:
            span = Q(period_end__range=(min(known).replace(day=1), max(known)))
            entries = entries | (place & span)
            cells = cells | (place & Q(last__range=(min(known), max(known))))
    return entries, cells


def _count_slices(slices: set[Slice]) -> None:
    if not slices:
        return
    entries, cells = _where(slices)
    owners, codes = Owners(), set(reading_codes())
    before = {key: (pk, value) for pk, key, value in stored(Cell.objects.filter(cells))}
    after = count(plain_entries().filter(entries), owners, {code for _, code, _ in slices})
    gone = {key: value for key, (_, value) in before.items() if after.get(key) != value}
    come = {
        key: value for key, value in after.items() if key not in before or before[key][1] != value
    }
    owners.know(node for key in (*gone, *come) for node in (key.helper, key.recipient))
    touched = {key for key in (*gone, *come) if key.indicator in codes}
    same = survivors() if touched else {}
    pairs = {pair for key in touched if (pair := pair_year(key, same))}
    old_readings = _readings_of(pairs, same)
    write_cells([before[key][0] for key in gone if key not in come], come)
    new_readings = {key: value for key, value in old_readings.items() if key not in gone}
    new_readings |= {key: value for key, value in come.items() if key in touched}
    delta = defaultdict(lambda: NOTHING)
    for sign, flows, readings in (
        (-1, gone, old_readings),
        (1, come, new_readings),
    ):
        rolls = roll_flows(
            ((key, value) for key, value in flows.items() if key.indicator not in codes), owners.of
        )
        rolls |= roll_readings(readings.items(), owners.of, same)
        for roll, value in rolls.items():
            delta[roll] = plus(delta[roll], value, sign)
    write_rolls({roll: value for roll, value in delta.items() if value != NOTHING}, added=True)


def _readings_of(pairs: set, same: dict[int, int]) -> Cells:
    """Every kept reading of these pairs and years."""
    if not pairs:
        return {}
    merged: dict[int, set[int]] = defaultdict(set)
    for node, final in same.items():
        merged[final].add(node)
    helpers = {node for pair in pairs for node in (pair.helper, *merged[pair.helper])}
    recipients = {node for pair in pairs for node in (pair.recipient, *merged[pair.recipient])}
    years = {pair.year for pair in pairs}
    rows = Cell.objects.filter(
        helper__in=helpers,
        recipient__in=recipients,
        indicator__in={pair.indicator for pair in pairs},
        last__range=(date(min(years), 1, 1), date(max(years), 12, 31)),
    )
    return {key: value for _, key, value in stored(rows) if pair_year(key, same) in pairs}
