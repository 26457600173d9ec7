"""Search: what is found, how it is shown, and what it costs."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shanhai.claims import services as claims
from shanhai.claims.models import Claim
from shanhai.cooperation.models import Need
from shanhai.cooperation.services import (
    AgreementFacts,
    agree_item,
    hold_meeting,
    needs,
    sign_agreement,
)
from shanhai.registry import services as registry
from shanhai.web.pages.search import SHOWN, around, pieces, words_of
from tests.claims.test_life_of_a_claim import TEXT
from tests.cooperation.test_needs import wanted
from tests.world import World


def found(user: object, query: str) -> str:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    answer = client.get(reverse("search"), {"q": query})
    assert answer.status_code == 200
    return answer.content.decode()


def plain(page: str) -> str:
    return page.replace("<mark>", "").replace("</mark>", "")


@pytest.fixture
def filled(world: World) -> World:
    world.entry("fiscal_funds", 100, title="玉屏茶园灌溉", voucher="Ji-12")
    claims.receive(world.clerk, "报道.txt", TEXT.encode())
    facts = AgreementFacts(world.partnership, "劳务协作协议", signed_on=date(2024, 3, 1))
    sign_agreement(world.clerk, facts)
    meeting = hold_meeting(
        world.clerk, world.partnership, "joint", "春季联席会议", date(2024, 3, 2)
    )
    agree_item(world.clerk, meeting, "修好示例水渠", world["桥头镇"])
    needs.publish(world.county_clerk, Need, wanted(world))
    return world


@pytest.mark.parametrize(
    ("query", "thing"),
    [
        ("灌溉", "玉屏茶园灌溉"),
        ("ji-12", "玉屏茶园灌溉"),
        ("劳务", "劳务协作协议"),
        ("联席", "春季联席会议"),
        ("玉屏县", "常平组团—玉屏侗族自治县"),
        ("水渠", "修好示例水渠"),
        ("渠", "修好示例水渠"),
        ("跟岗", "示例：教师跟岗"),
        ("cjlxhy", "春季联席会议"),
        ("玉屏县", "玉屏侗族自治县"),
        ("qtz", "桥头镇"),
        ("520622", "玉屏侗族自治县"),
        ("茶园 玉屏", "玉屏茶园灌溉"),
    ],
)
def test_words_of_two_characters_names_initials_and_codes_are_found(
    filled: World, query: str, thing: str
) -> None:
    assert thing in plain(found(filled.clerk, query))


def test_a_figure_is_found_by_its_sentence_and_leads_to_its_place(filled: World) -> None:
    claim = Claim.objects.select_related("report__document").first()
    assert claim is not None
    sentence = claim.report.document.text[claim.sentence_start : claim.sentence_end]
    page = found(filled.clerk, sentence[:6])
    assert f"{reverse('review', args=[claim.report_id])}?claim={claim.pk}" in page


def test_a_foreign_user_finds_places_only(filled: World) -> None:
    page = plain(found(filled.foreigner, "玉屏"))
    assert "玉屏侗族自治县" in page
    assert "玉屏茶园灌溉" not in page and "常平组团—玉屏侗族自治县" not in page


def test_every_word_must_be_found(filled: World) -> None:
    assert "玉屏茶园灌溉" not in plain(found(filled.clerk, "茶园 港口"))


def test_words_of_a_text_are_shown_where_they_stand(filled: World) -> None:
    word = TEXT.strip().splitlines()[-1][:4]
    page = found(filled.clerk, word)
    assert f"<mark>{word}</mark>" in page
    assert "来文" in page


def test_nothing_asked_and_nothing_found_say_what_to_do(filled: World) -> None:
    assert "想找什么？" in found(filled.clerk, "  ")
    page = found(filled.clerk, "不存在的词")
    assert "没有找到" in page and "拼音首字母" in page


def test_at_most_twenty_with_the_true_count_and_the_way_to_all(filled: World) -> None:
    for number in range(25):
        filled.entry("fiscal_funds", number + 1, title=f"示例道路{number}")
    page = found(filled.clerk, "道路")
    assert "前 20 条，共 25 条" in page
    for number in range(80):
        filled.entry("fiscal_funds", number + 1, title=f"示例道路{number}")
    assert "前 20 条，共 100 条以上" in found(filled.clerk, "道路")
    assert f"{reverse('book', args=['all'])}?q=" in page


def test_a_kind_without_a_list_is_shown_whole_on_a_page_of_its_own(filled: World) -> None:
    for number in range(25):
        registry.register_node(filled.clerk, "village", f"示例第{number}村", filled["桥头镇"])
    client = Client()
    client.force_login(filled.clerk)
    groups = client.get(reverse("search"), {"q": "示例第"}).context["groups"]
    (places,) = [one for one in groups if one.name == "地方与单位"]
    assert (len(places.hits), places.count) == (SHOWN, 25)
    (alone,) = client.get(places.more).context["groups"]
    assert (len(alone.hits), alone.count, alone.more) == (25, 25, "")


@pytest.mark.parametrize("query", ["%", "_", "\0", "'\"<b>", "(", "a" * 5000])
def test_signs_that_mean_something_to_a_database_are_only_signs(filled: World, query: str) -> None:
    page = found(filled.clerk, query)
    assert "玉屏茶园灌溉" not in page and "<b>" not in page


def test_search_asks_no_more_of_many_than_of_few(filled: World) -> None:
    client = Client()
    client.force_login(filled.clerk)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("search"), {"q": "玉屏"}).status_code == 200
        return len(asked)

    filled.entry("fiscal_funds", 1, title="玉屏道路")
    few = cost()
    for number in range(30):
        filled.entry("fiscal_funds", number + 2, title=f"玉屏道路{number}")
    assert cost() == few


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("桥头镇", "桥头镇"),  # not the pairing it stands in
        ("qtz", "桥头镇"),
        ("玉屏县", "玉屏侗族自治县"),  # by its other name
        ("常平组团", "常平组团"),
        ("春季联席", "春季联席会议"),  # begins so; what only holds the words comes after
        ("玉屏茶园", "玉屏茶园灌溉"),
    ],
)
def test_the_very_name_comes_first_and_then_what_begins_so(
    filled: World, query: str, first: str
) -> None:
    registry.pair(None, "town", filled.programme, filled["桥头镇"], filled["示例镇"])
    filled.entry("fiscal_funds", 5, title="为春季联席会议备车")
    page = plain(found(filled.clerk, query))
    assert page.split("data-walk-row>")[1].startswith(f"{first}<")


def test_within_a_kind_names_that_begin_so_come_before_newer_ones_that_hold_it(
    filled: World,
) -> None:
    for title in ("茶园灌溉二期", "示例茶园灌溉"):
        filled.entry("fiscal_funds", 5, title=title)
    page = plain(found(filled.clerk, "茶园灌溉"))
    assert page.index("茶园灌溉二期<") < page.index("示例茶园灌溉<")


def test_pieces_give_the_text_back() -> None:
    parts = pieces("玉屏县Ji-12", ["ji", "玉屏"])
    assert "".join(part.text for part in parts) == "玉屏县Ji-12"
    assert [part.text for part in parts if part.hit] == ["玉屏", "Ji"]


def test_a_stretch_of_text_is_cut_around_the_first_word() -> None:
    assert around("甲" * 100 + "茶园" + "乙" * 200, ["茶园"]).startswith("…甲")
    assert around("没有", ["茶园"]) == ""
    assert words_of(" 茶园\0 茶园 灌溉 ") == ["茶园", "灌溉"]
