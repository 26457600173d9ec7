"""How figures of one text hang together: each, parts of a whole, totals, repeats."""

from __future__ import annotations

import re

from shanhai.reading.model import Check
from shanhai.reading.products import handed_out, product
from shanhai.reading.stated import ADDED, IN_A_LIST, NEXT, OFF, Item, is_sum, kin

_EACH = re.compile(
    r"(?:每|各|户均|人均|县均|村均|平均|年均|校均|亩均|分别(?:认捐|捐赠)[^，。；]{0,10}各)[^，。；、]{0,10}$"
)
_RATE = re.compile(r"(?:每年|每月|每季度|年均|逐年)[^，。；]{0,16}$")
_TOLD = re.compile(r"[每各均别逐]")  # each of these has one of them
_NEAR = 40  # a whole stands among the figures just before its parts
_PARTS = re.compile(r"其中|当中")
# words that take a whole apart, for parts that say no 其中
_APART = re.compile(r"[：（(]|其中|当中|包括|包含|含|分别|[分按][^，。；、]{1,6}[看分]|[一其]是")
_LEAVES = re.compile("[，；：。（—]")
_MORE = re.compile("[。；等]")  # a list that goes on, or another one
_MOST_PARTS = 12
_FEW = 10  # such counts add up by chance


def is_each(text: str, start: int, end: int, low: int) -> bool:
    """Whether a figure is an amount per one: 各5万元, 户均2000元, 每年3000万元."""
    lead = text[max(low, start - 16) : start]
    return bool(_TOLD.search(lead) and (_EACH.search(lead) or _RATE.search(lead)))


def relate(text: str, items: list[Item]) -> list[Check]:
    """Fill in part_of, total_of and same_as; returns the sums that the text lets one test."""
    checks: list[Check] = []
    sentence, marks = (-1, -1), [(0, 0)]
    for number, item in enumerate(items):
        if item.sentence != sentence:
            sentence = item.sentence
            told = text.find("中", *sentence) >= 0
            marks = [m.span() for m in _PARTS.finditer(text, *sentence)] if told else []
        if marks:
            _part(text, items, number, marks)
    children: dict[int, list[int]] = {}
    for number, item in enumerate(items):
        if item.part_of is not None:
            children.setdefault(item.part_of, []).append(number)
    for number, item in enumerate(items):
        made_of = handed_out if item.each else product
        multiplied = made_of(text, items, number) if number > 1 else None
        sure = multiplied is not None and (multiplied.ok or item.each)
        listed = not sure and _total(text, items, number, children.get(number, []), checks)
        if multiplied and not listed:
            checks.append(multiplied)
    _repeats(items)
    return checks


def _part(text: str, items: list[Item], number: int, marks: list[tuple[int, int]]) -> None:
    """Let a figure behind 其中 be part of the figure before that word."""
    item = items[number]
    for begins, opened in reversed(marks):
        if opened > item.start or text.count("）", opened, item.start) > text.count(
            "（", opened, item.start
        ):
            continue  # it stands behind the figure, or in brackets that are closed by now
        whole = _whole(items, number, opened, inside=text[begins - 1 : begins] == "（")
        if whole is not None and _reaches(text, items, number, opened, items[whole]):
            item.part_of = whole
        return


def _whole(items: list[Item], number: int, opened: int, *, inside: bool) -> int | None:
    """The figure before 其中; in brackets (（其中…）) the nearest, which may be a part itself."""
    item = items[number]
    for n in range(number - 1, max(-1, number - _NEAR - 1), -1):
        other = items[n]
        if other.end > opened:
            continue
        if other.sentence != item.sentence and opened - other.end >= NEXT:
            return None
        free = inside or other.part_of is None
        if free and other.unit == item.unit and other.value >= item.value:
            return n
    return None


def _reaches(text: str, items: list[Item], number: int, opened: int, whole: Item) -> bool:
    """Whether 其中 still holds: for what it opens, its list, and more of the same kind."""
    item, first = items[number], number
    while first and items[first - 1].start >= opened:
        first -= 1
    if first == number or kin(item.code, whole.code) or kin(item.code, items[first].code):
        return True
    return not re.search("[，；]", text[items[first].end : item.start])


