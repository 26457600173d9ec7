"""Questions about parks, workshops and the enterprises brought."""

from datetime import date

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery

from shanhai.accounts.models import User
from shanhai.cooperation.models import Park, Reading, Venture, Workshop
from shanhai.cooperation.queries.sides import ENDS
from shanhai.records.past.queries import current_day
from shanhai.registry.queries import visible_to


def newest_reading(rows: QuerySet) -> QuerySet:
    """Rows with what was last read of each: `jobs`, `output`, `rent`, each from the newest
    reading that has it, and `read_on`."""
    told = Reading.objects.filter(of=OuterRef("pk")).order_by("-on", "-pk")
    found = {
        name: Subquery(told.exclude(**{name: None}).values(name)[:1])
        for name in ("jobs", "formerly_poor", "disabled", "output", "rent")
    }
    return rows.annotate(read_on=Subquery(told.values("on")[:1]), **found)


def tenants_on(day: date) -> Q:
    """Enterprises that are in a park on a day."""
    return Q(
        Q(left_on=None) | Q(left_on__gt=day),
        park__isnull=False,
        entered_on__lte=day,
        ref__archived_at=None,
    )


def parks(user: User) -> QuerySet[Park]:
    """Parks the user may see, with how many enterprises are in them today (`firms`)."""
    rows = visible_to(user, Park.objects.filter(ref__archived_at=None))
    inside = Venture.objects.filter(tenants_on(current_day()), park=OuterRef("pk")).order_by()
    count = Subquery(inside.values("park").annotate(n=Count("firm", distinct=True)).values("n"))
    return newest_reading(rows.select_related("site", *ENDS)).annotate(firms=count)


def workshops(user: User) -> QuerySet[Workshop]:
    """Workshops the user may see."""
    rows = visible_to(user, Workshop.objects.filter(ref__archived_at=None))
    return newest_reading(rows.select_related("site", "firm", *ENDS))


def ventures(user: User) -> QuerySet[Venture]:
    """Enterprises brought that the user may see."""
    rows = visible_to(user, Venture.objects.filter(ref__archived_at=None))
    return newest_reading(rows.select_related("firm", "origin", "park", *ENDS))


def in_operation(user: User, kind: type[Park] | type[Workshop], most: int) -> list[Park | Workshop]:
    """The newest parks or workshops that still run, each with the day it was last read."""
    rows = visible_to(user, kind._default_manager.filter(ref__archived_at=None))
    rows = rows.filter(Q(closed_on=None) | Q(closed_on__gt=current_day()))
    told = Reading.objects.filter(of=OuterRef("pk")).order_by("-on")
    return list(rows.annotate(read_on=Subquery(told.values("on")[:1])).order_by("-pk")[:most])


def park_page(rows: QuerySet[Park]) -> QuerySet[Park]:
    """One park with everything its page shows."""
    tenants = Venture.objects.filter(ref__archived_at=None).select_related("firm")
    return rows.select_related("site", *ENDS).prefetch_related(
        "ref__readings", Prefetch("tenants", newest_reading(tenants))
    )


def workshop_page(rows: QuerySet[Workshop]) -> QuerySet[Workshop]:
    """One workshop with everything its page shows."""
    return rows.select_related("site", "firm", *ENDS).prefetch_related("ref__readings")


def venture_page(rows: QuerySet[Venture]) -> QuerySet[Venture]:
    """One enterprise brought with everything its page shows."""
    return rows.select_related("firm", "origin", "park", *ENDS).prefetch_related(
        "ref__readings", "steps"
    )
