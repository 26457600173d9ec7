"""The face in a real browser: units, trail drawer, keyboard, every width, no console errors."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from shanhai.accounts.models import User
from tests.browser import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def face(page: Page, live_server: LiveServer) -> Iterator[Page]:
    """The living page, signed in; the test fails when the console complained."""
    reader = User.objects.create_user("reader", password="x", name="林一")
    sign_in(page, live_server.url, reader.username)
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{live_server.url}/components")
    yield page
    assert not complaints


def test_unit_switch_writes_the_exact_digits_and_is_remembered(face: Page) -> None:
    value = face.locator(".figure-lg .figure-value").first
    expect(value).to_have_text("125.18")
    face.get_by_role("button", name="元", exact=True).click()
    expect(value).to_have_text("1,251,800")
    face.reload()
    expect(value).to_have_text("1,251,800")
    face.get_by_role("button", name="亿元").click()
    expect(value).to_have_text("0.012518")


def test_figure_opens_its_trail_and_escape_gives_the_focus_back(face: Page) -> None:
    opener = face.locator("a.figure-lg").first
    opener.click()
    drawer = face.locator("#drawer")
    expect(drawer).to_be_visible()
    expect(drawer).to_contain_text("凭证 示例-2025-014")
    face.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(opener).to_be_focused()


def test_charts_are_drawn_and_their_tables_are_one_key_away(face: Page) -> None:
    chart = face.locator("[data-chart='chart-bars']")
    expect(chart.locator("svg path").first).to_be_attached()
    expect(chart.locator("table")).to_be_hidden()
    chart.focus()
    face.keyboard.press("t")
    expect(chart.locator("table")).to_be_visible()


def test_sheet_sorts_by_the_exact_amount(face: Page) -> None:
    face.get_by_role("button", name="金额", exact=True).click()
    expect(face.locator("#sample-sheet tbody th").first).to_have_text("商会现场捐赠")


def test_question_mark_lists_the_keys(face: Page) -> None:
    face.keyboard.press("?")
    expect(face.locator("#shortcuts")).to_be_visible()


def test_language_switch_turns_the_shell_english(face: Page) -> None:
    face.locator("details.menu summary.who").click()
    face.get_by_role("button", name="English").click()
    expect(face.locator("h1")).to_have_text("Components")


@pytest.mark.parametrize("width", [390, 768, 1440, 1920])
def test_page_never_scrolls_sideways(face: Page, width: int) -> None:
    face.set_viewport_size({"width": width, "height": 900})
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert face.evaluate(wide) == 0
