"""How a list is declared; web/lists.py tells how to."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _lazy

from shanhai.common.periods import day_named
from shanhai.registry.queries import visible_partnerships
from shanhai.web.presentation import Words

TEXT, NUMBER, DATE, STATE, FIGURE, PAIRING = (
    "text", "number", "date", "state", "figure", "pairing",
)  # fmt: skip


# What an empty list of what was taken out of the lists says.
NONE_ARCHIVED = (_lazy("没有移出列表的"), _lazy("移出列表的会留在这里，经过照旧可查。"))


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `value` gives by `kind`: text a string, number an int, date a date or datetime,
    state a pair of code and word, figure an Amount, pairing a Partnership; None or "" is empty.
    `sort` is the field to order by ("-field" when it runs the other way), `url` leads from the
    cell elsewhere than the row leads."""

    key: str
    heading: Words
    value: Callable[[Any], Any]
    kind: str = TEXT
    sort: str = ""
    shown: bool = True
    url: Callable[[Any], str] | None = None


Options = Iterable[tuple[Any, Words]]


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter with one of some choices; `apply` is a lookup, or narrows the rows itself."""

    key: str
    label: Words
    choices: Options | Callable[[HttpRequest], Options]
    apply: str | Callable[[QuerySet, str], QuerySet]

    def control(self, request: HttpRequest) -> "Control":
        given = self.choices(request) if callable(self.choices) else self.choices
        options = [(str(code), str(word)) for code, word in given]
        return Control("choice", self.key, self.label, asked_for(request, self.key), options)

    def narrow(self, rows: QuerySet, control: "Control") -> QuerySet:
        if not control.value:
            return rows
        if control.value not in dict(control.options):
            return rows.none()
        if callable(self.apply):
            return self.apply(rows, control.value)
        return rows.filter(**{self.apply: control.value})


@dataclass(frozen=True, slots=True)
class Days:
    """A filter of a first and a last day (`key_from`, `key_to`) upon a date or datetime field."""

    key: str
    label: Words
    lookup: str
    moments: bool = False

    def control(self, request: HttpRequest) -> "Control":
        first, last = (asked_for(request, f"{self.key}_{end}") for end in ("from", "to"))
        return Control("days", self.key, self.label, first, last=last)

    def narrow(self, rows: QuerySet, control: "Control") -> QuerySet:
        lookup = f"{self.lookup}__date" if self.moments else self.lookup
        for sign, asked in (("gte", control.value), ("lte", control.last)):
            if asked:
                day = day_named(asked)
                rows = rows.filter(**{f"{lookup}__{sign}": day}) if day else rows.none()
        return rows


@dataclass(frozen=True, slots=True)
class Control:
    """A filter as the page draws it."""

    kind: str
    key: str
    label: Words
    value: str
    options: list[tuple[str, str]] = field(default_factory=list)
    last: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """What can be done from the list by who has the right; the last is the loud one."""

    word: Words
    url_name: str
    verb: str
    icon: str = "plus"


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as declared; web/lists.py tells how to. `search` are lookups, or functions of a word
    that give a condition; one of them must hold for every word. `complete` fills a page's rows
    with what one query brings for all of them; `sums` are what all rows asked for make, in words
    and numbers."""

    name: str
    title: Words
    rows: Callable[[HttpRequest], QuerySet]
    columns: Sequence[Column]
    order: str = "-pk"
    filters: Sequence[Choice | Days] = ()
    search: Sequence[str | Callable[[str], Q]] = ()
    search_hint: Words = ""
    url: Callable[[Any], str] | None = None
    complete: Callable[[list[Any]], None] | None = None
    sums: Callable[[QuerySet], Sequence[tuple[Words, int]]] | None = None
    buttons: Sequence[Button] = ()
    note: Words = ""
    empty: tuple[Words, Words] = (_lazy("这里还没有内容"), "")
    icon: str = "table"


def pairing_filter(lookup: str = "partnership") -> Choice:
    """The filter by one of the partnerships the user sees."""

    def pairings(request: HttpRequest) -> Options:
        rows = visible_partnerships(request.user).filter(parent=None)  # type: ignore[arg-type]
        return [(row.pk, str(row)) for row in rows.select_related("helper", "recipient")]

    return Choice("partnership", _lazy("结对"), pairings, lookup)


def asked_for(request: HttpRequest, key: str) -> str:
    """What an address asks under a key; a NUL, which databases refuse, is nothing."""
    return request.GET.get(key, "").replace("\0", "").strip()
