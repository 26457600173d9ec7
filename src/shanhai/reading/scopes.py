"""Which scope a figure most likely has, when what is said about it is weighed.

The clock and the words of plans speak first; what they say is one of the things weighed, beside
the expressions of time before and after the figure, what it counts, the words about it, and what
kind of text it stands in. Then its period is weighed among those at hand. The weights are plain
data (vocabulary/scopes.tsv), learnt from annotated reports by tools/learn_weights.py.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from shanhai.reading.at_hand import CLOCK, PERIODS, Timed
from shanhai.reading.data import own_folder, weight_rows
from shanhai.reading.grams import Grams, level, pairs
from shanhai.reading.kept import Kept
from shanhai.reading.likeliest import Packed, plain
from shanhai.reading.periods import Anchor, When
from shanhai.reading.segment import Layout
from shanhai.reading.times import Stamp

SCOPES = ("event", "period", "since", "target")
_PLANNED = SCOPES.index("target")
_PERIOD_AT = {where: at for at, where in enumerate(PERIODS, len(SCOPES))}
# how much more must speak for another scope than for the clock's, in hundredths; than for one that
# a time in the figure's own clause gives; for another period
_MARGIN, _OWN_MARGIN, _PERIOD_MARGIN = 60, 150, 120
_LEFT, _SAID, _RIGHT = 14, 40, 10
_KEPT = 1 << 11  # groups whose sum is kept
_DASHES = str.maketrans(dict.fromkeys("–―─‐‑−－-", "—"))
_LATE = 4  # paragraphs from there on are told alike
_STOP = re.compile(r"[。；\n]")
_CUES = (
    "累计", "先后", "共", "已", "将", "现", "每年", "年", "每", "目前", "今年", "全", "陆续",
    "一直", "如今", "仍", "再", "新", "首", "本次", "此次", "现场", "当",
)  # fmt: skip
# pairs of characters: right before a figure, further back, behind it, of the title
_PAIRED = ("B:", "S:", "A:", "T:")


class Ground:
    """What a whole text gives: its expressions of time, its title, whether it reports an
    occasion, what is known of its own time."""

    def __init__(
        self, text: str, stamps: list[Stamp], title: str, news: bool, anchor: Anchor, layout: Layout
    ) -> None:
        self.text, self.stamps, self.news = text, stamps, news
        told = [int(kind != "boiler") for kind in layout.kinds]
        self.place = [at - 1 for at in accumulate(told)]  # of every line among those that tell
        self.last_line = sum(told[: layout.own]) - 2
        self.starts = [s.start for s in stamps]
        self.title = level(title.translate(_DASHES))
        self.known = Known(bool(anchor.published), anchor.year_known, bool(anchor.event_date))
        self._cues: tuple[int, list[str]] = (-1, [])  # of the last sentence asked for

    def cues(self, start: int, end: int) -> list[str]:
        """The words of a sentence that tell a sum from an act, looked for once for its figures."""
        if start != self._cues[0]:
            sentence = self.text[start:end]
            self._cues = start, [cue for cue in _CUES if cue in sentence]
        return self._cues[1]


@dataclass(slots=True)
class Told:
    """A figure and what the rules say of its time."""

    start: int
    end: int
    opened: tuple[int, int, int]  # where its paragraph, its sentence and its clause begin
    closed: int
    line: int
    when: When
    ytd: bool
    base: When | None  # what the paragraphs go by
    code: str
    nature: str
    unit: str
    each: bool
    before: str  # the scope of the figure before it in the sentence


class Known(NamedTuple):
    """What is known of a text's own time. This and the groups after it come together again and
    again, so that what speaks in them is summed once."""

    published: bool
    year: bool
    day: bool

    def names(self) -> list[str]:
        return ["", f"dated={self.published}", f"year={self.year}", f"day={self.day}"]


class Counted(NamedTuple):
    """What a figure counts, beside the clock's scope."""

    scope: str
    unit: str
    code: str
    nature: str

    def names(self) -> list[str]:
        scope, unit, code, nature = self
        alone = [f"u={unit}", f"code={code}", f"nature={nature}"]
        return [*alone, f"r={scope}:{code}", f"r={scope}:{nature}"]


