"""Entries from a pasted table to the lock, by people of both sides in a real browser: what is typed
survives a lost connection, many rows go a step on together, one is returned with its reason."""

import re

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
    page.locator("#bulk").get_by_role("button", name=re.compile(rf"^{button} \d+ 条$")).click()
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
    other.goto(f"{base}/books/all/")
    bulk, boxes = other.locator("#bulk"), other.locator("#entries input[name=entry]")
    expect(bulk.locator("button")).to_have_text(["确认 2 条", "退回 2 条"])
    boxes.first.check()
    expect(bulk.locator("button")).to_have_text(["确认 1 条", "退回 1 条"])
    expect(bulk).to_contain_text("已选 1 条")
    step_rows(other, base, "confirm", "退回", "票据日期不符", rows=1)
    expect(other.locator("#steps-done")).to_contain_text("待组团核对")
    step_rows(other, base, "confirm", "确认")
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


def pasted(page: Page, field: str, text: str) -> None:
    """Copy a table and paste it at a field, by keys."""
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.locator(f"input[name={field}]").click()
    page.keyboard.press("Control+V")


def test_a_table_copied_from_excel_goes_by_its_headings_and_nothing_is_lost_unsaid(
    page: Page, live_server: object, world: World
) -> None:
    base = live_server.url  # type: ignore[attr-defined]
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=base)
    sign_in(page, base, "clerk")
    page.goto(f"{base}/books/donations/grid/")
    head = "捐赠日期\t捐赠单位\t捐赠金额（万元）\t事项\t暗号"
    pasted(
        page,
        "r0-title",
        f'{head}\n2024-05-01\t示例厂\t3\t"捐资\n助学"\t甲\n2024-05-02\t示例店\t4\t助老',
    )
    for field, value in (
        ("r0-title", "捐资助学"),
        ("r0-giver", "示例厂"),
        ("r0-value", "3"),
        ("r0-unit", "万元"),
        ("r1-title", "助老"),
        ("r1-period", "2024-05-02"),
    ):
        expect(page.locator(f"input[name={field}]")).to_have_value(value)
    expect(page.locator("#toasts")).to_contain_text("有 1 格没有对应的列")

    # A word that is none of the choices is marked, and rows that find no place are told of.
    pasted(page, "r2-title", "助残\t2024-05-03\t捐钱")
    expect(page.locator("select[name=r2-indicator]")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#toasts")).to_contain_text("有 1 格的词不在可选的几种里")
    pasted(page, "r3-title", "\n".join(f"第{number}件\t2024-06" for number in range(60)))
    expect(page.locator("input[name=r59-title]")).to_have_value("第56件")
    for row in ("r0", "r59"):  # one that was there and one that was added
        expect(page.locator(f"select[name={row}-stage]")).to_have_value("arrived")
        expect(page.locator(f"select[name={row}-indicator]")).to_have_value("social_donation")
    expect(page.locator("#toasts")).to_contain_text("还有 3 行放不下")

    # Without a connection the page stays, with what was typed.
    page.context.set_offline(True)
    page.get_by_role("button", name="全部存为草稿").click()
    expect(page.locator("#toasts")).to_contain_text("现在没有网络")
    expect(page.locator("input[name=r0-title]")).to_have_value("捐资助学")
    page.context.set_offline(False)
