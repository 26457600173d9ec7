"""Books and entries as they stood on a day, and what changed since, change set by change set."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from shanhai.common.indicators import indicator
from shanhai.ledger.books import Book
from shanhai.ledger.models import Entry
from shanhai.records.models import Version
from shanhai.records.queries import steps_since, versions_on
from shanhai.registry.models import Node
from shanhai.registry.queries import visible_to
from shanhai.web.pages.records import told_facts, told_steps

PAGE = 50
# Changes since the day are told up to so many versions; the objects' own pages have them all.
MOST = 100


def asked_day(request: HttpRequest) -> date | None:
    """The day the address asks for; None when it names none, or one that has not been."""
    try:
        day = date.fromisoformat(request.GET.get("asof", ""))
    except ValueError:
        return None
    return day if date(1900, 1, 1) <= day < date.today() else None


@dataclass(frozen=True, slots=True)
class Past:
    """One entry as a version has it."""

    entry: Entry
    what: str
    version: Version


def entry_then(version: Version) -> Entry:
    """The entry a version holds; never saved."""
    fields = {field.attname: field for field in Entry._meta.concrete_fields}
    columns = {
        name: fields[name].to_python(value)
        for name, value in version.columns.items()
        if name in fields
    }
    return Entry(**columns)


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


def _since(request: HttpRequest, rows: Any, day: date) -> list[dict[str, Any]]:
    """Change sets after the day, each with what it did to which of the rows."""
    sets = steps_since(rows, day, MOST)
    steps = [step for _, found in sets for step in found]
    if not steps:
        return []
    told = told_steps(request.user, Entry(), steps)
    by_set: dict[int, dict[str, Any]] = {}
    for step, one in zip(steps, told, strict=True):
        row = by_set.setdefault(
            step.change_set.pk,
            {"change_set": step.change_set, "verb": one["verb"], "entries": []},
        )
        row["entries"].append({**one, "ref": step.version.ref})
    return list(by_set.values())
