"""Pairs of characters that stand side by side, and what they speak for.

Every figure is weighed by a hundred of them, which makes this the reader's innermost loop: where
the reader is compiled it steps through the characters itself, without an object for each pair.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import add
from struct import unpack
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:  # numbers the machine holds as they are; only the compiler asks for them
    from mypy_extensions import i64

COMPILED: Final = not __file__.endswith(".py")
_NOBODY: Final = 0xFFFF  # no character at all, and two bytes like those of Chinese
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")


def pairs(text: str) -> Iterator[str]:
    """Every two characters that stand side by side."""
    return map(add, text, text[1:])


def level(text: str, stepwise: bool = COMPILED) -> str:
    """A text with all numbers alike."""
    if not stepwise:
        return _DIGITS.sub("0", text)
    made, size = "", len(text)
    told: i64 = 0
    at: i64 = 0
    while at < size:
        if not _decimal(ord(text[at])):
            at += 1
            continue
        made += text[told:at] + "0"
        while at < size and (
            _decimal(ord(text[at]))
            or (text[at] in ".," and at + 1 < size and _decimal(ord(text[at + 1])))
        ):
            at += 1
        told = at
    return made + text[told:] if told else text


def _decimal(point: i64) -> bool:
    """Whether a character is a digit, told of nearly all by where they lie."""
    if point < 0x660:
        return 0x30 <= point <= 0x39
    if 0x1C60 <= point < 0xA620 or 0xFF00 <= point < 0xFF10 or 0xFF1A <= point <= 0xFFFF:
        return False
    return chr(point).isdecimal()


class Grams:
    """Packed weights of pairs of characters.

    For stepping the pairs lie one behind the other in a text, each at the first free place from
    where its characters point to, with the number of its weight behind it.
    """

    def __init__(self, weights: dict[str, int], stepwise: bool = COMPILED) -> None:
        self._weights = weights
        self._stepwise = stepwise
        self._packed: list[int] = []
        known = {p: w for p, w in weights.items() if len(p) == 2} if stepwise else {}
        size = 16
        while size < 2 * len(known):
            size *= 2
        self._mask: i64 = size - 1
        table = [_NOBODY] * (3 * size)
        for pair, packed in known.items():
            at = _points_to(ord(pair[0]), ord(pair[1])) & self._mask
            while table[3 * at] != _NOBODY:
                at = at + 1 & self._mask
            table[3 * at : 3 * at + 3] = [ord(pair[0]), ord(pair[1]), len(self._packed)]
            self._packed.append(packed)
        self._table = "".join(map(chr, table))

    def every(self, text: str) -> int:
        """What all pairs of a text speak for together."""
        if not self._stepwise:
            return sum(filter(None, map(self._weights.get, pairs(text))))
        return self._stepping(text, once=False)

    def each(self, text: str) -> int:
        """What the pairs of a text speak for, one that comes again counted once."""
        if not self._stepwise:
            return sum(filter(None, map(self._weights.get, {*pairs(text)})))
        return self._stepping(text, once=True)

    def _stepping(self, text: str, once: bool) -> int:
        table, packed, mask = self._table, self._packed, self._mask
        total = 0
        seen: i64 = 0  # a bit for each pair met, which few of them share: only those are looked for
        one: i64 = ord(text[0]) if text else 0
        i: i64 = 1
        while i < len(text):
            other: i64 = ord(text[i])
            points = _points_to(one, other)
            bit: i64 = 1 << (points & 63)
            at = points & mask
            here: i64 = ord(table[3 * at])
            while here != _NOBODY:
                if here == one and ord(table[3 * at + 1]) == other:
                    if not (once and seen & bit and _stands(text, i - 1, one, other)):
                        total += packed[ord(table[3 * at + 2])]
                    seen |= bit
                    break
                at = at + 1 & mask
                here = ord(table[3 * at])
            one = other
            i += 1
        return total


def largest(packed: bytes, stepwise: bool = COMPILED) -> int:
    """Where the largest stands of numbers of four bytes, the first of them where several do."""
    if not stepwise:
        numbers = unpack(f"<{len(packed) // 4}I", packed)
        return numbers.index(max(numbers))
    most: i64 = -1
    where: i64 = 0
    size: i64 = len(packed)
    at: i64 = 0
    while at < size:
        number: i64 = packed[at + 3]
        number = number << 8 | packed[at + 2]
        number = number << 8 | packed[at + 1]
        number = number << 8 | packed[at]
        if number > most:
            most, where = number, at
        at += 4
    return where >> 2


def _stands(text: str, before: i64, one: i64, other: i64) -> bool:
    """Whether a pair stands in a text before a place."""
    at: i64 = 0
    while at < before:
        if ord(text[at]) == one and ord(text[at + 1]) == other:
            return True
        at += 1
    return False


def _points_to(one: i64, other: i64) -> i64:
    return one * 31 + other * 977
