"""From a file to reviewed claims: spans, subjects, decisions added and never overwritten."""

import pytest

from shanhai.claims import services
from shanhai.claims.models import Claim, Report, Review
from shanhai.claims.queries import (
    accepted,
    claims_of,
    decided,
    last_decision,
    reports_waiting,
    shown_claims,
    waiting,
    waiting_counts,
)
from shanhai.records.models import ChangeSet
from shanhai.registry import services as registry
from shanhai.sources.models import Blob, Document
from tests.world import World

TEXT = """玉屏县与常平组团深化东西部协作
2025年3月20日，玉屏县党政代表团到常平镇对接东西部协作工作。5年来，常平组团投入协作资金9800万元，引进落地企业15家，覆盖受益农户4000余户。
自结对以来，桥头镇先后组织8批次80人次赴玉屏县考察，累计落实财政资金1070万元，采购农产品487.18万元。
"""  # noqa: E501


@pytest.fixture
def report(world: World) -> Report:
    return services.receive(world.clerk, "报道.txt", TEXT.encode()).report


def claim(report: Report, quote: str) -> Claim:
    return claims_of(report).get(span__quote=quote)


def test_every_claims_span_says_what_the_text_says(report: Report) -> None:
    rows = list(claims_of(report))
    assert len(rows) >= 7
    for row in rows:
        assert report.document.text[row.span.start : row.span.end] == row.span.quote


def test_a_report_finds_its_partnership_among_those_one_may_see(
    report: Report, world: World
) -> None:
    assert report.partnership == world.partnership


def test_cluster_and_town_keep_their_own_figures(report: Report, world: World) -> None:
    assert claim(report, "9800万元").helper == world["常平组团"]
    assert claim(report, "80人次").helper == world["桥头镇"]


def test_amounts_keep_their_bound_and_printed_form(report: Report) -> None:
    row = claim(report, "4000余户")
    assert (row.amount.value, row.bound, row.printed) == (4000, "over", "4000余户")


def test_the_same_content_is_recognised_whatever_file_it_comes_in(
    report: Report, world: World
) -> None:
    again = services.receive(world.clerk, "另一个名字.txt", TEXT.encode("gb18030"))
    assert (again.is_new, again.report) == (False, report)
    assert Report.objects.count() == 1


def test_a_report_of_unclear_partnership_asks_and_keeps_what_was_sent(world: World) -> None:
    registry.appoint(world.clerk, "clerk", world["清溪镇"])
    with pytest.raises(services.PartnershipUnclear) as question:
        services.receive(world.clerk, "简讯.txt", "今年以来，帮助就业30人。".encode())
    assert len(question.value.candidates) == 2
    assert Blob.objects.count() == 1
    answered = services.receive_document(world.clerk, question.value.document, world.elsewhere)
    assert answered.report.partnership == world.elsewhere


def test_receiving_is_one_action_and_nothing_is_half_saved(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = ChangeSet.objects.count()
    services.receive(world.clerk, "报道.txt", TEXT.encode())
    assert ChangeSet.objects.count() == before + 1

    def fails(*args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(services, "_parties", fails)
    with pytest.raises(RuntimeError):
        services.receive(world.clerk, "另一篇.txt", (TEXT + "。").encode())
    assert Report.objects.count() == 1
    assert Claim.objects.exclude(report=Report.objects.get()).count() == 0


def test_decisions_are_added_and_the_newest_counts(report: Report, world: World) -> None:
    row = claim(report, "9800万元")
    services.accept(world.clerk, row)
    services.reopen(world.clerk, row)
    services.reject(world.reviewer, row, "重复")
    assert [review.decision for review in row.reviews.all()] == [
        "accepted",
        "reopened",
        "rejected",
    ]
    assert decided(row) == Review.Decision.REJECTED


def test_a_second_reviewer_is_told_that_someone_has_decided(report: Report, world: World) -> None:
    row = claim(report, "9800万元")
    services.accept(world.clerk, row)
    with pytest.raises(services.ClaimError, match="已有人作出判断"):
        services.reject(world.reviewer, row)


def test_a_correction_is_a_persons_claim_that_replaces_the_readers(
    report: Report, world: World
) -> None:
    row = claim(report, "487.18万元")
    made = services.correct(world.clerk, row, "核对原文", units="4871900")
    row.refresh_from_db()
    assert row.amount.value == 4871800
    assert (made.amount.value, made.origin, made.replaces) == (4871900, "person", row)
    shown = {one.pk for one in shown_claims(report)}
    assert made.pk in shown and row.pk not in shown
    assert made in accepted(report.claims.all())


def test_taking_a_correction_back_brings_the_readers_claim_again(
    report: Report, world: World
) -> None:
    row = claim(report, "487.18万元")
    made = services.correct(world.clerk, row, units="4871900")
    services.reopen(world.clerk, row)
    assert decided(row) == ""
    assert made not in accepted(report.claims.all())
    again = services.correct(world.clerk, row, units="4871800")
    assert again in accepted(report.claims.all())


def test_a_figure_the_reader_missed_is_added_by_its_words(report: Report, world: World) -> None:
    start = report.document.text.index("5年来")
    made = services.add(
        world.clerk, report, start, start + 3, indicator="meetings_held", value=5, unit="场"
    )
    assert (made.span.quote, made.amount.value) == ("5年来", 5)
    with pytest.raises(services.ClaimError, match="已有一条所述"):
        services.add(world.clerk, report, start, start + 1, indicator="x", value=1, unit="场")


def test_a_report_is_done_when_none_of_its_claims_waits(report: Report, world: World) -> None:
    assert list(reports_waiting(world.clerk)) == [report]
    assert waiting_counts([report]) == {report.pk: waiting(report).count()}
    services.accept_all(world.clerk, report, [row.pk for row in waiting(report)])
    report.refresh_from_db()
    assert report.state == Report.State.DONE
    newest = last_decision(world.clerk, report)
    assert newest is not None
    services.reopen(world.clerk, newest)
    report.refresh_from_db()
    assert report.state == Report.State.REVIEWING


def test_a_foreign_user_sees_neither_report_nor_claims(report: Report, world: World) -> None:
    assert not reports_waiting(world.foreigner).exists()
    assert Document.objects.count() == 1
