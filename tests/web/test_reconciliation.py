"""The board in the browser's eyes: said beside recorded, judged and drafted by address."""

import pytest
from django.test import Client

from shanhai.common.periods import Period
from shanhai.ledger.models import Entry
from shanhai.reconciliation.models import Judgement
from shanhai.registry.services import pair
from tests.numbers import numbers
from tests.reconciliation.test_board import Desk, desk
from tests.world import World

__all__ = ["desk"]


def board(client: Client, world: World, question: str = "") -> str:
    return client.get(f"/reconciliation/{world.partnership.pk}/{question}").content.decode()


@pytest.fixture
def signed_in(client: Client, desk: Desk) -> Client:
    client.force_login(desk.world.clerk)
    return client


def test_the_difference_is_written_out(signed_in: Client, desk: Desk) -> None:
    desk.gift()
    desk.world.entry("social_donation", 260_000, period=Period.parse("2024-06"))
    text = board(signed_in, desk.world)
    assert "不一致" in text and "-3.70%" in text and "27万元" in text


def test_judging_says_who_and_why_and_comes_back_to_the_line(signed_in: Client, desk: Desk) -> None:
    claim = desk.gift()
    entry = desk.world.entry("social_donation", 260_000, period=Period.parse("2024-06"))
    answer = signed_in.post(
        f"/reconciliation/claims/{claim.pk}/judge/chosen/?entry={entry.pk}&back=%3Fverdict%3Ddiffers",
        {"verdict": "same", "why": "一万未到账"},
    )
    assert answer.url.endswith(f"?verdict=differs&row=c{claim.pk}#row-c{claim.pk}")
    assert Judgement.objects.get().by == desk.world.clerk
    assert "一万未到账" in board(signed_in, desk.world)


def test_drafting_from_the_board(signed_in: Client, desk: Desk) -> None:
    claim = desk.gift()
    assert "起草为记录" in board(signed_in, desk.world)
    signed_in.post(f"/reconciliation/claims/{claim.pk}/draft/entry/")
    assert Entry.objects.get().evidence.get().span == claim.span
    assert "起草为记录" not in board(signed_in, desk.world)


def test_who_may_judge_and_not_enter_is_offered_no_draft(client: Client, desk: Desk) -> None:
    desk.gift()
    for user, offered in ((desk.world.clerk, True), (desk.world.reviewer, False)):
        client.force_login(user)
        text = board(client, desk.world)
        assert "U 存疑" in text
        assert ("起草为记录" in text, "T 起草" in text) == (offered, offered)


def test_readings_and_stocks_offer_no_posting(signed_in: Client, desk: Desk) -> None:
    desk.claim("80万元", "consumption_sales", 800_000, "reading")
    desk.claim("2个", "paired_villages", 2, "stock", "个")
    text = board(signed_in, desk.world)
    assert "只有所述" in text and "/draft/" not in text


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("", 2),
        ("?verdict=only_said", 1),
        ("?verdict=only_recorded", 1),
        ("?verdict=agrees", 0),
        ("?kind=act", 1),
        ("?year=2020", 0),
    ],
)
def test_filters(signed_in: Client, desk: Desk, question: str, rows: int) -> None:
    desk.gift()
    desk.world.entry("fiscal_funds", 5)
    page = signed_in.get(f"/reconciliation/{desk.world.partnership.pk}/{question}")
    assert len(page.context["rows"]) == rows


def test_a_foreign_address_to_go_back_to_is_not_followed(signed_in: Client, desk: Desk) -> None:
    claim = desk.gift()
    answer = signed_in.post(
        f"/reconciliation/claims/{claim.pk}/judge/unsure/?back=https://example.org/"
    )
    assert answer.url.startswith(f"/reconciliation/{desk.world.partnership.pk}/")


