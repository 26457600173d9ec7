"""Figures as they stood at the end of a day, counted from the versions of that day.

The rules are those of figures.queries.entries, over rows in memory: versions cannot be asked as
entries can. Who was in which cluster is what was registered at the end of that day.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from django.db.models import Q, QuerySet

from shanhai.common.indicators import Nature, indicator
from shanhai.common.keys import Key
from shanhai.common.periods import Period
from shanhai.figures.queries.entries import Line, counted_states, figures_of, joint_line, newest
from shanhai.figures.queries.figure import Figure
from shanhai.figures.rules import Part
from shanhai.ledger.models import Entry, EntryParty
from shanhai.ledger.queries import entry_then, parties_then
from shanhai.records.queries import versions_on
from shanhai.registry.models import ClusterMember, Lineage, Partnership
from shanhai.registry.queries import below, clusters_of, stays_then

# What a summary and its details have in common (entries.counted_entries).
_place = attrgetter("partnership_id", "helper_id", "recipient_id", "indicator", "stage", "unit")
# So many rows are read at once to count a day gone by; beyond them the books tell it.
MOST = 20_000


class TooMany(ValueError):
    """More rows than can be counted for a day gone by."""


@dataclass(frozen=True, slots=True)
class _Whole:
    """What counts as one side of a key: a place with all below it, a cluster with its members."""

    own: frozenset[int]
    stays: tuple[tuple[frozenset[int], date, date], ...]

    @classmethod
    def of(cls, node: int, day: date) -> "_Whole":
        return cls(
            _below(node),
            tuple(
                (_below(stay.member), stay.start or date.min, stay.end or date.max)
                for stay in stays_then(node, day)
            ),
        )

    def holds(self, node: int, period: Period) -> bool:
        return node in self.own or any(
            node in places and start <= period.end and period.start <= end
            for places, start, end in self.stays
        )


def _below(node: int) -> frozenset[int]:
    return frozenset(below([node]).values_list("node", flat=True))


def rows_ever_under(key: Key) -> QuerySet[Entry]:
    """Entries that may lie under a key now or may have done so: those of every partnership whose
    sides lie above or below the key's, and joint ones its helper takes part in. (An entry told in
    a partnership of other places, and moved to other places or taken from a helper that took part
    since, is not among them.)"""
    about = {"helper": key.helper, "recipient": key.recipient}
    ends = [_around(side, node) for side, node in about.items() if node is not None]
    joined = EntryParty.objects.filter(
        role=EntryParty.Role.JOINT, node__in=below([key.helper] if key.helper else [])
    )
    pairs = Partnership.objects.filter(*ends)
    found = Q(partnership__in=pairs) | Q(*ends) | Q(pk__in=joined.values("entry"))
    return Entry.objects.filter(found)


def _around(side: str, node: int) -> Q:
    above = Lineage.objects.filter(node=node).values("ancestor")
    members = ClusterMember.objects.filter(cluster=node).values("member")
    near = (above, clusters_of(above, ever=True), below([node]), below(members))
    found = Q()
    for places in near:
        found |= Q(**{f"{side}__in": places})
    return found


def lines_then(key: Key, day: date, unit: str | None = None) -> list[Line]:
    """Every entry a figure rested on at the end of a day, as it was then; newest first. The key
    names both its ends. Raises TooMany."""
    versions = versions_on(rows_ever_under(key), day)
    if versions.count() > MOST:
        raise TooMany(
            f"要数的记录超过{MOST}条，没法当场按过去某一天重算。请打开台账看那一天的记录。"
        )
    told = sorted(map(entry_then, versions), key=lambda one: (one.period_end, one.pk), reverse=True)
    parties = {one.ref_id: parties_then(one) for one in versions}
    gathered = [
        line
        for line in _lines(_inside(_counting(told, key.period), key, day), key, day, parties)
        if unit is None or line.entry.unit == unit
    ]
    if key.indicator and indicator(key.indicator).nature != Nature.FLOW:
        gathered = newest(gathered)
    return gathered


def figures_then(key: Key, day: date) -> list[Figure]:
    """Every figure recorded under a key as it stood at the end of a day, as
    figures.queries.figures tells them of now. Raises TooMany."""
    return figures_of(key, lines_then(key, day))


def _counting(told: list[Entry], period: Period | None) -> Iterable[Entry]:
    """Those that count: see entries.counted_entries."""
    states = set(counted_states())
    counted = {one.pk: one for one in told if one.state in states}
    within = [
        one
        for one in counted.values()
        if period is None or (period.start <= one.period_start and one.period_end <= period.end)
    ]
    sums: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
    for one in within:
        if one.summary:
            sums[_place(one)].append(one)
    for one in within:
        whole = counted.get(one.parent_id)
        part = whole is not None and whole.indicator == one.indicator
        under = not one.summary and any(
            other.period_start <= one.period_start and one.period_end <= other.period_end
            for other in sums.get(_place(one), ())
        )
        if not part and not under:
            yield one


def _inside(told: Iterable[Entry], key: Key, day: date) -> list[Entry]:
    """Those a key gathers, whichever helper they were recorded for."""
    pairs = _pairings(key)
    theirs = _Whole.of(key.recipient, day) if key.recipient is not None else None
    return [
        one
        for one in told
        if (not key.indicator or one.indicator == key.indicator)
        and (key.stage is None or one.stage == key.stage)
        and (pairs is None or one.partnership_id in pairs)
        and (theirs is None or theirs.holds(one.recipient_id, one.period))
    ]


def _pairings(key: Key) -> frozenset[int] | None:
    """The partnerships a key names; None when any will do."""
    if key.partnership is None and key.programme is None:
        return None
    pairs = Partnership.objects.all()
    if key.partnership is not None:
        pairs = pairs.filter(Q(pk=key.partnership) | Q(parent=key.partnership))
    if key.programme is not None:
        pairs = pairs.filter(programme=key.programme)
    return frozenset(pairs.values_list("pk", flat=True))


def _lines(
    told: list[Entry], key: Key, day: date, parties: dict[int, list[EntryParty]]
) -> list[Line]:
    if key.helper is None:
        return [Line(one, Part(one.units, one.low, one.high)) for one in told]
    ours, lines = _Whole.of(key.helper, day), []
    for one in told:
        if ours.holds(one.helper_id, one.period):
            lines.append(Line(one, Part(one.units, one.low, one.high)))
        elif joined := [
            party
            for party in parties[one.pk]
            if party.role == EntryParty.Role.JOINT and party.node_id in ours.own
        ]:
            lines.append(joint_line(one, joined))
    return lines
