"""Who most likely gives and who receives, when the words about a figure are weighed.

The rules speak first; what they say is one of the things weighed. Nobody new is thought of: the
choice is among those the rules have at hand (whoever acts in the sentence, whom the paragraph
carries, the two sides, nobody). The weights are plain data (vocabulary/leanings.tsv), learnt from
annotated reports by tools/learn_weights.py.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from shanhai.reading.actors import Actor
from shanhai.reading.data import lines
from shanhai.reading.likeliest import Packed, pairs

PROVIDERS = ("none", "named", "carried", "side", "helped", "doer")
RECEIVERS = ("none", "near", "carried", "side", "helper")
_MARGIN = 30  # how much more must speak for others than for the rule's, in hundredths
_LEFT, _RIGHT = 16, 6
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
# pairs of characters; what the rules say; who is at hand
BEFORE, AFTER, RULE, HAND = "B:", "A:", "r=", "h="
ODD = "odd"  # the rule names somebody who is not at hand otherwise


@dataclass(slots=True)
class Told:
    """What is weighed of a figure beside the rule's own answer."""

    code: str
    party: str
    acting: str  # "N" somebody named in the sentence, "C" carried by the paragraph, "-" nobody
    weak: bool
    stale: bool
    local: bool
    mutual: str
    titled: bool
    afar: bool
    named: list[Actor]  # in the clause before the figure
    after: list[Actor]  # in the clause behind it
    said: list[Actor]  # in the sentence before the figure
    openers: list[Actor]  # those of them that are subjects
    left: str
    right: str


class Choice:
    """A role, those at hand for it by where they were found, and what the rules say.

    ``found`` is where the one the rules name was found.
    """

    __slots__ = ("at_hand", "found", "open", "role", "ruled")

    def __init__(self, role: str, at_hand: dict[str, list[str]], ruled: list[str]) -> None:
        self.role, self.at_hand, self.ruled = role, at_hand, ruled
        self.open = [where for where, names in at_hand.items() if names or where == "none"]
        self.found = next((where for where in self.open if self.ruled_is(where)), ODD)

    def ruled_is(self, where: str) -> bool:
        """Whether those found at a place are those the rules name."""
        names = self.at_hand[where]
        return names == self.ruled or (len(names) > 1 and set(names) == set(self.ruled))


@dataclass(slots=True)
class Features:
    """What is weighed of a figure, by name; ``crossing`` also together with the rule's answer."""

    plain: list[str]
    crossing: list[str]
    left: str
    right: str

    def names(self) -> list[str]:
        """All by name, without the rule's answer."""
        beside = {BEFORE + p for p in pairs(self.left)} | {AFTER + p for p in pairs(self.right)}
        return [*self.plain, *self.crossing, *sorted(beside)]


def around(text: str, clause: tuple[int, int], start: int, end: int) -> tuple[str, str]:
    """The characters before a figure in its clause and those right behind it, blanks aside."""
    left = "".join(text[max(clause[0], start - 2 * _LEFT) : start].split())
    right = "".join(text[end : end + 2 * _RIGHT].split())
    return left[-_LEFT:], right[:_RIGHT]


def features(told: Told, given: bool) -> Features:
    """What is weighed of a figure; ``given`` when the rules name a giver."""
    t = told
    plain = [
        f"party={t.party}", f"p0={given}", f"p0={given}:{t.code}", f"weak={t.weak}:{t.acting}",
        f"stale={t.stale}:{t.acting}", f"mut={t.mutual}", f"mut={t.mutual}:{t.party}",
        f"title={t.titled}", f"afar={t.afar}", f"first={_kind(t.said[:1])}:{t.party}",
        *{f"aft:{a.side}:{a.kind}" for a in t.after},
        *{f"opens:{a.side}:{a.kind}" for a in t.openers},
    ]  # fmt: skip
    crossing = [
        f"code={t.code}", f"act={t.acting}:{t.party}", f"act={t.acting}:{t.code}",
        f"local={t.local}:{t.acting}:{t.party}", f"local={t.local}:{t.acting}",
        f"last={_kind(t.openers[-1:])}:{t.party}", *{f"near:{a.side}:{a.kind}" for a in t.named},
    ]  # fmt: skip
    left, right = (_DIGITS.sub("0", text) for text in (t.left, t.right))
    return Features(plain, crossing, left, right)


