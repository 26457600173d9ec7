"""Questions about what was recorded. Sums here are of the rows a sheet lists; every figure of a
page comes from `figures`."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Max, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum

from shanhai.accounts.models import User
from shanhai.common import vocabulary
from shanhai.common.amounts import Amount
from shanhai.common.keys import Stage
from shanhai.common.periods import Period
from shanhai.ledger.models import Entry, EntryParty, Evidence, Statement
from shanhai.ledger.rules import Standing, standing
from shanhai.registry.queries import acts_everywhere, may, own_ends, sides, visible_to

State = Entry.State
# Columns a sheet may be sorted by, as addresses name them.
SORTS = {
    "period": "period_end",
    "title": "title",
    "units": "units",
    "state": "state",
    "helper": "helper__name",
    "recipient": "recipient__name",
    "indicator": "indicator",
}


@dataclass(frozen=True, slots=True)
class SheetFilter:
    """What a sheet is narrowed to and how it is ordered ("-period": newest first)."""

    book: str = ""
    partnership: int | None = None
    year: int | None = None
    indicator: str = ""
    state: str = ""
    standing: str = ""
    query: str = ""
    batch: int | None = None
    sort: str = "-period"


def live(user: User) -> QuerySet[Entry]:
    """Entries the user may see, without those taken out of the lists."""
    return visible_to(user, Entry.objects.filter(ref__archived_at__isnull=True))


def sheet(user: User, chosen: SheetFilter) -> QuerySet[Entry]:
    """The rows of a book as one user may see them. Void rows show only when asked for."""
    rows = live(user)
    if chosen.book:
        rows = rows.filter(book=chosen.book)
    if chosen.partnership:
        rows = rows.filter(partnership=chosen.partnership)
    if chosen.year:
        year = Period.year(chosen.year)
        rows = rows.filter(period_end__gte=year.start, period_start__lte=year.end)
    if chosen.indicator:
        rows = rows.filter(indicator=chosen.indicator)
    if chosen.batch:
        rows = rows.filter(imported=chosen.batch)
    if chosen.query:
        rows = rows.filter(
            Q(title__icontains=chosen.query)
            | Q(voucher__icontains=chosen.query)
            | Q(note__icontains=chosen.query)
            | Q(pk__in=EntryParty.objects.filter(name__icontains=chosen.query).values("entry"))
        )
    rows = rows.filter(state=chosen.state) if chosen.state else rows.exclude(state=State.VOID)
    if chosen.standing:
        rows = standing_rows(rows, chosen.standing)
    descending, name = chosen.sort.startswith("-"), chosen.sort.lstrip("-")
    order = F(SORTS.get(name, "period_end"))
    return rows.order_by(order.desc() if descending else order.asc(), "-pk")


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


def standing_counts(rows: QuerySet[Entry]) -> dict[Standing, int]:
    """How many rows stand how between the two sides, in the order of Standing."""
    said = with_statements(rows).order_by().values_list("units", "helper_units", "recipient_units")
    counts = Counter(standing(*one) for one in said)
    return {one: counts[one] for one in Standing if counts[one]}


def listed(rows: QuerySet[Entry]) -> QuerySet[Entry]:
    """Rows ready to be drawn in a sheet: places, parties and statements in a fixed number of
    queries."""
    return (
        with_statements(rows)
        .select_related(
            "helper", "recipient", "partnership__helper", "partnership__recipient", "imported"
        )
        .prefetch_related(Prefetch("parties", EntryParty.objects.select_related("node")))
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
    draft, waiting = Q(state__in=[State.DRAFT, State.RETURNED]), Q(state=State.SUBMITTED)
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
    return [day.year for day in rows.order_by().dates("period_end", "year", order="DESC")]


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


def counter_side(user: User, entry: Entry, acting: set[str] | None = None) -> str:
    """The side for which the user may confirm an entry: one they act for that has not spoken."""
    mine = sides(user, entry.partnership) if acting is None else acting
    silent = [side for side in ("recipient", "helper") if side not in spoken(entry)]
    if mine == {"helper", "recipient"}:
        return silent[0] if silent else ""
    return next((side for side in silent if side in mine), "")


def possible_steps(user: User, entry: Entry) -> list[str]:
    """Steps the user may take with an entry in its state, in the order of states.yaml."""
    states = vocabulary.load("states", settings.VOCABULARY_DIR)["entry"]
    allowed = []
    for verb in states[entry.state]["steps"]:
        if not may(user, "enter" if verb == "void" else verb):
            continue
        if verb == "confirm" and not counter_side(user, entry):
            continue
        if verb == "approve" and entry.entered_by_id == user.pk and not user.is_superuser:
            continue
        allowed.append(verb)
    return allowed


def waiting(
    user: User, steps: Sequence[str] = ("submit", "confirm", "approve", "lock")
) -> dict[str, int]:
    """How many entries wait for each step the user may take; for a confirmation only those on
    which a side they act for has not spoken."""
    states = vocabulary.load("states", settings.VOCABULARY_DIR)["entry"]
    wanted = {
        verb: Q(state__in=[code for code, row in states.items() if verb in row["steps"]])
        for verb in steps
        if may(user, verb)
    }
    if not wanted:
        return {}
    if "confirm" in wanted:
        wanted["confirm"] &= _unspoken(user)
    return with_statements(live(user)).aggregate(
        **{verb: Count("pk", filter=where) for verb, where in wanted.items()}
    )


def _unspoken(user: User) -> Q:
    """Entries on which a side the user acts for has not spoken."""
    found = Q(pk__in=[])
    everywhere, ends = acts_everywhere(user), own_ends(user)
    for side in ("helper", "recipient"):
        mine = Q() if everywhere else Q(**{f"partnership__{side}__in": ends})
        found |= mine & Q(**{f"{side}_units__isnull": True})
    return found


def similar(entry_identities: Iterable[str]) -> dict[str, Entry]:
    """Live entries by identity, the newest of each."""
    wanted = list(dict.fromkeys(entry_identities))
    found: dict[str, Entry] = {}
    for start in range(0, len(wanted), 500):
        rows = Entry.objects.filter(
            identity__in=wanted[start : start + 500], ref__archived_at__isnull=True
        ).exclude(state=State.VOID)
        rows = rows.select_related("helper", "recipient", "partnership").order_by("pk")
        found.update({entry.identity: entry for entry in rows})
    return found
