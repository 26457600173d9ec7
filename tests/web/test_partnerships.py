"""The partnership page, the trail of its numbers, and the documents issued from it."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from shanhai.accounts.models import User
from shanhai.common.amounts import Amount, to_units
from shanhai.common.keys import Stage
from shanhai.common.periods import Period
from shanhai.registry import services as registry
from shanhai.reporting.queries import partnership_fields, partnership_key
from shanhai.targets.services import set_target
from shanhai.web.keys import key_of, trail_url
from shanhai.web.pages import partnership
from shanhai.web.presentation import period_words
from tests.world import World, at_most

YEAR = Period.year(2024)


def client_of(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


@pytest.fixture
def filled(world: World) -> World:
    world.entry("fiscal_funds", 1070000, title="示例拨付")
    world.entry("social_donation", 618000, stage="promised")
    world.entry("social_donation", 400000, stage="arrived")
    return world


def test_a_year_by_field_with_a_trail_on_every_number(filled: World) -> None:
    page = client_of(filled.clerk).get(
        reverse("partnership", args=[filled.partnership.pk]), {"year": 2024}
    )
    text = page.content.decode()
    assert "财政帮扶资金" in text and "107" in text
    # The numbers of a field lead to the lists behind them.
    behind = f'href="/projects/?partnership={filled.partnership.pk}"'
    assert behind in text
    assert text.count("/trail/?indicator=") >= 3


def test_the_trail_leads_to_the_entry(filled: World) -> None:
    key = partnership_key(filled.partnership, YEAR, "fiscal_funds", Stage.ARRIVED)
    page = client_of(filled.clerk).get(trail_url(key, "元")).content.decode()
    assert "示例拨付" in page and str(to_units(1070000) // 10**8) in page


def test_the_drawer_is_the_bare_trail(filled: World) -> None:
    key = partnership_key(filled.partnership, YEAR, "fiscal_funds", Stage.ARRIVED)
    page = client_of(filled.clerk).get(trail_url(key, "元"), headers={"HX-Request": "true"})
    assert "<html" not in page.content.decode()


def test_an_address_gives_its_key_back(filled: World, rf: object) -> None:
    key = partnership_key(filled.partnership, YEAR, "fiscal_funds", Stage.ARRIVED)
    request = rf.get(trail_url(key, "元"))  # type: ignore[attr-defined]
    assert key_of(request.GET) == key


@pytest.mark.parametrize("query", ["", "?indicator=x&from=昨天", "?indicator=x&stage=y"])
def test_an_address_that_names_no_number_is_not_found(world: World, query: str) -> None:
    assert client_of(world.clerk).get(f"/trail/{query}").status_code == 404


def test_a_foreign_user_gets_neither_page_nor_trail(filled: World) -> None:
    client = client_of(filled.foreigner)
    key = partnership_key(filled.partnership, YEAR, "fiscal_funds", Stage.ARRIVED)
    assert client.get(reverse("partnership", args=[filled.partnership.pk])).status_code == 404
    assert client.get(trail_url(key)).status_code == 404
    assert "常平组团" not in client.get(reverse("partnerships")).content.decode()


def test_issuing_leads_to_both_editions(filled: World) -> None:
    client = client_of(filled.clerk)
    answer = client.post(
        reverse("issued"),
        {"partnership": filled.partnership.pk, "template": "annual_summary", "year": 2024},
    )
    page = client.get(answer.url).content.decode()
    assert "107万元" in page
    for edition in ("clean", "checked"):
        file = client.get(f"{answer.url}{edition}.docx")
        assert file.content.startswith(b"PK")
    foreign = client_of(filled.foreigner)
    assert foreign.get(f"{answer.url}clean.docx").status_code == 404


def test_issuing_an_empty_year_says_what_to_do_and_keeps_the_choice(filled: World) -> None:
    answer = client_of(filled.clerk).post(
        reverse("issued"),
        {"partnership": filled.partnership.pk, "template": "annual_summary", "year": 2019},
    )
    assert answer.status_code == 422
    assert "请先录入或提交台账" in answer.content.decode()
    assert 'value="2019"' in answer.content.decode()


def test_the_page_costs_a_bounded_number_of_queries(
    filled: World, django_assert_max_num_queries: object
) -> None:
    client = client_of(filled.clerk)
    for number in range(20):
        filled.entry("consumption_sales", number + 1)
    with django_assert_max_num_queries(at_most(70, 17)):  # type: ignore[operator]
        client.get(reverse("partnership", args=[filled.partnership.pk]), {"year": 2024})


def test_of_very_many_rows_some_are_counted_and_the_page_says_so(
    filled: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = reverse("partnership", args=[filled.partnership.pk]), {"year": 2024}
    client = client_of(filled.clerk)
    assert client.get(*asked).context["standings_of"] == 0
    monkeypatch.setattr(partnership, "COUNTED", 2)
    answer = client.get(*asked)
    assert sum(count for _, _, count in answer.context["standings"]) == 2
    assert "只数了其中 2 条" in answer.content.decode()


def test_one_years_target_does_not_stand_beside_five_years(filled: World) -> None:
    set_target(
        None, filled.partnership, "fiscal_funds", Amount.of(2000000, "元"), YEAR,
        helper=filled.partnership.helper, recipient=filled.partnership.recipient,
    )  # fmt: skip
    all_years = Period.parse("2021", "2025")
    aims = [
        {row.indicator.code: row.target_id for field in fields for row in field.rows}
        for fields in (
            partnership_fields(filled.partnership, YEAR),
            partnership_fields(filled.partnership, all_years),
        )
    ]
    assert aims[0]["fiscal_funds"] and aims[1]["fiscal_funds"] is None


@pytest.mark.parametrize(
    ("period", "english"),
    [
        (YEAR, "2024"),
        (Period.parse("2021", "2025"), "2021 – 2025"),
        (Period.parse("2024-01", "2024-06"), "Jan 2024 – Jun 2024"),
        (Period.parse("2024-06-21"), "21 Jun 2024"),
        (None, ""),
    ],
)
def test_a_period_in_english(period: Period | None, english: str) -> None:
    with override("en"):
        assert period_words(period).replace(".", "") == english


def test_an_administrator_of_an_empty_registry_is_told_where_places_come_from(db: None) -> None:
    client = client_of(User.objects.create_superuser("root", password="x", name="示例"))
    assert "shanhai divisions" in client.get("/").content.decode()
    assert reverse("partnership-new") in client.get(reverse("reconciliation")).content.decode()
    form = client.get(reverse("entry-new"), {"book": "donations"}).content.decode()
    assert "先登记谁和谁结对" in form


def test_who_has_no_pairing_is_told_so_and_what_to_do(world: World) -> None:
    far = registry.register_node(None, "county", "示例远县", world["铜仁市"])
    people = {
        role: User.objects.create_user(f"far-{role}", name=role) for role in ("clerk", "leader")
    }
    for role, user in people.items():
        registry.appoint(user, role, far)
    told = {role: client_of(user).get("/").content.decode() for role, user in people.items()}
    assert all("示例远县还没有登记结对" in page and "办完" not in page for page in told.values())
    ways = {role: reverse("partnership-new") in page for role, page in told.items()}
    assert ways == {"clerk": True, "leader": False}
    nobody = User.objects.create_user("nobody", name="无")
    assert "还没有定您管哪些地方" in client_of(nobody).get("/").content.decode()
    assert "还没有您的结对" not in client_of(world.clerk).get("/").content.decode()
