"""Everything that has a day: occasions and deadlines of all floors in one list."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from shanhai.accounts.models import User
from shanhai.cooperation.models import (
    ActionItem,
    Commitment,
    Delivery,
    Meeting,
    Need,
    Offer,
    PlanTask,
    Visit,
)
from shanhai.ledger.models import Entry
from shanhai.records.models import Record
from shanhai.records.past.queries import current_day
from shanhai.registry.models import Agreement, Partnership
from shanhai.registry.queries import visible_to
from shanhai.targets.models import Target

# A page or a letter shows no more of one kind; who has more narrows by kind or partnership.
MOST = 500
WANTED = Q(state__in=[Need.State.OPEN, Need.State.MATCHED, Need.State.DELIVERING])
UNDELIVERED = Q(~Exists(Delivery.objects.filter(commitment=OuterRef("pk"))))


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing with a day; vocabulary/calendar.yaml has its word. `day` and `last` are
    columns. `owed` holds while somebody has to keep the day; occasions have none. `notice` is how
    many days before it a deadline is told of. What `lapses` is over after its day, not late.
    `pairing` leads to the partnership."""

    code: str
    model: type[Record]
    day: str
    last: str = ""
    owed: Q | None = None
    notice: int = 14
    lapses: bool = False
    pairing: str = "partnership"


KINDS = (
    Kind("meeting", Meeting, "held_on"),
    Kind("visit", Visit, "start", "end"),
    Kind("signing", Agreement, "signed_on"),
    Kind("item", ActionItem, "due", owed=~Q(state=ActionItem.State.VERIFIED)),
    Kind("task", PlanTask, "due", owed=Q(percent__lt=100), pairing="plan__partnership"),
    Kind("commitment", Commitment, "due", owed=UNDELIVERED, notice=30,
         pairing="agreement__partnership"),
    Kind("expiry", Agreement, "end", owed=Q(end__isnull=False), notice=60, lapses=True),
    Kind("need", Need, "deadline", owed=WANTED),
    Kind("offer", Offer, "deadline", owed=WANTED),
    Kind("target", Target, "period_end"),
    Kind("step", Entry, "due", owed=Q(office__isnull=False), notice=7),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dated:
    """One thing with its day; `last` is its last day, the same for a single one."""

    kind: str
    pk: int
    title: str
    day: date
    last: date
    owed: bool
    partnership: Partnership
    office: int | None = None  # whose step it is, where many entries wait for the same

    @property
    def late(self) -> bool:
        return self.owed and self.last < current_day()


def dated(
    user: User,
    first: date,
    last: date,
    kinds: Collection[str] = (),
    partnership: int | None = None,
) -> list[Dated]:
    """What the user may see that touches the days from `first` to `last`, in order of days; of
    the given kinds only, and of one partnership only, when asked. One query for each kind."""
    found: list[Dated] = []
    for kind in KINDS:
        if kinds and kind.code not in kinds:
            continue
        until = Coalesce(kind.last, kind.day) if kind.last else F(kind.day)
        rows = _rows(user, kind).alias(until=until)
        rows = rows.filter(**{f"{kind.day}__lte": last}, until__gte=first)
        if partnership:
            rows = rows.filter(**{kind.model.scope: partnership})
        found += _told(kind, rows)
    return sorted(found, key=lambda row: row.day)


def deadlines(user: User, today: date | None = None) -> list[Dated]:
    """What is late, and what falls due within the notice of its kind: the first due first."""
    day = today or current_day()
    found: list[Dated] = []
    for kind in KINDS:
        if kind.owed is None:
            continue
        until = day + timedelta(days=kind.notice)
        rows = _rows(user, kind).filter(kind.owed, **{f"{kind.day}__lte": until})
        if kind.lapses:
            rows = rows.filter(**{f"{kind.day}__gte": day})
        found += _told(kind, rows)
    return sorted(found, key=lambda row: row.day)


def _rows(user: User, kind: Kind) -> QuerySet:
    rows = kind.model._default_manager.filter(ref__archived_at=None)
    if kind.owed is not None:
        rows = rows.annotate(still_owed=kind.owed)
    pairing = kind.pairing
    return visible_to(user, rows).select_related(f"{pairing}__helper", f"{pairing}__recipient")


def _steps(rows: QuerySet) -> Iterator[Dated]:
    """Entries that wait for a step: those of one partnership, office and day are one thing."""
    names = dict(Entry.State.choices)
    held = rows.filter(office__isnull=False).exclude(state=Entry.State.VOID).order_by()
    columns = ("partnership", "office", "office__name", "state", "due")
    groups = list(
        held.select_related(None)
        .values(*columns)
        .annotate(count=Count("pk"), first=Min("pk"))
        .order_by("due", "first")[:MOST]
    )
    pairings = Partnership.objects.select_related("helper", "recipient").in_bulk(
        {row["partnership"] for row in groups}
    )
    for row in groups:
        title = f"{row['office__name']}：{names[row['state']]} {row['count']} 条"
        yield Dated(
            "step", row["first"], title, row["due"], row["due"], True,
            pairings[row["partnership"]], row["office"],
        )  # fmt: skip


def _told(kind: Kind, rows: QuerySet) -> Iterator[Dated]:
    if kind.model is Entry:
        yield from _steps(rows)
        return
    for row in rows.order_by(kind.day, "pk")[:MOST]:
        partnership: object = row
        for step in kind.pairing.split("__"):
            partnership = getattr(partnership, step)
        day = getattr(row, kind.day)
        last = (getattr(row, kind.last) if kind.last else None) or day
        owed = getattr(row, "still_owed", False)
        yield Dated(kind.code, row.pk, str(row), day, last, owed, partnership)  # type: ignore[arg-type]
