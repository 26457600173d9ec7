"""The time a heading gives the paragraphs below it: a plan, a period, the day of an entry."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

from shanhai.reading import periods, segment, times
from shanhai.reading.numerals import value

_HEADING_KINDS = frozenset(("months", "range", "since", "planned", "years", "year", *periods.PARTS))

_PLAN_HEAD = re.compile(
    r"计划|打算|下一?步|目标(?!\d)|重点工作|(?:重点|主要|工作|年度)任务|(?:工作|任务)安排|工作思路|议定"
    r"|安排部署|工作要求|努力方向|新的一年|展望"
)

_DONE_HEAD = re.compile(r"完成|进展|盘点|通报|召开|推进情况|开展情况|落实情况|总结|回顾|成效|做法")

_FIRST = re.compile(r"[^。；\n]{2,40}")


@dataclass(frozen=True, slots=True)
class Setting:
    """What the clock needs of a text; ``news`` says that it reports an occasion, ``gift`` that
    it tells of a gift and not of its day, ``plan`` and ``chronicle`` that its title is one's."""

    text: str
    layout: segment.Layout
    stamps: list[times.Stamp]
    anchor: periods.Anchor
    title_end: int
    news: bool
    gift: bool
    plan: bool
    chronicle: bool
    stamp_starts: list[int]
    sentence_starts: list[int]

    def within(self, start: int, end: int) -> list[times.Stamp]:
        """The expressions of time that start in a stretch of the text."""
        starts = self.stamp_starts
        return self.stamps[bisect_left(starts, start) : bisect_left(starts, end)]


# a line that names the year of the entries below it, and hardly more
_YEAR_LINE = re.compile(
    r"\n[ 　【\[（(▶●◆■★·]*(20\d\d)年(?:度|篇)?(?![\d\-—–~～至到])"
    r"[：:·]?[^，。；：\d\n]{0,12}[：:]?[ 　]*$",
    re.MULTILINE,
)
# 【三月】11日，…: the month of the days below it, or beside it
_MONTH_LINE = re.compile(
    r"\n[ 　●■◆▪·]*[【（(]?(\d{1,2}|[一二三四五六七八九十]{1,2})月份?(?:[】）)：:][ 　]*|[ 　]*$)",
    re.MULTILINE,
)
_MONTHS = 2  # headings that name a month make a chronicle
_DATED = frozenset(("date", "month"))
_BYLINE = 45  # characters a line with no more than a date and a source has
_OLD = 3  # lines below the heading of an earlier report in which it is dated


def dated(setting: Setting, paragraph: int) -> periods.Anchor | None:
    """The time of an earlier report printed below another (【旧闻回放】 2019-12-11), or None."""
    section = setting.layout.sections[paragraph]
    first = bisect_left(setting.layout.sections, section)
    for start, end in setting.layout.lines[first : first + _OLD]:
        number = bisect_left(setting.stamp_starts, start)
        for stamp in setting.stamps[number : number + 1]:
            if stamp.kind != "date" or not (stamp.year and stamp.month and stamp.day):
                continue
            now = setting.anchor.year
            if stamp.end > end or end - start > _BYLINE or not now or stamp.year > now:
                continue
            with suppress(ValueError):
                day = date(stamp.year, stamp.month, stamp.day)
                return replace(setting.anchor, year=day.year, published=day, event_date=None)
    return None


def of_years(text: str, layout: segment.Layout, stamps: list[times.Stamp]) -> None:
    """Give the days of a chronicle the year (【2021年】) and month (【三月】11日) above them."""
    top = layout.lines[0][1] if layout.lines else 0
    named = [(m.end(), int(m[1])) for m in _YEAR_LINE.finditer(text, top)]
    months = [(m.end(), int(value(m[1]) or 0)) for m in _MONTH_LINE.finditer(text, top)]
    if len(months) < _MONTHS:
        months = []
    if not (named or months):
        return
    below_year, below_month = ([end for end, _ in marked] for marked in (named, months))
    for stamp in stamps:
        if stamp.year is not None or text.startswith("今年", stamp.start):
            continue
        if stamp.kind == "day" and (month := _above(months, below_month, stamp.start)):
            stamp.kind, stamp.month = "date", month
        if stamp.kind in _DATED:
            stamp.year = _above(named, below_year, stamp.start)


def _above(marked: list[tuple[int, int]], ends: list[int], at: int) -> int | None:
    """What the last heading that ends before a place names, or None."""
    number = bisect_right(ends, at) - 1
    return marked[number][1] if number >= 0 else None


def planned(setting: Setting, paragraph: int) -> periods.When | None:
    """The plan a heading above a paragraph announces, or None."""
    if setting.layout.heads[paragraph] < 0:
        return None
    start, end = setting.layout.lines[setting.layout.heads[paragraph]]
    opening = _FIRST.match(setting.text, start, min(end, start + 40))
    if not opening or not _PLAN_HEAD.search(opening[0]) or _DONE_HEAD.search(opening[0]):
        return None
    named = setting.within(start, opening.end())
    year = next((stamp.year for stamp in named if stamp.kind == "year"), None)
    year = year or setting.anchor.year
    return periods.When("target", (str(year), str(year)) if year else None)


def headed(setting: Setting, paragraph: int) -> periods.When | None:
    """The period a heading gives the paragraphs below it: 【下半年】, 二、2023年工作情况."""
    head = setting.layout.heads[paragraph]
    if head < 0 or head == paragraph:
        return None
    start, end = setting.layout.lines[head]
    if end - start > 40:
        return None
    number = bisect_left(setting.stamp_starts, start)
    for stamp in setting.stamps[number : number + 2]:
        if stamp.start < end and stamp.kind in _HEADING_KINDS:
            return periods.resolve(stamp, setting.anchor, periods.When("period", None), None)
    return None


def diary(setting: Setting, paragraph: int, last_year: int | None) -> periods.When | None:
    """The day that heads the entry of a diary or chronicle a paragraph belongs to."""
    head = setting.layout.heads[paragraph]
    if head < 0 or head == paragraph:
        return None
    start, _ = setting.layout.lines[head]
    number = bisect_left(setting.stamp_starts, start)
    if number == len(setting.stamps) or setting.stamps[number].start > start + 2:
        return None
    stamp = setting.stamps[number]
    if stamp.kind != "date":
        return None
    return periods.resolve(stamp, setting.anchor, periods.When("event", None), last_year)
