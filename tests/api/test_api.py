"""The API: what it answers, to whom, and at what cost."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from shanhai.accounts.models import User
from shanhai.claims import services as claims
from shanhai.ledger.models import Evidence
from shanhai.registry.services import pair
from shanhai.sources.services import mark_span, store_blob, store_document
from tests.claims.test_life_of_a_claim import TEXT
from tests.world import World, at_most

LISTS = ["/api/partnerships", "/api/entries", "/api/claims"]


def client_of(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


@pytest.fixture
def key(world: World) -> dict[str, object]:
    """A recorded figure, asked for by both its ends."""
    world.entry("fiscal_funds", "1070000.5", title="示例拨付", year=2024)
    ends = {"helper": world["桥头镇"].pk, "recipient": world["玉屏侗族自治县"].pk}
    return {"indicator": "fiscal_funds", **ends, "from": "2024"}


def test_partnerships_name_both_sides(world: World) -> None:
    answer = client_of(world.clerk).get("/api/partnerships").json()
    assert answer["count"] == 1
    assert answer["items"][0]["helper"]["name"] == "常平组团"
    assert answer["items"][0]["recipient"]["code"] == "520622"


def test_entries_are_exact_and_narrowed(world: World, key: dict[str, object]) -> None:
    world.entry("social_donation", 5, year=2023)
    client = client_of(world.clerk)
    asked = {"indicator": "fiscal_funds", "partnership": world.partnership.pk, "from": "2024"}
    answer = client.get("/api/entries", asked).json()
    assert answer["count"] == 1
    assert answer["items"][0]["amount"]["value"] == "1070000.5"
    assert answer["items"][0]["indicator_name"] == "财政帮扶资金"
    assert client.get("/api/entries", {"from": "2022"}).json()["count"] == 0
    one = client.get(f"/api/entries/{answer['items'][0]['id']}").json()
    assert one == answer["items"][0]
    assert client.get(one["url"]).status_code == 200


def test_a_list_is_taken_in_stretches(world: World) -> None:
    for number in range(5):
        world.entry("fiscal_funds", number + 1)
    client = client_of(world.clerk)
    first = client.get("/api/entries", {"limit": 2}).json()
    last = client.get("/api/entries", {"limit": 2, "offset": 4}).json()
    assert first["count"] == last["count"] == 5
    assert (len(first["items"]), len(last["items"])) == (2, 1)


def test_claims_point_at_their_words_and_say_what_was_decided(world: World) -> None:
    report = claims.receive(world.clerk, "报道.txt", TEXT.encode()).report
    claim = report.claims.order_by("span__start").first()
    claims.accept(world.clerk, claim)
    client = client_of(world.clerk)
    accepted = client.get("/api/claims", {"decision": "accepted"}).json()["items"]
    assert [one["id"] for one in accepted] == [claim.pk]
    one = accepted[0]
    assert report.document.text[one["start"] : one["end"]] == one["quote"]
    waiting = client.get("/api/claims", {"decision": "waiting", "report": report.pk}).json()
    assert waiting["count"] == report.claims.count() - 1
    assert {row["decision"] for row in waiting["items"]} == {"waiting"}


def test_a_figure_leads_to_its_trail(world: World, key: dict[str, object]) -> None:
    client = client_of(world.clerk)
    answer = client.get("/api/figure", key).json()
    assert (answer["value"], answer["low"], answer["high"]) == ("1070000.5",) * 3
    assert (answer["unit"], answer["bound"], answer["entries"]) == ("元", "exact", 1)
    assert "示例拨付" in client.get(answer["trail"]).content.decode()


def test_a_trail_goes_down_to_vouchers_and_words(
    world: World, key: dict[str, object], text: str = "桥头镇捐赠27万元。"
) -> None:
    first = world.entry("fiscal_funds", "29999.5", title="示例追加", year=2024)
    blob, _ = store_blob(text.encode())
    document, _ = store_document(blob, "例.txt", text, "text")
    Evidence.objects.create(entry=first, span=mark_span(document, 5, 8))
    Evidence.objects.create(entry=first, voucher="JZ001")
    client = client_of(world.clerk)
    answer, figure = (client.get(f"/api/{one}", key).json() for one in ("trail", "figure"))
    assert answer["amount"]["value"] == figure["value"] == "1100000"
    assert sum(Decimal(line["amount"]["value"]) for line in answer["lines"]) == 1_100_000
    assert "2笔" in answer["formula"] and answer["trail"] == figure["trail"]
    (line,) = [one for one in answer["lines"] if one["what"] == "示例追加"]
    assert line["url"] == f"/entries/{first.pk}/"
    assert [(one["quote"], one["voucher"]) for one in line["evidence"]] == [
        ("27万", ""), ("", "JZ001"),
    ]  # fmt: skip
    assert client.get(f"/api/entries/{first.pk}").json()["evidence"] == line["evidence"]


def test_a_trail_tells_the_links_of_a_stock_and_how_many_are_hidden(world: World) -> None:
    for name in ("示例乙村", "示例丙村"):
        pair(None, "village", world.programme, world["示例甲村"], world[name],
             parent=world.partnership)  # fmt: skip
    ends = {"helper": world["常平组团"].pk, "recipient": world["玉屏侗族自治县"].pk}
    answer = client_of(world.clerk).get("/api/trail", {"indicator": "paired_villages", **ends})
    told = answer.json()
    assert told["amount"]["value"] == "2" and len(told["lines"]) + told["hidden"] == 2
    for line in told["lines"]:
        assert client_of(world.clerk).get(line["url"]).status_code == 200


def test_nothing_recorded_is_null_and_not_nought(world: World, key: dict[str, object]) -> None:
    answer = client_of(world.clerk).get("/api/figure", {**key, "from": "2019"}).json()
    assert (answer["value"], answer["entries"], answer["unit"]) == (None, 0, "元")


@pytest.mark.parametrize(
    ("helper", "recipient", "partnership"),
    [
        ("桥头镇", "玉屏侗族自治县", False),
        ("常平组团", "玉屏侗族自治县", False),
        ("东莞市", "贵州省", False),
        ("东莞市", "贵州省", True),
        ("广东省", "铜仁市", False),
    ],
)
def test_no_way_of_asking_gives_a_foreign_user_a_number_of_others(
    world: World, key: dict[str, object], helper: str, recipient: str, partnership: bool
) -> None:
    asked = {**key, "helper": world[helper].pk, "recipient": world[recipient].pk}
    if partnership:
        asked["partnership"] = world.partnership.pk
    client = client_of(world.foreigner)
    assert client.get("/api/figure", asked).status_code == 404
    assert client.get(reverse("trail"), asked).status_code == 404
    assert client.get("/api/trail", asked).status_code == 404
    assert client_of(world.reviewer).get("/api/figure", asked).json()["entries"] == 1


def test_a_member_of_the_cluster_may_ask_for_another_member(
    world: World, key: dict[str, object]
) -> None:
    world.entry("fiscal_funds", 7, helper="谢岗镇")
    asked = {**key, "helper": world["谢岗镇"].pk}
    assert client_of(world.clerk).get("/api/figure", asked).json()["value"] == "7"


def test_a_foreign_user_gets_empty_lists(world: World, key: dict[str, object]) -> None:
    claims.receive(world.clerk, "报道.txt", TEXT.encode())
    client = client_of(world.foreigner)
    assert client.get("/api/entries").json() == {"items": [], "count": 0}
    assert client.get("/api/claims").json() == {"items": [], "count": 0}
    names = str(client.get("/api/partnerships").json())
    assert "德江县" in names and "玉屏" not in names


@pytest.mark.parametrize("address", [*LISTS, "/api/entries/1", "/api/figure"])
def test_a_stranger_is_told_to_sign_in(db: None, address: str) -> None:
    answer = Client().get(address)
    assert answer.status_code == 401 and answer.json()["detail"]


@pytest.mark.parametrize("address", LISTS)
def test_someone_without_a_role_is_refused_in_words(world: World, address: str) -> None:
    nobody = User.objects.create_user("nobody", password="x", name="未任职")
    answer = client_of(nobody).get(address)
    assert answer.status_code == 403 and "还没有角色" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("/api/entries?limit=0", "limit"),
        ("/api/entries?limit=501", "limit"),
        ("/api/entries?offset=-1", "offset"),
        ("/api/entries?partnership=x", "partnership"),
        ("/api/entries?from=昨天", "昨天"),
        ("/api/claims?decision=perhaps", "decision"),
        ("/api/figure", "indicator"),
    ],
)
def test_a_wrong_parameter_is_named(world: World, address: str, word: str) -> None:
    answer = client_of(world.clerk).get(address)
    assert answer.status_code == 422 and word in answer.json()["detail"]


def test_nothing_is_written_through_the_api(world: World) -> None:
    client = client_of(world.clerk)
    for address in LISTS:
        assert client.post(address, {}).status_code == 405
        assert client.delete(address).status_code == 405


def test_the_description_declares_every_refusal_and_the_page_needs_no_other_host(
    world: World,
) -> None:
    client = client_of(world.clerk)
    described = client.get("/api/openapi.json").json()
    for operations in described["paths"].values():
        assert set(operations) == {"get"}
        assert {"200", "401", "403", "422"} <= set(operations["get"]["responses"])
    page = client.get("/api/docs").content.decode()
    assert "https://" not in page and "http://" not in page
    assert Client().get("/api/docs").status_code == 302


@pytest.mark.parametrize(
    ("address", "most"), [*((one, 9) for one in LISTS), ("/api/figure", 9), ("/api/trail", 14)]
)
def test_an_answer_costs_a_fixed_number_of_queries(
    world: World,
    key: dict[str, object],
    address: str,
    most: int,
    django_assert_max_num_queries: object,
) -> None:
    for number in range(40):
        world.entry("fiscal_funds", number + 1)
    claims.receive(world.clerk, "报道.txt", TEXT.encode())
    client = client_of(world.clerk)
    asked = {} if address in LISTS else key
    with django_assert_max_num_queries(at_most(most, 1)):  # type: ignore[operator]
        assert client.get(address, asked).status_code == 200
