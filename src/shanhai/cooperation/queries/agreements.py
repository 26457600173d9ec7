"""Questions about agreements and what they promise."""

from datetime import date, timedelta

from django.db.models import Prefetch, QuerySet

from shanhai.accounts.models import User
from shanhai.cooperation.models import Amendment, Commitment, Delivery
from shanhai.records.past.queries import current_day
from shanhai.registry.models import Agreement
from shanhai.registry.queries import visible_to


def agreements(user: User) -> QuerySet[Agreement]:
    """Agreements the user may see, without those taken out of the lists."""
    rows = visible_to(user, Agreement.objects.filter(ref__archived_at=None))
    return rows.select_related("partnership__helper", "partnership__recipient", "ref")


def agreement_page(rows: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """One agreement with everything its page shows."""
    amended = Amendment.objects.filter(ref__archived_at=None).select_related("commitment")
    return rows.prefetch_related(
        Prefetch("commitments", live_commitments()), Prefetch("amendments", amended), "signed_at"
    )


def live_commitments() -> QuerySet[Commitment]:
    """Promises without those taken out of the lists, with their deliveries."""
    deliveries = Delivery.objects.select_related("entry")
    rows = Commitment.objects.filter(ref__archived_at=None)
    return rows.select_related("owner").prefetch_related(Prefetch("deliveries", deliveries))


def commitments(user: User) -> QuerySet[Commitment]:
    """Promises the user may see, of agreements still in the lists."""
    rows = live_commitments().filter(agreement__ref__archived_at=None)
    return visible_to(user, rows).select_related("agreement", "owner")


def in_force(agreement: Agreement, day: date) -> bool:
    """Whether an agreement holds on a day; one without an end holds on."""
    begin = agreement.start or agreement.signed_on
    return (begin is None or begin <= day) and (agreement.end is None or agreement.end >= day)


def expiring(user: User, within: int, today: date | None = None) -> QuerySet[Agreement]:
    """Agreements that run out within so many days, the first to end first."""
    day = today or current_day()
    rows = agreements(user).filter(end__gte=day, end__lte=day + timedelta(days=within))
    return rows.order_by("end", "pk")
