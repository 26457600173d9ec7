"""Taking in and reviewing through the pages: rights, scope, errors that lose nothing."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from shanhai.claims.models import Claim, Report
from shanhai.claims.queries import claims_of, decided
from tests.claims.test_life_of_a_claim import TEXT
from tests.world import World


@pytest.fixture
def clerk(world: World) -> Client:
    client = Client()
    client.force_login(world.clerk)
    return client


def send(client: Client, **data: object) -> object:
    return client.post(reverse("intake"), data)


def file(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


@pytest.fixture
def report(clerk: Client) -> Report:
    send(clerk, files=[file("报道.txt", TEXT.encode())])
    return Report.objects.get()


def claim(report: Report, quote: str) -> Claim:
    return claims_of(report).get(span__quote=quote)


def test_one_report_sent_leads_straight_to_its_review(clerk: Client) -> None:
    answer = send(clerk, files=[file("报道.txt", TEXT.encode())])
    assert answer.url == reverse("review", args=[Report.objects.get().pk])  # type: ignore[attr-defined]


def test_each_of_several_files_is_answered_for_itself(clerk: Client) -> None:
    answer = send(clerk, files=[file("报道.txt", TEXT.encode()), file("空.txt", b"")])
    page = answer.content.decode()  # type: ignore[attr-defined]
    assert "条所述" in page
    assert "“空.txt”是空文件" in page
    assert Report.objects.count() == 1


def test_pasted_text_comes_back_when_the_form_is_refused(clerk: Client) -> None:
    answer = send(clerk, text=TEXT, published="不是日期")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "4000余户" in answer.content.decode()  # type: ignore[attr-defined]
    assert not Report.objects.exists()


def test_nothing_sent_says_what_to_do(clerk: Client) -> None:
    answer = send(clerk)
    assert "请拖入文件，或粘贴一段正文" in answer.content.decode()  # type: ignore[attr-defined]


def test_a_file_over_the_limit_is_refused_before_it_is_read(
    clerk: Client, settings: object
) -> None:
    settings.UPLOAD_LIMIT = 1024 * 1024  # type: ignore[attr-defined]
    answer = send(clerk, files=[file("大.txt", b"0" * (1024 * 1024 + 1))])
    assert "“大.txt”超过1 MB" in answer.content.decode()  # type: ignore[attr-defined]


def test_the_desk_shows_figures_repairs_and_cards(clerk: Client, report: Report) -> None:
    page = clerk.get(reverse("review", args=[report.pk])).content.decode()
    assert "4000余户" in page
    assert page.count("data-claim=") == report.claims.count()


def test_the_desk_says_which_stated_sum_is_off(clerk: Client, report: Report) -> None:
    page = clerk.get(reverse("review", args=[report.pk])).content.decode()
    assert "与各项合不上" not in page
    text = f"{TEXT}\n会上，企业捐赠现金30万元、物资25万元、图书8万元，合计60万元。\n"
    send(clerk, files=[file("另一篇.txt", text.encode())])
    other = Report.objects.exclude(pk=report.pk).get()
    page = clerk.get(reverse("review", args=[other.pk])).content.decode()
    assert "文中写共60万元，与各项合不上" in page
    assert "30万元＋25万元＋8万元 = 63万元" in page


def test_accepting_goes_on_to_the_next_claim(clerk: Client, report: Report) -> None:
    row = claim(report, "9800万元")
    clerk.post(reverse("claim-accept", args=[row.pk]))
    assert decided(row) == "accepted"
    assert "已采纳" in clerk.get(reverse("review", args=[report.pk])).content.decode()


def test_a_correction_that_cannot_be_keeps_what_was_typed(clerk: Client, report: Report) -> None:
    row = claim(report, "487.18万元")
    typed = {
        "indicator": "consumption_sales",
        "value": "4871900",
        "unit": "元",
        "bound": "exact",
        "first": "2024-13",
        "kind": "reading",
        "stage": "arrived",
        "helper": "无此镇",
    }
    answer = clerk.post(reverse("claim-correct", args=[row.pk]), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "4871900" in page and "不是一个日期" in page and "登记里没有“无此镇”" in page
    assert decided(row) == ""


def test_a_correction_is_saved_with_its_parts(clerk: Client, report: Report) -> None:
    row = claim(report, "487.18万元")
    typed = {
        "indicator": "consumption_sales",
        "value": "4871900",
        "unit": "元",
        "bound": "exact",
        "first": "2021",
        "last": "2025",
        "kind": "reading",
        "stage": "arrived",
        "helper": "桥头镇",
        "recipient": "玉屏县",
        "provider": "桥头镇",
        "receiver": "",
    }
    clerk.post(reverse("claim-correct", args=[row.pk]), typed)
    made = Claim.objects.get(replaces=row)
    assert (made.amount.value, made.period.label) == (4871900, "2021—2025年")
    assert [party.name for party in made.parties.filter(role="provider")] == ["桥头镇"]


def test_two_reviewers_at_once_the_second_is_told(
    clerk: Client, report: Report, world: World
) -> None:
    row = claim(report, "9800万元")
    other = Client()
    other.force_login(world.county_clerk)
    other.post(reverse("claim-reject", args=[row.pk]))
    answer = clerk.post(reverse("claim-accept", args=[row.pk]), follow=True)
    assert "已有人作出判断" in answer.content.decode()
    assert decided(row) == "rejected"


def test_a_claim_is_added_by_the_words_selected(clerk: Client, report: Report) -> None:
    start = report.document.text.index("玉屏县党政代表团")
    typed = {
        "add": f"{start}-{start + 3}",
        "indicator": "other",
        "other": "代表团",
        "value": "1",
        "unit": "个",
        "bound": "exact",
        "kind": "act",
        "stage": "arrived",
    }
    clerk.post(reverse("claim-add", args=[report.pk]), typed)
    assert claim(report, "玉屏县").indicator == "other:代表团"


def test_the_list_is_exported_exactly_as_it_is_shown(clerk: Client, report: Report) -> None:
    answer = clerk.get(reverse("reports"), {"export": 1})
    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
        .get_sheet_by_index(0)
        .to_python()
    )
    assert rows[1][0] == report.title
    assert "共1行，SHA-256" in rows[3][0]


def test_the_original_comes_back_byte_for_byte(clerk: Client, report: Report) -> None:
    assert clerk.get(reverse("original", args=[report.pk])).content == TEXT.encode()


@pytest.mark.parametrize("name", ["review", "original"])
def test_a_foreign_user_finds_nothing(report: Report, world: World, name: str) -> None:
    client = Client()
    client.force_login(world.foreigner)
    assert client.get(reverse(name, args=[report.pk])).status_code == 404
    assert report.title not in client.get(reverse("reports")).content.decode()
    row = report.claims.first()
    assert client.post(reverse("claim-accept", args=[row.pk])).status_code == 404


def test_an_auditor_looks_and_decides_nothing(report: Report, world: World) -> None:
    client = Client()
    client.force_login(world.auditor)
    assert client.get(reverse("review", args=[report.pk])).status_code == 200
    row = report.claims.first()
    assert client.post(reverse("claim-accept", args=[row.pk])).status_code == 403
    assert client.get(reverse("intake")).status_code == 403


def test_the_desk_costs_the_same_queries_for_many_claims(
    clerk: Client, report: Report, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(24):  # type: ignore[operator]
        clerk.get(reverse("review", args=[report.pk]))


def test_what_waits_is_on_the_first_page(clerk: Client, report: Report) -> None:
    page = clerk.get(reverse("home")).content.decode()
    assert report.title in page and "待判断" in page
