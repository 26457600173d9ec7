"""Reading a report: the steps in order."""

from __future__ import annotations

import gc
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache

from shanhai.reading import (
    at_hand,
    events,
    figures,
    headings,
    inherit,
    likeliest,
    meta,
    occasions,
    own,
    parties,
    people,
    periods,
    places,
    relations,
    scopes,
    segment,
    sides,
    stated,
    times,
)
from shanhai.reading.clock import Clock
from shanhai.reading.context import Surroundings, Words
from shanhai.reading.indicators import Binding, Catalogue, catalogue
from shanhai.reading.lexicon import lexicon
from shanhai.reading.model import Check, Claim, Report
from shanhai.reading.repair import Repaired, repair
from shanhai.reading.targets import Plans

_ONCE_BUILT = re.compile(
    r"(?:建成|达产|投产|投用|满产|投运|完工|竣工|建好|移交|交付|投入使用|投入运营|正式运营|满负荷生产)"
    r"(?:之|以)?后(?:(?!20\d\d年|[今明]年)[^。；])*$"
)
_LEAD = 320
# what takes a plan apart goes on with it: 分领域看，产业项目64个
_APART = re.compile(
    r"[\s　]*(?:分[\u4e00-\u9fff]{2,4}看|按[\u4e00-\u9fff]{2,6}分|从[\u4e00-\u9fff]{2,6}看)，"
)
# who is sent and what is given comes at one time
_BY_THEN = frozenset(("clause:asof", "sentence:asof", "clause:asof_last", "sentence:asof_last"))
_IN_A_MONTH = re.compile(r"social_donation|dona|paired_|[a-z]+_dispatched")
_YEARLY = re.compile(r"[每年]年|一年(?!多?来|期|内)")  # a rate: 每年补贴15万元
# 三个能独立看诊的医生: what is told of people before they are named
_OF = re.compile(r"[^，。；、\d]{1,16}的(?:本地|当地|年轻|青年|本土)?")
# below a picture: 图｜960双棉鞋装车, （捐来的书上了架 通讯员 摄）
_CAPTION = re.compile(
    r"[ \t　（▲△]*(?:图[片为\d①-⑳]?[|｜丨：／/]|[^\n]{4,60}(?:摄|供图|图[／/][^\n]{2,12})）?\s*$)"
)
_OF_WHICH = re.compile(r"[^，。；\d]{0,4}[，（]其中(?!拟|计划|将|已)[^，。；、\d]{0,14}")
_TOPIC = re.compile(r"^[^，。：:\n]{2,24}(?:方面|上|协作|帮扶|合作|交流|结对|篇)?[，：:。]")
_DONE_TITLE = re.compile(r"总结|小结|完成情况|进展|工作情况|执行情况|汇报|通报|回顾")
_PLAN_TITLE = re.compile(
    r"(?:计划|要点|方案|安排|打算|思路|任务|规划|任务清单|项目清单)"
    r"[”》]?(?:的?(?:通知|公示|公告|通告|函|意见|请示|批复))?(?:[（(][^）)]*[）)])?\s*$"
)


@dataclass(slots=True)
class _Draft:
    """A figure on its way to a claim."""

    around: Surroundings
    binding: Binding
    sentence: tuple[int, int]
    paragraph: int
    when: periods.When
    people: parties.Parties
    ytd: bool
    each: bool  # an amount per one


def read(text: str, *, published: date | None = None) -> Report:
    """Read one report: its claims with code-point offsets into ``text``, parties and events.

    ``published`` resolves years the text leaves out. Never raises on any string.
    """
    collects = gc.isenabled()
    gc.disable()  # a text leaves few cycles behind, not worth looking for while it is read
    try:
        return Reading(text, repair(text), published).report()
    finally:
        if collects:
            gc.enable()


