"""The one machinery of lists, seen through the list of reports."""

import io
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from shanhai.accounts.models import SavedView
from shanhai.claims import services as claims
from shanhai.claims.models import Report
from shanhai.web.lists import PAGE
from tests.world import World, at_most

TITLES = ["甲报：桥头捐资", "乙报：玉屏座谈", "丙报：谢岗采购"]


def received(world: World, title: str, day: int) -> Report:
    """A report without figures, published on a day of June 2024."""
    text = f"{title}\n常平组团与玉屏县开展协作。第{day}号。"
    report = claims.receive(world.clerk, f"{title}.txt", text.encode(), world.partnership).report
    Report.objects.filter(pk=report.pk).update(title=title, published=date(2024, 6, day))
    return report


@pytest.fixture
def filled(world: World) -> World:
    for day, title in enumerate(TITLES, start=1):
        received(world, title, day)
    return world


def listed(user: object, **query: Any) -> Any:
    """The list as a user gets it."""
    return signed_in(user).get(reverse("reports"), query).context["list"]


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


def titles(found: Any) -> list[str]:
    return [row[0].value for row in found.rows]


def test_words_filters_and_days_narrow_the_list(filled: World) -> None:
    assert titles(listed(filled.clerk, q="桥头")) == TITLES[:1]
    assert titles(listed(filled.clerk, q="座谈 玉屏")) == TITLES[1:2]
    assert titles(listed(filled.clerk, published_from="2024-06-03")) == TITLES[2:]
    assert titles(listed(filled.clerk, published_to="2024-06-01")) == TITLES[:1]
    assert len(titles(listed(filled.clerk, partnership=filled.partnership.pk))) == 3


@pytest.mark.parametrize(
    "query",
    [
        {"state": "no-such-state"},
        {"partnership": "999999"},
        {"published_from": "昨天"},
        {"q": "\0桥头'%_"},
        {"page": "99999999999"},
        {"page": "-1", "state": "x"},
    ],
)
def test_a_condition_nothing_can_meet_says_so(filled: World, query: dict[str, str]) -> None:
    page = signed_in(filled.clerk).get(reverse("reports"), query)
    assert page.status_code == 200
    if titles(page.context["list"]) != TITLES[::-1]:
        assert "没有符合条件的" in page.content.decode()


def test_a_heading_sorts_and_sorts_back(filled: World) -> None:
    up = listed(filled.clerk, sort="published")
    assert titles(up) == TITLES
    heading = next(head for head in up.headings if head["url"].endswith("sort=-published"))
    assert heading["way"] == "asc"
    assert titles(listed(filled.clerk, sort="-published")) == TITLES[::-1]
    assert len(titles(listed(filled.clerk, sort="password"))) == 3


def test_columns_are_chosen_and_the_first_stays(filled: World) -> None:
    chosen = listed(filled.clerk, columns=["file", "published"])
    assert [str(head["word"]) for head in chosen.headings] == ["标题", "发布日期", "文件"]
    usual = [str(head["word"]) for head in listed(filled.clerk).headings]
    assert "文件" not in usual and "状态" in usual


def rows_of(answer: Any) -> list[tuple]:
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    return [row for row in book.active.values if any(row)]


def test_the_export_is_what_the_page_shows(filled: World) -> None:
    query = {"q": "报", "sort": "published", "columns": ["published", "said"]}
    page = listed(filled.clerk, **query)
    exported = rows_of(signed_in(filled.clerk).get(f"{reverse('reports')}{page.export}"))
    assert exported[0] == tuple(str(head["word"]) for head in page.headings)
    shown = [tuple(cell.value for cell in row) for row in page.rows]
    assert [(row[0], f"{row[1]:%Y-%m-%d}", row[2]) for row in exported[1:4]] == shown
    assert "共3行" in exported[4][0]


def test_each_row_of_an_export_leads_to_its_page(filled: World) -> None:
    client = signed_in(filled.clerk)
    answer = client.get(f"{reverse('reports')}?export=xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    for row in range(2, 5):
        cell = sheet.cell(row, 1)
        assert str(cell.value) in client.get(cell.hyperlink.target).content.decode()


def test_the_export_holds_every_page(filled: World) -> None:
    for number in range(PAGE + 5):
        received(filled, f"丁报第{number}期", 9)
    first = listed(filled.clerk)
    assert first.count == PAGE and first.total == PAGE + 8
    second = signed_in(filled.clerk).get(f"{reverse('reports')}{first.next}").context["list"]
    assert second.count == 8 and not second.next and second.previous.endswith("page=1")
    exported = rows_of(signed_in(filled.clerk).get(f"{reverse('reports')}{first.export}"))
    assert len(exported) == 1 + PAGE + 8 + 1


def test_a_view_is_saved_opened_renamed_and_dropped(filled: World) -> None:
    client = signed_in(filled.clerk)
    asked = listed(filled.clerk, q="桥头", sort="title")
    save = reverse("views", args=["reports"])
    answer = client.post(
        save, {"title": "桥头的", "query": asked.condition, "next": reverse("reports")}
    )
    assert parse_qs(urlsplit(answer.url).query) == {"q": ["桥头"], "sort": ["title"]}
    page = client.get(answer.url)
    assert "桥头的" in page.content.decode() and page.context["list"].view.title == "桥头的"
    view = SavedView.objects.get()
    client.post(reverse("view-rename", args=[view.pk]), {"title": "桥头镇的"})
    view.refresh_from_db()
    assert view.title == "桥头镇的"
    client.post(reverse("view-drop", args=[view.pk]))
    assert not SavedView.objects.exists()


def test_a_view_without_a_title_is_refused_in_words(filled: World) -> None:
    client = signed_in(filled.clerk)
    answer = client.post(
        reverse("views", args=["reports"]),
        {"title": " ", "query": "q=1", "next": reverse("reports")}, follow=True,
    )  # fmt: skip
    assert "请给视图起个名称" in answer.content.decode() and not SavedView.objects.exists()


def test_a_view_is_its_owners_alone_and_leads_nowhere_else(filled: World) -> None:
    signed_in(filled.clerk).post(reverse("views", args=["reports"]), {"title": "我的"})
    view = SavedView.objects.get()
    other = signed_in(filled.county_clerk)
    assert other.post(reverse("view-drop", args=[view.pk])).status_code == 404
    assert other.post(reverse("view-rename", args=[view.pk]), {"title": "他的"}).status_code == 404
    assert not listed(filled.county_clerk).views
    answer = other.post(
        reverse("views", args=["reports"]), {"title": "x", "next": "https://elsewhere.example/"}
    )
    assert answer.url == "/"


def test_a_foreign_user_sees_nothing_by_list_filter_or_export(filled: World) -> None:
    found = listed(filled.foreigner)
    assert not found.rows and "玉屏" not in str(found.controls)
    assert not listed(filled.foreigner, partnership=filled.partnership.pk).rows
    exported = rows_of(signed_in(filled.foreigner).get(reverse("reports"), {"export": "xlsx"}))
    assert len(exported) == 2


def test_who_may_not_export_is_refused(filled: World) -> None:
    filled.clerk.memberships.update(role="admin")
    client = signed_in(filled.clerk)
    assert not client.get(reverse("reports")).context["list"].export
    assert client.get(reverse("reports"), {"export": "xlsx"}).status_code == 403


def test_a_list_costs_the_same_with_more_rows(filled: World) -> None:
    client = signed_in(filled.clerk)
    client.get(reverse("reports"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("reports"))
    for number in range(20):
        received(filled, f"丁报第{number}期", 9)
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("reports"))
    assert len(many) == len(few) <= at_most(12, 3)
