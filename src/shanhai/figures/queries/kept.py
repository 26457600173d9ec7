"""Figures read from what is kept ready. Every answer is the one the entries would give; where
that is not certain the answer is None and the caller counts the entries."""

from collections import defaultdict
from dataclasses import replace
from datetime import date

from django.conf import settings
from django.db.models import Exists, Q, QuerySet, Sum
from django.db.models.lookups import LessThan

from shanhai.common.amounts import Amount
from shanhai.common.indicators import Nature, indicator, indicators
from shanhai.common.keys import Key, Stage
from shanhai.figures.models import Cell, Roll, Upkeep, YearOf
from shanhai.figures.queries.entries import counted_figures, places_of_summaries, summaries
from shanhai.figures.queries.figure import Figure
from shanhai.figures.rules import (
    ANY,
    OWN,
    CellKey,
    Stay,
    Value,
    common_bound,
    newest_of_pairs,
    whole_months,
    whole_years,
)
from shanhai.records.past.queries import day_looked_at
from shanhai.registry.models import ClusterMember
from shanhai.registry.queries import below, survivors

_SUMS = {name: Sum(name) for name in ("units", "low", "high", "rows")}
# Figures by indicator, stage and unit: the sums, and the bounds met.
_Groups = dict[tuple[str, str, str], list[tuple[str, Value]]]


def is_fresh() -> bool:
    """Whether what is kept can be trusted just now."""
    return Upkeep.objects.filter(pk=1, fresh=True).exists()


def reading_codes() -> list[str]:
    """Indicators whose readings supersede each other instead of adding up."""
    rows = indicators(settings.VOCABULARY_DIR).values()
    return [row.code for row in rows if row.nature != Nature.FLOW]


def stays(*clusters: int) -> list[Stay]:
    """Every membership, or those of some clusters."""
    rows = ClusterMember.objects.filter(cluster__in=clusters) if clusters else ClusterMember.objects
    return [
        Stay(cluster, member, start or date.min, end or date.max)
        for cluster, member, start, end in rows.values_list("cluster", "member", "start", "end")
    ]


def kept_figures(key: Key) -> list[Figure] | None:
    """Every figure under a key, as figures.queries.figures gives them; None when what is kept
    does not tell."""
    if day_looked_at() or key.partnership is not None:
        return None
    if key.period and not whole_months(key.period):
        return None
    summed = Upkeep.objects.filter(pk=1, fresh=True).values_list(Exists(summaries())).first()
    if summed is None:
        return None
    nodes = [node for node in (key.helper, key.recipient) if node is not None]
    inside = stays(*nodes) if nodes else []
    if any(stay.ragged for stay in inside):
        return None
    beside = _beside_summaries(key) if summed[0] else []
    if beside is None:
        return None
    groups: _Groups = defaultdict(list)
    if _in_one_year(key):
        _add_year(groups, key)
    else:
        _add_flows(groups, key, inside)
        _add_readings(groups, key, inside)
    return _figures(key, groups, beside)


def kept_years(helper: int, recipient: int) -> set[int] | None:
    """Years in which something is recorded between two nodes; None when nothing kept tells."""
    if day_looked_at() or not is_fresh():
        return None
    inside = stays(helper, recipient)
    if any(stay.ragged for stay in inside):
        return None
    if places_of_summaries():
        return None
    rows = Roll.objects.filter(helper=helper, recipient=recipient, rows__gt=0)
    # A reading of several years has no roll.
    long = _cells(Key("", helper, recipient, stage=None), inside).filter(
        LessThan(YearOf("first"), YearOf("last")), indicator__in=reading_codes(), rows__gt=0
    )
    found = rows.order_by().values_list("last").union(long.order_by().values_list("last__year"))
    # PostgreSQL takes years out of days as decimals.
    return {int(year) for (year,) in found}


def _beside_summaries(key: Key) -> list[Figure] | None:
    """What the entries make that stand beside a summary, which is counted for each period anew;
    None when readings are among them."""
    places = places_of_summaries()
    if {place[3] for place in places} & set(reading_codes()):
        return None
    return counted_figures(key, beside_summaries=True)


def _in_one_year(key: Key) -> bool:
    period = key.period
    return period is not None and whole_years(period) and period.start.year == period.end.year


