"""Who most likely gives and who receives, when the words about a figure are weighed.

The rules speak first; what they say is one of the things weighed. Nobody new is thought of: the
choice is among those the rules have at hand (whoever acts in the sentence, whom the paragraph
carries, the two sides, nobody). The weights are plain data (vocabulary/leanings.tsv), learnt from
annotated reports by tools/learn_weights.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from shanhai.reading.data import own_folder, weight_rows
from shanhai.reading.grams import Grams, level, pairs
from shanhai.reading.kept import Kept
from shanhai.reading.likeliest import Packed

PROVIDERS = ("none", "named", "carried", "side", "helped", "doer")
RECEIVERS = ("none", "near", "carried", "side", "helper")
_MARGIN = 100  # how much more must speak for others than for the rule's, in hundredths
_LEFT, _RIGHT = 16, 6
_KEPT = 1 << 13  # groups whose sum is kept
# pairs of characters; what the rules say; who is at hand
BEFORE, AFTER, RULE, HAND = "B:", "A:", "r=", "h="
ODD = "odd"  # the rule names somebody who is not at hand otherwise


class Stand(NamedTuple):
    """How a figure stands to those named about it. Many figures stand alike, so that what is
    weighed of it is summed once; so with the two after it."""

    party: str
    given: bool  # the rules name a giver
    acting: str  # "N" somebody named in the sentence, "C" carried by the paragraph, "-" nobody
    weak: bool
    stale: bool
    local: bool
    mutual: str
    titled: bool
    afar: bool
    first: str  # the first named in the sentence before the figure: side and kind
    last: str  # the last subject among them

    def plain(self) -> list[str]:
        t = self
        return [
            f"party={t.party}", f"p0={t.given}", f"weak={t.weak}:{t.acting}",
            f"stale={t.stale}:{t.acting}", f"mut={t.mutual}", f"mut={t.mutual}:{t.party}",
            f"title={t.titled}", f"afar={t.afar}", f"first={t.first}:{t.party}",
        ]  # fmt: skip

    def crossing(self) -> list[str]:
        t = self
        return [
            f"act={t.acting}:{t.party}", f"local={t.local}:{t.acting}:{t.party}",
            f"local={t.local}:{t.acting}", f"last={t.last}:{t.party}",
        ]  # fmt: skip


class Counted(NamedTuple):
    """What a figure counts, beside whether the rules name a giver and who acts."""

    code: str
    given: bool
    acting: str

    def plain(self) -> list[str]:
        return [f"p0={self.given}:{self.code}"]

    def crossing(self) -> list[str]:
        return [f"code={self.code}", f"act={self.acting}:{self.code}"]


class Company(NamedTuple):
    """Side and kind of those named in the clause before the figure and behind it, and of the
    subjects in the sentence before it."""

    near: frozenset[tuple[str, str]]
    after: frozenset[tuple[str, str]]
    openers: frozenset[tuple[str, str]]

    def plain(self) -> list[str]:
        named = (("aft", self.after), ("opens", self.openers))
        return [f"{slot}:{side}:{kind}" for slot, of in named for side, kind in sorted(of)]

    def crossing(self) -> list[str]:
        return [f"near:{side}:{kind}" for side, kind in sorted(self.near)]


Group = Stand | Counted | Company
# what speaks in a group alone, what of it is weighed with what the rules say, and what that speaks
# for by role and rule, as far as asked
_Spoken = tuple[int, list[str], dict[str, int]]


class Choice:
    """A role, those at hand for it by where they were found, and what the rules say.

    ``found`` is where the one the rules name was found.
    """

    __slots__ = ("at_hand", "found", "open", "role", "ruled", "same")

    def __init__(self, role: str, at_hand: dict[str, list[str]], ruled: list[str]) -> None:
        self.role, self.at_hand, self.ruled = role, at_hand, ruled
        self.open: list[str] = []
        self.same: list[str] = []
        for where, names in at_hand.items():
            if names or where == "none":
                self.open.append(where)
                if names == ruled or (len(names) > 1 and set(names) == set(ruled)):
                    self.same.append(where)
        self.found = self.same[0] if self.same else ODD


@dataclass(slots=True)
class Features:
    """What is weighed of a figure: its groups, and the characters about it."""

    groups: tuple[Group, ...]
    left: str
    right: str

    def names(self) -> list[str]:
        """All by name, without the rule's answer."""
        beside = {BEFORE + p for p in pairs(self.left)} | {AFTER + p for p in pairs(self.right)}
        alone = [name for group in self.groups for name in (*group.plain(), *group.crossing())]
        return [*alone, *sorted(beside)]

    def crossed(self, choice: Choice) -> list[str]:
        """What the rules say of a role, alone and together with what else is known, by name."""
        rule = f"{RULE}{choice.found}"
        crossing = [name for group in self.groups for name in group.crossing()]
        return [rule, HAND + ",".join(choice.open), *(f"{rule}:{name}" for name in crossing)]


