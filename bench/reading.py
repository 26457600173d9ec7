"""The reader beside its peers, its scaling and its memory: one run, one table.

    python bench/reading.py [--peers DIR] [--rounds N] [--install] [--reports DIR]

The peers live in an environment of their own, which ``--install`` makes (bench/requirements.txt);
a peer that is absent is named. Every reader runs in a process of its own. A round runs all of them
in turn; ratios are medians over the rounds.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from typing import Any

from bench.score import OWN_SET, locate, reports
from shanhai.reading import read
from shanhai.reading.compiled import folder as folder_of_compiled
from shanhai.reading.folder import Outcome, read_folder

HERE = Path(__file__).resolve().parent
DEFAULT_PEERS = HERE.parent / ".bench-peers"
LABELS = {
    "shanhai": "Shanhai, whole reading", "python": "the same, as Python", "jionlp": "JioNLP",
    "recognizers": "Recognizers-Text", "cpca": "cpca",
    "jieba": "jieba, tagging", "lcut": "jieba, cutting only",
}  # fmt: skip
# 斤, 米 and 成 stand in the gold as 公斤, 公里 and %; a peer gives the number as printed.
PRINTED = (1, 2, 1000, 0.1)
DENSITY = 75  # characters a figure, as published reports have them
PARAGRAPH = 120
BULLETINS = OWN_SET.parent / "bulletins"
HOSTILE = {
    "one letter": "县", "brackets": "（", "digits": "1", "commas": "，", "numerals": "一",
    "line ends": "\n",
}  # fmt: skip
Gold = list[tuple[str, str, dict[str, Any]]]


def install(peers: Path) -> None:
    """The peers' own environment; nothing of it reaches the product's."""
    subprocess.run([sys.executable, "-m", "venv", str(peers)], check=True)
    python = str(peers / "bin" / "python")
    wanted = ["-r", str(HERE / "requirements.txt")]
    subprocess.run([python, "-m", "pip", "install", "-q", *wanted], check=True)


def answer(name: str, peers: Path, texts: list[str]) -> dict[str, Any]:
    """What one reader finds and needs, or why it cannot run."""
    python = Path(sys.executable) if name in ("shanhai", "python") else peers / "bin" / "python"
    if not python.exists():
        return {"missing": "not installed"}
    ran = subprocess.run(
        [str(python), "-W", "ignore", str(HERE / "peers.py"), name],
        input=json.dumps(texts), capture_output=True, text=True, timeout=1800,
    )  # fmt: skip
    if ran.returncode or not ran.stdout.strip():
        return {"missing": ran.stderr.strip().splitlines()[-1] if ran.stderr else "failed"}
    made: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return made


def figures_right(gold: Gold, found: list[dict[str, Any]]) -> tuple[int, int, int]:
    """Figures of the gold, those a reader found, and those it gave the right value."""
    total = seen = right = 0
    for (_, text, report), one in zip(gold, found, strict=True):
        used: set[tuple[int, int]] = set()
        for claim in report["claims"]:
            start, end = locate(text, claim, used)
            value = float(claim["value"])
            near = [f for f in one["figures"] if min(end, f[1]) > max(start, f[0])]
            total += 1
            seen += bool(near)
            right += any(f[2] is not None and _same(f[2], value) for f in near)
    return total, seen, right


def _same(got: float, value: float) -> bool:
    return any(abs(got - value * times) <= 1e-6 * max(1.0, value) for times in PRINTED)


def places_right(gold: Gold, found: list[dict[str, Any]]) -> tuple[int, int, int]:
    """Sides of the gold's partnerships, those a reader names, and how many names it gives."""
    total = right = named = 0
    for (_, _, report), one in zip(gold, found, strict=True):
        sides = set(report["helpers"]) | set(report["recipients"])
        total += len(sides)
        right += len(sides & set(one["places"]))
        named += len(one["places"])
    return total, right, named


def table(gold: Gold, peers: Path, rounds: int) -> None:
    """Ours and the peers over the same reports."""
    texts = [text for _, text, _ in gold]
    size = sum(map(len, texts))
    runs = [{name: answer(name, peers, texts) for name in LABELS} for _ in range(rounds)]
    print("| | figures found | values right | sides right (names given) | characters/s | "
          "times ours | MB |\n|---|---|---|---|---|---|---|")  # fmt: skip
    for name, label in LABELS.items():
        first = runs[0][name]
        if "missing" in first:
            print(f"| {label} | not run: {first['missing']} | | | | | |")
            continue
        total, seen, right = figures_right(gold, first["found"])
        sides, hit, named = places_right(gold, first["found"])
        took = statistics.median(run[name]["seconds"] for run in runs)
        ratio = statistics.median(run["shanhai"]["seconds"] / run[name]["seconds"] for run in runs)
        print(
            f"| {label} | {seen}/{total} | {right}/{total} | {hit}/{sides} ({named}) "
            f"| {size / took:,.0f} | {ratio:.2f} | {first['memory']} |"
        )


