"""Scope and period of every figure, kept as the text goes on."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace

from shanhai.reading import headings, measured, periods, segment, starts, times


class Clock:
    """Scope and period as the text goes on; words of time hold until others replace them."""

    def __init__(self, setting: headings.Setting) -> None:
        self.r = setting
        self.section = self.paragraph = -1
        self.sentence = self.whole = -1  # the part up to a semicolon, the sentence
        self.running = periods.When("event", None)
        self.base: periods.When | None = None
        self.default: periods.When | None = None  # what the title or a heading gives
        self.before: periods.When | None = None  # what held before a 去年 that is for one sentence
        self.looks_back: bool | None = None  # asked once, of the whole text
        self.storied = False  # an account of the years since the start
        self.ytd = False
        self.led: tuple[int, periods.When] | None = None  # a line of a list, and its time
        self.alone = -1  # where a time of one clause alone ended: 单是去年…
        self.brief = False  # a time of one part only: 其中今年…
        self.dated = -1  # the sentence that states a day
        self.stamped = -10  # where the last expression of time ended
        self.seen = 0
        self.last_year: int | None = None
        self.told_day: str | None = None  # the last day the news has told

    def _titled(self) -> periods.When | None:
        """The period a title gives to all it covers: 2023年…工作总结, 上半年…快报."""
        low, high = 0, self.r.title_end
        if self.section > 0:
            first = bisect_left(self.r.layout.sections, self.section)
            low, high = self.r.layout.lines[first]
            high = min(high, low + 60)
        titled = self.r.within(low, high)
        named = any(s.kind == "year" for s in titled)
        for stamp in titled:
            if named and stamp.kind == "same_year":
                continue  # 这一年怎么帮：…2019年“账单”公布
            covers = stamp.kind in _COVERING or (
                stamp.kind in ("year", "same_year") and not _OCCASION.match(self.r.text, stamp.end)
            )
            covers = covers or (stamp.kind == "school_year" and not self._spanned())
            if covers and stamp.kind == "same_year" and (past := self._past_year()):
                return periods.When("period", past)
            if covers:
                made = periods.resolve(stamp, self.r.anchor, periods.When("period", None), None)
                if made:
                    self.last_year = stamp.year or self.last_year
                    return made
        return None

    def _spanned(self) -> bool:
        """Whether the text opens by saying from when to when it tells."""
        stop = self.r.title_end + _OPENING
        return any(s.kind == "range" for s in self.r.within(0, stop))

    def _default(self) -> periods.When:
        anchor = self.r.anchor
        year = str(anchor.year) if anchor.year else None
        if titled := self._titled():
            if self.section <= 0 and self.r.plan:
                titled = periods.When("target", titled.period)
            self.base = self.default = titled
            return titled
        if self.section <= 0 and self.r.plan:
            made = periods.When("target", (year, year) if year else None)
            self.base = self.default = made
            return made
        if self.r.gift and (raised := self._raised()):
            self.base = self.default = raised
            return raised
        if self.r.news:
            day = anchor.event_date or year
            return periods.When("event", (day, day) if day else None)
        if anchor.start and year and self._early(anchor.start):
            self.storied = True
            return periods.When("since", (str(anchor.start), year))
        if year and (anchor.published or anchor.year_known):
            past = self._past_year()
            made = periods.When("period", past or (year, year))
            if past and _YEAR_OVER.search(self.r.text, 0, self.r.title_end + _OPENING):
                self.base = self.default = made
            return made
        return periods.When("since", None)

    def _raised(self) -> periods.When | None:
        """The years a gift came together in, when the news names no day but tells of last year."""
        day = self.r.anchor.published
        if self.r.anchor.event_date or day is None:
            return None
        text, stamps = self.r.text, self.r.stamps
        if not any(s.kind == "last_year" and _SEASON.match(text, s.end) for s in stamps):
            return None
        return periods.When("since", (f"{day.year - 1}", f"{day.year}"))

    def _early(self, start: int) -> bool:
        """Whether the start of the partnership is told before the account itself begins."""
        return str(start) in self.r.text[: self.r.title_end + _OPENING]

    def _past_year(self) -> periods.Period | None:
        """The year before, when a text of its first weeks looks back on a whole year; or None."""
        day = self.r.anchor.published
        if day is None or day.month > 2:
            return None
        if self.looks_back is None:
            self.looks_back = _LOOKS_BACK.search(self.r.text) is not None
        return (f"{day.year - 1}", f"{day.year - 1}") if self.looks_back else None

    def _enter(self, sentence: segment.Sentence) -> None:
        """A new section has its own time; a new paragraph goes back to its section's."""
        section = self.r.layout.sections[sentence.paragraph]
        if section != self.section:
            self.section, self.base, self.last_year = section, None, None
            self.default = None
            if section and (told := headings.dated(self.r, sentence.paragraph)):
                self.r = replace(self.r, anchor=told)
            self.running = self._default()
        elif sentence.paragraph != self.paragraph:
            self.running = (
                self._listed(sentence.paragraph)
                or headings.planned(self.r, sentence.paragraph)
                or headings.diary(self.r, sentence.paragraph, self.last_year)
                or headings.headed(self.r, sentence.paragraph)
                or self.base
                or self._default()
            )
            self.ytd = False
        elif self.before is not None and (
            sentence.opened != self.whole or (self.brief and sentence.start != self.sentence)
        ):
            self.running, self.before, self.brief = self.before, None, False
        if sentence.opened != self.whole:
            self.before = None
        self.paragraph, self.sentence = sentence.paragraph, sentence.start
        self.whole = sentence.opened

    def _listed(self, paragraph: int) -> periods.When | None:
        """The time of the line ending in a colon that a paragraph is an item of, or None."""
        lead = self.r.layout.leads[paragraph]
        if lead < 0:
            return None
        if self.led is None or self.led[0] != lead:
            if self.paragraph != lead:
                return None
            self.led = lead, self.running
        return self.led[1]

    def at(
        self, position: int, clause: tuple[int, int], sentence: segment.Sentence
    ) -> tuple[periods.When, bool]:
        """Scope and period at a position, and whether the period runs up to the report."""
        stop = bisect_right(self.r.stamp_starts, position)
        for sentence_here, stamp in self._pending(stop, sentence):
            self._enter(sentence_here)
            if sentence_here.start == sentence.start or not self._told_aside(stamp):
                self._take(stamp)
            else:
                self.last_year = stamp.year
        self._enter(sentence)
        if self.before and 0 <= self.alone < clause[0]:
            self.running, self.before, self.alone = self.before, None, -1
        told = self._baseline(position) or self._behind(position, clause) or self.running
        return told, self.ytd

    def _behind(self, position: int, clause: tuple[int, int]) -> periods.When | None:
        """The time behind a figure that has none before it: 首批420万元于6月拨付; or None."""
        number = bisect_right(self.r.stamp_starts, position)
        if number == len(self.r.stamps) or self.r.stamps[number].start >= clause[1]:
            return None
        stamp = self.r.stamps[number]
        before = self.r.stamp_starts[number - 1] if number else -1
        said = stamp.kind in _BESIDE or (
            stamp.kind == "month" and self.r.text.startswith("于", stamp.start - 1)
        )
        if not said or before >= clause[0] or measured.compared(self.r.text, stamp):
            return None
        return periods.resolve(stamp, self._anchor(stamp), self.running, self.last_year)

    def _baseline(self, position: int) -> periods.When | None:
        """The time of what a figure is measured against, or None."""
        number = bisect_right(self.r.stamp_starts, position) - 1
        if number < 0:
            return None
        year, span = self.r.anchor.year, self.running.period
        return measured.baseline(self.r.text, self.r.stamps[number], position, year, span)

    def _told_aside(self, stamp: times.Stamp) -> bool:
        """Whether a past year only tells a background that counts nothing."""
        now = self.r.anchor.year
        if stamp.kind not in ("year", "month") or not (stamp.year and now and stamp.year < now):
            return False
        opens = self.r.text[stamp.start - 1] in "\n　 。；”" if stamp.start else True
        opens = opens or bool(_FRAMED.search(self.r.text, max(0, stamp.start - 20), stamp.start))
        leads = opens or self.r.text.startswith("，", stamp.end)
        return not leads and starts.founded(self.r.text, stamp, self.r.anchor.year) is None

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
        if stamp.kind in _SINGLE and _TITLED.match(self.r.text, stamp.end):
            return
        if measured.compared(self.r.text, stamp):
            return
        if (
            stamp.year
            and stamp.kind not in ("planned",)
            and "五" not in self.r.text[stamp.start : stamp.end]
        ):
            self.last_year = stamp.year
        if stamp.kind in _YEAR_WORDS and self.r.anchor.year:
            self.last_year = self.r.anchor.year + _YEAR_WORDS[stamp.kind]
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
            year = str(self.r.anchor.year)
            if not self._covered():
                self.running = self.running._replace(ahead=(year, year))
            return
        if stamp.kind in ("same_year", "this_year") and self._closed_year(stamp):
            return
        if stamp.kind in _COUNTED_ON and self.r.text[stamp.start - 1] not in _COUNTED_FROM:
            return
        if self._ahead(stamp):
            month = f"{self.r.anchor.year}-{stamp.month:02d}"
            self.running = self.running._replace(ahead=(month, month))
            return
        if self._idle(stamp):
            return
        now = "今年" in self.r.text[stamp.start : stamp.end]
        if now:
            self.last_year = self.r.anchor.year
        here = self.stamped > self.r.layout.lines[self.paragraph][0]
        surveyed = stamp.kind == "since" and _SURVEYED.match(self.r.text, stamp.end)
        changed = (
            starts.founded(self.r.text, stamp, self.r.anchor.year)
            or self._went_on(stamp)
            or periods.resolve(
                stamp,
                self._anchor(stamp),
                starts.counting(stamp, self.running, here, self.r.anchor.year),
                None if now else self.last_year,
                self.told_day,
            )
        )
        if changed is None:
            return
        if surveyed:
            self.base = self.base or changed
            return
        if (
            self.running.scope == "target"
            and not self.running.stated
            and changed.scope in ("period", "event")
            and not _earlier(changed, self.running)
        ):
            changed = periods.When("target", changed.period)
        if starts.from_start(self.r.text, stamp, changed, self.r.anchor.start):
            changed = self._from_start(changed)
        elif stamp.kind == "range" and starts.in_all(self.r.text, stamp):
            changed = periods.When("since", changed.period, True)
        part = self.r.text.endswith("其中", 0, stamp.start)
        single_out = bool(_ALONE.search(self.r.text, max(0, stamp.start - 4), stamp.start))
        own = stamp.kind in _ASIDE and not self._opens(stamp)
        passing = stamp.kind == "month" and not stamp.year and not self._leads(stamp)
        held = self.running.scope == "event" and self.running.stated and not self._leads(stamp)
        own = own or passing or (held and stamp.kind == "same_year")
        aside = (
            part or own or single_out or (self._within(stamp, changed) and not self._opens(stamp))
        )
        if aside and self.before is None:
            self.before, self.brief = self.running, part
        held = self.before.scope == "since" if single_out and self.before else False
        self.alone = stamp.end if held or (passing and self._part_of(changed, 4)) else -1
        if stamp.kind in ("date", "same_date"):
            self.dated = self.sentence
        if stamp.kind in _DAYS and changed.scope == "event" and self.r.news and not aside:
            at = changed.period[0] if changed.period else ""
            self.told_day = at if len(at) > 7 else self.told_day
        later = stamp.kind == "asof" and self._until(changed)
        self.stamped = stamp.end
        self.running = changed
        self.ytd = stamp.kind in ("ytd", "asof", "now", "so_far", "months", "this_year")
        told = (
            stamp.kind in ("since", "years", "one_year", "told_since") and self.base != self.default
        )
        told = told and not self._of_a_thing(stamp, changed)
        told = told and not (stamp.kind == "years" and self._narrower(changed))
        if later or told or (self.base is None and self._founds(stamp, changed)):
            self.base = changed

    def _from_start(self, changed: periods.When) -> periods.When:
        """从进驻到去年底: from the start of the partnership on."""
        first, until = self.r.anchor.start, changed.period
        return periods.When("since", (f"{first}", until[1]) if first and until else None, True)

    def _until(self, changed: periods.When) -> bool:
        """Whether 截至… says until when all goes that follows: 自2021年…, or in a paragraph that
        has just opened with 今年以来."""
        if self.base is None or self.base.scope != changed.scope:
            return False
        if changed.scope == "since":
            return not self._narrower(changed)
        base, span = self.base.period, changed.period
        fresh = self.ytd and self.stamped > self.r.layout.lines[self.paragraph][0]
        same = bool(base and span and base[0] == span[0] and len(span[1]) > len(span[0]))
        return fresh and same and self.base is not self.default

    def _narrower(self, changed: periods.When) -> bool:
        """Whether 近三年 looks back less far than what the paragraphs go by."""
        base = self.base.period if self.base and self.base.scope == "since" else None
        return bool(base and changed.period and changed.period[0] > base[0])

    def _anchor(self, stamp: times.Stamp) -> periods.Anchor:
        """What a time counts from: in an account of a past year, a day without one is of it."""
        anchor = self.r.anchor
        if stamp.start < anchor.start_told:
            anchor = replace(anchor, start=None)
        said = self.r.text.startswith("今年", stamp.start)
        if stamp.year or said or stamp.kind not in _YEARLESS or not anchor.year:
            return anchor
        base = self.default.period if self.default and self._covered() else None
        past = bool(base and base[0][:4] == base[1][:4] and int(base[0][:4]) < anchor.year)
        if base and past and (self.r.chronicle or not self._fresh(stamp)):
            return replace(anchor, year=int(base[0][:4]))
        day = anchor.published
        if day and stamp.month and stamp.month > day.month + 6:  # 12月23日, told in January
            return replace(anchor, year=anchor.year - 1)
        return anchor

    def _fresh(self, stamp: times.Stamp) -> bool:
        """Whether a day without a year lies in the fortnight before publication."""
        day = self.r.anchor.published
        if day is None or not (stamp.month and stamp.day):
            return False
        days = (day.month - stamp.month) * 30 + day.day - stamp.day
        return 0 <= days <= 14

    def _opens(self, stamp: times.Stamp) -> bool:
        """Whether 明年, or a year after that of the report, opens a paragraph that tells of it."""
        start = self.r.layout.lines[self.paragraph][0]
        base = self.base.period if self.base else None
        ahead = stamp.kind == "next_year" or bool(
            stamp.kind == "year" and stamp.year and base and stamp.year > int(base[1][:4])
        )
        return ahead and stamp.start - start < _EARLY

    def _leads(self, stamp: times.Stamp) -> bool:
        """Whether a time opens a sentence: 5月，…; and not: 生产线5月试产."""
        return stamp.start == 0 or self.r.text[stamp.start - 1] in "\n　 。；：”"

    def _founds(self, stamp: times.Stamp, changed: periods.When) -> bool:
        """Whether a time is what the paragraphs after it go by."""
        now = self.r.anchor.year
        old = stamp.kind == "year" and stamp.year and now and stamp.year < now - 1
        basic = stamp.kind in _BASES or (stamp.kind == "months" and not self.r.news)
        return not old and basic and (changed.scope == "since" or not self.storied)

    def _within(self, stamp: times.Stamp, changed: periods.When) -> bool:
        """Whether a time is only for its sentence, the passage having a wider one."""
        if stamp.kind == "near" or self._of_a_thing(stamp, changed):  # 近三年, unlike 三年来
            return True
        base = self.base.period if self.base else None
        span = changed.period
        opens = stamp.start - self.r.layout.lines[self.paragraph][0] <= _ENTRY
        if self.r.chronicle and opens:
            return False
        past = bool(base and span and span[1] < base[0])  # before all the title speaks of
        yearly = bool(base and self.base and self.base.scope == "period" and not past)
        if self._covered() and (stamp.kind not in _LASTING or yearly and stamp.kind == "range"):
            return True
        if stamp.kind in ("month", "date") and not self.r.news and self._part_of(changed, 7):
            return True
        return bool(
            stamp.kind in periods.PARTS
            and base
            and changed.period
            and base != changed.period
            and base[0] == changed.period[0][:4] == base[1][:4]
        )

    def _part_of(self, changed: periods.When, grain: int) -> bool:
        """Whether a time lies within the part of a year that an account is of."""
        base = self.base.period if self.base and self.base.scope == "period" else None
        span = changed.period
        if not (base and span and base[0][:4] == base[1][:4] and len(base[1]) > len("2024")):
            return False
        return len(base[0]) >= grain and base[0] <= span[0] and span[1] <= base[1]

    def _of_a_thing(self, stamp: times.Stamp, changed: periods.When) -> bool:
        """Whether a start is only that of the thing a sentence tells of: 园区去年9月开园以来."""
        since = stamp.kind in ("since", "told_since") and self._narrower(changed)
        return since and bool(_OPENED.search(self.r.text, stamp.start, stamp.end))

    def _covered(self) -> bool:
        """Whether the title or heading gives a period: a day within it is for one sentence."""
        return self.base is not None and self.base == self.default and self.base.scope != "event"

    def _ahead(self, stamp: times.Stamp) -> bool:
        """Whether a month is still to come: 9月可投入使用 dates nothing that was done."""
        day = self.r.anchor.published
        bare = stamp.kind == "month" and not stamp.year and stamp.month and not self._covered()
        return bool(bare and day and day.month < (stamp.month or 0) <= day.month + 6)

    def _idle(self, stamp: times.Stamp) -> bool:
        """Whether a word of time says nothing here."""
        period = self.running.period
        if stamp.kind in _DAYS and _LEARNT.match(self.r.text, stamp.end):
            return True
        held = self.running.scope == "since" and self._covered()
        if stamp.kind == "on_the_day" and self.r.news and self._this_occasion(stamp):
            return True
        if stamp.kind == "month_before" and held:  # 到上个月才到齐
            return True
        if stamp.kind == "this_year" and _ASIDE_YEAR.match(self.r.text, stamp.end):
            return self._kept_on()
        word = self.r.text[stamp.start : stamp.end]
        if word in _ON_THE_SPOT and self.running.stated and period and len(period[0]) == _MONTH:
            return True
        if stamp.kind == "one_year" and self._covered() and self.base and self.base.period:
            return self.base.period[0][:4] == str(self.r.anchor.start)  # the year reported
        if stamp.kind == "now" and self._covered():
            return self.running.scope == "period"
        if stamp.kind == "today":
            return bool(period and len(period[0]) > 7)
        if stamp.kind == "this_quarter":
            self.running = self._quarter() or self.running
            return True
        if (
            stamp.kind == "range"
            and self.running.scope == "since"
            and stamp.start < self.stamped + 8
        ):
            self.running = periods.When("since", (f"{stamp.year}", f"{stamp.last}"), True)
            return True
        bare = self.r.text[stamp.start : stamp.end] in ("现场", "随后", "当场", "首日", "会后")
        return bare and (self._covered() or (not self.r.news and self.running.scope != "event"))

    def _this_occasion(self, stamp: times.Stamp) -> bool:
        """Take 本次 and 此次 back to the day of the news from an earlier day told as its ground."""
        day, told = self.r.anchor.event_date, self.told_day or ""
        if not (day and told < day and _THIS_TIME.match(self.r.text, stamp.start)):
            return False
        self.running, self.told_day, self.stamped = (
            periods.When("event", (day, day), True),
            day,
            stamp.end,
        )
        return True

    def _kept_on(self) -> bool:
        """Whether a word that only looks around leaves the time as it is: not in a year gone by,
        from which the years since the start are told."""
        until = self.running.period[1] if self.running.period else ""
        gone_by = self.running.scope == "period" and until[:4] < str(self.r.anchor.year or 0)
        if gone_by and self.r.anchor.start:
            self.running = periods.so_far(self.r.anchor)
        return not gone_by or self.r.anchor.start is not None

    def _quarter(self) -> periods.When | None:
        """本季度: the quarter the title names, else the one of publication."""
        if self.base and self.base.scope == "period":
            return self.base
        day = self.r.anchor.published
        if day is None:
            return None
        first = (day.month - 1) // 3 * 3 + 1
        return periods.When("period", (f"{day.year}-{first:02d}", f"{day.year}-{first + 2:02d}"))

    def _went_on(self, stamp: times.Stamp) -> periods.When | None:
        """The years from the one a sentence sets out from: 2017年开始帮扶，四年里…; or None."""
        first = self.running.period[0] if self.running.period else ""
        if stamp.kind != "years" or self.stamped < self.sentence or not first:
            return None
        last = int(first[:4]) + (stamp.last or 1) - 1
        whole = self.running.scope == "period" and self.running.period == (first, first)
        if not whole or not self.r.anchor.year or last > self.r.anchor.year:
            return None
        return periods.When("since", (first, f"{last}"), True)

    def _closed_year(self, stamp: times.Stamp) -> bool:
        """年内 and 全年 in a report on one past year mean that year."""
        base = self.base.period if self.base and self.base.scope == "period" else None
        word = self.r.text[stamp.start : stamp.end]
        if self.base and self.base.scope == "target" and self._covered():  # of the plan's year
            self.running = self.base
            return True
        now, here = str(self.r.anchor.year), self.r.layout.lines[self.paragraph][0]
        if self.stamped > here and self.running.period and self.running.period[0][:4] == now:
            return False  # 今年是…，年内再引进: the paragraph has come to this year
        part = base and base[0][:7] != base[0][:4] == str(self.r.anchor.year)
        if part and word.startswith("今年") and self._covered():  # of the half year reported
            self.running = periods.When("period", base, True)
            return True
        past = bool(
            base and base[0] == base[1] and self.r.anchor.year and base[0] < str(self.r.anchor.year)
        )
        on, span = self.running.scope == "event", self.running.period
        if past and base and on and span and span[0][:4] > base[0]:
            return False  # 会上…，预计全年惠及500户
        dated = self.r.anchor.published is not None or not self._covered()
        if past and base and not (word.startswith("今年") and dated):
            self.running = periods.When("period", base, True)
            return True
        return False


