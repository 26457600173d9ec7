"""The moment something is written down. Whatever keeps one takes it from here, so that a story can
be told as it went: the demo fills two years through the verbs of a day."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, time, timedelta

from django.utils import timezone

_story: ContextVar["Story | None"] = ContextVar("story", default=None)


class Story:
    """Actions of days gone by: so many a day in office hours, up to now."""

    def __init__(self, days: int, a_day: int) -> None:
        self._first = timezone.localdate() - timedelta(days=days)
        self._a_day, self._count = a_day, 0

    @property
    def moment(self) -> datetime:
        day, number = divmod(self._count, self._a_day)
        hour = datetime.combine(self._first, time(9)) + timedelta(
            days=day, hours=8 * number / self._a_day
        )
        # In UTC like every moment, so that versions tell it as they tell it read again.
        return min(timezone.make_aware(hour).astimezone(UTC), timezone.now())

    def went_on(self) -> None:
        """One more action is done."""
        self._count += 1


def now() -> datetime:
    """The moment it is; in a story, the moment that is told of."""
    story = _story.get()
    return story.moment if story else timezone.now()


def done() -> None:
    """An action is written down: a story goes on."""
    if story := _story.get():
        story.went_on()


@contextmanager
def told_since(days: int, a_day: int) -> Iterator[None]:
    """Let all that is written down meanwhile have been so since so many days ago, so many actions
    a day. For a database that holds nothing yet: no action may stand before an earlier one."""
    token = _story.set(Story(days, a_day))
    try:
        yield
    finally:
        _story.reset(token)
