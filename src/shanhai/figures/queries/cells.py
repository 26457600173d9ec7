"""What entries make month by month, asked of the database for all of them at once."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Count, DateField, F, Func, QuerySet, Sum, Window
from django.db.models.functions import RowNumber

from shanhai.figures.queries.kept import reading_codes
from shanhai.ledger.models import Entry

# What a row of either question below tells: columns of a cell.
KEY = ("partnership", "programme", "helper", "recipient", "indicator", "stage", "unit", "bound",
       "first", "last")  # fmt: skip
FLOW = (*KEY, "units", "low", "high", "rows")
READING = (*KEY, "units", "low", "high", "end", "entry")


class _FirstDay(Func):
    output_field = DateField()

    def as_sqlite(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, list]:
        return self.as_sql(compiler, connection, template="date(%(expressions)s, 'start of month')")

    def as_postgresql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, list]:
        return self.as_sql(
            compiler, connection, template="date_trunc('month', %(expressions)s)::date"
        )


class _LastDay(Func):
    output_field = DateField()

    def as_sqlite(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, list]:
        return self.as_sql(
            compiler,
            connection,
            template="date(%(expressions)s, 'start of month', '+1 month', '-1 day')",
        )

    def as_postgresql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, list]:
        return self.as_sql(
            compiler,
            connection,
            template="(date_trunc('month', %(expressions)s) + interval '1 month - 1 day')::date",
        )


_PLACE = ("partnership", "partnership__programme", "helper", "recipient", "indicator", "stage",
          "unit")  # fmt: skip
_MONTHS = {"first_day": _FirstDay("period_start"), "last_day": _LastDay("period_end")}
_SUMS = {"all_units": Sum("units"), "all_low": Sum("low"), "all_high": Sum("high")}


def flows(rows: QuerySet[Entry]) -> QuerySet[Entry, tuple[Any, ...]]:
    """What entries of flows make together, by FLOW."""
    return (
        rows.exclude(indicator__in=reading_codes())
        .exclude(period_end=None)
        .order_by()
        .annotate(**_MONTHS)
        .values_list(*_PLACE, "bound", *_MONTHS)
        .annotate(**_SUMS, count=Count("pk"))
    )


def readings(rows: QuerySet[Entry]) -> QuerySet[Entry, tuple[Any, ...]]:
    """The newest reading of every place and months among entries, by READING."""
    newest = Window(
        RowNumber(),
        partition_by=[*map(F, _PLACE), *_MONTHS.values()],
        order_by=[F("period_end").desc(), F("pk").desc()],
    )
    return (
        rows.filter(indicator__in=reading_codes())
        .exclude(period_end=None)
        .order_by()
        .annotate(**_MONTHS, rank=newest)
        .filter(rank=1)
        .values_list(*_PLACE, "bound", *_MONTHS, "units", "low", "high", "period_end", "pk")
    )
