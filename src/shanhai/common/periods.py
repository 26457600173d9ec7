"""Periods: the days a figure covers, written as ISO prefixes (2021, 2024-06, 2024-06-21)."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

_PREFIX = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$")
NO_DAY = "“%s”不是一个日期，请写成 2024、2024-06 或 2024-06-21。"


class PeriodError(ValueError):
    """A period that cannot be; the message is a Chinese sentence for the user."""


def day_named(text: str | None) -> date | None:
    """The day that 2024-06-21 names; None for any other text and for none."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def first_day(prefix: str) -> date:
    """The first day an ISO prefix covers."""
    year, month, day = _parts(prefix)
    return _day(year, month or 1, day or 1, prefix)


def last_day(prefix: str) -> date:
    """The last day an ISO prefix covers."""
    year, month, day = _parts(prefix)
    month = month or 12
    if not 1 <= month <= 12:
        raise PeriodError(NO_DAY % prefix)
    return _day(year, month, day or monthrange(year, month)[1], prefix)


def _parts(prefix: str) -> tuple[int, int | None, int | None]:
    found = _PREFIX.match(prefix.strip())
    if not found:
        raise PeriodError(NO_DAY % prefix)
    year, month, day = found.groups()
    return int(year), int(month) if month else None, int(day) if day else None


def _day(year: int, month: int, day: int, prefix: str) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise PeriodError(NO_DAY % prefix) from error


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from `start` to `end`, both included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise PeriodError(f"结束（{self.end}）早于开始（{self.start}）。")

    @classmethod
    def parse(cls, first: str, last: str | None = None) -> "Period":
        """From ISO prefixes: parse("2021", "2025-03") is 2021-01-01 to 2025-03-31."""
        return cls(first_day(first), last_day(last if last is not None else first))

    @classmethod
    def year(cls, year: int) -> "Period":
        return cls(date(year, 1, 1), date(year, 12, 31))

    def contains(self, other: "Period") -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Period") -> bool:
        return self.start <= other.end and other.start <= self.end

    @property
    def prefixes(self) -> tuple[str, str]:
        """The shortest ISO prefixes that give the period back."""
        if self._whole_years():
            return str(self.start.year), str(self.end.year)
        if self.start.day == 1 and self.end + timedelta(days=1) == _next_month(self.end):
            return self.start.isoformat()[:7], self.end.isoformat()[:7]
        return self.start.isoformat(), self.end.isoformat()

    def _whole_years(self) -> bool:
        return (self.start.month, self.start.day, self.end.month, self.end.day) == (1, 1, 12, 31)

    @property
    def label(self) -> str:
        """As Chinese readers write it: 2024年, 2021—2025年, 2024年1—6月, 2024年6月21日."""
        first, last = self.prefixes
        if first == last:
            return _chinese(first)
        if len(first) == 4:
            return f"{first}—{last}年"
        if len(first) == 7 and first[:4] == last[:4]:
            return f"{first[:4]}年{int(first[5:])}—{int(last[5:])}月"
        return f"{_chinese(first)}—{_chinese(last)}"


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _chinese(prefix: str) -> str:
    year, month, day = _parts(prefix)
    text = f"{year}年"
    if month:
        text += f"{month}月"
    return text + (f"{day}日" if day else "")
