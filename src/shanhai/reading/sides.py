"""The two sides of a report: who helps and who is helped, by the places it names."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import Any

from shanhai.reading.data import load
from shanhai.reading.gazetteer import Gazetteer, Place, gazetteer
from shanhai.reading.numerals import value
from shanhai.reading.places import (
    Mention,
    Sides,
    by_letters,
    hinted,
    leads_in,
    opening,
    without_addresses,
)
from shanhai.reading.whom import by_grammar, of_a_team, take_sides

_LIST = re.compile(r"[，,]?[、和及与]|以及")
_PAIRING = re.compile(r"[·•—\-－]{1,2}|与|和|结对|对口|帮扶|牵手|携手|援|助")
_NOT_MORE = 1.5
_LONE = 2  # mentions of a place that may still be in passing
_OFTEN = 4  # mentions of a village a text is about
_NEXT = 6  # characters between two that are told as a pair
_LIST_GAP = 4  # 、 和 及 与 以及, with a blank at most


@lru_cache(maxsize=2)
def _counties_within() -> frozenset[str]:
    """Codes of the counties that are helped in a city that is not."""
    table = gazetteer()
    return frozenset(table.by_name[n][0].code for n in load("names")["recipient_counties"])


def _side(place: Place, table: Gazetteer, names: dict[str, Any], inner: bool) -> str:
    province = table.province(place)
    if province in names["helper_provinces"]:
        helped = table.city(place) in names["recipient_cities"]
        helped = helped or place.code[:6] in _counties_within()
        return "recipient" if inner and helped else "helper"
    if province in names["recipient_provinces"]:
        return "recipient"
    return ""


def decide(text: str, found: list[Mention], title_end: int, lead_end: int, news_end: int) -> Sides:
    """The two sides of the partnership; marks every mention with its side."""
    table, names = gazetteer(), load("names")
    provinces = {*map(table.province, {m.place.code[:2]: m.place for m in found}.values())} - {""}
    far = bool(provinces & set(names["far_provinces"])) and "援" in text
    recipients = set(names["recipient_provinces"])
    if not provinces & recipients and "对口合作" in text:
        recipients |= provinces & set(names["revived_provinces"])
    inner = not provinces & recipients or _in_passing(text, found, recipients, names)
    sides: dict[str, str] = {}
    for mention in found:
        code = mention.place.code
        if code not in sides:
            middle = far and table.province(mention.place) in names["middle_provinces"]
            revived = not middle and table.province(mention.place) in recipients
            sides[code] = (
                "recipient"
                if revived
                else "helper"
                if middle
                else _side(mention.place, table, names, inner)
            )
        mention.side = sides[code]
    scores: dict[str, dict[str, float]] = {"helper": {}, "recipient": {}}
    places: dict[str, Place] = {}
    villages = _paired_villages(text, found, title_end)
    beside = _beside_another(text, found) | of_a_team(text, found)
    firms = "公司" in text
    for number, mention in enumerate(found):
        if not mention.side or (mention.place.level == "village" and mention.place not in villages):
            continue
        follows = text[mention.end : mention.end + 1]
        if follows in _PAPER_BEGINS and _IN_PAPER.match(text, mention.end):
            continue
        past = 0.4 if mention.start >= news_end else 1.0
        weight = 3.0 if mention.start < title_end else 1.6 if mention.start < lead_end else 1.0
        weight += 2.0 if number in beside else 0.0
        aside = follows in _ASIDE_BEGINS and _AFTER_ASIDE.match(text, mention.end)
        aside = aside or (firms and _IN_FIRM.match(text, mention.end))
        if aside or leads_in(found, number):
            weight *= 0.3
        known = places.setdefault(mention.place.code, mention.place)
        if len(mention.place.name) > len(known.name):
            places[mention.place.code] = mention.place  # 经济开发区 for 经开区
        side = scores[mention.side]
        side[mention.place.code] = side.get(mention.place.code, 0) + weight * past
    for weights in scores.values():
        _doubt_towns(weights, places)
    pairs = _listed_pairs(text, found)
    chosen = {side: _pick(found, of, places, pairs, title_end) for side, of in scores.items()}
    chosen = opening(text, found, chosen, scores, title_end)
    if not (chosen["helper"] or (provinces and inner)):
        chosen["helper"] = by_letters(text, "helper")
    village: Place | None = None
    narrow = chosen["recipient"]
    chosen["recipient"] = _counties(chosen["helper"], narrow, places)
    if narrow != chosen["recipient"]:
        told = {found[n].place.code for n in beside}  # its county is paired with another
        titled = narrow[0].code[:6] not in told and any(
            m.start < title_end for m in found if m.place == narrow[0]
        )
        village = narrow[0] if titled or narrow[0].level == "village" else None
    if _TOWN_BY_TOWN.search(text) or _towns_only(text[:title_end], chosen["helper"]):
        chosen["recipient"] = _town(found, chosen["recipient"], title_end)
    chosen["helper"] = _county_of_helper(chosen, places)
    if not chosen["recipient"]:
        chosen["recipient"] = by_letters(text, "recipient")
    open_side = not all(chosen.values()) or chosen["helper"] == chosen["recipient"]
    if open_side and (pair := by_grammar(text, found, table)):
        chosen = {"helper": [pair[0]], "recipient": [pair[1]]}
        take_sides(found, pair, table)
    chosen = _row_by_row(text, found, chosen)
    chosen = {side: _counted(text, found, of, title_end) for side, of in chosen.items()}
    chosen["recipient"] = _told_apart(text, found, chosen["recipient"], lead_end)
    clusters = [m.place for m in found if m.place.level == "cluster" and m.side == "helper"]
    codes = {p.code[:9] for p in chosen["helper"]}
    leading = next((c for c in clusters if c.code[:9] in codes), None)
    _set_aside(text, found, [*chosen["helper"], *chosen["recipient"]])
    return Sides(chosen["helper"], chosen["recipient"], leading, village)


def _in_passing(
    text: str, found: list[Mention], recipients: set[str], names: dict[str, Any]
) -> bool:
    """Whether a text of two places of one province names a place of the helped side once."""
    table = gazetteer()
    afar = [m.place for m in found if table.province(m.place) in recipients]
    if len(afar) != 1 or afar[0].level == "county" or afar[0].code[:2] in hinted(text):
        return False
    told = Counter(m.place.code for m in found if table.city(m.place) in names["recipient_cities"])
    return max(told.values(), default=0) > _LONE


def _set_aside(text: str, found: list[Mention], chosen: list[Place]) -> None:
    """Take no short word told once for a place of a province that has no part: 白山羊, 年日照."""
    table = gazetteer()
    taking_part = {table.province(p) for p in chosen}
    told = Counter(m.place.code for m in found)
    for mention in found:
        short = text[mention.start : mention.end] != mention.place.name
        once = short and told[mention.place.code] == 1
        if once and table.province(mention.place) not in taking_part:
            mention.side = ""


def _doubt_towns(scores: dict[str, float], places: dict[str, Place]) -> None:
    """Weigh a town less where counties are told and none of its prefecture: 毛[南山乡]."""
    wider = {c[:4] for c in scores if places[c].level in ("city", "county", "zone")}
    for code in scores:
        if wider and places[code].level == "town" and code[:4] not in wider:
            scores[code] *= _DOUBTED


_DOUBTED = 0.3
_ROW = re.compile(r"(?:^|\n)[^\n\w]*(?:[一二三四五六七八九十]{1,2}、|\d{1,2}[.、．])?[^\n\w]*$")
_ROW_ENDS = ("。", "：", ":", "\n", "　")
_BOUND = re.compile(r"[—·•\-－~与和对]{1,2}|(?:对口|结对)?(?:帮扶|支援|协作)|结对|牵手|携手")
_LONGEST_BOND = len("对口帮扶")


def _row_by_row(
    text: str, found: list[Mention], chosen: dict[str, list[Place]]
) -> dict[str, list[Place]]:
    """The sides of a round-up whose paragraphs open with a pair each (甲市与乙州：…)."""
    made: dict[str, dict[str, Place]] = {"helper": {}, "recipient": {}}
    told = without_addresses(found)
    for (one, start), (other, begun) in zip(told, told[1:], strict=False):
        if {one.side, other.side} != {"helper", "recipient"}:
            continue
        between = text[one.end : begun].strip()
        if len(between) > _LONGEST_BOND or not _BOUND.fullmatch(between):
            continue
        if _ROW.search(text, max(0, start - 12), start):
            for mention in (one, other):
                made[mention.side].setdefault(mention.place.code, mention.place)
    rows = {}
    for side, of in chosen.items():
        level = next((p.level for p in of if p.code in made[side]), "")
        rows[side] = [p for p in made[side].values() if p.level == level]
    return rows if all(len(of) > 1 for of in rows.values()) else chosen


_COUNTED = re.compile(
    r"等?(?P<number>[两二三四五六七八九十2-9])个?(?:[县市区旗州](?![长委域])|地(?!区))"
)


_OF_THEM = re.compile(
    r"(?:市|州)?(?P<number>[两二三四五六七八九2-9])个?(?:地|[县区市旗](?![级长委域]))"
)


def _counted(text: str, found: list[Mention], chosen: list[Place], stop: int) -> list[Place]:
    """The counties of a city that a title counts (绍兴四地), where the text tells of so many."""
    if len(chosen) != 1 or chosen[0].level != "city":
        return chosen
    table = gazetteer()
    for mention in found:
        told = _OF_THEM.match(text, mention.end) if mention.end <= stop else None
        if told and mention.place == chosen[0]:
            inner = (m.place for m in found if m.place.level == "county")
            inside = list(dict.fromkeys(p for p in inner if table.within(p, chosen[0])))
            return inside if len(inside) == value(told["number"]) else chosen
    return chosen


def _told_apart(text: str, found: list[Mention], chosen: list[Place], stop: int) -> list[Place]:
    """The recipients a text tells row by row, or lists at its beginning as all there are
    (甲、乙、丙三县), where their province was chosen for them."""
    if len(chosen) != 1 or chosen[0].level != "province":
        return chosen
    told = [m for m in without_addresses(found) if m[0].side == "recipient"]
    rows = dict.fromkeys(  # 1.甲县。…
        m.place for m, start in told if m.place.level == "county"
        and text.startswith(_ROW_ENDS, m.end) and _ROW.search(text, max(0, start - 12), start)
    )  # fmt: skip
    if len(rows) > 1:
        return [*rows]
    told = [m for m in told if m[0].start < stop]
    at = 0
    while at < len(told):
        last = at
        while last + 1 < len(told) and _beside_in_list(text, told[last][0], told[last + 1]):
            last += 1
        places = list(dict.fromkeys(m.place for m, _ in told[at : last + 1]))
        among = text[told[at][1] - 1] in "及和与"  # 迪庆藏区及红河、文山、普洱3州市
        if len(places) > 1 and not among and _all_there_are(text, told[last][0].end, places):
            return places
        at = last + 1
    return chosen


def _beside_in_list(text: str, one: Mention, other: tuple[Mention, int]) -> bool:
    same = one.place.level == other[0].place.level
    return same and bool(_LIST.fullmatch(text[one.end : other[1]].strip()))


def _all_there_are(text: str, end: int, places: list[Place]) -> bool:
    """Whether a list is counted at its end."""
    counted = _COUNTED.match(text, end)
    return counted is not None and value(counted["number"]) == len(places)


def _paired_villages(text: str, found: list[Mention], title_end: int) -> set[Place]:
    """The villages a text is about: those its title names, or tells of two villages."""
    told = Counter(m.place for m in found if m.place.level == "village")
    titled = {m.place for m in found if m.start < title_end}
    about = "村" in text[:title_end]
    return {place for place, times in told.items() if place in titled or about and times >= _OFTEN}


def letter_sides(sides: Sides) -> dict[str, str]:
    """The letters that stand for one side alone: 粤 and 莞 for a town of 东莞, 酉 for 酉阳."""
    table, letters = gazetteer(), load("names")["letters"]
    found: dict[str, set[str]] = {}
    for side, chosen in (("helper", sides.helpers), ("recipient", sides.recipients)):
        for place in chosen:
            around = {table.province(place), table.city(place)}
            for letter in [c for c, name in letters.items() if name in around] + [place.name[0]]:
                found.setdefault(letter, set()).add(side)
    return {letter: next(iter(at)) for letter, at in found.items() if len(at) == 1}


_AFTER_ASIDE = re.compile(
    r"籍|牌|市场|口味|企业家|商人|火车站|高铁站|站(?!点|位)|机场|分校|分院|大学|学院|公司|银行"
)
# the characters that one of these, and the name of a paper, can begin with
_ASIDE_BEGINS = frozenset("籍牌市口企商火高站机分大学公银")
_PAPER_BEGINS = frozenset("新人广网日晚时早报电融")


# a place in the name of a firm (宁波某某有限公司), and in that of a paper (天山网)
_IN_FIRM = re.compile(r"[\u4e00-\u9fff]{2,14}?(?:有限公司|有限责任公司|股份公司)")
_IN_PAPER = re.compile(
    r"(?:新区|人民|广播)?(?:网|日报|晚报|时报|早报|报(?:社|讯|\s)|电视台|融媒体)"
)


def _beside_another(text: str, found: list[Mention]) -> set[int]:
    """The numbers of the mentions right beside one of the other side: X·Y, X与Y结对."""
    beside: set[int] = set()
    for number, (a, b) in enumerate(zip(found, found[1:], strict=False)):
        if b.start - a.end <= _NEXT and a.side != b.side and _PAIRING.search(text, a.end, b.start):
            named = number + 1
            while leads_in(found, named):
                named += 1
            beside |= {number, named}
    return beside


def _counties(
    helpers: list[Place], recipients: list[Place], places: dict[str, Place]
) -> list[Place]:
    """The county of a lone town or village that a city or county helps: towns are paired with
    towns."""
    if len(recipients) != 1 or not helpers or recipients[0].level not in ("town", "village"):
        return recipients
    county = places.get(recipients[0].code[:6])
    narrow = any(p.level in _NARROW for p in helpers)
    return recipients if narrow or county is None else [county]


def _county_of_helper(chosen: dict[str, list[Place]], places: dict[str, Place]) -> list[Place]:
    """The county of a lone town that is told to help a county or more; in Guangdong towns do."""
    helpers = chosen["helper"]
    wide = chosen["recipient"] and all(p.level not in _NARROW for p in chosen["recipient"])
    if len(helpers) != 1 or helpers[0].level != "town" or not wide:
        return helpers
    county = places.get(helpers[0].code[:6])
    return helpers if county is None or county.code.startswith(_TOWNS_HELP) else [county]


_TOWNS_HELP = "44"  # Guangdong


# Guangdong sends teams of counties and offices to single towns
_VILLAGES = re.compile(r"[镇乡].{0,8}[镇乡]")


def _towns_only(title: str, helpers: list[Place]) -> bool:
    """Whether towns help and the title tells of a town of either side."""
    return (
        bool(helpers) and all(p.level == "town" for p in helpers) and bool(_VILLAGES.search(title))
    )


_TOWN_BY_TOWN = re.compile(r"驻镇帮镇|帮镇扶村|驻镇工作队")


def _town(found: list[Mention], recipients: list[Place], title_end: int) -> list[Place]:
    """The one town a text about a team in a town is about, where its county was chosen."""
    if len(recipients) != 1 or recipients[0].level != "county":
        return recipients
    inside = [
        m for m in found if m.place.level == "town" and m.place.code[:6] == recipients[0].code
    ]
    told = Counter(m.place for m in inside)
    titled = {m.place for m in inside if m.start < title_end}
    towns = titled or {place for place, times in told.items() if times > 1}
    return list(towns) if len(towns) == 1 else recipients


_NARROW = ("town", "cluster", "zone", "village")
_MEMBERS = {"town", "zone"}  # what a cluster is made of
_MUNICIPAL = ("110000", "120000", "310000")  # whose districts each help on their own
_SPECIFIC = {
    "province": 0.7,
    "city": 0.9,
    "county": 1.25,
    "zone": 1.3,
    "cluster": 1.4,
    "town": 1.25,
    "village": 1.4,
}


def _pick(
    found: list[Mention],
    scores: dict[str, float],
    places: dict[str, Place],
    pairs: set[tuple[str, str]],
    title_end: int,
) -> list[Place]:
    if not scores:
        return []
    table = gazetteer()
    weighed = {c: s * _SPECIFIC[places[c].level] for c, s in scores.items()}
    # a narrow place lifts the wider ones it lies in less than itself: count its mentions for it
    best = max(weighed, key=lambda c: (weighed[c], -places[c].rank))
    titled = {m.place.code for m in found if m.start < title_end}
    if len([c for c in titled if c in weighed and places[c].level == places[best].level]) < 2:
        best = _lifted(best, weighed, places, _addressed(found, pairs))
    if places[best].level == "province" and (best not in titled or best in _MUNICIPAL):
        best = _narrowed(best, found, {code: places[code] for code in weighed})
    if best not in titled:
        whole = {
            m.place.code
            for m in found
            if m.start < title_end and m.end - m.start == len(m.place.name)
        }
        best = _titled(best, whole, weighed, places)
    top = places[best]
    led = ""  # the town a cluster is named by
    if top.level == "cluster":
        towns = sorted(
            (c for c in weighed if places[c].level in _MEMBERS), key=lambda c: -weighed[c]
        )
        for code in towns:
            others = (places[m] for m in towns if m != code)
            if any((code, other.code) in pairs for other in others):
                led = top.code.removesuffix("C")
                best, top = code, places[code]
                weighed = dict.fromkeys(towns, 1.0)
                break
    chosen = [top]
    chosen += [places[c] for c in weighed if led and c == led and c != best]
    rest = [c for c in sorted(weighed, key=lambda c: -weighed[c]) if _beside(places[c], top)]
    grown = True
    while grown:
        grown = False
        for code in rest:
            place = places[code]
            if weighed[code] < 0.3 * weighed[best] or any(
                table.within(place, p) or table.within(p, place) for p in chosen
            ):
                continue
            if any((other.code, code) in pairs for other in chosen if other.code != code):
                chosen.append(place)
                grown = True
    order = {m.place.code: m.start for m in reversed(found)}
    return sorted(chosen, key=lambda p: order[p.code])


def _beside(one: Place, other: Place) -> bool:
    """Whether two places may be listed together: 山东省、沈阳市."""
    levels = {one.level, other.level}
    return len(levels) == 1 or levels in ({"province", "city"}, _MEMBERS)


def _lifted(
    best: str, weighed: dict[str, float], places: dict[str, Place], addressed: set[str]
) -> str:
    """The wider place, when several narrow ones inside it share the weight."""
    table = gazetteer()
    for code, score in weighed.items():
        if (
            code == best
            or code in addressed
            or not table.within(places[best], places[code])
            or places[code].level == "province"
        ):
            continue
        inside = [
            c
            for c in weighed
            if c != code
            and places[c].level == places[best].level
            and table.within(places[c], places[code])
        ]
        several = sum(weighed[c] >= 0.4 * weighed[best] for c in inside) > 1
        if several and score >= 0.35 * weighed[best]:
            return code
    return best


def _titled(
    best: str, titled: set[str], weighed: dict[str, float], places: dict[str, Place]
) -> str:
    """The city a title names in full, where a county in it is not told more often."""
    cities = [c for c in titled if c in weighed and places[c].level == "city"]
    over = [c for c in cities if gazetteer().within(places[best], places[c])]
    near = len(over) == 1 and weighed[best] < _NOT_MORE * weighed[over[0]]
    return over[0] if near and places[best].level == "county" else best


def _addressed(found: list[Mention], pairs: set[tuple[str, str]]) -> set[str]:
    """The places a list of narrower ones stands right behind: 昆明市东川区、寻甸县."""
    listed = {code for pair in pairs for code in pair}
    table = gazetteer()
    return {
        a.place.code
        for a, b in zip(found, found[1:], strict=False)
        if b.start == a.end and a.place.level == "city" and b.place.code in listed
        if table.within(b.place, a.place)
    }


def _narrowed(best: str, found: list[Mention], places: dict[str, Place]) -> str:
    """The one city or county that takes part, where a text names its province more often."""
    table = gazetteer()
    told = Counter(m.place.code for m in found)
    inside = {c for c in places if c != best and table.within(places[c], places[best])}
    widest = [
        c for c in inside if not any(table.within(places[c], places[o]) for o in inside - {c})
    ]
    if len(widest) != 1 or told[widest[0]] < max(2, told[best] // 2):
        return best
    inner = {c for c in inside - set(widest) if told[c] > 1}
    return next(iter(inner)) if len(inner) == 1 else widest[0]


def _listed_pairs(text: str, found: list[Mention]) -> set[tuple[str, str]]:
    """The places that stand side by side in a list (A、B和C), as pairs of codes."""
    pairs: set[tuple[str, str]] = set()
    told = without_addresses(found)
    for a, b in _alike(text, [m for m, _ in told]):
        pairs.add((a.place.code, b.place.code))
        pairs.add((b.place.code, a.place.code))
    for (a, _), (b, start) in zip(told, told[1:], strict=False):
        if start - a.end > _LIST_GAP:
            continue
        beside = start == a.end and a.place.level == b.place.level  # 北滘陈村乐从三镇
        if beside or _LIST.fullmatch(text[a.end : start].strip()):
            pairs.add((a.place.code, b.place.code))
            pairs.add((b.place.code, a.place.code))
    return pairs


def _alike(text: str, told: list[Mention]) -> list[tuple[Mention, Mention]]:
    """Places of one side that open clauses of one make: 北京市216个，天津市54个."""
    made: list[tuple[Mention, Mention]] = []
    last: dict[tuple[str, str], Mention] = {}
    for mention in told:
        if not mention.side or text[mention.start - 1 : mention.start] not in _OPENERS:
            continue
        after = text[mention.end : mention.end + 2]
        key = mention.side, "0" if after[:1].isdigit() else after
        before = last.get(key)
        if before and mention.start - before.end < _ALIKE_FAR and mention.place != before.place:
            made.append((before, mention))
        last[key] = mention
    return made


_OPENERS = ("，", "；", "。", "、", "：", "\n", " ", "　")
_ALIKE_FAR = 60
