"""The moment something is written down, now and in a story."""

from datetime import UTC, timedelta

import pytest
from django.utils import timezone

from shanhai.common import clock


def test_it_is_now() -> None:
    before = timezone.now()
    clock.done()
    assert before <= clock.now() <= timezone.now()


@pytest.mark.parametrize("a_day", [1, 2, 4])
def test_a_story_goes_on_so_many_actions_a_day_in_office_hours(a_day: int) -> None:
    told = []
    with clock.told_since(30, a_day):
        for _ in range(8):
            told.append(timezone.localtime(clock.now()))
            assert clock.now() == told[-1] and clock.now().tzinfo is UTC
            clock.done()
    first = timezone.localdate() - timedelta(days=30)
    assert [(one.date() - first).days for one in told] == [n // a_day for n in range(8)]
    assert told == sorted(told) and {9 <= one.hour < 17 for one in told} == {True}


def test_a_story_ends_now() -> None:
    with clock.told_since(1, 1):
        for _ in range(5):
            clock.done()
        assert timezone.now() - clock.now() < timedelta(minutes=1)
