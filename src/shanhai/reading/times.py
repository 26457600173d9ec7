"""Expressions of time: dates, years and words, as they are printed."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from shanhai.reading.data import load
from shanhai.reading.numerals import value


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
_DASH = r"[-—–~～至到]"
# 三年安排资金…: what follows a span of years that has been lived through
_WENT_ON = (
    "一共|总共|合[计到起]|加起来|共|累计|先后|安排|投入|引进|选派|派|实施|培训|捐|销售|"
    "采购|完成|接收|资助|提高|帮助|签约|签下|实打实|跑了|拨"
)
_LOOKED_BACK = (
    "工作巡礼|巡礼|回眸|答卷|综述|观察|工作回顾|工作综述|工作纪实|"
    "帮扶纪实|协作综述|协作观察|协作纪实|援疆纪实|援藏纪实"
)
# 2021年协作关系调整后，…: what a text counts from
_SET_OUT = (
    "调整|结对|牵手|携手|建立|确立|确定|成立|启动|进驻|入驻|到任|到岗|接[棒手]|组建|"
    "落户|投产|运营|开业|开园"
)
_NUM = "一二两三四五六七八九十"
_SPAN = r"[多余]?个?[年载]|个多?月"
_GAP = re.compile(r"[ 　](?:(?<=\d.)(?=[年月日])|(?<=[年月].)(?=\d{1,2}[月日 　]))")  # 2021 年10 月
_FEW = 4
_BESIDE = 3
# days known by a name: month and day
_FEASTS = {
    "六一": (6, 1), "七一": (7, 1), "八一": (8, 1), "五四": (5, 4), "三八": (3, 8), "元旦": (1, 1),
    "国庆节": (10, 1), "教师节": (9, 10),
}  # fmt: skip
_WEEKDAYS = "一二三四五六日"


@lru_cache(maxsize=2)
def _words() -> dict[str, str]:
    return {w: kind for kind, words in load("times")["words"].items() for w in words}


@lru_cache(maxsize=2)
def _automaton() -> tuple[AhoCorasick, list[str]]:
    words = sorted(_words())
    automaton = AhoCorasick(
        words, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.DFA
    )
    return automaton, [_words()[w] for w in words]


@lru_cache(maxsize=2)
def _begin() -> re.Pattern[str]:
    """Where an expression of time may begin, words aside: a character, and what may follow it."""
    return re.compile(
        rf"(?=[0-9{_NUM}元国教第自“\"到至截连近这过短不仅今去前头未当同明上下本周])(?:"
        rf"[0-9](?=\d{{3}}[年\-/.\s、和至到—–~～]|\d?(?:[月日]|{_SPAN})|(?<=1)\s?{_DASH})"
        rf"|[元国教](?=旦[这当上]|庆节[这当上]|师节[这当上])"
        rf"|[{_NUM}](?=[{_NUM}〇○零]|季度|{_SPAN})|一(?={_DASH}三季)|第(?=[一二三四]季)"
        rf"|自(?=[^，。；,;\n\d]{{0,24}}?以来|{_Y}年)|[“\"](?={_plans()})"
        rf"|[到至](?={_Y}年|[今当去上]|(?:\d{{1,2}}|[{_NUM}]{{1,2}})月)|截(?=[至止])"
        rf"|连(?=续[\d{_NUM}])"
        rf"|[近这过短不仅](?=\d?\d(?:{_SPAN})|[{_NUM}周去短到足仅])"
        rf"|[今去前](?=年(?!以来))|[今未](?=[后来])|[当同明](?=年[\d{_NUM}])|[上本](?=周)|下(?=一?个)|[前头](?=[\d{_NUM}])"
        r"|(?<=[\n。，；“ 　])周(?=[一二三四五六日天][，上下早晚中]))"
    )


@lru_cache(maxsize=2)
def _plans() -> str:
    return "|".join(sorted(load("times")["plans"], key=len, reverse=True))


# what an expression of time is built as, by the characters it may begin with
_YEAR, _DIGITS = "12", "0123456789"
_BEGINS = {
    "since": _YEAR, "till": "自", "told": "去前今", "quarter": _YEAR + "今去第一二三四",
    "range": _YEAR, "pair": _YEAR, "asof": "截到至", "months": _YEAR + "今",
    "first": _YEAR + "今前头", "ymd": _YEAR, "cn": "一二", "ym": _YEAR,
    "mc": _YEAR + "今去当同明", "half": _YEAR + "今上下前头一", "y": _YEAR,
    "asofm": "截到至", "asofy": "截到至",
    "md": _DIGITS + "同当去前", "m": _DIGITS + "今去当同明", "d": _DIGITS,
    "ny": _DIGITS + _NUM + "近最这过短", "near": "近最", "early": "头", "within": _DIGITS + _NUM,
    "lived": "连", "asofq": "截到至",
    "run": _DIGITS + _NUM, "tour": _DIGITS + _NUM, "bm": _DIGITS + _NUM + "不短仅",
    "wk": "上本这周", "feast": "三五六七八元国教", "fut": "今未下明来", "any": "自",
}  # fmt: skip


@lru_cache(maxsize=2)
def _forms() -> list[str]:
    """All an expression of time may be built as, words aside; the first that fits holds."""
    gap = rf"(?:(?!{_Y})[^，。；,;！!？?\n]){{0,26}}?"
    return [
        rf"(?P<since>(?P<s>{_Y})年(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?(?:年?[初底末]?[到至](?:今年(?:\d{{1,2}}月)?|目前|如今|现在)[底末]?|{gap}(?:以来|[至迄]今(?![年天日])|开始(?!的)|[数算记]起|起(?=，)|(?<=[从自]\d{{4}}年)起(?!草)|(?<=[从自]\d{{4}}年\d月)起|(?<=[从自]\d{{4}}年\d\d月)起|(?:{_SET_OUT}|(?<=\d[年月]))(?:之|以)?后(?=，))))",
        rf"(?P<till>自(?P<ts>{_Y})年(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?(?:[起始]|开始)?，?[^。；\n]{{0,30}}?至今(?![年天日]))",
        r"(?P<told>(?P<tw>去年|前年|今年)(?:(?P<tm>\d{1,2})月)?(?!以来)[^，。；\d\n]{1,14}?以来"
        r"|(?P<pw>去年|前年)(?P<pm>\d{1,2})月(?:份|初|底|末|[上中下]旬)?(?:以来|至今|起(?!草)|开始(?!的)))",
        rf"(?P<quarter>(?:(?P<qy>{_Y})年|今年|去年)?第?(?P<q>[一二三四])季度)",
        rf"(?P<range>(?P<ra>{_Y})年?(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?\s?{_DASH}{{1,2}}\s?(?P<rb>{_Y})学?年(?:(?P<rbm>\d{{1,2}})月)?(?:\d{{1,2}}日)?[底末]?)",
        rf"(?P<pair>(?P<pa>{_Y})年?[、和](?P<pb>{_Y})年(?:两年)?)",
        rf"(?P<asof>(?:截至|截止|截止到|截至到|(?<!直)到|至)(?P<ay>{_Y})年(?:(?P<am>\d{{1,2}})月)?(?:\d{{1,2}}日)?[底末]?)",
        rf"(?P<months>(?:(?P<my>{_Y})年|今年)?1月?\s?{_DASH}{{1,2}}\s?(?P<mr>\d{{1,2}})月)",
        rf"(?P<first>(?:(?P<fy>{_Y})年|今年)?[前头](?P<fm>\d{{1,2}}|[一二两三四五六七八九十]{{1,2}})个月)",
        rf"(?P<ymd>(?P<y1>{_Y})年(?P<y1m>\d{{1,2}})月(?P<y1d>\d{{1,2}})日|(?P<y2>{_Y})[-/.](?P<y2m>\d{{1,2}})[-/.](?P<y2d>\d{{1,2}}))",
        r"(?P<cn>(?P<cy>[一二][〇○零一二三四五六七八九]{3})年(?:(?P<cm>[一二三四五六七八九十]{1,2})月)?(?:(?P<cd>[一二三四五六七八九十]{1,3})日)?)",
        rf"(?P<ym>(?P<y3>{_Y})年(?P<y3m>\d{{1,2}})月)",
        rf"(?P<mc>(?:(?P<mcy>{_Y})年|(?P<mcw>今年|去年|当年|同年|明年))(?P<mco>[一二三四五六七八九十]{{1,2}})月)",
        rf"(?P<half>(?:(?P<hy>{_Y})年|今年)?(?P<hw>上半年|下半年|[前头]三个?季度|[一1]{_DASH}[三3]季度))",
        rf"(?P<y>(?P<y4>{_Y})年(?:度|全年)?)",
        r"(?P<asofm>(?:截至|截止|截止到|到|至)(?P<oy>今年|当前|去年|上年)?(?P<om>\d{1,2}|[一二三四五六七八九十]{1,2})月份?(?:\d{1,2}日)?[底末]?)",
        r"(?P<asofq>(?:截至|截止|截止到|到|至)(?:今年)?第?(?P<aq>[一二三四])季度[底末]?)",
        r"(?P<asofy>(?:截至|截止|截止到|到|至)(?:去|上)年年?[底末])",
        rf"(?P<md>(?P<same>同年|当年|去年|前年)?(?P<mm>\d{{1,2}})月(?P<dd>\d{{1,2}})日?(?:{_DASH}(?:\d{{1,2}}月)?\d{{1,2}}日)?(?<=日))",
        r"(?P<m>(?P<thisy>今年|去年|当年|同年|明年)?(?P<mo>\d{1,2})月(?:份|底|初|末|中旬|上旬|下旬)?(?!\d))",
        rf"(?P<feast>(?P<fd>{'|'.join(_FEASTS)})[”\"]?(?=[这当]天|[上下]午|一早|清晨|儿童节|国际|建[党军]节|当日))",
        r"(?P<d>(?<![\d月.])(?<!日至)(?<!日到)(?P<day>\d{1,2})日(?=[，,上下在晚至召起从的]|举))",
        r"(?P<ny>(?P<nl>近|最近|这|过去|短短)?(?P<n>[一二两三四五六七八九十]{1,3}|\d{1,2})(?P<nm>[多余])?个?[年载](?P<nh>半)?"
        r"(?P<nn>多)?(?:来|间|以来|共|累计|下来|过去(?=，)|里(?![程面头])|(?(nl)(?=，)|(?!))))",
        rf"(?P<lived>(?:(?<=已)|(?<=已经))连续(?P<ln>[{_NUM}]{{1,3}}|\d{{1,2}})个?年头?)",
        r"(?P<near>(?:近|最近)(?P<nrn>[两二三四五]|[2-5])年(?![前后内级期来间]))",
        r"(?P<within>(?P<in>[二两三四五六七八九十]{1,3}|[2-9])年(?:之|以)?内)",
        r"(?P<early>头(?P<en>[两二三四五])年)",
        r"(?P<run>(?:(?<=[，。；：、\n“ ])|(?<=[进援入赴][藏疆青])|(?<=挂职)|(?<=支教)|(?<=驻村))"
        rf"(?P<rn>[一二两三四五六七八九十]{{1,3}}|\d{{1,2}})年"
        rf"(?:里|(?P<rm>多)|时间)?(?:(?=，)|(?<=里)|(?={_WENT_ON}|[\u4e00-\u9fff]{{1,2}}了)))",
        rf"(?P<tour>(?P<un>[二两三四五六七八九十]{{1,3}}|\d{{1,2}})年(?={_LOOKED_BACK}))",
        r"(?P<bm>(?P<bw>不到|不足|短短|仅|仅仅)?(?P<bn>[一二两三四五六七八九十]{1,3}|\d{1,2})个多?月(?:多来|来|间|不到|里|下来|(?(bw)(?=，)|(?!))))",
        r"(?P<wk>(?P<ww>上周|本周|这周|周(?=.[，上下早晚中]))(?P<wd>[一二三四五六日天]))",
        r"(?P<fut>(?:今后|未来|下一?个|(?:明年|来年)(?:起|开始|开春)，?(?:再|连续|用|分|拿出){1,2})(?P<fn>[一二两三四五六七八九十]{1,3}|\d{1,2})年)",
        rf"(?P<plan>[“\"]?(?P<pl>{_plans()})[”\"]?(?:以来|期间|时期|规划|[头前](?P<pn>[两二三四])年)?)",
        r"(?P<any>自[^，。；,;\n\d]{0,24}?以来)",
    ]


@lru_cache(maxsize=256)
def _beginning(first: str) -> re.Pattern[str] | None:
    """What an expression of time may be that begins with a character."""
    begins = {**_BEGINS, "plan": '“"' + "".join(plan[0] for plan in load("times")["plans"])}
    forms = [form for form in _forms() if first in begins[form[4 : form.index(">")]]]
    return re.compile("|".join(forms)) if forms else None


# words for a year, counted back from the report's
_SAID = {"今年": 0, "去年": 1, "前年": 2}


def scan(text: str) -> list[Stamp]:
    """Every expression of time in a mended text, in order."""
    gaps = [m.start() for m in _GAP.finditer(text)]
    if not gaps:
        return _scan(text)
    found = _scan(_GAP.sub("", text))
    closed = [at - number for number, at in enumerate(gaps)]
    for stamp in found:
        stamp.end += bisect_left(closed, stamp.end)
        stamp.start += bisect_right(closed, stamp.start)
    return found


def _scan(text: str) -> list[Stamp]:
    automaton, kinds = _automaton()
    words = {s: (index, end) for index, s, end in automaton.find_matches_as_indexes(text)}
    begins = sorted({m.start() for m in _begin().finditer(text)} | words.keys())
    found: list[Stamp] = []
    at = 0
    for start in begins:
        if start < at:
            continue
        # what is built of numbers comes first, as 今年1至6月 before 今年
        forms = _beginning(text[start])
        built = forms.match(text, start) if forms else None
        if built and not (built.lastgroup == "any" and start in words):
            at = built.end()
            stamp = _stamp(built)
            if stamp and not (found and _counts_up(stamp, found[-1])):
                found.append(stamp)
        elif start in words:
            index, at = words[start]
            found.append(Stamp(start, at, kinds[index]))
    return found


def _counts_up(stamp: Stamp, before: Stamp) -> bool:
    """Whether a number of years only counts those told right before it: 2021至2023年三年间."""
    return (
        stamp.kind == "years"
        and before.kind == "range"
        and stamp.start - before.end < _BESIDE
        and stamp.last == (before.last or 0) - (before.year or 0) + 1
    )


def _int(text: str | None) -> int | None:
    return int(text) if text else None


def _stamp(m: re.Match[str]) -> Stamp | None:
    (a, b), form = m.span(), m.lastgroup
    if form in ("since", "till"):
        return Stamp(a, b, "since", _int(m["s" if form == "since" else "ts"]))
    if form == "range":
        return Stamp(a, b, "range", _int(m["ra"]), _int(m["rb"]))
    if form == "pair":
        return Stamp(a, b, "range", _int(m["pa"]), _int(m["pb"]))
    if form == "asof":
        return Stamp(a, b, "asof", _int(m["ay"]), month=_int(m["am"]))
    if form == "months":
        return Stamp(a, b, "months", _int(m["my"]), month=_int(m["mr"]))
    if form == "first":
        return _valid(Stamp(a, b, "months", _int(m["fy"]), month=int(value(m["fm"]) or 0)))
    if form == "ymd":
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
    if form == "cn":
        return _in_characters(m)
    if form == "ym":
        return _valid(Stamp(a, b, "month", _int(m["y3"]), None, _int(m["y3m"])))
    if form == "half":
        kind = {"上半年": "half_1", "下半年": "half_2"}.get(m["hw"], "three_quarters")
        return Stamp(a, b, kind, 0 if m["half"].startswith("今年") else _int(m["hy"]))
    if form == "told":
        year, month = m["tw"] or m["pw"], m["tm"] or m["pm"]
        return Stamp(a, b, "told_since", -_SAID[year], None, _int(month))
    if form == "quarter":
        said = _SAID.get(m["quarter"][:2])
        year = _int(m["qy"]) if said is None else -said
        return Stamp(a, b, f"quarter_{'一二三四'.index(m['q']) + 1}", year)
    if form == "wk":
        week = {"上周": -1, "周": None}.get(m["ww"], 0)
        return Stamp(a, b, "weekday", last=week, day=_WEEKDAYS.index(m["wd"].replace("天", "日")))
    if form == "y":
        return Stamp(a, b, "year", _int(m["y4"]))
    if form == "asofm":
        kind = "asof_last" if m["oy"] in ("去年", "上年") else "asof"
        return _valid(Stamp(a, b, kind, None, None, int(value(m["om"]) or 0)))
    if form == "asofq":
        return Stamp(a, b, "asof", month=3 * ("一二三四".index(m["aq"]) + 1))
    if form == "asofy":
        return Stamp(a, b, "asof_last")
    if form == "md":
        kind = {"": "date", "去年": "last_date", "前年": "date_before"}.get(
            m["same"] or "", "same_date"
        )
        return _valid(Stamp(a, b, kind, None, None, _int(m["mm"]), _int(m["dd"])))
    if form in ("m", "mc"):
        word, figure = (m["thisy"], m["mo"]) if form == "m" else (m["mcw"], m["mco"])
        kind = {"去年": "last_month", "明年": "next_month"}.get(word or "", "month")
        year = _int(m["mcy"]) if form == "mc" else None
        return _valid(Stamp(a, b, kind, year, None, int(value(figure) or 0)))
    if form == "feast":
        return Stamp(a, b, "date", None, None, *_FEASTS[m["fd"]])
    if form == "d":
        return _valid(Stamp(a, b, "day", day=_int(m["day"])))
    if form == "ny":
        lived = int(value(m["n"]) or 1)
        # 两年多来 set out in the year before
        over = lived < _FEW and bool(m["nm"] or m["nn"] or m["nh"])
        if lived < 2:
            return Stamp(a, b, "open_since", last=2) if over else Stamp(a, b, "one_year")
        return Stamp(a, b, "lately" if m["nl"] == "过去" else "years", last=lived + over)
    if form == "near":
        return Stamp(a, b, "near", last=int(value(m["nrn"]) or 2))
    if form == "early":
        return Stamp(a, b, "first_years", last=int(value(m["en"]) or 2))
    if form == "within":
        return Stamp(a, b, "within", last=int(value(m["in"]) or 2))
    if form in ("run", "tour", "lived"):
        lived = int(value(m[{"run": "rn", "tour": "un"}.get(form, "ln")]) or 1)
        if lived < 2:
            return None
        over = form == "run" and lived < _FEW and bool(m["rm"])
        return Stamp(a, b, "years", last=lived + over)
    if form == "bm":
        return Stamp(a, b, "months_past", last=int(value(m["bn"]) or 1))
    if form == "fut":
        return Stamp(a, b, "future", last=int(value(m["fn"]) or 1))
    if form == "plan":
        first, final = load("times")["plans"][m["pl"]]
        if m["pn"]:
            return Stamp(a, b, "range", first, first + int(value(m["pn"]) or 1) - 1)
        kind = (
            "since"
            if m["plan"].endswith("以来")
            else ("planned" if m["plan"].endswith(("期间", "时期")) else "")
        )
        return Stamp(a, b, kind, first, final) if kind else None
    return Stamp(a, b, "start_since")


def _in_characters(m: re.Match[str]) -> Stamp | None:
    """A year, month or day written out: 二〇一五年一月二十日."""
    digits = re.sub("[○零]", "〇", m["cy"])
    year = int("".join(str("〇一二三四五六七八九".index(c)) for c in digits))
    if not 1900 <= year < 2100:
        return None
    month = int(value(m["cm"]) or 0) if m["cm"] else None
    day = int(value(m["cd"]) or 0) if m["cd"] else None
    kind = "date" if month and day else "month" if month else "year"
    return _valid(Stamp(*m.span(), kind, year, None, month, day))


def _valid(stamp: Stamp) -> Stamp | None:
    if stamp.month is not None and not 1 <= stamp.month <= 12:
        return None
    return None if stamp.day is not None and not 1 <= stamp.day <= 31 else stamp
