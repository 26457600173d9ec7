"""Search over everything in scope: words of any length, pinyin initials, and codes."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from shanhai.accounts.models import User
from shanhai.claims.models import Claim, Report
from shanhai.common.indicators import indicator
from shanhai.cooperation.models import (
    ActionItem,
    Activity,
    Article,
    Commitment,
    Course,
    JobFair,
    Meeting,
    Need,
    Offer,
    Order,
    Outlet,
    Park,
    Placement,
    Plan,
    Posting,
    Product,
    Project,
    Promotion,
    Ride,
    SalesEvent,
    ShowVillage,
    SpecialClass,
    Station,
    Team,
    Vacancy,
    Venture,
    Visit,
    Workshop,
)
from shanhai.ledger.models import Donation, Entry
from shanhai.records.finding.queries import find_all
from shanhai.records.finding.rules import plain
from shanhai.records.models import Record
from shanhai.registry.models import Agreement, Alias, Node, Partnership, Programme
from shanhai.registry.queries import found, scopes_of
from shanhai.reporting.models import IssuedReport
from shanhai.web.access import needs
from shanhai.web.keys import words_url
from shanhai.web.pages.records import ref_url
from shanhai.web.presentation import Words, period_words

SHOWN = 20
# Beyond this a group says "more than".
MOST = 100
LONGEST = 100
# So many are told to the database one by one.
FEW = 500
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
    """Things of one kind: at most SHOWN of `count` (counted up to MOST + 1); `more` leads to all
    of them; `nearest` tells how near the first comes to what was typed."""

    name: Words
    hits: list[Hit]
    count: int
    more: str = ""
    nearest: int = 2


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
    if word.isdecimal():
        condition |= Q(**{f"{at}code__startswith": word})
    elif _INITIALS.fullmatch(word):
        condition |= Q(**{f"{at}initials__startswith": word.lower()})
    return condition | Q(**{f"{at}credit_code": word.upper()})


def few_named(words: Sequence[str]) -> list[int] | None:
    """Ids of the nodes in the lists that hold all these words, when they are few: however many are
    registered they are looked up at once. None for many, of which a list soon has a page."""
    return find_all("node", words, FEW)


Note = Callable[[Any, Sequence[str]], str]


def _record(row: Any) -> str:
    return ref_url(row.ref)


@dataclass(frozen=True, slots=True)
class Kind:
    """How things of one kind are shown: what is fetched with them and beside them, their title, a
    note about them, their page, the list that shows them all, the names they go by when there are
    others than the title, and an order other than the newest first."""

    model: type[Record]
    name: Words
    related: tuple[str, ...]
    note: Note
    title: Callable[[Any], str] = str
    url: Callable[[Any], str] = _record
    more: str = ""
    names: Callable[[Any], Sequence[str]] | None = None
    order: Callable[[Any], Any] | None = None
    beside: tuple[str, ...] = ()


def _joined(*parts: object) -> str:
    return " · ".join(str(part) for part in parts if part)


def _node_note(row: Node, _words: Sequence[str]) -> str:
    return _joined(row.parent.name if row.parent else "", _(row.get_level_display()), row.code)


def _report_note(row: Report, words: Sequence[str]) -> str:
    return _joined(row.partnership, around(row.document.text, words))


def _claim_note(row: Claim, words: Sequence[str]) -> str:
    sentence = row.report.document.text[row.sentence_start : row.sentence_end]
    return _joined(row.report.title, around(sentence, words) or sentence[: 2 * AROUND])


def _claim_name(row: Claim) -> str:
    return f"{indicator(row.indicator, settings.VOCABULARY_DIR).name} {row.printed}"


def _entry_note(row: Entry, _words: Sequence[str]) -> str:
    return _joined(row.partnership, period_words(row.period), row.voucher)


def _dated(column: str) -> Note:
    """Whose it is, and a day of it."""
    return lambda row, _words: _joined(row.partnership, getattr(row, column))


def _node_names(row: Node) -> list[str]:
    others = [one.name for one in row.aliases.all()]
    return [row.name, row.short_name, *others, row.initials, row.code, row.credit_code]


def _higher_first(row: Node) -> tuple[str, str]:
    return (row.code or "~", row.name)


def nearness(names: Sequence[str], words: Sequence[str]) -> int:
    """How near names are to what was typed: 0 the very name, 1 one that begins so, 2 neither."""
    typed = plain(" ".join(words))
    told = [plain(name) for name in names]
    if typed in told:
        return 0
    return 1 if any(name.startswith(typed) for name in told) else 2


PAIRING = ("ref", "partnership__helper", "partnership__recipient")
KINDS = (
    Kind(Partnership, _lazy("结对"), ("ref", "helper", "recipient", "programme"),
         lambda row, _words: _(row.programme.name)),
    Kind(Node, _lazy("地方与单位"), ("ref", "parent"), _node_note,
         names=_node_names, order=_higher_first, beside=("aliases",)),
    Kind(Programme, _lazy("项目类别"), ("ref",), lambda _row, _words: "",
         url=lambda row: reverse("programme", args=[row.code])),
    Kind(Entry, _lazy("台账记录"), PAIRING, _entry_note, more="book"),
    Kind(Report, _lazy("来文"), (*PAIRING, "document"), _report_note, more="reports"),
    Kind(Claim, _lazy("所述"), ("ref", "report__document"), _claim_note, _claim_name, words_url),
    Kind(Agreement, _lazy("协议"), PAIRING, _dated("signed_on")),
    Kind(Commitment, _lazy("协议承诺"), ("ref", "agreement"),
         lambda row, _words: _joined(row.agreement, row.due)),
    Kind(Meeting, _lazy("会议"), PAIRING,
         lambda row, _words: _joined(row.partnership, row.held_on, row.place)),
    Kind(ActionItem, _lazy("议定事项"), PAIRING, _dated("due")),
    Kind(Visit, _lazy("互访"), PAIRING, _dated("start")),
    Kind(Plan, _lazy("年度计划"), PAIRING, _dated("year")),
    Kind(Project, _lazy("项目"), PAIRING, _dated("start")),
    Kind(Park, _lazy("园区"), PAIRING, _dated("opened_on")),
    Kind(Workshop, _lazy("帮扶车间"), PAIRING, _dated("opened_on")),
    Kind(Venture, _lazy("引进企业"), PAIRING, _dated("entered_on")),
    Kind(Posting, _lazy("人才选派"), (*PAIRING, "from_unit", "to_unit"),
         lambda row, _words: _joined(row.partnership, row.post, row.start)),
    Kind(Order, _lazy("采购订单"), PAIRING, _dated("ordered_on")),
    Kind(Outlet, _lazy("销售渠道"), PAIRING, _dated("opened_on")),
    Kind(SalesEvent, _lazy("产销活动"), PAIRING, _dated("held_on")),
    Kind(Product, _lazy("产品和品牌"), PAIRING, _dated("certified_on")),
    Kind(Vacancy, _lazy("岗位需求"), (*PAIRING, "firm"), _dated("opened_on")),
    Kind(JobFair, _lazy("招聘会"), PAIRING, _dated("held_on")),
    Kind(Ride, _lazy("点对点输送"), PAIRING, _dated("on")),
    Kind(Course, _lazy("劳务培训"), PAIRING, _dated("start")),
    Kind(Station, _lazy("劳务协作站"), PAIRING, _dated("opened_on")),
    Kind(Placement, _lazy("就业人员"), (*PAIRING, "firm"), _dated("start")),
    Kind(Activity, _lazy("教育医疗活动"), PAIRING, _dated("held_on")),
    Kind(Team, _lazy("帮扶团队"), (*PAIRING, "unit"), _dated("start")),
    Kind(SpecialClass, _lazy("协作班"), PAIRING, _dated("opened_on")),
    Kind(ShowVillage, _lazy("示范村"), PAIRING, _dated("named_on")),
    Kind(Promotion, _lazy("文旅推介"), PAIRING, _dated("held_on")),
    Kind(Article, _lazy("宣传报道"), PAIRING, _dated("on")),
    Kind(Donation, _lazy("捐赠"), PAIRING, _dated("agreed_on")),
    Kind(Need, _lazy("所需"), PAIRING, _dated("deadline"), more="needs"),
    Kind(Offer, _lazy("所能"), PAIRING, _dated("deadline"), more="offers"),
    Kind(IssuedReport, _lazy("出具文件"), PAIRING, _dated("period_end")),
)  # fmt: skip


def _group(
    user: User, kind: Kind, words: list[str], scopes: list[int] | None, shown: int
) -> Group | None:
    keys = found(user, kind.model, words, scopes, MOST + 1)
    if not keys:
        return None
    wanted = keys if kind.order else keys[:shown]
    found_rows = kind.model._default_manager.select_related(*kind.related)
    rows = found_rows.prefetch_related(*kind.beside).in_bulk(wanted)
    listed = [rows[key] for key in wanted if key in rows]
    if kind.order:
        listed.sort(key=kind.order)
    names = kind.names or (lambda row: (kind.title(row),))
    near = {row.pk: nearness(names(row), words) for row in listed}
    listed.sort(key=lambda row: near[row.pk])
    hits = [
        Hit(pieces(kind.title(row), words), pieces(kind.note(row, words), words), kind.url(row))
        for row in listed[:shown]
    ]
    many = len(keys) > shown < MOST
    nearest = min(near.values(), default=2)
    return Group(kind.name, hits, len(keys), _more(kind, words) if many else "", nearest)


def _more(kind: Kind, words: list[str]) -> str:
    """The list of all, which looks for the same words; of kinds without one, this page with
    nothing else on it."""
    asked = {"q": " ".join(words)}
    if not kind.more:
        return f"{reverse('search')}?{urlencode(asked | {'kind': kind.model._meta.model_name})}"
    url = reverse("book", args=["all"]) if kind.more == "book" else reverse(kind.more)
    return f"{url}?{urlencode(asked)}"


@needs("view")
def search(request: HttpRequest) -> HttpResponse:
    """What the words are found in, by kind, as far as the user may see it."""
    words = words_of(request.GET.get("q", ""))
    user: Any = request.user
    alone = [kind for kind in KINDS if kind.model._meta.model_name == request.GET.get("kind")]
    groups: list[Group | None] = []
    if words:
        scopes = scopes_of(user)
        shown = MOST if alone else SHOWN
        groups = [_group(user, kind, words, scopes, shown) for kind in alone or KINDS]
    context = {
        "query": " ".join(words),
        "alone": bool(alone),
        "groups": sorted(filter(None, groups), key=lambda group: group.nearest),
        "most": MOST,
        "crumbs": [(_("搜索"), "")],
    }
    return render(request, "search/search.html", context)


urlpatterns = [path("search/", search, name="search")]
