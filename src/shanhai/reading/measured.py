"""Times that only say what a figure is measured against: 比去年增长, 是2018年的6倍, 上年同期为…"""

from __future__ import annotations

import re

from shanhai.reading.periods import Period, When
from shanhai.reading.times import Stamp

_AS_MUCH = re.compile(r"(?:全年|底|末)?(同期)?(?:的|为|是|只有|仅|（)?[约近超逾]?")
_BACK = {"last_year": 1, "year_before": 2}
_AGAINST = re.compile(r"(?:[比较]|相比|对比|超过|高于|低于|少于|不低于|不少于|参照|按照?)$")
_MEASURED = re.compile(
    r"同期|(?:全年|同期)?的[\d.]+[余多]?倍|(?:全年)?相比|(?:全年)?总[量和]|的?基础上"
)


def compared(text: str, stamp: Stamp) -> bool:
    """Whether a time is only what a figure is measured against."""
    return bool(
        _AGAINST.search(text, max(0, stamp.start - 4), stamp.start)
        or _MEASURED.match(text, stamp.end)
        or (text[stamp.start - 1] in "由从" and text.startswith("的", stamp.end))
    )


def baseline(
    text: str, stamp: Stamp, position: int, now: int | None, span: Period | None
) -> When | None:
    """The time of a figure that others are measured against, the last time before it: 比去年的…

    上年同期为… takes the months of ``span``, the period spoken of, in the year before.
    """
    if position - stamp.end > 6:
        return None
    if text.startswith("上", stamp.start) and span:  # 上年: before the year spoken of
        now = int(span[1][:4])
    back = _BACK.get(stamp.kind)
    year = stamp.year or (now - back if now and back else None)
    same = _AS_MUCH.fullmatch(text, stamp.end, position)
    if not (same and year and compared(text, stamp)):
        return None
    if not same[1] or span is None:
        return When("period", (f"{year}", f"{year}"), True)
    moved = year - int(span[1][:4])
    first, last = (f"{int(s[:4]) + moved}{s[4:]}" for s in span)
    return When("period", (first, last), True)
