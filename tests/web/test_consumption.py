"""The pages of products, outlets, events and orders."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shanhai.cooperation.models import Order, Outlet
from shanhai.cooperation.services import (
    SalesEventFacts,
    prove_order,
    register_sales_event,
)
from shanhai.ledger.sales.services import count_order
from tests.cooperation.test_consumption import DAY, order_of, outlet_of, paid, product_of
from tests.web.test_projects import client_of
from tests.world import World, at_most

LINES = "示例大米，500袋，2.5万元"


def grow(world: World, number: int) -> Order:
    """One of each kind more, and an order that counts."""
    product = product_of(world, f"示例产品{number}")
    outlet = outlet_of(world, f"示例专馆{number}", products=[product])
    event = register_sales_event(
        world.clerk, SalesEventFacts(world.partnership, f"示例展销会{number}", "fair", held_on=DAY)
    )
    order = paid(world, title=f"示例订单{number}", channel="county_hall", outlet=outlet,
                 event=event, buyers=f"示例党支部{number}，9个",
                 lines=f"{product.title}，5袋，1万元")  # fmt: skip
    prove_order(world.clerk, order, "backend", f"示例{number}")
    count_order(world.clerk, order)
    return order


def test_an_outlet_and_an_order_are_registered_and_refused_with_what_was_typed(
    world: World,
) -> None:
    client, product = client_of(world.county_clerk), product_of(world)
    typed = {"partnership": world.partnership.pk, "title": "示例专馆", "channel": "county_hall",
             "site": "桥头镇", "opened_on": "2024-03-01", "products": [product.pk]}  # fmt: skip
    client.post("/outlets/new", typed)
    outlet = Outlet.objects.get()
    again = client.get(f"/outlets/{outlet.pk}/edit/").content.decode()
    assert f'value="{product.pk}" ' in again and "checked" in again
    order = {"partnership": world.partnership.pk, "title": "示例采购", "way": "assisted",
             "channel": "county_hall", "outlet": outlet.pk, "ordered_on": "2024-02-01",
             "buyers": "“两新”组织党支部，192个", "lines": LINES}  # fmt: skip
    wrong = client.post("/orders/new", order)
    assert wrong.status_code == 422
    page = wrong.content.decode()
    assert "早于“示例专馆”开办" in page and LINES in page and "192个" in page
    client.post("/orders/new", order | {"ordered_on": "2024-03-05"})
    page = client.get(f"/orders/{Order.objects.get().pk}/").content.decode()
    assert "25,000" in page and "192" in page and "还没有登记凭证" in page
    assert "示例采购" in client.get(f"/outlets/{outlet.pk}/").content.decode()
    assert "示例采购" in client.get(f"/products/{product.pk}/").content.decode()


def test_an_order_is_walked_proved_and_counted_on_its_page(world: World) -> None:
    client, order = client_of(world.clerk), order_of(world, channel="platform832")
    there = f"/orders/{order.pk}/add/"
    early = client.post(f"{there}count/")
    assert early.status_code == 422 and "到“复核”之后才能计入" in early.content.decode()
    for number, state in enumerate(("accepted", "paid", "reviewed")):
        on = (DAY + timedelta(days=number)).isoformat()
        client.post(f"{there}step/", {"step-which": state, "step-on": on})
    proof = {"prove-kind": "backend", "prove-number": "示例后台1"}
    client.post(f"{there}prove/", proof)
    twice = client.post(f"{there}prove/", proof)
    assert twice.status_code == 422 and "只能用一次" in twice.content.decode()
    client.post(f"{there}count/")
    page = client.get(f"/orders/{order.pk}/").content.decode()
    assert "草稿" in page and page.count("55,000") >= 3
    summary = client.get("/orders/").content.decode()
    assert "分渠道、分方式" in summary and "?channel=platform832&amp;way=" in summary
    assert "55,000" not in client_of(world.foreigner).get("/orders/").content.decode()


LISTS = ("/orders/", "/outlets/", "/sales-events/", "/products/")


def test_lists_and_pages_cost_the_same_however_much_there_is(world: World) -> None:
    client = client_of(world.clerk)

    def cost(there: str) -> int:
        client.get(there)
        with CaptureQueriesContext(connection) as queries:
            client.get(there)
        return len(queries)

    first = grow(world, 1)
    pages = (f"/orders/{first.pk}/", f"/outlets/{first.outlet_id}/",
             f"/sales-events/{first.event_id}/")  # fmt: skip
    few = [cost(there) for there in (*LISTS, *pages)]
    for number in range(2, 5):
        order = grow(world, number)
        Order.objects.filter(pk=order.pk).update(outlet=first.outlet, event=first.event)
        prove_order(world.clerk, first, "stock", f"示例台账{number}")
    assert [cost(there) for there in (*LISTS, *pages)] == few
    assert max(few[:4]) <= at_most(16, 3) and max(few[4:]) <= at_most(26, 6)


@pytest.mark.parametrize("there", LISTS)
def test_a_list_is_exported_as_shown_and_empty_elsewhere(world: World, there: str) -> None:
    grow(world, 1)
    answer = client_of(world.clerk).get(f"{there}?export=xlsx")
    assert answer["Content-Type"].endswith("sheet")
    page = client_of(world.foreigner).get(there).content.decode()
    assert "示例" not in page.partition("</nav>")[2].partition("placeholder")[0]
    assert 'class="empty' in page
