"""The figures of a place: what is between it and each place it is paired with."""

from typing import Any

from django.http import HttpRequest

from shanhai.accounts.models import User
from shanhai.common.keys import Key
from shanhai.figures.queries import years
from shanhai.records.past.queries import TooMany
from shanhai.registry.models import Level, Node
from shanhai.registry.queries import counterparts
from shanhai.reporting.queries import are_theirs, fields_of
from shanhai.web.pages.partnership import period_asked, shown_rows
from shanhai.web.pairings import SIDES

MOST = 24  # places offered on each side; more nobody looks through


def place_figures(request: HttpRequest, node: Node) -> dict[str, Any]:
    """What the page of a place shows of its figures, on a day gone by as they stood then; nothing
    where the user may not ask for them."""
    user: User = request.user  # type: ignore[assignment]
    if node.level in (Level.VILLAGE, Level.ORGANISATION):
        return {}
    ends = {
        other: (node, other) if side == "helper" else (other, node)
        for side in SIDES
        for other in counterparts(user, node, side)[:MOST]
    }
    others = sorted(ends, key=lambda one: one.pk == node.pk)  # with itself last
    asked = request.GET.get("other", "")
    other = next((one for one in others if str(one.pk) == asked), next(iter(others), None))
    if other is None or not are_theirs(user, *(one.pk for one in ends[other])):
        return {}
    helper, recipient = ends[other]
    try:
        known = years(helper.pk, recipient.pk)
        period = period_asked(request, known)
        fields = fields_of(Key("", helper.pk, recipient.pk, period=period, stage=None))
    except TooMany as error:
        return {"ends": ends[other], "untold": str(error)}
    return {
        "ends": ends[other],
        "other": other,
        "others": others,
        "years": known,
        "period": period,
        "all_years": request.GET.get("year") == "all",
        "fields": [{"name": field.name, "rows": shown_rows(field)} for field in fields],
    }
