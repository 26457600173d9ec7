"""The page of a partnership, the home of daily work."""

from datetime import date

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from shanhai.common.keys import Stage
from shanhai.common.periods import Period
from shanhai.figures.queries import years
from shanhai.registry.models import Partnership
from shanhai.registry.queries import members_of, visible_to
from shanhai.reporting.queries import Field, Row, partnership_fields
from shanhai.web.access import get_visible, needs
from shanhai.web.keys import trail_url
from shanhai.web.pages.needs import waiting_block
from shanhai.web.pairings import kind_name
from shanhai.web.presentation import Event, Pairing, Rung


def _period(request: HttpRequest, known: list[int]) -> Period:
    asked = request.GET.get("year", "")
    if asked == "all" and known:
        return Period.parse(str(min(known)), str(max(known)))
    year = int(asked) if asked.isdigit() and 1990 < int(asked) < 2100 else 0
    return Period.year(year or (known[0] if known else date.today().year))


def _ladder(row: Row) -> list[Rung]:
    return [
        Rung(stage.value, figure.amount, trail_url(figure.key, figure.amount.unit))
        for stage, figure in sorted(row.stages.items(), key=lambda pair: list(Stage).index(pair[0]))
    ]


def _shown(fields: list[Field]) -> list[dict]:
    """Rows with the address of every number's trail."""
    return [
        {
            "name": field.name,
            "rows": [
                {
                    "row": row,
                    "trail": trail_url(row.figure.key, row.figure.amount.unit),
                    "ladder": _ladder(row) if len(row.stages) > 1 else None,
                }
                for row in field.rows
            ],
        }
        for field in fields
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
            children=[branch(child) for child in nested.get(row.pk, [])],
        )

    return [branch(partnership)]


def _events(partnership: Partnership) -> list[Event]:
    events = [
        Event(meeting.held_on or "", meeting.title, meeting.place)
        for meeting in partnership.meetings.all()
    ]
    events += [
        Event(
            report.published or report.received_at.date(),
            report.title,
            _("来文"),
            url=reverse("review", args=[report.pk]),
        )
        for report in partnership.reports.all()
    ]
    events += [
        Event(agreement.signed_on or "", agreement.title, _("签订协议"))
        for agreement in partnership.agreements.all()
    ]
    return sorted(events, key=lambda event: str(event.when), reverse=True)


@needs("view")
def partnership_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A partnership: both sides, its year by field with targets, pairings, timeline, actions."""
    rows = Partnership.objects.select_related("helper", "recipient", "programme", "parent")
    partnership = get_visible(request, rows, pk=pk)
    known = years(partnership.helper_id, partnership.recipient_id)
    period = _period(request, known)
    children = list(
        visible_to(
            request.user,
            Partnership.objects.filter(
                Q(parent=partnership) | Q(parent__parent=partnership)
            ).select_related("helper", "recipient"),
        )
    )
    crumbs = [(_("协作"), reverse("partnerships"))]
    if partnership.parent:
        crumbs.append(
            (str(partnership.parent), reverse("partnership", args=[partnership.parent_id]))
        )
    context = {
        "crumbs": [*crumbs, (str(partnership), "")],
        "partnership": partnership,
        "kind": kind_name(partnership.kind),
        "years": known,
        "period": period,
        "all_years": request.GET.get("year") == "all",
        "fields": _shown(partnership_fields(partnership, period)),
        "tree": _tree(partnership, children),
        "pairs": len(children),
        "events": _events(partnership),
        "actions": partnership.action_items.select_related("owner", "source"),
        "members": members_of(partnership.helper, min(period.end, date.today())),
        "reports": partnership.reports.count(),
        "waiting_needs": waiting_block(request.user, partnership),
    }
    return render(request, "cooperation/partnership.html", context)


urlpatterns = [
    path("partnerships/<int:pk>/", partnership_page, name="partnership"),
]
