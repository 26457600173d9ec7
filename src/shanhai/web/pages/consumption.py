"""Consumption: the recipient's products and brands, where they are sold, and events to sell."""

from datetime import date

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from shanhai.common.amounts import written
from shanhai.cooperation.models import Order, Outlet, Product, SalesEvent
from shanhai.cooperation.queries import (
    outlet_page,
    outlets,
    product_page,
    products,
    sales_event_page,
    sales_events,
)
from shanhai.cooperation.services import (
    OutletFacts,
    edit_outlet,
    edit_product,
    edit_sales_event,
    register_outlet,
    register_product,
    register_sales_event,
)
from shanhai.ledger.sales.queries import counted_of
from shanhai.web.consumption_forms import OutletForm, ProductForm, SalesEventForm
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
from shanhai.web.presentation import yuan
from shanhai.web.work_forms import columns_of, named, words
from shanhai.web.works import Kind, Number, Shown, Table, addresses, count, running, table

ORDER_TONES = {"ordered": "draft", "accepted": "open", "paid": "waiting", "reviewed": "confirmed",
               "cancelled": "void"}  # fmt: skip


def order_state(order: Order) -> tuple[str, str]:
    """Where an order stands, as a mark and a word."""
    return ORDER_TONES.get(order.state, "plain"), named("order_states", order.state)


def buyers_of(order: Order) -> str:
    """Who buys, in one line."""
    return "、".join(
        row.name if row.count is None else f"{row.name}（{row.count}{row.unit}）"
        for row in order.buyers.all()
    )


def _valid(row: Product) -> tuple[str, str] | None:
    if row.valid_until is None:
        return None
    if row.valid_until < date.today():
        return "overdue", _("已过有效期")
    return "confirmed", _("有效")


