"""Orders of the recipient's products: their list with what each channel sold, and one order."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from shanhai.common.amounts import written
from shanhai.cooperation.models import Order
from shanhai.cooperation.queries import mobilised, of_buyer, order_page, orders
from shanhai.cooperation.rules.consumption import OrderStanding, order_doubts
from shanhai.cooperation.services import (
    OrderFacts,
    edit_order,
    place_order,
    prove_order,
    step_order,
)
from shanhai.cooperation.services.projects import work_words
from shanhai.ledger.sales.queries import counted_of, entries_of, sold_through
from shanhai.ledger.sales.services import count_order, link_sale, needed_step
from shanhai.web.consumption_forms import (
    CountForm,
    OrderForm,
    OrderStepForm,
    ProofForm,
    SaleLinkForm,
    ways,
)
from shanhai.web.keys import on_day
from shanhai.web.lists import (
    DATE,
    FIGURE,
    NUMBER,
    PAIRING,
    STATE,
    TEXT,
    Button,
    Choice,
    Column,
    Days,
    Listing,
    pairing_filter,
)
from shanhai.web.pages.consumption import buyers_of, order_state
from shanhai.web.presentation import yuan
from shanhai.web.work_forms import columns_of, named, words
from shanhai.web.works import (
    Kind,
    Number,
    Part,
    Shown,
    Step,
    Table,
    addresses,
    entries_table,
    table,
)


def _with_money(found: list[Order]) -> None:
    known = counted_of(found)
    for order in found:
        order.counted = known.get(order.pk)


LISTING = Listing(
    name="orders",
    title=_lazy("采购订单"),
    rows=lambda request: orders(request.user),
    columns=(
        Column("title", _lazy("订单名称"), lambda row: row.title, sort="title"),
        Column("state", _lazy("进度"), order_state, STATE, sort="state"),
        Column("pairing", _lazy("结对"), lambda row: row.partnership, PAIRING),
        Column("units", _lazy("订单金额"), lambda row: yuan(row.units), FIGURE, sort="units"),
        Column("counted", _lazy("已计入"), lambda row: yuan(row.counted), FIGURE),
        Column("channel", _lazy("渠道类型"), lambda row: named("channels", row.channel),
               sort="channel"),
        Column("way", _lazy("方式"), lambda row: _(row.get_way_display()), sort="way"),
        Column("outlet", _lazy("销售渠道"), lambda row: row.outlet and row.outlet.title,
               shown=False),
        Column("buyers", _lazy("买方"), buyers_of),
        Column("ordered_on", _lazy("下单日期"), lambda row: row.ordered_on, DATE,
               sort="ordered_on"),
    ),
    filters=(
        pairing_filter(),
        Choice("state", _lazy("进度"), lambda request: words("order_states"), "state"),
        Choice("channel", _lazy("渠道类型"), lambda request: words("channels"), "channel"),
        Choice("way", _lazy("方式"), lambda request: ways(), "way"),
        Days("ordered_on", _lazy("下单日期"), "ordered_on"),
    ),
    search=("title__icontains", "note__icontains", of_buyer),
    search_hint=_lazy("订单名称、备注、买方"),
    url=lambda row: reverse("order", args=[row.pk]),
    complete=_with_money,
    order="-ordered_on",
    buttons=(Button(_lazy("登记订单"), "order-new", "register"),),
    note=_lazy("下单、验收、付款、复核逐步登记；832平台的订单复核后才计入，其他渠道付款后计入。"),
    empty=(_lazy("还没有订单"), _lazy("直接采购和帮助销售的，逐单登记在这里。")),
)  # fmt: skip


def _summary(request: HttpRequest) -> list[Table]:
    """What the ledger counts by channel and way, and who was mobilised."""
    rows, known = orders(request.user), dict(ways())
    sold = table(
        _("分渠道、分方式"), [(_("渠道类型"), TEXT), (_("方式"), TEXT), (_("已计入"), FIGURE)],
        [[(named("channels", channel), on_day(f"?channel={channel}&way={way}")),
          known.get(way, way),
          yuan(units)]
         for channel, way, units in sold_through(rows)],
        note=_("您看得到的全部订单，不随筛选变化；只加已记入台账的金额"),
    )  # fmt: skip
    groups = table(
        _("动员的群体"), [(_("群体"), TEXT), (_("个数"), NUMBER), (_("单位"), TEXT)],
        [[(name, on_day(f"?{urlencode({'q': name})}")), count, unit]
         for (name, unit), count in mobilised(rows).items()],
        note=_("您看得到的全部订单，不随筛选变化；同一群体在几个订单里只计一次"),
    )  # fmt: skip
    return [one for one in (sold, groups) if one.rows]


def _way(order: Order, known: dict[str, Any]) -> list[Step]:
    passed = {"ordered": order.ordered_on} | {code: row.on for code, row in known.items()}
    last = next(code for code in ("cancelled", "reviewed", "paid", "accepted", "ordered")
                if code in passed)  # fmt: skip
    codes = [code for code, _name in words("order_states") if code != "cancelled"]
    if last == "cancelled":
        codes = [code for code in codes if code in passed] + ["cancelled"]
    return [
        Step(named("order_states", code), passed.get(code),
             "here" if code == last else "passed" if code in passed else "to-come",
             known[code].note if code in known else "")
        for code in codes
    ]  # fmt: skip


def _shown(request: HttpRequest, order: Order) -> Shown:
    known = {row.state: row for row in order.steps.all()}
    days = [row.on for row in known.values()]
    counted = counted_of([order]).get(order.pk, 0)
    priced = sum(line.units for line in order.lines.all())
    proofs = {row.kind for row in order.proofs.all()}
    after = needed_step(order)
    standing = OrderStanding(
        order.state, after, days[-1] if days else order.ordered_on, priced, counted, proofs
    )
    within = work_words()["order_stands_within"]
    return Shown(
        facts=[
            (_("方式"), _(order.get_way_display())),
            (_("渠道类型"), named("channels", order.channel)),
            (_("销售渠道"), order.outlet),
            (_("产销活动"), order.event),
            (_("供应单位"), order.supplier),
            (_("买方"), "\n".join(str(row) for row in order.buyers.all())),
            (_("备注"), order.note),
        ],
        state=order_state(order),
        numbers=(
            Number(_("订单金额"), yuan(priced or None), to="#lines"),
            Number(_("已计入"), yuan(counted or None),
                   note=_("这个渠道到“%s”之后计入") % named("order_states", after), to="#entries"),
        ),
        doubts=order_doubts(standing, date.today(), within),
        way=_way(order, known), first=("step",),
        tables=(_lines(order), _proofs(order), entries_table(
            _("台账"), entries_of(request.user, order), parts=("count", "link"),
            note=_("金额都在消费帮扶台账"), empty=_("还没有计入台账。"), key="entries",
        )),
    )  # fmt: skip


def _lines(order: Order) -> Table:
    rows = [
        [(line.product.title, reverse("product", args=[line.product_id])) if line.product
         else line.name, f"{written(line.quantity)} {line.unit}", yuan(line.units)]
        for line in order.lines.all()
    ]  # fmt: skip
    return table(
        _("产品明细"),
        [(_("产品"), TEXT), (_("数量"), TEXT), (_("金额"), FIGURE)],
        rows,
        empty=_("没有写明买了什么。"),
        key="lines",
    )


def _proofs(order: Order) -> Table:
    rows = [[named("proof_kinds", row.kind), row.number, row.on] for row in order.proofs.all()]
    return table(
        _("凭证"), [(_("凭证种类"), TEXT), (_("编号"), TEXT), (_("日期"), DATE)], rows,
        parts=("prove",), note=_("发票要有银行回款凭据；扫描件加在下面的附件里"),
        empty=_("还没有登记凭证。"),
    )  # fmt: skip


def _facts_of(order: Order) -> OrderFacts:
    buyers = "\n".join(str(row) for row in order.buyers.all())
    lines = "\n".join(str(row) for row in order.lines.all())
    return columns_of(OrderFacts, order, buyers=buyers, lines=lines)


ORDERS = Kind(
    name="order", path="orders", word=_lazy("采购单"), listing=LISTING,
    rows=lambda: order_page(Order.objects.all()), form=OrderForm, facts_of=_facts_of,
    register=place_order, edit=edit_order, show=_shown, summary=_summary,
    parts=(
        Part("step", _lazy("登记进度"), OrderStepForm, lambda user, order, form: step_order(
            user, order, form.chosen, *form.said("on", "note")), _lazy("已登记进度。")),
        Part("prove", _lazy("登记凭证"), ProofForm, lambda user, order, form: prove_order(
            user, order, *form.said("kind", "number", "on")), _lazy("已登记凭证。")),
        Part("count", _lazy("计入消费帮扶"), CountForm, lambda user, order, form: count_order(
            user, order), _lazy("已记为台账草稿，提交后计入统计。"), "enter"),
        Part("link", _lazy("关联台账记录"), SaleLinkForm, lambda user, order, form:
             link_sale(user, order, form.chosen), _lazy("已关联。"), "enter"),
    ),
)  # fmt: skip

urlpatterns = addresses(ORDERS)
