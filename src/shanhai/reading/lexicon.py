"""The words the reader knows, found in one pass over a text.

Every word carries a bit mask of the groups it belongs to (vocabulary/cues.yaml) and of the words
triggers name themselves, so that a trigger is a handful of integer operations.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

from shanhai.reading.data import load

_GROUP = re.compile(r"[a-z_]+")

# bits the reader sets itself; triggers may name them like groups
COMPUTED = (
    "to_helper", "at_helper", "to_recipient", "at_recipient", "from_recipient",
    "recipient_sends", "facing", "helper_named", "recipient_named",
    "in_brackets", "with_batch", "two_pair_kinds", "alone", "a_lot",
)  # fmt: skip

SLOTS = (
    "head",
    "near",
    "before",
    "after",
    "seg",
    "sent",
    "topic",
    "without",
    "without_seg",
    "without_sent",
)


# 修了 says what 修 says
_DONE = frozenset("了起成好出下上")


@dataclass(frozen=True, slots=True)
class Word:
    """One known word: its own groups, those of words inside it too, and how it is used."""

    text: str
    own: int
    wide: int
    noun: bool
    stops: bool


class Lexicon:
    """All words of cues.yaml and of the triggers, with their bits."""

    def __init__(
        self, catalogues: list[dict[str, Any]], cues: dict[str, Any], letters: Iterable[str]
    ) -> None:
        self._bits: dict[str, int] = {}
        self._own: dict[str, int] = {}
        self._nouns: set[str] = set()
        away = [f"{go}{letter}" for go in "赴来入" for letter in letters]
        self.groups: dict[str, list[str]] = {**cues["groups"], "far_letters": away}
        for name in COMPUTED:
            self._bit(name)
        for name, words in self.groups.items():
            self._bit(name)
            for word in words:
                self._own[word] = self._own.get(word, 0) | self._bit(name)
        for catalogue in catalogues:
            for entry in catalogue.values():
                counted = set(entry.get("counts", ())) != {"money"}
                for trigger in entry.get("triggers", ()):
                    self._learn(trigger, counted)
        stops = set(cues["breaks"])
        for word in stops:
            self._own.setdefault(word, 0)
        self.words = self._inherit(stops)
        self.marks = {n: Word(n, self._bits[n], self._bits[n], False, False) for n in COMPUTED}
        self.single = {w.text: w for w in self.words if len(w.text) == 1}
        self.nouns = {w.text: w for w in self.words if w.noun}
        self.automaton = AhoCorasick(
            [w.text for w in self.words], matchkind=MatchKind.LeftmostLongest
        )

    def _bit(self, name: str) -> int:
        return self._bits.setdefault(name, 1 << len(self._bits))

    def _learn(self, trigger: dict[str, Any], counted: bool) -> None:
        for slot in SLOTS:
            for token in _tokens(trigger.get(slot)):
                if _GROUP.fullmatch(token):
                    if slot == "head" and counted:
                        self._nouns.update(self.groups.get(token, ()))
                    continue
                self._own[token] = self._own.get(token, 0) | self._bit(token)
                if slot == "head" and counted:
                    self._nouns.add(token)

    def _inherit(self, stops: set[str]) -> list[Word]:
        known = sorted(self._own)
        made = []
        for word in known:
            wide = own = self._own[word]
            noun, stop = word in self._nouns, word in stops
            if len(word) == 2 and word[1] in _DONE:
                wide |= self._own.get(word[0], 0)
            for size in range(2, len(word)):
                for at in range(len(word) - size + 1):
                    inner = word[at : at + size]
                    if inner not in self._own:
                        continue
                    wide |= self._own[inner]
                    if at + size == len(word) and inner in self._nouns:
                        own, noun = own | self._own[inner], True
                    stop = stop or inner in stops
            made.append(
                Word(
                    word, own, wide, noun and word not in stops, word in stops or stop and not noun
                )
            )
        return made

    def mask(self, tokens: Any) -> int:
        """The bits of a trigger's words and groups; an unknown group is an error of the data."""
        total = 0
        for token in _tokens(tokens):
            if token not in self._bits:
                raise KeyError(f"cues.yaml 没有名为“{token}”的词组")
            total |= self._bits[token]
        return total

    def marked(self, names: list[str]) -> Word:
        """A word that stands for several computed marks at once."""
        key = "+".join(names)
        if key not in self.marks:
            mask = self.mask(names)
            self.marks[key] = Word("", mask, mask, False, False)
        return self.marks[key]

    def knows(self, name: str) -> bool:
        """Whether there is such a group, mark or word of a trigger."""
        return name in self._bits

    def named(self, mask: int) -> list[str]:
        """The groups, marks and words of a mask."""
        return [name for name, bit in self._bits.items() if bit & mask]

    def bit(self, name: str) -> int:
        """The bit of one group or computed mark."""
        return self._bits[name]


# the last entry is one bit past the words there are room for
_BITS = [1 << at >> 1 for at in range(1 << 13)]


def places(mask: int) -> list[int]:
    """The places of a mask's bits, the lowest 1; from the top, which is how numbers are fast."""
    made = []
    while mask:
        at = mask.bit_length()
        made.append(at)
        mask ^= _BITS[at] if at < len(_BITS) else 1 << at - 1
    return made


def _tokens(value: Any) -> list[str]:
    if value is None:
        return []
    return [value] if isinstance(value, str) else [str(v) for v in value]


@lru_cache(maxsize=4)
def lexicon() -> Lexicon:
    """The lexicon of the packaged and the office's own vocabularies."""
    others = load("others")
    return Lexicon(
        [load("indicators"), others["others"], others["drops"]],
        load("cues"),
        load("names")["letters"],
    )
