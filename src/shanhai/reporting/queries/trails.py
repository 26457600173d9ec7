"""The trail of every number, and the tables that faces show."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from shanhai.accounts.models import User
from shanhai.common import vocabulary
from shanhai.common.amounts import Amount
from shanhai.common.indicators import Indicator, Nature, indicator, indicators
from shanhai.common.keys import Key, Stage
from shanhai.common.periods import Period
from shanhai.cooperation.queries.registers import REGISTERS
from shanhai.figures.queries import (
    Figure,
    Line,
    counting_kinds,
    figure,
    figures,
    figures_as_of,
    is_stock,
    lines,
    link_figure,
    links_of,
    pairing_figure,
    pairing_figures,
    pairing_kinds,
    pairings,
    register_figure,
    register_figures,
    register_parts,
    register_rules,
)
from shanhai.ledger.models import Entry, Evidence
from shanhai.records.models import Record
from shanhai.registry.models import Partnership
from shanhai.registry.queries import visible_to
from shanhai.targets.models import Target
from shanhai.targets.queries import targets_of


@dataclass(frozen=True, slots=True)
class Trail:
    """From one number to what it rests on. `hidden` counts rows outside the user's scope: they
    are in the number, and the page says so. `members` are the objects a register's figure rests
    on, each with what it gives."""

    key: Key
    indicator: Indicator
    figure: Figure | None
    formula: str
    lines: list[Line]
    links: list[Partnership]
    hidden: int
    members: Sequence[tuple[Record, Amount]] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator of a partnership's year: its stages, pairing count and targets."""

    indicator: Indicator
    stages: dict[Stage, Figure]
    target: Amount | None
    target_id: int | None

    @property
    def figure(self) -> Figure:
        """The rung that counts most: what arrived, else what was furthest."""
        for stage in (Stage.ARRIVED, Stage.USED, Stage.PROMISED, Stage.PLANNED):
            if stage in self.stages:
                return self.stages[stage]
        raise LookupError(self.indicator.code)


@dataclass(frozen=True, slots=True)
class Field:
    """A field (领域) of a partnership's year."""

    name: str
    rows: list[Row]


def partnership_key(
    partnership: Partnership, period: Period | None, code: str = "", stage: Stage | None = None
) -> Key:
    """The key of a partnership's own two nodes within its programme."""
    return Key(
        code,
        partnership.helper_id,
        partnership.recipient_id,
        programme=partnership.programme_id,
        period=period,
        stage=stage,
    )


def partnership_fields(partnership: Partnership, period: Period) -> list[Field]:
    """Everything recorded for a partnership in a period, by field, in the catalogue's order."""
    goals = {goal.indicator: goal for goal in _targets(partnership, period)}
    return fields_of(partnership_key(partnership, period), goals)


def fields_of(key: Key, goals: dict[str, Target] | None = None) -> list[Field]:
    """Every figure under a key, by field, in the catalogue's order."""
    found: dict[tuple[str, str], dict[Stage, Figure]] = defaultdict(dict)
    for row in all_figures(key):
        found[row.key.indicator, row.amount.unit][row.key.stage or Stage.ARRIVED] = row
    return _by_field(found, goals or {})


def all_figures(key: Key) -> list[Figure]:
    """Every figure under a key, of what is recorded and of what registers give: a stock is the
    register's where it has members, a flow is the ledger's where entries tell of it."""
    recorded, registers = figures(key), register_figures(key)
    told = {row.key.indicator for row in recorded}
    counted = pairing_figures(key)
    counted += [row for row in registers if is_stock(row.key.indicator)]
    stocks = {row.key.indicator for row in counted}
    counted += [row for row in registers if row.key.indicator not in told | stocks]
    return [*counted, *(row for row in recorded if row.key.indicator not in stocks)]


def _targets(partnership: Partnership, period: Period) -> QuerySet[Target]:
    """What the very period aims for: one year's target says nothing of five years' total."""
    return Target.objects.filter(
        partnership=partnership,
        period_start=period.start,
        period_end=period.end,
        ref__archived_at__isnull=True,
        stage=Stage.PLANNED,
    ).order_by("pk")


@dataclass(frozen=True, slots=True)
class Goal:
    """What is aimed for in a period beside what is recorded under the same key. `percent` is
    written text, cut off and never rounded up; "" when nothing can be compared."""

    target: Target
    indicator: Indicator
    figure: Figure | None
    percent: str


def goals(user: User, rows: QuerySet[Partnership], period: Period) -> list[Goal]:
    """What these partnerships aim for in the very period, with how far each is."""
    wanted = targets_of(user).filter(
        partnership__in=rows, period_start=period.start, period_end=period.end
    )
    order = {code: place for place, code in enumerate(indicators())}
    found = sorted(wanted, key=lambda row: (order.get(row.indicator, 999), row.pk))
    return [_goal(row, period) for row in found]


def _goal(target: Target, period: Period) -> Goal:
    key = Key(
        target.indicator, target.helper_id, target.recipient_id,
        programme=target.partnership.programme_id, period=period, stage=None,
    )  # fmt: skip
    shown = _furthest(key, target.unit)
    return Goal(target, indicator(target.indicator), shown, percent_of(shown, target))


