"""What mending gives back, and how edits of a text are put together without losing the place."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Repair:
    """One mended or flagged stretch: raw offsets, kind of damage, what it became, how surely."""

    start: int
    end: int
    kind: str
    mended: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Repaired:
    """The mended text; ``origin`` holds the raw offset of each of its characters and the end."""

    text: str
    origin: array[int]
    repairs: tuple[Repair, ...] = ()

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The raw stretch a mended stretch stands for."""
        if end <= start:
            return self.origin[start], self.origin[start]
        return self.origin[start], self.origin[end - 1] + 1

    def flagged(self) -> tuple[Repair, ...]:
        """Damage that could not be mended: the words stand, what they say is not sure."""
        return tuple(one for one in self.repairs if one.kind in FLAGGED)


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


def listed(start: int, end: int, kind: str, mended: str) -> Repair:
    """A repair with the confidence of its kind."""
    return Repair(start, end, kind, mended, CONFIDENCE[kind])


def joined(raw: str, edits: Iterable[Repair]) -> tuple[str, array[int]]:
    """``raw`` with ordered edits carried out, and the raw offset of every character of it."""
    pieces: list[str] = []
    origin = array("I")
    at = 0
    for edit in edits:
        if edit.start < at:
            continue
        pieces.append(raw[at : edit.start])
        origin.extend(range(at, edit.start))
        pieces.append(edit.mended)
        origin.extend(_sources(edit.start, edit.end, len(edit.mended)))
        at = edit.end
    pieces.append(raw[at:])
    origin.extend(range(at, len(raw) + 1))
    return "".join(pieces), origin


def _sources(start: int, end: int, count: int) -> range | list[int]:
    """Raw offsets for `count` mended characters of a stretch, in order and inside it."""
    width = end - start
    if count <= width:
        return range(start, start + count)
    return [start + min(width - 1, at * width // count) for at in range(count)]
