"""Scope and period of every figure, kept as the text goes on."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from shanhai.reading import segment, times


@dataclass(frozen=True, slots=True)
class Setting:
    """What the clock needs of a text; ``news`` says that it reports an occasion, ``plan`` that
    its title is that of a plan."""

    text: str
    layout: segment.Layout
    stamps: list[times.Stamp]
    anchor: times.Anchor
    title_end: int
    news: bool
    plan: bool
    stamp_starts: list[int]
    sentence_starts: list[int]


class Clock:
    """Scope and period as the text goes on; words of time hold until others replace them."""

    def __init__(self, setting: Setting) -> None:
        self.r = setting
        self.section = self.paragraph = -1
        self.sentence = -1
        self.running = times.When("event", None)
        self.base: times.When | None = None
        self.before: times.When | None = None  # what held before a 去年 that is for one sentence
        self.ytd = False
        self.dated = -1  # the sentence that states a day
        self.stamped = -10  # where the last expression of time ended
        self.seen = 0
        self.last_year: int | None = None

    def _titled(self) -> times.When | None:
        """The period a title gives to all it covers: 2023年…工作总结, 上半年…快报."""
        low, high = 0, self.r.title_end
        if self.section > 0:
            low, high = next(
                span
                for span, n in zip(self.r.layout.lines, self.r.layout.sections, strict=True)
                if n == self.section
            )
            high = min(high, low + 60)
        for stamp in self.r.stamps:
            if not low <= stamp.start < high:
                continue
            covers = stamp.kind in (
                "months",
                "range",
                "since",
                "planned",
                "years",
                *times.PARTS,
            ) or (
                stamp.kind in ("year", "same_year") and not _OCCASION.match(self.r.text, stamp.end)
            )
            if covers:
                made = times.resolve(stamp, self.r.anchor, times.When("period", None), None)
                if made:
                    self.last_year = stamp.year or self.last_year
                    return made
        return None

    def _default(self) -> times.When:
        anchor = self.r.anchor
        year = str(anchor.year) if anchor.year else None
        if titled := self._titled():
            if self.section <= 0 and self.r.plan:
                titled = times.When("target", titled.period)
            self.base = titled
            return titled
        if self.section <= 0 and self.r.plan:
            return times.When("target", (year, year) if year else None)
        if self.r.news:
            day = anchor.event_date or year
            return times.When("event", (day, day) if day else None)
        if anchor.start and year:
            return times.When("since", (str(anchor.start), year))
        return times.When("since", None)

    def _enter(self, sentence: segment.Sentence) -> None:
        """A new section has its own time; a new paragraph goes back to its section's."""
        section = self.r.layout.sections[sentence.paragraph]
        if section != self.section:
            self.section, self.base, self.last_year = section, None, None
            self.running = self._default()
        elif sentence.paragraph != self.paragraph:
            self.running = (
                self._planned(sentence.paragraph)
                or self._diary(sentence.paragraph)
                or self.base
                or self._default()
            )
            self.ytd = False
        elif sentence.start != self.sentence and self.before is not None:
            self.running = self.before
        if sentence.start != self.sentence:
            self.before = None
        self.paragraph, self.sentence = sentence.paragraph, sentence.start

    def _planned(self, paragraph: int) -> times.When | None:
        """The plan a heading above a paragraph announces, or None."""
        if self.r.layout.heads[paragraph] < 0:
            return None
        start, end = self.r.layout.lines[self.r.layout.heads[paragraph]]
        opening = _FIRST.match(self.r.text, start, min(end, start + 40))
        if not opening or not _PLAN_HEAD.search(opening[0]):
            return None
        year = next(
            (
                s.year
                for s in self.r.stamps
                if start <= s.start < opening.end() and s.kind == "year"
            ),
            None,
        )
        year = year or self.r.anchor.year
        return times.When("target", (str(year), str(year)) if year else None)

    def _diary(self, paragraph: int) -> times.When | None:
        """The day that heads the entry of a diary or chronicle a paragraph belongs to."""
        head = self.r.layout.heads[paragraph]
        if head < 0 or head == paragraph:
            return None
        start, _ = self.r.layout.lines[head]
        number = bisect_left(self.r.stamp_starts, start)
        if number == len(self.r.stamps) or self.r.stamps[number].start > start + 2:
            return None
        stamp = self.r.stamps[number]
        if stamp.kind != "date":
            return None
        return times.resolve(stamp, self.r.anchor, times.When("event", None), self.last_year)

    def at(
        self, position: int, clause: tuple[int, int], sentence: segment.Sentence
    ) -> tuple[times.When, bool]:
        """Scope and period at a position, and whether the period runs up to the report."""
        stop = bisect_right(self.r.stamp_starts, position)
        for sentence_here, stamp in self._pending(stop, sentence):
            self._enter(sentence_here)
            self._take(stamp)
        self._enter(sentence)
        return self.running, self.ytd

    def _pending(
        self, stop: int, sentence: segment.Sentence
    ) -> Iterator[tuple[segment.Sentence, times.Stamp]]:
        """The stamps not yet taken, each with the sentence it stands in."""
        starts = self.r.sentence_starts
        for stamp in self.r.stamps[self.seen : stop]:
            number = bisect_right(starts, stamp.start) - 1
            if number >= 0:
                here = self.r.layout.sentences[number]
                if stamp.start < here.end and here.start <= sentence.start:
                    yield here, stamp
        self.seen = max(self.seen, stop)

    def _take(self, stamp: times.Stamp) -> None:
        if stamp.kind == "year" and _TITLED.match(self.r.text, stamp.end):
            return
        if self._compared(stamp):
            return
        if (
            stamp.year
            and stamp.kind not in ("planned",)
            and "五" not in self.r.text[stamp.start : stamp.end]
        ):
            self.last_year = stamp.year
        if stamp.kind in ("this_year", "ytd"):
            self.last_year = self.r.anchor.year
        day = self.running.period and len(self.running.period[0]) > 7
        if (
            stamp.kind == "this_year"
            and day
            and self.sentence <= stamp.start
            and self.dated == self.sentence
        ):
            return
        if stamp.kind == "same_year" and self.stamped >= stamp.start - 1:
            return
        single = self.running.period and self.running.period[0] == self.running.period[1]
        if stamp.kind == "same_year" and self.running.scope == "period" and single:
            return
        if stamp.kind in ("same_year", "this_year") and self._closed_year(stamp):
            return
        now = self.r.text.startswith("今年", stamp.start)
        changed = times.resolve(stamp, self.r.anchor, self.running, None if now else self.last_year)
        if changed is None:
            return
        if (
            self.running.scope == "target"
            and not self.running.stated
            and changed.scope in ("period", "event")
            and not _earlier(changed, self.running)
        ):
            changed = times.When("target", changed.period)
        if (
            stamp.kind in ("last_year", "year_before", "next_year", "last_month", "next_month")
            and self.before is None
        ):
            self.before = self.running
        if stamp.kind in ("date", "same_date"):
            self.dated = self.sentence
        self.stamped = stamp.end
        self.running = changed
        self.ytd = stamp.kind in ("ytd", "asof", "now", "months", "this_year")
        later = stamp.kind == "asof" and self.base and self.base.scope == changed.scope == "since"
        if later or (self.base is None and stamp.kind in _BASES):
            self.base = changed

    def _compared(self, stamp: times.Stamp) -> bool:
        """Whether a time is only what a figure is measured against: 是2018年的6倍, 比上年增长."""
        text = self.r.text
        return bool(
            _AGAINST.search(text, max(0, stamp.start - 3), stamp.start)
            or _MEASURED.match(text, stamp.end)
        )

    def _closed_year(self, stamp: times.Stamp) -> bool:
        """年内 and 全年 in a report on one past year mean that year."""
        base = self.base.period if self.base and self.base.scope == "period" else None
        past = bool(
            base and base[0] == base[1] and self.r.anchor.year and base[0] < str(self.r.anchor.year)
        )
        word = self.r.text[stamp.start : stamp.end]
        if past and base and word not in ("今年",) and not word.startswith("今年"):
            self.running = times.When("period", base, True)
            return True
        return False