PRODUCT_LIST = Listing(
    name="products",
    title=_lazy("产品和品牌"),
    rows=lambda request: products(request.user),
    columns=(
        Column("title", _lazy("产品或品牌"), lambda row: row.title, sort="title"),
        Column("kind", _lazy("类型"), lambda row: named("product_kinds", row.kind), sort="kind"),
        Column("state", _lazy("状态"), _valid, STATE),
        Column("pairing", _lazy("结对"), lambda row: row.partnership, PAIRING),
        Column("origin", _lazy("产地"), lambda row: row.origin.name, sort="origin__name"),
        Column("maker", _lazy("生产或持有单位"), lambda row: row.maker and row.maker.name),
        Column("certificate", _lazy("证书号"), lambda row: row.certificate),
        Column("certified_on", _lazy("认定日期"), lambda row: row.certified_on, DATE,
               sort="certified_on", shown=False),
        Column("valid_until", _lazy("有效期至"), lambda row: row.valid_until, DATE,
               sort="valid_until"),
        Column("sold_at", _lazy("在售渠道"), lambda row: row.sold_at or 0, NUMBER,
               sort="sold_at"),
    ),
    filters=(
        pairing_filter(),
        Choice("kind", _lazy("类型"), lambda request: words("product_kinds"), "kind"),
    ),
    search=("title__icontains", "origin__name__icontains", "certificate__icontains"),
    search_hint=_lazy("产品、产地、证书号"),
    url=lambda row: reverse("product", args=[row.pk]),
    buttons=(Button(_lazy("登记产品"), "product-new", "register"),),
    empty=(_lazy("还没有产品"), _lazy("受援方的农特产品、品牌和地理标志登记在这里。")),
)  # fmt: skip
OUTLET_LIST = Listing(
    name="outlets",
    title=_lazy("销售渠道"),
    rows=lambda request: outlets(request.user),
    columns=(
        Column("title", _lazy("渠道名称"), lambda row: row.title, sort="title"),
        Column("channel", _lazy("渠道类型"), lambda row: named("channels", row.channel),
               sort="channel"),
        Column("state", _lazy("状态"), running, STATE),
        Column("pairing", _lazy("结对"), lambda row: row.partnership, PAIRING),
        Column("site", _lazy("所在地"), lambda row: row.site and row.site.name,
               sort="site__name"),
        Column("operator", _lazy("运营单位"), lambda row: row.operator and row.operator.name),
        Column("opened_on", _lazy("开办"), lambda row: row.opened_on, DATE, sort="opened_on"),
        Column("closed_on", _lazy("停办"), lambda row: row.closed_on, DATE, shown=False),
        Column("sorts", _lazy("在售产品"), lambda row: row.sorts or 0, NUMBER, sort="sorts"),
    ),
    filters=(
        pairing_filter(),
        Choice("channel", _lazy("渠道类型"), lambda request: words("channels"), "channel"),
        Days("opened_on", _lazy("开办"), "opened_on"),
    ),
    search=("title__icontains", "site__name__icontains", "operator__name__icontains"),
    search_hint=_lazy("渠道、所在地、运营单位"),
    url=lambda row: reverse("outlet", args=[row.pk]),
    buttons=(Button(_lazy("登记渠道"), "outlet-new", "register"),),
    note=_lazy("专馆、风物馆、食堂、商超和线上渠道逐个登记，来文里的网点数与它核对。"),
    empty=(_lazy("还没有销售渠道"), _lazy("卖受援方产品的地方和线上渠道登记在这里。")),
)  # fmt: skip
EVENT_LIST = Listing(
    name="sales-events",
    title=_lazy("产销活动"),
    rows=lambda request: sales_events(request.user),
    columns=(
        Column("title", _lazy("活动名称"), lambda row: row.title, sort="title"),
        Column("kind", _lazy("类型"), lambda row: named("sales_event_kinds", row.kind),
               sort="kind"),
        Column("pairing", _lazy("结对"), lambda row: row.partnership, PAIRING),
        Column("site", _lazy("举办地"), lambda row: row.site and row.site.name),
        Column("held_on", _lazy("开始"), lambda row: row.held_on, DATE, sort="held_on"),
        Column("firms", _lazy("参展单位（家）"), lambda row: row.firms, NUMBER, sort="firms"),
        Column("intended", _lazy("意向金额"), lambda row: yuan(row.intended), FIGURE,
               sort="intended"),
        Column("taken", _lazy("订单"), lambda row: row.taken or 0, NUMBER, sort="taken"),
    ),
    filters=(
        pairing_filter(),
        Choice("kind", _lazy("类型"), lambda request: words("sales_event_kinds"), "kind"),
        Days("held_on", _lazy("开始"), "held_on"),
    ),
    search=("title__icontains", "site__name__icontains"),
    search_hint=_lazy("活动、举办地"),
    url=lambda row: reverse("sales-event", args=[row.pk]),
    order="-held_on",
    buttons=(Button(_lazy("登记活动"), "sales-event-new", "register"),),
    note=_lazy("意向金额是说好要买的，现场成交登记成订单，两者不相加。"),
    empty=(_lazy("还没有产销活动"), _lazy("展销会、产销对接会、直播专场登记在这里。")),
)  # fmt: skip


def _orders(found: list[Order]) -> Table:
    counted = counted_of(found)
    rows = [
        [(order.title, reverse("order", args=[order.pk])), order_state(order), buyers_of(order),
         order.ordered_on, yuan(order.units), yuan(counted.get(order.pk))]
        for order in found
    ]  # fmt: skip
    return table(
        _("订单"),
        [(_("订单名称"), TEXT), (_("进度"), STATE), (_("买方"), TEXT), (_("下单日期"), DATE),
         (_("订单金额"), FIGURE), (_("已计入"), FIGURE)],
        rows, empty=_("还没有订单。在订单里选到这里，就列出来。"), key="orders",
    )  # fmt: skip


def _totals(found: list[Order]) -> tuple[Number, ...]:
    """What was ordered and what of it counts; side by side, never added."""
    ordered = sum(order.units or 0 for order in found if order.state != "cancelled")
    counted = sum(counted_of(found).values())
    return (
        Number(_("订单金额"), yuan(ordered or None), note=_("没有取消的订单"), to="#orders"),
        Number(_("已计入"), yuan(counted or None), note=_("已记入消费帮扶台账"), to="#orders"),
    )


