"""Steps entries are taken through: one on its page, or many at once from a sheet."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shanhai.ledger.models import Entry
from shanhai.ledger.queries import live
from shanhai.ledger.services import step, step_all
from shanhai.web.access import needs
from shanhai.web.pages.books import BULK, PAGE, book_named, sheet_page
from shanhai.web.pages.entries import act, entry_of, expected


@require_POST
@needs("view")
def entry_step(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Take an entry one step on."""
    entry = entry_of(request, pk)
    why = request.POST.get("why", "")
    return act(
        request,
        pk,
        lambda: step(request.user, entry, verb, why, expected(request)),
        lambda: (
            _("“%(entry)s”已办好“%(step)s”，现为%(now)s。")
            % {"entry": entry, "step": BULK.get(verb) or _("作废"), "now": _now(entry)}
        ),
    )


@require_POST
@needs("view")
def sheet_step(request: HttpRequest, code: str) -> HttpResponse:
    """Take the chosen rows of a sheet one step on, all with one reason."""
    book = book_named(code)
    verb, why = request.POST.get("verb", ""), request.POST.get("why", "").strip()
    chosen = [int(pk) for pk in request.POST.getlist("entry") if pk.isdecimal()][:PAGE]
    rows = live(request.user).filter(pk__in=chosen).order_by("pk")
    entries = list(
        rows.select_related(
            "partnership__helper", "partnership__recipient", "helper", "recipient", "office"
        )
    )
    problem = ""
    if verb not in BULK:
        problem = _("请选择要办的一步。")
    elif not entries:
        problem = _("请先在表里勾选要办的记录。")
    elif verb in ("return", "withdraw") and not why:
        problem = _("退回和撤回公开要写明理由。")
    if problem:
        return sheet_page(request, book, problem=problem, picked=set(chosen), why=why)
    outcome = step_all(request.user, entries, verb, why)
    word = str(BULK[verb])
    if outcome.done:
        messages.success(
            request, _("“%(step)s”已办 %(n)s 条。") % {"step": word, "n": len(outcome.done)}
        )
    request.session["step_outcome"] = {
        "word": word,
        "refused": [[one.pk, str(one), sentence] for one, sentence in outcome.refused],
        "done": [[one.pk, str(one), _now(one)] for one in outcome.done],
    }
    return redirect(f"{reverse('book', args=[code])}?{request.GET.urlencode()}")


def _now(entry: Entry) -> str:
    """Where an entry stands after a step: its state, and who has to act next."""
    state = entry.get_state_display()
    if entry.published_at:
        state = _("%s、已公开") % state
    return (
        _("%(state)s，由%(office)s办") % {"state": state, "office": entry.office}
        if entry.office
        else state
    )


urlpatterns = [
    path("entries/<int:pk>/step/<str:verb>/", entry_step, name="entry-step"),
    path("books/<str:code>/steps/", sheet_step, name="book-steps"),
]
