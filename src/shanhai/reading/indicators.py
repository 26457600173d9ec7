"""Which indicator a figure belongs to: an ordered list of triggers, all of them data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from shanhai.reading.data import load
from shanhai.reading.kept import Kept
from shanhai.reading.lexicon import SLOTS, Lexicon, lexicon, places

GROUP_OF_UNIT = {
    "元": "money", "人": "person", "人次": "person", "批次": "batch", "户": "household",
    "场": "event", "亩": "area", "平方米": "area", "吨": "weight", "公斤": "weight",
    "公里": "length", "%": "percent", "个": "thing",
}  # fmt: skip
_DEFAULT_RANK = 5
_KEPT = 1 << 9  # sets of words whose triggers are kept
# what an entry says of an indicator besides how it is found
_ENTRY = frozenset(
    ("name", "name_en", "unit", "nature", "field", "party", "counts", "triggers", "parent")
)
_KEYS = frozenset((*SLOTS, "all", "classifier", "counts", "prior", "rank"))
_OF_THE_SENTENCE = frozenset(("人", "人次", "元"))


@dataclass(slots=True)
class Context:
    """What stands around one figure, as bit masks of the lexicon."""

    head: int
    before: int
    after: int
    seg: int
    sent: int
    topic: int
    classifier: str
    prior: str = ""  # the indicator of the figure of this kind before it in the paragraph


@dataclass(frozen=True, slots=True)
class Trigger:
    """One compiled trigger; a mask of 0 asks nothing."""

    code: str
    rule: str
    rank: int
    head: int
    near: int
    before: int
    after: int
    seg: int
    sent: int
    topic: int
    each: tuple[int, ...]
    without: int
    without_seg: int
    without_sent: int
    classifiers: frozenset[str]
    prior: frozenset[str]

    def holds(self, c: Context) -> bool:
        """Whether every condition is met of those that a _Kind does not ask for all at once."""
        return not (
            (self.after and not c.after & self.after)
            or (self.without_seg and c.seg & self.without_seg)
            or (self.without_sent and c.sent & self.without_sent)
            or (self.topic and not c.topic & self.topic)
            or (self.prior and c.prior not in self.prior)
            or (self.classifiers and c.classifier not in self.classifiers)
            or (self.each and not all((c.head | c.before | c.after) & m for m in self.each))
        )


class Binding(NamedTuple):
    """The indicator a figure was bound to and the trigger that did it; code '' drops it."""

    code: str
    rule: str
    rank: int


class _Asking:
    """Which of a list of triggers ask for a word; a set of them is a number, a bit for each."""

    def __init__(self, masks: list[int]) -> None:
        self._all = self._none = 0  # all words asked for; the triggers that ask for none
        for number, mask in enumerate(masks):
            self._all |= mask
            self._none |= (mask == 0) << number
        self._of = [0] * (self._all.bit_length() + 1)
        for number, mask in enumerate(masks):
            for at in places(mask):
                self._of[at] |= 1 << number
        self._kept = Kept(self._met, _KEPT)

    def met(self, mask: int) -> int:
        """The triggers that ask for none, or for any word of a mask."""
        return self._kept.of(mask & self._all)

    def _met(self, asked: int) -> int:
        met = self._none
        for at in places(asked):
            met |= self._of[at]
        return met


class _Kind:
    """The triggers of one kind of figure in order of rank, found by the words about a figure."""

    def __init__(self, triggers: list[Trigger]) -> None:
        self.asked = triggers
        self.bindings = [Binding(t.code, t.rule, t.rank) for t in triggers]
        self._head = _Asking([t.head for t in triggers])
        self._near = _Asking([t.near for t in triggers])
        self._without = _Asking([t.without for t in triggers])
        self._refuse = sum(1 << n for n, t in enumerate(triggers) if t.without)
        self._before = _Asking([t.before for t in triggers])
        self._seg = _Asking([t.seg for t in triggers])
        self._sent = _Asking([t.sent for t in triggers])

    def possible(self, c: Context) -> int:
        """The triggers whose commonest conditions are met, the first of them the lowest bit."""
        possible = self._head.met(c.head) & self._sent.met(c.sent)
        if not possible:
            return 0
        near = c.head | c.before | c.after
        possible &= self._near.met(near) & self._before.met(c.before)
        if not possible:
            return 0
        return possible & self._seg.met(c.seg) & ~(self._without.met(near) & self._refuse)


class Catalogue:
    """Indicators, names for what has no code, and what is no claim, ready to match."""

    def __init__(self, known: dict[str, Any], others: dict[str, Any], words: Lexicon) -> None:
        self.entries = known
        self.others: dict[str, Any] = others["others"]
        named = {f"other:{name}": entry for name, entry in self.others.items()} | known
        self._natures = {c: str(e["nature"]) for c, e in known.items() if "nature" in e}
        self._parties = {c: str(e["party"]) for c, e in named.items() if "party" in e}
        self.triggers: dict[str, list[Trigger]] = {g: [] for g in GROUP_OF_UNIT.values()}
        for code, entry in known.items():
            self._add(code, code, entry, words)
        for name, entry in others["others"].items():
            self._add(f"other:{name}", f"other:{name}", entry, words)
        for name, entry in others["drops"].items():
            self._add("", f"drop:{name}", entry, words)
        self._doing = words.mask(["do", "send", "visit", "build", "benefit"])
        for group in self.triggers.values():
            group.sort(key=lambda t: t.rank)
        self._kinds = {group: _Kind(triggers) for group, triggers in self.triggers.items()}

    def _add(self, code: str, label: str, entry: dict[str, Any], words: Lexicon) -> None:
        if strange := entry.keys() - _ENTRY:
            raise KeyError(f"指标“{label}”的键{sorted(map(str, strange))}不认识")
        for number, raw in enumerate(entry.get("triggers", ()), 1):
            unknown = raw.keys() - _KEYS
            if unknown:
                raise KeyError(
                    f"指标“{label}”第{number}条触发词的键{sorted(map(str, unknown))}不认识"
                )
            groups = raw.get("counts", entry.get("counts", ()))
            if not groups or not self.triggers.keys() >= set(groups):
                raise KeyError(f"指标“{label}”的counts要从{sorted(self.triggers)}里选")
            trigger = Trigger(
                code=code,
                rule=f"{label}#{number}",
                rank=raw.get("rank", _DEFAULT_RANK),
                each=tuple(words.mask(t) for t in raw.get("all", ())),
                classifiers=frozenset(raw.get("classifier", ())),
                prior=frozenset(raw.get("prior", ())),
                **{
                    slot: words.mask(raw.get(slot))
                    for slot in SLOTS
                },
            )  # fmt: skip
            for group in groups:
                self.triggers[group].append(trigger)

    def bind(self, unit: str, context: Context) -> Binding | None:
        """The first trigger that holds for a figure of this unit, or None."""
        kind = self._kinds[GROUP_OF_UNIT[unit]]
        possible = kind.possible(context)
        while possible:
            low = possible & -possible
            at = low.bit_length() - 1
            if kind.asked[at].holds(context):
                return kind.bindings[at]
            possible ^= low
        return None

    def fallback(self, unit: str, context: Context, noun: str) -> Binding | None:
        """other:NAME for a figure no trigger knows, when its clause tells of something done, or
        its sentence does and it counts people or money."""
        told = context.seg | (context.sent if unit in _OF_THE_SENTENCE else 0)
        if not told & self._doing:
            return None
        if unit == "元":  # money nobody names is help whose source is not said
            return Binding("assistance_funds", "fallback", 10)
        name = noun or context.classifier
        return Binding(f"other:{name}", "other", 10)

    def nature(self, code: str) -> str:
        """flow, stock or rate; a figure without a code counts as a flow."""
        return self._natures.get(code, "flow")

    def party(self, code: str) -> str:
        """Who gives by default: aid (the helper), result (a named doer), mutual (nobody)."""
        return self._parties.get(code, "result")


@lru_cache(maxsize=4)
def catalogue() -> Catalogue:
    """The packaged catalogue with the office's own entries."""
    return Catalogue(load("indicators"), load("others"), lexicon())
