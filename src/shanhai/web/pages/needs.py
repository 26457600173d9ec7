"""所需和所能: what one side is short of, what the other can give, and which suit each other."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from shanhai.accounts.models import User
from shanhai.common.amounts import Amount
from shanhai.cooperation.models import Need, Offer, Want
from shanhai.cooperation.queries.needs import live_needs, live_offers, waiting_longest
from shanhai.cooperation.rules.needs import NeedError, overdue, waiting_days
from shanhai.cooperation.services import needs as services
from shanhai.ledger.workbooks.cells import CellError
from shanhai.reconciliation.supplies.queries import (
    OFFERED,
    candidates,
    delivered,
    met,
    supplies_of,
)
from shanhai.reconciliation.supplies.rules import SupplyError
from shanhai.reconciliation.supplies.services import supply
from shanhai.records.rules import StaleVersion
from shanhai.registry.models import Partnership
from shanhai.registry.queries import may, sides
from shanhai.web.access import get_visible, needs
from shanhai.web.lists import (
    DATE,
    FIGURE,
    NUMBER,
    PAIRING,
    STATE,
    Button,
    Choice,
    Column,
    Days,
    Listing,
    pairing_filter,
    show,
)
from shanhai.web.object_form import (
    Crumbs,
    asked_pairing,
    asks_pairing,
    crumbs_below,
    fill_again,
    write,
)
from shanhai.web.presentation import Words
from shanhai.web.want_form import WantForm, as_typed, fresh, initial_of, typed_amount

State = Want.State
SHOWN = 10
LONGEST = "?state=open&sort=-waited"


@dataclass(frozen=True, slots=True)
class Kind:
    """Needs or offers: the model, its words, and the side that usually publishes it."""

    model: type[Want]
    word: Words
    new: Words
    rows: Callable[[User], QuerySet[Any]]
    side: str

    @property
    def name(self) -> str:
        return str(self.model._meta.model_name)


KINDS = {
    "need": Kind(Need, _lazy("所需"), _lazy("发布所需"), live_needs, "recipient"),
    "offer": Kind(Offer, _lazy("所能"), _lazy("发布所能"), live_offers, "helper"),
}


def waited(want: Want) -> int | None:
    """For how many days it has waited."""
    return waiting_days(want.published_on, want.state, date.today())


def _fields(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, _(name)) for name in services.fields()]


def _listing(kind: Kind, title: Words, note: Words, empty: tuple[Words, Words]) -> Listing:
    return Listing(
        name=f"{kind.name}s",
        title=title,
        note=note,
        rows=lambda request: kind.rows(request.user).select_related(  # type: ignore[arg-type]
            "partnership__helper", "partnership__recipient", "publisher"
        ),
        columns=(
            Column("title", _lazy("事项"), lambda row: row.title, sort="title"),
            Column("amount", _lazy("数量或金额"), lambda row: row.amount, FIGURE, sort="units"),
            Column("publisher", _lazy("发布单位"), lambda row: row.publisher.name),
            Column("partnership", _lazy("结对"), lambda row: row.partnership, PAIRING),
            Column("field", _lazy("领域"), lambda row: _(row.field), sort="field"),
            Column("published_on", _lazy("发布日期"), lambda row: row.published_on, DATE,
                   "published_on"),
            Column("waited", _lazy("已等天数"), waited, NUMBER, "-published_on"),
            Column("deadline", _lazy("截止日期"), lambda row: row.deadline, DATE, "deadline"),
            Column("state", _lazy("状态"), _state, STATE, "state"),
            Column("side", _lazy("哪一方"), lambda row: _(row.get_side_display()), shown=False),
        ),
        order="-published_on",
        filters=(
            pairing_filter(),
            Choice("field", _lazy("领域"), _fields, "field"),
            Choice("state", _lazy("状态"), State.choices, "state"),
            Choice("side", _lazy("哪一方"), Want.Side.choices, "side"),
            Days("deadline", _lazy("截止日期"), "deadline"),
        ),
        search=("title__icontains", "details__icontains", "publisher__name__icontains"),
        search_hint=_lazy("事项、说明或发布单位里的词"),
        url=lambda row: reverse(kind.name, args=[row.pk]),
        buttons=(Button(kind.new, f"{kind.name}-new", "enter"),),
        empty=empty,
        icon="link",
    )  # fmt: skip


def _state(want: Want) -> tuple[str, str]:
    if overdue(want.deadline, want.state, date.today()):
        return "overdue", _("%s，已过截止日期") % _(want.get_state_display())
    return want.state, _(want.get_state_display())


LISTINGS = {
    "need": _listing(
        KINDS["need"], _lazy("所需"),
        _lazy("一方需要什么、要多少、什么时候要；按已等天数排，看谁等得最久。"),
        (_lazy("还没有所需"), _lazy("需要人、钱、物、培训、市场的，在这里写明，另一方看得到。")),
    ),
    "offer": _listing(
        KINDS["offer"], _lazy("所能"),
        _lazy("一方能提供什么、有多少、供到什么时候。"),
        (_lazy("还没有所能"), _lazy("能提供的岗位、培训、资金、订单，在这里写明，便于对接。")),
    ),
}  # fmt: skip


@needs("view")
def want_list(request: HttpRequest, kind: str) -> HttpResponse:
    """The needs, or the offers, one may see."""
    longest = request.GET.get("sort") == "-waited"
    choice = [(_("全部"), "?", not longest), (_("等得最久的"), LONGEST, longest)]
    found = {"section": kind, "choice": choice, "crumbs": _crumbs(kind)}
    return show(request, LISTINGS[kind], "needs/list.html", **found)


def _crumbs(kind: str, *below: tuple[Any, str]) -> Crumbs:
    return crumbs_below(KINDS[kind].word, f"{kind}s", *below)


def _want(request: HttpRequest, kind: str, pk: int) -> Any:
    rows = KINDS[kind].model._default_manager.select_related(
        "ref", "publisher", "partnership__helper", "partnership__recipient"
    )
    return get_visible(request, rows, pk=pk)


@needs("view")
def want_page(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """One need or offer: what it says, what suits it and why, and what became of it."""
    want = _want(request, kind, pk)
    return render(request, "needs/page.html", _context(request, kind, want))


def _context(request: HttpRequest, kind: str, want: Want) -> dict[str, Any]:
    user = request.user
    rows = list(supplies_of(user, want))  # type: ignore[arg-type]
    done = delivered(rows)
    set_against = met(want)
    writes = may(user, "enter")  # type: ignore[arg-type]
    mine = writes and want.side in sides(user, want.partnership)  # type: ignore[arg-type]
    live = want.ref.archived_at is None
    looks = kind == "need" and want.state in OFFERED and live and set_against < want.units
    return {
        "want": want, "kind": KINDS[kind], "state": _state(want), "waited": waited(want),
        "supplies": [(row, Amount.exactly(done.get(row.pk, 0), row.unit)) for row in rows],
        "set_against": Amount.exactly(set_against, want.unit),
        "delivered": Amount.exactly(
            sum(done[row.pk] for row in rows if row.pk in done and row.unit == want.unit),
            want.unit,
        ),
        "fits": _fits(user, want, set_against) if looks else [],  # type: ignore[arg-type]
        "looks": looks,
        "writes": writes, "mine": mine, "live": live,
        "may_edit": mine and live and want.state in (State.OPEN, State.MATCHED),
        "today": date.today(),
        "crumbs": _crumbs(kind, (want.title, "")),
    }  # fmt: skip


def _fits(user: User, need: Want, set_against: int) -> list[dict[str, Any]]:
    """Offers that suit, how much of each would do, and how much is free."""
    if need.state not in OFFERED or not isinstance(need, Need):
        return []
    missing = max(0, need.units - set_against)
    found = []
    for one in candidates(user, need)[:SHOWN]:
        same = one.offer.unit == need.unit
        units = min(one.free, missing) if same else one.free
        value, unit = as_typed(units, one.offer.unit)
        free = Amount.exactly(one.free, one.offer.unit)
        found.append({"one": one, "value": value, "unit": unit, "free": free})
    return found


@needs("enter")
def want_new(request: HttpRequest, kind: str) -> HttpResponse:
    """Publish a need or an offer."""
    actor: User = request.user  # type: ignore[assignment]
    initial = fresh(actor, asked_pairing(request), KINDS[kind].side)
    form = WantForm(request.POST or None, user=actor, initial=initial)

    def publish() -> Want:
        return services.publish(actor, KINDS[kind].model, form.facts())

    done = write(request, form, publish, _("已发布“%s”，另一方看得到了。"), kind)
    return done or _form_page(request, kind, form, str(KINDS[kind].new))


@needs("enter")
def want_edit(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Change what a need or an offer says."""
    want = _want(request, kind, pk)
    actor: User = request.user  # type: ignore[assignment]
    form = WantForm(request.POST or None, user=actor, initial=initial_of(want))

    def revise() -> Want:
        services.revise(actor, want, form.facts(), form.cleaned_data["expected"])
        return want

    done = write(request, form, revise, _("已改好“%s”。"), kind)
    return done or _form_page(request, kind, form, _("修改"), want)


