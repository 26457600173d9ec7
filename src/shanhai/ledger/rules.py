"""Pure decisions about recorded facts: what is refused, what is warned of, who agrees with whom."""

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from shanhai.common.amounts import SCALE, written
from shanhai.common.periods import Period
from shanhai.records.rules import next_state


class LedgerError(ValueError):
    """Something the ledger refuses; the message is a Chinese sentence for the user."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about one column of a row. A refusal stops the row, a warning only speaks."""

    column: str
    message: str
    refused: bool = True


@dataclass(slots=True)
class Facts:
    """What a row says, as far as the rules look at it. Amounts in 1/10,000 units."""

    title: str
    units: int
    unit: str
    period: Period | None
    stage: str = "arrived"
    reversal: bool = False
    valued: bool = False
    valuation: str = ""
    each: int | None = None
    count: int | None = None
    paid: int | None = None
    shares: Sequence[int] = ()
    whole: int | None = None
    receivers: Sequence[str] = ()
    texts: Sequence[str] = ()


_THERE = ("arrived", "used")  # stages of what has happened
_CARD_DIGITS = 18
_IDENTITY_CARD = re.compile(r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])\d{5}[\dXx](?!\d)")


def check(facts: Facts, today: date) -> list[Problem]:
    """Everything wrong or doubtful about a row, refusals first."""
    found = [*_required(facts), *_doubts(facts, today)]
    if facts.paid is not None or facts.shares or facts.whole is not None:
        found += _sums(facts)
    return sorted(found, key=lambda problem: not problem.refused) if found else found


def _required(facts: Facts) -> Iterable[Problem]:
    if not facts.title.strip():
        yield Problem("title", "没有填事项，请写一句话说明是什么事。")
    if facts.period is None:
        yield Problem("period", "没有填日期，请填年、年月或年月日。")
    if facts.units < 0 and not facts.reversal:
        yield Problem("amount", "数值不能为负；要冲减已锁定的记录，请在那条记录上点“冲销”。")
    if _names_card(facts.texts):
        yield Problem("note", "这里写有身份证号。台账只记人数和事项，请删去证件号码。")


def _sums(facts: Facts) -> Iterable[Problem]:
    if facts.paid is not None and facts.paid > facts.units:
        yield Problem(
            "paid",
            f"已拨付{written(facts.paid)}{facts.unit}超过下达的{written(facts.units)}{facts.unit}，请核对。",
        )
    if facts.shares and abs(sum(facts.shares)) > abs(facts.units):
        total = written(sum(facts.shares))
        yield Problem("joint", f"各方份额相加{total}{facts.unit}，超过合计{written(facts.units)}。")
    if facts.whole is not None and facts.units > facts.whole:
        yield Problem(
            "amount", f"“其中”{written(facts.units)}大于它的总数{written(facts.whole)}，请核对。"
        )


def _doubts(facts: Facts, today: date) -> Iterable[Problem]:
    if facts.period and facts.stage in _THERE and facts.period.start > today:
        yield Problem("period", f"{facts.period.label}还没有到，阶段却是已到位，请核对。", False)
    if facts.each is not None and facts.count is not None:
        product = facts.each * facts.count // SCALE
        if product != facts.units:
            yield Problem(
                "amount",
                f"{written(facts.each)} × {written(facts.count)} = {written(product)}，"
                f"与所填{written(facts.units)}不符。",
                False,
            )
    if facts.valued and not facts.valuation.strip():
        remedy = "物资折价还没有写明依据（发票价、购置价、评估价），审核前请补上。"
        yield Problem("valuation", remedy, False)
    if _names_office(facts.receivers):
        yield Problem(
            "receiver",
            "接收方是政府机关：公益捐赠一般由红十字会、慈善会、学校或村接收，请核对法定接收方和票据。",
            False,
        )


def _names_card(texts: Iterable[str]) -> bool:
    long = [text for text in texts if len(text) >= _CARD_DIGITS]
    return bool(long) and _IDENTITY_CARD.search("\n".join(long)) is not None


def _names_office(receivers: Iterable[str]) -> bool:
    return "政府" in "\n".join(receivers)


