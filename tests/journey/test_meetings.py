"""What a meeting decided, followed by people of both sides in a real browser until the next."""

from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

from shanhai.cooperation.models import ActionItem, Meeting, Visit
from shanhai.registry.models import Agreement
from tests.browser import sign_in
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def other_side(browser: Browser, base: str) -> Page:
    page = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai").new_page()
    sign_in(page, base, "county")
    return page


def save(page: Page) -> None:
    page.get_by_role("button", name="保存").click()


def raise_item(page: Page, title: str, owner: str) -> None:
    page.get_by_role("link", name="加议定事项").first.click()
    page.locator("input[name=title]").fill(title)
    page.locator("input[name=owner]").fill(owner)
    page.locator("input[name=due]").fill("2025-06-30")
    save(page)
    expect(page.locator("h1")).to_have_text(title)


def test_from_a_meeting_to_its_follow_up_at_the_next(
    page: Page, browser: Browser, live_server: object, world: World
) -> None:
    base = live_server.url  # type: ignore[attr-defined]

    # The helper side registers the meeting; what is refused stays typed.
    sign_in(page, base, "clerk")
    page.goto(f"{base}/cooperation/meetings/new/")
    page.locator("input[name=title]").fill("示例联席会议")
    page.locator("input[name=held_on]").fill("2025-03-31")
    page.locator("textarea[name=attendees]").fill("常平镇，镇党委书记\n德江县，县长")
    save(page)
    expect(page.locator(".problems")).to_contain_text("不属于")
    people = page.locator("textarea[name=attendees]")
    expect(people).to_have_value("常平镇，镇党委书记\n德江县，县长")
    people.fill("常平镇，镇党委书记\n玉屏侗族自治县，县委书记")
    save(page)
    expect(page.locator("h1")).to_have_text("示例联席会议")
    meeting = Meeting.objects.get()

    # Two items: one for each side.
    raise_item(page, "办一次返岗专车", "桥头镇")
    page.goto(f"{base}/cooperation/meetings/{meeting.pk}/")
    raise_item(page, "报送采购计划", "玉屏侗族自治县")

    # The helper side does its own, with evidence.
    page.goto(f"{base}/cooperation/meetings/{meeting.pk}/")
    page.get_by_role("link", name="办一次返岗专车").click()
    page.get_by_role("button", name="办结，请对方核实").click()
    expect(page.locator(".problems")).to_contain_text("写明办结")
    page.locator("textarea[name=progress]").fill("三辆车，120人")
    page.locator("#id_file").set_input_files(
        {"name": "签到表.txt", "mimeType": "text/plain", "buffer": "签到".encode()}
    )
    page.get_by_role("button", name="办结，请对方核实").click()
    expect(page.locator("main")).to_contain_text("签到表.txt")
    expect(page.get_by_role("button", name="核实", exact=True)).to_have_count(0)

    # The recipient side finds it waiting, and verifies.
    other = other_side(browser, base)
    other.goto(base)
    other.get_by_role("link", name="去核实").click()
    other.get_by_role("button", name="核实", exact=True).click()
    expect(other.locator("main")).to_contain_text("已核实")
    done = ActionItem.objects.get(title="办一次返岗专车")
    assert (done.state, done.verified_by) == ("verified", world.county_clerk)
    ActionItem.objects.filter(pk=done.pk).update(verified_on=date(2025, 5, 1))

    # At the next meeting only what is open is there, by itself, and its pack begins with it.
    other.goto(f"{base}/cooperation/meetings/new/")
    other.locator("input[name=title]").fill("示例第二次会议")
    other.locator("input[name=held_on]").fill("2025-09-10")
    save(other)
    expect(other.locator("main")).to_contain_text("报送采购计划")
    expect(other.locator("main")).not_to_contain_text("办一次返岗专车")
    other.get_by_role("link", name="会议材料").click()
    expect(other.locator("tbody tr")).to_have_count(1)
    with other.expect_download() as pack:
        other.get_by_role("link", name="下载 Word").click()
    assert pack.value.path().read_bytes()[:2] == b"PK"


