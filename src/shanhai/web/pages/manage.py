"""管理: the chain of changes, the register of places and pairings, and the vocabularies."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.db.models.functions import Length
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from shanhai.common import vocabulary
from shanhai.common.indicators import Nature, indicators
from shanhai.ledger.books import books
from shanhai.records.models import ChainHead, ChangeSet
from shanhai.records.queries import broken_links
from shanhai.registry import services as registry
from shanhai.registry.models import ClusterMember, Node
from shanhai.registry.queries import found, hidden_changes, may, places_for
from shanhai.registry.rules import RegistryError
from shanhai.web.access import needs
from shanhai.web.manage_forms import AliasForm, MemberForm, NodeForm, PairForm, node_path
from shanhai.web.pages.records import verb_word
from shanhai.web.pages.search import few_named, named, words_of

PAGE = 50
OFFERED = 12
# The very name is among the first; who means another types on.
LOOKED_AT = 100
NATURE_WORDS = {
    Nature.FLOW: gettext_lazy("流量：相加"),
    Nature.STOCK: gettext_lazy("存量：取某日"),
    Nature.RATE: gettext_lazy("比率：只核对"),
}


@needs("view")
@require_GET
def manage(request: HttpRequest) -> HttpResponse:
    """The newest change sets. What touches anything the reader may not see keeps its place in
    the chain and says no more than that."""
    rows = ChangeSet.objects.select_related("actor").order_by("-number")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    counted = rows.filter(pk__in=[row.pk for row in page]).annotate(touched=Count("versions"))
    listed = list(counted)
    hidden = hidden_changes(request.user, listed)
    checked = "check" in request.GET
    context = {
        "page": page,
        "rows": [(row, verb_word(row.verb), row.pk in hidden) for row in listed],
        "head": ChainHead.objects.first(),
        "checked": checked,
        "broken": list(broken_links(newest=PAGE)) if checked else [],
        "size": PAGE,
        "previous": f"?page={page.number - 1}",
        "next": f"?page={page.number + 1}",
        "tab": "chain",
        **_tabs(request),
        "crumbs": [(_("管理"), "")],
    }
    return render(request, "manage/chain.html", context)


def _tabs(request: HttpRequest) -> dict[str, bool]:
    return {
        "may_manage": may(request.user, "manage"),
        "may_register": may(request.user, "register"),
    }


@needs("view")
@require_GET
def vocabularies(request: HttpRequest) -> HttpResponse:
    """The catalogue of indicators, and who may do what."""
    asked = request.GET.get("q", "").strip()
    catalogue = indicators(settings.VOCABULARY_DIR)
    fields: dict[str, list[dict[str, Any]]] = {}
    for row in catalogue.values():
        if asked and asked not in row.name and asked.lower() not in f"{row.code} {row.name_en}":
            continue
        parent = catalogue.get(row.parent)
        shown = {"row": row, "nature": NATURE_WORDS[row.nature], "parent": parent}
        fields.setdefault(row.field, []).append(shown)
    rights = vocabulary.load("rights", settings.VOCABULARY_DIR)
    context = {
        "fields": fields.items(),
        "count": sum(len(rows) for rows in fields.values()),
        "q": asked,
        "verbs": rights["verbs"].items(),
        "roles": rights["roles"].values(),
        "books": books(settings.VOCABULARY_DIR).values(),
        "tab": "vocabularies",
        **_tabs(request),
        "crumbs": [(_("管理"), reverse("manage")), (_("词表"), "")],
    }
    return render(request, "manage/vocabularies.html", context)


def _register_page(request: HttpRequest, **filled: forms.Form) -> HttpResponse:
    """What is registered within reach, and the forms; `filled` are those just refused."""
    words = words_of(request.GET.get("q", ""))
    mine = places_for(request.user, "register")
    rows = Node.objects.filter(ref__archived_at__isnull=True).select_related("parent")
    rows = rows.prefetch_related("aliases")
    few = few_named(words)
    rows = rows if few is None else rows.filter(pk__in=few)
    for word in words:
        rows = rows.filter(named(word))
    rows = rows.order_by("code", "name") if words else rows.filter(pk__in=mine).order_by("-pk")
    clusters = ClusterMember.objects.select_related("cluster", "member")
    context = {
        "rows": rows[:PAGE],
        "q": " ".join(words),
        "members": clusters.filter(cluster__in=mine.values("pk")).order_by(
            "cluster", "-lead", "pk"
        ),
        "tab": "register",
        **_tabs(request),
        "crumbs": [(_("管理"), reverse("manage")), (_("登记"), "")],
    }
    for name, form in FORMS.items():
        context[f"{name}_form"] = filled.get(name) or form(actor=request.user, prefix=name)
    return render(request, "manage/register.html", context, status=422 if filled else 200)


@needs("register")
@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """Places, organisations, pairings and clusters: what is there and what can be added."""
    return _register_page(request)


def _add_node(request: HttpRequest, form: NodeForm) -> str:
    chosen = form.cleaned_data
    node = registry.register_node(
        request.user, chosen["level"], chosen["name"], chosen["parent"], form.other_names(),
        **form.columns(),
    )  # fmt: skip
    return _("已登记“%s”。") % node


def _add_alias(request: HttpRequest, form: AliasForm) -> str:
    registry.name_also(request.user, form.cleaned_data["node"], form.other_names())
    return _("已给“%s”添加别名。") % form.cleaned_data["node"]


def _add_pair(request: HttpRequest, form: PairForm) -> str:
    chosen = form.cleaned_data
    programme = registry.register_programme(request.user, chosen["programme"])
    made = registry.pair(
        request.user, chosen["kind"], programme, chosen["helper"], chosen["recipient"],
        chosen["parent"], chosen["start"], chosen["end"], chosen["note"],
    )  # fmt: skip
    return _("已登记结对“%s”。") % made


def _add_member(request: HttpRequest, form: MemberForm) -> str:
    chosen = form.cleaned_data
    registry.add_member(request.user, chosen["cluster"], chosen["member"], lead=chosen["lead"],
                        start=chosen["start"])  # fmt: skip
    return _("已加入组团“%s”。") % chosen["cluster"]


FORMS: dict[str, type[forms.Form]] = {
    "node": NodeForm,
    "pair": PairForm,
    "member": MemberForm,
    "alias": AliasForm,
}
ADDING: dict[str, Callable[[HttpRequest, Any], str]] = {
    "node": _add_node,
    "pair": _add_pair,
    "member": _add_member,
    "alias": _add_alias,
}


@needs("register")
@require_POST
def register_add(request: HttpRequest, what: str) -> HttpResponse:
    """Register one thing; a refusal stands beside its form."""
    if what not in FORMS:
        raise Http404
    form = FORMS[what](request.POST, actor=request.user, prefix=what)
    if form.is_valid():
        try:
            done = ADDING[what](request, form)
        except RegistryError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, done)
            return redirect("register")
    return _register_page(request, **{what: form})


class LeaveForm(forms.Form):
    """The last day of a membership."""

    end = forms.DateField()


@needs("register")
@require_POST
def member_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a town leave a cluster."""
    rows = ClusterMember.objects.select_related("cluster", "member")
    row = get_object_or_404(
        rows, pk=pk, cluster__in=places_for(request.user, "register").values("pk")
    )
    form = LeaveForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请填写退出的日期，如 2025-06-30。"))
        return redirect("register")
    try:
        registry.end_member(request.user, row, form.cleaned_data["end"])
    except RegistryError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("已记下“%s”退出组团。") % row.member)
    return redirect("register")


@needs("view")
@require_GET
def node_options(request: HttpRequest) -> HttpResponse:
    """What a typed name may mean, as options of a field."""
    words = words_of(next(iter(request.GET.values()), "").replace("/", " "))
    keys = found(request.user, Node, words[-1:], None, LOOKED_AT)  # type: ignore[arg-type]
    rows = Node.objects.filter(pk__in=keys).select_related("parent")
    rows = rows.order_by(Length("name"), "code")[:OFFERED]
    return render(request, "manage/options.html", {"paths": [node_path(row) for row in rows]})


urlpatterns = [
    path("manage/", manage, name="manage"),
    path("manage/vocabularies/", vocabularies, name="vocabularies"),
    path("manage/register/", register, name="register"),
    path("manage/register/<str:what>/", register_add, name="register-add"),
    path("manage/members/<int:pk>/end/", member_end, name="member-end"),
    path("manage/nodes/", node_options, name="node-options"),
]
