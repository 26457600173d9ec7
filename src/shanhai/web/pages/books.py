"""台账: the books, and the sheet of one: rows, statements of both sides, totals, workbooks out."""

import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Exists, Min, OuterRef, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from shanhai.accounts.models import User
from shanhai.common.indicators import indicator, indicators
from shanhai.common.periods import Period
from shanhai.figures.queries import counted_entries
from shanhai.ledger.books import Book, Column, books
from shanhai.ledger.models import Entry
from shanhai.ledger.queries import (
    BookCount,
    SheetFilter,
    book_counts,
    choices,
    listed,
    offices_of,
    offices_with,
    sheet,
    standing_of,
    takeable,
    totals,
    waits,
    years,
)
from shanhai.ledger.rules import STANDING_WORDS, Standing
from shanhai.ledger.workbooks.out import template
from shanhai.records.past.queries import current_day, day_looked_at
from shanhai.registry.queries import may, visible_partnerships
from shanhai.web.access import needs
from shanhai.web.asof import changes_since
from shanhai.web.keys import asked_number, asked_year, on_day
from shanhai.web.lists import Listing, show
from shanhai.web.pages.action_items import ITEMS
from shanhai.web.pages.agreements import AGREEMENTS
from shanhai.web.pages.partnerships import LISTINGS
from shanhai.web.presentation import STAGE_WORDS, UNIT_WORDS, Wait
from shanhai.web.sheets import XLSX
from shanhai.web.work_forms import offered_pairings

PAGE = 50
COUNTED = 20_000
FIRST = date(1996, 1, 1)  # when provinces of the east were first paired with those of the west
# Steps that may be taken with many rows at once.
BULK = {
    "submit": _lazy("提交"),
    "check": _lazy("组团核对"),
    "confirm": _lazy("确认"),
    "approve": _lazy("审核"),
    "lock": _lazy("锁定"),
    "publish": _lazy("批准公开"),
    "withdraw": _lazy("撤回公开"),
    "return": _lazy("退回"),
}
# The sheet over the entries of every book.
ALL = Book("all", 0, _lazy("全部台账"), "All books", "", "", ())
# The lists of register objects that books may be sheets over, by the name a book calls them.
REGISTERS = {one.name: one for one in (LISTINGS["all"], ITEMS, AGREEMENTS)}
STANDING_TONES = {Standing.AGREED: "agrees", Standing.DIFFERS: "differs"}


def entry_waits(user: User) -> list[Wait]:
    """What waits for the user in the books, one line for each step they may take."""
    words = {"submit": (_("提交"), _("草稿和退回的记录"), _("去提交")),
             "check": (_("组团核对"), _("组团成员交来的记录"), _("去核对")),
             "confirm": (_("确认"), _("等您这一方确认的记录"), _("去确认")),
             "settle": (_("核实"), _("对方所说的数不同的记录"), _("去核实")),
             "approve": (_("审核"), _("双方一致、等审核的记录"), _("去审核")),
             "lock": (_("锁定"), _("已审核、等锁定的记录"), _("去锁定"))}  # fmt: skip
    today = date.today()
    return [
        Wait(
            words[verb][0],
            words[verb][1],
            f"{reverse('books')}all/?waits={verb}&sort=due",
            words[verb][2],
            note=_("%s 条") % number,
            due=due_words(due, today),
            late=due is not None and due < today,
            icon="table",
        )
        for verb, (number, due) in waits(user).items()
        if number
    ]


def due_words(day: date | None, today: date) -> str:
    """How far off a last day is; "" for none."""
    if day is None:
        return ""
    ahead = (day - today).days
    if ahead < 0:
        return _("逾期 %s 天") % -ahead
    return _("今天到期") if ahead == 0 else _("%s 天内") % ahead


def book_named(code: str) -> Book:
    """The book of an address; Http404 when there is none."""
    if code == ALL.code:
        return ALL
    found = books(settings.VOCABULARY_DIR).get(code)
    if found is None:
        raise Http404
    return found