def _total(
    text: str, items: list[Item], number: int, children: list[int], checks: list[Check]
) -> bool:
    """Find the figures a figure is the sum of, told before it, behind it, or as its 其中."""
    item = items[number]
    parts = children if len(children) > 1 and _adds_up(items, children, item.value) else []
    parts = parts or _listed_before(text, items, number) or _told_apart(text, items, number)
    if parts:
        item.total_of = tuple(parts)
        for n in parts:
            items[n].part_of = None
        checks.append(Check("sum", (number, *parts), item.value, item.value, True))
    elif wrong := _off(text, items, number):
        made = sum(items[n].value for n in wrong)
        checks.append(Check("sum", (number, *wrong), item.value, made, False, "各项之和与合计不符"))
    return bool(parts)


def _adds_up(items: list[Item], parts: list[int], value: float) -> bool:
    return abs(sum(items[n].value for n in parts) - value) < 1e-6 * max(1, value)


def _listed_before(text: str, items: list[Item], number: int) -> list[int]:
    """The figures listed before a sum: 12万元、8万元, 合计20万元."""
    item = items[number]
    if not is_sum(text[max(item.sentence[0], item.start - 12) : item.start]):
        return []
    run: list[int] = []
    for n in range(number - 1, max(-1, number - _MOST_PARTS), -1):
        if items[n].unit != item.unit or items[n].each:
            continue
        run.insert(0, n)
        if len(run) > 1 and _adds_up(items, run, item.value):
            return run
    for n in range(max(0, number - 8), number):  # a sum of sums and of what came after them
        if items[n].total_of and items[n].unit == item.unit:
            rest = [k for k in range(n + 1, number) if items[k].unit == item.unit]
            if rest and _adds_up(items, [n, *rest], item.value):
                return [n, *rest]
    return []


def _told_apart(text: str, items: list[Item], number: int) -> list[int]:
    """The figures behind a whole that make it up: 7.2亿元：2022年3.5亿元，2023年3.7亿元."""
    item = items[number]
    run: list[int] = []
    left = item.value
    for n in range(number + 1, min(len(items), number + _MOST_PARTS)):
        other = items[n]
        if left <= 0 or other.value >= item.value or other.sentence[0] > item.sentence[1] + 1:
            return []
        if other.unit != item.unit or other.each or other.part_of not in (None, number):
            continue
        run.append(n)
        left -= other.value
        if len(run) > 1 and _adds_up(items, run, item.value):
            between = text[item.end : items[run[0]].start]
            alike = item.value >= _FEW and all(kin(items[k].code, item.code) for k in run)
            # 教师11名、医生8名、农技人员3名 are three of a list
            apart = _APART.search(between) or (alike and _LEAVES.search(between))
            return run if apart and "？" not in between else []
    return []


def _off(text: str, items: list[Item], number: int) -> list[int]:
    """The figures of a list that its stated sum (合计, 共) is not the sum of."""
    item = items[number]
    if item.bound != "exact" or not ADDED.search(text[max(0, item.start - 8) : item.start]):
        return []
    run: list[int] = []
    behind = item.start
    for n in range(number - 1, max(-1, number - _MOST_PARTS), -1):
        other = items[n]
        if other.unit != item.unit or other.each or other.bound != "exact":
            break
        if other.part_of is not None or behind - other.end > IN_A_LIST:
            break
        if not kin(other.code, item.code) or other.code.startswith("other:"):
            break
        run.insert(0, n)
        behind = other.start
    if len(run) < 2 or _MORE.search(text, items[run[0]].start, item.start):
        return []
    made = sum(items[n].value for n in run)
    return run if abs(made - item.value) <= OFF * item.value else []


def _repeats(items: list[Item]) -> None:
    """Link a figure told twice: same indicator, same value, more than a small count."""
    first: dict[tuple[str, float, str], int] = {}
    for number, item in enumerate(items):
        key = (item.code, item.value, item.unit)
        if item.value >= 100 and key in first:
            item.same_as = first[key]
        first.setdefault(key, number)
