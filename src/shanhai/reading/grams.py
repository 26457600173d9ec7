"""Pairs of characters that stand side by side, and what they speak for.

Every figure is weighed by a hundred of them, which makes this the reader's innermost loop: where
the reader is compiled it steps through the characters itself, without an object for each pair.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import add
from typing import Final

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
    made, told, at, size = "", 0, 0, len(text)
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


def _decimal(point: int) -> bool:
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
        while size < 3 * len(known):
            size *= 2
        self._mask = size - 1
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
        total = 0
        for number in self._numbers(text):
            total += self._packed[number]
        return total

    def each(self, text: str) -> int:
        """What the pairs of a text speak for, one that comes again counted once."""
        if not self._stepwise:
            return sum(filter(None, map(self._weights.get, {*pairs(text)})))
        total = 0
        met: list[int] = []
        for number in self._numbers(text):
            if not _among(met, number):
                met.append(number)
                total += self._packed[number]
        return total

    def _numbers(self, text: str) -> list[int]:
        """The numbers of the weights of a text's pairs, of those that have one."""
        table, mask = self._table, self._mask
        numbers: list[int] = []
        one = _NOBODY
        for i in range(len(text)):
            other = ord(text[i])
            at = _points_to(one, other) & mask
            here = ord(table[3 * at])
            while here != _NOBODY and (here != one or ord(table[3 * at + 1]) != other):
                at = at + 1 & mask
                here = ord(table[3 * at])
            if here != _NOBODY:
                numbers.append(ord(table[3 * at + 2]))
            one = other
        return numbers


def _among(numbers: list[int], one: int) -> bool:
    """Whether a number is among others, told without asking objects whether they are equal."""
    for number in numbers:  # noqa: SIM110 a generator would make objects again
        if number == one:
            return True
    return False


def _points_to(one: int, other: int) -> int:
    return one * 31 + other * 977
