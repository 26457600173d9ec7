"""Count times amount against what a text says they make: 15个村各5万元,共75万元."""

from __future__ import annotations

import re

from shanhai.reading.model import Check
from shanhai.reading.stated import ADDS, IN_A_LIST, NEXT, OFF, Item, is_sum, kin

_ADDED_OF = re.compile(ADDS + "{0,8}$")  # 共计发放慰问金: with the verb and the noun again
# of whom an amount is told: 每家, 每个村, 户均; 各 says it of whoever stands before it
_OF_EACH = re.compile(
    r"每(?![年月季学])一?[个名位]?(?P<one>[^\W\d]?)|(?P<head>[人户村镇乡县校亩])均|各|分别"
)
# times that an amount is taken again, beside the count: 每年, 四年, 每月; no year of the calendar
_AGAIN = re.compile(r"(?<!20\d\d)(?<![去今当本同青少老])年|至20|以来|个月|每月|学期|季")
# what a sum told first is handed out for: 助学金36万元，资助新生72名，每人5000元
_FOR = re.compile(
    r"[^。；\d]{0,6}(?:用于|用来|惠及|资助|奖励|慰问|发给|分给|发放给)[^。；，\d等]{0,12}"
)
_MORE_THAN_THESE = re.compile(r"等|另|还|外|其中|加上|连同|包括|含")
_HANDED = 12  # 72名，每人发放助学金5000元
_FACTORS = 4  # count and amount stand among so many figures before what they make
_COUNTS = frozenset(("个", "人", "户", "批次", "场", "亩", "吨"))
_HEADS = frozenset(("人", "人次"))


def product(text: str, items: list[Item], number: int) -> Check | None:
    """15个村各5万元,共75万元: count times amount against what is stated, if that can be told."""
    item = items[number]
    near = range(number - 1, max(-1, number - _FACTORS), -1)
    lead = text[max(items[number - 1].end, item.start - 12) : item.start]
    if item.bound != "exact" or not is_sum(lead):
        return None
    for n in near:
        amount = items[n]
        alike = amount.unit == item.unit or (amount.unit in _HEADS and item.unit in _HEADS)
        told = _of_each(text, amount) if alike and amount.bound == "exact" else None
        if told is None or item.start - amount.end > NEXT:
            continue
        for k in [*range(n - 1, max(-1, n - _FACTORS), -1), *range(n + 1, number)]:
            if not _counts(text, items[k], amount, told):
                continue
            made = amount.value * items[k].value
            ok = abs(made - item.value) < 1e-6 * max(1, item.value)
            if ok:
                amount.each = True  # 16个企业分别捐赠5万元，共计80万元
            if ok or (amount.each and _only(text, items, (k, n, number), made)):
                return Check("product", (number, n, k), item.value, made, ok)
            return None
        return None
    return None


def handed_out(text: str, items: list[Item], number: int) -> Check | None:
    """The same where the whole is told first: 助学金36万元，资助新生72名，每人5000元."""
    item, count, amount = items[number - 2 : number + 1]
    told = _of_each(text, amount)
    if told is None or not _counts(text, count, amount, told):
        return None
    if item.each or item.sentence != amount.sentence or not item.unit == amount.unit == "元":
        return None
    if item.bound != "exact" or amount.bound != "exact":
        return None
    made = amount.value * count.value
    ok = abs(made - item.value) < 1e-6 * max(1, item.value)
    if not ok:
        plain = _FOR.fullmatch(text, item.end, count.start) and amount.start - count.end <= _HANDED
        others = number + 1 < len(items) and items[number + 1].sentence == item.sentence
        again = _AGAIN.search(text, item.sentence[0], amount.end)
        if not plain or others or again or abs(made - item.value) > OFF * item.value:
            return None
    return Check("product", (number - 2, number, number - 1), item.value, made, ok)


def _of_each(text: str, amount: Item) -> re.Match[str] | None:
    """The word that says of whom a figure is told: 每家, 户均, 各; none if it is told of all."""
    low = max(amount.sentence[0], amount.start - 16)
    if not amount.each and "别" not in text[low : amount.start]:
        return None
    return max(_OF_EACH.finditer(text, low, amount.start), key=re.Match.start, default=None)


def _counts(text: str, count: Item, amount: Item, told: re.Match[str]) -> bool:
    """Whether a figure says how many there are of those an amount is told of each."""
    if count.each or count.unit not in _COUNTS or count.bound != "exact":
        return False
    one = told["one"] or told["head"]
    if not one:  # 各, 分别: whoever they are said of stands just before
        between = text[count.end : told.start()]
        whose = re.fullmatch(r"[^，。；、\d]{0,16}，?", between)
        return count.start < amount.start and whose is not None
    if abs(count.start - amount.start) > NEXT:
        return False
    if one in "人户亩吨":
        return count.unit == one
    return one in text[max(0, count.start - 4) : count.end + 6]


def _only(text: str, items: list[Item], which: tuple[int, int, int], made: float) -> bool:
    """Whether a stated sum that is off can be of nothing but this count and this amount."""
    count, amount, item = (items[n] for n in which)
    begins, between = min(count.start, amount.start), text[amount.end : item.start]
    if not kin(amount.code, item.code) or _MORE_THAN_THESE.search(between):
        return False
    if _AGAIN.search(text, item.sentence[0], item.start) or _AGAIN.search(text, begins, item.start):
        return False
    others = [
        other
        for n, other in enumerate(items[: which[2]])
        if n not in which
        and other.end > begins - IN_A_LIST
        and other.unit in (item.unit, count.unit)
    ]
    if others:  # 大学生60名、高中生40名，每人2000元; 每户米面300元、慰问金500元
        return False
    just = _ADDED_OF.search(text[max(0, item.start - 12) : item.start]) is not None
    if item.sentence != amount.sentence and not just:
        return False
    return just or abs(made - item.value) <= OFF * item.value
