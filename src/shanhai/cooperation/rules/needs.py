"""Pure decisions about needs and offers: what cannot be published so, and how long one waits."""

import re
from dataclasses import dataclass
from datetime import date

from shanhai.cooperation.rules.texts import CooperationError

_ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")


class NeedError(CooperationError):
    """A need or an offer that cannot be so; the message is a Chinese sentence for the user."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


@dataclass(frozen=True, slots=True)
class Published:
    """What a need or an offer says, as far as the rules look at it; `units` in 1/10,000."""

    title: str
    field: str
    units: int
    unit: str
    published_on: date
    deadline: date | None = None
    details: str = ""


def check(told: Published, fields: set[str], today: date) -> None:
    """Raise NeedError, naming the column, when this cannot be published."""
    if not told.title.strip():
        raise NeedError("title", "请写明是什么事，如“乡村教师跟岗培训”。")
    if told.field not in fields:
        raise NeedError("field", f"没有“{told.field}”这个领域，请从列出的领域里选。")
    if told.units <= 0:
        raise NeedError("value", "数量要大于零。不知道要多少，可先写一个估计数，在说明里注明。")
    if not told.unit.strip():
        raise NeedError("unit", "请写明单位，如人、万元、吨。")
    if told.published_on > today:
        raise NeedError("published_on", f"发布日期（{told.published_on}）还没有到，请核对。")
    if told.deadline and told.deadline < told.published_on:
        raise NeedError(
            "deadline",
            f"截止日期（{told.deadline}）早于发布日期（{told.published_on}），请改其中一个。",
        )
    if _ID_NUMBER.search(told.title + told.details):
        raise NeedError("details", "这里写有身份证号。请只写人数和要求，删去证件号码。")


def waiting_days(published_on: date, state: str, today: date) -> int | None:
    """For how many days something has waited; None when it waits no longer."""
    return max(0, (today - published_on).days) if state == "open" else None


def overdue(deadline: date | None, state: str, today: date) -> bool:
    """Whether the day until which it was wanted has passed with nothing delivered."""
    return deadline is not None and deadline < today and state in ("open", "matched", "delivering")
