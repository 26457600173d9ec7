"""Who is paired with whom, where a text tells of several pairs."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from shanhai.reading.actors import Actor

# what stands between the two of a pair
_PAIRED = re.compile(r"[—·•\-－~]{1,2}|[对与]|(?:结对|对口)?(?:帮扶|支援|协作)|结对|牵手|携手")
_FARTHEST = len("对口帮扶")
# a heading: a short line of its own, the words before a colon that open a line, or a numbered
# sentence that does; with the end of the line before, which is found faster than a beginning
_HEADING = re.compile(
    r"\n[ \t　]*(?P<mark>[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）"
    r"|\d{1,2}[.、．](?!\d)|[【■●◆▶►◎★▪#·]|[—-]{2})?"
    r"(?:[^\n。；，：\d]{2,24}+(?:[：。]|$)|[^\n。；：\d]{2,40}+$)",
    re.MULTILINE,
)
_LEVELS = "、）.．"  # 一、 stands over （一）, and that over 1.
_ORDINAL = re.compile(r"\w+")


# an interview: 记者：… and the line that answers it
_ASKED = re.compile(r"\n[ \t　]*(?:记者|问|主持人|本报|编辑|采访者)：[^\n]{4,200}(?=\n)")
_ANSWER = re.compile(r"\s*([^\n：，。“”]{1,12})：")
_LEADER = re.compile(r"队长|组长|领队|工作队|指挥长|联络员")


class Pairs:
    """The pairs of a text (朝阳区对玉树市、丰台区对囊谦县), and whose part of it a paragraph is."""

    def __init__(self, text: str, actors: list[Actor], title_end: int, givers: list[str]) -> None:
        self._recipients = _paired(text, actors)
        self._headings = _headings(text, actors, title_end)
        self._opened = [opened for opened, _ in self._headings]
        self._answers = _answers(text, actors, givers)
        self._text = text

    def of(self, helper: str) -> str | None:
        """The recipient a helper is paired with, where there are several pairs; or None."""
        return self._recipients.get(helper) if len(self._recipients) > 1 else None

    def headed(self, start: int, side: str) -> list[str]:
        """The one of a side, alone in a list, whose part of the text a place belongs to; or []."""
        if self._answers:
            line = self._text.rfind("\n", 0, start) + 1
            if names := self._answers.get(line, {}).get(side):
                return names
        at = bisect_right(self._opened, start) - 1
        name = self._headings[at][1].get(side) if at >= 0 else None
        return [name] if name else []


def _answers(text: str, actors: list[Actor], givers: list[str]) -> dict[int, dict[str, list[str]]]:
    """Where each answer of an interview opens: about whom it was asked, and for whom the leader of
    a work team speaks, whom the helping side has sent."""
    starts = [a.start for a in actors]
    made: dict[int, dict[str, list[str]]] = {}
    for match in _ASKED.finditer(f"\n{text}"):  # begins one before the text itself does
        answer = _ANSWER.match(text, match.end())
        if answer is None:
            continue
        asked = actors[bisect_left(starts, match.start()) : bisect_left(starts, match.end())]
        about = [a.name for a in asked if a.side == "recipient" and a.place]
        told = {"recipient": about[-1:]} if about else {}
        if _LEADER.search(answer[1]):
            told["helper"] = givers
        made[answer.start(1)] = told
    return made


def _headings(text: str, actors: list[Actor], title_end: int) -> list[tuple[int, dict[str, str]]]:
    """Where each heading of a row opens that names one place after the other, with those named.

    A heading of the row that names nobody (三、问题), or of one around it, ends the part of the one
    before it.
    """
    starts = [a.start for a in actors]
    rows: dict[str, list[tuple[int, dict[str, str]]]] = {}
    for match in _HEADING.finditer(f"\n{text}", title_end):  # begins one before the text itself
        end = match.end() - 1
        low, high = bisect_left(starts, match.start()), bisect_left(starts, end)
        labels = text[end - 1] == "：" and text[end : end + 1] not in ("\n", "")
        if not match["mark"] and (text[end - 1] == "。" or low == high and not labels):
            continue
        told: dict[str, set[str]] = {}
        for actor in actors[low:high]:
            if actor.place:
                told.setdefault(actor.side, set()).update(actor.names)
        only = {side: next(iter(names)) for side, names in told.items() if len(names) == 1}
        mark = match["mark"] or ""
        rows.setdefault(_ORDINAL.sub("1", mark), []).append((match.start(), only))
    for row in rows.values():
        for side in ("helper", "recipient"):
            if len({only[side] for _, only in row if side in only}) < 2:
                for _, only in row:
                    only.pop(side, None)
    kept = {mark for mark, row in rows.items() if any(only for _, only in row)}
    inmost = max((_LEVELS.find(mark[-1:]) for mark in kept), default=-1)
    around = {mark for mark in rows if mark and 0 <= _LEVELS.find(mark[-1]) < inmost}
    return sorted((h for mark in kept | around for h in rows[mark]), key=lambda h: h[0])


def _paired(text: str, actors: list[Actor]) -> dict[str, str]:
    """Each helper with the one recipient it is paired with."""
    found: dict[str, set[str]] = {}
    for one, other in zip(actors, actors[1:], strict=False):
        if {one.side, other.side} != {"helper", "recipient"} or not (one.place and other.place):
            continue
        near = other.start - one.end <= _FARTHEST
        if near and _PAIRED.fullmatch(text, one.end, other.start):
            helper, recipient = (one, other) if one.side == "helper" else (other, one)
            found.setdefault(helper.name, set()).add(recipient.name)
    return {name: next(iter(to)) for name, to in found.items() if len(to) == 1}
