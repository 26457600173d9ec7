"""The numbers that stand in sentences of a page, outside tables, tiles and headings.

Words that are not the system's own, names, quotations and what was typed into a field, are left
out, and so are days, rows of a workbook and limits ("最近 8 条"). Every other number must be told
elsewhere on the page, count or add up rows of it, be the sum or the difference of two others of its
sentence, or stand again where a link leads: of the number itself, of its row, or of the heading
above it.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import permutations
from urllib.parse import urldefrag, urljoin

from lxml.html import HtmlElement

from tests.demo.trails import Number, Page, Reader, decimal, made, text

_SAID = re.compile(
    r"(?<![\d.,—〔:/-])(?<!第)(?<!第 )(?<!最近)(?<!最近 )(?<!等 )(\d[\d,]*(?:\.\d+)?) ?([万亿]?)"
    r"(?:[条项件笔次个对人家处份元户所场起名本]|批次)"
)
_SIZE = {"": 1, "万": 10**4, "亿": 10**8}
# What was typed, named or quoted; and what acts.
_NOT_OURS = {"h1", "td", "th", "dd", "del", "ins", "mark", "blockquote", "option", "textarea",
             "button", "time", "code", "data", "script", "style"}  # fmt: skip
_QUOTED = {"recon-words", "field-hint"}


def faults(reader: Reader, page: Page) -> Iterator[tuple[str, str, str]]:
    """What a sentence says, where it leads and what is wrong, as `Reader.faults` tells it."""
    told: set[Decimal] | None = None
    for one in page.body.iter():
        words = isinstance(one.tag, str) and _words(one)
        found = [_value(*number) for number in _SAID.findall(words)] if words else []
        if not found:
            continue
        if told is None:
            rows = {Decimal(data.get("value")) for data in page.body.iter("data")}
            told = page.whole | made(page.body) | rows
        for value in found:
            others = [other for other in found if other != value]
            if value in told or any(value in (a + b, a - b) for a, b in permutations(others, 2)):
                continue
            leads = _leads(page.address, one)
            if not any(_tells(reader, page, words, value, to) for to in leads):
                yield words, " ".join(leads), "is told nowhere else"


def _words(one: HtmlElement) -> str:
    """What an element says itself, without what those within it say; "" where it is not ours."""
    over = [one, *one.iterancestors()]
    if any(up.tag in _NOT_OURS or _QUOTED & set((up.get("class") or "").split()) for up in over):
        return ""
    return " ".join(" ".join([one.text or "", *(child.tail or "" for child in one)]).split())


def _value(digits: str, size: str) -> Decimal:
    return decimal(digits) * _SIZE[size]


def _leads(page: str, one: HtmlElement) -> list[str]:
    """Where the element, its row and the heading above it lead."""
    over = [one, *one.iterancestors()]
    found = [up.get("href") for up in over if up.get("href")]
    row = next((up for up in over if up.tag in ("li", "tr")), None)
    part = next((up for up in over if up.find("*[@class='section-head']") is not None), None)
    if row is not None:
        found += row.xpath(".//a/@href")
    if part is not None:
        found += part.xpath("./*[@class='section-head']//a/@href")
    return [urljoin(page, href) for href in found]


def _tells(reader: Reader, page: Page, words: str, value: Decimal, to: str) -> bool:
    address, name = urldefrag(to)
    there = page if address == urldefrag(page.address).url else reader.page(address)
    if there is None:
        return False
    return words in text(there.body) or there.tells(Number(words, value, to, "", False), name)
