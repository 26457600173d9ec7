"""The occasions a report is news of, beside those already registered: nothing is registered twice
because a second report tells of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from shanhai.accounts.models import User
from shanhai.claims.models import Claim, Report
from shanhai.claims.queries import Person, accepted, events, mended_words
from shanhai.common.periods import day_named
from shanhai.cooperation.queries import agreements, meetings, same_occasion, visits, words
from shanhai.ledger.donations.services import INDICATOR
from shanhai.ledger.models import Donation, Entry
from shanhai.reconciliation.models import Judgement
from shanhai.reconciliation.queries import candidates_for, newest_judgement
from shanhai.reconciliation.rules import TWIN
from shanhai.registry.queries import visible_to


@dataclass(frozen=True, slots=True)
class Told:
    """One occasion as a report tells it; `known` is what is registered of it already."""

    kind: str
    name: str
    day: date | None
    place: str
    known: Any = None
    people: tuple[Person, ...] = ()


def told(user: User, report: Report) -> list[Told]:
    """The meetings, visits and signings a report tells of, with what is registered of each."""
    found = []
    for event in events(report):
        if event.type in ("meeting", "visit", "signing"):
            day = day_named(event.date)
            known = _known(user, report, event.type, event.name, day)
            place = event.place or ""
            found.append(Told(event.type, event.name, day, place, known, event.people))
    return found


@dataclass(frozen=True, slots=True)
class ToldGift:
    """One gift of money's worth as a report tells it: the entry that stands for it (`sure` when a
    person said so), and the gift that entry belongs to."""

    claim: Claim
    entry: Entry | None = None
    sure: bool = False
    known: Donation | None = None

    @property
    def words(self) -> str:
        """The sentence that tells of it, as the reader mended it."""
        claim = self.claim
        start, end = claim.sentence_start, claim.sentence_end
        return mended_words(claim.report.document, start, end).strip()


def gifts(user: User, report: Report) -> list[ToldGift]:
    """The gifts a report tells of, as accepted by its reviewer, with what is recorded of each."""
    rows = Claim.objects.filter(
        report=report, kind=Claim.Kind.ACT, indicator=INDICATOR, unit="元"
    ).select_related("report__document", "report__partnership", "span", "helper", "recipient")
    found = accepted(visible_to(user, rows)).prefetch_related("parties").order_by("span__start")
    return [told_gift(user, claim) for claim in found]


def told_gift(user: User, claim: Claim) -> ToldGift:
    """One claim of a gift beside the entry and the gift it is."""
    entry, sure = _same_entry(claim), True
    if entry is None:
        likely = (one.entry for one in candidates_for(user, claim) if one.likeness.score >= TWIN)
        entry, sure = next(likely, None), False
    known = Donation.objects.filter(told__entry=entry).first() if entry else None
    return ToldGift(claim, entry, sure, known)


def _same_entry(claim: Claim) -> Entry | None:
    """The entry a person said this claim is, unless it was made void since."""
    for match in claim.matches.select_related("entry").exclude(entry=None):
        judgement = newest_judgement(match)
        same = judgement is not None and judgement.verdict == Judgement.Verdict.SAME
        if same and match.entry.state != Entry.State.VOID:
            return match.entry
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
