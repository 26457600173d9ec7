"""Figures counted from the entries themselves, one by one."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from shanhai.common import vocabulary
from shanhai.common.amounts import Amount
from shanhai.common.indicators import Nature, indicator
from shanhai.common.keys import Key, Stage
from shanhai.common.periods import Period
from shanhai.figures.queries.figure import Figure
from shanhai.figures.rules import Part, joint_part, stated_share, total
from shanhai.ledger.models import Entry, EntryParty
from shanhai.registry.models import ClusterMember, Lineage
from shanhai.registry.queries import below, survivors

_PLACE = ("partnership", "helper", "recipient", "indicator", "stage", "unit")


@dataclass(frozen=True, slots=True)
class Line:
    """One entry under a figure and what it contributes."""

    entry: Entry
    part: Part

    @property
    def amount(self) -> Amount:
        """The entry's amount as it was printed, or the part of it that counts."""
        whole, part = self.entry.amount, self.part
        if part.units == self.entry.units:
            return whole
        return Amount(part.units, self.entry.unit, whole.bound, part.low, part.high)


def counted_states() -> list[str]:
    """States whose entries make figures (vocabulary/states.yaml)."""
    states = vocabulary.load("states", settings.VOCABULARY_DIR)["entry"]
    return [code for code, state in states.items() if state.get("counted")]


def _counted() -> QuerySet[Entry]:
    return Entry.objects.filter(state__in=counted_states(), ref__archived_at__isnull=True)


def plain_entries() -> QuerySet[Entry]:
    """Counted entries that are neither summaries nor the 其中 of a counted row."""
    return _wholes().filter(summary=False)


def _wholes() -> QuerySet[Entry]:
    of_counted = Q(
        parent__indicator=F("indicator"),
        parent__state__in=counted_states(),
        parent__ref__archived_at__isnull=True,
    )
    # Most have no parent. PostgreSQL, not told so, expects one row to be left of all and goes
    # through the whole once for each.
    return _counted().filter(Q(parent=None) | ~of_counted)


def summaries() -> QuerySet[Entry]:
    """Counted summary entries."""
    return _counted().filter(summary=True)


def _summaries_beside() -> QuerySet[Entry]:
    """Summaries of the same two nodes, indicator, stage and unit as the row outside."""
    return summaries().filter(**{name: OuterRef(name) for name in _PLACE})


def places_of_summaries() -> set[tuple[int, int, int, str, str, str]]:
    """Between whom and of what there are summaries: what counts there depends on the period, so
    that nothing of it can be kept. Partnership, helper, recipient, indicator, stage, unit."""
    return set(summaries().order_by().values_list(*_PLACE))


def counted_entries(period: Period | None = None) -> QuerySet[Entry]:
    """Entries that count: in a counted state, not archived, not the 其中 of a counted row, not a
    detail under a summary that itself lies in `period`."""
    rows = _wholes()
    beside = _summaries_beside().filter(
        period_start__lte=OuterRef("period_start"), period_end__gte=OuterRef("period_end")
    )
    if period:
        within = Q(period_start__gte=period.start, period_end__lte=period.end)
        rows, beside = rows.filter(within), beside.filter(within)
    # Looking beside every entry is dear: only where there are summaries.
    near = Q(partnership__in=summaries().values("partnership"))
    return rows.filter(Q(summary=True) | ~near | ~Exists(beside))


def _inside(node: int, column: str) -> Q:
    """Entries whose `column` is the node, lies below it, or is a member of the cluster it is at
    the time of the entry."""
    membership = ClusterMember.objects.filter(
        Q(start__isnull=True) | Q(start__lte=OuterRef("period_end")),
        Q(end__isnull=True) | Q(end__gte=OuterRef("period_start")),
        cluster=node,
        member__in=Lineage.objects.filter(node=OuterRef(OuterRef(column))).values("ancestor"),
    )
    return Q(**{f"{column}__in": below([node])}) | Q(Exists(membership))


