"""表格录入: many entries of a book typed or pasted as rows of a table."""

from typing import Any

from django.contrib import messages
from django.forms import BoundField, CharField
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shanhai.ledger.rules import LedgerError
from shanhai.ledger.services import EvidenceFacts, enter_all
from shanhai.web.access import needs
from shanhai.web.drafts import draft_key, saved
from shanhai.web.entry_form import EntryForm
from shanhai.web.pages.books import ALL, book_named
from shanhai.web.pages.entries import first_guess

FIRST, MOST = 10, 60
# Columns in the order an office's sheets have them; the book's own come after the figure.
BEFORE = ("title", "period", "indicator", "value", "unit")
ENDS = ("helper", "recipient")
AFTER = ("stage", *ENDS, "giver", "receiver", "form", "source_class", "voucher",
         "note")  # fmt: skip


class GridRow(EntryForm):
    """One row of the grid: an entry's form whose partnership stands above the table, as do the
    ends it is of where it names none (`ends`)."""

    note = CharField(label=gettext_lazy("备注"), required=False)

    def __init__(self, *args: Any, ends: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ends = ends
        for name in ENDS:
            self.fields[name].widget.attrs["placeholder"] = _("同上面所选")

    def _clean_place(self, data: dict[str, Any], name: str) -> None:
        data[name] = data.get(name) or self.ends[name]
        super()._clean_place(data, name)

    @property
    def names(self) -> list[str]:
        """Its columns in order."""
        own = [name for name in self.fields if name.startswith("x_")]
        return [*BEFORE, *own, *AFTER]

    @property
    def cells(self) -> list[BoundField]:
        return [self[name] for name in self.names]

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed: what a select stands at by itself is not."""
        chosen = ("indicator", "stage", "form", "source_class")
        return not any(
            str(self.data.get(f"{self.prefix}-{name}", "")).strip()
            for name in self.names
            if name not in chosen
        )


@needs("enter")
def book_grid(request: HttpRequest, code: str) -> HttpResponse:
    """Rows of a book as a table to fill in. Faulty rows stay with their messages beside the cells;
    whether the others are saved without them is the person's choice."""
    book = book_named(code)
    if book is ALL or book.objects:
        raise Http404
    data = request.POST if request.method == "POST" else QueryDict()
    asked = data.get("rows", "")
    count = min(int(asked), MOST) if asked.isdecimal() and int(asked) else FIRST
    whose = EntryForm(data or None, user=request.user, book=book, initial=first_guess(request))
    rows = [_row(request, book, data, number) for number in range(count)]
    if request.method == "POST":
        filled = [row for row in rows if not row.is_blank]
        good = [row for row in filled if row.is_valid()]
        problem = _refused(whose, filled, good, request.POST.get("mode", ""))
        if not problem:
            try:
                enter_all(request.user, [_facts(row) for row in good], _("表格录入"))
            except LedgerError as error:
                problem = str(error)
            else:
                messages.success(request, _("已记下 %s 条，现为草稿。") % len(good))
                if len(good) == len(filled):
                    return saved(request, redirect("book", book.code))
                rows = [row for row in filled if row not in good]
                problem = _("还有 %s 行有错，没有存：请改正后再存。") % len(rows)
        return _page(request, book, whose, rows or filled, problem)
    return _page(request, book, whose, rows, "")


def _row(request: HttpRequest, book: Any, data: QueryDict, number: int) -> GridRow:
    """A row; a whole one is bound, so that a blank one carries no errors."""
    prefix = f"r{number}"
    bound = data.copy()
    bound[f"{prefix}-partnership"] = data.get("partnership", "")
    ends = {name: data.get(name, "") for name in ENDS}
    return GridRow(bound if data else None, user=request.user, book=book, prefix=prefix, ends=ends)


def _refused(whose: EntryForm, filled: list[GridRow], good: list[GridRow], mode: str) -> str:
    """Why nothing is saved; "" when something is."""
    if not whose.data.get("partnership"):
        return _("请先选择结对。")
    if not filled:
        return _("表里还没有填内容。")
    bad = len(filled) - len(good)
    if bad and (mode != "good" or not good):
        return _("有 %s 行有错，没有存：请看格子下面的说明，或选择“只存没有错的行”。") % bad
    return ""


def _names(book: Any, field: str) -> list[str]:
    """What a column may be called where it is copied from."""
    column = book.column({"value": "amount"}.get(field, field.removeprefix("x_")))
    told = [GridRow.base_fields[field].label] if field in GridRow.base_fields else []
    return [*map(str, told), *([column.name, *column.aliases] if column else [])]


def _facts(row: GridRow) -> tuple[Any, list[EvidenceFacts]]:
    number = row.cleaned_data["voucher"]
    return row.entry_facts(), [EvidenceFacts(voucher=number)] if number else []


def _page(
    request: HttpRequest, book: Any, whose: EntryForm, rows: list[GridRow], problem: str
) -> HttpResponse:
    ends = whose.fields["partnership"].queryset.values_list("helper__name", "recipient__name")
    context = {
        "book": book, "whose": whose, "rows": rows, "problem": problem, "most": MOST,
        "heads": [(rows[0][name].label, _names(book, name)) for name in rows[0].names],
        "draft": draft_key(request),
        "places": dict.fromkeys(name for pair in ends for name in pair),
        "crumbs": [(_("台账"), reverse("books")), (book.name, reverse("book", args=[book.code])),
                   (_("表格录入"), "")],
    }  # fmt: skip
    return render(request, "entries/grid.html", context, status=422 if problem else 200)


urlpatterns = [path("books/<str:code>/grid/", book_grid, name="book-grid")]
