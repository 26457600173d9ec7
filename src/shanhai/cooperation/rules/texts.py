"""What every form of cooperation asks: words that are there and not too long, days in order, lines
as people type them."""

import re
from datetime import date

_BETWEEN = re.compile(r"\s*[，,、|｜\t]\s*")  # noqa: RUF001
# In sums of money a comma between thousands is no end of a part.
_BETWEEN_SUMS = re.compile(r"\s*(?:[，、|｜\t]|,(?!\d{3}(?!\d)))\s*")  # noqa: RUF001


class CooperationError(ValueError):
    """Something that cannot be so; the message is a Chinese sentence for the user."""


def require_text(text: str, what: str, longest: int = 200) -> str:
    """`text` without blanks around it. Raises CooperationError when nothing or too much is left."""
    text = text.strip()
    if not text:
        raise CooperationError(f"请填写{what}。")
    if len(text) > longest:
        raise CooperationError(f"{what}有{len(text)}个字，最多{longest}个字，请写短一些。")
    return text


def lines(text: str) -> list[str]:
    """The lines of a text that hold anything. Two people of one post are two lines."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def fields(line: str, sums: bool = False) -> list[str]:
    """The parts of a typed line that hold anything; with `sums`, 1,260元 is one of them."""
    between = _BETWEEN_SUMS if sums else _BETWEEN
    return [part for part in between.split(line.strip()) if part]


def check_order(start: date | None, end: date | None, what: str = "结束日期") -> None:
    """Refuse an end before its start."""
    if start and end and end < start:
        raise CooperationError(f"{what}（{end}）早于开始日期（{start}），请核对。")


def check_due(due: date | None, since: date | None, what: str = "会议日期") -> None:
    """Refuse a deadline before the day the task was given."""
    if due and since and due < since:
        raise CooperationError(f"时限（{due}）早于{what}（{since}），请核对。")
