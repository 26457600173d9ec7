"""Writes the demo's workbooks as an office keeps them: a merged title, a note above the table,
running numbers, subtotals between the rows, dates in every manner of writing."""

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
import yaml

from demo_build.archive import MADE, settled

Row = dict[str, str]


def build(sources: Path, out: Path) -> None:
    """Writes every workbook that books.yaml describes."""
    plan = yaml.safe_load((sources / "books.yaml").read_text(encoding="utf-8"))
    for name, sheets in plan.items():
        written = io.BytesIO()
        book = xlsxwriter.Workbook(written, {"in_memory": True, "default_date_format": "yyyy-m-d"})
        book.set_properties({"author": "帮扶协作办公室（演示）", "created": MADE})
        for sheet in sheets:
            _Sheet(book, sheet, rows_of(sources / f"{sheet['name']}.csv")).write()
        book.close()
        (out / name).write_bytes(settled(written.getvalue()))


def rows_of(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class _Sheet:
    def __init__(self, book: Any, plan: dict[str, Any], rows: list[Row]) -> None:
        self.plan, self.rows = plan, rows
        self.sheet = book.add_worksheet(plan["sheet"])
        self.columns = list(rows[0]) if plan.get("plain") else ["序号", *rows[0]]
        self.title = book.add_format({"bold": True, "font_size": 16, "align": "center"})
        self.head = book.add_format(
            {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
        )
        self.cell = book.add_format({"border": 1, "valign": "vcenter"})
        self.day = book.add_format({"border": 1, "num_format": "yyyy-m-d", "align": "left"})
        self.sum = book.add_format({"border": 1, "bold": True, "bg_color": "#eeeeee"})
        self.at = 0

    def write(self) -> None:
        self._headings()
        grouped = self.plan.get("subtotal_by")
        before, held = None, []
        for number, row in enumerate(self.rows, 1):
            if grouped and before not in (None, row[grouped]):
                self._total("小计", held)
                held = []
            before = row[grouped] if grouped else None
            held.append(row)
            self._row(number, row)
        if grouped:
            self._total("小计", held)
        if self.plan["sums"]:
            self._total("合计", self.rows)
        self.sheet.set_column(0, 0, 6)
        self.sheet.set_column(1, len(self.columns) - 1, 16)

    def _headings(self) -> None:
        last = len(self.columns) - 1
        title = self.plan.get("title") or f"2021—2025年{self.plan['sheet']}"
        self.sheet.merge_range(0, 0, 0, last, title, self.title)
        self.sheet.write(1, 0, self.plan["note"])
        self.at = 2
        group = self.plan.get("group")
        if not group:
            self.sheet.write_row(2, 0, self.columns, self.head)
            self.at = 3
            return
        first, end = self.columns.index(group[0]), self.columns.index(group[1])
        self.sheet.merge_range(2, first, 2, end, group[2], self.head)
        for index, name in enumerate(self.columns):
            if first <= index <= end:
                self.sheet.write(3, index, name, self.head)
            else:
                self.sheet.merge_range(2, index, 3, index, name, self.head)
        self.at = 4

    def _row(self, number: int, row: Row) -> None:
        for index, name in enumerate(self.columns):
            if name == "序号":
                self.sheet.write_number(self.at, index, number, self.cell)
                continue
            text = row[name]
            if text and (name in self.plan["numbers"] or name == "年度"):
                self.sheet.write_number(self.at, index, float(text), self.cell)
            elif _is_date(text):
                self.sheet.write_datetime(self.at, index, date.fromisoformat(text), self.day)
            else:
                self.sheet.write_string(self.at, index, text, self.cell)
        self.at += 1

    def _total(self, label: str, rows: list[Row]) -> None:
        for index, name in enumerate(self.columns):
            value: Any = label if index == 1 else ""
            if name in self.plan["sums"]:
                value = float(sum((Decimal(row[name] or 0) for row in rows), Decimal()))
            self.sheet.write(self.at, index, value, self.sum)
        self.at += 1


def _is_date(text: str) -> bool:
    return len(text) == 10 and text[4] == text[7] == "-"
