"""Who takes part in the occasions a report is news of: names, posts, and what they do there.

A person is a name that stands with a post. Looked at are only the sentences that tell an occasion
and those with a word of taking part (出席, 主持, 陪同): who is told of elsewhere was not there.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from shanhai.reading.data import load
from shanhai.reading.model import Event, Person
from shanhai.reading.places import Mention
from shanhai.reading.segment import Layout, Sentence

_STOPS = r"，。、；：！？（）《》“”‘’\s"
_HAN = r"\u4e00-\u9fff"
_STOP = re.compile("[，。；：]")
_TITLE = 40  # characters a post with its body may have
_NOTE = r"（[^（）\n]{1,24}）"
# each opens with a plain character, as all of `there` do: so a text is looked through fast
_UPON = re.compile(
    "会[上中]|班[上中]|坛[上中]|会议[上中]|仪式[上中]|活动[上中]|座谈[上中]|典礼[上中]|现场"
)
# 出席活动的还有…
_WITH = re.compile(r"(?:出席|参[加会]|陪同|列席)[^，。；]{0,12}(?:的|有|：)")
# what is told of other days, or only meant to be
_OTHER_DAYS = re.compile(
    r"去年|前年|[^\d]年前|曾(?=[经先带率任在多到赴来参获两于前几])|此前|多次|时任|每年|先后[^，。；]{0,3}[\d两三四五六七八九十]+次|累计|20\d\d年以?来|拟于|将于"
)
_SAT = re.compile("会议|座谈")  # of a visit and its meeting, the meeting
_BACK = 300  # characters of a sentence before a semicolon that are looked back at
_TAIL = 6  # characters by whose return an occasion is told again
_MANY = 40  # occasions of a chronicle, which is not looked through for those told again
_AWAY = ("visit",)  # occasions nobody presides over; others have no leader


@dataclass(frozen=True, slots=True)
class _Words:
    """The vocabulary, as patterns."""

    named: re.Pattern[str]  # a post and the names behind it
    name: re.Pattern[str]  # one name of a list
    called: re.Pattern[str]  # a post that a name may stand before
    before: re.Pattern[str]  # the name before it
    behind: re.Pattern[str]  # what goes on behind somebody who was named
    post: re.Pattern[str]  # the post a title ends with
    opener: re.Pattern[str]  # all up to where a title opens
    told: re.Pattern[str]  # any role
    there: re.Pattern[str]  # what says, also further down, that somebody was there
    roles: tuple[tuple[str, re.Pattern[str]], ...]  # each, the most telling first


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the places of a text stand."""

    starts: list[int]
    ends: list[int]


@dataclass(slots=True)
class _Found:
    """Somebody in a sentence; the title opens at `opens`, what they do is told from `after` on."""

    start: int
    end: int
    title: str
    opens: int
    after: int
    role: str = ""


def _any_of(words: list[str]) -> str:
    """One of several words, the longest that fits."""
    return "|".join(sorted(words, key=len, reverse=True))


@lru_cache(maxsize=2)
def _words() -> _Words:
    known = load("people")
    roles = tuple((role, re.compile(_any_of(told))) for role, told in known["roles"].items())
    told = [word for words in known["roles"].values() for word in words if len(word) > 1]
    sure = rf"(?=[{_STOPS}]|$|{_any_of([*known['behind'], *told])})"
    maybe = f"(?=[{known['behind_or_name']}])"
    given = rf"[{_HAN}×]"
    last = rf"(?![{known['not_given']}]){given}"
    born = f"{_any_of(known['double_surnames'])}|[{''.join(known['surnames'].split())}某]"
    plain = (
        rf"(?:{born})(?:[ 　]?{last}{sure}|{given}[ 　]?{last}{sure}"
        rf"|{last}{maybe}|{given}{last}{maybe})"
    )
    dotted = rf"[{_HAN}]{{1,7}}(?:·[{_HAN}]{{1,8}}?){{1,3}}?(?:{sure}|{maybe})"
    other = rf"(?:{_any_of(known['pieces'])})[{_HAN}]{{0,4}}?(?:{sure}|{maybe})"
    never = f"(?!{_any_of(known['not_names'])})"
    name = f"{never}(?:{dotted}|{other}|{plain})"
    posts, called = _any_of(known["posts"]), _any_of(known["posts_behind"])
    labels = _any_of([f"{label}：" for label in known["labels"]])
    more = rf"(?:(?:{_NOTE})?(?:、|和|与|以及|及)[ 　]?{name})*"
    return _Words(
        re.compile(rf"(?:{labels}|{posts})(?:{_NOTE})?[ 　：]?(?P<names>{name}{more})"),
        re.compile(name),
        re.compile(rf"副?(?:{called})|（[^（）\n]{{0,{_TITLE}}}(?:{posts})）"),
        re.compile(
            rf"(?:(?<![{_HAN}·])|(?<=[由在和与及请对向])){never}"
            rf"(?:{born})(?:{last}|{given}{last})?(?<![会州旗盟街])$"
        ),
        re.compile(sure),
        re.compile(rf"(?:{posts}|{called})(?:{_NOTE})?$"),
        re.compile(rf"^.*(?:{_any_of(known['openers'])})|^(?:{_any_of(known['joints'])})"),
        re.compile(_any_of([verb for verbs in known["roles"].values() for verb in verbs])),
        re.compile("|".join([*known["there"], _UPON.pattern])),
        roles,
    )


