"""Everybody a text names: places and organisations, each with its side."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from operator import attrgetter

from shanhai.reading import organisations
from shanhai.reading.gazetteer import Place, gazetteer, short_forms
from shanhai.reading.numerals import value
from shanhai.reading.places import ANY_VILLAGE, Mention
from shanhai.reading.sides import Sides

_start = attrgetter("start")
# told first what a match begins with, the engine steps over all else
_GROUP = re.compile(
    r"[我两三四五六七八2-8](?:(?<=我)(?P<level>[省市县区州镇])"
    r"|(?<!我)(?<![第一二三四五六七八九十百千余多\d.].)个?"
    r"(?:省区?市?|市|区|县|镇|州|旗)(?![级长直属域委政内外]))"
)
_IN_VILLAGE = re.compile(
    r"[走来驻位坐在到乡镇](?:(?<=走)[进访]|(?<=来)到|(?<=驻)(?:村在)?|(?<=位)于|(?<=坐)落[在于]"
    r"|(?<=在)(?<![存现实正].)|(?<=到)(?<![得收达].)|(?<=[乡镇])(?!帮镇))"
    r"([\u4e00-\u9fff]{2,3}村)(?![民集级企干道])"
)


_CITY = re.compile(r"[\u4e00-\u9fff]{2,9}?(?:市|州|地区|盟)[\u4e00-\u9fff]{1,9}?[县区市旗]")
_PROVINCE = re.compile(r"[\u4e00-\u9fff]{2,8}?(?:省|自治区)")


@dataclass(slots=True)
class Actor:
    """Somebody named in the text: a place or an organisation."""

    start: int
    end: int
    name: str
    side: str
    kind: str
    place: Place | None = None
    also: tuple[str, ...] = ()  # the others of a side told as one: 四市
    opens: bool | None = None  # whether it is the subject of its clause; None until asked

    @property
    def names(self) -> list[str]:
        """Everybody told by this mention."""
        return [self.name, *self.also]


def actors(text: str, mentions: list[Mention], sides: Sides) -> list[Actor]:
    """Places and organisations in order; a place inside an organisation's name is not apart."""
    orgs = organisations.find(text, [(m.start, m.end) for m in mentions])
    quoted = [m.span() for m in re.finditer(r"《[^》]{2,60}》", text)]
    made: list[Actor] = []
    start = -1  # where the address of a place begins: 在甲市乙区丙镇
    for mention, following in zip(mentions, [*mentions[1:], None], strict=False):
        start = mention.start if start < 0 else start
        if (
            following
            and following.start == mention.end
            and gazetteer().within(following.place, mention.place)
        ):
            continue
        place = mention.place
        made.append(Actor(start, mention.end, place.name, mention.side, "place", place))
        start = -1
    starts = [a.start for a in made]
    swallowed: set[int] = set()
    named: list[Actor] = []
    begins = [mention.start for mention in mentions]
    bare = [_without_address(org, mentions, begins) for org in orgs]
    # names with their address, and without it
    under = {org.name: b.name for org, b in zip(orgs, bare, strict=True) if b.name != org.name}
    homes: dict[str, str] = {}
    for org in bare:
        org = org._replace(name=under.get(org.name, org.name))
        low, high = bisect_left(starts, org.start), bisect_left(starts, org.end)
        side = _side_of(org, made[low:high], sides)
        if low == high and low and text[made[low - 1].end : org.start] == "的":
            side = homes[org.name] = made[low - 1].side or side  # 来自上海静安的青云小学
        side = homes.get(org.name, side)
        if org.kind == "team":
            home = next((p for p in sides.helpers if _led_by(org.name, p)), None)
            if home:
                named.append(Actor(org.start, org.end, home.name, "helper", "place", home))
                swallowed.update(range(low, high))
                continue
        named.append(Actor(org.start, org.end, org.name, side, org.kind))
        swallowed.update(range(low, high))
    if named:
        made = [a for n, a in enumerate(made) if n not in swallowed]
        made = sorted(made + named, key=_start)
    if told := [*_told_as_one(text, sides, made), *_villages(text, sides)]:
        taken = {a.start for a in made}
        made = sorted(made + [a for a in told if a.start not in taken], key=_start)
        made = _addressed(made)
    if quoted:
        opened = [s for s, _ in quoted]
        made = [a for a in made if not _inside(a.start, opened, quoted)]
    return made


