"""Questions about money set aside and paid out. Amounts are those of ledger entries."""

from collections.abc import Iterable

from django.db.models import Count, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import ExtractYear

from shanhai.accounts.models import User
from shanhai.cooperation.models import Project
from shanhai.ledger.funds.rules import Balance
from shanhai.ledger.models import Allotment, Entry, Payment
from shanhai.registry.queries import visible_to

# Money is received at these stages; what is used is paid out of it.
RECEIVED = ("planned", "promised", "arrived")


def allotments(user: User) -> QuerySet[Allotment]:
    """Allotments the user may see, without those taken back."""
    rows = visible_to(user, Allotment.objects.filter(ref__archived_at=None))
    payments = Payment.objects.select_related("entry").exclude(entry__state=Entry.State.VOID)
    return rows.select_related(
        "entry__helper", "entry__recipient", "project", "entry__partnership"
    ).prefetch_related(Prefetch("payments", payments, to_attr="paid_rows"))


def fiscal_money(user: User) -> QuerySet[Entry]:
    """Received money of the funds book that the user may see."""
    rows = Entry.objects.filter(
        ref__archived_at=None, book="funds", unit="元", stage__in=RECEIVED, reverses=None
    ).exclude(state=Entry.State.VOID)
    return visible_to(user, rows).select_related(
        "partnership__helper", "partnership__recipient", "helper", "recipient"
    )


def balances(entries: Iterable[Entry]) -> dict[int, Balance]:
    """What became of each entry's money, in two queries for all."""
    rows = {entry.pk: entry for entry in entries}
    set_aside = {
        key: (units or 0, unknown)
        for key, units, unknown in Allotment.objects.filter(
            entry__in=rows, ref__archived_at=None
        ).order_by().values_list("entry").annotate(
            Sum("units"), unknown=Count("pk", filter=Q(units=None))
        )
    }  # fmt: skip
    paid = _paid("allotment__entry", rows)
    return {
        key: Balance(entry.units, *_known(set_aside.get(key), paid.get(key, 0)))
        for key, entry in rows.items()
    }


def _known(set_aside: tuple[int, int] | None, paid: int) -> tuple[int, int, int]:
    allotted, unknown = set_aside or (0, 0)
    return allotted, paid, unknown


def project_balances(projects: Iterable[Project]) -> dict[int, Balance]:
    """What each project was given and has paid, in two queries for all. `whole` is what arrived
    for it; what is only planned or promised is not yet money."""
    keys = [project.pk for project in projects]
    given = (
        Allotment.objects.filter(
            project__in=keys, ref__archived_at=None, entry__stage="arrived", entry__unit="元"
        )
        .order_by()
        .values_list("project")
        .annotate(whole=Sum("units"), unknown=Count("pk", filter=Q(units=None)))
    )
    paid = _paid("allotment__project", keys)
    return {
        key: Balance(units or 0, units or 0, paid.get(key, 0), unknown)
        for key, units, unknown in given
    }


def _paid(by: str, keys: Iterable[int]) -> dict[int, int]:
    """What was paid out, by entry or by project of the allotment."""
    live = _payments().filter(**{f"{by}__in": list(keys)})
    return {
        key: units or 0
        for key, units in live.order_by().values_list(by).annotate(Sum("entry__units"))
    }


def by_tier(rows: QuerySet[Entry]) -> list[tuple[int, str, str, int, Balance]]:
    """Year, tier, indicator, number of entries and balance of what arrived, newest year first, in
    three queries. Parts of a counted row and summaries of details are left out."""
    counted = rows.filter(stage="arrived", parent=None, summary=False).order_by()
    groups = _grouped(
        counted.values_list(ExtractYear("period_end"), "source_class", "indicator").annotate(
            Count("pk"), Sum("units")
        )
    )
    keys = counted.values("pk")
    told = ("entry__source_class", "entry__indicator")
    set_aside = _grouped(
        Allotment.objects.filter(entry__in=keys, ref__archived_at=None)
        .order_by()
        .values_list(ExtractYear("entry__period_end"), *told)
        .annotate(whole=Sum("units"), unknown=Count("pk", filter=Q(units=None)))
    )
    paid = _grouped(
        _payments()
        .filter(allotment__entry__in=keys)
        .order_by()
        .values_list(
            ExtractYear("allotment__entry__period_end"), *(f"allotment__{one}" for one in told)
        )
        .annotate(Sum("entry__units"))
    )
    found = []
    for key, (count, whole) in groups.items():
        allotted, unknown = set_aside.get(key, (0, 0))
        balance = Balance(whole, allotted or 0, paid.get(key, (0,))[0] or 0, unknown)
        found.append((*key, count, balance))
    return sorted(found, key=lambda row: (-row[0], row[1], row[2]))


def _grouped(rows: Iterable[tuple]) -> dict[tuple[int, str, str], tuple]:
    return {row[:3]: row[3:] for row in rows}


def _payments() -> QuerySet[Payment]:
    """Payments that stand: neither void nor taken back."""
    return Payment.objects.filter(
        allotment__ref__archived_at=None, entry__ref__archived_at=None
    ).exclude(entry__state=Entry.State.VOID)


def paid_of(allotment: Allotment) -> int:
    """What was paid out of one allotment."""
    return _paid("allotment", [allotment.pk]).get(allotment.pk, 0)


def money_for(user: User, project: Project) -> QuerySet[Entry]:
    """Entries of a project's partnership that it may be given money from."""
    return (
        visible_to(user, Entry.objects.filter(partnership=project.partnership_id))
        .filter(unit="元", stage__in=RECEIVED, reverses=None, ref__archived_at=None)
        .filter(book__in=["funds", "donations"])
        .exclude(state=Entry.State.VOID)
        .order_by("-period_end", "-pk")
    )
