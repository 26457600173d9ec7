"""The plan of a year in a real browser, by people of both sides."""

import pytest
from playwright.sync_api import Browser, Page, expect

from shanhai.cooperation.models import Plan
from tests.browser import other_side, save, shelve_and_back, sign_in
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_plan_is_made_reviewed_by_the_other_side_edited_and_shelved(
    page: Page, browser: Browser, live_server: object, world: World
) -> None:
    base = live_server.url  # type: ignore[attr-defined]
    sign_in(page, base, "clerk")
    page.goto(f"{base}/cooperation/plans/new/")
    page.locator("input[name=title]").fill("示例年度计划")
    page.locator("input[name=year]").fill("2025")
    page.locator("input[name=team]").fill("德江县")
    save(page)
    expect(page.locator(".problems")).to_contain_text("德江县")
    expect(page.locator("input[name=title]")).to_have_value("示例年度计划")
    page.locator("input[name=team]").fill("桥头镇")
    save(page)
    page.get_by_role("link", name="加任务").first.click()
    page.locator("input[name=title]").fill("采购农产品")
    page.locator("input[name=due]").fill("2025-12-20")
    save(page)
    plan = Plan.objects.get()

    # The other side reviews the quarter; more than all of a task is refused, and nothing is lost.
    other = other_side(browser, base)
    other.goto(f"{base}/cooperation/plans/{plan.pk}/review/")
    other.locator("input[name^=percent_]").fill("120")
    other.locator("textarea[name=summary]").fill("采购刚开始")
    other.get_by_role("button", name="记下小结").click()
    expect(other.locator(".problems")).to_contain_text("100")
    expect(other.locator("textarea[name=summary]")).to_have_value("采购刚开始")
    other.locator("input[name^=percent_]").fill("40")
    other.get_by_role("button", name="记下小结").click()
    expect(other.locator("#tasks")).to_contain_text("40%")

    # The first side finds it beside its tasks, renames the plan, and takes it out and back.
    page.goto(f"{base}/cooperation/plans/{plan.pk}/edit/")
    page.locator("input[name=title]").fill("示例年度工作计划")
    save(page)
    expect(page.locator("h1")).to_have_text("示例年度工作计划")
    expect(page.locator("main")).to_contain_text("采购刚开始")
    shelve_and_back(page)
