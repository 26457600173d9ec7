"""互访: who went to the other side, in how many batches and person-times, and what came of it."""

from functools import partial

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from shanhai.cooperation import services
from shanhai.cooperation.models import Visit
from shanhai.cooperation.queries import (
    raised_from,
    visit_count,
    visit_page,
    visits,
    visits_of_node,
    without_outcome,
)
from shanhai.registry.models import ClusterMember, Node
from shanhai.registry.queries import may, visible_partnerships
from shanhai.web.access import get_visible, needs
from shanhai.web.listing import Options
from shanhai.web.lists import (
    DATE,
    NUMBER,
    PAIRING,
    STATE,
    Button,
    Choice,
    Column,
    Days,
    Listing,
    pairing_filter,
    show,
)
from shanhai.web.object_form import asked_pairing, crumbs_below, form_page, told_by, write
from shanhai.web.occasion_forms import VisitForm
from shanhai.web.occasion_words import visit_outcome


def _by_outcome(rows: QuerySet, value: str) -> QuerySet:
    barren = without_outcome(rows)
    return barren if value == "none" else rows.exclude(pk__in=barren.values("pk"))


def _towns(request: HttpRequest) -> Options:
    """The helpers of the partnerships within reach, and the towns of their clusters."""
    helpers = visible_partnerships(request.user).filter(parent=None).values("helper")  # type: ignore[arg-type]
    inside = ClusterMember.objects.filter(cluster__in=helpers).values("member")
    rows = Node.objects.filter(Q(pk__in=helpers) | Q(pk__in=inside)).order_by("level", "code")
    return rows.values_list("pk", "name")


def _of_town(rows: QuerySet, pk: str) -> QuerySet:
    return visits_of_node(rows, Node.objects.get(pk=pk))


def _sums(rows: QuerySet) -> list[tuple[str, int]]:
    """What they make, a joint visit once."""
    count = visit_count(rows)
    told = [(_("批次"), count.batches), (_("人次"), count.person_times)]
    return [*told, *[(_("没有写明人次的"), count.unknown)] * bool(count.unknown)]


VISITS = Listing(
    name="visits",
    title=_lazy("互访"),
    note=_lazy("几个镇同行只登记一次，各镇各算一次，组团也算一次。"),
    rows=lambda request: visits(request.user),  # type: ignore[arg-type]
    columns=(
        Column("title", _lazy("互访"), lambda row: row.title, sort="title"),
        Column("pairing", _lazy("结对"), lambda row: row.partnership, PAIRING),
        Column("direction", _lazy("方向"), lambda row: _(str(row.get_direction_display()))),
        Column("start", _lazy("日期"), lambda row: row.start, DATE, sort="start"),
        Column("leader", _lazy("带队"), lambda row: row.leader),
        Column("batches", _lazy("批次"), lambda row: row.batches, NUMBER, sort="batches"),
        Column("person_times", _lazy("人次"), lambda row: row.person_times, NUMBER,
               sort="person_times"),
        Column("outcome", _lazy("成果"), visit_outcome, STATE),
    ),
    filters=(
        pairing_filter("partnerships"),
        Choice("town", _lazy("同行的镇或组团"), _towns, _of_town),
        Choice("direction", _lazy("方向"), lambda request: Visit.Direction.choices, "direction"),
        Choice("outcome", _lazy("成果"),
               lambda request: [("some", _("有成果")), ("none", _("没有成果"))], _by_outcome),
        Days("start", _lazy("日期"), "start"),
    ),
    search=("title__icontains", "purpose__icontains", "outcome__icontains", "leader__icontains"),
    order="-start",
    url=lambda row: reverse("visit", args=[row.pk]),
    buttons=(Button(_lazy("登记互访"), "visit-new", "register"),),
    sums=_sums,
    empty=(_lazy("还没有互访"), _lazy("两边往来的考察、对接、看望登记在这里。")),
    icon="people",
)  # fmt: skip


@needs("view")
def visit_list(request: HttpRequest) -> HttpResponse:
    """The visits within reach."""
    return show(request, VISITS, "works/list.html", crumbs=_crumbs())


_crumbs = partial(crumbs_below, _lazy("互访"), "visits")


@needs("view")
def visit_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One visit: the way it took, who went along, and what came of it."""
    rows = Visit.objects.select_related("partnership__helper", "partnership__recipient", "ref")
    visit = get_visible(request, visit_page(rows), pk=pk)
    raised = list(raised_from(request.user, visit.pk))  # type: ignore[arg-type]
    visit.raised = bool(raised)
    context = {
        "visit": visit, "raised": raised, "outcome": visit_outcome(visit),
        "days": (visit.end - visit.start).days + 1,
        "writes": may(request.user, "register"),  # type: ignore[arg-type]
        "live": visit.ref.archived_at is None, "crumbs": _crumbs((visit.title, "")),
    }  # fmt: skip
    return render(request, "occasions/visit.html", context)


@needs("register")
def visit_new(request: HttpRequest) -> HttpResponse:
    """Register a visit."""
    pairing = asked_pairing(request)
    initial = {"partnership": pairing.pk if pairing else None}
    initial |= told_by(request, "title", "start", "direction", "leader")
    form = VisitForm(request.POST or None, user=request.user, initial=initial)  # type: ignore[arg-type]

    def verb() -> Visit:
        return services.register_visit(request.user, form.given())  # type: ignore[arg-type]

    title, back = _("登记互访"), reverse("visits")
    return write(request, form, verb, _("已登记“%s”。"), "visit") or form_page(
        request, form, title, back, _crumbs((title, ""))
    )


@needs("register")
def visit_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is known of a visit."""
    rows = Visit.objects.select_related("partnership__helper", "partnership__recipient", "ref")
    visit = get_visible(request, rows, pk=pk)
    shown = VisitForm.shown(services.visit_facts(visit), visit.version)
    form = VisitForm(request.POST or None, user=request.user, initial=shown)

    def verb() -> Visit:
        version, why = form.cleaned_data["expected"], request.POST.get("why", "")
        return services.edit_visit(request.user, visit, form.given(), version, why)  # type: ignore[arg-type]

    back = reverse("visit", args=[pk])
    return write(request, form, verb, _("已改好“%s”。"), "visit") or form_page(
        request, form, _("修改互访"), back, _crumbs((visit.title, back), (_("修改"), "")),
        editing=True,
    )  # fmt: skip


urlpatterns = [
    path("cooperation/visits/", visit_list, name="visits"),
    path("cooperation/visits/new/", visit_new, name="visit-new"),
    path("cooperation/visits/<int:pk>/", visit_detail, name="visit"),
    path("cooperation/visits/<int:pk>/edit/", visit_edit, name="visit-edit"),
]
