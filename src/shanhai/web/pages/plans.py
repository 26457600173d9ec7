"""计划: the yearly plan of a team, its tasks, and what each quarter's review found."""

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from shanhai.cooperation import services
from shanhai.cooperation.models import Plan, PlanReview, PlanTask
from shanhai.cooperation.queries import plan_page, plans, raised_from
from shanhai.registry.queries import may
from shanhai.web.access import get_visible, needs
from shanhai.web.lists import (
    NUMBER,
    PAIRING,
    Button,
    Choice,
    Column,
    Listing,
    pairing_filter,
    show,
)
from shanhai.web.object_form import asked_pairing, crumbs_below, form_page, write
from shanhai.web.task_forms import ItemForm, PlanForm, ReviewForm, item_initial, plan_initial


def _years(request: HttpRequest) -> list[tuple[int, str]]:
    known = plans(request.user).order_by("-year").values_list("year", flat=True).distinct()  # type: ignore[arg-type]
    return [(year, str(year)) for year in known]


def _count_tasks(rows: Iterable[Plan]) -> None:
    """Fill these plans with how many tasks they hold, how many are finished and the mean."""
    found: dict[int, list[int]] = {row.pk: [] for row in rows}
    tasks = PlanTask.objects.filter(plan__in=list(found), ref__archived_at=None)
    for plan, percent in tasks.values_list("plan", "percent"):
        found[plan].append(percent)
    for row in rows:
        done = found[row.pk]
        row.count, row.finished = len(done), sum(one == 100 for one in done)
        row.mean = round(sum(done) / len(done)) if done else 0


PLANS = Listing(
    name="plans",
    title=_lazy("年度计划"),
    note=_lazy("工作队和单位一年要办的事，按季度小结。"),
    rows=lambda request: plans(request.user),  # type: ignore[arg-type]
    columns=(
        Column("title", _lazy("计划"), lambda row: row.title, sort="title"),
        Column("pairing", _lazy("结对"), lambda row: row.partnership, PAIRING),
        Column("team", _lazy("工作队或单位"), lambda row: row.team.name, sort="team__name"),
        Column("year", _lazy("年度"), lambda row: str(row.year), sort="year"),
        Column("count", _lazy("任务"), lambda row: row.count, NUMBER),
        Column("finished", _lazy("完成"), lambda row: row.finished, NUMBER),
        Column("mean", _lazy("平均进度（%）"), lambda row: row.mean, NUMBER),
    ),
    filters=(pairing_filter(), Choice("year", _lazy("年度"), _years, "year")),
    search=("title__icontains", "team__name__icontains", "summary__icontains"),
    order="-year",
    url=lambda row: reverse("plan", args=[row.pk]),
    complete=_count_tasks,
    buttons=(Button(_lazy("制定计划"), "plan-new", "register"),),
    empty=(_lazy("还没有年度计划"), _lazy("一年要办的事、谁来办、到哪一步，从这里开始。")),
    icon="calendar",
)


@needs("view")
def plan_list(request: HttpRequest) -> HttpResponse:
    """The plans within reach."""
    return show(request, PLANS, "occasions/list.html", section="plans", crumbs=_crumbs())


_crumbs = partial(crumbs_below, _lazy("年度计划"), "plans")


def _plan(request: HttpRequest, pk: int) -> Plan:
    rows = Plan.objects.select_related(
        "ref", "team", "partnership__helper", "partnership__recipient"
    )
    return get_visible(request, rows, pk=pk)


@needs("view")
def plan_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan: its tasks, and the quarters side by side."""
    rows = Plan.objects.select_related(
        "ref", "team", "partnership__helper", "partnership__recipient"
    )
    plan = get_visible(request, plan_page(rows), pk=pk)
    tasks, reviews = list(plan.tasks.all()), list(plan.reviews.all())
    found = {(line.task_id, review.quarter): line for review in reviews
             for line in review.lines.all()}  # fmt: skip
    today = date.today()
    context = {
        "plan": plan, "reviews": reviews, "quarters": [one.quarter for one in reviews],
        "tasks": [
            {"one": task, "late": task.due is not None and task.due < today and task.percent < 100,
             "quarters": [(one.quarter, found.get((task.pk, one.quarter))) for one in reviews]}
            for task in tasks
        ],
        "finished": sum(task.percent == 100 for task in tasks),
        "mean": round(sum(task.percent for task in tasks) / len(tasks)) if tasks else 0,
        "raised": list(raised_from(request.user, pk)),  # type: ignore[arg-type]
        "writes": may(request.user, "register"),  # type: ignore[arg-type]
        "live": plan.ref.archived_at is None, "crumbs": _crumbs((plan.title, "")),
    }  # fmt: skip
    return render(request, "occasions/plan.html", context)


@needs("register")
def plan_new(request: HttpRequest) -> HttpResponse:
    """Register the plan of a year."""
    pairing = asked_pairing(request)
    initial = {"partnership": pairing.pk if pairing else None, "year": date.today().year}
    form = PlanForm(request.POST or None, user=request.user, initial=initial)  # type: ignore[arg-type]

    def verb() -> Plan:
        return services.make_plan(request.user, form.given())  # type: ignore[arg-type]

    title, back = _("制定计划"), reverse("plans")
    return write(request, form, verb, _("已登记“%s”，现在逐条加任务。"), "plan") or form_page(
        request, form, title, back, _crumbs((title, ""))
    )


@needs("register")
def plan_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is known of a plan."""
    plan = _plan(request, pk)
    form = PlanForm(request.POST or None, user=request.user, initial=plan_initial(plan))  # type: ignore[arg-type]

    def verb() -> Plan:
        version, why = form.cleaned_data["expected"], request.POST.get("why", "")
        return services.edit_plan(request.user, plan, form.given(), version, why)  # type: ignore[arg-type]

    back = reverse("plan", args=[pk])
    return write(request, form, verb, _("已改好“%s”。"), "plan") or form_page(
        request, form, _("修改计划"), back, _crumbs((plan.title, back), (_("修改"), "")),
        editing=True,
    )  # fmt: skip


