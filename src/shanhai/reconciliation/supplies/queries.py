"""Questions about needs, offers and what came of them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet, Sum

from shanhai.accounts.models import User
from shanhai.common.indicators import Nature, indicators
from shanhai.cooperation.models import Need, Offer, Want
from shanhai.cooperation.queries.needs import live_offers
from shanhai.figures.queries import counted_entries
from shanhai.ledger.models import EntryParty
from shanhai.ledger.queries.entries import live
from shanhai.ledger.queries.sheets import NOT_DONE, done_in
from shanhai.reconciliation.models import Supply
from shanhai.reconciliation.supplies.rules import Side, Suitability, suits
from shanhai.registry.models import Lineage, Partnership
from shanhai.registry.queries import visible_to

# So many offers of a field are weighed for one need: the newest.
WEIGHED = 200
OFFERED = (Want.State.OPEN, Want.State.MATCHED, Want.State.DELIVERING)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An offer that suits a need, how much of it is free, and why it suits."""

    offer: Offer
    free: int
    fit: Suitability


def candidates(user: User, need: Need) -> list[Candidate]:
    """Offers that suit a need, the best first, in a fixed number of queries."""
    rows = (
        live_offers(user)
        .filter(field=need.field, state__in=OFFERED, partnership__in=_related(need.partnership))
        .exclude(side=need.side)
        .exclude(supplies__in=Supply.objects.filter(need=need).exclude(state="dropped"))
        .select_related("publisher", "partnership__helper", "partnership__recipient")
    )
    offers = list(rows.order_by("-published_on", "-pk")[:WEIGHED])
    taken, past = taken_of(offers), _past(user, offers, need.field)
    above = _above({need.publisher_id, *(offer.publisher_id for offer in offers)})
    wanted = side_of(need, need.units, above)
    found = []
    for offer in offers:
        free = offer.units - taken.get(offer.pk, 0)
        fit = suits(wanted, side_of(offer, free, above), past.get(offer.pk, 0), date.today())
        if fit:
            found.append(Candidate(offer, free, fit))
    return sorted(found, key=lambda one: -one.fit.score)


def side_of(want: Want, units: int, above: dict[int, frozenset[int]] | None = None) -> Side:
    """A need or an offer as the rules weigh it, with `units` still wanted or free."""
    near = (above or {}).get(want.publisher_id, frozenset())
    return Side(want.side, want.field, units, want.unit, want.partnership_id, near, want.deadline)


def taken_of(offers: Iterable[Offer]) -> dict[int, int]:
    """How much of each offer, in its own unit, is already set against needs."""
    rows = Supply.objects.filter(offer__in=list(offers)).exclude(state=Supply.State.DROPPED)
    same = rows.order_by().values_list("offer", "offer__unit", "unit").annotate(Sum("units"))
    return {offer: units for offer, own, unit, units in same if own == unit}


def met(need: Need) -> int:
    """How much of a need, in its own unit, is matched."""
    rows = need.supplies.exclude(state=Supply.State.DROPPED).filter(unit=need.unit)
    return rows.aggregate(total=Sum("units"))["total"] or 0


def delivered(supplies: Iterable[Supply]) -> dict[int, int]:
    """How much of each supply, in its own unit, is recorded by entries that count; in one query."""
    rows = counted_entries().filter(
        supply_entry__supply__in=list(supplies), unit=F("supply_entry__supply__unit")
    )
    done = rows.exclude(stage__in=NOT_DONE).order_by().values_list("supply_entry__supply")
    return dict(done.annotate(Sum("units")))


def supplies_of(user: User, want: Want) -> QuerySet[Supply]:
    """What was set against a need or an offer, as far as the user may see it."""
    rows = want.supplies.select_related("need__publisher", "offer__publisher", "agreement")
    return visible_to(user, rows)


def field_indicators(field: str, unit: str = "") -> list[tuple[str, str]]:
    """Codes and names of the indicators of a field, those counted in `unit` first."""
    rows = [
        one
        for one in indicators(settings.VOCABULARY_DIR).values()
        if one.field == field and one.nature == Nature.FLOW
    ]
    rows.sort(key=lambda one: one.unit != unit)
    return [(one.code, one.name) for one in rows]


def _related(partnership: Partnership) -> QuerySet[Partnership]:
    """The partnership itself, the one it is nested in, and those nested in it."""
    return Partnership.objects.filter(
        Q(pk=partnership.pk) | Q(pk=partnership.parent_id) | Q(parent=partnership)
    )


def _above(nodes: set[int]) -> dict[int, frozenset[int]]:
    rows = Lineage.objects.filter(node__in=nodes).values_list("node", "ancestor")
    found: dict[int, set[int]] = {}
    for node, ancestor in rows:
        found.setdefault(node, set()).add(ancestor)
    return {node: frozenset(ancestors) for node, ancestors in found.items()}


def _past(user: User, offers: list[Offer], field: str) -> dict[int, int]:
    """How many recorded deliveries in a field the user sees of each offer's publisher."""
    publishers = {offer.publisher_id for offer in offers}
    done = done_in(live(user) & counted_entries(), field).order_by()
    named = EntryParty.objects.filter(
        role=EntryParty.Role.GIVER, node__in=publishers, entry__in=done
    )
    named = named.exclude(node=F("entry__helper")).exclude(node=F("entry__recipient"))
    by = Counter(dict(named.values_list("node").annotate(Count("entry", distinct=True))))
    for side in Want.Side.values:
        rows = done.filter(**{f"{side}__in": publishers})
        by.update(dict(rows.values_list(side).annotate(Count("pk"))))
    return {offer.pk: by[offer.publisher_id] for offer in offers}
