"""The demo's ledger adds up to what the reports say, save where it is meant not to."""

from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

DEMO = Path(__file__).parents[2] / "src" / "shanhai" / "demo"
LEDGER = DEMO / "workbooks" / "2021-2025年对口协作台账.xlsx"
Row = dict[str, object]


def rows(sheet: str) -> list[Row]:
    """The data rows of a sheet: numbered in their first column."""
    lines = CalamineWorkbook.from_path(LEDGER).get_sheet_by_name(sheet).to_python()
    first = next(at for at, line in enumerate(lines) if isinstance(line[0], float))
    heads = [
        low or high
        for high, low in zip(
            lines[first - 2] if lines[first - 1][0] == "" else lines[first - 1],
            lines[first - 1],
            strict=True,
        )
    ]
    return [
        dict(zip(map(str, heads), line, strict=True))
        for line in lines
        if isinstance(line[0], float)
    ]


def added(sheet: str, column: str, **where: object) -> Decimal:
    chosen = [row for row in rows(sheet) if all(row[key] == is_ for key, is_ in where.items())]
    return sum((Decimal(str(row[column] or 0)) for row in chosen), Decimal())


CLUSTER = ["常平组团", "常平镇", "桥头镇", "谢岗镇"]


def cluster(sheet: str, column: str, **where: object) -> Decimal:
    return sum((added(sheet, column, 帮扶方=town, **where) for town in CLUSTER), Decimal())


@pytest.mark.parametrize(
    ("got", "said"),
    [
        (lambda: added("消费帮扶台账", "金额（万元）", 帮扶方="桥头镇"), "487.18"),
        (lambda: cluster("消费帮扶台账", "金额（万元）"), "69800"),
        (
            lambda: added("资金项目台账", "金额（万元）", 帮扶方="桥头镇", 资金类别="财政资金"),
            "1070",
        ),
        (lambda: cluster("资金项目台账", "金额（万元）", 资金类别="协作资金"), "9800"),
        (lambda: added("资金项目台账", "金额（万元）", 帮扶方="塘厦镇"), "4768"),
        (lambda: added("社会捐赠台账", "金额（万元）", 帮扶方="石龙镇", 年度=2021.0), "104.75"),
        (lambda: added("社会捐赠台账", "金额（万元）", 帮扶方="石龙镇", 年度=2022.0), "121"),
        (lambda: added("消费帮扶台账", "金额（万元）", 帮扶方="石龙镇", 年度=2021.0), "168.33"),
        (lambda: added("劳务协作台账", "人数", 帮扶方="桥头镇"), "714"),
        (lambda: added("劳务协作台账", "人数", 帮扶方="清溪镇"), "908"),
        (lambda: cluster("人才选派台账", "数量", 单位="人次"), "98"),
        (lambda: added("人才选派台账", "数量", 帮扶方="桥头镇"), "15"),
        (lambda: added("互访交流台账", "批次", 受援方="玉屏侗族自治县"), "18"),
        (lambda: added("互访交流台账", "合计", 受援方="玉屏侗族自治县"), "203"),
        (lambda: added("互访交流台账", "桥头镇"), "80"),
        (lambda: added("引进企业台账", "企业数"), "15"),
        (lambda: added("引进企业台账", "到位投资（万元）"), "99140"),
        (lambda: added("引进企业台账", "吸纳就业（人次）"), "529"),
        (lambda: added("招商项目台账", "新签约项目（个）"), "85"),
        (lambda: added("招商项目台账", "签约总投资（亿元）"), "125"),
        (lambda: added("招商项目台账", "新开工项目（个）"), "77"),
        (lambda: added("招商项目台账", "新投产项目（个）"), "4"),
    ],
)
def test_recorded_rows_add_up_to_what_was_said(got: object, said: str) -> None:
    assert callable(got)
    assert got() == Decimal(said)


@pytest.mark.parametrize(
    ("sheet", "column", "where", "recorded", "said"),
    [
        ("消费帮扶台账", "金额（万元）", {"帮扶方": "石龙镇", "年度": 2022.0}, "123.18", "125.18"),
        ("社会捐赠台账", "金额（万元）", {"捐赠方": "清溪镇"}, "26", "27"),
        ("劳务协作台账", "人数", {"帮扶方": "石龙镇", "年度": 2023.0}, "17", "18"),
    ],
)
def test_three_rows_contradict_the_reports(
    sheet: str, column: str, where: dict[str, object], recorded: str, said: str
) -> None:
    assert added(sheet, column, **where) == Decimal(recorded) != Decimal(said)


def test_joint_visits_are_one_for_the_cluster_and_one_for_each_town() -> None:
    visits = rows("互访交流台账")
    joint = [row for row in visits if row["参加方"] == "常平镇、桥头镇、谢岗镇"]
    assert len(joint) == 3
    towns = ("常平镇", "桥头镇", "谢岗镇")
    assert all(row["合计"] == sum(float(str(row[town])) for town in towns) for row in joint)
    assert sum(1 for row in visits if row["桥头镇"]) == 8


def test_pairings_have_the_counts_the_reports_state() -> None:
    pairs = rows("结对台账")

    def count(kind: str, recipient: str) -> int:
        return sum(1 for row in pairs if row["结对类型"] == kind and row["受援方"] == recipient)

    yuping, dejiang = "玉屏侗族自治县", "德江县"
    assert count("村村结对", yuping) + count("村企结对", yuping) == 64
    assert (count("学校结对", yuping), count("医院结对", yuping)) == (6, 5)
    assert (count("党支部结对", yuping), count("商会结对", yuping)) == (12, 8)
    assert (count("镇镇结对", dejiang), count("村村结对", dejiang)) == (1, 14)


def test_invented_givers_and_villages_are_called_examples() -> None:
    real = {row["捐赠方"] for row in rows("社会捐赠台账") if "示例" not in str(row["捐赠方"])}
    assert len(real) == 4
    assert all("示例" in str(row["供应商"]) for row in rows("消费帮扶台账"))
    assert all("示例" in str(row["企业名称"]) for row in rows("引进企业台账"))
