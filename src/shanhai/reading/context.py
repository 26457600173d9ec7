"""The words around each figure: the noun it counts, its clause, its sentence."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter

from shanhai.reading.figures import Figure
from shanhai.reading.indicators import Context
from shanhai.reading.lexicon import Lexicon, Word
from shanhai.reading.places import Mention

# one known word in the text: start, end, what it is
Hit = tuple[int, int, Word]
_position = itemgetter(0)
_SPLIT = re.compile(r"[、和及与]|以及|并")
_GOING = re.compile(r"(?:赴|到|往|(?<![以年])来|抵|去|至|前往|返|回|进|入)了?$")
_STAYING = re.compile(r"(?:在|驻)$")
# the last characters of what they find; a line end may stand behind
_TO, _AT = frozenset("赴到往来抵去至返回进入了\n"), frozenset("在驻\n")
_IN_BRACKETS = re.compile(r"（[^（）]*?\d")
_LISTING, _GIVEN = frozenset("、和及与"), frozenset("向对给为")
_OUT_OF = frozenset("自从\n")
_FROM = re.compile(r"(?:来自|从)$")
_SENDS = re.compile(
    r"(?:县|市|区|方面|则|也|还|委|政府|各级|有关部门|教育局|卫健局|先后|累计|共){0,3}"
    r"(?:选派|派出|选送|派往|派遣|选拔|遴选|组织|推荐|选了|派了|选出|赴|派)"
)
_OPENING = frozenset("，。；：！？\n （、◆●▶★•")
_FACING = re.compile(
    r"^[^，。；、]*[与同和][^，。；、]*$|^[^，。；、]*，?(?:对应?|结对|认了?)[^，。；、]{0,6}$"
)
_REACH = 16
_BACK = 5
_A_LOT = 200_000
_GAP = 3
_LED_BY = frozenset("赴来到往进入返抵在驻")  # before a place told by one letter
_SEAT = re.compile(r".[\u4e00-\u9fff]?[省市县区州镇村]", re.DOTALL)  # part of a longer name
_BARE = frozenset("镇乡村校院县企")
# 医生和教师|目前在岗的|分别为…
_BETWEEN = re.compile(
    r"(?:(?:目前|现)?(?:在[岗职校读任]|到[岗位]|派出|选派|派驻)的?(?:人数|总数)?|的?(?:人数|总数|数量))?$"
)
_AT_MOST_BETWEEN = 8
_EACH_ITS_OWN = re.compile(r"(?:分别|依次)(?:[为有是达]|达到|选派|派出)?[约近超]?$")
_AND = re.compile(r"[、和及与]|以及")
_CELL = re.compile(r"[ \t　│|]+")
_ALONE = re.compile(r"\s*[约近超共计]?")
_OPEN_BRACKET = re.compile(r"[（(]\s*(?:约|共|投资|总投资|预算|计)?[^（()）]{0,4}$")


@dataclass(slots=True)
class Surroundings:
    """A figure with its clause and sentence and what they say."""

    figure: Figure
    clause: tuple[int, int]
    context: Context
    head_word: str


class Words:
    """The known words in some stretches of a text, and the marks that places add to them."""

    def __init__(
        self,
        text: str,
        lexicon: Lexicon,
        mentions: list[Mention],
        letters: dict[str, str],
        stretches: Iterable[tuple[int, int]],
    ) -> None:
        words, find = lexicon.words, lexicon.automaton.find_matches_as_indexes
        hits: list[Hit] = []
        inside = {m.end - 1 for m in mentions}
        named = [m.start for m in mentions]
        told: list[Mention] = []  # those in the stretches
        for low, high in stretches:
            told += mentions[bisect_left(named, low) : bisect_left(named, high)]
            hits += [
                (low + start, low + end, words[index])
                for index, start, end in find(text[low:high])
                if end - start > 1 or low + start not in inside  # the 县 of 德江县 counts nothing
            ]
        hits += _place_hits(text, lexicon, told, letters)
        hits.sort(key=_position)
        self.hits = hits
        self.starts = [h[0] for h in hits]
        self._wide = [h[2].wide for h in hits]
        self._text = text
        self._lexicon = lexicon
        self._head_end = -1
        self._shared: dict[int, list[Hit]] = {}
        self._batches: list[int] = []
        self._first = 0
        self._brackets = lexicon.bit("in_brackets")
        self._batch = lexicon.bit("with_batch")
        self._pair_kind = lexicon.bit("pair_kind")
        self._nouns = lexicon.nouns
        self._bare = {c: _bare_hit(lexicon.single[c]) for c in _BARE if c in lexicon.single}
        self._alone = lexicon.bit("alone")
        self._a_lot = lexicon.bit("a_lot")
        self._two_kinds = lexicon.bit("two_pair_kinds")
        self._facing = lexicon.bit("facing")
        self._named = lexicon.mask(["helper_named", "recipient_named"])
        self._persons = lexicon.mask(
            ["student", "worker", "villager", "cadre", "teacher", "doctor"]
        )
        self._firms = lexicon.mask("firm")

    def is_person(self, head: int) -> bool:
        """Whether a head noun names people."""
        return bool(head & self._persons)

    def is_firm(self, head: int) -> bool:
        """Whether a head noun names firms."""
        return bool(head & self._firms)

    def between(self, start: int, end: int) -> list[Hit]:
        """The known words that begin in a stretch of text."""
        return self.hits[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def mask(self, start: int, end: int) -> int:
        """All groups named in a stretch of text."""
        first, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
        made = 0
        for wide in self._wide[first:last]:
            made |= wide
        return made

    def around(
        self, figures: list[Figure], spans: list[tuple[int, int]], topic: int
    ) -> list[Surroundings]:
        """The surroundings of the figures of one sentence; ``spans`` are its clauses."""
        made: list[Surroundings] = []
        self._batches = [f.start for f in figures if f.unit == "批次"]
        self._head_end = -1
        self._first = 0
        last = self._last_of_list(figures)
        self._shared = self._respectively(figures) if len(figures) > 1 else {}
        facing = self._facing_each(figures)
        opened = [s for s, _ in spans]
        sent = 0
        done = 0
        segs: dict[int, int] = {}
        for number, figure in enumerate(figures):
            at = max(0, bisect_right(opened, figure.start) - 1)
            for clause in range(done, at + 1):
                start, end = spans[clause]
                segs[clause] = self.mask(start, end)
                sent |= segs[clause]
            done = max(done, at + 1)
            one = self._one(figures, number, last[number], spans[at], segs[at], sent, topic)
            if number in facing:
                one.context.before |= self._facing
            made.append(one)
        return made

    def _last_of_list(self, figures: list[Figure]) -> list[int]:
        """For each figure the last of the list it stands in: 19个、15个和11个卫星工厂."""
        last = list(range(len(figures)))
        for number in reversed(last[1:]):
            if self._same_list(figures[number - 1], figures[number]):
                last[number - 1] = last[number]
        return last

    def _respectively(self, figures: list[Figure]) -> dict[int, list[Hit]]:
        """The nouns before 分别 by the figure each belongs to, that of the figure first:
        教师、医生分别为17人和13人; or right before as many figures: 教师、医生17人、13人."""
        of: dict[int, list[Hit]] = {}
        for number, figure in enumerate(figures):
            lead = max(0, figure.start - 8), figure.start
            told = None
            if self._text.find("分别", *lead) >= 0 or self._text.find("依次", *lead) >= 0:
                told = _EACH_ITS_OWN.search(self._text, *lead)
            after = number + 1
            while after < len(figures) and _AND.fullmatch(
                self._text, figures[after - 1].end, figures[after].start
            ):
                after += 1
            if not told and after < number + 2:
                continue
            end = told.start() if told else figure.start
            between = (
                _BETWEEN.search(self._text, max(0, end - _AT_MOST_BETWEEN), end) if told else None
            )
            nouns = self._row_of_nouns(between.start() if between else end)
            if 1 < len(nouns) == after - number:
                of |= {
                    number + at: [noun, *nouns[:at], *nouns[at + 1 :]]
                    for at, noun in enumerate(nouns)
                }
        return of

    def _row_of_nouns(self, end: int) -> list[Hit]:
        """The nouns joined by 、 and 和 that end right before a place in the text."""
        row: list[Hit] = []
        at = bisect_left(self.starts, end)
        while at:
            at -= 1
            hit = self.hits[at]
            stop = row[0][0] if row else end
            joined = _AND.fullmatch(self._text, hit[1], stop) if row else hit[1] == stop
            listed = [self._nouns.get(word) for word in _AND.split(hit[2].text)]
            if not joined or None in listed:
                break
            row[:0] = [(hit[0], hit[1], word) for word in listed if word]
        return row

    def _one(
        self,
        figures: list[Figure],
        number: int,
        last: int,
        clause: tuple[int, int],
        seg: int,
        sent: int,
        topic: int,
    ) -> Surroundings:
        figure = figures[number]
        low, high = clause
        left = self._left(figures, number, low)
        # all figures of a list count what the last one names
        opens = figures[last].end
        right = self._right(figures, last, high, figures[last])
        before_hits = self.between(left, figure.start)
        after_hits = self.between(opens, right)
        before = after = kinds = 0
        for hit in before_hits:
            before |= hit[2].wide
        for hit in after_hits:
            after |= hit[2].wide
            kinds += bool(hit[2].wide & self._pair_kind)
        lead = max(0, figure.start - 10), figure.start
        if self._text.find("（", *lead) >= 0 and _OPEN_BRACKET.search(self._text, *lead):
            before |= self._brackets
        if figure.end == high and _ALONE.fullmatch(self._text, low, figure.start):
            before |= self._alone  # 门诊楼，1.1亿元，…: said of the noun before it
        if figure.unit == "元" and figure.value >= _A_LOT:
            before |= self._a_lot  # no price and no wage
        if kinds > 1:
            after |= self._two_kinds
        if self._batches:
            batches = bisect_left(self._batches, high) - bisect_left(self._batches, low)
            if batches > (figure.unit == "批次"):
                before |= self._batch
        head = self._bare.get(figure.classifier) or _head(
            self._text, after_hits, before_hits, figure, opens
        )
        self._head_end = head[1] if head and head[0] >= figure.end else -1
        if number in self._shared:
            head, *others = self._shared[number]
            before = after = 0
            whole = {hit[0] for hit in (head, *others)}  # 教师、医生 is one known word
            for hit in before_hits:
                before |= 0 if hit[0] in whole else hit[2].wide
            before |= head[2].wide
        context = Context(
            head[2].own if head else 0, before, after, seg, sent, topic, figure.classifier
        )
        return Surroundings(figure, clause, context, head[2].text if head else "")

    def reaching_back(self, around: Surroundings, sentence: int) -> Surroundings | None:
        """The same figure with the clause before it (岗位备得足，260个); None at a start."""
        last = bisect_left(self.starts, around.clause[0])
        earlier = self.hits[max(bisect_left(self.starts, sentence), last - _BACK) : last]
        if not earlier:
            return None
        before = around.context.before
        for hit in earlier:
            before |= hit[2].wide
        head = next((h[2] for h in reversed(earlier) if h[2].noun), None)
        c = around.context
        own = c.head or (head.own if head else 0)
        context = Context(
            own, before, c.after, c.seg | before, c.sent, c.topic, c.classifier, c.prior
        )
        return Surroundings(around.figure, around.clause, context, head.text if head else "")

    def _facing_each(self, figures: list[Figure]) -> set[int]:
        """The counts that stand opposite another of the other side: 6个镇与龙泉10个乡镇."""
        facing: set[int] = set()
        for number in range(len(figures) - 1):
            if self._opposite(figures[number], figures[number + 1]):
                facing |= {number, number + 1}
        return facing

    def _opposite(self, one: Figure, other: Figure) -> bool:
        between = self._text[one.end : other.start]
        if len(between) > 24 or not _FACING.search(between):
            return False
        return any(h[2].wide & self._named for h in self.between(one.end, other.start))

    def _same_list(self, one: Figure, other: Figure) -> bool:
        between = self._text[one.end : other.start]
        return between in ("、", "和", "及") and one.classifier == other.classifier

    def _left(self, figures: list[Figure], number: int, low: int) -> int:
        if not number or figures[number - 1].end <= low:
            self._first = number
            return low
        if figures[number].start - figures[number - 1].end > 1:
            self._first = number  # of a run of figures with nothing between them
        first = self._first
        if not first or figures[first - 1].end <= low:
            return low
        figure, at = figures[first], figures[first - 1].end
        split = _SPLIT.search(self._text, at, figure.start)
        left = split.end() if split else at
        return max(left, self._head_end) if self._head_end <= figure.start else left

    def _right(self, figures: list[Figure], number: int, high: int, figure: Figure) -> int:
        following = figures[number + 1].start if number + 1 < len(figures) else high
        if following >= high:
            return high
        if self._text.startswith("、", figure.end):
            return figure.end
        hits = self.between(figure.end, following)
        if len(hits) > 1 and hits[-1][1] == following and hits[-1][2].stops:
            return hits[-1][0]  # 26个项目动工24个: the verb belongs to the second
        last = following
        for split in _SPLIT.finditer(self._text, figure.end, following):
            if not any(h[2].stops for h in self.between(split.end(), following)):
                last = split.start()
        return last


def _bare_hit(word: Word) -> Hit:
    return 0, 0, Word(word.text, word.own, word.wide, True, False)


def _head(text: str, after: list[Hit], before: list[Hit], figure: Figure, at: int) -> Hit | None:
    found: Hit | None = None
    named = bool(before) and before[-1][2].noun and before[-1][1] == figure.start
    if named and after and after[0][2].stops and after[0][0] == at:
        return before[-1]  # 企业14家落地: the noun before is what was counted
    if named and _IN_BRACKETS.match(text, at):
        return before[-1]  # 干部人才463名（干部83名、…）
    cell = bool(before) and before[-1][2].noun and _CELL.match(text, at)
    if cell and _CELL.fullmatch(text, before[-1][1], figure.start):
        return before[-1]  # 制氧机 24台 卫生室: a row of a table
    for hit in after:
        if found is not None and text.startswith("的", at):
            break
        if hit[2].noun:
            if hit[0] - at > (8 if found is None else _GAP):
                break
            found, at = hit, hit[1]
        elif hit[2].stops and (found is not None or not _modifies(after, hit)):
            break
    if found is None:
        found = next((h for h in reversed(before) if h[2].noun), None)
        if found is not None and figure.start - found[1] > _REACH:
            return None
    return found


def _modifies(after: list[Hit], verb: Hit) -> bool:
    """Whether a verb stands right before a noun, as in 12个落地项目."""
    return any(h[0] == verb[1] and h[2].noun for h in after)


def _marks(text: str, mention: Mention) -> list[str]:
    """What the mention of a place says: which side it is, who goes there, who sends."""
    if not mention.side:
        return []
    names = [f"{mention.side}_named"]
    lead = text[max(0, mention.start - 2) : mention.start]
    last = lead[-1:]
    if last in _TO and _GOING.search(lead):
        names.append(f"to_{mention.side}")
    elif last in _AT and _STAYING.search(lead):
        names.append(f"at_{mention.side}")
    elif mention.side == "recipient" and last in _OUT_OF and _FROM.search(lead):
        names.append("from_recipient")
    elif mention.side == "recipient" and last in _OPENING and _SENDS.match(text, mention.end):
        names.append("recipient_sends")
    return names


def _place_hits(
    text: str, lexicon: Lexicon, mentions: list[Mention], letters: dict[str, str]
) -> list[Hit]:
    """The marks of all places, and of places by one letter (来粤, 赴浙, 在酉)."""
    made: list[Hit] = []
    behind, given = -1, False  # where the last place ends; whether its list is who is given to
    for mention in mentions:
        listed = mention.start == behind + 1 and text[behind] in _LISTING
        given = given if listed else text[mention.start - 1] in _GIVEN
        names = _marks(text, mention)
        if given and names[-1:] == ["recipient_sends"]:
            names.pop()  # 向甲县、乙县选派
        behind = mention.end
        if names:
            made.append((mention.start, mention.end, lexicon.marked(names)))
    for letter, side in letters.items():
        at = text.find(letter)
        while at >= 0:
            lead = text[at - 1] if at else ""
            led = lead in _LED_BY and not text.startswith("以来", at - 2)
            if led and not _SEAT.match(text, at):
                name = f"at_{side}" if lead in "在驻" else f"to_{side}"
                made.append((at, at + 1, lexicon.marked([name, f"{side}_named"])))
            at = text.find(letter, at + 1)
    return made