def beyond_doubt(
    periods: Sequence[Period | None],
    stages: Sequence[str],
    receivers: Sequence[Sequence[str]],
    texts: Sequence[Sequence[str]],
    today: date,
) -> list[bool]:
    """Of which of many rows `check` has nothing to say, told from their columns. What they say
    are amounts of nought or more under a title each, no goods to be valued, and nothing to be
    held against the amount. `texts` are the columns of words."""
    early = {one for one in set(periods) if one is None or one.start > today}
    offices = {
        key for key, one in {id(one): one for one in receivers}.items() if _names_office(one)
    }
    found = [
        (period not in early or (period is not None and stage not in _THERE))
        and id(names) not in offices
        for period, stage, names in zip(periods, stages, receivers, strict=True)
    ]
    for column in texts:
        if _names_card(column):
            found = [ok and not _names_card([text]) for ok, text in zip(found, column, strict=True)]
    return found


def valued_without_basis(problems: Iterable[Problem]) -> bool:
    """Whether goods or a service are counted in money and nothing says by what price."""
    return any(problem.column == "valuation" for problem in problems)


def identity(*parts: object) -> str:
    """The same for the same fact told twice, whatever amount it was told with."""
    return _mark(_words(parts))


def identities(
    openings: Iterable[Sequence[object]], rows: Iterable[Sequence[object]]
) -> Iterator[str]:
    """The same of many facts; of each its first parts, which many of them share, and its last."""
    known: dict[Sequence[object], str] = {}
    for opening, row in zip(openings, rows, strict=True):
        if opening not in known:
            known[opening] = _words((*opening, ""))
        yield _mark(known[opening] + _words(row))


def _words(parts: Sequence[object]) -> str:
    told = "\0".join(["" if part is None else str(part) for part in parts])
    return "".join(told.split()).replace("\0", "\x1f")


def _mark(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:40]


def open_period(period: Period, today: date) -> Period:
    """Where a reversal of something locked is booked: years gone by stay as they were signed."""
    return period if period.end.year >= today.year else Period(today, today)


class Standing(StrEnum):
    """How the statements of the two sides stand to each other."""

    NONE = "none"
    HELPER_ONLY = "helper_only"
    RECIPIENT_ONLY = "recipient_only"
    AGREED = "agreed"
    DIFFERS = "differs"


STANDING_WORDS: dict[Standing, str] = {
    Standing.NONE: "双方都未确认",
    Standing.HELPER_ONLY: "受援方未确认",
    Standing.RECIPIENT_ONLY: "帮扶方未确认",
    Standing.AGREED: "双方一致",
    Standing.DIFFERS: "双方不一致",
}


def standing(units: int, helper: int | None, recipient: int | None) -> Standing:
    """The standing of an entry of `units` by what each side states of it (None: nothing)."""
    if helper is None and recipient is None:
        return Standing.NONE
    if any(side is not None and side != units for side in (helper, recipient)):
        return Standing.DIFFERS
    if helper is None:
        return Standing.RECIPIENT_ONLY
    return Standing.HELPER_ONLY if recipient is None else Standing.AGREED


def forward(states: Mapping[str, Any], state: str) -> str:
    """The verb that takes an entry on from `state`; "" where the way ends."""
    return next(iter(states[state]["steps"]), "")


def led_to(states: dict[str, Any], state: str, verb: str, passes: Collection[str]) -> str:
    """The state `verb` leads an entry to: states that hold only for others (`only`) are passed
    over in the same direction. Raises StateError when the verb is not possible."""
    target = next_state(states, state, verb)
    while states[target].get("only", "") not in ("", *passes):
        steps = states[target]["steps"]
        target = steps["return" if verb == "return" else forward(states, target)]
    return target


def due(states: Mapping[str, Any], state: str, today: date) -> date | None:
    """The last day for the step an entry of this state waits for."""
    days = states[state].get("days")
    return today + timedelta(days=days) if days else None


def editable(rights: Mapping[str, Any], roles: Iterable[str], state: str) -> set[str]:
    """Columns someone of these roles may change in a state; {"all"} for every one."""
    found: set[str] = set()
    for role in roles:
        columns = rights["fields"].get(role, {}).get(state, ())
        found |= {"all"} if columns == "all" else set(columns)
    return {"all"} if "all" in found else found
