"""Pure decisions about how recorded rows make a number."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import NamedTuple

from shanhai.common.amounts import Amount, Bound
from shanhai.common.periods import Period

# Units that count occasions: a joint occasion is one for each town that took part.
OCCASIONS = frozenset({"批次", "场", "次"})
# Stands for a side that a key leaves open, and for an entry's own part (no owner).
ANY = OWN = 0


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


def stated_share(shares: Sequence[int | None]) -> int | None:
    """The sum of shares when every one was stated."""
    known = [share for share in shares if share is not None]
    return sum(known) if len(known) == len(shares) else None


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


class CellKey(NamedTuple):
    """Which entries a kept cell holds; see models.Cell."""

    partnership: int
    programme: int
    helper: int
    recipient: int
    owner: int
    indicator: str
    stage: str
    unit: str
    bound: str
    first: date
    last: date


class RollKey(NamedTuple):
    """What a kept roll is of; see models.Roll."""

    helper: int
    recipient: int
    programme: int
    indicator: str
    stage: str
    unit: str
    bound: str
    first: int
    last: int


class Value(NamedTuple):
    """What entries make together; `end` and `entry` name the newest reading of a stock."""

    units: int
    low: int
    high: int
    rows: int
    end: date | None = None
    entry: int = 0


NOTHING = Value(0, 0, 0, 0)
Cells = dict[CellKey, Value]
Owners = Callable[[int, date, date], frozenset[int]]


def plus(one: Value, other: Value, sign: int = 1) -> Value:
    """The sum of two values (sign -1: their difference) of flows."""
    return Value(
        one.units + sign * other.units,
        one.low + sign * other.low,
        one.high + sign * other.high,
        one.rows + sign * other.rows,
    )


def month(day: date) -> tuple[date, date]:
    """The first and the last day of the month a day lies in."""
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def whole_months(period: Period) -> bool:
    """Whether a period begins and ends with a month: then cells tell all that lies within it."""
    return period.start.day == 1 and period.end == month(period.end)[1]


def whole_years(period: Period) -> bool:
    """Whether a period is of calendar years: then rolls tell all that lies within it."""
    first, last = (period.start.month, period.start.day), (period.end.month, period.end.day)
    return first == (1, 1) and last == (12, 31)


def keep_newest(cells: Cells, key: CellKey, value: Value) -> None:
    """Put a reading into `cells` unless a newer one of the same places and months stands there."""
    for bound in Bound:
        other = key._replace(bound=bound.value)
        if other in cells:
            if _age(cells[other]) > _age(value):
                return
            del cells[other]
    cells[key] = value


def _age(value: Value) -> tuple[date, int]:
    return value.end or date.min, value.entry


def roll_flows(cells: Iterable[tuple[CellKey, Value]], owners: Owners) -> dict[RollKey, Value]:
    """What cells of flows make for every pair of nodes they count for."""
    alike: dict[tuple, list[int]] = {}
    for key, value in cells:
        _add(alike, (*_ends(key, owners), key.programme, *_of(key)), value)
    sums: dict[tuple, list[int]] = {}
    for (mine, theirs, *of), row in alike.items():
        for helper, recipient in product(mine, theirs):
            _add(sums, (helper, recipient, *of), row)
    return _rolls(sums)


def roll_readings(
    cells: Iterable[tuple[CellKey, Value]], owners: Owners, same: Mapping[int, int]
) -> dict[RollKey, Value]:
    """What readings make for every pair of nodes they count for: of each pair beneath, and in
    each year, the newest. `cells` must hold every reading of the pairs and years it touches;
    `same` says what a node merged away counts as."""
    alike: dict[PairYear, dict[tuple, tuple[CellKey, Value]]] = defaultdict(dict)
    for key, value in cells:
        if (pair := pair_year(key, same)) is not None:
            known, place = alike[pair], (*_ends(key, owners), (key.programme, ANY))
            if place not in known or _age(known[place][1]) < _age(value):
                known[place] = key, value
    sums: dict[tuple, list[int]] = {}
    for places in alike.values():
        taken: set[tuple[int, int, int]] = set()
        for place, (key, value) in sorted(
            places.items(), key=lambda one: _age(one[1][1]), reverse=True
        ):
            of, row = _of(key), value._replace(rows=1)
            for spot in product(*place):
                if spot not in taken:
                    taken.add(spot)
                    _add(sums, (*spot, *of), row)
    return _rolls(sums)


def _of(key: CellKey) -> tuple[str, str, str, str, int, int]:
    """What a cell is of, in whose years."""
    return (*key[5:9], key.first.year, key.last.year)


def _add(sums: dict[tuple, list[int]], key: tuple, row: Sequence) -> None:
    known = sums.get(key)
    if known is None:
        sums[key] = [*row[:4]]
    else:
        known[0] += row[0]
        known[1] += row[1]
        known[2] += row[2]
        known[3] += row[3]


def _rolls(sums: Mapping[tuple, Sequence[int]]) -> dict[RollKey, Value]:
    return {RollKey(*key): Value(row[0], row[1], row[2], row[3]) for key, row in sums.items()}


class PairYear(NamedTuple):
    """Whose readings supersede each other."""

    helper: int
    recipient: int
    indicator: str
    stage: str
    unit: str
    year: int


def pair_year(key: CellKey, same: Mapping[int, int]) -> PairYear | None:
    """Which readings a cell's stands among; None when it lies in no single year."""
    if key.first.year != key.last.year:
        return None
    helper, recipient = (same.get(node, node) for node in (key.helper, key.recipient))
    return PairYear(helper, recipient, key.indicator, key.stage, key.unit, key.last.year)


def _ends(key: CellKey, owners: Owners) -> tuple[frozenset[int], frozenset[int]]:
    """The nodes a cell counts for on each side."""
    mine = frozenset({key.owner}) if key.owner else owners(key.helper, key.first, key.last)
    return mine, owners(key.recipient, key.first, key.last)


def newest_of_pairs(cells: Iterable[tuple[CellKey, Value]], same: Mapping[int, int]) -> Cells:
    """Of readings under one key, the newest of each pair of nodes."""
    kept: dict[PairYear, tuple[CellKey, Value]] = {}
    for key, value in cells:
        pair = pair_year(key._replace(first=key.last), same)
        assert pair is not None
        pair = pair._replace(year=0)
        if pair not in kept or _age(kept[pair][1]) < _age(value):
            kept[pair] = key, value
    return dict(kept.values())


@dataclass(frozen=True, slots=True)
class Stay:
    """A member's days in a cluster."""

    cluster: int
    member: int
    start: date
    end: date

    def touches(self, first: date, last: date) -> bool:
        return self.start <= last and first <= self.end

    @property
    def ragged(self) -> bool:
        """Whether it begins or ends within a month, so that cells cannot tell who was in."""
        return self.start.day != 1 or self.end != month(self.end)[1]


def owners_of(
    ancestors: Collection[int], stays: Iterable[Stay], first: date, last: date
) -> frozenset[int]:
    """Every node an entry of these days counts for by one of its ends: the end itself, all above
    it, and the clusters these are in on any of the days."""
    clusters = {
        stay.cluster for stay in stays if stay.member in ancestors and stay.touches(first, last)
    }
    return frozenset({*ancestors, *clusters})
