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
