"""Questions about what is aimed for."""

from django.db.models import QuerySet

from shanhai.accounts.models import User
from shanhai.common.periods import Period
from shanhai.registry.models import Partnership
from shanhai.registry.queries import visible_to
from shanhai.targets.models import Target


def targets_of(
    user: User, partnership: Partnership | None = None, period: Period | None = None
) -> QuerySet[Target]:
    """Targets the user may see, narrowed to a partnership and to those that touch a period."""
    rows = visible_to(user, Target.objects.filter(ref__archived_at__isnull=True))
    if partnership is not None:
        rows = rows.filter(partnership=partnership)
    if period is not None:
        rows = rows.filter(period_start__lte=period.end, period_end__gte=period.start)
    return rows.select_related("helper", "recipient", "partnership")
