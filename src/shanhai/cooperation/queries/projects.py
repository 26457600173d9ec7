"""Questions about projects."""

from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Sum

from shanhai.accounts.models import User
from shanhai.cooperation.models import (
    Asset,
    Disclosure,
    Milestone,
    Problem,
    Project,
    ProjectSite,
)
from shanhai.cooperation.rules.projects import Counted, counted_once
from shanhai.records.past.queries import current_day
from shanhai.registry.queries import visible_to


def projects(user: User) -> QuerySet[Project]:
    """Projects the user may see, without those taken out of the lists."""
    rows = visible_to(user, Project.objects.filter(ref__archived_at=None))
    return rows.select_related("partnership__helper", "partnership__recipient", "owner", "ref")


def project_page(rows: QuerySet[Project]) -> QuerySet[Project]:
    """One project with everything its page shows."""
    return rows.prefetch_related(
        "steps",
        "sources",
        Prefetch("sites", ProjectSite.objects.select_related("node")),
        Prefetch("milestones", Milestone.objects.select_related("photo__blob")),
        "problems",
        "disclosures",
        Prefetch("assets", Asset.objects.select_related("owner").prefetch_related("checks")),
    )


def with_plan(found: list[Project]) -> None:
    """Fill each project with what it is planned to cost (`planned`), in two queries for all."""
    keys = [project.pk for project in found]
    sums = dict(
        Project.objects.filter(pk__in=keys)
        .annotate(whole=Sum("sources__units"))
        .values_list("pk", "whole")
    )
    people: dict[int, Counted] = {key: counted_once(rows) for key, rows in _sites_of(keys).items()}
    for project in found:
        project.planned = sums.get(project.pk) or 0
        project.people = people.get(project.pk, Counted(0, 0, 0)).least


def _sites_of(keys: list[int]) -> dict[int, list[tuple[int, int | None]]]:
    found: dict[int, list[tuple[int, int | None]]] = {}
    rows = ProjectSite.objects.filter(project__in=keys, people__isnull=False)
    for project, node, people in rows.values_list("project", "node", "people"):
        found.setdefault(project, []).append((node, people))
    return found


def beneficiaries(rows: QuerySet[Project]) -> tuple[Counted, Counted]:
    """Households and people of several projects, those of one village counted once."""
    sites = ProjectSite.objects.filter(project__in=rows.order_by().values("pk"))
    told = list(sites.values_list("node", "households", "people"))
    return (
        counted_once((node, households) for node, households, _ in told if households is not None),
        counted_once((node, people) for node, _, people in told if people is not None),
    )


def wanting(rows: QuerySet[Project], today: date | None = None) -> QuerySet[Project]:
    """Projects with something overdue: a milestone, a problem, or a duty to make public."""
    day = today or current_day()
    late = [
        Exists(
            model.objects.filter(project=OuterRef("pk"), due__lt=day, **{f"{done}__isnull": True})
        )
        for model, done in (
            (Milestone, "reached_on"),
            (Problem, "fixed_on"),
            (Disclosure, "posted_on"),
        )
    ]
    return rows.filter(Q(late[0]) | Q(late[1]) | Q(late[2]))
