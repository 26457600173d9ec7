"""Entries from a pasted table to the lock, by people of both sides in a real browser: what is typed
survives a lost connection, many rows go a step on together, one is returned with its reason."""

import pytest
from playwright.sync_api import Browser, Page, expect

from shanhai.ledger.models import Entry
from tests.journey.test_life_of_a_figure import sign_in
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASTED = "捐资助学\\t2024-05\\n捐赠图书\\t2024-06"


def step_rows(page: Page, base: str, waits: str, button: str, why: str = "", rows: int = 0) -> None:
    """Take what waits for a person one step on from the sheet: all of it, or its first rows."""
    page.goto(f"{base}/books/all/?waits={waits}&sort=title")
    if rows:
        page.locator("#entries input[name=entry]").first.check()
    else:
        page.get_by_label("全选本页").check()
    page.locator("#bulk input[name=why]").fill(why)
    page.locator("#bulk").get_by_role("button", name=button, exact=True).click()
    expect(page.locator(".toast").first).to_contain_text("已办")


def test_pasted_rows_go_from_office_to_office_until_they_are_locked(
    page: Page, browser: Browser, live_server: object, world: World
) -> None:
    base = live_server.url  # type: ignore[attr-defined]
    lead, tongren = world.person("reviewer", "常平镇"), world.person("reviewer", "铜仁市")

    # What the clerk types is still there after the page was lost; pasting fills cells.
    sign_in(page, base, "clerk")
    page.goto(f"{base}/books/donations/grid/")
    first = page.locator("input[name=r0-title]")
    expect(first).to_be_in_viewport()
    expect(page.locator("input[name=helper]")).to_have_value("桥头镇")
    first.focus()
    page.evaluate(
        f"""() => {{
        const data = new DataTransfer();
        data.setData("text/plain", "{PASTED}");
        document.activeElement.dispatchEvent(
          new ClipboardEvent("paste", {{ clipboardData: data, bubbles: true, cancelable: true }}));
        }}"""
    )
    expect(page.locator("input[name=r1-period]")).to_have_value("2024-06")
    page.locator("input[name=r0-value]").fill("2万元")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("约3")
    page.goto(f"{base}/")
    page.goto(f"{base}/books/donations/grid/")
    expect(page.locator("[data-draft-notice]")).to_be_visible()
    expect(first).to_have_value("捐资助学")
    page.get_by_role("button", name="全部存为草稿").click()
    expect(page.locator("tr[data-refused] .grid-error")).to_contain_text("确切的数")
    page.locator("input[name=r1-value]").fill("3万元")
    page.get_by_role("button", name="全部存为草稿").click()
    expect(page.locator("h1")).to_have_text("社会捐赠台账")
    page.goto(f"{base}/books/donations/grid/")
    expect(page.locator("[data-draft-notice]")).to_be_hidden()
    step_rows(page, base, "submit", "提交")

    # The lead town checks both; the county returns one with its reason and confirms the other.
    other = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai").new_page()
    sign_in(other, base, lead.username)
    step_rows(other, base, "check", "组团核对", "汇总核过")
    other.context.clear_cookies()
    sign_in(other, base, "county")
    step_rows(other, base, "confirm", "退回", "票据日期不符", rows=1)
    step_rows(other, base, "confirm", "对方确认")
    back = Entry.objects.get(state="in_check")
    page.goto(f"{base}/entries/{back.pk}/")
    expect(page.locator(".notice-bad")).to_contain_text("票据日期不符")
    expect(page.locator(".office-way [aria-current]")).to_contain_text("常平组团")

    # Each city approves its side; the helper's locks.
    for username, waits, button in (
        ("reviewer", "approve", "审核"),
        (tongren.username, "approve", "审核"),
        ("reviewer", "lock", "锁定"),
    ):
        other.context.clear_cookies()
        sign_in(other, base, username)
        step_rows(other, base, waits, button)
    assert Entry.objects.exclude(pk=back.pk).get().state == "locked"
