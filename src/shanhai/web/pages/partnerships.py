"""协作: the partnerships one may see."""

from collections.abc import Callable
from datetime import date

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from shanhai.claims.models import Report
from shanhai.common import vocabulary
from shanhai.common.periods import Period
from shanhai.ledger.models import Entry
from shanhai.records.past.queries import current_day
from shanhai.registry.models import Node, Partnership
from shanhai.registry.queries import (
    archived_partnerships,
    clusters_of,
    in_force,
    overlapping,
    programmes,
    standing_within,
    visible_partnerships,
)
from shanhai.web.access import needs
from shanhai.web.keys import on_day
from shanhai.web.listing import NONE_ARCHIVED, Options
from shanhai.web.lists import DATE, NUMBER, PAIRING, Button, Choice, Column, Listing, show
from shanhai.web.pages.search import named
from shanhai.web.pairings import kind_name, listed

SIDES = (("helper", _lazy("帮扶方")), ("recipient", _lazy("受援方")))
TIMES = (("now", _lazy("在期")), ("ended", _lazy("已结束")), ("later", _lazy("未开始")))


def kinds(_request: HttpRequest) -> Options:
    """Kinds of pairing, as choices."""
    words = vocabulary.load("partnerships", settings.VOCABULARY_DIR)["kinds"]
    return [(code, _(row["name"])) for code, row in words.items()]


def offered_programmes(_request: HttpRequest) -> Options:
    """Programmes, as choices; those out of the lists may still be looked back upon."""
    return [(one.code, _(one.name)) for one in programmes().values()]


def _when(rows: QuerySet[Partnership], wanted: str) -> QuerySet[Partnership]:
    today = current_day()
    if wanted == "now":
        return in_force(rows, today)
    return rows.filter(end__lt=today) if wanted == "ended" else rows.filter(start__gt=today)


def _asked_place(request: HttpRequest) -> Options:
    return _named_place(request.GET.get("place", ""))


def _named_place(asked: str) -> Options:
    found = Node.objects.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 12 else None
    return [(found.pk, found.name)] if found else []


def _at_place(rows: QuerySet[Partnership], pk: str) -> QuerySet[Partnership]:
    clusters = clusters_of([int(pk)], ever=True)
    return rows.filter(
        Q(helper=pk) | Q(recipient=pk) | Q(helper__in=clusters) | Q(recipient__in=clusters)
    )


def _asked_within(side: str) -> Callable[[HttpRequest], Options]:
    return lambda request: _named_place(request.GET.get(f"{side}_within", ""))


def _within(side: str) -> Callable[[QuerySet[Partnership], str], QuerySet[Partnership]]:
    return lambda rows, pk: standing_within(rows, Node.objects.get(pk=pk), side)


def _asked_year(request: HttpRequest) -> Options:
    """The year asked for, so that the filter can name it and be taken off."""
    asked = request.GET.get("year", "")
    return [(asked, asked)] if asked.isdecimal() and 1900 <= int(asked[:5]) <= 9999 else []


def _in_year(rows: QuerySet[Partnership], asked: str) -> QuerySet[Partnership]:
    year = Period.year(int(asked))
    return overlapping(rows, year.start, year.end)


def _asked_parent(request: HttpRequest) -> Options:
    asked = request.GET.get("parent", "")
    if not asked.isdecimal() or len(asked) > 11:
        return []
    found = visible_partnerships(request.user).filter(pk=asked)  # type: ignore[arg-type]
    return [(row.pk, str(row)) for row in found.select_related("helper", "recipient")]


def _under(rows: QuerySet[Partnership], pk: str) -> QuerySet[Partnership]:
    return rows.filter(Q(parent=pk) | Q(parent__parent=pk))


def a_side_named(word: str) -> Q:
    """Pairings either side of which goes by a word."""
    return named(word, "helper__") | named(word, "recipient__")


def _count(rows: list[Partnership]) -> None:
    """How much hangs under each, for all rows of a page at once."""
    for name, model, key in (
        ("nested", Partnership, "parent"),
        ("received", Report, "partnership"),
        ("recorded", Entry, "partnership"),
    ):
        live = model.objects.filter(ref__archived_at__isnull=True, **{f"{key}__in": rows})
        counts = dict(live.order_by().values_list(key).annotate(Count("pk")))
        for row in rows:
            setattr(row, name, counts.get(row.pk, 0))


