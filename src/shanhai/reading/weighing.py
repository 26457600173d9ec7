"""Who gives and who receives after all: those at hand for a figure, and what is weighed of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from shanhai.reading import leanings
from shanhai.reading.actors import Actor
from shanhai.reading.gifts import Gifts
from shanhai.reading.pairs import Pairs
from shanhai.reading.places import Mention
from shanhai.reading.scene import Spot
from shanhai.reading.sides import Sides

_AFAR = re.compile(r"援(?:疆|藏|青)(?!川)")
_GOES_ON = re.compile(r"(?:先后|还|再|又|并|也)?(?:[为向给]|帮助|帮(?!扶)|支持|协助)")
_HEAD = 120


@dataclass(slots=True)
class Carry:
    """What one paragraph has said so far about who acts."""

    paragraph: int = -1
    helper: list[str] = field(default_factory=list)
    receiver: list[str] = field(default_factory=list)
    mutual: bool = False
    weak: bool = False  # the helper was only named in passing: 上海企业, 广东财政资金
    local: bool = False
    house: str = ""  # the hospital or school the paragraph has led to
    body: str = ""  # the helper's hospital or school the paragraph has named
    stale: bool = False  # named sentences ago
    told: bool = False  # the receiver is whose part of the text it is, or the village it is about
    ours: bool = False  # the helper is whose part of the text it is
    lent: int = -1  # start of the sentence in which the report's helper was taken to act


@dataclass(slots=True)
class Found:
    """Whom a sentence names: who acts, who receives, and whether both act together."""

    named: list[str]
    received: list[str]
    mutual: str


class Weighing(Gifts):
    """Everybody who may give or receive a figure, and whom the words about it speak for."""

    def __init__(
        self, text: str, mentions: list[Mention], sides: Sides, title_end: int = 0
    ) -> None:
        super().__init__(text, mentions, sides, title_end)
        self.title_end = title_end
        self._recipients = self._takers()
        self._givers = self.houses.about.get("helper") or sides.givers()
        self._places = {a.name: a.place for a in self.actors if a.place}
        # the report of a team sent to the far west is about what the team has done
        self.afar = bool(_AFAR.search(text[: title_end + _HEAD]))
        self.carry = Carry()
        self._leanings = leanings.leanings()
        self.pairs = Pairs(text, self.actors, title_end, sides.givers())
        self._settled = False  # whether the words leave no doubt of who gives

    def _paired_with(self, acting: list[str]) -> list[str]:
        """The recipient whom one acting alone is paired with, where there are several pairs."""
        one = len(acting) == 1 and acting != self._givers  # who helps alone helps them all
        paired = self.pairs.of(acting[0]) if one else None
        return [paired] if paired else []

    def _weighed(
        self,
        code: str,
        party: str,
        spot: Spot,
        found: Found,
        ruled: tuple[list[str], list[str]],
    ) -> tuple[list[str], list[str]]:
        """Giver and taker when the words about a figure are weighed beside the rules."""
        carry, sides = self.carry, self.sides
        givers, takers = self._givers, self._recipients
        ours = [] if carry.ours and ruled[0] == carry.helper else givers
        seen = self._told(code, party, spot, found, bool(ruled[0]))
        provider = leanings.Choice(
            "provider",
            {"none": [], "named": found.named, "carried": carry.helper, "side": ours,
             "helped": takers, "doer": self._doer(spot)},
            ruled[0],
        )  # fmt: skip
        carried = [] if carry.told else carry.receiver  # what is told so is not to be weighed
        receiver = leanings.Choice(
            "receiver",
            {"none": [], "near": found.received, "carried": carried, "side": takers,
             "helper": sides.names("helper")},
            ruled[1],
        )  # fmt: skip
        alone = ruled[1] and ruled[1] == self._paired_with(found.named or carry.helper)
        bracket = self.text[spot.at - 1] == "（" and found.received == ruled[1]  # 甲县（50万元）
        inside = bracket and any(a.end == spot.at - 1 for a in spot.about)
        inside = inside or self._handed(spot, found.received, ruled[1])
        takes = ruled[1] if alone or inside else self.settle(spot, receiver, seen)
        goal = self._goal(spot) if code == "labour_transferred" else []
        if goal and ruled[0] in ([], goal):
            return goal, takes
        if self._settled or self._plain(spot, ruled[0]):
            return ruled[0], takes
        return self.settle(spot, provider, seen), takes

    def _handed(self, spot: Spot, received: list[str], ruled: list[str]) -> bool:
        """Whether the rule's taker is led in by 向 in the figure's own clause."""
        return received == ruled and any(
            a.end <= spot.at and a.name in ruled and self.text[a.start - 1] == "向"
            and a.start > spot.clause[0]
            for a in spot.about
        )  # fmt: skip

    def _plain(self, spot: Spot, givers: list[str]) -> bool:
        """Whether the rule's giver is the subject of the figure's clause, or of the sentence and
        the clause goes on with what it does for others."""
        of_givers = [a for a in spot.said if a.side == "helper" and a.name in givers]
        if any(self.text.startswith("：", a.end) for a in of_givers):
            return True  # 陈埭镇：…
        opened = [a.start for a in of_givers if self._opens(a)]
        if not opened or opened[-1] >= spot.clause[0]:
            return bool(opened)
        return bool(_GOES_ON.match(self.text, spot.clause[0]))

    def settle(self, spot: Spot, choice: leanings.Choice, seen: leanings.Features) -> list[str]:
        """Who it is after all."""
        return self._leanings.settle(choice, seen)

    def _told(
        self, code: str, party: str, spot: Spot, found: Found, given: bool
    ) -> leanings.Features:
        """What is weighed of a figure; ``given`` when the rules name a giver."""
        carry, at = self.carry, spot.at
        clause, said = spot.about, spot.said
        openers = [a for a in said if self._opens(a)]
        carried = "C" if carry.helper and not carry.mutual else "-"
        acting = "N" if found.named else carried
        stand = leanings.Stand(
            party, given, acting, carry.weak, carry.stale, carry.local, found.mutual,
            at < self.title_end, self.afar, _first(said), _first(openers[-1:]),
        )  # fmt: skip
        company = leanings.Company(
            frozenset([(a.side, a.kind) for a in clause if a.end <= at]),
            frozenset([(a.side, a.kind) for a in clause if a.start >= spot.end]),
            frozenset([(a.side, a.kind) for a in openers]),
        )
        around = leanings.around(self.text, spot.clause, at, spot.end)
        counted = leanings.Counted(code, given, acting)
        return leanings.Features((stand, counted, company), *around)

    def _account(self, names: list[str]) -> list[str]:
        """The places of a list a figure can stand on the account of: none wider than a side."""
        return [n for n in names if n in self._places and not self._wide(self._places[n])]


def _first(actors: list[Actor]) -> str:
    """Side and kind of the first of several."""
    return f"{actors[0].side}{actors[0].kind}" if actors else "none"
