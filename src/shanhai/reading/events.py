"""The occasions a report is news of."""

from __future__ import annotations

import re
from dataclasses import dataclass

from shanhai.reading.model import Event
from shanhai.reading.numerals import value
from shanhai.reading.periods import Anchor
from shanhai.reading.places import Mention, Sides
from shanhai.reading.segment import Layout
from shanhai.reading.times import Stamp

_KINDS: tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...] = (
    (
        "meeting",
        re.compile(r"会议|座谈会|对接会|推介会|推进会|交流会|招商会|联席会|洽谈会|对接活动"),
        re.compile(
            r"(?:召开|举行|举办|参加|开展)(?:了)?(?P<a>[^，。；,;！\n]{0,36}?(?:联席会议|座谈会|对接会|推介会|推进会|交流会|招商会|联席会|工作会议|协作会议|专题会议|洽谈会|(?<!产销)对接活动))"
            r"|在(?P<c>[^，。；\n]{0,40}(?:会议|座谈会|联席会))上的(?:讲话|发言|致辞|汇报|报告|总结)"
            r"|从(?P<d>[^，。；,;！\n]{2,40}?(?:会议|座谈会|联席会|推进会|对接会|推介会))上?(?:获悉|了解到|得知)"
            r"|(?P<b>[^，。；,;！\n]{0,40}?(?:联席会议|座谈会|对接会|推介会|推进会|交流会|洽谈会))[^，。；,;！\n]{0,14}(?:召开|举行|举办|开幕)"
        ),
    ),
    (
        "visit",
        re.compile(r"率|带队|带领|代表团|考察团|调研组|一行"),
        re.compile(
            r"(?P<a>[^，。；,;！\n]{0,40}(?:(?<![活诊业生成到效比频治愈盖用付出工税利约升取概汇升产售])率(?![达为由升提从超先])|带领|带队|率领|率队|代表团|考察团|调研组|一行)[^。；;！\n]{0,30}?(?:赴|到|来|前往|深入|走访|考察|调研|访)[^，。；,;！\n]{0,30})"
        ),
    ),
    (
        "job_fair",
        re.compile(r"招聘|送岗|招工|双选会"),
        re.compile(r"(?P<a>[^，。；,;！\n]{0,30}(?:招聘会|送岗|招聘活动|招工|双选会))"),
    ),
    (
        "sales_fair",
        re.compile(r"展销|交易会|年货节|采购节|博览会|产销对接|消费帮扶[周月]"),
        re.compile(
            r"(?P<a>[^，。；,;！\n]{0,30}(?:展销会|展销活动|交易会|年货节|采购节|博览会|产销对接活动|消费帮扶[周月]|展销周|展销(?![馆厅店专柜中点窗平区])))"
        ),
    ),
    ("signing", re.compile(r"签约仪式"), re.compile(r"(?P<a>[^，。；,;！\n]{0,30}签约仪式)")),
    (
        "donation",
        re.compile(r"捐赠|发放仪式|捐助|助学金发放|物资交接"),
        re.compile(
            r"(?P<a>[^，。；,;！\n]{0,30}(?:捐赠仪式|捐赠活动|发放仪式|捐助仪式|助学金发放|物资交接仪式))"
        ),
    ),
    (
        "training",
        re.compile(r"培训|研修班"),
        re.compile(
            r"(?P<a>[^，。；,;！\n]{0,30}(?:培训班|研修班|培训)[^，。；,;！\n]{0,8}(?:开班|举办|举行|启动|结业))"
        ),
    ),
    (
        "launch",
        re.compile(r"揭牌|仪式|开园|奠基|开业|启动|开工|投产|首发|发车"),
        re.compile(
            r"(?P<a>[^，。；,;！\n]{0,30}(?:揭牌|启动仪式|开工仪式|开园|奠基|开业|投产仪式|启用仪式|正式启动|开工建设|[一二三四]期投产|正式投产|首发|发车))"
        ),
    ),
    (
        "other",
        re.compile(r"发布会|交接仪式"),
        re.compile(r"(?P<a>[^，。；,;！\n]{0,30}(?:新闻发布会|(?<!物资)交接仪式|发布会))"),
    ),
)
_GIFT = re.compile(r"捐赠|捐出|善款|捐资|助学金|送来|爱心款|捐款|捐助")
_LEDGER = re.compile(r"清单|公示|公告|台账|明细|一览|统计")
# an account of a whole year is news of no single day
_ACCOUNT = re.compile(r"工作总结|年度总结|工作报告|工作情况的?(?:汇报|报告)|述职")
_PAST = re.compile(r"以来|去年|此前|先后|累计|曾|多次|每年|计划|将于|将|定期")
_COUNTED = re.compile(r"[^，。；]{0,10}?(?:\d+|[一二两三四五六七八九十]+)[余多]?(?:次|场|批)")
_YEAR = re.compile(r"(20\d\d)年")
_NEWS_SENTENCES = 6


