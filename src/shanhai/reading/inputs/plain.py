"""Plain text and web pages."""

import csv
import io
import logging
import re
from datetime import date
from html import unescape

import trafilatura
from lxml import etree
from lxml import html as lxml_html
from trafilatura.settings import use_config

from shanhai.reading.inputs import tables
from shanhai.reading.inputs.files import Extracted, InputError, with_text

# what it warns of on the console is no help to who reads reports
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

_DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_HAN = re.compile(r"[\u3400-\u9fff]")
_RULE = re.compile(r"\s*\|?(?:\s*:?-{3,}:?\s*\|)+\s*:?-*:?\s*$")
# 发布时间：<span>2024年6月20日</span>
_SAID = re.compile(
    r"(?:(?:发布|发表|发稿|刊发|上网)(?:时间|日期)|(?<![\u3400-\u9fff])日期)\s*[：:]\s*(?:<[^<>]{0,200}>\s*){0,3}"
    r"(20\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)"
)
_INSIDE_WORDS = ("span", "strong", "b", "em", "i", "u", "font", "mark")
_SAMPLE = 40_000
_ODD, _TORN = (2, 0.01), (6, 0.02)  # odd characters a text may have, in number and share
_IN_DAILY_USE, _READABLE = 0.8, 0.4  # of the characters of a sound text, and of a torn one
_FIRST_LINES = 5
_CONFIG = use_config()
_CONFIG.set("DEFAULT", "MIN_OUTPUT_SIZE", "20")
_CONFIG.set("DEFAULT", "MIN_EXTRACTED_SIZE", "60")
_CONFIG.set("DEFAULT", "EXTRACTION_TIMEOUT", "0")


def decoded(data: bytes, name: str) -> str:
    """Bytes as text: what they declare, UTF-8, else what makes most sense.

    A byte here and there that fits none becomes a mark, which is flagged as damage when read.
    """
    told, guessed = _encodings(data)
    sure = [one for one, share in guessed[:1] if share >= _IN_DAILY_USE]
    attempts = [(one, "strict") for one in (*told, *sure)]
    likely = [one for one, share in guessed if share >= _READABLE]
    attempts += [(one, "replace") for one in (*told, *likely)]
    for encoding, errors in attempts:
        try:
            text = data.decode(encoding, errors)
        except (UnicodeDecodeError, LookupError):
            continue
        if _plausible(text, _TORN if errors == "replace" else _ODD):
            return text
    raise InputError(
        f"“{name}”的文字编码无法识别，读出来是乱码。请用记事本打开，另存为 UTF-8 编码后再上传。",
        "encoding",
    )


def _encodings(data: bytes) -> tuple[list[str], list[tuple[str, float]]]:
    """What a text may be in by what it says, and by its characters, the likeliest first."""
    told = ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else []
    told.append("utf-8")
    if declared := _DECLARED.search(data[:4096]):
        name = declared.group(1).decode("ascii").lower()
        told.append("gb18030" if name in {"gb2312", "gbk"} else name)
    wide = ("utf-16-le", "utf-16-be") if b"\0" in data[:400] else ()
    guessed = [(one, _common(data, one)) for one in (*wide, "gb18030", "big5")]
    return told, sorted(guessed, key=lambda one: -one[1])


def _common(data: bytes, encoding: str) -> float:
    """Which share of the characters, read so, are in daily use: those that come first in GB 2312
    or in Big5."""
    coded, first, last = ("big5", 0xA4, 0xC6) if encoding == "big5" else ("gb2312", 0xB0, 0xD7)
    text = data[:_SAMPLE].decode(encoding, "ignore")
    pairs = re.findall(rb"[\x81-\xfe][\x40-\xfe]", text.encode(coded, "ignore"))
    marks = sum(pair[0] < first for pair in pairs)
    foreign = sum(letter > "\x7f" for letter in text)
    return sum(first <= pair[0] <= last for pair in pairs) / max(1, foreign - marks)


def _plausible(text: str, most: tuple[int, float]) -> bool:
    """Text a person wrote: hardly any control or private-use characters or replacement marks."""
    sample = text[:50_000]
    odd = sum(
        (ord(letter) < 32 and letter not in "\n\r\t\f")
        or "\ue000" <= letter <= "\uf8ff"
        or letter == "\ufffd"
        or "\x7f" <= letter < "\xa0"
        for letter in sample
    )
    few, share = most
    return odd <= max(few, share * len(sample))