def test_a_stranger_gets_nothing(client: Client, desk: Desk) -> None:
    claim = desk.gift()
    client.force_login(desk.world.foreigner)
    address = f"/reconciliation/{desk.world.partnership.pk}/"
    assert client.get(address).status_code == 404
    assert client.post(f"/reconciliation/claims/{claim.pk}/judge/same/").status_code == 404
    client.force_login(desk.world.auditor)
    assert client.get(address).status_code == 200
    assert client.post(f"/reconciliation/claims/{claim.pk}/judge/same/").status_code == 403


def test_a_row_of_the_list_asks_how_its_lines_stand(signed_in: Client, desk: Desk) -> None:
    desk.gift()
    desk.world.entry("social_donation", 260_000, period=Period.parse("2024-06"))
    for value in (5, 6):
        desk.world.entry("fiscal_funds", value)
    answer = signed_in.get(f"/reconciliation/{desk.world.partnership.pk}/tally/")
    counts = {word: count for word, count, _ in answer.context["tally"]}
    assert counts == {"不一致": 1, "只有所述": 0, "一致": 0, "只有所记": 2}
    assert (
        f"/reconciliation/{desk.world.partnership.pk}/?verdict=differs" in answer.content.decode()
    )
    assert "hx-get" not in answer.content.decode()  # what has been told is not asked for again


def test_what_waits_for_a_person_comes_first_and_the_rest_is_folded(
    signed_in: Client, desk: Desk
) -> None:
    claim = desk.gift()
    for value in (5, 6):
        desk.world.entry("fiscal_funds", value)
    address = f"/reconciliation/{desk.world.partnership.pk}/"

    def groups(question: str = "") -> list[tuple[str, int, int, bool]]:
        found = signed_in.get(address + question).context["groups"]
        return [(one["word"], one["count"], one["waiting"], bool(one["open"])) for one in found]

    assert groups() == [("只有所述", 1, 1, True), ("只有所记", 2, 0, False)]
    # Asked for, or leading to one of its rows, it stands open.
    assert groups("?verdict=only_recorded") == [("只有所记", 2, 0, True)]
    entry = desk.world.entry("fiscal_funds", 7)
    assert groups(f"?row=e{entry.pk}")[1] == ("只有所记", 3, 0, True)
    # Agreed and judged, nothing of it waits any more.
    gift = desk.world.entry("social_donation", 270_000, period=Period.parse("2024-06"))
    assert groups()[0] == ("一致", 1, 1, True)
    signed_in.post(f"/reconciliation/claims/{claim.pk}/judge/same/?entry={gift.pk}")
    assert groups()[0] == ("一致", 1, 0, False)


