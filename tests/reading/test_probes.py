"""Hundreds of short sentences, each asked one thing; a family fails with all that it got wrong."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from shanhai.reading import Claim, read

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


def answer(family: str, c: Claim) -> list[Any]:
    first, last = c.period or ("", "")
    parties = ["、".join(c.provider), "、".join(c.receiver)]
    return {
        "told": [c.indicator, c.value, c.unit, c.scope, first, last, *parties],
        "amounts": [c.value, c.bound],
        "whose": [c.indicator, c.value, *parties],
        "units": [c.indicator, c.value, c.unit],
        "nothing": [c.printed],
    }[family]


@pytest.mark.parametrize(
    ("family", "least"),
    [(told, 140), (amounts, 110), (whose, 80), (units, 40), (nothing, 150)],
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
