"""Rows by the hundred thousand, written without a model for each."""

import gc
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from itertools import chain, islice, repeat
from operator import itemgetter
from typing import Any

from django.db import connection, models

from shanhai.common.sending import all_written, hand_over

# A statement may carry so many values on every database.
_MOST_VALUES = 30_000
_AT_ONCE = 20_000
# From so many rows on PostgreSQL's COPY is worth its preparation.
_WORTH_COPYING = 50
_IN_A_STATEMENT = 100  # on SQLite
# What stands for nothing among PostgreSQL's lines, and what may not stand there as it is.
_NULL = r"\N"
_ESCAPES = {"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"}
_ESCAPED = re.compile(r"[\\\t\n\r]")
_COPIED_PLAINLY = {int, date}


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one kind by their columns: what all of them say, and what each of them says."""

    count: int
    same: Mapping[str, Any]
    each: Mapping[str, Sequence[Any]]

    def told(self, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """The rows as they tell these columns."""
        return zip(*map(self.column, names), strict=False)

    def part(self, start: int, stop: int) -> "Table":
        """The rows from one place to before another."""
        each = {name: values[start:stop] for name, values in self.each.items()}
        return Table(min(stop, self.count) - start, self.same, each)

    def ordered(self, name: str) -> "Table":
        """The rows in the order of a column, if not all say the same there."""
        values = self.each.get(name, ())
        order = sorted(range(len(values)), key=values.__getitem__)
        if len(order) < 2 or order == list(range(len(order))):
            return self
        of = itemgetter(*order)
        return Table(self.count, self.same, {key: of(one) for key, one in self.each.items()})

    def column(self, name: str) -> Iterable[Any]:
        """One column, row by row."""
        return self.each[name] if name in self.each else repeat(self.same[name], self.count)


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep Python from searching rows that grow by the hundred thousand for cycles again and
    again: it finds none, and a third of the time goes into it."""
    collected = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collected:
            gc.enable()


def take_stock(*of: type[models.Model]) -> None:
    """Let PostgreSQL count its tables anew, those of some models or all. After rows by the thousand
    it plans questions badly until its own housekeeping comes round, and within their transaction it
    never does.

    Our own tables only: those all databases of a server share would stay locked against the
    others until the transaction ends."""
    if connection.vendor == "postgresql":
        tables = [one._meta.db_table for one in of] or connection.introspection.table_names()
        names = ", ".join(map(connection.ops.quote_name, tables))
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {names}")


def write_rows(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    on_conflict: str = "",
    *,
    as_stored: Collection[str] = (),
    into: str = "",
) -> None:
    """Insert rows of values in the order of `columns` (attribute names, keys by their ids). Every
    other column must have a default in the database; nothing is returned, no signal is sent.
    `on_conflict` is the SQL of that clause; `as_stored` names columns whose values are already
    as the database keeps them, such as JSON written out; `into` another table with the columns."""
    turns = _turns(model, columns, as_stored)
    turned = [(at, turns[name]) for at, name in enumerate(columns) if name in turns]
    table, names = _table_and_names(model, columns, into)
    every = (_turned(row, turned) for row in rows) if turned else iter(rows)
    if connection.vendor == "sqlite":
        _each(f"INSERT INTO {table} ({names}) VALUES", len(columns), every, on_conflict)  # nosec B608
        return
    few = list(islice(every, _WORTH_COPYING))
    if on_conflict or len(few) < _WORTH_COPYING:
        every = chain(few, every)
        _several(f"INSERT INTO {table} ({names}) VALUES", len(columns), every, on_conflict)  # nosec B608
        return
    all_written()
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(_copy_into(table, names)) as copy,
    ):
        for row in chain(few, every):
            copy.write_row(row)


