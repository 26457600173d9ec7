"""Questions about what investments promised and brought. Amounts are those of ledger entries."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet, Sum

from shanhai.accounts.models import User
from shanhai.cooperation.models import Venture
from shanhai.ledger.models import Entry, VentureEntry
from shanhai.registry.queries import visible_to

PROMISED, ARRIVED = "contracted_investment", "paid_in_investment"


def _standing() -> QuerySet[VentureEntry]:
    return VentureEntry.objects.filter(entry__ref__archived_at=None).exclude(
        entry__state=Entry.State.VOID
    )


def money_of(found: Iterable[Venture]) -> dict[int, dict[str, int]]:
    """What each investment promised and brought, by indicator, in one query for all."""
    sums: dict[int, dict[str, int]] = defaultdict(dict)
    rows = _standing().filter(venture__in=[venture.pk for venture in found]).order_by()
    told = rows.values_list("venture", "entry__indicator").annotate(Sum("entry__units"))
    for venture, code, units in told:
        sums[venture][code] = units or 0
    return sums


def entries_of(user: User, venture: Venture) -> list[Entry]:
    """The entries of an investment that the user may see, oldest first."""
    rows = Entry.objects.filter(venture_money__in=_standing().filter(venture=venture))
    return list(visible_to(user, rows).order_by("period_end", "pk"))


def loose(user: User, venture: Venture) -> QuerySet[Entry]:
    """Investments in the ledger of the same partnership that belong to no enterprise yet."""
    rows = Entry.objects.filter(
        partnership=venture.partnership_id, indicator__in=[PROMISED, ARRIVED],
        venture_money=None, ref__archived_at=None, reverses=None,
    ).exclude(state=Entry.State.VOID)  # fmt: skip
    return visible_to(user, rows).order_by("-period_end", "-pk")
