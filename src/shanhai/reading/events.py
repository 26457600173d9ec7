"""The occasions a report is news of."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date

from shanhai.reading import occasions
from shanhai.reading.model import Event
from shanhai.reading.periods import Anchor, When, resolve
from shanhai.reading.places import Mention
from shanhai.reading.segment import Layout
from shanhai.reading.times import Stamp

_GIFT = re.compile(r"捐赠|捐出|善款|捐资|助学金|送来|爱心款|捐款|捐助|送[^，。；\n]{1,8}[来去]了")
_GIVEN = re.compile(
    r"捐|赠|善款|慈善|爱心|公益|倡议|志愿|认领|送到|运抵|发到|送[^，。；\n]{1,8}[来去]了"
)
_HANDED = re.compile(r"接过|收到|收下|领到|交到|送来|送去|运到|发放")
_COUNTS = re.compile(
    r"\d[\d.]*[余多]?[万亿]?[元套双副件袋台本册箱床张辆只份桶顶盏支架把块条枚株头盒瓶匹]"
)
# 2300张铁床搬进学校: goods on their way are a gift, whatever words tell it
_CARRIED = re.compile(
    r"\d[\d.]*[余多]?[万亿]?[套双副件台本册箱床张辆盏支把条顶盒]"
    r"[^，。；：！\n]{1,8}(?:搬进|走进|飞抵|运抵|送到|送进|驰援|照亮|飞到|落户|寄到)"
)
_OFTEN = 2
_LEDGER = re.compile(r"清单|公示|公告|台账|明细|一览|统计")
# an account of a whole year is news of no single day
_ACCOUNT = re.compile(r"工作总结|年度总结|工作报告|工作情况的?(?:汇报|报告)|述职")
_MONTH_BELOW = re.compile(r"（(20\d\d)年(\d{1,2})月）")
_BYLINE = 60
_SPOKEN = re.compile(r"上的|大会(?:工作|的)?报告")
_REPORTER = re.compile(r"^.*?(?:记者|笔者)[^，。从在]{0,6}[从在]")  # 记者从省政府新闻发布会获悉
_PAST = re.compile(r"没有|没办|没搞|以来|去年|此前|先后|累计|曾|多次|每年|计划|将于|将|定期")
_QUOTED = re.compile(r"“[^”\n]*”")  # “牵手计划”是名字，不是打算
_COUNTED = re.compile(r"[^，。；]{0,10}?(?:\d+|[一二两三四五六七八九十]+)[余多]?(?:次|场|批)")
_DURING = re.compile(r"(?:召开|举[行办])?(?:期间|之际)")
_LED_BY = re.compile(
    r"^(?:.*(?:(?:[主承协]办|组织|召开|举[行办])的(?=.{6})|期间(?:举[行办]|召开)了|(?:召开|举[行办])(?=“.{6}))|的)"
)  # 某某主办的“…”推介活动
_YEAR = re.compile(r"(20\d\d)年")
_NEWS_SENTENCES = 6
# what a report only mentions in passing when it neither opens with it nor says its day
_PASSING = frozenset(("job_fair", "sales_fair", "training", "launch", "visit"))
_OPENING = 2
_HINTED = 4
_REPORTED = re.compile(r"获悉|了解到|得知|数据|一组数|晒出|通报|盘点")  # figures came out that day
_THIS = re.compile(r"(?:这是|这场|这次|这趟|此次|本次|本届|当天的)")  # 这是…招聘会的第一站
_OPEN = "9999"
_FAIRS = frozenset(("job_fair", "sales_fair"))
_GONE_FOR = frozenset(("job_fair", "donation", "other"))  # whoever went, went for it
# what may be told further down: the kind of occasion, in words that name one
_LATER = re.compile(
    r"仪式|典礼|座谈会|联席会|推介会|对接会|对接活动|推进会|招聘会|专场招聘|展销|集市|首发|发车|揭牌|揭了牌|义诊|巡诊"
    r"|捐赠活动|发放活动|签约活动|集中签约|开班"
)
_ACTIVITY = re.compile(
    r"(?:举行|举办|开展|参加|迎来)(?P<a>[^，。；\n]{0,30}(?:活动|[夏冬秋春]令营|友谊赛|联谊赛|比赛))(?=[。，！])"
    r"|(?P<b>[^，。；\n]{2,30}(?:活动|[夏冬秋春]令营|友谊赛|联谊赛|比赛))(?:在[^，。；\n]{1,20})?(?:举行|举办|开营|开赛|启幕)"
)
_BEGUN = re.compile(r"(?:开工|投产|启用|通车|开园|首发|发车|开业)$")
_HELD = re.compile(r"举行|召开|举办|上，")
_HELD_WORDS = re.compile(r"举行|召开|举办|双方|两地|[^\u4e00-\u9fff]|了|还|在")
_SAME_DAY = re.compile(r"同日|当天|当日|当晚|次日|会后|会前|期间")
_DAY_KINDS = frozenset(("date", "day", "weekday", "yesterday", "day_before", "today"))
_UNTIL = ("至", "到", "—", "-", "~")  # 25日至27日: of several days the first
_NO_TIME = When("event", None)
_WIRED = re.compile(r"\d日[ 　]?[电讯]")
_LATELY = 31  # days before publication
_MARKS = re.compile(r"[^\u4e00-\u9fff]")
_BARE = 5  # characters a name may have that says no more than the kind


@dataclass(slots=True)
class _News:
    """A sentence of the news, its day and whether it says that day itself."""

    start: int
    end: int
    date: str | None
    number: int = 0
    dated: bool = True


def find(
    text: str,
    layout: Layout,
    stamps: list[Stamp],
    anchor: Anchor,
    title_end: int,
    mentions: list[Mention],
) -> tuple[list[Event], bool]:
    """The occasions a report is news of, and whether it opens with one."""
    if occasions.MINUTES.search(text, 0, title_end):
        return occasions.minuted(text, layout, stamps, title_end, mentions, anchor.year), False
    search = _Search(text, layout, stamps, anchor, title_end, mentions)
    if _ACCOUNT.search(text, 0, title_end) and not search.speech:
        return [], False
    titled = occasions.CHRONICLE.search(text, 0, title_end)
    if anchor.year and (titled or occasions.chronicled(text, layout)):
        named = _YEAR.search(text, 0, title_end)
        printed = _iso(anchor)
        until = _OPEN if named or not printed or printed == anchor.event_date else printed
        year = int(named[1]) if named else anchor.year
        found = occasions.entries(text, layout, year, mentions, until)
        return found, bool(found)
    if search.speech:
        below = text[title_end : title_end + 3].strip().startswith("（")  # （2024年5月22日，某地）
        day = _iso(anchor) if below else anchor.event_date
        month = _MONTH_BELOW.search(text, title_end, title_end + _BYLINE)
        told = f"{month[1]}-{int(month[2]):02d}" if month else None
        search.look(_News(0, title_end, day or _iso(anchor) or told))
    news = search.opening()
    for piece in news:
        search.look(piece)
    if news and not search.found:
        search.titled(news)
    search.gift(news)
    search.activity(news)
    search.hinted(news)
    opened = bool(search.found)
    if news:
        search.later(news[-1].end, news[-1].date)
    return [e for e in search.found if not _told_twice(e, search.found)], opened


def _told_twice(event: Event, found: list[Event]) -> bool:
    """Whether an occasion is the first half of another's name: 展销暨推介活动."""
    half = f"{event.name.lstrip('、')}暨"
    return any(half in other.name for other in found)


