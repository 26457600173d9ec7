"""Who gives to whom, and who travels to whom, where a sentence tells both by name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shanhai.reading.scene import Scene, Spot

_TO = r"(?:(?<![定方面导意走去])向|给|(?<![因成作])为|(?<!结)对)"
_GIVES = re.compile(
    rf"(?P<givers>[^，。；：:]{{2,120}}?)(?:代表)?(?:分别|共同|联合|一次性|再次|现场|先后|还|又|也|已|共)*{_TO}"
    r"(?P<takers>[^，。；：:]{2,120}?)(?:等(?:单位|地|村|校)?)?(?:无偿|定向)?"
    r"(?:捐赠|捐献|捐助|赠送|捐|送去|送来|送上|发放|资助|认捐|捐款|送)"
)
# what a clause that tells a gift has, looked for from where it can begin
_GIVEN_TO = re.compile(rf"{_TO}[^，。；：:]{{2,140}}?(?:捐|送|发放|资助)")
_MARKS = "，。；：:"
_BY = re.compile(r"由(?=[^，。；]{2,24}(?:捐|赠|送))")
_TOGETHER = re.compile(r"合计|共计|总计|加起来|折价|总价")
_GIFT = re.compile(r"(?:向|给|为|对)[^，。]{2,60}(?:捐|送|发放|资助)")
_VILLAGES = re.compile(
    r"((?:[\u4e00-\u9fff]{2,6}、)+[\u4e00-\u9fff]{2,3})等(?:\d+个)?村[^，。；]{0,14}(?:捐赠|捐款|捐资|认捐|捐)"
)
_VILLAGE = re.compile(r"[\u4e00-\u9fff]{2,5}(?:村|社区)$")
_ANY_ONE = re.compile(r"的|所|结对|帮扶|各|每|该")  # 所结对的村 is no name
_PUBLIC_BODY = re.compile(r"(?:人民政府|政府|党委|党工委|管委会|街道办事处|办事处)$")
_KNOWN_BODIES = frozenset(
    ("红十字会", "慈善会", "慈善总会", "教育基金会", "残联", "妇联", "总工会")
)
_GONE_TO = re.compile(r"(?:赴|(?<![达收])到|往|来|至|前往)[^，。；、\d]{0,6}$")
_TRIP = 16  # how far behind the figure the goal of a trip is named

# workers went to a place, and how far behind their number it is told
_GONE = re.compile(r"(?:[到赴往去进]|回到?|来到?|在)$")
_AFTERWARDS = 12


class Gifts(Scene):
    """Gifts and visits told in full."""

    def _visit(
        self, spot: Spot, provider: list[str], receiver: list[str]
    ) -> tuple[list[str], list[str]]:
        """Who travels where: a recipient that goes to the helper is the provider of the visit."""
        low, high = spot.clause
        if not any(a.side for a in self._within(low, spot.at)):
            low = spot.sentence[0]
        if not any(a.side for a in self._within(low, spot.at)):
            return provider, receiver
        for actor in reversed(self._within(low, min(spot.sentence[1], high + _TRIP))):
            lead = self.text[max(0, actor.start - 8) : actor.start]
            if actor.side == "helper" and _GONE_TO.search(lead) and actor.place:
                goers = [a.name for a in self._within(low, actor.start) if a.side == "recipient"]
                return (goers[-1:] or self.sides.names("recipient")), [self._narrowest(actor)]
        return provider, receiver

    def _goal(self, spot: Spot) -> list[str]:
        """The helper itself, when it is where the workers of a figure went: 到佛山的105名."""
        near = self._within(spot.clause[0], min(spot.clause[1], spot.end + _AFTERWARDS))
        return [
            a.name
            for a in near
            if a.place
            and a.name in self.sides.givers()
            and _GONE.search(self.text, max(0, a.start - 2), a.start)
        ][:1]

    def _gift(
        self, spot: Spot, provider: list[str], receiver: list[str]
    ) -> tuple[list[str], list[str]]:
        """Givers and takers by name: X、Y 分别向 A、B 捐赠."""
        villages = _VILLAGES.search(self.text, spot.clause[0], spot.at)
        if villages:
            first = villages[1].split("、")
            first[0] = next(
                (
                    first[0][n:]
                    for n in (2, 3)
                    if any(
                        a.end == villages.start() + n
                        for a in self._within(villages.start(), villages.end())
                    )
                ),
                first[0],
            )
            return [f"{name}村" for name in first], receiver
        if _TOGETHER.match(self.text, spot.clause[0]) and (by := self._by_whom(spot)):
            return by, receiver
        match = None
        if not _GIFT.search(self.text, *spot.sentence):
            return provider, receiver
        for found in self._given(*spot.sentence):
            if found.start() > spot.at:
                break
            match = found
        if match is None or self._succeeded(match.end(), spot):
            return provider, receiver
        givers = self._listed(match.span("givers"), "recipient")
        takers = self._listed(match.span("takers"), "helper")
        back = self._given_back(match)
        if back:
            return back
        return givers or provider, takers or receiver

    def _given(self, at: int, end: int) -> Iterator[re.Match[str]]:
        """The gifts told with giver and taker, looked for only in clauses that can tell one."""
        while told := _GIVEN_TO.search(self.text, at, end):
            opened = max(at, *[self.text.rfind(mark, at, told.start()) + 1 for mark in _MARKS])
            match = _GIVES.search(self.text, opened, end)
            if match is None:
                return
            yield match
            at = match.end()

    def _by_whom(self, spot: Spot) -> list[str]:
        """All givers of a sentence that tells of several: 上衣由甲捐赠，水泵由乙捐赠，合计3万元."""
        given = _BY.finditer(self.text, spot.sentence[0], spot.clause[0])
        by = [a.name for g in given for a in self._within(g.end(), g.end() + 1)]
        return list(dict.fromkeys(by)) if len(by) > 1 else []

    def _given_back(self, match: re.Match[str]) -> tuple[list[str], list[str]] | None:
        """Giver and taker of a gift the recipient makes: 龙泉向镇海赠送."""
        givers = self._within(*match.span("givers"))
        takers = self._within(*match.span("takers"))
        sides = {a.side for a in givers}, {a.side for a in takers}
        if sides == ({"recipient"}, {"helper"}):
            return [givers[-1].name], [takers[-1].name]
        return None

    def _succeeded(self, given: int, spot: Spot) -> bool:
        """Whether another giver has opened a clause since a gift was told."""
        return given < spot.clause[0] and any(
            a.side == "helper" and self._opens(a) for a in self._within(spot.clause[0], spot.at)
        )

    def _listed(self, span: tuple[int, int], other: str) -> list[str]:
        """Names in a list: known places and organisations, and villages by their ending."""
        names: list[str] = []
        at = span[0]
        for piece in re.finditer(r"[^、和及与]+", self.text[span[0] : span[1]]):
            low, high = at + piece.start(), at + piece.end()
            inside = list(self._within(low, high))
            bare = _PUBLIC_BODY.sub("", piece[0].strip())
            village = None if _ANY_ONE.search(bare) else _VILLAGE.search(bare)
            orgs = [a.name for a in inside if a.place is None]
            if orgs:
                names.append(orgs[-1])
            elif bare in _KNOWN_BODIES or village and len(bare) <= 6:
                names.append(bare)
            elif inside and inside[-1].side != other:
                names.append(inside[-1].name)
            elif village:
                names.append(village[0][-4:])
        return list(dict.fromkeys(names))
