"""待办: what waits for me, from every floor that has something waiting."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from shanhai.accounts.models import User
from shanhai.claims.queries import reports_waiting, waiting_counts
from shanhai.registry.queries import may, visible_partnerships
from shanhai.web.pages.action_items import item_waits
from shanhai.web.pages.books import entry_waits
from shanhai.web.presentation import Wait


def claims_to_review(user: User) -> list[Wait]:
    """Reports whose claims nobody has decided on."""
    if not may(user, "review"):
        return []
    reports = list(reports_waiting(user)[:50])
    counts = waiting_counts(reports)
    return [
        Wait(
            _("审读"), report.title, reverse("review", args=[report.pk]), _("去审读"),
            note=_("%(pair)s · 还有%(n)s条所述待判断")
            % {"pair": report.partnership, "n": counts.get(report.pk, 0)},
            icon="file",
        )
        for report in reports
    ]  # fmt: skip


# Each floor's own question; the page only lists the answers.
PROVIDERS: list[Callable[[User], list[Wait]]] = [claims_to_review, item_waits, entry_waits]


def home(request: HttpRequest) -> HttpResponse:
    """What waits for me, one line each."""
    items = [item for provider in PROVIDERS for item in provider(request.user)]
    context = {
        "items": items,
        "may_intake": may(request.user, "intake"),
        "partnerships": visible_partnerships(request.user)
        .filter(parent__isnull=True)
        .select_related("helper", "recipient", "programme")[:12],
    }
    return render(request, "home/home.html", context)


urlpatterns = [path("", home, name="home")]