def _earlier(one: times.When, other: times.When) -> bool:
    """Whether a period lies in a year before another: what a plan says of the year that was."""
    return bool(one.period and other.period and one.period[1][:4] < other.period[0][:4])


_BASES = frozenset(("since", "year", "years", "range", "planned", "asof", "ytd", *times.PARTS))
_AGAINST = re.compile(r"(?:[比较]|相比|对比|超过|高于)$")
_MEASURED = re.compile(r"同期|(?:全年|同期)?的[\d.]+[余多]?倍|(?:全年)?相比|(?:全年)?总[量和]")
_OCCASION = re.compile(
    r"[^，。；、\n]{0,22}(?:会议|联席会|仪式|招聘会|推介会|博览会|培训班|座谈会|协议|计划|要点|打算|活动|开班)"
)
_PLAN_HEAD = re.compile(
    r"计划|打算|下一步|目标任务|重点工作|工作安排|工作思路|议定|安排部署|工作要求|努力方向|下步"
)
_FIRST = re.compile(r"[^。；\n]{2,40}")
_TITLED = re.compile(
    r"(?:(?!举办|开展|组织|召开|举行|参加|签订|签署|累计|先后|投入|共|派|赴)[^，。；、\d]){0,32}?"
    r"(?:协议|会议|情况|计划|要点|报告|联席会|总结|论坛|仪式|博览会|推介会|招聘会|培训班|座谈会|工作会)(?!\d)"
)
