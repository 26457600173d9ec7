"""Damage done to clean text on purpose, every kind of it, with the way back to the clean text.

Each injector takes a text and a source of chance and gives pieces: what is printed, and the clean
offsets it stands for. `NAME -> (injector, what may be lost)`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import opencc

from shanhai.reading.data import load

HAN = re.compile(r"[\u3400-\u9fff]")
_TRADITIONAL = opencc.OpenCC("s2t")
_SIMPLIFIED = opencc.OpenCC("t2s")
_TONED = ("zī", "xùn", "dōng", "yǔ", "jì", "chuàng", "lǜ", "é", "ān")
_PLAIN = ("zi", "dong", "yu", "chuang", "xi", "ying")


@dataclass(frozen=True)
class Damaged:
    """Damaged text; `origin` holds the clean offset of each character, None for what was put in."""

    raw: str
    origin: list[int | None]


Edit = tuple[int, int, str]


def edited(text: str, edits: list[Edit]) -> Damaged:
    """The text with stretches replaced; a replacement of the same length maps one to one."""
    pieces: list[str] = []
    origin: list[int | None] = []
    at = 0
    for start, end, new in sorted(edits):
        if start < at:
            continue
        pieces += [text[at:start], new]
        origin += range(at, start)
        if len(new) == end - start:
            origin += range(start, end)
        else:
            origin += [start if n == 0 and end > start else None for n in range(len(new))]
        at = end
    pieces.append(text[at:])
    origin += range(at, len(text))
    return Damaged("".join(pieces), origin)


def some(chance: random.Random, places: list[Edit], most: int = 12) -> list[Edit]:
    """A few of the places damage could be done at."""
    return chance.sample(places, min(len(places), chance.randint(1, most)))


def _after_han(text: str) -> list[int]:
    return [match.end() for match in HAN.finditer(text)]


def glossed(text: str, chance: random.Random) -> Damaged:
    """Traditional characters, each changed one followed by its reading."""
    made = []
    for at, (old, new) in enumerate(zip(text, _to_traditional(text), strict=True)):
        if old != new:
            made.append((at, at + 1, f"{new}({chance.choice(_TONED)})"))
    return edited(text, made)


def _to_traditional(text: str) -> str:
    made = _TRADITIONAL.convert(text)
    if len(made) != len(text):
        return text
    return "".join(n if _SIMPLIFIED.convert(n) == o else o for o, n in zip(text, made, strict=True))


def doubled_gloss(text: str, chance: random.Random) -> Damaged:
    """Readings after simplified characters, printed more than once."""
    syllables = [chance.choice(_TONED) for _ in text]
    return edited(
        text,
        some(
            chance,
            [
                (at, at, f"({syllables[at - 1]})" * chance.randint(1, 3)
                 if chance.random() < 0.7 else f"({syllables[at - 1]}{chance.choice(_TONED)})")
                for at in _after_han(text)
            ],
            60,
        ),
    )  # fmt: skip


def toneless_gloss(text: str, chance: random.Random) -> Damaged:
    """Readings without tones."""
    places = [(at, at, f"({chance.choice(_PLAIN)})") for at in _after_han(text)]
    return edited(text, some(chance, places, 60))


def traditional(text: str, chance: random.Random) -> Damaged:
    """Traditional characters, the quotes of Hong Kong, Latin commas."""
    marks = str.maketrans("“”‘’，", "「」『』,")
    return Damaged(_to_traditional(text).translate(marks), list(range(len(text))))


def lost_byte(text: str, chance: random.Random) -> Damaged:
    """One byte of a GBK line lost: all that follows is read one byte off until plain ASCII."""
    runs = [m for m in re.finditer(r"[^\x00-\x7f]{3,}", text) if _encodes(m[0])]
    run = chance.choice(runs)
    at = chance.randrange(run.start(), run.end() - 1)
    data = text[at : run.end()].encode("gbk")[1:]
    pieces: list[str] = []
    origin: list[int | None] = list(range(at))
    byte = 0
    while byte < len(data):
        pair = data[byte : byte + 2]
        letter = pair.decode("gbk", "ignore") if len(pair) == 2 else ""
        pieces.append(letter or "?")
        origin.append(at + (byte + 1) // 2)
        byte += 2 if letter else 1
    origin += range(run.end(), len(text))
    return Damaged(text[:at] + "".join(pieces) + text[run.end() :], origin)


def _encodes(text: str) -> bool:
    try:
        return len(text.encode("gbk")) == 2 * len(text)
    except UnicodeEncodeError:
        return False


def lost_lead(text: str, chance: random.Random) -> Damaged:
    """東 before 西部 without its first byte."""
    return edited(text, [(m.start(), m.start() + 1, "?xùn)|") for m in re.finditer("东西部", text)])


def lost_character(text: str, chance: random.Random) -> Damaged:
    """A few characters printed as a question mark."""
    places = [(m.start(), m.end(), "?") for m in re.finditer(r"[^\s\d]", text)]
    return edited(text, some(chance, places, 3))


def doubled_marks(text: str, chance: random.Random) -> Damaged:
    """A comma before every mark."""
    return edited(text, [(m.start(), m.start(), ",") for m in re.finditer("[，、。；]", text)])


def stopped_decimal(text: str, chance: random.Random) -> Damaged:
    """A decimal point turned into a full stop."""
    return edited(text, [(m.start(), m.end(), "。") for m in re.finditer(r"(?<=\d)\.(?=\d)", text)])


def lost_date_mark(text: str, chance: random.Random) -> Damaged:
    """年, 月 or 〕 gone between digits."""
    places = [(m.start(), m.end(), "") for m in re.finditer(r"(?<=\d)[年月〕](?=\d)", text)]
    return edited(text, some(chance, places, 4))


_MEASURED = re.compile(
    r"(?<=[\u3400-\u9fff])(?<![每近约超达上过方余多中美千百万亿])\d[\d.]*"
    r"(?=[万亿]元[，。、；）]|万[亩吨]|公里|平方米|场次|批次)"
)


def lost_amounts(text: str, chance: random.Random) -> Damaged:
    """The digits of some amounts gone, the words around them kept."""
    places = [(m.start(), m.end(), "") for m in _MEASURED.finditer(text)]
    return edited(text, some(chance, places, 4) if places else [])


def lost_digits(text: str, chance: random.Random) -> Damaged:
    """Every digit of the page gone."""
    return edited(text, [(m.start(), m.end(), "") for m in re.finditer(r"\d[\d.]*", text)])


def cut_off(text: str, chance: random.Random) -> Damaged:
    """The end of the page gone."""
    at = chance.randrange(20, len(text))
    tail = chance.choice(("", "…", "...", "……\n"))
    return Damaged(text[:at] + tail, [*range(at), *[None] * len(tail)])


def _washed(kind: str) -> Callable[[str, random.Random], Damaged]:
    def wash(text: str, chance: random.Random) -> Damaged:
        words = load("repairs")[kind]
        back: dict[str, list[str]] = {}
        for how in ("signs", "doubtful"):
            for odd, meant in words[how].items():
                back.setdefault(meant, []).append(odd)
        pattern = "|".join(map(re.escape, sorted(back, key=len, reverse=True)))
        edits = [
            (m.start(), m.end(), chance.choice(back[m[0]])) for m in re.finditer(pattern, text)
        ]
        # Nobody washes a single word: without a telling one the text stays as it is.
        told = any(new in words["signs"] for _, _, new in edits)
        return edited(text, edits if told else [])

    return wash


_ADS = ("百家樂看燈投注法", "百家乐开户", "hellip;", "j9", "&hellip;")
_HEADS = (
    "日韩欧美综合您当前的位置：首页\n", "国产精品一区二区av在线观看_", "成人免费视频高清 | ",
    "亚洲av无码久久\n", "澳门新葡京娱乐城官网\n",
)  # fmt: skip
_MEDICAL = (
    "北京白癜风哪家最好 http://pf.39.net/bdfyy/", "癫痫病能治好吗http://m.39.net/news/a_123.html",
    "http://www.example.test/ad?id=88",
)  # fmt: skip
_FORUM = ("1 H0 v9 E& h+ E: e", "0 G& Q$ u8 ~8 d* k# z", "9 r1 x) z2 @! m")
_BINARY = ("ࡱ> MOJKL)\x00bjbj\x05", "ࡱ\x01\x02> 105 万元", "\x13\x15bjbj88 \x02 3")
_BOILER = (
    "责任编辑：甲某 编审：乙某 出品：示例县融媒体中心", "【打印】【字体：大 中 小】",
     "热门跟贴 128条", "版权声明：本文观点不代表本站 联系电话0760-88881234", "浏览次数：1204次",
    "（通讯员供图）",
    "扫一扫在手机打开当前页",
)  # fmt: skip
_NAME = re.compile(r"(?<=[长任记、])[王李张沈陈刘周赵吴阿马老](?=[\u3400-\u9fff][、，。])")


def _line_starts(text: str) -> list[int]:
    return [m.end() for m in re.finditer(r"\n", text) if m.end() < len(text)]


def _lines_in(lines: tuple[str, ...]) -> Callable[[str, random.Random], Damaged]:
    """Whole lines put between the lines of the text."""

    def put(text: str, chance: random.Random) -> Damaged:
        places = [(at, at, chance.choice(lines) + "\n") for at in _line_starts(text)]
        return edited(text, some(chance, places, 3))

    return put


def advertised(text: str, chance: random.Random) -> Damaged:
    """The words of a spammer inside sentences."""
    places = [(at, at, chance.choice(_ADS)) for at in range(1, len(text))]
    return edited(text, some(chance, places, 3))


def prefixed(text: str, chance: random.Random) -> Damaged:
    """The words of a page that was broken into before the article."""
    return edited(text, [(0, 0, chance.choice(_HEADS))])


def columns(text: str, chance: random.Random) -> Damaged:
    """Every paragraph printed as two columns and read straight across."""
    return _broken(text, chance.randint(14, 24), 2)


def wrapped(text: str, chance: random.Random) -> Damaged:
    """Every paragraph broken into lines as wide as a page."""
    return _broken(text, chance.randint(16, 30), 1)


def _broken(text: str, wide: int, count: int) -> Damaged:
    raw: list[str] = []
    origin: list[int | None] = []
    for match in re.finditer(r"[^\n]+|\n", text):
        at, end = match.span()
        rows = list(_rows(text, at, end, 2 * wide))
        if len(rows) < 3:
            rows = [(at, end)]
        half = -(-len(rows) // count)
        order = [rows[n + half * c] for n in range(half) for c in range(count)
                 if n + half * c < len(rows)]  # fmt: skip
        for number, (start, stop) in enumerate(order):
            last = number == len(order) - 1
            raw += [text[start:stop], *([] if last else ["\n"])]
            origin += [*range(start, stop), *([] if last else [None])]
    if raw.count("\n") - text.count("\n") < 10:
        return edited(text, [])
    return Damaged("".join(raw), origin)


def _rows(text: str, at: int, end: int, wide: int) -> Iterator[tuple[int, int]]:
    """Stretches as wide as a printed line: a Chinese character takes two places."""
    start, filled = at, 0
    for here in range(at, end):
        filled += 1 + (text[here] > "\u2e80")
        if filled > wide:
            yield start, here
            start, filled = here, 1 + (text[here] > "\u2e80")
    yield start, end


def unseen(text: str, chance: random.Random) -> Damaged:
    """Characters nobody sees, and full-width digits."""
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    edits: list[Edit] = [
        (m.start(), m.end(), m[0].translate(wide)) for m in re.finditer(r"\d", text)
    ]
    edits = some(chance, edits, 99) if edits else []
    hidden = "\u200b\ufeff\u00ad\u2060\u200e"
    at = [(n, n, chance.choice(hidden)) for n in range(len(text))]
    return edited(text, [*edits, *some(chance, at, 40)])


def hard_spaces(text: str, chance: random.Random) -> Damaged:
    """Spaces that are none between Chinese characters."""
    places = [(m.start(), m.start(), chance.choice("\u00a0\u2002\u3000"))
              for m in re.finditer(r"(?<=[，。；])(?=[\u3400-\u9fff])", text)]  # fmt: skip
    return edited(text, some(chance, places, 8))


def captioned(text: str, chance: random.Random) -> Damaged:
    """A picture whose caption says a sentence of the text once more."""
    sentences = list(re.finditer(r"(?<=[\n。，])[^\n，。]*\d[^\n，。]{4,40}(?=[，。])", text))
    if not sentences:
        return edited(text, [])
    picked = chance.choice(sentences)
    end = text.find("\n", picked.end())
    place = len(text) if end < 0 else end + 1
    return edited(text, [(place, place, f"图为{picked[0].strip()}。\n")])


OLDER = "\n相关链接：\n2019年，示例镇向示例县捐赠资金77万元，选派教师88名。\n"


def followed(text: str, chance: random.Random) -> Damaged:
    """An older article below on the same page."""
    return Damaged(text + OLDER, [*range(len(text)), *[None] * len(OLDER)])


def named(text: str, chance: random.Random) -> Damaged:
    """The spaces print shops set inside names of two characters."""
    places = [(m.end(), m.end(), chance.choice(" \u3000")) for m in _NAME.finditer(text)]
    return edited(text, some(chance, places, 3))


def rejoined(text: str, chance: random.Random) -> Damaged:
    """The two names of a pair joined by another dash."""
    found = re.finditer(r"(?<=[镇县市区乡])[—–－‑-](?=[\u3400-\u9fff])", text)
    return edited(text, [(m.start(), m.end(), chance.choice("—–－‑─-")) for m in found])


def emptied(text: str, chance: random.Random) -> Damaged:
    """Rows of empty cells, as disclosure tables print them."""
    rows = ("|  |  |  |  |  |", "\t" * 20, "　　|　　|　　|")
    places = [(at, at, chance.choice(rows) + "\n") for at in _line_starts(text)]
    return edited(text, some(chance, places, 4))


Injector = Callable[[str, random.Random], Damaged]
# Kinds of damage whose mending is exact: not one field of a claim may differ.
EXACT: dict[str, Injector] = {
    "1 traditional with readings": glossed,
    "2 readings doubled": doubled_gloss,
    "3 readings without tones": toneless_gloss,
    "4 traditional and its marks": traditional,
    "6 a lead byte of 东": lost_lead,
    "8 doubled marks": doubled_marks,
    "16 words before the article": prefixed,
    "17 medical advertisements": _lines_in(_MEDICAL),
    "19 codes of a forum": _lines_in(_FORUM),
    "20 bytes of a Word file": _lines_in(_BINARY),
    "22 characters nobody sees": unseen,
    "22 hard spaces": hard_spaces,
    "23 lines of the page": _lines_in(_BOILER),
    "25 a second article": followed,
    "26 names with a space inside": named,
    "27 joiners": rejoined,
    "28 empty cells": emptied,
}
# Kinds that lose something: a figure is read as it was, or withheld and the damage listed.
LOSSY: dict[str, Injector] = {
    "5 a lost byte shifts the rest": lost_byte,
    "7 a lost character": lost_character,
    "9 a point become a stop": stopped_decimal,
    "10 a lost mark in a date": lost_date_mark,
    "11 digits of amounts removed": lost_amounts,
    "11 all digits removed": lost_digits,
    "12 cut off": cut_off,
    "13 synonyms": _washed("spun"),
    "14 translated there and back": _washed("translated"),
    "15 words of a spammer": advertised,
    "21 columns read across": columns,
    "21 lines broken": wrapped,
    "24 captions": captioned,
}
