"""Printed numerals: exact, whatever script they are printed in."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shanhai.reading.numerals import value

DIGITS = "零一二三四五六七八九"


def in_characters(number: int) -> str:
    """A number below ten thousand as it is written in Chinese."""
    if number == 0:
        return "零"
    text, gap = "", False
    for size, mark in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            text += ("零" if gap and text else "") + DIGITS[digit] + mark
            gap = False
        else:
            gap = True
    return text


@pytest.mark.parametrize(
    ("printed", "worth"),
    [
        ("15", 15), ("1,260", 1260), ("9.914亿", 991_400_000), ("3406.77余万", 34_067_700),
        ("8亿余", 800_000_000), ("1.2万亿", 1_200_000_000_000), ("3千万", 30_000_000),
        ("十", 10), ("十二", 12), ("二十", 20), ("两百零五", 205), ("三万五千", 35_000),
        ("一亿零三万", 100_030_000),
        ("二〇二四", 2024), ("两", 2), ("20多", 20),
        ("八万六", 86_000), ("三千一", 3100), ("一百五", 150), ("十六亿七", 1_670_000_000),
        ("一万零三", 10_003),
    ],
)  # fmt: skip
def test_a_printed_numeral_has_its_value(printed: str, worth: int) -> None:
    assert value(printed) == Decimal(worth)


@pytest.mark.parametrize("printed", ["", "余", "个", "1.2.3", "万元"])
def test_what_is_no_numeral_has_no_value(printed: str) -> None:
    assert value(printed) is None


@given(st.integers(min_value=0, max_value=9999))
def test_numbers_in_characters_come_back(number: int) -> None:
    assert value(in_characters(number)) == number


@given(st.integers(min_value=1, max_value=9999), st.sampled_from([("万", 10**4), ("亿", 10**8)]))
def test_large_marks_multiply(number: int, mark: tuple[str, int]) -> None:
    assert value(f"{number}{mark[0]}") == number * mark[1]
    assert value(in_characters(number) + mark[0]) == number * mark[1]


@given(st.decimals(min_value=0, max_value=10**6, places=4))
def test_decimals_are_exact(number: Decimal) -> None:
    assert value(str(number)) == number


@given(st.text(max_size=12))
def test_no_text_makes_it_raise(text: str) -> None:
    assert value(text) is None or isinstance(value(text), Decimal)
