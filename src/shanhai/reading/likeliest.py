"""What a figure most likely counts, when the words around it are weighed and not only ruled on.

The rules speak first and what they say is one of the things weighed; beside it stand the words
about the figure, its clause and the figures before it. The weights are plain data
(vocabulary/likeliest.tsv), learnt from annotated reports by tools/learn_weights.py.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from struct import Struct

from shanhai.reading.data import own_folder, weight_rows
from shanhai.reading.grams import Grams, largest, level, pairs
from shanhai.reading.indicators import GROUP_OF_UNIT, Binding, Context
from shanhai.reading.kept import Kept
from shanhai.reading.lexicon import Lexicon, lexicon, places

NONE, OTHER = "none", "other"  # no claim at all; a figure the catalogue has no code for
RANK = 8  # as sure as a weak rule
_FIELD = 32  # bits of one code's weight in a packed number
_HALF = 1 << (_FIELD - 1)
_KEPT = 1 << 9  # sums of what comes together that are kept
# how much more must speak for another code than for the rule's, in hundredths, by how strong it is
_MARGIN, _STRONG, _AGAINST_STRONG = 35, 3, 70
_SURE = 0  # the rank of what stands whatever else is said about it
_MARK = re.compile(r"[:=]")
_STOP = re.compile(r"[，。；：\n]")
_LEFT, _RIGHT, _AFTER = 8, 10, 7
_BACK = 6
# word groups: the head, before, after, in the sentence before the clause, on either side
_MASKS = ("h:", "b:", "a:", "s:", "n:")
_GRAMS = ("A:", "C:")  # pairs of characters after and in the clause
# the rest, by what comes together again and again, so that it is summed once: unit, classifier, the
# noun and the unit that follows; the figure before and the last one of the kind with it; what the
# rules say; how large it is; the characters next to the figure
_NAMED = (
    ("u=", "c=", "hw:", "nu:"), ("p:", "pu:", "ps:", "q:", "qc:"), ("r:", "r2:", "r3:"),
    ("z:", "zc:"), ("B1:", "B0:"), ("A1:", "A0:"),
)  # fmt: skip
_Said = tuple[str | None, ...]
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
    size: int  # how many digits it has before the point, less one
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
    return "".join(text[max(opened, start - _LEFT) : start].split()), "".join(right.split())


def features(seen: Seen) -> list[str]:
    """What is weighed of a figure beside the word groups about it, by name."""
    before, after = _beside(seen)
    grams = zip(_GRAMS, (pairs(after), set(pairs(level(seen.clause)))), strict=True)
    said = (*_named(seen), _ends(before), _starts(after))
    named = zip(chain(*_NAMED), chain(*said), strict=True)
    return [slot + told for slot, told in named if told is not None] + [
        slot + pair for slot, of in grams for pair in of
    ]


def _beside(seen: Seen) -> tuple[str, str]:
    return level(seen.left), level(seen.right)[:_AFTER]


def _ends(before: str) -> _Said:
    return before[-2:] or None, before[-1:] or None


def _starts(after: str) -> _Said:
    return after[:2], after[:1]


def _named(seen: Seen) -> tuple[_Said, _Said, _Said, _Said]:
    """What is said for the first of _NAMED; None for what is not there."""
    rule = seen.rule
    code = plain(rule.code) if rule and rule.code else "drop" if rule else NONE
    return (
        (seen.unit, seen.context.classifier, seen.head_word or None, seen.next_unit or None),
        _earlier(seen),
        (code, rule.rule, f"{code}:{rule.rank}") if rule else (code, None, None),
        (f"{seen.size}", f"{seen.size}{seen.context.classifier}"),
    )


def _earlier(seen: Seen) -> _Said:
    """The figure before, and the last one of the same kind, when the sentence has them."""
    last = seen.told[-1] if seen.told else None
    if last is None or last.sentence != seen.sentence:
        return _ALONE
    same = last.code if last.sentence == seen.sentence else None
    group = GROUP_OF_UNIT[seen.unit]
    for told in seen.told[: -_BACK - 1 : -1]:
        if told.sentence != seen.sentence:
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
    yield "s:", context.sent & ~context.seg
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

    def told(self, total: int) -> bytes:
        """A sum of packed weights as four bytes for each code, in their order."""
        return (total + self._start).to_bytes(self._width, "little")

    def sums(self, total: int) -> tuple[int, ...]:
        """A sum of packed weights taken apart, in the order of the codes."""
        return self._fields(self.told(total))


class _Words:
    """What the word groups at one place speak for; the same few stand there again and again."""

    def __init__(self, weights: dict[int, int]) -> None:
        self._all = sum(1 << bit - 1 for bit in weights)  # the groups that have a weight
        self._weights = weights
        self._kept = Kept(self._sum, _KEPT)

    def sum(self, mask: int) -> int:
        """What the word groups of a mask speak for."""
        return self._kept.of(mask & self._all)

    def _sum(self, mask: int) -> int:
        return sum([self._weights[bit] for bit in places(mask)])


class _Slots:
    """What is said at once speaks for, as it comes together again and again."""

    def __init__(self, tables: list[dict[str | None, int]]) -> None:
        self._tables = tables
        self.said = Kept(self._sum, _KEPT)

    def _sum(self, said: _Said) -> int:
        return _said_for(self._tables, said)


class Weights:
    """Weights of one kind of unit; those of all codes of a feature are packed in one number,
    so that weighing is adding."""

    def __init__(self, rows: list[tuple[str, dict[str, int]]], words: Lexicon) -> None:
        # what is weighed most often lies lowest, which keeps the numbers short
        often = Counter(code for _, weights in rows for code in weights)
        self.codes = sorted(often, key=lambda code: (-often[code], code))
        self.place = {code: at for at, code in enumerate(self.codes)}
        self._packed = Packed(self.codes)
        slots: dict[str, dict[str | None, int]] = {slot: {} for slot in chain(*_NAMED)}
        grams: dict[str, dict[str, int]] = {slot: {} for slot in _GRAMS}
        self._start = 0
        self._clause = ("", 0)  # the last clause weighed; its figures share the sum
        bits: dict[str, dict[int, int]] = {slot: {} for slot in _MASKS}
        for name, weights in rows:
            packed = self._packed.pack(weights)
            mark = _MARK.search(name)
            slot, told = (name[: mark.end()], name[mark.end() :]) if mark else ("", "")
            if not slot:
                self._start += packed
            elif slot in slots:
                slots[slot][told] = packed
            elif slot in grams:
                grams[slot][told] = packed
            elif words.knows(told):
                bits[slot][words.bit(told).bit_length()] = packed
        *named, self._ends, self._starts = ([slots[slot] for slot in of] for of in _NAMED)
        self._named = [_Slots(tables).said for tables in named]
        self._right, self._within = [Grams(of) for of in grams.values()]
        either = bits.pop("n:")  # what stands before or after counts once on either side
        for slot in ("b:", "a:"):
            own = bits[slot]
            bits[slot] = {b: own.get(b, 0) + either.get(b, 0) for b in own.keys() | either}
        bits["n:"] = {bit: -packed for bit, packed in either.items()}
        self._words = [_Words(of) for of in bits.values()]

    def weigh(self, seen: Seen) -> bytes:
        """What speaks for every code, four bytes for each in the order of ``codes``."""
        before, after = _beside(seen)
        c = seen.context
        total = self._start + self._of_clause(seen.clause)
        total += self._right.every(after)
        for known, said in zip(self._named, _named(seen), strict=True):
            total += known.of(said)
        total += _said_for(self._ends, _ends(before)) + _said_for(self._starts, _starts(after))
        masks = c.head, c.before, c.after, c.sent & ~c.seg, c.before & c.after
        for words, mask in zip(self._words, masks, strict=True):
            total += words.sum(mask)
        return self._packed.told(total)

    def _of_clause(self, clause: str) -> int:
        last, total = self._clause
        if clause != last:
            total = self._within.each(level(clause))
            self._clause = clause, total
        return total


def _said_for(tables: list[dict[str | None, int]], said: _Said) -> int:
    total = 0
    for table, one in zip(tables, said, strict=True):
        total += table.get(one, 0)
    return total


def _score(scores: bytes, place: int) -> int:
    return int.from_bytes(scores[4 * place : 4 * place + 4], "little")


def settle(seen: Seen, by_kind: dict[str, Weights]) -> Binding | None:
    """The rule's binding, or another when what is weighed speaks for it; None drops the figure."""
    rule = seen.rule
    weights = by_kind.get(GROUP_OF_UNIT[seen.unit])
    if weights is None or (rule and rule.code and plain(rule.code) not in weights.place):
        return rule  # what an office counts for itself is for its own rules to say
    if rule and rule.rank == _SURE and not rule.code:
        return None
    if rule and rule.rank == _SURE and not rule.code.startswith("other:"):
        return rule
    scores = weights.weigh(seen)
    top = largest(scores)
    best = weights.codes[top]
    ruled = plain(rule.code if rule else None)
    if best == ruled:
        return rule
    if rule and ruled in weights.place:
        margin = _MARGIN if rule.rank > _STRONG else _AGAINST_STRONG
        if _score(scores, top) - _score(scores, weights.place[ruled]) < margin:
            return rule
    if best == NONE:
        return None
    if best == OTHER:
        return Binding(f"other:{seen.head_word or seen.context.classifier}", "likeliest", RANK)
    return Binding(best, "likeliest", RANK)


@lru_cache(maxsize=2)
def _weights(folder: str) -> dict[str, Weights]:
    rows: dict[str, list[tuple[str, dict[str, int]]]] = {}
    for kind, name, of in weight_rows("likeliest.tsv", folder):
        rows.setdefault(kind, []).append((name, of))
    return {kind: Weights(of_kind, lexicon()) for kind, of_kind in rows.items()}


def weighed() -> dict[str, Weights]:
    """The weights by kind of unit."""
    return _weights(own_folder())
