"""The one fountain of numbers: every figure, computed from what is recorded and registered.

A figure never looks at claims. Flows add distinct entries once; a cluster is the union of its
own entries and its members'; stocks are the newest reading of each pair of nodes, pairings are
counted from the register; rates are never added; 其中 children never count beside their parent;
a summary entry stands for the details under its key.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from shanhai.common import vocabulary
from shanhai.common.amounts import SCALE, Amount
from shanhai.common.indicators import Nature, indicator
from shanhai.common.keys import Key, Stage
from shanhai.common.periods import Period
from shanhai.figures.rules import Part, joint_part, total
from shanhai.ledger.models import Entry, EntryParty
from shanhai.registry.models import ClusterMember, Lineage, Partnership
from shanhai.registry.queries import below, survivors


@dataclass(frozen=True, slots=True)
class PairingCount:
    """Pairings are links: helpers, recipients and links are three counts."""

    helpers: int
    recipients: int
    links: int


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with its key. `entries` is how many rows it rests on; a stock counted from the
    register carries `pairings` instead and rests on register members."""

    key: Key
    amount: Amount
    entries: int
    pairings: PairingCount | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One entry under a figure and what it contributes."""

    entry: Entry
    part: Part


def counted_states() -> list[str]:
    """States whose entries make figures (vocabulary/states.yaml)."""
    states = vocabulary.load("states", settings.VOCABULARY_DIR)["entry"]
    return [code for code, state in states.items() if state.get("counted")]


def counted_entries(period: Period | None = None) -> QuerySet[Entry]:
    """Entries that count: in a counted state, not archived, not the 其中 of a counted row, not a
    detail under a summary that itself lies in `period`."""
    counted = Entry.objects.filter(state__in=counted_states(), ref__archived_at__isnull=True)
    rows = counted.exclude(parent__indicator=F("indicator"), parent__in=counted)
    summaries = counted.filter(
        summary=True,
        partnership=OuterRef("partnership"),
        helper=OuterRef("helper"),
        recipient=OuterRef("recipient"),
        indicator=OuterRef("indicator"),
        stage=OuterRef("stage"),
        unit=OuterRef("unit"),
        period_start__lte=OuterRef("period_start"),
        period_end__gte=OuterRef("period_end"),
    )
    if period:
        within = Q(period_start__gte=period.start, period_end__lte=period.end)
        rows, summaries = rows.filter(within), summaries.filter(within)
    return rows.filter(Q(summary=True) | ~Exists(summaries))


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


def entries_under(key: Key) -> QuerySet[Entry]:
    """The rows a key gathers whole (joint rows of other nodes are not among them)."""
    rows = counted_entries(key.period)
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


def _joint_lines(key: Key) -> list[Line]:
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
    elsewhere = entries_under(replace(key, helper=None)).in_bulk(list(joined))
    own = set(entries_under(key).filter(pk__in=elsewhere).values_list("pk", flat=True))
    return [
        Line(elsewhere[entry], _joint(elsewhere[entry], rows))
        for entry, rows in joined.items()
        if entry in elsewhere and entry not in own
    ]


def _joint(entry: Entry, rows: list[EntryParty]) -> Part:
    known = [row.share for row in rows if row.share is not None]
    share = sum(known) if len(known) == len(rows) else None
    return joint_part(entry.amount, share)


def lines(key: Key, unit: str | None = None) -> list[Line]:
    """Every entry a figure rests on, with its part; newest first. For stocks only the newest
    reading of each pair of nodes."""
    own = entries_under(key).order_by("-period_end", "-pk")
    gathered = [Line(entry, Part(entry.units, entry.low, entry.high)) for entry in own]
    gathered += _joint_lines(key)
    if unit is not None:
        gathered = [line for line in gathered if line.entry.unit == unit]
    if key.indicator and indicator(key.indicator).nature != Nature.FLOW:
        gathered = _newest(gathered)
    return gathered


def _newest(gathered: Iterable[Line]) -> list[Line]:
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


def figures(key: Key) -> list[Figure]:
    """Every figure under a key whose indicator is "" (all) or a code, by indicator, stage and
    unit, in one pass over the rows. Different units and stages are never added."""
    groups: dict[tuple[str, str, str], list[Line]] = defaultdict(list)
    for line in lines(key):
        entry = line.entry
        groups[entry.indicator, entry.stage, entry.unit].append(line)
    found = []
    for (code, stage, unit), rows in sorted(groups.items()):
        if indicator(code).nature != Nature.FLOW:
            rows = _newest(rows)
        amount = total((row.part for row in rows), unit, (row.entry.bound for row in rows))
        found.append(Figure(replace(key, indicator=code, stage=Stage(stage)), amount, len(rows)))
    return found


def figure(key: Key, unit: str | None = None) -> Figure | None:
    """The figure of one key, or None when nothing is recorded. Pairing stocks are counted from
    the register. `unit` chooses among units (人 or 人次); without it the one most rows have."""
    counted = pairing_figure(key)
    if counted is not None:
        return counted
    found = [row for row in figures(key) if unit is None or row.amount.unit == unit]
    return max(found, key=lambda row: row.entries, default=None)


def pairing_kinds(code: str) -> list[str]:
    """Kinds of pairing an indicator counts (vocabulary/partnerships.yaml)."""
    kinds = vocabulary.load("partnerships", settings.VOCABULARY_DIR)["kinds"]
    return [kind for kind, words in kinds.items() if words.get("counts") == code]


def pairings(key: Key, on: date | None = None) -> QuerySet[Partnership]:
    """Register members behind a pairing stock: links in force on a day (default: the end of the
    key's period, else today) between what lies under the key's two nodes."""
    day = on or (min(key.period.end, date.today()) if key.period else date.today())
    rows = Partnership.objects.filter(
        Q(start__isnull=True) | Q(start__lte=day),
        Q(end__isnull=True) | Q(end__gte=day),
        kind__in=pairing_kinds(key.indicator),
        ref__archived_at__isnull=True,
    )
    if key.programme is not None:
        rows = rows.filter(programme=key.programme)
    if key.helper is not None:
        members = ClusterMember.objects.filter(
            Q(start__isnull=True) | Q(start__lte=day),
            Q(end__isnull=True) | Q(end__gte=day),
            cluster=key.helper,
        ).values("member")
        rows = rows.filter(Q(helper__in=below([key.helper])) | Q(helper__in=below(members)))
    if key.recipient is not None:
        rows = rows.filter(recipient__in=below([key.recipient]))
    return rows.order_by("pk")


def pairing_figure(key: Key, on: date | None = None) -> Figure | None:
    """The three counts of a pairing stock; None for other indicators or when none is registered.
    The amount is the count of recipients."""
    if not pairing_kinds(key.indicator):
        return None
    rows = list(pairings(key, on).values_list("helper", "recipient"))
    if not rows:
        return None
    same = survivors()
    links = {(same.get(helper, helper), same.get(other, other)) for helper, other in rows}
    count = PairingCount(
        len({helper for helper, _ in links}), len({other for _, other in links}), len(links)
    )
    amount = Amount.exactly(count.recipients * SCALE, "个")
    return Figure(key, amount, len(links), count)


def pairing_figures(key: Key, on: date | None = None) -> list[Figure]:
    """The figures of all pairing kinds under a key."""
    kinds = vocabulary.load("partnerships", settings.VOCABULARY_DIR)["kinds"]
    codes = dict.fromkeys(words["counts"] for words in kinds.values() if words.get("counts"))
    found = (pairing_figure(replace(key, indicator=code), on) for code in codes)
    return [row for row in found if row is not None]


def years(helper: int, recipient: int) -> list[int]:
    """Years in which something is recorded between two nodes, newest first."""
    rows = entries_under(Key("", helper, recipient, stage=None))
    return sorted({row.year for row in rows.values_list("period_end", flat=True)}, reverse=True)
