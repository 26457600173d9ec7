"""A cluster (组团): who is in it from when to when, and who leads."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shanhai.registry import services as registry
from shanhai.registry.models import ClusterMember, Level, Node
from shanhai.registry.queries import may_edit
from shanhai.registry.rules import RegistryError
from shanhai.web.access import needs
from shanhai.web.pages.places import node_crumbs, registered
from shanhai.web.pairing_forms import HandOverForm, JoinForm, StayForm


def _cluster(request: HttpRequest, pk: int) -> Node:
    node = registered(pk)
    if node.level != Level.CLUSTER:
        raise Http404
    if not may_edit(request.user, node):  # type: ignore[arg-type]
        raise PermissionDenied("register")
    return node


def _show(request: HttpRequest, node: Node, **filled: Form) -> HttpResponse:
    """The stays and the forms; `filled` is the one just refused."""
    rows = list(node.members.select_related("member").order_by("start", "-lead", "pk"))
    asked = request.GET.get("edit", "")
    chosen = next((row for row in rows if str(row.pk) == asked), None)
    stay = {"lead": chosen.lead, "start": chosen.start, "end": chosen.end} if chosen else None
    context = {
        "node": node,
        "rows": rows,
        "chosen": chosen,
        "stay": StayForm(initial=stay, prefix="stay") if chosen else None,
        "join": JoinForm(prefix="join"),
        "hand": HandOverForm(prefix="hand", cluster=node),
        "crumbs": [*node_crumbs(node), (_("成员与牵头"), "")],
        **filled,
    }
    return render(request, "places/cluster.html", context, status=422 if filled else 200)


@needs("register")
@require_GET
def cluster(request: HttpRequest, pk: int) -> HttpResponse:
    """Members over time, and what can be changed of them."""
    return _show(request, _cluster(request, pk))


def _do(
    request: HttpRequest, node: Node, name: str, form: Form, verb: Callable[[dict[str, Any]], Any],
    done: str, **context: Any,
) -> HttpResponse:  # fmt: skip
    """Run a verb with a form; what it refuses stands above the form, all typed kept."""
    if form.is_valid():
        try:
            verb(form.cleaned_data)
        except RegistryError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, done)
            return redirect("cluster", node.pk)
    return _show(request, node, **{name: form}, **context)


@needs("register")
@require_POST
def cluster_join(request: HttpRequest, pk: int) -> HttpResponse:
    """A town joins."""
    node = _cluster(request, pk)

    def join(chosen: dict[str, Any]) -> None:
        registry.add_member(request.user, node, chosen["member"], lead=chosen["lead"],
                            start=chosen["start"], end=chosen["end"])  # fmt: skip

    form = JoinForm(request.POST, prefix="join")
    return _do(request, node, "join", form, join, _("已加入组团“%s”。") % node)


@needs("register")
@require_POST
def cluster_hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Another town leads from a day on."""
    node = _cluster(request, pk)

    def hand_over(chosen: dict[str, Any]) -> None:
        registry.hand_over_lead(request.user, node, chosen["to"], chosen["start"])

    form = HandOverForm(request.POST, prefix="hand", cluster=node)
    return _do(request, node, "hand", form, hand_over, _("已记下牵头的交接，之前的记录不变。"))


@needs("register")
@require_POST
def cluster_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the part or the days of a member right, or end its stay."""
    rows = ClusterMember.objects.select_related("cluster", "member")
    row = get_object_or_404(rows, pk=pk)
    node = _cluster(request, row.cluster_id)

    def correct(chosen: dict[str, Any]) -> None:
        registry.correct_member(request.user, row, lead=chosen["lead"], start=chosen["start"],
                                end=chosen["end"])  # fmt: skip

    form = StayForm(request.POST, prefix="stay")
    return _do(request, node, "stay", form, correct, _("已更正“%s”。") % row.member, chosen=row)


urlpatterns = [
    path("places/<int:pk>/members/", cluster, name="cluster"),
    path("places/<int:pk>/members/join/", cluster_join, name="cluster-join"),
    path("places/<int:pk>/members/hand-over/", cluster_hand_over, name="cluster-hand-over"),
    path("members/<int:pk>/correct/", cluster_correct, name="cluster-correct"),
]
