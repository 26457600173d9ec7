"""Questions about needs and offers."""

from django.db.models import QuerySet

from shanhai.accounts.models import User
from shanhai.cooperation.models import Need, Offer, Want
from shanhai.registry.models import Partnership
from shanhai.registry.queries import visible_to


def live_needs(user: User) -> QuerySet[Need]:
    """Needs the user may see, without those taken out of the lists."""
    return visible_to(user, Need.objects.filter(ref__archived_at=None))


def live_offers(user: User) -> QuerySet[Offer]:
    """Offers the user may see, without those taken out of the lists."""
    return visible_to(user, Offer.objects.filter(ref__archived_at=None))


def waiting_longest(user: User, partnership: Partnership, most: int = 5) -> list[Need]:
    """The open needs of a partnership, the longest waiting first."""
    rows = live_needs(user).filter(partnership=partnership, state=Want.State.OPEN)
    return list(rows.select_related("publisher").order_by("published_on", "pk")[:most])
