"""Hundreds of short sentences, each asked one thing; a family fails with all that it got wrong."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from shanhai.reading import Claim, read, times
from shanhai.reading.data import load

pytestmark = pytest.mark.once
PROBES: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "probes.yaml").read_text("utf-8"))
TITLE = "浦江县与湄潭县东西部协作工作动态"
Probe = tuple[str, list[list[Any]]]


def told() -> Iterator[Probe]:
    for frame, when in PROBES["told"]["frames"].items():
        for thing, what in PROBES["told"]["things"].items():
            yield frame.format(thing), [[*what, *when, "浦江县", "湄潭县"]]


def amounts() -> Iterator[Probe]:
    for frame in PROBES["amounts"]["frames"]:
        for printed, worth in PROBES["amounts"]["printed"].items():
            yield frame.format(printed), [worth]


def whose() -> Iterator[Probe]:
    for frame, giver, taker in PROBES["whose"]["said"]:
        for thing, what in PROBES["whose"]["things"].items():
            yield frame.format(thing), [[*what, giver, taker]]


def units() -> Iterator[Probe]:
    for frame in PROBES["units"]["frames"]:
        for thing, what in PROBES["units"]["things"].items():
            yield frame.format(thing), [what]


def nothing() -> Iterator[Probe]:
    for frame in PROBES["nothing"]["frames"]:
        for said in PROBES["nothing"]["said"]:
            yield frame.format(said), []


def plans() -> Iterator[Probe]:
    for sentence, scopes in PROBES["plans"].items():
        yield sentence, [[scope] for scope in scopes]


def answer(family: str, c: Claim) -> list[Any]:
    first, last = c.period or ("", "")
    parties = ["、".join(c.provider), "、".join(c.receiver)]
    return {
        "told": [c.indicator, c.value, c.unit, c.scope, first, last, *parties],
        "amounts": [c.value, c.bound],
        "whose": [c.indicator, c.value, *parties],
        "units": [c.indicator, c.value, c.unit],
        "nothing": [c.printed],
        "plans": [c.scope],
    }[family]


@pytest.mark.parametrize(
    ("family", "least"),
    [(told, 140), (amounts, 110), (whose, 80), (units, 40), (nothing, 150), (plans, 20)],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_every_probe_is_read_as_it_says(family: Any, least: int) -> None:
    probes = list(family())
    wrong = []
    for sentence, wanted in probes:
        claims = read(f"{TITLE}\n{sentence}", published=date(2024, 9, 1)).claims
        got = [answer(family.__name__, claim) for claim in claims]
        if got != wanted:
            wrong.append((sentence, got, wanted))
    assert wrong == []
    assert len(probes) >= least


def when(sentence: str) -> list[str]:
    """Scope, first and last of the period of the last figure of a sentence."""
    claim = read(f"{TITLE}\n{sentence}", published=date(2024, 9, 1)).claims[-1]
    return [claim.scope, *(claim.period or ("", ""))]


def without(kind: str) -> dict[str, Any]:
    """What the scanner goes by when a kind of words or a form of times is left out."""
    words = {word: of for word, of in times._words().items() if of != kind}
    forms = [form for form in times._forms() if not form.startswith(f"(?P<{kind}>")]
    return {"_words": lambda: words, "_forms": lambda: forms}


def forget() -> None:
    times._automaton.cache_clear()
    times._beginning.cache_clear()


def test_each_kind_and_form_of_times_is_read_as_its_probe_says() -> None:
    asked = {kind: when(sentence) for kind, (sentence, *_) in PROBES["times"].items()}
    assert asked == {kind: said for kind, (_, *said) in PROBES["times"].items()}
    forms = {re.match(r"\(\?P<(\w+)>", form)[1] for form in times._forms()}  # type: ignore[index]
    assert asked.keys() == forms | load("times")["words"].keys()


def test_no_kind_or_form_of_times_is_idle(monkeypatch: pytest.MonkeyPatch) -> None:
    """One whose removal leaves its own probe as it was could go without a difference."""
    idle = []
    for kind, (sentence, *said) in PROBES["times"].items():
        with monkeypatch.context() as patched:
            for name, left in without(kind).items():
                patched.setattr(times, name, left)
            forget()
            if when(sentence) == said:
                idle.append(kind)
        forget()
    assert idle == []
