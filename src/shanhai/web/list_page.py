"""One page of a list as it is asked for; web/lists.py tells how to declare and show one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from shanhai.accounts.models import SavedView
from shanhai.records.past.queries import day_looked_at
from shanhai.registry.queries import may
from shanhai.web.keys import on_day
from shanhai.web.listing import FIGURE, NUMBER, Button, Column, Control, Listing, asked_for
from shanhai.web.navigation import address
from shanhai.web.presentation import Words

PAGE = 50
# Beyond this a list says "more than"; nobody reads that far, and counting on would cost.
COUNTED = 2000
LONGEST_WORD = 100


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as the page draws it."""

    kind: str
    value: Any
    label: Words
    url: str = ""

    @property
    def linked(self) -> bool:
        """Whether the cell is a link as a whole; a number is one by itself."""
        return bool(self.url) and self.value is not None and self.kind not in (NUMBER, FIGURE)


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list, ready for templates/lists/body.html."""

    listing: Listing
    rows: list[list[Cell]]
    headings: list[dict[str, Any]]
    controls: list[Control]
    q: str
    asked: bool
    total: int
    number: int
    count: int
    sums: list[tuple[Words, int]]
    buttons: list[tuple[Button, str]]
    views: list[SavedView]
    query: QueryDict
    may_export: bool
    day: date | None

    @property
    def counted(self) -> str:
        """How many rows there are, in words."""
        if self.total > COUNTED:
            return _("多于 %s 条") % COUNTED
        return _("共 %s 条") % self.total

    @property
    def range(self) -> str:
        first = (self.number - 1) * PAGE
        return _("第 %(first)s—%(last)s 条") % {"first": first + 1, "last": first + self.count}

    @property
    def previous(self) -> str:
        return link(self.query, page=self.number - 1) if self.number > 1 else ""

    @property
    def next(self) -> str:
        more = self.number * PAGE < self.total or self.total > COUNTED and self.count == PAGE
        return link(self.query, page=self.number + 1) if more else ""

    @property
    def export(self) -> str:
        return link(self.query, page=None, export="xlsx") if self.may_export else ""

    @property
    def choosing(self) -> list[tuple[str, Words, bool]]:
        """Key, heading and whether it is shown, of every column one may choose."""
        shown = {column.key for column in shown_columns(self.listing, self.query)}
        return [(one.key, one.heading, one.key in shown) for one in self.listing.columns[1:]]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the filters' form carries on: order and columns."""
        return _pairs(self.query, lambda key: key in ("sort", "columns", "asof"))

    @property
    def besides_columns(self) -> list[tuple[str, str]]:
        """What the form of columns carries on: everything else but the page."""
        return _pairs(self.query, lambda key: key not in ("columns", "page"))

    @property
    def condition(self) -> str:
        """What a saved view keeps."""
        return link(self.query, page=None, asof=None)[1:]

    @property
    def unasked(self) -> str:
        """The address without filters."""
        return f"?asof={self.day}" if self.day else "?"

    @property
    def since(self) -> str:
        """Where what changed since the day is told."""
        return link(self.query, page=None, since=1)

    @property
    def narrowing(self) -> int:
        """How many filters are set."""
        return sum(bool(one.value or one.last) for one in self.controls)

    @property
    def foldable(self) -> bool:
        """Whether there is a filter to fold away."""
        return any(one.options or one.kind != "choice" for one in self.controls)

    @property
    def view(self) -> SavedView | None:
        """The saved view one is looking at."""
        return next((view for view in self.views if view.query == self.condition), None)


