"""Figures over many entries: what a page costs at N and at N/100, how a kept figure compares with
adding the entries up, and what keeping costs when one entry is posted.

    python tools/pg.py python bench/bench_figures.py [--rows N] [--peers DIR]   # PostgreSQL
    python bench/bench_figures.py [--rows N] [--peers DIR]                      # SQLite

The database is made for the run and thrown away. Entries are generated in SQL, without versions:
no figure asks for them. DuckDB lives in an environment of its own (``DIR/bin/pip install
duckdb``); without it, its line says so.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

GROUND = tempfile.TemporaryDirectory(prefix="shanhai-bench-")
os.environ.update(DJANGO_SETTINGS_MODULE="shanhai.config.settings", SHANHAI_DATA_DIR=GROUND.name)

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from shanhai.accounts.models import User  # noqa: E402
from shanhai.common.amounts import Amount  # noqa: E402
from shanhai.common.periods import Period  # noqa: E402
from shanhai.figures.queries import figures  # noqa: E402
from shanhai.figures.queries.kept import kept_figures  # noqa: E402
from shanhai.figures.services import KeepUp, recount  # noqa: E402
from shanhai.ledger import services as ledger  # noqa: E402
from shanhai.ledger.models import Entry  # noqa: E402
from shanhai.records import services as records  # noqa: E402
from shanhai.records.models import Ref  # noqa: E402
from shanhai.registry import services as registry  # noqa: E402
from shanhai.registry.models import Node, Partnership  # noqa: E402
from shanhai.reporting.queries import partnership_key  # noqa: E402

HERE = Path(__file__).resolve().parent
YEAR = Period.year(2024)
CLUSTERS, TOWNS, COUNTIES, VILLAGES = 10, 4, 40, 9
FLOWS = ("fiscal_funds", "social_donation", "consumption_sales", "labour_transferred",
         "visit_batches", "trained_persons", "jobs_offered", "assistance_funds")  # fmt: skip
STOCKS = ("park_enterprises", "workshops")
# Half of all entries stand in one book; a thousandth of as many in another.
MANY, FEW = "donations", "funds"
BOOK = f"CASE WHEN i % 2 = 0 THEN '{MANY}' WHEN i % 2000 = 1 THEN '{FEW}' ELSE 'training' END"
SUM = """
SELECT e.indicator, e.stage, e.unit, SUM(e.units) AS units, SUM(e.low) AS low,
       SUM(e.high) AS high, COUNT(*) AS rows
FROM {entry} e
JOIN {lineage} h ON h.node_id = e.helper_id AND h.ancestor_id = {helper}
JOIN {lineage} r ON r.node_id = e.recipient_id AND r.ancestor_id = {recipient}
WHERE e.state IN ('submitted', 'confirmed', 'approved', 'locked')
  AND e.period_start >= '2024-01-01' AND e.period_end <= '2024-12-31'
