"""One peer over the project's own reports; run by bench/reading.py in the peers' environment.

    python bench/peers.py NAME < texts.json > result.json

Reads a list of texts, prints spans of money found, their values, places found, and seconds.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

try:
    import jieba
except ImportError:
    jieba = None
try:
    import jionlp
except ImportError:
    jionlp = None
try:
    import cpca
except ImportError:
    cpca = None
try:
    from recognizers_number_with_unit import Culture, recognize_currency
except Exception:  # the package fails in many ways beside newer neighbours
    recognize_currency = None

Found = dict[str, list[Any]]


def with_jieba(text: str) -> Found:
    jieba.lcut(text)
    return {"money": [], "places": []}


def with_jionlp(text: str) -> Found:
    money = []
    for item in jionlp.ner.extract_money(text, with_parsing=True):
        worth = (item.get("detail") or {}).get("num")
        value = float(worth[0] if isinstance(worth, list) else worth or 0)
        money.append([*item["offset"], value])
    return {"money": money, "places": []}


def with_cpca(text: str) -> Found:
    table = cpca.transform_text_with_addrs(text, pos_sensitive=True)
    names = {str(v) for column in ("省", "市", "区") for v in table[column].tolist() if v}
    return {"money": [], "places": sorted(names)}


def with_recognizers(text: str) -> Found:
    money = [
        [r.start, r.end + 1, float((r.resolution or {}).get("value") or 0)]
        for r in recognize_currency(text, Culture.Chinese)
    ]
    return {"money": money, "places": []}


PEERS: dict[str, tuple[Any, Callable[[str], Found]]] = {
    "jieba": (jieba, with_jieba),
    "jionlp": (jionlp, with_jionlp),
    "cpca": (cpca, with_cpca),
    "recognizers": (recognize_currency, with_recognizers),
}


def main(name: str) -> None:
    present, run = PEERS[name]
    if present is None:
        print(json.dumps({"missing": True}))
        return
    texts: list[str] = json.load(sys.stdin)
    run(texts[0])
    began = time.process_time()
    found = [run(text) for text in texts]
    seconds = time.process_time() - began
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    memory = pages * resource.getpagesize() // 2**20
    print(json.dumps({"found": found, "seconds": seconds, "memory": memory}))


if __name__ == "__main__":
    main(sys.argv[1])
