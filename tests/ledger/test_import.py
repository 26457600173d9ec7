"""Workbooks in: as they are, seen before written, taken back as a whole."""

from collections.abc import Callable
from datetime import timedelta
from itertools import repeat
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Value
from django.db.models.functions import Replace
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shanhai.common.amounts import SCALE
from shanhai.figures.models import Cell
from shanhai.figures.services import recount
from shanhai.ledger.books import books
from shanhai.ledger.models import Batch, ColumnMapping, Entry, EntryParty, Evidence, Statement
from shanhai.ledger.queries import listed
from shanhai.ledger.rules import LedgerError
from shanhai.ledger.services import edit, facts_of, step
from shanhai.ledger.workbooks.columns import ByColumn
from shanhai.ledger.workbooks.out import heads, lines, template
from shanhai.ledger.workbooks.plan import plan
from shanhai.ledger.workbooks.planned import Plan, PlannedLines
from shanhai.ledger.workbooks.post import choose, import_workbook, post, receive, undo
from shanhai.ledger.workbooks.sheets import read_workbook
from shanhai.records.models import Block, ChangeSet, Indexed, Version
from shanhai.records.queries import broken_links, history, versions_on
from shanhai.registry.queries import as_of
from tests.ledger.workbook import HEAD, gift, workbook
from tests.world import World

BAD = Path(__file__).parents[2] / "src" / "shanhai" / "demo" / "workbooks" / "bad"


def planned(world: World, data: bytes, name: str = "捐赠.xlsx") -> Plan:
    return plan(world.clerk, receive(world.clerk, data, name))


def messages(found: Plan) -> list[str]:
    return [note.message for sheet in found.sheets for row in sheet.rows for note in row.row.notes]


def taken(world: World, rows: list[list], **options: bool) -> None:
    import_workbook(world.clerk, workbook([HEAD, *rows]), "捐赠.xlsx", **options)


def test_rows_become_entries_resting_on_their_row(world: World) -> None:
    before = ChangeSet.objects.count()
    taken(world, [gift(1, 40), gift(2, 24.75)])
    entry = Entry.objects.get(voucher="JZ002")
    assert (entry.units, entry.unit) == (247_500 * SCALE, "元")
    assert (entry.helper.name, entry.recipient.name) == ("桥头镇", "玉屏侗族自治县")
    proof = entry.evidence.get()
    assert (proof.sheet, proof.row) == ("社会捐赠台账", 3)
    assert [(one.role, one.name) for one in entry.parties.all()] == [("giver", "示例厂")]
    assert ChangeSet.objects.count() == before + 1


@pytest.mark.parametrize("gaps", [1, 25])
def test_each_entry_rests_on_its_own_row_whatever_stands_between(world: World, gaps: int) -> None:
    rows = [line for n in range(1, 28) for line in (gift(n, n), *([[]] if n <= gaps else ()))]
    taken(world, rows, submit=True)
    told = Entry.objects.values_list("voucher", "evidence__row", "evidence__sheet")
    assert set(told) == {
        (f"JZ{n:03}", 1 + n + min(gaps, n - 1), "社会捐赠台账") for n in range(1, 28)
    }
    said = Entry.objects.values_list("statements__side", "statements__units", "units")
    assert len(said) == 27 and all(side == "helper" and one == all_ for side, one, all_ in said)


def test_submitted_at_once_it_is_stated_by_ones_own_side(world: World) -> None:
    taken(world, [gift(1, 40)], submit=True)
    entry = Entry.objects.get()
    assert (entry.state, [one.side for one in entry.statements.all()]) == ("in_check", ["helper"])
    assert entry.office == world["常平组团"] and entry.due is not None


def test_notes_above_subtotals_and_notes_below_are_no_rows(world: World) -> None:
    data = workbook([
        ["某镇捐赠台账"], ["填报单位：示例办公室  单位：万元"], [*HEAD[:7], "金额", "票据号"],
        gift(1, 40), gift(2, 60), ["", "小计", "", "", "", "", "", 100], gift(3, 5),
        ["", "合计", "", "", "", "", "", 104], ["注：示例数据"],
    ])  # fmt: skip
    found = planned(world, data)
    assert found.counts == {"new": 3, "subtotal": 2, "note": 1}
    assert messages(found) == ["H8写的是104，上面各行相加是105，相差-1，请核对。"]
    assert found.sheets[0].rows[0].entries[0].facts.amount.units == 400_000 * SCALE


