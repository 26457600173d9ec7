"""Calendar, feed, notices and digest: what has a day, who is told, and what it costs."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from pytest_django import DjangoAssertNumQueries, Settings

from shanhai.accounts.models import User
from shanhai.accounts.services import feed_token, renew_feed, see_news, want_digest
from shanhai.cooperation.models import ActionItem
from shanhai.cooperation.services import AgreementFacts, hold_meeting, sign_agreement
from shanhai.records.services import change
from shanhai.reporting.digest import digest, send_digests
from shanhai.reporting.queries import dated, deadlines, news
from tests.world import World, at_most

TODAY = date.today()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def filled(world: World) -> World:
    """A meeting today, an item late by three days, agreements that end in 20 and in 400 days."""
    hold_meeting(world.clerk, world.partnership, "joint", "秋季联席会议", TODAY)
    for title, days in (("茶叶协议", 20), ("劳务协议", 400)):
        end = TODAY + timedelta(days=days)
        sign_agreement(world.clerk, AgreementFacts(world.partnership, title, end=end))
    item = ActionItem(
        partnership=world.partnership,
        title="落实茶园灌溉",
        owner=world["桥头镇"],
        due=TODAY - timedelta(days=3),
    )
    with change(world.clerk, "agree_item") as action:
        action.save(item)
    return world


def test_the_month_shows_what_has_a_day_in_it(filled: World) -> None:
    page = client_of(filled.clerk).get(reverse("calendar")).content.decode()
    assert "秋季联席会议" in page
    assert "劳务协议" not in page


def test_kind_and_partnership_narrow_the_month(filled: World) -> None:
    client = client_of(filled.clerk)
    other = client.get(reverse("calendar"), {"kind": "item"}).content.decode()
    assert "秋季联席会议" not in other
    month = dated(filled.clerk, TODAY, TODAY, (), filled.elsewhere.pk)
    assert month == []


@pytest.mark.parametrize("month", ["2026-13", "x", "0001-01", "9999-12", "２０２６-01"])
def test_a_month_that_is_none_shows_this_month(filled: World, month: str) -> None:
    answer = client_of(filled.clerk).get(reverse("calendar"), {"month": month})
    assert answer.status_code == 200
    assert answer.context["month"] == TODAY.replace(day=1)


def test_a_stay_of_several_days_stands_on_each(filled: World) -> None:
    rows = dated(filled.clerk, TODAY, TODAY)
    assert [row.title for row in rows] == ["秋季联席会议"]
    assert rows[0].day == rows[0].last


def test_deadlines_tell_what_is_late_and_what_comes_within_its_notice(filled: World) -> None:
    rows = deadlines(filled.clerk)
    assert [(row.title, row.late) for row in rows] == [("落实茶园灌溉", True), ("茶叶协议", False)]


def test_a_verified_item_is_owed_no_more(filled: World) -> None:
    item = ActionItem.objects.get()
    item.state = ActionItem.State.VERIFIED
    with change(filled.county_clerk, "settle_item") as action:
        action.save(item)
    assert [row.title for row in deadlines(filled.clerk)] == ["茶叶协议"]


def test_others_are_told_and_the_doer_is_not(filled: World) -> None:
    begin = timezone.now() - timedelta(hours=1)
    assert {one.ref.label for one in news(filled.county_clerk, begin)} >= {
        "秋季联席会议", "茶叶协议", "落实茶园灌溉",
    }  # fmt: skip
    assert news(filled.clerk, begin) == []


def test_who_sees_nothing_of_a_pairing_is_told_nothing(filled: World) -> None:
    begin = timezone.now() - timedelta(hours=1)
    assert news(filled.foreigner, begin) == []
    assert deadlines(filled.foreigner) == []
    page = client_of(filled.foreigner).get(reverse("calendar")).content.decode()
    assert "秋季联席会议" not in page


def test_the_bell_counts_until_all_is_seen(filled: World) -> None:
    User.objects.update(news_seen_at=timezone.now() - timedelta(hours=1))
    filled.county_clerk.refresh_from_db()
    client = client_of(filled.county_clerk)
    before = client.get(reverse("notices-count")).context["count"]
    told = len(news(filled.county_clerk, timezone.now() - timedelta(hours=1)))
    assert before == told + 1  # and one item is late
    assert client.post(reverse("notices-seen")).status_code == 302
    assert client.get(reverse("notices-count")).context["count"] == 1


def test_the_feed_is_a_calendar_that_programs_read(filled: World) -> None:
    answer = Client().get(reverse("calendar-feed", args=[feed_token(filled.clerk)]))
    assert answer["Content-Type"].startswith("text/calendar")
    events = {str(one["summary"]): one for one in Calendar.from_ical(answer.content).walk("VEVENT")}
    meeting = events["会议：秋季联席会议"]
    assert meeting["dtstart"].dt == TODAY
    assert meeting["dtend"].dt == TODAY + timedelta(days=1)
    assert str(meeting["url"]).startswith("http://testserver/")
    assert any(part.name == "VALARM" for part in events["议定事项：落实茶园灌溉"].subcomponents)


def test_a_renewed_forged_or_left_address_answers_nothing(filled: World) -> None:
    token = feed_token(filled.clerk)
    assert Client().get(reverse("calendar-feed", args=[token + "x"])).status_code == 404
    renew_feed(filled.clerk)
    assert Client().get(reverse("calendar-feed", args=[token])).status_code == 404
    User.objects.filter(pk=filled.clerk.pk).update(is_active=False)
    fresh = feed_token(filled.clerk)
    assert Client().get(reverse("calendar-feed", args=[fresh])).status_code == 404


def test_the_digest_goes_to_who_wants_it_and_has_an_address(
    filled: World, settings: Settings
) -> None:
    User.objects.exclude(pk__in=[filled.clerk.pk, filled.county_clerk.pk]).update(email="")
    User.objects.filter(pk=filled.county_clerk.pk).update(email="county@example.org")
    User.objects.filter(pk=filled.clerk.pk).update(email="clerk@example.org")
    want_digest(filled.clerk, False)
    assert send_digests() == 1
    assert mail.outbox[0].to == ["county@example.org"]
    assert "已逾期" in mail.outbox[0].body
    assert "落实茶园灌溉" in mail.outbox[0].body
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert send_digests() == 0


def test_a_quiet_week_sends_no_letter(world: World) -> None:
    User.objects.update(email="someone@example.org")
    see_news(world.foreigner)
    assert not digest(world.foreigner)


def test_the_calendar_costs_one_query_a_kind(
    filled: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(filled.clerk)
    client.get(reverse("calendar"))
    most = at_most(28, 11)
    with django_assert_max_num_queries(most):
        client.get(reverse("calendar"))
    for place in range(12):
        hold_meeting(filled.clerk, filled.partnership, "joint", f"会议{place}", TODAY)
    with django_assert_max_num_queries(most):
        client.get(reverse("calendar"))


@pytest.mark.parametrize("name", ["calendar", "notices", "notices-count", "digest"])
def test_pages_want_a_signed_in_user(name: str, world: World) -> None:
    assert Client().get(reverse(name)).status_code == 302
