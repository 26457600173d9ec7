"""Plain text and web pages."""

import csv
import io
import re
from datetime import date
from html import unescape

import charset_normalizer
import trafilatura
from lxml import html as lxml_html
from trafilatura.settings import use_config

from shanhai.reading.inputs.files import Extracted, InputError, row_line, with_text

_DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_HAN = re.compile(r"[\u3400-\u9fff]")
_ROW = re.compile(r"\s*\|.*\|\s*$|.*\S \| .*\|\s*$")
_RULE = re.compile(r"\s*\|?(?:\s*:?-{3,}:?\s*\|)+\s*:?-*:?\s*$")
_CONFIG = use_config()
_CONFIG.set("DEFAULT", "MIN_OUTPUT_SIZE", "20")
_CONFIG.set("DEFAULT", "MIN_EXTRACTED_SIZE", "60")
_CONFIG.set("DEFAULT", "EXTRACTION_TIMEOUT", "0")


def decoded(data: bytes, name: str) -> str:
    """Bytes as text: what they declare, UTF-8, else GB18030 or what they look like."""
    for encoding in _candidates(data):
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if _plausible(text):
            return text
    raise InputError(
        f"“{name}”的文字编码无法识别，读出来是乱码。请用记事本打开，另存为 UTF-8 编码后再上传。",
        "encoding",
    )


def _candidates(data: bytes) -> list[str]:
    names = []
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        names.append("utf-16")
    names.append("utf-8")
    declared = _DECLARED.search(data[:4096])
    if declared:
        name = declared.group(1).decode("ascii").lower()
        names.append("gb18030" if name in {"gb2312", "gbk"} else name)
    guess = charset_normalizer.from_bytes(data[:200_000], threshold=0.4).best()
    if guess is not None:
        names.append(guess.encoding)
    return [*names, "gb18030", "big5"]


def _plausible(text: str) -> bool:
    """Text a person wrote: hardly any control or private-use characters or replacement marks."""
    sample = text[:50_000]
    odd = sum(
        (ord(letter) < 32 and letter not in "\n\r\t\f")
        or "\ue000" <= letter <= "\uf8ff"
        or letter == "\ufffd"
        or "\x7f" <= letter < "\xa0"
        for letter in sample
    )
    return odd <= max(2, 0.01 * len(sample))


def from_text(data: bytes, name: str) -> Extracted:
    """A .txt file."""
    text = with_text(name, decoded(data, name), "请核对是否选错了文件，或直接粘贴正文。")
    return Extracted(text, None, "text/plain", "text")


def from_csv(data: bytes, name: str) -> Extracted:
    """A table saved as text: rows that say their headings; what is no table stays as it is."""
    found = from_text(data, name)
    first = found.text.lstrip().partition("\n")[0]
    mark = max(",\t;，", key=first.count)
    rows = csv.reader(io.StringIO(found.text), delimiter=mark)
    try:
        table = [[cell.strip() for cell in row] for row in rows if any(map(str.strip, row))]
    except csv.Error:
        return found
    if len(table) < 2 or len(table[0]) < 2:
        return found
    lines = ["；".join(cell for cell in table[0] if cell)]
    lines += [row_line(table[0], row) for row in table[1:]]
    return Extracted("\n".join(lines), None, "text/csv", "csv")


def from_html(data: bytes, name: str) -> Extracted:
    """The article of a web page: menus, scripts and footers are left behind, tables are kept."""
    page = decoded(data, name)
    body = trafilatura.extract(
        page, include_tables=True, include_comments=False, favor_recall=True, config=_CONFIG
    )
    found = trafilatura.extract_metadata(page)
    text = _plain(body) if body else _visible(page)
    remedy = "网页里可能只有脚本或图片；请在浏览器里打开，复制正文粘贴进来。"
    return Extracted(
        with_text(name, text, remedy), found.title if found else None, "text/html",
        "trafilatura", _day(found.date if found else None),
    )  # fmt: skip


def _plain(body: str) -> str:
    """Trafilatura's table rows (| a | b |) as rows that say their headings."""
    made: list[str] = []
    head: list[str] = []
    for line in body.split("\n"):
        if not _ROW.match(line):
            head = []
            made.append(line)
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if _RULE.match(line) or not any(cells):
            continue
        made.append(row_line(head, cells) if head else "；".join(cell for cell in cells if cell))
        head = head or cells
    return "\n".join(made)


def _visible(page: str) -> str:
    """The visible text of a page whose article could not be told from the rest."""
    try:
        tree = lxml_html.fromstring(page)
    except (ValueError, lxml_html.etree.ParserError):
        return ""
    for node in tree.xpath("//head|//script|//style|//noscript|//nav|//footer|//header"):
        node.drop_tree()
    text = unescape(tree.text_content())
    return re.sub(r"\n\s*\n+", "\n\n", text) if _HAN.search(text) else ""


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
