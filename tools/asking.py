"""`re` and `ahocorasick_rs` as the compiled reader asks them: what is written in C first.

`make compile` puts this module beside the reader's as `shanhai.reading.expressions`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from re import DOTALL, IGNORECASE, MULTILINE, Match, Pattern, escape
from typing import Final

from shanhai.reading.matching import Names as AhoCorasick  # type: ignore
from shanhai.reading.matching import expression  # type: ignore

__all__ = ["DOTALL", "IGNORECASE", "MULTILINE", "AhoCorasick", "Match", "Pattern", "escape"]

kept: dict[str, Pattern[str]] = {}


class MatchKind:
    LeftmostLongest: Final = 0


class Implementation:
    DFA: Final = 0


def compile(pattern: str, flags: int = 0) -> Pattern[str]:
    return expression(pattern, int(flags), re.compile(pattern, flags))  # type: ignore


def once(pattern: str) -> Pattern[str]:
    if pattern not in kept:
        kept[pattern] = compile(pattern)
    return kept[pattern]


def search(pattern: str, text: str) -> Match[str] | None:
    return once(pattern).search(text)


def match(pattern: str, text: str) -> Match[str] | None:
    return once(pattern).match(text)


def fullmatch(pattern: str, text: str) -> Match[str] | None:
    return once(pattern).fullmatch(text)


def finditer(pattern: str, text: str) -> Iterator[Match[str]]:
    return once(pattern).finditer(text)


def sub(pattern: str, told: str | Callable[[Match[str]], str], text: str) -> str:
    return once(pattern).sub(told, text)


def split(pattern: str, text: str) -> list[str]:
    return once(pattern).split(text)  # type: ignore
