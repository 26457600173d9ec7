"""提醒: what falls due, what others did since one last looked, and the week as a digest."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shanhai.accounts.models import User
from shanhai.accounts.services import see_news, want_digest
from shanhai.registry.queries import may
from shanhai.reporting.digest import digest
from shanhai.reporting.queries import Dated, Happening, deadlines, news
from shanhai.web.access import needs
from shanhai.web.pages.calendar import url_of, word_of
from shanhai.web.pages.records import ref_url, verb_word
from shanhai.web.presentation import Wait

MONTH = timedelta(days=30)
MOST_TOLD = 99


def _waits(rows: Iterable[Dated]) -> list[Wait]:
    today = date.today()
    return [
        Wait(
            word_of(row.kind), row.title, url_of(row), _("去看"), note=str(row.partnership),
            due=_due(row.last, today), late=row.last < today,
            icon="clock" if row.owed else "calendar",
        )
        for row in rows
    ]  # fmt: skip


def _due(day: date, today: date) -> str:
    ahead = (day - today).days
    if ahead < 0:
        return _("逾期 %s 天") % -ahead
    if ahead == 0:
        return _("今天")
    return _("%(n)s 天后 · %(day)s") % {"n": ahead, "day": day.isoformat()}


def _lines(rows: Iterable[Happening]) -> list[tuple[Happening, str, str]]:
    return [(row, verb_word(row.change.verb), ref_url(row.ref)) for row in rows]


@needs("view")
@require_GET
def notice_page(request: HttpRequest) -> HttpResponse:
    """Deadlines near and past, and what others did in the last month."""
    user: User = request.user  # type: ignore[assignment]
    told = news(user, timezone.now() - MONTH, MOST_TOLD)
    context = {
        "due": _waits(deadlines(user)),
        "told": _lines(told),
        "unseen": sum(row.change.at > user.news_seen_at for row in told),
        "crumbs": [(_("待办"), reverse("home")), (_("提醒"), "")],
    }
    return render(request, "notices/page.html", context)


@require_GET
def notice_count(request: HttpRequest) -> HttpResponse:
    """How much there is to be told: others' doings not yet seen, and what is late. The bell of
    every page asks, so who has no role yet is answered too: nothing."""
    user: User = request.user  # type: ignore[assignment]
    count = 0
    if may(user, "view"):
        since = max(user.news_seen_at, timezone.now() - MONTH)
        count = len(news(user, since, MOST_TOLD)) + sum(row.late for row in deadlines(user))
    response = render(request, "notices/count.html", {"count": min(count, MOST_TOLD)})
    response["Cache-Control"] = "private, max-age=60"
    return response


@needs("view")
@require_POST
def notices_seen(request: HttpRequest) -> HttpResponse:
    """Everything told has been seen."""
    see_news(request.user)  # type: ignore[arg-type]
    return redirect("notices")


@needs("view")
def digest_page(request: HttpRequest) -> HttpResponse:
    """The week of the user: behind and ahead; whether it also comes by mail."""
    user: User = request.user  # type: ignore[assignment]
    if request.method == "POST":
        want_digest(user, "wanted" in request.POST)
        messages.success(request, _("已记住。"))
        return redirect("digest")
    told = digest(user)
    sections: Sequence[tuple[str, list[Wait]]] = [
        (_("已逾期"), _waits(told.late)),
        (_("快到期"), _waits(told.due)),
        (_("近期安排"), _waits(told.ahead)),
    ]
    today = timezone.localdate()
    context = {
        "first": today - timedelta(days=7),
        "today": today,
        "sections": [(word, rows) for word, rows in sections if rows],
        "told": _lines(told.happened),
        "mail": "smtp" in settings.EMAIL_BACKEND,
        "crumbs": [(_("提醒"), reverse("notices")), (_("本周简报"), "")],
    }
    return render(request, "notices/digest.html", context)


urlpatterns = [
    path("notices/", notice_page, name="notices"),
    path("notices/count/", notice_count, name="notices-count"),
    path("notices/seen/", notices_seen, name="notices-seen"),
    path("notices/week/", digest_page, name="digest"),
]
