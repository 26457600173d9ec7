"""What every kind of input shares: the result, the refusals, and guarding against archives."""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date

from shanhai.reading.repair.letters import PRINTED

# A report of 20 MB is a scan or a mistake; unpacked parts are bounded apart, see check_archive.
LARGEST_FILE = 20 * 1024 * 1024
LARGEST_UNPACKED = 200 * 1024 * 1024
LARGEST_RATIO = 200
MOST_PARTS = 5_000
_PIECE = 1 << 16  # unpacked at once while sizes are looked through

_LINE_ENDS = re.compile(r"\r\n?|\u2028|\u2029|\x0b|\x0c|\x85")


class InputError(ValueError):
    """A file that cannot be read; the message is a Chinese sentence naming the file, what is
    wrong and what to do. `code` is for programs."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of a file. `published` is the date the file itself gives, if any."""

    text: str
    title: str | None
    media_type: str
    extractor: str
    published: date | None = None


def password(name: str) -> InputError:
    """What is said of a file that is locked."""
    return InputError(f"“{name}”加了密码。请去掉密码后再上传。", "password")


def settled(text: str) -> str:
    """`text` with one kind of line end, without NUL and byte-order mark, and with characters for
    the radicals that PDFs print in their place."""
    clean = _LINE_ENDS.sub("\n", text).replace("\x00", "").replace("\ufeff", "")
    return clean.translate(PRINTED)


def with_text(name: str, text: str, remedy: str) -> str:
    """The settled text; InputError when there is nothing in it."""
    clean = settled(text)
    if not clean.strip():
        raise InputError(f"“{name}”里没有读到文字。{remedy}", "no_text")
    return clean


def check_archive(data: bytes, name: str) -> None:
    """Refuse the archive behind a .docx or .xlsx before anything reads it when it would swell
    beyond reason."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise InputError(
            f"“{name}”打不开：文件损坏，或扩展名与内容不符。请用办公软件打开后另存一份再上传。",
            "broken",
        ) from error
    total = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or total > LARGEST_UNPACKED:
        raise InputError(
            f"“{name}”解开后过大，系统拒绝打开。请只保留正文另存后再上传。", "too_large"
        )
    if total > 1_000_000 and total > LARGEST_RATIO * max(1, len(data)):
        raise InputError(f"“{name}”压缩比异常，疑似恶意文件，系统拒绝打开。", "bomb")
    if any(part.flag_bits & 1 for part in parts):
        raise password(name)
    if any(_swells(archive, part) for part in parts):
        raise InputError(f"“{name}”解开后比它自己说的大，疑似恶意文件，系统拒绝打开。", "bomb")


def _swells(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether a part unpacks to more than it says: who reads it whole unpacks all there is."""
    told, seen = part.file_size, 0
    part.file_size = told + 2 * _PIECE  # as much as is looked at; more ends in a wrong checksum
    try:
        with archive.open(part) as file:
            while seen <= told and (piece := file.read(_PIECE)):
                seen += len(piece)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
        pass  # torn: who reads it says so
    return seen > told
