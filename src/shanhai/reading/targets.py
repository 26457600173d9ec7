"""Done or only planned: the words before a figure that say so."""

from __future__ import annotations

import re
from functools import lru_cache

from shanhai.reading.data import load


@lru_cache(maxsize=2)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = load("times")["target"]

    def any_of(listed: list[str]) -> str:
        return "|".join(map(re.escape, sorted(listed, key=len, reverse=True)))

    cue = re.compile(rf"(?:{any_of(words['not'])})|(?P<cue>{any_of(words['words'])})")
    return cue, re.compile(any_of(words["done"]))


def is_target(text: str, sentence: tuple[int, int], clause: tuple[int, int], at: int) -> bool:
    """Whether the words before a figure in its sentence make it a plan or a promise."""
    cue, done = _patterns()
    last = -1
    for match in cue.finditer(text, sentence[0], at):
        if match["cue"]:
            last = match.end()
    if last < 0:
        return False
    return not done.search(text, last, at)
