"""Lines of a visit: who travelled along, where it stopped."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shanhai.common.periods import day_named
from shanhai.cooperation.rules.texts import CooperationError, fields


@dataclass(frozen=True, slots=True)
class PartyLine:
    """One line of those who travelled along, with its own person-times when they are known."""

    place: str
    person_times: int | None


def party_line(line: str) -> PartyLine:
    """`桥头镇` or `桥头镇，20`. Raises CooperationError when the number is none."""
    parts = fields(line)
    if len(parts) == 1:
        return PartyLine(parts[0], None)
    number = parts[1].removesuffix("人次").removesuffix("人")
    if len(parts) > 2 or not number.isdecimal() or len(number) > 9:
        raise CooperationError(f"“{line.strip()}”请写成“单位”或“单位，人次”，一行一个。")
    return PartyLine(parts[0], int(number))


@dataclass(frozen=True, slots=True)
class StopLine:
    """One stop of an itinerary."""

    on: date | None
    place: str
    host: str


def stop_line(line: str, start: date, end: date) -> StopLine:
    """`地点`, `日期，地点` or `日期，地点，接待单位`. Raises CooperationError when the day lies
    outside the visit."""
    parts = fields(line)
    day = day_named(parts[0]) if parts else None
    if day is not None:
        parts = parts[1:]
        if not start <= day <= end:
            raise CooperationError(f"“{line.strip()}”的日期不在这次互访的{start}至{end}之内。")
    if not 1 <= len(parts) <= 2:
        raise CooperationError(f"“{line.strip()}”请写成“日期，地点，接待单位”，日期和接待可不写。")
    return StopLine(day, parts[0][:120], parts[1][:120] if len(parts) == 2 else "")


def check_person_times(whole: int | None, parts: Iterable[int | None]) -> None:
    """Refuse parties that sum to more than the whole visit."""
    known = sum(part for part in parts if part is not None)
    if whole is not None and known > whole:
        raise CooperationError(f"各单位合计{known}人次，超过这次互访的{whole}人次，请核对。")
