"""Learn vocabulary/likeliest.tsv: what the words about a figure say of what it counts.

    python tools/learn_weights.py FOLDER... [--to FILE] [--without NAME...]

Each folder holds NAME.txt with NAME.gold.json (docs/rules/annotation.md); the sentences of
tests/reading/cases.yaml are learnt from as well. Rules are read first and are weighed like any
word, so learn again when rules have changed. One run of the same reports gives the same file: a
softmax per kind of unit, trained figure by figure with a rate of its own for every weight; weights
that say little are left out. A row is: kind of unit, feature, and the codes it speaks for or
against in hundredths.
"""

import argparse
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from math import exp, sqrt
from pathlib import Path
from typing import Any

import yaml

from bench.score import locate
from shanhai.reading import likeliest
from shanhai.reading.figures import Figure
from shanhai.reading.indicators import GROUP_OF_UNIT, Binding
from shanhai.reading.lexicon import lexicon
from shanhai.reading.repair import repair
from shanhai.reading.report import Reading

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "src/shanhai/vocabulary/likeliest.tsv"
CASES = ROOT / "tests/reading/cases.yaml"
SELDOM = 3  # a feature seen fewer times is not learnt
EPOCHS, RATE, SHRINK, LITTLE = 8, 0.05, 0.005, 12
_MARKED = re.compile(r"\{([^}]+)\}")

Example = tuple[str, list[str], str]  # kind of unit, features, code


class Watched(Reading):
    """A reading that keeps what it weighs and lets the rules stand."""

    def settle(self, figure: Figure, seen: likeliest.Seen) -> Binding | None:
        start, end = self.mended.source_span(figure.start, figure.end)
        names = set(likeliest.features(seen)) | {""}
        for slot, mask in likeliest.groups(seen.context):
            names |= {slot + name for name in lexicon().named(mask)}
        self.kept.append((start, end, GROUP_OF_UNIT[seen.unit], sorted(names)))
        return seen.rule


def watched(text: str) -> list[tuple[int, int, str, list[str]]]:
    """Every figure of a text with the features it is weighed by."""
    reading = Watched(text, repair(text), None)
    reading.kept = []
    reading.report()
    kept: list[tuple[int, int, str, list[str]]] = reading.kept
    return kept


def of_reports(folder: Path, without: set[str]) -> Iterator[Example]:
    """The figures of annotated reports; one that is no claim is learnt as such."""
    for gold in sorted(folder.glob("*.gold.json")):
        name = gold.name.removesuffix(".gold.json")
        if name in without:
            continue
        text = gold.with_name(f"{name}.txt").read_text("utf-8")
        used: set[tuple[int, int]] = set()
        claims: list[dict[str, Any]] = json.loads(gold.read_text("utf-8"))["claims"]
        spans = [(*locate(text, claim, used), claim["indicator"]) for claim in claims]
        for start, end, kind, names in watched(text):
            code = next((c for s, e, c in spans if min(e, end) > max(s, start)), "")
            yield kind, names, likeliest.plain(code)


def of_cases() -> Iterator[Example]:
    """The marked figures of the cases."""
    for code, sentences in yaml.safe_load(CASES.read_text("utf-8")).items():
        for sentence in sentences:
            marked = _MARKED.search(sentence)
            assert marked
            at, text = marked.start(), _MARKED.sub(r"\1", sentence)
            for start, end, kind, names in watched(text):
                if at <= start and end <= at + len(marked[1]):
                    yield kind, names, likeliest.plain(code)


class Learner:
    """The weights of one kind of unit while they are learnt."""

    def __init__(self, examples: list[tuple[list[str], str]]) -> None:
        seen = Counter(name for names, _ in examples for name in names)
        self.codes = sorted({code for _, code in examples})
        place = {code: at for at, code in enumerate(self.codes)}
        self.examples = [
            ([n for n in names if seen[n] >= SELDOM], place[code]) for names, code in examples
        ]
        width = len(self.codes)
        self.weights: dict[str, list[float]] = defaultdict(lambda: [0.0] * width)
        self.paces: dict[str, list[float]] = defaultdict(lambda: [1e-2] * width)

    def learn(self) -> None:
        order = random.Random(1)  # nosec B311 the same file for the same reports
        for _ in range(EPOCHS):
            order.shuffle(self.examples)
            for names, right in self.examples:
                self._step(names, right)

    def _step(self, names: list[str], right: int) -> None:
        rows = [self.weights[name] for name in names]
        sums = [sum(column) for column in zip(*rows, strict=True)]
        top = max(sums)
        odds = [exp(one - top) for one in sums]
        total = sum(odds)
        errors = [(at, odd / total - (at == right)) for at, odd in enumerate(odds)]
        moved = [(at, error) for at, error in errors if abs(error) > 0.004]
        for name, row in zip(names, rows, strict=True):
            pace = self.paces[name]
            for at, error in moved:
                slope = error + SHRINK * row[at]
                pace[at] += slope * slope
                row[at] -= RATE * slope / sqrt(pace[at])

    def rows(self) -> Iterator[tuple[str, dict[str, int]]]:
        """The weights that say something, in hundredths."""
        for name in sorted(self.weights):
            hundredths = {
                code: round(100 * weight)
                for code, weight in zip(self.codes, self.weights[name], strict=True)
            }
            if kept := {code: w for code, w in hundredths.items() if abs(w) >= LITTLE}:
                yield name, kept


def main() -> None:
    parser = argparse.ArgumentParser(description="Learn the weights of likeliest.tsv")
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--to", type=Path, default=TARGET)
    parser.add_argument("--without", nargs="*", default=[], help="reports not learnt from")
    asked = parser.parse_args()
    kinds: dict[str, list[tuple[list[str], str]]] = defaultdict(list)
    listed = [e for folder in asked.folders for e in of_reports(folder, set(asked.without))]
    for kind, names, code in [*listed, *of_cases()]:
        kinds[kind].append((names, code))
    with asked.to.open("w", encoding="utf-8") as out:
        for kind in sorted(kinds):
            learner = Learner(kinds[kind])
            learner.learn()
            for name, weights in learner.rows():
                told = " ".join(f"{code}={weight}" for code, weight in weights.items())
                out.write(f"{kind}\t{name}\t{told}\n")
    print(f"{sum(map(len, kinds.values()))} figures, {asked.to.stat().st_size} bytes")


if __name__ == "__main__":
    main()