def attending(
    text: str, layout: Layout, mentions: list[Mention], events: list[Event],
    printed: Callable[[int, int], tuple[int, int]],
) -> list[Event]:  # fmt: skip
    """The occasions with those told as taking part in each; `printed` says where words of the
    mended text stand in the text as given."""
    if not events:
        return events
    sentences = layout.sentences
    starts = [sentence.start for sentence in sentences]
    spots = _spots(text, events, starts)
    places = _Places([one.start for one in mentions], [one.end for one in mentions])
    end = layout.lines[layout.own - 1][1] if layout.own else len(text)
    found = [
        (number, one)
        for number in sorted({*spots, *_cued(text, sentences, starts, end)})
        for one in _people(text, sentences[number], places, number in spots)
    ]
    if not found:
        return events
    _told_again(text, events, starts, spots)
    told = sorted(spots)
    there: list[dict[str, Person]] = [{} for _ in events]
    for number, one in found:
        # at the occasions of its sentence, at those last told before it, or at the first
        here = spots[told[max(0, bisect_right(told, number) - 1)]]
        if number not in spots and _SAT.search(text, starts[number], sentences[number].end):
            here = [which for which in here if events[which].type == "meeting"] or here
        start, stop = printed(one.start, one.end)
        name = "".join(text[one.start : one.end].split())
        for which in here:
            role = _role(one.role, events[which].type)
            _add(there[which], Person(name, one.title, role, start, stop))
    return [
        event._replace(people=tuple(people.values())) if people else event
        for event, people in zip(events, there, strict=True)
    ]


def _spots(text: str, events: list[Event], starts: list[int]) -> dict[int, list[int]]:
    """The sentences the occasions are told in, each with which they are."""
    spots: dict[int, list[int]] = {}
    at = 0
    for number, event in enumerate(events):
        found = text.find(event.name, at)
        found = text.find(event.name) if found < 0 else found
        sentence = max(0, bisect_right(starts, max(0, found)) - 1)
        if starts:
            spots.setdefault(sentence, []).append(number)
            at = max(at, starts[sentence])
    return spots


def _told_again(
    text: str, events: list[Event], starts: list[int], spots: dict[int, list[int]]
) -> None:
    """Add the sentences that tell again of an occasion: …联席会议召开, after it was opened with."""
    for number, event in enumerate(events[:_MANY]):
        tail, at = event.name[-_TAIL:], 0
        while (at := text.find(tail, at + 1)) >= 0:
            sentence = max(0, bisect_right(starts, at) - 1)
            if sentence not in spots:
                spots[sentence] = [number]


def _cued(text: str, sentences: list[Sentence], starts: list[int], end: int) -> Iterator[int]:
    """The sentences that tell somebody as taking part, and what follows behind a semicolon."""
    number = 0
    for match in _words().there.finditer(text, 0, end):
        number = max(number, bisect_right(starts, match.start()) - 1)
        while number < len(sentences) and sentences[number].opened <= match.start():
            yield number
            number += 1


