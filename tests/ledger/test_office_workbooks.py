"""More workbooks as offices send them: several tables on one sheet, a sheet a month, groups of
columns with their sum, forms with an example, hidden rows, names of places in other words."""

from typing import Any

import openpyxl
import pytest

from shanhai.common.amounts import SCALE
from shanhai.ledger.workbooks.planned import Plan
from tests.ledger.test_ugly_workbooks import WAN, planned, saved, told
from tests.world import World

HEAD = ["日期", "捐赠单位", "受赠单位", "金额（万元）"]


def a_sheet(*rows: list[Any], title: str = "捐赠明细", merged: tuple[str, ...] = ()) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for cells in merged:
        sheet.merge_cells(cells)
    return saved(book)


def says(found: Plan) -> list[str]:
    return [note.message for sheet in found.sheets for row in sheet.rows for note in row.row.notes]


def test_tables_beneath_each_other_each_go_by_their_own_heading(world: World) -> None:
    data = a_sheet(
        ["2024年帮扶情况（单位：万元）"],
        ["一、社会捐赠"], ["序号", "日期", "捐赠单位", "受赠单位", "捐赠金额"],
        [1, "5月1日", "示例厂", "示例小学", 3], ["合计", None, None, None, 3],
        [], ["二、消费帮扶"], ["序号", "日期", "采购单位", "产品", "采购金额（元）"],
        [1, "5月6日", "示例食堂", "茶油", 5600], ["合计", None, None, None, 5600],
        title="上半年",
    )  # fmt: skip
    found = planned(world, data)
    assert [sheet.mapping.book for sheet in found.sheets] == ["donations", "consumption"]
    assert told(found) == [
        ("社会捐赠", ("2024-05-01", "2024-05-01"), 3 * WAN),
        ("示例食堂 · 茶油", ("2024-05-06", "2024-05-06"), 5600 * SCALE),
    ]
    assert [row.row.number for sheet in found.sheets for row in sheet.rows if row.entries] == [4, 9]
    assert not says(found)


