"""What tests in a browser share."""

from datetime import date

from django.conf import settings
from django.test import Client
from icalendar import Calendar
from playwright.sync_api import Browser, Page, expect

from shanhai.accounts.models import User


def sign_in(page: Page, base: str, username: str) -> None:
    """Let the browser be someone from the next page on. The form itself is filled in by the
    journey of a figure."""
    page.goto("about:blank")  # nothing under way may set a cookie again
    client = Client()
    client.force_login(User.objects.get(username=username))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.clear_cookies()
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": base}]
    )


def other_side(browser: Browser, base: str) -> Page:
    """A second browser, in which the clerk of the county sits."""
    page = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai").new_page()
    sign_in(page, base, "county")
    return page


def save(page: Page) -> None:
    page.get_by_role("button", name="保存").click()


def fill(page: Page, **typed: str) -> None:
    """Fill in fields of the page by their names."""
    for name, text in typed.items():
        page.locator(f"main [name={name}]").fill(text)


def shelve(page: Page) -> None:
    """Ask that what the page shows be taken out of the lists."""
    page.locator("summary", has_text="移出列表").click()
    page.locator("#shelve-why").fill("登记重了")
    page.locator("form[action$='/shelve/'] button").click()


def put_back(page: Page) -> None:
    """Put what was taken out back into the lists."""
    expect(page.locator("main")).to_contain_text("已移出列表")
    page.get_by_role("button", name="移回列表").click()
    expect(page.locator("summary", has_text="移出列表")).to_be_visible()


def shelve_and_back(page: Page) -> None:
    """Take what the page shows out of the lists, and put it back."""
    shelve(page)
    put_back(page)


def days_of(page: Page, base: str, title: str, month: date) -> tuple[list[str], list[str]]:
    """On which days something stands in a month's calendar, and in the feed offered below it."""
    page.goto(f"{base}/calendar/?month={month:%Y-%m}")
    cells = page.locator("table.month td", has_text=title).locator("time")
    shown = cells.evaluate_all("all => all.map(one => one.dateTime)")
    feed = page.request.get(page.get_by_label("订阅地址").input_value()).body()
    events = [one for one in Calendar.from_ical(feed).walk("VEVENT") if title in one["summary"]]
    return shown, [str(one["dtstart"].dt) for one in events]
