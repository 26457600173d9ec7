"""来文说到的会议、互访、签约: forms filled in, and gifts drafted, so that the clerk confirms."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shanhai.claims.models import Claim, Report
from shanhai.cooperation.queries import words
from shanhai.ledger.rules import LedgerError
from shanhai.reconciliation.services import ReconciliationError
from shanhai.reconciliation.tellings.queries import Told, gifts, told
from shanhai.reconciliation.tellings.services import follow_gift
from shanhai.registry.queries import may
from shanhai.web.access import get_visible, needs
from shanhai.web.pages.records import ref_url

DAYS = {"meeting": "held_on", "visit": "start", "signing": "signed_on"}
FORMS = {"meeting": "meeting-new", "visit": "visit-new", "signing": "agreement-new"}


def meeting_kind(name: str) -> str:
    """The code of the kind a meeting's name ends up with; the longest word wins."""
    known = sorted(words()["meetings"].items(), key=lambda pair: -len(pair[1]["name"]))
    return next((code for code, row in known if row["name"] in name), "")


def form_url(report: Report, one: Told) -> str:
    """The form of an occasion, filled in with what the report tells."""
    asked = {"partnership": report.partnership_id, "title": one.name[:200]}
    if one.day:
        asked[DAYS[one.kind]] = one.day.isoformat()
    if one.kind == "meeting":
        asked |= {"place": one.place, "kind": meeting_kind(one.name), "report": report.pk}
    if one.kind == "visit":
        asked["leader"] = next((who.title for who in one.people if who.role == "led"), "")
    return f"{reverse(FORMS[one.kind])}?{urlencode({k: v for k, v in asked.items() if v})}"


@needs("view")
def report_occasions(request: HttpRequest, pk: int) -> HttpResponse:
    """What a report tells of, each with what is registered or the form to register it."""
    rows = Report.objects.select_related(
        "document", "partnership__helper", "partnership__recipient"
    )
    report = get_visible(request, rows, pk=pk)
    user: Any = request.user
    roles = {
        "led": _("带队"), "presided": _("主持"), "spoke": _("讲话"), "signed": _("签署"),
        "received": _("接待来宾"), "attended": "",
    }  # fmt: skip
    names = {"meeting": _("会议"), "visit": _("互访"), "signing": _("协议")}
    found = [
        {
            "one": one, "kind": names[one.kind],
            "people": [(who.title, who.name, roles[who.role]) for who in one.people],
            "url": ref_url(one.known.ref) if one.known else form_url(report, one),
        }
        for one in told(user, report)
    ]  # fmt: skip
    context = {
        "report": report, "found": found, "writes": may(user, "register"),
        "gifts": gifts(user, report), "enters": may(user, "enter"),
        "reviewed": report.state == Report.State.DONE,
        "crumbs": [(_("来文"), reverse("reports")), (report.title, reverse("review", args=[pk])),
                   (_("会议、互访、签约和捐赠"), "")],
    }  # fmt: skip
    return render(request, "occasions/told.html", context)


@require_POST
@needs("enter")
def gift_follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Follow the gift a claim tells of, over an entry that rests on its words."""
    claim = get_visible(request, Claim.objects.select_related("report__partnership"), pk=pk)
    try:
        donation = follow_gift(request.user, claim)  # type: ignore[arg-type]
    except (ReconciliationError, LedgerError) as error:
        messages.error(request, str(error))
        return redirect("report-occasions", claim.report_id)
    messages.success(request, _("已按原文登记，请补上来文没有写的。"))
    return redirect("donation", donation.pk)


urlpatterns = [
    path("reports/<int:pk>/occasions/", report_occasions, name="report-occasions"),
    path("claims/<int:pk>/gift/", gift_follow, name="gift-follow"),
]
