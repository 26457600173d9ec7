"""Pure decisions about projects: which steps may follow, lines as people type them, who is counted
once, and what asks for a look."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from shanhai.common.amounts import AmountError, to_units, written
from shanhai.cooperation.rules.texts import CooperationError, fields

WAN = 10_000
# More people than this of one household are worth a second look.
CROWDED = 12
_MONEY = re.compile(r"^([\d,]+(?:\.\d+)?)\s*(元|万元|万|亿元|亿)?$")
_SIZES = {"元": 1, "万元": WAN, "万": WAN, "": WAN, "亿元": WAN * WAN, "亿": WAN * WAN}
_COUNT = re.compile(r"^(\d{1,9})\s*(户|人|口)?$")


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line of a funding: code of the source, code of the tier or "", 1/10,000 元."""

    kind: str
    tier: str
    units: int


def money(text: str, what: str) -> int:
    """1/10,000 元 of a typed sum; without a unit it is 万元. Raises CooperationError."""
    found = _MONEY.match(text.strip())
    if not found:
        raise CooperationError(f"{what}“{text.strip()}”不是金额，请写成“150万元”。")
    try:
        number = Decimal(found.group(1).replace(",", "")) * _SIZES[found.group(2) or ""]
        return to_units(number)
    except (AmountError, InvalidOperation) as error:
        raise CooperationError(str(error)) from error


def source_line(line: str, kinds: Mapping[str, Any], tiers: Mapping[str, Any]) -> SourceLine:
    """`协作资金，市统筹，100万元`; the tier may be left out. Raises CooperationError."""
    parts = fields(line, sums=True)
    if len(parts) not in (2, 3):
        raise CooperationError(f"“{line.strip()}”请写成“来源，级次，金额”，级次可不写，一行一项。")
    kind = _code(parts[0], kinds)
    if not kind:
        known = "、".join(row["name"] for row in kinds.values())
        raise CooperationError(f"资金来源“{parts[0]}”没有登记，可写：{known}。")
    tier = _code(parts[1], tiers) if len(parts) == 3 else ""
    if len(parts) == 3 and not tier:
        known = "、".join(row["name"] for row in tiers.values())
        raise CooperationError(f"资金级次“{parts[1]}”没有登记，可写：{known}。")
    units = money(parts[-1], f"{parts[0]}的金额")
    if units <= 0:
        raise CooperationError(f"{parts[0]}的金额要大于0。")
    return SourceLine(kind, tier, units)


def _code(word: str, known: Mapping[str, Any]) -> str:
    for code, row in known.items():
        if word == row["name"] or word in row.get("words", ()):
            return code
    return ""


@dataclass(frozen=True, slots=True)
class SiteLine:
    """One line of sites: the place, households, people, and how many live there."""

    place: str
    households: int | None
    people: int | None
    inhabitants: int | None


def site_line(line: str) -> SiteLine:
    """`村`, `村，80户，362人` or `村，80户，362人，1200人常住`. Raises CooperationError, also when
    more people are named than live there."""
    parts = [part.removesuffix("常住") for part in fields(line)]
    if not 1 <= len(parts) <= 4:
        raise CooperationError(f"“{line.strip()}”请写成“村，户数，人数，常住人口”，后三项可不写。")
    households, people, inhabitants = _counts(parts[1:], line)
    if people is not None and inhabitants is not None and people > inhabitants:
        raise CooperationError(f"{parts[0]}受益{people}人，比常住的{inhabitants}人还多，请核对。")
    if households is not None and people is not None and people < households:
        raise CooperationError(f"{parts[0]}受益{households}户却只有{people}人，请核对。")
    return SiteLine(parts[0], households, people, inhabitants)


def _counts(parts: Sequence[str], line: str) -> tuple[int | None, int | None, int | None]:
    """Households, people and inhabitants; `362人` alone is people, whatever its place."""
    found: list[int | None] = [None, None, None]
    place = 0
    for part in parts:
        told = _COUNT.match(part)
        if not told:
            raise CooperationError(f"“{line.strip()}”里的“{part}”不是户数或人数。")
        if told.group(2) in ("人", "口"):
            place = max(place, 1)
        if place > 2 or told.group(2) == "户" and place > 0:
            raise CooperationError(f"“{line.strip()}”请按“户数，人数，常住人口”的次序写。")
        found[place] = int(told.group(1))
        place += 1
    return found[0], found[1], found[2]


