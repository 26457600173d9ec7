"""What only a real browser shows: no message in the console, no request to another host."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import sign_in
from tests.world import PASSWORD, World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def heard(page: Page) -> list[str]:
    """Errors and warnings of the console, and addresses asked for, as they come."""
    said: list[str] = []
    page.on("console", lambda m: said.append(m.text) if m.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("requestfailed", lambda request: said.append(f"failed: {request.url}"))
    return said


def test_signing_in_is_quiet_and_stays_on_this_machine(
    page: Page, live_server, heard: list[str], world: World
) -> None:
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url.split("/")[2]))
    page.goto(f"{live_server.url}/login/")
    page.locator("input[name=username]").fill(world.clerk.username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("nav").first).to_be_visible()
    assert "/login" not in page.url
    assert asked == {live_server.url.removeprefix("http://")}
    assert heard == []


def test_a_wrong_password_is_answered_on_the_page(
    page: Page, live_server, heard: list[str], world: World
) -> None:
    page.goto(f"{live_server.url}/login/")
    page.locator("input[name=username]").fill(world.clerk.username)
    page.locator("input[name=password]").fill("not-the-password")
    page.keyboard.press("Enter")
    expect(page.locator("main, body").first).to_contain_text("密码")
    assert "/login" in page.url
    assert heard == []


def test_a_form_is_sent_once_and_waits_no_longer_when_one_comes_back(
    page: Page, live_server, world: World
) -> None:
    sign_in(page, live_server.url, "clerk")
    page.goto(f"{live_server.url}/imports/")
    stopped = """() => {
        const form = document.querySelector("main form"), stopped = [];
        addEventListener("submit", (event) => stopped.push(event.defaultPrevented));
        form.requestSubmit(); form.requestSubmit();
        return stopped;
    }"""
    assert page.evaluate(stopped) == [False, True]
    expect(page.locator("main")).to_contain_text("请先选择一个 Excel 文件。")
    page.go_back()
    assert not page.locator("form[aria-busy]").count()


def test_escape_gives_the_focus_back_to_what_opened(page: Page, live_server, world: World) -> None:
    sign_in(page, live_server.url, "clerk")
    page.goto(f"{live_server.url}/partnerships/")
    menu = page.locator("main details[data-menu] > summary").first
    menu.press("Enter")
    page.keyboard.press("Tab")
    expect(menu).not_to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    assert not page.locator("details[data-menu][open]").count()

    who = page.locator("header summary.who")
    who.press("Enter")
    page.locator("header [data-shortcuts]").press("Enter")
    expect(page.locator("#shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#shortcuts")).to_be_hidden()
    expect(who).to_be_focused()


def test_on_a_phone_the_open_tab_is_in_sight_and_the_bar_leads_back(
    page: Page, live_server, world: World
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, live_server.url, "clerk")
    page.goto(f"{live_server.url}/articles/")
    expect(page.locator(".tabs [aria-current]")).to_be_in_viewport(ratio=0.9)
    expect(page.locator(".tabs-groups [aria-current]")).to_be_in_viewport(ratio=0.9)
    page.locator("header .crumbs").get_by_role("link", name="协作").click()
    expect(page).to_have_url(f"{live_server.url}/partnerships/")


def test_a_menu_of_a_phone_stays_on_the_page(page: Page, live_server, world: World) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, live_server.url, "clerk")
    page.goto(f"{live_server.url}/partnerships/{world.partnership.pk}/")
    menus = page.locator("main details[data-menu]")
    for one in menus.all():
        one.locator("summary").click()
        expect(one.locator(".menu-panel")).to_be_in_viewport(ratio=1)
    assert menus.count()


def test_on_a_phone_a_row_of_a_sheet_tells_what_is_due_and_unfolds(
    page: Page, live_server, world: World
) -> None:
    world.entry("social_donation", 5, title="捐资助学")
    sign_in(page, live_server.url, "clerk")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/books/donations/")
    row = page.locator("#entries tbody tr").first
    told = [row.get_by_text(words) for words in ("捐资助学", "已提交")]
    folded = row.locator("td[data-label=日期]")
    for one in told:
        expect(one).to_be_visible()
    expect(folded).to_be_hidden()
    row.get_by_role("checkbox", name="“捐资助学”的全部栏目").press("Space")
    expect(folded).to_be_visible()
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(row.locator(".sheet-more")).to_be_hidden()