def _addressed(told: list[Actor]) -> list[Actor]:
    """Those told, a village with the place it is named right behind as its address."""
    made: list[Actor] = []
    for actor in told:
        before = made[-1] if made else None
        village = actor.place is not None and actor.place.level == "village"
        if village and before and before.place and before.end == actor.start:
            actor.start = made.pop().start
        made.append(actor)
    return made


def _without_address(
    org: organisations.Named, mentions: list[Mention], begins: list[int]
) -> organisations.Named:
    """A society under its own name, which no address from the province down belongs to
    (江苏省启东市吕四港镇商会), nor a city to that of a county's school."""
    if org.kind not in ("social", "public"):
        return org
    far = _PROVINCE.match(org.name)
    if not far and (org.kind != "public" or not _CITY.match(org.name)):
        return org
    last = None
    for at in range(bisect_left(begins, org.start), len(mentions)):
        mention = mentions[at]
        if mention.start != (last.end if last else org.start) or mention.end > org.end:
            break
        last = mention
    if last is None or last.place.level == "city" or org.end - org.start != len(org.name):
        return org
    return org._replace(name=org.name[last.start - org.start :])


def _villages(text: str, sides: Sides) -> list[Actor]:
    """The villages somebody comes to or works in (来到马公村), wherever they are named."""
    if not sides.recipients:
        return []
    home = sides.recipients[0]
    names = {m[1] for m in _IN_VILLAGE.finditer(text) if not ANY_VILLAGE.search(m[1])}
    made = []
    for match in re.finditer("村", text) if names else ():
        end = match.end()
        name = next((text[end - n : end] for n in (4, 3) if text[end - n : end] in names), "")
        if name:
            place = Place(f"{home.code}V{name}", name, "village", home.code)
            made.append(Actor(end - len(name), end, name, "recipient", "place", place))
    return made


def _told_as_one(text: str, sides: Sides, made: list[Actor]) -> list[Actor]:
    """A side told without its name: 四省市 where four help, 我县 where one side is a county."""
    of = {"helper": sides.helpers, "recipient": sides.recipients}
    found = []
    for match in _GROUP.finditer(text):
        if match["level"]:
            fit = [
                side for side, p in of.items() if len(p) == 1 and p[0].name[-1] == match["level"]
            ]
            if len(fit) > 1:
                fit = _seldom(made)
        else:
            number = value(match[0][0])
            fit = [side for side, p in of.items() if len(p) == number]
        if len(fit) == 1:
            first, *rest = of[fit[0]]
            also = tuple(p.name for p in rest)
            found.append(Actor(*match.span(), first.name, fit[0], "place", first, also))
    return found


def _seldom(made: list[Actor]) -> list[str]:
    """The side named far less than the other: the writer's own goes by 我市."""
    helpers = sum(a.side == "helper" for a in made)
    others = sum(a.side == "recipient" for a in made)
    return ["helper"] * (helpers * 2 < others) + ["recipient"] * (others * 2 < helpers)


def _inside(at: int, opened: list[int], spans: list[tuple[int, int]]) -> bool:
    number = bisect_right(opened, at) - 1
    return number >= 0 and at < spans[number][1]


def _side_of(org: organisations.Named, inside: list[Actor], sides: Sides) -> str:
    if inside:
        return inside[0].side
    for side in ("recipient", "helper"):
        for name in sides.names(side):
            if name[:2] in org.name:
                return side
    for side, places in (("helper", sides.helpers), ("recipient", sides.recipients)):
        if any(_named_after(org.name, place) for place in places):
            return side
    return "recipient" if org.kind == "public" else "helper"


def _led_by(team: str, place: Place) -> bool:
    """Whether a work team is a place's own: 盱眙驻山阳工作队 speaks for 盱眙县."""
    return team.startswith((place.name, *short_forms(place.name, place.level)))


def _named_after(name: str, place: Place) -> bool:
    """Whether an organisation bears the name of a town or county inside a place or its city."""
    table = gazetteer()
    known = (
        p
        for size in (2, 3)
        for suffix in ("镇", "街道", "乡", "区", "县", "市")
        for p in table.by_name.get(name[:size] + suffix, ())
    )
    return any(p.code[:4] == place.code[:4] for p in known)
