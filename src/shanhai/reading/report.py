"""Reading a report: the steps in order."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shanhai.reading import (
    events,
    figures,
    inherit,
    meta,
    parties,
    places,
    relations,
    segment,
    times,
)
from shanhai.reading.context import Surroundings, Words
from shanhai.reading.indicators import Binding, Catalogue, catalogue
from shanhai.reading.lexicon import lexicon
from shanhai.reading.model import Check, Claim, Mended, Report
from shanhai.reading.repair import Repaired, repair
from shanhai.reading.targets import Plans

_LEAD = 320
_TOPIC = re.compile(r"^[^，。：:\n]{2,24}(?:方面|上|协作|帮扶|合作|交流|结对|篇)?[，：:。]")


@dataclass(slots=True)
class _Draft:
    """A figure on its way to a claim."""

    around: Surroundings
    binding: Binding
    sentence: tuple[int, int]
    paragraph: int
    when: times.When
    people: parties.Parties
    ytd: bool


def read(text: str, *, published: date | None = None) -> Report:
    """Read one report: its claims with code-point offsets into ``text``, parties and events.

    ``published`` resolves years the text leaves out. Never raises on any string.
    """
    mended = repair(text)
    return _Reading(text, mended, published).report()


class _Reading:
    """The state of reading one text."""

    def __init__(self, raw: str, mended: Repaired, published: date | None) -> None:
        self.raw = raw
        self.mended = mended
        self.text = segment.widened(mended.text)
        self.wide_brackets = "（" in mended.text or "(" not in mended.text
        self.layout = segment.layout(self.text)
        self.stamps = times.scan(self.text)
        self.sentence_starts = [s.start for s in self.layout.sentences]
        self.stamp_starts = [s.start for s in self.stamps]
        self.title, self.title_end = meta.title(mended.text, self.layout)
        self.anchor = meta.anchor(self.text, self.layout, self.stamps, published)
        self.mentions = places.find(self.text)
        first = next(
            (s for s, n in zip(self.layout.lines, self.layout.sections, strict=True) if n), None
        )
        self.sides = places.decide(
            self.text,
            self.mentions,
            self.title_end,
            self.title_end + _LEAD,
            first[0] if first else len(self.text),
        )
        self.plans = Plans(self.text)
        self.catalogue: Catalogue = catalogue()
        self.earlier: list[inherit.Earlier] = []
        self.events = events.find(
            self.text,
            self.layout,
            self.stamps,
            self.anchor,
            self.title_end,
            self.mentions,
            self.sides,
        )

    def report(self) -> Report:
        drafts = self._drafts()
        items = [self._item(d) for d in drafts]
        checks = relations.relate(self.text, items)
        checks += [
            Check("missing", (), None, None, False, f"第{r.start}字处的数字缺失，不能当作0")
            for r in self.mended.repairs
            if r.kind == "missing"
        ]
        claims = tuple(self._claim(d, i) for d, i in zip(drafts, items, strict=True))
        return Report(
            title=self.title,
            published=self.anchor.published.isoformat() if self.anchor.published else None,
            helpers=tuple(self.sides.names("helper")),
            recipients=tuple(self.sides.names("recipient")),
            events=tuple(self.events),
            claims=claims,
            repairs=tuple(
                Mended(r.start, r.end, r.kind, r.mended, r.confidence) for r in self.mended.repairs
            ),
            checks=tuple(checks),
        )

    def _drafts(self) -> list[_Draft]:
        found = self._figures()
        if not found:
            return []
        words = self.words = Words(self.text, lexicon(), self.mentions)
        cast = parties.Cast(self.text, self.mentions, self.sides, self.title_end)
        clock = _Clock(self)
        made: list[_Draft] = []
        at = 0
        topics: dict[int, int] = {}
        self.title_mask = words.mask(0, self.title_end)
        for sentence in self.layout.sentences:
            here = []
            while at < len(found) and found[at].start < sentence.end:
                if found[at].start >= sentence.start:
                    here.append(found[at])
                at += 1
            if not here:
                continue
            spans = segment.clauses(self.text, sentence.start, sentence.end)
            topic = self._topic(words, sentence.paragraph, topics)
            first = len(made)
            for around in words.around(here, spans, topic):
                draft = self._draft(around, sentence, cast, clock)
                if draft:
                    made.append(draft)
            if len(made) - first > 1:
                run = [
                    (d.around.figure.start, d.around.figure.unit, d.people) for d in made[first:]
                ]
                cast.share_out((sentence.start, sentence.end), run)
        return made

    def _figures(self) -> list[figures.Figure]:
        """The figures of the text, without numerals inside names of places."""
        ends = [m.end for m in self.mentions]
        kept = []
        for figure in figures.find(self.text):
            at = bisect_right(ends, figure.start)
            if at == len(ends) or self.mentions[at].start > figure.start:
                kept.append(figure)
        return kept

    def _topic(self, words: Words, paragraph: int, known: dict[int, int]) -> int:
        if paragraph not in known:
            start, end = self.layout.lines[paragraph]
            match = _TOPIC.match(self.text[start : min(end, start + 40)])
            mask = words.mask(start, start + match.end()) if match else 0
            if paragraph and self.layout.kinds[paragraph - 1] == "heading":
                mask |= words.mask(*self.layout.lines[paragraph - 1])
            known[paragraph] = mask | self.title_mask
        return known[paragraph]

    def _draft(
        self, around: Surroundings, sentence: segment.Sentence, cast: parties.Cast, clock: _Clock
    ) -> _Draft | None:
        figure = around.figure
        span = (sentence.start, sentence.end)
        binding = self._bind(around, span, sentence.paragraph)
        if binding is None or not binding.code:
            return None
        when, ytd = clock.at(figure.start, around.clause, sentence)
        spot = parties.Spot(figure.start, figure.end, around.clause, span, sentence.paragraph)
        people = cast.of(binding.code, self.catalogue.party(binding.code), spot)
        if self.plans.holds(span[0], figure.start, self.layout.lines[sentence.paragraph][0]):
            signed = binding.code in ("projects_signed", "contracted_investment")
            if not signed:
                when = self._target(when)
        return _Draft(around, binding, span, sentence.paragraph, when, people, ytd)

    def _names(self, names: list[str]) -> tuple[str, ...]:
        """Names with the brackets the text prints."""
        if self.wide_brackets:
            return tuple(names)
        return tuple(n.replace("（", "(").replace("）", ")") for n in names)

    def _target(self, when: times.When) -> times.When:
        """A plan is for the year said with it, not for the years since a start."""
        year = self.anchor.year
        if when.scope == "since":
            return times.When("target", (str(year), str(year)) if year else None)
        return times.When("target", when.period, when.stated)

    def _bind(self, around: Surroundings, span: tuple[int, int], paragraph: int) -> Binding | None:
        figure, context = around.figure, around.context
        binding = self.catalogue.bind(figure.unit, context)
        taken = inherit.inherited(self.text, figure, binding, span, paragraph, self.earlier)
        binding = taken or binding
        if binding is None and (back := self.words.reaching_back(around, span[0])):
            binding = self.catalogue.bind(figure.unit, back.context)
        binding = binding or self.catalogue.fallback(figure.unit, context, around.head_word)
        if binding and binding.code:
            self.earlier.append(
                inherit.Earlier(figure, binding.code, binding.rule, span[0], paragraph)
            )
            if binding.code == "patients_treated" and figure.unit == "个":
                figure.unit = "人次"
        return binding

    def _item(self, draft: _Draft) -> relations.Item:
        figure = draft.around.figure
        each = relations.is_each(self.text, figure.start, figure.end, draft.sentence[0])
        return relations.Item(
            figure.start, figure.end, draft.binding.code, float(figure.value), figure.unit,
            draft.sentence, draft.around.clause, figure.bound, each,
        )  # fmt: skip

    def _claim(self, draft: _Draft, item: relations.Item) -> Claim:
        figure = draft.around.figure
        start, end = self.mended.source_span(figure.start, figure.end)
        opened, closed = self.mended.source_span(*draft.sentence)
        scope, period = draft.when.scope, draft.when.period
        if (
            item.each
            and scope in ("event", "since")
            and "年" in self.text[figure.start - 8 : figure.start]
        ):
            scope = "period"
        return Claim(
            start=start,
            end=end,
            printed=self.raw[start:end],
            sentence=(opened, closed),
            indicator=draft.binding.code,
            value=_plain(figure.value),
            unit=figure.unit,
            bound=figure.bound,
            scope=scope,
            period=period,
            provider=self._names(draft.people.provider),
            receiver=self._names(draft.people.receiver),
            kind=_kind(self.catalogue.nature(draft.binding.code), scope, draft.ytd),
            subject_helper=self._names(draft.people.helper_subject),
            subject_recipient=self._names(draft.people.recipient_subject),
            confidence=round(max(0.3, 0.98 - 0.06 * draft.binding.rank), 2),
            rule=draft.binding.rule,
            each=item.each,
            total_of=item.total_of,
            part_of=item.part_of,
            same_as=item.same_as,
        )


class _Clock:
    """Scope and period as the text goes on; words of time hold until others replace them."""

    def __init__(self, reading: _Reading) -> None:
        self.r = reading
        self.section = self.paragraph = -1
        self.sentence = -1
        self.running = times.When("event", None)
        self.base: times.When | None = None
        self.before: times.When | None = None  # what held before a 去年 that is for one sentence
        self.ytd = False
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
            self.base = titled
            return titled
        if self.r.events:
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
            self.running = self._planned(sentence.paragraph) or self.base or self._default()
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
        if (
            stamp.year
            and stamp.kind not in ("planned",)
            and "五" not in self.r.text[stamp.start : stamp.end]
        ):
            self.last_year = stamp.year
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
        ):
            changed = times.When("target", changed.period)
        if (
            stamp.kind in ("last_year", "year_before", "next_year", "last_month")
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

    dated = -1
    stamped = -10


_BASES = frozenset(("since", "year", "years", "range", "planned", "asof", "ytd", *times.PARTS))
_OCCASION = re.compile(
    r"[^，。；、\n]{0,22}(?:会议|联席会|仪式|招聘会|推介会|博览会|培训班|座谈会|协议|计划|要点|打算|活动|开班)"
)
_PLAN_HEAD = re.compile(
    r"计划|打算|下一步|目标任务|重点工作|工作安排|工作思路|议定|安排部署|工作要求|努力方向|下步"
)
_FIRST = re.compile(r"[^。；\n]{2,40}")
_TITLED = re.compile(
    r"[^，。；、]{0,14}(?:协议|会议|情况|计划|要点|报告|联席会|总结|论坛|仪式|博览会|推介会|招聘会|培训班|座谈会|工作会)"
)


def _plain(number: Decimal) -> float | int:
    return int(number) if number == number.to_integral_value() else float(number)


def _kind(nature: str, scope: str, ytd: bool) -> str:
    if scope == "target":
        return "plan"
    if nature == "stock":
        return "stock"
    if scope == "event":
        return "act"
    if scope == "since" or ytd or nature == "rate":
        return "reading"
    return "period_total"