def test_a_heading_of_two_rows_with_shares_by_town(world: World) -> None:
    head = ["日期", "牵头方", "受援方", "参加方", "事由", "批次", "人次", "", ""]
    data = workbook(
        [
            head,
            ["", "", "", "", "", "", "合计", "常平镇", "桥头镇"],
            ["2024年4月", "常平组团", "玉屏县", "常平镇、桥头镇", "考察", 1, 18, 10, 8],
        ],
        "互访交流台账",
        [(0, 6, 0, 8, "人次"), *((0, at, 1, at, head[at]) for at in range(6))],
    )
    post(world.clerk, receive(world.clerk, data, "互访.xlsx"))
    batches, persons = Entry.objects.order_by("indicator")
    assert (batches.units, persons.units) == (SCALE, 18 * SCALE)
    assert [(one.name, one.share) for one in persons.parties.all()] == [
        ("常平镇", 10 * SCALE),
        ("桥头镇", 8 * SCALE),
    ]


def test_a_part_hangs_under_its_whole(world: World) -> None:
    rows = [
        ["年度", "帮扶方", "受援方", "用工单位", "就业去向", "人数", "单位", "其中脱贫人口"],
        [2024, "桥头镇", "玉屏县", "示例厂", "到帮扶地就业", 18, "人", 11],
    ]
    import_workbook(world.clerk, workbook(rows, "劳务协作台账"), "劳务.xlsx")
    part = Entry.objects.get(parent__isnull=False)
    assert part.parent is not None
    assert (part.parent.units, part.units) == (18 * SCALE, 11 * SCALE)
    assert part.indicator == part.parent.indicator == "labour_transferred"


def test_cells_merged_downwards_hold_for_each_row(world: World) -> None:
    data = workbook(
        [HEAD, gift(1, 4), gift(2, 5, 事项="")],
        merged=[(1, 3, 2, 3, "桥头镇"), (1, 5, 2, 5, "捐资助学")],
    )
    assert [row.entries[0].facts.title for row in planned(world, data).sheets[0].rows] == [
        "捐资助学",
        "捐资助学",
    ]


def test_an_amount_merged_over_rows_is_counted_once(world: World) -> None:
    data = workbook([HEAD, gift(1, 9), gift(2, "")], merged=[(1, 7, 2, 7, 9)])
    rows = planned(world, data).sheets[0].rows
    assert [len(row.entries) for row in rows] == [1, 0]
    assert any("只计" in text or "不重复计" in text for text in messages(planned(world, data)))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"金额（万元）": "约5"}, "H2：“约5”里有“约”字"),
        ({"金额（万元）": ""}, "没有填金额"),
        ({"金额（万元）": -3}, "不能为负"),
        ({"日期": "去年夏天"}, "C2：“去年夏天”不是一个日期"),
        ({"受援方": "示例不存在县"}, "没有登记"),
        ({"帮扶方": "清溪镇"}, "不在您能填报的"),
        ({"事项": "经办人522225199001011234"}, "身份证"),
    ],
)
def test_a_faulty_cell_says_where_and_what_to_do(
    world: World, changes: dict[str, object], says: str
) -> None:
    found = planned(world, workbook([HEAD, gift(1, 5, **changes)]))
    assert found.counts == {"faulty": 1}
    assert any(says in text for text in messages(found))


def test_good_rows_or_none_by_choice(world: World) -> None:
    rows = [gift(1, 5), gift(2, "约5")]
    with pytest.raises(LedgerError, match="1 行有错，没有导入"):
        taken(world, rows)
    assert not Entry.objects.exists() and not Batch.objects.exists()
    taken(world, rows, good_only=True)
    assert Entry.objects.count() == 1


