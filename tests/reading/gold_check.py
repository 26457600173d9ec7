"""Checks that a gold file says nothing its text does not say."""

import re
from pathlib import Path
from typing import Any

import opencc

from bench.score import locate

UNITS = {"元", "人", "人次", "批次", "户", "场", "亩", "吨", "公斤", "公里", "平方米", "%", "个"}
BOUNDS = {"exact", "about", "under", "over"}
SCOPES = {"event", "period", "since", "target"}
EVENTS = {
    "meeting",
    "visit",
    "donation",
    "signing",
    "job_fair",
    "sales_fair",
    "training",
    "launch",
    "other",
}
# The guide's own table, so that the page people annotate by and this check cannot differ.
GUIDE = Path(__file__).parents[2] / "docs" / "rules" / "annotation.md"
_INDICATOR_ROWS = GUIDE.read_text(encoding="utf-8").partition("## 7.")[2].partition("## 8.")[0]
INDICATORS = set(re.findall(r"`([a-z_]+)`", _INDICATOR_ROWS))

_SIMPLIFY = opencc.OpenCC("t2s")
_GLOSS = re.compile(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńň]+\)")
_INVISIBLE = re.compile("[\u200b\ufeff\u00a0\\s]")
_WIDE = {0xFF10 + i: str(i) for i in range(10)} | {ord("．"): ".", ord("，"): ",", ord("％"): "%"}
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}
_NUMERAL = "0-9.,零〇一二三四五六七八九两十百千"
_FIGURE = re.compile(
    rf"(?P<number>[{_NUMERAL}]+)[余多几来]?(?P<scale>[万亿]*)[余多几]?(?P<scale2>[万亿]*)(?P<unit>\D*)"
)
_RANGE = re.compile(
    rf"(?P<low>[{_NUMERAL}]+)(?P<scale>[万亿]*)[至到—~-]+[{_NUMERAL}]+(?P<rest>\D*)"
)
# 一万两千套, 八万六: what follows 万 or 亿 in characters
_SAID = re.compile(
    r"(?P<number>[一二三四五六七八九两十百千万]+[万亿][零一二三四五六七八九两十百千万]+)[余多几来]?(?P<unit>\D*)"
)
_TENTHS = re.compile(r"([一二三四五六七八九])成([一二三四五六七八九])")
_PRINTED_UNITS = {
    "元": ("元", 1),
    "块": ("元", 1),
    "块钱": ("元", 1),
    "": ("元", 1),
    "人": ("人", 1),
    "名": ("人", 1),
    "位": ("人", 1),
    "人次": ("人次", 1),
    "台": ("个", 1),
    "例": ("人次", 1),
    "台次": ("人次", 1),
    "台手术": ("人次", 1),
    "批": ("批次", 1),
    "批次": ("批次", 1),
    "户": ("户", 1),
    "场": ("场", 1),
    "场次": ("场", 1),
    "亩": ("亩", 1),
    "吨": ("吨", 1),
    "公斤": ("公斤", 1),
    "千克": ("公斤", 1),
    "斤": ("公斤", 0.5),
    "公里": ("公里", 1),
    "千米": ("公里", 1),
    "米": ("公里", 0.001),
    "平方米": ("平方米", 1),
    "平米": ("平方米", 1),
    "平": ("平方米", 1),
    "%": ("%", 1),
    "个百分点": ("%", 1),
    "成": ("%", 10),
}


def mend(text: str) -> str:
    """The figure as an undamaged text would print it, for comparing only."""
    plain = _GLOSS.sub("", _INVISIBLE.sub("", text)).translate(_WIDE)
    return re.sub(r"(?<=\d)。(?=\d)", ".", _SIMPLIFY.convert(plain))


def number(text: str) -> float:
    """Value of an Arabic or Chinese numeral, or of a mixture such as 1百."""
    text = text.replace(",", "")
    if re.fullmatch(r"[0-9.]+", text):
        return float(text)
    for mark, size in sorted(_LARGE.items(), key=lambda large: -large[1]):
        if mark in text:
            head, _, tail = text.partition(mark)
            short = size / 10 if len(tail) == 1 else 1  # 八万六
            return number(head) * size + (number(tail) * short if tail else 0)
    if short_said := re.fullmatch(r"(.*)([百千])([一二三四五六七八九])", text):  # 三千一
        head, mark, tail = short_said.groups()
        return number(head + mark) + number(tail) * _SMALL[mark] / 10
    total, digit = 0.0, 0.0
    for part in re.findall(r"[0-9.]+|.", text):
        if part in _SMALL:
            total, digit = total + (digit or 1) * _SMALL[part], 0.0
        else:
            digit = float(_DIGITS[part]) if part in _DIGITS else float(part)
    return total + digit


