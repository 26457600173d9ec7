"""Questions about what was said."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from shanhai.accounts.models import User
from shanhai.claims.models import Claim, Report, Review
from shanhai.common.amounts import to_units, usual_scale, written
from shanhai.reading import Mended, read
from shanhai.reading import Report as Reading
from shanhai.reading.model import Event, Person
from shanhai.reading.repair import repair
from shanhai.registry.queries import visible_to
from shanhai.sources.models import Document


def with_decision(rows: QuerySet[Claim]) -> QuerySet[Claim]:
    """Claims annotated with `decision`: the newest review's, or "" when nobody decided."""
    newest = Review.objects.filter(claim=OuterRef("pk")).order_by("-at", "-pk")
    return rows.annotate(
        decision=Subquery(newest.values("decision")[:1]),
        decided_by=Subquery(newest.values("by__name")[:1]),
        decision_why=Subquery(newest.values("why")[:1]),
    )


def decided(claim: Claim) -> str:
    """The decision that counts now, or "" while the claim waits."""
    newest = claim.reviews.order_by("-at", "-pk").first()
    if newest is None or newest.decision == Review.Decision.REOPENED:
        return ""
    return newest.decision


def waiting(report: Report) -> QuerySet[Claim]:
    """Claims of a report nobody has decided on."""
    rows = with_decision(report.claims.all())
    return rows.filter(Q(decision__isnull=True) | Q(decision=Review.Decision.REOPENED))


def accepted(rows: QuerySet[Claim]) -> QuerySet[Claim]:
    """The claims that stand: accepted as read, or made by a person and not taken back."""
    return with_decision(rows).filter(decision=Review.Decision.ACCEPTED)


def claims_of(report: Report) -> QuerySet[Claim]:
    """A report's claims in the order of the text, with what pages show of them."""
    rows = with_decision(report.claims.all())
    return (
        rows.select_related("span", "helper", "recipient")
        .prefetch_related("parties__node", "parts__part__span")
        .order_by("span__start", "pk")
    )


def shown_claims(report: Report) -> list[Claim]:
    """Claims as the review desk lists them: a corrected one gives way to what replaced it."""
    rows = list(claims_of(report))
    gone = _given_way((claim.pk, claim.replaces_id, claim.decision) for claim in rows)
    return [claim for claim in rows if claim.pk not in gone]


def shown_counts(reports: Iterable[Report]) -> dict[int, int]:
    """How many claims the desk lists of each report, in one query."""
    found = with_decision(Claim.objects.filter(report__in=list(reports)))
    rows = list(found.order_by().values_list("pk", "replaces", "decision", "report"))
    gone = _given_way(row[:3] for row in rows)
    return Counter(report for pk, _, _, report in rows if pk not in gone)


def _given_way(rows: Iterable[tuple[int, int | None, str | None]]) -> set[int]:
    """Of claims with what each replaces and what was decided of it: those not listed any more,
    the replaced ones and the replacements that were rejected."""
    return {
        replaced if decision == Review.Decision.ACCEPTED else pk
        for pk, replaced, decision in rows
        if replaced and decision in (Review.Decision.ACCEPTED, Review.Decision.REJECTED)
    }


def reports_waiting(user: User) -> QuerySet[Report]:
    """Reports in the user's scope whose claims wait for a person."""
    rows = visible_to(user, Report.objects.filter(ref__archived_at__isnull=True))
    return rows.filter(state=Report.State.REVIEWING).select_related(
        "partnership__helper", "partnership__recipient"
    )


def repairs(document: Document) -> list[Mended]:
    """What the reader mended in a document's text, recomputed from the text itself."""
    return [
        Mended(one.start, one.end, one.kind, one.mended, one.confidence)
        for one in repair(document.text).repairs
    ]


def mended_words(document: Document, start: int, end: int) -> str:
    """A stretch of a document's text as the reader mended it."""
    said, at = [], start
    for one in sorted(repairs(document), key=lambda one: one.start):
        if at <= one.start and one.end <= end:
            said += [document.text[at : one.start], one.mended]
            at = one.end
    return "".join(said) + document.text[at:end]


def waiting_counts(reports: Iterable[Report]) -> dict[int, int]:
    """How many claims of each report wait, in one query."""
    rows = with_decision(Claim.objects.filter(report__in=[report.pk for report in reports]))
    undecided = rows.filter(Q(decision__isnull=True) | Q(decision=Review.Decision.REOPENED))
    counted = undecided.order_by().values("report").annotate(n=Count("pk"))
    return {row["report"]: row["n"] for row in counted}


def last_decision(user: User, report: Report) -> Claim | None:
    """The claim this user decided on last in a report, while that decision still counts."""
    newest = (
        Review.objects.filter(claim__report=report, by=user)
        .exclude(decision=Review.Decision.REOPENED)
        .filter(claim__replaces__isnull=True)
        .order_by("-at", "-pk")
        .select_related("claim")
    )
    return next((review.claim for review in newest[:50] if decided(review.claim)), None)


@dataclass(frozen=True, slots=True)
class WrongSum:
    """A stated sum or product that its parts do not make; all as printed, and what they make."""

    stated: str
    parts: str
    made: str


def wrong_sums(report: Report) -> list[WrongSum]:
    """The sums a report states that do not add up, read from its text."""
    reading = _reading(report.document.text, report.published)
    found = []
    for check in reading.checks:
        if check.ok or not check.claims or check.computed is None:
            continue
        whole, *parts = (reading.claims[number] for number in check.claims)
        joint = "×" if check.kind == "product" else "＋"
        units = to_units(Decimal(str(check.computed)))
        scale = usual_scale(units, whole.unit)
        made = f"{written(units, scale.size)}{scale.word}"
        found.append(WrongSum(whole.printed, joint.join(one.printed for one in parts), made))
    return found


def events(report: Report) -> tuple[Event, ...]:
    """The occasions a report is news of, read from its text."""
    return _reading(report.document.text, report.published).events


def people(report: Report, name: str) -> tuple[Person, ...]:
    """Those a report tells as taking part in the occasion of this name."""
    return next((event.people for event in events(report) if event.name == name), ())


@lru_cache(maxsize=8)
def _reading(text: str, published: date | None) -> Reading:
    """A report read anew; the desk of a reviewer asks for the same one after every decision."""
    return read(text, published=published)