def list_page(request: HttpRequest, listing: Listing) -> ListPage:
    """One page of the list as it is asked for."""
    controls, rows = narrowed(request, listing)
    asked = request.GET.get("page", "")
    number = max(1, int(asked)) if asked.isdecimal() and len(asked) < 8 else 1
    start = (number - 1) * PAGE
    found = list(ordered(request, listing, rows)[start : start + PAGE])
    if listing.complete:
        listing.complete(found)
    columns = shown_columns(listing, request.GET)
    full = bool(start) or len(found) == PAGE
    total = rows.order_by()[: COUNTED + 1].count() if full else len(found)
    user, day = request.user, day_looked_at()
    return ListPage(
        listing,
        [_cells(listing, columns, row) for row in found],
        [_heading(request, column) for column in columns],
        controls,
        _words(request),
        bool(_words(request)) or any(one.value or one.last for one in controls),
        total,
        number,
        len(found),
        list(listing.sums(rows)) if listing.sums and 0 < total <= COUNTED else [],
        [
            (one, address(one.url_name))
            for one in listing.buttons
            if may(user, one.verb) and not day
        ],  # type: ignore[arg-type]
        list(SavedView.objects.filter(user=user.pk, listing=listing.name)),
        request.GET,
        may(user, "export"),  # type: ignore[arg-type]
        day,
    )


def shown_columns(listing: Listing, query: QueryDict) -> list[Column]:
    """The columns an address asks for, in their own order; the first always."""
    asked = query.getlist("columns")
    return [
        column
        for place, column in enumerate(listing.columns)
        if place == 0 or (column.key in asked if asked else column.shown)
    ]


def link(query: QueryDict, **changes: Any) -> str:
    """An address's own question with some parts changed; None takes one out."""
    changed = query.copy()
    for key in [key for key in changed if not any(changed.getlist(key))]:
        del changed[key]
    for key, value in changes.items():
        changed.pop(key, None)
        if value is not None:
            changed[key] = str(value)
    return f"?{changed.urlencode()}"


def _words(request: HttpRequest) -> str:
    return asked_for(request, "q")[:LONGEST_WORD]


def _pairs(query: QueryDict, wanted: Callable[[str], bool]) -> list[tuple[str, str]]:
    return [(key, one) for key, many in query.lists() if wanted(key) for one in many if one]


def narrowed(request: HttpRequest, listing: Listing) -> tuple[list[Control], QuerySet]:
    """The controls of the filters, and the rows that pass them and hold every word."""
    rows = listing.rows(request)
    for word in _words(request).split() if listing.search else ():
        condition = Q()
        for lookup in listing.search:
            condition |= lookup(word) if callable(lookup) else Q(**{lookup: word})
        rows = rows.filter(condition)
    controls = []
    for one in listing.filters:
        control = one.control(request)
        controls.append(control)
        rows = one.narrow(rows, control)
    return controls, rows


def ordered(request: HttpRequest, listing: Listing, rows: QuerySet) -> QuerySet:
    """The rows in the order asked for, or the list's own."""
    asked = request.GET.get("sort", "")
    fields = {column.key: column.sort for column in listing.columns if column.sort}
    wanted = fields.get(asked.removeprefix("-"))
    if wanted is None:
        return rows.order_by(listing.order, "-pk")
    down = asked.startswith("-") != wanted.startswith("-")
    field = wanted.removeprefix("-")
    return rows.order_by(f"-{field}" if down else field, "-pk" if down else "pk")


def _heading(request: HttpRequest, column: Column) -> dict[str, Any]:
    now = request.GET.get("sort", "")
    way = {column.key: "asc", f"-{column.key}": "desc"}.get(now, "")
    turned = f"-{column.key}" if way == "asc" else column.key
    url = link(request.GET, sort=turned, page=None) if column.sort else ""
    return {"word": column.heading, "url": url, "way": way, "kind": column.kind}


def _cells(listing: Listing, columns: list[Column], row: Any) -> list[Cell]:
    cells = []
    for place, column in enumerate(columns):
        # A number of a row leads where it is told again with what it is made of: to its page.
        own = place == 0 or column.kind in (NUMBER, FIGURE)
        to = column.url or (listing.url if own else None)
        cells.append(Cell(column.kind, written_cell(column.value(row)), column.heading,
                          on_day(to(row)) if to else ""))  # fmt: skip
    return cells


def written_cell(value: Any) -> Any:
    """Dates and moments as they are written everywhere; anything else as it is."""
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else value
