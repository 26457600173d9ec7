"""Five ugly workbooks more, in layouts unlike each other, as offices keep them: side by side,
months across, units and colours by row, sums on top, and text files of older programs."""

import csv
import io
from typing import Any

import openpyxl
from openpyxl.styles import PatternFill

from shanhai.common.amounts import SCALE
from shanhai.ledger.workbooks.plan import plan
from shanhai.ledger.workbooks.planned import Plan
from shanhai.ledger.workbooks.post import receive
from tests.world import World

WAN = 10_000 * SCALE


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def planned(world: World, data: bytes, name: str = "表.xlsx") -> Plan:
    return plan(world.clerk, receive(world.clerk, data, name, world.partnership))


def told(found: Plan) -> list[tuple[Any, ...]]:
    return [
        (entry.facts.title, entry.facts.period.prefixes, entry.facts.amount.units)
        for sheet in found.sheets
        for row in sheet.rows
        for entry in row.entries
    ]


def test_two_tables_side_by_side_are_two(world: World) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "捐赠台账"
    head = ["日期", "事项", "捐赠方", "金额（万元）", "凭证号"]
    sheet.append(["示例办公室捐赠台账"])
    sheet.append([*head, None, *head])
    sheet.append(
        ["2024-03-01", "助学", "示例厂", 3, "甲1", None, "2024-04-02", "修路", "示例店", 5, "乙1"]
    )
    sheet.append(["2024-03-08", "助老", "示例厂", 2, "甲2"])
    sheet.append([None, "合计", None, 5, None, None, None, "合计", None, 5])
    found = planned(world, saved(book))
    assert sorted(told(found)) == [
        ("修路", ("2024-04-02", "2024-04-02"), 5 * WAN),
        ("助学", ("2024-03-01", "2024-03-01"), 3 * WAN),
        ("助老", ("2024-03-08", "2024-03-08"), 2 * WAN),
    ]
    assert not [note for sheet in found.sheets for row in sheet.rows for note in row.row.notes]


def test_months_across_are_a_row_each(world: World) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "2024年消费帮扶台账"
    sheet.append(["2024年消费帮扶采购情况（单位：万元）"])
    sheet.append(["序号", "采购单位", "产品", "1月", "2月", "3月", "合计"])
    sheet.append([1, "示例厂", "大米", 1.5, None, 2, 3.5])
    sheet.append([2, "示例店", "茶叶", None, 4, "-", 4])
    sheet.append([None, "合计", None, 1.5, 4, 2, 7.5])
    found = planned(world, saved(book))
    assert sorted((period, units) for _, period, units in told(found)) == [
        (("2024-01", "2024-01"), 15 * WAN // 10),
        (("2024-02", "2024-02"), 4 * WAN),
        (("2024-03", "2024-03"), 2 * WAN),
    ]
    assert found.sheets[0].book and found.sheets[0].book.code == "consumption"


def test_a_unit_in_each_row_colours_two_lines_and_hidden_sheets(world: World) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "捐赠明细"
    sheet.append(["捐赠\n时间", "捐赠\n事项", "捐赠单位", "数量", "计量\n单位", "金额", "凭证号"])
    sheet.append(
        ["2024年5月\n10日", "助学\n（示例小学）", "示例厂\n示例店", None, "万元", 1.2, "丙1"]
    )
    sheet.append(["5月的两笔都已到账，票据后补"])
    sheet.append(["2024.5.20", "助老", "示例厂", None, "元", 800, "丙2"])
    for cell in sheet[4]:
        cell.fill = PatternFill("solid", fgColor="FFFF00")
    hidden = book.create_sheet("旧表（作废）")
    hidden.append(["日期", "事项", "捐赠方", "金额（元）"])
    hidden.append(["2024-05-01", "作废的", "示例厂", 99])
    hidden.sheet_state = "hidden"
    found = planned(world, saved(book))
    assert ("助老", ("2024-05-20", "2024-05-20"), 800 * SCALE) in told(found)
    assert ("助学（示例小学）", ("2024-05-10", "2024-05-10"), 12_000 * SCALE) in told(found)
    assert all(title != "作废的" for title, _, _ in told(found))
    says = [note.message for row in found.sheets[0].rows for note in row.row.notes]
    assert any("底色" in message for message in says), "a colour may mean something: it is said"
    assert found.counts["note"] == 1


def test_a_sum_on_top_is_no_row_and_is_held_against_what_follows(world: World) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "捐赠台账"
    sheet.append(["日期", "事项", "捐赠方", "金额（元）", "凭证号"])
    sheet.append(["合 计", None, None, 900, None])
    sheet.append(["2024-05-01", "助学", "示例厂", 300, "丁1"])
    sheet.append(["2024-05-02", "助老", "示例厂", 500, "丁2"])
    found = planned(world, saved(book))
    assert found.counts == {"subtotal": 1, "new": 2}
    says = [note.message for row in found.sheets[0].rows for note in row.row.notes]
    assert says == ["D2写的是900，下面各行相加是800，相差100，请核对。"]


def test_comma_and_tab_separated_files_of_older_programs(world: World) -> None:
    rows = [
        ["捐赠台账"], ["日期", "事项", "捐赠方", "金额（万元）", "凭证号", "备注"],
        ["2024/5/1", "助学", "示例厂", "1,200.5", "0012", "分两次，\n已到"],
        ["2024/5/2", "助老", "示例店", "３", "0013", ""],
    ]  # fmt: skip
    for code, comma in (("gb18030", ","), ("utf-8-sig", ","), ("utf-16", "\t")):
        buffer = io.StringIO()
        csv.writer(buffer, delimiter=comma).writerows(rows)
        found = planned(world, buffer.getvalue().encode(code), "捐赠台账.csv")
        assert found.counts == {"new": 2}, code
    assert told(found)[1] == ("助老", ("2024-05-02", "2024-05-02"), 3 * WAN)
    assert found.sheets[0].rows[0].row.values["voucher"] == "0012"
