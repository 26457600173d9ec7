"""Products, outlets, events, and orders from the first line to what counts."""

from datetime import date, timedelta

import pytest

from shanhai.cooperation.models import Order, Outlet, Product
from shanhai.cooperation.queries import mobilised, orders, outlets, products
from shanhai.cooperation.queries.registers import members, on_day
from shanhai.cooperation.rules import CooperationError
from shanhai.cooperation.rules.consumption import OrderStanding, order_doubts
from shanhai.cooperation.services import (
    OrderFacts,
    OutletFacts,
    ProductFacts,
    SalesEventFacts,
    archive,
    edit_order,
    edit_outlet,
    place_order,
    prove_order,
    register_outlet,
    register_product,
    register_sales_event,
    step_order,
)
from shanhai.ledger.models import Entry
from shanhai.ledger.rules import LedgerError
from shanhai.ledger.sales.queries import counted_of, sold_through
from shanhai.ledger.sales.services import count_order, link_sale
from shanhai.records.models import Version
from tests.world import World

DAY = date(2024, 3, 1)
YUAN = 10**4


def product_of(world: World, title: str = "示例大米", **changes: object) -> Product:
    known = {"partnership": world.partnership, "title": title, "kind": "product",
             "origin": world["示例镇"]}  # fmt: skip
    return register_product(world.clerk, ProductFacts(**(known | changes)))  # type: ignore[arg-type]


def outlet_of(world: World, title: str = "示例专馆", **changes: object) -> Outlet:
    known = {"partnership": world.partnership, "title": title, "channel": "county_hall",
             "site": world["桥头镇"], "opened_on": DAY}  # fmt: skip
    return register_outlet(world.clerk, OutletFacts(**(known | changes)))  # type: ignore[arg-type]


def facts(world: World, **changes: object) -> OrderFacts:
    known = {"partnership": world.partnership, "title": "示例大米采购", "way": "bought",
             "channel": "canteen", "ordered_on": DAY, "buyers": "桥头镇",
             "lines": "示例大米，500袋，2.5万元\n示例茶，1,000.5斤，30,000元"}  # fmt: skip
    return OrderFacts(**(known | changes))  # type: ignore[arg-type]


def order_of(world: World, **changes: object) -> Order:
    return place_order(world.clerk, facts(world, **changes))


def paid(world: World, **changes: object) -> Order:
    order = order_of(world, **changes)
    for number, state in enumerate(("accepted", "paid"), 1):
        step_order(world.clerk, order, state, DAY + timedelta(days=number))
    return order


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"lines": "大米，很多，2万元"}, "数量和单位"),
        ({"lines": "大米，0袋，2万元"}, "都要大于0"),
        ({"lines": "大米，5袋，两万"}, "不是金额"),
        ({"buyers": ""}, "请填写买方"),
        ({"buyers": "“两新”组织党支部，许多"}, "群体，192个"),
        ({"buyers": "石龙镇\n石龙镇"}, "写了两行"),
        ({"ordered_on": date.today() + timedelta(days=1)}, "还没有到"),
        ({"way": ""}, "请选择方式"),
        ({"channel": "moon"}, "请选择渠道"),
    ],
)
def test_an_order_that_cannot_be_is_refused(
    world: World, changes: dict[str, object], sentence: str
) -> None:
    with pytest.raises(CooperationError, match=sentence):
        order_of(world, **changes)
    assert not Order.objects.exists()


def test_an_order_keeps_its_lines_exactly_and_knows_its_products(world: World) -> None:
    rice = product_of(world)
    order = order_of(world)
    lines = list(order.lines.values_list("name", "product", "quantity", "unit", "units"))
    assert lines == [("示例大米", rice.pk, 500 * YUAN, "袋", 25_000 * YUAN),
                     ("示例茶", None, 10_005_000, "斤", 30_000 * YUAN)]  # fmt: skip
    assert orders(world.clerk).get().units == 55_000 * YUAN
    told = Version.objects.filter(ref=order.pk).latest("number").columns
    assert told["明细"] == "示例大米，500袋，25,000元；示例茶，1,000.5斤，30,000元"
    typed = "\n".join(str(line) for line in order.lines.all())
    edit_order(world.county_clerk, order, facts(world, lines=typed))
    assert list(order.lines.values_list("name", "product", "quantity", "unit", "units")) == lines
    with pytest.raises(CooperationError, match="已经登记"):
        order_of(world)
    with pytest.raises(CooperationError, match="不在您的范围内"):
        edit_order(world.foreigner, order, facts(world))


