"""The page of a partnership, the home of daily work."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from shanhai.accounts.models import User
from shanhai.common.keys import Stage
from shanhai.common.periods import Period
from shanhai.cooperation import queries as cooperation
from shanhai.cooperation.models import Posting
from shanhai.cooperation.queries.points import spots_of
from shanhai.figures.queries import pairing_counts, years
from shanhai.ledger.models import Entry
from shanhai.ledger.queries import live, standing_counts
from shanhai.ledger.rules import STANDING_WORDS
from shanhai.reconciliation.promises.queries import kept
from shanhai.registry.models import Level, Node, Partnership
from shanhai.registry.queries import (
    archived_partnerships,
    in_force,
    may,
    may_edit,
    may_edit_pair,
    visible_partnerships,
)
from shanhai.reporting.queries import Field, Goal, Row, goals, partnership_fields
from shanhai.web.access import needs
from shanhai.web.asof import partnership_then
from shanhai.web.keys import asked_day, on_day, trail_url
from shanhai.web.navigation import FIELD_LISTS, Link, lists_of
from shanhai.web.pages.needs import waiting_block
from shanhai.web.pages.postings import masked_person
from shanhai.web.pairings import counted, dates, graph_table, kind_name, pairing_map
from shanhai.web.presentation import Pairing, Rung
from shanhai.web.spots import spot_maps
from shanhai.web.timeline import events_of
from shanhai.web.work_forms import named

LATEST = 4
OCCASIONS = 3
EVENTS = 16
PEOPLE = 5  # each way; the list has the rest
COUNTED = 1000  # rows of the period whose two sides are compared; a year of daily work has fewer


def period_asked(request: HttpRequest, known: list[int]) -> Period:
    """The year an address asks for, all recorded years, or the newest one."""
    asked = request.GET.get("year", "")
    if asked == "all" and known:
        return Period.parse(str(min(known)), str(max(known)))
    year = int(asked) if asked.isdecimal() and 1990 < int(asked) < 2100 else 0
    return Period.year(year or (known[0] if known else date.today().year))


def _ladder(row: Row) -> list[Rung]:
    return [
        Rung(stage.value, figure.amount, trail_url(figure.key, figure.amount.unit))
        for stage, figure in sorted(row.stages.items(), key=lambda pair: list(Stage).index(pair[0]))
    ]


def _shown(partnership: Partnership, fields: list[Field], period: Period) -> list[dict[str, Any]]:
    """Rows with the address of every number's trail, and the lists behind each field."""
    return [
        {
            "name": field.name,
            "lists": lists_of(field.name, partnership.pk, (period.start, period.end)),
            "rows": shown_rows(field),
        }
        for field in fields
    ]


def shown_rows(field: Field) -> list[dict[str, Any]]:
    """The rows of a field with the address of every number's trail."""
    return [
        {
            "row": row,
            "trail": trail_url(row.figure.key, row.figure.amount.unit),
            "ladder": _ladder(row) if len(row.stages) > 1 else None,
        }
        for row in field.rows
    ]


def _elsewhere(partnership: Partnership, fields: list[Field]) -> list[Link]:
    """The lists of the fields that have no number in the period: what is there is still found."""
    told = {field.name for field in fields}
    rest = [lists_of(name, partnership.pk) for name in FIELD_LISTS if name not in told]
    return [link for links in rest for link in links]


def shown_goals(found: Iterable[Goal]) -> list[dict[str, Any]]:
    """What is aimed for, with the trail of what is there."""
    return [
        {
            "goal": goal,
            "trail": trail_url(goal.figure.key, goal.figure.amount.unit) if goal.figure else "",
            # A share of nothing yet leads to what it is a share of.
            "share": trail_url(goal.figure.key, goal.figure.amount.unit)
            if goal.figure
            else on_day(reverse("record", args=[goal.target.pk])),
        }
        for goal in found
    ]


def _tree(partnership: Partnership, children: list[Partnership]) -> list[Pairing]:
    nested: dict[int | None, list[Partnership]] = {}
    for child in children:
        nested.setdefault(child.parent_id, []).append(child)

    def branch(row: Partnership) -> Pairing:
        return Pairing(
            kind_name(row.kind),
            row.helper.name,
            row.recipient.name,
            reverse("partnership", args=[row.pk]),
            note=dates(row) if row.end else "",
            children=[branch(child) for child in nested.get(row.pk, [])],
        )

    return [branch(partnership)]


def _found(request: HttpRequest, pk: int) -> Partnership:
    """A pairing the user sees, in the lists or out of them."""
    actor: User = request.user  # type: ignore[assignment]
    for rows in (visible_partnerships(actor), archived_partnerships(actor)):
        wanted = rows.select_related(
            "ref", "programme", "parent__helper", "parent__recipient", "helper__parent",
            "recipient__parent",
        )  # fmt: skip
        found = wanted.filter(pk=pk).first()
        if found:
            return found
    raise Http404


def _nested(user: User, partnership: Partnership) -> QuerySet[Partnership]:
    rows = visible_partnerships(user).filter(Q(parent=partnership) | Q(parent__parent=partnership))
    return rows.select_related("helper", "recipient", "programme")


