"""Programmes: their rounds, what each year asks, and the pairings and targets of a year."""

from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from shanhai.accounts.models import User
from shanhai.common.periods import Period
from shanhai.figures.queries import pairing_counts, pairings_as_of
from shanhai.records.past.queries import current_day, day_looked_at
from shanhai.registry.models import Partnership
from shanhai.registry.queries import (
    ProgrammeWords,
    everywhere,
    in_force,
    overlapping,
    programmes,
    visible_partnerships,
)
from shanhai.reporting.queries import goals
from shanhai.web.access import needs
from shanhai.web.pages.partnership import shown_goals
from shanhai.web.pairings import counted, dates, kind_name, listed

LISTED = 50


def may_write(user: User) -> bool:
    """Whether the user may write programmes: what they say holds for everyone, so only who has
    the right without any bound of place; nothing is written in the past."""
    return user.is_authenticated and everywhere(user, "programme") and not day_looked_at()


def _of_year(user: User, code: str, period: Period) -> QuerySet[Partnership]:
    rows = visible_partnerships(user).filter(programme__code=code)
    return overlapping(rows, period.start, period.end)


@needs("view")
def programme_list(request: HttpRequest) -> HttpResponse:
    """Every programme with how many of the user's pairings it has today."""
    user: User = request.user  # type: ignore[assignment]
    # Counted together: asked one by one, a database reads all pairings of a programme each time.
    held = in_force(visible_partnerships(user), current_day()).order_by()
    counts = dict(held.values_list("programme__code").annotate(Count("pk")))
    known = list(programmes().values())
    context = {
        "rows": [
            (one, counts.get(one.code, 0), listed(programme=one.code, when="now"))
            for one in known
            if not one.archived
        ],
        "archived": [one for one in known if one.archived],
        "writes": may_write(user),
        "section": "programmes",
        "crumbs": [(_("协作"), reverse("partnerships")), (_("项目类别"), "")],
    }
    return render(request, "programmes/list.html", context)


def _years(told: ProgrammeWords) -> list[int]:
    """The years a page is kept for: those of the rounds and of the task lists, to this year."""
    now = current_day().year
    found = {one.year for one in told.lists}
    for one in told.rounds:
        found |= set(range(one.first, min(one.last or now, now) + 1))
    return sorted(found or {now}, reverse=True)


def _year(request: HttpRequest, known: list[int]) -> int:
    asked = request.GET.get("year", "")
    return int(asked) if asked.isdecimal() and int(asked) in known else known[0]


@needs("view", then=pairings_as_of)
def programme(request: HttpRequest, code: str) -> HttpResponse:
    """A programme in one year: its round, its task lists, pairings counted, targets."""
    told = programmes().get(code)
    if told is None:
        raise Http404
    user: User = request.user  # type: ignore[assignment]
    known = _years(told)
    year = _year(request, known)
    period = Period.year(year)
    rows = _of_year(user, code, period)
    top = rows.filter(parent=None).select_related("helper", "recipient").order_by("pk")
    listed = list(top[: LISTED + 1])
    context = {
        "told": told,
        "years": known,
        "year": year,
        "rounds": [(one, one.holds(year)) for one in told.rounds],
        "tasks": told.of_year(year),
        "counts": counted((pairing_counts(rows), {"programme": code, "year": year})),
        "rows": [{"row": row, "kind": kind_name(row.kind), "dates": dates(row)}
                 for row in listed[:LISTED]],
        "more": len(listed) > LISTED,
        "goals": shown_goals(goals(user, Partnership.objects.filter(programme__code=code), period)),
        "writes": may_write(user),
        "crumbs": [(_("协作"), reverse("partnerships")), (_("项目类别"), reverse("programmes")),
                   (_(told.name), "")],
    }  # fmt: skip
    return render(request, "programmes/page.html", context)


urlpatterns = [
    path("programmes/", programme_list, name="programmes"),
    path("programmes/<str:code>/", programme, name="programme"),
]
