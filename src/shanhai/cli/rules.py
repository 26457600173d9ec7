"""Pure decisions of the command line: when a periodic verb is due."""

from dataclasses import dataclass
from datetime import datetime, timedelta

WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Slot:
    """A time of day, every day or on one weekday (Monday is 0)."""

    hour: int
    minute: int = 0
    weekday: int | None = None

    def __str__(self) -> str:
        day = "每天" if self.weekday is None else f"每周{WEEKDAYS[self.weekday]}"
        return f"{day} {self.hour:02d}:{self.minute:02d}"

    def latest(self, now: datetime) -> datetime:
        """The newest moment at or before `now` at which the slot came round."""
        moment = now.replace(hour=self.hour, minute=self.minute, second=0, microsecond=0)
        if self.weekday is None:
            return moment if moment <= now else moment - timedelta(days=1)
        moment -= timedelta(days=(moment.weekday() - self.weekday) % 7)
        return moment if moment <= now else moment - timedelta(days=7)


def is_due(slot: Slot, last: datetime | None, now: datetime) -> bool:
    """Whether a verb that was last queued at `last` has to be queued. One missed while the
    machine was off runs once, not as often as it was missed."""
    return last is None or last < slot.latest(now)