def test_a_row_told_twice_is_taken_once(world: World) -> None:
    found = planned(world, workbook([HEAD, gift(1, 5), gift(2, 5, "JZ001"), gift(3, 6, "JZ001")]))
    assert messages(found) == [
        "第3行与第2行重复，只记第2行。",
        "第4行与第2行是同一事、数不同，请改正其中一行，或写明各自的凭证号和事项。",
    ]


def test_coming_again_only_what_changed_is_written(world: World) -> None:
    taken(world, [gift(1, 40), gift(2, 60)], submit=True)
    found = planned(world, workbook([HEAD, gift(1, 40), gift(2, 61), gift(3, 5)]))
    assert found.counts == {"same": 1, "changed": 1, "new": 1}
    assert found.sheets[0].rows[1].entries[0].changes == ["数：600,000元 → 610,000元"]
    post(world.clerk, found.upload)
    changed = Entry.objects.get(voucher="JZ002")
    assert (Entry.objects.count(), changed.units, changed.edition, changed.state) == (
        3,
        610_000 * SCALE,
        2,
        "draft",
    )


def test_what_is_approved_is_not_changed_by_a_sheet(world: World) -> None:
    taken(world, [gift(1, 40)], submit=True)
    entry = step(world.reviewer, Entry.objects.get(), "check")
    step(world.county_clerk, entry, "confirm")
    step(world.reviewer, entry, "approve")
    found = planned(world, workbook([HEAD, gift(1, 41)]))
    assert found.counts == {"faulty": 1} and "冲销" in messages(found)[0]


def test_a_whole_import_is_undone_in_one_step(world: World) -> None:
    taken(world, [gift(1, 40)])
    again = [gift(1, 41, 捐赠方="示例乙厂"), gift(2, 5), gift(3, 6)]
    upload = receive(world.clerk, workbook([HEAD, *again]), "二.xlsx")
    post(world.clerk, upload)
    first = Entry.objects.get(voucher="JZ001")
    assert first.parties.get().name == "示例乙厂"
    assert undo(world.clerk, upload) == 3
    first.refresh_from_db()
    assert (first.units, first.state) == (400_000 * SCALE, "draft")
    assert first.parties.get().name == "示例厂"
    assert Entry.objects.filter(state="void").count() == 2
    with pytest.raises(LedgerError, match="没有可以撤销"):
        undo(world.clerk, upload)


def test_posting_and_undoing_cost_no_more_statements_for_more_rows(world: World) -> None:
    posted, undone = [], []
    for first, rows in ((100, 2), (200, 60)):
        sheet = workbook([HEAD, *(gift(first + number, 5) for number in range(rows))])
        upload = receive(world.clerk, sheet, f"{rows}.xlsx")
        with CaptureQueriesContext(connection) as seen:
            post(world.clerk, upload)
        posted.append(len(seen))
        with CaptureQueriesContext(connection) as seen:
            assert undo(world.clerk, upload) == rows
        undone.append(len(seen))
    assert posted[1] <= posted[0]
    assert undone[1] == undone[0]
    assert list(broken_links()) == []


