"""The reader's speed, scaling and memory, and how it compares with its peers.

    python bench/reading.py [--peers DIR] [--rounds N]

The peers live in an environment of their own (``python -m venv DIR`` and
``DIR/bin/pip install -r bench/requirements.txt``); without it only our own lines are printed.
Ours and jieba are timed in turns within one process; the ratio is the median of the pairs.
"""

from __future__ import annotations

import argparse
import json
import logging
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from shanhai.reading import read

HERE = Path(__file__).resolve().parent
OWN_SET = HERE.parent / "tests" / "reading" / "corpus"
DEFAULT_PEERS = HERE.parent / ".bench-peers"
DENSITY = 75  # characters a figure, as published reports have them
PEERS = ("jieba", "jionlp", "recognizers", "cpca")


def texts() -> list[tuple[str, dict[str, Any]]]:
    """The project's own annotated reports."""
    files = sorted(OWN_SET.glob("*.txt"))
    return [
        (f.read_text("utf-8"), json.loads(f.with_suffix(".gold.json").read_text("utf-8")))
        for f in files
    ]


def diluted(corpus: list[str]) -> list[str]:
    """The reports brought to the density of published ones with their own figureless sentences.

    Our reports are packed with figures (one in some 25 characters); published reports print one
    in about 75.
    """
    spare = [s + "。" for t in corpus for s in t.split("。") if len(s) > 15 and not read(s).claims]
    made, at = [], 0
    for text in corpus:
        wanted = DENSITY * len(read(text).claims)
        while len(text) < wanted:
            text += "\n" + spare[at % len(spare)].strip()
            at += 1
        made.append(text)
    return made


def seconds(run: Callable[[str], Any], corpus: list[str]) -> float:
    """CPU seconds one pass takes."""
    began = time.process_time()
    for text in corpus:
        run(text)
    return time.process_time() - began


def paired(corpus: list[str], peers: Path, rounds: int) -> None:
    """Ours against jieba.lcut, in turns."""
    site = next(iter(sorted(peers.glob("lib/python3*/site-packages"))), None)
    if site is None or not (site / "jieba").exists():
        print(f"jieba 未安装（{peers}）：python -m venv {peers} 后按 bench/requirements.txt 安装。")
        return
    sys.path.append(str(site))
    jieba = __import__("jieba")  # found only now that its folder is known
    jieba.setLogLevel(logging.ERROR)
    seconds(jieba.lcut, corpus[:2])
    pairs = [(seconds(jieba.lcut, corpus), seconds(read, corpus)) for _ in range(rounds)]
    size = sum(map(len, corpus))
    ratio = statistics.median(a / b for a, b in pairs)
    theirs = size / statistics.median(a for a, _ in pairs)
    ours = size / statistics.median(b for _, b in pairs)
    print(f"全文阅读 {ours:,.0f} 字/秒；jieba.lcut {theirs:,.0f} 字/秒；成对中位数 {ratio:.2f} 倍")


def scaling(corpus: list[str]) -> None:
    """Cost per character of one text a hundred times as long."""
    text = "\n".join(corpus[:2])
    read(text)
    once = statistics.median(seconds(read, [text]) for _ in range(9))
    many = seconds(read, ["\n".join([text] * 100)])
    print(f"百倍长度时每字耗时 {many / (100 * once):.2f} 倍")


def resident() -> int:
    """Megabytes of memory this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() // 2**20


def memory(corpus: list[str]) -> None:
    """Growth of memory over a thousand reports."""
    for text in corpus:
        read(text)
    before = resident()
    for number in range(1000):
        read(corpus[number % len(corpus)])
    print(f"读一千份报告，内存由 {before} MB 到 {resident()} MB")


def gold_money(gold: dict[str, Any], text: str) -> list[tuple[int, int, float]]:
    """Spans and values of the annotated amounts of money whose place in the text is plain."""
    spans = []
    for claim in gold["claims"]:
        at = text.find(claim["quote"])
        inner = claim["quote"].find(claim["num"])
        if claim["unit"] == "元" and at >= 0 and inner >= 0:
            start = at + inner
            spans.append((start, start + len(claim["num"]), float(claim["value"])))
    return spans


def row(name: str, corpus: list[tuple[str, dict[str, Any]]], result: dict[str, Any]) -> str:
    """One line of the table: money found, values right, characters per second, memory."""
    found = right = total = 0
    for (text, gold), answer in zip(corpus, result["found"], strict=True):
        for start, end, value in gold_money(gold, text):
            total += 1
            near = [m for m in answer["money"] if min(end, m[1]) > max(start, m[0])]
            found += bool(near)
            right += any(abs(m[2] - value) <= 1e-6 * max(1.0, value) for m in near)
    speed = sum(len(t) for t, _ in corpus) / result["seconds"]
    return f"{name:12s} {found:4d}/{total} {right:4d}/{total} {speed:12,.0f} {result['memory']:6d}"


def ours(corpus: list[tuple[str, dict[str, Any]]]) -> dict[str, Any]:
    """Our own answers in the shape the peers give theirs."""
    began = time.process_time()
    reports = [read(text) for text, _ in corpus]
    took = time.process_time() - began
    found = [
        {"money": [[c.start, c.end, float(c.value)] for c in r.claims if c.unit == "元"]}
        for r in reports
    ]
    return {"found": found, "seconds": took, "memory": resident()}


def table(corpus: list[tuple[str, dict[str, Any]]], peers: Path) -> None:
    """Ours and the peers over the same reports."""
    print(f"{'':12s} {'金额找到':8s} {'数值正确':8s} {'字/秒':>8s} {'内存MB':>6s}")
    print(row("山海", corpus, ours(corpus)))
    python = peers / "bin" / "python"
    if not python.exists():
        return
    sent = json.dumps([text for text, _ in corpus])
    for name in PEERS:
        ran = subprocess.run(
            [str(python), str(HERE / "peers.py"), name],
            input=sent, capture_output=True, text=True, timeout=900,
        )  # fmt: skip
        answer = (
            json.loads(ran.stdout.splitlines()[-1]) if ran.returncode == 0 and ran.stdout else {}
        )
        missing = answer.get("missing", True) if "found" not in answer else False
        print(f"{name:12s} 未安装或不能运行" if missing else row(name, corpus, answer))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", type=Path, default=DEFAULT_PEERS)
    parser.add_argument("--rounds", type=int, default=9)
    given = parser.parse_args()
    corpus = texts()
    plain = [text for text, _ in corpus]
    print("按已发表报告的数字密度：", end="")
    paired(diluted(plain), given.peers, given.rounds)
    print("按本项目测试集（密三倍）：", end="")
    paired(plain, given.peers, given.rounds)
    scaling(plain)
    memory(plain)
    table(corpus, given.peers)


if __name__ == "__main__":
    main()
