"""Word, PDF and sheets of figures."""

import io
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pdfplumber
import pypdf
from docx import Document as open_docx
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table
from docx.text.paragraph import Paragraph
from pdfplumber.utils.exceptions import PdfminerException
from pypdf.errors import PyPdfError
from python_calamine import CalamineError, CalamineWorkbook

from shanhai.reading.inputs.files import (
    Extracted,
    InputError,
    row_line,
    safe_archive,
    with_text,
)
from shanhai.reading.inputs.scans import from_scan

MOST_PAGES = 300
MOST_ROWS = 20_000
OFFICE_SECONDS = 60
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def from_docx(data: bytes, name: str) -> Extracted:
    """Paragraphs and tables in the order they stand; a table row is one line of its cells."""
    safe_archive(data, name)
    try:
        document = open_docx(io.BytesIO(data))
    except (PackageNotFoundError, KeyError, ValueError) as error:
        raise InputError(
            f"“{name}”不是能打开的 Word 文档。请用 Word 或 WPS 打开后另存为 .docx 再上传。",
            "broken",
        ) from error
    lines: list[str] = []
    for block in document.iter_inner_content():
        lines.extend(_block_lines(block))
    text = with_text(name, "\n".join(lines), "文档里可能只有图片；请粘贴正文。")
    title = document.core_properties.title or None
    return Extracted(text, title, _DOCX, "python-docx")


def _block_lines(block: Paragraph | Table) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield block.text
        return
    head: list[str] = []
    for row in block.rows:
        cells = list(dict.fromkeys(cell.text.strip() for cell in row.cells))
        if not head:
            head = [cell.text.strip() for cell in row.cells]
            yield "；".join(cells)
        else:
            yield row_line(head, [cell.text.strip() for cell in row.cells])


def from_pdf(data: bytes, name: str) -> Extracted:
    """The text of a PDF, page by page; a scan has none and goes to those who recognise it."""
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError(f"“{name}”加了密码。请去掉密码后再上传。", "password")
        if len(reader.pages) > MOST_PAGES:
            raise InputError(
                f"“{name}”有{len(reader.pages)}页，超过{MOST_PAGES}页。请拆开后再上传。",
                "too_large",
            )
        pages = [page.extract_text() for page in reader.pages]
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(
            f"“{name}”不是完好的 PDF。请重新导出或打印成 PDF 后再上传。", "broken"
        ) from error
    if not any(page.strip() for page in pages):
        return from_scan(data, name)
    text = with_text(name, "\n".join([*pages, *_pdf_tables(data)]), "请粘贴正文。")
    title = reader.metadata.title if reader.metadata else None
    return Extracted(text, title or None, "application/pdf", "pypdf")


def _pdf_tables(data: bytes) -> list[str]:
    """Rows of ruled tables whose cells the running text does not keep together."""
    lines = []
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            for page in document.pages[:20]:
                for table in page.find_tables() if page.lines or page.rects else []:
                    rows = [[cell or "" for cell in row] for row in table.extract()]
                    lines += [row_line(rows[0], row) for row in rows[1:]] if len(rows) > 2 else []
    except (PdfminerException, ValueError, KeyError, TypeError):
        return []
    return lines


def from_sheet(data: bytes, name: str) -> Extracted:
    """Every row of every sheet as a line of its cells with their headings."""
    if data[:2] == b"PK":
        safe_archive(data, name)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        lines = [line for sheet in book.sheet_names for line in _sheet_lines(book, sheet)]
    except (CalamineError, ValueError, OSError) as error:
        raise InputError(
            f"“{name}”不是能打开的表格。请用 Excel 或 WPS 打开后另存为 .xlsx 再上传。", "broken"
        ) from error
    text = with_text(name, "\n".join(lines), "表里没有内容，请核对是否选错了文件。")
    return Extracted(text, None, "application/vnd.ms-excel", "calamine")


def _sheet_lines(book: CalamineWorkbook, sheet: str) -> Iterator[str]:
    yield sheet
    head: list[str] = []
    for row in book.get_sheet_by_name(sheet).to_python()[:MOST_ROWS]:
        cells = [_cell(value) for value in row]
        if not head and sum(bool(cell) for cell in cells) > 1:
            head = cells
            yield "，".join(cell for cell in cells if cell)
        elif any(cells):
            yield row_line(head, cells) if head else "，".join(cell for cell in cells if cell)


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