def test_a_unit_above_all_tables_holds_for_each(world: World) -> None:
    data = a_sheet(
        ["单位：万元"], HEAD[:3] + ["捐赠金额"], ["2024-05-01", "示例厂", "示例小学", 3],
        [], ["时间", "采购单位", "产品", "采购金额"], ["2024-05-06", "示例食堂", "茶油", 0.5],
    )  # fmt: skip
    assert [units for _, _, units in told(planned(world, data))] == [3 * WAN, WAN // 2]


def test_a_heading_that_comes_again_is_no_row(world: World) -> None:
    rows = ["2024-05-01", "示例厂", "示例小学", 3], ["2024-05-02", "示例店", "示例小学", 4]
    data = a_sheet(HEAD, rows[0], ["续表"], HEAD, rows[1], ["合计", None, None, 7])
    found = planned(world, data)
    assert found.counts == {"new": 2, "note": 1, "subtotal": 1}
    assert not says(found)


def test_unlike_tables_side_by_side_are_two(world: World) -> None:
    data = a_sheet(
        ["桥头镇2024年帮扶台账"],
        ["社会捐赠", None, None, None, None, "消费帮扶"],
        [*HEAD, None, "日期", "采购单位", "产品", "金额（万元）"],
        ["2024-01-05", "示例厂", "示例小学", 1, None, "2024-02-09", "示例食堂", "大米", 0.5],
        title="台账",
    )
    found = planned(world, data)
    assert [sheet.mapping.book for sheet in found.sheets] == ["donations", "consumption"]
    assert [units for _, _, units in told(found)] == [WAN, WAN // 2]


@pytest.mark.parametrize(
    ("above", "parts"),
    [("捐赠款物", ["现金", "物资折价", "小计"]), ("资金来源", ["合计", "财政资金", "社会资金"])],
)
def test_of_a_group_of_kinds_of_money_its_sum_counts(
    world: World, above: str, parts: list[str]
) -> None:
    sums = [part in ("小计", "合计") for part in parts]
    data = a_sheet(
        ["日期", "项目名称", above, None, None, "备注"], [None, None, *parts, None],
        ["2024-03-18", "示例大棚", *(5 if one else 2.5 for one in sums), None],
        ["2024-03-19", "示例道路", *(3 if one else 1.5 for one in sums), None],
        ["总计（2个）", None, *(8 if one else 4 for one in sums), None],
        title="捐赠台账（单位：万元）" if above == "捐赠款物" else "资金台账",
        merged=("A1:A2", "B1:B2", "C1:E1", "F1:F2"),
    )  # fmt: skip
    found = planned(world, data)
    book = found.sheets[0].book
    amounts = [entry.facts for row in found.sheets[0].rows for entry in row.entries
               if book and entry.measure.key == "amount"]  # fmt: skip
    assert [facts.amount.units for facts in amounts] == [5 * SCALE, 3 * SCALE]
    assert not any(facts.parties for facts in amounts), "现金 and 财政资金 are no places"
    assert found.counts == {"new": 2, "subtotal": 1}


@pytest.mark.parametrize("parts", [[], ["现金", "物资折价"]])
def test_the_only_column_of_sums_says_how_much(world: World, parts: list[str]) -> None:
    data = a_sheet(
        ["日期", "捐赠单位", "受赠单位", *parts, "小计（万元）"],
        ["2024-03-18", "示例厂", "示例小学", *(2 for _ in parts), 5],
        ["2024-03-19", "示例店", "示例小学", *(1 for _ in parts), 3],
        ["合计", None, None, *(3 for _ in parts), 8],
    )
    found = planned(world, data)
    assert [units for _, _, units in told(found)] == [5 * WAN, 3 * WAN]
    assert found.counts == {"new": 2, "subtotal": 1}


def test_a_sheet_a_month_without_a_column_of_dates(world: World) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for month in (1, 2):
        sheet = book.create_sheet(f"{month}月")
        sheet.append(["2024年消费帮扶月报表"])
        sheet.append(["采购单位", "产品", "采购金额（元）"])
        sheet.append(["示例食堂", "油茶", 1000 * month])
    found = planned(world, saved(book))
    assert [period for _, period, _ in told(found)] == [
        ("2024-01", "2024-01"),
        ("2024-02", "2024-02"),
    ]
    assert says(found)[0] == "表里没有日期列，按表题记为2024年1月。"
    nowhere = a_sheet(
        ["采购单位", "产品", "采购金额"], ["示例食堂", "油茶", 1000], title="消费台账"
    )
    assert planned(world, nowhere).counts == {"faulty": 1}, "no year is made up"


def test_years_across_are_a_row_each_and_add_up_to_the_sum_below(world: World) -> None:
    data = a_sheet(
        ["消费帮扶情况（2023—2024年）"],
        ["采购单位", "产品", "2023年", "2024年", "合计"],
        ["示例食堂", "大米", 3, 4, 7], ["示例工会", "茶油", None, 4, 4],
        ["合计", None, 3, 8.5, 11.5],
        title="消费台账",
    )  # fmt: skip
    found = planned(world, data)
    assert [(period[0], units // SCALE) for _, period, units in told(found)] == [
        ("2023", 3), ("2024", 4), ("2024", 4),
    ]  # fmt: skip
    assert says(found) == ["D5写的是8.5，上面各行相加是8，相差0.5，请核对。"]


def test_a_form_with_an_example_and_numbered_columns(world: World) -> None:
    data = a_sheet(
        ["序号", *HEAD], ["（1）", "（2）", "（3）", "（4）", "（5）"],
        ["示例", "2024-01-01", "某某公司", "某某小学", 10],
        [1, "2024-04-01", "示例厂", "示例小学", 2], [2, None, None, None, None],
        ["单位负责人：", None, "填表人：", None, "电话："],
    )  # fmt: skip
    found = planned(world, data)
    assert found.counts == {"note": 4, "new": 1}
    assert [units for _, _, units in told(found)] == [2 * WAN]


def test_hidden_rows_are_read_and_told_of(world: World) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "捐赠明细"
    for row in (HEAD, ["2024-01-05", "甲厂", "示例小学", 1], ["2024-01-06", "乙厂", "示例小学", 2]):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    rows = planned(world, saved(book)).sheets[0].rows
    assert [len(row.row.notes) for row in rows] == [0, 1]
    assert "隐藏" in rows[1].row.notes[0].message


def test_the_same_as_above(world: World) -> None:
    data = a_sheet(
        ["日期", "帮扶单位", "受援单位", "采购单位", "采购金额"],
        ["2024-05-01", "东莞市桥头镇人民政府", "铜仁市玉屏县", "示例食堂", 100],
        ["同上", "〃", "〃", "示例工会", 200],
        ["2024-05-03", "桥头", "玉屏", "〃", "同上"],
        title="消费台账",
    )
    rows = planned(world, data).sheets[0].rows
    ends = {(entry.facts.helper.name, entry.facts.recipient.name) for row in rows
            for entry in row.entries}  # fmt: skip
    assert ends == {("桥头镇", "玉屏侗族自治县")}
    assert [row.outcome for row in rows] == ["new", "new", "faulty"], "no amount is told again"
    assert rows[1].entries[0].facts.period.prefixes == ("2024-05-01", "2024-05-01")


def test_goods_by_number_and_price_are_named_by_what_they_are(world: World) -> None:
    data = a_sheet(
        ["捐赠单位", "物资名称", "计量单位", "数量", "单价（元）", "金额（元）", "捐赠时间"],
        ["示例店", "图书", "册", 1000, 15, 16000, "2024年4月23日"],
    )
    found = planned(world, data)
    assert told(found)[0][0] == "图书"
    assert says(found) == ["15 × 1,000 = 15,000，与所填16,000不符。"]


def test_a_list_of_people_without_numbers_says_what_it_lacks(world: World) -> None:
    data = a_sheet(["序号", "姓名", "类别", "派出单位", "挂职时间"],
                   [1, "某某", "教师", "示例中学", "2024.9-2025.7"], title="选派人才")  # fmt: skip
    found = planned(world, data)
    assert says(found) == ["第2行没有数：没有认出写数量的列，请在“这张表的列”里选。"]


def test_an_annual_summary_of_many_indicators_is_no_book(world: World) -> None:
    data = a_sheet(["序号", "指标名称", "计量单位", "2023年", "2024年", "合计"],
                   [1, "社会捐赠", "万元", 10, 20, 30], title="汇总")  # fmt: skip
    sheet = planned(world, data).sheets[0]
    assert (sheet.mapping.book, sheet.rows) == ("", [])


@pytest.mark.parametrize(
    ("title", "heading"),
    [
        ("", "金额【万元】"),
        ("", "金额（单位：万元）"),
        ("", "捐赠金额:万元"),
        ("", "捐赠金额万元"),
        ("捐赠明细表（万元）", "金额"),
        ("金额单位：万元、件", "金额"),
        ("单位 万元", "金额"),
    ],
)
def test_money_is_counted_in_what_is_written_wherever_it_is_written(
    world: World, title: str, heading: str
) -> None:
    rows = [
        ["日期", "捐赠单位", heading],
        ["2024-05-01", "示例厂", 3],
        ["2024-05-02", "示例店", "8000元"],
    ]
    found = planned(world, a_sheet([title], *rows))
    assert [units for _, _, units in told(found)] == [3 * WAN, 8000 * SCALE]


def test_a_row_of_units_belongs_to_the_heading(world: World) -> None:
    rows = (
        ["捐赠日期", "捐赠单位", "捐赠金额"],
        [None, None, "（万元）"],
        ["2024-05-01", "示例厂", 3],
    )
    found = planned(world, a_sheet(*rows))
    assert found.counts == {"new": 1} and told(found)[0][2] == 3 * WAN


def test_a_unit_that_may_be_one_or_the_other_is_not_chosen(world: World) -> None:
    found = planned(
        world, a_sheet(["日期", "捐赠单位", "金额（元/万元）"], ["2024-05-01", "示例厂", 3])
    )
    assert says(found) == ["C2：表头的单位“元/万元”说不准是哪一种，请改成元或万元中的一种。"]


def test_what_is_planned_or_told_up_to_now_is_not_what_came(world: World) -> None:
    data = a_sheet(["时间", "采购单位", "累计采购金额（元）", "本月采购金额（元）", "同比增长"],
                   ["2024-06", "示例食堂", 60000, 10000, "20%"], title="消费台账")  # fmt: skip
    assert [units for _, _, units in told(planned(world, data))] == [10000 * SCALE]
    data = a_sheet(
        ["项目名称", "计划资金（万元）", "到位资金（万元）", "支付资金（万元）", "下达时间"],
        ["示例大棚", 500, 300, 120, "2024.3"],
        title="资金项目",
    )
    found = planned(world, data)
    assert sorted(units for _, _, units in told(found)) == [SCALE, 300 * WAN]
    assert not says(found), "the money that was paid is not held against one project"
    data = a_sheet(
        ["时间", "采购单位", "累计采购金额（元）"], ["2024-06", "示例食堂", 60000], title="消费台账"
    )
    assert says(planned(world, data)) == ["第2行没有数：没有认出写金额的列，请在“这张表的列”里选。"]


def test_a_year_in_the_heading_of_a_figure_and_a_month_beside_a_year(world: World) -> None:
    data = a_sheet(
        ["2024年消费对比表"],
        ["采购单位", "2023年金额（万元）", "2024年金额（万元）", "增长率"],
        ["示例食堂", 10, 12, "20%"],
        title="消费台账",
    )
    found = [(period[0], units) for _, period, units in told(planned(world, data))]
    assert found == [("2023", 10 * WAN), ("2024", 12 * WAN)]
    data = a_sheet(["年", "月", "捐赠单位", "金额（元）"], [2024, 3, "示例厂", 5000])
    assert told(planned(world, data)) == [("社会捐赠", ("2024-03", "2024-03"), 5000 * SCALE)]
