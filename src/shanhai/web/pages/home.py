"""待办: what waits for me, from every floor that has something waiting."""

from collections.abc import Callable
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from shanhai.accounts.models import User
from shanhai.claims.queries import reports_waiting, waiting_counts
from shanhai.cooperation.models import Park, Workshop
from shanhai.cooperation.queries import projects
from shanhai.cooperation.queries.industry import in_operation
from shanhai.records.models import Record
from shanhai.registry.models import Node
from shanhai.registry.queries import acts_everywhere, may, visible_partnerships
from shanhai.web.pages.action_items import item_waits
from shanhai.web.pages.books import entry_waits
from shanhai.web.pages.records import record_url
from shanhai.web.presentation import Wait

ON_SITE = 3  # of each kind; the lists have the rest


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


def on_site(user: User) -> list[Wait]:
    """What is told of where it stands, a few taps away on a phone: workshops and parks that run,
    whose last reading is the oldest first, and projects being built."""
    if not may(user, "register"):
        return []
    read = [*in_operation(user, Workshop, ON_SITE), *in_operation(user, Park, ON_SITE)]
    read.sort(key=lambda row: row.read_on or date.min)
    built = projects(user).filter(state="started").order_by("-pk")[:ON_SITE]
    return [
        *(
            Wait(_("记读数"), row.title, _adding(row, "read"), _("读数和照片"), icon="camera",
                 note=_("上次读数 %s") % row.read_on if row.read_on else _("还没有读数"))
            for row in read
        ),
        *(
            Wait(_("拍进度"), row.title, _adding(row, "photo"), _("添加照片"), icon="camera",
                 note=str(row.partnership))
            for row in built
        ),
    ]  # fmt: skip


def _adding(row: Record, part: str) -> str:
    """The page of an object, where something is to be added."""
    return f"{record_url(row)}?add={part}#add-{part}"


def offices(user: User) -> str:
    """The places a user acts for, in words; "" for none."""
    if acts_everywhere(user):
        return _("这里")
    names = (
        Node.objects.filter(memberships__user=user).order_by("pk").values_list("name", flat=True)
    )
    return _("、").join(names.distinct()[:5])


def home(request: HttpRequest) -> HttpResponse:
    """What waits for me, one line each."""
    items = [item for provider in PROVIDERS for item in provider(request.user)]
    pairings = visible_partnerships(request.user).filter(parent__isnull=True)
    context = {
        "items": items,
        "on_site": on_site(request.user),
        "may_intake": may(request.user, "intake"),
        "offices": offices(request.user),
        "may_pair": may(request.user, "register"),
        "places": Node.objects.exists,
        "partnerships": pairings.select_related("helper", "recipient", "programme")[:12],
    }
    return render(request, "home/home.html", context)


urlpatterns = [path("", home, name="home")]
