"""Pure decisions of the registry: codes, credit codes, rights."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

# The frame China lies in; a place outside has its numbers swapped or mistyped.
WEST, EAST, SOUTH, NORTH = 73, 136, 3, 54

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_TOLD = 4  # kinds
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


# What stands behind the proper name of a place: 县, and in full 侗族自治县.
_KIND = re.compile(r"(?<=..)(?:自治)?(?:地区|街道|省|市|县|区|州|旗|盟|镇|乡)$")
_WHOLE_KIND = re.compile(r"(?:[\u4e00-\u9fff]{0,12}自治)?(?:地区|街道|省|市|县|区|州|旗|盟|镇|乡)")
_GOVERNMENT = re.compile(r"(?<=..)(?:人民政府|政府|(?<=街道)办事处)$")


class RegistryError(ValueError):
    """Something the registry refuses; the message is a Chinese sentence for the user."""


def held_words(held: Mapping[str, int]) -> str:
    """What rests on an object, by kind, in words a person can take in: the most first, and of very
    many kinds the first few."""
    most = sorted(held.items(), key=lambda one: -one[1])
    told = "、".join(f"{count}条{name}" for name, count in most[:_TOLD])
    return told if len(most) <= _TOLD else f"{told}等{len(most)}类共{sum(held.values())}条记录"


def plain_name(said: str) -> str:
    """A place's name as it is typed, without spaces and without its government."""
    return _GOVERNMENT.sub("", "".join(said.split()))


def means(said: str, name: str, above: Collection[str]) -> bool:
    """Whether a typed name is a place's `name` in other words: 玉屏县, 玉屏 and 铜仁市玉屏县 are
    玉屏侗族自治县, which lies in what is called `above`."""
    for cut in range(len(said) - 1):
        if goes_by(said[cut:], name):
            before = said[:cut]
            if not before or any(means(before, one, set(above) - {one}) for one in above):
                return True
    return False


def goes_by(said: str, name: str) -> bool:
    """Whether a place's `name` is told by these words alone."""
    if said == name:
        return True
    kind = _KIND.search(said)
    core, end = (said[: kind.start()], kind.group()) if kind else (said, "")
    rest = name[len(core) :]
    alike = len(core) > 1 and name.startswith(core) and rest.endswith(end)
    return alike and bool(_WHOLE_KIND.fullmatch(rest))


def checked_credit_code(code: str) -> str:
    """`code` in capitals when it is a valid 统一社会信用代码 (GB 32100-2015), "" for none.

    Raises RegistryError naming what is wrong.
    """
    text = code.strip().upper()
    if not text:
        return ""
    if len(text) != 18:
        raise RegistryError(f"统一社会信用代码应为18位，这里是{len(text)}位：{text}。")
    wrong = [letter for letter in text if letter not in _ALPHABET]
    if wrong:
        raise RegistryError(f"统一社会信用代码里不会有“{wrong[0]}”：{text}。")
    total = sum(
        _ALPHABET.index(letter) * weight for letter, weight in zip(text[:17], _WEIGHTS, strict=True)
    )
    expected = _ALPHABET[(31 - total % 31) % 31]
    if text[17] != expected:
        raise RegistryError(f"统一社会信用代码的末位校验不符，请核对是否抄错：{text}。")
    return text


def parent_code(code: str, known: Collection[str]) -> str:
    """The code of the place right above: a town's county, or its city where the city has no
    counties (东莞); a county's city, or its province; "" for a province."""
    above = (code[:6], f"{code[:4]}00", f"{code[:2]}0000")
    return next((other for other in above if other != code and other in known), "")


def allowed(rights: dict[str, Any], role: str, verb: str) -> bool:
    """Whether `role` may do `verb` by vocabulary/rights.yaml."""
    return verb in rights["roles"].get(role, {}).get("verbs", [])


def ancestors(node: int, edges: Mapping[int, Iterable[int]]) -> set[int]:
    """A node and everything its edges lead up to."""
    found, frontier = {node}, [node]
    while frontier:
        for above in edges.get(frontier.pop(), ()):
            if above not in found:
                found.add(above)
                frontier.append(above)
    return found


@dataclass(frozen=True, slots=True)
class Stay:
    """One stretch of a membership of a cluster; None is open."""

    lead: bool
    start: date | None
    end: date | None

    def covers(self, day: date) -> bool:
        return (self.start or date.min) <= day <= (self.end or date.max)


def first_day_without_lead(stays: Sequence[Stay]) -> date | None:
    """The first day on which a cluster has members and nobody leads; None when there is none."""
    days = {stay.start or date.min for stay in stays}
    days |= {stay.end + timedelta(days=1) for stay in stays if stay.end and stay.end < date.max}
    for day in sorted(days):
        present = [stay for stay in stays if stay.covers(day)]
        if present and not any(stay.lead for stay in present):
            return day
    return None


def checked_dates(start: date | None, end: date | None, what: str) -> None:
    """Refuse an end before its start; `what` names both: 结对, 加入 …"""
    if start and end and end < start:
        raise RegistryError(f"{what}的结束日期（{end}）早于开始日期（{start}），请核对。")


def checked_code_under(code: str, parent: str, parent_name: str) -> None:
    """Refuse a division code that belongs under another place: the code of a village begins with
    its town's nine digits, a town's with its county's six (its city's four in 东莞)."""
    if not code or not parent:
        return
    known = parent.rstrip("0") if len(parent) == 6 else parent
    known += "0" * (len(known) % 2) if len(parent) == 6 else ""
    if not code.startswith(known):
        raise RegistryError(
            f"区划代码{code}不在“{parent_name}”（{parent}）之下，请核对代码，或改选上级。"
        )
