"""Text of pictures and scanned pages: run as a process of its own, see scans.py.

    python -m shanhai.reading.inputs.recognise MOST_PAGES < FILE

Prints a JSON list with the lines of each page. The models load for every file; what a hostile
picture does to them stays in this process.
"""

import io
import json
import sys
from typing import Any

import numpy
import pypdfium2
from PIL import Image
from rapidocr_onnxruntime import RapidOCR

_DOTS = 200 / 72  # a printed page at 200 dots an inch
_MOST_PIXELS = 40_000_000
# Share of a letter's height by which boxes of one line may stand apart.
_LEVEL = 0.5


def pages(data: bytes, most: int) -> list[Image.Image]:
    """The pages of a PDF, or the one picture."""
    if not data.startswith(b"%PDF"):
        return [Image.open(io.BytesIO(data)).convert("RGB")]
    document = pypdfium2.PdfDocument(data)
    count = min(most, len(document))
    return [document[at].render(scale=_DOTS).to_pil().convert("RGB") for at in range(count)]


def lines(boxes: list[Any]) -> list[str]:
    """Recognised boxes as printed lines, from the top, each from the left."""
    rows: list[tuple[float, float, list[tuple[float, str]]]] = []
    for corners, text, _ in sorted(boxes, key=lambda box: box[0][0][1]):
        top, bottom, left = corners[0][1], corners[2][1], corners[0][0]
        middle = (top + bottom) / 2
        if rows and abs(rows[-1][0] - middle) < _LEVEL * (bottom - top):
            rows[-1][2].append((left, text))
        else:
            rows.append((middle, bottom - top, [(left, text)]))
    return [" ".join(text for _, text in sorted(row)) for _, _, row in rows]


def main() -> None:
    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
    reader = RapidOCR()
    made = []
    for page in pages(sys.stdin.buffer.read(), int(sys.argv[1])):
        found, _ = reader(numpy.asarray(page))
        made.append(lines(found or []))
    json.dump(made, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
