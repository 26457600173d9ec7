"""Reading a report: the steps in order."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shanhai.reading import events, figures, meta, parties, places, relations, segment, times
from shanhai.reading.context import Surroundings, Words
from shanhai.reading.indicators import Binding, Catalogue, catalogue
from shanhai.reading.lexicon import lexicon
from shanhai.reading.model import Claim, Mended, Report
from shanhai.reading.repair import Repaired, repair
from shanhai.reading.targets import is_target

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
        self.text = mended.text
        self.layout = segment.layout(self.text)
        self.stamps = times.scan(self.text)
        self.stamp_starts = [s.start for s in self.stamps]
        self.title, self.title_end = meta.title(self.text, self.layout)
        self.anchor = meta.anchor(self.text, self.layout, self.stamps, published)
        self.mentions = places.find(self.text)
        self.sides = places.decide(self.text, self.mentions, self.title_end, self.title_end + _LEAD)
        self.catalogue: Catalogue = catalogue()
        self.events = events.find(
            self.text, self.layout, self.stamps, self.anchor, self.title_end, self.mentions, self.sides
        )

    def report(self) -> Report:
        drafts = self._drafts()
        items = [self._item(d) for d in drafts]
        checks = relations.relate(self.text, items)
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
        found = figures.find(self.text)
        if not found:
            return []
        words = Words(self.text, lexicon(), self.mentions)
        cast = parties.Cast(self.text, self.mentions, self.sides)
        clock = _Clock(self)
        made: list[_Draft] = []
        at = 0
        topics: dict[int, int] = {}
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
            for around in words.around(here, spans, topic):
                draft = self._draft(around, sentence, cast, clock)
                if draft:
                    made.append(draft)
        return made

    def _topic(self, words: Words, paragraph: int, known: dict[int, int]) -> int:
        if paragraph not in known:
            start, end = self.layout.lines[paragraph]
            match = _TOPIC.match(self.text[start : min(end, start + 40)])
            mask = words.mask(start, start + match.end()) if match else 0
            if paragraph and self.layout.kinds[paragraph - 1] == "heading":
                mask |= words.mask(*self.layout.lines[paragraph - 1])
            known[paragraph] = mask
        return known[paragraph]

    def _draft(
        self, around: Surroundings, sentence: segment.Sentence, cast: parties.Cast, clock: _Clock
    ) -> _Draft | None:
        figure = around.figure
        binding = self.catalogue.bind(
            figure.unit, around.context
        ) or self.catalogue.fallback(figure.unit, around.context, around.head_word)
        if binding is None or not binding.code:
            return None
        span = (sentence.start, sentence.end)
        when, ytd = clock.at(figure.start, around.clause, sentence)
        people = cast.of(
            binding.code, self.catalogue.party(binding.code), around.clause, span, sentence.paragraph, figure.start
        )
        if is_target(self.text, span, around.clause, figure.start):
            signed = binding.code in ("projects_signed", "contracted_investment")
            if not signed:
                when = times.When("target", when.period, when.stated)
        return _Draft(around, binding, span, sentence.paragraph, when, people, ytd)

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
        if item.each and scope in ("event", "since") and "年" in self.text[figure.start - 8 : figure.start]:
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
            provider=tuple(draft.people.provider),
            receiver=tuple(draft.people.receiver),
            kind=_kind(self.catalogue.nature(draft.binding.code), scope, draft.ytd),
            subject_helper=tuple(draft.people.helper_subject),
            subject_recipient=tuple(draft.people.recipient_subject),
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
        self.section = -1
        self.running = times.When("event", None)
        self.ytd = False
        self.seen = 0
        self.last_year: int | None = None

    def _default(self) -> times.When:
        anchor = self.r.anchor
        if anchor.event_date and self.r.events:
            return times.When("event", (anchor.event_date, anchor.event_date))
        year = str(anchor.year) if anchor.year else None
        if self.r.events:
            return times.When("event", (year, year) if year else None)
        if anchor.start and year:
            return times.When("since", (str(anchor.start), year))
        return times.When("since", None)

    def at(self, position: int, clause: tuple[int, int], sentence: segment.Sentence) -> tuple[times.When, bool]:
        section = self.r.layout.sections[sentence.paragraph]
        if section != self.section:
            self.section, self.running, self.last_year = section, self._default(), None
        stop = bisect_right(self.r.stamp_starts, position)
        for stamp in self.r.stamps[self.seen : stop]:
            if stamp.year:
                self.last_year = stamp.year
            changed = times.resolve(stamp, self.r.anchor, self.running, self.last_year)
            if changed is not None:
                self.running = changed
                self.ytd = stamp.kind in ("ytd", "asof", "now", "months", "this_year")
        self.seen = max(self.seen, stop)
        return self.running, self.ytd


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