def check_step(
    states: Mapping[str, Any], state: str, following: str, on: date, last: date | None,
    today: date, what: str = "项目",
) -> None:  # fmt: skip
    """Refuse a step that may not follow, lies in the future, or before the last one."""
    names = {code: row["name"] for code, row in states.items()}
    if following not in states[state]["steps"]:
        ways = "、".join(names[code] for code in states[state]["steps"]) or "没有下一步"
        raise CooperationError(
            f"{what}现为“{names[state]}”，不能直接到“{names.get(following, following)}”，"
            f"可以：{ways}。"
        )
    if on > today:
        raise CooperationError(f"{on}还没有到，请在做完这一步之后登记。")
    if last and on < last:
        raise CooperationError(f"{names[following]}（{on}）早于上一步（{last}），请核对。")


def check_after(on: date, since: date | None, what: str, before: str) -> None:
    """Refuse a day before the one it must follow."""
    if since and on < since:
        raise CooperationError(f"{what}（{on}）早于{before}（{since}），请核对。")


def check_down(posted: date, taken_down: date | None, days: int) -> None:
    """Refuse a notice that was taken down too early."""
    if taken_down and (taken_down - posted).days < days:
        kept = max((taken_down - posted).days, 0)
        raise CooperationError(f"公示了{kept}天，规定不少于{days}天，请补足后再登记撤下。")


@dataclass(frozen=True, slots=True)
class Counted:
    """How many have something of several projects: each place counted once. Nobody is counted
    twice, so it is at least `least`; unless the people differ, not more than `most`."""

    least: int
    most: int
    places: int


def counted_once(rows: Iterable[tuple[int, int | None]]) -> Counted:
    """Beneficiaries of several projects from (place, number): the largest number of each place."""
    largest: dict[int, int] = {}
    most = 0
    for place, number in rows:
        largest[place] = max(largest.get(place, 0), number or 0)
        most += number or 0
    return Counted(sum(largest.values()), most, len(largest))


@dataclass(frozen=True, slots=True)
class Standing:
    """What the page of a project asks itself: days and numbers, as far as they are known."""

    state: str
    end: date | None
    begun: bool
    done: bool
    planned: int
    allotted: int
    paid: int
    beneficiaries: bool
    procurement: bool
    milestones: Sequence[tuple[str, date, date | None]] = ()
    problems: Sequence[tuple[str, date, date | None]] = ()
    disclosures: Sequence[tuple[str, date, date | None]] = ()
    assets: Sequence[tuple[str, date, bool]] = ()
    sites: Sequence[tuple[str, int | None, int | None]] = ()


def doubts(one: Standing, today: date, check_within: int) -> list[str]:
    """What is odd about a project, as sentences that say what to do."""
    found = list(_late(one, today))
    if one.allotted > one.planned > 0:
        found.append(
            f"下达{written(one.allotted, WAN)}万元，超过计划的{written(one.planned, WAN)}万元，"
            "请核对资金构成。"
        )
    if one.begun and not one.procurement:
        found.append("已经开工，还没有写采购招标情况。")
    if one.done and not one.beneficiaries:
        found.append("已经完工，还没有填受益的村和人数。")
    for name, households, people in one.sites:
        if households and people and people > CROWDED * households:
            found.append(f"{name}受益{households}户却有{people}人，一户多于{CROWDED}人，请核对。")
    if one.done and one.allotted and one.paid < one.allotted:
        told = [written(each, WAN) for each in (one.allotted, one.paid, one.allotted - one.paid)]
        found.append(
            "已经完工，下达{}万元，拨付{}万元，还有{}万元没有拨付，请核对结余。".format(*told)
        )
    if one.state in ("handed_over", "evaluated", "filed") and not one.assets:
        found.append("已经移交，还没有登记资产。")
    for name, looked, is_open in one.assets:
        if not is_open:
            found.append(f"资产“{name}”{looked}查看时停用，请写明盘活的办法。")
        elif today - looked > timedelta(days=check_within):
            found.append(f"资产“{name}”自{looked}起没有查看过，请看看是否还在用。")
    return found


def _late(one: Standing, today: date) -> Iterable[str]:
    if one.end and one.end < today and not one.done and one.state != "cancelled":
        yield f"计划{one.end}完工，已经过期，请登记进度或调整计划。"
    for what, sentence in (
        (one.milestones, "节点“{}”应在{}到，已经过期。"),
        (one.problems, "问题“{}”的整改时限{}已过。"),
        (one.disclosures, "“{}”最迟{}，还没有登记公示。"),
    ):
        yield from (
            sentence.format(name, due) for name, due, when in what if not when and due < today
        )


def share(part: int, whole: int) -> int | None:
    """What percent `part` is of `whole`, rounded down; None of nothing."""
    return part * 100 // whole if whole else None
