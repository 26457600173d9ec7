"""Rows of tables as a person would say them: each cell after its heading, figures with units."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from shanhai.reading.data import load

_NUMBER = re.compile(r"-?\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?")
# 采购金额（万元）, 金额/万元: the unit of all the cells below
_UNIT = re.compile(r"[ ]?(?:[（(](?:单位[：:])?([^（()）]+)[)）]|[/／]([^/／]+))$")
# 单位：万元 beside or above the headings: of all the money below
_NOTE = re.compile(r"单位[：:]?[ ]?((?:[百千]?万|亿|千)?元)")
_MONEY = re.compile(
    r"资金|金额|投资|款|额|产值|收入|经费|价值|合计|总计|小计|消费帮扶|支出|结余|(?:捐赠|采购|销售)$"
)
_ABOVE = 3  # a note of the unit stands among so many lines before a table
# a column of units (单位, which is also an organisation: so its cells must be units)
_UNITS_STAND = re.compile(r"(?:计量)?单位|计量")
_YEAR = re.compile(r"(?:19|20)\d\d")
_OF_YEARS = re.compile(r"年份|年度|年|时间")
# what a heading says of the indicator that its row names: when, or how far it has come
_WHEN = re.compile(
    r"(?:(?:19|20)\d\d年?[-—–~～至到])?(?:19|20)\d\d(?:年.{0,8})?|[本今去上当](?:年|期|月|季)(?:度|累计|同期)?"
    r"|(?:[上下]半年|第?[一二三四]季度|\d{1,2}月份?)|(?:年度|全年)?(?:计划|目标|任务)(?:数|值|任务)?"
    r"|(?:全年|累计|实际|已)?完成(?:数|值|情况|量)?|累计数?"
)
# 就业人数: the heading itself says what is counted
_COUNTED = re.compile(r"(人次|批次|人|户|场)(?:数|数量)?$")


@cache
def _units() -> re.Pattern[str]:
    words = load("figures")
    known = "|".join(map(re.escape, (*words["units"], *words["classifiers"])))
    return re.compile(f"[百千]?[万亿]?(?:{known})")


def tells(rows: list[list[str]]) -> bool:
    """Whether rows of a text are those of a table of figures: as wide, with bare numbers."""
    bare = any(_NUMBER.fullmatch(cell) for row in rows[1:] for cell in row)
    return bare and len({len(row) for row in rows}) == 1


def lines(rows: list[list[str]], above: Sequence[str] = ()) -> Iterator[str]:
    """What stands above a table, its headings, and each row as 名称：值，名称：值。 Where the rows
    name the indicators and the headings say when, as 2023年名称：值。

    The last of the lines ``above`` may name the unit of all the money (单位：万元).
    """
    noted = [cell for row in rows for cell in row] + list(filter(str.strip, above))[-_ABOVE:][::-1]
    money = next((m[1] for cell in noted if (m := _NOTE.search(cell))), "")
    head: list[_Heading] = []
    waits: list[str] | None = None  # the first row of headings, until the next tells if it is all
    for row in rows:
        if not any(row):
            continue
        if waits is not None:
            double = _below(waits, row)
            names, waits = double or waits, None
            head = [_heading(name, money) for name in names]
            yield "；".join(dict.fromkeys(filter(None, names)))
            if double:
                continue
        if head:
            yield _row(head, row, money)
        elif sum(map(bool, row)) > 1:
            waits = row
        else:
            yield "".join(row)
    if waits:
        yield "；".join(dict.fromkeys(filter(None, waits)))


def _below(above: list[str], row: list[str]) -> list[str] | None:
    """The headings of two rows, where one heading above stands over several below; or None."""
    filled: list[str] = []
    spread = False
    for name, below in zip(above, row, strict=False):
        spread = spread or bool(not name and below and filled)
        filled.append(name or (filled[-1] if filled and below else ""))
    if not spread or any(re.search(r"\d", cell) for cell in row):
        return None
    return [
        name if below in ("", name) else name + below
        for name, below in zip(filled, row, strict=False)
    ]


class _Heading(NamedTuple):
    """What a heading says of all the cells below it."""

    name: str
    unit: str
    when: bool
    units: bool


def _heading(name: str, money: str) -> _Heading:
    when, units = _WHEN.fullmatch(name), _UNITS_STAND.fullmatch(name)
    return _Heading(name, _unit(name, money), bool(when), bool(units))


def _unit(name: str, money: str) -> str:
    """The unit a heading gives the bare numbers below it."""
    found = _UNIT.search(name)
    told = (found[1] or found[2]).strip() if found else ""
    if _units().fullmatch(told):
        return told
    if money and _MONEY.search(name):
        return money
    counted = _COUNTED.search(name)
    return counted[1] if counted and len(name) > len(counted[1]) else ""


def _row(head: list[_Heading], cells: list[str], money: str) -> str:
    item, counted = _item(head, cells, money)
    said, apart = [], []
    for heading, cell in zip(head, cells, strict=False):
        name, unit = heading.name, heading.unit
        number = _NUMBER.fullmatch(cell)
        if item and (cell == item or _stands_for_unit(heading, cell)):
            continue
        if item and number and heading.when:
            apart.append(f"{_dated(name)}{_UNIT.sub('', item)}：{cell}{counted}。")
        elif not cell or name == cell:
            said.append(cell)
        elif unit and number:
            bare = name if unit not in name else _UNIT.sub("", name)
            said.append(f"{bare or name}：{cell}{unit}")
        else:
            told = f"{cell}年" if _OF_YEARS.fullmatch(name) and _YEAR.fullmatch(cell) else cell
            said.append(f"{name}：{told}" if name else told)
    whole = "，".join(filter(None, said))
    return f"{whole}。" * bool(whole) + "".join(apart)


def _item(head: list[_Heading], cells: list[str], money: str) -> tuple[str, str]:
    """The indicator that a row names, where headings say when or how far, and its unit."""
    item = unit = ""
    for heading, cell in zip(head, cells, strict=False):
        if _NUMBER.fullmatch(cell):
            if item and heading.when:
                return item, unit or _unit(item, money)
        elif _stands_for_unit(heading, cell):
            unit = cell
        else:
            item = cell or item
    return "", ""


def _stands_for_unit(heading: _Heading, cell: str) -> bool:
    return heading.units and bool(_units().fullmatch(cell))


def _dated(told: str) -> str:
    """A year printed bare as a year, and a number done (完成数) as what was done."""
    return f"{told}年" if _YEAR.fullmatch(told) else re.sub("[数值量]$", "", told)
