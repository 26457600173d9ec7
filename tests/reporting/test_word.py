"""The annual summary: every printed number is a fresh figure, every number's source a comment."""

import re
from datetime import date
from io import BytesIO

import pytest
from django.utils import translation
from docx import Document

from shanhai.common.amounts import Amount
from shanhai.common.periods import Period
from shanhai.figures.queries import figure
from shanhai.ledger.models import Evidence
from shanhai.reporting.queries import partnership_fields, partnership_key, trail
from shanhai.reporting.rules import clause_pieces, in_words, paragraph
from shanhai.reporting.services import NothingRecorded, evidence_note, issue
from shanhai.sources.queries import read_blob
from tests.cooperation.test_consumption import outlet_of
from tests.world import World

YEAR = Period.year(2024)


def text_of(data: bytes) -> str:
    return "\n".join(line.text for line in Document(BytesIO(data)).paragraphs)


def comments_of(data: bytes) -> list[str]:
    return [comment.text for comment in Document(BytesIO(data)).comments]


@pytest.fixture
def filled(world: World) -> World:
    world.entry("fiscal_funds", 1070000, helper="桥头镇")
    world.entry("fiscal_funds", 250000, helper="常平镇")
    bought = world.entry("consumption_sales", "4871800")
    Evidence.objects.create(entry=bought, voucher="示例凭证001")
    world.entry("visit_persons", 80, "人次")
    return world


@pytest.mark.parametrize(
    ("value", "unit", "bound", "printed", "words"),
    [
        (8000000, "元", "under", "800万元", "近800万元"),
        (991400000, "元", "exact", "", "9.914亿元"),
        ("4871800", "元", "exact", "", "487.18万元"),
        (81400, "元", "exact", "", "8.14万元"),
        (950, "元", "exact", "", "950元"),
        (714, "人", "exact", "", "714人"),
        ("10000.5", "元", "exact", "", "10000.5元"),
    ],
)
def test_a_number_is_written_with_every_digit_and_its_bound(
    value: int, unit: str, bound: str, printed: str, words: str
) -> None:
    assert in_words(Amount.of(value, unit, bound, printed)) == words


def test_a_clause_without_its_figure_is_left_out() -> None:
    assert clause_pieces("投入{fiscal_funds}", lambda code: None) is None
    pieces = clause_pieces("投入{fiscal_funds}", lambda code: "5万元")
    assert pieces is not None
    assert "".join(piece.text for piece in paragraph([pieces, pieces])) == "投入5万元；投入5万元。"


def test_each_printed_number_is_the_figure_computed_afresh(filled: World) -> None:
    report = issue(filled.clerk, filled.partnership, "annual_summary", YEAR)
    printed = text_of(read_blob(report.clean_id))
    assert {row["indicator"] for row in report.figures} == {
        "fiscal_funds",
        "consumption_sales",
        "visit_persons",
    }
    for row in report.figures:
        key = partnership_key(filled.partnership, YEAR, row["indicator"])
        fresh = figure(key, row["unit"])
        assert fresh is not None
        assert in_words(fresh.amount) == row["written"]
        assert row["written"] in printed


def test_the_checked_edition_names_each_numbers_source_and_the_clean_one_none(
    filled: World,
) -> None:
    report = issue(filled.clerk, filled.partnership, "annual_summary", YEAR)
    clean, checked = read_blob(report.clean_id), read_blob(report.checked_id)
    assert text_of(clean) == text_of(checked)
    assert comments_of(clean) == []
    comments = comments_of(checked)
    assert len(comments) == len(report.figures)
    assert any("凭证示例凭证001" in comment for comment in comments)