def test_what_is_written_block_by_block_is_one_change_set_that_the_figures_follow(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    recount()
    monkeypatch.setattr("shanhai.ledger.workbooks.post._BLOCK", 200)
    sheet = workbook([HEAD, *(gift(number, 1) for number in range(1, 621))])
    upload = receive(world.clerk, sheet, "多.xlsx")
    before = ChangeSet.objects.count()
    assert post(world.clerk, upload, submit=True).created == 620
    assert ChangeSet.objects.count() == before + 1
    assert ChangeSet.objects.latest("number").versions.count() == 621  # with the import itself
    assert Cell.objects.get().units == 620 * 10_000 * SCALE
    assert recount() == []
    assert undo(world.clerk, upload) == 620
    assert not Cell.objects.exists()
    assert recount() == []
    assert list(broken_links()) == []


def test_an_import_edited_since_is_not_undone(world: World) -> None:
    upload = receive(world.clerk, workbook([HEAD, gift(1, 40)]), "一.xlsx")
    post(world.clerk, upload)
    entry = Entry.objects.get()
    edit(world.clerk, entry, facts_of(entry, note="后来补记"))
    with pytest.raises(LedgerError, match="后来改过"):
        undo(world.clerk, upload)
    assert Entry.objects.get().note == "后来补记"


def test_a_mapping_is_remembered_by_the_office(world: World) -> None:
    rows = [
        ["何时", "哪来的钱", "帮扶方", "受援方", "多少"],
        ["2024年5月", "示例厂", "桥头镇", "玉屏县", 500],
    ]
    upload = receive(world.clerk, workbook(rows, "明细"), "明细.xlsx")
    sheet = plan(world.clerk, upload).sheets[0]
    choose(
        world.clerk,
        upload,
        sheet,
        "donations",
        {0: "period", 1: "giver", 2: "helper", 3: "recipient", 4: "amount"},
    )
    again = planned(world, workbook(rows, "明细"), "下月.xlsx")
    assert again.sheets[0].mapping.remembered and again.counts == {"new": 1}
    assert ColumnMapping.objects.get().office == world["桥头镇"]


def test_without_sides_in_the_sheet_the_chosen_partnership_counts(world: World) -> None:
    rows = [
        ["啥时候", "谁给的", "给了谁", "钱还是东西", "折多少钱"],
        ["2024年5月", "示例厂", "示例乙村", "校服", "38600"],
    ]
    upload = receive(world.clerk, workbook(rows, "Sheet1"), "明细.xlsx", world.partnership)
    post(world.clerk, upload)
    entry = Entry.objects.get()
    assert (entry.helper.name, entry.form, entry.units) == ("常平组团", "goods", 38600 * SCALE)


def test_a_formula_gives_its_kept_result_and_says_so(world: World) -> None:
    data = workbook([HEAD, gift(1, "")], formulas=[(1, 7, "=2+3", 5)])
    found = planned(world, data)
    assert found.counts == {"new": 1}
    assert messages(found) == ["H2是公式，按保存时的结果5取数，请核对。"]


def test_a_formula_is_found_wherever_a_large_sheet_has_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [HEAD, *(gift(number, 1) for number in range(1, 9)), gift(9, "")]
    monkeypatch.setattr("shanhai.ledger.workbooks.sheets._LARGEST_SEARCHED", 0)
    for piece in range(5, 60):
        monkeypatch.setattr("shanhai.ledger.workbooks.sheets._PIECE", piece)
        assert not read_workbook(workbook(rows), "无.xlsx")[0].formulas
        (sheet,) = read_workbook(workbook(rows, formulas=[(9, 7, "=2+3", 5)]), "有.xlsx")
        assert sheet.formulas == {"H10": True}


def test_a_table_further_in_keeps_its_rows_and_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shanhai.ledger.workbooks.sheets._MOST_SHARED", 3)
    some = [["", "", "甲", 1, "甲"], [], ["", "", "", True, "乙"], ["", "", "甲", "丙", "丁"]]
    rows: list[list[Any]] = [[], [], *some]
    (sheet,) = read_workbook(workbook(rows), "表.xlsx")
    blank = [""] * 5
    assert sheet.rows[:3] == [blank, blank, ["", "", "甲", 1.0, "甲"]]
    assert sheet.rows[3:] == [blank, ["", "", "", True, "乙"], ["", "", "甲", "丙", "丁"]]
    assert type(sheet.rows[4][3]) is bool


def test_an_exported_sheet_comes_back_and_is_compared(world: World) -> None:
    taken(world, [gift(1, 40), gift(2, 60)])
    book = books()["donations"]
    cells = [heads(book), *lines(book, listed(Entry.objects.order_by("pk")))]
    assert planned(world, workbook(cells), "导出.xlsx").counts == {"same": 2}
    place = heads(book).index("数值")
    cells[1][place] = 410_000
    found = planned(world, workbook(cells), "导出.xlsx")
    assert found.counts == {"changed": 1, "same": 1}


@pytest.mark.parametrize("foot", ["共3行，SHA-256 0ab1", "3 rows, SHA-256 0ab1"])
def test_rows_deleted_from_an_export_stay_and_are_told_of(world: World, foot: str) -> None:
    taken(world, [gift(1, 40), gift(2, 60), gift(3, 80)])
    book = books()["donations"]
    cells = [heads(book), *lines(book, listed(Entry.objects.order_by("pk"))), [], [foot]]
    assert not messages(planned(world, workbook(cells), "导出.xlsx"))
    del cells[2]
    found = planned(world, workbook(cells), "导出.xlsx")
    assert found.counts == {"same": 2, "note": 1}
    assert "只剩 2 行：不在表里的 1 行系统里不动" in messages(found)[-1]


def test_of_two_exports_in_a_file_each_tells_what_it_lost(world: World) -> None:
    taken(world, [gift(1, 40), gift(2, 60), gift(3, 80), gift(4, 90)])
    book = books()["donations"]
    one, two, three, four = lines(book, listed(Entry.objects.order_by("pk")))
    first = [heads(book), one, [], ["共3行，SHA-256 0ab1"]]
    found = planned(world, workbook([*first, two, four, [], ["共2行，SHA-256 1ab2"]]), "两份.xlsx")
    assert ["不在表里的 2 行" in text for text in messages(found)] == [True]


def test_a_row_made_void_meanwhile_is_said_to_be(world: World) -> None:
    taken(world, [gift(1, 40)])
    book = books()["donations"]
    cells = [heads(book), *lines(book, listed(Entry.objects.all()))]
    step(world.clerk, Entry.objects.get(), "void")
    cells[1][heads(book).index("数值")] = 410_000
    found = planned(world, workbook(cells), "导出.xlsx")
    assert found.counts == {"faulty": 1} and "已经作废" in messages(found)[-1]


def test_both_sides_changed_is_a_conflict_not_an_overwrite(world: World) -> None:
    taken(world, [gift(1, 40)])
    book = books()["donations"]
    cells = [heads(book), *lines(book, listed(Entry.objects.all()))]
    entry = Entry.objects.get()
    edit(world.clerk, entry, facts_of(entry, amount=entry.amount.exactly(450_000 * SCALE, "元")))
    unmoved = planned(world, workbook(cells), "导出.xlsx")
    assert unmoved.counts == {"same": 1}
    cells[1][heads(book).index("数值")] = 410_000
    found = planned(world, workbook(cells), "导出.xlsx")
    assert found.counts == {"faulty": 1} and "双方都改过" in messages(found)[-1]
    assert "就把这行的“内容版次”改成2" in messages(found)[-1]
    edit(world.clerk, entry, facts_of(entry, note="系统里写的"))
    found = planned(world, workbook(cells), "导出.xlsx")
    assert "先把系统里改过的备注照抄到表里（不抄就会改回去），" in messages(found)[-1]


def test_an_edit_of_theirs_and_one_of_ours_in_other_columns_are_both_kept(world: World) -> None:
    taken(world, [gift(1, 40), gift(2, 60)])
    book = books()["donations"]
    cells = [heads(book), *lines(book, listed(Entry.objects.order_by("pk")))]
    first, second = Entry.objects.order_by("pk")
    edit(world.clerk, first, facts_of(first, note="后来补记", voucher="甲1"))
    edit(world.clerk, second, facts_of(second, note="后来补记"))
    place = {name: at for at, name in enumerate(heads(book))}
    cells[1][place["数值"]] = 410_000
    cells[1][place["提供方"]] = "示例厂、示例店"
    cells[2][place["备注"]] = "表里改的"
    found = planned(world, workbook(cells), "导出.xlsx")
    assert found.counts == {"faulty": 2}, "names have no common version: someone has to look"
    assert "提供方：导出时是不详，表中改为示例厂、示例店，系统里已改为示例厂" in messages(found)[2]
    assert "备注：导出时是无，表中改为表里改的，系统里已改为后来补记" in messages(found)[-1]
    note = next(one for one in found.sheets[0].rows[1].row.notes if one.refused)
    assert note.column == place["备注"]
    cells[1][place["提供方"]] = "示例厂"
    cells[2][place["内容版次"]] = 2
    found = planned(world, workbook(cells), "导出.xlsx")
    assert [row.entries[0].changes for row in found.sheets[0].rows] == [
        ["数：400,000元 → 410,000元"],
        ["备注：后来补记 → 表里改的"],
    ]
    post(world.clerk, found.upload)
    first, second = Entry.objects.order_by("pk")
    assert (first.units, first.note, first.voucher) == (410_000 * SCALE, "后来补记", "甲1")
    assert (second.note, second.edition) == ("表里改的", 3)


def test_a_number_moved_to_another_place_by_its_row_is_moved(world: World) -> None:
    taken(world, [gift(1, 40), gift(2, 60)])
    book = books()["donations"]
    cells = [heads(book), *lines(book, listed(Entry.objects.order_by("pk")))]
    place = {name: at for at, name in enumerate(heads(book))}
    cells[1][place["帮扶方"]], cells[2][place["提供方"]] = "常平镇", "示例店"
    found = planned(world, workbook(cells), "导出.xlsx")
    assert [row.entries[0].changes for row in found.sheets[0].rows] == [
        ["帮扶方：桥头镇 → 常平镇"],
        ["提供方：示例厂 → 示例店"],
    ]
    post(world.clerk, found.upload)
    first, second = Entry.objects.order_by("pk")
    assert (first.helper.name, second.parties.get().name) == ("常平镇", "示例店")


def test_what_a_sheet_has_no_column_for_stays(world: World) -> None:
    taken(world, [gift(1, 40)])
    entry = Entry.objects.get()
    edit(world.clerk, entry, facts_of(entry, note="后来补记", details={"valuation": "发票价"}))
    taken(world, [gift(1, 41)])
    entry = Entry.objects.get()
    assert (entry.units, entry.note, entry.details) == (
        410_000 * SCALE,
        "后来补记",
        {"valuation": "发票价"},
    )


def test_the_demos_bad_rows_each_get_their_sentence(world: World) -> None:
    data = (BAD / "问题台账.xlsx").read_bytes()
    found = planned(world, data, "问题台账.xlsx")
    assert (found.counts["faulty"], found.counts["new"]) == (8, 2)


def test_an_auditor_imports_nothing(world: World) -> None:
    with pytest.raises(LedgerError, match="导入"):
        receive(world.auditor, workbook([HEAD, gift(1, 1)]), "一.xlsx")


@pytest.mark.parametrize("code", [code for code, book in books().items() if not book.objects])
def test_a_template_is_read_back_as_its_own_book(code: str) -> None:
    book = books()[code]
    (sheet,) = read_workbook(template(book, ["桥头镇"], ["玉屏县"]), "模板.xlsx")
    own = [column.name for column in book.columns if column.key in book.own]
    assert [str(cell).split("（")[0] for cell in sheet.rows[0]] == [
        name.split("（")[0] for name in own
    ]


def test_first_versions_of_an_import_are_told_like_any(world: World) -> None:
    taken(world, [gift(1, 40), gift(2, 24)], submit=True)
    today = timezone.localdate()
    then = versions_on(Entry.objects.all(), today).order_by("-ref")
    assert [one.columns["voucher"] for one in then] == ["JZ002", "JZ001"]
    entry = Entry.objects.get(voucher="JZ001")
    (step,) = history(entry)
    assert {one.column: one.after for one in step.changed}["parties"][0][:2] == ["giver", "示例厂"]
    edit(world.clerk, entry, facts_of(entry, note="补记"))
    assert [one.column for one in history(entry)[0].changed if one.column == "note"] == ["note"]
    assert list(broken_links()) == []


def test_what_was_imported_stands_on_a_day_as_it_was_imported(world: World) -> None:
    taken(world, [gift(1, 40), gift(2, 24)], submit=True)
    ChangeSet.objects.update(at=timezone.now() - timedelta(days=10))
    entry = Entry.objects.get(voucher="JZ001")
    edit(world.clerk, entry, facts_of(entry, note="补记", voucher="JZ101"))
    with as_of(world.clerk, timezone.localdate() - timedelta(days=5)):
        then = Entry.objects.get(voucher="JZ001")
        assert (then.pk, then.note, then.parties.first().name) == (entry.pk, "", "示例厂")
        assert Entry.objects.count() == 2
    assert not Entry.objects.filter(voucher="JZ001").exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda: Block.objects.update(told=Replace("told", Value("JZ001"), Value("JZ009"))),
        lambda: Block.objects.all().delete(),
        lambda: Version.objects.filter(ref__entry__voucher="JZ001").update(
            columns={"*": Block.objects.get().mark, "**": 0, "book": "sales"}
        ),
        lambda: Version.objects.filter(ref__entry__voucher="JZ001").update(
            columns={"*": Block.objects.get().mark, "**": 1}
        ),
        lambda: Version.objects.filter(ref__entry__voucher="JZ001").update(columns={"units": 1}),
    ],
)
def test_tampering_with_first_versions_of_an_import_shows(
    world: World, change: Callable[[], Any]
) -> None:
    taken(world, [gift(1, 40), gift(2, 24)])
    assert list(broken_links()) == []
    change()
    assert any("被改动过" in line for line in broken_links())


