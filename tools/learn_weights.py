"""Learn vocabulary/likeliest.tsv, what the words about a figure say of what it counts,
vocabulary/scopes.tsv, what they say of its scope, and vocabulary/leanings.tsv, what they say of
who gives and who receives.

    python tools/learn_weights.py FOLDER... [--to FOLDER] [--without NAME...] [--only TABLE]
                                   [--onto]

Each folder holds NAME.txt with NAME.gold.json (docs/rules/annotation.md); the sentences of
tests/reading/cases.yaml and what counts nothing in tests/reading/probes.yaml are learnt from as
well; a folder named twice counts twice. With --onto the tables of today are learnt on with what
the reports add, pulled back to what they say now instead of to nothing: so reports that are no
longer at hand stay known. Rules are read first and are weighed like any word, so
learn again when rules have changed. One run of the same
reports gives the same file: a softmax per kind of unit, trained figure by figure with a rate of
its own for every weight; weights that say little are left out. A row is: kind of unit, feature,
and the codes it speaks for or against in hundredths; of leanings.tsv: role, feature, and those at
hand.
"""

import argparse
import json
import os
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from math import exp, sqrt
from pathlib import Path
from typing import Any

import yaml

os.environ["SHANHAI_READER"] = "python"  # what is compiled cannot be watched

from bench.score import locate, same_period
from shanhai.reading import at_hand, leanings, likeliest, parties, scopes
from shanhai.reading.data import own_folder, weight_rows
from shanhai.reading.figures import Figure
from shanhai.reading.indicators import GROUP_OF_UNIT, Binding
from shanhai.reading.lexicon import lexicon
from shanhai.reading.periods import Period, When
from shanhai.reading.repair import repair
from shanhai.reading.report import Reading
from shanhai.reading.scene import Spot

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "src/shanhai/vocabulary"
CASES = ROOT / "tests/reading/cases.yaml"
PROBES = ROOT / "tests/reading/probes.yaml"
# a feature seen fewer times is not learnt; rounds, how many of an example's features are kept each
# time (so that none leans on its neighbours, which a new text may not have), pull to nothing, what
# is left out, pace on a table of before
LIKELIEST = {"seldom": 2, "epochs": 20, "keep": 0.5, "shrink": 0.005, "little": 12, "settled": 1.0}
SCOPES = {"seldom": 3, "epochs": 8, "keep": 1.0, "shrink": 0.01, "little": 8, "settled": 0.1}
PERIODS = {"seldom": 4, "epochs": 4, "keep": 1.0, "shrink": 0.03, "little": 8, "settled": 1.0}
LEANINGS = {"seldom": 4, "epochs": 6, "keep": 1.0, "shrink": 0.03, "little": 8, "settled": 0.1}
RATE = 0.05
FOLDER = "SHANHAI_VOCABULARY_DIR"
_MARKED = re.compile(r"\{([^}]+)\}")

Example = tuple[str, list[str], str]  # kind of unit, features, code
Known = dict[str, dict[str, int]]  # features with the codes they speak for, in hundredths
Claimed = tuple[int, int, dict[str, Any]]  # from where to where, the annotation
# role, features, those at hand, those of them that are right
Leaning = tuple[str, list[str], list[str], list[str]]


class Watched(Reading):
    """A reading that keeps what it weighs and lets the rules stand."""

    def settle(self, figure: Figure, seen: likeliest.Seen) -> Binding | None:
        start, end = self.mended.source_span(figure.start, figure.end)
        names = set(likeliest.features(seen)) | {""}
        for slot, mask in likeliest.groups(seen.context):
            names |= {slot + name for name in lexicon().named(mask)}
        self.kept.append((start, end, GROUP_OF_UNIT[seen.unit], sorted(names)))
        return seen.rule


def watched(text: str, reader: type[Reading] = Watched) -> list[Any]:
    """Every figure of a text with the features it is weighed by, as a watching reader keeps it."""
    reading = reader(text, repair(text), None)
    reading.kept = []
    reading.report()
    return reading.kept


def annotated(folder: Path, without: set[str]) -> Iterator[tuple[str, list[Claimed]]]:
    """The text of each annotated report with its claims."""
    for gold in sorted(folder.glob("*.gold.json")):
        name = gold.name.removesuffix(".gold.json")
        if name in without:
            continue
        text = gold.with_name(f"{name}.txt").read_text("utf-8")
        used: set[tuple[int, int]] = set()
        claims: list[dict[str, Any]] = json.loads(gold.read_text("utf-8"))["claims"]
        yield text, [(*locate(text, claim, used), claim) for claim in claims]


def _at(claims: list[Claimed], start: int, end: int) -> dict[str, Any] | None:
    """The first claim that shares a character with a figure."""
    return next((c for s, e, c in claims if min(e, end) > max(s, start)), None)


def of_reports(folder: Path, without: set[str]) -> Iterator[Example]:
    """The figures of annotated reports; one that is no claim is learnt as such."""
    for text, claims in annotated(folder, without):
        for start, end, kind, names in watched(text):
            claim = _at(claims, start, end)
            yield kind, names, likeliest.plain(claim["indicator"] if claim else "")


