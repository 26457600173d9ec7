"""Periods: prefixes, labels, containment."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shanhai.common.periods import Period, PeriodError


@pytest.mark.parametrize(
    ("first", "last", "label"),
    [
        ("2024", "2024", "2024年"),
        ("2021", "2025", "2021—2025年"),
        ("2024-01", "2024-06", "2024年1—6月"),
        ("2024-02", "2024-02", "2024年2月"),
        ("2024-06-21", "2024-06-21", "2024年6月21日"),
        ("2021", "2025-03-31", "2021年1月—2025年3月"),
    ],
)
def test_a_period_is_written_as_readers_write_it(first: str, last: str, label: str) -> None:
    assert Period.parse(first, last).label == label


def test_a_month_ends_on_its_own_last_day() -> None:
    assert Period.parse("2024-02").end == date(2024, 2, 29)


@pytest.mark.parametrize("text", ["2024-13", "2024-02-30", "去年", "24", ""])
def test_what_is_no_date_is_refused_in_chinese(text: str) -> None:
    with pytest.raises(PeriodError, match="不是一个日期"):
        Period.parse(text)


def test_an_end_before_its_start_is_refused() -> None:
    with pytest.raises(PeriodError, match="早于"):
        Period(date(2024, 2, 1), date(2024, 1, 1))


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 4000))
def test_prefixes_give_the_period_back(start: date, days: int) -> None:
    period = Period(start, date.fromordinal(start.toordinal() + days))
    assert Period.parse(*period.prefixes) == period


def test_containing_and_overlapping() -> None:
    year, june = Period.year(2024), Period.parse("2024-06")
    assert year.contains(june)
    assert not june.contains(year)
    assert year.overlaps(Period.parse("2024-12-31", "2025"))
    assert not year.overlaps(Period.year(2025))
