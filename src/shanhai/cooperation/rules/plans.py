"""Quarters and progress of a yearly plan."""

from collections.abc import Sequence
from datetime import date

from shanhai.cooperation.rules.texts import CooperationError

QUARTER_MONTHS = 3


def quarter_start(year: int, quarter: int) -> date:
    """The first day of a quarter."""
    return date(year, (quarter - 1) * QUARTER_MONTHS + 1, 1)


def check_percent(percents: Sequence[int]) -> None:
    """Refuse progress that is no share of a whole."""
    for percent in percents:
        if not 0 <= percent <= 100:
            raise CooperationError(f"进度要填0到100之间的数，这里是{percent}。")
