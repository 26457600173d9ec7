"""The pages of parks, workshops and the enterprises brought."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shanhai.cooperation.models import Park, Venture
from shanhai.cooperation.services import (
    ReadingFacts,
    WorkshopFacts,
    reach_rung,
    read,
    register_workshop,
)
from shanhai.ledger.investments.services import bring_investment, promise_investment
from tests.cooperation.test_industry import DAY, WAN, park_of, venture_of
from tests.web.test_projects import client_of
from tests.world import World


def grow(world: World, park: Park, number: int) -> Venture:
    venture = venture_of(world, number, park=park, entered_on=DAY)
    reach_rung(world.clerk, venture, "signed", DAY)
    promise_investment(world.clerk, venture, 10 * WAN)
    bring_investment(world.clerk, venture, WAN, date(2023, 6, 1), f"示例{number}")
    read(world.clerk, venture, ReadingFacts(date(2024, 1, 1), 10 + number))
    shop = WorkshopFacts(world.partnership, f"示例车间{number}", "disabled", world["示例镇"], DAY)
    read(world.clerk, register_workshop(world.clerk, shop), ReadingFacts(date(2024, 1, 1), 5))
    return venture


def test_a_park_is_registered_and_counts_its_firms(world: World) -> None:
    client = client_of(world.county_clerk)
    typed = {"partnership": world.partnership.pk, "title": "示例农业园", "kind": "agriculture",
             "site": "示例镇", "opened_on": "2023-03-01"}  # fmt: skip
    wrong = client.post("/parks/new", typed | {"kind": "reverse_enclave"})
    assert wrong.status_code == 422 and "反向飞地设在帮扶方" in wrong.content.decode()
    client.post("/parks/new", typed)
    park = Park.objects.get()
    grow(world, park, 1)
    page = client.get(f"/parks/{park.pk}/").content.decode()
    assert "今天在园，逐户清点" in page and "示例企业1" in page
    assert "示例农业园" in client.get("/parks/").content.decode()


def test_an_investment_before_its_signing_is_refused_on_the_page(world: World) -> None:
    client, venture = client_of(world.clerk), venture_of(world)
    there = f"/ventures/{venture.pk}/add/"
    money = {"arrived-money": "300万元", "arrived-on": "2023-06-01", "arrived-voucher": "示例1"}
    refused = client.post(f"{there}arrived/", money)
    assert refused.status_code == 422 and "投资不会先到位" in refused.content.decode()
    client.post(f"{there}rung/", {"rung-which": "signed", "rung-on": "2023-03-01"})
    client.post(f"{there}promised/", {"promised-money": "1000万元"})
    client.post(f"{there}arrived/", money)
    page = client.get(f"/ventures/{venture.pk}/").content.decode()
    assert "1,000" in page and "300" in page and "草稿" in page


@pytest.mark.parametrize(
    ("there", "most"), [("/parks/", 12), ("/workshops/", 12), ("/ventures/", 13)]
)
def test_a_list_costs_the_same_however_many_rows(world: World, there: str, most: int) -> None:
    client, park = client_of(world.clerk), park_of(world)

    def cost() -> int:
        client.get(there)
        with CaptureQueriesContext(connection) as queries:
            client.get(there)
        return len(queries)

    grow(world, park, 1)
    few = cost()
    for number in range(2, 6):
        grow(world, park, number)
    assert cost() == few <= most


def test_pages_cost_the_same_however_much_belongs_to_them(world: World) -> None:
    client, park = client_of(world.clerk), park_of(world)
    venture = grow(world, park, 1)

    def cost(there: str) -> int:
        client.get(there)
        with CaptureQueriesContext(connection) as queries:
            client.get(there)
        return len(queries)

    pages = (f"/parks/{park.pk}/", f"/ventures/{venture.pk}/")
    few = [cost(there) for there in pages]
    for number in range(2, 5):
        grow(world, park, number)
        bring_investment(world.clerk, venture, WAN, date(2023, 7, number), f"示例{number}")
        read(world.clerk, venture, ReadingFacts(date(2024, 2, number), number))
    assert [cost(there) for there in pages] == few
    assert max(few) <= 24
