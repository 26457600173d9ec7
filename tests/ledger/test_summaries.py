"""Summaries (indicators down the side, years or towns across) and several towns in one cell: five
ugly workbooks more, with the rosters, in layouts unlike the others."""

from typing import Any

import openpyxl
import pytest

from shanhai.common.amounts import SCALE
from shanhai.common.keys import Key
from shanhai.common.periods import Period
from shanhai.figures.queries import figures
from shanhai.ledger.models import Entry
from shanhai.ledger.workbooks.planned import Plan
from shanhai.ledger.workbooks.post import post, receive
from tests.ledger.test_office_workbooks import a_sheet, says
from tests.ledger.test_ugly_workbooks import WAN, planned, saved
from tests.world import World

YEARS = (
    ["桥头镇对口帮扶玉屏县历年工作情况汇总表"],
    ["填报单位：示例办", None, None, None, None, "填报日期：2025年1月8日"],
    ["类别", "指标", "计量单位", "年度", None, None, "合计"],
    [None, None, None, "2022年", "2023年", "2024年", None],
    ["一、资金支持", "财政帮扶资金", "万元", 30, 40, "50.5", 120.5],
    [None, "  其中：镇级财政", "万元", 10, 15, 20, 45],
    [None, "社会捐赠", "万元", 12.5, "约20", "—", 32.5],
    ["二、劳务协作", "举办招聘会", "场", 1, 2, 2, 5],
    [None, "领导满意次数", "次", 3, 4, 5, 12],
    ["填表人：", None, None, "审核人："],
)
MERGED = ("A1:G1", "A3:A4", "B3:B4", "C3:C4", "D3:F3", "G3:G4", "A5:A7", "A8:A9")


def made(found: Plan) -> list[tuple[Any, ...]]:
    """What the good rows would make: of what, whose, when, how much."""
    return [
        (one.facts.indicator, one.facts.helper.name, one.facts.period.prefixes[0],
         one.facts.amount.units)
        for sheet in found.sheets
        for row in sheet.rows
        if row.outcome == "new"
        for one in row.entries
    ]  # fmt: skip


def test_indicators_down_and_years_across(world: World) -> None:
    found = planned(world, a_sheet(*YEARS, title="历年情况", merged=MERGED))
    assert made(found) == [
        ("fiscal_funds", "常平组团", "2022", 30 * WAN),
        ("fiscal_funds", "常平组团", "2023", 40 * WAN),
        ("fiscal_funds", "常平组团", "2024", 505_000 * SCALE),
        ("social_donation", "常平组团", "2022", 125_000 * SCALE),
        ("job_fairs", "常平组团", "2022", SCALE),
        ("job_fairs", "常平组团", "2023", 2 * SCALE),
        ("job_fairs", "常平组团", "2024", 2 * SCALE),
    ]
    assert says(found) == [
        "没有“其中：镇级财政”这个指标，请写成指标目录里的名称，或删去这一行。",
        "E7：“约20”里有“约”字：台账要记确切的数，请查凭证后填数字。",
        "没有“领导满意次数”这个指标，请写成指标目录里的名称，或删去这一行。",
    ]
    assert found.sheets[0].rows[0].entries[0].changes == [
        "常平组团—玉屏侗族自治县，2022年，财政帮扶资金：300,000元"
    ], "of each figure it is said what it is taken for"
    books = {one.facts.book for row in found.sheets[0].rows for one in row.entries}
    assert books == {"funds", "donations", "job_fairs"}, "each in the book of its indicator"


def test_a_summary_counts_once_and_comes_again_unchanged(world: World) -> None:
    data = a_sheet(["2023年情况"], ["指标", "单位", "2023年", "2022年"],
                   ["社会捐赠", "万元", 8, 7], ["招聘会", "场", 2, 1], title="汇总")  # fmt: skip
    upload = receive(world.clerk, data, "汇总.xlsx", world.partnership)
    assert post(world.clerk, upload, submit=True).created == 4
    assert set(Entry.objects.values_list("summary", "book")) == {
        (True, "donations"), (True, "job_fairs"),
    }  # fmt: skip
    cluster = Key("social_donation", world["常平组团"].pk, world["玉屏侗族自治县"].pk,
                  period=Period.year(2023))  # fmt: skip
    assert [one.amount.units for one in figures(cluster)] == [8 * WAN]
    assert planned(world, data).counts == {"same": 4}


