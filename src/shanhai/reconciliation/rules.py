"""Pure decisions: does what was said agree with what is recorded, and are two tellings one fact?"""

from collections.abc import Set
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from shanhai.common.amounts import Amount
from shanhai.common.periods import Period

# From this score on, a recorded row is shown as possibly the same fact as a claim.
CANDIDATE = 0.5
# From this score on, drafting a claim anew would very likely record one fact twice.
TWIN = 0.85


class Verdict(StrEnum):
    """How what was said and what is recorded stand to each other."""

    AGREES = "agrees"
    DIFFERS = "differs"
    ONLY_SAID = "only_said"
    ONLY_RECORDED = "only_recorded"


VERDICT_WORDS: dict[Verdict, str] = {
    Verdict.AGREES: "一致",
    Verdict.DIFFERS: "不一致",
    Verdict.ONLY_SAID: "只有所述",
    Verdict.ONLY_RECORDED: "只有所记",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One figure with its key, said or recorded. Nodes are registry ids; `names` are those who
    gave or did it, as the text or the entry names them."""

    amount: Amount
    indicator: str
    helper: int | None = None
    recipient: int | None = None
    period: Period | None = None
    stage: str = "arrived"
    names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Comparison:
    """A verdict with its reasons. `difference` is recorded minus said in 1/10,000 units; None
    when there is nothing to subtract."""

    verdict: Verdict
    difference: int | None = None
    percent: str = ""
    reasons: tuple[str, ...] = ()


def compare(said: Told | None, recorded: Told | None) -> Comparison:
    """Whether both may stand for the same true value: intervals meet, units and keys are one."""
    if recorded is None:
        return Comparison(Verdict.ONLY_SAID)
    if said is None:
        return Comparison(Verdict.ONLY_RECORDED)
    if said.amount.unit != recorded.amount.unit:
        reason = f"单位不同：{said.amount.unit}与{recorded.amount.unit}，不能相减"
        return Comparison(Verdict.DIFFERS, reasons=(reason,))
    reasons = tuple(_key_differences(said, recorded))
    difference = recorded.amount.units - said.amount.units
    agrees = said.amount.agrees_with(recorded.amount)
    if agrees and difference and not reasons:
        reasons = ("在原文“约、近、超、余”的范围之内",)
    verdict = Verdict.AGREES if agrees else Verdict.DIFFERS
    return Comparison(verdict, difference, percent(difference, said.amount.units), reasons)


def _key_differences(said: Told, recorded: Told) -> list[str]:
    found = []
    if said.stage != recorded.stage:
        words = {"planned": "计划", "promised": "承诺", "arrived": "到位", "used": "使用"}
        found.append(f"阶段不同：说的是{words[said.stage]}，记的是{words[recorded.stage]}")
    if said.period and recorded.period and not said.period.overlaps(recorded.period):
        found.append(f"期间不同：{said.period.label}与{recorded.period.label}")
    return found


def percent(difference: int, said: int) -> str:
    """A difference as part of what was said, such as -1.60%; nothing when nothing was said."""
    if not said or not difference:
        return ""
    share = Decimal(difference) * 100 / Decimal(abs(said))
    if abs(share) < Decimal("0.01"):
        return "不足 +0.01%" if share > 0 else "不足 -0.01%"
    return f"{share:+.2f}%"


@dataclass(frozen=True, slots=True)
class Likeness:
    """How likely two tellings are one fact (0 to 1), and why."""

    score: float
    reasons: tuple[str, ...]


def likeness(said: Told, recorded: Told, near: Set[int] = frozenset()) -> Likeness:
    """How likely a claim and a row are the same fact. `near` are nodes that lie above or below
    the claim's own, so that they may stand for one another."""
    if said.indicator != recorded.indicator or said.amount.unit != recorded.amount.unit:
        return Likeness(0.0, ())
    amount, names = _amount_part(said, recorded), _names_part(said, recorded)
    if not amount[0] and not names[0]:
        return Likeness(0.0, ())
    parts = [amount, _period_part(said, recorded), _ends_part(said, recorded, near), names]
    score = sum(value for value, _ in parts)
    return Likeness(min(1.0, round(score, 2)), tuple(reason for _, reason in parts if reason))


def _amount_part(said: Told, recorded: Told) -> tuple[float, str]:
    if said.amount.agrees_with(recorded.amount):
        return 0.45, "数相合"
    larger = max(abs(said.amount.units), abs(recorded.amount.units), 1)
    if abs(said.amount.units - recorded.amount.units) * 10 <= larger:
        return 0.25, "数相近"
    return 0.0, ""


def _period_part(said: Told, recorded: Told) -> tuple[float, str]:
    if said.period is None or recorded.period is None:
        return 0.0, ""
    if said.period.overlaps(recorded.period):
        return 0.25, "时间相合"
    first, second = sorted((said.period, recorded.period))
    if (second.start - first.end).days <= 31:
        return 0.1, "时间相近"
    return -0.2, ""


def _ends_part(said: Told, recorded: Told, near: Set[int]) -> tuple[float, str]:
    value = 0.0
    for one, other in ((said.helper, recorded.helper), (said.recipient, recorded.recipient)):
        if one is None or one == other:
            value += 0.1
        elif other in near:
            value += 0.05
        else:
            value -= 0.15
    return value, "两方相合" if value >= 0.2 else ""


def _names_part(said: Told, recorded: Told) -> tuple[float, str]:
    shared = said.names & recorded.names
    if not shared:
        return 0.0, ""
    return 0.15, f"都是{sorted(shared)[0]}"


def agrees_with_count(said: Amount, counts: dict[str, int]) -> tuple[str, int] | None:
    """Of several ways to count links, the one a printed count means: its name and number of
    1/10,000 units. Pairings are links: helpers, recipients and links are three counts."""
    found = ((name, units) for name, units in counts.items() if said.low <= units <= said.high)
    return next(found, None)
