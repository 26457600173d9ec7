"""Rosters of people (花名册): the ledger counts people and keeps none of their data, so a file with
a roster in it is not taken in at all. A roster is known by its headings, wherever they stand, and
without any by what its cells are: numbers of identity cards, names beside phones or ages."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain

from django.conf import settings

from shanhai.common import vocabulary
from shanhai.ledger.workbooks.sheets import SEARCHED, Cell, Sheet, WorkbookError, text_of

_SEVERAL = 2  # rows of persons that make a roster of a sheet without their headings
_AT_ONCE = 5000  # rows looked through together
_LONG = 11  # figures of a telephone
_IDENTITY = re.compile(
    r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])"
)
_MOBILE = re.compile(r"1[3-9]\d{9}")
_SEXES = frozenset("男女")
_HAN = re.compile(r"[\u4e00-\u9fff]{2,4}")
_AGES = frozenset(f"{age}{end}" for age in range(14, 111) for end in ("", "岁"))
_NO_PERSON = tuple("镇县市区乡村厂店校院社局办队班组园站场所馆部会")  # ends of other names


class RosterError(WorkbookError):
    """A file that lists persons."""


def refuse_rosters(sheets: Iterable[Sheet], name: str) -> None:
    """Raise RosterError when a sheet lists persons with what is theirs alone, such as the number
    of their identity card."""
    for sheet in sheets:
        if told := _told_of_persons(sheet):
            raise RosterError(
                f"“{name}”的“{sheet.name}”是人员名册，写有{'、'.join(told)}，没有收下："
                "台账只记人数。务工的请在“就业人员”里逐人登记，学员请贴到培训班的名册里，"
                "选派的请登记“人才选派”，那里的姓名别人只见掩码。"
                "要按数导入，请删去这些列或这张表再传。"
            )


def _told_of_persons(sheet: Sheet) -> list[str]:
    """What a roster tells that is a person's own; [] for other sheets."""
    words = vocabulary.load("mappings", settings.VOCABULARY_DIR)["personal"]
    names = frozenset(words["name"])
    for at, row in enumerate(sheet.rows):
        if at >= SEARCHED and names.isdisjoint(row):
            continue
        above = _texts(row)
        if names.isdisjoint(above):
            continue
        below = _texts(sheet.rows[at + 1]) if at + 1 < len(sheet.rows) else []
        told = [text for text in [*above, *below] if any(word in text for word in words["own"])]
        if told:
            return list(dict.fromkeys(told))
    return _told_by_cells(sheet, words["contacts"])


def _texts(row: Sequence[Cell]) -> list[str]:
    return ["".join(cell.split()) for cell in map(text_of, row) if len(cell) <= 20]


def _told_by_cells(sheet: Sheet, contacts: Sequence[str]) -> list[str]:
    """What rows tell of persons by their cells alone, and where first."""
    rows = list(_suspect(sheet.rows))
    asked = bool(rows) and _tells_whom_to_ask(sheet.rows, contacts)
    found: dict[str, list[int]] = {}
    for number, row in rows:
        long = list(_long(row))
        named = any(map(_is_name, row))
        if any(map(_IDENTITY.search, long)):
            if named:
                return [f"身份证号码（第{number}行）"]
            told = "身份证号码"  # a single one without a name is told of beside its cell
        elif named and not asked and any(map(_MOBILE.fullmatch, long)):
            told = "姓名和电话"
        elif named and not _SEXES.isdisjoint(row) and any(map(_is_age, row[1:])):
            told = "姓名、性别和年龄"
        else:
            continue
        same = found.setdefault(told, [])
        same.append(number)
        if len(same) == _SEVERAL:
            return [f"{told}（第{same[0]}行起）"]
    return []


def _suspect(rows: Sequence[Sequence[Cell]]) -> Iterator[tuple[int, Sequence[Cell]]]:
    """The rows worth a look, by their numbers: of some thousand, all if any cell is of a person."""
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        cells = set(chain.from_iterable(some))
        told = (_IDENTITY.search(text) or _MOBILE.fullmatch(text) for text in _long(cells))
        if not _SEXES.isdisjoint(cells) or any(told):
            yield from enumerate(some, start=start + 1)


def _tells_whom_to_ask(rows: Sequence[Sequence[Cell]], contacts: Sequence[str]) -> bool:
    """Whether phones stand beside names as those of whom to ask (联系人), which is no roster."""
    short = (cell for row in rows for cell in row if type(cell) is str and len(cell) <= _LONG)
    return any(word in text for text in short for word in contacts)


def _long(cells: Iterable[Cell]) -> Iterator[str]:
    """The cells that may hold a long number, as Excel keeps it or as it is typed."""
    for cell in cells:
        if type(cell) is str and len(cell) >= _LONG:
            yield re.sub(r"[\s-]", "", cell)
        elif type(cell) in (int, float) and 1e10 <= cell < 1e18 and cell == cell // 1:  # type: ignore
            yield str(int(cell))  # type: ignore[arg-type]


def _is_age(cell: Cell) -> bool:
    return type(cell) in (int, float) and 14 <= cell <= 110 or cell in _AGES  # type: ignore


def _is_name(cell: Cell) -> bool:
    if type(cell) is not str or len(cell) > 8:
        return False
    text = "".join(cell.split())
    if not _HAN.fullmatch(text) or text.endswith(_NO_PERSON):
        return False
    return text.startswith(_surnames(settings.VOCABULARY_DIR))


@lru_cache(maxsize=4)
def _surnames(office_dir: str) -> tuple[str, ...]:
    words = vocabulary.load("people", office_dir)
    return (*"".join(words["surnames"].split()), *words["double_surnames"])
