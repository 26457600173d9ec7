"""The year that what is counted began in, when it stands beside the time it is counted up to."""

from __future__ import annotations

import re

from shanhai.reading.periods import When
from shanhai.reading.times import Stamp

_FOUND = (
    "动工|开工|落户|成立|进驻|接过|接手|牵手|结对|结成|结为|确立|开业|投产|建成|投用|启用|揭牌|"
    "入驻|启动|上线|挂牌|携手|建厂|办厂|创办|进藏|进疆|入疆|入藏|进青"
)
_SENT_OUT = "进驻|进藏|进疆|入疆|入藏|进青|接过|接手|牵手"
# the verb stands in an attribute, or in a clause that counts nothing and ends there
_FOUNDED = re.compile(
    rf"(?:[春夏秋冬初底末]|上半年|下半年)?[，]?(?:[^，。；、\d\n]{{0,6}}(?:{_FOUND})[^，。；、\d\n]{{0,3}}的"
    rf"|[^，。；\d\n]{{0,4}}(?:{_FOUND})，|[^。；\d\n]{{0,40}}(?:{_SENT_OUT})[^，。；\d\n]{{0,14}}，|[^。；\d\n]{{0,36}}(?:{_FOUND})[^，。；\d\n]{{0,22}}。)"
)
_TAKEN_UP = re.compile(
    r"[^。；\d\n]{0,36}(?:接过|接手|牵手|结对|结成|结为|确立)[^，。；\d\n]{0,22}。"
)
# 从进驻到去年底: a start without its year
_FROM_START = re.compile(
    r"(?:从|自)(?:我们|队伍|工作队|双方|两地)?(?:进驻|入驻|结对|牵手|到任|到岗|启动|协作|帮扶|签约|开园|开工|开始|起步)[^，。；\d]{0,3}$"
)
# 到11月底，帮扶资金合起来是96.4亿元: all there has been since the start
_SUMMED = re.compile(
    r"[^。；\d]{0,40}(?:合起来|总计|总共|一共|加起来|加在一起|前后|拢共|总额|历年)"
)
_IN_ALL = re.compile(r"[^。；\d]{0,16}(?:累计|总共|一共|共计|先后)")


def from_start(text: str, stamp: Stamp, changed: When, start: int | None) -> bool:
    """Whether what is counted up to a month or year began with the partnership."""
    if stamp.kind not in ("asof", "asof_last"):
        return False
    if _FROM_START.search(text, max(0, stamp.start - 14), stamp.start):
        return True
    until = stamp.kind == "asof" and not stamp.year and changed.scope == "period"
    return until and start is not None and _SUMMED.match(text, stamp.end) is not None


def in_all(text: str, stamp: Stamp) -> bool:
    """Whether what years have brought is said as their sum: 2016年至2020年，累计…"""
    return _IN_ALL.match(text, stamp.end) is not None


def founded(text: str, stamp: Stamp, now: int | None) -> When | None:
    """The time since a thing was founded: 2020年落户的…, 2016年10月，两县正式牵手。"""
    if stamp.kind not in ("year", "month") or not (stamp.year and now):
        return None
    if stamp.year >= now and not _TAKEN_UP.match(text, stamp.end):
        return None
    if not _FOUNDED.match(text, stamp.end):
        return None
    first = f"{stamp.year}-{stamp.month:02d}" if stamp.month else f"{stamp.year}"
    return When("since", (first, f"{now}"), True)


def counting(stamp: Stamp, running: When, here: bool, now: int | None) -> When:
    """What holds before 到今年6月: the years since the one told before it in its paragraph, which
    ``here`` says that one is."""
    told = running.period
    until = stamp.kind in ("asof", "asof_last") and not stamp.year
    if not (until and here and told and now and running.scope != "target"):
        return running
    if len(told[0]) > len("2024") or int(told[0]) >= now - (stamp.kind == "asof_last"):
        return running
    return When("since", (told[0], f"{now}"), True)