def test_lines_written_by_their_columns_are_written_as_each_alone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd: list[dict[str, Any]] = [
        {}, {"事项": ""}, {"票据号": ""}, {"金额（万元）": 3.25}, {"金额（万元）": "3万元"},
        {"捐赠方": "示例厂、示例店"}, {"捐赠方": ""}, {"日期": ""}, {"年度": ""}, {"年度": 2023},
        {"日期": "2099年1月", "年度": ""}, {"事项": "甲\n乙"}, {"帮扶方": "常平镇"},
        {"接收单位": "示例县人民政府"}, {"备注": "11010119900101123X"}, {"形式": "物资"},
        {"备注": "说'明%s\\N\ta\\"}, {"接收单位": "示例小学"}, {"形式": "现金"},
        {"帮扶方": "不知何处"},
    ]  # fmt: skip
    fill = {"接收单位": "示例中学", "备注": "", "形式": ""}
    lines = [
        gift(number, float(number % 17 + 1), **(fill | changes))
        for number, changes in enumerate([*odd, *repeat({}, 20)], 1)
    ]
    data = workbook([[*HEAD, *fill], *lines])
    parts = planned(world, data).sheets[0].parts
    assert sum(len(one.lines) for one in parts if isinstance(one, PlannedLines)) > 25
    for submit in (False, True):
        told = _all_of_an_import(world, data, submit)
        with monkeypatch.context() as patch:
            patch.setattr(ByColumn, "told", lambda *_: None)
            assert _all_of_an_import(world, data, submit) == told
        assert len(told[0]) > 25


