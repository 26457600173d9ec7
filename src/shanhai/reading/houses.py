"""The hospital, school, society or firm that a text is about, is written by, or gives through."""

from __future__ import annotations

import re
from bisect import bisect_left

from shanhai.reading.actors import Actor
from shanhai.reading.landings import DONATED

# the writer's own house, and how such a house is called
_OURS = re.compile(r"[我本]([校院园])(?![区内长])")
_CALLED = {
    "校": ("小学", "中学", "学校", "完小", "高中", "学院", "职教中心", "教育中心"),
    "院": ("医院", "卫生院", "学院", "研究院", "敬老院"),
    "园": ("幼儿园",),
}
_HOUSES = tuple(ending for endings in _CALLED.values() for ending in endings)
_CLAUSE = re.compile(r"[^，。；：！？\n]*$")
_REST = re.compile(r"[^，。；：！？\n]*")
_WIDTH = 40  # characters of a clause before its 我校 and behind it
# who takes gifts in for others: 现将某县红十字会接收…捐赠, 通过某县慈善总会捐赠
_TAKES_IN = re.compile(r"[^，。；\n]{0,24}接[收受][^。\n]{0,20}捐")
_THROUGH = re.compile(r"(?:通过|接收单位)$")
# the part of a notice that tells what became of gifts: 二、使用情况
_PART = re.compile(r"^[ \t　]*[一二三四五六七八九]、[^\n。]{2,20}$", re.MULTILINE)
_SPENT = re.compile(r"使用|分配|支出|发放")


class Houses:
    """The houses of a text: the one of each side it is about, and the one that takes gifts in."""

    def __init__(self, text: str, actors: list[Actor], title_end: int) -> None:
        self.about: dict[str, list[str]] = {}
        for side in ("helper", "recipient"):
            told = [a for a in actors if a.start < title_end and a.side == side]
            names = {a.name for a in told if _is_house(a)}
            if len(names) == 1:
                self.about[side] = [*names]
        ours = _writer(text, actors)
        if ours is not None:
            self.about[ours.side] = [ours.name]
        self.keeper = _keeper(text, actors)
        self._spent = _spent(text) if self.keeper else []

    def passed_on(self, at: int) -> bool:
        """Whether a place in the text tells what the keeper did with gifts."""
        return any(low <= at < high for low, high in self._spent)

    def takers(self, code: str, at: int) -> list[str]:
        """Who takes in a gift when nobody is named: its keeper, until it is passed on."""
        kept = self.keeper and code in DONATED and not self.passed_on(at)
        return self.keeper if kept else []


def _is_house(actor: Actor) -> bool:
    """Whether somebody is a hospital or school, or of the helper a society or firm."""
    if actor.side == "helper":
        return actor.place is None and actor.kind != "team"
    return actor.kind == "public" and actor.name.endswith(_HOUSES)


def _writer(text: str, actors: list[Actor]) -> Actor | None:
    """The house that calls itself 我校 or 我院: the first that is not told beside it as another."""
    said = [*_OURS.finditer(text)]
    if not said:
        return None
    endings = _CALLED[said[0][1]]
    starts = [a.start for a in actors]
    others: set[str] = set()
    for match in said:
        before = _CLAUSE.search(text, max(0, match.start() - _WIDTH), match.start())
        low = before.start() if before else match.start()
        rest = _REST.match(text, match.end(), match.end() + _WIDTH)
        high = rest.end() if rest else match.end()
        others.update(a.name for a in actors[bisect_left(starts, low) : bisect_left(starts, high)])
    houses = (a for a in actors if a.place is None and a.name.endswith(endings))
    return next((a for a in houses if a.side and a.name not in others), None)


def _keeper(text: str, actors: list[Actor]) -> list[str]:
    """The society of the helped side that takes in what is given."""
    for actor in actors:
        if actor.kind == "social" and actor.side == "recipient":
            through = _THROUGH.search(text, max(0, actor.start - 4), actor.start)
            if through or _TAKES_IN.match(text, actor.end):
                return [actor.name]
    return []


def _spent(text: str) -> list[tuple[int, int]]:
    """The parts of a text that tell what became of what was given."""
    parts = [*_PART.finditer(text)]
    ends = [m.start() for m in parts[1:]] + [len(text)]
    return [(m.end(), end) for m, end in zip(parts, ends, strict=False) if _SPENT.search(m[0])]
