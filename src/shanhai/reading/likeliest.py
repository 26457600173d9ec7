"""What a figure most likely counts, when the words around it are weighed and not only ruled on.

The rules speak first and what they say is one of the things weighed; beside it stand the words
about the figure, its clause and the figures before it. The weights are plain data
(vocabulary/likeliest.tsv), learnt from annotated reports by tools/learn_weights.py.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import add
from struct import Struct

from shanhai.reading.data import lines
from shanhai.reading.indicators import GROUP_OF_UNIT, Binding, Context
from shanhai.reading.lexicon import Lexicon, lexicon, places

NONE, OTHER = "none", "other"  # no claim at all; a figure the catalogue has no code for
RANK = 8  # as sure as a weak rule
_FIELD = 32  # bits of one code's weight in a packed number
_HALF = 1 << (_FIELD - 1)
_MARGIN = 50  # how much more must speak for another code than for the rule's, in hundredths
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_MARK = re.compile(r"[:=]")
_STOP = re.compile(r"[，。；：\n]")
_LEFT, _RIGHT, _BEFORE, _AFTER = 14, 10, 10, 7
_BACK = 6
_MASKS = ("h:", "b:", "a:", "n:")  # word groups: the head, before, after, on either side
_GRAMS = ("B:", "A:", "C:")  # pairs of characters before, after and in the clause
# the rest: unit, classifier, the characters next to the figure, the noun, the unit that follows,
# the figure before and the last one of the kind with it, and what the rules say
_NAMED = (
    "u=", "c=", "A1:", "A0:", "B1:", "B0:", "hw:", "nu:", "p:", "pu:", "ps:", "q:", "qc:",
    "r:", "r2:", "r3:",
)  # fmt: skip
_ALONE = (None, None, None, None, None)  # no figure stands before it in the paragraph


@dataclass(slots=True)
class Told:
    """A figure as the rules left it: what later figures may lean on."""

    unit: str
    classifier: str
    code: str
    sentence: int
    paragraph: int


@dataclass(slots=True)
class Seen:
    """All that is weighed about one figure."""

    unit: str
    context: Context
    head_word: str
    left: str
    right: str
    clause: str
    told: list[Told]  # the figures before it, the last one last
    sentence: int
    paragraph: int
    next_unit: str  # of the figure after it in the sentence
    rule: Binding | None


@cache
def plain(code: str | None) -> str:
    """A code as it is weighed: all figures without a code of the catalogue are one kind."""
    if not code:
        return NONE
    return OTHER if code.startswith(OTHER) else code


def around(text: str, start: int, end: int, opened: int) -> tuple[str, str]:
    """The characters right before and right after a figure that are weighed."""
    stop = _STOP.search(text, end, end + _RIGHT)
    right = text[end : stop.start() if stop else end + _RIGHT]
    return text[max(opened, start - _LEFT) : start], right


def features(seen: Seen) -> list[str]:
    """What is weighed of a figure beside the word groups about it, by name."""
    before, after = _beside(seen)
    grams = zip(_GRAMS, (pairs(before), pairs(after), set(pairs(_level(seen.clause)))), strict=True)
    named = zip(_NAMED, _named(seen, before, after), strict=True)
    return [slot + told for slot, told in named if told is not None] + [
        slot + pair for slot, of in grams for pair in of
    ]


def pairs(text: str) -> Iterator[str]:
    """Every two characters that stand side by side."""
    return map(add, text, text[1:])


def _level(text: str) -> str:
    return _DIGITS.sub("0", text)


def _beside(seen: Seen) -> tuple[str, str]:
    return _level(seen.left)[-_BEFORE:], _level(seen.right)[:_AFTER]


def _named(seen: Seen, before: str, after: str) -> tuple[str | None, ...]:
    """What is said for each of _NAMED; None for what is not there."""
    rule = seen.rule
    code = plain(rule.code) if rule and rule.code else "drop" if rule else NONE
    return (
        seen.unit,
        seen.context.classifier,
        after[:2],
        after[:1],
        before[-2:] or None,
        before[-1:] or None,
        seen.head_word or None,
        seen.next_unit or None,
        *_earlier(seen),
        code,
        rule.rule if rule else None,
        f"{code}:{rule.rank}" if rule else None,
    )


def _earlier(seen: Seen) -> tuple[str | None, ...]:
    """The figure before, and the last one of the same kind, when the paragraph has them."""
    last = seen.told[-1] if seen.told else None
    if last is None or last.paragraph != seen.paragraph:
        return _ALONE
    same = last.code if last.sentence == seen.sentence else None
    group = GROUP_OF_UNIT[seen.unit]
    for told in seen.told[: -_BACK - 1 : -1]:
        if told.paragraph != seen.paragraph:
            break
        if GROUP_OF_UNIT[told.unit] == group:
            alike = told.code if told.classifier == seen.context.classifier else None
            return last.code, last.unit, same, told.code, alike
    return last.code, last.unit, same, None, None


def groups(context: Context) -> Iterator[tuple[str, int]]:
    """The masks of word groups that are weighed, by where they stand."""
    yield "h:", context.head
    yield "b:", context.before
    yield "a:", context.after
    yield "n:", context.before | context.after


class Packed:
    """Sums for several codes at once, each in a field of its own of one number, so that weighing
    is adding."""

    def __init__(self, codes: Sequence[str]) -> None:
        self._shift = {code: at * _FIELD for at, code in enumerate(codes)}
        self._start = sum(_HALF << at for at in self._shift.values())
        self._width = len(codes) * _FIELD // 8
        self._fields = Struct(f"<{len(codes)}I").unpack

    def pack(self, weights: dict[str, int]) -> int:
        """The weights of some of the codes as one number."""
        return sum(weight << self._shift[code] for code, weight in weights.items())

    def sums(self, total: int) -> tuple[int, ...]:
        """A sum of packed weights taken apart, in the order of the codes."""
        return self._fields((total + self._start).to_bytes(self._width, "little"))

    def unpack(self, total: int) -> dict[str, int]:
        """A sum of packed weights taken apart, by code."""
        return dict(zip(self._shift, self.sums(total), strict=True))


class Weights:
    """Weights of one kind of unit; those of all codes of a feature are packed in one number,
    so that weighing is adding."""

    def __init__(self, rows: list[tuple[str, dict[str, int]]], words: Lexicon) -> None:
        self.codes = sorted({code for _, weights in rows for code in weights})
        self.place = {code: at for at, code in enumerate(self.codes)}
        shift = {code: at * _FIELD for code, at in self.place.items()}
        slots: dict[str, dict[str | None, int]] = {slot: {} for slot in (*_NAMED, *_GRAMS)}
        self._start = sum(_HALF << at for at in shift.values())
        self._clause = ("", 0)  # the last clause weighed; its figures share the sum
        bits: dict[str, dict[int, int]] = {slot: {} for slot in _MASKS}
        for name, weights in rows:
            packed = sum(weight << shift[code] for code, weight in weights.items())
            mark = _MARK.search(name)
            slot, told = (name[: mark.end()], name[mark.end() :]) if mark else ("", "")
            if not slot:
                self._start += packed
            elif slot in slots:
                slots[slot][told] = packed
            elif words.knows(told):
                bits[slot][words.bit(told).bit_length()] = packed
        self._named = [slots[slot] for slot in _NAMED]
        self._before, self._after, self._within = (slots[slot].get for slot in _GRAMS)
        self._unpack = Struct(f"<{len(self.codes)}I").unpack
        either = bits.pop("n:")  # what stands before or after counts once on either side
        for slot in ("b:", "a:"):
            own = bits[slot]
            bits[slot] = {b: own.get(b, 0) + either.get(b, 0) for b in own.keys() | either}
        bits["n:"] = {bit: -packed for bit, packed in either.items()}
        self._words = [(sum(1 << b - 1 for b in of), of.__getitem__) for of in bits.values()]

    def weigh(self, seen: Seen) -> tuple[int, ...]:
        """What speaks for every code, in the order of ``codes``."""
        before, after = _beside(seen)
        found = [*map(dict.get, self._named, _named(seen, before, after))]
        found += map(self._before, pairs(before))
        found += map(self._after, pairs(after))
        c = seen.context
        masks = (c.head, c.before, c.after, c.before & c.after)
        for (known, weight), mask in zip(self._words, masks, strict=True):
            if here := mask & known:
                found += map(weight, places(here))
        total = sum(filter(None, found), self._start + self._of_clause(seen.clause))
        return self._unpack(total.to_bytes(len(self.codes) * _FIELD // 8, "little"))

    def _of_clause(self, clause: str) -> int:
        last, total = self._clause
        if clause != last:
            total = sum(filter(None, map(self._within, set(pairs(_level(clause))))))
            self._clause = clause, total
        return total


def settle(seen: Seen, by_kind: dict[str, Weights]) -> Binding | None:
    """The rule's binding, or another when what is weighed speaks for it; None drops the figure."""
    rule = seen.rule
    weights = by_kind.get(GROUP_OF_UNIT[seen.unit])
    if weights is None or (rule and rule.code and plain(rule.code) not in weights.place):
        return rule  # what an office counts for itself is for its own rules to say
    scores = weights.weigh(seen)
    top = max(scores)
    best, ruled = weights.codes[scores.index(top)], plain(rule.code if rule else None)
    if best == ruled or (ruled != NONE and top - scores[weights.place[ruled]] < _MARGIN):
        return rule
    if best == NONE:
        return None
    if best == OTHER:
        return Binding(f"other:{seen.head_word or seen.context.classifier}", "likeliest", RANK)
    return Binding(best, "likeliest", RANK)


@lru_cache(maxsize=2)
def _weights(folder: str) -> dict[str, Weights]:
    rows: dict[str, list[tuple[str, dict[str, int]]]] = {}
    for line in lines("likeliest.tsv", folder):
        kind, name, weights = line.split("\t")
        listed = (pair.rpartition("=") for pair in weights.split(" "))
        rows.setdefault(kind, []).append((name, {code: int(w) for code, _, w in listed}))
    return {kind: Weights(of_kind, lexicon()) for kind, of_kind in rows.items()}


def weighed() -> dict[str, Weights]:
    """The weights by kind of unit."""
    return _weights(os.environ.get("SHANHAI_VOCABULARY_DIR", ""))