class _Search:
    """The occasions found so far in a text, and the day it has last told."""

    def __init__(
        self,
        text: str,
        layout: Layout,
        stamps: list[Stamp],
        anchor: Anchor,
        title_end: int,
        mentions: list[Mention],
    ) -> None:
        self.text = text
        self.layout = layout
        self.stamps = stamps
        self.starts = [s.start for s in stamps]
        self.anchor = anchor
        self.title_end = title_end
        self.mentions = mentions
        self.found: list[Event] = []
        self.told: set[tuple[str, str]] = set()  # kinds and names of what is found
        self.met = len(text)  # where the first meeting is told
        self.speech = bool(_SPOKEN.search(text, 0, title_end))

    def opening(self) -> list[_News]:
        """The first sentences of the news, each with its day."""
        made: list[_News] = []
        told = self.anchor.event_date
        for sentence in self.layout.sentences:
            start, end = sentence.start, sentence.end
            if start < self.title_end or self.layout.sections[sentence.paragraph]:
                continue
            if len(made) >= _NEWS_SENTENCES:
                break
            wired = "日电" in self.text[start:end]
            short = end - start <= 45 or "，" not in self.text[start:end]
            if short and not wired and self._imprint(start, end):
                continue
            day = next((d for s in self._within(start, end) if (d := self._day(s))), None)
            told = day if day and self._near(day) else told
            made.append(_News(start, end, day or told, len(made), bool(day)))
        return made

    def look(self, piece: _News) -> None:
        """Add what a sentence of the opening tells."""
        for kind, cues, pattern in occasions.KINDS:
            if not cues.search(self.text, piece.start, piece.end):
                continue
            for match in pattern.finditer(self.text, piece.start, piece.end):
                passing = piece.number > _OPENING and not piece.dated and kind in _PASSING
                if passing and not _THIS.match(self.text, piece.start):
                    continue
                if kind in _PASSING and any(e.type == kind for e in self.found):
                    continue
                self._add(kind, match, piece, self._told(piece, match.start()))

    def titled(self, news: list[_News]) -> None:
        """Add the occasion a title names, on the day the text opens with."""
        day = next((piece.date for piece in news if piece.dated), None)
        if day or _BEGUN.search(self.text, 0, self.title_end):
            self.look(_News(0, self.title_end, day))

    def later(self, start: int, told: str | None) -> None:
        """Add what the rest of the news tells of days near its own."""
        last, opened = -1, [sentence.start for sentence in self.layout.sentences]
        for hit in _LATER.finditer(self.text, start):
            number = bisect_right(opened, hit.start()) - 1
            sentence = self.layout.sentences[number]
            if number == last or self.layout.sections[sentence.paragraph]:
                continue
            last = number
            days = [d for s in self._within(sentence.start, hit.end()) if (d := self._day(s))]
            told = days[-1] if days and self._near(days[-1]) else told
            same = _SAME_DAY.search(self.text, sentence.start, hit.end())
            if not days and not (same and told) and not (self.found and told):
                continue
            piece = _News(sentence.start, sentence.end, told, _NEWS_SENTENCES, bool(days or same))
            if days and not self._near(days[-1]):
                continue
            for kind, cues, pattern in occasions.KINDS:
                if kind == "visit" or not cues.search(self.text, piece.start, piece.end):
                    continue
                if kind in _FAIRS and any(e.type == kind for e in self.found):
                    continue
                for match in pattern.finditer(self.text, piece.start, piece.end):
                    if piece.dated or _HELD.search(self.text, match.start() - 4, match.end() + 3):
                        self._add(kind, match, piece, told)

    def gift(self, news: list[_News]) -> None:
        """Add the donation a text opens with, when it tells no other occasion."""
        if any(e.type in ("meeting", "donation", "visit", "launch") for e in self.found):
            return
        head = self.text[: max(self.title_end, news[0].end if news else 0)]
        ledger = _LEDGER.search(self.text, 0, self.title_end)
        if ledger or not (_GIFT.search(head) or self._story()):
            return
        day = next((p.date for p in news if p.dated and self._gives(p)), None)
        opened = next(
            (p for p in news[:_OPENING] if p.date and p.dated and self._near(p.date)), None
        )
        if not day and opened:
            said = _GIFT.search(self.text, 0, self.title_end)
            day = opened.date if said or any(map(self._gives, news[:_OPENING])) else None
        self.told.add(("donation", ""))
        name = head.strip().split("\n")[0][:40]
        self.found.append(Event("donation", day, name, None))

    def activity(self, news: list[_News]) -> None:
        """Add what a text opens with that is of no other kind: a summer camp, a match."""
        if self.found or _ACCOUNT.search(self.text, 0, self.title_end):
            return
        for piece in news[:_OPENING]:
            match = _ACTIVITY.search(self.text, piece.start, piece.end) if piece.dated else None
            if match:
                self._add("other", match, piece, self._told(piece, match.start()))

    def hinted(self, news: list[_News]) -> None:
        """Add what the day a text opens with saw, told in other words than an occasion's name."""
        if self.found or _ACCOUNT.search(self.text, 0, self.title_end):
            return
        for piece in news[:_HINTED]:
            told = self.text[piece.start : piece.end]
            if not piece.dated or not self._printed(piece) or _REPORTED.search(told):
                continue
            for said in news[piece.number : piece.number + 2]:
                for kind, words in occasions.hints():
                    match = words.search(self.text, said.start, said.end)
                    if match:
                        self._add(kind, match, piece, self._told(piece, match.start()))
                    if self.found:
                        return

    def _printed(self, piece: _News) -> bool:
        """Whether a sentence prints its day: 5月8日, not 今天."""
        return any(s.kind in ("date", "day") for s in self._within(piece.start, piece.end))

    def _gives(self, piece: _News) -> bool:
        """Whether a sentence tells of giving."""
        said = self.text[piece.start : piece.end]
        return bool(_GIVEN.search(said) or _HANDED.search(said))

    def _story(self) -> bool:
        """Whether a text is the story of one gift: its title counts what was given or sent."""
        if self.found or not _COUNTS.search(self.text, 0, self.title_end):
            return False
        if _CARRIED.search(self.text, 0, self.title_end):
            return True
        own = self.layout.own
        end = self.layout.lines[own - 1][1] if own else len(self.text)
        return len(_GIVEN.findall(self.text, self.title_end, end)) >= _OFTEN

    def _add(self, kind: str, match: re.Match[str], piece: _News, day: str | None) -> None:
        """An occasion, unless it is one of many, past, or told already."""
        text = self.text
        name = next((match[g] for g in match.groupdict() if match[g]), "")
        name = _LED_BY.sub("", _REPORTER.sub("", name)).strip("，, 　并了")
        lead = _QUOTED.sub("", text[max(piece.start, match.start() - 4) : match.end()])
        if re.search(r"\d次|次$", name) or not name or _PAST.search(lead):
            return
        if _COUNTED.match(text, match.end()) or self._past_year(piece.start, match.start()):
            return
        if kind == "launch" and self._past_year(match.start(), match.end()):  # 2013年开业
            return
        if kind == "meeting" and _DURING.match(text, match.end()):
            return  # only when it was: 在联席会议召开期间，…
        if kind == "visit" and (self.speech or name.endswith("期间")):
            return  # who is thanked for coming, or when something else was held
        if kind in _GONE_FOR and piece.number < _NEWS_SENTENCES:
            here = text[piece.start : piece.end]
            self.found = [e for e in self.found if e.type != "visit" or e.name not in here]
        if kind == "visit" and not piece.dated and self.met < piece.start:
            return  # who came to the meeting that is told already
        if kind == "launch" and self._opens(name):
            return  # the opening ceremony of what is told already
        if day and piece.dated and not self._near(day) and self.anchor.published:
            return
        later = piece.number >= _NEWS_SENTENCES
        again = (later or not piece.dated) and _plain(name) and (kind, "") in self.told
        if again or (kind, _tail(name)) in self.told:
            return
        self.told |= {(kind, ""), (kind, _tail(name))}
        day = _in_its_year(name, day, self.anchor)
        place = occasions.place(match.start(), match.end(), self.mentions)
        if kind == "meeting":
            self.met = min(self.met, piece.start)
        self.found.append(Event(kind, day, name, place))

    def _opens(self, name: str) -> bool:
        """Whether a launch is that of an occasion told already."""
        own = _plain(name) or name.endswith("授牌")
        return any(own and event.type != "signing" or event.name in name for event in self.found)

    def _within(self, start: int, end: int) -> list[Stamp]:
        """The expressions of time of a stretch of text."""
        return self.stamps[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def _day(self, stamp: Stamp) -> str | None:
        """The day an expression of time means, if it means one."""
        if stamp.kind not in _DAY_KINDS or self.text[stamp.start - 1 : stamp.start] in _UNTIL:
            return None
        when = resolve(stamp, self.anchor, _NO_TIME, None)
        day = when.period[0] if when and when.period else ""
        if len(day) < 10:
            return None
        published = self.anchor.published
        if published and not stamp.year and day > published.isoformat():
            day = f"{int(day[:4]) - 1}{day[4:]}"
        return day

    def _near(self, day: str) -> bool:
        """Whether a day lies with the news: not before what it opens with, nor after it."""
        published = self.anchor.published
        if published is None:
            return self.anchor.event_date is not None and day >= self.anchor.event_date
        try:
            ago = (published - date.fromisoformat(day)).days
        except ValueError:
            return False
        return 0 <= ago <= _LATELY

    def _past_year(self, start: int, at: int) -> bool:
        """Whether the sentence has gone back to a year before."""
        now = self.anchor.year
        told = self._within(start, at)
        last = told[-1] if told else None
        if last is None or not now:
            return False
        return last.kind in ("last_year", "year_before") or (
            last.kind in ("year", "month") and bool(last.year and last.year < now)
        )

    def _told(self, piece: _News, at: int) -> str | None:
        """The last day told in the sentence before an occasion, else the sentence's own."""
        days = [d for s in self._within(piece.start, at + 1) if (d := self._day(s))]
        if days or piece.date:
            return days[-1] if days else piece.date
        wired = _WIRED.search(self.text, piece.start, piece.end)
        return _iso(self.anchor) if wired and not piece.number else None

    def _imprint(self, start: int, end: int) -> bool:
        """Whether a short line only carries the date of publication."""
        day = self.anchor.published
        return any(
            day and s.kind == "date" and s.year and (s.month, s.day) == (day.month, day.day)
            for s in self._within(start, end)
        )


def _in_its_year(name: str, day: str | None, anchor: Anchor) -> str | None:
    """The day in the year an occasion is named by, when the text has no day of publication."""
    named = _YEAR.search(name)
    if not day or not named or anchor.published:
        return day
    return f"{named[1]}{day[4:]}"


def _iso(anchor: Anchor) -> str | None:
    return anchor.published.isoformat() if anchor.published else None


def _tail(name: str) -> str:
    """The end of a name, by which an occasion told again is known."""
    return _MARKS.sub("", name)[-8:]


def _plain(name: str) -> bool:
    """Whether a name says no more than what kind of occasion it was: 捐赠仪式, 举行座谈会."""
    return len(_HELD_WORDS.sub("", name)) <= _BARE
