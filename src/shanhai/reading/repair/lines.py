"""Whole lines that are no part of the report, and lines that are something else than prose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from shanhai.reading.data import load
from shanhai.reading.model import Mended
from shanhai.reading.repair.pieces import listed

_LINE = re.compile(r"[^\n]+")
_CAPTION = re.compile(
    r"\s*(?:[（(【\[]\s*图(?:[:：]|[为片]|[一二三四五六七八九\d]{1,2}[:：\s])"
    r"|(?:图[为片](?:[:：]|说明)?|图[一二三四五六七八九\d]{1,2}[:：\s]|[▲△↑▼])\s*\S)"
    r"|\s*[^\n。]{4,90}(?:摄|供图|图片来源[^\n]{0,12})[）)]?\s*\Z"
)
_ANOTHER = re.compile(
    r"\s*[【\[]?(?:相关链接|延伸阅读|相关阅读|相关新闻|新闻链接|背景链接|新闻背景|背景资料|资料链接"
    r"|往期回顾|新闻回顾|链接|猜你喜欢|为您推荐|热门跟[贴帖])[】\]]?\s*[:：]?"
)
_FORUM = re.compile(r"\s*(?:[\x21-\x7e]{1,3}\s+){3,}[\x21-\x7e]{1,3}\s*\Z")
_PICTURED = re.compile(r"[图摄▲△↑▼]")  # every caption has one of them
_LETTERS = re.compile(r"(?<![A-Za-z0-9])(?:[A-Za-z]\d?|\d[A-Za-z])(?![A-Za-z0-9])")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LONGEST_CAPTION, _LONGEST_HEADING = 240, 16


@lru_cache(maxsize=1)
def _noise() -> tuple[re.Pattern[str], ...]:
    """What spammers and forums put in (vocabulary/repairs.yaml): words in a line, lines, words of
    spam, lines with spam among them."""
    words = load("repairs")
    noise = "|".join(f"(?:{line})" for line in words["noise"])
    spam = "|".join(map(re.escape, sorted(words["spam"].split(), key=len, reverse=True)))
    head = rf"[^\n，。；：]{{0,60}}?(?:{spam})(?:[^\n，。；：]{{0,60}}(?:{spam}))*"
    tail = r"(?:您?的?当前的?位置[：:](?: *首页)?(?: *[>›»] *[^\n>›»，。 ]{1,12})*|[-_|｜ ]+|$)"
    spoilt = rf"(?P<noise>{noise})|(?P<spam>{head}[^\n，。；：]{{0,12}}?{tail})"
    made = ("|".join(words["ads"]), f"^(?P<noise>{noise})", spam, f"^(?:{spoilt})")
    return tuple(re.compile(one, re.MULTILINE) for one in made)


def inserted(raw: str) -> Iterator[Mended]:
    """Lines and words that somebody put in; they are taken out."""
    words, lines, spam, spoilt = _noise()
    at, broken_into = 0, spam.search(raw)
    for line in _LINE.finditer(raw):
        start, end = line.span()
        fit = spoilt if broken_into and spam.search(raw, start, end) else lines
        match = fit.match(raw, start)
        if match and match.end() > start:
            yield from _ads(raw, words, at, match.start())
            at = _whole(raw, match.start(), match.end())
            yield listed(match.start(), at, match.lastgroup or "noise", "")
    yield from _ads(raw, words, at, len(raw))


def _whole(raw: str, start: int, end: int) -> int:
    """Where a stretch ends that is taken out: a line goes with its line end."""
    line = (start == 0 or raw[start - 1] == "\n") and raw[end : end + 1] == "\n"
    return end + line


def _ads(raw: str, words: re.Pattern[str], start: int, end: int) -> Iterator[Mended]:
    for match in words.finditer(raw, start, end):
        if match.end() > match.start():
            yield listed(match.start(), match.end(), "ad", "")


def special(raw: str) -> Iterator[Mended]:
    """Lines of forum codes and of binary files (taken out), captions and headings of a second
    article (named: their figures are not the report's own once more)."""
    spoilt = "ࡱ" in raw or "bjbj" in raw
    for match in _LINE.finditer(raw):
        line, (start, end) = match[0], match.span()
        if spoilt and ("ࡱ" in line or "bjbj" in line):
            yield listed(start, _whole(raw, start, end), "binary", "")
        elif line.isascii():
            if _FORUM.match(line) and len(_LETTERS.findall(line)) >= 2:
                yield listed(start, _whole(raw, start, end), "noise", "")
        elif len(line) <= _LONGEST_CAPTION:
            headed = len(line) < _LONGEST_HEADING or "：" in line[:9] or ":" in line[:9]
            if headed and _ANOTHER.match(line):
                yield listed(start, end, "another", line)
            elif _PICTURED.search(line) and _CAPTION.match(line) and _HAN.search(line):
                yield listed(start, end, "caption", line)
