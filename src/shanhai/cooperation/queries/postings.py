"""Questions about people sent."""

from datetime import date, timedelta

from django.db.models import Q, QuerySet

from shanhai.accounts.models import User
from shanhai.cooperation.models import Posting
from shanhai.cooperation.rules.postings import Counted, Stay, counted, masked
from shanhai.records.past.queries import current_day
from shanhai.registry.models import Partnership
from shanhai.registry.queries import may, visible_to


def postings(user: User) -> QuerySet[Posting]:
    """Stays the user may see, without those taken out of the lists."""
    rows = visible_to(user, Posting.objects.filter(ref__archived_at=None))
    return rows.select_related(
        "partnership__helper", "partnership__recipient", "from_unit", "to_unit", "person", "ref"
    )


def posting_page(rows: QuerySet[Posting]) -> QuerySet[Posting]:
    """One stay with everything its page shows."""
    return rows.select_related(
        "partnership__helper", "partnership__recipient", "from_unit", "to_unit", "person", "ref"
    ).prefetch_related("terms")


def in_standing(rows: QuerySet[Posting], stay: str, today: date, within: int) -> QuerySet[Posting]:
    """Stays that stand so (rules.postings.Stay) on a day."""
    soon = today + timedelta(days=within)
    here = rows.filter(Q(returned_on=None) | Q(returned_on__gt=today), start__lte=today)
    match stay:
        case Stay.PLANNED:
            return rows.filter(Q(start=None) | Q(start__gt=today), returned_on=None)
        case Stay.IN_POST:
            return here.filter(Q(end=None) | Q(end__gt=soon))
        case Stay.ENDING:
            return here.filter(end__gte=today, end__lte=soon)
        case Stay.OVERDUE:
            return here.filter(end__lt=today)
        case Stay.RETURNED:
            return rows.filter(returned_on__lte=today)
    return rows.none()


def ending(user: User, within: int, today: date | None = None) -> QuerySet[Posting]:
    """Stays that end soon or ended without a return, for reminders."""
    day = today or current_day()
    rows = postings(user).filter(
        Q(returned_on=None) | Q(returned_on__gt=day), start__lte=day,
        end__lte=day + timedelta(days=within),
    )  # fmt: skip
    return rows.order_by("end")


def count_people(rows: QuerySet[Posting], day: date) -> Counted:
    """People in post on a day, planned, and stays begun in its year."""
    return counted(rows.order_by().values_list("start", "end", "returned_on"), day)


def people_in_post(user: User, partnership: Partnership, day: date) -> QuerySet[Posting]:
    """Who is with the other side on a day, for the page of a partnership."""
    return there_on(postings(user).filter(partnership=partnership), day)


def there_on(rows: QuerySet[Posting], day: date) -> QuerySet[Posting]:
    """The stays that go on that day."""
    return rows.filter(
        Q(end=None) | Q(end__gte=day),
        Q(returned_on=None) | Q(returned_on__gt=day),
        start__lte=day,
    )


def person_of(user: User, posting: Posting) -> str:
    """The name as a user may see it: whole for who keeps the register, masked for others."""
    person = getattr(posting, "person", None)
    if person is None:
        return ""
    return person.name if may(user, "register") else masked(person.name)
