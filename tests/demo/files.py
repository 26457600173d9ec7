"""The numbers of every file the demo's pages offer, and whether each leads to what it is made of.

In a workbook the row of a number leads to the page where it is told again; a total leads itself to
the rows that make it, and so does the count beneath the rows. In a document issued a number leads
to its trail; in a meeting's pack the comment on a line tells where what it says is registered.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.http import HttpResponse
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from shanhai.reporting.rules import in_words
from tests.demo.trails import Number, Page, Reader

FOLLOWED = 2  # rows of one workbook
_OFFERED = re.compile(r"export\.xlsx|[?&]export=|\.docx$|/word/$")
# What is no number of the field: the place of a row, whether it was changed, what it is known by.
_MARKS = {"序号", "系统编号", "内容版次", "编号"}
_COUNTED = re.compile(r"共(\d+)行，")
_TOLD = re.compile(r"来历：(\S+)")
_PLACE = re.compile(r"\d+\. ")
_DAY = re.compile(r"^\d+\. |\d{4}年(?:\d+月)?(?:\d+日)?")
_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)([万亿]?)")
_SCALES = {"": 1, "万": 10**4, "亿": 10**8}
Fault = tuple[str, str, str]


def offered(page: Page) -> Iterator[str]:
    """The addresses of the files a page offers."""
    for link in page.body.iter("a"):
        there = urljoin(page.address, link.get("href") or "")
        if _OFFERED.search(there):
            yield there


def faults(reader: Reader, address: str, answer: HttpResponse) -> Iterator[Fault]:
    """What is wrong with the numbers of a file: what it says, where it leads, what is wrong."""
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if "spreadsheet" in answer["Content-Type"]:
        for sheet in load_workbook(BytesIO(data)):
            yield from _of_sheet(reader, sheet)
    elif address.endswith("/word/"):
        yield from _of_pack(reader, data)
    else:
        yield from _of_letter(reader, data)


def _of_sheet(reader: Reader, sheet: Worksheet) -> Iterator[Fault]:
    headings = [str(cell.value) for cell in sheet[1]]
    followed = 0
    for row in sheet.iter_rows(min_row=2):
        counted = _COUNTED.match(str(row[0].value))
        if counted:
            yield from _wrong(reader, counted[0], Decimal(counted[1]), _address(row[0]))
            continue
        numbers = [
            cell
            for cell, heading in zip(row, headings, strict=False)
            if isinstance(cell.value, int | float) and heading not in _MARKS
        ]
        its_page = next((there for cell in row if (there := _address(cell))), "")
        followed += bool(numbers)
        for cell in numbers:
            there = _address(cell) or its_page
            if not there:
                yield str(cell.value), "", "leads nowhere"
            elif followed <= FOLLOWED or sheet.title == "合计":
                yield from _wrong(reader, str(cell.value), Decimal(str(cell.value)), there)


def _wrong(reader: Reader, said: str, value: Decimal, there: str) -> Iterator[Fault]:
    page = reader.page(there) if there else None
    if page is None:
        yield said, there, "leads to no page"
    elif not (page.tells(Number(said, value, there, "", False), "") or value in _counts(page)):
        yield said, there, "is not told where it leads"


def _counts(page: Page) -> set[int]:
    """How many rows the page goes through."""
    shown = page.answer.context.get("page")
    return {shown.paginator.count} if hasattr(shown, "paginator") else set()


def _address(cell: Any) -> str:
    return cell.hyperlink.target if cell.hyperlink else ""


def _of_letter(reader: Reader, data: bytes) -> Iterator[Fault]:
    """Of the paragraphs below its headings: what stands above and beneath are days."""
    lines = Document(BytesIO(data)).paragraphs
    headings = [
        at for at, line in enumerate(lines) if re.match("[一二三四五六七八九十]+、", line.text)
    ]
    for at in headings:
        line = lines[at + 1]
        plain = "".join(run.text for run in line.runs)
        if re.search(r"\d", plain):
            yield plain, "", "leads nowhere"
        for link in line.hyperlinks:
            page = reader.page(link.address)
            shown = page.answer.context["trail"].amount if page else None
            if shown is None or in_words(shown) != link.text:
                yield link.text, link.address, f"its trail tells {shown}"


def _of_pack(reader: Reader, data: bytes) -> Iterator[Fault]:
    """Each line leads to the page of what it tells of, which tells its numbers again, as the
    comment on it does by its address."""
    document = Document(BytesIO(data))
    notes = {one.comment_id: one.text for one in document.comments}
    for line in document.paragraphs:
        numbers = _AMOUNT.findall(_DAY.sub("", line.text))
        if not numbers or not line.text.endswith("。") or not _PLACE.match(line.text):
            continue
        marks = line._element.iter(qn("w:commentReference"))
        told = [_TOLD.search(notes[int(one.get(qn("w:id")))]) for one in marks]
        link = next(iter(line.hyperlinks), None)
        page = reader.page(urlsplit(link.address).path) if link and link.text == line.text else None
        if page is None:
            yield line.text, link.address if link else "", "leads to no page"
            continue
        if [one and one[1] for one in told] != [link.address]:
            yield line.text, link.address, "its comment names another address"
        for number, scale in numbers:
            if Decimal(number) * _SCALES[scale] not in page.told:
                yield line.text, link.address, f"{number}{scale} is not told where it leads"
