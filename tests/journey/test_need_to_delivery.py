"""From what one side is short of to its delivery, in a real browser, by people of both sides."""

import pytest
from playwright.sync_api import Browser, Page, expect

from shanhai.cooperation.models import Need, Offer
from shanhai.ledger.models import Entry
from shanhai.reconciliation.models import Supply
from tests.browser import fill, other_side, sign_in
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def publish(page: Page, base: str, kind: str, title: str, value: str) -> None:
    """Publish a need or an offer from its list; the form knows partnership and side."""
    page.goto(f"{base}/{kind}s/")
    page.locator(f".page-head a[href$='/{kind}s/new']").click()
    page.locator("select[name=field]").select_option("人才")
    fill(page, title=title, value=value, unit="人")
    page.get_by_role("button", name="发布").click()


def test_from_a_need_to_its_delivery(
    page: Page, browser: Browser, live_server: object, world: World
) -> None:
    base = live_server.url  # type: ignore[attr-defined]
    county = other_side(browser, base)

    # The recipient publishes what it is short of; a slip is said and what was typed stays.
    publish(county, base, "need", "示例：教师跟岗", "0")
    expect(county.locator("main")).to_contain_text("数量要大于零")
    expect(county.locator("input[name=title]")).to_have_value("示例：教师跟岗")
    county.locator("input[name=value]").fill("20")
    county.get_by_role("button", name="发布").click()
    expect(county.locator("h1")).to_have_text("示例：教师跟岗")
    expect(county.locator("main")).to_contain_text("还没有相合的所能")
    need = Need.objects.get()

    # It says more of it, takes it out of the lists by mistake, and puts it back.
    county.goto(f"{base}/needs/{need.pk}/edit/")
    county.locator("textarea[name=details]").fill("跟岗一个月")
    county.get_by_role("button", name="保存").click()
    expect(county.locator("main")).to_contain_text("跟岗一个月")
    county.get_by_role("button", name="移出列表").click()
    county.locator("form[action$='/restore/'] button").click()
    expect(county.get_by_role("button", name="移出列表")).to_be_visible()
    assert (need.side, need.publisher) == ("recipient", world["玉屏侗族自治县"])

    # The helper sees it waiting on the partnership's page and publishes what it can give.
    sign_in(page, base, "clerk")
    page.goto(f"{base}/partnerships/{world.partnership.pk}/")
    page.get_by_role("link", name="示例：教师跟岗").click()
    expect(page.locator("h1")).to_have_text("示例：教师跟岗")
    publish(page, base, "offer", "示例：接收跟岗教师", "10")
    expect(page.locator("h1")).to_have_text("示例：接收跟岗教师")

    # It finds that it can give more; what it takes out of the lists suits nobody until it is back.
    page.goto(f"{base}/offers/{Offer.objects.get().pk}/edit/")
    fill(page, value="30")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("button", name="移出列表").click()
    expect(page.locator("main")).to_contain_text("已移出列表")
    county.goto(f"{base}/needs/{need.pk}/")
    expect(county.locator("main")).to_contain_text("还没有相合的所能")
    page.get_by_role("button", name="移回列表").click()
    expect(page.get_by_role("button", name="移出列表")).to_be_visible()

    # The need's page says why it suits; the recipient takes what it needs.
    county.reload()
    for reason in ("同属“人才”", "可供30人，够所需的20人", "同一结对的两方"):
        expect(county.locator(".reasons")).to_contain_text(reason)
    county.locator("form[action$='/supply/'] button").click()
    expect(county.locator("h1")).to_have_text("示例：教师跟岗")
    row = Supply.objects.get()
    assert (row.amount.value, row.state) == (20, "agreed")

    # The helper signs, records the delivery, and submits it.
    page.goto(f"{base}/supplies/{row.pk}/")
    page.locator("summary", has_text="登记协议").click()
    page.get_by_role("button", name="登记协议").click()
    expect(page.locator("main")).to_contain_text("示例：教师跟岗协议")
    page.locator("summary", has_text="记一笔交付").click()
    page.locator("select[name=delivery-indicator]").select_option("talent_received")
    page.get_by_role("button", name="存为草稿").click()
    expect(page.locator("h1")).to_have_text("示例：教师跟岗")
    entry = Entry.objects.get()
    page.locator(f"form[action$='/entries/{entry.pk}/step/submit/'] button").click()
    expect(page.locator("main")).to_contain_text("已提交")

    # The side in need says that it is all there; entry and need lead to each other.
    county.goto(f"{base}/entries/{entry.pk}/")
    county.get_by_role("link", name="示例：教师跟岗 ← 示例：接收跟岗教师").click()
    county.get_by_role("button", name="认交付").click()
    expect(county.locator(".page-head")).to_contain_text("已交付")
    need.refresh_from_db()
    assert need.state == "delivered"
    county.context.close()