def _furthest(key: Key, unit: str) -> Figure | None:
    """What counts against a target: what arrived, else what was used, else what was promised."""
    counted = pairing_figure(key) or (register_figure(key) if is_stock(key.indicator) else None)
    if counted is not None:
        return counted
    found = {row.key.stage: row for row in figures(key) if row.amount.unit == unit}
    rungs = (Stage.ARRIVED, Stage.USED, Stage.PROMISED)
    return next((found[rung] for rung in rungs if rung in found), None) or register_figure(key)


def percent_of(shown: Figure | None, target: Target) -> str:
    """How much of a target is there: 58.3 %; nothing recorded is 0 %."""
    if target.units <= 0:
        return ""
    tenths = (shown.amount.units if shown else 0) * 1000 // target.units
    return f"{tenths // 10}.{tenths % 10} %" if tenths % 10 else f"{tenths // 10} %"


def _by_field(
    found: dict[tuple[str, str], dict[Stage, Figure]], goals: dict[str, Target]
) -> list[Field]:
    order = {code: place for place, code in enumerate(indicators())}
    fields: dict[str, list[Row]] = defaultdict(list)
    for code, unit in sorted(found, key=lambda pair: (order.get(pair[0], 999), pair)):
        about, goal = indicator(code), goals.get(code)
        same_unit = goal is not None and goal.unit == unit
        fields[about.field].append(
            Row(
                about,
                found[code, unit],
                goal.amount if goal and same_unit else None,
                goal.pk if goal and same_unit else None,
            )
        )
    return [Field(name, rows) for name, rows in fields.items()]


# What a trail shows of its entries.
_EVIDENCE = Prefetch(
    "evidence", Evidence.objects.select_related("span__document", "blob").order_by("pk")
)


def trail(
    user: User, key: Key, unit: str | None = None, day: date | None = None, which: str = ""
) -> Trail:
    """What a number rests on, as far as the user may see it; with `day`, as it stood at the end
    of that day (records.past.queries.TooMany); `which` of several counts of links it is."""
    if day is not None:
        with figures_as_of(key, day, user):
            return _trail(user, key, unit, which)
    return _trail(user, key, unit, which)


def _trail(user: User, key: Key, unit: str | None, which: str) -> Trail:
    about = indicator(key.indicator)
    shown = link_figure(key, which) if which else figure(key, unit)
    if shown is not None and shown.pairings is not None:
        return _register_trail(user, key, about, shown)
    if shown is not None and shown.counted:
        return _member_trail(user, key, about, shown)
    unit = unit or (shown.amount.unit if shown else None)
    rows = lines(key, unit)
    entries = Entry.objects.filter(pk__in=[line.entry.pk for line in rows])
    visible = set(visible_to(user, entries).values_list("pk", flat=True))
    seen = [line for line in rows if line.entry.pk in visible]
    prefetch_related_objects([line.entry for line in seen], _EVIDENCE)
    return Trail(key, about, shown, _formula(about, len(rows)), seen, [], len(rows) - len(seen))


def _register_trail(user: User, key: Key, about: Indicator, shown: Figure) -> Trail:
    links = links_of(key, shown.which) if shown.which else pairings(key)
    seen = list(visible_to(user, links).select_related("helper", "recipient"))
    formula = _("由结对登记清点（%(kinds)s），%(ends)s") % {
        "kinds": _kinds(key, shown.which), "ends": _ENDS[shown.which.partition(" ")[0]],
    }  # fmt: skip
    return Trail(key, about, shown, formula, [], seen, links.count() - len(seen))


# How links are counted, by which of their counts a number is.
_ENDS = {
    "": _lazy("受援方不重复计数"), "recipients": _lazy("受援方不重复计数"),
    "helpers": _lazy("帮扶方不重复计数"), "links": _lazy("同一对不重复计数"),
}  # fmt: skip


def _kinds(key: Key, which: str) -> str:
    """The kinds of pairing that are counted, by their names."""
    names = vocabulary.load("partnerships", settings.VOCABULARY_DIR)["kinds"]
    kinds = counting_kinds(key.indicator) if which else pairing_kinds(key.indicator)
    wanted = which.partition(" ")[2]
    return _("、").join(_(names[one]["name"]) for one in kinds if wanted in ("", one))


def _member_trail(user: User, key: Key, about: Indicator, shown: Figure) -> Trail:
    """The objects a register's figure rests on."""
    rule, parts = register_rules()[key.indicator], register_parts(key)
    model = REGISTERS[rule["register"]].model
    seen = list(visible_to(user, model._default_manager.filter(pk__in=parts)).order_by("pk"))
    how = _("，所记相加") if "sum" in rule else _("，同一个不重复计数") if "once" in rule else ""
    stock = about.nature == Nature.STOCK
    day = _("由登记清点：当日在册的%s") if stock else _("由登记清点：期间之内的%s")
    formula = day % _(str(model._meta.verbose_name)) + how
    members = [(one, parts[one.pk]) for one in seen]
    return Trail(key, about, shown, formula, [], [], len(parts) - len(seen), members)


def _formula(about: Indicator, rows: int) -> str:
    if about.nature == Nature.STOCK:
        return _("存量：各帮扶方—受援方取最近一次记录，共%s笔") % rows
    if about.nature == Nature.RATE:
        return _("比率不相加，只列最近一次记录")
    return _("流量：%s笔台账记录相加，每笔只计一次") % rows
