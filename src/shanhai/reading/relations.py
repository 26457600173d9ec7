"""How figures of one text hang together: each, parts of a whole, totals, repeats."""

from __future__ import annotations

import re
from dataclasses import dataclass

from shanhai.reading.model import Check

_EACH = re.compile(
    r"(?:每|各|户均|人均|县均|村均|平均|年均|校均|亩均|分别(?:认捐|捐赠)[^，。；]{0,10}各)[^，。；、]{0,10}$"
)
_EACH_AFTER = re.compile(r"^(?:/|每)")
_RATE = re.compile(r"(?:每年|每月|每季度|年均|逐年)[^，。；]{0,16}$")
_SUM = re.compile(
    r"(?:共计?|合计共?|总计|总共|一共|计|累计|总额|合计|折合共计|总数)[^，。；、\d]{0,6}$"
)
_TOLD = re.compile(r"[每各均别逐]")  # each of these has one of them
_NEAR = 40  # a whole stands among the figures just before its parts
_PARTS = ("其中", "当中")


@dataclass(slots=True)
class Item:
    """What relations need of a claim."""

    start: int
    end: int
    code: str
    value: float
    unit: str
    sentence: tuple[int, int]
    clause: tuple[int, int]
    bound: str
    each: bool = False
    total_of: tuple[int, ...] = ()
    part_of: int | None = None
    same_as: int | None = None


def is_each(text: str, start: int, end: int, low: int) -> bool:
    """Whether a figure is an amount per one: 各5万元, 户均2000元, 每年3000万元."""
    lead = text[max(low, start - 16) : start]
    return bool(_TOLD.search(lead) and (_EACH.search(lead) or _RATE.search(lead)))


def relate(text: str, items: list[Item]) -> list[Check]:
    """Fill in part_of, total_of and same_as; returns the sums that the text lets one test."""
    checks: list[Check] = []
    for number, item in enumerate(items):
        _part(text, items, number, item)
    children: dict[int, list[int]] = {}
    for number, item in enumerate(items):
        if item.part_of is not None:
            children.setdefault(item.part_of, []).append(number)
    for number, item in enumerate(items):
        _total(text, items, number, children.get(number, []), checks)
        _product(items, number, item, checks)
    _repeats(items)
    return checks


def _part(text: str, items: list[Item], number: int, item: Item) -> None:
    marks = [text.rfind(mark, item.sentence[0], item.start) for mark in _PARTS]
    if max(marks) < 0:
        return
    opened = max(marks) + len(_PARTS[0])
    earlier = [
        n
        for n in range(max(0, number - _NEAR), number)
        if items[n].end <= opened and items[n].sentence == item.sentence
    ]
    if not earlier:
        earlier = [
            n
            for n in range(max(0, number - 2), number)
            if items[n].end <= opened and opened - items[n].end < 60
        ]
    whole = next(
        (
            n
            for n in reversed(earlier)
            if items[n].unit == item.unit
            and items[n].value >= item.value
            and items[n].part_of is None
        ),
        None,
    )
    if whole is not None:
        item.part_of = whole


def _total(
    text: str, items: list[Item], number: int, children: list[int], checks: list[Check]
) -> None:
    """A figure that the figures listed before it (or its 其中 children) add up to."""
    item = items[number]
    if len(children) >= 2 and abs(sum(items[n].value for n in children) - item.value) < 1e-6 * max(
        1, item.value
    ):
        item.total_of = tuple(children)
        for n in children:
            items[n].part_of = None
        checks.append(Check("sum", (number, *children), item.value, item.value, True))
        return
    if not _SUM.search(text[max(item.sentence[0], item.start - 12) : item.start]):
        return
    run: list[int] = []
    total = 0.0
    for n in range(number - 1, max(-1, number - 12), -1):
        other = items[n]
        if other.unit != item.unit or other.each:
            continue
        total += other.value
        run.insert(0, n)
        if len(run) >= 2 and abs(total - item.value) < 1e-6 * max(1, item.value):
            item.total_of = tuple(run)
            checks.append(Check("sum", (number, *run), item.value, item.value, True))
            return
        if total > item.value * 1.5 + 1:
            break
    nested = [
        n
        for n in range(max(0, number - 8), number)
        if items[n].total_of and items[n].unit == item.unit
    ]
    for n in nested:
        rest = [k for k in range(n + 1, number) if items[k].unit == item.unit]
        if (
            rest
            and abs(items[n].value + sum(items[k].value for k in rest) - item.value)
            < 1e-6 * item.value
        ):
            item.total_of = (n, *rest)
            checks.append(Check("sum", (number, *item.total_of), item.value, item.value, True))
            return


def _product(items: list[Item], number: int, item: Item, checks: list[Check]) -> None:
    """15个村各5万元,共75万元: count times amount against what is stated."""
    if item.each or number < 2 or item.unit != "元":
        return
    unit_price, count = items[number - 1], items[number - 2]
    if (
        unit_price.each
        and unit_price.unit == "元"
        and count.unit in ("个", "人", "户")
        and item.sentence == count.sentence
    ):
        made = unit_price.value * count.value
        ok = abs(made - item.value) < 1e-6 * max(1, item.value)
        checks.append(Check("product", (number, number - 1, number - 2), item.value, made, ok))


def _repeats(items: list[Item]) -> None:
    """Link a figure told twice: same indicator, same value, more than a small count."""
    first: dict[tuple[str, float, str], int] = {}
    for number, item in enumerate(items):
        key = (item.code, item.value, item.unit)
        if item.value >= 100 and key in first:
            item.same_as = first[key]
        first.setdefault(key, number)
