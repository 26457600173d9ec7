"""Register, edit, archive, restore and merge places and organisations."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shanhai.accounts.models import User
from shanhai.registry import services as registry
from shanhai.registry.models import Level, Merge, Node
from shanhai.registry.queries import may_edit
from shanhai.registry.rules import RegistryError
from shanhai.web.access import needs
from shanhai.web.manage_forms import node_path
from shanhai.web.node_forms import MergeForm, PlaceEditForm, PlaceForm
from shanhai.web.object_form import act, said_why, write
from shanhai.web.pages.places import kind_word, node_crumbs, registered


def _editable(request: HttpRequest, pk: int) -> Node:
    """A node the user may change; others they may look at, not touch."""
    node = registered(pk)
    if not may_edit(request.user, node):  # type: ignore[arg-type]
        raise PermissionDenied("register")
    return node


def _answer(
    request: HttpRequest, form: Form, title: str, crumbs: list[tuple[str, str]], **context: object
) -> HttpResponse:
    found = {"form": form, "title": title, "crumbs": [*crumbs, (title, "")], **context}
    return render(request, "places/form.html", found, status=422 if form.errors else 200)


def _new(request: HttpRequest, organisation: bool) -> HttpResponse:
    actor: User = request.user  # type: ignore[assignment]
    parent = Node.objects.filter(pk=_number(request, "parent")).select_related("parent").first()
    initial = {"level": Level.ORGANISATION if organisation else Level.VILLAGE,
               "parent": node_path(parent) if parent else ""}  # fmt: skip
    form = PlaceForm(request.POST or None, actor=actor, initial=initial)
    if organisation:
        form.as_organisation()
    else:
        form.as_place()

    def made() -> Node:
        chosen = form.cleaned_data
        return registry.register_node(
            actor, chosen["level"], chosen["name"], chosen["parent"], form.other_names(),
            **form.columns(),
        )  # fmt: skip

    noun, word = ("organisations", _("单位")) if organisation else ("places", _("地方"))
    back = reverse(f"{noun}-mine")
    crumbs = [(_("协作"), reverse("partnerships")), (word, back)]
    title = _("登记单位") if organisation else _("登记地方")
    done = write(request, form, made, _("已登记“%s”。"), "place")
    return done or _answer(request, form, title, crumbs, back=back)


def _number(request: HttpRequest, key: str) -> int | None:
    asked = request.GET.get(key, "")
    return int(asked) if asked.isdecimal() and len(asked) < 12 else None


@needs("register")
def place_new(request: HttpRequest) -> HttpResponse:
    """Register a place."""
    return _new(request, organisation=False)


@needs("register")
def organisation_new(request: HttpRequest) -> HttpResponse:
    """Register an organisation."""
    return _new(request, organisation=True)


@needs("register")
def place_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is registered of a place or an organisation."""
    node = _editable(request, pk)
    form = PlaceEditForm(request.POST or None, actor=request.user, node=node)

    def edited() -> Node:
        chosen = form.cleaned_data
        registry.edit_node(
            request.user, node, chosen["why"], aliases=form.other_names(),  # type: ignore[arg-type]
            expected=chosen["expected"], **form.columns(),
        )  # fmt: skip
        return node

    done = write(request, form, edited, _("已保存“%s”。"), "place")
    if done:
        return done
    kept = registered(pk)
    return _answer(request, form, _("编辑"), node_crumbs(kept), back=reverse("place", args=[pk]),
                   node=kept, what=kind_word(kept))  # fmt: skip


@needs("register")
def place_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that this one is another, registered twice."""
    node = _editable(request, pk)
    form = MergeForm(request.POST or None, actor=request.user)
    if request.method == "POST" and form.is_valid():
        survivor = form.cleaned_data["survivor"]
        try:
            registry.merge_nodes(request.user, node, survivor, form.cleaned_data["why"])
        except RegistryError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("已把“%(one)s”并入“%(other)s”，随时可以撤销。")
                             % {"one": node.name, "other": survivor.name})  # fmt: skip
            return redirect("place", survivor.pk)
    return _answer(request, form, _("合并"), node_crumbs(node), back=reverse("place", args=[pk]),
                   node=node, merging=True)  # fmt: skip


@needs("register")
@require_POST
def place_archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it out of the lists."""
    node = _editable(request, pk)
    done = _("已把“%s”移出列表，历史都在。") % node.name
    return act(request, lambda: registry.archive_node(request.user, node, said_why(request)),  # type: ignore[arg-type]
               done, "place", pk)  # fmt: skip


@needs("register")
@require_POST
def place_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring it back into the lists."""
    node = _editable(request, pk)
    done = _("已恢复“%s”。") % node.name
    return act(request, lambda: registry.restore_node(request.user, node, said_why(request)),  # type: ignore[arg-type]
               done, "place", pk)  # fmt: skip


@needs("register")
@require_POST
def merge_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a merge back."""
    edge = get_object_or_404(Merge.objects.select_related("merged", "survivor"), pk=pk)
    _editable(request, edge.survivor_id)
    done = _("已撤销合并，“%s”恢复如前。") % edge.merged.name
    return act(request, lambda: registry.undo_merge(request.user, edge, said_why(request)),  # type: ignore[arg-type]
               done, "place", edge.survivor_id)  # fmt: skip


urlpatterns = [
    path("places/new/", place_new, name="place-new"),
    path("organisations/new/", organisation_new, name="organisation-new"),
    path("places/<int:pk>/edit/", place_edit, name="place-edit"),
    path("places/<int:pk>/merge/", place_merge, name="place-merge"),
    path("places/<int:pk>/archive/", place_archive, name="place-archive"),
    path("places/<int:pk>/restore/", place_restore, name="place-restore"),
    path("merges/<int:pk>/undo/", merge_undo, name="merge-undo"),
]
