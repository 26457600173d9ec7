"""When: dates, years and words of time, and the scope and period they give a figure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from shanhai.reading.data import load
from shanhai.reading.numerals import value

Period = tuple[str, str]


@dataclass(slots=True)
class Stamp:
    """One expression of time as printed; ``year`` and the rest are None when not said."""

    start: int
    end: int
    kind: str
    year: int | None = None
    last: int | None = None
    month: int | None = None
    day: int | None = None


_Y = r"(?:19|20)\d\d"
# every expression of time that is not a listed word begins with one of these
_FIRST = '0123456789自从截到至今去当同近这过短未前头明一二两三四五六七八九十“"'
_DASH = r"[-—–~～至到]"


@lru_cache(maxsize=2)
def _words() -> dict[str, str]:
    return {w: kind for kind, words in load("times")["words"].items() for w in words}


@lru_cache(maxsize=2)
def _pattern() -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, _words()), key=lambda w: (-len(w), w)))
    plans = "|".join(sorted(load("times")["plans"], key=len, reverse=True))
    gap = rf"(?:(?!{_Y})[^，。；,;！!？?\n]){{0,26}}?"
    first = "".join(sorted({w[0] for w in (*_words(), *load("times")["plans"])} | set(_FIRST)))
    return re.compile(
        rf"(?=[{re.escape(first)}])(?:"
        rf"(?P<since>(?P<s>{_Y})年(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?{gap}(?:以来|至今|开始(?!的)))"
        rf"|(?P<range>(?P<ra>{_Y})年?(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?\s?{_DASH}{{1,2}}\s?(?P<rb>{_Y})年(?:(?P<rbm>\d{{1,2}})月)?(?:\d{{1,2}}日)?[底末]?)"
        rf"|(?P<pair>(?P<pa>{_Y})年?[、和](?P<pb>{_Y})年(?:两年)?)"
        rf"|(?P<asof>(?:截至|截止|截止到|截至到|到|至)(?P<ay>{_Y})年(?:(?P<am>\d{{1,2}})月)?(?:\d{{1,2}}日)?[底末]?)"
        rf"|(?P<months>(?:(?P<my>{_Y})年|今年)?1月?\s?{_DASH}{{1,2}}\s?(?P<mr>\d{{1,2}})月)"
        rf"|(?P<first>(?:(?P<fy>{_Y})年|今年)?[前头](?P<fm>\d{{1,2}}|[一二两三四五六七八九十]{{1,2}})个月)"
        rf"|(?P<ymd>(?P<y1>{_Y})年(?P<y1m>\d{{1,2}})月(?P<y1d>\d{{1,2}})日|(?P<y2>{_Y})[-/.](?P<y2m>\d{{1,2}})[-/.](?P<y2d>\d{{1,2}}))"
        rf"|(?P<ym>(?P<y3>{_Y})年(?P<y3m>\d{{1,2}})月)"
        rf"|(?P<half>(?P<hy>{_Y})年(?P<hw>上半年|前三季度|一季度|第一季度))"
        rf"|(?P<y>(?P<y4>{_Y})年(?:度|全年)?)"
        rf"|(?P<asofm>(?:截至|截止|截止到|到|至)(?:今年|当前)?(?P<om>\d{{1,2}})月份?(?:\d{{1,2}}日)?[底末]?)"
        rf"|(?P<md>(?P<same>同年|当年)?(?P<mm>\d{{1,2}})月(?P<dd>\d{{1,2}})日?(?:{_DASH}(?:\d{{1,2}}月)?\d{{1,2}}日)?(?<=日))"
        rf"|(?P<m>(?P<thisy>今年|去年|当年|同年|明年)?(?P<mo>\d{{1,2}})月(?:份|底|初|末|中旬|上旬|下旬)?(?!\d))"
        rf"|(?P<d>(?<![\d月.])(?P<day>\d{{1,2}})日(?=[，,上下在晚至召起]|举))"
        rf"|(?P<ny>(?:近|这|过去|短短)?(?P<n>[一二两三四五六七八九十]{{1,3}}|\d{{1,2}})[多余]?[年载](?:多来|来|间|以来|共|累计|下来))"
        rf"|(?P<fut>(?:今后|未来)(?P<fn>[一二两三四五六七八九十]{{1,3}}|\d{{1,2}})年)"
        rf"|(?P<plan>[“\"]?(?P<pl>{plans})[”\"]?(?:以来|期间|时期|规划)?)"
        rf"|(?P<words>{words})"
        rf"|(?P<any>自[^，。；,;\n\d]{{0,24}}?以来))"
    )


def scan(text: str) -> list[Stamp]:
    """Every expression of time in a mended text, in order."""
    found = []
    for m in _pattern().finditer(text):
        stamp = _stamp(m)
        if stamp is not None:
            found.append(stamp)
    return found


def _int(text: str | None) -> int | None:
    return int(text) if text else None


def _stamp(m: re.Match[str]) -> Stamp | None:
    a, b = m.span()
    if m["since"]:
        return Stamp(a, b, "since", _int(m["s"]))
    if m["range"]:
        return Stamp(a, b, "range", _int(m["ra"]), _int(m["rb"]))
    if m["pair"]:
        return Stamp(a, b, "range", _int(m["pa"]), _int(m["pb"]))
    if m["asof"]:
        return Stamp(a, b, "asof", _int(m["ay"]), month=_int(m["am"]))
    if m["months"]:
        return Stamp(a, b, "months", _int(m["my"]), month=_int(m["mr"]))
    if m["first"]:
        return _valid(Stamp(a, b, "months", _int(m["fy"]), month=int(value(m["fm"]) or 0)))
    if m["ymd"]:
        return _valid(
            Stamp(
                a,
                b,
                "date",
                _int(m["y1"] or m["y2"]),
                None,
                _int(m["y1m"] or m["y2m"]),
                _int(m["y1d"] or m["y2d"]),
            )
        )
    if m["ym"]:
        return _valid(Stamp(a, b, "month", _int(m["y3"]), None, _int(m["y3m"])))
    if m["half"]:
        month = {"上半年": 6, "前三季度": 9}.get(m["hw"], 3)
        return Stamp(a, b, "months", _int(m["hy"]), month=month)
    if m["y"]:
        return Stamp(a, b, "year", _int(m["y4"]))
    if m["asofm"]:
        return _valid(Stamp(a, b, "asof", None, None, _int(m["om"])))
    if m["md"]:
        kind = "same_date" if m["same"] else "date"
        return _valid(Stamp(a, b, kind, None, None, _int(m["mm"]), _int(m["dd"])))
    if m["m"]:
        kind = {"去年": "last_month", "明年": "next_month"}.get(m["thisy"] or "", "month")
        return _valid(Stamp(a, b, kind, None, None, _int(m["mo"])))
    if m["d"]:
        return _valid(Stamp(a, b, "day", day=_int(m["day"])))
    if m["ny"]:
        if m["n"] in ("一", "1"):
            return Stamp(a, b, "open_since") if "多" in m["ny"] else None
        return Stamp(a, b, "years", last=int(value(m["n"]) or 1))
    if m["fut"]:
        return Stamp(a, b, "future", last=int(value(m["fn"]) or 1))
    if m["plan"]:
        first, final = load("times")["plans"][m["pl"]]
        kind = (
            "since"
            if m["plan"].endswith("以来")
            else ("planned" if m["plan"].endswith(("期间", "时期")) else "")
        )
        return Stamp(a, b, kind, first, final) if kind else None
    if m["words"]:
        return Stamp(a, b, _words()[m["words"]])
    return Stamp(a, b, "start_since")


def _valid(stamp: Stamp) -> Stamp | None:
    if stamp.month is not None and not 1 <= stamp.month <= 12:
        return None
    return None if stamp.day is not None and not 1 <= stamp.day <= 31 else stamp


@dataclass(slots=True)
class Anchor:
    """What the whole text says about its own time."""

    year: int | None
    published: date | None
    start: int | None
    event_date: str | None
    year_known: bool


@dataclass(frozen=True, slots=True)
class When:
    """Scope and period of a figure; ``stated`` when an expression of time gave them."""

    scope: str
    period: Period | None
    stated: bool = False


def _two(year: int | None, month: int | None = None, day: int | None = None) -> str | None:
    if year is None:
        return None
    text = f"{year}"
    if month:
        text += f"-{month:02d}"
        if day:
            text += f"-{day:02d}"
    return text


def _pair(first: str | None, last: str | None) -> Period | None:
    return (first, last) if first and last else None


_MONTHS_YEAR = {"last_month": -1, "month": 0, "next_month": 1}


def resolve(stamp: Stamp, anchor: Anchor, running: When, last_year: int | None) -> When | None:
    """Scope and period a stamp gives the figures after it, or None if it changes nothing."""
    now = anchor.year
    kind = stamp.kind
    if kind == "since":
        return When(
            "since",
            _pair(_two(stamp.year), _two(max(now or 0, stamp.year or 0) if now else None)),
            True,
        )
    if kind == "range":
        return When("period", _pair(_two(stamp.year), _two(stamp.last)), True)
    if kind == "year":
        return When("period", _pair(_two(stamp.year), _two(stamp.year)), True)
    if kind == "planned":
        ahead = bool(now and stamp.year and stamp.year > now)
        return When("target" if ahead else "since", _pair(_two(stamp.year), _two(stamp.last)), True)
    if kind == "asof":
        return _as_of(stamp, anchor, running, last_year)
    if kind == "months":
        year = stamp.year or now
        return When("period", _pair(_two(year), _two(year, stamp.month)), True)
    if kind == "same_date":
        day = _two(last_year or now, stamp.month, stamp.day)
        return When("event", _pair(day, day), True)
    if kind == "date":
        day = _two(stamp.year or now, stamp.month, stamp.day)
        return When("event", _pair(day, day), True)
    if kind in ("month", "last_month", "next_month"):
        year = stamp.year or (now + _MONTHS_YEAR[kind] if now else None)
        month = _two(year, stamp.month)
        scope = "period" if running.scope == "period" else "event"
        scope = "target" if kind == "next_month" else scope
        return When(scope, _pair(month, month), True)
    if kind == "day" and anchor.published:
        day = _two(anchor.published.year, anchor.published.month, stamp.day)
        return When("event", _pair(day, day), True)
    return _by_word(kind, stamp, anchor, running, last_year)


def _as_of(stamp: Stamp, anchor: Anchor, running: When, last_year: int | None) -> When:
    year = stamp.year or last_year or anchor.year
    end = _two(year, stamp.month)
    if stamp.year and anchor.year and stamp.year > anchor.year:
        return When("target", _pair(end, end), True)
    start = running.period[0] if running.scope == "since" and running.period else None
    if start is None and anchor.start and stamp.year:
        start = str(anchor.start)
    if start is not None:
        return When("since", _pair(start, end), True)
    return When("period", _pair(_two(year), end), True)


def _years(n: int, anchor: Anchor, running: When) -> When:
    """N年来: back from the report's year, or on from the start the text has stated."""
    now, start = anchor.year, anchor.start
    if start and running.scope == "since" and running.period and running.period[0] == str(start):
        return When("since", running.period, True)
    if start and now and abs(start + n - 1 - now) <= 1:
        return When("since", (str(start), str(now)), True)
    return When("since", _pair(_two(now - n + 1), _two(now)) if now else None, True)