def test_a_comment_names_the_members_of_a_register_and_where_the_trail_is(filled: World) -> None:
    outlet_of(filled, title="示例专馆", opened_on=date(YEAR.start.year, 3, 1))
    report = issue(filled.clerk, filled.partnership, "annual_summary", YEAR,
                   lambda key, unit: f"https://example.com/{key.indicator}/{unit}")  # fmt: skip
    (note,) = [one["note"] for one in report.figures if one["indicator"] == "sales_outlets"]
    assert "示例专馆：1个" in note and note.endswith("来历：https://example.com/sales_outlets/个")
    assert note in comments_of(read_blob(report.checked_id))


def test_each_number_of_both_editions_leads_to_its_trail_and_looks_like_any_text(
    filled: World,
) -> None:
    report = issue(filled.clerk, filled.partnership, "annual_summary", YEAR,
                   lambda key, unit: f"https://example.com/{key.indicator}/{unit}")  # fmt: skip
    for edition in (report.clean_id, report.checked_id):
        lines = Document(BytesIO(read_blob(edition))).paragraphs
        links = {link.text: link for line in lines for link in line.hyperlinks}
        assert {one["written"]: f"https://example.com/{one['indicator']}/{one['unit']}"
                for one in report.figures} == {
            text: link.address for text, link in links.items()}  # fmt: skip
        fonts = [link.runs[0].font for link in links.values()]
        assert not any(font.underline or font.color.rgb for font in fonts)


def test_a_document_is_chinese_whatever_its_author_reads(filled: World) -> None:
    with translation.override("en"):
        report = issue(filled.clerk, filled.partnership, "annual_summary", YEAR)
        assert (
            "entries added up"
            in trail(
                filled.clerk, partnership_key(filled.partnership, YEAR, "fiscal_funds")
            ).formula
        )
    assert report.figures
    assert all("台账记录相加" in one["note"] for one in report.figures)
    assert any("（凭证示例凭证001）" in one["note"] for one in report.figures)


def test_evidence_is_told_in_the_readers_words_and_quoted_in_its_own(filled: World) -> None:
    evidence = Evidence.objects.get()
    evidence.sheet, evidence.row = "收支", 7
    assert evidence_note(evidence) == "工作表“收支”第7行，凭证示例凭证001"
    with translation.override("en"):
        assert evidence_note(evidence) == "row 7 of the sheet “收支”, voucher 示例凭证001"


def test_an_issued_report_keeps_its_numbers_when_the_books_change(filled: World) -> None:
    report = issue(filled.clerk, filled.partnership, "annual_summary", YEAR)
    filled.entry("fiscal_funds", 1, helper="常平镇")
    report.refresh_from_db()
    written = {row["indicator"]: row["written"] for row in report.figures}
    assert written["fiscal_funds"] == "132万元"


def test_an_empty_year_is_refused_with_what_to_do(world: World) -> None:
    with pytest.raises(NothingRecorded, match="请先录入或提交台账"):
        issue(world.clerk, world.partnership, "annual_summary", YEAR)


def test_the_page_is_that_of_the_standard(filled: World) -> None:
    report = issue(filled.clerk, filled.partnership, "annual_summary", YEAR)
    page = Document(BytesIO(read_blob(report.clean_id))).sections[0]
    measures = (page.top_margin, page.left_margin, page.right_margin, page.bottom_margin)
    assert [round(side.mm) for side in measures] == [37, 28, 26, 35]


def test_a_trail_adds_up_to_its_number_and_says_what_it_hides(filled: World) -> None:
    key = partnership_key(filled.partnership, YEAR, "fiscal_funds")
    whole = trail(filled.clerk, key)
    assert whole.figure is not None
    assert sum(line.part.units for line in whole.lines) == whole.figure.amount.units
    foreign = trail(filled.foreigner, key)
    assert (foreign.lines, foreign.hidden) == ([], 2)


def test_a_partnerships_year_stands_by_field(filled: World) -> None:
    fields = {field.name: field.rows for field in partnership_fields(filled.partnership, YEAR)}
    assert {row.indicator.code for row in fields["资金"]} == {"fiscal_funds"}
    assert re.search("消费", "".join(fields))
