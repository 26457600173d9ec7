"""What a meeting decided, followed by people of both sides in a real browser until the next."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from shanhai.claims.services import accept_all, receive_text
from shanhai.cooperation.models import ActionItem, Meeting, Visit
from shanhai.cooperation.services import AgreementFacts, sign_agreement
from shanhai.ledger.models import Donation
from shanhai.registry.models import Agreement
from tests.browser import (
    days_of,
    fill,
    other_side,
    put_back,
    save,
    shelve,
    shelve_and_back,
    sign_in,
)
from tests.web.test_tellings import TEXT
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def raise_item(page: Page, title: str, owner: str) -> None:
    page.get_by_role("link", name="加议定事项").first.click()
    fill(page, title=title, owner=owner, due="2025-06-30")
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

    # The county puts its own item off; the other side takes that out of the lists, and back.
    item = ActionItem.objects.get(title="报送采购计划")
    other.goto(f"{base}/cooperation/items/{item.pk}/edit/")
    fill(other, due="2025-08-31")
    save(other)
    page.goto(f"{base}/cooperation/items/{item.pk}/")
    expect(page.locator("main")).to_contain_text("2025-08-31")
    shelve_and_back(page)

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


def test_three_towns_sit_with_one_county_once_and_the_next_time_begins_with_what_is_open(
    page: Page, browser: Browser, live_server: object, world: World
) -> None:
    base = live_server.url  # type: ignore[attr-defined]
    parties = {"helper_party": "桥头镇人民政府", "recipient_party": "示例镇人民政府"}
    sign_agreement(world.clerk, AgreementFacts(world.partnership, "示例采购协议", **parties))
    entry = world.entry("social_donation", 200000, year=2025, title="示例会上捐赠")

    # One of the towns writes down what all of them did.
    sign_in(page, base, "clerk")
    page.goto(f"{base}/cooperation/meetings/new/")
    fill(page, title="示例三镇一县联席会议", held_on="2025-03-31", chair="常平镇党委书记",
         attendees="常平镇，镇党委书记\n玉屏侗族自治县，县委书记\n桥头镇，镇长\n谢岗镇，镇长",
         agenda="看宣传片\n听取汇报\n签约", reports="桥头镇汇报去年的协作",
         media="《示例侗乡》", decisions="办一次返岗专车", gifts="桥头镇捐赠20万元")  # fmt: skip
    save(page)
    towns = page.locator("ol.plain").first.locator("li")
    expect(towns).to_contain_text(["常平镇 镇党委书记", "桥头镇 镇长", "谢岗镇 镇长"])
    for told in ("常平镇党委书记", "听取汇报", "桥头镇汇报去年的协作", "《示例侗乡》"):
        expect(page.locator("main")).to_contain_text(told)
    page.locator("summary", has_text="记一份签署的协议").click()
    page.get_by_role("button", name="记下").click()
    expect(page.locator("aside")).to_contain_text("桥头镇人民政府 — 示例镇人民政府")
    page.locator("summary", has_text="关联台账").click()
    page.get_by_role("button", name="关联", exact=True).click()
    expect(page.get_by_role("link", name=entry.title)).to_be_visible()

    # The county finds the same meeting, adds the minutes, takes it out of the lists and back.
    other = other_side(browser, base)
    meeting = Meeting.objects.get()
    other.goto(f"{base}/cooperation/meetings/{meeting.pk}/edit/")
    fill(other, minutes="示例纪要：专车由谢岗镇办。")
    save(other)
    expect(other.locator("main")).to_contain_text("专车由谢岗镇办")
    expect(other.locator("aside")).to_contain_text("已入台账")
    shelve_and_back(other)

    # What a meeting raised holds it in the lists.
    page.reload()
    raise_item(page, "办一次返岗专车", "谢岗镇")
    shelve(other)
    expect(other.locator("body")).to_contain_text("请先办结或移出那些事项")

    # The next meeting begins with what is open, whoever registers it.
    other.goto(f"{base}/cooperation/meetings/new/")
    fill(other, title="示例第二次会议", held_on="2025-09-10")
    save(other)
    expect(other.locator("main")).to_contain_text("办一次返岗专车")
    page.goto(f"{base}/cooperation/meetings/{meeting.pk}/")
    expect(page.locator("aside")).to_contain_text("示例第二次会议")


def test_what_a_second_report_tells_the_other_side_is_not_registered_twice(
    page: Page, live_server: object, world: World
) -> None:
    base = live_server.url  # type: ignore[attr-defined]
    for user, name, text in (
        (world.clerk, "来文", TEXT),
        (world.county_clerk, "又一篇", TEXT.replace("会上，", "")),
    ):
        report = receive_text(user, name, text, world.partnership).report
        accept_all(user, report, report.claims.values_list("pk", flat=True))
        sign_in(page, base, user.username)
        page.goto(f"{base}/reports/{report.pk}/review/")
        page.get_by_role("link", name="会议、互访、签约和捐赠").click()
        if name == "来文":
            page.get_by_role("button", name="登记为捐赠").click()
            expect(page.locator("h1")).to_contain_text("社会捐赠")
            page.goto(f"{base}/reports/{report.pk}/occasions/")
            page.get_by_role("link", name="核对并登记").click()
            expect(page.locator("input[name=held_on]")).to_have_value("2025-03-31")
            save(page)
            page.goto(f"{base}/reports/{report.pk}/occasions/")
        expect(page.locator("main .state", has_text="已登记")).to_have_count(2)
        expect(page.get_by_role("link", name="核对并登记")).to_have_count(0)
    assert (Meeting.objects.count(), Donation.objects.count()) == (1, 1)


def test_a_visit_is_made_edited_shelved_and_brought_back(
    page: Page, browser: Browser, live_server: object, world: World
) -> None:
    base = live_server.url  # type: ignore[attr-defined]
    sign_in(page, base, "clerk")
    page.goto(f"{base}/cooperation/visits/new/")
    month = (date.today().replace(day=1) + timedelta(days=40)).replace(day=10)
    first, second, third, later = (str(month + timedelta(days=n)) for n in (0, 1, 2, 7))
    fill(page, title="示例考察", start=second, end=first)
    save(page)
    expect(page.locator(".problems")).to_contain_text("早于开始日期")
    fill(page, start=first, end=third, parties="常平镇，10\n桥头镇")
    save(page)
    expect(page.locator("h1")).to_have_text("示例考察")
    visit = Visit.objects.get()

    # The other side finds it in its calendar, moves it, and says something beside it.
    other = other_side(browser, base)
    assert days_of(other, base, "示例考察", month) == ([first, second, third], [first])
    other.goto(f"{base}/cooperation/visits/{visit.pk}/edit/")
    fill(other, start=later, end=later, outcome="定了采购的品种")
    save(other)
    other.locator("#record-panel, section[hx-get]").first.scroll_into_view_if_needed()
    other.locator("#record-panel textarea").fill("请带样品")
    other.get_by_role("button", name="发表").click()
    expect(other.locator("#record-panel li", has_text="请带样品")).to_be_visible()

    # The first side's calendar follows, its page shows who wrote what; once it is taken out of
    # the lists it stands in nobody's calendar.
    assert days_of(page, base, "示例考察", month) == ([later], [later])
    page.goto(f"{base}/cooperation/visits/{visit.pk}/")
    expect(page.locator("main")).to_contain_text("定了采购的品种")
    page.locator("#record-panel, section[hx-get]").first.scroll_into_view_if_needed()
    expect(page.locator("#record-panel")).to_contain_text("玉屏填报员")
    expect(page.locator("#record-panel")).to_contain_text("请带样品")
    shelve(page)
    expect(page.locator("main")).to_contain_text("已移出列表")
    assert days_of(other, base, "示例考察", month) == ([], [])
    put_back(page)


def test_an_agreement_promises_is_amended_shelved_and_brought_back(
    page: Page, browser: Browser, live_server: object, world: World
) -> None:
    base = live_server.url  # type: ignore[attr-defined]
    entry = world.entry("social_donation", 200000, year=2025)
    sign_in(page, base, "clerk")
    page.goto(f"{base}/cooperation/agreements/new/")
    fill(page, title="示例年度协议", signed_on="2025-03-31")
    save(page)
    agreement = Agreement.objects.get()
    page.get_by_role("link", name="加一条承诺").first.click()
    fill(page, title="示例捐赠", value="30", unit="万元", owner="桥头镇")
    save(page)
    expect(page.locator("main")).to_contain_text("兑现百分之 0")

    # The other side puts its name right and says which entry delivered on it; then both sign a
    # smaller amount.
    other = other_side(browser, base)
    other.goto(f"{base}/cooperation/agreements/{agreement.pk}/edit/")
    fill(other, title="示例协作协议")
    save(other)
    other.get_by_role("link", name="示例捐赠").click()
    other.get_by_role("button", name="算作兑现").click()
    expect(other.locator("main")).to_contain_text(entry.title)
    page.goto(f"{base}/cooperation/agreements/{agreement.pk}/amend/")
    fill(page, signed_on="2025-01-01")
    page.locator("select[name=subject]").select_option("commitment")
    page.locator("select[name=commitment]").select_option(label="示例捐赠")
    fill(page, after="20万元")
    save(page)
    expect(page.locator(".problems")).to_contain_text("早于协议签订日")
    fill(page, signed_on="2025-09-01")
    save(page)
    expect(page.locator("h1")).to_have_text("示例协作协议")
    expect(page.locator("main")).to_contain_text("已兑现")
    expect(page.locator("td del")).to_have_text("300,000元")

    # What was delivered on stays in the lists until the link is taken off.
    shelve(page)
    expect(page.locator("body")).to_contain_text("已有兑现的台账记录")
    other.get_by_role("button", name="取消关联").click()
    expect(other.locator("main")).to_contain_text("还没有关联台账记录")
    page.goto(f"{base}/cooperation/agreements/{agreement.pk}/")
    shelve_and_back(page)
