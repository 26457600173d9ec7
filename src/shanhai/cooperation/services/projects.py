"""Verbs of projects: register, edit, take a step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings

from shanhai.accounts.models import User
from shanhai.common import vocabulary
from shanhai.cooperation.models import (
    Disclosure,
    Project,
    ProjectSite,
    ProjectSource,
    ProjectStep,
)
from shanhai.cooperation.rules import CooperationError, check_order, lines, require_text
from shanhai.cooperation.rules.projects import (
    check_step,
    site_line,
    source_line,
)
from shanhai.cooperation.services.guard import placed, refuse_twin, require, today
from shanhai.records.services import Change, change
from shanhai.registry.models import Node, Partnership


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """Everything known of a project before it takes its steps. `funding` are lines
    “来源[，级次]，金额”, `sites` are lines “村[，户数][，人数][，常住人口]”."""

    partnership: Partnership
    title: str
    kind: str
    nature: str = Project.Nature.NEW
    content: str = ""
    owner: Node | None = None
    builder: str = ""
    procurement: str = ""
    start: date | None = None
    end: date | None = None
    funding: str = ""
    sites: str = ""
    goal: str = ""
    result: str = ""
    note: str = ""


def work_words() -> Mapping[str, Any]:
    """vocabulary/work.yaml."""
    return vocabulary.load("work", settings.VOCABULARY_DIR)


def tiers() -> Mapping[str, Any]:
    """The classes money comes from (vocabulary/sources.yaml)."""
    return vocabulary.load("sources", settings.VOCABULARY_DIR)["classes"]


def register_project(actor: User | None, facts: ProjectFacts) -> Project:
    """Register a project in the reserve. Raises CooperationError when it cannot be so."""
    require(actor, "register", [facts.partnership])
    refuse_twin(
        Project, facts.title, said=f"“{facts.partnership}”的项目", partnership=facts.partnership
    )
    with change(actor, "register_project", facts.title) as action:
        return _write(action, Project(), facts)


def edit_project(
    actor: User | None,
    project: Project,
    facts: ProjectFacts,
    expected: int | None = None,
    why: str = "",
) -> Project:
    """Change what is known of a project. Raises StaleVersion when someone wrote meanwhile."""
    require(actor, "register", [project.partnership, facts.partnership])
    with change(actor, "edit_project", why) as action:
        return _write(action, project, facts, expected)


def _write(
    action: Change, project: Project, facts: ProjectFacts, expected: int | None = None
) -> Project:
    if facts.kind not in work_words()["project_kinds"]:
        raise CooperationError("请选择项目的类别。")
    check_order(facts.start, facts.end, "计划完工")
    title = require_text(facts.title, "项目名称")
    sources, sites = _sources(facts), _sites(facts)
    for column in ("partnership", "kind", "nature", "owner", "start", "end"):
        setattr(project, column, getattr(facts, column))
    for column in ("content", "goal", "result", "note"):
        setattr(project, column, getattr(facts, column).strip())
    project.title = title
    project.builder = facts.builder.strip()[:120]
    project.procurement = facts.procurement.strip()[:200]
    action.save(project, expected)
    for rows, model in ((sources, ProjectSource), (sites, ProjectSite)):
        model.objects.filter(project=project).delete()
        for row in rows:
            row.project = project
        model.objects.bulk_create(rows)
    action.keep(project)
    return project


def _sources(facts: ProjectFacts) -> list[ProjectSource]:
    kinds = work_words()["project_money"]
    found = [source_line(line, kinds, tiers()) for line in lines(facts.funding)]
    return [
        ProjectSource(position=position, kind=one.kind, tier=one.tier, units=one.units)
        for position, one in enumerate(found)
    ]


def _sites(facts: ProjectFacts) -> list[ProjectSite]:
    rows: list[ProjectSite] = []
    for position, line in enumerate(lines(facts.sites)):
        one = site_line(line)
        node, _side = placed(one.place, [facts.partnership], "项目地点")
        if any(row.node == node for row in rows):
            raise CooperationError(f"“{node.name}”写了两行，受益的人只计一次，请合成一行。")
        rows.append(
            ProjectSite(
                position=position, node=node, households=one.households, people=one.people,
                inhabitants=one.inhabitants,
            )
        )  # fmt: skip
    return rows


def facts_of(project: Project) -> ProjectFacts:
    """What is known of a project now, as it would be typed."""
    words, classes = work_words()["project_money"], tiers()
    funding = [
        "，".join([words[row.kind]["name"]] + ([classes[row.tier]["name"]] if row.tier else []))
        + f"，{str(row).rpartition(' ')[2].replace(',', '')}"
        for row in project.sources.all()
    ]
    sites = [
        "，".join(
            [row.node.name]
            + ([] if row.households is None else [f"{row.households}户"])
            + ([] if row.people is None else [f"{row.people}人"])
            + ([] if row.inhabitants is None else [f"{row.inhabitants}人常住"])
        )
        for row in project.sites.select_related("node")
    ]
    columns = ("partnership", "title", "kind", "nature", "content", "owner", "builder",
               "procurement", "start", "end", "goal", "result", "note")  # fmt: skip
    return ProjectFacts(
        **{column: getattr(project, column) for column in columns},
        funding="\n".join(funding),
        sites="\n".join(sites),
    )


def step_project(
    actor: User | None, project: Project, following: str, on: date, note: str = ""
) -> Project:
    """Take a project one step on. What must be made public from this step on becomes a duty."""
    require(actor, "register", [project.partnership])
    words = work_words()
    last = project.steps.last()
    check_step(
        words["project_states"], project.state, following, on, last.on if last else None, today()
    )
    if following in ("adjusted", "suspended", "cancelled") and not note.strip():
        name = words["project_states"][following]["name"]
        raise CooperationError(f"“{name}”要写明原因。")
    with change(actor, "step_project", note.strip()) as action:
        project.state = following
        action.save(project)
        ProjectStep.objects.create(project=project, state=following, on=on, note=note.strip()[:300])
        duty = words["disclosures"].get(following)
        if duty and not project.disclosures.filter(what=following).exists():
            Disclosure.objects.create(
                project=project, what=following, days=duty["days"],
                due=on + timedelta(days=duty["within"]),
            )  # fmt: skip
        action.keep(project)
    return project
