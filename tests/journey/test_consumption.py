"""An order on platform 832 from the shelf to the ledger, by people of both sides, in a browser."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from shanhai.cooperation.models import Order
from shanhai.ledger.models import Entry
from tests.browser import sign_in
from tests.journey.test_projects import opened, press, step
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_product_to_what_counts(page: Page, live_server: object, world: World) -> None:
    base = live_server.url  # type: ignore[attr-defined]
    day = date.today() - timedelta(days=30)

    # The recipient county registers what it sells, and where.
    sign_in(page, base, "county")
    page.goto(f"{base}/products/")
    expect(page.locator(".empty")).to_contain_text("还没有产品")
    page.get_by_role("link", name="登记产品").first.click()
    page.locator("[name=partnership]").select_option(index=1)
    page.locator("[name=title]").fill("示例大米")
    page.locator("[name=kind]").select_option("product")
    page.locator("[name=origin]").fill("示例镇")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("h1")).to_have_text("示例大米")
    page.goto(f"{base}/outlets/new")
    page.locator("[name=partnership]").select_option(index=1)
    page.locator("[name=title]").fill("示例线上店")
    page.locator("[name=channel]").select_option("platform832")
    page.get_by_label("示例大米").check()
    page.get_by_role("button", name="保存").click()
    expect(page.locator("h1")).to_have_text("示例线上店")

    # The helper town orders; a line without a price is refused with what was typed.
    sign_in(page, base, "clerk")
    page.goto(f"{base}/orders/new")
    page.locator("[name=partnership]").select_option(index=1)
    page.locator("[name=title]").fill("示例党支部订货")
    page.locator("[name=way]").select_option("assisted")
    page.locator("[name=channel]").select_option("platform832")
    page.locator("[name=outlet]").select_option(label="示例线上店")
    page.locator("[name=ordered_on]").fill(day.isoformat())
    page.locator("[name=buyers]").fill("“两新”组织党支部，192个")
    page.locator("[name=lines]").fill("示例大米，500袋")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".problems")).to_contain_text("数量和单位")
    page.locator("[name=lines]").fill("示例大米，500袋，2.5万元")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".figures")).to_contain_text("2.5")
    order = Order.objects.get()

    # Paid is not enough on this platform: it counts after the review, on a phone.
    step(page, "验收", day + timedelta(days=3))
    step(page, "付款", day + timedelta(days=5))
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, "计入消费帮扶")
    press(page, "计入消费帮扶")
    expect(page.locator(".problems")).to_contain_text("到“复核”之后才能计入")
    step(page, "复核", day + timedelta(days=9))
    opened(page, "登记凭证")
    page.locator("[name=prove-kind]").select_option("backend")
    page.locator("[name=prove-number]").fill("示例后台1")
    press(page, "登记凭证")
    opened(page, "计入消费帮扶")
    press(page, "计入消费帮扶")
    expect(page.locator("main")).to_contain_text("草稿")
    entry = Entry.objects.get()
    assert (entry.units, entry.voucher) == (25_000 * 10**4, "")
    assert entry.period_start == day + timedelta(days=9)
    page.goto(f"{base}/orders/?channel=platform832")
    expect(page.locator("main")).to_contain_text("192")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert order.pk == Order.objects.get().pk
