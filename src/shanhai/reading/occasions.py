"""The kinds of occasions by their words, and texts that are nothing but occasions."""

from __future__ import annotations

import re

from shanhai.reading.model import Event
from shanhai.reading.numerals import value
from shanhai.reading.places import Mention
from shanhai.reading.segment import Layout
from shanhai.reading.times import Stamp

# kind, words one of which is in every sentence that tells it, how it is told
KINDS: tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...] = (
    (
        "meeting",
        re.compile(r"会议|座谈会|对接会|推介会|推进会|交流会|招商会|联席会|洽谈会|对接活动"),
        re.compile(
            r"(?:召开|举行|举办|参加|开展)(?:了)?(?P<a>[^，。；,;！\n]{0,36}?(?:联席会议|座谈会|对接会|推介会|推进会|交流会|招商会|联席会|工作会议|协作会议|专题会议|洽谈会|(?<!产销)对接活动))"
            r"|在(?P<c>[^，。；\n]{0,40}(?:会议|座谈会|联席会))上的(?:讲话|发言|致辞|汇报|报告|总结)"
            r"|从(?P<d>[^，。；,;！\n]{2,40}?(?:会议|座谈会|联席会|推进会|对接会|推介会))上?(?:获悉|了解到|得知)"
            r"|在(?P<e>[^，。；\n]{4,40}(?:联席会议?|座谈会|对接会|推介会|推进会|交流会|洽谈会))上，"
            r"|(?P<b>[^，。；,;！\n]{0,40}?(?:联席会议?|座谈会|对接会|推介会|推进会|交流会|洽谈会))[^，。；,;！\n]{0,14}(?:召开|举行|举办|开幕)"
        ),
    ),
    (
        "visit",
        re.compile(r"率|带队|带领|代表团|考察团|调研组|一行|医疗队|支医队|服务队|团队"),
        re.compile(
            r"(?P<b>[^，。；,;！\n]{2,30}(?:医疗队|支医队|服务队|帮扶团队|工作队)[^，。；,;！\n]{0,8}(?:抵达|走进|奔赴)[^，。；,;！\n]{1,16})"
            r"|(?P<a>[^，。；,;！\n]{0,40}(?:(?<![活诊业生成到效比频治愈盖用付出工税利约升取概汇升产售])率(?![达为由升提从超先])|带领|带队|率领|率队|代表团|考察团|调研组|一行)[^。；;！\n]{0,30}?(?:赴|到|来|前往|深入|走访|考察|调研|访)[^，。；,;！\n]{0,30})"
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
        re.compile(r"捐赠|发放仪式|捐助|助学金发放|交接"),
        re.compile(
            r"(?P<a>[^，。；,;！\n]{0,30}(?:捐赠仪式|捐赠活动|发放仪式|捐助仪式|助学金发放|(?:捐赠|物资|设备|器材|仪器|车辆)交接仪式|捐赠签约仪式))"
        ),
    ),
    (
        "training",
        re.compile(r"培训|研修班|提升班|培训班"),
        re.compile(
            r"(?P<a>[^，。；,;！\n]{0,30}(?:培训班|研修班|提升班|培训)[^，。；,;！\n]{0,8}(?:开班|举办|举行|启动|结业))"
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
        re.compile(r"发布会|交接仪式|义诊"),
        re.compile(
            r"(?P<a>[^，。；,;！\n]{0,30}(?:新闻发布会|(?<!物资|捐赠|设备|器材|仪器|车辆)交接仪式|发布会|义诊活动)|[^，。；,;！\n]{2,20}(?:来到|走进|赴|深入)[^，。；,;！\n]{1,14}义诊)"
        ),
    ),
)
# every dated occasion of a chronicle is an event, of the first kind its words tell
CHRONICLE = re.compile(r"大事记|纪事")
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


MINUTES = re.compile(r"(?:会|会议|座谈)纪要[》）]?\s*$", re.MULTILINE)
_WHEN_HELD = re.compile(r"[ 　]*(?:会议|召开)?时[ 　]*间[：:]")
_WHERE_HELD = re.compile(r"[ 　]*(?:会议|召开)?地[ 　]*点[：:]")
_HEAD_LINES = 12


def minuted(
    text: str, layout: Layout, stamps: list[Stamp], title_end: int, mentions: list[Mention]
) -> list[Event]:
    """The meeting that minutes are kept of, on the day they name: 时间：2022年7月22日."""
    start = text.rfind("\n", 0, title_end - 1) + 1
    name = text[start : text.rfind("纪要", start, title_end)].strip(" 　《关于")
    day = where = None
    for opened, closed in layout.lines[:_HEAD_LINES]:
        if _WHEN_HELD.match(text, opened, closed):
            days = (s for s in stamps if opened <= s.start < closed and s.kind == "date")
            day = next((f"{s.year}-{s.month:02d}-{s.day:02d}" for s in days if s.year), day)
        elif _WHERE_HELD.match(text, opened, closed):
            where = place(opened, closed, mentions)
    return [Event("meeting", day, name, where)] if name else []


def entries(text: str, layout: Layout, year: int, mentions: list[Mention]) -> list[Event]:
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
            found.append(Event(kind, day, name, place(start, entry.end(), mentions)))
    return found


def place(start: int, end: int, mentions: list[Mention]) -> str | None:
    inside = [m for m in mentions if start <= m.start < end]
    return inside[-1].place.name if inside else None
