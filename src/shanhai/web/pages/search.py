"""Search over everything in scope: words of any length, pinyin initials, and codes."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from shanhai.claims.models import Report
from shanhai.cooperation.models import Meeting
from shanhai.ledger.models import Entry
from shanhai.registry.models import Agreement, Alias, Node, Partnership
from shanhai.registry.queries import visible_to
from shanhai.web.access import needs
from shanhai.web.presentation import period_words

SHOWN = 20
LONGEST = 100
# Characters shown on either side of the first word found in a text.
AROUND = 40

_INITIALS = re.compile(r"[a-z]{2,}", re.I)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line; `hit` when it is one of the words looked for."""

    text: str
    hit: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found."""

    what: list[Piece]
    note: list[Piece]
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """Things of one kind: at most SHOWN of `count`; `more` leads to the list of all."""

    name: str
    hits: list[Hit]
    count: int
    more: str = ""


def words_of(query: str) -> list[str]:
    """The words looked for, each once; a NUL, which databases refuse, is no letter of any."""
    return list(dict.fromkeys(query.replace("\0", " ")[:LONGEST].split()))


def pieces(text: str, words: Sequence[str]) -> list[Piece]:
    """`text` with the words found in it marked."""
    if not words or not text:
        return [Piece(text, False)]
    longest_first = sorted(words, key=len, reverse=True)
    parts = re.split(f"({'|'.join(map(re.escape, longest_first))})", text, flags=re.I)
    return [Piece(part, place % 2 == 1) for place, part in enumerate(parts) if part]


def around(text: str, words: Sequence[str]) -> str:
    """The stretch of a text around the first word found in it; nothing when none is."""
    places = [text.casefold().find(word.casefold()) for word in words]
    found = [place for place in places if place >= 0]
    if not found:
        return ""
    start, end = max(0, min(found) - AROUND), min(found) + 2 * AROUND
    line = " ".join(text[start:end].split())
    return f"{'…' if start else ''}{line}{'…' if end < len(text) else ''}"


def _all(words: Iterable[str], one: Callable[[str], Q]) -> Q:
    """Rows in which every word is found."""
    condition = Q()
    for word in words:
        condition &= one(word)
    return condition


def _in(word: str, *columns: str) -> Q:
    condition = Q()
    for column in columns:
        condition |= Q(**{f"{column}__icontains": word})
    return condition


def named(word: str, at: str = "") -> Q:
    """Nodes a word may mean: name, short name, other names, initials, codes. With `at`, rows
    whose node under that lookup (`helper__`) may be meant."""
    other = Alias.objects.filter(name__icontains=word).values("node")
    condition = _in(word, f"{at}name", f"{at}short_name") | Q(**{f"{at}pk__in": other})
    if word.isdigit():
        condition |= Q(**{f"{at}code__startswith": word})
    elif _INITIALS.fullmatch(word):
        condition |= Q(**{f"{at}initials__startswith": word.lower()})
    return condition | Q(**{f"{at}credit_code": word.upper()})


def _partnerships(words: list[str]) -> QuerySet[Partnership]:
    def one(word: str) -> Q:
        return named(word, "helper__") | named(word, "recipient__") | _in(word, "note")

    rows = Partnership.objects.filter(_all(words, one))
    return rows.select_related("helper", "recipient", "programme").order_by("parent_id", "pk")


def _nodes(words: list[str]) -> QuerySet[Node]:
    """The very name first, then the higher places."""
    rows = Node.objects.filter(_all(words, named)).select_related("parent")
    very = Q(name__in=words) | Q(short_name__in=words)
    return rows.annotate(very=Q(very)).order_by("-very", "code", "name", "pk")


def _reports(words: list[str]) -> QuerySet[Report]:
    rows = Report.objects.filter(_all(words, lambda word: _in(word, "title", "document__text")))
    return rows.select_related("document", "partnership__helper", "partnership__recipient")


def _entries(words: list[str]) -> QuerySet[Entry]:
    rows = Entry.objects.filter(_all(words, lambda word: _in(word, "title", "voucher", "note")))
    rows = rows.exclude(state=Entry.State.VOID)
    return rows.select_related("partnership__helper", "partnership__recipient")


def _agreements(words: list[str]) -> QuerySet[Agreement]:
    rows = Agreement.objects.filter(_all(words, lambda word: _in(word, "title")))
    return rows.select_related("partnership__helper", "partnership__recipient")


def _meetings(words: list[str]) -> QuerySet[Meeting]:
    rows = Meeting.objects.filter(_all(words, lambda word: _in(word, "title", "place", "minutes")))
    return rows.select_related("partnership__helper", "partnership__recipient")


def _partnership_hit(row: Partnership) -> tuple[str, str, str]:
    return str(row), _(row.programme.name), reverse("partnership", args=[row.pk])


def _node_hit(row: Node) -> tuple[str, str, str]:
    above = f"{row.parent.name} · " if row.parent else ""
    note = f"{above}{_(row.get_level_display())} {row.code}"
    return row.name, note, reverse("place", args=[row.pk])


def _report_hit(row: Report, words: list[str]) -> tuple[str, str, str]:
    quoted = around(row.document.text, words)
    return row.title, f"{row.partnership} {quoted}", reverse("review", args=[row.pk])


def _entry_hit(row: Entry) -> tuple[str, str, str]:
    note = " · ".join(filter(None, (str(row.partnership), period_words(row.period), row.voucher)))
    return row.title, note, reverse("entry", args=[row.pk])


def _agreement_hit(row: Agreement) -> tuple[str, str, str]:
    return row.title, f"{row.partnership} {row.signed_on or ''}", _record(row)


def _meeting_hit(row: Meeting) -> tuple[str, str, str]:
    return row.title, f"{row.partnership} {row.held_on or ''} {row.place}", _record(row)


def _record(row: Any) -> str:
    return reverse("record", args=[row.pk])


def _group(
    request: HttpRequest,
    name: str,
    rows: QuerySet[Model],
    hit: Callable[[Any], tuple[str, str, str]],
    words: list[str],
    more: str = "",
) -> Group:
    seen = visible_to(request.user, rows.filter(ref__archived_at__isnull=True))  # type: ignore[arg-type]
    found = list(seen[: SHOWN + 1])
    count = seen.count() if len(found) > SHOWN else len(found)
    hits = []
    for row in found[:SHOWN]:
        what, note, url = hit(row)
        hits.append(Hit(pieces(what, words), pieces(note.strip(), words), url))
    return Group(name, hits, count, more if count > SHOWN else "")


def _groups(request: HttpRequest, words: list[str]) -> list[Group]:
    """Everything found, by kind; kinds in which nothing was found are left out."""
    asked = urlencode({"q": " ".join(words)}) if len(words) == 1 else ""
    entries = f"{reverse('book', args=['all'])}?{asked}" if asked else ""
    reports = f"{reverse('reports')}?{asked}" if asked else ""
    groups = [
        _group(request, _("结对"), _partnerships(words), _partnership_hit, words),
        _group(request, _("台账记录"), _entries(words), _entry_hit, words, entries),
        _group(request, _("来文"), _reports(words), lambda row: _report_hit(row, words), words,
               reports),
        _group(request, _("协议"), _agreements(words), _agreement_hit, words),
        _group(request, _("会议"), _meetings(words), _meeting_hit, words),
        _group(request, _("地方与单位"), _nodes(words), _node_hit, words),
    ]  # fmt: skip
    return [group for group in groups if group.hits]


@needs("view")
def search(request: HttpRequest) -> HttpResponse:
    """What the words are found in, by kind, as far as the user may see it."""
    words = words_of(request.GET.get("q", ""))
    context = {
        "query": " ".join(words),
        "groups": _groups(request, words) if words else [],
        "crumbs": [(_("搜索"), "")],
    }
    return render(request, "search/search.html", context)


urlpatterns = [path("search/", search, name="search")]
