"""Score the reader's claims against gold annotations (see docs/rules/annotation.md).

As a module: `score(gold_dir, predict)`, where `predict(text, published)` returns a report as a
dictionary. As a command, over a folder of NAME.txt + NAME.gold.json::

    python bench/score.py [GOLD_DIR] [--predictions DIR] [--errors]

Without --predictions the reader itself is run; with it, DIR holds NAME.json per report.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import shanhai.reading

Predict = Callable[[str, "date | None"], dict[str, Any]]
Span = tuple[int, int]
OWN_SET = Path(__file__).resolve().parent.parent / "tests" / "reading" / "corpus"
FOUND = ("span", "figure", "claim")
ATTRIBUTES = ("bound", "scope", "period", "provider", "receiver", "subject")


@dataclass
class Scores:
    """Counts of a run; `figures()` are the measures, `errors` what went wrong, by kind."""

    counts: Counter[str] = field(default_factory=Counter)
    errors: list[tuple[str, str, str]] = field(default_factory=list)

    def f1(self, key: str, gold: str = "gold", predicted: str = "predicted") -> float:
        both = self.counts[gold] + self.counts[predicted]
        return 2 * self.counts[key] / both if both else 0.0

    def share(self, key: str, base: str) -> float:
        return self.counts[key] / self.counts[base] if self.counts[base] else 0.0

    def figures(self) -> dict[str, float]:
        """Every measure: F1 for what is found, accuracy among right figures for the rest."""
        measures = {key: self.f1(key) for key in FOUND}
        for key in ATTRIBUTES:
            base = "with_subject" if key == "subject" else "figure"
            measures[key] = self.share(key, base)
        measures["sides"] = self.share("sides", "reports")
        measures["events"] = self.f1("event", "gold_events", "predicted_events")
        return {key: round(value, 4) for key, value in measures.items()}


def locate(text: str, claim: dict[str, Any], used: set[Span]) -> Span:
    """Offsets of a gold claim's figure; the same quote and figure again means its next place."""
    quote, figure = claim["quote"], claim["num"]
    at = text.find(quote)
    while at >= 0:
        inner = quote.find(figure)
        while inner >= 0:
            span = (at + inner, at + inner + len(figure))
            if span not in used:
                used.add(span)
                return span
            inner = quote.find(figure, inner + 1)
        at = text.find(quote, at + 1)
    raise ValueError(f"quote or figure not in text: {figure!r} in {quote!r}")


def align(gold: list[Span], predicted: list[Span]) -> list[tuple[int, int]]:
    """One-to-one pairs of overlapping spans, the largest overlap first."""
    candidates = []
    for i, (start, end) in enumerate(gold):
        for j, (other_start, other_end) in enumerate(predicted):
            shared = min(end, other_end) - max(start, other_start)
            if shared > 0:
                candidates.append((-shared, abs(start - other_start), i, j))
    left: set[int] = set()
    right: set[int] = set()
    pairs = []
    for *_, i, j in sorted(candidates):
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
            pairs.append((i, j))
    return pairs


def same_value(gold: dict[str, Any], predicted: dict[str, Any]) -> bool:
    expected = float(gold["value"])
    got = predicted.get("value")
    return got is not None and abs(float(got) - expected) <= 1e-6 * max(1.0, abs(expected))


def same_indicator(gold: dict[str, Any], predicted: dict[str, Any]) -> bool:
    """The same code; for what has no code, any `other:` will do, since its name is free."""
    expected, got = gold["indicator"], str(predicted.get("indicator", ""))
    return expected == got or expected.startswith("other:") and got.startswith("other")


def same_period(gold: dict[str, Any], predicted: dict[str, Any]) -> bool:
    """Equal, or one more precise than the other: 2024 and 2024-06 agree."""
    expected, got = gold.get("period"), predicted.get("period")
    if not expected or not got:
        return not expected and not got
    return all(a.startswith(b) or b.startswith(a) for a, b in zip(expected, got, strict=True))


def same_names(gold: list[str] | None, predicted: list[str] | None) -> bool:
    return set(gold or []) == set(predicted or [])


def same_subject(gold: dict[str, Any], predicted: dict[str, Any]) -> bool:
    expected, got = gold["subject"], predicted.get("subject") or {}
    return all(same_names(expected[side], got.get(side)) for side in ("helper", "recipient"))


def attributes(gold: dict[str, Any], predicted: dict[str, Any]) -> dict[str, bool]:
    """Which attributes of a rightly read figure are right; `subject` only if the gold states it."""
    right = {
        "bound": predicted.get("bound") == gold["bound"],
        "scope": predicted.get("scope") == gold["scope"],
        "period": same_period(gold, predicted),
        "provider": same_names(gold.get("provider"), predicted.get("provider")),
        "receiver": same_names(gold.get("receiver"), predicted.get("receiver")),
    }
    if "subject" in gold:
        right["subject"] = same_subject(gold, predicted)
    return right


