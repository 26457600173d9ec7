"""Workbooks of exactly what a page shows, with their row count and the SHA-256 of the rows."""

import hashlib
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

import xlsxwriter
from django.http import FileResponse
from django.utils.translation import gettext as _

from shanhai.web.presentation import Linked

# What one sheet of Excel holds; further rows go on to the next.
MOST_LINES = 1_000_000
LONGEST_TEXT = 32_767
MOST_LINKS = 65_000  # Excel opens no sheet with many more
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Sheet:
    """Headings and rows; rows may be a generator and are written as they come. A `Linked` cell
    leads to its address. Each number in the column `linked` leads to the page with this number
    below `address`. The count of the rows leads to `page`; what they make stands on a further
    sheet, `totals`."""

    headings: Sequence[str]
    rows: Iterable[Sequence[Any]]
    linked: int | None = None
    address: str = ""
    page: str = ""
    totals: "Sheet | None" = None


def workbook(name: str, sheet: Sheet) -> FileResponse:
    """A download of `sheet`, never cut off."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it when it is sent
    write(file, name, sheet)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)


def write(file: IO[bytes], name: str, sheet: Sheet) -> tuple[int, str]:
    """Write `sheet` as a workbook; how many rows it has and their SHA-256, which stand beneath
    them too. Text is written as text: nothing becomes a formula."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "default_date_format": "yyyy-mm-dd"}  # fmt: skip
    book = xlsxwriter.Workbook(file, options)
    bold, link = book.add_format({"bold": True}), book.get_default_url_format()
    page = _page(book, name[:31], sheet.headings, bold)
    digest, count, line = hashlib.sha256(), 0, 0
    for count, row in enumerate(sheet.rows, start=1):
        line += 1
        if line > MOST_LINES:
            page = _page(book, f"{name[:26]}（{count // MOST_LINES + 1}）", sheet.headings, bold)
            line = 1
        for column, value in enumerate(row):
            if column == sheet.linked:
                value = Linked(value, f"{sheet.address}{value}/")
            _write_cell(page, line, column, value, link)
        digest.update(repr([str(value) for value in row]).encode("utf-8", "surrogatepass"))
    foot = _("共%(count)s行，SHA-256 %(digest)s") % {"count": count, "digest": digest.hexdigest()}
    _write_cell(page, line + 2, 0, Linked(foot, sheet.page) if sheet.page else foot, link)
    if sheet.totals:
        page = _page(book, _("合计"), sheet.totals.headings, bold)
        for line, row in enumerate(sheet.totals.rows, start=1):
            for column, value in enumerate(row):
                _write_cell(page, line, column, value, link)
    book.close()
    return count, digest.hexdigest()


def _page(book: Any, name: str, headings: Sequence[str], bold: Any) -> Any:
    page = book.add_worksheet(name)
    page.freeze_panes(1, 1)
    page.write_row(0, 0, headings, bold)
    return page


def _write_cell(page: Any, row: int, column: int, value: Any, link: Any) -> None:
    if not isinstance(value, Linked):
        _write(page, row, column, value)
    elif row > MOST_LINKS:
        _write(page, row, column, value.text)
    else:
        page.write_url(row, column, value.url)
        _write(page, row, column, value.text, link)  # what it says stays a number or a text


def _write(page: Any, row: int, column: int, value: Any, form: Any = None) -> None:
    if value is None or value == "":
        return  # in a book half the cells are empty
    if isinstance(value, date):
        page.write_datetime(row, column, value)
    elif isinstance(value, int | float):
        page.write_number(row, column, value, form)
    else:
        text = str(value)
        if len(text) > LONGEST_TEXT:  # Excel takes no longer one and would leave the cell empty
            text = text[: LONGEST_TEXT - 20] + _("……（全文见系统）")
        page.write_string(row, column, text, form)
