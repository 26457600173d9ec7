"""Verbs of labour: register vacancies, job fairs, rides, courses and stations."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from shanhai.accounts.models import User
from shanhai.cooperation.models import Course, FairFirm, JobFair, Ride, Station, Vacancy
from shanhai.cooperation.rules import CooperationError, check_order, lines, require_text
from shanhai.cooperation.rules.labour import fair_line
from shanhai.cooperation.services.guard import filled, on_a_side, require, today
from shanhai.cooperation.services.projects import work_words
from shanhai.records.services import Change, change
from shanhai.registry.models import Node, Partnership
from shanhai.registry.queries import resolve


@dataclass(frozen=True, slots=True)
class VacancyFacts:
    """Everything known of a vacancy."""

    partnership: Partnership
    firm: Node
    post: str
    places: int
    trade: str = ""
    wage: str = ""
    opened_on: date | None = None
    closed_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class JobFairFacts:
    """Everything known of a fair. `firms` are lines “单位[，30个岗位][，12人意向]”."""

    partnership: Partnership
    title: str
    site: Node | None = None
    held_on: date | None = None
    visitors: int | None = None
    firms: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class RideFacts:
    """Everything known of a ride; `people` is what was told."""

    partnership: Partnership
    title: str
    mode: str
    start_from: Node
    going_to: Node
    on: date
    vehicles: int | None = None
    people: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class CourseFacts:
    """Everything known of a course."""

    partnership: Partnership
    title: str
    trade: str
    organiser: Node | None = None
    site: Node | None = None
    start: date | None = None
    end: date | None = None
    hours: int | None = None
    people: int | None = None
    certificates: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class StationFacts:
    """Everything known of a station."""

    partnership: Partnership
    title: str
    site: Node
    operator: Node | None = None
    opened_on: date | None = None
    closed_on: date | None = None
    staff: int | None = None
    note: str = ""


def register_vacancy(actor: User | None, facts: VacancyFacts) -> Vacancy:
    """Register the places a firm offers."""
    with change(actor, "register_vacancy", facts.post) as action:
        return _write(action, actor, Vacancy(), facts, _check_vacancy)


def edit_vacancy(
    actor: User | None, vacancy: Vacancy, facts: VacancyFacts, expected: int | None = None,
    why: str = "",
) -> Vacancy:  # fmt: skip
    """Change what is known of a vacancy."""
    with change(actor, "edit_vacancy", why) as action:
        return _write(action, actor, vacancy, facts, _check_vacancy, expected)


def register_job_fair(actor: User | None, facts: JobFairFacts) -> JobFair:
    """Register a fair with the firms that came."""
    with change(actor, "register_job_fair", facts.title) as action:
        return _write_fair(action, actor, JobFair(), facts)


def edit_job_fair(
    actor: User | None, fair: JobFair, facts: JobFairFacts, expected: int | None = None,
    why: str = "",
) -> JobFair:  # fmt: skip
    """Change what is known of a fair."""
    with change(actor, "edit_job_fair", why) as action:
        return _write_fair(action, actor, fair, facts, expected)


def register_ride(actor: User | None, facts: RideFacts) -> Ride:
    """Register a ride to work."""
    with change(actor, "register_ride", facts.title) as action:
        return _write(action, actor, Ride(), facts, _check_ride)


def edit_ride(
    actor: User | None, ride: Ride, facts: RideFacts, expected: int | None = None, why: str = ""
) -> Ride:
    """Change what is known of a ride."""
    with change(actor, "edit_ride", why) as action:
        return _write(action, actor, ride, facts, _check_ride, expected)


def register_course(actor: User | None, facts: CourseFacts) -> Course:
    """Register a course."""
    with change(actor, "register_course", facts.title) as action:
        return _write(action, actor, Course(), facts, _check_course)


def edit_course(
    actor: User | None, course: Course, facts: CourseFacts, expected: int | None = None,
    why: str = "",
) -> Course:  # fmt: skip
    """Change what is known of a course."""
    with change(actor, "edit_course", why) as action:
        return _write(action, actor, course, facts, _check_course, expected)


def register_station(actor: User | None, facts: StationFacts) -> Station:
    """Register a station. Stations are counted by name, so each has its own."""
    with change(actor, "register_station", facts.title) as action:
        return _write(action, actor, Station(), facts, _check_station)


def edit_station(
    actor: User | None, station: Station, facts: StationFacts, expected: int | None = None,
    why: str = "",
) -> Station:  # fmt: skip
    """Change what is known of a station."""
    with change(actor, "edit_station", why) as action:
        return _write(action, actor, station, facts, _check_station, expected)


def _write(
    action: Change, actor: User | None, record: Any, facts: Any,
    check: Callable[[Any], dict[str, Any]], expected: int | None = None,
    apart: tuple[str, ...] = (),
) -> Any:  # fmt: skip
    """Check and write one object; `check` gives the columns that tell one from another."""
    known = [facts.partnership]
    require(actor, "register", known if record._state.adding else [record.partnership, *known])
    same = type(record)._default_manager.filter(
        partnership=facts.partnership, ref__archived_at=None, **check(facts)
    )
    if same.exclude(pk=record.pk).exists():
        raise CooperationError("同样的一条已经登记，不必重复登记。")
    return action.save(filled(record, facts, apart), expected)


def _write_fair(
    action: Change, actor: User | None, fair: JobFair, facts: JobFairFacts,
    expected: int | None = None,
) -> JobFair:  # fmt: skip
    rows: list[FairFirm] = []
    for position, line in enumerate(lines(facts.firms)):
        one = fair_line(line)
        if any(row.name == one.name for row in rows):
            raise CooperationError(f"“{one.name}”写了两行，请合成一行。")
        node = resolve(one.name, facts.partnership)
        rows.append(FairFirm(position=position, name=one.name, node=node, posts=one.posts,
                             intentions=one.intentions))  # fmt: skip
    _write(action, actor, fair, facts, _check_fair, expected, ("firms",))
    fair.firms.all().delete()
    for row in rows:
        row.fair = fair
    FairFirm.objects.bulk_create(rows)
    action.keep(fair)
    return fair


def _check_vacancy(facts: VacancyFacts) -> dict[str, Any]:
    post = require_text(facts.post, "岗位", 120)
    if facts.places < 1:
        raise CooperationError("招用人数至少1人。")
    check_order(facts.opened_on, facts.closed_on, "截止日期")
    return {"firm": facts.firm, "post": post, "opened_on": facts.opened_on}


def _check_fair(facts: JobFairFacts) -> dict[str, Any]:
    title = require_text(facts.title, "招聘会名称")
    if facts.held_on and facts.held_on > today() and (facts.visitors or facts.firms.strip()):
        raise CooperationError(f"{facts.held_on}还没有到，参会单位和人次请在开过之后填。")
    return {"title": title, "held_on": facts.held_on}


def _check_ride(facts: RideFacts) -> dict[str, Any]:
    title = require_text(facts.title, "事项")
    if facts.mode not in work_words()["ride_modes"]:
        raise CooperationError("请选择输送方式。")
    if facts.start_from == facts.going_to:
        raise CooperationError("出发地和到达地是同一处，请核对。")
    if facts.on > today():
        raise CooperationError(f"{facts.on}还没有到，请在送达之后登记。")
    return {"title": title, "on": facts.on}


def _check_course(facts: CourseFacts) -> dict[str, Any]:
    title = require_text(facts.title, "班名")
    require_text(facts.trade, "工种", 60)
    check_order(facts.start, facts.end)
    if facts.certificates is not None and facts.people is None:
        raise CooperationError("填了取证人数，还要填培训人数。")
    if facts.certificates is not None and facts.certificates > (facts.people or 0):
        raise CooperationError(
            f"取证{facts.certificates}人，比培训的{facts.people}人还多，请核对。"
        )
    return {"title": title, "start": facts.start}


def _check_station(facts: StationFacts) -> dict[str, Any]:
    title = require_text(facts.title, "名称", 120)
    check_order(facts.opened_on, facts.closed_on, "撤销日期")
    if facts.opened_on and facts.opened_on > today():
        raise CooperationError(f"{facts.opened_on}还没有到，请在设立之后登记。")
    on_a_side(facts.site, [facts.partnership], "所在地")
    return {"title": title}
