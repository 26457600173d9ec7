"""Places named in a text, and which of them help and which are helped."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from shanhai.reading.data import load
from shanhai.reading.gazetteer import Gazetteer, Place, gazetteer

_CLUSTER = re.compile(r"组团(?!式)")
_LEADING = re.compile(r"[\u4e00-\u9fff]{2,3}\Z")
_BARE_CLUSTER = re.compile(r"(?<![\u4e00-\u9fff])组团(?!式|帮|赴)|(?<=[年月，。])组团(?!式|赴)")
_VILLAGE = re.compile(r"[\u4e00-\u9fff]{2,4}?村(?![民集级企])")
_ANY_VILLAGE = re.compile(
    r"[个各全该本的等]|帮扶|示范|贫困|脱贫|结对|自然|重点|行政|乡村|农村|山村|薄弱"
)
_TOWN_SUFFIX = re.compile(r"(?:街道|镇|乡|区|县|市)$")
_JOINT = re.compile(r"[、和与及·•—\-－~－]|以及")
_LIST = re.compile(r"[、和及与]|以及")
_PAIRING = re.compile(r"[·•—\-－]{1,2}|与|和|结对|对口|帮扶|牵手|携手|援|助")
_NOT_PLACE_AFTER = re.compile(r"[路街大道酒店牌茶瓜酒梨枣]")
_NO_TOWN_AFTER = re.compile(
    r"(?<=[乡镇])村(?:振兴|挂职|结对|[干旅建两级企医教])|(?<=乡)[亲土间情音]"
)
_LONE = 2  # mentions of a county by its short name alone
_BEGINS = ("", "\n", "　", "。", "“", "：")
_LIST_GAP = 4  # 、 和 及 与 以及, with a blank at most
_HOME_OF = re.compile(r"[\u4e00-\u9fff]{0,2}?籍")


@dataclass(slots=True)
class Mention:
    """One place as it stands in the text; side is 'helper', 'recipient' or ''."""

    start: int
    end: int
    place: Place
    side: str = ""


@dataclass(slots=True)
class Sides:
    """The partnership a report is about: the narrowest places that take part."""

    helpers: list[Place]
    recipients: list[Place]
    cluster: Place | None = None

    def givers(self) -> list[str]:
        """Who gives when nobody is named: the cluster where its towns act together."""
        return (
            [self.cluster.name] if self.cluster and len(self.helpers) > 1 else self.names("helper")
        )

    def names(self, side: str) -> list[str]:
        """Canonical names of one side."""
        return [p.name for p in (self.helpers if side == "helper" else self.recipients)]


@lru_cache(maxsize=2)
def _zone_pattern() -> re.Pattern[str]:
    suffixes = "|".join(sorted(load("names")["zone_suffixes"], key=len, reverse=True))
    return re.compile(rf"(?:{suffixes})")


def find(text: str) -> list[Mention]:
    """All places of a text, resolved against each other, in order and without overlap."""
    table = gazetteer()
    hits = [(s, e, table.names[i]) for i, s, e in table.automaton.find_matches_as_indexes(text)]
    often = {name for name, times in Counter(n for *_, n in hits).items() if times >= _LONE}
    resolved = table.resolve({name for _, _, name in hits}, _hinted(text, table), often)
    _add_lone(text, hits, resolved)
    found = []
    for start, end, name in hits:
        place = resolved.get(name)
        if place is None or (len(name) == 2 and _NOT_PLACE_AFTER.match(text, end)):
            continue
        if place.level == "town" and _NO_TOWN_AFTER.match(text, end):
            continue  # 建设乡村振兴示范村, 派出镇村干部, 团结乡亲
        found.append(Mention(start, end, place))
    found = _with_clusters(text, _with_zones(text, found), table)
    return _with_villages(text, _with_short_towns(text, found))


def _hinted(text: str, table: Gazetteer) -> set[str]:
    """Codes of the provinces a text tells of by one letter: 闽宁协作, 赴粤, 援疆."""
    letters = load("names")["letters"]
    return {
        table.by_name[letters[letter]][0].code[:2]
        for match in _letter_pattern().finditer(text)
        for letter in match[0]
        if letter in letters
    }


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
        rf"(?=[{one}{other}])(?:[{one}][{other}]"
        rf"|[{other}](?:[{one}](?=协作|情|两地|劳务|合作)|(?<=援.)))"
    )


def _add_lone(text: str, hits: list[tuple[int, int, str]], resolved: dict[str, Place]) -> None:
    """A county told by its short name alone, in a text that names no place of the helped side."""
    table, names = gazetteer(), load("names")
    inner = set(names["recipient_cities"])
    told = {table.province(p) for p in resolved.values()}
    if told & set(names["recipient_provinces"]) or inner & {
        table.city(p) for p in resolved.values()
    }:
        return
    surfaces = Counter(name for _, _, name in hits)
    opening = {name for start, _, name in hits if text[max(0, start - 1) : start] in _BEGINS}
    for name, times in surfaces.most_common():
        place = table.only(name) if times >= _LONE or name in opening else None
        if place and table.province(place) in names["recipient_provinces"]:
            resolved.setdefault(name, place)


def _with_zones(text: str, found: list[Mention]) -> list[Mention]:
    pattern = _zone_pattern()
    for mention in found:
        if mention.place.level not in ("city", "county"):
            continue
        match = pattern.match(text, mention.end)
        if match:
            base = (
                _TOWN_SUFFIX.sub("", mention.place.name)
                if mention.end - mention.start == 2
                else mention.place.name
            )
            name = base + match[0]
            mention.end = match.end()
            mention.place = Place(mention.place.code + "Z", name, "zone", mention.place.code)
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
            if base is None or (verb and base.level not in ("town", "county")):
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
    forms = [lead, f"{lead}镇", f"{lead}街道", f"{lead}区", f"{lead}县"]
    options = [p for form in forms for p in table.by_name.get(form, ())] + table.short.get(lead, [])
    near = [p for p in options if p.code[:4] in codes]
    return (near or options or [None])[0]  # type: ignore[list-item]


def _with_short_towns(text: str, found: list[Mention]) -> list[Mention]:
    added: list[Mention] = []
    letters = load("names")["letters"]
    for name, place in {
        m.place.name: m.place for m in found if m.place.level in ("town", "zone")
    }.items():
        base = _TOWN_SUFFIX.sub("", name) if place.level == "town" else ""
        if len(base) < 2 or all(c in letters for c in base):
            continue  # 闽宁 is a pair of provinces before it is a town
        at = text.find(base)
        while at >= 0:
            added.append(Mention(at, at + len(base), place))
            at = text.find(base, at + len(base))
    return _merge(found, added)


def _with_villages(text: str, found: list[Mention]) -> list[Mention]:
    """Villages by name: first named right after their town or county, then alone."""
    named: dict[str, Place] = {}
    for mention in found:
        if mention.place.level in ("county", "town"):
            match = _VILLAGE.match(text, mention.end)
            if match and not _ANY_VILLAGE.search(match[0]):
                code = f"{mention.place.code}V"
                named[match[0]] = Place(code + match[0], match[0], "village", mention.place.code)
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
    taken = sorted(found, key=lambda m: m.start)
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
    return sorted([m for m in taken if id(m) not in dropped] + kept, key=lambda m: m.start)


def _side(place: Place, table: Gazetteer, names: dict[str, Any], inner: bool) -> str:
    province = table.province(place)
    if province in names["helper_provinces"]:
        city = table.city(place)
        return "recipient" if inner and city in names["recipient_cities"] else "helper"
    if province in names["recipient_provinces"]:
        return "recipient"
    return ""


def decide(text: str, found: list[Mention], title_end: int, lead_end: int, news_end: int) -> Sides:
    """The two sides of the partnership; marks every mention with its side."""
    table, names = gazetteer(), load("names")
    provinces = {table.province(m.place) for m in found} - {""}
    far = bool(provinces & set(names["far_provinces"])) and "援" in text
    recipients = set(names["recipient_provinces"])
    if not provinces & recipients and "对口合作" in text:
        recipients |= provinces & set(names["revived_provinces"])
    inner = not provinces & recipients
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
    letters: dict[str, str] = names["letters"]
    titled = {m.place for m in found if m.start < title_end and m.place.level == "village"}
    for number, mention in enumerate(found):
        if not mention.side or (mention.place.level == "village" and mention.place not in titled):
            continue
        past = 0.4 if mention.start >= news_end else 1.0
        weight = 3.0 if mention.start < title_end else 1.6 if mention.start < lead_end else 1.0
        weight += _pair_bonus(text, found, number)
        if _aside(text, mention):
            weight *= 0.3
        places[mention.place.code] = mention.place
        side = scores[mention.side]
        side[mention.place.code] = side.get(mention.place.code, 0) + weight * past
    pairs = _listed_pairs(text, found)
    chosen = {side: _pick(found, of, places, pairs, title_end) for side, of in scores.items()}
    if not chosen["helper"] and provinces and not inner:
        chosen["helper"] = _by_letters(text, letters, names["helper_provinces"], table)
    if all(m.start >= title_end for m in found if m.place in chosen["recipient"]):
        chosen["recipient"] = _counties(chosen["helper"], chosen["recipient"], places)
    clusters = [m.place for m in found if m.place.level == "cluster" and m.side == "helper"]
    codes = {p.code[:9] for p in chosen["helper"]}
    leading = next((c for c in clusters if c.code[:9] in codes), None)
    return Sides(chosen["helper"], chosen["recipient"], leading)


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


_AFTER_ASIDE = re.compile(r"籍|牌|市场|口味|企业家|商人|分校|分院|大学|学院|公司|银行")


def _aside(text: str, mention: Mention) -> bool:
    return bool(_AFTER_ASIDE.match(text, mention.end))


def _pair_bonus(text: str, found: list[Mention], number: int) -> float:
    """Extra weight when a place of the other side stands right beside it: X·Y, X与Y结对."""
    mention = found[number]
    bonus = 0.0
    for other in (number - 1, number + 1):
        if 0 <= other < len(found) and found[other].side != mention.side:
            a, b = (found[other], mention) if other < number else (mention, found[other])
            if b.start - a.end <= 6 and _PAIRING.search(text, a.end, b.start):
                bonus = 2.0
    return bonus


def _counties(
    helpers: list[Place], recipients: list[Place], places: dict[str, Place]
) -> list[Place]:
    """The county of a lone town that a city or county helps: towns are paired with towns."""
    if len(recipients) != 1 or not helpers or recipients[0].level != "town":
        return recipients
    county = places.get(recipients[0].code[:6])
    narrow = any(p.level in ("town", "cluster", "zone", "village") for p in helpers)
    return recipients if narrow or county is None else [county]


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
        best = _lifted(best, weighed, places, table)
    if places[best].level == "province" and best not in titled:
        best = _narrowed(best, found, places)
    top = places[best]
    if top.level == "cluster":
        towns = sorted((c for c in weighed if places[c].level == "town"), key=lambda c: -weighed[c])
        for code in towns:
            others = (places[m] for m in towns if m != code)
            if any((code, other.code) in pairs for other in others):
                best, top = code, places[code]
                weighed = dict.fromkeys(towns, 1.0)
                break
    chosen = [top]
    rest = [c for c in sorted(weighed, key=lambda c: -weighed[c]) if places[c].level == top.level]
    grown = True
    while grown:
        grown = False
        for code in rest:
            place = places[code]
            if place in chosen or weighed[code] < 0.3 * weighed[best]:
                continue
            if any((other.code, code) in pairs for other in chosen if other.code != code):
                chosen.append(place)
                grown = True
    order = {m.place.code: m.start for m in reversed(found)}
    return sorted(chosen, key=lambda p: order[p.code])


def _lifted(
    best: str, weighed: dict[str, float], places: dict[str, Place], table: Gazetteer
) -> str:
    """The wider place, when several narrow ones inside it share the weight."""
    for code, score in weighed.items():
        if (
            code == best
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


def _narrowed(best: str, found: list[Mention], places: dict[str, Place]) -> str:
    """The one city or county that takes part, where a text names its province more often."""
    table = gazetteer()
    told = Counter(m.place.code for m in found)
    inside = {c for c in places if c != best and table.within(places[c], places[best])}
    widest = [
        c for c in inside if not any(table.within(places[c], places[o]) for o in inside - {c})
    ]
    if len(widest) != 1 or told[widest[0]] < 2:
        return best
    inner = {c for c in inside - set(widest) if told[c] > 1}
    return next(iter(inner)) if len(inner) == 1 else widest[0]


def _listed_pairs(text: str, found: list[Mention]) -> set[tuple[str, str]]:
    """The places that stand side by side in a list (A、B和C), as pairs of codes."""
    pairs: set[tuple[str, str]] = set()
    for a, b in zip(found, found[1:], strict=False):
        if b.start - a.end > _LIST_GAP:
            continue
        beside = b.start == a.end and a.place.level == b.place.level  # 北滘陈村乐从三镇
        if beside or _LIST.fullmatch(text[a.end : b.start].strip()):
            pairs.add((a.place.code, b.place.code))
            pairs.add((b.place.code, a.place.code))
    return pairs


def _by_letters(
    text: str, letters: dict[str, str], wanted: list[str], table: Gazetteer
) -> list[Place]:
    mark = "".join(letters)
    counts: dict[str, int] = {}
    for pair in re.finditer(rf"[{mark}]{{2}}", text):
        for letter in pair[0]:
            place = letters[letter]
            if place in wanted:
                counts[place] = counts.get(place, 0) + 1
    best = max(counts, key=lambda p: counts[p], default="")
    return table.by_name[best][:1] if best else []