def around(text: str, clause: tuple[int, int], start: int, end: int) -> tuple[str, str]:
    """The characters before a figure in its clause and those right behind it on its line, blanks
    aside."""
    left = "".join(text[max(clause[0], start - 2 * _LEFT) : start].split())
    right = "".join(text[end : end + 2 * _RIGHT].partition("\n")[0].split())
    return level(left[-_LEFT:]), level(right[:_RIGHT])


class Leanings:
    """The weights of both roles; what is weighed of a figure is summed once for both."""

    def __init__(self, rows: Iterable[tuple[str, str, dict[str, int]]]) -> None:
        places = {"provider": PROVIDERS, "receiver": RECEIVERS}
        self._packed = Packed([f"{role}:{w}" for role, of in places.items() for w in of])
        self._place = {
            "provider": {where: at for at, where in enumerate(PROVIDERS)},
            "receiver": {where: at for at, where in enumerate(RECEIVERS, len(PROVIDERS))},
        }
        self._of: dict[str, int] = {}
        self._pairs: dict[str, dict[str, int]] = {BEFORE: {}, AFTER: {}}
        self._crossed: dict[str, dict[str, int]] = {role: {} for role in places}
        for role, name, weights in rows:
            table, key = self._table(role, name)
            packed = self._packed.pack({f"{role}:{where}": w for where, w in weights.items()})
            table[key] = table.get(key, 0) + packed
        self._before, self._after = [Grams(of) for of in self._pairs.values()]
        self._start = self._of.pop("", 0)
        self._last: Features | None = None
        self._alone = 0  # what speaks in the last one, whatever the rules say
        self._groups: list[_Spoken] = []
        self._kept = Kept(self._group, _KEPT)

    def _table(self, role: str, name: str) -> tuple[dict[str, int], str]:
        if (slot := name[:2]) in self._pairs:
            return self._pairs[slot], name[2:]
        if name.startswith((RULE, HAND)):
            return self._crossed[role], name
        return self._of, name

    def _group(self, group: Group) -> _Spoken:
        crossing = group.crossing()
        alone = sum([self._of.get(name, 0) for name in (*group.plain(), *crossing)])
        return alone, crossing, {}

    def _ruled(self, spoken: _Spoken, role: str, found: str) -> int:
        """What speaks in a group together with what the rules say of a role."""
        _, crossing, known = spoken
        if (total := known.get(role + found)) is None:
            of = self._crossed[role]
            total = sum([of.get(f"{RULE}{found}:{name}", 0) for name in crossing])
            known[role + found] = total
        return total

    def _weigh(self, seen: Features) -> None:
        """Sum what both roles share of a figure."""
        self._last, self._groups = seen, [self._kept.of(group) for group in seen.groups]
        self._alone = self._start + sum([alone for alone, _, _ in self._groups])
        self._alone += self._before.each(seen.left) + self._after.each(seen.right)

    def settle(self, choice: Choice, seen: Features) -> list[str]:
        """The rule's names, or others at hand when clearly more speaks for them."""
        role, found = choice.role, choice.found
        if found == ODD:
            return choice.ruled
        if seen is not self._last:
            self._weigh(seen)
        crossed, place = self._crossed[role], self._place[role]
        total = self._alone + crossed.get(RULE + found, 0)
        total += crossed.get(HAND + ",".join(choice.open), 0)
        total += sum([self._ruled(spoken, role, found) for spoken in self._groups])
        sums = self._packed.sums(total)
        best, most = "", max([sums[place[where]] for where in choice.same]) + _MARGIN
        for where in choice.open:
            if (speaks := sums[place[where]]) > most:
                best, most = where, speaks
        return choice.at_hand[best] if best else choice.ruled


@lru_cache(maxsize=2)
def _leanings(folder: str) -> Leanings:
    return Leanings(weight_rows("leanings.tsv", folder))


def leanings() -> Leanings:
    """The weights of who gives and receives."""
    return _leanings(own_folder())
