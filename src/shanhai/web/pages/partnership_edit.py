"""Register, edit, archive and restore pairings."""

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shanhai.accounts.models import User
from shanhai.registry import services as registry
from shanhai.registry.models import Partnership
from shanhai.registry.queries import archived_partnerships, may_edit_pair, visible_partnerships
from shanhai.web.access import needs
from shanhai.web.object_form import act, said_why, way_back, write
from shanhai.web.pairing_forms import PairingEditForm, PairingForm


def _editable(request: HttpRequest, pk: int) -> Partnership:
    """A pairing the user sees, in the lists or out of them, and may change."""
    actor: User = request.user  # type: ignore[assignment]
    for rows in (visible_partnerships(actor), archived_partnerships(actor)):
        wanted = rows.filter(pk=pk)
        found = wanted.select_related(
            "ref", "programme", "helper__parent", "recipient__parent", "helper__ref",
            "recipient__ref", "parent__helper", "parent__recipient",
        ).first()  # fmt: skip
        if found:
            break
    if found is None:
        raise Http404
    if not may_edit_pair(actor, found):
        raise PermissionDenied("register")
    return found


def _answer(request: HttpRequest, form: Form, title: str, back: str,
            row: Partnership | None = None) -> HttpResponse:  # fmt: skip
    crumbs = [(_("协作"), reverse("partnerships"))]
    crumbs += [(str(row), back)] if row else []
    context = {"form": form, "title": title, "back": back, "partnership": row,
               "crumbs": [*crumbs, (title, "")]}  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "cooperation/partnership_form.html", context, status=status)


def _asked(request: HttpRequest) -> dict[str, object]:
    """What a link to the form fills in: the pairing above, and its programme."""
    asked = request.GET.get("parent", "")
    if not asked.isdecimal() or len(asked) > 11:
        return {}
    rows = visible_partnerships(request.user).select_related("programme")  # type: ignore[arg-type]
    parent = rows.filter(pk=asked).first()
    if parent is None:
        return {}
    return {"parent": parent.pk, "programme": parent.programme.code, "kind": "village"}


@needs("register")
def partnership_new(request: HttpRequest) -> HttpResponse:
    """Register a pairing."""
    form = PairingForm(request.POST or None, actor=request.user, initial=_asked(request))
    made: list[Partnership] = []

    def verb() -> Partnership:
        made.append(registry.pair(request.user, **form.columns()))  # type: ignore[arg-type]
        return made[0]

    done = write(request, form, verb, _("已登记结对“%s”。"), "partnership")
    waiting = way_back(request, *made)
    if done:
        return redirect(waiting) if waiting else done
    return _answer(request, form, _("登记结对"), waiting or reverse("partnerships"))


@needs("register")
def partnership_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a pairing: its dates, what it hangs under, its note; its sides while nothing rests
    on it."""
    row = _editable(request, pk)
    form = PairingEditForm(request.POST or None, actor=request.user, partnership=row)

    def edited() -> Partnership:
        chosen = form.cleaned_data
        registry.edit_pair(request.user, row, chosen["why"], expected=chosen["expected"],
                           **form.columns())  # type: ignore[arg-type]  # fmt: skip
        return row

    back = reverse("partnership", args=[pk])
    done = write(request, form, edited, _("已保存“%s”。"), "partnership")
    return done or _answer(request, form, _("编辑"), back, _editable(request, pk))


@needs("register")
@require_POST
def partnership_archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a pairing registered by mistake out of the lists."""
    row = _editable(request, pk)
    done = _("已把“%s”移出列表，历史都在。") % row
    return act(request, lambda: registry.archive_pair(request.user, row, said_why(request)),  # type: ignore[arg-type]
               done, "partnership", pk)  # fmt: skip


@needs("register")
@require_POST
def partnership_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring it back."""
    row = _editable(request, pk)
    done = _("已恢复“%s”。") % row
    return act(request, lambda: registry.restore_pair(request.user, row, said_why(request)),  # type: ignore[arg-type]
               done, "partnership", pk)  # fmt: skip


urlpatterns = [
    path("partnerships/new/", partnership_new, name="partnership-new"),
    path("partnerships/<int:pk>/edit/", partnership_edit, name="partnership-edit"),
    path("partnerships/<int:pk>/archive/", partnership_archive, name="partnership-archive"),
    path("partnerships/<int:pk>/restore/", partnership_restore, name="partnership-restore"),
]
