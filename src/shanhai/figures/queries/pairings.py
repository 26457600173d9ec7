"""Pairing stocks, counted from the register."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date

from django.conf import settings
from django.db.models import QuerySet

from shanhai.common import vocabulary
from shanhai.common.amounts import SCALE, Amount
from shanhai.common.keys import Key
from shanhai.figures.queries.figure import Figure, PairingCount
from shanhai.records.past.queries import current_day
from shanhai.registry.models import ClusterMember, Partnership
from shanhai.registry.queries import below, in_force, survivors


def pairing_kinds(code: str) -> list[str]:
    """Kinds of pairing an indicator counts (vocabulary/partnerships.yaml)."""
    kinds = vocabulary.load("partnerships", settings.VOCABULARY_DIR)["kinds"]
    return [kind for kind, words in kinds.items() if words.get("counts") == code]


def counting_kinds(code: str) -> dict[str, str]:
    """Kinds of pairing an indicator counts on either side, and the indicator of their links."""
    kinds = vocabulary.load("partnerships", settings.VOCABULARY_DIR)["kinds"]
    return {
        kind: words["counts"]
        for kind, words in kinds.items()
        if words.get("counts") and code in (words["counts"], words.get("helper_counts"))
    }


def between(key: Key, day: date) -> QuerySet[Partnership]:
    """Partnerships between what lies under the key's two nodes: below them, or below the towns a
    cluster has on a day."""
    rows = Partnership.objects.all()
    if key.programme is not None:
        rows = rows.filter(programme=key.programme)
    if key.helper is not None:
        members = in_force(ClusterMember.objects.filter(cluster=key.helper), day).values("member")
        rows = rows.filter(helper__in=below([key.helper]).union(below(members)))
    if key.recipient is not None:
        rows = rows.filter(recipient__in=below([key.recipient]))
    return rows


def _in_force(key: Key, kinds: Collection[str], on: date | None) -> QuerySet[Partnership]:
    day = on or (min(key.period.end, current_day()) if key.period else current_day())
    rows = in_force(between(key, day), day)
    return rows.filter(kind__in=kinds, ref__archived_at__isnull=True)


def pairings(key: Key, on: date | None = None) -> QuerySet[Partnership]:
    """Register members behind a pairing stock: links in force on a day (default: the end of the
    key's period, else today) between what lies under the key's two nodes."""
    return _in_force(key, pairing_kinds(key.indicator), on).order_by("pk")


def pairing_figure(key: Key, on: date | None = None) -> Figure | None:
    """The three counts of a pairing stock; None for other indicators or when none is registered.
    The amount is the count of recipients."""
    return next(iter(_figures(key, [key.indicator], on)), None)


def pairing_figures(key: Key, on: date | None = None) -> list[Figure]:
    """The figures of all pairing kinds under a key, in one question."""
    kinds = vocabulary.load("partnerships", settings.VOCABULARY_DIR)["kinds"]
    codes = dict.fromkeys(words["counts"] for words in kinds.values() if words.get("counts"))
    return _figures(key, codes, on)


def _figures(key: Key, codes: Iterable[str], on: date | None) -> list[Figure]:
    counts = {kind: code for code in codes for kind in pairing_kinds(code)}
    if not counts:
        return []
    links: dict[str, list[tuple[int, int]]] = defaultdict(list)
    rows = _in_force(key, counts, on)
    for kind, helper, recipient in rows.values_list("kind", "helper", "recipient"):
        links[counts[kind]].append((helper, recipient))
    same = survivors() if links else {}
    found = {code: _three_counts(links[code], same) for code in counts.values() if code in links}
    return [
        Figure(replace(key, indicator=code),
               Amount.exactly(count.recipients * SCALE, "个"), count.links, count)
        for code, count in found.items()
    ]  # fmt: skip


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


ENDS = ("helpers", "recipients", "links")


def links_of(key: Key, which: str) -> QuerySet[Partnership]:
    """The links behind one count (see `link_figure`)."""
    kind = which.partition(" ")[2]
    kinds = [one for one in counting_kinds(key.indicator) if kind in ("", one)]
    return _in_force(key, kinds, None).order_by("pk")


def link_figures(key: Key) -> dict[str, Figure]:
    """Every number one may mean by the links an indicator counts, by its name (see
    `link_figure`): over all kinds, then of each."""
    rows = list(links_of(key, "").values_list("kind", "helper", "recipient"))
    same = survivors() if rows else {}
    found = {}
    for kind in dict.fromkeys(["", *(row[0] for row in rows)] if rows else ()):
        links = [ends for one, *ends in rows if kind in ("", one)]
        count = _three_counts(links, same)
        for end in ENDS:
            which = f"{end} {kind}".strip()
            amount = Amount.exactly(getattr(count, end) * SCALE, "个")
            found[which] = Figure(key, amount, count.links, count, which=which)
    return found


def link_figure(key: Key, which: str) -> Figure | None:
    """One count of the links under a key: `which` is "helpers", "recipients" or "links" and,
    after a space, a kind of pairing when only those of one kind are counted."""
    return link_figures(key).get(which)
