"""What pages cost with few rows and with many: the ground of the benchmarks that ask it.

Import it before anything of Django's. The database (SQLite in a temporary folder, or DATABASE_URL
of an empty PostgreSQL: `python tools/pg.py python bench/…`) is filled with few rows, copied, and
filled on; then every page is asked for of both in turns. A machine that other work keeps busy slows
both alike, so the ratio of their best times holds where one after the other would not. Times are
processor seconds of this process; on PostgreSQL, whose work is done elsewhere, the wall clock.
"""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
_FOLDER = tempfile.TemporaryDirectory(prefix="shanhai-bench-")
os.environ.update(DJANGO_SETTINGS_MODULE="shanhai.config.settings", SHANHAI_DATA_DIR=_FOLDER.name)

import django  # noqa: E402

django.setup()

from django.apps import apps  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.management.color import no_style  # noqa: E402
from django.db import connection, connections, transaction  # noqa: E402
from django.db.backends.base.base import BaseDatabaseWrapper  # noqa: E402
from django.db.models import AutoField, Field, Max, Model  # noqa: E402
from django.test import Client  # noqa: E402

from shanhai.accounts.models import User  # noqa: E402
from shanhai.records.models import Ref  # noqa: E402

SERIES = "WITH RECURSIVE n(i) AS (SELECT %s UNION ALL SELECT i + 1 FROM n WHERE i < %s)"


def begin() -> None:
    """An empty database of ours."""
    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)


def signed_in(user: User) -> Client:
    """Someone at a browser; to be asked for before the database is copied."""
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def rows_from(count: int) -> range:
    """So many identities nobody has yet."""
    last = Ref.objects.aggregate(last=Max("pk"))["last"]
    return range(last + 1, last + 1 + count)


def run(statement: str, made: range | None = None) -> None:
    """Run a statement; with `made`, one over SERIES from its first to its last."""
    with connection.cursor() as cursor:
        cursor.execute(statement, [made.start, made.stop - 1] if made else None)


def multiply(rows: Mapping[type[Model], range], times: int) -> None:
    """Put `times` copies of these rows of some models beside them, with all that belongs to them,
    by a statement a table. What points from one of them to another points to the copy's own."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            run("SET LOCAL session_replication_role = replica")  # every key is a copy's own
        for model in apps.get_models():
            _multiply(model, rows, times)
    for statement in connection.ops.sequence_reset_sql(no_style(), list(rows)):
        run(statement)


def _multiply(model: type[Model], rows: Mapping[type[Model], range], times: int) -> None:
    told, where = {}, []
    for field in model._meta.concrete_fields:
        column, known = f'one."{field.column}"', rows.get(_meant(field))
        if known:
            inside = f"{column} BETWEEN {known.start} AND {known.stop - 1}"
            moved = f"CASE WHEN {inside} THEN {column} + n.i * {len(known)} ELSE {column} END"
            told[field.column] = moved
            where.append(inside)
        elif not isinstance(field, AutoField):
            told[field.column] = column
    if where:
        names = ", ".join(f'"{name}"' for name in told)
        table, sources = model._meta.db_table, ", ".join(told.values())
        statement = f"INSERT INTO {table} ({names}) SELECT {sources} FROM {table} one, n"
        run(f"{SERIES} {statement} WHERE {' OR '.join(where)}", range(1, times + 1))


def _meant(field: Field) -> type[Model] | None:
    """The model whose rows a column names: its own, for a key of its own."""
    while field.remote_field:
        field = field.target_field
    return field.model if field.primary_key else None


def copied() -> BaseDatabaseWrapper:
    """A connection to a copy of the database as it is now."""
    if connection.vendor == "postgresql":
        run("VACUUM ANALYZE")
    name = str(connection.settings_dict["NAME"])
    connection.close()
    copy = connections.create_connection("default")
    if copy.vendor == "postgresql":
        with copy._nodb_cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute(f'CREATE DATABASE few TEMPLATE "{name}"')
        few = "few"
    else:
        few = f"{name}.few"
        for end in ("", "-wal"):
            if Path(name + end).exists():
                shutil.copyfile(name + end, few + end)
    copy.settings_dict = {**copy.settings_dict, "NAME": few}
    return copy


def compare(
    client: Client, pages: Mapping[str, str], few: BaseDatabaseWrapper, rounds: int
) -> dict[str, tuple[float, float]]:
    """The best seconds of every page, of the copy with few rows and of the database with many."""
    many = connections["default"]
    if many.vendor == "postgresql":
        run("VACUUM ANALYZE")
    found = {}
    for name, address in pages.items():
        times: dict[BaseDatabaseWrapper, list[float]] = {few: [], many: []}
        for _ in range(rounds + 1):
            for side in (few, many):
                connections["default"] = side
                times[side].append(timed(client, address))
        found[name] = (min(times[few][1:]), min(times[many][1:]))
    few.close()
    return found


def in_turns(client: Client, pages: Mapping[str, str], rounds: int) -> dict[str, float]:
    """The best seconds of every page, asked for one after the other in each round."""
    times = [{name: timed(client, at) for name, at in pages.items()} for _ in range(rounds + 1)]
    return {name: min(one[name] for one in times[1:]) for name in pages}


def timed(client: Client, address: str) -> float:
    """The seconds a page takes."""
    clock = time.perf_counter if connection.vendor == "postgresql" else time.process_time
    start = clock()
    answer = client.get(address)
    b"".join(answer)  # what is sent in pieces is made in pieces
    if answer.status_code != 200:
        raise SystemExit(f"{address} answers {answer.status_code}")
    return clock() - start


def told(found: Mapping[str, tuple[float, float]], bound: float) -> int:
    """Print every page and the worst; what a command ends with: 0 when the bound is kept."""
    for name, (few, many) in found.items():
        print(f"{name:28}{1000 * few:9.1f} ms{1000 * many:9.1f} ms{many / few:8.2f} x")
    worst = max(found, key=lambda name: found[name][1] / found[name][0])
    ratio = found[worst][1] / found[worst][0]
    print(f"worst {ratio:.2f} x ({worst}), bound {bound} x, load {os.getloadavg()[0]:.1f}")
    return int(ratio > bound)
