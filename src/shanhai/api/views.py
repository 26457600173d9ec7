"""The API: what the pages show, for programs of the same people. Read only, session sign-in.

Everything passes the one gate; a figure may be asked for by whoever sees a partnership it touches.
"""

from datetime import date

from django.http import Http404, HttpRequest
from ninja import NinjaAPI, Schema
from ninja.pagination import PageNumberPagination, paginate
from ninja.security import django_auth

from shanhai.common.keys import Key, Stage
from shanhai.common.periods import Period, PeriodError
from shanhai.figures.queries import figure
from shanhai.ledger.models import Entry
from shanhai.registry.models import Partnership
from shanhai.registry.queries import visible_to
from shanhai.reporting.queries import may_ask

api = NinjaAPI(title="Shanhai", version="1", auth=django_auth, urls_namespace="api")


class PartnershipOut(Schema):
    id: int
    kind: str
    programme: str
    helper: int
    helper_name: str
    recipient: int
    recipient_name: str
    start: date | None
    end: date | None


class EntryOut(Schema):
    id: int
    version: int
    partnership: int
    book: str
    title: str
    indicator: str
    units: int  # 1/10,000 of `unit`
    unit: str
    helper: str
    recipient: str
    period_start: date
    period_end: date
    stage: str
    state: str
    voucher: str


class FigureOut(Schema):
    indicator: str
    units: int | None  # 1/10,000 of `unit`; null when nothing is recorded
    low: int | None
    high: int | None
    unit: str
    bound: str
    entries: int


class Problem(Schema):
    detail: str


@api.get("/partnerships", response={200: list[PartnershipOut], 401: Problem})
@paginate(PageNumberPagination, page_size=100)
def partnerships(request: HttpRequest) -> list[PartnershipOut]:
    """The partnerships in your scope."""
    rows = visible_to(request.user, Partnership.objects.select_related(
        "helper", "recipient", "programme").order_by("pk"))  # fmt: skip
    return [
        PartnershipOut(
            id=row.pk, kind=row.kind, programme=row.programme.code, helper=row.helper_id,
            helper_name=row.helper.name, recipient=row.recipient_id,
            recipient_name=row.recipient.name, start=row.start, end=row.end,
        )
        for row in rows
    ]  # fmt: skip


@api.get("/entries", response={200: list[EntryOut], 401: Problem})
@paginate(PageNumberPagination, page_size=100)
def entries(request: HttpRequest, partnership: int | None = None, indicator: str = "",
            year: int | None = None):  # fmt: skip
    """Entries in your scope, newest first."""
    rows = visible_to(request.user, Entry.objects.filter(ref__archived_at=None))
    if partnership is not None:
        rows = rows.filter(partnership=partnership)
    if indicator:
        rows = rows.filter(indicator=indicator)
    if year is not None:
        rows = rows.filter(period_start__year__lte=year, period_end__year__gte=year)
    return _Entries(rows.select_related("helper", "recipient").order_by("-period_end", "-pk"))


class _Entries:
    """Entries as the API writes them, fetched only for the page asked for."""

    def __init__(self, rows) -> None:
        self._rows = rows

    def count(self) -> int:
        return self._rows.count()

    def all(self) -> "_Entries":
        return self

    def __getitem__(self, part: slice) -> list[EntryOut]:
        return [
            EntryOut(
                id=row.pk, version=row.version, partnership=row.partnership_id, book=row.book,
                title=row.title, indicator=row.indicator, units=row.units, unit=row.unit,
                helper=row.helper.name, recipient=row.recipient.name,
                period_start=row.period_start, period_end=row.period_end, stage=row.stage,
                state=row.state, voucher=row.voucher,
            )
            for row in self._rows[part]
        ]  # fmt: skip


@api.get("/figure", response={200: FigureOut, 400: Problem, 401: Problem, 404: Problem})
def one_figure(request: HttpRequest, indicator: str, helper: int, recipient: int,
               first: str = "", last: str = "", stage: str = "arrived"):  # fmt: skip
    """One figure between two nodes. `first` and `last` are ISO prefixes (2024, 2024-06)."""
    try:
        period = Period.parse(first, last or first) if first else None
        key = Key(indicator, helper, recipient, period=period, stage=Stage(stage))
    except (PeriodError, ValueError) as error:
        return 400, {"detail": str(error)}
    if not may_ask(request.user, key):
        raise Http404
    found = figure(key)
    if found is None:
        return FigureOut(indicator=indicator, units=None, low=None, high=None, unit="",
                         bound="exact", entries=0)  # fmt: skip
    amount = found.amount
    return FigureOut(indicator=indicator, units=amount.units, low=amount.low, high=amount.high,
                     unit=amount.unit, bound=amount.bound, entries=found.entries)  # fmt: skip
