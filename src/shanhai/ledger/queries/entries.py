"""Questions about what was recorded. Sums here are of the rows a sheet lists; every figure of a
page comes from `figures`."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Max, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum

from shanhai.accounts.models import User
from shanhai.common.amounts import Amount
from shanhai.common.keys import Stage
from shanhai.common.rows import known_among
from shanhai.ledger.models import Entry, EntryParty, Evidence, Statement
from shanhai.ledger.rules import Standing, standing
from shanhai.records.models import Version
from shanhai.registry.queries import visible_to

State = Entry.State
# States that are counted together: what is with its filler, and what waits for the other side.
TOGETHER = {
    "unsent": (State.DRAFT, State.RETURNED),
    "unconfirmed": (State.IN_CHECK, State.SUBMITTED),
}


def live(user: User) -> QuerySet[Entry]:
    """Entries the user may see, without those taken out of the lists."""
    return visible_to(user, Entry.objects.filter(ref__archived_at__isnull=True))


def party_then(told: Sequence[Any]) -> EntryParty:
    """A party as the versions of its entry hold it; never saved."""
    return EntryParty(**dict(zip(EntryParty.TOLD, told, strict=True)))


def parties_then(version: Version) -> list[EntryParty]:
    """The parties a version of an entry holds."""
    return [party_then(one) for one in version.columns.get("parties", ())]


def _newest(side: str) -> Subquery:
    return Subquery(
        Statement.objects.filter(entry=OuterRef("pk"), edition=OuterRef("edition"), side=side)
        .order_by("-pk")
        .values("units")[:1]
    )


def with_statements(rows: QuerySet[Entry]) -> QuerySet[Entry]:
    """Rows with what each side says of them now: `helper_units` and `recipient_units`."""
    return rows.annotate(helper_units=_newest("helper"), recipient_units=_newest("recipient"))


def standing_rows(rows: QuerySet[Entry], wanted: str) -> QuerySet[Entry]:
    """Rows whose two sides stand to each other as `wanted` says (rules.Standing)."""
    rows = with_statements(rows)
    silent = {"helper_units__isnull": True, "recipient_units__isnull": True}
    match wanted:
        case Standing.NONE:
            return rows.filter(**silent)
        case Standing.AGREED:
            return rows.filter(helper_units=F("units"), recipient_units=F("units"))
        case Standing.HELPER_ONLY:
            return rows.filter(helper_units=F("units"), recipient_units__isnull=True)
        case Standing.RECIPIENT_ONLY:
            return rows.filter(recipient_units=F("units"), helper_units__isnull=True)
        case Standing.DIFFERS:
            return rows.filter(
                Q(helper_units__isnull=False) & ~Q(helper_units=F("units"))
                | Q(recipient_units__isnull=False) & ~Q(recipient_units=F("units"))
            )
    return rows


def standing_counts(rows: QuerySet[Entry], most: int) -> tuple[dict[Standing, int], bool]:
    """How many rows stand how between the two sides, in the order of Standing; and whether there
    are more than `most`, beyond which none is looked at: what a page costs does not grow."""
    said = with_statements(rows).order_by().values_list("units", "helper_units", "recipient_units")
    found = list(said[: most + 1])
    counts = Counter(standing(*one) for one in found[:most])
    return {one: counts[one] for one in Standing if counts[one]}, len(found) > most


def listed(rows: QuerySet[Entry]) -> QuerySet[Entry]:
    """Rows ready to be drawn in a sheet: places, parties and statements in a fixed number of
    queries."""
    return (
        with_statements(rows)
        .select_related(
            "helper",
            "recipient",
            "partnership__helper",
            "partnership__recipient",
            "imported",
            "office",
        )
        .prefetch_related(Prefetch("parties", EntryParty.objects.select_related("node")))
    )


def written_out(rows: QuerySet[Entry]) -> QuerySet[Entry]:
    """Rows ready to be written into a workbook, a stretch at a time: the few places and
    partnerships they are of are read once for each stretch, not made anew for each row."""
    return with_statements(rows).prefetch_related(
        "parties", "helper", "recipient", "partnership__helper", "partnership__recipient"
    )


def entry_page(rows: QuerySet[Entry]) -> QuerySet[Entry]:
    """One entry with everything its page shows."""
    evidence = Evidence.objects.select_related("span__document", "blob").order_by("pk")
    return (
        listed(rows)
        .select_related("entered_by", "parent", "reverses", "ref")
        .prefetch_related(
            Prefetch("evidence", evidence),
            Prefetch("statements", Statement.objects.select_related("by").order_by("-pk")),
            "reversals",
            "children",
        )
    )


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of listed rows of one indicator, stage and unit: others are never added to it."""

    indicator: str
    stage: str
    amount: Amount
    rows: int


