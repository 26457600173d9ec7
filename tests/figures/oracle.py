"""What every figure must be, worked out from plain facts by sets. Nothing of the product is used
here: what both get wrong in the same way would have to be thought wrongly twice."""

from dataclasses import dataclass, field
from datetime import date

COUNTED = {"submitted", "confirmed", "approved", "locked"}
OCCASIONS = {"批次", "场", "次"}


@dataclass
class Fact:
    """One entry as somebody told it."""

    pairing: str
    programme: str
    helper: str
    recipient: str
    indicator: str
    unit: str
    value: int
    low: int
    high: int
    bound: str
    start: date
    end: date
    stage: str = "arrived"
    state: str = "submitted"
    summary: bool = False
    parent: "Fact | None" = None
    archived: bool = False
    joint: list[tuple[str, int | None]] = field(default_factory=list)
    order: int = 0

    @property
    def counts(self) -> bool:
        return self.state in COUNTED and not self.archived

    def same_place(self, other: "Fact") -> bool:
        return all(
            getattr(self, name) == getattr(other, name)
            for name in ("pairing", "helper", "recipient", "indicator", "stage", "unit")
        )


@dataclass
class Ground:
    """The tree of places, who was in which cluster when, and which indicators are stocks."""

    parents: dict[str, str]
    members: list[tuple[str, str, date, date]]
    stocks: set[str]

    def chain(self, place: str) -> set[str]:
        found = {place}
        while place in self.parents:
            place = self.parents[place]
            found.add(place)
        return found

    def is_of(self, place: str, fact: Fact, whole: str) -> bool:
        """Whether what happened at `place` is `whole`'s."""
        if whole in self.chain(place):
            return True
        return any(
            cluster == whole
            and member in self.chain(place)
            and came <= fact.end
            and fact.start <= left
            for cluster, member, came, left in self.members
        )


def _tellable(facts: list[Fact], first: date, last: date) -> list[Fact]:
    """What counts within some days: no parts beside their whole, no details beside their sum."""
    inside = [
        fact
        for fact in facts
        if fact.counts
        and first <= fact.start
        and fact.end <= last
        and not (
            fact.parent is not None
            and fact.parent.counts
            and fact.parent.indicator == fact.indicator
        )
    ]
    sums = [fact for fact in facts if fact.counts and fact.summary]
    sums = [fact for fact in sums if first <= fact.start and fact.end <= last]
    return [
        fact
        for fact in inside
        if fact.summary
        or not any(
            one.same_place(fact) and one.start <= fact.start and fact.end <= one.end for one in sums
        )
    ]


def _share(ground: Ground, fact: Fact, helper: str) -> tuple[int, int, int] | None:
    """What of a fact is a helper's: all, a part, nothing (None)."""
    if ground.is_of(fact.helper, fact, helper):
        return fact.value, fact.low, fact.high
    parts = [share for place, share in fact.joint if helper in ground.chain(place)]
    if not parts:
        return None
    if None not in parts:
        return (sum(parts),) * 3  # type: ignore[arg-type,return-value]
    if fact.unit in OCCASIONS:
        return fact.value, fact.low, fact.high
    return 0, 0, fact.high


def figures(
    ground: Ground,
    facts: list[Fact],
    helper: str | None,
    recipient: str | None,
    programme: str | None,
    first: date,
    last: date,
) -> dict[tuple[str, str, str], tuple[int, int, int, str, int]]:
    """(indicator, stage, unit) → (value, low, high, bound, how many facts)."""
    gathered: dict[tuple[str, str, str], list[tuple[Fact, tuple[int, int, int]]]] = {}
    for fact in _tellable(facts, first, last):
        if programme is not None and fact.programme != programme:
            continue
        if recipient is not None and not ground.is_of(fact.recipient, fact, recipient):
            continue
        whole = (fact.value, fact.low, fact.high)
        part = whole if helper is None else _share(ground, fact, helper)
        if part is not None:
            place = (fact.indicator, fact.stage, fact.unit)
            gathered.setdefault(place, []).append((fact, part))
    return {
        place: _sum(_newest(rows) if place[0] in ground.stocks else rows)
        for place, rows in gathered.items()
    }


def _newest(rows: list) -> list:
    latest: dict[tuple[str, str], tuple] = {}
    for row in sorted(rows, key=lambda row: (row[0].end, row[0].order)):
        latest[row[0].helper, row[0].recipient] = row
    return list(latest.values())


def _sum(rows: list) -> tuple[int, int, int, str, int]:
    bounds = {fact.bound for fact, _ in rows} - {"exact"}
    bound = "exact" if not bounds else bounds.pop() if len(bounds) == 1 else "about"
    value, low, high = (sum(part[at] for _, part in rows) for at in range(3))
    return value, low, high, bound, len(rows)


@dataclass
class Member:
    """A park, an investment or a pairing as somebody registered it, between two places."""

    what: str
    helper: str
    recipient: str
    start: date | None
    end: date | None
    firm: str = ""
    settled: bool = False
    rungs: list[tuple[str, date]] = field(default_factory=list)
    archived: bool = False

    def there(self, day: date, *, last_day_too: bool) -> bool:
        left = self.end is not None and (self.end < day or self.end == day and not last_day_too)
        return (self.start is None or self.start <= day) and not left


def registered(
    ground: Ground, told: list[Member], helper: str, recipient: str, first: date, last: date,
    today: date,
) -> dict[str, int]:  # fmt: skip
    """What registers give between two places for a period, as seen on a day; nothing is left out
    where there is none."""
    day = min(last, today)
    wholes = {helper} | {
        member
        for cluster, member, came, left in ground.members
        if cluster == helper and came <= last <= left
    }
    ours = [
        one
        for one in told
        if not one.archived
        and wholes & ground.chain(one.helper)
        and recipient in ground.chain(one.recipient)
    ]
    firms = [one for one in ours if one.what == "venture"]
    counts = {
        "parks_built": len(
            [one for one in ours if one.what == "park" and one.there(day, last_day_too=False)]
        ),
        "park_enterprises": len(
            {one.firm for one in firms
             if one.settled and one.start and one.there(day, last_day_too=False)}
        ),
        "enterprises_introduced": len(
            {one.firm for one in firms
             if one.rungs and first <= min(on for _, on in one.rungs) <= last}
        ),
        "paired_villages": len(
            {one.recipient for one in ours
             if one.what == "pairing"
             and one.there(min(last, today), last_day_too=True)}
        ),
    }  # fmt: skip
    return {code: count for code, count in counts.items() if count}
