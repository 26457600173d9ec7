"""The places and organisations of a text, where they stand and how wide they are."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from shanhai.reading.actors import Actor, actors
from shanhai.reading.gazetteer import Place, gazetteer
from shanhai.reading.houses import Houses
from shanhai.reading.places import Mention
from shanhai.reading.sides import Sides

_OPENING = "，。；：！？\n （、◆●"
_OWNED = re.compile(
    r"(?:籍|市场|的(?!干部|同志|代表|企业|对口|支持|帮扶|援)|乡亲|农[产特副]|特产|等|企业家|口味|路)"
)
_OWN = frozenset("籍市的乡农特等企口路")  # what it begins with

# a school, hospital or village taken up again without its name
_AGAIN = re.compile(
    r"(?:(?<=[，。；：！？\n　 （为给向在到于从帮助使让由对把被])|(?<![\u4e00-\u9fff]))"
    r"(?:(?P<school>学校|该校|校园)|(?P<ward>医院|该院|[县州旗市]医院)|(?P<village>村里|全村|该村|村集体(?!收入)))"
)
_AGAIN_HAS = re.compile("[校院村]")  # each of these has one of them
_ENDINGS = {
    "school": ("小学", "中学", "学校", "完小", "高中", "幼儿园", "学院"),
    "ward": ("医院", "卫生院"),
}
_RECALLED = 24  # how many named before are gone through

# what a sum is for is told in the clause behind it: 挤出300万元，帮胡林家乡修路
_FOR = re.compile(
    r"[^，。；、\d]{0,8}，(?:再|又|专门|全部|主要)?(?:用于|用来|用在|投向|投到|帮助|帮(?!扶)|支持|改造)"
)
# what is told of a whole county is not only that of the house or village a text is about
_ALL_OVER = re.compile(r"[全我本][县区旗州](?!人民医院|医院)|两地|乡镇|村小|下乡")
_IN_ALL = re.compile(r"累计|总?共|合计|总计")  # a total is for more than what is told next
_TO, _GETS = frozenset("为向给"), re.compile("提供|投入|捐|拨|送|发放")  # 为某公司提供援助款
_FOR_WHOM = 6  # characters before whom it is for
# what two places run together, and call by both their names
_RUN = re.compile(r"[^，。；、\d]{0,10}?(?:园|中心|基地|车间|学校|班|站|公司|馆|广场|大厦)")


@dataclass(slots=True)
class Spot:
    """Where a figure stands, those named in its sentence before it and those in its clause."""

    at: int
    end: int
    clause: tuple[int, int]
    sentence: tuple[int, int]
    paragraph: int
    said: list[Actor] = field(default_factory=list)
    about: list[Actor] = field(default_factory=list)


class Scene:
    """Everyone a text names."""

    def __init__(
        self, text: str, mentions: list[Mention], sides: Sides, title_end: int = 0
    ) -> None:
        self.text = text
        self.sides = sides
        self.actors = actors(text, mentions, sides)
        self.starts = [a.start for a in self.actors]
        self.houses = Houses(text, self.actors, title_end)
        self._widths: dict[str, bool] = {}

    def named(self, start: int, end: int) -> bool:
        """Whether anybody is named in a stretch of text."""
        return bool(self._within(start, end))

    def _within(self, start: int, end: int) -> list[Actor]:
        return self.actors[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def _opens(self, actor: Actor) -> bool:
        """Whether an actor is the subject of its sentence or clause."""
        if actor.opens is None:
            before = self.text[actor.start - 1] if actor.start else "\n"
            actor.opens = before in _OPENING and not self._owned(actor)
        return actor.opens

    def _owned(self, actor: Actor) -> bool:
        """Whether what follows is an actor's own and acts in its place: 某市企业家."""
        follows = self.text[actor.end : actor.end + 4]
        return follows[:1] in _OWN and _OWNED.match(follows) is not None

    def _takers(self) -> list[str]:
        """Who receives when nobody is named: the house or village a text is about before its
        county."""
        village = [self.sides.village.name] if self.sides.village else []
        return self.houses.about.get("recipient") or village or self.sides.names("recipient")

    def _all_over(self, spot: Spot) -> list[str]:
        """The county of the house or village a text is about, where a clause tells of it all."""
        narrow = self.sides.village or "recipient" in self.houses.about
        if narrow and _ALL_OVER.search(self.text, spot.clause[0], spot.at):
            return self.sides.names("recipient")
        return []

    def _local(self, spot: Spot) -> bool:
        """Whether the sentence is about the recipient itself, its park or its firm."""
        for actor in spot.said:
            if actor.side == "recipient" and actor.kind in ("place", "firm") and self._opens(actor):
                return True
        return False

    def _doer(self, spot: Spot) -> list[str]:
        """The firm that does it, for results on the ground that no helper is said to bring."""
        firms = [
            a for a in spot.said if a.kind == "firm"
            and not (self.text[a.start - 1] in _TO and _GETS.match(self.text, a.end))
        ]  # fmt: skip
        return [firms[-1].name] if firms else []

    def _outside(self, place: Place) -> bool:
        """Whether a city or county has no part in what the text is about: a station on the way."""
        if place.level not in ("city", "county") or self._wide(place):
            return False
        table = gazetteer()
        return not any(table.within(place, p) for p in self.sides.recipients)

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

    def _begins_name(self, actor: Actor) -> bool:
        """Whether a place only begins the name of what two sides run: 文登云阳产业园."""
        at = bisect_left(self.starts, actor.end)
        after = self.actors[at] if at < len(self.actors) else None
        if actor.place is None or after is None or after.start != actor.end:
            return False
        return after.side == "recipient" and bool(_RUN.match(self.text, after.end))

    def _meant_for(self, spot: Spot) -> list[str]:
        """The place behind a figure that what it counts is for."""
        if _IN_ALL.search(self.text, spot.clause[0], spot.at):
            return []
        told = _FOR.match(self.text, spot.end, spot.sentence[1])
        near = self._within(told.end(), told.end() + _FOR_WHOM) if told else []
        if near and near[0].side == "recipient" and near[0].place:
            return [] if self._wide(near[0].place) else self._unzoned(near[0])
        return []

    def _unzoned(self, actor: Actor) -> list[str]:
        """Those told by a mention; for a park that is no side itself the county it lies in."""
        place = actor.place
        if place is None or place.level != "zone" or place in self.sides.recipients:
            return actor.names
        county = gazetteer().by_code.get(place.parent)
        return [county.name] if county else actor.names

    def _again(self, spot: Spot, in_house: bool) -> str:
        """The school, hospital or village named last, which a clause takes up again: 为学校新建…,
        村里修了…"""
        low, high = spot.clause[0], spot.at
        if not _AGAIN_HAS.search(self.text, low, high):
            return ""
        said = max(_AGAIN.finditer(self.text, low, high), key=_begin, default=None)
        if said is None or not (said["village"] or in_house):
            return ""
        at = bisect_left(self.starts, said.start())
        for actor in reversed(self.actors[max(0, at - _RECALLED) : at]):
            if actor.side != "recipient":
                continue
            if said["village"] and actor.place and actor.place.level == "village":
                return actor.name
            if actor.kind == "public" and actor.name.endswith(
                _ENDINGS.get(said.lastgroup or "", ())
            ):
                return actor.name
        return ""


def _begin(match: re.Match[str]) -> int:
    return match.start()