def test_of_what_nobody_spoke_of_only_a_page_is_fetched(
    signed_in: Client, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shanhai.web.pages.reconciliation.PAGE", 2)
    desk.gift()
    made = [desk.world.entry("fiscal_funds", value) for value in (1, 2, 3)]
    address = f"/reconciliation/{desk.world.partnership.pk}/"

    def lines(question: str = "") -> list[str]:
        return [row.id[0] for row in signed_in.get(address + question).context["rows"]]

    assert [lines(), lines("?page=2")] == [["c", "e"], ["e", "e"]]
    said, alone = signed_in.get(address).context["groups"]
    assert (said["all"], alone["count"]) == ("", 3)
    assert signed_in.get(address + alone["all"]).context["page"].paginator.count == 3
    page = signed_in.get(f"{address}?row=e{made[0].pk}")
    assert [row.id for row in page.context["rows"] if row.selected] == [f"e{made[0].pk}"]
    fetched = []
    monkeypatch.setattr(
        "shanhai.web.pages.reconciliation.only_recorded",
        lambda entries: fetched.extend(entries) or [],
    )
    signed_in.get(address)
    assert len(fetched) == 1


def test_a_line_nobody_spoke_of_is_on_the_page_its_address_opens(
    signed_in: Client, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shanhai.web.pages.reconciliation.PAGE", 2)
    desk.gift()
    days = ["2024-03", "2024-05", "2024-05", None, None, "2024-01"]
    made = [desk.world.entry("fiscal_funds", 9, period=day and Period.parse(day)) for day in days]
    for entry, day in zip(made, days, strict=True):
        if day is None:
            type(entry).objects.filter(pk=entry.pk).update(period_start=None, period_end=None)
    address = f"/reconciliation/{desk.world.partnership.pk}/"
    for entry in made:
        page = signed_in.get(f"{address}?row=e{entry.pk}")
        assert [row.id for row in page.context["rows"] if row.selected] == [f"e{entry.pk}"]
    assert signed_in.get(f"{address}?row=e999999").context["page"].number == 1


def test_both_numbers_lead_to_what_they_rest_on_and_the_difference_to_both(
    signed_in: Client, desk: Desk
) -> None:
    claim = desk.gift()
    entry = desk.world.entry("social_donation", 260_000, period=Period.parse("2024-06"))
    words, page = f"/reports/{claim.report_id}/review/?claim={claim.pk}", f"/entries/{entry.pk}/"
    apart = f"/reconciliation/claims/{claim.pk}/difference/"
    told = numbers(board(signed_in, desk.world))
    assert told == [
        ("?verdict=differs", 10_000),
        (words, 270_000),
        (page, 260_000),
        (apart, -10_000),
    ]
    answer = signed_in.get(apart, headers={"HX-Request": "true"}).content.decode()
    assert numbers(answer) == [("", -10_000), (words, 270_000), (page, 260_000)]
    assert f"<mark>{claim.span.quote}</mark>" in answer


def test_a_difference_that_is_settled_says_so_at_its_old_address(
    signed_in: Client, desk: Desk
) -> None:
    claim = desk.gift()
    text = signed_in.get(f"/reconciliation/claims/{claim.pk}/difference/").content.decode()
    assert "台账没有记，没有差额" in text and claim.span.quote in text


def test_the_differences_in_money_lead_to_the_lines_they_are_of(
    signed_in: Client, desk: Desk
) -> None:
    desk.gift()
    desk.world.entry("social_donation", 260_000, period=Period.parse("2024-06"))
    desk.world.entry("fiscal_funds", 5)
    page = signed_in.get(f"/reconciliation/{desk.world.partnership.pk}/?page=1")
    lines = signed_in.get(f"{page.request['PATH_INFO']}{page.context['apart']}").context["rows"]
    apart = [abs(row.shown.difference.units) for row in lines]
    assert apart and sum(apart) == page.context["money_apart"].units


def test_the_claims_counted_are_the_lines_the_count_leads_to(signed_in: Client, desk: Desk) -> None:
    desk.gift()
    desk.claim("80万元", "consumption_sales", 800_000, "reading")
    desk.world.entry("fiscal_funds", 5)
    signed_in.force_login(desk.world.auditor)
    page = signed_in.get("/reconciliation/")
    said = f"/reconciliation/{desk.world.partnership.pk}/?verdict=said"
    assert said in page.content.decode()
    number = {row.pk: number for row, number in page.context["rows"]}[desk.world.partnership.pk]
    assert len(signed_in.get(said).context["rows"]) == number == 2


@pytest.mark.parametrize(("value", "counted"), [(1, "帮扶方"), (2, "受援方"), (9, "受援方")])
def test_of_several_counts_of_links_the_trail_is_that_of_the_one_that_is_meant(
    signed_in: Client, desk: Desk, value: int, counted: str
) -> None:
    world = desk.world
    for other in ("示例乙村", "示例丙村"):
        pair(None, "village", world.programme, world["示例甲村"], world[other],
             parent=world.partnership)  # fmt: skip
    desk.claim("2个", "paired_villages", value, "stock", "个", period=None)
    told = numbers(board(signed_in, world))
    where, number = next(one for one in told if one[0].startswith("/trail/"))
    trail = signed_in.get(where).context["trail"]
    assert number == trail.amount.value == {1: 1, 2: 2, 9: 2}[value]
    assert f"{counted}不重复计数" in trail.rule and len(trail.lines) == 2
