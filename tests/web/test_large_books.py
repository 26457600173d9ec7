"""Books too large for a page: looked through, written, taken back and exported by the worker."""

import hashlib
import io
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from django.core.management import call_command
from django.test import Client

from shanhai.cli.import_ import import_
from shanhai.ledger.models import Entry, Preview, Upload
from shanhai.ledger.workbooks import preview, sheets
from shanhai.records.jobs.queries import file_of
from shanhai.records.jobs.services import tidy_jobs
from shanhai.records.models import Job
from shanhai.sources.models import Blob
from shanhai.sources.services import blob_path
from shanhai.web.pages import books
from tests.ledger.test_ugly_workbooks import saved
from tests.ledger.workbook import HEAD, gift, workbook
from tests.web.test_imports import hand_in
from tests.world import World


@pytest.fixture(autouse=True)
def everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "LARGEST_AT_ONCE", 10)
    monkeypatch.setattr(books, "COUNTED", 3)


def let_work() -> None:
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)


def panel(client: Client, job: Job) -> object:
    """What the page that waits asks for."""
    return client.get(f"/jobs/{job.pk}/", headers={"HX-Request": "true"})


def test_from_the_file_to_the_book_and_back(
    client: Client, world: World, transactional_db: None
) -> None:
    page = hand_in(client, world.clerk, workbook([HEAD, gift(1, 40), gift(2, "约5")]))
    upload, job = Upload.objects.get(), Job.objects.get()
    assert page.redirect_chain == [(f"/jobs/{job.pk}/", 302)]  # type: ignore[attr-defined]
    assert "排队中" in page.content.decode()  # type: ignore[attr-defined]
    assert client.get(f"/imports/{upload.pk}/").url == f"/jobs/{job.pk}/"
    let_work()
    assert panel(client, job).headers["HX-Redirect"] == f"/imports/{upload.pk}/"
    text = client.get(f"/imports/{upload.pk}/").content.decode()
    assert "社会捐赠台账" in text and "H3：“约5”里有“约”字" in text
    refused = client.post(f"/imports/{upload.pk}/post/")
    assert refused.status_code == 422 and "1 行有错，没有导入" in refused.content.decode()
    client.post(f"/imports/{upload.pk}/post/", {"good_only": "1", "submit": "1"})
    let_work()
    assert Entry.objects.get().state == "in_check" and not Preview.objects.exists()
    told = panel(client, Job.objects.first())
    assert told.headers["HX-Redirect"] == f"/imports/{upload.pk}/"
    panel(client, Job.objects.first())  # asked again before the page was left
    toasts = client.get(f"/imports/{upload.pk}/").content.decode().split('id="toasts"')[1]
    assert toasts.count("新增 1 条") == 1
    client.post(f"/imports/{upload.pk}/undo/")
    let_work()
    assert Entry.objects.get().state == "void"
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}


