"""The occasions a report is news of, beside those already registered: nothing is registered twice
because a second report tells of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from shanhai.accounts.models import User
from shanhai.claims.models import Report
from shanhai.claims.queries import events
from shanhai.cooperation.queries import agreements, meetings, same_occasion, visits, words


@dataclass(frozen=True, slots=True)
class Told:
    """One occasion as a report tells it; `known` is what is registered of it already."""

    kind: str
    name: str
    day: date | None
    place: str
    known: Any = None


def told(user: User, report: Report) -> list[Told]:
    """The meetings, visits and signings a report tells of, with what is registered of each."""
    found = []
    for event in events(report):
        if event.type in ("meeting", "visit", "signing"):
            day = _day(event.date)
            known = _known(user, report, event.type, event.name, day)
            found.append(Told(event.type, event.name, day, event.place or "", known))
    return found


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _known(user: User, report: Report, kind: str, name: str, day: date | None) -> Any:
    pairing, apart = report.partnership_id, words()["same_occasion_days"]
    match kind:
        case "meeting":
            return same_occasion(meetings(user).filter(partnerships=pairing), name, day, apart)
        case "visit":
            return same_occasion(visits(user).filter(partnerships=pairing), name, day, apart)
    signed = agreements(user).filter(partnership=pairing, signed_on=day)
    return signed.first() if day else None
