"""Registers whose members give figures: who is a member from which day until which."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import DateField, F, Min, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from shanhai.common import vocabulary
from shanhai.common.periods import Period
from shanhai.cooperation.models import (
    Activity,
    Facility,
    Intake,
    Outlet,
    Park,
    Project,
    ProjectStep,
    Promotion,
    PromotionResult,
    ShowVillage,
    SpecialClass,
    Station,
    Team,
    Technique,
    Venture,
    VentureStep,
    Waiver,
    Workshop,
)
from shanhai.records.models import Record

Rule = Mapping[str, Any]
_NEVER = Value(None, output_field=DateField())


@dataclass(frozen=True, slots=True)
class Register:
    """A register of one kind. `rows` gives for a rule of vocabulary/registers.yaml its rows, each
    with `since` and `until`; `owner` leads from a row to the object it belongs to, `kind` to what
    a rule's `kinds` are held against."""

    model: type[Record]
    rows: Callable[[Rule], QuerySet]
    owner: str = ""
    kind: str = "kind"

    def path(self, name: str) -> str:
        """The lookup of a column of the owner."""
        return f"{self.owner}__{name}" if self.owner else name


def _dated(rows: QuerySet, since: str, until: str = "") -> QuerySet:
    return rows.annotate(since=F(since), until=F(until) if until else _NEVER)


def _done(model: type[Model], on: str) -> QuerySet:
    """Rows of what was done on a day; what is only planned does not count."""
    return _dated(model._default_manager.exclude(**{on: None}), on)


def _open(model: type[Model]) -> QuerySet:
    """What is open from a day until another."""
    return _dated(model._default_manager.all(), "opened_on", "closed_on")


def _of_periods(model: type[Model]) -> QuerySet:
    return _dated(model._default_manager.all(), "period_start", "period_end")


def _first_step(model: type[Model], owner: str, column: str, steps: Iterable[str]) -> Subquery:
    """The day the first of some steps was taken."""
    taken = model._default_manager.filter(
        **{owner: OuterRef("pk"), f"{column}__in": list(steps)}
    ).order_by()
    return Subquery(taken.values(owner).annotate(first=Min("on")).values("first"))


def _projects(rule: Rule) -> QuerySet:
    """Projects since the work began; one that was cancelled does not count."""
    begun = vocabulary.load("work", settings.VOCABULARY_DIR)["project_begun"]
    since = _first_step(ProjectStep, "project", "state", begun)
    rows = Project.objects.exclude(state="cancelled").annotate(since=since, until=_NEVER)
    return rows.exclude(since=None)


def _ventures(rule: Rule) -> QuerySet:
    """Investments since they took the first of the rule's rungs."""
    taken = _first_step(VentureStep, "venture", "rung", rule["steps"])
    return Venture.objects.annotate(since=taken, until=_NEVER).exclude(since=None)


REGISTERS = {
    "parks": Register(Park, lambda rule: _open(Park)),
    "workshops": Register(Workshop, lambda rule: _open(Workshop)),
    "outlets": Register(Outlet, lambda rule: _open(Outlet)),
    "stations": Register(Station, lambda rule: _open(Station)),
    "tenants": Register(
        Venture,
        lambda rule: _dated(
            Venture.objects.filter(park__isnull=False, entered_on__isnull=False),
            "entered_on", "left_on",
        ),
    ),
    "projects": Register(Project, _projects),
    "ventures": Register(Venture, _ventures),
    "activities": Register(Activity, lambda rule: _done(Activity, "held_on")),
    "techniques": Register(Team, lambda rule: _done(Technique, "on"), "team", "team__kind"),
    "intakes": Register(SpecialClass, lambda rule: _of_periods(Intake), "of"),
    "waivers": Register(SpecialClass, lambda rule: _of_periods(Waiver), "of"),
    "show_villages": Register(
        ShowVillage,
        lambda rule: _dated(
            ShowVillage.objects.exclude(named_on=None), "named_on", "ended_on"
        ),
    ),
    "facilities": Register(ShowVillage, lambda rule: _done(Facility, "finished_on"), "of"),
    "promotions": Register(Promotion, lambda rule: _done(Promotion, "held_on")),
    "promotion_results": Register(
        Promotion, lambda rule: _of_periods(PromotionResult), "of"
    ),
}  # fmt: skip


def members(rule: Rule) -> QuerySet:
    """The rows a rule counts, of all times, without those taken out of the lists."""
    register = REGISTERS[rule["register"]]
    rows = register.rows(rule).filter(**{register.path("ref__archived_at"): None})
    return rows.filter(**{f"{register.kind}__in": rule["kinds"]}) if "kinds" in rule else rows


def on_day(rows: QuerySet, day: date) -> QuerySet:
    """Members on a day; one whose beginning nobody knows is there until it is said to end."""
    return rows.filter(
        Q(since=None) | Q(since__lte=day), Q(until=None) | Q(until__gt=day)
    )  # fmt: skip


def within(rows: QuerySet, period: Period) -> QuerySet:
    """Members whose own days all lie in a period."""
    return rows.annotate(last=Coalesce("until", "since")).filter(
        since__gte=period.start, last__lte=period.end
    )
