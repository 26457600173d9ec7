"""The one machinery of every list: filter, sort, choice of columns, saved views, pages, export.

A page declares its list once and answers with `show`:

    MEETINGS = Listing(
        name="meetings",                      # saved views are kept under it
        title=_lazy("会议"),
        rows=lambda request: visible_to(request.user, Meeting.objects.filter(
            ref__archived_at=None).select_related("partnership__helper", "partnership__recipient")),
        columns=(
            Column("title", _lazy("会议"), lambda row: row.title, sort="title"),
            Column("pairing", _lazy("结对"), lambda row: row.partnership, PAIRING),
            Column("held_on", _lazy("日期"), lambda row: row.held_on, DATE, sort="held_on"),
            Column("items", _lazy("议定事项"), lambda row: row.items, NUMBER, shown=False),
        ),
        filters=(pairing_filter(), Days("held_on", _lazy("日期"), "held_on")),
        search=("title__icontains", "place__icontains"),
        order="-held_on",
        url=lambda row: reverse("record", args=[row.pk]),
        complete=count_items,                 # one query for all rows of a page, never one a row
        buttons=(Button(_lazy("登记会议"), "meeting-new", "register"),),
        empty=(_lazy("还没有会议"), _lazy("开过的会登记在这里。")),
    )

    @needs("view")
    def meeting_list(request):
        return show(request, MEETINGS, crumbs=[(_("会议"), "")])

`rows` must go through the one gate. The first column names the row and is always shown. Whatever
is asked stands in the address (`q`, the filters' keys, `sort`, `columns`, `page`), so a view is an
address that can be saved, sent and exported: `export=xlsx` gives exactly the rows, columns and
order shown, all pages of it. For a list inside a larger page: own template with
`{% include "lists/body.html" %}`, and `show(request, LISTING, "own/template.html", **context)`.
A page costs the same however many rows there are: at most COUNTED rows are counted.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from shanhai.common.amounts import Amount, from_units
from shanhai.records.past.queries import day_looked_at
from shanhai.registry.queries import may
from shanhai.web.asof import changes_since
from shanhai.web.keys import on_day
from shanhai.web.list_page import (
    COUNTED,
    PAGE,
    link,
    list_page,
    narrowed,
    ordered,
    shown_columns,
    written_cell,
)
from shanhai.web.listing import (
    DATE,
    FIGURE,
    NUMBER,
    PAIRING,
    STATE,
    TEXT,
    Button,
    Choice,
    Column,
    Days,
    Listing,
    pairing_filter,
)
from shanhai.web.presentation import Linked, figure_text
from shanhai.web.sheets import Sheet, workbook

__all__ = [
    "COUNTED", "DATE", "FIGURE", "NUMBER", "PAGE", "PAIRING", "STATE", "TEXT", "Button", "Choice",
    "Column", "Days", "Listing", "export", "exported_amount", "list_page", "pairing_filter", "show",
]  # fmt: skip

CHUNK = 500


def show(
    request: HttpRequest,
    listing: Listing,
    template: str = "lists/page.html",
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """The page of a list, or, asked with `export=xlsx`, exactly what it shows as a workbook."""
    if "since" in request.GET:
        model = listing.rows(request).model
        return changes_since(request, model._base_manager.all(), str(listing.title))
    if request.GET.get("export"):
        if not may(request.user, "export"):  # type: ignore[arg-type]
            raise PermissionDenied("export")
        return export(request, listing)
    found = {"list": list_page(request, listing), **context}
    return render(request, template, found, status=status)


def export(request: HttpRequest, listing: Listing, there: str = "") -> HttpResponse:
    """Every row of the list as it is asked for, in the columns and the order shown, and on a
    further sheet what they make; both lead to the page of the list, `there` if not here."""
    _controls, rows = narrowed(request, listing)
    columns = shown_columns(listing, request.GET)
    headings = [head for column in columns for head in _exported_headings(column)]
    lines = (
        [value for place, column in enumerate(columns) for value in _leading(
            request, column.url or (listing.url if place == 0 else None), row,
            _exported(column, row))]
        for row in _completed(listing, ordered(request, listing, rows))
    )  # fmt: skip
    page = request.build_absolute_uri(f"{there}{link(request.GET, page=None, export=None)}")
    made = listing.sums(rows) if listing.sums else ()
    totals = Sheet([_("合计"), _("数")], [[str(word), Linked(sum_, page)] for word, sum_ in made])
    sheet = Sheet(headings, lines, page=page, totals=totals if made else None)
    return workbook(dated(str(listing.title)), sheet)


def _leading(
    request: HttpRequest, to: Callable[[Any], str] | None, row: Any, cells: list[Any]
) -> list[Any]:
    """The cells of a column, leading to the page where they are told again; numbers without a page
    of their own are told on the one the first column leads to."""
    if to is None or cells[0] in (None, ""):
        return cells
    return [Linked(cells[0], request.build_absolute_uri(on_day(to(row)))), *cells[1:]]


def dated(title: str) -> str:
    """The name of a file, with the day it is of when that is not today."""
    if day := day_looked_at():
        return _("%(title)s（截至%(day)s）") % {"title": title, "day": day}
    return title


def _completed(listing: Listing, rows: QuerySet) -> Iterator[Any]:
    found = rows.iterator(chunk_size=CHUNK)
    while chunk := list(islice(found, CHUNK)):
        if listing.complete:
            listing.complete(chunk)
        yield from chunk


def _exported_headings(column: Column) -> list[str]:
    heading = str(column.heading)
    return [heading, _("%s的单位") % heading] if column.kind == FIGURE else [heading]


def _exported(column: Column, row: Any) -> list[Any]:
    value = column.value(row)
    if column.kind == FIGURE:
        return exported_amount(value)
    if column.kind == STATE and value:
        return [str(value[1])]
    if isinstance(value, datetime):
        return [written_cell(value)]
    return [value if value is None or isinstance(value, int | date) else str(value)]


def exported_amount(amount: Amount | None) -> list[Any]:
    """A number to reckon with and its unit; a bounded amount stays in words."""
    if amount is None:
        return [None, None]
    text = figure_text(amount)
    if text.before or text.after:
        return [f"{text.before}{text.shown}{text.after}", text.unit]
    return [float(from_units(amount.units)), amount.unit]
