"""Places and organisations: the lists, and the page of one with its pairings."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from shanhai.accounts.models import User
from shanhai.common import vocabulary
from shanhai.cooperation.queries.points import spots_in
from shanhai.figures.queries import pairings_as_of
from shanhai.records.past.queries import day_looked_at
from shanhai.records.queries import pointing_at
from shanhai.registry.models import Level, Lineage, Merge, Node, Partnership
from shanhai.registry.queries import known_nodes, may, may_edit, visible_to
from shanhai.web.access import needs
from shanhai.web.keys import on_day
from shanhai.web.listing import NONE_ARCHIVED, Options, asked_for
from shanhai.web.lists import DATE, NUMBER, Button, Choice, Column, Listing, show
from shanhai.web.pages.search import few_named, named, words_of
from shanhai.web.pairings import place_pairings
from shanhai.web.place_figures import place_figures
from shanhai.web.spots import spot_maps

CHILDREN = 24
PLACE_LEVELS = [level for level in Level if level != Level.ORGANISATION]


def kinds(_request: HttpRequest) -> Options:
    """Kinds of organisations, as choices."""
    words = vocabulary.load("partnerships", settings.VOCABULARY_DIR)["organisations"]
    return [(code, _(row["name"])) for code, row in words.items()]


def kind_word(node: Node) -> str:
    """What a node is: the kind of an organisation, the level of a place."""
    if node.level != Level.ORGANISATION:
        return str(node.get_level_display())
    words = vocabulary.load("partnerships", settings.VOCABULARY_DIR)["organisations"]
    return _(words[node.kind]["name"]) if node.kind in words else str(node.get_level_display())


def levels(_request: HttpRequest) -> Options:
    """The levels of places to narrow their list by."""
    return [(one.value, _(one.label)) for one in Level if one != Level.ORGANISATION]


def _rows(organisations: bool, which: str, request: HttpRequest) -> QuerySet[Node]:
    rows = Node.objects.filter(ref__archived_at__isnull=which != "archived")
    few: Any = known_nodes(request.user) if which == "mine" else None  # type: ignore[arg-type]
    if which == "all":
        few = few_named(words_of(asked_for(request, "q")))
    wanted = [Level.ORGANISATION] if organisations else PLACE_LEVELS
    if few is None:
        rows = rows.filter(level__in=wanted)
    else:
        # What is not wanted is left out, so that the few are looked up by their keys:
        # asked for the wanted level, a database without statistics walks all of that level.
        rows = rows.filter(pk__in=few).exclude(level__in=set(Level) - set(wanted))
    return visible_to(request.user, rows).select_related("parent")  # type: ignore[arg-type]


def _within(rows: QuerySet[Node], pk: str) -> QuerySet[Node]:
    return rows.filter(pk__in=Lineage.objects.filter(ancestor=pk).values("node"))


def _asked_place(request: HttpRequest) -> Options:
    """The place whose inside is asked for, so that the filter can name it and be taken off."""
    asked = request.GET.get("within", "")
    found = Node.objects.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 12 else None
    return [(found.pk, found.name)] if found else []


def _count_pairings(rows: list[Node]) -> None:
    """How many pairings each stands in, for all rows of a page at once."""
    live = Partnership.objects.filter(ref__archived_at__isnull=True)
    counts: dict[int, int] = {}
    for side in ("helper", "recipient"):
        found = live.filter(**{f"{side}__in": rows}).order_by().values_list(side)
        for node, count in found.annotate(count=Count("pk")):
            counts[node] = counts.get(node, 0) + count
    for row in rows:
        row.pairings = counts.get(row.pk, 0)  # type: ignore[attr-defined]


_NAME = Column("name", _lazy("名称"), lambda row: row.name, sort="name")
_PARENT = Column("parent", _lazy("上级"), lambda row: row.parent and row.parent.name)
_PAIRINGS = Column("pairings", _lazy("结对"), lambda row: row.pairings, NUMBER)
_DATES = (
    Column("from", _lazy("启用"), lambda row: row.valid_from, DATE, sort="valid_from", shown=False),
    Column("to", _lazy("停用"), lambda row: row.valid_to, DATE, sort="valid_to", shown=False),
)
_INSIDE = Choice("within", _lazy("所在"), _asked_place, _within)
_PLACE_COLUMNS = (
    _NAME,
    Column("level", _lazy("级别"), lambda row: _(row.get_level_display())),
    _PARENT,
    Column("code", _lazy("区划代码"), lambda row: row.code, sort="code"),
    _PAIRINGS,
    Column("short", _lazy("简称"), lambda row: row.short_name, shown=False),
    *_DATES,
)
_ORGANISATION_COLUMNS = (
    _NAME,
    Column("kind", _lazy("单位类型"), kind_word),
    _PARENT,
    Column("credit_code", _lazy("统一社会信用代码"), lambda row: row.credit_code),
    _PAIRINGS,
    *_DATES,
)


def _listing(organisations: bool, which: str) -> Listing:
    noun = "organisations" if organisations else "places"
    return Listing(
        name=noun if which == "mine" else f"{noun}-{which}",
        title=_lazy("单位") if organisations else _lazy("地方"),
        rows=partial(_rows, organisations, which),
        columns=_ORGANISATION_COLUMNS if organisations else _PLACE_COLUMNS,
        filters=(Choice("kind", _lazy("单位类型"), kinds, "kind"), _INSIDE)
        if organisations
        else (Choice("level", _lazy("级别"), levels, "level"), _INSIDE),
        search=(named,),
        search_hint=_lazy("名称、别名、拼音首字母或代码"),
        order="name" if organisations else "pk",
        url=lambda row: reverse("place", args=[row.pk]),
        complete=_count_pairings,
        buttons=(
            Button(_lazy("登记单位"), "organisation-new", "register")
            if organisations
            else Button(_lazy("登记地方"), "place-new", "register"),
        ),
        empty=NONE_ARCHIVED
        if which == "archived"
        else (_lazy("这里还没有单位"), _lazy("企业、学校、医院、商会、工作队都登记在这里。"))
        if organisations
        else (_lazy("这里还没有地方"), _lazy("您的地方和结对的另一方会出现在这里。")),
        icon="people" if organisations else "flag",
    )


LISTINGS = {
    (noun, which): _listing(noun == "organisations", which)
    for noun in ("places", "organisations")
    for which in ("mine", "all", "archived")
}
WHICH = (
    ("mine", _lazy("自己的和结对的另一方")),
    ("all", _lazy("全国")),
    ("archived", _lazy("已移出列表")),
)


def _list_view(noun: str, which: str) -> Callable[[HttpRequest], HttpResponse]:
    @needs("view")
    def view(request: HttpRequest) -> HttpResponse:
        """One of the lists of places or organisations."""
        listing = LISTINGS[noun, which]
        choice = [(word, on_day(reverse(f"{noun}-{code}")), code == which) for code, word in WHICH]
        crumbs = [(_("协作"), reverse("partnerships")), (str(listing.title), "")]
        return show(request, listing, "places/list.html", section=noun, choice=choice,
                    crumbs=crumbs)  # fmt: skip

    return view


def trail_of(node: Node) -> list[Node]:
    """The places above a node, the highest first."""
    above = []
    while node.parent is not None:
        node = node.parent
        above.append(node)
    return above[::-1]


def node_crumbs(node: Node) -> list[tuple[str, str]]:
    """Breadcrumbs by place, down to the node itself."""
    above = [(one.name, reverse("place", args=[one.pk])) for one in trail_of(node)]
    return [*above, (node.name, reverse("place", args=[node.pk]))]


def registered(pk: int) -> Node:
    """A place or an organisation; who there is everyone signed in may see."""
    rows = Node.objects.select_related(
        "ref", "successor", "parent__parent__parent__parent__parent"
    ).prefetch_related("aliases", "predecessors")
    return get_object_or_404(rows, pk=pk)


@needs("view", then=pairings_as_of)
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """One place or organisation: what it is, its pairings, what lies in it, its history."""
    node = registered(pk)
    merged = Merge.objects.filter(merged=node, undone_at=None).select_related("final").first()
    into = Merge.objects.filter(survivor=node).select_related("merged", "by", "undone_by")
    below = node.children.filter(ref__archived_at__isnull=True).order_by("level", "code", "name")
    inside = list(below[: CHILDREN + 1])
    crumbs = [(_("协作"), reverse("partnerships")), *node_crumbs(node)]
    user: User = request.user  # type: ignore[assignment]
    editable = not day_looked_at() and may(user, "register") and may_edit(user, node)
    context = {
        "node": node,
        "what": kind_word(node),
        "archived": node.ref.archived_at,
        "merged": merged,
        "merges": list(into),
        "inside": inside[:CHILDREN],
        "more_inside": len(inside) > CHILDREN,
        "pointing": pointing_at(node) if editable else {},
        "may_edit": editable,
        "crumbs": [*crumbs[:-1], (node.name, "")],
        "spots": spot_maps(spots_in(user, node)),
        **place_pairings(user, node),
        **place_figures(request, node),
    }
    return render(request, "places/page.html", context)


def _list_paths() -> list[Any]:
    ends = {"mine": "", "all": "all/", "archived": "archived/"}
    return [
        path(f"{noun}/{ends[which]}", _list_view(noun, which), name=f"{noun}-{which}")
        for noun, which in LISTINGS
    ]


urlpatterns = [
    *_list_paths(),
    path("places/<int:pk>/", place, name="place"),
]
