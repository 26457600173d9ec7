"""Workbooks made for the tests."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

HEAD = ["序号", "年度", "日期", "帮扶方", "受援方", "事项", "捐赠方", "金额（万元）", "票据号"]


def gift(number: int, value: Any, voucher: str = "", **changes: Any) -> list[Any]:
    """A row of the donations book; changes by heading."""
    cells = [number, 2024, "2024年5月", "桥头镇", "玉屏县", "捐资助学", "示例厂", value,
             voucher or f"JZ{number:03}"]  # fmt: skip
    row = dict(zip(HEAD, cells, strict=True))
    return list((row | changes).values())


def workbook(
    rows: Sequence[Sequence[Any]],
    name: str = "社会捐赠台账",
    merged: Sequence[tuple[int, int, int, int, Any]] = (),
    formulas: Sequence[tuple] = (),
) -> bytes:
    """A workbook of one sheet; `merged` are (top, left, bottom, right, value) from 0."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet(name)
    for at, row in enumerate(rows):
        sheet.write_row(at, 0, row)
    for top, left, bottom, right, value in merged:
        sheet.merge_range(top, left, bottom, right, value)
    for row, column, formula, value in formulas:
        sheet.write_formula(row, column, formula, None, value)
    book.close()
    return buffer.getvalue()
