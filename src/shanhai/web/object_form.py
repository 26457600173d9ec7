"""The one way a form becomes a verb: what was refused stays typed, what another wrote meanwhile is
told before it is overwritten, what was done is said."""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.forms import Form, ModelMultipleChoiceField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shanhai.cooperation.rules import CooperationError
from shanhai.ledger.rules import LedgerError
from shanhai.records.models import Record
from shanhai.records.rules import StaleVersion
from shanhai.registry.models import Node, Partnership
from shanhai.registry.queries import may, resolve
from shanhai.registry.rules import RegistryError
from shanhai.web.work_forms import ObjectForm, PairingField, offered_pairings

REFUSALS = (CooperationError, LedgerError, RegistryError)

Crumbs = Sequence[tuple[Any, str]]
# What was typed on a form that waits for its partnership, in the session.
TYPED = "typed"


def crumbs_below(word: Any, listing: str, *more: tuple[Any, str]) -> Crumbs:
    """Breadcrumbs of a list of the cooperation (`listing` names its address) and of what stands
    below it."""
    last = (word, reverse(listing) if more else "")
    return [(_("协作"), reverse("partnerships")), last, *more]


class PlaceForm(ObjectForm):
    """A form on which places are typed by name."""

    def place(self, name: str, pairings: Sequence[Partnership]) -> Node | None:
        """The node a typed name means in these pairings; refused when it means none or several."""
        typed = self.cleaned_data.get(name, "")
        node = next((found for one in pairings if (found := resolve(typed, one))), None)
        if node is None and typed:
            sentence = _("“%s”没有登记，或有几个同名的，请写全称。")
            self.add_error(name, sentence % typed)
        return node


class PairingForm(PlaceForm):
    """A form of what one partnership has."""

    partnership = PairingField(
        error_messages={"required": gettext_lazy("请选择属于哪个结对。")},
    )


def asked_pairing(request: HttpRequest) -> Partnership | None:
    """The partnership an address asks for, or the user's only one."""
    rows = offered_pairings(request.user)  # type: ignore[arg-type]
    asked = request.GET.get("partnership", "")
    found = list(rows.filter(pk=asked) if asked.isdecimal() else rows[:2])
    return found[0] if len(found) == 1 else None


def told_by(request: HttpRequest, *names: str) -> dict[str, str]:
    """What an address fills a new form with."""
    return {name: request.GET[name] for name in names if request.GET.get(name)}


def write(
    request: HttpRequest,
    form: Form,
    verb: Callable[[], Record],
    done: str,
    url: str,
    key: str = "pk",
) -> HttpResponse | None:
    """Do what a form asks and lead to the object; None when the form is to be shown (again).
    `done` is a sentence with one %s for the object, `key` what its address is made of."""
    if "pairing-first" in request.POST:
        return _pairing_first(request, form)
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        record = verb()
    except StaleVersion as error:
        form.data = form.data.copy()
        form.data["expected"] = str(error.number)
        kept = _("您填写的都还在下面。再点“保存”就以您填的为准，对方的改动留在经过里。")
        form.add_error(None, [str(error), kept])
    except REFUSALS as error:
        column = getattr(error, "column", "")
        form.add_error(column if column in form.fields else None, str(error))
    else:
        messages.success(request, done % record)
        return redirect(url, getattr(record, key))
    return None


def _pairing_first(request: HttpRequest, form: Form) -> HttpResponse:
    """Keep what was typed while the partnership it belongs to is registered."""
    typed = {name: request.POST.getlist(name) for name in form.fields if name in request.POST}
    request.session[TYPED] = {"path": request.path, "columns": typed}
    return redirect(f"{reverse('partnership-new')}?{urlencode({'back': request.path})}")


def asks_pairing(form: Any) -> bool:
    """Whether a form asks for a partnership, which who fills it in may register on the way."""
    return "partnership" in form.fields and may(form.user, "register")


def way_back(request: HttpRequest, pairing: Partnership | None = None) -> str:
    """Where the form stands that waits for a partnership; empty when none does."""
    path = request.session.get(TYPED, {}).get("path", "")
    if not path or path != request.GET.get("back"):
        return ""
    # Forms offer the pairings nothing stands above.
    chosen = f"&partnership={pairing.parent_id or pairing.pk}" if pairing else ""
    return f"{path}?typed=1{chosen}"


def fill_again(request: HttpRequest, form: Form) -> None:
    """Give a form what was typed on it before its partnership was registered."""
    kept = request.session.get(TYPED, {})
    if request.method != "GET" or "typed" not in request.GET or kept.get("path") != request.path:
        return
    chosen = form.initial.get("partnership")
    for name, values in request.session.pop(TYPED)["columns"].items():
        if name in form.fields:
            many = isinstance(form.fields[name], ModelMultipleChoiceField)
            form.initial[name] = values if many else values[0]
    form.initial["partnership"] = chosen or form.initial.get("partnership")


def form_page(
    request: HttpRequest,
    form: ObjectForm,
    title: str,
    back: str,
    crumbs: Crumbs,
    note: str = "",
    **context: Any,
) -> HttpResponse:
    """The page of a form, with the names of places its fields may offer."""
    fill_again(request, form)
    ends = [
        end
        for pairing in offered_pairings(form.user)[:50]
        for end in (pairing.helper_id, pairing.recipient_id)
    ]
    places = Node.objects.filter(lineage__ancestor__in=ends).exclude(level="village")
    members = Node.objects.filter(clusters__cluster__in=ends)
    names = [*members.distinct()[:100], *places.distinct().order_by("pk")[:200]]
    found = {
        "form": form, "title": title, "back": back, "note": note, "crumbs": crumbs,
        "places": dict.fromkeys(node.name for node in names),
        "pairing_first": asks_pairing(form) and not context.get("editing"), **context,
    }  # fmt: skip
    return render(request, "occasions/form.html", found, status=422 if form.errors else 200)


def act(
    request: HttpRequest, verb: Callable[[], Any], done: str, url: str, pk: int | str
) -> HttpResponse:
    """Do one step with an object and say so, or say why not; back to its page either way."""
    try:
        verb()
    except (*REFUSALS, StaleVersion) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect(url, pk)


def said_why(request: HttpRequest) -> str:
    """The reason given for a step."""
    return request.POST.get("why", "").strip()[:400]


def expected(request: HttpRequest) -> int | None:
    """The version a step was decided upon."""
    typed = request.POST.get("expected", "")
    return int(typed) if typed.isdecimal() else None