# what a report only mentions in passing when it neither opens with it nor says its day
_PASSING = frozenset(("job_fair", "sales_fair", "training", "launch", "visit"))
_OPENING = 2


# every dated occasion of a chronicle is an event, of the first kind its words tell
_CHRONICLE = re.compile(r"大事记|纪事")
_ENTRY = re.compile(
    r"[ 　●■◆▪·]*(?:(?:20\d\d年)?(?P<m>\d{1,2})月)?(?P<d>\d{1,2})日(?:[至—-]\d{1,2}日)?[ 　，：]*"
    r"(?P<told>[^。；\n]{4,80})"
)
_MONTH = re.compile(r"[ 　【（●■◆]*(\d{1,2}|[一二三四五六七八九十]{1,2})月(?:份)?[】）：]?\s*$")
_ENTRY_KINDS = (
    ("donation", re.compile(r"捐赠|捐助|捐款|捐出")),
    ("signing", re.compile(r"签约|签署|签订")),
    ("visit", re.compile(r"代表团|考察团|调研|考察|来访|率队|带队|一行")),
    ("job_fair", re.compile(r"招聘|送岗")),
    ("sales_fair", re.compile(r"展销|交易会|年货节|采购节|博览会|产销对接")),
    ("training", re.compile(r"培训|研修|提升班")),
    ("meeting", re.compile(r"会议|座谈会|推进会|调度会|联席会|对接会|推介会|召开")),
    ("launch", re.compile(r"揭牌|开工|开业|启动|投产|开园|奠基|启用|开馆")),
    ("other", re.compile(r"慰问|进驻|到岗|竣工|义诊|交接|发布会")),
)


@dataclass(slots=True)
class _News:
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
    sides: Sides,
) -> list[Event]:
    """Events of the head and the first sentences of the news itself."""
    if _ACCOUNT.search(text, 0, title_end) and "上的" not in text[:title_end]:
        return []
    if _CHRONICLE.search(text, 0, title_end) and anchor.year:
        return _entries(text, layout, anchor.year, mentions)
    news = _news(text, layout, stamps, anchor, title_end)
    if "上的" in text[:title_end]:
        news.insert(0, _News(0, title_end, anchor.event_date or _iso(anchor)))
    found: list[Event] = []
    for piece in news:
        for kind, cues, pattern in _KINDS:
            if not cues.search(text, piece.start, piece.end):
                continue
            for match in pattern.finditer(text, piece.start, piece.end):
                name = (next((match[g] for g in match.groupdict() if match[g]), "")).strip(
                    "，, 　并了"
                )
                lead = text[max(piece.start, match.start() - 4) : match.end()]
                if re.search(r"\d次|次$", name):
                    continue
                if piece.number > _OPENING and not piece.dated and kind in _PASSING:
                    continue
                if _PAST.search(lead) or not name or _COUNTED.match(text, match.end()):
                    continue
                if kind in ("job_fair", "sales_fair", "training", "launch", "visit") and any(
                    e.type == kind for e in found
                ):
                    continue
                if any(e.type == kind and _same(e.name, name) for e in found):
                    continue
                day = _in_its_year(name, _told(stamps, piece, match.start(), anchor), anchor)
                found.append(Event(kind, day, name, _place(match.start(), match.end(), mentions)))
    if not any(e.type in ("meeting", "donation", "visit") for e in found):
        head = text[: max(title_end, news[0].end if news else 0)]
        if _GIFT.search(head) and not _LEDGER.search(text, 0, title_end):
            when = next((p.date for p in news if p.date), None)
            found.append(Event("donation", when, head.strip().split("\n")[0][:40], None))
    return found


