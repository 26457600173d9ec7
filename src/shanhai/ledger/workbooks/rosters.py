"""Rosters of people (花名册): the ledger counts people and keeps none of their data, so a file with
a roster in it is not taken in at all."""

from collections.abc import Iterable, Sequence

from django.conf import settings

from shanhai.common import vocabulary
from shanhai.ledger.workbooks.sheets import SEARCHED, Cell, Sheet, WorkbookError, text_of


def refuse_rosters(sheets: Iterable[Sheet], name: str) -> None:
    """Raise WorkbookError when a sheet lists persons with what is theirs alone, such as the number
    of their identity card."""
    for sheet in sheets:
        if told := _told_of_persons(sheet):
            raise WorkbookError(
                f"“{name}”的“{sheet.name}”是人员名册，写有{'、'.join(told)}，没有收下："
                "台账只记人数。务工的请在“就业人员”里逐人登记，学员请贴到培训班的名册里，"
                "选派的请登记“人才选派”，那里的姓名别人只见掩码。"
                "要按数导入，请删去这些列或这张表再传。"
            )


def _told_of_persons(sheet: Sheet) -> list[str]:
    """The columns of a roster that are a person's own; [] for other sheets."""
    words = vocabulary.load("mappings", settings.VOCABULARY_DIR)["personal"]
    for at, row in enumerate(sheet.rows[:SEARCHED]):
        above = _texts(row)
        if not any(text in words["name"] for text in above):
            continue
        below = _texts(sheet.rows[at + 1]) if at + 1 < len(sheet.rows) else []
        told = [text for text in [*above, *below] if any(word in text for word in words["own"])]
        return list(dict.fromkeys(told))
    return []


def _texts(row: Sequence[Cell]) -> list[str]:
    return ["".join(cell.split()) for cell in map(text_of, row) if len(cell) <= 20]
