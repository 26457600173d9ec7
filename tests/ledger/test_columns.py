"""What is read of a sheet column by column is what each line alone says."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from shanhai.ledger.books import books
from shanhai.ledger.workbooks.columns import ByColumn
from shanhai.ledger.workbooks.lines import Lines, Row
from shanhai.ledger.workbooks.mapping import guess
from shanhai.ledger.workbooks.rows import Reader
from shanhai.ledger.workbooks.sheets import Sheet, read_workbook
from shanhai.ledger.workbooks.tables import tables
from tests.ledger.workbook import HEAD, gift

pytestmark = pytest.mark.once
DEMO = Path(__file__).parents[2] / "src" / "shanhai" / "demo" / "workbooks"


def rows_of(sheets: list[Sheet]) -> Iterator[list[Row]]:
    copies = [replace(sheet, rows=list(sheet.rows)) for sheet in sheets]  # reading lets go of rows
    for sheet, shape in tables(copies):
        mapping = guess(sheet, shape) if shape else None
        book = books(settings.VOCABULARY_DIR).get(mapping.book) if mapping else None
        if shape and mapping and book and not book.objects:
            yield in_order(Reader(sheet, shape, mapping, book).parts())


def in_order(parts: Iterable[Row | Lines]) -> list[Row]:
    apart = (map(one.row, range(len(one))) if isinstance(one, Lines) else [one] for one in parts)
    return sorted(chain.from_iterable(apart), key=attrgetter("number"))


def alone(sheets: list[Sheet], monkeypatch: pytest.MonkeyPatch) -> list[list[Row]]:
    with monkeypatch.context() as patch:
        patch.setattr(ByColumn, "told", lambda *_: None)
        patch.setattr(Reader, "_plainly", lambda *_: None)
        return list(rows_of(sheets))


def test_of_the_workbooks_of_the_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    read = 0
    for path in sorted(DEMO.rglob("*.xlsx")):
        if "bad" in path.parts:
            continue
        sheets = read_workbook(path.read_bytes(), path.name)
        found = list(rows_of(sheets))
        assert found == alone(sheets, monkeypatch)
        read += sum(map(len, found))
    assert read > 100


@pytest.mark.parametrize("full", [True, False])
def test_of_lines_that_are_not_like_the_others(full: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    odd: list[dict[str, Any]] = [
        {}, {"金额（万元）": True}, {"金额（万元）": "3.5万元"}, {"金额（万元）": -1.0},
        {"金额（万元）": 1e30}, {"金额（万元）": 0.12345}, {"金额（万元）": "约5"},
        {"日期": "去年夏天"},
        {"日期": datetime(2024, 5, 6)}, {"日期": 45000.0}, {"日期": "5月"}, {"年度": "2023年"},
        {"年度": ""}, {"年度": "明年"}, {"事项": "甲\n 乙"}, {"事项": "捐\u3000资 "},
        {"事项": 2024.0},
        {"捐赠方": "示例厂、示例店"}, {"捐赠方": "—"}, {"捐赠方": False}, {"票据号": None},
        {"帮扶方": "合 计"}, {"序号": "注：示例"}, {"序号": "", "年度": "", "日期": "小计"},
        {"受援方": "玉屏\n县"},
    ]  # fmt: skip
    lines = [gift(number, float(number), **changes) for number, changes in enumerate(odd, 1)]
    if not full:
        lines += [[""] * len(HEAD), ["", "合计", "", "", "", "", "", 300], ["注：示例数据"], []]
    sheet = Sheet("社会捐赠台账", [HEAD, *lines])
    found = list(rows_of([sheet]))
    assert found == alone([sheet], monkeypatch)
    assert len(found[0]) == len(odd) + (0 if full else 2)
    assert {row.kind for row in found[0]} == {"data", "subtotal", "note"}
