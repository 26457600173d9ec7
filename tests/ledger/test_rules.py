"""What the ledger refuses and what it only warns of."""

from datetime import date

import pytest

from shanhai.common.amounts import SCALE
from shanhai.common.periods import Period
from shanhai.ledger.rules import Facts, Standing, check, identity, open_period, standing

TODAY = date(2024, 6, 30)


def facts(**changes: object) -> Facts:
    whole = {"title": "捐资助学", "units": 10 * SCALE, "unit": "元", "period": Period.year(2023)}
    return Facts(**(whole | changes))  # type: ignore[arg-type]


def refusals(**changes: object) -> list[str]:
    return [problem.column for problem in check(facts(**changes), TODAY) if problem.refused]


def warnings(**changes: object) -> list[str]:
    return [problem.column for problem in check(facts(**changes), TODAY) if not problem.refused]


def test_a_plain_gift_is_taken() -> None:
    assert check(facts(), TODAY) == []


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"title": " "}, "title"),
        ({"period": None}, "period"),
        ({"units": -1}, "amount"),
        ({"paid": 11 * SCALE}, "paid"),
        ({"shares": [6 * SCALE, 5 * SCALE]}, "joint"),
        ({"whole": 9 * SCALE}, "amount"),
        ({"texts": ["经办人 522225199001011234"]}, "note"),
    ],
)
def test_what_cannot_be_is_refused(changes: dict[str, object], column: str) -> None:
    assert refusals(**changes) == [column]


def test_a_reversal_may_be_negative() -> None:
    assert refusals(units=-1, reversal=True) == []


def test_a_credit_code_is_no_identity_card() -> None:
    assert refusals(texts=["914419001234567890"]) == []


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"valued": True}, "valuation"),
        ({"period": Period.year(2025)}, "period"),
        ({"each": 3 * SCALE, "count": 3 * SCALE}, "amount"),
        ({"receivers": ["德江县人民政府"]}, "receiver"),
    ],
)
def test_what_is_doubtful_is_only_warned_of(changes: dict[str, object], column: str) -> None:
    assert warnings(**changes) == [column]
    assert refusals(**changes) == []


def test_so_many_times_so_much_is_counted() -> None:
    assert warnings(each=5 * SCALE, count=2 * SCALE) == []


@pytest.mark.parametrize(
    ("helper", "recipient", "expected"),
    [
        (None, None, Standing.NONE),
        (5, None, Standing.HELPER_ONLY),
        (None, 5, Standing.RECIPIENT_ONLY),
        (5, 5, Standing.AGREED),
        (5, 4, Standing.DIFFERS),
        (4, None, Standing.DIFFERS),
    ],
)
def test_the_standing_of_two_sides(
    helper: int | None, recipient: int | None, expected: Standing
) -> None:
    assert standing(5, helper, recipient) == expected


def test_spaces_do_not_make_another_fact() -> None:
    assert identity("捐资 助学", 3) == identity("捐资助学", 3) != identity("捐资助学", 4)


def test_a_reversal_of_years_gone_by_is_booked_today() -> None:
    assert open_period(Period.year(2022), TODAY) == Period(TODAY, TODAY)
    assert open_period(Period.parse("2024-02"), TODAY) == Period.parse("2024-02")
