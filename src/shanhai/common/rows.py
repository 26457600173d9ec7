"""Rows by the hundred thousand, written without a model for each."""

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models

# A statement may carry so many values on every database.
_MOST_VALUES = 30_000


def take_stock() -> None:
    """Let PostgreSQL count its tables anew. After rows by the thousand it plans questions badly
    until its own housekeeping comes round, and within their transaction it never does.

    Our own tables only: those all databases of a server share would stay locked against the
    others until the transaction ends."""
    if connection.vendor == "postgresql":
        names = [connection.ops.quote_name(name) for name in connection.introspection.table_names()]
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(names)}")


def write_rows(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    on_conflict: str = "",
) -> None:
    """Insert rows of values in the order of `columns` (attribute names, keys by their ids). Every
    other column must have a default in the database; nothing is returned, no signal is sent.
    `on_conflict` is the SQL of that clause."""
    known = {field.attname: field for field in model._meta.concrete_fields}
    fields = [known[name] for name in columns]
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in fields)
    # Names of our own models only.
    head = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES "  # nosec B608
    places = f"({', '.join(['%s'] * len(fields))})"
    turned = [(at, turn) for at, field in enumerate(fields) if (turn := _turn(field))]
    every = iter(rows)
    with connection.cursor() as cursor:
        while part := list(islice(every, min(1000, _MOST_VALUES // len(fields)))):
            values = [value for row in part for value in _turned(row, turned)]
            cursor.execute(f"{head}{', '.join([places] * len(part))} {on_conflict}", values)


def _turn(field: models.Field) -> Callable[[Any], Any] | None:
    """How a value of a column is handed to the database when not as it is."""
    plain = (models.CharField, models.TextField, models.IntegerField, models.BooleanField,
             models.ForeignKey, models.AutoField)  # fmt: skip
    if isinstance(field, plain):
        return None
    return lambda value: field.get_db_prep_save(value, connection)


def _turned(row: Sequence[Any], turned: Sequence[tuple[int, Callable[[Any], Any]]]) -> Sequence:
    if not turned:
        return row
    values = list(row)
    for at, turn in turned:
        values[at] = turn(values[at])
    return values
