"""Who is paired with whom, registered in a real browser by people of both sides."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from shanhai.registry.models import Merge, Node, Partnership
from tests.browser import sign_in
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def fill(page: Page, **columns: str) -> None:
    for name, value in columns.items():
        page.locator(f"main [name={name}]").fill(value)


def more(page: Page, word: str) -> None:
    """Press one line of the menu 更多."""
    page.locator("main summary", has_text="更多").click()
    page.locator("main .menu-panel").get_by_text(word).click()


def test_a_firm_and_its_village_from_registration_to_archive_by_both_sides(
    page: Page, browser: Browser, live_server: object, world: World
) -> None:
    base = live_server.url  # type: ignore[attr-defined]

    # The helper side registers a firm; what is refused keeps what was typed.
    sign_in(page, base, "clerk")
    page.goto(f"{base}/organisations/")
    page.get_by_role("link", name="登记单位").first.click()
    fill(page, name="示例食品厂", parent="东莞市/桥头镇", credit_code="91441900MA00000011")
    page.locator("main select[name=kind]").select_option("enterprise")
    page.get_by_role("button", name="登记").click()
    expect(page.locator(".problems")).to_contain_text("末位校验不符")
    expect(page.locator("main [name=name]")).to_have_value("示例食品厂")
    fill(page, credit_code="91441900MA00000010")
    page.get_by_role("button", name="登记").click()
    expect(page.locator("h1")).to_have_text("示例食品厂")
    firm = Node.objects.get(name="示例食品厂")

    # It is paired with a village of the other side, under the county pairing.
    page.goto(f"{base}/partnerships/{world.partnership.pk}/")
    more(page, "登记下级结对")
    page.locator("main select[name=kind]").select_option("village_enterprise")
    fill(page, helper="桥头镇/示例食品厂", recipient="示例镇/示例乙村", start="2024-05-01",
         end="2023-05-01")  # fmt: skip
    page.get_by_role("button", name="登记").click()
    expect(page.locator(".problems")).to_contain_text("结束日期早于开始日期")
    expect(page.locator("main [name=helper]")).to_have_value("桥头镇/示例食品厂")
    fill(page, end="2025-05-01")
    page.get_by_role("button", name="登记").click()
    expect(page.locator("h1")).to_have_text("示例食品厂—示例乙村")
    made = Partnership.objects.get(helper=firm)
    assert made.parent == world.partnership

    # The other side sees it, puts its end right and says why; a stranger finds nothing.
    other = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai").new_page()
    sign_in(other, base, "county")
    other.goto(f"{base}/partnerships/{made.pk}/edit/")
    fill(other, end="2026-05-01", why="双方续签一年")
    other.get_by_role("button", name="保存").click()
    expect(other.locator("main")).to_contain_text("2026-05-01")
    stranger = browser.new_context(locale="zh-CN").new_page()
    sign_in(stranger, base, "foreigner")
    assert stranger.goto(f"{base}/partnerships/{made.pk}/").status == 404  # type: ignore[union-attr]

    # The first side reads in the history who changed what.
    page.goto(f"{base}/records/{made.pk}/")
    expect(page.locator("#record-panel")).to_contain_text("双方续签一年")
    expect(page.locator("#record-panel")).to_contain_text("玉屏填报员")
    expect(page.locator("#record-panel del")).to_have_text("2025-05-01")

    # What the pairing points to is not removed; the pairing itself is, and comes back.
    page.goto(f"{base}/places/{firm.pk}/")
    more(page, "移出列表")
    expect(page.locator("body")).to_contain_text("不能移出列表")
    page.goto(f"{base}/partnerships/{made.pk}/")
    more(page, "移出列表")
    expect(page.locator("main")).to_contain_text("已移出列表")
    other.goto(f"{base}/partnerships/archived/")
    other.get_by_role("link", name=re.compile("示例食品厂")).click()
    other.get_by_role("button", name="恢复").click()
    expect(other.locator("main")).not_to_contain_text("已移出列表")
    made.ref.refresh_from_db()
    assert made.ref.archived_at is None


def test_a_duplicate_is_merged_and_the_lead_of_a_cluster_handed_over(
    page: Page, live_server: object, world: World
) -> None:
    base = live_server.url  # type: ignore[attr-defined]
    sign_in(page, base, "reviewer")

    # Two rows of one chamber become one, and two again.
    for name in ("示例商会", "示例商会（桥头）"):
        page.goto(f"{base}/organisations/new/")
        fill(page, name=name, parent="东莞市/桥头镇")
        page.locator("main select[name=kind]").select_option("chamber")
        page.get_by_role("button", name="登记").click()
        expect(page.locator("h1")).to_have_text(name)
    more(page, "并入另一个")
    fill(page, survivor="桥头镇/示例商会", why="同一家商会，登记了两次")
    page.get_by_role("button", name="合并").click()
    expect(page.locator("h1")).to_have_text("示例商会")
    expect(page.locator("main")).to_contain_text("同一家商会，登记了两次")
    page.locator("summary", has_text="撤销").click()
    page.locator(".menu-panel [name=why]").fill("原来是两家")
    page.get_by_role("button", name="撤销合并").click()
    expect(page.locator("main")).to_contain_text("原来是两家")
    assert Merge.objects.get().undone_by == world.reviewer

    # The lead passes to another town; the page of the pairing names it and keeps the former.
    cluster = world["常平组团"]
    page.goto(f"{base}/places/{cluster.pk}/members/")
    page.locator("[name=hand-to]").select_option(label="桥头镇")
    page.locator("[name=hand-start]").fill("2024-01-01")
    page.get_by_role("button", name="交接").click()
    expect(page.locator("#members tbody tr")).to_have_count(5)
    page.goto(f"{base}/partnerships/{world.partnership.pk}/")
    expect(page.locator("main")).to_contain_text("牵头 桥头镇")
    expect(page.locator("#events")).to_contain_text("桥头镇 牵头")