def of_cases() -> Iterator[Example]:
    """The marked figures of the cases, and those of the probes that count nothing."""
    for code, sentences in yaml.safe_load(CASES.read_text("utf-8")).items():
        for sentence in sentences:
            marked = _MARKED.search(sentence)
            assert marked
            at, text = marked.start(), _MARKED.sub(r"\1", sentence)
            for start, end, kind, names in watched(text):
                if at <= start and end <= at + len(marked[1]):
                    yield kind, names, likeliest.plain(code)
    for said in yaml.safe_load(PROBES.read_text("utf-8"))["nothing"]["said"]:
        yield from ((kind, names, likeliest.NONE) for _, _, kind, names in watched(f"{said}。"))


class WatchedScopes(Reading):
    """A reading that keeps what it weighs of scopes and lets the rules stand."""

    def scope(self, figure: Figure, when: When, told: scopes.Told) -> When:
        span = self.mended.source_span(figure.start, figure.end)
        seen = scopes.features(self.ground, told, scopes.time_before(self.ground, told))
        self.kept.append((*span, list(seen.all())))
        return when


def of_scopes(folder: Path, without: set[str]) -> Iterator[Leaning]:
    """The scopes of the claims of annotated reports."""
    for text, claims in annotated(folder, without):
        for start, end, names in watched(text, WatchedScopes):
            if claim := _at(claims, start, end):
                yield "scope", names, list(scopes.SCOPES), [claim["scope"]]


class WatchedPeriods(Reading):
    """A reading that keeps the periods at hand and lets the clock's stand."""

    def period(
        self, figure: Figure, seen: scopes.Features, timed: at_hand.Timed,
        periods_at_hand: dict[str, Period | None], weighed: int,
    ) -> str:  # fmt: skip
        span = self.mended.source_span(figure.start, figure.end)
        self.kept.append((*span, [*seen.all(), *timed.names()], periods_at_hand))
        return at_hand.CLOCK


def of_periods(folder: Path, without: set[str]) -> Iterator[Leaning]:
    """The periods of the claims of annotated reports, as far as one at hand is right."""
    for text, claims in annotated(folder, without):
        for start, end, names, open_to in watched(text, WatchedPeriods):
            claim = _at(claims, start, end)
            right = [w for w, p in open_to.items() if claim and same_period(claim, {"period": p})]
            if right:
                yield "period", names, list(open_to), right


class WatchedCast(parties.Cast):
    """A cast that keeps what it weighs of who gives and receives, and lets the rules stand."""

    kept: list[tuple[Spot, leanings.Choice, list[str]]]

    def settle(self, spot: Spot, choice: leanings.Choice, seen: leanings.Features) -> list[str]:
        names = [*seen.names(), *seen.crossed(choice), ""]
        self.kept.append((spot, choice, names))
        return choice.ruled


def of_parties(folder: Path, without: set[str]) -> Iterator[Leaning]:
    """The givers and receivers of annotated reports, as far as somebody at hand is right."""
    for text, claims in annotated(folder, without):
        reading = Reading(text, repair(text), None)
        WatchedCast.kept = []
        reading.cast = WatchedCast
        reading.report()
        for spot, choice, names in WatchedCast.kept:
            start, end = reading.mended.source_span(spot.at, spot.end)
            claim = _at(claims, start, end)
            told = set(claim[choice.role]) if claim else None
            right = [where for where in choice.open if set(choice.at_hand[where]) == told]
            if right:
                yield choice.role, names, choice.open, right


