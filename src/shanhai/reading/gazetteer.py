"""Places of the national division table: full names, short forms, ancestors.

A name alone is not a place: ``resolve`` decides per text, by the full names and the ancestors
that stand in it, and by the stop lists of vocabulary/names.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass, replace
from functools import lru_cache

from ahocorasick_rs import AhoCorasick, MatchKind

from shanhai.reading.data import divisions, load

_PEOPLES = (
    "壮|回|苗|彝|藏|满|侗|瑶|白|傣|黎|佤|畲|水|土|羌|京|怒|蒙古|维吾尔|布依|朝鲜|土家|哈尼|哈萨克|傈僳|高山|拉祜|东乡|纳西|"
    "景颇|柯尔克孜|达斡尔|仫佬|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|塔塔尔|独龙|鄂伦春|"
    "赫哲|门巴|珞巴|基诺|各"
)
_AUTONOMOUS = re.compile(rf"(?<=..)(?:(?:{_PEOPLES})族?)*自治([县州区旗])$")
_PEOPLE = re.compile(rf"({_PEOPLES})族自治([县旗])")  # 东乡族自治县, which is 东乡县
_SUFFIX = re.compile(r"(?:地区|街道|省|市|县|区|州|盟|旗|镇|乡|特区|林区)$")
_BANNER = re.compile(r"([\u4e00-\u9fff])[\u4e00-\u9fff]{1,3}?([左右])翼?([前后中]?)旗")
_TOWN = re.compile(r"(?<!^)(?:镇|乡|(?<=.)街道|苏木)$")
_KEPT = 1 << 12  # names of which it is kept what they tell alone
_RANK = {"province": 0, "city": 1, "county": 2, "zone": 2, "cluster": 2.5, "town": 3, "village": 4}


@dataclass(frozen=True, slots=True)
class Place:
    """One division; ``code`` is the national code, longer codes are narrower."""

    code: str
    name: str
    level: str
    parent: str = ""

    @property
    def rank(self) -> float:
        """0 for a province, growing as the place gets narrower."""
        return _RANK[self.level]


@lru_cache(maxsize=1 << 12)
def short_forms(name: str, level: str) -> frozenset[str]:
    """The other names a place goes by: 玉屏侗族自治县 is also 玉屏自治县, 玉屏县 and 玉屏."""
    forms: set[str] = set()
    bare = name
    match = _AUTONOMOUS.search(name)
    if people := _PEOPLE.fullmatch(name):
        forms.add(people[1] + people[2])
    elif match and match.start() >= 2:
        bare = name[: match.start()]
        forms |= {bare + match[1], f"{bare}自治{match[1]}"}
        if level == "province":
            forms.discard(bare + "区")
    else:
        bare = _SUFFIX.sub("", name) if len(name) > 2 else name
    if len(bare) >= 2:
        forms.add(bare)
    if match := _BANNER.fullmatch(name):
        forms.add(f"{match[1]}{match[2]}{match[3]}旗")  # 察哈尔右翼前旗 is 察右前旗
    forms.discard(name)
    return frozenset(forms)


class Gazetteer:
    """Every division by name, and one automaton over all names."""

    def __init__(self, rows: list[list[str]], names: dict[str, object]) -> None:
        self.by_code: dict[str, Place] = {}
        self.by_name: dict[str, list[Place]] = {}
        self.short: dict[str, list[Place]] = {}
        self.never = set(names["never"])  # type: ignore[call-overload]
        self.stop = set(names["stop"]) | self.never  # type: ignore[call-overload]
        for row in rows:
            self._add(row)
        wide = [p for p in self.by_code.values() if len(p.code) == 6 and p.code.endswith("00")]
        self._cities = {p.code[:4]: p.name for p in wide}  # and provinces, at 00
        self._provinces = {p.code[:2]: p.name for p in wide if p.code.endswith("0000")}
        for zone, code in names["zones"].items():  # type: ignore[attr-defined]
            self.by_name.setdefault(zone, []).append(Place(f"{code}Z", zone, "zone", str(code)))
        for other, name in names["nicknames"].items():  # type: ignore[attr-defined]
            self.by_name[other] = self.by_name[name]
        for other, name in names["former"].items():  # type: ignore[attr-defined]
            place = next(p for p in self.by_name[name] if p.level == "county")
            self.by_name[other] = [replace(place, name=other)]
        for number in names["corps"]:  # type: ignore[attr-defined]
            self._add_corps(str(number))
        known = [n for n in {*self.by_name, *self.short} if len(n) >= 2 and n not in self.never]
        self.names = sorted(known)
        self.automaton = AhoCorasick(self.names, matchkind=MatchKind.LeftmostLongest)
        self._sure = lru_cache(_KEPT)(self._alone)

    def _add(self, row: list[str]) -> None:
        code, name, level = row[:3]
        if level == "town" and not (_TOWN.search(name) and len(name) > 2):
            return  # farms, parks and other units that only have a code, and nameless 街道
        place = Place(code, name, level, self._parent(code, level))
        self.by_code[code] = place
        self.by_name.setdefault(name, []).append(place)
        if level == "town":
            return
        for form in short_forms(name, level):
            self.short.setdefault(form, []).append(place)

    def _add_corps(self, number: str) -> None:
        """A division of the corps in Xinjiang, which is told beside the prefectures."""
        place = Place(f"65{number}师", f"兵团第{number}师", "city", "650000")
        self.by_name[place.name] = self.by_name[f"新疆生产建设{place.name}"] = [place]
        self.short[f"第{number}师"] = self.short[f"{number}师"] = [place]

    def _parent(self, code: str, level: str) -> str:
        if level == "province":
            return ""
        steps = (code[:6], code[:4] + "00", code[:2] + "0000")
        return next((s for s in steps if s != code and s in self.by_code), "")

    def province(self, place: Place) -> str:
        """The name of the province a place lies in."""
        return self._provinces.get(place.code[:2], "")

    def city(self, place: Place) -> str:
        """The name of the prefecture a place lies in, or ''."""
        return self._cities.get(place.code[:4], "")

    def within(self, inner: Place, outer: Place) -> bool:
        """Whether inner is outer or lies in it."""
        if inner.code == outer.code:
            return True
        stem = outer.code
        if outer.level == "province":
            stem = stem[:2]
        elif outer.level == "city":
            stem = stem[:4]
        elif outer.level == "county":
            stem = stem[:6]
        else:
            return False
        return inner.code.startswith(stem)

    def resolve(
        self, surfaces: set[str], hinted: Set[str] = frozenset(), often: Set[str] = frozenset()
    ) -> dict[str, Place]:
        """The places a text's surface names stand for; names that are no places are left out.

        ``hinted`` are the codes of provinces the text tells of by one letter (闽宁, 援疆): there a
        doubtful short name that is told ``often`` is a place too.
        """
        sure: dict[str, Place] = {}
        seen = set(surfaces)
        for name in surfaces:
            if place := self._sure(name):
                sure[name] = place
        known = {p.code[:4] for p in sure.values() if p.level != "province"}
        provinces = {p.code[:2] for p in sure.values()} | hinted
        chosen = dict(sure)
        for name in surfaces - sure.keys():
            place = self._choose(name, seen, known, provinces, name in often)
            if place is None and name in often and name not in self.never:
                options = [p for p in self.short.get(name, ()) if p.code[:2] in hinted]
                place = options[0] if len(options) == 1 and options[0].level == "county" else None
            if place:
                chosen[name] = place
        return chosen

    def _alone(self, name: str) -> Place | None:
        """The one place of a name that needs nothing beside it to be told, or None."""
        plain = len(name) > 2 and name[-1] in "县旗"  # 威宁县: told as what it is
        found = self.by_name.get(name, ()) or [
            p for p in self.short.get(name, ()) if plain or p.level in ("province", "city")
        ]
        wide = len(found) == 1 and found[0].level in ("province", "city")
        if len(found) != 1 or len(name) <= 2 - wide:
            return None
        return found[0] if name in self.by_name or name not in self.stop else None

    def only(self, name: str) -> Place | None:
        """The one county in the country that goes by a short name (or by one of two characters,
        康县), or None."""
        found = [] if name in self.stop else self.short.get(name) or self.by_name.get(name, [])
        return found[0] if len(found) == 1 and found[0].level == "county" else None

    def _choose(
        self, name: str, seen: set[str], cities: set[str], provinces: set[str], often: bool
    ) -> Place | None:
        full = self.by_name.get(name, [])
        if len(name) == 2 and full and full[0].level == "county":
            full = [p for p in full if p.code[:4] in cities or (often and p.code[:2] in provinces)]
            if not full:
                return None
        options = full or self.short.get(name, [])
        if not full:
            bare_stop = name in self.stop
            options = [
                p
                for p in options
                if p.name in seen
                or any(f in seen for f in short_forms(p.name, p.level) if len(f) > len(name))
                or (not bare_stop and (p.level in ("province", "city") or p.code[:2] in provinces))
            ]
        if not options:
            return None
        return max(
            options,
            key=lambda p: (
                (p.code[:4] in cities) * 4
                + (p.name in seen) * 3
                + (p.code[:2] in provinces) * 2
                - p.rank / 10
            ),
        )


@lru_cache(maxsize=2)
def gazetteer() -> Gazetteer:
    """The national gazetteer; built once, in a fraction of a second."""
    return Gazetteer(divisions(), load("names"))
