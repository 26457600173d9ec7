"""Verbs of education and health: plan and hold activities, send teams, run classes."""

from dataclasses import dataclass
from datetime import date

from shanhai.accounts.models import User
from shanhai.common.amounts import Amount
from shanhai.cooperation.models import (
    Activity,
    Equipment,
    Intake,
    SpecialClass,
    Team,
    Technique,
    Waiver,
)
from shanhai.cooperation.queries.sides import side_of
from shanhai.cooperation.rules import CooperationError, check_order, require_text
from shanhai.cooperation.rules.care import (
    check_done,
    check_results,
    check_within,
    refuse_overlap,
    years,
)
from shanhai.cooperation.services.guard import on_a_side, require, today
from shanhai.cooperation.services.keeping import may_change, may_register, put
from shanhai.cooperation.services.projects import work_words
from shanhai.records.models import Ref
from shanhai.records.services import change
from shanhai.registry.models import Node, Partnership
from shanhai.registry.queries import sees_ref


@dataclass(frozen=True, slots=True)
class ActivityFacts:
    """Everything known of an activity."""

    partnership: Partnership
    title: str
    kind: str
    helper_unit: Node
    recipient_unit: Node
    planned_on: date | None = None
    held_on: date | None = None
    people: int | None = None
    sessions: int | None = None
    served: int | None = None
    note: str = ""


def register_activity(actor: User | None, facts: ActivityFacts) -> Activity:
    """Plan an activity, or register one that was held."""
    require(actor, "register", [facts.partnership])
    _check_activity(facts)
    with change(actor, "register_activity", facts.title) as action:
        return put(action, Activity(), facts)


def edit_activity(
    actor: User | None, activity: Activity, facts: ActivityFacts, expected: int | None = None,
    why: str = "",
) -> Activity:  # fmt: skip
    """Change what is known of an activity."""
    may_change(actor, activity, facts, "活动名称")
    _check_activity(facts)
    with change(actor, "edit_activity", why) as action:
        return put(action, activity, facts, expected)


def _check_activity(facts: ActivityFacts) -> None:
    require_text(facts.title, "活动名称")
    if facts.kind not in work_words()["activity_kinds"]:
        raise CooperationError("请选择类型。")
    for node, side, what in (
        (facts.helper_unit, "helper", "帮扶单位"), (facts.recipient_unit, "recipient", "受援单位"),
    ):  # fmt: skip
        if side_of(node, [facts.partnership]) != side:
            raise CooperationError(f"“{node.name}”不在{what[:2]}方，请核对{what}。")
    numbers = {"派出人数": facts.people, "课时或场次": facts.sessions, "受益人数": facts.served}
    if facts.held_on:
        check_done(facts.held_on, today())
    elif any(number is not None for number in numbers.values()):
        raise CooperationError("填了人数或场次，还要填开展日期；没有开展的先不填数。")
    if not facts.held_on and not facts.planned_on:
        raise CooperationError("请填计划日期或开展日期。")


def hold_activity(
    actor: User | None, activity: Activity, on: date, people: int | None = None,
    sessions: int | None = None, served: int | None = None, note: str = "",
) -> Activity:  # fmt: skip
    """Say that a planned activity was held, and what came of it."""
    require(actor, "register", [activity.partnership])
    if activity.held_on:
        raise CooperationError(f"这次活动已在{activity.held_on}登记结果，更正请用“修改”。")
    check_done(on, today())
    check_results({"派出人数": people, "课时或场次": sessions, "受益人数": served})
    with change(actor, "hold_activity", str(on)) as action:
        activity.held_on, activity.people = on, people
        activity.sessions, activity.served = sessions, served
        activity.note = "\n".join(part for part in (activity.note, note.strip()) if part)
        return action.save(activity)


@dataclass(frozen=True, slots=True)
class TeamFacts:
    """Everything known of a team."""

    partnership: Partnership
    title: str
    kind: str
    unit: Node
    start: date | None = None
    end: date | None = None
    document: str = ""
    goal: str = ""
    note: str = ""


def register_team(actor: User | None, facts: TeamFacts) -> Team:
    """Register a team, or one that is planned."""
    may_register(actor, Team, facts, "团队名称")
    _check_team(facts)
    with change(actor, "register_team", facts.title) as action:
        return put(action, Team(), facts)


def edit_team(
    actor: User | None, team: Team, facts: TeamFacts, expected: int | None = None, why: str = ""
) -> Team:
    """Change what is known of a team."""
    may_change(actor, team, facts, "团队名称")
    _check_team(facts)
    with change(actor, "edit_team", why) as action:
        return put(action, team, facts, expected)