# parts of a year by word: first and last month
PARTS = {"half_1": (1, 6), "half_2": (7, 12), "three_quarters": (1, 9), "quarter_1": (1, 3)}


def _by_word(
    kind: str, stamp: Stamp, anchor: Anchor, running: When, last_year: int | None
) -> When | None:
    now = anchor.year
    year_end = _two(now, anchor.published.month if anchor.published else None)
    if kind in PARTS:
        first, last = PARTS[kind]
        year = last_year if running.stated and last_year else now
        return When("period", _pair(_two(year, first), _two(year, last)), True)
    if kind == "ytd":
        return When("period", _pair(_two(now), year_end), True)
    if kind == "this_year":
        return When("period", _pair(_two(now), year_end), True)
    if kind == "last_year":
        return When("period", _pair(_two(now - 1), _two(now - 1)) if now else None, True)
    if kind == "year_before":
        return When("period", _pair(_two(now - 2), _two(now - 2)) if now else None, True)
    if kind == "next_year":
        return When("target", _pair(_two(now + 1), _two(now + 1)) if now else None, True)
    if kind == "same_year" and running.scope not in ("since",):
        year = last_year or now
        return When("period", _pair(_two(year), _two(year)), True)
    if kind == "recent":
        return When("event", _pair(_two(now), _two(now)), True)
    if kind == "on_the_day":
        day = anchor.event_date or _two(now)
        return When("event", _pair(day, day), True)
    if kind == "years":
        return _years(stamp.last or 1, anchor, running)
    if kind == "future":
        n = stamp.last or 1
        return When("target", _pair(_two(now + 1), _two(now + n)) if now else None, True)
    if kind == "open_since":
        return When("since", None, True)
    if kind == "start_since":
        return When("since", _pair(_two(anchor.start), _two(now)), True)
    if kind == "total" and running.period and running.scope == "period":
        years = (running.period[0][:4], running.period[1][:4])
        return When("since", running.period, True) if years[0] < years[1] else None
    if kind in ("now", "total") and running.scope == "event":
        return When("since", _pair(_two(anchor.start), _two(now)), True)
    return None