class Reading:
    """The state of reading one text."""

    def __init__(self, raw: str, mended: Repaired, published: date | None) -> None:
        self.cast: type[parties.Cast] = parties.Cast
        self.raw = raw
        self.mended = mended
        self.text = segment.widened(mended.text)
        self.wide_brackets = "（" in mended.text or "(" not in mended.text
        self.layout = segment.layout(self.text)
        self.stamps = times.scan(self.text)
        self.title, self.title_end = meta.title(mended.text, self.layout)
        self.anchor = meta.anchor(self.text, self.layout, self.stamps, published)
        headings.of_years(self.text, self.layout, self.stamps)
        self.stamps = meta.narrated(self.text, self.stamps)
        self.mentions = places.find(self.text)
        lines, own = self.layout.lines, self.layout.own
        self.older = lines[own][0] if own < len(lines) else len(self.text)  # where older ones begin
        self.sides = sides.decide(
            self.text, self.mentions, self.title_end, self.title_end + _LEAD, self.older
        )
        self.plans = Plans(self.text, {at for m in self.mentions for at in range(m.start, m.end)})
        self.catalogue: Catalogue = catalogue()
        self.weights = likeliest.weighed()
        self.scopes = scopes.scopes()
        self._last: _Draft | None = None
        self._clause = (-1, -1), ""
        self.shuffled = any(r.kind == "columns" for r in mended.repairs)
        self.gaps = [r.start for r in mended.repairs if r.kind in ("missing", "withheld")]
        self.earlier: list[inherit.Earlier] = []
        self.told: list[likeliest.Told] = []
        self.events, self.news = events.find(
            self.text, self.layout, self.stamps, self.anchor, self.title_end, self.mentions
        )

    def report(self) -> Report:
        drafts = self._drafts()
        items = [self._item(d) for d in drafts]
        checks = relations.relate(self.text, items)
        self._caption(drafts, items)
        _sum_up(drafts, items)
        checks += [
            Check("missing", (), None, None, False, f"第{r.start}字处的数字缺失，不能当作0")
            for r in self.mended.repairs
            if r.kind == "missing"
        ]
        claims = tuple(self._claim(d, i) for d, i in zip(drafts, items, strict=True))
        attending = people.attending(
            self.text, self.layout, self.mentions, self.events, self.mended.source_span
        )
        return Report(
            title=self.title,
            published=self.anchor.published.isoformat() if self.anchor.published else None,
            helpers=tuple(self.sides.names("helper")),
            recipients=tuple(self.sides.names("recipient")),
            events=tuple(attending),
            claims=claims,
            repairs=self.mended.repairs,
            checks=tuple(checks),
        )

    def _caption(self, drafts: list[_Draft], items: list[stated.Item]) -> None:
        """Let a figure that a caption repeats be what the text has told of it."""
        for draft, item in zip(drafts, items, strict=True):
            if item.same_as is None or not _CAPTION.match(
                self.text, *self.layout.lines[draft.paragraph]
            ):
                continue
            told = drafts[item.same_as]
            draft.when, draft.people, draft.ytd = told.when, told.people, told.ytd

    def _drafts(self) -> list[_Draft]:
        found = self._figures()
        if not found:
            return []
        words = self.words = Words(
            self.text, lexicon(), self.mentions, sides.letter_sides(self.sides),
            self._asked_about(found),
        )  # fmt: skip
        cast = self.cast(self.text, self.mentions, self.sides, self.title_end)
        clock = Clock(
            headings.Setting(
                self.text, self.layout, self.stamps, self.anchor, self.title_end, self.news,
                [(e.type, e.date) for e in self.events] == [("donation", None)],
                bool(
                    self.title
                    and _PLAN_TITLE.search(self.title)
                    and not _DONE_TITLE.search(self.title)
                ),
                occasions.CHRONICLE.search(self.text, 0, self.title_end) is not None,
                [s.start for s in self.stamps], [s.start for s in self.layout.sentences],
            )
        )  # fmt: skip
        self.ground = scopes.Ground(
            self.text, self.stamps, self.title or "", bool(self.news), self.anchor, self.layout
        )
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
            units = [figure.unit for figure in here[1:]] + [""]
            for around, unit in zip(words.around(here, spans, topic), units, strict=True):
                draft = self._draft(around, sentence, cast, clock, unit)
                if draft:
                    made.append(draft)
            if len(made) - first > 1:
                run = [
                    (d.around.figure.start, d.around.figure.unit, d.people) for d in made[first:]
                ]
                cast.share_out((sentence.start, sentence.end), run)
        return made

    def _asked_about(self, found: list[figures.Figure]) -> Iterator[tuple[int, int]]:
        """The stretches of text whose words say what figures count: the title, the lines they
        stand in and the lines above those, which may be headings."""
        starts = [start for start, _ in self.layout.lines]
        asked = {bisect_right(starts, figure.start) - 1 for figure in found}
        asked |= {line - 1 for line in asked if line}
        asked.update(range(bisect_left(starts, self.title_end)))
        lines, opened = self.layout.lines, -1
        for line in sorted(asked):
            opened = line if opened < 0 else opened
            if line + 1 not in asked:  # the last of a run, which is looked through at once
                yield lines[opened][0], lines[line][1]
                opened = -1

    def _figures(self) -> list[figures.Figure]:
        """The figures of the text, without numerals inside names of places."""
        ends = [m.end for m in self.mentions]
        lost = any(r.kind == "missing" for r in self.mended.repairs)
        kept = []
        for figure in figures.find(self.text):
            if lost and figure.numeral[0] in "万亿":
                continue  # 超过万元 may have been 超过20万元 where other numbers are gone
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
                start, end = self.layout.lines[paragraph - 1]
                mask |= words.mask(start, end)
            known[paragraph] = mask | self.title_mask
        return known[paragraph]

    def _draft(
        self, around: Surroundings, sentence: segment.Sentence, cast: parties.Cast, clock: Clock,
        next_unit: str,
    ) -> _Draft | None:  # fmt: skip
        figure = around.figure
        span = (sentence.start, sentence.end)
        binding = self._bind(around, span, sentence.paragraph, next_unit)
        if binding is None or not binding.code:
            return None
        when, ytd = clock.at(figure.start, around.clause, sentence)
        spot = parties.Spot(figure.start, figure.end, around.clause, span, sentence.paragraph)
        people = cast.of(binding.code, self.catalogue.party(binding.code), spot)
        if self._last and self._measures(self._last, binding, figure, sentence, cast):
            people = self._last.people
        lead = self.layout.leads[sentence.paragraph]
        whole = sentence.opened if lead < 0 else self.layout.lines[lead][0]
        planned = self.plans.holds(
            span[0], figure.start, self.layout.lines[sentence.paragraph][0], whole
        )
        planned = planned or self._taken_apart(sentence)
        asked = planned and self.layout.lines[sentence.paragraph][0] in self.plans.asked
        if planned or self.plans.meant(figure.start, figure.end):
            signed = binding.code in ("projects_signed", "contracted_investment")
            if not signed or asked or self.plans.aims(span[0], figure.start):
                when = self._target(when, self.text[span[0] : figure.start])
        each = relations.is_each(self.text, figure.start, figure.end, sentence.start)
        captioned = when.stated and sentence.paragraph in self.layout.captioned
        if not (asked or captioned):
            when = self._weighed(around, sentence, clock, binding, when, ytd, each)
        if self._is_part(figure, clock):
            when = self._last.when if self._last else when
        if when.scope == "target":
            when = _whole(when)
        self._last = _Draft(around, binding, span, sentence.paragraph, when, people, ytd, each)
        return self._last

    def _weighed(
        self, around: Surroundings, sentence: segment.Sentence, clock: Clock, binding: Binding,
        when: periods.When, ytd: bool, each: bool,
    ) -> periods.When:  # fmt: skip
        """What the rules say of a figure's time, with the scope that most speaks for."""
        figure = around.figure
        paragraph, last = self.layout.lines[sentence.paragraph][0], self._last
        together = last is not None and last.sentence[0] == sentence.start
        told = scopes.Told(
            figure.start, figure.end, (paragraph, sentence.start, around.clause[0]), sentence.end,
            self.ground.place[sentence.paragraph], when, ytd, clock.base, binding.code,
            self.catalogue.nature(binding.code), figure.unit,
            each,
            last.when.scope if last and together else "none",
        )  # fmt: skip
        return self.scope(figure, when, told)

    def scope(self, figure: figures.Figure, when: periods.When, told: scopes.Told) -> periods.When:
        """The scope of a figure after all; what older reports below tell is left to the clock."""
        if figure.start > self.older:
            return when
        place = scopes.time_before(self.ground, told)
        if place == "clause:total" and when.scope == "period" and told.nature == "stock":
            return periods.so_far(self.anchor)  # 累计结对28对: all there are by now
        if place in _BY_THEN and when.scope == "period" and told.nature == "stock" and when.period:
            begun = self.anchor.start  # 到去年底有48家企业与51个村结对: all there were by then
            return periods.When("since", (f"{begun}", when.period[1]) if begun else None, True)
        if not told.each and _month(when) and _IN_A_MONTH.match(told.code):
            return when._replace(scope="event")  # 3月，捐赠口罩12万只: given at one time
        seen = scopes.features(self.ground, told, place)
        weighed = self.scopes.weigh(seen)
        if place.startswith("clause"):
            return self.scopes.settle(when, weighed, own=True)
        made = self._settled(when, told, place, weighed)
        alike, periods_at_hand = at_hand.found(made, when, told.base, self.anchor)
        timed = at_hand.Timed(made.scope, when.scope, place, likeliest.plain(told.code), alike)
        where = self.period(figure, seen, timed, periods_at_hand, weighed)
        return periods.When(made.scope, periods_at_hand[where], made.stated, made.ahead)

    def _settled(
        self, when: periods.When, told: scopes.Told, place: str, weighed: int
    ) -> periods.When:
        """The scope that is weighed, and what period the clock gives a figure of such a scope."""
        made = self.scopes.settle(when, weighed)
        if when.scope == "event" and made.scope == "period" and self.anchor.year:
            year = f"{self.anchor.year}"  # not what was done on the day
            return made._replace(period=(told.base and told.base.period) or (year, year))
        if told.each and _YEARLY.search(self.text, told.opened[2], told.start):
            return made._replace(period=made.ahead)  # of which years is not said
        if made.scope == "since" != when.scope:  # what there is by now, and not of one year
            gone_by = when.stated and place.startswith("paragraph")
            return made._replace(period=None if gone_by else periods.so_far(self.anchor).period)
        return made

    def period(
        self, figure: figures.Figure, seen: scopes.Features, timed: at_hand.Timed,
        periods_at_hand: dict[str, periods.Period | None], weighed: int,
    ) -> str:  # fmt: skip
        """Where the period of a figure is found after all."""
        return self.scopes.date(timed, periods_at_hand, weighed)

    def _taken_apart(self, sentence: segment.Sentence) -> bool:
        """Whether a sentence takes the plan of the figure before it apart."""
        last = self._last
        planned = last is not None and last.when.scope == "target"
        return planned and bool(_APART.match(self.text, sentence.opened))

    def _is_part(self, figure: figures.Figure, clock: Clock) -> bool:
        """Whether a figure is a part of the one right before it, with no time of its own."""
        if self._last is None or not self._last.around.figure.unit == figure.unit != "元":
            return False
        end = self._last.around.figure.end
        between = _OF_WHICH.fullmatch(self.text, end, figure.start)
        return between is not None and not clock.r.within(end, figure.start)

    def _measures(
        self,
        last: _Draft,
        binding: Binding,
        figure: figures.Figure,
        sentence: segment.Sentence,
        cast: parties.Cast,
    ) -> bool:
        """Whether a rate, an increase or a part has the parties of the figure before it."""
        if last.paragraph != sentence.paragraph:
            return False
        rate = binding.code in ("other:比率", "other:增减额")
        part = binding.rule.startswith("inherit:") and last.binding.code == binding.code
        if not rate and not part:
            return False
        return not cast.named(last.around.figure.end, figure.start)

    def _names(self, names: list[str]) -> tuple[str, ...]:
        """Names with the brackets the text prints."""
        if self.wide_brackets or not names:
            return tuple(names)
        return tuple([n.replace("（", "(").replace("）", ")") for n in names])

    def _target(self, when: periods.When, said: str) -> periods.When:
        """A plan is for the year said with it, not for the years since a start.

        What is to come once a thing is built comes in no year the sentence ``said``.
        """
        year = self.anchor.year
        if _ONCE_BUILT.search(said):
            return periods.When("target", None)
        if when.ahead:
            return periods.When("target", when.ahead, True)
        if when.scope == "since":
            return periods.When("target", (str(year), str(year)) if year else None)
        return periods.When("target", when.period, when.stated)

    def _bind(
        self, around: Surroundings, span: tuple[int, int], paragraph: int, next_unit: str
    ) -> Binding | None:
        """What the rules say of a figure, and then what the words about it speak for."""
        figure = around.figure
        ruled = self._ruled(around, span, paragraph)
        context = around.context
        left, right = likeliest.around(self.text, figure.start, figure.end, span[0])
        seen = likeliest.Seen(
            figure.unit, figure.value.adjusted(), context, around.head_word, left, right,
            self._said(around.clause), self.told, span[0], paragraph, next_unit, ruled,
        )  # fmt: skip
        rate = ruled is not None and ruled.code == "other:比率"  # of the figure before it
        weak = rate or ruled is None or not ruled.code or ruled.rank >= inherit.LAST
        # what it counts may stand elsewhere, or with the figure that is lost
        lost = weak and (self.shuffled or self._after_a_gap(figure.start, paragraph))
        binding = None if lost else self.settle(figure, seen)
        if binding and self.earlier and self.earlier[-1].figure is figure:
            self.earlier[-1].settled = binding.code
        told = likeliest.plain(ruled.code if ruled else None)
        self.told.append(likeliest.Told(figure.unit, figure.classifier, told, span[0], paragraph))
        if binding and binding.code and own.is_own(self.text, figure, span[0], around.clause[1]):
            return None
        if binding and binding.code == "patients_treated" and figure.unit == "个":
            figure.unit = "人次"
        return binding

    def _said(self, clause: tuple[int, int]) -> str:
        """The words of a clause, cut out once for all its figures."""
        if clause != self._clause[0]:
            self._clause = clause, "".join(self.text[clause[0] : clause[1]].split())
        return self._clause[1]

    def settle(self, figure: figures.Figure, seen: likeliest.Seen) -> Binding | None:
        """What a figure counts after all."""
        return likeliest.settle(seen, self.weights)

    def _ruled(self, around: Surroundings, span: tuple[int, int], paragraph: int) -> Binding | None:
        figure = around.figure
        prior = inherit.before(figure.unit, paragraph, self.earlier)
        self._settle_unit(around)
        context = around.context
        if prior:
            context.prior = prior.code
        binding = self.catalogue.bind(figure.unit, context)
        taken = inherit.inherited(self.text, figure, binding, span, paragraph, self.earlier)
        binding = taken or binding
        if binding is None and (back := self.words.reaching_back(around, span[0])):
            binding = self.catalogue.bind(figure.unit, back.context)
        if binding is None and prior and not around.head_word:
            binding = inherit.listed(self.text, figure, prior, span[0])
        binding = binding or self.catalogue.fallback(figure.unit, context, around.head_word)
        if binding and binding.code:
            self.earlier.append(
                inherit.Earlier(figure, binding.code, binding.rule, span[0], paragraph)
            )
        return binding

    def _after_a_gap(self, at: int, paragraph: int) -> bool:
        """Whether a figure was lost earlier in the paragraph."""
        if not self.gaps:
            return False
        opened, here = self.mended.source_span(self.layout.lines[paragraph][0], at)
        return any(opened <= gap < here for gap in self.gaps)

    def _settle_unit(self, around: Surroundings) -> None:
        """48个娃娃 are people; 企业38户 are firms."""
        figure, head = around.figure, around.context.head
        if figure.classifier == "个" and self.words.is_person(head):
            at = self.text.find(around.head_word, figure.end, around.clause[1])
            if at == figure.end or at > 0 and _OF.fullmatch(self.text, figure.end, at):
                figure.unit = "人"
        elif figure.classifier == "户" and self.words.is_firm(head):
            joined = self.text[figure.start - 1] == "的"  # 加入合作社的120户
            figure.unit = figure.unit if joined else "个"

    def _item(self, draft: _Draft) -> stated.Item:
        figure = draft.around.figure
        return stated.Item(
            figure.start, figure.end, draft.binding.code, float(figure.value), figure.unit,
            draft.sentence, draft.around.clause, figure.bound, draft.each,
        )  # fmt: skip

    def _claim(self, draft: _Draft, item: stated.Item) -> Claim:
        figure = draft.around.figure
        start, end = self.mended.source_span(figure.start, figure.end)
        opened, closed = self.mended.source_span(draft.sentence[0], draft.sentence[1])
        scope, period = draft.when.scope, draft.when.period
        if (
            item.each
            and scope in ("event", "since")
            and "年" in self.text[figure.start - 8 : figure.start]
        ):
            # of the years since a start none is said
            scope, period = "period", None if scope == "since" else period
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
            confidence=_confidence(draft.binding.rank),
            rule=draft.binding.rule,
            each=item.each,
            total_of=item.total_of,
            part_of=item.part_of,
            same_as=item.same_as,
            leant=draft.people.leant,
        )