def register_of(book: Book) -> Listing:
    """The list a book over register objects is: the one under 协作, by the name of the book."""
    return replace(REGISTERS[book.objects], title=book.name)


@needs("view")
def book_list(request: HttpRequest) -> HttpResponse:
    """Every book with how much stands in it."""
    counts = book_counts(request.user)
    rows = [
        (
            book,
            BookCount(rows=REGISTERS[book.objects].rows(request).count())
            if book.objects
            else counts.get(book.code, BookCount()),
        )
        for book in books(settings.VOCABULARY_DIR).values()
    ]
    context = {
        "rows": rows,
        "may_enter": may(request.user, "enter"),
        "may_import": may(request.user, "import"),
    }
    return render(request, "books/list.html", context)


def sheet_filter(asked: QueryDict, code: str) -> SheetFilter:
    """What an address asks of the rows of a book."""
    number = partial(asked_number, asked)
    return SheetFilter(
        book="" if code == ALL.code else code, partnership=number("partnership"),
        year=asked_year(asked),
        indicator=asked.get("indicator", ""), state=asked.get("state", ""),
        standing=asked.get("standing", ""), office=number("office"), late="late" in asked,
        published="published" in asked, waits=asked.get("waits", ""),
        query=asked.get("q", "").strip(),
        batch=number("batch"), stage=asked.get("stage", ""), unit=asked.get("unit", ""),
        entry=number("entry"), matter=number("matter"),
        by=number("by"), field=asked.get("field", ""),
        counted="counted" in asked, sort=asked.get("sort", "-period"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One entry as the sheet draws it."""

    entry: Entry
    what: str
    standing: Standing
    details: Sequence[tuple[str, str]]
    steps: Sequence[str] = ()  # that the user may take with it among others

    def _names(self, *roles: str) -> str:
        return "、".join(one.name for one in self.entry.parties.all() if one.role in roles)

    @property
    def givers(self) -> str:
        return self._names("giver", "joint")

    @property
    def receivers(self) -> str:
        return self._names("receiver", "end_user")

    @property
    def url(self) -> str:
        return on_day(reverse("entry", args=[self.entry.pk]))

    @property
    def standing_word(self) -> str:
        return _(STANDING_WORDS[self.standing])

    @property
    def late(self) -> bool:
        return self.entry.due is not None and self.entry.due < current_day()

    @property
    def due(self) -> str:
        return due_words(self.entry.due, current_day())

    @property
    def standing_tone(self) -> str:
        return STANDING_TONES.get(self.standing, "pending")


def _rows(
    entries: Sequence[Entry], details: Sequence[Column], steps: dict[int, list[str]]
) -> list[SheetRow]:
    return [
        SheetRow(
            entry, _(indicator(entry.indicator, settings.VOCABULARY_DIR).name), standing_of(entry),
            [(column.name, entry.details.get(column.key, "")) for column in details],
            steps.get(entry.pk, []),
        )
        for entry in entries
    ]  # fmt: skip


def _filled(book: Book, entries: Sequence[Entry]) -> list[Column]:
    """The book's own columns in which any of these rows says something."""
    return [column for column in book.details
            if any(entry.details.get(column.key) for entry in entries)]  # fmt: skip


@needs("view")
def book_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """The sheet of one book as the user may see it."""
    book = book_named(code)
    if book.objects:
        crumbs = [(_("台账"), reverse("books")), (book.name, "")]
        return show(request, register_of(book), crumbs=crumbs)
    if "since" in request.GET:
        rows = Entry.objects.filter(book=code) if book is not ALL else Entry.objects.all()
        return changes_since(request, rows, book.name)
    return sheet_page(request, book)


def sheet_page(request: HttpRequest, book: Book, **typed: Any) -> HttpResponse:
    """The sheet of entries; `typed` is what was chosen for a step that could not be taken."""
    code = book.code
    chosen = sheet_filter(request.GET, code)
    rows = sheet_rows(request.user, chosen)
    page = Bounded(listed(rows), PAGE).get_page(request.GET.get("page"))
    entries = list(page)
    details = _filled(book, entries)
    past = day_looked_at() is not None
    steps = {} if past else takeable(request.user, entries, list(BULK))
    shown = _rows(entries, details, steps)
    adds_up = not page.paginator.beyond or "totals" in request.GET
    context = {
        "book": book, "page": page, "rows": shown, "chosen": chosen,
        "details": details, "with_parties": any(entry.parties.all() for entry in entries),
        "totals": totals_of(request.GET, counted_of(rows, chosen)) if adds_up else [],
        "adds_up": adds_up, "only": only_words(chosen),
        "add_up": asked_again(request, totals=1), "sorts": _sorts(request),
        "partnerships": offered_pairings(request.user),
        "states": [*Entry.State.choices, ("unsent", _("草稿和退回")),
                   ("unconfirmed", _("等对方确认"))],
        **_offered(request.user, book, page.paginator.beyond),
        "verbs": bulk_verbs(shown),
        "outcome": request.session.pop("step_outcome", None),
        "standings": [(one.value, _(word)) for one, word in STANDING_WORDS.items()],
        "export_query": asked_again(request, page=None),
        "all_rows": asked_again(request, waits=None, page=None),
        "all_stages": unnarrowed(request), "unasked": on_day(request.path),
        **turning(request, page),
        "may_enter": may(request.user, "enter") and not past,
        "may_export": may(request.user, "export"),
        "may_import": may(request.user, "import") and not past,
        "since": asked_again(request, since=1, page=None),
        "crumbs": [(_("台账"), reverse("books")), (book.name, "")],
    }  # fmt: skip
    return render(
        request, "books/sheet.html", context | typed, status=422 if typed.get("problem") else 200
    )


class Bounded(Paginator):
    """Counts no further than nobody turns pages: what a page costs does not grow with a book."""

    @cached_property
    def beyond(self) -> bool:
        """Whether there are more rows than are counted."""
        return self._found > COUNTED

    @cached_property
    def _found(self) -> int:
        return self.object_list.order_by()[: COUNTED + 1].count()

    @cached_property
    def count(self) -> int:
        return min(self._found, COUNTED)


def _offered(user: User, book: Book, beyond: bool) -> dict[str, Any]:
    """What the filters of a sheet offer: what the rows of the book have, or, where they are too
    many (`beyond`: those chosen are already) to be asked, what they may have."""
    whole = sheet(user, SheetFilter("" if book is ALL else book.code))
    if not (beyond or Bounded(whole, PAGE).beyond):
        codes, offices, known = choices(whole, "indicator"), offices_of(whole), years(whole)
    else:
        codes = book.indicators or list(indicators(settings.VOCABULARY_DIR))
        offices = offices_with(whole)
        first = visible_partnerships(user).aggregate(first=Min("start"))["first"]
        known = list(range(date.today().year, (first or FIRST).year - 1, -1))
    names = [(one, _(indicator(one, settings.VOCABULARY_DIR).name)) for one in codes]
    return {"years": known, "indicators": names, "offices": offices}


def bulk_verbs(rows: Sequence[SheetRow]) -> list[tuple[str, str, str, int]]:
    """Steps the user may take with some of these rows at once, and with how many."""
    counts = Counter(verb for row in rows for verb in row.steps)
    tones = {"return": "btn-danger", "withdraw": "btn-danger"}
    return [(verb, str(word), tones.get(verb, ""), counts[verb])
            for verb, word in BULK.items() if counts[verb]]  # fmt: skip


def counted_of(rows: QuerySet[Entry], chosen: SheetFilter) -> QuerySet[Entry]:
    """The rows that make the totals: a detail under a summary, or a 其中, is in them already."""
    year = Period.year(chosen.year) if chosen.year else None
    # Asked of each row: SQLite would list all that count of all books before it looks at one.
    return rows.filter(Exists(counted_entries(year).filter(pk=OuterRef("pk"))))


def sheet_rows(user: User, chosen: SheetFilter) -> QuerySet[Entry]:
    """The rows of a sheet as they are asked for, the counted ones alone too."""
    rows = sheet(user, chosen)
    return counted_of(rows, chosen) if chosen.counted else rows


def totals_of(asked: QueryDict, counted: QuerySet[Entry]) -> list[dict[str, Any]]:
    """Each total of what an address asks, with the name of its indicator and the address of the
    very rows that make it, as books/totals.html shows them."""
    return [
        {
            "name": _(indicator(total.indicator, settings.VOCABULARY_DIR).name),
            "total": total,
            "rows": asking(
                asked, indicator=total.indicator, stage=total.stage, unit=total.amount.unit,
                counted=1, page=None, totals=None,
            ) + "#entries",
        }
        for total in totals(counted)
    ]  # fmt: skip


def unnarrowed(request: HttpRequest) -> str:
    """The same question without what `only_words` tells."""
    parts = dict.fromkeys(("stage", "unit", "counted", "entry", "matter", "by", "field", "page"))
    return asked_again(request, **parts)


def only_words(chosen: SheetFilter) -> str:
    """What the rows are narrowed to beyond what the filters offer; "" for nothing."""
    parts = [STAGE_WORDS.get(chosen.stage, ""), UNIT_WORDS.get(chosen.unit, chosen.unit),
             _("计入合计的") if chosen.counted else "",
             _("“%s”中已交付的") % _(chosen.field) if chosen.field else "",
             _("一方所给的") if chosen.by else "",
             _("一条记录") if chosen.entry else "",
             _("同一件事的") if chosen.matter else ""]  # fmt: skip
    return " · ".join(str(part) for part in parts if part)


def turning(request: HttpRequest, page: Page) -> dict[str, str]:
    """Where the page before and the next one are, for components/pages.html."""
    return {
        "previous": asked_again(request, page=page.number - 1),
        "next": asked_again(request, page=page.number + 1),
    }


def asked_again(request: HttpRequest, **changes: Any) -> str:
    """The address's own question with some parts changed; None takes one out."""
    return asking(request.GET, **changes)


def asking(asked: QueryDict, **changes: Any) -> str:
    """A question with some parts changed; None takes one out."""
    query = {name: value for name, value in asked.items() if value} | changes
    return "?" + urlencode({name: value for name, value in query.items() if value is not None})


def _sorts(request: HttpRequest) -> dict[str, dict[str, str]]:
    """For each sortable column: where its heading leads, and how it is sorted now."""
    now = request.GET.get("sort", "-period")
    found = {}
    for name in ("title", "period", "helper", "recipient", "units", "state", "due"):
        turned = f"-{name}" if now == name else name
        way = "asc" if now == name else "desc" if now == f"-{name}" else ""
        found[name] = {"url": asked_again(request, sort=turned, page=None), "way": way}
    return found


@needs("view")
def book_template(request: HttpRequest, code: str) -> HttpResponse:
    """An empty workbook to fill in, with lists of the user's own places."""
    book = book_named(code)
    if book.objects or book is ALL:
        raise Http404
    pairings = list(offered_pairings(request.user))
    helpers = dict.fromkeys(pairing.helper.name for pairing in pairings)
    recipients = dict.fromkeys(pairing.recipient.name for pairing in pairings)
    data = io.BytesIO(template(book, list(helpers), list(recipients)))
    return FileResponse(
        data, as_attachment=True, filename=f"{book.name}（模板）.xlsx", content_type=XLSX
    )


urlpatterns = [
    path("books/", book_list, name="books"),
    path("books/<str:code>/", book_sheet, name="book"),
    path("books/<str:code>/template.xlsx", book_template, name="book-template"),
]
