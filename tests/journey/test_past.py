"""A list looked at as it stood on a day, from the date field to what changed since and back."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from shanhai.cooperation.models import Park
from shanhai.records.services import change
from tests.browser import sign_in
from tests.cooperation.test_industry import park_of
from tests.web.test_entry_grid import back_in_time
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = date.today() - timedelta(days=5)


def test_a_list_on_a_day_and_what_changed_since(
    page: Page, live_server: object, world: World
) -> None:
    base = live_server.url  # type: ignore[attr-defined]
    park_of(world, title="示例旧园")
    back_in_time(10)
    park = Park.objects.get()
    park.title = "示例新园"
    with change(world.clerk, "edit_park", "更名") as action:
        action.save(park)
    sign_in(page, base, "clerk")

    # The list tells what stands now; its date field leads to the day.
    page.goto(f"{base}/parks/")
    expect(page.locator("#parks")).to_contain_text("示例新园")
    page.locator(".list-bar summary", has_text="看某一天的").click()
    page.locator(".list-bar [name=asof]").fill(DAY.isoformat())
    page.get_by_role("button", name="看那天的样子").click()
    expect(page.locator(".past")).to_contain_text(f"截至 {DAY} 的样子")
    expect(page.locator("#parks")).to_contain_text("示例旧园")
    expect(page.get_by_role("link", name="登记园区")).to_have_count(0)

    # What changed since is told below; the other lists are of the same day.
    page.locator("#since").scroll_into_view_if_needed()
    expect(page.locator("#since")).to_contain_text("更名")
    expect(page.locator("#since")).to_contain_text("示例旧园 → 示例新园")
    page.locator("nav.tabs").get_by_role("link", name="车间").click()
    expect(page.locator(".past")).to_contain_text(DAY.isoformat())
    page.go_back()

    # The page of a row is of that day too, and offers nothing to change; then back to now.
    page.locator("#parks").get_by_role("link", name="示例旧园").click()
    expect(page.locator("h1")).to_have_text("示例旧园")
    expect(page.get_by_role("link", name="修改")).to_have_count(0)
    page.locator(".past").get_by_role("link", name="回到现在").click()
    expect(page.locator("h1")).to_have_text("示例新园")
    expect(page.locator(".past")).to_have_count(0)