def _form_page(
    request: HttpRequest, kind: str, form: WantForm, title: str, want: Want | None = None
) -> HttpResponse:
    back = reverse(kind, args=[want.pk]) if want else reverse(f"{kind}s")
    fill_again(request, form)
    context = {
        "form": form, "title": title, "kind": KINDS[kind], "want": want, "back": back,
        "press": "" if want else _("发布"), "pairing_first": want is None and asks_pairing(form),
        "crumbs": _crumbs(kind, (title, "")),
    }  # fmt: skip
    return render(request, "needs/form.html", context, status=422 if form.errors else 200)


@require_POST
@needs("enter")
def want_step(request: HttpRequest, kind: str, pk: int, verb: str) -> HttpResponse:
    """Withdraw a need or an offer, publish it anew, take it out of the lists, put it back."""
    want = _want(request, kind, pk)
    user: Any = request.user
    try:
        match verb:
            case "withdraw":
                services.withdraw(user, want, request.POST.get("why", ""))
            case "reopen":
                services.reopen(user, want, _day(request.POST.get("deadline", "")))
            case "archive":
                services.set_aside(user, want)
            case "restore":
                services.take_back(user, want)
            case _:
                raise Http404
    except (NeedError, StaleVersion) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("“%s”已办好这一步。") % want)
    return redirect(kind, pk)


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError as error:
        raise NeedError("", _("“%s”不是日期，请写成 2026-01-31 这样。") % typed) from error


