"""Pairing stocks, counted from the register."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.conf import settings
from django.db.models import Q, QuerySet

from shanhai.common import vocabulary
from shanhai.common.amounts import SCALE, Amount
from shanhai.common.keys import Key
from shanhai.figures.queries.figure import Figure, PairingCount
from shanhai.registry.models import ClusterMember, Partnership
from shanhai.registry.queries import below, survivors


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
        rows = rows.filter(helper__in=below([key.helper]).union(below(members)))
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
    count = _three_counts(rows, survivors())
    amount = Amount.exactly(count.recipients * SCALE, "个")
    return Figure(key, amount, count.links, count)


def _three_counts(rows: Iterable[tuple[int, int]], same: dict[int, int]) -> PairingCount:
    links = {(same.get(helper, helper), same.get(other, other)) for helper, other in rows}
    return PairingCount(
        len({helper for helper, _ in links}), len({other for _, other in links}), len(links)
    )


def pairing_counts(rows: QuerySet[Partnership]) -> dict[str, PairingCount]:
    """The three counts of given pairings, by kind."""
    by_kind: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for kind, helper, recipient in rows.order_by().values_list("kind", "helper", "recipient"):
        by_kind[kind].append((helper, recipient))
    same = survivors()
    return {kind: _three_counts(links, same) for kind, links in by_kind.items()}


def pairing_figures(key: Key, on: date | None = None) -> list[Figure]:
    """The figures of all pairing kinds under a key."""
    kinds = vocabulary.load("partnerships", settings.VOCABULARY_DIR)["kinds"]
    codes = dict.fromkeys(words["counts"] for words in kinds.values() if words.get("counts"))
    found = (pairing_figure(replace(key, indicator=code), on) for code in codes)
    return [row for row in found if row is not None]