def diluted(corpus: list[str]) -> list[str]:
    """The reports brought to the density of published ones with their own figureless sentences:
    a figure in about 75 characters, in paragraphs of some 120.
    """
    lines = [s.rpartition("\n")[2].strip() for t in corpus for s in t.split("。")]
    spare = cycle(s + "。" for s in lines if len(s) > 15 and not read(s).claims)
    made = []
    for text in corpus:
        wanted, added = DENSITY * len(read(text).claims), ""
        while len(text) + len(added) < wanted:
            opens = len(added) - added.rfind("\n") > PARAGRAPH
            added += "\n" * (opens or not added) + next(spare)
        made.append(text + added)
    return made


def seconds(run: Callable[[str], Any], corpus: list[str]) -> float:
    """CPU seconds one pass takes."""
    began = time.process_time()
    for text in corpus:
        run(text)
    return time.process_time() - began


def published(own: Path | None, peers: Path, rounds: int) -> None:
    """Ours against jieba.lcut, which only cuts words, over one's own published reports; else at
    their density, over one in six of those that many hands have written in their manner."""
    if own:
        texts = [path.read_text("utf-8") for path in sorted(own.rglob("*.txt"))]
    else:
        texts = diluted([text for _, text, _ in reports(BULLETINS)][::6])
    names = ("shanhai", "python", "lcut")
    runs = [{name: answer(name, peers, texts) for name in names} for _ in range(rounds)]
    if any("missing" in one for run in runs for one in run.values()):
        return
    size = sum(map(len, texts))
    for name, how in (("shanhai", "compiled" if folder_of_compiled() else "not compiled"),
                      ("python", "as Python")):  # fmt: skip
        ours = size / statistics.median(run[name]["seconds"] for run in runs)
        ratio = statistics.median(run["lcut"]["seconds"] / run[name]["seconds"] for run in runs)
        print(f"published density, {how}: {ours:,.0f} characters/s, {ratio:.2f} times jieba.lcut")


def scaling(corpus: list[str], rounds: int) -> None:
    """Cost per character of one text a hundred times as long."""
    text = "\n".join(corpus[:2])
    long = "\n".join([text] * 100)
    ratios = [
        seconds(read, [long]) / sum(seconds(read, [text]) for _ in range(100))
        for _ in range(rounds)
    ]
    print(f"a text 100 times as long: {statistics.median(ratios):.2f} times the cost a character")


def hostile(size: int) -> None:
    """Megabytes of one character: seconds, and the cost against a tenth of it."""
    for name, letter in HOSTILE.items():
        short = seconds(read, [letter * (size // 10)])
        long = seconds(read, [letter * size])
        print(
            f"{size / 1e6:g} million characters of {name}: {long:.1f} s, "
            f"{long / (10 * max(short, 1e-9)):.2f} times the cost a character of a tenth; "
            f"{resident()} MB held after it"
        )


def resident() -> int:
    """Megabytes of memory this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() // 2**20


def folder(corpus: list[str], files: int) -> None:
    """Memory while a large folder is read by one process."""
    with tempfile.TemporaryDirectory() as place:
        source = Path(place) / "in"
        source.mkdir()
        for number in range(files):
            text = corpus[number % len(corpus)] + f"\n{number}"
            (source / f"{number:06}.txt").write_text(text, encoding="utf-8")
        held: list[int] = []

        def heard(outcome: Outcome) -> None:
            held.append(resident())

        began = time.process_time()
        read_folder(sorted(source.iterdir()), Path(place) / "out", jobs=1, progress=heard)
        took = time.process_time() - began
    print(
        f"folder of {files} reports: {held[files // 10]} MB after a tenth, {held[-1]} MB at the "
        f"end; {files / took:,.0f} reports/s a core, files and JSON included"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", type=Path, default=DEFAULT_PEERS)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--install", action="store_true", help="make the peers' environment first")
    parser.add_argument("--hostile", type=int, default=10_000_000, help="characters; 0 leaves out")
    parser.add_argument("--files", type=int, default=2_000)
    parser.add_argument("--reports", type=Path, help="folder of published ones to race over")
    given = parser.parse_args()
    if given.install and not (given.peers / "bin" / "python").exists():
        install(given.peers)
    gold = list(reports(OWN_SET))
    plain = [text for _, text, _ in gold]
    table(gold, given.peers, given.rounds)
    published(given.reports, given.peers, given.rounds)
    scaling(plain, given.rounds)
    folder(plain, given.files)
    if given.hostile:
        hostile(given.hostile)


if __name__ == "__main__":
    main()