@require_POST
@needs("enter")
def need_supply(request: HttpRequest, pk: int) -> HttpResponse:
    """Set so much of an offer against a need."""
    need = _want(request, "need", pk)
    asked = request.POST.get("offer", "")
    offer = get_visible(request, Offer.objects.all(), pk=int(asked) if asked.isdecimal() else 0)
    try:
        amount = typed_amount(
            request.POST.get("value", ""), request.POST.get("unit", "") or offer.unit
        )
        made = supply(request.user, need, offer, amount)  # type: ignore[arg-type]
    except (SupplyError, NeedError, StaleVersion, CellError) as error:
        messages.error(request, str(error))
        return redirect("need", pk)
    messages.success(request, _("已对接。下一步签协议，或记一笔交付。"))
    return redirect("supply", made.pk)


def waiting_block(user: User, partnership: Partnership) -> list[tuple[Need, int | None]]:
    """For the page of a partnership: its open needs, the longest waiting first, with the days."""
    return [(need, waited(need)) for need in waiting_longest(user, partnership)]


urlpatterns = [
    path("needs/<int:pk>/supply/", need_supply, name="need-supply"),
    *(
        path(f"{kind}s/{rest}", view, {"kind": kind}, name=name.format(kind))
        for kind in KINDS
        for rest, view, name in (
            ("", want_list, "{}s"),
            ("new", want_new, "{}-new"),
            ("<int:pk>/", want_page, "{}"),
            ("<int:pk>/edit/", want_edit, "{}-edit"),
            ("<int:pk>/<str:verb>/", want_step, "{}-step"),
        )
    ),
]