def from_text(data: bytes, name: str) -> Extracted:
    """A .txt file."""
    return Extracted(_with_tables(_words(data, name)), None, "text/plain", "text")


def _words(data: bytes, name: str) -> str:
    return with_text(name, decoded(data, name), "请核对是否选错了文件，或直接粘贴正文。")


def from_csv(data: bytes, name: str) -> Extracted:
    """A table saved as text: rows that say their headings; what is no table stays as it is."""
    text = _words(data, name)
    plain = Extracted(text, None, "text/plain", "text")
    first = "".join(text.lstrip().split("\n")[:_FIRST_LINES])
    mark = max(",\t;，", key=first.count)
    rows = csv.reader(io.StringIO(text), delimiter=mark)
    try:
        table = [[cell.strip() for cell in row] for row in rows if any(map(str.strip, row))]
    except csv.Error:
        return plain
    widths = {len(row) for row in table}
    if len(table) < 2 or max(widths) < 2 or (mark == "，" and len(widths) > 1):
        return plain  # sentences have commas too
    return Extracted("\n".join(tables.lines(table)), None, "text/csv", "csv")


def from_html(data: bytes, name: str) -> Extracted:
    """The article of a web page: menus, scripts and footers are left behind, tables are kept."""
    page = decoded(data, name).replace("\x00", "")
    tree = trafilatura.load_html(page)
    if tree is not None:
        etree.strip_tags(tree, *_INSIDE_WORDS)  # <span>5200</span><span>万元</span> is one figure
    body = trafilatura.extract(
        tree if tree is not None else page,
        include_tables=True,
        include_comments=False,
        favor_recall=True,
        config=_CONFIG,
    )
    found = trafilatura.extract_metadata(page)
    text = _with_tables(body) if body else _visible(page)
    remedy = "网页里可能只有脚本或图片；请在浏览器里打开，复制正文粘贴进来。"
    return Extracted(
        with_text(name, text, remedy), found.title if found else None, "text/html",
        "trafilatura", _day(found.date if found else None, page),
    )  # fmt: skip


def _with_tables(body: str) -> str:
    """Rows of tables (| a | b |, or cells with tabs between) as rows that say their headings."""
    made: list[str] = []
    rows: list[str] = []
    for line in [*body.split("\n"), ""]:
        if _is_row(line.strip()):
            rows.append(line)
            continue
        cells = [_cells(row) for row in rows if not _RULE.match(row.strip())]
        marked = all("|" in row for row in rows)
        made += tables.lines(cells, made) if marked or tables.tells(cells) else rows
        rows = []
        made.append(line)
    return "\n".join(made[:-1])


def _is_row(line: str) -> bool:
    if "|" not in line:
        return "\t" in line
    return line.endswith("|") and len(line) > 1 and (line[0] == "|" or " | " in line)


def _cells(row: str) -> list[str]:
    mark = "|" if "|" in row else "\t"
    return [cell.strip() for cell in row.strip(" " + mark).split(mark)]


def _visible(page: str) -> str:
    """The visible text of a page whose article could not be told from the rest."""
    try:
        tree = lxml_html.fromstring(page)
    except (ValueError, etree.ParserError):
        return ""
    for node in tree.xpath("//head|//script|//style|//noscript|//nav|//footer|//header"):
        node.drop_tree()
    text = unescape(tree.text_content())
    return re.sub(r"\n\s*\n+", "\n\n", text) if _HAN.search(text) else ""


def _day(text: str | None, page: str) -> date | None:
    """The day a page says it is of: the one it calls so, else the one its data name, if it is
    printed anywhere: others were guessed from a year or a month."""
    said = _SAID.search(page)
    try:
        day = date(*map(int, said.groups())) if said else date.fromisoformat(text or "")
    except ValueError:
        return None
    printed = rf"{day:%Y}\s*[-/.年]?\s*0?{day.month}\s*[-/.月]?\s*0?{day.day}(?!\d)"
    return day if re.search(printed, page) else None
