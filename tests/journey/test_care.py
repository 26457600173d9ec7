"""Education and health, a village and a route, from plan to result, by people of both sides."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from shanhai.cooperation.models import Activity, Promotion, ShowVillage
from tests.browser import sign_in
from tests.cooperation.test_care import unit
from tests.journey.test_projects import opened, press
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_clinic_from_its_plan_to_the_patients_on_the_partnership(
    page: Page, live_server: object, world: World
) -> None:
    base = live_server.url  # type: ignore[attr-defined]
    unit(world, "示例桥头院", "hospital", "桥头镇"), unit(world, "示例镇院", "hospital")
    day = date.today() - timedelta(days=3)

    # The helper side plans; the wrong side is refused, what was typed stays.
    sign_in(page, base, "clerk")
    page.goto(f"{base}/activities/new")
    page.locator("[name=partnership]").select_option(index=1)
    page.locator("[name=title]").fill("示例专家义诊")
    page.locator("[name=kind]").select_option(label="义诊")
    page.locator("[name=helper_unit]").fill("示例镇院")
    page.locator("[name=recipient_unit]").fill("示例镇院")
    page.locator("[name=planned_on]").fill(day.isoformat())
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".problems")).to_contain_text("不在帮扶方")
    page.locator("[name=helper_unit]").fill("示例桥头院")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("h1")).to_have_text("示例专家义诊")

    # The recipient county tells the result on a phone.
    sign_in(page, base, "county")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{base}/activities/{Activity.objects.get().pk}/")
    opened(page, "登记结果")
    press(page, "登记结果")
    expect(page.locator(".problems")).to_contain_text("至少填一个数")
    page.locator("[name=hold-people]").fill("7")
    page.locator("[name=hold-served]").fill("312")
    press(page, "登记结果")
    expect(page.locator(".figures")).to_contain_text("312")

    # The figure of the year leads back to the activity.
    page.goto(f"{base}/partnerships/{world.partnership.pk}/?year={day.year}")
    line = page.locator("dl.rows > div", has_text="诊疗人次")
    expect(line).to_contain_text("登记清点")
    line.locator("a, button").first.click()
    expect(page.get_by_role("link", name="示例专家义诊").first).to_be_visible()


def test_a_village_from_its_first_facility_to_its_naming(
    page: Page, live_server: object, world: World
) -> None:
    base = live_server.url  # type: ignore[attr-defined]
    sign_in(page, base, "county")
    page.goto(f"{base}/show-villages/new")
    page.locator("[name=partnership]").select_option(index=1)
    page.locator("[name=title]").fill("示例乙村示范村")
    page.locator("[name=kind]").select_option(label="示范村")
    page.locator("[name=villages]").fill("示例乙村")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("h1")).to_have_text("示例乙村示范村")
    opened(page, "添加设施")
    page.locator("[name=facility-title]").fill("示例：文化广场")
    press(page, "添加设施")
    opened(page, "登记建成")
    page.locator("[name=finish-households]").fill("180")
    press(page, "登记建成")
    expect(page.locator(".figures")).to_contain_text("180")
    opened(page, "登记认定")
    page.locator("[name=name-document]").fill("示例〔2024〕1号")
    press(page, "登记认定")
    expect(page.locator(".way .passed", has_text="认定")).to_be_visible()
    assert ShowVillage.objects.get().named_on == date.today()
    page.goto(f"{base}/partnerships/{world.partnership.pk}/?year={date.today().year}")
    expect(page.locator("dl.rows > div", has_text="示范村")).to_contain_text("1")


def test_a_route_from_its_plan_to_visitors_and_income(
    page: Page, live_server: object, world: World
) -> None:
    base = live_server.url  # type: ignore[attr-defined]
    day = date.today() - timedelta(days=3)

    # The recipient county plans a route; visitors before it was launched cannot be typed.
    sign_in(page, base, "county")
    page.goto(f"{base}/promotions/")
    expect(page.locator(".empty")).to_contain_text("还没有文旅推介")
    page.get_by_role("link", name="登记推介").first.click()
    page.locator("[name=partnership]").select_option(index=1)
    page.locator("[name=title]").fill("示例侗乡线路")
    page.locator("[name=kind]").select_option(label="旅游线路")
    page.locator("[name=direction]").select_option(label="帮扶方客人到受援方")
    page.locator("[name=planned_on]").fill((day - timedelta(days=40)).isoformat())
    page.locator("[name=stops]").fill("示例乙村\n示例观景台")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("h1")).to_have_text("示例侗乡线路")
    expect(page.get_by_role("link", name="1. 示例乙村")).to_be_visible()
    expect(page.locator("details.work-part", has_text="登记游客和收入")).to_have_count(0)

    # The helper town launches it, and tells on a phone who came; twice the same days are refused.
    sign_in(page, base, "clerk")
    page.set_viewport_size({"width": 390, "height": 844})
    there = f"{base}/promotions/{Promotion.objects.get().pk}/"
    page.goto(there)
    opened(page, "登记举办或推出")
    page.locator("[name=launch-on]").fill(day.isoformat())
    press(page, "登记举办或推出")
    for sentence in ("", "重复计数"):
        opened(page, "登记游客和收入")
        page.locator("[name=visitors-since]").fill(day.isoformat())
        page.locator("[name=visitors-until]").fill(day.isoformat())
        page.locator("[name=visitors-visitors]").fill("1860")
        page.locator("[name=visitors-income]").fill("42万元")
        press(page, "登记游客和收入")
        if sentence:
            expect(page.locator(".problems")).to_contain_text(sentence)
    page.goto(there)
    expect(page.locator(".figures")).to_contain_text("1,860")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.goto(f"{base}/partnerships/{world.partnership.pk}/?year={day.year}")
    expect(page.locator("dl.rows > div", has_text="旅游收入")).to_contain_text("42")
