"""Whether what was said agrees with what is recorded, and whether two tellings are one fact."""

import pytest

from shanhai.common.amounts import Amount
from shanhai.common.periods import Period
from shanhai.reconciliation.rules import (
    CANDIDATE,
    TWIN,
    Told,
    Verdict,
    agrees_with_count,
    compare,
    likeness,
    percent,
)

DAY, YEAR = Period.parse("2024-06-21"), Period.year(2024)


def said(value: int | str, bound: str = "exact", printed: str = "", **columns: object) -> Told:
    amount = Amount.of(value, columns.pop("unit", "元"), bound, printed)  # type: ignore[arg-type]
    told = {"indicator": "social_donation", "helper": 1, "recipient": 2, "period": DAY}
    return Told(amount, **(told | columns))  # type: ignore[arg-type]


def recorded(value: int | str, **columns: object) -> Told:
    return said(value, **columns)


@pytest.mark.parametrize(
    ("bound", "printed", "told", "known", "verdict"),
    [
        ("exact", "27万元", 270_000, 270_000, Verdict.AGREES),
        ("exact", "27万元", 270_000, 260_000, Verdict.DIFFERS),
        ("exact", "125.18万元", 1_251_800, 1_251_837, Verdict.AGREES),
        ("under", "近800万元", 8_000_000, 7_923_500, Verdict.AGREES),
        ("under", "近800万元", 8_000_000, 8_000_000, Verdict.DIFFERS),
        ("over", "超80万元", 800_000, 813_500, Verdict.AGREES),
        ("over", "8亿余元", 800_000_000, 836_500_000, Verdict.AGREES),
        ("about", "约193万元", 1_930_000, 1_820_000, Verdict.DIFFERS),
    ],
)
def test_intervals_decide(
    bound: str, printed: str, told: int, known: int, verdict: Verdict
) -> None:
    assert compare(said(told, bound, printed), recorded(known)).verdict == verdict


def test_the_difference_is_recorded_minus_said_with_its_percentage() -> None:
    found = compare(said(270_000, printed="27万元"), recorded(260_000))
    assert (found.difference, found.percent) == (-10_000 * 10_000, "-3.70%")


def test_one_side_alone() -> None:
    assert compare(said(1), None).verdict == Verdict.ONLY_SAID
    assert compare(None, recorded(1)).verdict == Verdict.ONLY_RECORDED


def test_people_and_person_times_are_never_subtracted() -> None:
    found = compare(said(18, unit="人次"), recorded(18, unit="人"))
    assert (found.verdict, found.difference) == (Verdict.DIFFERS, None)
    assert "单位不同" in found.reasons[0]


def test_another_rung_or_time_is_named() -> None:
    found = compare(said(5, stage="promised"), recorded(5, period=Period.year(2022)))
    assert found.verdict == Verdict.AGREES
    assert [reason[:4] for reason in found.reasons] == ["阶段不同", "期间不同"]


@pytest.mark.parametrize(
    ("difference", "whole", "text"),
    [
        (-2, 100, "-2.00%"),
        (0, 100, ""),
        (5, 0, ""),
        (1, 10**9, "不足 +0.01%"),
    ],
)
def test_percentages(difference: int, whole: int, text: str) -> None:
    assert percent(difference, whole) == text


def test_the_same_event_told_twice_is_very_likely_one_fact() -> None:
    one = said(270_000, printed="27万元", names=frozenset({"清溪镇"}))
    again = recorded(270_000, period=YEAR, names=frozenset({"清溪镇"}))
    assert likeness(one, again).score >= TWIN


def test_a_near_amount_of_the_same_giver_on_the_same_day_is_not_doubled_either() -> None:
    one = said(270_000, names=frozenset({"清溪镇"}))
    other = recorded(260_000, names=frozenset({"清溪镇"}))
    assert likeness(one, other).score >= TWIN


def test_neither_amount_nor_giver_in_common_is_no_candidate() -> None:
    assert likeness(said(100_000), recorded(260_000)).score == 0


@pytest.mark.parametrize(
    "columns",
    [
        {"indicator": "fiscal_funds"},
        {"unit": "人"},
        {"period": Period.year(2021), "helper": 9},
    ],
)
def test_what_is_something_else_is_no_candidate(columns: dict[str, object]) -> None:
    assert likeness(said(270_000), recorded(270_000, **columns)).score < CANDIDATE


def test_a_node_nearby_may_stand_for_the_claims_own() -> None:
    one, other = said(5), recorded(5, helper=7)
    assert likeness(one, other, {7}).score > likeness(one, other).score


def test_a_count_of_pairings_may_mean_helpers_recipients_or_links() -> None:
    counts = {"helpers": 3 * 10_000, "recipients": 9 * 10_000}
    assert agrees_with_count(Amount.of(3, "个", printed="3个"), counts) == ("helpers", 30_000)
    assert agrees_with_count(Amount.of(4, "个", printed="4个"), counts) is None
