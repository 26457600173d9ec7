"""The pages of the books and of one entry."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from shanhai.common.amounts import SCALE, Amount
from shanhai.common.periods import Period
from shanhai.ledger.models import Entry
from shanhai.ledger.services import EntryFacts, EvidenceFacts, edit, enter, facts_of, step, submit
from shanhai.ledger.workbooks.plan import mapped_sheets
from shanhai.ledger.workbooks.post import receive
from shanhai.web.sheets import Sheet, workbook
from tests.numbers import numbers
from tests.world import World, at_most


@pytest.fixture
def entry(world: World) -> Entry:
    facts = EntryFacts(
        partnership=world.partnership, book="donations", title="捐资助学",
        indicator="social_donation", amount=Amount.of(270_000, "元"),
        period=Period.parse("2024-05"), helper=world["桥头镇"],
        recipient=world["玉屏侗族自治县"],
    )  # fmt: skip
    return enter(world.clerk, facts, [EvidenceFacts(voucher="JZ001")])


def signed_in(client: Client, user: object) -> Client:
    client.force_login(user)  # type: ignore[arg-type]
    return client


def typed(world: World, **changes: object) -> dict[str, object]:
    """The form of an entry as a person fills it in."""
    return {
        "partnership": world.partnership.pk, "title": "捐资助学", "indicator": "social_donation",
        "value": "27", "unit": "万元", "period": "2024年5月", "stage": "arrived",
        "helper": "桥头镇", "recipient": "玉屏县",
    } | changes  # fmt: skip


def test_all_seventeen_books_are_listed(client: Client, world: World, entry: Entry) -> None:
    page = signed_in(client, world.clerk).get("/books/")
    assert len(page.context["rows"]) == 17
    assert {book.code: count.rows for book, count in page.context["rows"]}["donations"] == 1


def test_the_sheet_shows_filters_and_adds_nothing_unlike(
    client: Client, world: World, entry: Entry
) -> None:
    submit(world.clerk, entry)
    world.entry("social_donation", 5, stage="promised")
    world.entry("labour_transferred", 5, "人")
    page = signed_in(client, world.clerk).get("/books/donations/")
    totals = [(row["total"].indicator, row["total"].stage) for row in page.context["totals"]]
    assert totals == [
        ("labour_transferred", "arrived"),
        ("social_donation", "promised"),
        ("social_donation", "arrived"),
    ]
    narrowed = client.get("/books/donations/?indicator=social_donation&q=捐资&year=2024")
    assert [row.entry for row in narrowed.context["rows"]] == [entry]
    assert client.get("/books/donations/?state=void").context["rows"] == []


def test_each_total_leads_to_the_very_rows_that_make_it(client: Client, world: World) -> None:
    world.entry("social_donation", 5, stage="promised")
    for year, summary in ((2023, False), (2024, False), (2024, True)):
        world.entry("social_donation", 7, year=year, summary=summary)
    world.entry("labour_transferred", 5, "人")
    world.entry("labour_transferred", 3, "人次")
    page = signed_in(client, world.clerk).get("/books/donations/?year=2024")
    assert len(page.context["totals"]) == 4
    for row in page.context["totals"]:
        where = f"/books/donations/{row['rows']}"
        listed = [one.entry.amount for one in client.get(where).context["rows"]]
        assert (
            len(listed) == row["total"].rows and sum(listed[1:], listed[0]) == row["total"].amount
        )
        file = b"".join(client.get(where.replace("/?", "/export.xlsx?")).streaming_content)
        lines = list(load_workbook(io.BytesIO(file)).active.values)
        assert lines[len(listed) + 2][0].startswith(f"共{len(listed)}行")


def test_the_totals_of_an_export_lead_to_their_rows_and_are_not_read_back(
    client: Client, world: World
) -> None:
    for value in (9, 4):
        world.entry("social_donation", value)
    world.entry("social_donation", 7, stage="promised")
    signed_in(client, world.clerk)
    data = b"".join(client.get("/books/donations/export.xlsx?year=2024").streaming_content)
    rows, totals = load_workbook(io.BytesIO(data))
    told = {}
    for _name, stage, count, total, *_rest in totals.iter_rows(min_row=2):
        listed = client.get(total.hyperlink.target).context["rows"]
        assert count.hyperlink.target == total.hyperlink.target and count.value == len(listed)
        told[stage.value] = (total.value, sum(one.entry.units for one in listed) / SCALE)
    assert told == {"承诺": (7, 7), "到位": (13, 13)}
    foot = rows.cell(rows.max_row, 1)
    assert len(client.get(foot.hyperlink.target).context["rows"]) == 3
    upload = receive(world.clerk, data, "导出.xlsx")
    skipped = {one.sheet.name: one.skipped for one in mapped_sheets(world.clerk, upload)}
    assert "导出时附上的合计" in skipped["合计"] and not skipped["社会捐赠台账"]


def test_each_count_of_a_book_leads_to_as_many_rows(client: Client, world: World) -> None:
    for state in ("draft", "returned", "in_check", "submitted", "submitted", "locked"):
        world.entry("social_donation", 5, state=state)
    signed_in(client, world.clerk)
    page = client.get("/books/")
    (count,) = [one for book, one in page.context["rows"] if book.code == "donations"]
    counts = {"": count.rows, "unsent": count.drafts, "unconfirmed": count.waiting}
    assert counts == {"": 6, "unsent": 2, "unconfirmed": 3}
    for asked, number in counts.items():
        assert f"/books/donations/?state={asked}" in page.content.decode() or not asked
        listed = client.get(f"/books/donations/?state={asked}").context["rows"]
        assert len(listed) == number


def test_the_stages_of_a_matter_lead_to_its_rows_at_each(client: Client, world: World) -> None:
    rows = [world.entry("social_donation", value, stage=stage, title="校舍")
            for value, stage in ((9, "promised"), (4, "arrived"), (3, "arrived"))]  # fmt: skip
    world.entry("social_donation", 1, title="校舍之外")
    page = signed_in(client, world.clerk).get(f"/entries/{rows[0].pk}/").content.decode()
    ladder = {value: where for where, value in numbers(page) if "matter=" in where}
    assert sorted(ladder) == [7, 9]
    for value, where in ladder.items():
        listed = client.get(where).context["rows"]
        assert sum(row.entry.amount.units for row in listed) == value * SCALE


def test_a_stranger_sees_nothing_by_list_page_export_or_file(
    client: Client, world: World, entry: Entry
) -> None:
    signed_in(client, world.foreigner)
    assert client.get("/books/donations/").context["rows"] == []
    assert client.get(f"/entries/{entry.pk}/").status_code == 404
    assert client.get(f"/entries/{entry.pk}/edit/").status_code == 404
    assert client.post(f"/entries/{entry.pk}/step/submit/").status_code == 404
    proof = entry.evidence.get()
    assert client.get(f"/entries/{entry.pk}/evidence/{proof.pk}/").status_code == 404
    exported = b"".join(client.get("/books/donations/export.xlsx").streaming_content)
    cells = [cell for row in load_workbook(io.BytesIO(exported)).active.values for cell in row]
    assert "捐资助学" not in cells


def test_the_export_holds_exactly_what_is_shown(client: Client, world: World, entry: Entry) -> None:
    world.entry("social_donation", 5, title="另一条", year=2022)
    answer = signed_in(client, world.clerk).get("/books/donations/export.xlsx?year=2024")
    rows = list(load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active.values)
    titles = [row[5] for row in rows[1:] if row[5]]
    assert titles == ["捐资助学"]
    assert any("共1行" in str(cell) and "SHA-256" in str(cell) for row in rows for cell in row)


def test_each_row_of_an_export_leads_to_its_vouchers(
    client: Client, world: World, entry: Entry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shanhai.web.sheets.MOST_LINKS", 1)
    world.entry("social_donation", 5, title="另一条")
    answer = signed_in(client, world.clerk).get("/books/donations/export.xlsx?sort=title")
    page = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    place = [cell.value for cell in page[1]].index("系统编号")
    first, second = page[2][place], page[3][place]
    assert first.hyperlink.target == f"http://testserver/entries/{first.value}/"
    assert {first.value, second.value} == set(Entry.objects.values_list("pk", flat=True))
    assert client.get(first.hyperlink.target).status_code == 200 and second.hyperlink is None


def test_a_person_records_an_entry_in_their_own_units(client: Client, world: World) -> None:
    answer = signed_in(client, world.clerk).post("/entries/new?book=donations", typed(world))
    entry = Entry.objects.get()
    assert answer.status_code == 302 and answer.url == f"/entries/{entry.pk}/"
    assert (entry.units, entry.unit, entry.recipient.name) == (
        270_000 * SCALE,
        "元",
        "玉屏侗族自治县",
    )


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"value": "约27"}, "台账要记确切的数"),
        ({"value": "-27"}, "不能为负"),
        ({"period": "去年"}, "不是一个日期"),
        ({"helper": "无此镇"}, "没有登记"),
        ({"helper": "清溪镇"}, "不在结对"),
        ({"note": "522225199001011234"}, "身份证号"),
    ],
)
def test_a_refused_form_says_why_and_keeps_what_was_typed(
    client: Client, world: World, changes: dict[str, object], says: str
) -> None:
    answer = signed_in(client, world.clerk).post(
        "/entries/new?book=donations", typed(world, **changes)
    )
    text = answer.content.decode()
    assert answer.status_code == 422 and says in text and "捐资助学" in text
    assert not Entry.objects.exists()


def test_an_edit_over_someone_elses_is_shown_and_typed_values_stay(
    client: Client, world: World, entry: Entry
) -> None:
    seen = entry.version
    edit(world.county_clerk, entry, facts_of(entry, note="对方先改"), seen)
    signed_in(client, world.clerk)
    address = f"/entries/{entry.pk}/edit/"
    answer = client.post(address, typed(world, title="我后改", expected=seen))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "对方先改" in text and "我后改" in text and "刚刚被别人改过" in text
    assert Entry.objects.get().title == "捐资助学"
    again = client.post(address, typed(world, title="我后改", expected=entry.version))
    assert again.status_code == 302 and Entry.objects.get().title == "我后改"


def test_an_entry_is_recorded_with_the_photo_of_its_voucher(client: Client, world: World) -> None:
    def send(content: bytes) -> Any:
        photo = SimpleUploadedFile("票据.png", content)
        return client.post("/entries/new?book=donations", typed(world) | {"photo": photo})

    signed_in(client, world.clerk)
    refused = send(b"no picture")
    assert refused.status_code == 422 and "这不是照片" in refused.content.decode()
    assert not Entry.objects.exists()
    where = send(b"\x89PNG\r\n\x1a\n").headers["Location"]
    one = Entry.objects.get().ref.attachments.get()
    text = client.get(where).content.decode()
    assert f'src="/photos/{one.pk}/"' in text and "还没有凭证" not in text


def test_the_two_sides_speak_on_the_page(client: Client, world: World, entry: Entry) -> None:
    step(world.reviewer, submit(world.clerk, entry), "check")
    signed_in(client, world.county_clerk)
    said = f"/entries/{entry.pk}/state/recipient/"
    for typed, why in ({"value": "26"}, "请写“26万元”或“26元”"), ({"value": "26万元"}, "写明依据"):
        refused = client.post(said, typed)
        text = refused.content.decode()
        assert refused.status_code == 422 and why in text and f'value="{typed["value"]}"' in text
    client.post(said, {"value": "26万元", "why": "银行回单"})
    page = client.get(f"/entries/{entry.pk}/").content.decode()
    assert "与所记不同" in page and "银行回单" in page and "双方不一致" in page
    assert "填报的一方改数后重新提交" in page
    client.post(f"/entries/{entry.pk}/step/confirm/", {})
    assert Entry.objects.get().state == "submitted"


def test_a_step_says_what_was_done_and_who_is_next(
    client: Client, world: World, entry: Entry
) -> None:
    submit(world.clerk, entry)
    answer = signed_in(client, world.reviewer).post(f"/entries/{entry.pk}/step/check/", follow=True)
    assert "已办好“组团核对”，现为已提交，由玉屏侗族自治县办。" in answer.content.decode()


def test_words_of_vocabularies_are_english_in_what_one_chooses_from(
    client: Client, world: World, entry: Entry
) -> None:
    client.cookies["django_language"] = "en"
    page = signed_in(client, world.clerk).get("/books/donations/").content.decode()
    assert ">draft</option>" in page and "bank receipt, " in page
    assert "<h1>Donations</h1>" in page
    assert ">Education</option>" in client.get("/activities/").content.decode()


def test_a_step_not_allowed_is_refused_in_words(client: Client, world: World, entry: Entry) -> None:
    answer = signed_in(client, world.clerk).post(f"/entries/{entry.pk}/step/approve/", follow=True)
    assert "没有“审核”的权限" in answer.content.decode()
    assert Entry.objects.get().state == "draft"


def test_an_auditor_reads_and_writes_nothing(client: Client, world: World, entry: Entry) -> None:
    signed_in(client, world.auditor)
    assert client.get(f"/entries/{entry.pk}/").status_code == 200
    assert client.get("/entries/new").status_code == 403
    assert client.get("/imports/").status_code == 403


@pytest.mark.parametrize("code", ["pairings", "meetings", "agreements"])
def test_books_over_the_register_show_its_objects(client: Client, world: World, code: str) -> None:
    page = signed_in(client, world.clerk).get(f"/books/{code}/")
    listed = page.context["list"]
    assert len(listed.rows) == (1 if code == "pairings" else 0)
    assert str(listed.listing.title).endswith("台账")
    told = b"".join(client.get(f"/books/{code}/export.xlsx").streaming_content)
    assert ("玉屏" in str(list(load_workbook(io.BytesIO(told)).active.values))) == (
        code == "pairings"
    )


def test_a_sheet_costs_the_same_with_more_rows(client: Client, world: World) -> None:
    signed_in(client, world.clerk)
    world.entry("social_donation", 1, joint=("桥头镇",))
    with CaptureQueriesContext(connection) as few:
        client.get("/books/donations/")
    for number in range(30):
        world.entry("social_donation", number + 1, joint=("桥头镇",))
    with CaptureQueriesContext(connection) as many:
        client.get("/books/donations/")
    assert len(many) == len(few) <= at_most(24, 10)


def test_a_sheet_of_very_many_rows_counts_and_adds_up_only_when_asked(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        world.entry("social_donation", number + 1)
    address = "/books/donations/"
    few = signed_in(client, world.clerk).get(address).context
    monkeypatch.setattr("shanhai.web.pages.books.COUNTED", 2)
    page = client.get(address)
    assert (len(page.context["rows"]), page.context["totals"]) == (2, [])
    assert "合计不随页面一起算" in page.content.decode()
    asked = client.get(address + page.context["add_up"])
    assert [one["total"].rows for one in asked.context["totals"]] == [3]
    assert set(few["years"]) <= set(page.context["years"])
    assert set(few["indicators"]) <= set(page.context["indicators"])
    assert few["offices"] == page.context["offices"]
    assert client.get(address, {"year": 2024}).status_code == 200


def test_an_export_goes_on_to_a_further_sheet_and_says_where_a_text_is_cut(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("shanhai.web.sheets.MOST_LINES", 2)
    answer = workbook("台账", Sheet(["数", "说明"], ([n, "长" * 40_000] for n in range(5))))
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    told = [row for sheet in book for row in sheet.values if isinstance(row[0], int)]
    assert (len(book.worksheets), [row[0] for row in told]) == (3, [0, 1, 2, 3, 4])
    assert all(len(row[1]) < 32_767 and row[1].endswith("（全文见系统）") for row in told)
    assert any("共5行" in str(row[0]) for row in book.worksheets[-1].values)


def test_chosen_rows_go_a_step_on_together_and_refusals_are_said(
    client: Client, world: World, entry: Entry
) -> None:
    submit(world.clerk, entry)
    draft = enter(world.clerk, facts_of(entry, title="还没提交"))
    signed_in(client, world.reviewer)
    page = client.get("/books/donations/?waits=check")
    assert [row.entry for row in page.context["rows"]] == [entry]
    assert ("check", "组团核对", "", 1) in page.context["verbs"]
    assert b'data-steps="check return"' in page.content
    steps = "/books/donations/steps/?year=2024"
    empty = client.post(steps, {"verb": "return", "entry": [entry.pk]})
    assert empty.status_code == 422 and empty.context["picked"] == {entry.pk}
    chosen = {"verb": "check", "entry": [entry.pk, draft.pk], "why": "汇总核过"}
    answer = client.post(steps, chosen, follow=True)
    assert answer.redirect_chain[0][0] == "/books/donations/?year=2024"
    assert [row[:2] for row in answer.context["outcome"]["refused"]] == [[draft.pk, "还没提交"]]
    assert answer.context["outcome"]["done"] == [
        [entry.pk, str(entry), "已提交，由玉屏侗族自治县办"]
    ]
    assert Entry.objects.get(pk=entry.pk).state == "submitted"
    client.force_login(world.foreigner)
    assert client.post(steps, chosen | {"verb": "submit"}).status_code == 422
