"""Five ugly workbooks more, as counties send them: rows under a place, notes of feet and loose
dates; money by the label of its row; places across; forms; hidden columns and struck rows."""

import openpyxl
from openpyxl.styles import Font

from shanhai.common.amounts import SCALE
from shanhai.ledger.workbooks.preview import told as previewed
from tests.ledger.test_office_workbooks import HEAD, a_sheet, says
from tests.ledger.test_ugly_workbooks import WAN, planned, saved, told
from tests.world import World

ROWS_UNDER_A_PLACE = (
    ["东莞市各镇2024年社会捐赠明细表"],
    ["单位：万元"],
    ["年份", "时间", "捐赠单位", "受赠单位", "捐赠款", "备注"],
    ["一、桥头镇"],
    [2024, "2024.3", "示例厂①", "示例小学", "１，２００．５", None],
    [None, "3月中旬", "*示例店", "示例小学", " 1 200 ", None],
    ["说明：以上两笔已到账"],
    ["小计", None, None, None, "2,400.5", None],
    ["二、玉屏侗族自治县（1笔）"],
    [2024, "24年6月底", "示例商会（注1）", "示例卫生院", "12.5万", None],
    ["合计", None, None, None, 2413, None],
    ["注1：商会捐的是会费。"],
)


def test_rows_are_of_the_place_that_stands_above_them(world: World) -> None:
    data = a_sheet(*ROWS_UNDER_A_PLACE, merged=("A5:A6",))
    found = planned(world, data)
    assert [(period, units) for _, period, units in told(found)] == [
        (("2024-03", "2024-03"), 12_005 * WAN // 10),
        (("2024-03-11", "2024-03-20"), 1200 * WAN),
        (("2024-06", "2024-06"), 125 * WAN // 10),
    ]
    facts = [one.facts for row in found.sheets[0].rows for one in row.entries]
    assert [(one.helper.name, one.parties[0].name) for one in facts] == [
        ("桥头镇", "示例厂"), ("桥头镇", "示例店"), ("常平组团", "示例商会"),
    ]  # fmt: skip
    assert says(found) == [
        "下面各行没有写明的，算在桥头镇。",
        "下面各行没有写明的，算在玉屏侗族自治县。",
    ]


def test_a_line_of_no_place_leaves_the_rows_where_they_are(world: World) -> None:
    rows = ["2024-05-01", "示例厂", "示例小学", 3], ["2024-05-02", "示例店", "示例小学", 4]
    for above in ("一、教育类", "一、不知何处镇", "桥头镇的捐赠"):
        found = planned(world, a_sheet(HEAD, [above], *rows))
        assert {one.facts.helper.name for row in found.sheets[0].rows for one in row.entries} == {
            "常平组团"
        }
        assert not says(found)


def test_places_across_are_a_row_each(world: World) -> None:
    data = a_sheet(
        ["2024年各镇消费帮扶月报表"], ["单位：元"], ["月份", "桥头镇", "常平镇", "合计"],
        ["1月", 10000, "２０ ０００", 30000], ["2月", "-", 5000, 5000],
        ["小计", 10000, 26000, 36000],
        title="消费帮扶月报",
    )  # fmt: skip
    found = planned(world, data)
    facts = [one.facts for row in found.sheets[0].rows for one in row.entries]
    assert [(one.helper.name, one.period.label, one.amount.units // SCALE) for one in facts] == [
        ("桥头镇", "2024年1月", 10000),
        ("常平镇", "2024年1月", 20000),
        ("常平镇", "2024年2月", 5000),
    ]
    assert says(found) == ["C6写的是26,000，上面各行相加是25,000，相差1,000，请核对。"]


def test_a_label_tells_the_unit_of_its_row_and_that_it_is_planned(world: World) -> None:
    data = a_sheet(
        ["2024年协作资金进度表"], ["序号", "项目名称", "类别", "金额", "时间"],
        [1, "示例大棚", "计划（万元）", 500, "2024.2"], [None, None, "到位（元）", 300, "2024.3"],
        title="资金项目", merged=("A3:A4", "B3:B4"),
    )  # fmt: skip
    found = planned(world, data)
    money = [one.facts for row in found.sheets[0].rows for one in row.entries
             if one.measure.key == "amount"]  # fmt: skip
    assert [(one.stage, one.amount.units) for one in money] == [
        ("planned", 500 * WAN),
        ("arrived", 300 * SCALE),
    ]
    assert any("按计划数记" in text for text in says(found))


def test_a_column_of_towns_of_either_side_and_what_is_counted_elsewhere(world: World) -> None:
    data = a_sheet(
        ["序号", "镇（街）", "受援县", "培训时间", "培训期数", "培训人数(人次)", "备 注"],
        [1, "桥头", "玉屏县", "2024/1/5—2024/1/9", 1, "1,050", "※见附件"],
        [2, "玉屏侗族自治县", None, "24年2月", "２", " 60 人次", None],
        title="劳务协作台账",
    )
    found = planned(world, data)
    sheet = found.sheets[0]
    assert sheet.mapping.book == "training", "培训人数 is none of the people who found work"
    facts = [one.facts for row in sheet.rows for one in row.entries]
    ends = [(one.helper.name, one.recipient.name) for one in facts if one.indicator == "trainees"]
    assert ends == [("桥头镇", "玉屏侗族自治县"), ("常平组团", "玉屏侗族自治县")]
    assert [one.amount.units // SCALE for one in facts] == [1, 1050, 2, 60]


def test_forms_for_one_thing_each_are_told_to_be_no_table(world: World) -> None:
    form = (
        ["社会捐赠登记表"], ["捐赠单位", "示例厂", "捐赠日期", "2024年5月10日"],
        ["受赠单位", "示例小学", "捐赠金额（元）", 5000], ["备注", "助学", "票据号", "K1"], [],
    )  # fmt: skip
    sheet = planned(world, a_sheet(*form, *form)).sheets[0]
    assert "一事一张的登记表" in sheet.skipped and not sheet.rows


def test_hidden_columns_struck_rows_and_formulas_without_result_are_told(world: World) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "捐赠明细"
    for row in (HEAD, *([f"2024-01-{day:02}", "甲厂", "示例小学", day] for day in range(1, 8))):
        sheet.append(row)
    sheet["D2"] = "=1+1"
    for cell, font in (("B3", Font(strike=True)), ("B4", Font(color="FFFF0000"))):
        sheet[cell].font = font
    sheet.column_dimensions["C"].hidden = True
    found = planned(world, saved(book))
    about, lines = previewed(found.sheets[0])
    assert [one.label for one in about.headings][2] == "受赠单位〔隐藏的列〕"
    assert [len(line.notes) for line in lines] == [1, 1, 1, 0, 0, 0, 0]
    assert lines[0].notes[0].message.startswith("D2：是公式，文件里没有存它的结果")
    assert all("删除线" in lines[at].notes[0].message for at in (1, 2))
