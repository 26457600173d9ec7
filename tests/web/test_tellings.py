"""What a report tells of is offered once, filled in."""

from datetime import date
from urllib.parse import unquote

from django.test import Client
from django.urls import reverse

from shanhai.claims.models import Report
from shanhai.claims.services import accept_all, receive_text
from shanhai.cooperation.models import Meeting
from shanhai.ledger.models import Donation, Entry
from tests.cooperation.made import a_meeting
from tests.world import World

TEXT = """玉屏县与常平组团召开东西部协作联席会议
发布时间：2025-04-01
3月31日，玉屏县与常平组团在常平镇召开2025年东西部协作联席会议。会上，桥头镇向玉屏县捐赠资金20万元。
"""


def test_a_meeting_a_report_tells_of_is_offered_once_and_filled_in(
    client: Client, world: World
) -> None:
    report = receive_text(world.clerk, "来文", TEXT, world.partnership).report
    page = reverse("report-occasions", args=[report.pk])
    client.force_login(world.clerk)
    assert "还没有审读完" in client.get(page).content.decode()
    Report.objects.filter(pk=report.pk).update(state=Report.State.DONE)
    offered = client.get(page).context["found"]
    assert [row["one"].kind for row in offered] == ["meeting"]
    form = client.get(offered[0]["url"]).context["form"]
    assert form.initial["kind"] == "joint"
    assert form.initial["held_on"] == "2025-03-31"
    assert "联席会议" in form.initial["title"]

    meeting = a_meeting(world, date(2025, 3, 31), form.initial["title"])
    again = client.get(page).context["found"]
    assert [row["one"].known for row in again] == [meeting]
    client.force_login(world.foreigner)
    assert client.get(page).status_code == 404


ROLL = """玉屏县与常平组团召开东西部协作联席会议
发布时间：2025-04-01
3月31日，玉屏县党政代表团一行到常平镇考察，双方召开2025年东西部协作联席会议。玉屏县委书记王谷雨主持会议，常平镇党委书记冯白露、镇长陈立夏，某商会会长李某某出席会议。
"""


def test_who_took_part_is_shown_beside_an_occasion_and_filled_in_for_a_meeting(
    client: Client, world: World
) -> None:
    report = receive_text(world.clerk, "来文", ROLL, world.partnership).report
    Report.objects.filter(pk=report.pk).update(state=Report.State.DONE)
    page = reverse("report-occasions", args=[report.pk])
    client.force_login(world.clerk)
    answer = client.get(page)
    shown = answer.content.decode()
    assert "玉屏县委书记 <b>王谷雨</b>（主持）" in shown and "<b>李某某</b>" in shown
    (url,) = [row["url"] for row in answer.context["found"] if row["one"].kind == "meeting"]
    assert "王谷雨" not in unquote(url)
    form = client.get(url).context["form"]
    assert form.initial["chair"] == "玉屏县委书记"
    assert form.initial["attendees"].split("\n") == [
        "玉屏侗族自治县，县委书记，王谷雨",
        "常平镇，党委书记，冯白露",
        "常平镇，镇长，陈立夏",
    ]
    assert client.post(url, form.initial).status_code == 302
    assert [one.name for one in Meeting.objects.get().attendees.all()] == [
        "王谷雨", "冯白露", "陈立夏",
    ]  # fmt: skip

    client.force_login(world.foreigner)
    assert client.get(page).status_code == 404
    assert client.get(reverse("meeting-new"), {"report": report.pk}).status_code in (403, 404)
    client.logout()
    assert "王谷雨" not in client.get(page, follow=True).content.decode()


def test_a_gift_a_report_tells_of_is_registered_from_its_words_and_only_once(
    client: Client, world: World
) -> None:
    report = receive_text(world.clerk, "来文", TEXT, world.partnership).report
    accept_all(world.clerk, report, report.claims.values_list("pk", flat=True))
    page = reverse("report-occasions", args=[report.pk])
    client.force_login(world.clerk)
    (told,) = client.get(page).context["gifts"]
    assert "捐赠资金20万元" in told.words and told.known is None
    follow = reverse("gift-follow", args=[told.claim.pk])
    client.post(follow)
    gift = Donation.objects.get()
    entry = Entry.objects.get(donation_told__donation=gift)
    assert (entry.amount.units, entry.state) == (200_000 * 10_000, "draft")
    assert entry.evidence.get().span == told.claim.span
    answer = client.post(follow, follow=True).content.decode()
    assert "不再登记" in answer and Donation.objects.count() == 1

    # A second report of the same day tells of the same gift.
    again = TEXT.replace("召开东西部协作", "共同召开东西部协作").replace("会上，", "")
    second = receive_text(world.clerk, "又一篇", again, world.partnership).report
    accept_all(world.clerk, second, second.claims.values_list("pk", flat=True))
    (told,) = client.get(reverse("report-occasions", args=[second.pk])).context["gifts"]
    assert (told.known, told.sure) == (gift, False)
