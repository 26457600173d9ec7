"""Verbs of yearly plans, their tasks and quarterly reviews."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from shanhai.accounts.models import User
from shanhai.cooperation.models import Plan, PlanReview, PlanTask, TaskProgress
from shanhai.cooperation.rules import (
    CooperationError,
    check_percent,
    quarter_start,
    require_text,
)
from shanhai.cooperation.services.guard import on_a_side, require, today
from shanhai.records.services import Change, change
from shanhai.registry.models import Node, Partnership


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """Everything known of a plan apart from its tasks."""

    partnership: Partnership
    team: Node
    year: int
    title: str
    summary: str = ""


def make_plan(actor: User | None, facts: PlanFacts) -> Plan:
    """Register the plan of a team for a year."""
    require(actor, "register", [facts.partnership])
    with change(actor, "make_plan", facts.title) as action:
        return _write(action, Plan(), facts)


def edit_plan(
    actor: User | None, plan: Plan, facts: PlanFacts, expected: int | None = None, why: str = ""
) -> Plan:
    """Change what is known of a plan."""
    require(actor, "register", [plan.partnership, facts.partnership])
    with change(actor, "edit_plan", why) as action:
        return _write(action, plan, facts, expected)


def _write(action: Change, plan: Plan, facts: PlanFacts, expected: int | None = None) -> Plan:
    on_a_side(facts.team, [facts.partnership], "工作队或单位")
    twin = Plan.objects.filter(
        partnership=facts.partnership, team=facts.team, year=facts.year, ref__archived_at=None
    ).exclude(pk=plan.pk)
    if twin.exists():
        raise CooperationError(
            f"“{facts.team.name}”{facts.year}年的计划已经有了，请直接在那份计划里加任务。"
        )
    late = [task for task in plan.tasks.all() if task.due] if plan.pk else []
    if any(task.due.year != facts.year for task in late):
        raise CooperationError(f"有任务的时限不在{facts.year}年，请先改任务的时限。")
    plan.partnership, plan.team, plan.year = facts.partnership, facts.team, facts.year
    plan.title, plan.summary = require_text(facts.title, "计划名称"), facts.summary.strip()
    return action.save(plan, expected)


def set_task(
    actor: User | None, plan: Plan, title: str, owner: Node, due: date | None = None
) -> PlanTask:
    """Put a task into a plan."""
    require(actor, "register", [plan.partnership])
    with change(actor, "set_task", title) as action:
        return _write_task(action, PlanTask(plan=plan), title, owner, due)


def edit_task(
    actor: User | None,
    task: PlanTask,
    title: str,
    owner: Node,
    due: date | None = None,
    expected: int | None = None,
) -> PlanTask:
    """Change what a task is, whose and until when; how far it is, a review says."""
    require(actor, "register", [task.plan.partnership])
    with change(actor, "edit_task", title) as action:
        return _write_task(action, task, title, owner, due, expected)


def _write_task(
    action: Change,
    task: PlanTask,
    title: str,
    owner: Node,
    due: date | None,
    expected: int | None = None,
) -> PlanTask:
    if due and due.year != task.plan.year:
        raise CooperationError(f"时限（{due}）不在计划的{task.plan.year}年之内，请核对。")
    on_a_side(owner, [task.plan.partnership], "责任单位")
    task.title, task.owner, task.due = require_text(title, "任务"), owner, due
    return action.save(task, expected)


def review_quarter(
    actor: User | None,
    plan: Plan,
    quarter: int,
    summary: str,
    progress: Mapping[int, tuple[int, str]],
) -> PlanReview:
    """Keep what the review of a quarter found: `progress` gives for a task its percent and a note.
    Reviewing the same quarter again replaces what was found; the history keeps both."""
    require(actor, "register", [plan.partnership])
    if quarter not in (1, 2, 3, 4):
        raise CooperationError("请选择第一至第四季度。")
    begin = quarter_start(plan.year, quarter)
    if begin > today():
        raise CooperationError(f"{plan.year}年第{quarter}季度（{begin}起）还没有开始，不能小结。")
    text = require_text(summary, "本季度的小结", 2000)
    check_percent([percent for percent, _note in progress.values()])
    tasks = {task.pk: task for task in plan.tasks.filter(pk__in=progress)}
    with change(actor, "review_quarter", text) as action:
        review = PlanReview.objects.filter(plan=plan, quarter=quarter).first()
        review = review or PlanReview(plan=plan, quarter=quarter)
        review.summary = text
        action.save(review)
        review.lines.all().delete()
        found = {task: progress[pk] for pk, task in tasks.items()}
        TaskProgress.objects.bulk_create(
            [
                TaskProgress(review=review, task=task, percent=percent, note=note[:300])
                for task, (percent, note) in found.items()
            ]
        )
        action.keep(review)
        if not plan.reviews.filter(quarter__gt=quarter).exists():
            _move_tasks(action, tasks, progress)
    return review


def _move_tasks(
    action: Change, tasks: Mapping[int, PlanTask], progress: Mapping[int, tuple[int, str]]
) -> None:
    """The newest review says how far each task is now."""
    for pk, task in tasks.items():
        percent, note = progress[pk]
        if (task.percent, task.note) != (percent, note[:300]):
            task.percent, task.note = percent, note[:300]
            action.save(task)
