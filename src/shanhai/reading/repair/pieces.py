"""What mending gives back, and how edits of a text are put together without losing the place."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from shanhai.reading.model import Mended


class Piece(NamedTuple):
    """A stretch of the mended text: where it begins, and the raw stretch it stands for."""

    at: int
    start: int
    width: int
    made: int  # characters; more than its width when mending made them more

    def source(self, at: int) -> int:
        """The raw offset of a character, in order and inside the stretch."""
        behind = at - self.at
        if self.made > self.width:
            behind = min(self.width - 1, behind * self.width // self.made)
        return self.start + behind


@dataclass(frozen=True, slots=True)
class Repaired:
    """The mended text, with the raw offset of each of its characters and of its end."""

    text: str
    pieces: list[Piece]
    begins: list[int]  # of each piece
    repairs: tuple[Mended, ...] = ()

    @property
    def origin(self) -> array[int]:
        """The raw offsets, one by one."""
        return array("I", map(self._source, range(len(self.text) + 1)))

    def _source(self, at: int) -> int:
        return self.pieces[bisect_right(self.begins, at) - 1].source(at)

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The raw stretch a mended stretch stands for."""
        number = bisect_right(self.begins, start)
        piece = self.pieces[number - 1]
        first = piece.source(start)
        if end <= start:
            return first, first
        if piece.made <= piece.width and (number == len(self.begins) or end <= self.begins[number]):
            return first, first + end - start
        return first, self._source(end - 1) + 1


# How sure each kind of mending is; vocabulary of the field in docs/rules/damage.md.
CONFIDENCE = {
    "gloss": 1.0, "unseen": 1.0, "traditional": 1.0, "wide": 1.0, "space": 1.0, "joiner": 0.95,
    "mark": 0.95, "lost": 0.9, "shift": 0.7, "point": 0.8, "year": 0.9, "date": 0.7,
    "bracket": 0.9, "name": 0.6, "wrap": 0.8, "noise": 0.8, "ad": 0.7, "spam": 0.8,
    "binary": 0.9, "spun": 0.6, "translated": 0.5, "cut": 0.9, "withheld": 0.9,
    "missing": 0.9, "torn": 0.3, "undated": 0.3, "columns": 0.5, "caption": 0.8, "another": 0.9,
}  # fmt: skip
# Damage that can only be named: the words stay as they are.
FLAGGED = frozenset({"missing", "torn", "undated", "columns", "caption", "another"})
# What somebody put in, and is taken out whole.
REMOVED = frozenset({"noise", "spam", "binary", "ad"})
# What readers must not take for a number that is known.
GONE = "…"


def listed(start: int, end: int, kind: str, mended: str) -> Mended:
    """A repair with the confidence of its kind."""
    return Mended(start, end, kind, mended, CONFIDENCE[kind])


def joined(raw: str, edits: Iterable[Mended]) -> tuple[str, list[Piece]]:
    """``raw`` with ordered edits carried out, and where every piece of it comes from."""
    parts: list[str] = []
    pieces: list[Piece] = []
    at = made = 0
    for start, end, _, mended, _ in edits:
        if start < at:
            continue
        if start > at:
            parts.append(raw[at:start])
            pieces.append(Piece(made, at, start - at, start - at))
            made += start - at
        if mended:
            parts.append(mended)
            pieces.append(Piece(made, start, end - start, len(mended)))
            made += len(mended)
        at = end
    parts.append(raw[at:])
    pieces.append(Piece(made, at, len(raw) + 1 - at, len(raw) + 1 - at))
    return "".join(parts), pieces
