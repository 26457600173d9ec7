"""Places named in a text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import attrgetter

from shanhai.reading.data import load
from shanhai.reading.gazetteer import Gazetteer, Place, gazetteer

_JOINS = frozenset(("", "—", "——", "-", "－", "·", "•"))  # two names of one thing
_CLUSTER = re.compile(r"组团(?!式)")
_LEADING = re.compile(r"[\u4e00-\u9fff]{2,3}\Z")
_BARE_CLUSTER = re.compile(
    r"组团(?:(?<![\u4e00-\u9fff]组团)(?!式|帮|赴)|(?<=[年月，。]组团)(?!式|赴))"
)
_VILLAGE = re.compile(r"的?([\u4e00-\u9fff]{2,4}?村)(?![民集级企])")
_LYING = re.compile(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{2,4}村)(?:位于|地处|坐落[在于]|在)\Z")
_LIES = frozenset("于处在")  # the last characters of what says so
_LYING_FAR = 12
ANY_VILLAGE = re.compile(
    r"[个各全该本的等]|帮扶|示范|贫困|脱贫|结对|自然|重点|行政|乡村|农村|山村|薄弱|[县区乡镇市旗]村"
)
_TOWN_SUFFIX = re.compile(r"(?:街道|镇|乡|区|县|市)$")
_JOINT = re.compile(r"[、和与及·•—\-－~－]|以及")
_WENT = re.compile(r"赴|到|来|前往|参加|外出")  # 某县组团赴…: the county went in a group
_NO_PLACE_BEGINS = frozenset("路街大道酒店牌茶瓜梨枣江")
_NOT_PLACE_AFTER = re.compile(r"[路街大道酒店牌茶瓜酒梨枣]|江(?![苏西])")
_NO_TOWN_AFTER = re.compile(
    r"(?<=[乡镇])村(?:振兴|挂职|结对|[干旅建两级企医教])|(?<=乡)[亲土间情音]"
)
_ENOUGH = 0.3  # told of a wider place, of what is told of the narrower one
_LONE = 2  # mentions of a county by its short name alone
_BEGINS = ("", "\n", "　", "。", "“", "：")


@dataclass(slots=True)
class Mention:
    """One place as it stands in the text; side is 'helper', 'recipient' or ''."""

    start: int
    end: int
    place: Place
    side: str = ""


_start = attrgetter("start")


@dataclass(slots=True)
class Sides:
    """The partnership a report is about: the narrowest places that take part."""

    helpers: list[Place]
    recipients: list[Place]
    cluster: Place | None = None
    village: Place | None = None  # the one village or town of the recipient a text is about

    def givers(self) -> list[str]:
        """Who gives when nobody is named: the cluster where its towns act together."""
        return (
            [self.cluster.name] if self.cluster and len(self.helpers) > 1 else self.names("helper")
        )

    def names(self, side: str) -> list[str]:
        """Canonical names of one side."""
        return [p.name for p in (self.helpers if side == "helper" else self.recipients)]


def opening(
    text: str,
    found: list[Mention],
    chosen: dict[str, list[Place]],
    scores: dict[str, dict[str, float]],
    title_end: int,
) -> dict[str, list[Place]]:
    """The two wider places the first paragraph tells of, where a pair inside them comes below."""
    first = next((m.start for m in found if m.side == "helper" and m.start >= title_end), title_end)
    opened = {m.place.code: m.place for m in found if m.start < text.find("\n", first)}
    table = gazetteer()
    made: dict[str, list[Place]] = {}
    for side, picked in chosen.items():
        if len(picked) != 1:
            return chosen
        narrow, told = picked[0], scores[side]
        over = [p for c, p in opened.items() if c in told and table.within(narrow, p)]
        if narrow.code not in opened:
            if len(over) != 1 or told[over[0].code] < _ENOUGH * told[narrow.code]:
                return chosen
            picked = over
        made[side] = picked
    return made if len({picked[0].level for picked in made.values()}) == 1 else chosen


@lru_cache(maxsize=2)
def _zone_pattern() -> re.Pattern[str]:
    suffixes = "|".join(sorted(load("names")["zone_suffixes"], key=len, reverse=True))
    return re.compile(rf"(?:{suffixes})")


@lru_cache(maxsize=2)
def _zone_begins() -> frozenset[str]:
    return frozenset(suffix[0] for suffix in load("names")["zone_suffixes"])


def find(text: str) -> list[Mention]:
    """All places of a text, resolved against each other, in order and without overlap."""
    table = gazetteer()
    names = table.names
    hits = [(s, e, names[i]) for i, s, e in table.automaton.find_matches_as_indexes(text)]
    told = Counter([name for _, _, name in hits])
    often = {name for name, times in told.items() if times >= _LONE}
    ends = {end for _, end, _ in hits}
    often |= {name for start, _, name in hits if start in ends or text[start - 1] == "驻"}
    # 重庆市忠县, 驻环县
    resolved = table.resolve({*told}, hinted(text), often)
    _add_lone(text, hits, resolved)
    found = []
    for start, end, name in hits:
        place = resolved.get(name)
        if place is None or (len(name) == 2 and _no_place(text, end)):
            continue
        if place.level == "town" and _NO_TOWN_AFTER.match(text, end):
            continue  # 建设乡村振兴示范村, 派出镇村干部, 团结乡亲
        found.append(Mention(start, end, place))
    found = _as_printed(text, _seats(text, found))
    found = _with_clusters(text, _with_zones(text, _with_corps(text, found)), table)
    return _with_villages(text, _with_short_towns(text, found))


def _no_place(text: str, end: int) -> bool:
    """Whether what goes on behind a name makes something else of it: 长安街."""
    return text[end : end + 1] in _NO_PLACE_BEGINS and bool(_NOT_PLACE_AFTER.match(text, end))


def _seats(text: str, found: list[Mention]) -> list[Mention]:
    """The places, a short name that a prefecture shares with its seat meaning the seat (昌吉市)
    where only that is told in full."""
    seats = {
        (m.place.code[:4], m.place.name[:-1]): m.place
        for m in found
        if m.place.level == "county" and m.place.name[-1] in "市区"
    }
    for mention in found:
        city, stem = mention.place, text[mention.start : mention.end]
        seat = seats.get((city.code[:4], stem)) if city.level == "city" else None
        if seat and not any(n in text for n in (city.name, stem + "州", stem + city.name[-1])):
            mention.place = seat
    return found


# what a city or county was called before: 昌都地区, 水城县
_FORMERLY = {
    ("city", "市"): re.compile(r"地区(?!域)"),
    ("county", "市"): re.compile(r"县(?![城域区市委级])"),
    ("county", "区"): re.compile(r"[县市](?![城域场区县市委民级])"),
}


def _as_printed(text: str, found: list[Mention]) -> list[Mention]:
    """The places under the name a text prints throughout, where that is an earlier one."""
    earlier: dict[str, Place] = {}
    for mention in found:
        place, stem = mention.place, text[mention.start : mention.end]
        was = _FORMERLY.get((place.level, place.name[-1]))
        said = was.match(text, mention.end) if was and place.name[:-1] == stem else None
        if said is None:
            continue
        if place.code not in earlier:
            if place.name in text:
                continue
            earlier[place.code] = replace(place, name=stem + said[0])
        mention.end = said.end()
    for mention in found if earlier else ():
        mention.place = earlier.get(mention.place.code, mention.place)
    return found


def hinted(text: str) -> set[str]:
    """Codes of the provinces a text tells of by one letter: 闽宁协作, 赴粤, 援疆."""
    letters, table = load("names")["letters"], gazetteer()
    return {
        table.by_name[letters[letter]][0].code[:2]
        for match in _letter_pattern().finditer(text)
        for letter in match[0]
        if letter in letters
    }


def by_letters(text: str, side: str) -> list[Place]:
    """The province of a side that pairs of letters name (沪滇), or its city (莞铜) where the other
    letter is of the other side."""
    names, table = load("names"), gazetteer()
    letters = names["letters"]
    mark = "".join(letters)
    counts: dict[str, int] = {}
    for pair in re.finditer(rf"[{mark}]{{2}}", text):
        places = [table.by_name[letters[letter]][0] for letter in pair[0]]
        provinces = [table.province(place) for place in places]
        across = any(one in names["helper_provinces"] for one in provinces) and any(
            one in names["recipient_provinces"] for one in provinces
        )
        for place, province in zip(places, provinces, strict=True):
            if province in names[f"{side}_provinces"] and (across or place.name == province):
                counts[place.name] = counts.get(place.name, 0) + 1
    best = max(counts, key=lambda p: counts[p], default="")
    return table.by_name[best][:1] if best else []


@lru_cache(maxsize=2)
def _letter_pattern() -> re.Pattern[str]:
    """Letters that stand for places: a helper's beside a recipient's, or after 援 赴 来 入."""
    names = load("names")
    table = gazetteer()
    sides: dict[str, list[str]] = {"helper": [], "recipient": []}
    for letter, name in names["letters"].items():
        province = table.province(table.by_name[name][0])
        sides["helper" if province in names["helper_provinces"] else "recipient"].append(letter)
    one, other = ("".join(sides[side]) for side in ("helper", "recipient"))
    return re.compile(
        rf"[{one}{other}](?:(?<=[{one}])[{other}]"
        rf"|(?<=[{other}])(?:[{one}](?=协作|情|两地|劳务|合作)|(?<=援.)))"
    )


def _add_lone(text: str, hits: list[tuple[int, int, str]], resolved: dict[str, Place]) -> None:
    """A county told by its short name alone, in a text that names no place of the helped side."""
    table, names = gazetteer(), load("names")
    inner = set(names["recipient_cities"])
    # the name of a town alone says little of where it lies
    wide = [p for p in resolved.values() if p.level != "town"]
    told = {table.province(p) for p in wide}
    if told & set(names["recipient_provinces"]) or inner & {table.city(p) for p in wide}:
        return
    surfaces = Counter(name for _, _, name in hits)
    opening = {name for start, _, name in hits if text[max(0, start - 1) : start] in _BEGINS}
    for name, times in surfaces.most_common():
        place = table.only(name) if times >= _LONE or name in opening else None
        if place and table.province(place) in names["recipient_provinces"]:
            resolved.setdefault(name, place)


def _with_corps(text: str, found: list[Mention]) -> list[Mention]:
    """A city that is one with its division of the corps: 第三师图木舒克市, 师市."""
    joined = {
        (one.place.name, other.place.name)
        for one, other in zip(found, found[1:], strict=False)
        if one.place.name.startswith("兵团") and other.start == one.end
    }
    if len(joined) != 1 or "师市" not in text:
        return found
    ((corps, city),) = joined
    base = next(m.place for m in found if m.place.name == city)
    place = Place(base.code, corps.removeprefix("兵团") + city, base.level, base.parent)
    kept: list[Mention] = []
    for mention in found:
        if mention.place.name in (corps, city):
            mention.place = place
            if kept and kept[-1].place is place and kept[-1].end == mention.start:
                kept[-1].end = mention.end
                continue
        kept.append(mention)
    return _merge(kept, [Mention(m.start(), m.end(), place) for m in re.finditer("师市", text)])


def _built_together(text: str, one: Mention, other: Mention) -> bool:
    """Whether two places stand side by side as in the name of a park both have built, which is no
    place of its own: 昆山—沭阳工业园区."""
    above = one.place.code.rstrip("0")
    joined = text[one.end : other.start] in _JOINS
    return joined and not other.place.code.startswith(above)


def _with_zones(text: str, found: list[Mention]) -> list[Mention]:
    pattern = _zone_pattern()
    named: dict[str, Place] = {}
    last: Mention | None = None
    for mention in found:
        before, last = last, mention
        if mention.place.level not in ("city", "county", "zone"):
            continue
        if before and _built_together(text, before, mention):
            continue
        begins = text[mention.end : mention.end + 1] in _zone_begins()
        match = pattern.match(text, mention.end) if begins else None
        if match:
            base = (
                _TOWN_SUFFIX.sub("", mention.place.name)
                if mention.end - mention.start == 2
                else mention.place.name
            )
            name = base + match[0]
            mention.end = match.end()
            zone = mention.place
            if zone.level == "zone":  # 松山湖 is also 松山湖高新区
                named[zone.name] = Place(zone.code, name, "zone", zone.parent)
            else:
                mention.place = Place(zone.code + "Z", name, "zone", zone.code)
    for mention in found if named else ():
        mention.place = named.get(mention.place.name, mention.place)
    zones = {m.place.name: m.place for m in found if m.place.level == "zone"}
    if len(zones) != 1:
        return found
    (place,) = zones.values()
    suffix = pattern.search(place.name)
    if suffix is None:
        return found
    added = [Mention(m.start(), m.end(), place) for m in re.finditer(suffix[0], text)]
    return _merge(found, added)


def _with_clusters(text: str, found: list[Mention], table: Gazetteer) -> list[Mention]:
    if "组团" not in text:
        return found
    codes = {p.place.code[:4] for p in found if p.place.level in ("city", "county", "town")}
    added: list[Mention] = []
    at = 0
    for match in _CLUSTER.finditer(text):
        leading = _LEADING.search(text, max(at, match.start() - 3), match.start())
        at = match.end() if leading else at
        for lead in (leading[0], leading[0][1:]) if leading else ():
            base = _lead_town(lead, table, codes)
            verb = text.startswith(("帮", "结", "赴", "支"), match.end())
            went = base is not None and base.level == "county" and _WENT.match(text, match.end())
            if base is None or went or (verb and base.level not in ("town", "county")):
                continue
            start = match.end() - 2 - len(lead)
            added.append(
                Mention(
                    start,
                    match.end(),
                    Place(base.code + "C", f"{lead}组团", "cluster", base.parent),
                )
            )
            break
    clusters = {m.place.name: m.place for m in added}
    if len(clusters) == 1:
        (only,) = clusters.values()
        added += [Mention(m.start(), m.end(), only) for m in _BARE_CLUSTER.finditer(text)]
    return _merge(found, added)


def _lead_town(lead: str, table: Gazetteer, codes: set[str]) -> Place | None:
    if len(lead) < 2:
        return None
    forms = [lead, f"{lead}镇", f"{lead}街道", f"{lead}区", f"{lead}县", f"{lead}开发区"]
    options = [p for form in forms for p in table.by_name.get(form, ())] + table.short.get(lead, [])
    near = [p for p in options if p.code[:4] in codes]
    return next(iter(near or options), None)


def _with_short_towns(text: str, found: list[Mention]) -> list[Mention]:
    added: list[Mention] = []
    letters = load("names")["letters"]
    counties = {m.place.name[:-1] for m in found if m.place.level == "county"}
    for name, place in {
        m.place.name: m.place for m in found if m.place.level in ("town", "zone")
    }.items():
        base = _TOWN_SUFFIX.sub("", name) if place.level == "town" else ""
        if len(base) < 2 or all(c in letters for c in base) or base in counties:
            continue  # 闽宁 is a pair of provinces before it is a town
        at = text.find(base)
        while at >= 0:
            added.append(Mention(at, at + len(base), place))
            at = text.find(base, at + len(base))
    return _merge(found, added)


def _with_villages(text: str, found: list[Mention]) -> list[Mention]:
    """Villages by name: first named right after or said to lie in their place, then alone."""
    named: dict[str, Place] = {}
    opened = end = -1
    for mention in found:
        opened = opened if mention.start == end else mention.start
        end = mention.end
        if mention.place.level in ("county", "town"):
            match = "村" in text[end : end + 6] and _VILLAGE.match(text, end)
            lies = text[opened - 1 : opened] in _LIES
            lying = lies and _LYING.search(text, max(0, opened - _LYING_FAR), opened)
            for name in [said[1] for said in (match, lying) if said]:
                if not ANY_VILLAGE.search(name):
                    code = f"{mention.place.code}V{name}"
                    named[name] = Place(code, name, "village", mention.place.code)
    added: list[Mention] = []
    for name, place in named.items():
        at = text.find(name)
        while at >= 0:
            added.append(Mention(at, at + len(name), place))
            at = text.find(name, at + len(name))
    return _merge(found, added)


def _merge(found: list[Mention], added: list[Mention]) -> list[Mention]:
    if not added:
        return found
    taken = sorted(found, key=_start)
    starts = [m.start for m in taken]
    kept: list[Mention] = []
    dropped: set[int] = set()
    for mention in added:
        at = bisect_left(starts, mention.end)
        clash = [m for m in taken[max(0, at - 3) : at] if m.end > mention.start]
        if any(m.end - m.start >= mention.end - mention.start for m in clash):
            continue
        dropped.update(map(id, clash))
        kept.append(mention)
    return sorted([m for m in taken if id(m) not in dropped] + kept, key=_start)


_AROUND = frozenset(("province", "city"))


def leads_in(found: list[Mention], number: int) -> bool:
    """Whether a city or a province is only the address of the place named right behind it:
    济南市槐荫区, 贵州省松桃县."""
    mention, inner = found[number], found[number + 1] if number + 1 < len(found) else None
    if inner is None or inner.start != mention.end or mention.place.level not in _AROUND:
        return False
    return gazetteer().within(inner.place, mention.place)


def without_addresses(found: list[Mention]) -> list[tuple[Mention, int]]:
    """The mentions with where their address begins: 山东省青岛市 is one mention of 青岛市."""
    table = gazetteer()
    made: list[tuple[Mention, int]] = []
    for mention in found:
        start = mention.start
        if made and made[-1][0].end == start and table.within(mention.place, made[-1][0].place):
            start = made.pop()[1]
        made.append((mention, start))
    return made
