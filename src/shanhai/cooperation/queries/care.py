"""Questions about education and health: activities, teams, classes for the other side."""

from datetime import date

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from shanhai.accounts.models import User
from shanhai.cooperation.models import (
    Activity,
    Equipment,
    Intake,
    Posting,
    SpecialClass,
    Team,
)
from shanhai.cooperation.queries.postings import postings
from shanhai.cooperation.queries.sides import ENDS
from shanhai.registry.models import Partnership
from shanhai.registry.queries import visible_partnerships, visible_to


def activities(user: User) -> QuerySet[Activity]:
    """Activities the user may see, with the day that counts for each (`day`)."""
    rows = visible_to(user, Activity.objects.filter(ref__archived_at=None))
    return rows.select_related("helper_unit", "recipient_unit", *ENDS).annotate(
        day=Coalesce("held_on", "planned_on")
    )


def activity_page(rows: QuerySet[Activity]) -> QuerySet[Activity]:
    """One activity with everything its page shows."""
    return rows.select_related("helper_unit", "recipient_unit", *ENDS)


def pair_of(user: User, activity: Activity) -> Partnership | None:
    """The pairing of the very units of an activity, if the user sees one."""
    rows = visible_partnerships(user).filter(
        helper=activity.helper_unit, recipient=activity.recipient_unit
    )
    return rows.select_related("helper", "recipient").first()


def teams(user: User) -> QuerySet[Team]:
    """Teams the user may see."""
    rows = visible_to(user, Team.objects.filter(ref__archived_at=None))
    return rows.select_related("unit", *ENDS)


def team_page(rows: QuerySet[Team]) -> QuerySet[Team]:
    """One team with everything its page shows."""
    return rows.select_related("unit", *ENDS).prefetch_related(
        "techniques", Prefetch("equipment", Equipment.objects.select_related("paid_by"))
    )


def members_of_team(user: User, team: Team) -> QuerySet[Posting]:
    """The people sent to where a team stays, during its days."""
    rows = postings(user).filter(partnership=team.partnership_id, to_unit=team.unit_id)
    if team.start:
        rows = rows.filter(Q(end=None) | Q(end__gte=team.start))
    if team.end:
        rows = rows.filter(Q(start=None) | Q(start__lte=team.end))
    return rows.order_by("start", "pk")


def here_on(rows: QuerySet[Team], day: date) -> QuerySet[Team]:
    """Teams that are there on a day."""
    return rows.filter(Q(end=None) | Q(end__gte=day), start__lte=day)


def classes(user: User) -> QuerySet[SpecialClass]:
    """Classes the user may see, with how many students they took in (`students`)."""
    rows = visible_to(user, SpecialClass.objects.filter(ref__archived_at=None))
    taken = Intake.objects.filter(of=OuterRef("pk")).order_by().values("of")
    return rows.select_related("school", *ENDS).annotate(
        students=Subquery(taken.annotate(whole=Sum("students")).values("whole"))
    )


def class_page(rows: QuerySet[SpecialClass]) -> QuerySet[SpecialClass]:
    """One class with everything its page shows."""
    return rows.select_related("school", *ENDS).prefetch_related("intakes", "waivers")
