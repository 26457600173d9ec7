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
from tests.web.test_projects import PNG, client_of, file
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
    assert "在园的逐户清点" in page and "示例企业1" in page
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


def test_the_start_page_leads_to_a_reading_with_its_photo(world: World) -> None:
    """What nobody read comes first; what has closed and whoever registers nothing are left out."""
    client = client_of(world.clerk)
    park = park_of(world)
    for title, closed in (("示例车间甲", None), ("示例旧车间", date(2024, 1, 1))):
        facts = WorkshopFacts(
            world.partnership, title, "community", world["示例镇"], DAY, closed_on=closed
        )
        shop = register_workshop(world.clerk, facts)
        if not closed:
            read(world.clerk, shop, ReadingFacts(date(2024, 1, 1), 5))
    page = client.get("/").content.decode()
    there = f"/parks/{park.pk}/?add=read#add-read"
    assert there in page and page.index(there) < page.index("示例车间甲")
    assert "示例旧车间" not in page
    assert "现场登记" not in client_of(world.person("leader", "桥头镇")).get("/").content.decode()
    form = client.get(there).content.decode()
    assert '<details class="work-part no-print" id="add-read" open>' in form

    typed = {"read-on": "2024-05-30", "read-jobs": "36"}
    wrong = client.post(
        f"/parks/{park.pk}/add/read/", {**typed, "read-photo": file("x.png", b"<svg>")}
    )
    assert wrong.status_code == 422 and not park.ref.readings.exists()
    client.post(f"/parks/{park.pk}/add/read/", {**typed, "read-photo": file("x.png", PNG)})
    assert park.ref.readings.get().jobs == 36
    assert park.ref.attachments.get().note == "2024-05-30读数"
    page = client.get("/").content.decode()
    assert page.index("示例车间甲") < page.index(there)


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
