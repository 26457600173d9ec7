"""Word, PDF and sheets of figures."""

import io
import json
import logging
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, datetime
from itertools import zip_longest
from pathlib import Path

import pypdf
from docx import Document as open_docx
from docx.table import Table
from docx.text.paragraph import Paragraph
from python_calamine import CalamineWorkbook

from shanhai.reading.inputs import tables
from shanhai.reading.inputs.files import (
    Extracted,
    InputError,
    check_archive,
    password,
    with_text,
)
from shanhai.reading.inputs.scans import from_scan

# what it warns of on the console is no help to who reads reports
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

MOST_PAGES = 300
MOST_ROWS = 20_000
PDF_SECONDS = 60  # of the processor
MOST_RULED, RULED_SECONDS, RULED_MEGABYTES = 20, 30, 1024
OFFICE_SECONDS = 60
# a line of running text that does not end a sentence, and how a paragraph or a heading opens
_PROSE = re.compile(r"[，。；：].*[^。！？：；\s]\s*$")
_OPENS = re.compile(
    r"\s{2,}|　|[（(]?[一二三四五六七八九十]{1,3}[、）)]|\d{1,2}[.、．](?!\d)|第.{1,3}[章节条]"
)
_RAGGED, _NARROWEST = 6, 40  # in widths of a letter, of which a Chinese character has two
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def from_docx(data: bytes, name: str) -> Extracted:
    """Paragraphs and tables in the order they stand; a table row is one line of its cells."""
    check_archive(data, name)
    try:
        document = open_docx(io.BytesIO(data))
        blocks = document.iter_inner_content()
        lines: list[str] = []
        for block in blocks:
            lines += _block_lines(block, lines)
    except Exception as error:  # parts that are torn or made up are read by several libraries
        raise InputError(
            f"“{name}”不是能打开的 Word 文档。请用 Word 或 WPS 打开后另存为 .docx 再上传。",
            "broken",
        ) from error
    text = with_text(name, "\n".join(lines), "文档里可能只有图片；请粘贴正文。")
    title = document.core_properties.title or None
    return Extracted(text, title, _DOCX, "python-docx")


def _block_lines(block: Paragraph | Table, above: list[str]) -> list[str]:
    if isinstance(block, Paragraph):
        return [block.text]
    return list(tables.lines(list(_grid(block)), above))


def _grid(table: Table) -> Iterator[list[str]]:
    """The cells of a table; one that spans several says its figures once, its words in each row."""
    seen: set[object] = set()
    for row in table.rows:
        cells: list[str] = []
        here: set[object] = set()
        for cell in row.cells:
            text = cell.text.strip()
            again = cell._tc in seen and any(map(str.isdigit, text))
            cells.append("" if again or cell._tc in here else text)
            here.add(cell._tc)
        seen |= here
        yield cells


def from_pdf(data: bytes, name: str) -> Extracted:
    """The text of a PDF, page by page; a scan has none and goes to those who recognise it."""
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise password(name)
        if len(reader.pages) > MOST_PAGES:
            raise InputError(
                f"“{name}”有{len(reader.pages)}页，超过{MOST_PAGES}页。请拆开后再上传。",
                "too_large",
            )
        pages = _text_of(reader, name)
    except InputError:
        raise
    except Exception as error:  # a torn file trips the parser anywhere
        raise InputError(
            f"“{name}”不是完好的 PDF。请重新导出或打印成 PDF 后再上传。", "broken"
        ) from error
    if not any(page.strip() for page in pages):
        return from_scan(data, name)
    text = "\n".join(map(_unbroken, _with_tables(data, pages)))
    text = with_text(name, text, "请粘贴正文。")
    title = reader.metadata.title if reader.metadata else None
    return Extracted(text, title or None, "application/pdf", "pypdf")


def _text_of(reader: pypdf.PdfReader, name: str) -> list[str]:
    """The text of each page. A page drawn a hundred times over fits in a few kilobytes: none is
    begun when the time is over."""
    pages: list[str] = []
    ends = time.thread_time() + PDF_SECONDS
    for page in reader.pages:
        if time.thread_time() > ends:
            raise InputError(
                f"“{name}”读到第{len(pages) + 1}页已用了{PDF_SECONDS}秒，"
                "内容过于庞大，系统不再往下读。请拆成几份，或直接粘贴正文。",
                "bomb",
            )
        pages.append(page.extract_text())
    return pages


def _unbroken(page: str) -> str:
    """A page whose lines of running text that reach its edge go on in the next."""
    lines = page.split("\n")
    widths = [sum(1 + (letter > "\u2000") for letter in line.rstrip()) for line in lines]
    edge = max(widths) - _RAGGED
    full = [
        wide >= edge >= _NARROWEST and bool(_PROSE.search(line))
        for line, wide in zip(lines, widths, strict=True)
    ]
    if sum(full) < 2:
        return page
    made = lines[:1]
    for before, line in zip(full, lines[1:], strict=False):
        if before and line.strip() and not _OPENS.match(line):
            made[-1] = made[-1].rstrip() + line
        else:
            made.append(line)
    return "\n".join(made)


def _with_tables(data: bytes, pages: list[str]) -> list[str]:
    """The pages, those with ruled tables told by rows, whose cells running text does not keep
    together."""
    command = [sys.executable, "-m", "shanhai.reading.inputs.ruled", str(MOST_RULED),
               str(RULED_MEGABYTES)]  # fmt: skip
    try:
        ran = subprocess.run(
            command, input=data, check=True, capture_output=True, timeout=RULED_SECONDS
        )
        told = json.loads(ran.stdout)
    except (subprocess.SubprocessError, OSError, ValueError):
        return pages  # what the running text has is enough when the drawing cannot be followed
    return [by_rows or page for by_rows, page in zip_longest(told, pages, fillvalue="")]


def from_sheet(data: bytes, name: str) -> Extracted:
    """Every row of every sheet as a line of its cells with their headings."""
    if data[:2] == b"PK":
        check_archive(data, name)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        lines = [line for sheet in book.sheet_names for line in _sheet_lines(book, sheet)]
    except Exception as error:
        raise InputError(
            f"“{name}”不是能打开的表格。请用 Excel 或 WPS 打开后另存为 .xlsx 再上传。", "broken"
        ) from error
    text = with_text(name, "\n".join(lines), "表里没有内容，请核对是否选错了文件。")
    return Extracted(text, None, "application/vnd.ms-excel", "calamine")


def _sheet_lines(book: CalamineWorkbook, sheet: str) -> list[str]:
    rows = book.get_sheet_by_name(sheet).to_python()[:MOST_ROWS]
    told = list(tables.lines([[_cell(value) for value in row] for row in rows]))
    return [sheet, *told] if told else []


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    return str(value).strip()


def from_doc(data: bytes, name: str) -> Extracted:
    """An old .doc through LibreOffice, where it is installed."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise InputError(
            f"“{name}”是旧版 Word 文档，本机没有安装 LibreOffice，打不开。请另存为 .docx 再上传。",
            "doc",
        )
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "report.doc"
        source.write_bytes(data)
        command = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless",
                   "--convert-to", "docx", "--outdir", folder, str(source)]  # fmt: skip
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=OFFICE_SECONDS)
            made = (Path(folder) / "report.docx").read_bytes()
        except (subprocess.SubprocessError, OSError) as error:
            raise InputError(
                f"“{name}”转换失败。请用 Word 或 WPS 另存为 .docx 再上传。", "doc"
            ) from error
    found = from_docx(made, name)
    return Extracted(found.text, found.title, "application/msword", "libreoffice")