def shelve_and_back(page: Page) -> None:
    page.locator("summary", has_text="移出列表").click()
    page.locator("#shelve-why").fill("登记重了")
    page.locator("form[action$='/shelve/'] button").click()
    expect(page.locator("main")).to_contain_text("已移出列表")
    page.get_by_role("button", name="移回列表").click()
    expect(page.locator("summary", has_text="移出列表")).to_be_visible()


def test_a_visit_is_made_edited_shelved_and_brought_back(
    page: Page, browser: Browser, live_server: object, world: World
) -> None:
    base = live_server.url  # type: ignore[attr-defined]
    sign_in(page, base, "clerk")
    page.goto(f"{base}/cooperation/visits/new/")
    page.locator("input[name=title]").fill("示例考察")
    page.locator("input[name=start]").fill("2025-05-20")
    page.locator("input[name=end]").fill("2025-05-19")
    save(page)
    expect(page.locator(".problems")).to_contain_text("早于开始日期")
    page.locator("input[name=end]").fill("2025-05-22")
    page.locator("textarea[name=parties]").fill("常平镇，10\n桥头镇")
    save(page)
    expect(page.locator("main")).to_contain_text("没有成果")
    visit = Visit.objects.get()

    # The other side writes the outcome; the first side's page shows it and who wrote it.
    other = other_side(browser, base)
    other.goto(f"{base}/cooperation/visits/{visit.pk}/edit/")
    other.locator("textarea[name=outcome]").fill("定了采购的品种")
    save(other)
    page.goto(f"{base}/cooperation/visits/{visit.pk}/")
    expect(page.locator("main")).to_contain_text("定了采购的品种")
    page.locator("#record-panel, section[hx-get]").first.scroll_into_view_if_needed()
    expect(page.locator("#record-panel")).to_contain_text("玉屏填报员")
    shelve_and_back(page)


def test_an_agreement_promises_is_amended_shelved_and_brought_back(
    page: Page, browser: Browser, live_server: object, world: World
) -> None:
    base = live_server.url  # type: ignore[attr-defined]
    entry = world.entry("social_donation", 200000, year=2025)
    sign_in(page, base, "clerk")
    page.goto(f"{base}/cooperation/agreements/new/")
    page.locator("input[name=title]").fill("示例年度协议")
    page.locator("input[name=signed_on]").fill("2025-03-31")
    save(page)
    agreement = Agreement.objects.get()
    page.get_by_role("link", name="加一条承诺").first.click()
    page.locator("input[name=title]").fill("示例捐赠")
    page.locator("input[name=value]").fill("30")
    page.locator("input[name=unit]").fill("万元")
    page.locator("input[name=owner]").fill("桥头镇")
    save(page)
    expect(page.locator("main")).to_contain_text("兑现百分之 0")

    # The other side says which entry delivered on it, and both sign a smaller amount.
    other = other_side(browser, base)
    other.goto(f"{base}/cooperation/agreements/{agreement.pk}/")
    other.get_by_role("link", name="示例捐赠").click()
    other.get_by_role("button", name="算作兑现").click()
    expect(other.locator("main")).to_contain_text(entry.title)
    page.goto(f"{base}/cooperation/agreements/{agreement.pk}/amend/")
    page.locator("input[name=signed_on]").fill("2025-01-01")
    page.locator("select[name=subject]").select_option("commitment")
    page.locator("select[name=commitment]").select_option(label="示例捐赠")
    page.locator("textarea[name=after]").fill("20万元")
    save(page)
    expect(page.locator(".problems")).to_contain_text("早于协议签订日")
    page.locator("input[name=signed_on]").fill("2025-09-01")
    save(page)
    expect(page.locator("main")).to_contain_text("已兑现")
    expect(page.locator("del")).to_have_text("300,000元")

    # What was delivered on stays in the lists until the link is taken off.
    page.locator("summary", has_text="移出列表").click()
    page.locator("#shelve-why").fill("登记重了")
    page.locator("form[action$='/shelve/'] button").click()
    expect(page.locator("body")).to_contain_text("已有兑现的台账记录")
    other.get_by_role("button", name="取消关联").click()
    expect(other.locator("main")).to_contain_text("还没有关联台账记录")
    page.goto(f"{base}/cooperation/agreements/{agreement.pk}/")
    shelve_and_back(page)
