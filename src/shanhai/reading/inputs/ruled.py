"""Pages of a PDF with ruled tables, told by rows: run as a process of its own, see office.py.

    python -m shanhai.reading.inputs.ruled MOST_PAGES MOST_MEGABYTES < FILE

Prints a JSON list with the text of each page, "" where it has no such table. A drawing of a few
kilobytes can say to draw itself a billion times: what that costs ends with this process.
"""

import io
import json
import logging
import sys

import pdfplumber
from pdfplumber.page import Page

from shanhai.reading.inputs import tables

try:
    import resource
except ImportError:  # on Windows only time is bounded
    resource = None  # type: ignore[assignment]


def told(data: bytes, most: int) -> list[str]:
    """The first pages, those with ruled tables by their rows."""
    made = []
    with pdfplumber.open(io.BytesIO(data)) as document:
        for page in document.pages[:most]:
            made.append(_by_rows(page) if page.lines or page.rects else "")
            page.close()
    return made


def _by_rows(page: Page) -> str:
    """The text between the ruled tables of a page, and their rows; "" where there is none."""
    made: list[str] = []
    top = 0.0
    for table in sorted(page.find_tables(), key=lambda found: found.bbox[1]):
        rows = [[(cell or "").replace("\n", "") for cell in row] for row in table.extract()]
        if len(rows) > 1 and table.bbox[1] >= top:
            band = _between(page, top, table.bbox[1])
            made += [band, *tables.lines(rows, band.split("\n"))]
            top = table.bbox[3]
    return "\n".join([*made, _between(page, top, page.height)]) if made else ""


def _between(page: Page, top: float, bottom: float) -> str:
    """The text of a band of a page."""
    if bottom - top < 1:
        return ""
    return page.crop((0, top, page.width, bottom), strict=False).extract_text()


def main() -> None:
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    most, megabytes = map(int, sys.argv[1:])
    if resource:
        bound = megabytes << 20
        resource.setrlimit(resource.RLIMIT_AS, (bound, bound))
    json.dump(told(sys.stdin.buffer.read(), most), sys.stdout)


if __name__ == "__main__":
    main()
