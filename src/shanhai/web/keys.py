"""Where numbers lead, as addresses that can be kept and cited: keys of figures, words of claims."""

from datetime import date
from urllib.parse import urlencode

from django.http import Http404, QueryDict
from django.urls import reverse

from shanhai.claims.models import Claim
from shanhai.common.keys import NODES, Key, Stage
from shanhai.common.periods import Period, PeriodError, day_named
from shanhai.records.past.queries import day_looked_at

MOST = 2**31 - 1  # what a column of whole numbers holds


def trail_url(key: Key, unit: str = "", day: date | None = None, which: str = "") -> str:
    """The address of the trail of a figure; with `day`, as it stood at the end of that day;
    `which` of several counts of links it is."""
    day = day or day_looked_at()
    query = key.query(unit) | ({"count": which} if which else {})
    query |= {"asof": str(day)} if day else {}
    return f"{reverse('trail')}?{urlencode(query)}"


def words_url(claim: Claim) -> str:
    """The address of the words of a claim, at their place in the text."""
    return f"{reverse('review', args=[claim.report_id])}?claim={claim.pk}"


def on_day(address: str) -> str:
    """An address of ours on the day the page itself is looked at as of."""
    day = day_looked_at()
    if day is None or not address or address.startswith("#") or "asof=" in address:
        return address
    place, hash_, part = address.partition("#")
    return f"{place}{'&' if '?' in place else '?'}asof={day}{hash_}{part}"


def asked_day(query: QueryDict) -> date | None:
    """The day an address asks for; None when it names none, or one that is not over."""
    day = day_named(query.get("asof"))
    return day if day and date(1900, 1, 1) <= day < date.today() else None


def asked_number(query: QueryDict, name: str, most: int = MOST) -> int | None:
    """A number an address asks for; None when it names none, or one there cannot be."""
    told = query.get(name, "")
    return int(told) if told.isdecimal() and len(told) < 11 and int(told) <= most else None


def asked_year(query: QueryDict) -> int | None:
    """The year an address asks for; None when it names none."""
    return asked_number(query, "year", date.max.year) or None


def key_of(query: QueryDict) -> Key:
    """The key an address names; Http404 when it names none."""
    try:
        nodes = {name: int(query[name]) for name in NODES if query.get(name)}
        period = Period.parse(query["from"], query.get("to")) if query.get("from") else None
        stage = Stage(query["stage"]) if query.get("stage") else None
        return Key(query["indicator"], period=period, stage=stage, **nodes)
    except (KeyError, ValueError, PeriodError) as error:
        raise Http404 from error
