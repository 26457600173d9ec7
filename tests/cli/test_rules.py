"""When a periodic verb is due."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shanhai.cli.rules import Slot, is_due

NIGHT = Slot(2, 30)
SUNDAY = Slot(3, 0, weekday=6)


@pytest.mark.parametrize(
    ("slot", "now", "latest"),
    [
        (NIGHT, datetime(2026, 3, 4, 2, 30), datetime(2026, 3, 4, 2, 30)),
        (NIGHT, datetime(2026, 3, 4, 2, 29), datetime(2026, 3, 3, 2, 30)),
        (SUNDAY, datetime(2026, 3, 4, 12, 0), datetime(2026, 3, 1, 3, 0)),
        (SUNDAY, datetime(2026, 3, 1, 2, 0), datetime(2026, 2, 22, 3, 0)),
        (SUNDAY, datetime(2026, 3, 1, 3, 0), datetime(2026, 3, 1, 3, 0)),
    ],
)
def test_the_latest_time_a_slot_came_round(slot: Slot, now: datetime, latest: datetime) -> None:
    assert slot.latest(now) == latest


def test_what_never_ran_is_due() -> None:
    assert is_due(NIGHT, None, datetime(2026, 3, 4, 12))


def test_what_ran_since_its_slot_is_not_due_again() -> None:
    assert not is_due(NIGHT, datetime(2026, 3, 4, 2, 31), datetime(2026, 3, 4, 12))


def test_nights_missed_while_the_machine_was_off_are_made_up_once() -> None:
    now = datetime(2026, 3, 9, 12)
    assert is_due(NIGHT, datetime(2026, 3, 4, 2, 31), now)
    assert not is_due(NIGHT, now, now)


@given(st.datetimes(datetime(2020, 1, 10), datetime(2040, 1, 1)), st.integers(0, 6))
def test_a_slot_lies_less_than_its_round_in_the_past(now: datetime, weekday: int) -> None:
    weekly = Slot(3, 0, weekday=weekday).latest(now)
    assert 0 <= (now - weekly).total_seconds() < 7 * 86400
    assert weekly.weekday() == weekday
    assert 0 <= (now - NIGHT.latest(now)).total_seconds() < 86400


def test_a_slot_says_when_in_words() -> None:
    assert (str(NIGHT), str(SUNDAY)) == ("每天 02:30", "每周日 03:00")
