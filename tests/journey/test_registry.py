"""Who is paired with whom, registered in a real browser by people of both sides."""

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from shanhai.accounts.models import User
from shanhai.registry.models import Merge, Node, Partnership
from shanhai.registry.services import appoint
from tests.browser import fill, other_side, save, sign_in
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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

    # Its name is put right; the other side finds it by its code.
    page.get_by_role("link", name="编辑").click()
    fill(page, name="示例食品公司", why="工商登记的名称")
    page.get_by_role("button", name="保存").click()
    other = other_side(browser, base)
    other.goto(f"{base}/search/?q=91441900MA00000010")
    other.locator(".rows a").click()
    expect(other.locator("h1")).to_have_text("示例食品公司")
    expect(other.locator("#record-panel del")).to_have_text("示例食品厂")

    # It is paired with a village of the other side, under the county pairing.
    page.goto(f"{base}/partnerships/{world.partnership.pk}/")
    more(page, "登记下级结对")
    page.locator("main select[name=kind]").select_option("village_enterprise")
    fill(page, helper="桥头镇/示例食品公司", recipient="示例镇/示例乙村", start="2024-05-01",
         end="2023-05-01")  # fmt: skip
    page.get_by_role("button", name="登记").click()
    expect(page.locator(".problems")).to_contain_text("结束日期早于开始日期")
    expect(page.locator("main [name=helper]")).to_have_value("桥头镇/示例食品公司")
    fill(page, end="2025-05-01")
    page.get_by_role("button", name="登记").click()
    expect(page.locator("h1")).to_have_text("示例食品公司—示例乙村")
    made = Partnership.objects.get(helper=firm)
    assert made.parent == world.partnership

    # The other side sees it, puts its end right and says why; a stranger finds nothing.
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
    page.goto(f"{base}/places/{firm.pk}/")
    more(page, "移出列表")
    expect(page.locator("main")).to_contain_text("已移出列表")
    other.goto(f"{base}/search/?q=示例食品公司")
    expect(other.locator("main")).to_contain_text("没有找到")
    page.get_by_role("button", name="恢复").click()
    expect(page.locator("main")).not_to_contain_text("已移出列表")
    other.goto(f"{base}/partnerships/archived/")
    other.get_by_role("link", name=re.compile("示例食品公司")).click()
    other.get_by_role("button", name="恢复").click()
    expect(other.locator("main")).not_to_contain_text("已移出列表")
    made.ref.refresh_from_db()
    assert made.ref.archived_at is None