def _entries(text: str, layout: Layout, year: int, mentions: list[Mention]) -> list[Event]:
    """The dated entries of a chronicle, each under the month its line or heading names."""
    found: list[Event] = []
    month = 0
    for start, end in layout.lines:
        if heading := _MONTH.match(text, start, end):
            month = int(value(heading[1]) or 0)
        entry = _ENTRY.match(text, start, end)
        month = int(entry["m"]) if entry and entry["m"] else month
        if not entry or not month:
            continue
        name = entry["told"].split("，")[0]
        kind = next((k for k, words in _ENTRY_KINDS if words.search(name)), None)
        if kind:
            day = f"{year}-{month:02d}-{int(entry['d']):02d}"
            found.append(Event(kind, day, name, _place(start, entry.end(), mentions)))
    return found


def _told(stamps: list[Stamp], piece: _News, at: int, anchor: Anchor) -> str | None:
    """The last day told in the sentence before an occasion, else the sentence's own."""
    day = piece.date
    for stamp in stamps:
        if not (piece.start <= stamp.start <= at and stamp.day):
            continue
        if stamp.kind == "date" and stamp.month and (stamp.year or anchor.year):
            day = f"{stamp.year or anchor.year}-{stamp.month:02d}-{stamp.day:02d}"
        elif stamp.kind == "day" and day:
            day = f"{day[:7]}-{stamp.day:02d}"
    return day


def _in_its_year(name: str, day: str | None, anchor: Anchor) -> str | None:
    """The day in the year an occasion is named by, when the text has no day of publication."""
    named = _YEAR.search(name)
    if not day or not named or anchor.published:
        return day
    return f"{named[1]}{day[4:]}"


def _iso(anchor: Anchor) -> str | None:
    return anchor.published.isoformat() if anchor.published else None


def _same(one: str, other: str) -> bool:
    a, b = (re.sub(r"[^\u4e00-\u9fff]", "", n)[-8:] for n in (one, other))
    return a == b


def _news(
    text: str, layout: Layout, stamps: list[Stamp], anchor: Anchor, title_end: int
) -> list[_News]:
    made: list[_News] = []
    for sentence in layout.sentences:
        if sentence.start < title_end or layout.sections[sentence.paragraph]:
            continue
        if len(made) >= _NEWS_SENTENCES:
            break
        short = sentence.end - sentence.start <= 45
        wired = "日电" in text[sentence.start : sentence.end]
        if short and not wired and _dated_line(stamps, sentence.start, sentence.end, anchor):
            continue
        day: str | None = None
        for stamp in stamps:
            if not sentence.start <= stamp.start < sentence.end:
                continue
            if stamp.kind == "date" and stamp.month and (stamp.year or anchor.year):
                day = day or f"{stamp.year or anchor.year}-{stamp.month:02d}-{stamp.day:02d}"
        made.append(
            _News(sentence.start, sentence.end, day or anchor.event_date, len(made), bool(day))
        )
    return made


def _dated_line(stamps: list[Stamp], start: int, end: int, anchor: Anchor) -> bool:
    """Whether a short line only carries the date of publication."""
    day = anchor.published
    return any(
        day
        and start <= s.start < end
        and s.kind == "date"
        and s.year
        and (s.month, s.day) == (day.month, day.day)
        for s in stamps
    )


def _place(start: int, end: int, mentions: list[Mention]) -> str | None:
    inside = [m for m in mentions if start <= m.start < end]
    return inside[-1].place.name if inside else None
