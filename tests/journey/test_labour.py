"""A person from the vacancy to half a year of work, by people of both sides, in a browser."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from shanhai.cooperation.models import Placement
from shanhai.registry import services as registry
from tests.browser import sign_in
from tests.cooperation.test_labour import ONE
from tests.journey.test_projects import opened, press
from tests.ledger.test_funds import money_of
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_vacancy_to_half_a_year_of_work(
    page: Page, live_server: object, world: World
) -> None:
    base = live_server.url  # type: ignore[attr-defined]
    money_of(world, 1)
    registry.register_node(None, "organisation", "示例电子厂", world["桥头镇"], kind="enterprise")
    began = date.today() - timedelta(days=200)

    # The helper town says what is offered.
    sign_in(page, base, "clerk")
    page.goto(f"{base}/vacancies/")
    expect(page.locator(".empty")).to_contain_text("还没有岗位需求")
    page.get_by_role("link", name="登记岗位").first.click()
    page.locator("[name=partnership]").select_option(index=1)
    page.locator("[name=firm]").fill("示例电子厂")
    page.locator("[name=post]").fill("示例普工")
    page.locator("[name=places]").fill("2")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("h1")).to_have_text("示例电子厂：示例普工")

    # The county holds a fair and registers who went; an end before the beginning is refused.
    sign_in(page, base, "county")
    page.goto(f"{base}/job-fairs/new")
    page.locator("[name=partnership]").select_option(index=1)
    page.locator("[name=title]").fill("示例春季招聘会")
    page.locator("[name=held_on]").fill((began - timedelta(days=9)).isoformat())
    page.locator("[name=firms]").fill("示例电子厂，2个岗位，5人意向")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".figures")).to_contain_text("5")
    page.goto(f"{base}/placements/new")
    page.locator("[name=partnership]").select_option(index=1)
    page.locator("[name=name]").fill("张示例")
    page.locator("[name=number]").fill(ONE)
    page.locator("[name=firm]").fill("示例电子厂")
    page.locator("[name=destination]").select_option("helper")
    page.locator("[name=start]").fill(began.isoformat())
    page.locator("[name=end]").fill((began - timedelta(days=1)).isoformat())
    page.locator("[name=vacancy]").select_option(label="示例电子厂：示例普工")
    page.locator("[name=fair]").select_option(label="示例春季招聘会")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".problems")).to_contain_text("早于开始日期")
    page.locator("[name=end]").fill("")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("main")).to_contain_text("999999********0016")
    placement = Placement.objects.get()

    # Half a year later somebody asks, on a phone, and the subsidy is paid.
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, "登记回访")
    press(page, "登记回访")
    expect(page.locator("main")).to_contain_text("稳岗满半年")
    opened(page, "登记补贴")
    page.locator("[name=subsidy-kind]").select_option("stay")
    page.locator("[name=subsidy-money]").fill("2000元")
    press(page, "登记补贴")
    expect(page.locator("main")).to_contain_text("0.2")
    page.goto(f"{base}/job-fairs/{placement.fair_id}/")
    expect(page.locator("main")).to_contain_text("张**")
    page.goto(f"{base}/placements/")
    expect(page.locator("main")).to_contain_text("分年度、分去向的人数")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