def _add_year(groups: _Groups, key: Key) -> None:
    """What rolls say of one year. Of flows there is one for each programme, of readings one for
    whichever besides."""
    codes = set(reading_codes())
    for code, stage, unit, bound, programme, *sums in (
        _rolls(key)
        .filter(rows__gt=0)
        .values_list("indicator", "stage", "unit", "bound", "programme", *_SUMS)
    ):
        if code not in codes or programme == (key.programme or ANY):
            groups[code, stage, unit].append((bound, Value(*sums)))


def _add_flows(groups: _Groups, key: Key, inside: list[Stay]) -> None:
    if key.indicator and indicator(key.indicator).nature != Nature.FLOW:
        return
    rolled = key.period is None or whole_years(key.period)
    rows = _rolls(key) if rolled else _cells(key, inside)
    rows = rows.exclude(indicator__in=reading_codes()).filter(rows__gt=0)
    sums = rows.order_by().values("indicator", "stage", "unit", "bound").annotate(**{
        f"sum_{name}": total for name, total in _SUMS.items()
    })  # fmt: skip
    for row in sums:
        value = Value(*(int(row[f"sum_{name}"]) for name in _SUMS))
        groups[row["indicator"], row["stage"], row["unit"]].append((row["bound"], value))


def _add_readings(groups: _Groups, key: Key, inside: list[Stay]) -> None:
    codes = [key.indicator] if key.indicator else reading_codes()
    if key.indicator and indicator(key.indicator).nature == Nature.FLOW:
        return
    cells = (cell_row(row) for row in _cells(key, inside).filter(indicator__in=codes))
    for found, value in newest_of_pairs(cells, survivors()).items():
        groups[found.indicator, found.stage, found.unit].append((found.bound, value))


def cell_row(cell: Cell) -> tuple[CellKey, Value]:
    """A stored cell as the rules know it."""
    key = CellKey(**{name: getattr(cell, name) for name in CellKey._fields})
    return key, Value(cell.units, cell.low, cell.high, cell.rows, cell.end, cell.entry)


def _narrowed(rows: QuerySet, key: Key) -> QuerySet:
    if key.indicator:
        rows = rows.filter(indicator=key.indicator)
    return rows if key.stage is None else rows.filter(stage=key.stage)


def _rolls(key: Key) -> QuerySet[Roll]:
    """The rolls of a key in its years. Of flows there is one for each programme."""
    rows = Roll.objects.filter(helper=key.helper or ANY, recipient=key.recipient or ANY)
    if key.programme is not None:
        rows = rows.filter(programme=key.programme)
    if key.period:
        rows = rows.filter(first__gte=key.period.start.year, last__lte=key.period.end.year)
    return _narrowed(rows, key)


def _cells(key: Key, inside: list[Stay]) -> QuerySet[Cell]:
    """The cells under a key in its months."""
    rows = Cell.objects.all()
    if key.programme is not None:
        rows = rows.filter(programme=key.programme)
    if key.period:
        rows = rows.filter(first__gte=key.period.start, last__lte=key.period.end)
    if key.recipient is not None:
        rows = rows.filter(_within("recipient", key.recipient, inside))
    if key.helper is not None:
        own = _within("helper", key.helper, inside) & Q(owner=OWN)
        rows = rows.filter(own | Q(owner=key.helper))
    else:
        rows = rows.filter(owner=OWN)
    return _narrowed(rows, key)


def _within(side: str, node: int, inside: list[Stay]) -> Q:
    """Cells whose side is the node, lies below it, or was a member of it in their months."""
    found = Q(**{f"{side}__in": below([node])})
    for stay in inside:
        if stay.cluster == node:
            found |= Q(**{f"{side}__in": below([stay.member])}, last__gte=stay.start,
                       first__lte=stay.end)  # fmt: skip
    return found


def _figures(key: Key, groups: _Groups, beside: list[Figure]) -> list[Figure]:
    """Sums of kept values and of what was counted beside them, in the order of their names."""
    for one in beside:
        amount = one.amount
        place = (one.key.indicator, str(one.key.stage), amount.unit)
        value = Value(amount.units, amount.low, amount.high, one.entries)
        groups[place].append((amount.bound.value, value))
    found = []
    for (code, stage, unit), values in sorted(groups.items()):
        bound = common_bound(bound for bound, _ in values)
        units, low, high, rows = (sum(value[at] for _, value in values) for at in range(4))
        amount = Amount(units, unit, bound, low, high)
        found.append(Figure(replace(key, indicator=code, stage=Stage(stage)), amount, rows))
    return found