def test_an_order_of_platform_832_counts_only_after_acceptance_payment_and_review(
    world: World,
) -> None:
    order = order_of(world, channel="platform832")
    with pytest.raises(CooperationError, match="不能直接到“付款”"):
        step_order(world.clerk, order, "paid", DAY)
    with pytest.raises(CooperationError, match="早于上一步"):
        step_order(world.clerk, order, "accepted", DAY - timedelta(days=1))
    for number, state in enumerate(("accepted", "paid"), 1):
        step_order(world.clerk, order, state, DAY + timedelta(days=number))
        with pytest.raises(CooperationError, match="到“复核”之后才能计入"):
            count_order(world.clerk, order)
    step_order(world.clerk, order, "reviewed", DAY + timedelta(days=9))
    with pytest.raises(CooperationError, match="还没有登记凭证"):
        count_order(world.clerk, order)
    prove_order(world.clerk, order, "invoice", "示例发票1")
    with pytest.raises(CooperationError, match="要有银行回款凭据"):
        count_order(world.clerk, order)
    prove_order(world.clerk, order, "receipt", "示例回款1", DAY)
    entry = count_order(world.clerk, order)
    assert (entry.units, entry.book, entry.helper) == (55_000 * YUAN, "consumption",
                                                       world["桥头镇"])  # fmt: skip
    assert (entry.period_start, entry.state) == (DAY + timedelta(days=9), Entry.State.DRAFT)
    assert entry.details["channel"] == "832平台" and entry.evidence.count() == 2
    assert counted_of([order]) == {order.pk: 55_000 * YUAN}
    with pytest.raises(LedgerError, match="已经计入"):
        count_order(world.clerk, order)


def test_what_was_sold_is_summed_by_channel_and_a_group_is_counted_once(world: World) -> None:
    branches = "“两新”组织党支部，192个\n物管公司，22个"
    for number, way in enumerate(("bought", "assisted")):
        order = paid(world, title=f"示例{number}", way=way, buyers=branches)
        prove_order(world.clerk, order, "backend", f"示例后台{number}")
        assert count_order(world.clerk, order).helper == world["常平组团"]
    rows = orders(world.county_clerk)
    assert mobilised(rows) == {("“两新”组织党支部", "个"): 192, ("物管公司", "个"): 22}
    assert sorted(sold_through(rows)) == [("canteen", "assisted", 55_000 * YUAN),
                                          ("canteen", "bought", 55_000 * YUAN)]  # fmt: skip
    assert not mobilised(orders(world.foreigner)) and not sold_through(orders(world.foreigner))


def test_one_proof_proves_one_order(world: World) -> None:
    one, other = order_of(world), order_of(world, title="示例另一单")
    prove_order(world.clerk, one, "invoice", "示例发票1")
    with pytest.raises(CooperationError, match="只能用一次"):
        prove_order(world.county_clerk, other, "invoice", "示例发票1")
    prove_order(world.clerk, other, "receipt", "示例发票1")