def standing(row: Partnership) -> tuple[str, str]:
    """Whether a pairing holds today, as a state."""
    today = date.today()
    if row.end and row.end < today:
        return "closed", _("已结束")
    if row.start and row.start > today:
        return "pending", _("未开始")
    return "confirmed", _("在期")


_COLUMNS = (
    Column("pairing", _lazy("结对"), lambda row: row, PAIRING),
    Column("programme", _lazy("项目类别"), lambda row: _(row.programme.name), sort="programme"),
    Column("kind", _lazy("类型"), lambda row: kind_name(row.kind), sort="kind"),
    Column("start", _lazy("起"), lambda row: row.start, DATE, sort="start"),
    Column("end", _lazy("止"), lambda row: row.end, DATE, sort="end"),
    Column("standing", _lazy("状态"), standing, "state"),
    Column(
        "nested",
        _lazy("下级结对"),
        lambda row: row.nested,
        NUMBER,
        url=lambda row: listed(parent=row.pk),
    ),
    Column(
        "received",
        _lazy("来文"),
        lambda row: row.received,
        NUMBER,
        url=lambda row: f"{reverse('reports')}?partnership={row.pk}",
    ),
    Column(
        "recorded",
        _lazy("台账记录"),
        lambda row: row.recorded,
        NUMBER,
        url=lambda row: f"{reverse('book', args=['all'])}?partnership={row.pk}",
    ),
    Column("note", _lazy("说明"), lambda row: row.note, shown=False),
)
WHICH = (
    ("top", _lazy("县和组团一级"), ""),
    ("all", _lazy("全部结对"), "all/"),
    ("archived", _lazy("已移出列表"), "archived/"),
)


def _rows(which: str) -> Callable[[HttpRequest], QuerySet[Partnership]]:
    def rows(request: HttpRequest) -> QuerySet[Partnership]:
        seen = archived_partnerships if which == "archived" else visible_partnerships
        found = seen(request.user)  # type: ignore[arg-type]
        found = found.filter(parent__isnull=True) if which == "top" else found
        return found.select_related("helper", "recipient", "programme")

    return rows


LISTINGS = {
    which: Listing(
        name="partnerships" if which == "top" else f"partnerships-{which}",
        title=_lazy("结对"),
        rows=_rows(which),
        columns=_COLUMNS,
        filters=(
            Choice("programme", _lazy("项目类别"), offered_programmes, "programme__code"),
            Choice("kind", _lazy("类型"), kinds, "kind"),
            Choice("when", _lazy("状态"), TIMES, _when),
            Choice("place", _lazy("一方"), _asked_place, _at_place),
            Choice("parent", _lazy("上级结对"), _asked_parent, _under),
            Choice(
                "helper_within", _lazy("帮扶方所在"), _asked_within("helper"), _within("helper")
            ),
            Choice(
                "recipient_within",
                _lazy("受援方所在"),
                _asked_within("recipient"),
                _within("recipient"),
            ),
            Choice("year", _lazy("年度"), _asked_year, _in_year),
        ),
        search=(a_side_named,),
        search_hint=_lazy("地名、单位或拼音首字母"),
        order="pk",
        url=lambda row: reverse("partnership", args=[row.pk]),
        complete=_count,
        buttons=(Button(_lazy("登记结对"), "partnership-new", "register"),),
        note=_lazy("您的单位参加的结对：两边是谁，说了什么，记了什么。"),
        empty=NONE_ARCHIVED
        if which == "archived"
        else (
            _lazy("您的单位还没有结对"),
            _lazy("先登记谁和谁结对；不归您登记的，请管理员登记，或把您加入相应的镇、县。"),
        ),
        icon="link",
    )
    for which, _word, _end in WHICH
}


def _list_view(which: str) -> Callable[[HttpRequest], HttpResponse]:
    @needs("view")
    def view(request: HttpRequest) -> HttpResponse:
        """The partnerships of the user's places, with how much is recorded and received."""
        choice = [(word, on_day(reverse(_name(code))), code == which) for code, word, _end in WHICH]
        return show(request, LISTINGS[which], "places/list.html", section="partnerships",
                    choice=choice, crumbs=[(_("协作"), "")])  # fmt: skip

    return view


def _name(which: str) -> str:
    return "partnerships" if which == "top" else f"partnerships-{which}"


urlpatterns = [
    path(f"partnerships/{end}", _list_view(which), name=_name(which)) for which, _word, end in WHICH
]