def test_towns_across_that_do_not_add_up_did_something_together(world: World) -> None:
    data = a_sheet(
        ["常平组团2024年对口帮扶玉屏县情况统计表"],
        ["指标名称", "单位", "常平镇", "桥头镇", "谢岗镇", "合计"],
        ["社会捐赠款物", "万元", 30, 20, 10, 60],
        ["互访交流", "批次", 5, 8, 5, 10],
        ["", "人次", 100, 80, 60, 203],
        ["消费帮扶", "场", 1, None, None, 1],
        title="各镇情况",
    )  # fmt: skip
    found = planned(world, data)
    assert made(found) == [
        ("social_donation", town, "2024", value * WAN)
        for town, value in (("常平镇", 30), ("桥头镇", 20), ("谢岗镇", 10))
    ]
    told = says(found)
    together = "如有几地共同的，请在台账里逐次填报，只计一次。"
    assert told[:3] == [f"F4的合计与各地相加（18批次）不等：互访批次{together}"] * 3
    assert told[3:] == [
        "第5行没有写指标，请写成指标目录里的名称，或删去这一行。",
        "C6：“消费帮扶”按“元”记，写的单位是“场”，请核对。",
    ]


def test_years_above_towns(world: World) -> None:
    data = a_sheet(
        ["指标", "2023年", None, "2024年", None],
        [None, "常平镇", "桥头镇", "常平镇", "桥头镇"],
        ["社会捐赠（万元）", 1, 2, 4, 5], ["举办招聘会（场）", 1, None, None, 1],
        title="两年", merged=("A1:A2", "B1:C1", "D1:E1"),
    )  # fmt: skip
    assert made(planned(world, data)) == [
        ("social_donation", "常平镇", "2023", WAN),
        ("social_donation", "桥头镇", "2023", 2 * WAN),
        ("social_donation", "常平镇", "2024", 4 * WAN),
        ("social_donation", "桥头镇", "2024", 5 * WAN),
        ("job_fairs", "常平镇", "2023", SCALE),
        ("job_fairs", "桥头镇", "2024", SCALE),
    ]


def towns_down(*, unit: str = "单位：万元、人") -> bytes:
    return a_sheet(
        ["2024年1—9月东西部协作工作完成情况统计表"],
        ["填报单位：示例办", None, None, None, None, unit],
        ["镇街", "财政资金", None, None, "转移就业人数", "备注"],
        [None, "年度任务", "已完成", "完成率", None, None],
        ["常平组团", 300, 250, "83.3%", 40, None], ["常平镇", 100, 80, "80%", 22, None],
        ["桥头镇", 200, 170, "85%", 18, None], ["合计", 300, 250, None, 40, None],
        title="月报", merged=("A1:F1", "A3:A4", "B3:D3", "E3:E4", "F3:F4"),
    )  # fmt: skip


def test_towns_down_and_what_is_done_beside_what_was_to_be_done(world: World) -> None:
    found = planned(world, towns_down())
    assert made(found) == [
        ("fiscal_funds", "常平镇", "2024-01", 80 * WAN),
        ("labour_transferred", "常平镇", "2024-01", 22 * SCALE),
        ("fiscal_funds", "桥头镇", "2024-01", 170 * WAN),
        ("labour_transferred", "桥头镇", "2024-01", 18 * SCALE),
    ]
    assert says(found) == ["常平组团是本表里常平镇等的总数，不另记：系统从各地并出。"] * 2
    unsaid = planned(world, towns_down(unit=""))
    assert [code for code, *_ in made(unsaid)] == ["labour_transferred"] * 2
    assert "没有写是元还是万元" in says(unsaid)[0]