def _kind(actors: list[Actor]) -> str:
    return f"{actors[0].side}{actors[0].kind}" if actors else "none"


def crossed(choice: Choice, crossing: Iterable[str]) -> list[str]:
    """What the rules say of a role, alone and together with what else is known, by name."""
    return [_rule(choice), _hand(choice), *(f"{_rule(choice)}:{name}" for name in crossing)]


def _rule(choice: Choice) -> str:
    return f"{RULE}{choice.found}"


def _hand(choice: Choice) -> str:
    return f"{HAND}{','.join(choice.open)}"


class Leanings:
    """The weights of both roles; what is weighed of a figure is summed once for both."""

    def __init__(self, rows: list[tuple[str, str, dict[str, int]]]) -> None:
        places = {"provider": PROVIDERS, "receiver": RECEIVERS}
        self._packed = Packed([f"{role}:{w}" for role, of in places.items() for w in of])
        self._of: dict[str, int] = {}
        self._beside: dict[str, dict[str, int]] = {BEFORE: {}, AFTER: {}}
        self._crossed: dict[str, dict[str, dict[str, int]]] = {
            role: {where: {} for where in of} for role, of in places.items()
        }
        self._hands: dict[str, dict[str, int]] = {role: {} for role in places}
        for role, name, weights in rows:
            table, key = self._table(role, name)
            packed = self._packed.pack({f"{role}:{where}": w for where, w in weights.items()})
            table[key] = table.get(key, 0) + packed
        self._start = self._of.pop("", 0)
        self._last: tuple[Features | None, int] = (None, 0)

    def _table(self, role: str, name: str) -> tuple[dict[str, int], str]:
        if name[:2] in self._beside:
            return self._beside[name[:2]], name[2:]
        if name.startswith(RULE):
            where, _, crossing = name.removeprefix(RULE).partition(":")
            return self._crossed[role].setdefault(where, {}), crossing
        if name.startswith(HAND):
            return self._hands[role], name
        return self._of, name

    def _sum(self, seen: Features) -> int:
        last, total = self._last
        if seen is not last:
            known = [*map(self._of.get, seen.plain), *map(self._of.get, seen.crossing)]
            known += map(self._beside[BEFORE].get, set(pairs(seen.left)))
            known += map(self._beside[AFTER].get, set(pairs(seen.right)))
            total = sum(filter(None, known), self._start)
            self._last = seen, total
        return total

    def settle(self, choice: Choice, seen: Features) -> list[str]:
        """The rule's names, or others at hand when clearly more speaks for them."""
        if choice.found == ODD:
            return choice.ruled
        role, own = choice.role, self._crossed[choice.role][choice.found]
        known = [own.get(""), self._hands[role].get(_hand(choice)), *map(own.get, seen.crossing)]
        sums = self._packed.unpack(sum(filter(None, known), self._sum(seen)))
        ruled, best, most = 0, choice.found, 0
        for where in choice.open:
            score = sums[f"{role}:{where}"]
            if choice.ruled_is(where):
                ruled = max(ruled, score)
            if score > most:
                best, most = where, score
        return choice.at_hand[best] if most > ruled + _MARGIN else choice.ruled


@lru_cache(maxsize=2)
def _leanings(folder: str) -> Leanings:
    rows: list[tuple[str, str, dict[str, int]]] = []
    for line in lines("leanings.tsv", folder):
        role, name, weights = line.split("\t")
        listed = (pair.rpartition("=") for pair in weights.split(" "))
        rows.append((role, name, {where: int(w) for where, _, w in listed}))
    return Leanings(rows)


def leanings() -> Leanings:
    """The weights of who gives and receives."""
    return _leanings(os.environ.get("SHANHAI_VOCABULARY_DIR", ""))
