"""Questions about yearly plans."""

from django.db.models import Avg, Count, Prefetch, Q, QuerySet

from shanhai.accounts.models import User
from shanhai.cooperation.models import Plan, PlanTask, TaskProgress
from shanhai.registry.queries import visible_to

_LIVE = Q(tasks__ref__archived_at=None)


def plans(user: User) -> QuerySet[Plan]:
    """Plans the user may see, without those taken out of the lists: with how many tasks they hold
    (`count`), how many are finished (`finished`) and the mean progress (`mean`)."""
    rows = visible_to(user, Plan.objects.filter(ref__archived_at=None))
    return rows.select_related(
        "team", "partnership__helper", "partnership__recipient", "ref"
    ).annotate(
        count=Count("tasks", filter=_LIVE, distinct=True),
        finished=Count("tasks", filter=_LIVE & Q(tasks__percent=100), distinct=True),
        mean=Avg("tasks__percent", filter=_LIVE),
    )


def plan_page(rows: QuerySet[Plan]) -> QuerySet[Plan]:
    """One plan with everything its page shows."""
    tasks = PlanTask.objects.filter(ref__archived_at=None).select_related("owner")
    lines = TaskProgress.objects.select_related("task")
    return rows.prefetch_related(
        Prefetch("tasks", tasks), "reviews", Prefetch("reviews__lines", lines)
    )
