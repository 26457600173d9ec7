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


@lru_cache(maxsize=2)
def _passage() -> re.Pattern[str]:
    words = "|".join(map(re.escape, load("times")["passage"]))
    return re.compile(rf"(?:(?<=[。；\n“])|^)(?:{words})", re.MULTILINE)


class Plans:
    """Where a text speaks of what is not done yet."""

    def __init__(self, text: str) -> None:
        opened = _passage()
        self._passages = [m.start() for m in opened.finditer(text)]
        cues = [(m.start(), bool(m["plan"])) for m in _pattern().finditer(text) if m.lastgroup]
        self._starts = [at for at, _ in cues]
        self._plans = [plan for _, plan in cues]

    def holds(self, opened: int, at: int, paragraph: int) -> bool:
        """Whether the last cue of a sentence before a figure is one of a plan.

        A sentence without cues goes on with the plan its paragraph has opened (接下来 …).
        """
        number = bisect_left(self._starts, at) - 1
        if number >= 0 and self._starts[number] >= opened:
            return self._plans[number]
        passage = bisect_left(self._passages, opened) - 1
        if passage < 0 or self._passages[passage] < paragraph:
            return False
        return number < 0 or self._plans[number] or self._starts[number] < self._passages[passage]
