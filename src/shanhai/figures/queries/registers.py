"""What the registers of the work give: stocks counted from members at a date, flows from what their
rows say where no entry tells of them (vocabulary/registers.yaml)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import BigIntegerField, F, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from shanhai.common import vocabulary
from shanhai.common.amounts import SCALE, Amount
from shanhai.common.indicators import Indicator, Nature, indicator
from shanhai.common.keys import Key
from shanhai.cooperation.queries.registers import REGISTERS, members, on_day, within
from shanhai.figures.queries.figure import Figure
from shanhai.figures.queries.pairings import between
from shanhai.figures.rules import Part, total
from shanhai.records.past.queries import current_day
from shanhai.registry.queries import survivors

# Partnerships by their ids, or the question for them when they are more than so many.
_Pairs = list[int] | QuerySet
FEW = 200


def register_rules() -> Mapping[str, Mapping[str, Any]]:
    """By indicator: which register gives it, and how."""
    return vocabulary.load("registers", settings.VOCABULARY_DIR)


def _rows(key: Key, on: date | None, pairs: _Pairs) -> QuerySet:
    """The rows of a register behind a figure. A stock counts the members of a day (default: the
    end of the key's period, else today)."""
    rule = register_rules()[key.indicator]
    rows = members(rule).filter(**{REGISTERS[rule["register"]].path("partnership__in"): pairs})
    if _about(key).nature == Nature.STOCK:
        rows = on_day(rows, on or (min(key.period.end, current_day()) if key.period
                                   else current_day()))  # fmt: skip
    elif key.period:
        rows = within(rows, key.period)
    return rows


def register_parts(key: Key) -> dict[int, Amount]:
    """By their ids, the objects those rows belong to with what each gives of the figure. Where the
    same member counts once, the parts may be more than the figure."""
    register = REGISTERS[register_rules()[key.indicator]["register"]]
    found: dict[int, list[_Said]] = defaultdict(list)
    for owner, *said in _said(key, None, _pairs(key), F(register.owner or "pk")):
        found[owner].append(_Said(*said))
    return {owner: _amount(key, found[owner], {}) for owner in sorted(found)}


def register_figure(key: Key, on: date | None = None) -> Figure | None:
    """What a register gives under a key; None when it has no member there."""
    return next(iter(_figures(key, [key.indicator], on)), None)


def register_figures(key: Key) -> list[Figure]:
    """The figures of all registers under a key, in one question."""
    return _figures(key, register_rules(), None)


def _figures(key: Key, codes: Iterable[str], on: date | None) -> list[Figure]:
    asked = [replace(key, indicator=code) for code in codes if code in register_rules()]
    pairs = _pairs(key) if asked else []
    questions = [_said(one, on, pairs, Value(one.indicator)) for one in asked]
    found: dict[str, list[_Said]] = defaultdict(list)
    if questions:
        for code, *said in questions[0].union(*questions[1:], all=True):
            found[code].append(_Said(*said))
    same = survivors() if any("once" in register_rules()[code] for code in found) else {}
    return [
        Figure(one, _amount(one, found[one.indicator], same), len(found[one.indicator]),
               counted=True)
        for one in asked if one.indicator in found
    ]  # fmt: skip


class _Said(NamedTuple):
    """What one row of a register gives: which member, or how much in 1/10,000 units."""

    units: int
    low: int
    high: int
    bound: str


def _said(key: Key, on: date | None, pairs: _Pairs, of: Combinable) -> QuerySet:
    """The rows of a register as (of, *_Said)."""
    rule, rows = register_rules()[key.indicator], _rows(key, on, pairs)
    if rule.get("sum") == "amount":
        rows = rows.filter(unit=_about(key).unit)
        told = {name: F(name) for name in ("units", "low", "high", "bound")}
    else:
        column = rule.get("sum") or rule.get("once") or "pk"
        one = Cast(F(column), BigIntegerField()) * (SCALE if "sum" in rule else 1)
        told = {"units": one, "low": one, "high": one, "bound": Value("exact")}
        rows = rows.exclude(**{column: None}) if "sum" in rule else rows
    named = {f"said_{name}": value for name, value in told.items()}
    told_of = {"said_of": of, **named}
    return rows.order_by().annotate(**told_of).values_list(*told_of)


def _amount(key: Key, rows: list[_Said], same: Mapping[int, int]) -> Amount:
    """The sum of what rows say, or how many different members they are."""
    rule, unit = register_rules()[key.indicator], _about(key).unit
    if "sum" in rule:
        parts = (Part(row.units, row.low, row.high) for row in rows)
        return total(parts, unit, (row.bound for row in rows))
    known = same if "once" in rule else {}
    return Amount.exactly(len({known.get(row.units, row.units) for row in rows}) * SCALE, unit)


def _about(key: Key) -> Indicator:
    return indicator(key.indicator, settings.VOCABULARY_DIR)


def _pairs(key: Key) -> _Pairs:
    """Partnerships between what lies under the key's two nodes, by their ids while they are few:
    then each of many registers is asked plainly. What a cluster has is nobody's share: it counts
    for the cluster and above, not for one of its towns."""
    rows = between(key, key.period.end if key.period else current_day())
    if key.partnership is not None:
        rows = rows.filter(pk=key.partnership)
    few = list(rows.values_list("pk", flat=True)[: FEW + 1])
    return few if len(few) <= FEW else rows.values("pk")
