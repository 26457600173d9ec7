"""The periods a figure may have, to be weighed once its scope is settled.

The clock speaks first. Beside its answer are at hand what it said before the scope was settled,
the years since the start, what the paragraphs go by, the year and the day of the report, and none.
"""

from __future__ import annotations

from typing import NamedTuple

from shanhai.reading.periods import Anchor, Period, When, so_far

CLOCK = "clock"
PERIODS = (CLOCK, "before", "so_far", "base", "year", "none", "day")


class Timed(NamedTuple):
    """What a period is weighed by beside what a scope is: the scope, that of the clock, the time
    before the figure, what it counts, and where else the clock's answer is found."""

    scope: str
    ruled: str
    place: str
    code: str
    alike: str

    def names(self) -> list[str]:
        scope, ruled, place, code, alike = self
        return [
            f"fs={scope}", f"fs={scope}:{code}", f"ws={ruled}:{scope}", f"pl={place}:{scope}",
            f"eq={alike}", f"fs={scope}:eq={alike}",
        ]  # fmt: skip


def found(
    made: When, when: When, base: When | None, anchor: Anchor
) -> tuple[str, dict[str, Period | None]]:
    """Where the answer of the clock is found, and every period that says something else by where
    it is found first."""
    year = f"{anchor.year}" if anchor.year else None
    day = anchor.event_date
    told = (
        made.period, when.period, so_far(anchor).period, base.period if base else None,
        (year, year) if year else None, None, (day, day) if day else None,
    )  # fmt: skip
    alike = [where for where, one in zip(PERIODS, told, strict=True) if one == told[0]]
    first: dict[Period | None, str] = {told[0]: CLOCK}
    for where, one in zip(PERIODS, told, strict=True):
        if not _agree(told[0], one):
            first.setdefault(one, where)
    return "+".join(alike), {where: one for one, where in first.items()}


def _agree(one: Period | None, other: Period | None) -> bool:
    """Whether one says the same as the other, or more exactly: 2024 and June of 2024."""
    if one is None or other is None:
        return one is other
    return all(a.startswith(b) or b.startswith(a) for a, b in zip(one, other, strict=True))
