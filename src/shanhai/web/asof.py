"""An entry and the figures of a partnership as they stood on a day; what changed since, change set
by change set."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from shanhai.accounts.models import User
from shanhai.common.amounts import Amount
from shanhai.common.indicators import indicator, indicators
from shanhai.common.keys import Key, Stage
from shanhai.common.periods import Period
from shanhai.cooperation.queries.registers import REGISTERS
from shanhai.figures.queries import Figure, between, figures_as_of, rows_ever_under
from shanhai.ledger.models import Entry
from shanhai.records.models import Record, Ref
from shanhai.records.past.queries import TooMany
from shanhai.records.queries import Step, newest_first, steps_of, versions_on, written_since
from shanhai.registry.models import Node, Partnership
from shanhai.registry.queries import visible_to
from shanhai.reporting.queries import all_figures, partnership_key
from shanhai.web.keys import asked_day, trail_url
from shanhai.web.list_page import link
from shanhai.web.pages.records import ref_url, told_facts, told_steps

# So many versions a page of what changed since tells of.
PAGE = 100


def entry_on(request: HttpRequest, entry: Entry, day: date) -> HttpResponse:
    """One entry as it stood at the end of a day."""
    rows = Entry.objects.filter(pk=entry.pk)
    version = versions_on(rows, day).first()
    context = {
        "entry": entry, "day": day, "version": version,
        "facts": told_facts(request.user, entry, version.columns) if version else [],
        **_since(request, rows, day),
        "crumbs": [(_("台账"), reverse("books")), (entry.title, reverse("entry", args=[entry.pk])),
                   (str(day), "")],
    }  # fmt: skip
    return render(request, "entries/asof.html", context)


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure as it stood on a day beside what it is now, each with its trail."""

    name: str
    stage: str
    then: Amount | None
    now: Amount | None
    trail_then: str
    trail_now: str

    @property
    def difference(self) -> Amount | None:
        """What came (or went, below nought) since; None when nothing did."""
        units = sum(one.units * sign for one, sign in ((self.now, 1), (self.then, -1)) if one)
        known = self.now or self.then
        return Amount.exactly(units, known.unit) if known and units else None


def partnership_then(
    request: HttpRequest, partnership: Partnership, period: Period, day: date
) -> HttpResponse:
    """What was recorded and registered of a period of a partnership at the end of a day, beside
    what is now."""
    key, problem = partnership_key(partnership, period), ""
    try:
        with figures_as_of(key, day):
            then = all_figures(key)
        compared = _compared(then, all_figures(key), day)
    except TooMany as error:
        compared, problem = [], str(error)
    address = reverse("partnership", args=[partnership.pk])
    context = {
        "partnership": partnership, "period": period, "day": day,
        "compared": compared, "problem": problem,
        "now": f"{address}?year={request.GET.get('year', '')}",
        **_since(request, _rests_on(request.user, partnership, key), day),
        "crumbs": [(_("协作"), reverse("partnerships")), (str(partnership), address),
                   (str(day), "")],
    }  # fmt: skip
    return render(request, "cooperation/asof.html", context)


def _rests_on(user: User, partnership: Partnership, key: Key) -> QuerySet:
    """Ids of everything the figures of a partnership rest on: entries, members of registers,
    pairings, and its two sides with their members."""
    entries = rows_ever_under(key)
    if key.period:
        entries = entries.filter(period_start__lte=key.period.end, period_end__gte=key.period.start)
    pairs = between(key, date.today())
    kinds = dict.fromkeys(one.model for one in REGISTERS.values())
    rows = [
        visible_to(user, entries), visible_to(user, pairs),
        Node.objects.filter(pk__in=[partnership.helper_id, partnership.recipient_id]),
        *(visible_to(user, one._base_manager.filter(partnership__in=pairs)) for one in kinds),
    ]  # fmt: skip
    first, *others = [one.order_by().values("pk") for one in rows]
    return first.union(*others)


def _compared(then: list[Figure], now: list[Figure], day: date) -> list[Compared]:
    found: dict[tuple[str, str, str], list[Figure | None]] = {}
    for side, told in enumerate((then, now)):
        for one in told:
            place = (one.key.indicator, str(one.key.stage or Stage.ARRIVED), one.amount.unit)
            found.setdefault(place, [None, None])[side] = one
    order = {code: place for place, code in enumerate(indicators(settings.VOCABULARY_DIR))}
    stages = list(Stage)
    return [
        Compared(
            _(indicator(code, settings.VOCABULARY_DIR).name), stage,
            before.amount if before else None, after.amount if after else None,
            trail_url(before.key, unit, day) if before else "",
            trail_url(after.key, unit) if after else "",
        )
        for (code, stage, unit), (before, after) in sorted(
            found.items(),
            key=lambda row: (order.get(row[0][0], len(order)), row[0][0],
                             stages.index(Stage(row[0][1])), row[0][2]),
        )
    ]  # fmt: skip


def changes_since(request: HttpRequest, rows: QuerySet, what: str) -> HttpResponse:
    """What changed of some objects the user may see since the day an address asks of."""
    day = asked_day(request.GET)
    if day is None:
        raise Http404
    query = request.GET.copy()
    del query["since"]
    then = f"{request.path}?{query.urlencode()}"
    context = {
        **_since(request, visible_to(request.user, rows), day), "day": day, "what": what,
        "then": then, "crumbs": [(what, then), (_("此后的变更"), "")],
    }  # fmt: skip
    template = "books/since.html" if request.htmx else "past/since.html"
    return render(request, template, context)


def _since(request: HttpRequest, rows: Any, day: date) -> dict[str, Any]:
    """One page of the change sets after the day, newest first, each with what it did to which of
    the rows, and where the other pages are."""
    found = written_since(rows, day)
    page = Paginator(newest_first(found), PAGE).get_page(request.GET.get("since"))
    steps: dict[str, list[Step]] = defaultdict(list)
    for step in steps_of(page.object_list):
        steps[step.version.ref.kind].append(step)
    told = [
        pair
        for kind, some in steps.items()
        for pair in zip(some, told_steps(request.user, _any_of(kind), some), strict=True)
    ]
    by_set: dict[int, dict[str, Any]] = {}
    for step, one in sorted(told, key=lambda row: row[0].change_set.number, reverse=True):
        row = by_set.setdefault(
            step.change_set.pk,
            {"change_set": step.change_set, "verb": one["verb"], "objects": []},
        )
        ref = step.version.ref
        row["objects"].append({**one, "ref": ref, "url": ref_url(ref)})
    if page.has_other_pages():
        each = found.filter(change_set__in=list(by_set)).order_by().values_list("change_set")
        for pk, written in each.annotate(written=Count("pk")):
            by_set[pk]["elsewhere"] = written - len(by_set[pk]["objects"])
    return {
        "since": list(by_set.values()), "page": page,
        "previous": f"{link(request.GET, since=page.number - 1)}#changes",
        "next": f"{link(request.GET, since=page.number + 1)}#changes",
    }  # fmt: skip


def _any_of(kind: str) -> Record:
    return Ref._meta.get_field(kind).related_model()