def _task_page(
    request: HttpRequest, plan: Plan, form: ItemForm, verb: Any, title: str
) -> HttpResponse:
    back = reverse("plan", args=[plan.pk])

    def shown() -> Plan:
        verb()
        return plan

    return write(request, form, shown, _("已保存，见“%s”。"), "plan") or form_page(
        request, form, title, back, _crumbs((plan.title, back), (title, "")), plan.title
    )


@needs("register")
def task_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a task into a plan."""
    plan = _plan(request, pk)
    form = ItemForm(
        request.POST or None, user=request.user, pairings=[plan.partnership],  # type: ignore[arg-type]
        initial={"owner": plan.team.name},
    )  # fmt: skip

    def verb() -> PlanTask:
        data = form.cleaned_data
        return services.set_task(request.user, plan, data["title"], data["node"], data["due"])  # type: ignore[arg-type]

    return _task_page(request, plan, form, verb, _("加一项任务"))


@needs("register")
def task_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a task of a plan."""
    rows = PlanTask.objects.select_related("owner", "ref", "plan__partnership")
    task = get_visible(request, rows, pk=pk)
    plan = task.plan
    form = ItemForm(
        request.POST or None, user=request.user, pairings=[plan.partnership],  # type: ignore[arg-type]
        initial=item_initial(task),
    )  # fmt: skip

    def verb() -> PlanTask:
        data = form.cleaned_data
        return services.edit_task(
            request.user, task, data["title"], data["node"], data["due"], data["expected"]
        )  # type: ignore[arg-type]

    return _task_page(request, plan, form, verb, _("修改任务"))


@needs("register")
def plan_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Review a quarter: how far each task is."""
    plan = _plan(request, pk)
    tasks = list(plan.tasks.filter(ref__archived_at=None).select_related("owner"))
    form = ReviewForm(
        request.POST or None, user=request.user, tasks=tasks,  # type: ignore[arg-type]
        initial=_last_quarter(plan),
    )  # fmt: skip

    def verb() -> Plan:
        data = form.cleaned_data
        services.review_quarter(
            request.user, plan, data["quarter"], data["summary"], form.progress()
        )  # type: ignore[arg-type]
        return plan

    back = reverse("plan", args=[pk])
    done = write(request, form, verb, _("已记下季度小结，见“%s”。"), "plan")
    context = {
        "form": form, "plan": plan, "back": back, "rows": form.rows(),
        "crumbs": _crumbs((plan.title, back), (_("季度小结"), "")),
    }  # fmt: skip
    status = 422 if form.errors else 200
    return done or render(request, "occasions/plan_review.html", context, status=status)


def _last_quarter(plan: Plan) -> dict[str, Any]:
    """The quarter that is to be reviewed: the one after the last reviewed."""
    last = PlanReview.objects.filter(plan=plan).order_by("-quarter").first()
    return {"quarter": min(4, last.quarter + 1) if last else 1}


urlpatterns = [
    path("cooperation/plans/", plan_list, name="plans"),
    path("cooperation/plans/new/", plan_new, name="plan-new"),
    path("cooperation/plans/<int:pk>/", plan_detail, name="plan"),
    path("cooperation/plans/<int:pk>/edit/", plan_edit, name="plan-edit"),
    path("cooperation/plans/<int:pk>/tasks/", task_new, name="task-new"),
    path("cooperation/plans/<int:pk>/review/", plan_review, name="plan-review"),
    path("cooperation/tasks/<int:pk>/edit/", task_edit, name="task-edit"),
]
