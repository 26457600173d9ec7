"""The scope and period an expression of time gives the figures after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from shanhai.reading.times import Stamp

Period = tuple[str, str]


@dataclass(slots=True)
class Anchor:
    """What the whole text says about its own time."""

    year: int | None
    published: date | None
    start: int | None
    event_date: str | None
    year_known: bool
    start_told: int = 0  # from where on the start is known: of what else began, once it is told


class When(NamedTuple):
    """Scope and period of a figure; ``stated`` when an expression of time gave them.

    ``ahead`` is the period when what is counted turns out to be planned: 三年内, 十四五期间, 全年.
    """

    scope: str
    period: Period | None
    stated: bool = False
    ahead: Period | None = None


_TWO = [f"{number:02d}" for number in range(100)]


def _two(year: int | None, month: int | None = None, day: int | None = None) -> str | None:
    if year is None:
        return None
    if not month:
        return str(year)
    return f"{year}-{_TWO[month]}-{_TWO[day]}" if day else f"{year}-{_TWO[month]}"


def _pair(first: str | None, last: str | None) -> Period | None:
    return (first, last) if first and last else None


def so_far(anchor: Anchor) -> When:
    """From the start of the partnership to the report, as far as both are known."""
    return When("since", _pair(_two(anchor.start), _two(anchor.year)), True)


_DATES_YEAR = {"last_date": -1, "date_before": -2}
_MONTH = len("2024-02")
_HALF_YEAR = 6  # months
_MONTHS_YEAR = {"last_month": -1, "month": 0, "next_month": 1}


def resolve(
    stamp: Stamp,
    anchor: Anchor,
    running: When,
    last_year: int | None,
    told_day: str | None = None,
) -> When | None:
    """Scope and period a stamp gives the figures after it, or None if it changes nothing.

    ``told_day`` is the last day the news has told, which 会上 and 当天 go back to.
    """
    now = anchor.year
    kind = stamp.kind
    if kind == "since":
        return When(
            "since",
            _pair(_two(stamp.year), _two(max(now or 0, stamp.year or 0) if now else None)),
            True,
        )
    if kind == "range":
        return _range(stamp.year or 0, stamp.last or 0, now)
    if kind == "year":
        return When("period", _pair(_two(stamp.year), _two(stamp.year)), True)
    if kind == "planned":
        ahead = bool(now and stamp.year and stamp.year > now)
        span = _pair(_two(stamp.year), _two(stamp.last))
        return When("target" if ahead else "since", span, True, span)
    if kind == "asof_last":
        end = _two(now - 1, stamp.month) if now else None
        counted = running.scope == "since" and running.period and running.stated
        if counted and running.period and end and running.period[0] < end:
            return When("since", (running.period[0], end), True)
        return When("period", _pair(_two(now - 1) if now else None, end), True)
    if kind == "asof":
        return _as_of(stamp, anchor, running, last_year)
    if kind == "months":
        year = stamp.year or now
        return When("period", _pair(_two(year), _two(year, stamp.month)), True)
    if kind == "same_date":
        day = _two(last_year or now, stamp.month, stamp.day)
        return When("event", _pair(day, day), True)
    if kind in _DATES_YEAR:
        day = _two(now + _DATES_YEAR[kind], stamp.month, stamp.day) if now else None
        return When("event", _pair(day, day), True)
    if kind == "date":
        day = _two(stamp.year or now, stamp.month, stamp.day)
        return When("event", _pair(day, day), True)
    if kind in ("month", "last_month", "next_month"):
        year = stamp.year or (now + _MONTHS_YEAR[kind] if now else None)
        month = _two(year, stamp.month)
        scope = "target" if kind == "next_month" else "period"
        return When(scope, _pair(month, month), True)
    if kind == "day" and anchor.published:
        return _bare_day(stamp.day or 1, anchor.published, running)
    return _by_word(kind, stamp, anchor, running, last_year, told_day)


def _range(first: int, last: int, now: int | None) -> When:
    """2016年至2020年: a plan when it is not over, a sum of the years when they are many."""
    scope = "since" if last - first >= _MANY else "period"
    return When("target" if now and last > now else scope, (str(first), str(last)), True)


def _bare_day(day: int, published: date, running: When) -> When:
    """31日: of the month of the day told before, else the last such day before publication."""
    told = running.period[0] if running.scope == "event" and running.period else ""
    if len(told) > 7 and day >= int(told[8:]):
        text = f"{told[:7]}-{day:02d}"
    else:
        month = published.month - (day > published.day)
        year = published.year if month else published.year - 1
        text = f"{year}-{month or 12:02d}-{day:02d}"
    return When("event", (text, text), True)


def _as_of(stamp: Stamp, anchor: Anchor, running: When, last_year: int | None) -> When:
    told = running.period if running.scope == "period" and running.stated else None
    single = told and told[0][:4] == told[1][:4]
    year = stamp.year or (last_year if single else None) or anchor.year
    end = _two(year, stamp.month)
    if stamp.year and anchor.year and stamp.year > anchor.year:
        return When("target", _pair(end, end), True)
    start = running.period[0] if running.scope == "since" and running.period else None
    if start and end and start > end:
        start = None
    if start is None and anchor.start and stamp.year:
        start = str(anchor.start)
    if start is not None:
        return When("since", _pair(start, end), True)
    return When("period", _pair(_two(year), end), True)


def _years(n: int, anchor: Anchor, running: When) -> When:
    """N年来: back from the report's year, or on from the start the text has stated.

    In the first weeks after a plan of five years 五年来 are those of the plan.
    """
    now, start = anchor.year, anchor.start
    day = anchor.published
    if now and n == _PLAN and now % _PLAN == 1 and day and day.month <= _LOOKED_BACK:
        now -= 1
    if start and now and now <= start:  # 2016年6月进藏…，进藏两年: told in a year it does not say
        return When("since", (str(start), str(start + n - 1)), True)
    told = running.scope == "since" and running.period and running.period[0] == str(start)
    if start and told and not (now and abs(start + n - 1 - now) > 1):
        over = now and running.period and running.period[1][:4] > str(now)
        return When("since", (str(start), str(now)) if over else running.period, True)
    if start and now and start + n - 1 - now in (-1, 0):
        return When("since", (str(start), str(now)), True)
    return When("since", _pair(_two(now - n + 1), _two(now)) if now else None, True)


# parts of a year by word: first and last month
PARTS: dict[str, tuple[int, int]] = {
    "half_1": (1, 6), "half_2": (7, 12), "three_quarters": (1, 9),
    "quarter_1": (1, 3), "quarter_2": (4, 6), "quarter_3": (7, 9), "quarter_4": (10, 12),
}  # fmt: skip


def _year_of_part(stamp: Stamp, now: int | None, running: When) -> int | None:
    """The year a half or quarter belongs to: its own, the one year spoken of, or the report's."""
    if stamp.year and stamp.year > 0:
        return stamp.year
    if stamp.year is not None:  # 去年, 今年
        return now + stamp.year if now else None
    period = running.period
    if running.scope == "period" and running.stated and period and period[0][:4] == period[1][:4]:
        return int(period[0][:4])
    return now