def test_an_entry_tells_of_one_order_and_nothing_is_counted_of_a_cancelled_one(
    world: World,
) -> None:
    entry = world.entry("consumption_sales", 1_683_300, title="示例采购农副产品")
    order, other = order_of(world, lines=""), order_of(world, title="示例另一单", lines="")
    with pytest.raises(CooperationError, match="不知道金额"):
        count_order(world.clerk, paid(world, title="示例三", lines=""))
    link_sale(world.clerk, order, entry)
    with pytest.raises(LedgerError, match="不能再算一次"):
        link_sale(world.clerk, other, entry)
    with pytest.raises(CooperationError, match="写明原因"):
        step_order(world.clerk, other, "cancelled", DAY)
    step_order(world.clerk, other, "cancelled", DAY, "示例：没有货")
    loose = world.entry("consumption_sales", 10, title="示例零星采购")
    with pytest.raises(LedgerError, match="已经取消"):
        link_sale(world.clerk, other, loose)
    with pytest.raises(LedgerError, match="不是这个结对的消费帮扶"):
        link_sale(world.clerk, order, world.entry("fiscal_funds", 10))


def test_an_outlet_sells_only_while_it_is_open_and_only_in_its_channel(world: World) -> None:
    hall = outlet_of(world, closed_on=date(2024, 6, 30), products=[product_of(world)])
    for changes, sentence in (
        ({"ordered_on": date(2024, 2, 1)}, "早于“示例专馆”开办"),
        ({"ordered_on": date(2024, 7, 1)}, "已在2024-06-30停办"),
        ({"channel": "union"}, "与所选的渠道不同"),
    ):
        with pytest.raises(CooperationError, match=sentence):
            order_of(world, **({"channel": "county_hall", "outlet": hall} | changes))
    order_of(world, channel="county_hall", outlet=hall)
    assert outlets(world.clerk).get().sorts == 1 and products(world.clerk).get().sold_at == 1
    selling = members({"register": "outlets"})
    assert on_day(selling, DAY).exists() and not on_day(selling, date(2024, 7, 1)).exists()
    facts = OutletFacts(world.partnership, "示例专馆", "county_hall", opened_on=DAY,
                        closed_on=date(2024, 2, 1))  # fmt: skip
    with pytest.raises(CooperationError, match="停办日期"):
        edit_outlet(world.clerk, hall, facts)
    with pytest.raises(CooperationError, match="已经登记"):
        outlet_of(world)
    archive(world.clerk, hall, "示例：登记错了")
    assert not outlets(world.clerk).exists() and not outlets(world.foreigner).exists()


def test_a_product_comes_from_the_recipient_and_an_indication_has_its_certificate(
    world: World,
) -> None:
    with pytest.raises(CooperationError, match="不在受援方"):
        product_of(world, origin=world["桥头镇"])
    with pytest.raises(CooperationError, match="证书号"):
        product_of(world, kind="gi")
    product_of(world, kind="gi", certificate="示例证书1", certified_on=DAY)
    with pytest.raises(CooperationError, match="已经登记"):
        product_of(world)


def test_an_event_has_the_orders_taken_there(world: World) -> None:
    event = register_sales_event(
        world.clerk, SalesEventFacts(world.partnership, "示例展销会", "fair", held_on=DAY)
    )
    with pytest.raises(CooperationError, match="早于活动"):
        order_of(world, event=event, ordered_on=DAY - timedelta(days=1))
    order = order_of(world, event=event)
    assert list(event.orders.all()) == [order]
    with pytest.raises(CooperationError, match="已经登记"):
        register_sales_event(
            world.clerk, SalesEventFacts(world.partnership, "示例展销会", "fair", held_on=DAY)
        )


@pytest.mark.parametrize(
    ("standing", "sentence"),
    [
        (OrderStanding("ordered", "paid", DAY, 10, 0), "还没有验收"),
        (OrderStanding("accepted", "paid", DAY, 10, 0), "还没有付款"),
        (OrderStanding("paid", "reviewed", DAY, 10, 0), "还没有复核"),
        (OrderStanding("paid", "paid", DAY, 20_000, 10_000), "合计2元，台账记了1元"),
        (OrderStanding("paid", "paid", DAY, 10, 10, {"invoice"}), "只有发票"),
    ],
)
def test_what_is_odd_about_an_order_is_said(standing: OrderStanding, sentence: str) -> None:
    assert any(sentence in one for one in order_doubts(standing, date(2024, 9, 1), 60))
    assert not order_doubts(OrderStanding("paid", "paid", DAY, 10, 10), date(2024, 9, 1), 60)
