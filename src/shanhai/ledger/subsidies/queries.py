"""Questions about subsidies of work. Their amounts are shares of ledger entries."""

from django.db.models import QuerySet, Sum

from shanhai.accounts.models import User
from shanhai.cooperation.models import Placement
from shanhai.ledger.models import Entry, Subsidy
from shanhai.registry.queries import visible_to


def payable(user: User, placement: Placement) -> QuerySet[Entry]:
    """Money of the same partnership's funds that a subsidy may be a share of."""
    rows = Entry.objects.filter(
        partnership=placement.partnership_id, book="funds", unit="元",
        stage__in=["arrived", "used"], ref__archived_at=None, reverses=None,
    ).exclude(state=Entry.State.VOID)  # fmt: skip
    return visible_to(user, rows).order_by("-period_end", "-pk")


def subsidies_of(placement: Placement) -> QuerySet[Subsidy]:
    """The subsidies of a placement, the newest first."""
    return Subsidy.objects.filter(placement=placement).select_related("entry")


def given_of(entry: Entry) -> int:
    """How much of an entry was given as subsidies, in 1/10,000 元."""
    return entry.subsidies.aggregate(n=Sum("units"))["n"] or 0