def printed_figure(printed: str) -> tuple[float, str]:
    """Value in base units and unit of a printed figure; a range has the value of its lower end."""
    text = mend(printed)
    if tenths := _TENTHS.fullmatch(text):
        return 10 * number(tenths[1]) + number(tenths[2]), "%"
    if text.startswith("百分之"):
        return number(text.removeprefix("百分之")), "%"
    text = text.replace("个亿", "亿")
    match = _RANGE.fullmatch(text)
    if said := _SAID.fullmatch(text):
        parts, unit = (said["number"], ""), said["unit"]
    elif match:
        scale, rest = match["scale"], match["rest"]
        while rest[:1] in _LARGE:
            scale, rest = scale + rest[0], rest[1:]
        parts, unit = (match["low"], scale), rest
    else:
        match = _FIGURE.fullmatch(text)
        if not match:
            raise ValueError(f"not a figure: {printed!r}")
        parts, unit = (match["number"], match["scale"] + match["scale2"]), match["unit"]
    value = number(parts[0])
    for letter in parts[1]:
        value *= _LARGE[letter]
    name, factor = _PRINTED_UNITS.get(unit, ("个", 1))
    return round(value * factor, 6), name


def check_claim(claim: dict[str, Any]) -> list[str]:
    """What is wrong with one claim, apart from its place in the text."""
    wrong = []
    if claim["unit"] not in UNITS:
        wrong.append(f"unit {claim['unit']}")
    if claim["bound"] not in BOUNDS or claim["scope"] not in SCOPES:
        wrong.append("bound or scope")
    code = claim["indicator"]
    if code not in INDICATORS and not re.fullmatch(r"other:[\u4e00-\u9fff0-9“”]+", code):
        wrong.append(f"indicator {code}")
    value, unit = printed_figure(claim["num"])
    if value != claim["value"] or unit != claim["unit"] and not _same_thing(claim, unit):
        wrong.append(f"prints {value} {unit}, gold says {claim['value']} {claim['unit']}")
    period = claim["period"]
    if period is not None and (len(period) != 2 or period[0][:4] > period[1][:4]):
        wrong.append(f"period {period}")
    for side in (claim["provider"], claim["receiver"]):
        if not isinstance(side, list) or any(not name or mend(name) != name for name in side):
            wrong.append(f"party {side}")
    return [f"{claim['num']} in {claim['quote']!r}: {problem}" for problem in wrong]


def _same_thing(claim: dict[str, Any], unit: str) -> bool:
    """Classifiers whose meaning decides the unit: 台 of operations, 个 of people, 户 of firms."""
    return (unit, claim["unit"]) in {
        ("个", "人次"),
        ("人次", "个"),
        ("人", "个"),
        ("元", "个"),
        ("个", "人"),
        ("户", "个"),
    }


def check_report(text: str, gold: dict[str, Any], starts: list[int] | None = None) -> list[str]:
    """All that is wrong with a gold file; `starts`, if given, are the offsets the writer meant."""
    problems = []
    used: set[tuple[int, int]] = set()
    for index, claim in enumerate(gold["claims"]):
        problems += check_claim(claim)
        try:
            span = locate(text, claim, used)
        except ValueError as error:
            problems.append(str(error))
            continue
        if starts and span[0] != starts[index]:
            problems.append(f"{claim['num']} found at {span[0]}, meant {starts[index]}")
        size = len(gold["claims"])
        parts = [*claim.get("total_of", []), *([claim["part_of"]] if "part_of" in claim else [])]
        if any(not 0 <= part < size or part == index for part in parts):
            problems.append(f"{claim['num']} points at no other claim")
    for event in gold["events"]:
        if event["type"] not in EVENTS:
            problems.append(f"event {event['type']}")
    return problems
