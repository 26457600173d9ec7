"""Which reader of files takes which bytes: by what they are, not by what their name says."""

from collections.abc import Callable
from pathlib import PurePath

from shanhai.reading.inputs.files import LARGEST_FILE, Extracted, InputError, password
from shanhai.reading.inputs.office import from_doc, from_docx, from_pdf, from_sheet
from shanhai.reading.inputs.plain import from_csv, from_html, from_text
from shanhai.reading.inputs.scans import from_scan

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")  # how Office wraps what has a password
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")
_BY_NAME: dict[str, Callable[[bytes, str], Extracted]] = {
    ".html": from_html, ".htm": from_html, ".mht": from_html, ".csv": from_csv,
    ".docx": from_docx, ".xlsx": from_sheet, ".xlsm": from_sheet, ".xls": from_sheet,
    ".doc": from_doc, ".pdf": from_pdf, ".wps": from_doc,
}  # fmt: skip


def extract(data: bytes, name: str) -> Extracted:
    """The text of a file, whatever its kind. Raises InputError and nothing else."""
    if not data:
        raise InputError(f"“{name}”是空文件。请核对后重新选择，或直接粘贴正文。", "empty")
    if len(data) > LARGEST_FILE:
        size = LARGEST_FILE // 1024 // 1024
        raise InputError(f"“{name}”超过{size} MB。请拆成几份，或只粘贴正文。", "too_large")
    try:
        return _reader(data, name)(data, name)
    except InputError:
        raise
    except Exception as error:  # strangers' files are read by libraries that promise nothing
        raise InputError(
            f"“{name}”打不开：文件可能损坏。请用原来的软件打开后另存一份，或直接粘贴正文。",
            "broken",
        ) from error


def _reader(data: bytes, name: str) -> Callable[[bytes, str], Extracted]:
    suffix = PurePath(name).suffix.lower()
    if data.startswith(b"%PDF"):
        return from_pdf
    if data.startswith(_OLE):
        if suffix in {".doc", ".wps"}:
            return from_doc
        if suffix == ".xls":
            return from_sheet
        if _LOCKED in data:
            raise password(name)
        raise InputError(
            f"“{name}”其实是旧版 Office 文件（不是文本）。请用 Word 打开后另存为 .docx 再上传。",
            "ole",
        )
    if data.startswith(_PICTURES):
        return from_scan
    if data.startswith(b"PK") and suffix not in {".docx", ".xlsx", ".xlsm"}:
        raise InputError(f"“{name}”是压缩包。请解开后逐个上传里面的文件。", "archive")
    if suffix in {"", ".txt", ".md"} and _looks_like_page(data):
        return from_html
    return _BY_NAME.get(suffix, from_text)


def _looks_like_page(data: bytes) -> bool:
    head = data[:2048].lower()
    return b"<html" in head or b"<!doctype html" in head