def compare(name: str, text: str, gold: dict[str, Any], got: dict[str, Any], to: Scores) -> None:
    """Add one report's counts and errors to `to`."""
    used: set[Span] = set()
    golds, predictions = gold["claims"], got.get("claims", [])
    places = [locate(text, claim, used) for claim in golds]
    spans = [(claim["start"], claim["end"]) for claim in predictions]
    pairs = align(places, spans)
    to.counts.update(reports=1, gold=len(golds), predicted=len(predictions), span=len(pairs))
    for i, j in pairs:
        compare_claim(name, golds[i], predictions[j], to)
    for i in sorted(set(range(len(golds))) - {i for i, _ in pairs}):
        what = f"{golds[i]['num']} {golds[i]['indicator']} in {golds[i]['quote']}"
        to.errors.append(("missed", name, what))
    for j in sorted(set(range(len(predictions))) - {j for _, j in pairs}):
        start, end = spans[j]
        context = text[max(0, start - 12) : end + 10].replace("\n", " ")
        what = f"{text[start:end]} {predictions[j].get('indicator')} in {context}"
        to.errors.append(("extra", name, what))
    compare_report(name, gold, got, to)


def compare_claim(name: str, gold: dict[str, Any], got: dict[str, Any], to: Scores) -> None:
    where = f"{gold['num']} in {gold['quote']}"
    if not (same_value(gold, got) and got.get("unit") == gold["unit"]):
        what = f"{where}: {gold['value']} {gold['unit']}, got {got.get('value')} {got.get('unit')}"
        to.errors.append(("figure", name, what))
        return
    to.counts["figure"] += 1
    if same_indicator(gold, got):
        to.counts["claim"] += 1
    else:
        to.errors.append(
            ("indicator", name, f"{where}: {gold['indicator']}, got {got.get('indicator')}")
        )
    for key, right in attributes(gold, got).items():
        to.counts[key] += right
        to.counts["with_subject"] += key == "subject"
        if not right:
            to.errors.append((key, name, f"{where}: {gold[key]}, got {got.get(key)}"))


def compare_report(name: str, gold: dict[str, Any], got: dict[str, Any], to: Scores) -> None:
    expected = [gold["helpers"], gold["recipients"]]
    stated = [got.get("helpers"), got.get("recipients")]
    if all(same_names(a, b) for a, b in zip(expected, stated, strict=True)):
        to.counts["sides"] += 1
    else:
        to.errors.append(("sides", name, f"{expected}, got {stated}"))
    events = Counter((event["type"], event.get("date")) for event in gold["events"])
    told = Counter((event.get("type"), event.get("date")) for event in got.get("events", []))
    hits = events & told
    to.counts["event"] += hits.total()
    to.counts["gold_events"] += events.total()
    to.counts["predicted_events"] += told.total()
    if events != told:
        to.errors.append(
            ("events", name, f"{sorted(events, key=str)}, got {sorted(told, key=str)}")
        )


def reports(gold_dir: Path) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Name, text and gold of every annotated report of a folder."""
    for file in sorted(gold_dir.glob("*.gold.json")):
        name = file.name.removesuffix(".gold.json")
        # newline="" keeps offsets as they are in the file
        with (gold_dir / f"{name}.txt").open(encoding="utf-8", newline="") as stream:
            text = stream.read()
        yield name, text, json.loads(file.read_text(encoding="utf-8"))


def score(gold_dir: Path, predict: Predict) -> Scores:
    """Run `predict` on every report of the folder and compare; no publication date is handed in."""
    result = Scores()
    for name, text, gold in reports(gold_dir):
        compare(name, text, gold, predict(text, None), result)
    return result


def table(scores: Scores) -> str:
    """The measures as lines for a terminal."""
    counts = scores.counts
    head = f"{counts['reports']} reports, {counts['gold']} claims, {counts['predicted']} read"
    lines = [head]
    for key in FOUND:
        precision, recall = scores.share(key, "predicted"), scores.share(key, "gold")
        lines.append(
            f"{key:<10} precision {precision:.3f}  recall {recall:.3f}  F1 {scores.f1(key):.3f}"
        )
    measures = scores.figures()
    for key in (*ATTRIBUTES, "sides", "events"):
        lines.append(f"{key:<10} {measures[key]:.3f}")
    return "\n".join(lines)


def error_table(scores: Scores) -> str:
    """How many errors of each kind, most frequent first."""
    kinds = Counter(kind for kind, _, _ in scores.errors)
    return "\n".join(f"{kind:<10} {number:>5}" for kind, number in kinds.most_common())


def from_folder(gold_dir: Path, folder: Path) -> Scores:
    """Compare predictions already written as NAME.json; a missing file is an empty report."""
    result = Scores()
    for name, text, gold in reports(gold_dir):
        file = folder / f"{name}.json"
        got = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        compare(name, text, gold, got, result)
    return result


def read_report(text: str, published: date | None) -> dict[str, Any]:
    """The reader of this checkout, as `score` wants it."""
    return shanhai.reading.read(text, published=published).to_dict()


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description="Score the reader against annotated reports.")
    parser.add_argument("gold_dir", nargs="?", type=Path, default=OWN_SET)
    parser.add_argument("--predictions", type=Path, help="folder of NAME.json to score instead")
    parser.add_argument("--errors", action="store_true", help="print every error")
    chosen = parser.parse_args(arguments)
    if chosen.predictions:
        result = from_folder(chosen.gold_dir, chosen.predictions)
    else:
        result = score(chosen.gold_dir, read_report)
    print(table(result))
    print("\nerrors by kind")
    print(error_table(result))
    if chosen.errors:
        for kind, name, what in result.errors:
            print(f"{kind:<10} {name}: {what}")
    print(json.dumps(result.figures()))


if __name__ == "__main__":
    main(sys.argv[1:])
