"""A project from its plan to the care of what it left, by people of both sides, in a browser."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from shanhai.cooperation.models import Project
from shanhai.ledger.models import Entry
from tests.browser import sign_in
from tests.ledger.test_funds import money_of
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d4944415478da63fcffff3f030005fe02fea72d9d1b0000000049454e44ae426082"
)


def opened(page: Page, word: str) -> None:
    """Open what may be added under a word."""
    page.locator("details.work-part > summary", has_text=word).first.click()


def press(page: Page, word: str) -> None:
    page.locator("details.work-part[open] button", has_text=word).first.click()


def step(page: Page, word: str, on: date) -> None:
    opened(page, "登记进度")
    page.locator("[name=step-which]").select_option(label=word)
    page.locator("[name=step-on]").fill(on.isoformat())
    press(page, "登记进度")
    expect(page.locator(".way .here")).to_contain_text(word)


def test_from_the_reserve_to_the_care_of_what_it_left(
    page: Page, live_server: object, world: World
) -> None:
    base = live_server.url  # type: ignore[attr-defined]
    money_of(world)
    began = date.today() - timedelta(days=120)

    # The recipient county registers the project; more people than live there is refused.
    sign_in(page, base, "county")
    page.goto(f"{base}/projects/")
    expect(page.locator(".empty")).to_contain_text("还没有项目")
    page.get_by_role("link", name="登记项目").first.click()
    page.locator("[name=partnership]").select_option(index=1)
    page.locator("[name=title]").fill("示例菌棚项目")
    page.locator("[name=kind]").select_option("industry")
    page.locator("[name=procurement]").fill("示例：竞争性磋商")
    page.locator("[name=funding]").fill("协作资金，市统筹，100万元")
    page.locator("[name=sites]").fill("示例乙村，80户，1362人，1200人常住")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".problems")).to_contain_text("比常住的1200人还多")
    page.locator("[name=sites]").fill("示例乙村，80户，362人，1200人常住")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("h1")).to_have_text("示例菌棚项目")
    project = Project.objects.get()

    # It is approved and given money; paying more than that is refused.
    step(page, "计划批复", began)
    opened(page, "分配资金")
    page.locator("[name=allot-which]").select_option(index=0)
    page.locator("[name=allot-money]").fill("100万元")
    page.locator("[name=allot-on]").fill((began + timedelta(days=10)).isoformat())
    press(page, "分配资金")
    step(page, "资金下达", began + timedelta(days=10))
    step(page, "开工在建", began + timedelta(days=20))
    opened(page, "登记拨付")
    page.locator("[name=pay-money]").fill("120万元")
    page.locator("[name=pay-on]").fill((began + timedelta(days=30)).isoformat())
    page.locator("[name=pay-voucher]").fill("示例凭证1")
    press(page, "登记拨付")
    expect(page.locator(".problems")).to_contain_text("超过分配的100万元")
    page.locator("[name=pay-money]").fill("100万元")
    press(page, "登记拨付")
    expect(page.locator(".figures")).to_contain_text("支付率 100%")
    assert Entry.objects.filter(stage="used").get().amount.value == 1000000

    # A milestone on a phone, with a photo.
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, "添加节点")
    page.locator("[name=milestone-title]").fill("示例封顶")
    page.locator("[name=milestone-due]").fill((began + timedelta(days=60)).isoformat())
    press(page, "添加节点")
    opened(page, "登记到达")
    page.locator("[name=reach-photo]").set_input_files(
        {"name": "现场.png", "mimeType": "image/png", "buffer": PNG}
    )
    press(page, "登记到达")
    expect(page.locator(".photos img")).to_be_visible()
    page.set_viewport_size({"width": 1440, "height": 900})

    # The helper side finds a problem; it is put right, the work ends and is made public.
    opened(page, "登记问题")
    page.locator("[name=problem-origin]").select_option("supervision")
    page.locator("[name=problem-owner]").fill("示例镇")
    page.locator("[name=problem-found_on]").fill((began + timedelta(days=61)).isoformat())
    page.locator("[name=problem-due]").fill((began + timedelta(days=80)).isoformat())
    page.locator("[name=problem-text]").fill("示例：漏水")
    press(page, "登记问题")
    expect(page.locator(".notice", has_text="漏水")).to_be_visible()
    opened(page, "登记整改")
    page.locator("[name=fix-on]").fill((began + timedelta(days=90)).isoformat())
    page.locator("[name=fix-fix]").fill("示例：已补")
    press(page, "登记整改")
    expect(page.locator(".notice", has_text="漏水")).to_have_count(0)
    step(page, "完工", began + timedelta(days=100))
    expect(page.locator("main")).to_contain_text("完工和资金使用公示")
    step(page, "验收", began + timedelta(days=105))
    step(page, "资产移交确权", began + timedelta(days=110))

    # What it left has an owner, and is looked after.
    opened(page, "移交资产")
    page.locator("[name=asset-title]").fill("示例大棚")
    page.locator("[name=asset-kind]").select_option("building")
    page.locator("[name=asset-owner]").fill("示例乙村")
    page.locator("[name=asset-handed_on]").fill((began + timedelta(days=110)).isoformat())
    press(page, "移交资产")
    opened(page, "查看资产")
    page.locator("[name=check-rent]").fill("3万元")
    page.locator("[name=check-jobs]").fill("12")
    press(page, "查看资产")
    row = page.locator("tr", has_text="示例大棚")
    expect(row).to_contain_text("在用")
    expect(row).to_contain_text("12")

    # The other side finds it, its history and its money.
    sign_in(page, base, "clerk")
    page.goto(f"{base}/projects/{project.pk}/")
    expect(page.locator("main")).to_contain_text("示例大棚")
    page.goto(f"{base}/funds/")
    expect(page.locator("main")).to_contain_text("示例市统筹资金")