def _months_past(n: int, anchor: Anchor, running: When) -> When | None:
    """N个月来: from the month the text has set out from, else back from the report's."""
    if running.scope == "since":
        return None
    if anchor.published is None:
        return None
    end = anchor.published.year * 12 + anchor.published.month - 1
    first = end - n + 1
    year = anchor.published.year
    told = running.period
    begun = told[0][:_MONTH] if told and told[0][:_MONTH] == told[1][:_MONTH] else ""
    if len(begun) == _MONTH and 0 <= end - int(begun[:4]) * 12 - int(begun[5:]) + 1 - n <= 1:
        return When("since", (begun, f"{year}"), True)  # 2月到岗…，半年里
    return When("period", (f"{first // 12}-{first % 12 + 1:02d}", f"{year}"), True)


def _by_day(stamp: Stamp, anchor: Anchor) -> When | None:
    """昨日, 今天, 上周六: a day counted from that of publication."""
    day = counted_day(stamp, anchor.published)
    return When("event", (day.isoformat(), day.isoformat()), True) if day else None


def counted_day(stamp: Stamp, published: date | None) -> date | None:
    """The day a word means, counted from the day of publication."""
    if published is None:
        return None
    if stamp.kind == "weekday" and stamp.last is None:  # 周一: the last one there was
        return published - timedelta(days=(published.weekday() - (stamp.day or 0)) % 7 or 7)
    if stamp.kind == "weekday":
        monday = published - timedelta(days=published.weekday())
        return monday + timedelta(days=7 * (stamp.last or 0) + (stamp.day or 0))
    back = {"yesterday": 1, "day_before": 2, "today": 0}.get(stamp.kind)
    return None if back is None else published - timedelta(days=back)


def _next_day(running: When, told: str | None) -> When | None:
    """次日: the day after the last one told."""
    period = running.period if running.scope == "event" else None
    day = period[0] if period and len(period[0]) > 7 else told
    if day is None or len(day) < 10:
        return None
    try:
        after = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    except ValueError:  # 2月30日
        return None
    return When("event", (after, after), True)


# school years counted from the one the day of publication lies in
_SCHOOL_YEARS = {"school_year": 0, "last_school_year": -1, "next_school_year": 1}
_SEPTEMBER = 9
_LOOKED_BACK = 2  # until this month it is told what a plan that is over has brought
_MANY = 3  # years from the first to the last
_PLAN = 5  # years; the first is 2016, 2021, 2026
_REVIEWED = 3  # until this month bulletins tell of the year before


def _month_beside(published: date, after: bool) -> When:
    """下月, 上月: the month after or before that of publication."""
    months = published.year * 12 + published.month - 1 + (1 if after else -1)
    month = f"{months // 12}-{months % 12 + 1:02d}"
    return When("target" if after else "period", (month, month), True)