def _members(node: Node, day: date) -> list[Any]:
    """Who is in a cluster on a day, the lead first."""
    if node.level != Level.CLUSTER:
        return []
    return list(in_force(node.members.select_related("member"), day).order_by("-lead", "pk"))


def _in_post(user: User, partnership: Partnership, day: date) -> list[dict[str, Any]]:
    """Who is with the other side on a day: each way, how many there are and the first to leave."""
    rows = cooperation.people_in_post(user, partnership, day)
    counts = dict(rows.order_by().values_list("direction").annotate(Count("pk")))
    return [
        {
            "direction": code,
            "word": _(word),
            "count": counts[code],
            "stays": [
                {"row": row, "what": named("posting_categories", row.category),
                 "who": masked_person(row)}
                for row in rows.filter(direction=code).order_by("end", "pk")[:PEOPLE]
            ],
        }
        for code, word in Posting.Direction.choices
        if code in counts
    ]  # fmt: skip


def _standings(user: User, partnership: Partnership, period: Period) -> dict[str, Any]:
    """How the rows of the period stand between the two sides: code, word, how many; with very many
    rows, of how many of them."""
    rows = live(user).filter(partnership=partnership).exclude(state=Entry.State.VOID)
    rows = rows.filter(period_start__gte=period.start, period_end__lte=period.end)
    counts, beyond = standing_counts(rows, COUNTED)
    return {
        "standings": [(code.value, _(STANDING_WORDS[code]), n) for code, n in counts.items()],
        "standings_of": COUNTED if beyond else 0,
    }


def _promised(user: User, partnership: Partnership) -> list[dict[str, Any]]:
    """The agreements of a partnership, each with what it promised and how far that is kept."""
    by_agreement: dict[int, list[Any]] = {}
    promises = list(cooperation.commitments(user).filter(agreement__partnership=partnership))
    done = kept(promises)
    for one in promises:
        by_agreement.setdefault(one.agreement_id, []).append((one, done[one.pk]))
    rows = cooperation.agreements(user).filter(partnership=partnership)
    return [{"row": row, "promises": by_agreement.get(row.pk, [])} for row in rows]


def _pairings(user: User, partnership: Partnership) -> dict[str, Any]:
    """Tree, map and three counts of what hangs under a partnership."""
    nested = _nested(user, partnership)
    children = list(nested.order_by("kind", "pk"))
    drawn = [partnership, *[row for row in children if row.helper.longitude]]
    return {
        "tree": _tree(partnership, children),
        "pairs": len(children),
        "counts": counted(
            (pairing_counts(in_force(nested, None)), {"parent": partnership.pk, "when": "now"})
        ),
        "map": pairing_map(drawn),
        "map_table": graph_table(drawn),
    }


@needs("view", then=None)
def partnership_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A partnership: both sides, its year against its targets, what is open, what was promised,
    what both sides say, everything under it, and its history."""
    user: User = request.user  # type: ignore[assignment]
    partnership = _found(request, pk)
    known = years(partnership.helper_id, partnership.recipient_id)
    period = period_asked(request, known)
    if past := asked_day(request.GET):
        return partnership_then(request, partnership, period, past)
    day = min(period.end, date.today())
    events = events_of(user, partnership)
    fields = partnership_fields(partnership, period)
    crumbs = [(_("协作"), reverse("partnerships"))]
    if partnership.parent:
        crumbs.append(
            (str(partnership.parent), reverse("partnership", args=[partnership.parent_id]))
        )
    own = Partnership.objects.filter(pk=pk)
    context = {
        "crumbs": [*crumbs, (str(partnership), "")],
        "partnership": partnership,
        "kind": kind_name(partnership.kind),
        "dates": dates(partnership),
        "years": known,
        "period": period,
        "day": day,
        "today": date.today(),
        "all_years": request.GET.get("year") == "all",
        "fields": _shown(partnership, fields, period),
        "elsewhere": _elsewhere(partnership, fields),
        "may_import": not fields and may(user, "import"),
        "goals": shown_goals(goals(user, own, period)),
        "events": events[:EVENTS] if "events" not in request.GET else events,
        "earlier": max(0, len(events) - EVENTS) if "events" not in request.GET else 0,
        "actions": cooperation.unsettled(user).filter(partnership=partnership),
        "agreements": _promised(user, partnership),
        "latest": {
            "meetings": cooperation.latest_meetings(user, partnership, OCCASIONS),
            "visits": cooperation.latest_visits(user, partnership, OCCASIONS),
        },
        "in_post": _in_post(user, partnership, day),
        **_standings(user, partnership, period),
        "members": _members(partnership.helper, day),
        "reports": partnership.reports.filter(ref__archived_at=None).select_related("document")[
            :LATEST
        ],
        "may_edit": may(user, "register") and may_edit_pair(user, partnership),
        "may_cluster": may(user, "register") and may_edit(user, partnership.helper),
        "waiting_needs": waiting_block(user, partnership),
        "spots": spot_maps(spots_of(user, partnership)),
        **_pairings(user, partnership),
    }
    return render(request, "cooperation/partnership.html", context)


urlpatterns = [path("partnerships/<int:pk>/", partnership_page, name="partnership")]
