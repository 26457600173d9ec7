"""Numbers that must not be read: damage has eaten into them, or into the words that say what
they count.

A withheld number stays in the text as received and is listed; in the mended text an ellipsis
stands in its place, so that no reader can take it for something it was not.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from shanhai.reading.model import Mended
from shanhai.reading.repair.pieces import GONE, listed

_HAN_DIGITS = "一二两兩三四五六七八九十百千零〇万亿萬億几余多半"
_NUMBER = re.compile(
    r"[0-9０-９]+(?:[.,．，。 \xa0\u2000-\u200f\u202f\u205f\u3000\ufeff\u2060\u00ad]{1,3}"
    r"[0-9０-９]+)*"
    rf"[ ]?[余多几]?[{_HAN_DIGITS}]*|[{_HAN_DIGITS}]+"
)
_DATED = re.compile(r"\s?(?:年|月|日|号|时|点|届|岁|周|[-—~至到][0-9]+[年月日])")
_COUNTED = re.compile(
    r"\s?[人名位家个個所户戶场場批座条條支项項元吨噸亩畝次期件册冊台辆輛套间間斤公里米平份对對种種类類处處班堂节節张張篇块塊門门部组組款间%％成镇鎮村乡鄉校院县縣企]"
)
_CLAUSE_END = re.compile(r"[，。；\n,;]")
_SENTENCE_END = re.compile(r"[。；;\n]")
_PARTS = re.compile(r"[^。；;，,\n]{0,8}[，,（(]\s?其中")
_ENDED = re.compile(r"(?<!\d)。|。(?!\d)")
_CUT = re.compile(r"(?:…+|\.{3,6})\s*\Z")
_LAST_END = re.compile(r"[。！？!?”』」）)…：:.；;》】\]](?:\s|\Z)")
_REACH = 24
_CLAUSE = 200
_LONGEST_NOUN = 10
# Damage that may have swallowed a neighbouring digit, and damage that hides what is counted.
_TOUCHING = frozenset({"torn", "ad", "spam", "binary", "shift"})
_HIDING = frozenset({"torn"})
_JOINER = re.compile(r"[省市縣县區区鎮镇乡鄉州旗]\?(?=[\u3400-\u9fff])")


def withheld(raw: str, edits: list[Mended]) -> list[Mended]:
    """The numbers of a text that damage makes unsafe, in order and without overlap."""
    spans: list[tuple[int, int]] = []
    for edit in edits:
        if edit.kind in _TOUCHING:
            spans += _touching(raw, edit)
        if edit.kind in _HIDING and not _JOINER.match(raw, max(0, edit.start - 1)):
            spans += _hidden(raw, edit)
        elif edit.kind == "columns":
            spans += _counted(raw, edit.start, edit.end)
        elif edit.kind == "undated" and raw[edit.end] in "万亿萬億":
            spans.append((edit.start, edit.end))  # 20181800万元: of 2018, or as many
        elif edit.kind == "missing":
            spans += _parts(raw, edit.end)
        elif edit.kind == "space":
            spans += _split(raw, edit)
    if not any(edit.kind == "cut" and not raw[edit.end :].strip() for edit in edits[-3:]):
        spans += _unfinished(raw)
    for _, end in list(spans):
        spans += _parts(raw, end)
    return [listed(start, end, "withheld", GONE) for start, end in _merged(spans)]


def _touching(raw: str, edit: Mended) -> Iterator[tuple[int, int]]:
    """A number right before or right after the damage, with nothing between."""
    low = max(0, edit.start - _REACH)
    for match in _NUMBER.finditer(raw, low, edit.start):
        if match.end() == edit.start:
            yield match.span()
    after = _NUMBER.match(raw, edit.end, min(len(raw), edit.end + _REACH))
    if after is None or raw[edit.end - 1] in "\n |｜_":
        return
    if not (len(after[0]) == 4 and _DATED.match(raw, after.end())):
        yield after.span()


def _hidden(raw: str, edit: Mended) -> Iterator[tuple[int, int]]:
    """The numbers of the clause the damage stands in: what they count cannot be sure."""
    low = max(0, edit.start - _CLAUSE)
    start = max((m.end() for m in _CLAUSE_END.finditer(raw, low, edit.start)), default=low)
    end = _CLAUSE_END.search(raw, edit.end, edit.end + _CLAUSE)
    return _counted(raw, start, end.start() if end else min(len(raw), edit.end + _CLAUSE))


def _counted(raw: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The numbers of a stretch that count something."""
    for match in _NUMBER.finditer(raw, start, end):
        arabic = match[0][0] not in _HAN_DIGITS
        if _DATED.match(raw, match.end()) if arabic else not _COUNTED.match(raw, match.end()):
            continue
        yield match.span()


def _parts(raw: str, at: int) -> Iterator[tuple[int, int]]:
    """The parts of a whole whose number is gone: what they are parts of is not known."""
    opened = _PARTS.match(raw, at, min(len(raw), at + _CLAUSE))
    if opened:
        end = _SENTENCE_END.search(raw, opened.end(), opened.end() + _CLAUSE)
        stop = end.start() if end else min(len(raw), opened.end() + _CLAUSE)
        yield from _counted(raw, opened.end(), stop)


def _split(raw: str, edit: Mended) -> Iterator[tuple[int, int]]:
    """A number with a foreign space inside: one number or two, nobody can tell."""
    if edit.start and raw[edit.start - 1].isdigit() and raw[edit.end : edit.end + 1].isdigit():
        for match in _NUMBER.finditer(raw, max(0, edit.start - _REACH), edit.end + _REACH):
            if match.start() < edit.start < match.end():
                yield match.span()


def _unfinished(raw: str) -> Iterator[tuple[int, int]]:
    """The number at the end of a text that breaks off in a sentence: 13人 may have been 13人次."""
    cut = _CUT.search(raw, max(0, len(raw) - _REACH))
    end = cut.start() if cut else len(raw.rstrip())
    start = max(raw.rfind("\n", 0, end) + 1, end - 2 * _CLAUSE)
    closed = _LAST_END.search(raw[max(0, end - 1) : end] + " ")
    if not cut and (closed or not _prose(raw, start, end)):
        return
    for match in _NUMBER.finditer(raw, max(start, end - _REACH), end):
        if end - match.end() <= _LONGEST_NOUN and not _CLAUSE_END.search(raw, match.end(), end):
            yield match.span()


def _prose(raw: str, start: int, end: int) -> bool:
    """Whether a line is of sentences and no heading: one ends in it, or it has clauses and one
    ended above."""
    if _ENDED.search(raw, start, end):
        return True
    clauses = _CLAUSE_END.search(raw, start, end)
    return clauses is not None and _ENDED.search(raw, 0, start) is not None


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    made: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if made and start < made[-1][1]:
            made[-1] = (made[-1][0], max(made[-1][1], end))
        else:
            made.append((start, end))
    return made


def without(edits: list[Mended], masks: list[Mended]) -> list[Mended]:
    """The edits that no mask covers, and the masks, in the order they are carried out."""
    starts = [mask.start for mask in masks]
    kept = []
    for edit in edits:
        at = bisect_left(starts, edit.end)
        if not at or masks[at - 1].end <= edit.start:
            kept.append(edit)
    return sorted([*kept, *masks], key=lambda edit: (edit.start, -edit.end))