class Learner:
    """The weights of one kind of unit or of one role while they are learnt.

    An example is what is known, the codes it may be and those that are right.
    """

    def __init__(
        self,
        examples: list[tuple[list[str], list[str], list[str]]],
        how: dict[str, float],
        known: Known,
    ) -> None:
        seen = Counter(name for names, *_ in examples for name in names)
        self.how = how
        codes = {code for _, open_to, _ in examples for code in open_to}
        self.codes = sorted(codes.union(*known.values()))
        place = {code: at for at, code in enumerate(self.codes)}
        self.examples = [
            (
                [n for n in names if n in known or seen[n] >= how["seldom"]],
                [place[c] for c in open_to],
                {place[c] for c in right},
            )
            for names, open_to, right in examples
        ]
        width = len(self.codes)
        self.weights: dict[str, list[float]] = defaultdict(lambda: [0.0] * width)
        self.paces: dict[str, list[float]] = defaultdict(lambda: [1e-2] * width)
        for name, of in known.items():
            self.weights[name] = [of.get(code, 0) / 100 for code in self.codes]
            self.paces[name] = [how["settled"]] * width
        self.home = {name: list(row) for name, row in self.weights.items()}

    def learn(self) -> None:
        order = random.Random(1)  # nosec B311 the same file for the same reports
        keep = self.how["keep"]
        for _ in range(int(self.how["epochs"])):
            order.shuffle(self.examples)
            for names, open_to, right in self.examples:
                kept = [name for name in names if order.random() < keep]
                self._step(kept, open_to, right)

    def _step(self, names: list[str], open_to: list[int], right: set[int]) -> None:
        rows = [self.weights[name] for name in names]
        sums = [sum(row[at] for row in rows) / self.how["keep"] for at in open_to]
        top = max(sums)
        odds = [exp(one - top) for one in sums]
        total = sum(odds)
        good = sum(odd for at, odd in zip(open_to, odds, strict=True) if at in right)
        errors = [
            (at, odd / total - (odd / good if at in right else 0.0))
            for at, odd in zip(open_to, odds, strict=True)
        ]
        moved = [(at, error) for at, error in errors if abs(error) > 0.004]
        nothing = [0.0] * len(self.codes)
        for name, row in zip(names, rows, strict=True):
            pace, home = self.paces[name], self.home.get(name, nothing)
            for at, error in moved:
                slope = error + self.how["shrink"] * (row[at] - home[at])
                pace[at] += slope * slope
                row[at] -= RATE * slope / sqrt(pace[at])

    def rows(self) -> Iterator[tuple[str, dict[str, int]]]:
        """The weights that say something, in hundredths."""
        for name in sorted(self.weights):
            hundredths = {
                code: round(100 * weight)
                for code, weight in zip(self.codes, self.weights[name], strict=True)
            }
            little = self.how["little"]
            if kept := {code: w for code, w in hundredths.items() if abs(w) >= little}:
                yield name, kept


def known(table: str) -> dict[str, Known]:
    """A table of today by kind."""
    rows: dict[str, Known] = defaultdict(dict)
    for kind, name, of in weight_rows(table, ""):
        rows[kind][name] = of
    return rows


def learn(
    examples: list[Leaning], how: dict[str, float], to: Path, before: dict[str, Known],
    more: bool = False,
) -> None:  # fmt: skip
    """Write the table learnt from examples of several kinds, on what is known before; ``more``
    adds them to a table."""
    kinds: dict[str, list[tuple[list[str], list[str], list[str]]]] = defaultdict(list)
    for kind, *example in examples:
        kinds[kind].append((example[0], example[1], example[2]))
    with to.open("a" if more else "w", encoding="utf-8") as out:
        for kind in sorted(kinds.keys() | before):
            learner = Learner(kinds[kind], how, before.get(kind, {}))
            learner.learn()
            for name, weights in learner.rows():
                told = " ".join(f"{code}={weight}" for code, weight in weights.items())
                out.write(f"{kind}\t{name}\t{told}\n")
    print(f"{to.name}: {len(examples)} examples, {to.stat().st_size} bytes")


@contextmanager
def using(folder: Path) -> Iterator[None]:
    """Reading by the tables of a folder."""
    before = os.environ.get(FOLDER, "")
    os.environ[FOLDER] = str(folder)
    own_folder.cache_clear()
    try:
        yield
    finally:
        os.environ[FOLDER] = before
        own_folder.cache_clear()


def main() -> None:
    parser = argparse.ArgumentParser(description="Learn the weights the reader weighs words by")
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--to", type=Path, default=TARGET)
    parser.add_argument("--without", nargs="*", default=[], help="reports not learnt from")
    parser.add_argument("--onto", action="store_true", help="learn on the tables of today")
    parser.add_argument("--only", choices=("likeliest", "leanings", "scopes"))
    asked = parser.parse_args()
    without = set(asked.without)

    def write(table: str, how: dict[str, float], examples: list[Leaning]) -> None:
        learn(examples, how, asked.to / table, known(table) if asked.onto else {})

    if asked.only in (None, "likeliest"):
        listed = [e for folder in asked.folders for e in of_reports(folder, without)]
        listed += of_cases()
        codes: dict[str, set[str]] = defaultdict(set)
        for kind, _, code in listed:
            codes[kind].add(code)
        for kind, of in known("likeliest.tsv").items() if asked.onto else ():
            codes[kind].update(*of.values())
        counted = [(kind, names, sorted(codes[kind]), [code]) for kind, names, code in listed]
        write("likeliest.tsv", LIKELIEST, counted)
    if asked.only in (None, "scopes"):
        table, before = asked.to / "scopes.tsv", known("scopes.tsv") if asked.onto else {}
        told = [e for folder in asked.folders for e in of_scopes(folder, without)]
        learn(told, SCOPES, table, {"scope": before.get("scope", {})})
        # a period is weighed once the scope is settled, by what has just been learnt of it
        with using(asked.to):
            told = [e for folder in asked.folders for e in of_periods(folder, without)]
        learn(told, PERIODS, table, {"period": before.get("period", {})}, more=True)
    if asked.only in (None, "leanings"):
        told = [e for folder in asked.folders for e in of_parties(folder, without)]
        write("leanings.tsv", LEANINGS, told)


if __name__ == "__main__":
    main()