def test_a_summary_is_held_against_the_details_of_its_year(world: World) -> None:
    world.entry("social_donation", 30_000, helper="桥头镇", year=2023)
    world.entry("social_donation", 50_000, helper="谢岗镇", year=2023)
    rows = ["指标", "单位", "2023年", "2022年"], ["招聘会", "场", 2, 1]
    equal = planned(world, a_sheet(*rows, ["社会捐赠", "万元", 8, 7], title="汇总"))
    assert ("social_donation", "常平组团", "2022", 7 * WAN) in made(equal)
    assert says(equal) == ["台账里2023年已有2条，合计80,000元，与这里一致，不另记。"]
    other = planned(world, a_sheet(*rows, ["社会捐赠", "万元", 9, 7], title="汇总"))
    assert says(other) == [
        "台账里2023年已有2条，合计80,000元；这里写90,000元。汇总不能与明细相加："
        "请补齐或改正明细，或不导入这一格。"
    ]
    assert other.counts["faulty"] == 1


HEAD = ["日期", "帮扶镇", "受援县", "事项", "捐赠方", "金额（万元）"]


@pytest.mark.parametrize(
    "towns", ["桥头镇、谢岗镇", "桥头镇\n谢岗镇", "桥头、谢岗两镇", "桥头镇和谢岗镇", "桥头 谢岗"]
)
def test_towns_in_one_cell_did_it_together(world: World, towns: str) -> None:
    rows = ["2024-03-01", towns, "玉屏县", "助学", "示例厂", 10], [
        "2024-03-02", "东莞市\n桥头镇", "玉屏县", "助老", "示例厂", 1,
    ]  # fmt: skip
    found = planned(world, a_sheet(HEAD, *rows))
    facts = [one.facts for row in found.sheets[0].rows for one in row.entries]
    assert [(one.helper.name, one.amount.units) for one in facts] == [
        ("常平组团", 10 * WAN), ("桥头镇", WAN),
    ]  # fmt: skip
    assert [(one.name, one.share) for one in facts[0].parties if one.role == "joint"] == [
        ("桥头镇", None), ("谢岗镇", None),
    ]  # fmt: skip


def test_places_in_one_cell_that_cannot_be_one_entry_are_refused(world: World) -> None:
    day = "2024-03-01"
    rows = (
        [day, "桥头镇", "玉屏县、德江县", "防疫物资", "示例厂", 4],
        [day, "桥头镇、某某镇", "玉屏县", "电扇", "示例厂", 1],
        [day, "桥头镇（2万元）、谢岗镇（3万元）", "玉屏县", "图书", "示例厂", 5],
        [day, "桥头镇、谢岗镇", "玉屏县", "路灯", "示例厂", "桥头镇3、谢岗镇2"],
    )
    found = planned(world, a_sheet(HEAD, *rows))
    assert found.counts == {"faulty": 4}
    assert says(found)[0] == "“玉屏县、德江县”不在同一个结对里：各记各的数，请分成几行填。"


def test_the_months_a_title_spans(world: World) -> None:
    data = a_sheet(["2024年1-9月消费台账"], ["采购单位", "产品", "采购金额（元）"],
                   ["示例食堂", "油茶", 1000], title="消费台账")  # fmt: skip
    assert says(planned(world, data)) == ["表里没有日期列，按表题记为2024年1—9月。"]


def test_the_same_row_on_two_sheets_says_where_the_other_is(world: World) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in ("甲", "乙"):
        sheet = book.create_sheet(name)
        sheet.append(["捐赠时间", "捐赠单位", "金额（元）"])
        sheet.append(["2024-05-01", "示例厂", 7000])
    found = planned(world, saved(book))
    assert [sheet.mapping.book for sheet in found.sheets] == ["donations", "donations"]
    assert says(found) == ["第2行与“甲”第2行重复，只记“甲”第2行。"]