def totals(rows: QuerySet[Entry]) -> list[Total]:
    """Sums of `rows` by indicator, stage and unit, in the order of their size."""
    groups = (
        rows.order_by()
        .values("indicator", "stage", "unit")
        .annotate(units=Sum("units"), low=Sum("low"), high=Sum("high"), rows=Count("pk"))
        .order_by("indicator", "unit")
    )
    ladder = [stage.value for stage in Stage]
    found = [
        Total(
            row["indicator"],
            row["stage"],
            Amount(
                int(row["units"]),
                row["unit"],
                Amount.exactly(0, "").bound,
                int(row["low"]),
                int(row["high"]),
            ),
            row["rows"],
        )
        for row in groups
    ]
    return sorted(found, key=lambda total: (total.indicator, ladder.index(total.stage)))


@dataclass(frozen=True, slots=True)
class BookCount:
    """How a book stands: rows, rows still drafts, rows waiting for confirmation, newest period."""

    rows: int = 0
    drafts: int = 0
    waiting: int = 0
    newest: Any = None


def book_counts(user: User) -> dict[str, BookCount]:
    """Counts of every book's entries in one query."""
    draft, waiting = (Q(state__in=states) for states in TOGETHER.values())
    rows = (
        live(user)
        .exclude(state=State.VOID)
        .order_by()
        .values("book")
        .annotate(
            rows=Count("pk"),
            drafts=Count("pk", filter=draft),
            waiting=Count("pk", filter=waiting),
            newest=Max("period_end"),
        )
    )
    return {row.pop("book"): BookCount(**row) for row in rows}


def years(rows: QuerySet[Entry]) -> list[int]:
    """Years in which rows end, newest first."""
    ends = rows.order_by().values_list("period_end", flat=True).distinct()
    return sorted({day.year for day in ends if day}, reverse=True)


def choices(rows: QuerySet[Entry], column: str) -> list[Any]:
    """The values a column takes among rows."""
    return list(rows.order_by(column).values_list(column, flat=True).distinct())


def spoken(entry: Entry) -> dict[str, int]:
    """What each side says of the entry as it stands, by side."""
    said = entry.statements.filter(edition=entry.edition).order_by("pk")
    return {statement.side: statement.units for statement in said}


def standing_of(entry: Entry) -> Standing:
    """How the sides stand; uses what with_statements brought along when it did."""
    if "helper_units" in entry.__dict__:
        said = {"helper": entry.helper_units, "recipient": entry.recipient_units}  # type: ignore[attr-defined]
    else:
        said = dict(spoken(entry))
    return standing(entry.units, said.get("helper"), said.get("recipient"))


def similar(entry_identities: Iterable[str]) -> dict[str, Entry]:
    """Live entries by identity, the newest of each."""
    wanted = list(dict.fromkeys(entry_identities))
    if len(wanted) > 500:
        wanted = list(known_among(Entry, "identity", wanted))
    found: dict[str, Entry] = {}
    for start in range(0, len(wanted), 500):
        rows = Entry.objects.filter(
            identity__in=wanted[start : start + 500], ref__archived_at__isnull=True
        ).exclude(state=State.VOID)
        rows = rows.select_related("helper", "recipient", "partnership").order_by("pk")
        found.update({entry.identity: entry for entry in rows})
    return found
