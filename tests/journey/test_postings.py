"""A teacher from the plan to the return, by people of both sides, in a browser."""

import pytest
from playwright.sync_api import Page, expect

from shanhai.cooperation.models import Posting
from tests.browser import sign_in
from tests.cooperation.test_postings import days
from tests.journey.test_projects import opened, press
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_plan_to_the_return(page: Page, live_server: object, world: World) -> None:
    base = live_server.url  # type: ignore[attr-defined]

    # The helper side plans three teachers.
    sign_in(page, base, "clerk")
    page.goto(f"{base}/postings/")
    expect(page.locator(".empty")).to_contain_text("还没有选派")
    page.get_by_role("link", name="登记选派").first.click()
    page.locator("[name=partnership]").select_option(index=1)
    page.locator("[name=category]").select_option("teacher")
    page.locator("[name=mode]").select_option("teaching")
    page.locator("[name=from_unit]").fill("桥头镇")
    page.locator("[name=to_unit]").fill("示例镇")
    page.locator("[name=count]").fill("3")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("main")).to_contain_text("拟派")
    assert Posting.objects.count() == 3

    # The recipient county says that one of them came; an end before the start is refused.
    page.goto("about:blank")  # nothing under way may set a cookie again
    page.context.clear_cookies()
    sign_in(page, base, "county")
    page.goto(f"{base}/postings/?standing=planned")
    page.locator("tbody th a").first.click()
    opened(page, "登记报到")
    page.locator("[name=report-start]").fill(days(-20).isoformat())
    page.locator("[name=report-end]").fill(days(-30).isoformat())
    page.locator("[name=report-name]").fill("张示例")
    press(page, "登记报到")
    expect(page.locator(".problems")).to_contain_text("期满日期")
    page.locator("[name=report-end]").fill(days(10).isoformat())
    press(page, "登记报到")
    expect(page.locator(".notice")).to_contain_text("请准备续派或返回")
    expect(page.locator("main")).to_contain_text("张示例")

    # Extended, then home; the list shows the name masked.
    opened(page, "登记续派")
    page.locator("[name=extend-since]").fill(days(11).isoformat())
    page.locator("[name=extend-until]").fill(days(190).isoformat())
    press(page, "登记续派")
    expect(page.locator(".notice")).to_have_count(0)
    opened(page, "登记返回")
    page.locator("[name=return-on]").fill(days(0).isoformat())
    press(page, "登记返回")
    expect(page.locator("main")).to_contain_text("已返回")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{base}/postings/?standing=returned")
    expect(page.locator("main")).to_contain_text("张*")
    expect(page.locator("main")).not_to_contain_text("张示例")