def _earlier(one: periods.When, other: periods.When) -> bool:
    """Whether a period lies in a year before another: what a plan says of the year that was."""
    return bool(one.period and other.period and one.period[1][:4] < other.period[0][:4])


_YEAR_WORDS = {"this_year": 0, "ytd": 0, "last_year": -1, "last_month": -1, "year_before": -2}
_COUNTED_ON = frozenset(("year_after", "day_after"))
_COUNTED_FROM = frozenset("，。；“\n　 会式动")  # 招聘会次日, and not 立冬第二天
_THIS_TIME = re.compile(r"本次|此次|这次|此行")
_ON_THE_SPOT = frozenset(("当场", "会上", "随后"))
# 今年是第三个年头, 今年58岁: dates nothing that is counted
_ASIDE_YEAR = re.compile(r"是|[，]?\d{1,2}岁|才?[一二三四五六七八九十]{1,3}岁")
_SEASON = re.compile(r"[入初]?[春夏秋冬]|年?底|年?末")
_MONTH = len("2024-05")
_DAYS = frozenset(("date", "day", "day_after", "weekday", "yesterday", "today"))
_LASTING = frozenset(("since", "told_since", "asof", "range", "now", "so_far"))
# a time of its own within what the sentence is about
_ASIDE = frozenset(
    (
        "first_year",
        "last_year",
        "year_after",
        "year_before",
        "next_year",
        "last_month",
        "next_month",
    )
)
# what is told of one time alone, for its clause: 累计投入9亿元，单是去年就有3亿元，…
_ALONE = re.compile(r"[，（](?:仅仅?|单是?|光是?)$")
# the start of a thing, and not of the partnership
_OPENED = re.compile(
    r"开营|开园|开业|开馆|开张|投产|投用|投运|运营|启用|建成|上线|开通|挂牌|揭牌|试运行"
)
_OPENING = 300  # characters after the title
_LOOKS_BACK = re.compile(r"全年|一年来|这一年|过去一年|过去的一年|年度|去年|年终|年末")
_YEAR_OVER = re.compile(r"年终|年末|岁末|全年|过去一年|过去的一年|一年来|总结|回顾|盘点|成绩单")
_COVERING = frozenset(("months", "range", "since", "planned", "years", *periods.PARTS))
_YEARLESS = frozenset(("date", "month", "months", "asof", *periods.PARTS))
_SINGLE = frozenset(("year", *periods.PARTS))
_BESIDE = frozenset(("last_year", "next_year"))
_ENTRY = 2  # marks an entry of a chronicle may open with
_EARLY = 4  # characters a word may stand behind the beginning of a paragraph
_BASES = frozenset(("since", "year", "years", "range", "planned", "asof", "ytd", *periods.PARTS))
_OCCASION = re.compile(
    r"[^，。；、\n]{0,22}(?:会议|联席会|仪式|招聘会|推介会|博览会|培训班|座谈会|协议|计划|要点|打算|活动|开班|第\d+[期辑版号])"
)
# 会议通报，2023年…: whoever tells it stands before the time
_FRAMED = re.compile(
    r"(?:^|[。；\n　 ])[^。；\n]{0,14}"
    r"(?:通报|介绍|指出|了解|获悉|得知|据悉|统计|显示|汇报|回顾|知道|说)[，：]$"
)
# 记者3日从…获悉: the day somebody told it
_LEARNT = re.compile(
    r"(?:上午|下午|晚)?，?(?:本[报网台])?(?:记者|笔者)?从[^，。；\n]{2,40}?(?:获悉|了解到|得知)"
)
# 盘点2023年以来任务落实情况: what is looked over, not when it was
_SURVEYED = re.compile(r"[^，。；\d\n]{0,20}(?:情况|成效|成果|进展|经验)(?=[，。；、和与及并])")
_TITLED = re.compile(
    r"(?:(?!举办|开展|组织|召开|举行|参加|签订|签署|累计|先后|投入|共|派|赴)[^，。；、\d]){0,44}?"
    r"(?:活动(?=在|于|[^，。；]{0,3}举)|协议|会议|情况|计划(?=[，。；、”》书的中内外表\s]|$)|要点|报告|联席会|总结|论坛|仪式|博览会|推介会|招聘会|培训班|座谈会|工作会)(?!\d)"
)
