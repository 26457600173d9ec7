"""Lines broken by the width of a page: joined again, or flagged when two columns got mixed.

Lines of a printed page are equally wide and end in the middle of sentences. Whether the next line
goes on where a line ends is asked of the words that stand across the joint; when the line after
the next goes on better, two columns were read across. What one stretch of lines tells holds for
the whole page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from shanhai.reading.data import load
from shanhai.reading.model import Mended
from shanhai.reading.repair.letters import simplified
from shanhai.reading.repair.pieces import listed
from shanhai.reading.repair.shifted import known_words

_ENDS = "。！？!?；;：:，,、）)”"
_NARROWEST, _WIDEST, _RAGGED = 16, 160, 3
_FEWEST = 3
# So many joints inside known words, and such a share of all, tell that lines go on.
_SURE, _SHARE = 3, 0.14
_AFTER_DIGITS = frozenset("万亿萬億余多个個名家人元户戶次场場项項亩畝吨噸公年月日%")
_STOPS = re.compile("[，；;。]")
_NARROW = 0x2E80  # the last character no wider than a Latin one
_INDENT = re.compile(r"[ \t\u3000]")
_HEADING = re.compile(
    r"[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|"
    r"\d+(?:[.、]\D|[ \t])|[◆●■▲☆★◇○□·•【]"
)
# A day or a clock time at the end of a line is whole.
_SPLIT = re.compile(
    r"\d(?<![\d.,]\d)(?<!\d[-/:：]\d)[\d.,]*[ \t]{0,9}\n[ \t\u3000]{0,9}(?:\d[\d.,]*|(?=\S))"
)
Line = tuple[int, int, int]


def broken_lines(raw: str) -> Iterator[Mended]:
    """Line ends inside sentences: taken out where the text goes on, flagged where it may not."""
    if raw.count("\n") < _FEWEST:
        return
    lines = [*_lines(raw), (len(raw), len(raw), 0)]
    kind, wide = _told(raw, list(_blocks(raw, lines)))
    if kind == "columns":
        for run in _runs(raw, lines):
            yield listed(run[0][0], run[-1][1], "columns", raw[run[0][0] : run[-1][1]])
        return
    joints = set()
    for line, after in zip(lines, lines[1:], strict=False):
        if kind and line[2] >= wide - 2 * _RAGGED and after[2] and _joins(raw, line, after):
            joints.add(line[1])
            yield listed(line[1], after[0], "wrap", "")
    yield from _split_numbers(raw, lines, joints)


def _lines(raw: str) -> Iterator[Line]:
    """Start, end and printed width of every line; an empty line is a width of 0."""
    at = 0
    for text in raw.split("\n"):
        shown = text.strip()
        size = len(shown)
        start = at if shown == text else at + len(text) - len(text.lstrip())
        wide = 0
        if 0 < size <= _WIDEST:
            wide = size + _twice_as_wide(shown)
        yield start, start + size, wide if wide <= _WIDEST else 0
        at += len(text) + 1


def _twice_as_wide(line: str) -> int:
    """How many characters of a line are as wide as two."""
    wide = 0
    for at in range(len(line)):  # characters by number are no objects where this is compiled
        if ord(line[at]) > _NARROW:
            wide += 1
    return wide


def _blocks(raw: str, lines: list[Line]) -> Iterator[list[Line]]:
    """Neighbouring lines of one width, give or take a character and an indent, with the shorter
    line that ends them."""
    block: list[Line] = []
    narrow = wide = 0  # of the block's lines
    for line in lines:
        width = line[2]
        indent = 4 if len(block) == 1 else 0
        fits = wide - _RAGGED - indent <= width <= narrow + _RAGGED + indent
        if block and not fits:
            last = [line] if 0 < line[2] < block[0][2] and _open(raw, block[-1]) else []
            if len(block) + len(last) >= _FEWEST:
                yield [*block, *last]
            block = []
        if width >= _NARROWEST:
            narrow, wide = (min(narrow, width), max(wide, width)) if block else (width, width)
            block.append(line)


def _open(raw: str, line: Line) -> bool:
    return raw[line[1] - 1] not in _ENDS


def _told(raw: str, blocks: list[list[Line]]) -> tuple[str, int]:
    """What the blocks of a page say of it, if anything: lines are broken, or columns are mixed."""
    asked = next_line = after_next = prose = 0
    wide = _WIDEST
    for block in blocks:
        opened = [number for number in range(len(block) - 1) if _open(raw, block[number])]
        if 2 * len(opened) < len(block) - 1 or len(opened) < 2:
            continue
        asked += len(opened)
        here = sum(_goes_on(raw, block[n], block[n + 1]) for n in opened)
        wide = min(wide, max(line[2] for line in block)) if here else wide
        next_line += here
        after = (n for n in opened if n + 2 < len(block))
        after_next += sum(_goes_on(raw, block[n], block[n + 2]) for n in after)
        prose += _prose(raw, block)
    share = next_line / asked if asked else 0
    sure = next_line >= _SURE and share > _SHARE or next_line > 1 and share > 2 * _SHARE
    if sure and next_line > 2 * after_next:
        return "wrap", wide
    return ("columns", 0) if after_next or prose else ("", 0)


def _runs(raw: str, lines: list[Line]) -> Iterator[list[Line]]:
    """Lines without an empty one between them, some of which end inside a sentence."""
    run: list[Line] = []
    for line in lines:
        if line[2]:
            run.append(line)
        else:
            if len(run) > 1 and any(_open(raw, one) for one in run[:-1]):
                yield run
            run = []


def _joins(raw: str, line: Line, after: Line) -> bool:
    """Whether a full line and the next are one paragraph."""
    if raw[line[1] - 1] in "。！？" and _INDENT.match(raw, line[1] + 1):
        return False
    if raw.count("\n", line[1], after[0]) != 1 or _HEADING.match(raw, after[0]):
        return False
    return raw[line[1] - 1] not in "。！？"


def _prose(raw: str, block: list[Line]) -> bool:
    """Whether sentences run through the block: a list of titles or rows has none."""
    inside = sum(any(mark in raw[s:e] for mark in "，。") for s, e, _ in block)
    return 2 * inside >= len(block)


def _goes_on(raw: str, one: Line, other: Line) -> bool:
    pair = raw[one[1] - 1] + raw[other[0] : other[0] + 1]
    if pair[0].isdigit():
        return pair[1:] in _AFTER_DIGITS
    return pair.translate(simplified()) in _joints()


@lru_cache(maxsize=1)
def _joints() -> frozenset[str]:
    """Pairs of characters that tell that a line goes on."""
    return frozenset(known_words()) | frozenset(load("repairs")["joints"].split())


def _split_numbers(raw: str, lines: list[Line], joints: set[int]) -> Iterator[Mended]:
    """Digits at the end of a line of prose: one number with those of the next line, or two?"""
    told = 0
    for start, end, _ in lines:
        at = end
        while at > start and (raw[at - 1].isdecimal() or raw[at - 1] in ".,"):
            at -= 1
        match = _SPLIT.match(raw, at) if told <= at < end else None
        if match is None:
            continue
        told = match.end()
        line = raw[max(raw.rfind("\n", 0, match.start()) + 1, match.start() - 80) : match.start()]
        if joints.intersection(range(*match.span())):
            continue
        digits = match[0][-1].isdigit() and len(line) >= _NARROWEST
        if digits or _STOPS.search(line):
            yield listed(match.start(), match.end(), "columns", match[0])
