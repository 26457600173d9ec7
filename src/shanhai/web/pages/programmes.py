"""Programmes: their rounds, what each year asks, and the pairings and targets of a year."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from shanhai.accounts.models import User
from shanhai.common import vocabulary
from shanhai.common.periods import Period
from shanhai.figures.queries import pairing_counts
from shanhai.registry.models import Partnership, Programme
from shanhai.registry.queries import in_force, overlapping, visible_partnerships
from shanhai.reporting.queries import goals
from shanhai.web.access import needs
from shanhai.web.pages.partnership import shown_goals
from shanhai.web.pairings import counted, dates, kind_name

LISTED = 50


def _words() -> dict[str, Any]:
    return vocabulary.load("partnerships", settings.VOCABULARY_DIR)["programmes"]


def _of_year(user: User, code: str, period: Period) -> QuerySet[Partnership]:
    rows = visible_partnerships(user).filter(programme__code=code)
    return overlapping(rows, period.start, period.end)


@needs("view")
def programme_list(request: HttpRequest) -> HttpResponse:
    """Every programme with how many of the user's pairings it has today."""
    user: User = request.user  # type: ignore[assignment]
    # Counted together: asked one by one, a database reads all pairings of a programme each time.
    held = in_force(visible_partnerships(user), date.today()).order_by()
    counts = dict(held.values_list("programme__code").annotate(Count("pk")))
    rows = [
        {"code": code, "word": word, "count": counts.get(code, 0), "rounds": word.get("rounds", [])}
        for code, word in _words().items()
    ]
    context = {"rows": rows, "section": "programmes",
               "crumbs": [(_("协作"), reverse("partnerships")), (_("项目类别"), "")]}  # fmt: skip
    return render(request, "programmes/list.html", context)


def _years(word: dict[str, Any]) -> list[int]:
    """The years a page is kept for: those of the rounds and of the task lists, to this year."""
    now = date.today().year
    found = set(word.get("tasks", {}))
    for one in word.get("rounds", []):
        found |= set(range(one["from"], min(one.get("to", now), now) + 1))
    return sorted(found or {now}, reverse=True)


def _year(request: HttpRequest, known: list[int]) -> int:
    asked = request.GET.get("year", "")
    return int(asked) if asked.isdecimal() and int(asked) in known else known[0]


@needs("view")
def programme(request: HttpRequest, code: str) -> HttpResponse:
    """A programme in one year: its round, its task lists, pairings counted, targets."""
    word = _words().get(code)
    if word is None:
        raise Http404
    user: User = request.user  # type: ignore[assignment]
    known = _years(word)
    year = _year(request, known)
    period = Period.year(year)
    rows = _of_year(user, code, period)
    top = rows.filter(parent=None).select_related("helper", "recipient").order_by("pk")
    listed = list(top[: LISTED + 1])
    rounds = word.get("rounds", [])
    context = {
        "code": code,
        "word": word,
        "years": known,
        "year": year,
        "rounds": [(one, one["from"] <= year <= one.get("to", year)) for one in rounds],
        "tasks": word.get("tasks", {}).get(year, []),
        "counts": counted([pairing_counts(rows)]),
        "rows": [{"row": row, "kind": kind_name(row.kind), "dates": dates(row)}
                 for row in listed[:LISTED]],
        "more": len(listed) > LISTED,
        "goals": shown_goals(goals(user, Partnership.objects.filter(programme__code=code), period)),
        "registered": Programme.objects.filter(code=code).first(),
        "crumbs": [(_("协作"), reverse("partnerships")), (_("项目类别"), reverse("programmes")),
                   (_(word["name"]), "")],
    }  # fmt: skip
    return render(request, "programmes/page.html", context)


urlpatterns = [
    path("programmes/", programme_list, name="programmes"),
    path("programmes/<str:code>/", programme, name="programme"),
]
