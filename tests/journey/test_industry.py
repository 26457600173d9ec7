"""An enterprise from the first talk to its production in a park, by people of both sides."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from shanhai.cooperation.models import Venture
from shanhai.registry import services as registry
from tests.browser import sign_in
from tests.cooperation.test_industry import park_of
from tests.journey.test_projects import PNG, opened, press
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def rung(page: Page, word: str, on: date) -> None:
    opened(page, "登记进度")
    page.locator("[name=rung-which]").select_option(label=word)
    page.locator("[name=rung-on]").fill(on.isoformat())
    press(page, "登记进度")
    expect(page.locator(".way .passed", has_text=word)).to_be_visible()


def test_from_intention_to_production_in_a_park(
    page: Page, live_server: object, world: World
) -> None:
    base = live_server.url  # type: ignore[attr-defined]
    park_of(world)
    registry.register_node(None, "organisation", "示例菌业", world["桥头镇"], kind="enterprise")
    day = date.today() - timedelta(days=300)

    # The helper side brings an enterprise; money before the signing is refused.
    sign_in(page, base, "clerk")
    page.goto(f"{base}/ventures/new")
    page.locator("[name=partnership]").select_option(index=1)
    page.locator("[name=title]").fill("示例菌包厂")
    page.locator("[name=firm]").fill("示例菌业")
    page.locator("[name=lead]").fill("示例：招商推介会")
    page.locator("[name=park]").select_option(label="示例农业园")
    page.locator("[name=entered_on]").fill((day + timedelta(days=60)).isoformat())
    page.get_by_role("button", name="保存").click()
    expect(page.locator("h1")).to_have_text("示例菌包厂")
    opened(page, "记到位投资")
    page.locator("[name=arrived-money]").fill("300万元")
    page.locator("[name=arrived-voucher]").fill("示例1")
    press(page, "记到位投资")
    expect(page.locator(".problems")).to_contain_text("投资不会先到位")

    # Signed, built, in production; promised and arrived stand side by side.
    rung(page, "签约", day)
    opened(page, "记签约投资额")
    page.locator("[name=promised-money]").fill("1000万元")
    press(page, "记签约投资额")
    rung(page, "开工", day + timedelta(days=60))
    rung(page, "投产", day + timedelta(days=200))
    opened(page, "记到位投资")
    page.locator("[name=arrived-money]").fill("300万元")
    page.locator("[name=arrived-on]").fill((day + timedelta(days=90)).isoformat())
    page.locator("[name=arrived-voucher]").fill("示例1")
    press(page, "记到位投资")
    expect(page.locator(".ladder .is-promised")).to_contain_text("1,000")
    expect(page.locator(".ladder .is-arrived")).to_contain_text("300")
    venture = Venture.objects.get()
    assert venture.rung == "producing"

    # The recipient county reads it on a phone, and finds it in its park.
    page.goto("about:blank")  # nothing under way may set a cookie again
    page.context.clear_cookies()
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, base, "county")
    page.goto(f"{base}/ventures/{venture.pk}/")
    opened(page, "登记读数")
    page.locator("[name=read-jobs]").fill("40")
    page.locator("[name=read-formerly_poor]").fill("50")
    press(page, "登记读数")
    expect(page.locator(".problems")).to_contain_text("比就业的40人还多")
    page.locator("[name=read-formerly_poor]").fill("12")
    press(page, "登记读数")
    expect(page.locator(".figures")).to_contain_text("40")
    opened(page, "添加照片")
    page.locator("[name=photo-photo]").set_input_files(
        {"name": "现场.png", "mimeType": "image/png", "buffer": PNG}
    )
    press(page, "添加照片")
    expect(page.locator(".photos img")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    # On the spot: from the start page, a reading and its photo in a few taps.
    page.goto(base)
    page.get_by_role("link", name="现场", exact=True).click()
    page.get_by_role("link", name="读数和照片").click()
    expect(page.locator("h1")).to_have_text("示例农业园")
    page.locator("[name=read-jobs]").fill("40")
    page.locator("[name=read-photo]").set_input_files(
        {"name": "现场.png", "mimeType": "image/png", "buffer": PNG}
    )
    press(page, "登记读数")
    expect(page.locator(".photos img")).to_be_visible()
    expect(page.locator(".figures")).to_contain_text("在园的逐户清点")
    expect(page.locator("main")).to_contain_text("示例菌业")