def test_the_preview_is_planned_once_however_often_it_is_opened(
    client: Client, world: World, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(client, world.clerk, workbook([HEAD, gift(1, 40)]))
    upload = Upload.objects.get()
    let_work()

    def read(*_: object) -> None:
        pytest.fail("a page read the workbook")

    for name in ("plan.read_workbook", "post.read_workbook"):
        monkeypatch.setattr(f"shanhai.ledger.workbooks.{name}", read)
    for _ in range(2):
        assert "社会捐赠台账" in client.get(f"/imports/{upload.pk}/").content.decode()
    answer = client.post(f"/imports/{upload.pk}/mapping/", {"sheet": "Sheet", "book": "donations"})
    assert answer.status_code == 302 and Job.objects.count() == 2


def test_a_sheet_may_be_taken_for_another_book(
    client: Client, world: World, transactional_db: None
) -> None:
    rows = [
        ["日期", "帮扶方", "受援方", "名目", "数"],
        ["2024年5月", "桥头镇", "玉屏县", "考察", 3],
    ]
    hand_in(client, world.clerk, workbook(rows, "明细"))
    upload = Upload.objects.get()
    let_work()
    asked = {"sheet": "明细", "book": "visits"}
    keys = ("period", "helper", "recipient", "title", "amount")
    for chosen in (asked, asked | {f"column-{at}": key for at, key in enumerate(keys)}):
        client.post(f"/imports/{upload.pk}/mapping/", chosen)
        let_work()
    client.post(f"/imports/{upload.pk}/post/")
    let_work()
    entry = Entry.objects.get()
    assert (entry.book, entry.indicator, entry.title) == ("visits", "visit_batches", "考察")


@pytest.mark.parametrize("state", ["visible", "hidden", "alone and hidden"])
def test_of_a_large_roster_nothing_is_kept(
    client: Client, world: World, transactional_db: None, state: str
) -> None:
    """Neither of one who hands it in nor of another, whose same bytes are kept but once."""
    book = openpyxl.load_workbook(io.BytesIO(workbook([["姓名", "身份证号码"], ["张示例", "1"]])))
    shown = book.create_sheet("明细")
    if state != "alone and hidden":
        shown.append(HEAD)
    book.active = 1
    book.worksheets[0].sheet_state = state.rpartition(" ")[2]
    data = saved(book)
    for user in (world.county_clerk, world.clerk):
        hand_in(client, user, data)
    path = blob_path(Blob.objects.get().sha256)
    assert path.exists() and Upload.objects.count() == 2
    let_work()
    assert not Upload.objects.exists() and not Blob.objects.exists() and not path.exists()
    told = panel(client, Job.objects.first())
    text = told.content.decode()
    expected = "没有内容" if state == "alone and hidden" else "是人员名册，写有身份证号码，没有收下"
    assert expected in text and 'href="/imports/"' in text and "HX-Redirect" not in told.headers
    assert client.get("/jobs/").status_code == client.get("/imports/").status_code == 200


def test_a_large_roster_comes_in_neither_by_the_command_line(
    world: World, transactional_db: None, tmp_path: Path
) -> None:
    file = tmp_path / "名册.xlsx"
    file.write_bytes(workbook([["姓名", "身份证号码"], ["张示例", "1"]]))
    for asked in ([], ["--dry-run"]):
        done = CliRunner().invoke(import_, [str(file), "--as", world.clerk.username, *asked])
        assert done.exit_code == 1 and "是人员名册" in done.output
    assert not Upload.objects.exists() and not Blob.objects.exists()


def test_pages_of_a_preview_and_what_is_too_much_for_it(
    client: Client, world: World, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preview, "MOST_LINES", 120)
    rows = [gift(number, "约5" if number % 2 else number) for number in range(1, 301)]
    hand_in(client, world.clerk, workbook([HEAD, *rows]))
    upload = Upload.objects.get()
    let_work()
    assert "?only=faulty" in client.get(f"/imports/{upload.pk}/").content.decode()
    first = client.get(f"/imports/{upload.pk}/?only=faulty")
    second = client.get(f"/imports/{upload.pk}/?only=faulty&page-1=2")
    shown = [[row.number for row in page.context["sheets"][0].rows] for page in (first, second)]
    assert (len(shown[0]), len(shown[1])) == (100, 20) and shown[0][:3] == [2, 4, 6]
    text = second.content.decode()
    assert "还有 30 行有错" in text and client.get("/imports/").status_code == 200
    new = client.get(f"/imports/{upload.pk}/?only=new").context["sheets"][0]
    assert new.page.paginator.count + new.told.clear == 150
    everything = client.get(f"/imports/{upload.pk}/").context["sheets"][0]
    assert everything.told.clear == 150 - preview.CLEAR_ROWS
    assert everything.page.paginator.count == 120 + preview.CLEAR_ROWS


def test_a_file_that_cannot_be_read_is_told_by_the_worker(
    client: Client, world: World, transactional_db: None
) -> None:
    hand_in(client, world.clerk, b"x" * 100, "坏.xls")
    job = Job.objects.get()
    let_work()
    assert "不是能读的 Excel" in client.get(f"/jobs/{job.pk}/").content.decode()
    assert not Upload.objects.exists()


def test_an_export_waits_with_its_rows_counted_and_their_digest(
    client: Client, world: World, transactional_db: None
) -> None:
    hand_in(
        client, world.clerk, workbook([HEAD, *(gift(number, number) for number in range(1, 7))])
    )
    let_work()
    client.post(f"/imports/{Upload.objects.get().pk}/post/")
    let_work()
    there = client.get("/books/donations/export.xlsx?year=2024").url
    assert client.get("/books/donations/export.xlsx?year=2024").url == there, "begun once"
    let_work()
    job = Job.objects.first()
    said = client.get(there).content.decode()
    assert job.outcome["digest"] in said and job.outcome["rows"] == 6
    packed = b"".join(client.get(f"{there}file.xlsx").streaming_content)
    cells = list(openpyxl.load_workbook(io.BytesIO(packed)).active.values)
    assert cells[-1][0] == f"共6行，SHA-256 {job.outcome['digest']}"
    assert len(job.outcome["digest"]) == len(hashlib.sha256().hexdigest())
    client.force_login(world.county_clerk)
    assert client.get(f"{there}file.xlsx").status_code == 404
    client.force_login(world.clerk)
    Job.objects.filter(pk=job.pk).update(finished_at="2020-01-01T00:00:00Z")
    assert file_of(job).exists() and tidy_jobs() == 1
    assert client.get(f"{there}file.xlsx").status_code == 404


def test_a_small_export_comes_at_once(client: Client, world: World, db: None) -> None:
    client.force_login(world.clerk)
    answer = client.get("/books/donations/export.xlsx")
    assert answer.status_code == 200 and not Job.objects.exists()
