"""The places and organisations of a text, where they stand and how wide they are."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from shanhai.reading.actors import Actor, actors
from shanhai.reading.gazetteer import Place, gazetteer
from shanhai.reading.places import Mention
from shanhai.reading.sides import Sides

_OPENING = "，。；：！？\n （、◆●"
OWNED = re.compile(
    r"^(?:籍|市场|的(?!干部|企业|对口|支持|帮扶|援)|乡亲|农[产特副]|特产|等|企业家|口味|路)"
)


@dataclass(slots=True)
class Spot:
    """Where a figure stands."""

    at: int
    end: int
    clause: tuple[int, int]
    sentence: tuple[int, int]
    paragraph: int


class Scene:
    """Everyone a text names."""

    def __init__(self, text: str, mentions: list[Mention], sides: Sides) -> None:
        self.text = text
        self.sides = sides
        self.actors = actors(text, mentions, sides)
        self.starts = [a.start for a in self.actors]
        self._widths: dict[str, bool] = {}

    def named(self, start: int, end: int) -> bool:
        """Whether anybody is named in a stretch of text."""
        return bool(self._within(start, end))

    def _within(self, start: int, end: int) -> list[Actor]:
        return self.actors[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def _opens(self, actor: Actor) -> bool:
        """Whether an actor is the subject of its sentence or clause."""
        before = self.text[actor.start - 1] if actor.start else "\n"
        return before in _OPENING and not OWNED.match(self.text[actor.end : actor.end + 4])

    def _wide(self, place: Place) -> bool:
        """Whether a place is wider than a side of the report."""
        wide = self._widths.get(place.code)
        if wide is None:
            table, sides = gazetteer(), (*self.sides.recipients, *self.sides.helpers)
            wide = any(p.code != place.code and table.within(p, place) for p in sides)
            self._widths[place.code] = wide
        return wide

    def _narrowest(self, actor: Actor) -> str:
        """The report's helper when a wider place it lies in was named."""
        names = self.sides.names("helper")
        wide = actor.place is not None and self._wide(actor.place)
        return names[0] if wide and names else actor.name
