"""Amounts: exactness, intervals of bounds, sums."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shanhai.common.amounts import (
    SCALE,
    Amount,
    AmountError,
    Bound,
    from_units,
    joined_bound,
    to_units,
    written,
)


def spread(amount: Amount) -> tuple[Decimal, Decimal]:
    return from_units(amount.low), from_units(amount.high)


def test_an_exact_figure_may_be_rounded_or_cut_off_by_one_printed_digit() -> None:
    low, high = spread(Amount.of("991400000", "元", "exact", "9.914亿元"))
    assert low == 991350000
    assert Decimal("991499999.9") < high < 991500000


def test_a_recorded_amount_without_printed_form_is_nothing_but_itself() -> None:
    assert spread(Amount.of("4871800", "元")) == (4871800, 4871800)


def test_yu_runs_up_to_the_next_digit_that_is_not_zero() -> None:
    low, high = spread(Amount.of(4000, "户", "over", "4000余户"))
    assert low == 4000
    assert 4999 < high < 5000


def test_yu_between_number_and_magnitude_counts_in_hundred_millions() -> None:
    low, high = spread(Amount.of(800000000, "元", "over", "8亿余元"))
    assert low == 800000000
    assert 899999999 < high < 900000000


def test_near_excludes_the_value_and_reaches_ten_percent_below() -> None:
    amount = Amount.of(8000000, "元", "under", "近800万元")
    assert amount.low == to_units(7200000) + 1
    assert amount.high == to_units(8000000) - 1


def test_more_than_excludes_the_value_and_reaches_ten_percent_above() -> None:
    amount = Amount.of(8000000, "元", "over", "超800万元")
    assert amount.low == to_units(8000000) + 1
    assert amount.high == to_units(8800000)


def test_about_is_five_percent_either_way() -> None:
    assert spread(Amount.of(1930000, "元", "about", "约193万元")) == (1833500, 2026500)


def test_near_800_agrees_with_a_recorded_790_and_not_with_810() -> None:
    said = Amount.of(8000000, "元", "under", "近800万元")
    assert said.agrees_with(Amount.of(7900000, "元"))
    assert not said.agrees_with(Amount.of(8100000, "元"))


def test_different_units_never_agree_nor_add() -> None:
    people, times = Amount.of(18, "人"), Amount.of(18, "人次")
    assert not people.agrees_with(times)
    with pytest.raises(AmountError, match="单位不同"):
        people + times


def test_more_than_four_decimals_are_refused_not_rounded() -> None:
    with pytest.raises(AmountError, match="小数超过四位"):
        to_units("0.00001")


@pytest.mark.parametrize("text", ["", "十万", "nan", "inf", "1e999"])
def test_what_is_no_number_is_refused_in_chinese(text: str) -> None:
    with pytest.raises(AmountError, match="[不太]"):
        to_units(text)


def test_a_scale_switch_writes_every_digit() -> None:
    units = to_units("4871800.5")
    assert written(units) == "4,871,800.5"
    assert written(units, 10**4) == "487.18005"
    assert written(units, 10**8) == "0.048718005"


numbers = st.decimals(min_value=-(10**11), max_value=10**11, places=4, allow_nan=False)


@given(numbers)
def test_units_give_the_value_back(value: Decimal) -> None:
    assert from_units(to_units(value)) == value


@given(st.lists(st.integers(-(10**15), 10**15), max_size=40))
def test_sums_are_exact_whatever_the_order(units: list[int]) -> None:
    zero = Amount.exactly(0, "元")
    forward, backward = zero, zero
    for one in units:
        forward += Amount.exactly(one, "元")
    for one in reversed(units):
        backward += Amount.exactly(one, "元")
    assert forward.units == backward.units == sum(units)


@given(st.integers(1, 10**9), st.sampled_from(list(Bound)), st.sampled_from(["", "万", "亿"]))
def test_the_interval_is_never_empty_and_lies_at_the_value(
    number: int, bound: Bound, magnitude: str
) -> None:
    size = {"": 1, "万": 10**4, "亿": 10**8}[magnitude]
    if number * size > 10**11:
        return
    amount = Amount.of(number * size, "元", bound, f"{number}{magnitude}元")
    assert amount.low <= amount.high
    assert amount.low - SCALE <= amount.units <= amount.high + SCALE


@pytest.mark.parametrize(
    ("one", "other", "joined"),
    [
        ("exact", "exact", "exact"),
        ("exact", "under", "under"),
        ("over", "exact", "over"),
        ("under", "over", "about"),
        ("about", "under", "about"),
    ],
)
def test_the_bound_of_a_sum(one: str, other: str, joined: str) -> None:
    assert joined_bound(Bound(one), Bound(other)) == Bound(joined)
