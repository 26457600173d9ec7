"""A large workbook is checked and written piece by piece, as if it were looked at whole."""

import openpyxl
import pytest

from shanhai.common.amounts import SCALE
from shanhai.common.rows import reserve_ids
from shanhai.ledger.books import books
from shanhai.ledger.models import Batch, Entry, Evidence, Statement, Upload
from shanhai.ledger.queries import listed
from shanhai.ledger.rules import LedgerError
from shanhai.ledger.workbooks.out import heads, lines
from shanhai.ledger.workbooks.plan import plan
from shanhai.ledger.workbooks.post import import_workbook, post, receive, undo
from shanhai.records.models import Block, ChangeSet, Ref, Version
from shanhai.records.queries import broken_links
from tests.ledger.test_office_workbooks import says
from tests.ledger.test_ugly_workbooks import saved
from tests.ledger.workbook import HEAD, gift, workbook
from tests.world import World


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shanhai.ledger.workbooks.rows._AT_ONCE", 60)
    monkeypatch.setattr("shanhai.ledger.workbooks.plan._IN_A_PIECE", 60)


def a_book(*rows: list) -> list[list]:
    """A donation book of 200 rows, and what comes after them."""
    return [HEAD, *(gift(number, 1) for number in range(1, 201)), *rows]


def test_a_row_told_again_pieces_later_says_where_it_stood_first(world: World) -> None:
    again = [gift(201, 1, "JZ003"), gift(202, 2, "JZ004"), gift(203, 3)]
    upload = receive(world.clerk, workbook(a_book(*again)), "多.xlsx")
    found = plan(world.clerk, upload)
    assert found.counts == {"new": 201, "faulty": 2}
    assert says(found) == [
        "第202行与第4行重复，只记第4行。",
        "第203行与第5行是同一事、数不同，请改正其中一行，或写明各自的凭证号和事项。",
    ]
    assert post(world.clerk, upload, good_only=True, submit=True).created == 201
    assert sorted(Entry.objects.values_list("voucher", "units")) == sorted(
        [(f"JZ{n:03}", 10_000 * SCALE) for n in range(1, 201)] + [("JZ203", 30_000 * SCALE)]
    )
    assert set(Evidence.objects.values_list("row", "entry__voucher")) == {
        (n + 1, f"JZ{n:03}") for n in [*range(1, 201), 203]
    }
    assert Statement.objects.count() == Batch.objects.get().rows == 201
    assert set(Entry.objects.values_list("imported", flat=True)) == {Batch.objects.get().pk}
    assert undo(world.clerk, upload) == 201
    assert list(broken_links()) == []


def test_a_fault_in_the_last_piece_takes_back_what_was_written_before(world: World) -> None:
    upload = receive(world.clerk, workbook(a_book(gift(201, 1, 帮扶方="无此镇"))), "多.xlsx")
    kinds = (Entry, Batch, Ref, Version, Block, ChangeSet, Evidence, Statement)
    before = [kind.objects.count() for kind in kinds]
    with pytest.raises(LedgerError, match="有 1 行有错，没有导入"):
        post(world.clerk, upload)
    assert [kind.objects.count() for kind in kinds] == before
    assert Upload.objects.get(pk=upload.pk).posted_at is None
    assert list(broken_links()) == []


def test_all_faulty_rows_are_counted_though_nothing_is_written_after_the_first(
    world: World,
) -> None:
    rows = a_book(gift(201, 1, 帮扶方="无此镇"))
    rows[1] = gift(1, "不详")
    with pytest.raises(LedgerError, match="有 2 行有错"):
        import_workbook(world.clerk, workbook(rows), "多.xlsx")
    assert not Entry.objects.exists()


def test_rows_are_held_against_what_was_recorded_before_the_file(world: World) -> None:
    """What changes is written last: a later row told as it was is known all the same."""
    import_workbook(world.clerk, workbook([HEAD, gift(1, 40), gift(2, 60)]), "一.xlsx")
    book = books()["donations"]
    head = heads(book)
    place = {name: at for at, name in enumerate(head)}
    first, second = lines(book, listed(Entry.objects.order_by("pk")))
    new = [list(first) for _ in range(130)]
    for number, row in enumerate(new):
        row[place["系统编号"]] = row[place["内容版次"]] = ""
        row[place["凭证号"]] = f"新{number}"
    moved = [*first]
    moved[place["凭证号"]] = "JZ900"
    as_moved = [*new[0]]
    as_moved[place["凭证号"]] = "JZ900"
    upload = receive(world.clerk, workbook([head, moved, *new, second, as_moved]), "二.xlsx")
    assert plan(world.clerk, upload).counts == {"changed": 1, "same": 1, "new": 131}
    done = post(world.clerk, upload)
    assert (done.created, done.changed, done.same) == (131, 1, 1)
    assert Entry.objects.filter(voucher="JZ900").count() == 2
    assert undo(world.clerk, upload) == 132
    assert Entry.objects.get(voucher="JZ001").edition == 3


def test_a_number_that_the_import_itself_gives_away_names_none_of_its_entries(
    world: World,
) -> None:
    import_workbook(world.clerk, workbook([HEAD, gift(1, 40)]), "一.xlsx")
    book = books()["donations"]
    head = heads(book)
    place = {name: at for at, name in enumerate(head)}
    (row,) = lines(book, listed(Entry.objects.all()))
    row = list(row)
    told = []
    for number in range(130):
        told.append([*row])
        told[-1][place["凭证号"]], told[-1][place["系统编号"]] = f"新{number}", ""
    # As one of the first of them will be numbered: the import itself takes a number too.
    (following,) = reserve_ids(Ref, 1)
    told[-1][place["系统编号"]] = str(following + 2)
    upload = receive(world.clerk, workbook([head, *told]), "二.xlsx")
    done = post(world.clerk, upload)
    assert (done.created, done.changed) == (130, 0)
    assert Entry.objects.get(pk=following + 2).voucher in ("新0", "新1")
    assert Entry.objects.filter(voucher="新129").exists()


def test_a_summary_behind_its_details_is_held_against_none_of_them(world: World) -> None:
    """As the preview said: the details are of the same file."""
    file = openpyxl.Workbook()
    file.remove(file.active)
    details, summary = file.create_sheet("社会捐赠台账"), file.create_sheet("汇总")
    for row in a_book():
        details.append(row)
    for row in (["2023年情况"], ["指标", "单位", "2024年", "2023年"],
                ["社会捐赠", "万元", 9, 7], ["招聘会", "场", 2, 1]):  # fmt: skip
        summary.append(row)
    upload = receive(world.clerk, saved(file), "一年.xlsx", world.partnership)
    expected = plan(world.clerk, upload)
    assert expected.counts["faulty"] == 0, says(expected)
    assert post(world.clerk, upload).created == 204
