"""Verbs of what belongs to a project: milestones, problems, notices, assets."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from shanhai.accounts.models import User
from shanhai.cooperation.models import Asset, AssetCheck, Disclosure, Milestone, Problem, Project
from shanhai.cooperation.rules import CooperationError, require_text
from shanhai.cooperation.rules.projects import check_after, check_down
from shanhai.cooperation.services.guard import require, today
from shanhai.cooperation.services.projects import work_words
from shanhai.records.models import Attachment
from shanhai.records.services import attach, change
from shanhai.registry.models import Node


def set_milestone(actor: User | None, project: Project, title: str, due: date) -> Milestone:
    """Say what a project is to reach by a day."""
    title = require_text(title, "节点", 120)
    check_after(due, project.start, "节点时间", "计划开工")
    if project.milestones.filter(title=title).exists():
        raise CooperationError(f"节点“{title}”已经有了。")
    with _about(actor, project, "set_milestone", title):
        return Milestone.objects.create(project=project, title=title, due=due)


def reach_milestone(
    actor: User,
    milestone: Milestone,
    on: date,
    note: str = "",
    photo: tuple[str, bytes, str] | None = None,
) -> Milestone:
    """Say that a milestone was reached; `photo` is name, bytes and media type."""
    if milestone.reached_on:
        raise CooperationError(f"节点“{milestone.title}”{milestone.reached_on}已经达到。")
    _not_ahead(on)
    with _about(actor, milestone.project, "reach_milestone", milestone.title):
        milestone.reached_on, milestone.note = on, note.strip()[:300]
        if photo:
            milestone.photo = _photo(actor, milestone.project, photo, milestone.title)
        milestone.save()
    return milestone


def _photo(actor: User, project: Project, photo: tuple[str, bytes, str], title: str) -> Attachment:
    name, data, media_type = photo
    return attach(actor, project, name, data, media_type, f"节点：{title}")


def find_problem(
    actor: User | None, project: Project, origin: str, text: str, owner: str, found_on: date,
    due: date,
) -> Problem:  # fmt: skip
    """Register something found wrong, whose task it is and until when."""
    if origin not in work_words()["problem_origins"]:
        raise CooperationError("请选择问题的来源。")
    text, owner = require_text(text, "问题", 300), require_text(owner, "责任单位", 120)
    check_after(due, found_on, "整改时限", "发现日期")
    _not_ahead(found_on)
    with _about(actor, project, "find_problem", text):
        return Problem.objects.create(
            project=project, origin=origin, text=text, owner=owner, found_on=found_on, due=due
        )


def fix_problem(actor: User | None, problem: Problem, on: date, fix: str) -> Problem:
    """Say that a problem was put right, and how."""
    if problem.fixed_on:
        raise CooperationError(f"这个问题{problem.fixed_on}已经整改。")
    check_after(on, problem.found_on, "整改日期", "发现日期")
    _not_ahead(on)
    fix = require_text(fix, "整改情况", 300)
    with _about(actor, problem.project, "fix_problem", problem.text):
        problem.fixed_on, problem.fix = on, fix
        problem.save()
    return problem


def disclose(
    actor: User | None, duty: Disclosure, posted_on: date, place: str,
    taken_down_on: date | None = None,
) -> Disclosure:  # fmt: skip
    """Say where and when something was made public, and when it was taken down."""
    place = require_text(place, "公示地点")
    _not_ahead(posted_on)
    check_down(posted_on, taken_down_on, duty.days)
    with _about(actor, duty.project, "disclose", place):
        duty.posted_on, duty.place, duty.taken_down_on = posted_on, place, taken_down_on
        duty.save()
    return duty


@dataclass(frozen=True, slots=True)
class AssetFacts:
    """What a project left behind."""

    title: str
    kind: str
    owner: Node
    handed_on: date
    document: str = ""
    operation: str = ""
    income_use: str = ""


def hand_over_asset(actor: User | None, project: Project, facts: AssetFacts) -> Asset:
    """Register an asset of a project and whose it is now."""
    words = work_words()
    if facts.kind not in words["asset_kinds"]:
        raise CooperationError("请选择资产的类别。")
    if project.state not in words["project_done"]:
        raise CooperationError("项目还没有完工，不能移交资产；请先登记完工。")
    begun = project.steps.filter(state="finished").last()
    check_after(facts.handed_on, begun.on if begun else None, "移交日期", "完工日期")
    _not_ahead(facts.handed_on)
    with _about(actor, project, "hand_over_asset", facts.title):
        return Asset.objects.create(
            project=project, title=require_text(facts.title, "资产名称", 120), kind=facts.kind,
            owner=facts.owner, handed_on=facts.handed_on, document=facts.document.strip()[:120],
            operation=facts.operation.strip()[:120], income_use=facts.income_use.strip()[:200],
        )  # fmt: skip


def check_asset(
    actor: User | None, asset: Asset, on: date, is_open: bool, rent: int | None = None,
    jobs: int | None = None, note: str = "",
) -> AssetCheck:  # fmt: skip
    """Register a look at an asset; `rent` is a year's, in 1/10,000 元."""
    check_after(on, asset.handed_on, "查看日期", "移交日期")
    _not_ahead(on)
    if not is_open and not note.strip():
        raise CooperationError("资产停用，请写明原因和盘活的办法。")
    with _about(actor, asset.project, "check_asset", asset.title):
        return AssetCheck.objects.create(
            asset=asset, on=on, open=is_open, rent=rent, jobs=jobs, note=note.strip()[:300]
        )


def _not_ahead(on: date) -> None:
    if on > today():
        raise CooperationError(f"{on}还没有到，请在做到之后登记。")


@contextmanager
def _about(actor: User | None, project: Project, verb: str, why: str) -> Iterator[None]:
    """An action upon something that belongs to a project: the project's version tells of it."""
    require(actor, "register", [project.partnership])
    with change(actor, verb, why) as action:
        action.save(project)
        yield
        action.keep(project)
