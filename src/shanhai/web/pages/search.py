"""Search over everything in scope: words of any length, pinyin initials and codes."""

from dataclasses import dataclass

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from shanhai.claims.models import Report
from shanhai.cooperation.models import Meeting
from shanhai.ledger.models import Entry
from shanhai.registry.models import Agreement, Node, Partnership
from shanhai.registry.queries import visible_to
from shanhai.web.access import needs

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found."""

    what: str
    note: str
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """Hits of one kind; `more` says that there are others."""

    name: str
    hits: list[Hit]
    more: bool


def _first(request: HttpRequest, rows: QuerySet[Model]) -> tuple[list[Model], bool]:
    found = list(visible_to(request.user, rows)[: SHOWN + 1])
    return found[:SHOWN], len(found) > SHOWN


def _group(request: HttpRequest, name: str, rows: QuerySet[Model], hit: object) -> Group:
    found, more = _first(request, rows)
    return Group(name, [hit(row) for row in found], more)  # type: ignore[operator]


def _partnerships(query: str) -> QuerySet[Partnership]:
    sides = Q()
    for side in ("helper", "recipient"):
        sides |= Q(**{f"{side}__name__contains": query})
        sides |= Q(**{f"{side}__initials__startswith": query.lower()})
    rows = Partnership.objects.filter(sides, ref__archived_at=None)
    return rows.select_related("helper", "recipient", "programme")


def _nodes(query: str) -> QuerySet[Node]:
    named = Q(name__contains=query) | Q(short_name__contains=query) | Q(code__startswith=query)
    named |= Q(initials__startswith=query.lower()) | Q(credit_code=query.upper())
    named |= Q(pk__in=Node.objects.filter(aliases__name__contains=query).values("pk"))
    return Node.objects.filter(named, ref__archived_at=None).select_related("parent")


def _groups(request: HttpRequest, query: str) -> list[Group]:
    reports = Report.objects.filter(
        Q(title__contains=query) | Q(document__text__contains=query), ref__archived_at=None
    )
    entries = Entry.objects.filter(
        Q(title__contains=query) | Q(voucher__contains=query) | Q(note__contains=query),
        ref__archived_at=None,
    )
    signed = Agreement.objects.filter(title__contains=query, ref__archived_at=None)
    held = Meeting.objects.filter(title__contains=query, ref__archived_at=None)
    of = ("partnership__helper", "partnership__recipient")

    def within(row: Agreement | Meeting) -> Hit:
        there = reverse("partnership", args=[row.partnership_id])
        return Hit(str(row), str(row.partnership), there)

    groups = [
        _group(request, _("结对"), _partnerships(query), lambda row: Hit(
            str(row), row.programme.name, reverse("partnership", args=[row.pk]))),
        _group(request, _("来文"), reports.select_related(*of).defer("document__text"),
               lambda row: Hit(row.title, str(row.partnership), reverse("review", args=[row.pk]))),
        _group(request, _("台账记录"), entries.select_related(*of), lambda row: Hit(
            row.title, f"{row.partnership} {row.voucher}", reverse("entry", args=[row.pk]))),
        _group(request, _("协议"), signed.select_related(*of), within),
        _group(request, _("会议"), held.select_related(*of), within),
        _group(request, _("地方与单位"), _nodes(query), lambda row: Hit(
            row.name, f"{row.get_level_display()} {row.parent.name if row.parent else ''}",
            reverse("record", args=[row.pk]))),
    ]  # fmt: skip
    return [group for group in groups if group.hits]


@needs("view")
def search(request: HttpRequest) -> HttpResponse:
    """What the words are found in, by kind."""
    query = request.GET.get("q", "").strip()[:60]
    groups = _groups(request, query) if query else []
    return render(request, "search/search.html", {"query": query, "groups": groups})


urlpatterns = [path("search/", search, name="search")]