def _by_word(
    kind: str,
    stamp: Stamp,
    anchor: Anchor,
    running: When,
    last_year: int | None,
    told_day: str | None,
) -> When | None:
    now = anchor.year
    year_end = _two(now, anchor.published.month if anchor.published else None)
    if kind in PARTS:
        first, last = PARTS[kind]
        year = _year_of_part(stamp, now, running)
        return When("period", _pair(_two(year, first), _two(year, last)), True)
    if kind == "ytd":
        return When("period", _pair(_two(now), year_end), True)
    if kind == "this_year":
        return When("period", _pair(_two(now), year_end), True)
    if kind == "last_year":
        return When("period", _pair(_two(now - 1), _two(now - 1)) if now else None, True)
    if kind == "year_before":
        return When("period", _pair(_two(now - 2), _two(now - 2)) if now else None, True)
    if kind == "next_year":
        return When("target", _pair(_two(now + 1), _two(now + 1)) if now else None, True)
    if kind == "year_after" and last_year:
        return When("period", _pair(_two(last_year + 1), _two(last_year + 1)), True)
    if kind == "first_year":
        first_year = last_year if last_year and last_year != now else anchor.start
        return When("period", _pair(_two(first_year), _two(first_year)), True)
    if kind == "since_last_year" and now:
        return When("since", _pair(_two(now - 1), year_end), True)
    if kind in _SCHOOL_YEARS and now:
        begun = anchor.published is not None and anchor.published.month >= _SEPTEMBER
        first = now - (not begun) + _SCHOOL_YEARS[kind] - (begun and kind == "next_school_year")
        scope = "target" if kind == "next_school_year" else "period"
        return When(scope, (f"{first}-09", f"{first + 1}"), True)
    if kind in ("month_before", "month_after") and anchor.published:
        return _month_beside(anchor.published, kind == "month_after")
    if kind == "same_year":
        year = last_year or now
        # A review printed in the first months still plans for the year it reviews.
        late = anchor.published is not None and anchor.published.month <= _REVIEWED
        late = late and anchor.event_date is None
        this = _pair(_two(year), _two(year)) if late else _pair(_two(now), _two(now))
        return When("period", _pair(_two(year), _two(year)), True, this)
    if kind == "that_year" and last_year:
        return When("period", _pair(_two(last_year), _two(last_year)), True)
    if kind == "recent":
        return When("event", _pair(_two(now), _two(now)), True)
    if kind == "from_then":
        return When("since", _pair(_two(last_year), _two(now)), True) if last_year else None
    if kind == "on_the_day":
        told = running.period if running.scope == "event" and running.stated else None
        day = told[0] if told and len(told[0]) > 7 else told_day or anchor.event_date or _two(now)
        return When("event", _pair(day, day), True)
    if kind == "day_after":
        return _next_day(running, told_day or anchor.event_date)
    if kind in ("weekday", "yesterday", "day_before", "today"):
        return _by_day(stamp, anchor)
    if kind == "told_since" and now:
        return When("since", (_two(now + (stamp.year or 0), stamp.month) or "", f"{now}"), True)
    if kind == "this_month" and anchor.published:
        month = _two(now, anchor.published.month)
        return When("period", _pair(month, month), True)
    if kind == "months_past":
        return _months_past(stamp.last or 1, anchor, running)
    if kind == "half_past":
        return _months_past(_HALF_YEAR, anchor, running)
    if kind == "lately" and now:
        return When("since", (str(now - (stamp.last or 1) + 1), str(now)), True)
    if kind in ("years", "near"):
        return _years(stamp.last or 1, anchor, running)
    if kind == "first_years" and anchor.start:
        return When("since", (f"{anchor.start}", f"{anchor.start + (stamp.last or 1) - 1}"), True)
    if kind == "within" and now:
        n = stamp.last or 1
        past = _pair(_two(now - n + 1), _two(now))
        return When("since", past, True, _pair(_two(now), _two(now + n - 1)))
    if kind == "future":
        n = stamp.last or 1
        return When("target", _pair(_two(now + 1), _two(now + n)) if now else None, True)
    if kind == "open_since":
        known = now and stamp.last and anchor.start == now - 1  # 一年多来
        return When("since", _pair(_two(anchor.start), _two(now)) if known else None, True)
    if kind == "one_year":  # 一年下来, of a stay that began in the year before
        return so_far(anchor) if now and anchor.start == now - 1 else None
    if kind == "start_since":
        return so_far(anchor)
    if kind == "total" and running.scope == "period" and not running.stated:
        return so_far(anchor)
    if kind in ("total", "in_turn") and running.period and running.scope == "period":
        years = (running.period[0][:4], running.period[1][:4])
        return When("since", running.period, True) if years[0] < years[1] else None
    if kind == "in_turn" and not anchor.start:
        return None  # 先后走访了5家企业: one after the other on the same day
    if kind in ("now", "so_far") and running.scope == "period" and _past(running, now):
        return so_far(anchor)
    if kind in ("now", "so_far", "total", "in_turn") and running.scope == "event":
        return so_far(anchor)
    return None


def _past(running: When, now: int | None) -> bool:
    """Whether the period told before is over: what stands now was not all done in it."""
    last = running.period[1] if running.period else ""
    return not running.stated or bool(now and last and last[:4] < str(now))
