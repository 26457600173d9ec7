"""A gift from its promise to its use, and to who wrote about it, in a browser."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from shanhai.ledger.models import Donation
from shanhai.registry import services as registry
from tests.browser import sign_in
from tests.journey.test_projects import PNG, opened, press
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_promise_to_the_use(page: Page, live_server: object, world: World) -> None:
    base = live_server.url  # type: ignore[attr-defined]
    registry.register_node(None, "organisation", "示例红十字会", world["示例镇"], kind="social")
    day = date.today() - timedelta(days=30)

    # Goods are promised; without a basis their value is refused, what was typed stays.
    sign_in(page, base, "clerk")
    page.goto(f"{base}/donations/new")
    page.locator("[name=partnership]").select_option(index=1)
    page.locator("[name=title]").fill("示例捐资助学")
    page.locator("[name=givers]").fill("示例爱心企业")
    page.locator("[name=receivers]").fill("示例镇")
    page.locator("[name=units]").fill("8万元")
    page.locator("[name=on]").fill(day.isoformat())
    page.locator("[name=form]").select_option(label="物资")
    page.locator("[name=items]").fill("电脑16台")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".problems")).to_contain_text("折价要写依据")
    page.locator("[name=valuation]").fill("示例：发票价")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("h1")).to_have_text("示例捐资助学")
    expect(page.locator(".ladder .is-promised")).to_contain_text("8")
    donation = Donation.objects.get()
    there = f"{base}/donations/{donation.pk}/"

    # The county says what arrived and gives the receipt; on a phone, who uses it, with a photo.
    sign_in(page, base, "county")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(there)
    opened(page, "登记到账")
    page.locator("[name=arrive-money]").fill("8万元")
    page.locator("[name=arrive-on]").fill((day + timedelta(days=5)).isoformat())
    page.locator("[name=arrive-voucher]").fill("示例签收单1")
    press(page, "登记到账")
    expect(page.locator(".ladder .is-arrived")).to_contain_text("8")
    opened(page, "登记票据")
    page.locator("[name=receipt-number]").fill("示例票据")
    page.locator("[name=receipt-on]").fill((day + timedelta(days=6)).isoformat())
    page.locator("[name=receipt-receiver]").fill("示例红十字会")
    press(page, "登记票据")
    expect(page.locator(".problems")).to_contain_text("4到40位的数字和字母")
    page.locator("[name=receipt-number]").fill("99990001")
    press(page, "登记票据")
    expect(page.get_by_role("link", name="示例红十字会")).to_be_visible()
    opened(page, "登记经办")
    page.locator("[name=event-kind]").select_option(label="使用")
    page.locator("[name=event-who]").fill("示例学校")
    page.locator("[name=event-text]").fill("示例：装进微机室")
    page.locator("[name=event-photo]").set_input_files(
        {"name": "现场.png", "mimeType": "image/png", "buffer": PNG}
    )
    press(page, "登记经办")
    expect(page.locator(".photos img")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    # An article tells of it, and stands on the gift's page.
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{base}/articles/new")
    page.locator("[name=partnership]").select_option(index=1)
    page.locator("[name=title]").fill("示例报道")
    page.locator("[name=kind]").select_option(label="报道")
    page.locator("[name=medium]").fill("示例媒体")
    page.locator("[name=level]").select_option(label="县级")
    page.locator("[name=on]").fill(date.today().isoformat())
    page.locator("[name=url]").fill("https://example.com/1")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("link", name="https://example.com/1")).to_have_attribute(
        "rel", "noopener noreferrer external"
    )
    opened(page, "关联对象")
    page.locator("[name=mention-name]").fill("示例捐资助学")
    press(page, "关联对象")
    page.get_by_role("link", name="示例捐资助学").first.click()
    expect(page.locator("h1")).to_have_text("示例捐资助学")
    page.mouse.wheel(0, 9000)
    expect(page.get_by_role("link", name="示例报道")).to_be_visible()
