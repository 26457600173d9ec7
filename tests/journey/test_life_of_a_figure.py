"""One figure from the words it was said in to the document it is printed in, in a real browser,
by people of both sides. docs/life-of-a-figure.md tells the same story."""

from io import BytesIO

import pytest
from docx import Document
from playwright.sync_api import Browser, Page, expect

from shanhai.claims.models import Claim, Report
from shanhai.claims.queries import decided
from shanhai.ledger.models import Entry
from shanhai.targets.models import Target
from tests.browser import sign_in
from tests.world import PASSWORD, World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Damaged as crawls are: traditional script with glosses, crossed punctuation.
TEXT = """玉屏縣(xiàn)與(yǔ)常平組團(tuán)東西部協(xié)作聯(lián)席會議
發(fā)佈時間:2025-03-31
3月31日,,玉屏縣(xiàn)黨政代表團(tuán)到常平鎮(zhèn)召開聯(lián)席會議。會上,,橋頭鎮(zhèn)向玉屏縣(xiàn)捐贈(zèng)資金20萬(wàn)元,。
自2021年結對以來,,橋頭鎮(zhèn)累計採購(gòu)玉屏農產品487.18萬(wàn)元,。
今年,橋頭鎮(zhèn)計劃選派教師3名到玉屏縣(xiàn)支教,。
"""  # noqa: E501, RUF001


def fill_in_the_sign_in(page: Page, base: str, username: str) -> None:
    page.goto(f"{base}/login/")
    page.locator("input[name=username]").fill(username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("nav.rail")).to_be_visible()


def press(page: Page, key: str) -> None:
    page.locator("main").focus()
    page.keyboard.press(key)


def accept_selected(page: Page, claim: Claim) -> None:
    """Accept one claim by keyboard and wait until it is so."""
    expect(page.locator(f"#claim-{claim.pk}[aria-current]")).to_be_visible()
    press(page, "a")
    expect(page.locator(".toast", has_text="已采纳")).to_be_visible()
    assert decided(claim) == "accepted"


def test_from_damaged_words_to_a_signed_document(
    page: Page, browser: Browser, live_server: object, world: World
) -> None:
    base = live_server.url  # type: ignore[attr-defined]
    lead = world.person("reviewer", "常平镇")

    # 1 The clerk signs in to what waits, and 2 pastes a damaged report.
    fill_in_the_sign_in(page, base, "clerk")
    expect(page.locator("h1")).to_contain_text("等我办的")
    page.get_by_role("link", name="收文").first.click()
    page.locator("textarea[name=text]").fill(TEXT)
    page.get_by_role("button", name="收下并阅读").click()
    expect(page.locator("article.document")).to_be_visible()
    report = Report.objects.get()
    assert report.document.text == TEXT
    claims = {claim.span.quote: claim for claim in report.claims.select_related("span")}
    gift, bought, plan = claims["20萬(wàn)元"], claims["487.18萬(wàn)元"], claims["3名"]
    assert [claim.kind for claim in (gift, bought, plan)] == ["act", "reading", "plan"]

    # 3 Figures stand highlighted in the damaged text; the queue is walked by keyboard.
    expect(page.locator(".repair").first).to_be_visible()
    shown = {mark.get_attribute("data-claim") for mark in page.locator("a.fig").all()}
    assert shown == {str(claim.pk) for claim in claims.values()}
    accept_selected(page, gift)
    press(page, "u")
    expect(page.locator(".toast", has_text="已撤回")).to_be_visible()
    assert decided(gift) == ""
    accept_selected(page, gift)
    accept_selected(page, bought)
    press(page, "e")
    page.locator("input[name=value]").fill("4")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".toast", has_text="已更正")).to_be_visible()
    corrected = Claim.objects.get(replaces=plan)
    assert (corrected.amount.value, decided(plan)) == (4, "corrected")

    # 4 and 5 Said beside recorded: the act and the plan are drafted; the reading is only checked.
    page.goto(f"{base}/reconciliation/{world.partnership.pk}/")
    line = page.locator("[data-walk-row]", has_text="社会捐赠")
    line.get_by_role("button", name="起草").click()
    expect(page.locator(".toast").first).to_be_visible()
    entry = Entry.objects.get()
    assert (entry.amount.value, entry.helper, entry.state) == (200000, world["桥头镇"], "draft")
    assert entry.evidence.get().span == gift.span
    page.goto(f"{base}/reconciliation/{world.partnership.pk}/")
    reading = page.locator("[data-walk-row]", has_text="487.18")
    expect(reading).to_contain_text("台账没有记")
    assert reading.locator("form[action*='draft/entry']").count() == 0
    page.locator("[data-walk-row]", has_text="选派教师").locator(
        "form[action*='draft/target'] button"
    ).click()
    expect(page.locator("main")).to_be_visible()
    assert Target.objects.get().amount.value == 4

    # The entry is submitted, the cluster checks it, and the other side confirms it: each from its
    # own account.
    page.goto(f"{base}/entries/{entry.pk}/")
    page.locator(f"form[action$='/entries/{entry.pk}/step/submit/'] button").click()
    expect(page.locator(".toast").first).to_be_visible()
    checks = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai").new_page()
    sign_in(checks, base, lead.username)
    checks.goto(f"{base}/entries/{entry.pk}/")
    checks.locator(f"form[action$='/entries/{entry.pk}/step/check/'] button").click()
    expect(checks.locator(".toast").first).to_be_visible()
    other = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai").new_page()
    sign_in(other, base, "county")
    other.goto(f"{base}/entries/{entry.pk}/")
    other.get_by_text("确认或提出不同的数").first.click()
    other.locator("form[action*='/state/recipient/'] button").click()
    expect(other.locator("main")).to_contain_text("玉屏填报员")

    # 6 The partnership's year, and the trail of the number down to the words.
    page.goto(f"{base}/partnerships/{world.partnership.pk}/?year=2025")
    page.locator("a.figure", has_text="20").first.click()
    expect(page.locator("#drawer blockquote mark")).to_have_text("20萬(wàn)元")

    # 7 The document, with the number and its source.
    page.goto(f"{base}/issued/?partnership={world.partnership.pk}&year=2025")
    page.get_by_role("button", name="出具").click()
    expect(page.locator("main")).to_contain_text("20万元")
    with page.expect_download() as clean:
        page.get_by_role("link", name="下载正式稿").click()
    with page.expect_download() as checked:
        page.get_by_role("link", name="下载核校稿").click()
    printed = "".join(line.text for line in word(clean.value.path().read_bytes()).paragraphs)
    assert "接受社会捐赠20万元" in printed
    notes = [note.text for note in word(checked.value.path().read_bytes()).comments]
    assert any("20萬(wàn)元" in note for note in notes)


def word(data: bytes) -> "Document":
    return Document(BytesIO(data))
