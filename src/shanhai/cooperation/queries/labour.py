"""Questions about vacancies, job fairs, rides, courses, stations and placements."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, Max, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import ExtractYear

from shanhai.accounts.models import User
from shanhai.cooperation.models import (
    Course,
    FairFirm,
    JobFair,
    Placement,
    PlacementCheck,
    Ride,
    Station,
    Trainee,
    Vacancy,
    Worker,
)
from shanhai.cooperation.queries.sides import ENDS
from shanhai.cooperation.rules.labour import Work, masked_number
from shanhai.cooperation.rules.postings import masked
from shanhai.registry.queries import may, visible_to


def _of(model: type, user: User, *related: str) -> QuerySet:
    rows = model._default_manager.filter(ref__archived_at=None)  # type: ignore[attr-defined]
    return visible_to(user, rows).select_related(*related, *ENDS)


def _placed(column: str) -> Subquery:
    """How many persons were placed by what `column` names."""
    rows = Placement.objects.filter(**{column: OuterRef("pk")}, ref__archived_at=None).order_by()
    return Subquery(rows.values(column).annotate(n=Count("worker", distinct=True)).values("n"))


def vacancies(user: User) -> QuerySet[Vacancy]:
    """Vacancies the user may see, with how many persons fill each (`filled`)."""
    return _of(Vacancy, user, "firm").annotate(filled=_placed("vacancy"))


def job_fairs(user: User) -> QuerySet[JobFair]:
    """Fairs the user may see: `came` firms with `posts` and `intentions`, persons `placed`."""
    lines = FairFirm.objects.filter(fair=OuterRef("pk")).order_by().values("fair")
    sums = {
        "came": Count("pk"),
        "posts": Sum("posts"),
        "intentions": Sum("intentions"),
    }
    told = {name: Subquery(lines.annotate(n=sums[name]).values("n")) for name in sums}
    return _of(JobFair, user, "site").annotate(placed=_placed("fair"), **told)


def rides(user: User) -> QuerySet[Ride]:
    """Rides the user may see, with how many persons are known by name (`named`)."""
    return _of(Ride, user, "start_from", "going_to").annotate(named=_placed("ride"))


def courses(user: User) -> QuerySet[Course]:
    """Courses the user may see, with how many persons the roster of each has (`named`)."""
    rows = Trainee.objects.filter(course=OuterRef("pk")).order_by().values("course")
    named = Subquery(rows.annotate(n=Count("pk")).values("n"))
    return _of(Course, user, "organiser", "site").annotate(named=named)


def stations(user: User) -> QuerySet[Station]:
    """Stations the user may see."""
    return _of(Station, user, "site", "operator")


def checked(rows: QuerySet[Placement]) -> QuerySet[Placement]:
    """Placements with the day somebody last found the person there (`checked_on`)."""
    found = PlacementCheck.objects.filter(placement=OuterRef("pk"), there=True).order_by()
    last = found.values("placement").annotate(n=Max("on")).values("n")
    return rows.annotate(checked_on=Subquery(last))


def placements(user: User) -> QuerySet[Placement]:
    """Placements the user may see."""
    return checked(_of(Placement, user, "firm", "worker__home"))


def in_work(rows: QuerySet[Placement], work: str, today: date) -> QuerySet[Placement]:
    """Placements that stand so (rules.labour.Work) on a day."""
    here = rows.filter(Q(end=None) | Q(end__gt=today))
    asked = PlacementCheck.objects.filter(
        placement=OuterRef("pk"), there=True, on__gte=OuterRef("due_on")
    )
    match work:
        case Work.LEFT:
            return rows.filter(end__lte=today)
        case Work.STEADY:
            return here.filter(Exists(asked))
        case Work.DUE:
            return here.filter(~Exists(asked), due_on__lte=today)
        case Work.WORKING:
            return here.filter(~Exists(asked), due_on__gt=today)
    return rows.none()


@dataclass(frozen=True, slots=True)
class Placed:
    """Persons who found work in a year, each once; by destination, a person who changed it under
    each. `steady`: found there after half a year."""

    year: int
    people: int
    formerly_poor: int
    steady: int
    by: dict[str, int]


# Somebody looked half a year after the beginning, or later, and found them there.
_STEADY = Q(checks__there=True, checks__on__gte=F("due_on"))


def steady(rows: QuerySet[Placement]) -> QuerySet[Placement]:
    """Placements that held for half a year."""
    return rows.filter(pk__in=Placement.objects.filter(_STEADY).values("pk"))


def count_workers(
    rows: QuerySet[Placement], destinations: Iterable[str], poor: Iterable[str]
) -> list[Placed]:
    """Persons placed by year, the newest first, in one query."""
    codes = list(destinations)
    told = (
        Placement.objects.filter(pk__in=rows.order_by().values("pk"))
        .order_by()
        .values(year=ExtractYear("start"))
        .annotate(
            people=Count("worker", distinct=True),
            poor=Count("worker", distinct=True, filter=Q(worker__status__in=list(poor))),
            steady=Count("worker", distinct=True, filter=_STEADY),
            **{
                f"to_{code}": Count("worker", distinct=True, filter=Q(destination=code))
                for code in codes
            },
        )
    )
    found = [
        Placed(row["year"], row["people"], row["poor"], row["steady"],
               {code: row[f"to_{code}"] for code in codes})
        for row in told
    ]  # fmt: skip
    return sorted(found, key=lambda one: -one.year)


def people(rows: QuerySet[Placement]) -> int:
    """How many persons these placements are."""
    return rows.order_by().values("worker").distinct().count()


def worker_of(user: User, worker: Worker) -> tuple[str, str]:
    """The name and the number as a user may see them: the name whole for who keeps the register,
    masked for others; the number always with its middle masked, and for others not at all."""
    if not may(user, "register"):
        return masked(worker.name), ""
    return worker.name, masked_number(worker.head, worker.tail)


def _placements() -> Prefetch:
    rows = Placement.objects.filter(ref__archived_at=None).select_related("firm", "worker")
    return Prefetch("placements", checked(rows))


def vacancy_page(rows: QuerySet[Vacancy]) -> QuerySet[Vacancy]:
    """One vacancy with everything its page shows."""
    return rows.select_related("firm", *ENDS).prefetch_related(_placements())


def job_fair_page(rows: QuerySet[JobFair]) -> QuerySet[JobFair]:
    """One fair with everything its page shows."""
    return rows.select_related("site", *ENDS).prefetch_related("firms", _placements())


def ride_page(rows: QuerySet[Ride]) -> QuerySet[Ride]:
    """One ride with everything its page shows."""
    return rows.select_related("start_from", "going_to", *ENDS).prefetch_related(_placements())


def placement_page(rows: QuerySet[Placement]) -> QuerySet[Placement]:
    """One placement with everything its page shows."""
    return checked(rows).select_related(
        "firm", "worker__home", "vacancy__firm", "fair", "ride", *ENDS
    ).prefetch_related("checks")  # fmt: skip


def course_page(rows: QuerySet[Course]) -> QuerySet[Course]:
    """One course with everything its page shows."""
    trainees = Trainee.objects.select_related("worker__home")
    return rows.select_related("organiser", "site", *ENDS).prefetch_related(
        Prefetch("trainees", trainees)
    )  # fmt: skip


def courses_of(user: User, placement: Placement) -> QuerySet[Course]:
    """The courses a placed person took, as far as the user may see them."""
    return courses(user).filter(trainees__worker=placement.worker_id)


def station_page(rows: QuerySet[Station]) -> QuerySet[Station]:
    """One station with everything its page shows."""
    return rows.select_related("site", "operator", *ENDS)