class Placed(NamedTuple):
    """Where a figure stands in the text and to the last time before it, beside the scope."""

    scope: str
    news: bool
    time: str
    line: int
    last: bool
    code: str

    def names(self) -> list[str]:
        scope, news, time, line, last, code = self
        crossed = ("", f":{news}", f":{news}:{time}", f":{news}:{line}", f":{time}")
        alone = [f"time={time}", f"line={line}", f"last={last}", f"time={time}:{code}"]
        return [*alone, *(f"r={scope}{c}" for c in crossed)]


class Dated(NamedTuple):
    """What the clock says of a figure's time, and how the figure is told."""

    scope: str
    grain: str
    stated: bool
    base: str | None
    ytd: bool
    before: str
    quoted: bool
    each: bool

    def names(self) -> list[str]:
        t = self
        crossed = (t.grain, t.stated, t.base, f"each{t.each}")
        alone = [f"ytd={t.ytd}", f"base={t.base}", f"before={t.before}", f"quoted={t.quoted}"]
        return [*alone, *(f"r={t.scope}:{what}" for what in crossed)]


_Group = Known | Counted | Placed | Dated | Timed


@dataclass(slots=True)
class Features:
    """What is weighed of a figure: its groups, the rest by name, and the stretches of text
    weighed by pairs."""

    groups: tuple[_Group, ...]
    rest: list[str]
    paired: tuple[str, str, str, str]

    def all(self) -> Iterator[str]:
        """All by name."""
        for group in self.groups:
            yield from group.names()
        yield from self.rest
        for slot, text in zip(_PAIRED, self.paired, strict=True):
            yield from {slot + pair for pair in pairs(text)}


def features(ground: Ground, told: Told, place: str) -> Features:
    """What is weighed of a figure; ``place`` is its time_before."""
    t, text = told, ground.text
    scope, base = t.when.scope, t.base.scope if t.base else None
    groups = (
        ground.known,
        Counted(scope, t.unit, plain(t.code), t.nature),
        Placed(
            scope, ground.news, place, min(t.line, _LATE), t.line >= ground.last_line, plain(t.code)
        ),
        Dated(
            scope, _grain(t.when), t.when.stated, base, t.ytd, t.before, _quoted(text, t), t.each
        ),
    )
    sentence = t.opened[1]
    near = max(sentence, t.start - _LEFT)
    stop = _STOP.search(text, t.end, t.end + _RIGHT)
    after = text[t.end : stop.start() if stop else t.end + _RIGHT]
    before, said = text[near : t.start], text[max(sentence, t.start - _SAID) : near]
    rest = _times(ground, t) + _cues(ground, t)
    return Features(groups, rest, (level(before), level(said), level(after), ground.title))


def time_before(ground: Ground, told: Told) -> str:
    """How near the last expression of time before a figure stands, and its kind: one of its own
    clause, or that opens it, settles the scope."""
    at = bisect_left(ground.starts, told.start) - 1
    paragraph, sentence, clause = told.opened
    if at < 0 or ground.starts[at] < paragraph:
        return "none"
    stamp = ground.stamps[at]
    opens = stamp.end + 1 >= clause  # 2021年10月，签约项目4个
    where = "clause" if opens else "sentence" if stamp.start >= sentence else "paragraph"
    return f"{where}:{stamp.kind}"


def _times(ground: Ground, told: Told) -> list[str]:
    """The kinds of time in the sentence, before and after the figure."""
    first, last = bisect_left(ground.starts, told.opened[1]), bisect_left(ground.starts, told.start)
    before = {s.kind for s in ground.stamps[first:last]}
    stop = bisect_right(ground.starts, told.closed - 1)
    after = {s.kind for s in ground.stamps[last:stop] if s.start >= told.end}
    return [f"told={kind}" for kind in before] + [f"after={kind}" for kind in after]


