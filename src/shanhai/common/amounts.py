"""Amounts: a printed figure, its exact value, its bound, and the interval it may stand for.

Values are integers of 1/10,000 of the base unit (元, 人, 亩 …): SQLite has no decimals, and sums
must be exact on every database. The bound is for people (近800万元 is shown so everywhere); the
interval is for comparing. Tolerances are data: vocabulary/tolerances.yaml.
"""

import re
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum

from shanhai.common import vocabulary

SCALE = 10_000
MAGNITUDES: dict[str, int] = {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
# The largest number a 64-bit sum of a million entries can still hold.
LARGEST = 10**15 * SCALE // 1000

_PRINTED = re.compile(r"(\d[\d,，]*)(?:\.(\d+))?\s*(?:余|多|几)?\s*([千百]?[万亿]|[千百十])?")
_MORE = re.compile(r"[余多几]")


class Bound(StrEnum):
    """What the words around a figure say of the true value."""

    EXACT = "exact"
    ABOUT = "about"
    UNDER = "under"
    OVER = "over"


BOUND_WORDS: dict[Bound, str] = {
    Bound.EXACT: "",
    Bound.ABOUT: "约",
    Bound.UNDER: "近",
    Bound.OVER: "超",
}


class AmountError(ValueError):
    """A number that cannot be kept exactly; the message is a Chinese sentence for the user."""


def to_units(value: Decimal | int | str) -> int:
    """`value` in base units as an integer of 1/10,000; AmountError when it would lose a digit."""
    try:
        number = Decimal(str(value))
    except ArithmeticError as error:
        raise AmountError(f"“{value}”不是一个数，请填写数字。") from error
    if not number.is_finite():
        raise AmountError(f"“{value}”不是一个数，请填写数字。")
    with localcontext() as context:
        context.prec = 60
        scaled = number * SCALE
        units = int(scaled)
        if units != scaled:
            raise AmountError(f"“{value}”的小数超过四位，系统不能精确保存，请核对单位。")
    if abs(units) > LARGEST:
        raise AmountError(f"“{value}”太大，请核对单位（是否把万元当成了元）。")
    return units


def from_units(units: int) -> Decimal:
    """The exact value in base units, without trailing zeros."""
    whole, part = divmod(abs(units), SCALE)
    text = str(whole) if not part else f"{whole}.{part:04d}".rstrip("0")
    return Decimal(text if units >= 0 else f"-{text}")


@dataclass(frozen=True, slots=True)
class Digits:
    """Size, in 1/10,000 units, of the last printed digit and of the last one that is not zero."""

    last: int
    significant: int


def printed_digits(printed: str, units: int) -> Digits:
    """The digit sizes of a printed figure; a figure in words (三家) is printed to the unit."""
    found = _PRINTED.search(printed)
    if not found:
        return Digits(SCALE, SCALE)
    whole, decimals, magnitude = found.group(1), found.group(2) or "", found.group(3) or ""
    size = SCALE
    for letter in magnitude:
        size *= MAGNITUDES[letter]
    last = size // 10 ** len(decimals) or 1
    digits = re.sub(r"[,，]", "", whole) + decimals
    zeros = len(digits) - len(digits.rstrip("0")) if units else 0
    return Digits(last, last * 10**zeros)


@dataclass(frozen=True, slots=True)
class Amount:
    """One figure. `units`, `low` and `high` are integers of 1/10,000 `unit`; low ≤ units ≤ high."""

    units: int
    unit: str
    bound: Bound
    low: int
    high: int
    printed: str = ""

    @classmethod
    def of(
        cls,
        value: Decimal | int | str,
        unit: str,
        bound: Bound | str = Bound.EXACT,
        printed: str = "",
    ) -> "Amount":
        """The amount of a printed figure; `value` is in base units. Raises AmountError."""
        units, kind = to_units(value), Bound(bound)
        low, high = interval(units, kind, printed)
        return cls(units, unit, kind, low, high, printed)

    @classmethod
    def exactly(cls, units: int, unit: str, printed: str = "") -> "Amount":
        """A recorded amount: nothing but itself."""
        return cls(units, unit, Bound.EXACT, units, units, printed)

    @property
    def value(self) -> Decimal:
        return from_units(self.units)

    def __add__(self, other: "Amount") -> "Amount":
        if self.unit != other.unit:
            raise AmountError(f"单位不同的数不能相加：{self.unit}与{other.unit}。")
        return Amount(
            self.units + other.units,
            self.unit,
            joined_bound(self.bound, other.bound),
            self.low + other.low,
            self.high + other.high,
        )

    def agrees_with(self, other: "Amount") -> bool:
        """Whether both may stand for the same true value."""
        return self.unit == other.unit and self.low <= other.high and other.low <= self.high


def joined_bound(one: Bound, other: Bound) -> Bound:
    """The bound of a sum: exact plus 近 is 近; 近 plus 超 can only be 约."""
    if one == other or other == Bound.EXACT:
        return one
    return other if one == Bound.EXACT else Bound.ABOUT


def interval(units: int, bound: Bound, printed: str) -> tuple[int, int]:
    """Lowest and highest true value, by vocabulary/tolerances.yaml. 超 excludes the value itself
    and 近 too, which at this resolution moves the end by one 1/10,000."""
    rules = vocabulary.load("tolerances")
    digits = printed_digits(printed, units)
    more = bound == Bound.OVER and bool(_MORE.search(printed))
    rule = rules["over_digit" if more else bound.value]
    digit = digits.significant if more else digits.last
    low = units - _part(rule, "low", units, digit)
    high = units + _part(rule, "high", units, digit)
    if bound == Bound.EXACT and not printed:
        return units, units
    if bound == Bound.EXACT:
        return low, max(units, high - 1)
    if more:
        return low, high - 1
    if bound == Bound.UNDER:
        return low + 1, max(low + 1, high - 1)
    if bound == Bound.OVER:
        return low + 1, max(low + 1, high)
    return low, high


def _part(rule: dict[str, float], side: str, units: int, digit: int) -> int:
    if f"{side}_digits" in rule:
        return int(Decimal(str(rule[f"{side}_digits"])) * digit)
    return int(Decimal(str(rule[f"{side}_share"])) * abs(units))


@dataclass(frozen=True, slots=True)
class Scale:
    """A way to write money: its word and how many 元 it stands for."""

    word: str
    size: int


MONEY_SCALES: dict[str, Scale] = {
    "yuan": Scale("元", 1),
    "wan": Scale("万元", 10**4),
    "yi": Scale("亿元", 10**8),
}


def usual_scale(units: int, unit: str) -> Scale:
    """The scale in which people write this: money from 10,000 元 on in 万元, all else as it is."""
    money = unit == MONEY_SCALES["yuan"].word and abs(units) >= MONEY_SCALES["wan"].size * SCALE
    return MONEY_SCALES["wan"] if money else Scale(unit, 1)


def written(units: int, size: int = 1) -> str:
    """The exact number in multiples of `size` base units, grouped by thousands, never rounded."""
    with localcontext() as context:
        context.prec = 60
        number = Decimal(units) / (SCALE * size)
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
