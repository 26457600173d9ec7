"""The API: what the pages show, for programs of the same people. Read only, by session.

Every list passes the one gate; a figure follows the rule of its trail (reporting.may_ask).
"""

from typing import Any, Literal
from urllib.parse import urlencode

from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from ninja import NinjaAPI, Query, Schema, Swagger
from ninja.errors import HttpError, ValidationError
from ninja.security import SessionAuth
from pydantic import Field

from shanhai.accounts.models import User
from shanhai.api.schemas import (
    AmountOut,
    ClaimOut,
    Claims,
    Entries,
    EntryOut,
    EvidenceOut,
    FigureOut,
    PartnershipOut,
    Partnerships,
    Problem,
    TrailLine,
    TrailOut,
)
from shanhai.claims.models import Claim
from shanhai.claims.queries import with_decision
from shanhai.common.indicators import indicator as indicator_of
from shanhai.common.keys import Key, Stage
from shanhai.common.periods import Period, PeriodError
from shanhai.figures.queries import figure
from shanhai.ledger.models import Entry, Evidence
from shanhai.registry.models import Partnership
from shanhai.registry.queries import may, visible_to
from shanhai.reporting.queries import may_ask, trail

LARGEST_PAGE = 500
WAITING = "waiting"
TAGS = ["查询"]
# Every operation may answer so.
REFUSALS: dict[int, type[Schema]] = {401: Problem, 403: Problem, 422: Problem}


class Reader(SessionAuth):
    """Whoever is signed in and may look at things."""

    def authenticate(self, request: HttpRequest, key: str | None) -> User | None:
        if not request.user.is_authenticated:
            return None
        if not may(request.user, "view"):
            raise HttpError(403, "您的账号还没有角色，请向本单位管理员申请。")
        return request.user


api = NinjaAPI(
    title="山海 Shanhai",
    version="1",
    description="只读接口。用浏览器登录后的会话访问；看得见什么，与页面上完全一样。",
    auth=Reader(),
    urls_namespace="api",
    # No validator badge: it would ask another host.
    docs=Swagger(settings={"validatorUrl": None, "supportedSubmitMethods": ["get"]}),
)


