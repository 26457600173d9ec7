"""The columns of a table as versions hold them, in SQL: so that the database reads of them no more
than a question asks for."""

import json
from typing import Any

from django.db import connection, models


def held(field: models.Field, version: str) -> str:
    """The value of a column out of the version of that name; its default where the version is
    older than the column."""
    lite = connection.vendor == "sqlite"
    name = field.attname
    whole = f"{version}.columns -> '{name}'"
    if isinstance(field, models.JSONField):
        value = whole
    elif lite:
        value = f"json_extract({version}.columns, '$.{name}')"
    else:
        value = f"({version}.columns ->> '{name}')::{field.rel_db_type(connection)}"
    if lite and isinstance(field, models.DateTimeField):
        value = _moment(value)
    default = field.get_default()
    if default is None or isinstance(field, models.DateTimeField):
        return value
    return f"coalesce({value}, {_literal(default)})"


def _moment(value: str) -> str:
    """A moment as SQLite's tables hold it: its time in UTC, without the zone."""
    told = f"replace(substr({value}, 1, 26), 'T', ' ')"
    return f"CASE WHEN {value} LIKE '%+00:00' THEN {told} ELSE datetime({value}) END"


def _literal(value: Any) -> str:
    if isinstance(value, bool | int | float):
        return str(value).upper()
    words = value if isinstance(value, str) else json.dumps(value)
    return "'{}'".format(words.replace("'", "''"))


def in_a_block(version: str) -> str:
    """That the columns of a version stand in a block, which no question of SQL is asked of."""
    if connection.vendor == "sqlite":
        return f"substr({version}.columns, 1, 4) = '{{\"*\"'"
    return f"{version}.columns ? '*'"


def tells(version: str, name: str) -> str:
    """That a version has a column of that name."""
    if connection.vendor == "sqlite":
        # Canonical JSON, where no text holds a quotation mark as it is.
        return f"instr({version}.columns, '\"{name}\":') > 0"
    return f"{version}.columns ? '{name}'"


def has_none(version: str, name: str) -> str:
    """That a version says that no rows belonged to its object by a relation."""
    if connection.vendor == "sqlite":
        found = f"{version}.columns -> '{name}'"
        likely = f"instr({version}.columns, '\"{name}\":[]') > 0"
        return f"({likely} AND (instr({version}.columns, ':{{') = 0 OR {found} = '[]'))"
    return f"coalesce({version}.columns -> '{name}', 'null') = '[]'"
