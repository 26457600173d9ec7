"""Pure decisions about how recorded rows make a number."""

from collections.abc import Iterable
from dataclasses import dataclass

from shanhai.common.amounts import Amount, Bound

# Units that count occasions: a joint occasion is one for each town that took part.
OCCASIONS = frozenset({"批次", "场", "次"})


@dataclass(frozen=True, slots=True)
class Part:
    """What one entry contributes to a figure, in 1/10,000 units."""

    units: int
    low: int
    high: int


def joint_part(amount: Amount, share: int | None) -> Part:
    """A town's part in a joint entry recorded for another node.

    A stated share counts; an occasion counts whole; any other split that nobody stated is
    unknown: nothing is certain and at most the whole.
    """
    if share is not None:
        return Part(share, share, share)
    if amount.unit in OCCASIONS:
        return Part(amount.units, amount.low, amount.high)
    return Part(0, 0, amount.high)


def total(parts: Iterable[Part], unit: str, bounds: Iterable[str]) -> Amount:
    """The sum of parts; its bound is exact when every row is, else what the rows have in common."""
    units = low = high = 0
    for part in parts:
        units, low, high = units + part.units, low + part.low, high + part.high
    return Amount(units, unit, common_bound(bounds), low, high)


def common_bound(bounds: Iterable[str]) -> Bound:
    """近 with 整 is 近, 超 with 整 is 超, 近 with 超 is 约."""
    kinds = {Bound(bound) for bound in bounds} - {Bound.EXACT}
    if not kinds:
        return Bound.EXACT
    return kinds.pop() if len(kinds) == 1 else Bound.ABOUT