@api.exception_handler(ValidationError)
def refuse_parameters(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Which parameter is wrong, in a sentence."""
    names = "、".join(dict.fromkeys(str(one["loc"][-1]) for one in error.errors))
    detail = f"参数不对，请核对：{names}。可用的参数与写法见 /api/docs。"
    return api.create_response(request, {"detail": detail}, status=422)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    """What does not exist and what is not theirs to see answer alike."""
    detail = "没有这一项，或它不在您的查看范围。"
    return api.create_response(request, {"detail": detail}, status=404)


class Window(Schema):
    """Which stretch of a list."""

    limit: int = Field(100, ge=1, le=LARGEST_PAGE, description="最多几条")
    offset: int = Field(0, ge=0, description="跳过几条")


class Within(Schema):
    """From one day to another, as ISO prefixes: 2024, 2024-06, 2024-06-21."""

    first: str = Field("", alias="from", description="起：2024、2024-06 或 2024-06-21")
    last: str = Field("", alias="to", description="止；不写即与起相同")

    def period(self) -> Period | None:
        try:
            return Period.parse(self.first, self.last or None) if self.first else None
        except PeriodError as error:
            raise HttpError(422, str(error)) from error


class EntryFilter(Window, Within):
    """Which entries."""

    partnership: int | None = None
    indicator: str = ""
    state: str = ""


class ClaimFilter(Window):
    """Which claims."""

    partnership: int | None = None
    report: int | None = None
    indicator: str = ""
    decision: Literal["", "accepted", "corrected", "rejected", "waiting"] = ""


class FigureKey(Within):
    """The key of a figure: what, whose, towards whom, when, at which stage."""

    indicator: str
    helper: int
    recipient: int
    partnership: int | None = None
    programme: int | None = None
    stage: Stage = Stage.ARRIVED
    unit: str = Field("", description="同一指标有几种单位时（人、人次）指明一种")


def _cut(rows: Any, window: Window) -> list[Any]:
    return list(rows[window.offset : window.offset + window.limit])


@api.get("/partnerships", summary="结对", tags=TAGS, response={200: Partnerships, **REFUSALS})
def partnerships(request: HttpRequest, window: Query[Window]) -> Partnerships:
    """您看得见的全部结对。"""
    rows = visible_to(request.user, Partnership.objects.filter(ref__archived_at__isnull=True))
    listed = rows.select_related("helper", "recipient", "programme").order_by("pk")
    return Partnerships(
        items=[PartnershipOut.of(row) for row in _cut(listed, window)], count=rows.count()
    )


@api.get("/entries", summary="台账记录", tags=TAGS, response={200: Entries, **REFUSALS})
def entries(request: HttpRequest, chosen: Query[EntryFilter]) -> Entries:
    """按结对、指标、时间、状态筛选，最近的在前；不写状态则不含作废的。"""
    rows = visible_to(request.user, Entry.objects.filter(ref__archived_at__isnull=True))
    if chosen.partnership is not None:
        rows = rows.filter(partnership=chosen.partnership)
    if chosen.indicator:
        rows = rows.filter(indicator=chosen.indicator)
    period = chosen.period()
    if period:
        rows = rows.filter(period_start__lte=period.end, period_end__gte=period.start)
    void = Entry.State.VOID
    rows = rows.filter(state=chosen.state) if chosen.state else rows.exclude(state=void)
    listed = _with_evidence(rows).order_by("-period_end", "-pk")
    return Entries(items=[_entry(row) for row in _cut(listed, chosen)], count=rows.count())


@api.get(
    "/entries/{int:pk}",
    summary="一条台账记录",
    tags=TAGS,
    response={200: EntryOut, 404: Problem, **REFUSALS},
)
def entry(request: HttpRequest, pk: int) -> EntryOut:
    """一条台账记录的现行版本。"""
    rows = visible_to(request.user, Entry.objects.filter(pk=pk))
    found = _with_evidence(rows).first()
    if found is None:
        raise Http404
    return _entry(found)


def _with_evidence(rows: QuerySet[Entry]) -> QuerySet[Entry]:
    evidence = Evidence.objects.select_related("span__document").order_by("pk")
    joined = rows.select_related("helper", "recipient")
    return joined.prefetch_related(Prefetch("evidence", evidence))


def _entry(row: Entry) -> EntryOut:
    return EntryOut.of(row, reverse("entry", args=[row.pk]))


@api.get("/claims", summary="所述", tags=TAGS, response={200: Claims, **REFUSALS})
def claims(request: HttpRequest, chosen: Query[ClaimFilter]) -> Claims:
    """来文里读出的数，连同原话的位置和人的判断。"""
    rows = visible_to(request.user, Claim.objects.filter(ref__archived_at__isnull=True))
    if chosen.partnership is not None:
        rows = rows.filter(report__partnership=chosen.partnership)
    if chosen.report is not None:
        rows = rows.filter(report=chosen.report)
    if chosen.indicator:
        rows = rows.filter(indicator=chosen.indicator)
    decided = with_decision(rows)
    if chosen.decision == WAITING:
        waiting = decided.filter(decision__isnull=True) | decided.filter(decision="reopened")
        decided = waiting
    elif chosen.decision:
        decided = decided.filter(decision=chosen.decision)
    listed = decided.select_related("report", "span", "helper", "recipient")
    listed = listed.order_by("-report__received_at", "report", "span__start", "pk")
    return Claims(items=[_claim(row) for row in _cut(listed, chosen)], count=decided.count())


def _claim(row: Any) -> ClaimOut:
    """A claim as `with_decision` brings it."""
    decision = row.decision if row.decision not in (None, "reopened") else WAITING
    return ClaimOut.of(row, decision, f"{reverse('review', args=[row.report_id])}?claim={row.pk}")


@api.get(
    "/figure", summary="一个数", tags=TAGS, response={200: FigureOut, 404: Problem, **REFUSALS}
)
def one_figure(request: HttpRequest, asked: Query[FigureKey]) -> FigureOut:
    """由台账算出，附出处的地址。没有记录时 value 为空，与零不同。"""
    key = _key(request, asked)
    found, about = figure(key, asked.unit or None), indicator_of(key.indicator)
    amount = AmountOut.of(found.amount) if found else None
    unit = amount.unit if amount else asked.unit or about.unit
    return FigureOut(
        indicator=about.code, indicator_name=about.name, stage=asked.stage.value,
        value=amount.value if amount else None, low=amount.low if amount else None,
        high=amount.high if amount else None, unit=unit,
        bound=amount.bound if amount else "exact", entries=found.entries if found else 0,
        trail=_page(key, unit),
    )  # fmt: skip


def _key(request: HttpRequest, asked: FigureKey) -> Key:
    """The key that is asked for, when this user may ask for it."""
    key = Key(asked.indicator, asked.helper, asked.recipient, asked.partnership, asked.programme,
              asked.period(), asked.stage)  # fmt: skip
    if not may_ask(request.user, key):
        raise Http404
    return key


def _page(key: Key, unit: str) -> str:
    return f"{reverse('trail')}?{urlencode(key.query(unit))}"


@api.get(
    "/trail", summary="一个数的出处", tags=TAGS, response={200: TrailOut, 404: Problem, **REFUSALS}
)
def one_trail(request: HttpRequest, asked: Query[FigureKey]) -> TrailOut:
    """算法，以及逐条的台账记录或登记对象，直到凭证和原话；参数与“一个数”相同。"""
    key = _key(request, asked)
    found = trail(request.user, key, asked.unit or None)
    amount = AmountOut.of(found.figure.amount) if found.figure else None
    lines = [
        TrailLine(
            what=line.entry.title, amount=AmountOut.of(line.amount),
            url=reverse("entry", args=[line.entry.pk]),
            evidence=[EvidenceOut.of(one) for one in line.entry.evidence.all()],
        )
        for line in found.lines
    ]  # fmt: skip
    lines += [
        TrailLine(what=str(link), amount=None, url=reverse("partnership", args=[link.pk]))
        for link in found.links
    ]
    lines += [
        TrailLine(what=str(one), amount=AmountOut.of(part), url=reverse("record", args=[one.pk]))
        for one, part in found.members
    ]
    return TrailOut(
        formula=found.formula, amount=amount, lines=lines, hidden=found.hidden,
        trail=_page(key, amount.unit if amount else asked.unit or found.indicator.unit),
    )  # fmt: skip


def _addresses() -> tuple[list[Any], str, str]:
    """The operations answer strangers with 401 themselves; the pages about them ask to sign in."""
    patterns, app, namespace = api.urls
    for pattern in patterns:
        if pattern.name not in ("openapi-json", "openapi-view", "api-root"):
            pattern.callback.login_required = False
    return patterns, app, namespace


urls = _addresses()