def write_table(
    model: type[models.Model], table: Table, *, as_stored: Collection[str] = ()
) -> None:
    """Insert the rows of a table, as write_rows does. What all say is written out once: on SQLite
    in the statement, on PostgreSQL in the pattern of the lines that it is handed."""
    lite = connection.vendor == "sqlite"
    turns = _turns(model, [*table.same, *table.each], as_stored)
    quoted, told = {}, dict(table.each)
    for name, value in table.same.items():
        turned = turns[name](value) if name in turns else value
        written = _quoted(turned) if lite else str(*_in_copy([turned]))
        if written is None:
            told[name] = [value] * table.count
        else:
            quoted[name] = written.replace("%", "%%")
    each = [list(map(turns[name], told[name])) if name in turns else told[name] for name in told]
    into, names = _table_and_names(model, [*told, *quoted], "")
    if lite:
        places = ", ".join([*["%s"] * len(told), *quoted.values()])
        values: list[Any] = [None] * (table.count * len(each))
        for at, column in enumerate(each):
            values[at :: len(each)] = column
        _in_groups(f"INSERT INTO {into} ({names}) VALUES", places, len(each), values)  # nosec B608
        return
    line = "\t".join([*["%s"] * len(told), *quoted.values()]) + "\n"
    lines = "".join(map(line.__mod__, zip(*map(_in_copy, each), strict=True)))
    hand_over(partial(_copied, _copy_into(into, names), lines))


def _in_copy(values: Sequence[Any]) -> Sequence[Any]:
    """A column as the lines of PostgreSQL's COPY have it, each value as its str."""
    kinds = set(map(type, values))
    if kinds <= _COPIED_PLAINLY:
        return values
    if kinds == {str} and not _ESCAPED.search("".join(values)):
        return values
    return [_NULL if one is None else _ESCAPED.sub(_escape, str(one)) for one in values]


def _escape(found: re.Match[str]) -> str:
    return _ESCAPES[found[0]]


def _copy_into(table: str, names: str) -> str:
    return f"COPY {table} ({names}) FROM STDIN"


def _copied(statement: str, lines: str, cursor: Any) -> None:
    with cursor.copy(statement) as copy:
        copy.write(lines)


def _quoted(value: Any) -> str | None:
    """A value as it stands in a statement of SQLite; None where it cannot."""
    if value is None or isinstance(value, int):
        return "NULL" if value is None else str(int(value))
    if isinstance(value, str) and "\0" not in value:  # which would end the statement
        return "'{}'".format(value.replace("'", "''"))
    return None


def _turns(
    model: type[models.Model], columns: Sequence[str], as_stored: Collection[str]
) -> dict[str, Callable[[Any], Any]]:
    """What turns values into what the database is handed, by the columns that need it."""
    return {
        field.attname: turn
        for field in _fields(model, columns)
        if field.attname not in as_stored and (turn := _turn(field))
    }


def _fields(model: type[models.Model], columns: Sequence[str]) -> list[models.Field]:
    known = {field.attname: field for field in model._meta.concrete_fields}
    return [known[name] for name in columns]


def _table_and_names(
    model: type[models.Model], columns: Sequence[str], into: str
) -> tuple[str, str]:
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in _fields(model, columns))
    return quote(into or model._meta.db_table), names


def _each(head: str, width: int, rows: Iterator[Sequence[Any]], on_conflict: str) -> None:
    """Rows in statements prepared once."""
    places = ", ".join(["%s"] * width)
    while part := list(chain.from_iterable(islice(rows, 5000))):
        _in_groups(head, places, width, part, on_conflict)


