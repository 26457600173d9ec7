"""One reader over texts, in a process of its own; run by bench/reading.py.

    python bench/peers.py NAME < texts.json

Prints, as JSON, the figures (span and value) and the places it finds in each text, the CPU seconds
a pass takes, and the megabytes the process holds. Only the reader named is imported.
"""

from __future__ import annotations

import json
import os
import re
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Found = dict[str, list[Any]]
LEAST_SECONDS = 1.0
chosen = sys.argv[1] if len(sys.argv) > 1 else ""
missing = ""
try:
    if chosen in ("shanhai", "python"):
        if chosen == "python":
            os.environ["SHANHAI_READER"] = "python"
        from shanhai.reading import read
    elif chosen in ("jieba", "lcut"):
        import jieba
        from jieba import posseg
    elif chosen == "jionlp":
        import jionlp
    elif chosen == "cpca":
        import cpca
    elif chosen == "recognizers":
        from recognizers_number import Culture, recognize_number, recognize_percentage
except Exception as error:  # old packages fail in many ways beside newer neighbours
    missing = f"{type(error).__name__}: {error}"


def with_shanhai(text: str) -> Found:
    report = read(text)
    figures = [[c.start, c.end, float(c.value)] for c in report.claims]
    return {"figures": figures, "places": [*report.helpers, *report.recipients]}


def with_jieba(text: str) -> Found:
    """Words tagged as numerals and as places; it gives numerals no value."""
    figures, places, at = [], [], 0
    for word, tag in posseg.lcut(text):
        if tag == "m":
            figures.append([at, at + len(word), None])
        elif tag == "ns":
            places.append(word)
        at += len(word)
    return {"figures": figures, "places": sorted(set(places))}


def with_lcut(text: str) -> Found:
    """Words and nothing else: what it costs to only cut a text."""
    jieba.lcut(text)
    return {"figures": [], "places": []}


def with_jionlp(text: str) -> Found:
    """Amounts of money, the only figures it extracts, and places with those above them."""
    figures = []
    for item in jionlp.ner.extract_money(text, with_parsing=True):
        worth = (item.get("detail") or {}).get("num")
        value = float(worth[0] if isinstance(worth, list) else worth or 0)
        figures.append([*item["offset"], value])
    found = jionlp.recognize_location(text)
    names = {name for place, _ in found["domestic"] or [] for name in place.values() if name}
    return {"figures": figures, "places": sorted(names | set(found["others"] or []))}


def with_cpca(text: str) -> Found:
    """Places only: province, city and district of every address it sees."""
    try:
        table = cpca.transform_text_with_addrs(text, pos_sensitive=True)
    except KeyError:  # it fails on a text without any address
        return {"figures": [], "places": []}
    cells = [v for column in ("省", "市", "区") for v in table[column].tolist()]
    return {"figures": [], "places": sorted({v for v in cells if isinstance(v, str) and v})}


def with_recognizers(text: str) -> Found:
    """Numbers and percentages; it knows no places of China."""
    found = [
        *recognize_number(text, Culture.Chinese),
        *recognize_percentage(text, Culture.Chinese),
    ]
    return {"figures": [[r.start, r.end + 1, _number(r.resolution)] for r in found], "places": []}


def _number(resolution: dict[str, str] | None) -> float | None:
    digits = re.sub(r"[%,]", "", (resolution or {}).get("value") or "")
    try:
        return float(digits)
    except ValueError:
        return None


READERS: dict[str, Callable[[str], Found]] = {
    "shanhai": with_shanhai,
    "python": with_shanhai,
    "jieba": with_jieba,
    "lcut": with_lcut,
    "jionlp": with_jionlp,
    "cpca": with_cpca,
    "recognizers": with_recognizers,
}


def main() -> None:
    if missing:
        print(json.dumps({"missing": missing}))
        return
    run = READERS[chosen]
    if chosen in ("jieba", "lcut"):
        jieba.setLogLevel("ERROR")
    texts: list[str] = json.load(sys.stdin)
    found = [run(text) for text in texts]
    began = time.process_time()
    passes = 0
    while not passes or time.process_time() - began < LEAST_SECONDS:
        for text in texts:
            run(text)
        passes += 1
    seconds = (time.process_time() - began) / passes
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    memory = pages * resource.getpagesize() // 2**20
    print(json.dumps({"found": found, "seconds": seconds, "memory": memory}))


if __name__ == "__main__":
    main()
