"""Damage of every kind done to sound reports: what is read of them is never silently different.

Where mending is exact not one field of a claim may change. Where something is lost, a figure is
read at its place with its value, unit and bound, or it is withheld and the damage is listed; that
it counts something else, or is read where it was not, only where damage is listed in its paragraph.
"""

import random
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.score import OWN_SET, reports
from shanhai.reading import Claim, Report, read
from shanhai.reading.repair import repair
from tests.reading.damage.injected import EXACT, LOSSY, OLDER, Damaged

_HARMLESS = {"caption", "another", "cut"}
_SETS = ("corpus", "voices", "manner", "bulletins")
CLEAN = [
    text
    for name in _SETS
    for _, text, _ in reports(OWN_SET.with_name(name))
    if {one.kind for one in repair(text).repairs} <= _HARMLESS
]
CHANCES = given(st.sampled_from(range(len(CLEAN))), st.integers(0, 2**32))
TRIES = settings(derandomize=True, max_examples=25, deadline=None, database=None)
_FIELDS = (
    "value", "unit", "bound", "indicator", "scope", "period", "provider", "receiver", "kind",
    "subject_helper", "subject_recipient", "each",
)  # fmt: skip


@lru_cache(maxsize=64)
def clean(number: int) -> dict[int, Claim]:
    """The claims of a sound report by where they stand."""
    return {claim.start: claim for claim in read(CLEAN[number]).claims}


def settled(damaged: Damaged) -> tuple[Report, dict[int, Claim], list[Claim]]:
    """What is read of damaged text: by its place in the sound one, and what has no place there."""
    report = read(damaged.raw)
    placed, strange = {}, []
    for claim in report.claims:
        assert damaged.raw[claim.start : claim.end] == claim.printed
        at = damaged.origin[claim.start]
        if at is None:
            strange.append(claim)
        else:
            placed[at] = claim
    return report, placed, strange


def test_there_are_sound_reports_to_do_damage_to() -> None:
    assert len(CLEAN) >= 150
    assert sum(len(clean(number)) for number in range(len(CLEAN))) > 2500


@pytest.mark.parametrize("kind", EXACT)
@CHANCES
@TRIES
def test_exact_mending_changes_no_claim_but_its_offsets(kind: str, number: int, seed: int) -> None:
    damaged = EXACT[kind](CLEAN[number], random.Random(seed))
    _, placed, strange = settled(damaged)
    told = {at: [getattr(claim, name) for name in _FIELDS] for at, claim in placed.items()}
    meant = {at: [getattr(claim, name) for name in _FIELDS] for at, claim in clean(number).items()}
    assert told == meant
    assert all(claim.start > damaged.raw.rfind(OLDER) > 0 for claim in strange)
    assert all(claim.period == ("2019", "2019") for claim in strange)


@pytest.mark.parametrize("kind", LOSSY)
@CHANCES
@TRIES
def test_lossy_damage_never_changes_a_claim_in_silence(kind: str, number: int, seed: int) -> None:
    text = CLEAN[number]
    damaged = LOSSY[kind](text, random.Random(seed))
    report, placed, strange = settled(damaged)
    listed = [one for one in report.repairs if one.kind != "traditional"]
    for claim in strange:
        assert any(one.start <= claim.start < one.end for one in listed if one.kind == "caption")
    for at, claim in placed.items():
        first = damaged.raw.rfind("\n", 0, claim.start)  # of its paragraph
        last = damaged.raw.find("\n", claim.end) % (len(damaged.raw) + 1)
        near = any(one.end >= first and one.start <= last for one in listed)
        if at not in clean(number):
            assert near
            continue
        meant = clean(number)[at]
        assert (claim.value, claim.unit, claim.bound) == (meant.value, meant.unit, meant.bound)
        assert claim.indicator == meant.indicator or near
    reached = max((at for at in damaged.origin if at is not None), default=0)
    lost = [at for at in clean(number) if at not in placed and at < reached]
    assert not lost or listed
