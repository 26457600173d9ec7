"""What stands beside the figures of a sheet and changes what they mean: a merged cell, a date in
the title, the place above several rows, and a label of a row that names the unit of its money or
says that it is only planned."""

import re
from collections.abc import Sequence
from typing import Any

from shanhai.common.periods import Period
from shanhai.ledger.workbooks.cells import CellError, read_period
from shanhai.ledger.workbooks.mapping import PLACE, Layout, months_in
from shanhai.ledger.workbooks.sheets import Cell, Sheet, text_of

_LOOKED_AT = 200  # lines that tell whether labels are to be minded
_NUMBERED = re.compile(r"^[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．\s]+")
_COUNTED = re.compile(r"[：:]$|[（(][^（）()]*[）)]$")
_IN_BRACKETS = re.compile(r"[（(]\s*(?:单位[：:])?\s*([百千万亿]{1,2}元|元)\s*[）)]")


def place_above(cells: Sequence[str]) -> str:
    """The place a line of nothing else names for the rows below it (一、桥头镇); "" for none."""
    text = _NUMBERED.sub("", "".join(cells))
    bare = "".join(_COUNTED.sub("", text).split())
    return bare if PLACE.fullmatch(bare) else ""


class Labels:
    """Reads the labels of rows: 到位（万元）, 计划."""

    def __init__(self, lines: Sequence[Sequence[Cell]], words: dict[str, Any]) -> None:
        self._money, self._planned = words["money_units"], frozenset(words["planned"])
        told = (tuple(map(text_of, line)) for line in lines[:_LOOKED_AT])
        # Whether there are any to be minded in the sheet.
        self.some = any(self.units(cells) or self.planned(cells) for cells in told)

    def units(self, cells: Sequence[str]) -> list[str]:
        """The units of money in brackets among the cells of a row."""
        found = (_IN_BRACKETS.search(text) for text in cells if "元" in text)
        return list(dict.fromkeys(one[1] for one in found if one and one[1] in self._money))

    def planned(self, cells: Sequence[str]) -> str:
        """The cell that says of its row that it is only planned; "" for none."""
        bare = ((text, _COUNTED.sub("", "".join(text.split()))) for text in cells if text)
        return next((text for text, word in bare if word in self._planned), "")


def covered(sheet: Sheet, first_row: int) -> dict[tuple[int, int], tuple[int, int]]:
    """Cells of the body that lie under a merged cell, and that cell."""
    found = {}
    for top, left, bottom, right in sheet.merged:
        if top < first_row:
            continue
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if (row, column) != (top, left):
                    found[row, column] = (top, left)
    return found


def dateless(sheet: Sheet, found: Layout, place: dict[str, int]) -> Period | None:
    """The month or year that the titles of a sheet without any column of dates tell."""
    if "period" in place or "year" in place or found.year is None:
        return None
    told = months_in(sheet.name) or months_in(found.title)
    try:
        return read_period(told[0], found.year) if len(told) == 1 else Period.year(found.year)
    except CellError:
        return Period.year(found.year)