def _product_shown(request: HttpRequest, product: Product) -> Shown:
    there = table(
        _("在售渠道"),
        [(_("渠道名称"), TEXT), (_("渠道类型"), TEXT), (_("状态"), STATE)],
        [[(row.title, reverse("outlet", args=[row.pk])), named("channels", row.channel),
          running(row)] for row in product.outlets.all()],
        empty=_("还没有渠道在卖。在销售渠道里选这个产品，就列在这里。"),
    )  # fmt: skip
    sold = table(
        _("订单"),
        [(_("订单名称"), TEXT), (_("数量"), TEXT), (_("金额"), FIGURE)],
        [[(line.order.title, reverse("order", args=[line.order_id])),
          f"{written(line.quantity)} {line.unit}", yuan(line.units)]
         for line in product.order_lines.all()],
        empty=_("还没有订单写到这个产品。"),
    )  # fmt: skip
    lapsed = product.valid_until and product.valid_until < date.today()
    return Shown(
        facts=[
            (_("类型"), named("product_kinds", product.kind)), (_("产地"), product.origin),
            (_("生产或持有单位"), product.maker),
            (_("证书号"), product.certificate), (_("认定日期"), product.certified_on),
            (_("有效期至"), product.valid_until), (_("备注"), product.note),
        ],
        state=_valid(product),
        doubts=[_("证书%s已过有效期，请核实是否续展。") % product.valid_until] if lapsed else [],
        tables=(there, sold),
    )  # fmt: skip


def _outlet_shown(request: HttpRequest, outlet: Outlet) -> Shown:
    found, on_sale = list(outlet.orders.all()), list(outlet.products.all())
    sold = table(
        _("在售产品"), [(_("产品或品牌"), TEXT), (_("类型"), TEXT)],
        [[(row.title, reverse("product", args=[row.pk])), named("product_kinds", row.kind)]
         for row in on_sale],
        empty=_("还没有选在售的产品。"), key="products",
    )  # fmt: skip
    return Shown(
        facts=[
            (_("渠道类型"), named("channels", outlet.channel)),
            (_("所在地"), outlet.site),
            (_("运营单位"), outlet.operator),
            (_("开办"), outlet.opened_on), (_("停办"), outlet.closed_on), (_("备注"), outlet.note),
        ],
        state=running(outlet),
        numbers=(Number(_("在售产品"), count(len(on_sale), "种"), to="#products"),
                 *_totals(found)),
        tables=(sold, _orders(found)),
    )  # fmt: skip


def _event_shown(request: HttpRequest, event: SalesEvent) -> Shown:
    found = list(event.orders.all())
    return Shown(
        facts=[
            (_("类型"), named("sales_event_kinds", event.kind)),
            (_("举办地"), event.site),
            (_("开始"), event.held_on),
            (_("结束"), event.until),
            (_("参展单位（家）"), event.firms),
            (_("备注"), event.note),
        ],
        numbers=(Number(_("意向金额"), yuan(event.intended), "promised"), *_totals(found)),
        tables=(_orders(found),),
    )


def _outlet_facts(outlet: Outlet) -> OutletFacts:
    return columns_of(OutletFacts, outlet, products=list(outlet.products.all()))


PRODUCTS = Kind(
    name="product", path="products", word=_lazy("产品"), listing=PRODUCT_LIST,
    rows=lambda: product_page(Product.objects.all()), form=ProductForm, register=register_product,
    edit=edit_product, show=_product_shown,
)  # fmt: skip
OUTLETS = Kind(
    name="outlet", path="outlets", word=_lazy("渠道"), listing=OUTLET_LIST,
    rows=lambda: outlet_page(Outlet.objects.all()), form=OutletForm, facts_of=_outlet_facts,
    register=register_outlet, edit=edit_outlet, show=_outlet_shown,
)  # fmt: skip
EVENTS = Kind(
    name="sales-event", path="sales-events", word=_lazy("活动"), listing=EVENT_LIST,
    rows=lambda: sales_event_page(SalesEvent.objects.all()), form=SalesEventForm,
    register=register_sales_event, edit=edit_sales_event, show=_event_shown,
)  # fmt: skip

urlpatterns = [*addresses(PRODUCTS), *addresses(OUTLETS), *addresses(EVENTS)]
