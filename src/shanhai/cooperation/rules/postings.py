"""Pure decisions about people sent: where a stay stands, what follows what, how a name is shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from shanhai.cooperation.rules.texts import CooperationError


class Stay(StrEnum):
    """Where a stay stands on a day."""

    PLANNED = "planned"
    IN_POST = "in_post"
    ENDING = "ending"
    OVERDUE = "overdue"
    RETURNED = "returned"


STAY_WORDS: dict[Stay, str] = {
    Stay.PLANNED: "拟派",
    Stay.IN_POST: "在派",
    Stay.ENDING: "即将期满",
    Stay.OVERDUE: "期满未返",
    Stay.RETURNED: "已返回",
}


def standing(
    start: date | None, end: date | None, returned: date | None, today: date, within: int
) -> Stay:
    """Where a stay stands by its days."""
    if returned and returned <= today:
        return Stay.RETURNED
    if start is None or start > today:
        return Stay.PLANNED
    if end is None:
        return Stay.IN_POST
    if end < today:
        return Stay.OVERDUE
    return Stay.ENDING if end - today <= timedelta(days=within) else Stay.IN_POST


def masked(name: str) -> str:
    """A name as others see it: 张*, 欧阳**."""
    if not name:
        return ""
    kept = 2 if len(name) > 3 else 1
    return name[:kept] + "*" * max(len(name) - kept, 1)


def check_extension(
    start: date | None, end: date | None, returned: date | None, since: date, until: date
) -> None:
    """Refuse a further term of a stay that is over, has not begun, or that overlaps it."""
    if returned:
        raise CooperationError(f"{returned}已经返回，不能续派；请另登记一次选派。")
    if start is None or end is None:
        raise CooperationError("还没有登记报到和期满，不能续派。")
    if until < since:
        raise CooperationError(f"续派的止（{until}）早于起（{since}），请核对。")
    if since <= end:
        raise CooperationError(f"续派要从原任期（止{end}）之后开始，这里是{since}。")
    if since - end > timedelta(days=31):
        raise CooperationError(f"离原任期（止{end}）超过一个月，请登记返回后另登记一次选派。")


def check_return(start: date | None, returned: date, today: date) -> None:
    """Refuse a return before the beginning, or in days to come."""
    if start is None or returned < start:
        raise CooperationError(f"返回（{returned}）早于报到（{start or '没有登记'}），请核对。")
    if returned > today:
        raise CooperationError(f"{returned}还没有到，请在返回之后登记。")


@dataclass(frozen=True, slots=True)
class Counted:
    """People in post on a day, planned ones, and stays begun in a year; never added."""

    in_post: int
    planned: int
    begun: int


def counted(rows: Iterable[tuple[date | None, date | None, date | None]], day: date) -> Counted:
    """Persons from (start, end, returned) of each stay: a stay is one person however often it was
    extended."""
    in_post = planned = begun = 0
    for start, end, returned in rows:
        if start is None or start > day:
            planned += returned is None
            continue
        over = (returned is not None and returned <= day) or (
            returned is None and end is not None and end < day
        )
        in_post += not over
        begun += start.year == day.year
    return Counted(in_post, planned, begun)