def entries_under(key: Key, beside_summaries: bool = False) -> QuerySet[Entry]:
    """The rows a key gathers whole (joint rows of other nodes are not among them); with
    `beside_summaries` only those of places that have summaries."""
    rows = counted_entries(key.period)
    if beside_summaries:
        places = places_of_summaries()
        rows = rows.filter(
            Exists(_summaries_beside()),
            partnership__in={place[0] for place in places},
            indicator__in={place[3] for place in places},
        )
    if key.indicator:
        rows = rows.filter(indicator=key.indicator)
    if key.stage is not None:
        rows = rows.filter(stage=key.stage)
    if key.partnership is not None:
        rows = rows.filter(Q(partnership=key.partnership) | Q(partnership__parent=key.partnership))
    if key.programme is not None:
        rows = rows.filter(partnership__programme=key.programme)
    for column in ("helper", "recipient"):
        node = getattr(key, column)
        if node is not None:
            rows = rows.filter(_inside(node, column))
    return rows


def _joint_lines(key: Key, beside_summaries: bool) -> list[Line]:
    """Joint entries recorded for another helper in which the key's helper took part."""
    if key.helper is None:
        return []
    parties = EntryParty.objects.filter(role=EntryParty.Role.JOINT, node__in=below([key.helper]))
    if key.indicator:
        parties = parties.filter(entry__indicator=key.indicator)
    joined: dict[int, list[EntryParty]] = defaultdict(list)
    for party in parties.order_by("entry_id", "pk"):
        joined[party.entry_id].append(party)
    if not joined:
        return []
    # By their ids: joining both gatherings in one statement sends PostgreSQL into nested loops.
    elsewhere = entries_under(replace(key, helper=None), beside_summaries).in_bulk(list(joined))
    own = set(entries_under(key).filter(pk__in=elsewhere).values_list("pk", flat=True))
    return [
        joint_line(elsewhere[entry], rows)
        for entry, rows in joined.items()
        if entry in elsewhere and entry not in own
    ]


def joint_line(entry: Entry, rows: Iterable[EntryParty]) -> Line:
    """A joint entry with the part of a helper for whom `rows` took part in it."""
    return Line(entry, joint_part(entry.amount, stated_share([row.share for row in rows])))


def lines(key: Key, unit: str | None = None, *, beside_summaries: bool = False) -> list[Line]:
    """Every entry a figure rests on, with its part; newest first. For stocks only the newest
    reading of each pair of nodes."""
    own = entries_under(key, beside_summaries).order_by("-period_end", "-pk")
    gathered = [Line(entry, Part(entry.units, entry.low, entry.high)) for entry in own]
    gathered += _joint_lines(key, beside_summaries)
    if unit is not None:
        gathered = [line for line in gathered if line.entry.unit == unit]
    if key.indicator and indicator(key.indicator).nature != Nature.FLOW:
        gathered = newest(gathered)
    return gathered


def newest(gathered: Iterable[Line]) -> list[Line]:
    """Of readings of the same pair of nodes only the newest."""
    seen: set[tuple[int, int, str, str, str]] = set()
    kept, same = [], survivors()
    for line in sorted(
        gathered, key=lambda row: (row.entry.period_end, row.entry.pk), reverse=True
    ):
        entry = line.entry
        helper = same.get(entry.helper_id, entry.helper_id)
        recipient = same.get(entry.recipient_id, entry.recipient_id)
        place = (helper, recipient, entry.indicator, entry.stage, entry.unit)
        if place not in seen:
            seen.add(place)
            kept.append(line)
    return kept


def counted_figures(key: Key, *, beside_summaries: bool = False) -> list[Figure]:
    """Every figure under a key whose indicator is "" (all) or a code, by indicator, stage and
    unit, in one pass over the rows. Different units and stages are never added."""
    return figures_of(key, lines(key, beside_summaries=beside_summaries))


def figures_of(key: Key, gathered: Iterable[Line]) -> list[Figure]:
    """The figures that lines under a key make, by indicator, stage and unit."""
    groups: dict[tuple[str, str, str], list[Line]] = defaultdict(list)
    for line in gathered:
        entry = line.entry
        groups[entry.indicator, entry.stage, entry.unit].append(line)
    found = []
    for (code, stage, unit), rows in sorted(groups.items()):
        if indicator(code).nature != Nature.FLOW:
            rows = newest(rows)
        amount = total((row.part for row in rows), unit, (row.entry.bound for row in rows))
        found.append(Figure(replace(key, indicator=code, stage=Stage(stage)), amount, len(rows)))
    return found


def years_of_entries(helper: int, recipient: int) -> set[int]:
    """Years in which something is recorded between two nodes."""
    ends = lines(Key("", helper, recipient, stage=None))
    return {line.entry.period_end.year for line in ends}
