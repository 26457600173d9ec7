"""日历: everything with a day, by month, and as a feed for the calendar on one's phone."""

import calendar
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shanhai.accounts.models import User
from shanhai.accounts.services import feed_token, feed_user, renew_feed
from shanhai.common import vocabulary
from shanhai.registry.queries import may
from shanhai.reporting.ical import feed
from shanhai.reporting.queries import KINDS, Dated, dated
from shanhai.web.access import needs, public
from shanhai.web.listing import asked_for
from shanhai.web.pages.records import page_of
from shanhai.web.work_forms import offered_pairings

# How far the feed looks back and ahead.
BACK, AHEAD = timedelta(days=366), timedelta(days=731)
REF_KINDS = {kind.code: kind.model._meta.model_name or "" for kind in KINDS}


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a month's grid."""

    day: date
    inside: bool
    today: bool
    rows: list[tuple[Dated, str, str]]


def word_of(code: str) -> str:
    """The word of a kind of dated thing."""
    return _(vocabulary.load("calendar", settings.VOCABULARY_DIR)[code]["name"])


def url_of(row: Dated) -> str:
    """The page of a dated thing; the sheet of entries that wait for the same step."""
    if row.office:
        there = reverse("book", args=["all"])
        return f"{there}?partnership={row.partnership.pk}&office={row.office}&sort=due"
    return page_of(REF_KINDS[row.kind], row.pk)


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return date.today().replace(day=1)


def _weeks(month: date, found: list[Dated]) -> list[list[Day]]:
    """The weeks of a month, Monday first; what lasts several days stands on each of them."""
    on: dict[date, list[tuple[Dated, str, str]]] = defaultdict(list)
    for row in found:
        told = (row, word_of(row.kind), url_of(row))
        for ahead in range(min((row.last - row.day).days, 45) + 1):
            on[row.day + timedelta(days=ahead)].append(told)
    today = date.today()
    return [
        [Day(day, day.month == month.month, day == today, on[day]) for day in week]
        for week in calendar.Calendar().monthdatescalendar(month.year, month.month)
    ]


@needs("view")
@require_GET
def month_page(request: HttpRequest) -> HttpResponse:
    """A month of everything the user may see, by kind and partnership when asked."""
    user: User = request.user  # type: ignore[assignment]
    month = _month(asked_for(request, "month"))
    if not 2 <= month.year <= 9998:
        month = date.today().replace(day=1)
    pairing, kind = asked_for(request, "partnership"), asked_for(request, "kind")
    grid = calendar.Calendar().monthdatescalendar(month.year, month.month)
    found = dated(
        user,
        grid[0][0],
        grid[-1][-1],
        [kind] if kind in REF_KINDS else [],
        int(pairing) if pairing.isdecimal() and pairing.isascii() else None,
    )
    weeks = _weeks(month, found)
    context = {
        "month": month,
        "weeks": weeks,
        "days": [day for week in weeks for day in week if day.inside and day.rows],
        "earlier": month - timedelta(days=1),
        "later": (month + timedelta(days=31)).replace(day=1),
        "kinds": [(code, word_of(code)) for code in REF_KINDS],
        "chosen": {"kind": kind, "partnership": pairing},
        "narrowing": bool(kind) + bool(pairing),
        "partnerships": offered_pairings(user),
        "feed": request.build_absolute_uri(reverse("calendar-feed", args=[feed_token(user)])),
        "crumbs": [(_("待办"), reverse("home")), (_("日历"), "")],
    }
    return render(request, "calendar/month.html", context)


@public
@require_GET
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The user's calendar for calendar programs; who has the secret address needs no sign-in."""
    user = feed_user(token)
    if user is None or not may(user, "view"):
        raise Http404
    today = date.today()
    rows = dated(user, today - BACK, today + AHEAD)
    data = feed(
        f"山海 {user}",
        rows,
        lambda row: request.build_absolute_uri(url_of(row)),
        timezone.now(),
        settings.VOCABULARY_DIR,
    )
    return HttpResponse(data, content_type="text/calendar; charset=utf-8")


@needs("view")
@require_POST
def feed_renew(request: HttpRequest) -> HttpResponse:
    """Give the feed a new secret address."""
    renew_feed(request.user)  # type: ignore[arg-type]
    messages.success(request, _("已换成新的订阅地址，旧地址不再有效。"))
    return redirect("calendar")


urlpatterns = [
    path("calendar/", month_page, name="calendar"),
    path("calendar/renew/", feed_renew, name="calendar-renew"),
    path("calendar/feed/<str:token>.ics", calendar_feed, name="calendar-feed"),
]
