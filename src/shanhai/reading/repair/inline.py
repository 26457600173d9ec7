"""Damage inside a line: one pass of one expression finds it all.

What is not damaged is stepped over. Nothing is guessed: what cannot be recovered is flagged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from shanhai.reading.model import Mended
from shanhai.reading.repair.letters import simplified
from shanhai.reading.repair.pieces import GONE, listed
from shanhai.reading.repair.shifted import shifted_back

_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿê"
# Written syllables: with tone marks up to six of them, without only one that pinyin spells.
_SYLLABLE = (
    rf"(?:[A-Za-züɡ]{{0,5}}(?:(?:[{_TONED}]|[aeiouü][\u0300-\u030c])[a-zɡ' ]{{0,6}}){{1,6}}"
    r"|(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ang|eng|ong|iao|ian|ing|uai|uan|ai|ei"
    r"|ao|ou|an|en|er|ia|ie|iu|in|ua|uo|ui|un|ue|ve|üe|a|o|e|i|u|v|ü))"
)
_UNITS = "人名位家个所户场批座条支项元吨亩次期件册台辆套间斤公里米份"
_UNSEEN = "\u200b-\u200f\u202a-\u202e\ufeff\u2060-\u2064\u00ad\x00-\x08\x0e-\x1f\x7f-\x9f"
# where a clause or a line begins
_OPENED = re.compile(r"(?<=[;!?)，。；：！？、”》）\n])|(?<=(?<!\d)[,:])|\A")
_COUNTS = re.compile(r"[\d二三四五六七八九十百千万亿两]")
_HIDDEN = re.compile(f"[{_UNSEEN}]+")
_SPACES = "\xa0\u2000-\u200a\u202f\u205f"
_QUESTION = re.compile(
    r"[吗呢么否谁啥何哪吧]|怎|多[少远长大高久快]|几[个家次]|是不是|(?P<v>[\u3400-\u9fff])不(?P=v)|对答"
)
# A clause of a question, with a reading after every character of it.
_ASKED = 160
_BRACKETED = re.compile(r"[(（][^()（）\u3400-\u9fff]{1,12}[)）]")
_VOWEL = re.compile(r"[(（]([aeiouüv])[)）]")
_NUMERALS = "一二三四五六七八九十百千万亿萬億两兩数數几餘"
_ALIKE = {"stop": "torn", "broken": "torn", "blank": "space"}
_FLAGS = frozenset({"missing", "torn", "stop", "broken", "undated"})
# 亿元以上项目: an amount nobody counts, even where a reading stands between
_BY_SIZE = re.compile(r"[万亿萬億]元(?:户|以上|项目|大关|产业|产值|村|级|工程)")
_AFTER = 24
_HAN = r"[\u3400-\u9fff]"
_FOREIGN = r"\u3040-\u312f"  # kana and phonetic signs: no Chinese question ends in one
_MONEY = "资金额入值约超达近均共计扶费售款"
# Every kind of damage begins with a digit, with a word that follows a number, or with a mark, and
# each alternative with a character of its own, looked back at: so the engine steps over all else.
_AT_DIGITS = (
    r"[０-９](?P<wide>[０-９]*(?:[．，][０-９]+)*[％]?)"
    r"|20(?<!\d20)(?:(?P<year>[0-3]\d(?=(?:1[0-2]|[1-9])(?:[-—至到][1-9]\d?)?月"
    r"|以来|上半年|下半年|底(?!座)|全年))"
    r"|(?P<date>(?P<y>[0-3]\d)年?(?P<m>[2-9])(?P<d>[12]\d|3[01]|[1-9])(?=日))"
    r"|(?P<undated>[0-3]\d(?:年?\d{3,4}(?=日)|\d{1,4}(?:\.\d+)?(?=[亿億])"
    r"|\d{3,6}(?:\.\d+)?(?=[万萬]))))"
    r"|[12](?<=[〔\[［].)(?P<bracket>(?:(?<=1)9|(?<=2)0)\d\d(?=\d{1,4}号))"
    r"|\d(?<![\d.,]\d)(?<!\d[-/:：]\d)(?P<cut>[\d.,]*\s{0,3}[余多]?[十百千万亿萬億]{0,4}\s{0,3}"
    r"(?:(?:…+|\.{3,6})(?=\s*(?:\n|\Z))|\s{0,9}\Z))"
)
_AT_WORDS = (
    rf"余(?:(?<=[{_MONEY}]余)[万亿萬億]?元(?![旦宵])"
    rf"|(?<={_HAN}余)(?<![{_NUMERALS}业剩其盈结多富有残年月]余)(?=[万亿]?[人名户家项亩吨元]))"
    rf"|[多万亿萬億](?<=[{_MONEY}].)(?:(?<=多)[万亿萬億])?元(?![旦宵])"
    rf"|元(?:(?<=[{_MONEY}]元)(?![旦宵])"
    rf"|(?<={_HAN}元)(?<![{_NUMERALS}多余每美日欧港澳公纪单状开万亿萬億]元)(?=[，。、；]))"
    rf"|个(?=[，。、；])(?<={_HAN}个)(?<![{_NUMERALS}多余这那哪每各整某首单几]个)"
    rf"|[万亿](?<=[\u3400-\u9fff、].)(?<![{_NUMERALS}多余每近约超达上过].)"
    r"(?:元|(?<=万)(?:[吨亩只斤册]|平方米))"
    rf"|[公平场批人](?<=[\u3400-\u9fff、].)(?<![{_NUMERALS}多余每上方].)"
    r"(?:(?<=公)里|(?<=平)方米|(?<=[场批])次|(?<=人)次(?![：:达为是数和及]))"
    r"|座(?<=[起建成]座)(?![座谈])"
    rf"|[个余人](?<=[，、；。,;\n].)(?:(?<=个)(?={_HAN})(?![人别体个中税性子案])"
    r"|(?<=余)(?=[名人户家])|(?<=人)(?=在岗|上岗|受益|就业))"
    rf"|月(?=日[，、,至（(\s])(?<![\d{_NUMERALS}正腊]月)"
    rf"|[人名位户](?=上下|左右)(?<={_HAN}.)(?<![{_NUMERALS}多余每].)"
    r"|名(?<=[生师员干医人]名)(?=[，。、；])|%(?<=[率长比达度占]%)"
    r"|[人批户名](?<=[派训共计达约近超逾助售购扶].)"
    r"(?:(?<=[人批户])次|(?<=名)(?=教师|医生|干部|专家|学生))(?![：:达为是数超近约、和及\s|])"
    r"|年(?<![^，。；\n“（(自]年)(?=以来|月|上半年|全年)|月(?<=年月)(?=日|[，。])"
)
_AT_MARKS = (
    r"[,，](?<![,，].)(?P<mark>[,，]*(?=[,，、。；！？;]))"
    r"|。(?<=\d。)(?=\d)(?:(?P<point>(?=\d+\s*(?:[万亿萬億]|%|％|元|吨|亩|公里|公斤|平方)))"
    rf"|(?P<stop>(?=\d+\s*[{_UNITS}])))"
    rf"|[(（](?<={_HAN}.)(?P<gloss>{_SYLLABLE}[)）](?:[(（]{_SYLLABLE}[)）])*)"
    rf"|\?(?:(?P<lost>{_SYLLABLE}\)\|)"
    rf"|(?P<shift>(?:{_SYLLABLE}\))?(?P<run>[^\x00-\x7f\n]{{2,40}}?)\?))"
    rf"|[{_UNSEEN}](?P<unseen>[{_UNSEEN}]*)"
    rf"|[{_SPACES}](?P<space>[{_SPACES}]*)"
    r"|[–―─‐‑−－](?P<joiner>)"
    rf"|(?P<torn>(?<!\?)\?(?=[\u3400-\u9fff\d，。、；,;”）(（“《])|(?<=\d)\?"
    rf"|(?<=[\u3400-\u9fff{_FOREIGN}])\?(?=[ \t]*(?:\n|\Z|\d))"
    r"|[a-z](?<![A-Za-z].)(?=\d[\d.]*\s?[\u3400-\u9fff%])"
    r"|\ufffd+|□(?<=[\u3400-\u9fff\d]□)□*(?=[\u3400-\u9fff\d])|(?:锟斤拷)+)"
    r"|…(?P<broken>…*\s*\Z)"
    rf"|[ \u3000](?:(?P<name>(?<=[、,，记长任席]{_HAN}.)(?={_HAN}[、,，。]))"
    r"|(?<=[，。；：！？].)(?P<blank>[ \u3000]*))"
)
_DIGITS = "0-9０-９"  # of which the engine tells faster than of all that \d means
_WORDS = "余多万亿萬億年月人名位户批场元个座%公平"
_MARKS = rf"?…(（,，。a-z \u3000–―─‐‑−－\ufffd□锟{_SPACES}{_UNSEEN}"
_DAMAGE = re.compile(
    rf"(?=[{_DIGITS}{_WORDS}{_MARKS}])(?:(?=[{_DIGITS}])(?:{_AT_DIGITS})"
    rf"|(?=[{_WORDS}])(?P<missing>{_AT_WORDS})|(?=[{_MARKS}])(?:{_AT_MARKS}))"
)


def _shift(match: re.Match[str]) -> str | None:
    text, (start, end) = match.string, match.span()
    parts = (text[max(0, start - 1) : start], match["run"], text[end : end + 1])
    return shifted_back(*(part.translate(simplified()) for part in parts))


def _gloss(match: re.Match[str]) -> str | None:
    """A lone Latin vowel in brackets is a letter unless the character can be read so."""
    lone = _VOWEL.fullmatch(match[0])
    before = match.string[match.start() - 1]
    readings = {"a": "阿啊", "e": "饿额恶鹅俄峨厄扼愕哦", "o": "哦噢喔"}
    return None if lone and before not in readings.get(lone[1], "") else ""


_NARROW = str.maketrans("０１２３４５６７８９．，％", "0123456789.,%")
_MENDED: dict[str, Callable[[re.Match[str]], str | None]] = {
    "lost": lambda match: "东",
    "shift": _shift,
    "gloss": _gloss,
    "unseen": lambda match: "",
    "mark": lambda match: "",
    "wide": lambda match: match[0].translate(_NARROW),
    "space": lambda match: "" if _OPENED.match(match.string, match.start()) else " ",
    "joiner": lambda match: "-",
    "point": lambda match: ".",
    "year": lambda match: match[0] + "年",
    "date": lambda match: f"20{match['y']}年{match['m']}月{match['d']}",
    "bracket": lambda match: match[0] + "〕",
    "name": lambda match: "",
    "blank": lambda match: "",
    # A number that touches a cut is not known: readers must not see it.
    "cut": lambda match: GONE,
}


def inline(raw: str) -> Iterator[Mended]:
    """Every damaged stretch of a text, in order."""
    for match in _DAMAGE.finditer(raw):
        kind = match.lastgroup or ""
        if kind in _FLAGS:
            if _asked(match) if match[0] == "?" else _by_size(match):
                continue
            kind = _ALIKE.get(kind, kind)
            yield listed(match.start(), match.end(), kind, match[0])
            continue
        mended = _MENDED[kind](match)
        if mended is not None:
            yield listed(match.start(), match.end(), _ALIKE.get(kind, kind), mended)
        elif kind == "shift":
            yield from _torn(match)


def _by_size(match: re.Match[str]) -> bool:
    """Whether what has no number only says how large a thing is."""
    near = match.string[match.start() : match.end() + _AFTER]
    return bool(_BY_SIZE.match(_BRACKETED.sub("", near).translate(simplified())))


def _asked(match: re.Match[str]) -> bool:
    """Whether a question mark ends a question."""
    if re.match(rf"[{_FOREIGN}]", match.string[match.start() - 1 : match.start()]):
        return False
    near = match.string[max(0, match.start() - _ASKED) : match.start()]
    near = _HIDDEN.sub("", _BRACKETED.sub("", near))
    clause = re.split(r"[，。；,;\n]", near)[-1].translate(simplified())
    ends = match.string[match.end() : match.end() + 1] in "\n"
    return bool(_QUESTION.search(clause)) or (
        ends and not re.search(r"[\d二三四五六七八九十百千万亿两]", clause)
    )


def _torn(match: re.Match[str]) -> Iterator[Mended]:
    """A run that could not be put right: both its ends are lost characters, or questions."""
    if _asked(match):
        return
    yield listed(match.start(), match.start() + 1, "torn", "?")
    yield listed(match.end() - 1, match.end(), "torn", "?")
