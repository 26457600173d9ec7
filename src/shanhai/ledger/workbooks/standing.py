"""What the figures of a summary stand for: a total of places told beside it is none of its own,
and where details are recorded the figure is held against them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from shanhai.common.amounts import written
from shanhai.common.indicators import Nature, indicator
from shanhai.ledger.models import Entry
from shanhai.ledger.workbooks.places import Places
from shanhai.ledger.workbooks.planned import NEW, Planned, PlannedRow
from shanhai.registry.models import Node


def hold_against_details(rows: Iterable[PlannedRow], places: Places, newest: int) -> None:
    """Take out the totals among the figures of a summary, and those for which there are details:
    equal ones need not be told again, unequal ones are refused. None is newer than `newest`."""
    told = [(row, entry) for row in rows if not row.row.refused for entry in row.entries]
    alike = defaultdict(list)
    for _, entry in told:
        alike[_what(entry)].append(entry)
    for row, entry in told:
        within = next((one for one in alike[_what(entry)] if _holds(entry, one, places)), None)
        if within is not None:
            row.row.kind = "subtotal"
            what = f"{_place(entry, within).name}是本表里{_place(within, entry).name}等的总数"
            row.row.warn(entry.measure.column, f"{what}，不另记：系统从各地并出。")
    fresh = [(row, entry) for row, entry in told if row.outcome == NEW]
    details = defaultdict(list)
    for one in _details([entry for _, entry in fresh], newest):
        details[one.partnership_id, one.indicator, one.stage, one.unit].append(one)
    for row, entry in fresh:
        facts = entry.facts
        same = details[facts.partnership.pk, facts.indicator, facts.stage, facts.amount.unit]
        _settle(row, entry, [one for one in same if _beside(entry, one, places)])


def _what(one: Planned) -> tuple[object, ...]:
    """What a figure is of, but for its places."""
    return one.facts.partnership, one.facts.indicator, one.facts.period, one.facts.stage


def _holds(one: Planned, other: Planned, places: Places) -> bool:
    """Whether a figure is of places that have those of another in them, of the same otherwise."""
    facts, within = one.facts, other.facts
    ends = (facts.helper, within.helper), (facts.recipient, within.recipient)
    inside = all(mine == its or places.contains(mine, its) for mine, its in ends)
    return inside and any(mine != its for mine, its in ends)


def _place(one: Planned, other: Planned) -> Node:
    """The end in which a figure differs from another."""
    facts = one.facts
    return facts.recipient if facts.helper == other.facts.helper else facts.helper


def _details(told: Sequence[Planned], newest: int) -> list[Entry]:
    """What is recorded of the indicators and partnerships some figures tell of."""
    rows = Entry.objects.filter(
        partnership__in={one.facts.partnership.pk for one in told},
        indicator__in={one.facts.indicator for one in told},
        parent=None,
        pk__lte=newest,
        ref__archived_at__isnull=True,
    )
    return list(rows.exclude(state=Entry.State.VOID).select_related("helper", "recipient"))


def _beside(one: Planned, entry: Entry, places: Places) -> bool:
    """Whether an entry of the same is counted under a figure, or the figure under it."""
    facts = one.facts
    ends = (facts.helper, entry.helper), (facts.recipient, entry.recipient)
    near = all(
        mine == its or places.contains(mine, its) or places.contains(its, mine)
        for mine, its in ends
    )
    return near and facts.period.overlaps(entry.period)


def _settle(row: PlannedRow, told: Planned, details: Sequence[Entry]) -> None:
    if not details:
        one = told.facts
        what = f"{one.helper.name}—{one.recipient.name}，{one.period.label}，{one.title}"
        told.changes.append(f"{what}：{written(one.amount.units)}{one.amount.unit}")
        return
    facts, column = told.facts, told.measure.column
    total, unit = sum(one.units for one in details), facts.amount.unit
    flow = indicator(facts.indicator).nature == Nature.FLOW
    inside = all(facts.period.contains(one.period) for one in details)
    known = f"台账里{facts.period.label}已有{len(details)}条" + (
        f"，合计{written(total)}{unit}" if flow else ""
    )
    if flow and inside and total == facts.amount.units:
        row.row.kind = "subtotal"
        row.row.warn(column, f"{known}，与这里一致，不另记。")
        return
    row.row.refuse(
        column,
        f"{known}；这里写{written(facts.amount.units)}{unit}。汇总不能与明细相加："
        "请补齐或改正明细，或不导入这一格。",
    )