GROUP BY e.indicator, e.stage, e.unit
"""


def ground() -> dict[str, Any]:
    """Two provinces, forty counties helped by ten clusters of four towns; people of each."""

    def add(level: str, name: str, parent: Node | None = None) -> Node:
        return registry.register_node(None, level, name, parent)

    east, west = add("province", "示例东省"), add("province", "示例西省")
    city, other = add("city", "示例东市", east), add("city", "示例西市", west)
    clusters = [add("cluster", f"示例{n}组团", city) for n in range(CLUSTERS)]
    ends: list[list[Node]] = []
    for n, cluster in enumerate(clusters):
        towns = [add("town", f"示例{n}之{m}镇", city) for m in range(TOWNS)]
        for town in towns:
            registry.add_member(None, cluster, town, lead=town is towns[0])
        ends.append([cluster, *towns])
    programme = registry.register_programme(None, "east_west")
    whole = registry.pair(None, "province", programme, east, west)
    pairs: list[tuple[int, int, int]] = []
    for n in range(COUNTIES):
        county = add("county", f"示例{n}县", other)
        town = add("town", f"示例{n}县镇", county)
        villages = [add("village", f"示例{n}之{m}村", town) for m in range(VILLAGES)]
        helpers = ends[n % CLUSTERS]
        made = registry.pair(None, "county", programme, helpers[0], county)
        pairs += [(made.pk, one.pk, end.pk) for one in helpers for end in (county, *villages)]
    users = {}
    for name, node in (("east", east), ("west", west), ("town", ends[0][1])):
        users[name] = User.objects.create_user(name, name=name, password="bench-only-word")
        registry.appoint(users[name], "clerk", node)
    first = Partnership.objects.filter(kind="county").order_by("pk")[0]
    return {"pairs": pairs, "whole": whole, "first": first, **users}


def generate(pairs: list[tuple[int, int, int]], start: int, stop: int) -> None:
    """Entries number `start` to `stop`, made by the database from their numbers."""
    base = Ref.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    lite = connection.vendor == "sqlite"
    hashed = "((i * 7919) % 1000003)"
    day = "(i * 31 % 1826)"
    date = f"date('2020-01-01', '+' || {day} || ' days')" if lite else (
        f"(DATE '2020-01-01' + ({day})::int)")  # fmt: skip
    series = (
        f"(WITH RECURSIVE n(i) AS (SELECT {start} UNION ALL SELECT i + 1 FROM n"
        f" WHERE i < {stop - 1}) SELECT i FROM n)"
        if lite
        else f"generate_series({start}::bigint, {stop - 1}::bigint) AS g(i)"
    )
    codes = [*FLOWS, *STOCKS]
    which = " ".join(f"WHEN {n} THEN '{code}'" for n, code in enumerate(codes))
    values = {
        "ref_id": f"{base} + i - {start} + 1", "version": "1", "partnership_id": "p.partnership",
        "helper_id": "p.helper", "recipient_id": "p.recipient", "book": BOOK,
        "title": "'示例'", "indicator": f"CASE {hashed} % {len(codes)} {which} END",
        "stage": "'arrived'", "source_class": "''", "form": "''", "voucher": "''", "note": "''",
        "state": f"CASE WHEN {hashed} % 19 = 0 THEN 'draft' ELSE 'submitted' END",
        "summary": "FALSE", "edition": "1", "identity": "CAST(i AS TEXT)", "details": "'{}'",
        "units": f"({hashed} * 10000)", "low": f"({hashed} * 10000)",
        "high": f"({hashed} * 10000)", "unit": "'元'", "bound": "'exact'", "printed": "''",
        "period_start": date, "period_end": date,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_pair (n INTEGER PRIMARY KEY,"
                       " partnership BIGINT, helper BIGINT, recipient BIGINT)")  # fmt: skip
        cursor.execute("DELETE FROM bench_pair")
        cursor.executemany(
            "INSERT INTO bench_pair VALUES (%s, %s, %s, %s)",
            [(n, *pair) for n, pair in enumerate(pairs)],
        )
        indexes = without_indexes(cursor)
        cursor.execute(
            f"INSERT INTO records_ref (id, kind, label, created_at)"
            f" SELECT {base} + i - {start} + 1, 'entry', '', CURRENT_TIMESTAMP FROM {series}"
        )
        cursor.execute(
            f"INSERT INTO ledger_entry ({', '.join(values)}) SELECT {', '.join(values.values())}"
            f" FROM {series} JOIN bench_pair p ON p.n = (i * 104729) % {len(pairs)}"
        )
        if not lite:
            cursor.execute("SELECT setval(pg_get_serial_sequence('records_ref', 'id'),"
                           " (SELECT MAX(id) FROM records_ref))")  # fmt: skip
        for statement in indexes:
            cursor.execute(statement)
        if not lite:
            cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("ANALYZE")


def without_indexes(cursor: Any) -> list[str]:
    """Take away what slows rows by the million: an index is built over them in a tenth of the
    time. Returns the statements that bring them back."""
    if connection.vendor == "sqlite":
        asked = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND"
        cursor.execute(f"{asked} tbl_name = 'ledger_entry'")
    else:
        cursor.execute("SET session_replication_role = replica")  # no foreign key is looked up
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'ledger_entry'"
            " AND indexname NOT IN (SELECT conname FROM pg_constraint)"
        )
    found = cursor.fetchall()
    for name, _ in found:
        cursor.execute(f'DROP INDEX "{name}"')
    return [statement for _, statement in found]


def opened(cast: dict[str, Any]) -> dict[str, float]:
    """What the sheet of a book of very many entries and of one of few cost a province's clerk,
    whole and narrowed to a year."""
    client = Client()
    client.force_login(cast["west"], "django.contrib.auth.backends.ModelBackend")
    return {
        f"book of {entries:,}, {name}": median(
            lambda a=f"/books/{book}/{asked}": client.get(a, headers={"host": "localhost"}), 2
        )
        for book in (FEW, MANY)
        for entries in [Entry.objects.filter(book=book).count()]
        for name, asked in (("whole", ""), ("a year", "?year=2024"), ("page 2", "?page=2"))
    }


def median(run: Callable[[], Any], rounds: int = 9) -> float:
    """Milliseconds of one run, the median of some after one that warms up."""
    run()
    times = []
    for _ in range(rounds):
        before = time.perf_counter()
        run()
        times.append((time.perf_counter() - before) * 1000)
    return statistics.median(times)


def pages(cast: dict[str, Any]) -> dict[str, float]:
    """What the pages of one partnership and of two provinces cost one who sees just these."""
    found = {}
    for name, user, pairing in (
        ("partnership", "town", cast["first"]),
        ("province", "west", cast["whole"]),
    ):
        client = Client()
        client.force_login(cast[user], "django.contrib.auth.backends.ModelBackend")
        address = f"/partnerships/{pairing.pk}/?year=2024"
        answer = client.get(address, headers={"host": "localhost"})
        assert answer.status_code == 200, answer.status_code
        found[f"{name} page"] = median(
            lambda c=client, a=address: c.get(a, headers={"host": "localhost"})
        )
        found[f"{name} figures"] = median(lambda p=pairing: figures(partnership_key(p, YEAR)))
    return found


def duckdb(peers: Path, helper: int, recipient: int) -> float | None:
    """Milliseconds of the same sum by DuckDB over the same rows in Parquet."""
    python = peers / "bin/python"
    if not python.exists():
        return None
    folder = Path(GROUND.name)
    columns = ("helper_id, recipient_id, indicator, stage, unit, state, units, low, high,"
               " period_start, period_end")  # fmt: skip
    for name, query in (
        ("entry", f"SELECT {columns} FROM ledger_entry"),
        ("lineage", "SELECT node_id, ancestor_id FROM registry_lineage"),
    ):
        with connection.cursor() as cursor, (folder / f"{name}.csv").open("wb") as file:
            if connection.vendor == "postgresql":
                with cursor.connection.cursor().copy(
                    f"COPY ({query}) TO STDOUT WITH CSV HEADER"
                ) as copy:
                    for part in copy:
                        file.write(part)
            else:
                cursor.execute(query)
                file.write((",".join(one[0] for one in cursor.description) + "\n").encode())
                for row in cursor.cursor:
                    file.write((",".join(map(str, row)) + "\n").encode())
    query = SUM.format(entry="'entry.parquet'", lineage="'lineage.parquet'", helper=helper,
                       recipient=recipient)  # fmt: skip
    ran = subprocess.run(
        [python, HERE / "peer_duckdb.py"], input=query, text=True, capture_output=True, cwd=folder
    )
    if ran.returncode:
        print(ran.stderr[-400:], file=sys.stderr)
        return None
    return float(json.loads(ran.stdout)["ms"])


def posting(cast: dict[str, Any], rounds: int = 60) -> tuple[float, float]:
    """Milliseconds of entering and submitting one entry, with and without what follows it, in
    turns; on SQLite of the processor, which other work does not slow."""
    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    pairing, user, times = cast["first"], cast["town"], {True: [], False: []}
    for number in range(rounds * 2):
        followed = number % 2 == 0
        records._followers[:] = [KeepUp] if followed else []
        facts = ledger.EntryFacts(
            pairing, "donations", f"示例{number}", "social_donation",
            Amount.exactly(10_000 * (number + 1), "元"), Period.parse("2024-05-06"),
            pairing.helper, pairing.recipient,
        )  # fmt: skip
        before = clock()
        ledger.submit(user, ledger.enter(user, facts))
        times[followed].append((clock() - before) * 1000)
    records._followers[:] = [KeepUp]
    return statistics.median(times[True]), statistics.median(times[False])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--peers", type=Path, default=HERE.parent / ".bench-peers")
    chosen = parser.parse_args()
    call_command("migrate", verbosity=0)
    cast = ground()
    found: dict[int, dict[str, float]] = {}
    small = chosen.rows // 100
    print(f"{connection.vendor}, {chosen.rows:,} entries, load {os.getloadavg()[0]:.1f}")
    for start, stop in ((0, small), (small, chosen.rows)):
        before = time.perf_counter()
        generate(cast["pairs"], start, stop)
        made = time.perf_counter()
        recount()
        print(f"{stop:>12,} entries: generated in {made - before:.1f} s, "
              f"counted anew in {time.perf_counter() - made:.1f} s", flush=True)  # fmt: skip
        found[stop] = pages(cast)
    for name, ms in found[chosen.rows].items():
        few = found[small][name]
        print(f"{name:22} {few:8.2f} ms at {small:,}  {ms:8.2f} ms at {chosen.rows:,}"
              f"  × {ms / few:.2f}")  # fmt: skip
    whole = cast["whole"]
    lookup = median(lambda: kept_figures(partnership_key(whole, YEAR)), 25)
    query = SUM.format(entry="ledger_entry", lineage="registry_lineage",
                       helper=whole.helper_id, recipient=whole.recipient_id)  # fmt: skip

    def plain() -> list[tuple]:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall()

    check(whole, plain())
    added = median(plain, 3)
    print(f"{'lookup':22} {lookup:8.2f} ms; GROUP BY {added:.0f} ms  × {added / lookup:.0f}")
    duck = duckdb(chosen.peers, whole.helper_id, whole.recipient_id)
    print(f"{'DuckDB on Parquet':22} " + (
        f"{duck:8.2f} ms  × {duck / lookup:.1f}" if duck else f"absent ({chosen.peers})"
    ))  # fmt: skip
    for name, ms in opened(cast).items():
        print(f"{name:32} {ms:8.2f} ms", flush=True)
    followed, bare = posting(cast)
    print(f"{'posting one entry':22} {followed:8.2f} ms; without what is kept {bare:.2f} ms"
          f"  × {followed / bare:.2f}")  # fmt: skip


def check(whole: Partnership, rows: list[tuple]) -> None:
    """The lookup and the plain sum must say the same of every flow."""
    kept = {one.key.indicator: one.amount.units for one in
            kept_figures(partnership_key(whole, YEAR)) or []}  # fmt: skip
    summed = {row[0]: int(row[3]) for row in rows if row[0] in FLOWS}
    assert summed == {code: kept[code] for code in summed} and summed, "lookup and sum differ"
    assert Entry.objects.filter(summary=True).exists() is False


if __name__ == "__main__":
    main()
