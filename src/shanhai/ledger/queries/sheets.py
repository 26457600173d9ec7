"""The rows of a book as one user narrows and orders them."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from shanhai.accounts.models import User
from shanhai.common.indicators import Nature, indicators
from shanhai.common.periods import Period
from shanhai.ledger.models import Entry, EntryParty
from shanhai.ledger.queries.entries import TOGETHER, live, standing_rows, with_statements
from shanhai.ledger.queries.offices import STEPS, waiting_for
from shanhai.records.past.queries import current_day
from shanhai.registry.models import Node

State = Entry.State
# What is approved for publication stays so in these states only.
PUBLISHABLE = (State.APPROVED, State.LOCKED)
# Stages at which nothing has been delivered yet.
NOT_DONE = ("planned", "promised")
# Columns a sheet may be sorted by, as addresses name them.
SORTS = {
    "period": "period_end",
    "title": "title",
    "units": "units",
    "state": "state",
    "due": "due",
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
    office: int | None = None
    late: bool = False
    published: bool = False
    waits: str = ""
    query: str = ""
    batch: int | None = None
    stage: str = ""
    unit: str = ""
    entry: int | None = None
    matter: int | None = None  # what is recorded of the same matter as an entry
    by: int | None = None  # what a place has given, or had a part in as a side
    field: str = ""  # what was delivered in a field
    counted: bool = False  # only rows that make the totals (which rows do, `figures` says)
    sort: str = "-period"

    @property
    def narrowing(self) -> int:
        """How many of the filters a sheet offers are set."""
        offered = (self.partnership, self.year, self.indicator, self.state, self.standing,
                   self.office, self.late, self.published)  # fmt: skip
        return sum(map(bool, offered))


def sheet(user: User, chosen: SheetFilter) -> QuerySet[Entry]:
    """The rows of a book as one user may see them. Void rows show only when asked for."""
    rows = _narrowed(live(user), chosen)
    if chosen.waits in STEPS:
        where = waiting_for(user, chosen.waits)
        rows = with_statements(rows).filter(where) if where is not None else rows.none()
    return rows


def published(chosen: SheetFilter) -> QuerySet[Entry]:
    """What was approved for publication and still is, for anyone: narrowed by pairing, year and
    what is counted alone, since every other question would tell what is not published."""
    rows = Entry.objects.filter(
        ref__archived_at__isnull=True, published_at__isnull=False, state__in=PUBLISHABLE
    )
    asked = SheetFilter(
        partnership=chosen.partnership, year=chosen.year, indicator=chosen.indicator,
        stage=chosen.stage, unit=chosen.unit, entry=chosen.entry, sort=chosen.sort,
    )  # fmt: skip
    return _narrowed(rows, asked)


def same_matter(rows: QuerySet[Entry], entry: int) -> QuerySet[Entry]:
    """Those of the rows that tell of the same matter as one of them, at whatever stage."""
    told = ("partnership", "indicator", "title", "helper", "recipient", "unit")
    one = rows.filter(pk=entry).order_by().values(*told).first()
    return rows.filter(**one) if one else rows.none()


def done_in(rows: QuerySet[Entry], field: str) -> QuerySet[Entry]:
    """Those of the rows that tell what came about in a field, beyond plans and promises."""
    told = indicators(settings.VOCABULARY_DIR).values()
    codes = [one.code for one in told if one.field == field and one.nature == Nature.FLOW]
    return rows.exclude(stage__in=NOT_DONE).filter(indicator__in=codes)


def _narrowed(rows: QuerySet[Entry], chosen: SheetFilter) -> QuerySet[Entry]:
    if chosen.book:
        rows = rows.filter(book=chosen.book)
    if chosen.partnership:
        rows = rows.filter(partnership=chosen.partnership)
    if chosen.year:
        year = Period.year(chosen.year)
        rows = rows.filter(period_end__gte=year.start, period_start__lte=year.end)
    if chosen.indicator:
        rows = rows.filter(indicator=chosen.indicator)
    if chosen.matter:
        rows = same_matter(rows, chosen.matter)
    if chosen.entry:
        rows = rows.filter(pk=chosen.entry)
    if chosen.stage:
        rows = rows.filter(stage=chosen.stage)
    if chosen.unit:
        rows = rows.filter(unit=chosen.unit)
    if chosen.field:
        rows = done_in(rows, chosen.field)
    if chosen.by:
        given = EntryParty.objects.filter(role=EntryParty.Role.GIVER, node=chosen.by)
        rows = rows.filter(
            Q(helper=chosen.by) | Q(recipient=chosen.by) | Q(pk__in=given.values("entry"))
        )
    if chosen.office:
        rows = rows.filter(office=chosen.office)
    if chosen.late:
        rows = rows.filter(due__lt=current_day())
    if chosen.published:
        rows = rows.filter(published_at__isnull=False)
    if chosen.batch:
        rows = rows.filter(imported=chosen.batch)
    if chosen.query:
        rows = rows.filter(
            Q(title__icontains=chosen.query)
            | Q(voucher__icontains=chosen.query)
            | Q(note__icontains=chosen.query)
            | Q(pk__in=EntryParty.objects.filter(name__icontains=chosen.query).values("entry"))
        )
    if chosen.state:
        rows = rows.filter(state__in=TOGETHER.get(chosen.state, (chosen.state,)))
    else:
        rows = rows.exclude(state=State.VOID)
    if chosen.standing:
        rows = standing_rows(rows, chosen.standing)
    descending, name = chosen.sort.startswith("-"), chosen.sort.lstrip("-")
    order = F(SORTS.get(name, "period_end"))
    return rows.order_by(order.desc() if descending else order.asc(), "-pk")


def offices_of(rows: QuerySet[Entry]) -> list[tuple[int, str]]:
    """The offices rows are with, by id and name."""
    held = rows.filter(office__isnull=False).order_by("office__name")
    return list(held.values_list("office", "office__name").distinct())


def offices_with(rows: QuerySet[Entry]) -> list[tuple[int, str]]:
    """The same, of more rows than one asks all of: each office with users is asked whether it
    holds one."""
    held = rows.order_by().filter(office=OuterRef("pk"))
    offices = Node.objects.filter(memberships__isnull=False).distinct().filter(Exists(held))
    return list(offices.order_by("name").values_list("pk", "name"))
