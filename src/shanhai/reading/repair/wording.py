"""Copies washed with synonyms or translated there and back: a score, and the words meant.

Some words nobody writes in earnest (协做, 休息力, 黉舍): they are always put right, each listed, so
that an indicator is not missed for a word. One of them tells a washed copy; there doubtful words
(岗亭, 代价) are put right too.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import ahocorasick_rs

from shanhai.reading.data import load
from shanhai.reading.model import Mended
from shanhai.reading.repair.letters import simplify, whole
from shanhai.reading.repair.pieces import listed

_KINDS = ("spun", "translated")
# So many odd words in a thousand characters, and nothing of the wording can be trusted.
_WORST = 20.0
_Row = tuple[str, str, str, bool]


@lru_cache(maxsize=1)
def _words() -> tuple[ahocorasick_rs.AhoCorasick, list[_Row]]:
    data = load("repairs")
    rows = [
        (odd, meant, kind, how == "signs")
        for kind in _KINDS
        for how, words in data[kind].items()
        for odd, meant in words.items()
    ]
    longest = ahocorasick_rs.MatchKind.LeftmostLongest
    return ahocorasick_rs.AhoCorasick([row[0] for row in rows], matchkind=longest), rows


def reworded(simple: str) -> Iterator[Mended]:
    """The odd words of a text in simplified characters with the words they stand for."""
    automaton, rows = _words()
    found = automaton.find_matches_as_indexes(whole(simple))
    washed = any(rows[index][3] for index, _, _ in found)
    for index, start, end in found:
        _, meant, kind, sign = rows[index]
        if sign or washed:
            yield listed(start, end, kind, meant)


def quality(text: str) -> float:
    """How far the wording of a text can be trusted: 1 for an original, 0 for a washed copy.

    Prefer, among copies of one report, the one that scores highest.
    """
    odd = sum(1 for _ in reworded(simplify(text)[0]))
    return round(max(0.0, 1 - odd * 1000 / max(200, len(text)) / _WORST), 2)