def _check_team(facts: TeamFacts) -> None:
    kind = work_words()["team_kinds"].get(facts.kind)
    if kind is None:
        raise CooperationError("请选择类型。")
    check_order(facts.start, facts.end, "期满")
    where = facts.unit.kind or facts.unit.level
    if where != kind["at"]:
        raise CooperationError(
            f"{kind['name']}驻在{kind['at_name']}，“{facts.unit.name}”不是，请核对。"
        )
    if side_of(facts.unit, [facts.partnership]) != "recipient":
        raise CooperationError(f"“{facts.unit.name}”不在受援方，请核对驻在单位。")


def bring_technique(
    actor: User | None, team: Team, title: str, on: date, cases: int | None = None
) -> Technique:
    """Say that a team brought a technique, a department or a way of teaching."""
    require(actor, "register", [team.partnership])
    title = require_text(title, "名称", 120)
    check_done(on, today())
    check_within(on, team.start, team.end, "开展日期")
    if team.techniques.filter(title=title).exists():
        raise CooperationError(f"“{title}”已经登记，一项新技术只计一次。")
    with change(actor, "bring_technique", title) as action:
        action.save(team)
        made = Technique.objects.create(team=team, title=title, on=on, cases=cases)
        action.keep(team)
    return made


def receive_equipment(
    actor: User | None, team: Team, title: str, number: int, on: date, paid_by: Ref | None = None
) -> Equipment:
    """Note equipment that came, and the project or gift it was paid by."""
    require(actor, "register", [team.partnership])
    title = require_text(title, "设备", 120)
    check_done(on, today(), "到货")
    if number < 1:
        raise CooperationError("台套数至少是1。")
    if actor and paid_by and not sees_ref(actor, paid_by):
        raise CooperationError("这个来源不在您的范围内。")
    with change(actor, "receive_equipment", title) as action:
        action.save(team)
        made = Equipment.objects.create(
            team=team, title=title, number=number, on=on, paid_by=paid_by
        )
        action.keep(team)
    return made


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """Everything known of a class for the other side."""

    partnership: Partnership
    title: str
    school: Node
    major: str = ""
    opened_on: date | None = None
    closed_on: date | None = None
    note: str = ""


def open_class(actor: User | None, facts: ClassFacts) -> SpecialClass:
    """Register a class for the other side's students."""
    may_register(actor, SpecialClass, facts, "班名")
    _check_class(facts)
    with change(actor, "open_class", facts.title) as action:
        return put(action, SpecialClass(), facts)


def edit_class(
    actor: User | None, one: SpecialClass, facts: ClassFacts, expected: int | None = None,
    why: str = "",
) -> SpecialClass:  # fmt: skip
    """Change what is known of a class."""
    may_change(actor, one, facts, "班名")
    _check_class(facts)
    with change(actor, "edit_class", why) as action:
        return put(action, one, facts, expected)


def _check_class(facts: ClassFacts) -> None:
    check_order(facts.opened_on, facts.closed_on, "停办日期")
    on_a_side(facts.school, [facts.partnership], "办班学校")
    if facts.school.kind != "school":
        raise CooperationError(f"“{facts.school.name}”登记的不是学校，请核对办班学校。")


def take_in(
    actor: User | None, one: SpecialClass, students: int, first: int, last: int | None = None
) -> Intake:
    """Note how many students a class took in during a year, or during years nobody told apart."""
    require(actor, "register", [one.partnership])
    if students < 1:
        raise CooperationError("招生人数至少是1。")
    period = years(first, last, today())
    refuse_overlap((row.period for row in one.intakes.all()), period, "招生")
    with change(actor, "take_in", f"{period.label}{students}人") as action:
        action.save(one)
        made = Intake(of=one, students=students)
        made.period = period
        made.save()
        action.keep(one)
    return made


def waive(
    actor: User | None, one: SpecialClass, amount: Amount, first: int, last: int | None = None
) -> Waiver:
    """Note the fees a class did not ask for during a year, or during years nobody told apart."""
    require(actor, "register", [one.partnership])
    if amount.units <= 0:
        raise CooperationError("减免金额要大于0。")
    period = years(first, last, today())
    refuse_overlap((row.period for row in one.waivers.all()), period, "减免")
    with change(actor, "waive", period.label) as action:
        action.save(one)
        made = Waiver(of=one)
        made.period, made.amount = period, amount
        made.save()
        action.keep(one)
    return made
