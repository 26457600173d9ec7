"""Title, date of publication and the anchor that years are resolved by."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, timedelta

from shanhai.reading.numerals import value
from shanhai.reading.occasions import CHRONICLE
from shanhai.reading.periods import PARTS, Anchor, counted_day
from shanhai.reading.segment import Layout
from shanhai.reading.times import Stamp

_TRAIL = re.compile(r"[。；;！!？?，,]$")
_BYLINE = re.compile(r"https?[:：]|来源|发布|记者|时间|日期|发稿|作者|文[/／]|版$|通讯员|信息")
_LABEL = re.compile(
    r"(?:(?:发布|发文|成文|发稿|公开|更新|上传|生成|编辑|印发)(?:日期|时间)|发布于|发表于)[：:\s]{0,3}$"
)
_DATELINE = re.compile(
    r"\s?(?:电(?![视商话站力])|讯(?:[ 　（(：:“）】]|$))", re.MULTILINE
)  # 某社三明2024年5月8日电
_HEADED = re.compile(r"[报刊台网]讯[（(]$")  # 本报讯（2024年1月）
# below a title: the number of a document, who speaks, how long a notice hangs
_UNDER = re.compile(
    r"〔20\d\d〕|公示(?:期|时间)[：:]|发表于|^原创|(?:组长|书记|主任|[省市县区州]长|主席|局长)$"
    r"|20\d\d[年/-]\d{1,2}[月/-]\d{1,2}日?[)）]?$|(?:办公室|指挥部|工作队)$"
)
_MAST = re.compile(
    r"当前位置|首页|您的位置|唯一官方|http|www|蓝字|^第?[0-9A-Z]{1,3}版[:：]|上一[篇版期]|下一[篇版期]|云报平台|版面(?:导航|目录)"
    r"|^(?:分享|打印|收藏|我知道了|内容详情|资料图片?|[（(]资料图片?[^）)]{0,6}[）)])$|\+$|最后一期了?哦|本篇文章\d+字|^《[^》]+》(?:内刊|杂志|专刊|月刊|周刊|会刊)"
    r"|20\d\d年第\d+期[ 　]*(?:P\d|第?\d+[页版])"
)
# 原标题：…, and what a page counts beside it: … 阅读数：408 本文字数：645
_BESIDE_TITLE = re.compile(r"^原标题[:：]|[ 　]*(?:阅读数?|浏览量?|点击量?|本文字数)[:：]\d*.*$")
# 〔2023〕第47期, 2022年第1期: the year of an issue, and so of what it tells
_ISSUE = re.compile(r"[〔\[（(【]?(20\d\d)[〕\]）)】年]{1,2}[ 　]*(?:总?第[ 　]*)?\d+[ 　]*[期号]")
_TOP_LINES = 6
# a report on a year that is not over: 今年1—6月, 下半年要做的
_HALFWAY = re.compile(
    r"今年(?:上半年|前\w{1,2}(?:个月|季度)|1月?\s?[-—–~～至到]{1,2}\s?(?:\d|1[01])月)|[\n。]下半年"
)
_FINISHED = re.compile(
    r"[^，。；]{0,16}(?:进展情况|工作总结|成绩单|工作情况|完成情况|工作进展|盘点|工作回顾|综述)"
)
_AWAITED = re.compile(r"(?:等到?|待到?|留到|起)$")  # 等2021年再看
_AIMED = re.compile(r"(?:力争|争取|预计|计划|拟于?|确保|目标)$")
_STOP = re.compile(r"[。\n]")
_SOON = 60  # days after publication: still to come, and not of the year before
_LATE = 11  # from this month on a text tells of its own year as over
# what year a text says its own is by the plans of the nation
_OF_PLAN = re.compile(
    r"今年是[^。]{0,16}?(?:(?P<y2020>脱贫攻坚[^。]{0,8}(?:决战决胜|收官)|全面(?:建成)?小康[^。]{0,12}收官|“?十三五”?[^。]{0,8}收官)"
    r"|(?P<y2021>“?十四五”?[^。]{0,10}开局)|(?P<y2016>“?十三五”?[^。]{0,10}开局)|(?P<y2025>五年过渡期[^。]{0,6}最后))"
)
_EARLY_IN_YEAR = 3  # the last month in which a year is told as the one that is over
_IN_ALL = re.compile(r"，[^。；，\d\n]{0,8}(?:累计|全年|共)")
_OPENS_BY = 120  # characters within which the day of the news stands
_BYLINED = 45  # characters of a line that names source and day
_TOP, _SHORT = 14, 8  # lines a page may print above its title; characters no title is short of
_TITLE_ENDS = ("！", "？", "!", "?", "”", ")", "）")
_MATTER = re.compile(r"协作|帮扶|扶贫|支援|援[藏疆青滇黔建助]|对口|结对|携手|牵手|捐|合作|助力|情")
_START = re.compile(r"结对|协作|结成|对口|帮扶|牵手|携手|结缘|结亲|支援|援建")
# how a text says that two places, or those sent, set out; and what they set out on
_BEGUN = re.compile(
    r"结对|结成|结缘|结下|结为|缔结|携手|牵手|联手|握手|挂钩|确定|确立|明确|建立|签订|签署|签下|印发|出台|部署|启动|开启|"
    r"拉开|攀上|攀了|攀起|认了|认下|结了|结起|牵起|拉起|挽起|系上|搭上|"
    r"接过|接手|接棒|接续|接力|轮换|进驻|入驻|驻进|开进|开赴|赴任|到任|到岗|抵达|到达|来到|奔赴|踏上|进藏|进疆|入藏|入疆|派出|选派|派驻|组建|合办|合建|共建|"
    r"奠基|破土|调整|指定|挂牌|派来|出发|启程|连在一起|连在了一起|连到一起|绑在一起|定为|列为|纳入|结起|联姻"
)
# 去年7月底到岗, 2022年7月他们刚到时, 2023年7月来商南挂职
_ARRIVED = re.compile(
    r"(?:的?[春夏秋冬]天?|[初底末])?，?[^。；，\d\n]{0,18}"
    r"(?:到岗|到任|报到|上任|赴任|轮到|[来到]的(?:时候|那天|[，。])|[刚初]到(?!岗)|[刚初]来|"
    r"[来到赴去](?!的)[^，。；\d\n]{1,10}(?:挂职|支教|支医|支农|驻点|驻村|援[藏疆青]))"
)
# 两地结对是从2021年开始的, 协作始于前年, 要往前追到2006年, 转机出现在2021年
_BACK_TO = re.compile(
    r"(?:改变|变化|事情|一切|缘由|转机|转折|缘分|情缘|缘起|渊源|故事|交情|来往|往来|情谊|友谊|合作|协作|结对|帮扶|支援|"
    r"牵手|携手|联手|结缘|相识|搭上手|搭手|结亲|攀亲)[^。；\n]{0,20}"
    r"(?:是|[是要得]从|始于|起于|始自|起自|起步于|开始于|出现在|发生在|源于|追到|追溯[到至]|[上回]溯[到至])$"
    r"|(?:时间|时光|时针|时钟|指针|镜头)(?:拨|回|倒|退|切)[回到退拨转]*$"
)
_COUNT = r"([二两三四五六七八九十]{1,3}|[2-9]|[1-4]\d)"
# 两年前，两地结对后; 三年前的9月，贵方与我校签约共建
_AGO = re.compile(
    rf"{_COUNT}年前[^。；\d\n]{{0,3}}\d{{0,2}}月?[^。；\d\n]{{0,24}}(?:结对|牵手|携手|结缘|共建|结为|结成|协作|对口)"
)
# 故事要从2021年说起; 2022年9月，老周带着5名同事…开始为期一年的驻点帮扶
_FROM_THEN = re.compile(
    r"(?:的?[春夏秋冬]天?|初|底)?(?:说起|讲起|算起)"
    r"|[^。；\d\n]{0,60}\d?[^。；\d\n]{0,60}开始(?:了?为期|[^，。；]{0,6}(?:帮扶|支教|支医|驻点|挂职))"
)
_JOINED = re.compile(
    r"关系|对子|结对|亲戚|攀亲|[认结攀上了]亲|结了?缘|了缘|之缘|[手情]谊|一家|牵手|挂钩|接力棒|任务|进驻|进藏|进疆|入藏|入疆|援疆|援藏|援青|协作|对口|帮扶|支援|合作|"
    r"第一批|首批|第[一二三四五六七八九十]+批|工作队|工作组|医疗队|园区|产业园|开发区"
)
_TO_THIS_DAY = re.compile(r"[至到](?:今[天日]?|现在|如今|目前)")
# 今年是结对的第三个年头; 2014年携手，已连续十二年: up to when a text counts
_NTH = re.compile(
    r"今年[^，。；\d]{0,12}第([二两三四五六七八九十]{1,3}|\d{1,2})个?(?:年头?|载)(?!级|度|以?来)"
)
_SINCE = re.compile(
    r"((?:19|20)\d\d)年[^。；\n]{0,30}?(?:结对|牵手|携手|接过|接手|结缘|协作|帮扶|支援|合作)"
)
_LASTING = re.compile(
    r"自((?:19|20)\d\d)年[^。；\d\n]{0,24}?(?:已|连续|整整|走过)+了?"
    r"([二两三四五六七八九十]{1,3}|\d{1,2})(?:个年头|年(?!来)|载)"
)
_MOON = re.compile(
    r"(\d{1,2})月(\d{1,2})日[，（(]?(?:农历)?正月(?:初)?([一二三四五六七八九十]{1,3})"
)
# the first day of the first moon
_NEW_YEARS = {
    2012: (1, 23), 2013: (2, 10), 2014: (1, 31), 2015: (2, 19), 2016: (2, 8), 2017: (1, 28),
    2018: (2, 16), 2019: (2, 5), 2020: (1, 25), 2021: (2, 12), 2022: (2, 1), 2023: (1, 22),
    2024: (2, 10), 2025: (1, 29), 2026: (2, 17), 2027: (2, 6), 2028: (1, 26), 2029: (2, 13),
    2030: (2, 3),
}  # fmt: skip
_TO_BE = re.compile(r"将|要|才|力争|争取|计划|预计|目标|建成|达到|实现|再")
_OF_YEAR = frozenset(("year", "month", "date", "months", "asof", *PARTS))
_GONE_BY = frozenset(("year", "month", "date", "months", "since", "asof"))
_AFTER_IT = re.compile(
    r"[，]?[^。；，\d\n]{0,30}(?:结对|牵手|携手|对口帮扶|对口支援)[^。；，\d\n]{0,8}(?:之|以)?后，"
)
_TOLD_IN = frozenset(("asof", "months", "date"))  # what is only said of the year of the report
_LAST_YEAR = frozenset(("last_year", "last_month", "last_date"))


def title(text: str, layout: Layout) -> tuple[str | None, int]:
    """The printed title, and where the head of the text ends."""
    lines = list(zip(layout.lines, layout.kinds, strict=True))
    first = _titled(text, lines)
    parts: list[str] = []
    end = 0
    for (start, stop), kind in lines[first : first + 6]:
        printed = text[start:stop].strip()
        line = _BESIDE_TITLE.sub("", printed)
        boiler = kind == "boiler" and not printed.startswith("原标题")
        if not line or _MAST.search(line) or boiler:
            continue
        if len(line) > 70 or _TRAIL.search(line) and not parts and len(line) > 40:
            break
        if parts and (
            _BYLINE.search(line)
            or _UNDER.search(line)
            or _TRAIL.search(line)
            or re.match(r"[^—]{0,2}(?:19|20)\d\d", line)
            or len(parts) > 1
        ):
            break
        if not parts and (
            _TRAIL.search(line)
            and not line.endswith(("！", "？", "!", "?"))
            or re.match(r"[（(]|\d{1,2}月", line)
        ):
            break
        if _BYLINE.search(line) and re.search(r"\d{4}", line):
            continue
        if parts and not line.startswith("——") and kind not in ("heading", "title"):
            break
        parts.append(line)
        end = stop
    if not parts:
        return None, 0
    joined = parts[0]
    for part in parts[1:]:
        joined += part if part.startswith(("—", "-")) else f" {part}"
    return joined, end


def _titled(text: str, lines: list[tuple[tuple[int, int], str]]) -> int:
    """The line a title is looked for from: the first above the text that speaks of the matter,
    where what a page prints on top (its name, its menus) does not."""
    for number, ((start, stop), kind) in enumerate(lines[:_TOP]):
        line = text[start:stop].strip()
        if len(line) > 70 or line.endswith("。"):
            break
        spoken = _MATTER.search(line) and not _BYLINE.search(line) and not _MAST.search(line)
        shaped = kind == "heading" or line.endswith(_TITLE_ENDS)
        if spoken and shaped and len(line) > _SHORT:
            above = text[slice(*lines[number - 1][0])].strip() if number else ""
            parted = line.startswith("——") or ("、" in above and not _BYLINE.search(above))
            return number - 1 if above and parted else number
    return 0


def anchor(text: str, layout: Layout, stamps: list[Stamp], given: date | None) -> Anchor:
    """What the text says of its own time; ``given`` is used when it does not say it for sure.

    What older articles below it say of theirs is left aside.
    """
    if 0 < (own := layout.own) < len(layout.lines):
        layout = Layout(layout.lines[:own], layout.kinds[:own])
        text = text[: layout.lines[-1][1]]
        stamps = [stamp for stamp in stamps if stamp.end <= len(text)]
    stated = _stated(text, layout, stamps)
    year, sure = (stated.year, True) if stated else _infer(text, layout, stamps, given)
    if stated is None and given is not None and not sure:
        year, sure = given.year, True
    if stated is None and (stated := _wired(text, stamps, year)):
        sure = True
    body = next((a for (a, _), kind in zip(layout.lines, layout.kinds, strict=True)
                 if kind == "body"), 0)  # fmt: skip
    start, told = _start(text, [s for s in stamps if s.start >= body], year)
    lead = _lead_date(text, layout, narrated(text, stamps), year, stated)
    published = stated
    entries = CHRONICLE.search(text, 0, layout.lines[0][1]) if layout.lines else None
    if published is None and lead is not None and sure and not entries:
        published = lead[1]
    if published is None:
        published = given
    event = lead[0].isoformat() if lead else None
    return Anchor(year, published, start, event, sure, told)


def narrated(text: str, stamps: list[Stamp]) -> list[Stamp]:
    """The expressions of time that tell of something: not those of the imprint (发布日期：…)."""
    return [s for s in stamps if not _imprinted(text, s)]


def _imprinted(text: str, stamp: Stamp) -> bool:
    """Whether a day, or the month of a dateline, is only that of publication."""
    before = max(0, stamp.start - 8)
    if stamp.kind == "month":
        return bool(_HEADED.search(text, before, stamp.start))
    if stamp.kind != "date":
        return False
    return bool(_LABEL.search(text, before, stamp.start) or _DATELINE.match(text, stamp.end))


def _day(stamp: Stamp, year: int | None) -> date | None:
    whole = stamp.year or year
    if not (whole and stamp.month and stamp.day):
        return None
    try:
        return date(whole, stamp.month, stamp.day)
    except ValueError:
        return None


def _stated(text: str, layout: Layout, stamps: list[Stamp]) -> date | None:
    """A full date in a by-line near the top, or in the last lines."""
    for start, end in layout.lines[-4:]:
        for stamp in stamps:
            if start <= stamp.start < end and text.startswith("印发", stamp.end):
                return _day(stamp, None)
    head = set(range(min(8, len(layout.lines))))
    tail = set(range(max(0, len(layout.lines) - 4), len(layout.lines)))
    for number in sorted(head | tail):
        start, end = layout.lines[number]
        if end - start > 90:
            continue
        for stamp in stamps:
            if start <= stamp.start < end and stamp.kind == "date" and stamp.year:
                day = _day(stamp, None)
                short = end - start <= 45 or _BYLINE.search(text, start, end)
                if day and short:
                    return day
    return _labelled(text, layout, stamps)


def _wired(text: str, stamps: list[Stamp], year: int | None) -> date | None:
    """The day of a dateline that leaves out the year: 某台4月26日讯."""
    found = (s for s in stamps if s.kind == "date" and _DATELINE.match(text, s.end))
    return next((_day(s, year) for s in found), None)


def _labelled(text: str, layout: Layout, stamps: list[Stamp]) -> date | None:
    """The date a long line of particulars calls that of publication: 索引号：… 发布日期：…"""
    for start, end in layout.lines[:12]:
        for stamp in stamps:
            if not start <= stamp.start < end or stamp.kind != "date":
                continue
            day = _day(stamp, None)
            labelled = _LABEL.search(text, max(start, stamp.start - 8), stamp.start)
            if day and (labelled or _DATELINE.match(text, stamp.end)):
                return day
    return None


def _infer(
    text: str, layout: Layout, stamps: list[Stamp], given: date | None
) -> tuple[int | None, bool]:
    """The year of a text without a by-line, from what it says of this year and the last; a year
    after the day it was given for is one it looks forward to."""
    if given:
        stamps = [s for s in stamps if not s.year or s.year <= given.year]
    if re.search(r"今年是[^。]{0,12}十四五[^。]{0,30}收官|“?十四五”?[^。]{0,8}收官之年", text):
        return 2025, True
    if (opened := _OF_PLAN.search(text)) and opened.lastgroup:
        return int(opened.lastgroup[1:]), True
    last = {(s.month, s.day) for s in stamps if s.kind == "last_date"}
    if over := {s.year for s in stamps if s.kind == "date" and s.year and (s.month, s.day) in last}:
        return max(over) + 1, True  # 去年12月5日开馆。…2021年12月5日开馆
    told = max((s.year or 0 for s in stamps if s.kind in _GONE_BY), default=0)
    issue = _ISSUE.search(text, 0, max((end for _, end in layout.lines[:_TOP_LINES]), default=0))
    if issue and told <= (issued := int(issue[1])):
        return issued, True
    reached = _counted(text) or _by_moon(text, told)
    if reached and reached >= told:
        return reached, True
    years = [s for s in stamps if s.year and _of_its_time(text, s)]
    if not years:
        return None, False
    latest = max(s.year or 0 for s in years)
    kinds = {s.kind for s in stamps if s.year == latest}
    if "since" in kinds and kinds.isdisjoint(_TOLD_IN):
        return None, False  # 2021年以来: told in a later year, which is not said
    if all(_AFTER_IT.match(text, s.end) for s in years if s.year == latest):
        return None, False  # 2021年，两地结对后，…: told in a later year
    if re.search(rf"{latest}年(?:一整?年|全年|两年|三年)", text) and "今年" in text:
        return latest + 1, True  # 仅2020年一年…，今年…
    if re.search(
        rf"(?<![到至])(?<!截至){latest}年(?!\d)[^，。；\n]{{1,16}}，(?:到了?)?今年(?!是)", text
    ):
        return latest + 1, True  # 2018年加到31个，今年再加
    named = re.search(r"((?:19|20)\d\d)年[^，。；\n]{0,24}(?:会议|联席会|活动|仪式|工作计划)", text)
    if named and int(named[1]) == latest:
        return latest, True
    month = _bylined_month(layout, stamps) or _dateline_month(text, stamps)
    late = month >= _LATE
    if month and all(
        s.kind == "month" and (s.month or 0) > month for s in years if s.year == latest
    ):
        return latest + 1, False  # 2月5日，…: 2009年10月成立
    if 0 < month <= _EARLY_IN_YEAR and any(
        s.kind == "year" and _IN_ALL.match(text, s.end) for s in years if s.year == latest
    ):
        return latest + 1, True  # 3月8日，…。2021年，累计…
    for stamp in years:
        if stamp.year == latest and _FINISHED.match(text, stamp.end):
            within = late or _HALFWAY.search(text, stamp.end)
            return (latest if within else latest + 1), True
    plan = any(
        s.year == latest
        and re.match(r"[，,]?[^。；]{0,16}(?:将|计划|力争|要|打算|怎么)", text[s.end : s.end + 20])
        for s in years
    )
    others = [s.year for s in years if s.year and s.year != latest]
    at = [s.start for s in years if s.year == latest]
    if others and all(_AIMED.search(text, max(0, s - 6), s) for s in at):
        return max(others), False  # 力争2025年…
    if plan and others:
        return (latest - 1, True) if late and latest - 1 in others else (latest, False)
    later = given is not None and given.year > latest  # 2023年…；今年…, given a day of 2024
    return latest, "今年" in text and not later


def _dateline_month(text: str, stamps: list[Stamp]) -> int:
    """The month of the first day a text tells, where that has no year; 0 for none."""
    first = next((s for s in stamps if s.kind == "date"), None)
    return first.month or 0 if first and not first.year and first.start < _OPENS_BY else 0


def _bylined_month(layout: Layout, stamps: list[Stamp]) -> int:
    """The month of a day that stands without its year in a short line on top; 0 for none."""
    for start, end in layout.lines[:_TOP_LINES]:
        for stamp in stamps if end - start <= _BYLINED else ():
            if start <= stamp.start < end and stamp.kind == "date" and not stamp.year:
                return stamp.month or 0
    return 0


def _of_its_time(text: str, stamp: Stamp) -> bool:
    """Whether a year may be the one a text is written in: 截至2024年6月底, and not 等2025年再看."""
    awaited = _AWAITED.search(text, max(0, stamp.start - 2), stamp.start)
    if awaited or stamp.kind not in _OF_YEAR:
        return False
    aimed = stamp.kind == "asof" and not text.startswith("截", stamp.start)
    return not (aimed and _TO_BE.search(_to_stop(text, stamp.end, 40)))


def _counted(text: str) -> int | None:
    """The year a text counts up to from the start it tells: 2021年结对，…今年是第三个年头."""
    lasting = _LASTING.search(text)
    if lasting:
        return int(lasting[1]) + int(value(lasting[2]) or 1) - 1
    nth, begun = _NTH.search(text), _SINCE.search(text)
    return int(begun[1]) + int(value(nth[1]) or 1) - 1 if nth and begun else None


def _by_moon(text: str, told: int) -> int | None:
    """The first year, from the last one told on, in which a day of the first moon falls on the
    day it stands beside."""
    found = _MOON.search(text)
    if found is None:
        return None
    offset = timedelta(int(value(found[3]) or 1) - 1)
    for year, (month, day) in _NEW_YEARS.items():
        with suppress(ValueError):
            on_day = date(year, int(found[1]), int(found[2])) - date(year, month, day) == offset
            if on_day and year >= told:
                return year
    return None


def _to_stop(text: str, at: int, most: int) -> str:
    """What a sentence says after a place in it."""
    return _STOP.split(text[at : at + most], 1)[0]


def _set_out(text: str, stamp: Stamp) -> bool:
    """Whether two places, or those sent, are said to have set out at a time."""
    after = (_FROM_THEN, _ARRIVED, _AFTER_IT)
    if any(form.match(text, stamp.end) for form in after) or _told_back(text, stamp):
        return True
    begun = _BEGUN.search(_to_stop(text, stamp.end, 32))
    return bool(begun and _JOINED.search(_to_stop(text, stamp.end, 44)))


def _told_back(text: str, stamp: Stamp) -> bool:
    """Whether a time is the one a partnership is said to go back to: 结对是从2021年开始的."""
    low = max(0, stamp.start - 36)
    said = text[low : stamp.start].rsplit("。", 1)[-1].rsplit("\n", 1)[-1]
    return _BACK_TO.search(said) is not None


def _start(text: str, stamps: list[Stamp], now: int | None) -> tuple[int | None, int]:
    """The year the partnership began, when the text says it, and from where on it holds."""
    for stamp in stamps:
        if stamp.kind == "since" and stamp.year and _START.search(text[stamp.start : stamp.end]):
            return stamp.year, 0
    for stamp in stamps:
        year = stamp.year
        if now and stamp.kind in _LAST_YEAR:
            year = now - 1
        elif now and stamp.kind == "year_before":
            year = now - 2
        elif stamp.kind not in ("year", "month", "date"):
            continue
        if not year or year == now:
            continue
        if _set_out(text, stamp):
            return year, 0
        if _TO_THIS_DAY.match(text, stamp.end) and text[stamp.start - 1] in "从自":
            return year, 0
    if now and (lived := _lived(text, stamps, now)):
        return lived, 0
    return next(((s.year, s.start) for s in stamps if s.kind == "since" and s.year), (None, 0))


def _lived(text: str, stamps: list[Stamp], now: int) -> int | None:
    """The year a text sets out from by how long ago it was: 两年前结对; or told before a span
    of years that leads back to it: 2006年秋天…，十七年过去."""
    told: set[int] = set()
    named = {s.year for s in stamps if s.year}
    for stamp in stamps:
        first = now - (stamp.last or 0)
        if stamp.kind in ("years", "lately") and first in told and first + 1 not in named:
            return first
        if stamp.kind in ("year", "month", "date", "range") and stamp.year:
            told.add(stamp.year)
    ago = _AGO.search(text) if "年前" in text else None
    return now - int(value(ago[1]) or 1) if ago else None


def _lead_date(
    text: str, layout: Layout, stamps: list[Stamp], year: int | None, stated: date | None
) -> tuple[date, date] | None:
    """The day of the reported occasion and its last day."""
    body = [span for span, kind in zip(layout.lines, layout.kinds, strict=True) if kind == "body"][
        :3
    ]
    for start, end in body:
        if stated and _BYLINE.search(text, start, end) and text.find("，", start, end) < 0:
            continue
        for stamp in stamps:
            if not start <= stamp.start < end:
                continue
            if stamp.kind == "date" and stamp.day and (stamp.year or 9999) >= (year or 0):
                day = _day(stamp, year)
                if day and day == stated and end - start <= 45:
                    continue
                if day and stated and day > stated and not stamp.year:
                    if (day - stated).days < _SOON:
                        continue
                    day = _day(stamp, (year or 1) - 1)
                if day:
                    last = re.search(
                        r"[-—–~至到](?:\d{1,2}月)?(\d{1,2})日?$", text[stamp.start : stamp.end]
                    )
                    until = day
                    if last and int(last[1]) > day.day:
                        try:
                            until = day.replace(day=int(last[1]))
                        except ValueError:
                            until = day
                    return day, until
            if stamp.kind in ("yesterday", "day_before", "today", "weekday"):
                counted = counted_day(stamp, stated)
                if counted:
                    return counted, counted
            if stamp.kind == "day" and (stated or year) and stamp.day:
                month = stated.month if stated else _month(text)
                try:
                    day = date(stated.year if stated else (year or 1), month or 0, stamp.day)
                except ValueError:
                    continue
                return day, day
    return None


def _month(text: str) -> int | None:
    match = re.search(r"([一二三四五六七八九十]{1,2})月的", text[:300])
    if not match:
        return None
    order = "一二三四五六七八九"
    word = match[1]
    return (
        order.find(word) + 1
        if len(word) == 1 and word in order
        else {"十": 10, "十一": 11, "十二": 12}.get(word)
    )