def _all_of_an_import(world: World, data: bytes, submit: bool) -> list[Any]:
    """Everything an import leaves behind but ids and moments; nothing of it stays."""
    passing = {"ref_id", "imported_id", "ref", "digest"}
    with transaction.atomic():
        import_workbook(
            world.clerk, data, "捐赠.xlsx", world.partnership, good_only=True, submit=submit
        )
        entries = Entry.objects.filter(imported__isnull=False).order_by("title", "voucher", "units")
        found: list[Any] = [
            [{key: value for key, value in row.items() if key not in passing} for row in rows]
            for rows in (
                entries.values(),
                [
                    one.columns | {"label": one.ref.label, "kind": one.ref.kind}
                    for entry in entries
                    for one in entry.ref.versions.select_related("ref")
                ],
            )
        ]
        of_entry = {"entry__imported__isnull": False}
        found += [
            list(
                EntryParty.objects.filter(**of_entry)
                .order_by("entry__title", "entry__voucher", "role", "position")
                .values_list("entry__title", "role", "position", "name", "node", "share")
            ),
            sorted(Evidence.objects.filter(**of_entry).values_list("entry__title", "sheet", "row")),
            sorted(
                Statement.objects.filter(**of_entry).values_list("entry__title", "units", "side")
            ),
            sorted(Cell.objects.values_list("indicator", "helper", "recipient", "units", "rows")),
            sorted(Indexed.objects.values_list("kind", "text", "marks")),
        ]
        assert list(broken_links()) == []
        transaction.set_rollback(True)
    return found
