"""Books, entries and the figures of a partnership as they stood on a day, and what changed since,
change set by change set."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from shanhai.common.amounts import Amount
from shanhai.common.indicators import indicator, indicators
from shanhai.common.keys import Stage
from shanhai.common.periods import Period
from shanhai.figures.queries import Figure, TooMany, figures, figures_then, rows_ever_under
from shanhai.ledger.books import Book
from shanhai.ledger.models import Entry
from shanhai.ledger.queries import entry_then
from shanhai.records.models import Record, Version
from shanhai.records.queries import steps_since, versions_on
from shanhai.registry.models import Node, Partnership
from shanhai.registry.queries import visible_to
from shanhai.reporting.queries import partnership_key
from shanhai.web.keys import asked_day, trail_url
from shanhai.web.pages.records import ref_url, told_facts, told_steps

PAGE = 50
# Changes since the day are told up to so many versions; the objects' own pages have them all.
MOST = 100


@dataclass(frozen=True, slots=True)
class Past:
    """One entry as a version has it."""

    entry: Entry
    what: str
    version: Version


def book_then(request: HttpRequest, book: Book, day: date) -> HttpResponse:
    """The rows of a book as they stood at the end of a day."""
    entries = visible_to(request.user, Entry.objects.all())
    then = versions_on(entries, day).exclude(columns__state=Entry.State.VOID)
    if book.number:
        then = then.filter(columns__book=book.code)
        entries = entries.filter(book=book.code)
    page = Paginator(then.order_by("-columns__period_end", "-ref"), PAGE).get_page(
        request.GET.get("page")
    )
    versions = list(page)
    told = [entry_then(version) for version in versions]
    nodes = Node.objects.in_bulk(
        {pk for one in told for pk in (one.helper_id, one.recipient_id, one.office_id) if pk}
    )
    for one in told:
        one.helper, one.recipient = nodes[one.helper_id], nodes[one.recipient_id]
        one.office = nodes.get(one.office_id)
    rows = [
        Past(one, indicator(one.indicator, settings.VOCABULARY_DIR).name, version)
        for one, version in zip(told, versions, strict=True)
    ]
    address = f"?asof={day}"
    context = {
        "book": book, "day": day, "page": page, "rows": rows,
        "previous": f"{address}&page={page.number - 1}",
        "next": f"{address}&page={page.number + 1}",
        "since": _since(request, entries, day),
        "crumbs": [(_("台账"), reverse("books")), (book.name, reverse("book", args=[book.code])),
                   (str(day), "")],
    }  # fmt: skip
    return render(request, "books/asof.html", context)


def entry_on(request: HttpRequest, entry: Entry, day: date) -> HttpResponse:
    """One entry as it stood at the end of a day."""
    rows = Entry.objects.filter(pk=entry.pk)
    version = versions_on(rows, day).first()
    context = {
        "entry": entry, "day": day, "version": version,
        "facts": told_facts(request.user, entry, version.columns) if version else [],
        "since": _since(request, rows, day),
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
    """What was recorded of a period of a partnership at the end of a day, beside what is now.
    What registers give is not among it: their members have days of their own."""
    key = partnership_key(partnership, period)
    rows, problem = visible_to(request.user, rows_ever_under(key)), ""
    rows = rows.filter(period_start__lte=period.end, period_end__gte=period.start)
    sides = Node.objects.filter(pk__in=[partnership.helper_id, partnership.recipient_id])
    try:
        compared = _compared(figures_then(key, day), figures(key), day)
    except TooMany as error:
        compared, problem = [], str(error)
    address = reverse("partnership", args=[partnership.pk])
    context = {
        "partnership": partnership, "period": period, "day": day,
        "compared": compared, "problem": problem,
        "now": f"{address}?year={request.GET.get('year', '')}",
        "since": _since(request, rows, day, visible_to(request.user, sides)),
        "crumbs": [(_("协作"), reverse("partnerships")), (str(partnership), address),
                   (str(day), "")],
    }  # fmt: skip
    return render(request, "cooperation/asof.html", context)


def _compared(then: list[Figure], now: list[Figure], day: date) -> list[Compared]:
    found: dict[tuple[str, str, str], list[Figure | None]] = {}
    for side, told in enumerate((then, now)):
        for one in told:
            place = (one.key.indicator, str(one.key.stage), one.amount.unit)
            found.setdefault(place, [None, None])[side] = one
    order = {code: place for place, code in enumerate(indicators(settings.VOCABULARY_DIR))}
    stages = list(Stage)
    return [
        Compared(
            indicator(code, settings.VOCABULARY_DIR).name, stage,
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


def changes_since(request: HttpRequest, model: type[Record]) -> HttpResponse:
    """What changed of all objects of a kind the user may see since the day an address asks of."""
    day = asked_day(request.GET)
    if day is None:
        raise Http404
    rows = visible_to(request.user, model._base_manager.all())
    what = model._meta.verbose_name
    context = {
        "since": _since(request, rows, day), "day": day, "what": what,
        "then": f"{request.path}?asof={day}",
        "crumbs": [(what, request.path), (_("此后的变更"), "")],
    }  # fmt: skip
    template = "books/since.html" if request.htmx else "past/since.html"
    return render(request, template, context)


def _since(request: HttpRequest, rows: Any, day: date, sides: Any = None) -> list[dict[str, Any]]:
    """Change sets after the day, newest first, each with what it did to which of the rows and to
    who is a member of which of the sides."""
    steps = [step for _, found in steps_since(rows, day, MOST) for step in found]
    told = list(zip(steps, told_steps(request.user, rows.model(), steps), strict=True))
    if sides is not None:
        steps = [step for _, found in steps_since(sides, day, MOST) for step in found]
        steps = [step for step in steps if any(one.column == "members" for one in step.changed)]
        told += zip(steps, told_steps(request.user, Node(), steps), strict=True)
    by_set: dict[int, dict[str, Any]] = {}
    for step, one in sorted(told, key=lambda row: row[0].change_set.number, reverse=True):
        row = by_set.setdefault(
            step.change_set.pk,
            {"change_set": step.change_set, "verb": one["verb"], "objects": []},
        )
        ref = step.version.ref
        row["objects"].append({**one, "ref": ref, "url": ref_url(ref)})
    return list(by_set.values())
