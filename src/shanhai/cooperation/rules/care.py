"""Pure decisions about education and health, villages, tourism and publicity."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from shanhai.common.periods import Period
from shanhai.cooperation.rules.texts import CooperationError

FIRST_YEAR = 1996


def years(first: int, last: int | None, today: date) -> Period:
    """A year, or several nobody told apart. Raises CooperationError for years that cannot be."""
    last = first if last is None else last
    if last < first:
        raise CooperationError(f"止年（{last}）早于起年（{first}），请核对。")
    if not FIRST_YEAR <= first <= last <= today.year:
        raise CooperationError(f"年份请填{FIRST_YEAR}到{today.year}之间的。")
    return Period.parse(str(first), str(last))


def refuse_overlap(known: Iterable[Period | None], one: Period, what: str) -> None:
    """Refuse a period that shares days with one told already: they add up."""
    for other in known:
        if other and other.overlaps(one):
            raise CooperationError(
                f"{what}里{other.label}已经登记，{one.label}与它重叠，会重复计数；请核对期间。"
            )


def check_done(on: date, today: date, what: str = "开展") -> None:
    """Refuse what is said to be done in days to come."""
    if on > today:
        raise CooperationError(f"{on}还没有到，请在{what}之后登记；现在可以只填计划日期。")


def check_results(numbers: Mapping[str, int | None]) -> None:
    """Refuse results that say nothing, or people served by nobody."""
    if all(number is None for number in numbers.values()):
        words = "、".join(numbers)
        raise CooperationError(f"请至少填一个数：{words}。")


def check_within(on: date, start: date | None, end: date | None, what: str) -> None:
    """Refuse a day before a team came or after it left."""
    if start and on < start:
        raise CooperationError(f"{what}（{on}）早于团队进驻（{start}），请核对。")
    if end and on > end:
        raise CooperationError(f"{what}（{on}）晚于团队期满（{end}），请核对。")


def check_villages(kind: Mapping[str, Any], names: Sequence[str]) -> None:
    """Refuse a belt of one village, or a village that is several."""
    if not names:
        raise CooperationError("请写明是哪个村，一行一个。")
    if len(set(names)) < len(names):
        raise CooperationError("有的村写了两次，请删去重复的。")
    if len(names) < kind.get("least", 1):
        raise CooperationError(f"{kind['name']}至少有{kind['least']}个村，只写了{len(names)}个。")
    if len(names) > kind.get("most", 200):
        raise CooperationError(f"{kind['name']}只能是一个村；几个村连成的请选“示范带”。")


def doubts_of_plan(planned: date | None, held: date | None, today: date) -> list[str]:
    """A sentence when something planned has not been told done."""
    if held or planned is None or planned >= today:
        return []
    return [f"计划{planned}开展，还没有登记结果。"]
