"""Who helps whom, by how sentences say it: 甲区赴乙县, 甲县收到乙市送来的, 甲镇驻乙镇工作队."""

from __future__ import annotations

import re
from collections import Counter

from shanhai.reading.gazetteer import Gazetteer, Place
from shanhai.reading.places import Mention, leads_in, without_addresses

_PAIRED = frozenset(("city", "county", "zone", "town"))
_SENT_FAR = 24

# 甲区工商联赴乙县, 甲市驻乙县工作队, 甲区累计向乙县投入: who goes or gives, and to whom
_TO_WHOM = re.compile(
    r"[^，。；\n]{0,16}?(?:赴|驻|前往|(?<![得收受])到|走进|向|为|对口支援|对口帮扶|结对帮扶|帮扶|援助|支援)"
)


def by_grammar(text: str, found: list[Mention], table: Gazetteer) -> tuple[Place, Place] | None:
    """The two sides where both lie in one province: who most often goes or gives to whom."""
    places = {m.place.code: m.place for m in found if m.place.level in _PAIRED}
    counts = _passive(text, found, places)
    for number, (one, other) in enumerate(zip(found, found[1:], strict=False)):
        if other.start - one.end > _SENT_FAR or not _TO_WHOM.fullmatch(text, one.end, other.start):
            continue
        while number + 2 < len(found) and leads_in(found, number + 1):
            number += 1
            other = found[number + 1]  # 赴某省某州某县: the county
        a, b = one.place, other.place
        if a.code not in places or b.code not in places or a.code == b.code:
            continue
        if not table.within(a, b) and not table.within(b, a):
            counts[a.code, b.code] += 1
    if not counts:
        return None
    (giver, taker), _ = max(counts.items(), key=lambda item: item[1])
    return places[giver], places[taker]


# 甲镇的学校由乙区捐建, 甲县收到乙市送来的: who is helped comes first
_FROM_WHOM = re.compile(
    r"[^。；\n]{0,20}?(?:由|收到|收到了|迎来|迎来了|得到|得到了|获|接受|感谢|来自|受到)"
)
_GIVEN = re.compile(
    r"(?:人民政府|政府|[^，。；、\n]{0,10}?(?:商会|总会|工商联|妇联|企业|医院|学校|红十字会))?"
    r"的?(?:对口|结对|出资|共同|全额|无偿|大力|倾力)?的?(?:捐建|援建|帮建|捐赠|捐助|资助|出资|支援|帮扶|送来|援助|赠送|派来|承建|结对)"
)


def _passive(text: str, found: list[Mention], places: dict[str, Place]) -> Counter[tuple[str, str]]:
    """How often each place is told to help one told before it."""
    counts: Counter[tuple[str, str]] = Counter()
    told = without_addresses(found)
    for (taker, _), (giver, start) in zip(told, told[1:], strict=False):
        a, b = giver.place.code, taker.place.code
        if a == b or a not in places or b not in places:
            continue
        if _FROM_WHOM.fullmatch(text, taker.end, start) and _GIVEN.match(text, giver.end):
            counts[a, b] += 1
    return counts


def take_sides(found: list[Mention], pair: tuple[Place, Place], table: Gazetteer) -> None:
    """Mark what lies in the one or the other of two places with its side."""
    for mention in found:
        for place, side in zip(pair, ("helper", "recipient"), strict=True):
            if mention.place.code == place.code or table.within(mention.place, place):
                mention.side = side


def of_a_team(text: str, found: list[Mention]) -> set[int]:
    """The numbers of whoever sent a team and of where it is: 小榄镇组团驻潮安区金石镇帮扶工作队."""
    numbers: set[int] = set()
    for at in range(len(found) - 1) if "驻" in text else ():
        if text[found[at].end : found[at + 1].start].lstrip("组团") == "驻":
            inner = at + 1
            while leads_in(found, inner) or (
                inner + 1 < len(found) and found[inner + 1].start == found[inner].end
            ):
                inner += 1
            if _TEAM.match(text, found[inner].end):
                numbers |= {at, inner}
    return numbers


_TEAM = re.compile(r"[^，。；\n]{0,6}工作[队组]")
