"""Pure decisions about work: who a person is without showing it, where a placement stands."""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from shanhai.cooperation.rules.texts import CooperationError, fields

# Days after which one is said to have stayed (稳岗).
HALF_YEAR = 183
YOUNGEST = 16

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_NUMBER = re.compile(r"^[\dXx\s-]+$")
_CERTIFIED = ("取证", "已取证")
_COUNT = re.compile(r"^(\d{1,9})\s*(个岗位|个|人意向|人)$")


def check_digit(number: str) -> str:
    """The last digit of the identity number whose first seventeen are these (GB 11643)."""
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return "10X98765432"[total % 11]


def person_number(typed: str) -> str:
    """The number of an identity card as it is compared: 18 places, no blanks. Raises
    CooperationError, which never repeats the number."""
    number = re.sub(r"[\s-]", "", typed).upper()
    if not re.fullmatch(r"\d{17}[\dX]", number):
        raise CooperationError("证件号要18位，最后一位可以是X，请核对。")
    if check_digit(number) != number[17]:
        raise CooperationError("证件号的校验位不对，请对照证件核对每一位。")
    born(number)
    return number


def born(number: str) -> date:
    """The day of birth a number tells. Raises CooperationError for a day that is none."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError as error:
        raise CooperationError("证件号里的出生日期不对，请核对。") from error


def check_age(birth: date, start: date) -> None:
    """Refuse work before the age the law allows."""
    years = start.year - birth.year - ((start.month, start.day) < (birth.month, birth.day))
    if years < YOUNGEST:
        raise CooperationError(f"入职时未满{YOUNGEST}周岁，依法不能招用，请核对证件号和入职日期。")


def fingerprint(number: str, key: str) -> str:
    """What tells the same person from a number, of no use without the key."""
    return hmac.new(key.encode(), number.encode(), hashlib.sha256).hexdigest()


def masked_number(head: str, tail: str) -> str:
    """A number as it is shown: the first six and the last four."""
    return f"{head}{'*' * 8}{tail}" if head else ""


class Work(StrEnum):
    """Where a placement stands on a day."""

    WORKING = "working"
    DUE = "due"
    STEADY = "steady"
    LEFT = "left"


WORK_WORDS: dict[Work, str] = {
    Work.WORKING: "在岗",
    Work.DUE: "待回访",
    Work.STEADY: "稳岗满半年",
    Work.LEFT: "已离岗",
}


def standing(end: date | None, due: date, checked: date | None, today: date) -> Work:
    """Where a placement stands: who left, left; half a year counts when somebody asked then."""
    if end and end <= today:
        return Work.LEFT
    if checked and checked >= due:
        return Work.STEADY
    return Work.DUE if due <= today else Work.WORKING


def check_visit(start: date, end: date | None, on: date, today: date) -> None:
    """Refuse a check before the work began, after it ended, or in days to come."""
    if on > today:
        raise CooperationError(f"{on}还没有到，请在回访之后登记。")
    if on < start:
        raise CooperationError(f"回访（{on}）早于入职（{start}），请核对。")
    if end and on > end:
        raise CooperationError(f"{end}已经离岗，{on}不能再回访在岗。")


@dataclass(frozen=True, slots=True)
class FairLine:
    """One firm at a fair."""

    name: str
    posts: int | None = None
    intentions: int | None = None


def fair_line(line: str) -> FairLine:
    """`单位`, `单位，30个岗位` or `单位，30个岗位，12人意向`. Raises CooperationError."""
    parts = fields(line)
    found: dict[str, int] = {}
    for part in parts[1:]:
        told = _COUNT.match(part)
        kind = "posts" if told and told.group(2).startswith("个") else "intentions"
        if not told or kind in found:
            raise CooperationError(
                f"“{line.strip()}”请写成“单位，30个岗位，12人意向”，后两项可不写，一行一家。"
            )
        found[kind] = int(told.group(1))
    return FairLine(parts[0][:120], found.get("posts"), found.get("intentions"))


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One person on the roster of a course, as typed."""

    name: str
    number: str = ""
    home: str = ""
    certified: bool = False


def roster_line(line: str) -> RosterLine:
    """`姓名`, then in any order the number, the village and 取证. Raises CooperationError, which
    never repeats what was typed: it may be a person's data."""
    name, *rest = fields(line)
    found = {"number": "", "home": ""}
    certified = False
    for part in rest:
        if part in _CERTIFIED:
            certified = True
            continue
        key = "number" if _NUMBER.match(part) else "home"
        if found[key]:
            raise CooperationError("请写成“姓名，证件号，户籍村，取证”，后三项可不写，一行一人。")
        found[key] = person_number(part) if key == "number" else part
    return RosterLine(name[:40], certified=certified, **found)


def fair_doubts(intentions: int | None, placed: int, held: date | None, today: date) -> list[str]:
    """What is odd about a fair."""
    if held and today - held > timedelta(days=90) and intentions and not placed:
        return [f"{intentions}人有意向，三个月了还没有登记就业，请跟进或核实。"]
    return []


def seats_doubts(told: int | None, named: int) -> list[str]:
    """What is odd about a number that was told and the persons whose names are known."""
    if told is not None and named > told:
        return [f"名册上有{named}人，比所报的{told}人多，请核对。"]
    return []


def filled_doubts(places: int, filled: int, closed: date | None, today: date) -> list[str]:
    """What is odd about a vacancy."""
    if filled > places:
        return [f"已登记{filled}人就业，超过招用的{places}人，请核对。"]
    if closed and closed < today and filled < places:
        return [f"{closed}已经截止，还缺{places - filled}人。"]
    return []