def _whole(plan: periods.When) -> periods.When:
    """A plan of this year is for the year, not up to the report: 今年以来…，下一步将…"""
    period = plan.period
    to_date = period is not None and period[0] != period[1] and period[1].startswith(period[0])
    return plan._replace(period=(period[0], period[0])) if period and to_date else plan


def _month(when: periods.When) -> bool:
    """Whether what is told is of one month and not of a day."""
    period = when.period
    alike = period is not None and period[0] == period[1] and len(period[0]) == len("2024-05")
    return when.scope == "period" and alike


def _plain(number: Decimal) -> float | int:
    return int(number) if number == number.to_integral_value() else float(number)


@cache
def _confidence(rank: int) -> float:
    """How surely a figure counts what it does, by how strong what says so is."""
    return round(max(0.3, 0.98 - 0.06 * rank), 2)


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


def _sum_up(drafts: list[_Draft], items: list[stated.Item]) -> None:
    """Let a sum that goes on with the giver of its last part be given by those of all its parts."""
    for number, (draft, item) in enumerate(zip(drafts, items, strict=True)):
        parts = [drafts[n].people.provider for n in item.total_of if n < number]
        givers = list(dict.fromkeys(giver for part in parts for giver in part))
        if len(givers) > 1 and draft.people.provider == parts[-1]:
            draft.people = replace(draft.people, provider=givers)
