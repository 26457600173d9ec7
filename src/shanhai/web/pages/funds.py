"""Fiscal money: what came by tier and year, what it was set aside for, what is paid out."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from shanhai.common.indicators import indicator
from shanhai.cooperation.services.projects import tiers
from shanhai.ledger.books import books
from shanhai.ledger.funds.queries import allotments, balances, by_tier, fiscal_money
from shanhai.ledger.funds.rules import percent
from shanhai.ledger.models import Entry
from shanhai.web.access import needs
from shanhai.web.lists import (
    DATE,
    FIGURE,
    NUMBER,
    PAIRING,
    STATE,
    TEXT,
    Choice,
    Column,
    Days,
    Listing,
    pairing_filter,
    show,
)
from shanhai.web.presentation import STAGE_WORDS, yuan
from shanhai.web.works import Table, table

UNTIERED = "none"


def _complete(found: list[Entry]) -> None:
    known = balances(found)
    for entry in found:
        entry.balance = known[entry.pk]


def use_of(user: Any, entry: Entry) -> Table | None:
    """What the money of an entry was set aside for and what of it is paid out, on its page."""
    given = list(allotments(user).filter(entry=entry))
    if not given:
        return None
    rows: list[list[Any]] = [
        [(str(row.project) if row.project else row.purpose, reverse("record", args=[row.pk])),
         yuan(row.units), yuan(sum(one.entry.units for one in row.paid_rows) or None)]
        for row in given
    ]  # fmt: skip
    free = balances([entry])[entry.pk].free
    rows += [[_("未分配"), yuan(free), None]] if free else []
    headings = [(_("用途"), TEXT), (_("分配"), FIGURE), (_("已拨付"), FIGURE)]
    return table(_("资金"), headings, rows, key="use")


def _tier_name(code: str) -> str:
    name = tiers().get(code, {}).get("name", "")
    return _(name) if name else ""


def _measured() -> list[str]:
    """What the money of the funds book is of."""
    book = books(settings.VOCABULARY_DIR)["funds"]
    return [code for code in book.indicators if indicator(code).unit == "元"]


LISTING = Listing(
    name="funds",
    title=_lazy("资金"),
    rows=lambda request: fiscal_money(request.user),
    columns=(
        Column("title", _lazy("资金"), lambda row: row.title, sort="title"),
        Column("pairing", _lazy("结对"), lambda row: row.partnership, PAIRING),
        Column("tier", _lazy("级次"), lambda row: _tier_name(row.source_class),
               sort="source_class"),
        Column("document", _lazy("文号"), lambda row: row.voucher),
        Column("on", _lazy("下达日期"), lambda row: row.period_end, DATE, sort="period_end"),
        Column("amount", _lazy("金额"), lambda row: row.amount, FIGURE, sort="units"),
        Column("allotted", _lazy("已分配"), lambda row: yuan(row.balance.allotted or None), FIGURE),
        Column("free", _lazy("未分配"), lambda row: yuan(row.balance.free or None), FIGURE),
        Column("paid", _lazy("已拨付"), lambda row: yuan(row.balance.paid or None), FIGURE),
        Column("spent", _lazy("支付率 %"),
               lambda row: percent(row.balance.paid, row.balance.allotted), NUMBER),
        Column("stage", _lazy("阶段"), lambda row: (row.stage, STAGE_WORDS.get(row.stage, "")),
               STATE, shown=False),
    ),
    filters=(
        pairing_filter(),
        Choice("tier", _lazy("级次"),
               lambda request: [*((code, _(row["name"])) for code, row in tiers().items()),
                                (UNTIERED, _("未分级次"))],
               lambda rows, tier: rows.filter(source_class="" if tier == UNTIERED else tier)),
        Choice("indicator", _lazy("指标"),
               lambda request: [(code, _(indicator(code).name)) for code in _measured()],
               "indicator"),
        Choice("stage", _lazy("阶段"),
               lambda request: [(code, STAGE_WORDS[code]) for code in
                                ("arrived", "promised", "planned")], "stage"),
        Days("on", _lazy("下达日期"), "period_end"),
    ),
    search=("title__icontains", "voucher__icontains"),
    search_hint=_lazy("事项、文号"),
    url=lambda row: reverse("entry", args=[row.pk]),
    complete=_complete,
    order="-period_end",
    note=_lazy("资金项目台账里的每一笔：分给了哪些项目，拨付了多少，还剩多少。"),
    empty=(_lazy("还没有资金"), _lazy("在资金项目台账记一笔，或导入台账，这里就有了。")),
)  # fmt: skip


def _rows_of(year: int, tier: str, code: str) -> str:
    """The address of the rows behind a sum."""
    days = f"on_from={year}-01-01&on_to={year}-12-31"
    return f"?tier={tier or UNTIERED}&indicator={code}&stage=arrived&{days}"


def _by_tier(request: HttpRequest) -> Table:
    """What arrived by year and tier, with what became of it."""
    lines = [
        [(str(year), _rows_of(year, tier, code)), _tier_name(tier) or _("未分级次"),
         _(indicator(code).name), count, yuan(balance.whole),
         yuan(balance.allotted or None), yuan(balance.paid or None),
         percent(balance.paid, balance.allotted)]
        for year, tier, code, count, balance in by_tier(fiscal_money(request.user))
    ]  # fmt: skip
    return table(
        _("分年度、分级次"),
        [(_("年度"), TEXT), (_("级次"), TEXT), (_("资金"), TEXT), (_("笔数"), NUMBER),
         (_("到位"), FIGURE), (_("已分配"), FIGURE), (_("已拨付"), FIGURE),
         (_("支付率 %"), NUMBER)],
        lines,
    )  # fmt: skip


@needs("view")
def funds(request: HttpRequest) -> HttpResponse:
    """The list of fiscal money, and its sums by year and tier."""
    crumbs = [(_("协作"), reverse("partnerships")), (LISTING.title, "")]
    return show(request, LISTING, "works/funds.html", crumbs=crumbs, tiers=_by_tier(request))


urlpatterns = [path("funds/", funds, name="funds")]