def _people(text: str, sentence: Sentence, places: _Places, own: bool) -> list[_Found]:
    """Those a sentence tells as taking part, in order."""
    words = _words()
    found: list[_Found] = []
    low = sentence.start
    for match in words.named.finditer(text, sentence.start, sentence.end):
        opens, title = _title(text, low, match.start("names"), words)
        for one in words.name.finditer(text, *match.span("names")):
            if not _of_place(*one.span(), places):
                found.append(_Found(*one.span(), title, opens, match.end()))
        low = match.end()
    named = {one.start for one in found}
    ends = {one.end: one for one in found}
    for match in words.called.finditer(text, sentence.start, sentence.end):
        after, at = match.end(), match.start()
        title = match[0].strip("（）")
        if at in ends:  # 县领导李某（县委书记）
            ends[at].title = max(ends[at].title, title, key=len)
            continue
        name = words.before.search(text, max(sentence.start, at - 4), at)
        if not name or after in named or _of_place(*name.span(), places):
            continue
        if len(name[0]) > 1 or words.behind.match(text, after):
            found.append(_Found(*name.span(), title, name.start(), after))
    if not found:
        return []
    found.sort(key=_opening)
    opened = max(sentence.opened, sentence.start - _BACK)
    _told_to_do(text, opened, sentence.end, found, words)
    found = [one for one in found if one.role]
    if own or not found:
        return found
    other = _OTHER_DAYS.search(text, opened, sentence.end)
    return [one for one in found if other is None or one.start <= other.start()]


def _opening(one: _Found) -> tuple[int, int]:
    return one.opens, one.start


def _told_to_do(text: str, opened: int, end: int, found: list[_Found], words: _Words) -> None:
    """Give everybody what is told behind them, or else what those named next do."""
    role, ends = "", end
    for one in reversed(found):
        role = _first_role(text, one.after, max(one.after, ends), words) or role
        one.role, ends = role, one.opens
    if not role:  # who was there is said before they are named: 出席活动的还有…
        span = opened, found[0].opens
        there = _WITH.search(text, *span) or _UPON.search(text, *span)
        for one in found:
            one.role = "attended" if there else ""


def _first_role(text: str, start: int, end: int, words: _Words) -> str:
    """The most telling role of the first clause that tells one: 出席会议并讲话 is to speak."""
    told = words.told.search(text, start, end)
    if told is None:
        return ""
    stop = _STOP.search(text, told.end(), end)
    end = stop.start() if stop else end
    return next(role for role, verbs in words.roles if verbs.search(text, told.start(), end))


def _title(text: str, low: int, at: int, words: _Words) -> tuple[int, str]:
    """The whole post before a name, those joined to it by 、 kept, and where it opens."""
    low = max(low, at - _TITLE)
    for stop in "，。；：！？“”《》\n":
        low = max(low, text.rfind(stop, low, at - 1) + 1)
    said = text[low:at].rstrip(" 　：")
    pieces = said.split("、")
    kept = [pieces.pop()]
    while pieces and words.post.search(pieces[-1]):
        kept.insert(0, pieces.pop())
    title = "、".join(kept)
    while shorter := words.opener.match(title):
        title = title[shorter.end() :]
    title = title.strip(" 　")
    return (at - len(title), title) if words.post.search(title) else (at, "")


def _of_place(start: int, end: int, places: _Places) -> bool:
    """Whether what looks like a name is cut out of that of a place: 东莞市长安镇."""
    at = bisect_left(places.starts, end) - 1
    if at < 0 or places.ends[at] < end:
        return False
    opened = places.starts[at]
    return opened < start or (opened == start and places.ends[at] > end)


def _role(told: str, kind: str) -> str:
    """What somebody did at an occasion of this kind: who led a visit only attended a meeting."""
    elsewhere = "presided" if kind in _AWAY else "led"
    return "attended" if told == elsewhere else told


def _add(people: dict[str, Person], one: Person) -> None:
    """Add somebody, or what more is told of them: the longer title, the more telling role."""
    known = people.get(one.name)
    if len(one.name) == 1 and any(name[0] == one.name for name in people):
        return  # 周镇长, after his whole name was told
    if known is None:
        people[one.name] = one
        return
    role = one.role if known.role == "attended" else known.role
    told = one if len(one.title) > len(known.title) else known
    people[one.name] = told._replace(role=role)
