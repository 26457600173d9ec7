"""Cells as offices write them."""

from datetime import date, datetime

import pytest

from shanhai.common import vocabulary
from shanhai.common.amounts import SCALE
from shanhai.common.periods import Period
from shanhai.ledger.workbooks.cells import (
    CellError,
    chinese_number,
    read_amount,
    read_credit_code,
    read_names,
    read_period,
    read_year,
)

WORDS = vocabulary.load("mappings")


@pytest.mark.parametrize(
    ("cell", "scale", "expected"),
    [
        (62.4, 10_000, 624_000),
        (104.75, 10_000, 1_047_500),
        ("6,200", 1, 6200),
        ("１０５", 10_000, 1_050_000),
        ("3.5万", 1, 35_000),
        ("5万元", 10_000, 50_000),
        ("1.25亿元", 1, 125_000_000),
        ("三十五", 1, 35),
        ("叁万伍仟元整", 1, 35_000),
        ("￥1,050,000.50", 1, 1_050_000.5),
    ],
)
def test_amounts_of_money(cell: object, scale: int, expected: float) -> None:
    assert read_amount(cell, "元", scale, WORDS)[0] == int(expected * SCALE)  # type: ignore[arg-type]


def test_a_unit_in_the_cell_is_kept() -> None:
    assert read_amount("18人次", "人", 1, WORDS) == (18 * SCALE, "人次")


@pytest.mark.parametrize(
    "cell", ["约5万", "近800", "200余", "暂估", "5万美元", date(2024, 1, 1), True]
)
def test_what_is_no_exact_number_is_refused(cell: object) -> None:
    with pytest.raises(CellError):
        read_amount(cell, "元", 1, WORDS)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (date(2021, 7, 16), ("2021-07-16",)),
        (datetime(2021, 7, 16), ("2021-07-16",)),
        ("2021年5月", ("2021-05",)),
        ("2021.8", ("2021-08",)),
        (2021.8, ("2021-08",)),
        ("2023/11/2", ("2023-11-02",)),
        ("2023.1.10", ("2023-01-10",)),
        ("2024年3月8日", ("2024-03-08",)),
        ("20240308", ("2024-03-08",)),
        ("二〇二三年五月", ("2023-05",)),
        ("2021年2月至2021年12月", ("2021-02", "2021-12")),
        ("2021年3月—9月", ("2021-03", "2021-09")),
        ("2024年3-5月", ("2024-03", "2024-05")),
        ("2024年4月1日—3日", ("2024-04-01", "2024-04-03")),
        ("2024年4月28日-5月2日", ("2024-04-28", "2024-05-02")),
        ("2024/3/18-20", ("2024-03-18", "2024-03-20")),
        ("2024.3.28-4.2", ("2024-03-28", "2024-04-02")),
        ("2024.9-2025.7", ("2024-09", "2025-07")),
        ("2024.9.1-2025.7.10", ("2024-09-01", "2025-07-10")),
        ("2024-03-18 9:30", ("2024-03-18",)),
        ("2024.10", ("2024-10",)),
        ("2024年第一季度", ("2024-01", "2024-03")),
        ("2024年上半年", ("2024-01", "2024-06")),
        (2024.0, ("2024",)),
        (45383.0, ("2024-04-01",)),
    ],
)
def test_dates(cell: object, expected: tuple[str, ...]) -> None:
    assert read_period(cell) == Period.parse(*expected)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "cell", ["二〇二四年夏天", "2024-02-30", "去年", "2024年9月至3月前", "5月底"]
)
def test_what_is_no_date_is_refused_in_its_own_words(cell: str) -> None:
    with pytest.raises(CellError, match="不是一个日期|早于"):
        read_period(cell)


def test_january_and_october_are_one_number_to_excel() -> None:
    with pytest.raises(CellError, match="1月还是10月"):
        read_period(2024.1)
    assert read_period(2024.11) == Period.parse("2024-11")


def test_a_month_alone_takes_the_year_of_its_row() -> None:
    assert read_period("5月", 2023) == Period.parse("2023-05")


def test_years_and_names() -> None:
    assert (read_year("二〇二四年"), read_year(2024.0), read_year("")) == (2024, 2024, None)
    assert read_names("樟罗社区、石新社区；示例厂") == ["樟罗社区", "石新社区", "示例厂"]


def test_a_code_kept_as_a_number_has_lost_its_end() -> None:
    with pytest.raises(CellError, match="设为“文本”"):
        read_credit_code(9.14419001234568e17)
    assert read_credit_code("91350100m000100y43") == "91350100M000100Y43"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十", 10),
        ("二十三", 23),
        ("一百零五", 105),
        ("三万五千", 35_000),
        ("两亿", 200_000_000),
        ("夏天", None),
    ],
)
def test_chinese_numerals(text: str, value: int | None) -> None:
    assert chinese_number(text) == value


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2024年3月中旬", ("2024-03-11", "2024-03-20")),
        ("2024.2下旬", ("2024-02-21", "2024-02-29")),
        ("十一月上旬", ("2023-11-01", "2023-11-10")),
        ("3月上旬至4月下旬", ("2023-03-01", "2023-04-30")),
        ("6月底", ("2023-06",)),
        ("2024年初", ("2024",)),
        ("24年2月", ("2024-02",)),
        ("24年第二季度", ("2024-04", "2024-06")),
    ],
)
def test_loose_dates_are_the_days_they_name_or_the_month_they_lie_in(
    cell: str, expected: tuple[str, ...]
) -> None:
    assert read_period(cell, 2023) == Period.parse(*expected)
    with pytest.raises(CellError, match="没有13月"):
        read_period("2024年13月上旬")


def test_names_go_without_the_marks_of_footnotes() -> None:
    told = "示例厂①、*示例店、示例工会（注1）、示例商会[2]、示例（东莞）公司"
    assert read_names(told) == ["示例厂", "示例店", "示例工会", "示例商会", "示例（东莞）公司"]
