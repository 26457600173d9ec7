"""Questions about gifts. Their amounts are those of their entries."""

from collections import defaultdict
from datetime import date

from django.db.models import Prefetch, QuerySet

from shanhai.accounts.models import User
from shanhai.ledger.models import Donation, DonationEntry, Entry, EntryParty, Payment
from shanhai.registry.queries import visible_to

INDICATOR = "social_donation"


def donations(user: User) -> QuerySet[Donation]:
    """Gifts the user may see, without those taken out of the lists."""
    rows = visible_to(user, Donation.objects.filter(ref__archived_at=None))
    return rows.select_related(
        "partnership__helper", "partnership__recipient", "legal_receiver", "ref"
    )


def donation_page(rows: QuerySet[Donation]) -> QuerySet[Donation]:
    """One gift with everything its page shows."""
    told = DonationEntry.objects.select_related("entry__helper", "entry__recipient")
    return rows.select_related(
        "partnership__helper", "partnership__recipient", "legal_receiver", "ref"
    ).prefetch_related(
        Prefetch("told", told.prefetch_related("entry__parties")), "events__photo__blob"
    )


def entries_of(donation: Donation) -> list[Entry]:
    """The entries a gift became that stand, the first told first."""
    rows = Entry.objects.filter(donation_told__donation=donation, ref__archived_at=None)
    rows = rows.exclude(state=Entry.State.VOID).order_by("donation_told__pk")
    return list(rows.select_related("partnership", "helper", "recipient"))


def arrived_on(donation: Donation) -> date | None:
    """The first day anything of a gift arrived."""
    days = [row.period_end for row in entries_of(donation) if row.stage == "arrived"]
    return min(days, default=None)


def with_amounts(found: list[Donation]) -> None:
    """Fill each gift with its amounts by stage (`stages`) and its givers (`givers`), in
    three queries for all."""
    keys = [donation.pk for donation in found]
    stages: dict[int, dict[str, int]] = defaultdict(dict)
    told = DonationEntry.objects.filter(
        donation__in=keys, entry__ref__archived_at=None
    ).exclude(entry__state=Entry.State.VOID).select_related("entry")  # fmt: skip
    owners: dict[int, int] = {}
    for row in told:
        owners[row.entry_id] = row.donation_id
        known = stages[row.donation_id]
        known[row.entry.stage] = known.get(row.entry.stage, 0) + row.entry.units
    paid = Payment.objects.filter(
        allotment__entry__in=owners, allotment__ref__archived_at=None, entry__donation_told=None
    ).exclude(entry__state=Entry.State.VOID)
    for entry, units in paid.values_list("allotment__entry", "entry__units"):
        known = stages[owners[entry]]
        known["used"] = known.get("used", 0) + units
    givers: dict[int, dict[str, None]] = defaultdict(dict)
    parties = EntryParty.objects.filter(entry__in=owners, role=EntryParty.Role.GIVER)
    for entry, name in parties.order_by("entry", "position").values_list("entry", "name"):
        givers[owners[entry]][name] = None
    for donation in found:
        donation.stages = stages[donation.pk]
        donation.givers = list(givers[donation.pk])


def loose(user: User, donation: Donation) -> QuerySet[Entry]:
    """Entries of the same partnership that tell of gifts and of none of those followed."""
    rows = Entry.objects.filter(
        partnership=donation.partnership_id, indicator=INDICATOR, unit="元",
        donation_told=None, ref__archived_at=None, reverses=None, payment=None,
    ).exclude(state=Entry.State.VOID)  # fmt: skip
    return visible_to(user, rows).order_by("-period_end", "-pk")


def unfollowed(user: User) -> QuerySet[Entry]:
    """Gifts in the ledger that nobody follows yet."""
    rows = Entry.objects.filter(
        indicator=INDICATOR, unit="元", donation_told=None, ref__archived_at=None, reverses=None,
        payment=None, parent=None,
    ).exclude(state=Entry.State.VOID)  # fmt: skip
    return visible_to(user, rows).order_by("-period_end", "-pk")