def _in_groups(
    head: str, places: str, width: int, values: Sequence[Any], on_conflict: str = ""
) -> None:
    """Rows of so many values, many in a statement: to begin one costs SQLite about as much as to
    write a row that no or one index knows."""
    size = _IN_A_STATEMENT * width
    whole = len(values) - len(values) % size
    with connection.cursor() as cursor:
        for start, end, step in ((0, whole, size), (whole, len(values), width)):
            if start < end:
                every = ", ".join([f"({places})"] * (step // width))
                groups = [values[at : at + step] for at in range(start, end, step)]
                cursor.executemany(f"{head} {every} {on_conflict}", groups)


def _several(head: str, width: int, rows: Iterator[Sequence[Any]], on_conflict: str) -> None:
    """Many rows in a statement: each is a way to the server and back."""
    places = f"({', '.join(['%s'] * width)})"
    with connection.cursor() as cursor:
        while part := list(islice(rows, min(1000, _MOST_VALUES // width))):
            values = [value for row in part for value in row]
            cursor.execute(f"{head} {', '.join([places] * len(part))} {on_conflict}", values)


def write_selected(
    model: type[models.Model], columns: Sequence[str], rows: models.QuerySet, into: str = ""
) -> None:
    """Insert what a question finds, without it ever leaving the database: what `rows` tells
    (values_list) in the order of `columns`, as for write_rows."""
    asked, values = rows.order_by().query.get_compiler(connection=connection).as_sql()
    table, names = _table_and_names(model, columns, into)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({names}) {asked}", values)  # nosec B608


def known_among(model: type[models.Model], column: str, values: Sequence[str]) -> set[str]:
    """Which of very many values stand in an indexed column of a model."""
    quote = connection.ops.quote_name
    table, name = quote(model._meta.db_table), quote(column)
    lite = connection.vendor == "sqlite"
    among = "IN (SELECT value FROM json_each(%s))" if lite else "= ANY(%s)"
    found: set[str] = set()
    with connection.cursor() as cursor:
        for start in range(0, len(values), _AT_ONCE):
            part = list(values[start : start + _AT_ONCE])
            asked = f"SELECT {name} FROM {table} WHERE {name} {among}"  # nosec B608
            cursor.execute(asked, [json.dumps(part) if lite else part])
            found.update(row[0] for row in cursor.fetchall())
    return found


def among(column: str, keys: Sequence[int]) -> models.Q:
    """That a column of ids holds one of these: by the first and the last where none is left out,
    as of rows written together, which a database finds in one go."""
    dense = bool(keys) and max(keys) - min(keys) + 1 == len({*keys})
    ends = {f"{column}__gte": min(keys), f"{column}__lte": max(keys)} if dense else {}
    return models.Q(**ends) if dense else models.Q(**{f"{column}__in": keys})


def reserve_ids(model: type[models.Model], count: int) -> Sequence[int]:
    """So many ids of a model whose key counts up, which nobody else will be given. To be written
    in the same transaction."""
    table, column = model._meta.db_table, str(model._meta.pk and model._meta.pk.column)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":  # a transaction that writes is alone there
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            last = (cursor.fetchone() or (0,))[0]
            return range(last + 1, last + 1 + count)
        cursor.execute(
            "SELECT pg_get_serial_sequence(%s, %s)", [connection.ops.quote_name(table), column]
        )
        # Its name is told once: looked up for each id it would cost more than the id.
        named = cursor.fetchone()[0]
        cursor.execute(
            "SELECT array_agg(nextval(%s::regclass)) FROM generate_series(1, %s)", [named, count]
        )
        ids = cursor.fetchone()[0] or []
        dense = bool(ids) and list(range(ids[0], ids[0] + count)) == ids
        return range(ids[0], ids[0] + count) if dense else ids


def _turn(field: models.Field) -> Callable[[Any], Any] | None:
    """How a value of a column is handed to the database when not as it is."""
    plain = (models.CharField, models.TextField, models.IntegerField, models.BooleanField,
             models.ForeignKey, models.AutoField)  # fmt: skip
    if isinstance(field, plain):
        return None
    if type(field) is models.DateField:
        return _day if connection.vendor == "sqlite" else None
    if type(field) is models.JSONField:
        return partial(_json, field.encoder)
    if type(field) is models.DateTimeField:  # mostly one moment for all rows
        return lru_cache(maxsize=64)(lambda value: field.get_db_prep_save(value, connection))
    return lambda value: field.get_db_prep_save(value, connection)


def _json(encoder: type[json.JSONEncoder] | None, value: Any) -> str | None:
    return "{}" if value == {} else None if value is None else json.dumps(value, cls=encoder)


@lru_cache(maxsize=4096)
def _day(value: date | str | None) -> str | None:
    return None if value is None else str(value)


def _turned(
    row: Sequence[Any], turned: Sequence[tuple[int, Callable[[Any], Any]]]
) -> Sequence[Any]:
    values = list(row)
    for at, turn in turned:
        values[at] = turn(values[at])
    return values
