"""Mending damaged text without losing the place: every mended character knows its source.

One pass of one expression finds every kind of damage; what is not damaged is copied whole. Nothing
is guessed: what cannot be recovered is flagged and stays as it stands.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import opencc

from shanhai.reading.data import load
from shanhai.reading.repair_bytes import shifted_back


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


_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹ"
# A written syllable: with a tone mark anything short, without one only what pinyin spells.
_SYLLABLE = (
    rf"(?:[a-zü]{{0,4}}[{_TONED}][a-z]{{0,3}}"
    r"|(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ang|eng|ong|iao|ian|ing|uai|uan|ai|ei"
    r"|ao|ou|an|en|er|ia|ie|iu|in|ua|uo|ui|un|ue|ve|üe|a|o|e|i|u|v|ü))"
)
# Every kind of damage begins with one of these characters: the engine steps over all others.
_DAMAGE = re.compile(
    r"(?=[?(,，。\d余多万亿萬億 \u3000\u200b-\u200f\ufeff\u2060\u00ad\x00-\x08])(?:"
    rf"(?P<lost>\?{_SYLLABLE}\)\|)"
    rf"|(?P<shift>\?(?:{_SYLLABLE}\))?(?P<run>[^\x00-\x7f\n]{{2,40}}?)\?)"
    rf"|(?P<gloss>(?<=[\u3400-\u9fff])(?:\({_SYLLABLE}\))+)"
    r"|(?P<unseen>[\u200b-\u200f\ufeff\u2060\u00ad\x00-\x08]+)"
    r"|(?P<mark>[,，]+(?=[,，、。；！？;]))"
    r"|(?P<point>(?<=\d)。(?=\d+\s*(?:[万亿萬億]|%|％|元)))"
    r"|(?P<year>(?<!\d)20[0-3]\d(?=(?:1[0-2]|[1-9])月))"
    r"|(?P<date>(?<!\d)(?P<y>20[0-3]\d)(?P<m>[2-9])(?P<d>[12]\d|3[01]|[1-9])(?=日))"
    r"|(?P<bracket>(?<=[〔\[［])(?:19|20)\d\d(?=\d{1,4}号))"
    r"|(?P<missing>(?<=[资金额入值约超达近均共计扶费售])(?:余|多)?[万亿萬億]元)"
    r"|(?P<cut>\d[\d.,]*\s*[余多]?[十百千万亿萬億]*\s*(?:…+|\.{3,6})(?=\s*(?:\n|\Z))"
    r"|\d[\d.,]*\s*[余多]?[十百千万亿萬億]*\s*\Z)"
    r"|(?P<name>(?<=[、,，][\u3400-\u9fff])[ \u3000](?=[\u3400-\u9fff][、,，。])))"
)
_CONFIDENCE = {
    "lost": 0.9, "shift": 0.7, "gloss": 1.0, "unseen": 1.0, "mark": 0.95, "point": 0.8,
    "year": 0.9, "date": 0.7, "bracket": 0.9, "missing": 0.9, "cut": 0.9, "name": 0.6,
    "noise": 0.8, "ad": 0.7, "traditional": 1.0,
}  # fmt: skip
# Damage that can only be flagged: the words stay, readers keep away from them.
FLAGGED = frozenset({"missing"})


def _shift(match: re.Match[str]) -> str | None:
    text, (start, end) = match.string, match.span()
    parts = (text[max(0, start - 1) : start], match["run"], text[end : end + 1])
    return shifted_back(*(part.translate(_simplified()) for part in parts))


_MENDED: dict[str, Callable[[re.Match[str]], str | None]] = {
    "lost": lambda match: "东",
    "shift": _shift,
    "gloss": lambda match: "",
    "unseen": lambda match: "",
    "mark": lambda match: "",
    "point": lambda match: ".",
    "year": lambda match: match[0] + "年",
    "date": lambda match: f"{match['y']}年{match['m']}月{match['d']}",
    "bracket": lambda match: match[0] + "〕",
    "name": lambda match: "",
    # A number that touches a cut is not known: readers must not see it.
    "cut": lambda match: "…",
}


@lru_cache(maxsize=1)
def _simplified() -> dict[int, str]:
    every = [chr(c) for c in range(0x3400, 0xA000)]
    made = opencc.OpenCC("t2s").convert("\n".join(every)).split("\n")
    table = {ord(a): b for a, b in zip(every, made, strict=True) if a != b and len(b) == 1}
    quotes = dict(zip(map(ord, "「」『』"), "“”‘’", strict=True))
    return table | quotes | {0xA0: " ", 0x3000: " "}


@lru_cache(maxsize=1)
def _noise() -> re.Pattern[str]:
    """Whole lines and words that spammers and forums put in (vocabulary/repairs.yaml)."""
    words = load("repairs")
    lines = "|".join(f"(?:{line})" for line in words["noise"])
    return re.compile(rf"(?P<noise>{lines})|(?P<ad>{'|'.join(words['ads'])})", re.MULTILINE)


def repair(raw: str) -> Repaired:
    """Simplify and mend a text; never raises, linear in its length."""
    pieces: list[str] = []
    origin = array("I")
    repairs: list[Repair] = []
    at = 0
    for match in _matches(raw):
        start, end = match.span()
        kind = match.lastgroup if match.lastgroup in _CONFIDENCE else _kind(match)
        if start < at:
            continue
        if kind in FLAGGED:
            repairs.append(Repair(start, end, kind, match[0], _CONFIDENCE[kind]))
            continue
        mended = _MENDED[kind](match) if kind in _MENDED else ""
        if mended is None:
            continue
        pieces.append(raw[at:start])
        origin.extend(range(at, start))
        pieces.append(mended)
        origin.extend(_sources(start, end, len(mended)))
        repairs.append(Repair(start, end, kind, mended, _CONFIDENCE[kind]))
        at = end
    pieces.append(raw[at:])
    origin.extend(range(at, len(raw) + 1))
    joined = "".join(pieces)
    text = joined.translate(_simplified())
    if text != joined:
        repairs.append(Repair(0, len(raw), "traditional", "", _CONFIDENCE["traditional"]))
    return Repaired(text, origin, tuple(repairs))


def _matches(raw: str) -> list[re.Match[str]]:
    found = list(_DAMAGE.finditer(raw))
    noise = list(_noise().finditer(raw))
    if noise:
        found = sorted([*found, *noise], key=lambda match: (match.start(), -match.end()))
    return found


def _kind(match: re.Match[str]) -> str:
    """The outermost named group that matched."""
    return next(name for name, text in match.groupdict().items() if text is not None)


def _sources(start: int, end: int, count: int) -> range | list[int]:
    """Raw offsets for `count` mended characters of a stretch, in order and inside it."""
    width = end - start
    if count <= width:
        return range(start, start + count)
    return [start + min(width - 1, at * width // count) for at in range(count)]