def test_a_duplicate_is_merged_and_the_lead_of_a_cluster_handed_over(
    page: Page, browser: Browser, live_server: object, world: World
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

    # The other side finds one of them, and reads who said so and why.
    survivor = Node.objects.get(name="示例商会")
    other = other_side(browser, base)
    other.goto(f"{base}/search/?q=示例商会")
    expect(other.locator(".rows a")).to_have_count(1)
    other.goto(f"{base}/places/{survivor.pk}/")
    expect(other.locator("main")).to_contain_text("同一家商会，登记了两次")
    page.locator("summary", has_text="撤销").click()
    page.locator(".menu-panel [name=why]").fill("原来是两家")
    page.get_by_role("button", name="撤销合并").click()
    expect(page.locator("main")).to_contain_text("原来是两家")
    other.goto(f"{base}/search/?q=示例商会")
    expect(other.locator(".rows a")).to_have_count(2)
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


def administrator() -> str:
    """Someone who keeps the house, without a bound of place."""
    appoint(User.objects.create_user("office", name="本单位管理员"), "admin", None)
    return "office"


def test_a_programme_from_registration_to_archive_and_what_both_sides_find_of_it(
    page: Page, browser: Browser, live_server: object, world: World
) -> None:
    base = live_server.url  # type: ignore[attr-defined]
    office = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai").new_page()
    sign_in(office, base, administrator())

    # The administrator registers it, with a round; years the wrong way round keep what was typed.
    office.goto(f"{base}/programmes/")
    office.get_by_role("link", name="登记项目类别").click()
    fill(office, name="东西部协作")
    save(office)
    expect(office.locator(".problems")).to_contain_text("已有“东西部协作”")
    fill(office, name="示例山海协作", note="示例文件定的")
    save(office)
    expect(office.locator("h1")).to_have_text("示例山海协作")
    programme = office.url
    office.get_by_role("link", name="加一轮").click()
    fill(office, name="示例一轮", first="2026", last="2021")
    save(office)
    expect(office.locator(".problems")).to_contain_text("早于开始年份")
    expect(office.locator("main [name=name]")).to_have_value("示例一轮")
    fill(office, first="2021", last="2026")
    save(office)
    expect(office.locator(".page-head")).to_contain_text("示例一轮（2021—2026）")

    # It writes the list of a year; nobody else is offered to.
    office.goto(f"{programme}?year=2025")
    office.get_by_role("link", name="加一张清单").click()
    fill(office, name="示例九个一", points="办一所学校\n\n修一条路")
    save(office)
    expect(office.locator("aside")).to_contain_text("办一所学校")
    sign_in(page, base, "clerk")
    page.goto(f"{programme}?year=2025")
    expect(page.locator("aside")).to_contain_text("修一条路")
    expect(page.get_by_role("link", name="加一张清单")).to_have_count(0)
    assert page.goto(f"{programme}tasks?year=2025").status == 403  # type: ignore[union-attr]

    # What one side registers in it counts for the other in the years it holds.
    page.goto(f"{base}/partnerships/new/")
    page.locator("main select[name=programme]").select_option(label="示例山海协作")
    page.locator("main select[name=kind]").select_option("town")
    fill(page, helper="东莞市/桥头镇", recipient="示例镇", start="2024-05-01")
    page.get_by_role("button", name="登记").click()
    expect(page.locator("h1")).to_have_text("桥头镇—示例镇")
    made = Partnership.objects.get(kind="town")
    other = other_side(browser, base)
    other.goto(f"{programme}?year=2025")
    expect(other.locator("#pairing-counts")).to_contain_text("镇镇结对")

    # The list is put right; who reads the programme finds who changed what.
    office.goto(f"{programme}?year=2025")
    office.locator("aside .card a", has_text="修改").click()
    fill(office, points="办两所学校\n修一条路", why="文件改了")
    save(office)
    other.reload()
    expect(other.locator("aside")).to_contain_text("办两所学校")
    expect(other.locator("#record-panel")).to_contain_text("文件改了")
    expect(other.locator("#record-panel del").first).to_contain_text("办一所学校")

    # Pairings stand in it: it stays. With them gone it leaves the choices, and comes back.
    more(office, "移出列表")
    expect(office.locator("body")).to_contain_text("还有1条结对，不能移出列表")
    other.goto(f"{base}/partnerships/{made.pk}/")
    more(other, "移出列表")
    expect(other.locator("main")).to_contain_text("已移出列表")
    more(office, "移出列表")
    expect(office.locator("main")).to_contain_text("已移出列表")
    page.goto(f"{base}/partnerships/new/")
    offered = page.locator("main select[name=programme] option")
    expect(offered.filter(has_text="示例山海协作")).to_have_count(0)
    other.get_by_role("button", name="恢复").click()
    expect(other.locator("body")).to_contain_text("“示例山海协作”已移出列表，请先移回")
    office.get_by_role("button", name="恢复").click()
    page.reload()
    expect(offered.filter(has_text="示例山海协作")).to_have_count(1)


def test_what_the_office_writes_takes_the_place_of_what_is_given_and_gives_it_back(
    page: Page, live_server: object, world: World
) -> None:
    base = live_server.url  # type: ignore[attr-defined]
    sign_in(page, base, administrator())
    page.goto(f"{base}/programmes/east_west/?year=2025")
    card = page.locator("aside .card", has_text="九个一")
    expect(card).to_contain_text("由本单位填写")
    card.get_by_role("link", name="修改").click()
    expect(page.locator("main [name=name]")).to_be_disabled()
    fill(page, points="办一所学校")
    save(page)
    expect(card).to_contain_text("办一所学校")
    card.get_by_role("button", name="去掉").click()
    expect(card).to_contain_text("由本单位填写")


def test_a_village_is_renamed_into_its_successor_and_found_by_its_initials_from_the_other_side(
    page: Page, browser: Browser, live_server: object, world: World
) -> None:
    base = live_server.url  # type: ignore[attr-defined]

    # The county registers a village, in vain under a town of the other side.
    county = other_side(browser, base)
    county.goto(f"{base}/places/")
    county.get_by_role("link", name="登记地方").first.click()
    county.locator("main select[name=level]").select_option("village")
    fill(county, name="示例丁村", parent="东莞市/桥头镇")
    county.get_by_role("button", name="登记").click()
    expect(county.locator(".problems")).to_be_visible()
    expect(county.locator("main [name=name]")).to_have_value("示例丁村")
    fill(county, parent="玉屏侗族自治县/示例镇")
    county.get_by_role("button", name="登记").click()
    expect(county.locator("h1")).to_have_text("示例丁村")
    village = Node.objects.get(name="示例丁村")

    # Years later it has gone into another; the day and where it went stay with it.
    county.get_by_role("link", name="编辑").click()
    county.locator("main summary", has_text="起止、接续和位置").click()
    fill(county, valid_to="2025-01-01", successor="示例镇/示例乙村", why="并村")
    county.get_by_role("button", name="保存").click()
    expect(county.locator(".page-head")).to_contain_text("2025-01-01")

    # The other side finds it by its initials and reads why; a stranger may not touch it.
    sign_in(page, base, "clerk")
    page.goto(f"{base}/search/?q=sldc")
    page.locator(".rows a", has_text="示例丁村").click()
    expect(page.locator("aside").first).to_contain_text("示例乙村")
    expect(page.locator("#record-panel")).to_contain_text("并村")
    sign_in(page, base, "foreigner")
    assert page.goto(f"{base}/places/{village.pk}/edit/").status == 403  # type: ignore[union-attr]

    # Out of the lists and back.
    county.goto(f"{base}/places/{village.pk}/")
    more(county, "移出列表")
    expect(county.locator("main")).to_contain_text("已移出列表")
    county.get_by_role("button", name="恢复").click()
    expect(county.locator("main")).not_to_contain_text("已移出列表")
    county.context.close()


def test_a_view_of_a_list_is_kept_renamed_and_dropped_by_whom_it_belongs_to(
    page: Page, browser: Browser, live_server: object, world: World
) -> None:
    base = live_server.url  # type: ignore[attr-defined]
    sign_in(page, base, "clerk")
    page.goto(f"{base}/places/all/?sort=-name&columns=name&columns=level")
    page.locator("main summary", has_text="视图").click()
    page.locator("form[action$='/views/places-all/'] [name=title]").fill("按名称")
    page.get_by_role("button", name="存为视图").click()
    expect(page.locator("main")).to_contain_text("按名称")
    assert "sort=-name" in page.url and page.locator("main thead th").count() == 2
    shown = page.locator("main tbody th").all_inner_texts()
    with page.expect_download() as file:
        page.get_by_role("link", name="导出所列").click()
    rows = list(load_workbook(BytesIO(file.value.path().read_bytes())).active.values)
    told = [row[0] for row in rows[1:]]  # below them an empty row and what they add up to
    assert len(rows[0]) == 2 and told[: told.index(None)] == shown

    # It is the keeper's alone.
    other = other_side(browser, base)
    other.goto(f"{base}/places/all/")
    expect(other.locator("main")).not_to_contain_text("按名称")
    other.context.close()

    page.locator("main summary", has_text="视图").click()
    page.locator("form[action$='/rename/'] [name=title]").fill("从后往前")
    page.get_by_role("button", name="改名").click()
    page.goto(f"{base}/places/all/")
    page.get_by_role("link", name="从后往前").click()
    assert "sort=-name" in page.url
    page.locator("main summary", has_text="视图").click()
    page.get_by_role("button", name="删除视图").click()
    expect(page.locator("main")).not_to_contain_text("从后往前")
