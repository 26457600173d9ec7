"""The import wizard: hand in, look, map, write, undo."""

import errno
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client
from lxml import html

from shanhai.ledger.models import Entry, Upload
from tests.ledger.workbook import HEAD, gift, workbook
from tests.world import World


def hand_in(client: Client, user: object, data: bytes, name: str = "捐赠.xlsx") -> object:
    client.force_login(user)  # type: ignore[arg-type]
    return client.post("/imports/", {"file": SimpleUploadedFile(name, data)}, follow=True)


def test_from_the_file_to_the_book_and_back(client: Client, world: World) -> None:
    page = hand_in(client, world.clerk, workbook([HEAD, gift(1, 40), gift(2, "约5")]))
    text = page.content.decode()  # type: ignore[attr-defined]
    assert "社会捐赠台账" in text and "H3：“约5”里有“约”字" in text
    anchor = re.search(r'<a class="jump" href="#([^"]+)">看“[^”]+”一格', text)
    assert anchor and f'<td data-label="{HEAD[7]}" class="wrap" id="{anchor[1]}">约5' in text
    upload = Upload.objects.get()
    refused = client.post(f"/imports/{upload.pk}/post/")
    assert refused.status_code == 422 and "1 行有错，没有导入" in refused.content.decode()
    client.post(f"/imports/{upload.pk}/post/", {"good_only": "1", "submit": "1"})
    assert Entry.objects.get().state == "in_check"
    written = client.get(f"/imports/{upload.pk}/").content.decode()
    assert "整体撤销" in written
    assert "新增 1 条，改动 0 条" in written and "1 行有错，没有写入" in written
    client.post(f"/imports/{upload.pk}/undo/")
    assert Entry.objects.get().state == "void"


def test_each_count_of_a_preview_leads_to_the_rows_it_counts(client: Client, world: World) -> None:
    rows = [gift(1, 40), gift(2, 50), gift(3, "约5")]
    page = hand_in(client, world.clerk, workbook([HEAD, *rows]))
    counts = {key: number for key, _word, number in page.context["counts"]}  # type: ignore[attr-defined]
    assert counts == {"new": 2, "changed": 0, "same": 0, "faulty": 1}
    (tiles,) = html.fromstring(page.content).xpath("//*[@class='figures']")  # type: ignore[attr-defined]
    led = {link.get("href"): int(link.text) for link in tiles.iter("a")}
    assert sorted(led.values()) == [1, 2]
    for address, number in led.items():
        (sheet,) = client.get(address).context["sheets"]
        assert sheet.page.paginator.count == len(sheet.rows) == number
        assert len({row.tone for row in sheet.rows}) == 1


def test_a_sheet_may_be_taken_for_another_book(client: Client, world: World) -> None:
    rows = [
        ["日期", "帮扶方", "受援方", "名目", "数"],
        ["2024年5月", "桥头镇", "玉屏县", "考察", 3],
    ]
    hand_in(client, world.clerk, workbook(rows, "明细"))
    upload = Upload.objects.get()
    client.post(f"/imports/{upload.pk}/mapping/", {"sheet": "明细", "book": "visits"})
    client.post(
        f"/imports/{upload.pk}/mapping/",
        {
            "sheet": "明细",
            "book": "visits",
            "column-0": "period",
            "column-1": "helper",
            "column-2": "recipient",
            "column-3": "title",
            "column-4": "amount",
        },
    )
    client.post(f"/imports/{upload.pk}/post/")
    entry = Entry.objects.get()
    assert (entry.book, entry.indicator, entry.title) == ("visits", "visit_batches", "考察")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"x", "不是能读的 Excel"),
        (b"PK\x03\x04", "已损坏"),
    ],
)
def test_a_bad_file_is_answered_on_the_page(
    client: Client, world: World, data: bytes, says: str
) -> None:
    page = hand_in(client, world.clerk, data, "坏.xlsx")
    assert page.status_code == 422 and says in page.content.decode()  # type: ignore[attr-defined]
    assert not Upload.objects.exists()


def test_nobody_else_sees_what_was_handed_in(client: Client, world: World) -> None:
    hand_in(client, world.clerk, workbook([HEAD, gift(1, 40)]))
    upload = Upload.objects.get()
    client.force_login(world.county_clerk)
    assert client.get(f"/imports/{upload.pk}/").status_code == 404
    assert client.post(f"/imports/{upload.pk}/post/").status_code == 404
    assert client.get("/imports/").context["uploads"].count() == 0


def test_the_file_itself_opens_only_for_who_may_see_all_of_it(client: Client, world: World) -> None:
    hand_in(client, world.clerk, workbook([HEAD, gift(1, 40)]))
    client.post(f"/imports/{Upload.objects.get().pk}/post/")
    entry = Entry.objects.get()
    address = f"/entries/{entry.pk}/evidence/{entry.evidence.get().pk}/"
    assert client.get(address).status_code == 200
    client.force_login(world.foreigner)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("error", "status", "says"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), 507, "磁盘已满"),
        (OperationalError("database or disk is full"), 507, "磁盘已满"),
        (OperationalError("database is locked"), 503, "别人正在写入"),
    ],
)
def test_when_nothing_can_be_written_the_page_says_what_to_do(
    client: Client,
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    status: int,
    says: str,
) -> None:
    def fail(*args: object) -> None:
        raise error

    monkeypatch.setattr("shanhai.web.pages.imports.receive", fail)
    page = hand_in(client, world.clerk, b"x")
    assert page.status_code == status  # type: ignore[attr-defined]
    assert says in page.content.decode()  # type: ignore[attr-defined]


def test_whose_rows_are_that_name_no_sides_is_chosen_on_the_page(
    client: Client, world: World
) -> None:
    client.force_login(world.clerk)
    assert client.get("/imports/").context["chosen"] == world.partnership.pk, "there is but one"
    rows = [
        ["单位：万元"],
        ["捐赠日期", "捐赠单位", "捐赠金额", "暗号"],
        ["2024-05-01", "示例厂", 3, "甲"],
    ]
    hand_in(client, world.clerk, workbook(rows, "捐赠明细"))
    upload = Upload.objects.get()
    page = client.get(f"/imports/{upload.pk}/")
    assert page.context["writes"] == 0
    text = page.content.decode()
    assert "→ 金额，按万元" in text and "→ 捐赠方" in text
    assert [one["meaning"] for one in page.context["sheets"][0].columns][
        -1
    ] == "" and "不读" in text
    where = f"/imports/{upload.pk}/pairing/"
    client.post(where, {"partnership": world.elsewhere.pk})
    assert client.get(f"/imports/{upload.pk}/").context["writes"] == 0, "nobody else's"
    client.post(where, {"partnership": world.partnership.pk})
    client.post(f"/imports/{upload.pk}/post/")
    assert Entry.objects.get().partnership == world.partnership
    assert client.post(where, {"partnership": ""}).status_code == 404, "it is written"
