"""Printed numerals to exact values.

``value("3406.77余万")`` is ``Decimal("34067700")``; vague marks (余 多 几 来) carry no value
of their own. Both scripts of digits may be mixed, as reports do (3千万, 1.2万亿).
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}
_VAGUE = str.maketrans("", "", "余多几来 ,， \u3000")

_ARABIC = re.compile(r"(\d+(?:\.\d+)?)([十百千]?)(万亿|[万亿])?")


@lru_cache(maxsize=4096)
def value(printed: str) -> Decimal | None:
    """The number a numeral stands for, or None when it is not a well-formed numeral."""
    if printed.isdecimal() and printed.isascii():
        return Decimal(printed)
    bare = printed.translate(_VAGUE)
    if not bare:
        return None
    match = _ARABIC.fullmatch(bare)
    if match:
        number = Decimal(match[1])
        number *= _SMALL.get(match[2], 1)
        for mark in match[3] or "":
            number *= _LARGE[mark]
        return number
    return _chinese(bare)


def _chinese(bare: str) -> Decimal | None:
    if bare == "半":
        return Decimal("0.5")
    total = section = 0
    digit: int | None = None
    last = 10  # the unit said last: what follows it alone is so many of the next one (八万六)
    if not any(c in _SMALL or c in _LARGE for c in bare):
        return _positional(bare)
    for c in bare:
        if c in _DIGITS:
            digit = _DIGITS[c]
            last = last if digit else 10
        elif c in _SMALL:
            last = _SMALL[c]
            section += (1 if digit is None else digit) * _SMALL[c]
            digit = None
        elif c in _LARGE:
            last = _LARGE[c]
            section += digit or 0
            total = (
                (total + (section or 1)) * _LARGE[c]
                if c == "亿"
                else total + (section or 1) * _LARGE[c]
            )
            section, digit = 0, None
        else:
            return None
    return Decimal(total + section + (digit or 0) * (last // 10))


def _positional(bare: str) -> Decimal | None:
    """二〇二四 is 2024; a single character is its digit."""
    if not all(c in _DIGITS for c in bare):
        return None
    return Decimal("".join(str(_DIGITS[c]) for c in bare))
