"""Pure decisions about parks, workshops and the enterprises brought."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from shanhai.common.amounts import written
from shanhai.cooperation.rules.texts import CooperationError

WAN = 10_000
RUNGS = ("intent", "signed", "started", "producing")


def check_rung(
    names: dict[str, str], known: dict[str, date], rung: str, on: date, today: date
) -> None:
    """Refuse a rung out of order in time, in days to come, or reached twice."""
    if rung not in names:
        raise CooperationError("请选择进度。")
    if rung in known:
        raise CooperationError(f"“{names[rung]}”已在{known[rung]}登记。")
    if "stopped" in known:
        raise CooperationError(f"这个项目已在{known['stopped']}终止，不能再登记进度。")
    if on > today:
        raise CooperationError(f"{on}还没有到，请在做到之后登记。")
    if rung == "stopped":
        _check_last(names, known, on, "终止")
        return
    place = RUNGS.index(rung)
    for other in RUNGS[1:place]:
        if other not in known:
            raise CooperationError(f"还没有登记“{names[other]}”，不能先登记“{names[rung]}”。")
    for other, when in known.items():
        if other not in RUNGS:
            continue
        if RUNGS.index(other) < place and on < when:
            raise CooperationError(f"{names[rung]}（{on}）早于{names[other]}（{when}），请核对。")
        if RUNGS.index(other) > place and on > when:
            raise CooperationError(f"{names[rung]}（{on}）晚于{names[other]}（{when}），请核对。")


def _check_last(names: dict[str, str], known: dict[str, date], on: date, what: str) -> None:
    for other, when in known.items():
        if on < when:
            raise CooperationError(f"{what}（{on}）早于{names[other]}（{when}），请核对。")


def check_arrival(signed: date | None, on: date, today: date) -> None:
    """Refuse an investment that arrives before it is signed, or in days to come."""
    if on > today:
        raise CooperationError(f"{on}还没有到，请在到位之后登记。")
    if signed is None:
        raise CooperationError("还没有登记签约，投资不会先到位；请先登记签约。")
    if on < signed:
        raise CooperationError(f"到位（{on}）早于签约（{signed}），请核对。")


def check_reading(
    on: date, since: date | None, jobs: int | None, parts: Iterable[tuple[str, int | None]],
    today: date,
) -> None:  # fmt: skip
    """Refuse a reading of days to come, of days before, or with parts above its whole."""
    if on > today:
        raise CooperationError(f"{on}还没有到。")
    if since and on < since:
        raise CooperationError(f"读数日期（{on}）早于建成（{since}），请核对。")
    for word, part in parts:
        if part is None:
            continue
        if jobs is None:
            raise CooperationError(f"填了{word}{part}人，还要填就业的总人数。")
        if part > jobs:
            raise CooperationError(f"{word}{part}人，比就业的{jobs}人还多，请核对。")


@dataclass(frozen=True, slots=True)
class Investment:
    """What is known of an investment: its rungs, what it promised and what arrived."""

    known: dict[str, date]
    promised: int
    arrived: int
    park: bool = False
    read_on: date | None = None


def doubts(one: Investment, today: date, within: int) -> list[str]:
    """What is odd about an investment."""
    found = []
    if one.promised and one.arrived > one.promised:
        arrived, promised = written(one.arrived, WAN), written(one.promised, WAN)
        found.append(f"到位{arrived}万元，超过签约的{promised}万元，请核对。")
    if "signed" in one.known and not one.promised:
        found.append("已经签约，还没有记签约投资额。")
    if "producing" in one.known and not one.arrived:
        found.append("已经投产，还没有记到位投资。")
    signed = one.known.get("signed")
    year = timedelta(days=365)
    if signed and not {"started", "stopped"} & set(one.known) and today - signed > year:
        found.append(f"{signed}签约，一年多还没有开工，请核实是否终止。")
    producing = one.known.get("producing")
    if producing and "stopped" not in one.known:
        found += unread(one.read_on or producing, today, within)
    return found


def unread(last: date, today: date, within: int) -> list[str]:
    """A sentence when nobody has looked for too long."""
    if today - last <= timedelta(days=within):
        return []
    return [f"自{last}起没有新的读数，请看看现在就业和产值是多少。"]


def newest(readings: Sequence[tuple[date, int | None]]) -> int | None:
    """The newest number anyone read; None when nobody read one."""
    known = [(on, number) for on, number in readings if number is not None]
    return max(known)[1] if known else None
