"""Done or only planned: the words before a figure that say so."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

from shanhai.reading.data import load


@lru_cache(maxsize=2)
def _pattern() -> re.Pattern[str]:
    words = load("times")["target"]

    def any_of(listed: list[str]) -> str:
        return "|".join(map(re.escape, sorted(listed, key=len, reverse=True)))

    first = re.escape("".join(sorted({w[0] for listed in words.values() for w in listed})))
    return re.compile(
        rf"(?=[{first}])(?:(?:{any_of(words['not'])})|(?P<plan>{any_of(words['words'])})|(?P<done>{any_of(words['done'])}))"
    )


class Plans:
    """Where a text speaks of what is not done yet."""

    def __init__(self, text: str) -> None:
        cues = [(m.start(), bool(m["plan"])) for m in _pattern().finditer(text) if m.lastgroup]
        self._starts = [at for at, _ in cues]
        self._plans = [plan for _, plan in cues]

    def holds(self, opened: int, at: int) -> bool:
        """Whether the last cue between the opening of a sentence and a figure is one of a plan."""
        number = bisect_left(self._starts, at) - 1
        return number >= 0 and self._starts[number] >= opened and self._plans[number]
