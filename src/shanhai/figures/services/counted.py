"""All cells counted anew beside those that are kept, by the database itself: counting, comparing
and putting right take a few statements however many entries there are."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection
from django.db.models import QuerySet

from shanhai.common.rows import take_stock, write_rows
from shanhai.figures.models import Cell
from shanhai.figures.queries.cells import FLOW, READING, flows, readings
from shanhai.figures.queries.entries import plain_entries, summaries
from shanhai.figures.queries.kept import cell_row, reading_codes
from shanhai.figures.rules import NOTHING, OWN, CellKey, Value
from shanhai.figures.services.cells import COLUMNS, PUT, Owners, joint_cells

# The table of cells as the entries make them; it lasts as long as the transaction at most.
_COUNTED = "counted_cell"


def _named(columns: Sequence[str], table: str = "") -> str:
    return ", ".join(f'{table}"{name}"' for name in columns)


_EVERY = _named(COLUMNS)
_SAME_KEY = " AND ".join(f'kept."{name}" = counted."{name}"' for name in Cell.KEY)
_SAME = " AND ".join(
    f'kept."{name}" = counted."{name}"'
    for name in (*Cell.KEY, "programme", "units", "low", "high", "rows", "entry")
)
_UNCOUNTED = f"NOT EXISTS (SELECT 1 FROM {_COUNTED} counted WHERE {_SAME_KEY})"  # nosec B608
_SUMMED = ("partnership", "helper", "recipient", "indicator", "stage", "unit")


@contextmanager
def counted_cells(owners: Owners) -> Iterator[None]:
    """While it is open, what all entries make stands beside what is kept."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE {_COUNTED} AS SELECT {_EVERY} FROM figures_cell WHERE 1 = 0"  # nosec B608
        )
    entries = plain_entries()
    _count(flows(entries), FLOW, {"owner": OWN, "entry": 0})
    _count(readings(entries), READING, {"owner": OWN, "rows": 1})
    joint = joint_cells(entries, owners, reading_codes())
    write_rows(Cell, COLUMNS, ((*key, *value) for key, value in joint.items()), into=_COUNTED)
    _leave_out_summaries()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE INDEX counted_cell_key ON {_COUNTED} ({_named(Cell.KEY)})")
        cursor.execute("ANALYZE counted_cell")
        # Where its housekeeping last saw the kept cells empty, PostgreSQL would compare each of
        # them with all that were counted: minutes for a hundred thousand.
        take_stock(Cell)
        yield
        cursor.execute(f"DROP TABLE {_COUNTED}")


def _count(rows: QuerySet, columns: Sequence[str], alike: dict[str, int]) -> None:
    made, values = rows.query.get_compiler(connection=connection).as_sql()
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_COUNTED} ({_named((*columns, *alike))})"  # nosec B608
            f" SELECT made.*, {', '.join(map(str, alike.values()))} FROM ({made}) made",
            values,
        )


def _leave_out_summaries() -> None:
    """What a summary stands beside is counted for each period anew: see queries.kept."""
    places, values = (
        summaries().order_by().values_list(*_SUMMED).query.get_compiler(connection=connection)
    ).as_sql()
    with connection.cursor() as cursor:
        asked = f"DELETE FROM {_COUNTED} WHERE ({_named(_SUMMED)}) IN ({places})"  # nosec B608
        cursor.execute(asked, values)


def differing_cells(most: int) -> list[tuple[CellKey, Value, Value]]:
    """At most so many cells that are kept otherwise than the entries make them: what is kept of
    each, and what is right."""
    found = []
    for cell in Cell.objects.raw(
        "SELECT COALESCE(kept.id, 0) AS id, counted.*, COALESCE(kept.units, 0) AS kept_units,"  # nosec B608
        " COALESCE(kept.low, 0) AS kept_low, COALESCE(kept.high, 0) AS kept_high,"
        f" COALESCE(kept.rows, 0) AS kept_rows FROM {_COUNTED} counted"
        f" LEFT JOIN figures_cell kept ON {_SAME_KEY}"
        f" WHERE kept.id IS NULL OR NOT ({_SAME}) LIMIT {most}"
    ):
        kept = Value(cell.kept_units, cell.kept_low, cell.kept_high, cell.kept_rows)
        found.append((*cell_row(cell), kept))
    for cell in Cell.objects.raw(
        f"SELECT kept.* FROM figures_cell kept WHERE {_UNCOUNTED} LIMIT {most - len(found)}"  # nosec B608
    ):
        key, kept = cell_row(cell)
        found.append((key, NOTHING, kept))
    return [(key, kept, right) for key, right, kept in found]


def put_right_cells() -> None:
    """Keep what was counted."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM figures_cell AS kept WHERE {_UNCOUNTED}")  # nosec B608
        cursor.execute(
            f"INSERT INTO figures_cell ({_EVERY}) SELECT {_EVERY} FROM {_COUNTED} counted"  # nosec B608
            f" WHERE NOT EXISTS (SELECT 1 FROM figures_cell kept WHERE {_SAME})"
            # Sorted, so that all is compared before the first is kept: PostgreSQL would else meet
            # every one of those again that it has just put there.
            f" ORDER BY {_named(Cell.KEY)} {PUT}"
        )
