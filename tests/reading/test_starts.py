"""From when a total counts, what is still to come, and the part of a whole."""

from __future__ import annotations

from datetime import date

import pytest

from shanhai.reading import read

DAY = date(2024, 7, 30)


def spans(text: str, published: date | None = None) -> dict[str, tuple[str, object]]:
    return {c.printed: (c.scope, c.period) for c in read(text, published=published).claims}


@pytest.mark.parametrize(
    "said",
    [
        "从2021年到今天，浦江县的干部一任接着一任干。",
        "2021年，东西协作的大幕拉开，浦江县和湄潭县由此结缘。",
        "2021年两地牵手以来，常来常往。2023年，两地共建的园区开工。",
    ],
)
def test_what_these_years_have_brought_is_counted_from_the_start(said: str) -> None:
    text = f"浦江县帮扶湄潭县\n2024-07-30\n{said}\n这些年，浦江县引进企业9家。"
    assert spans(text, DAY)["9家"] == ("since", ("2021", "2024"))


def test_the_year_of_a_title_is_no_start() -> None:
    text = (
        "2023年浦江县·湄潭县结对帮扶情况\n湄潭县统计局 2024年2月5日\n"
        "2021年7月，两县建立结对关系。结对以来，双方互访14次。"
    )
    assert spans(text)["14次"] == ("since", ("2021", "2024"))


def test_what_a_gift_will_bring_by_the_end_of_the_year_is_of_the_year_it_is_told_in() -> None:
    text = (
        "浦江县湄潭县联席会议\n浦江县湄潭县联席会议3月26日举行。\n2023年，浦江县引进企业9家。\n"
        "会上，浦江县捐款20万元，预计全年惠及500户。双方还签署2份合作协议。"
    )
    told = spans(text, date(2024, 3, 28))
    assert told["500户"] == ("target", ("2024", "2024"))
    assert told["2份"] == ("event", ("2024-03-26", "2024-03-26"))


@pytest.mark.parametrize(
    ("said", "scope"),
    [
        ("今年，浦江县力争园区新签约项目9个。", "target"),
        ("会上，浦江县园区签约项目9个，计划投资3亿元。", "event"),
        ("在将台堡镇，浦江县引进企业9个。", "period"),
        ("浦江县曾想推广奶山羊，引进企业9个。", "period"),
    ],
)
def test_what_is_still_to_be_done_is_planned(said: str, scope: str) -> None:
    assert spans(f"浦江县帮扶西吉县\n2024-07-30\n{said}", DAY)["9个"][0] == scope


def test_a_part_has_the_time_of_the_whole_before_it() -> None:
    text = "浦江县招聘会走进湄潭县\n7月28日，招聘会举行，签订就业意向638人，其中去浙江的211人。"
    told = spans(text, DAY)
    assert told["638人"] == told["211人"] == ("target", ("2024-07-28", "2024-07-28"))