def _cues(ground: Ground, told: Told) -> list[str]:
    """Words that tell a sum from an act, in the clause before the figure or in its sentence."""
    _, sentence, clause = told.opened
    made: list[str] = []
    for cue in ground.cues(sentence, told.closed):
        at = ground.text.rfind(cue, sentence, told.start)
        if at >= clause:
            made += [f"w={cue}", f"w={cue}:{told.when.scope}"]
        elif at >= 0:
            made.append(f"s={cue}")
    return made


def _quoted(text: str, told: Told) -> bool:
    mark = text.rfind("“", told.opened[1], told.start)
    return mark >= 0 and text.rfind("”", mark, told.start) < 0


def _grain(when: When) -> str:
    """How fine a period is, and whether it is one day, month or year."""
    if not when.period:
        return "none"
    first, last = when.period
    return f"{first == last}{max(len(first), len(last))}"


class Scopes:
    """The weights of the four scopes and of the periods at hand."""

    def __init__(self, rows: Iterable[tuple[str, str, dict[str, int]]]) -> None:
        self._packed = Packed((*SCOPES, *PERIODS))
        self._of: dict[str, int] = {}
        grams: dict[str, dict[str, int]] = {slot: {} for slot in _PAIRED}
        for _, name, of in rows:
            table = grams.get(name[:2], self._of)
            key = name if table is self._of else name[2:]
            table[key] = table.get(key, 0) + self._packed.pack(of)
        *self._grams, self._title = [Grams(of) for of in grams.values()]
        self._titled = ("", 0)  # the last title weighed; the figures of a text share the sum
        self._kept = Kept(self._group, _KEPT)

    def weigh(self, seen: Features) -> int:
        """What speaks for every scope, and for every period at hand."""
        found: list[int | None] = [
            *[self._kept.of(group) for group in seen.groups],
            self._of_title(seen.paired[-1]),
        ]
        found += map(self._of.get, seen.rest)
        found += [of.each(text) for of, text in zip(self._grams, seen.paired, strict=False)]
        return sum(filter(None, found))

    def settle(self, when: When, weighed: int, own: bool = False) -> When:
        """The clock's answer, or its period with another scope when more speaks for that; clearly
        more where a time of its ``own`` clause gives it.

        What is planned only words of plans say; and no act fills whole years.
        """
        sums = self._packed.sums(weighed)[: len(SCOPES)]
        top = max(sums[:_PLANNED])
        if top <= sums[SCOPES.index(when.scope)] + (_OWN_MARGIN if own else _MARGIN):
            return when
        scope = SCOPES[sums.index(top)]
        if scope == "event" and when.period and len(when.period[0]) == 4:
            return when
        return When(scope, when.period, when.stated, when.ahead)

    def date(self, timed: Timed, at_hand: Collection[str], weighed: int) -> str:
        """Where the period of a figure is found: the clock's, or another at hand when clearly
        more speaks for it."""
        sums = self._packed.sums(weighed + self._kept.of(timed))
        speaks = {where: sums[_PERIOD_AT[where]] for where in at_hand}
        best = max(speaks, key=speaks.__getitem__)
        return best if speaks[best] > speaks[CLOCK] + _PERIOD_MARGIN else CLOCK

    def _group(self, group: _Group) -> int:
        return sum(filter(None, map(self._of.get, group.names())))

    def _of_title(self, title: str) -> int:
        last, total = self._titled
        if title != last:
            total = self._title.each(title)
            self._titled = title, total
        return total


@lru_cache(maxsize=2)
def _scopes(folder: str) -> Scopes:
    return Scopes(weight_rows("scopes.tsv", folder))


def scopes() -> Scopes:
    """The weights of the four scopes, the office's own in place of the packaged ones."""
    return _scopes(own_folder())
