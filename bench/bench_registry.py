"""Do the pages of the registry cost the same with 100 times the rows?

    python bench/bench_registry.py [--rounds N] [--json FILE]

One database of its own (SQLite in a temporary folder; or DATABASE_URL of an empty PostgreSQL) is
filled with 1,000 organisations and 200 pairings, every page is asked for as a clerk of one town,
then it grows to 100,000 organisations and 20,000 pairings of other places, and every page is asked
for again. What the clerk's own places have stays the same: that is what an office sees while the
country fills up. Times are processor seconds of this process, the best of the rounds, so that a
busy machine does not blur them; on PostgreSQL, whose work is done elsewhere, the wall clock.
The bound is 1.5 for every page.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
_FOLDER = tempfile.TemporaryDirectory(prefix="shanhai-bench-")
os.environ.update(DJANGO_SETTINGS_MODULE="shanhai.config.settings", SHANHAI_DATA_DIR=_FOLDER.name)

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import Max  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from shanhai.records.models import Ref  # noqa: E402
from shanhai.registry.models import Level, Node  # noqa: E402
from tests.world import World, build_world  # noqa: E402

BOUND = 1.5
SMALL, LARGE = (1_000, 200), (100_000, 20_000)
TOWNS = 500
OWN = 40


class Country:
    """Places of elsewhere, and what is registered there, written in SQL."""

    def __init__(self, world: World) -> None:
        self.world = world
        # Whoever helps and is helped elsewhere: towns that are not the clerk's.
        self.towns = rows_from(TOWNS)
        put("town", "示例{i}镇", "town", world["东莞市"].pk, self.towns)
        self.organisations = self.pairings = 0

    def grow(self, organisations: int, pairings: int) -> None:
        """Register more, until there are so many."""
        parent = f"{self.towns.start} + i % {TOWNS}"
        made = rows_from(organisations - self.organisations)
        put("organisation", "示例{i}号单位", "enterprise", parent, made)
        self._pair(made, pairings - self.pairings)
        self.organisations, self.pairings = organisations, pairings
        if connection.vendor == "postgresql":
            run("ANALYZE")

    def _pair(self, firms: range, count: int) -> None:
        made = rows_from(count)
        helper, recipient = (
            f"{firms.start} + (i + {shift}) % {len(firms)}" for shift in (0, len(firms) // 2)
        )
        run(f"{SERIES} INSERT INTO records_ref (id, kind, label, created_at)"
            " SELECT i, 'partnership', '示例结对', CURRENT_TIMESTAMP FROM n", made)  # fmt: skip
        run(
            f"{SERIES} INSERT INTO registry_partnership"
            " (ref_id, version, kind, programme_id, helper_id, recipient_id, parent_id, note)"
            f" SELECT i, 1, 'social', {self.world.programme.pk}, {helper}, {recipient},"
            f" {self.world.elsewhere.pk}, '' FROM n",
            made,
        )


SERIES = "WITH RECURSIVE n(i) AS (SELECT %s UNION ALL SELECT i + 1 FROM n WHERE i < %s)"


def rows_from(count: int) -> range:
    """So many identities nobody has yet."""
    last = Ref.objects.aggregate(last=Max("pk"))["last"]
    return range(last + 1, last + 1 + count)


def run(statement: str, made: range | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [made.start, made.stop - 1] if made else [])


def put(level: str, name: str, kind: str, parent: object, made: range) -> None:
    """Write nodes with their identities and where they lie."""
    called = "'" + name.replace("{i}", "' || i || '") + "'"
    run(f"{SERIES} INSERT INTO records_ref (id, kind, label, created_at)"
        f" SELECT i, 'node', {called}, CURRENT_TIMESTAMP FROM n", made)  # fmt: skip
    run(
        f"{SERIES} INSERT INTO registry_node"
        " (ref_id, version, level, name, short_name, initials, parent_id, code, kind, credit_code)"
        f" SELECT i, 1, '{level}', {called}, '', 'sl' || i, {parent}, '', '{kind}', '' FROM n",
        made,
    )
    between = "node.ref_id BETWEEN %s AND %s"
    run(
        "INSERT INTO registry_lineage (ancestor_id, node_id) SELECT above.ancestor_id, node.ref_id"
        " FROM registry_node node JOIN registry_lineage above ON above.node_id = node.parent_id"
        f" WHERE {between}",
        made,
    )
    run("INSERT INTO registry_lineage (ancestor_id, node_id) SELECT node.ref_id, node.ref_id"
        f" FROM registry_node node WHERE {between}", made)  # fmt: skip


def addresses(world: World) -> dict[str, str]:
    """Every page of the registry, with the questions people ask of it."""

    def at(name: str, *args: Any, **query: Any) -> str:
        return reverse(name, args=args) + (f"?{urlencode(query)}" if query else "")

    town, county = world["桥头镇"].pk, world["玉屏侗族自治县"].pk
    firm = Node.objects.filter(level=Level.ORGANISATION, parent=town).first()
    return {
        "pairings, own": at("partnerships"),
        "pairings, all": at("partnerships-all"),
        "pairings by name": at("partnerships-all", q="玉屏"),
        "pairings of a kind": at("partnerships-all", kind="county", when="now"),
        "a pairing": at("partnership", world.partnership.pk, year=2024),
        "places, own": at("places-mine"),
        "places, country": at("places-all"),
        "places by initials": at("places-mine", q="ypd"),
        "inside a place": at("places-all", within=county),
        "organisations, own": at("organisations-mine"),
        "organisations by name": at("organisations-mine", q="桥头"),
        "organisations, country": at("organisations-all"),
        "organisations of a kind": at("organisations-all", kind="enterprise"),
        "organisations, page 9": at("organisations-all", page=9),
        "a town": at("place", town),
        "a county": at("place", county),
        "an organisation": at("place", firm.pk),  # type: ignore[union-attr]
        "its history": at("record", town),
        "edit an organisation": at("place-edit", firm.pk),  # type: ignore[union-attr]
        "register a pairing": at("partnership-new"),
        "programmes": at("programmes"),
        "a programme's year": at("programme", "east_west", year=2024),
    }


def seconds(client: Client, address: str, rounds: int, clock: Callable[[], float]) -> float:
    """The best time of a page: what a busy machine blurs least."""
    times = []
    for turn in range(rounds + 1):
        start = clock()
        answer = client.get(address)
        if turn:
            times.append(clock() - start)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answers {answer.status_code}")
    return min(times)


def measure(rounds: int) -> dict[str, tuple[float, float]]:
    """Seconds of every page with few rows and with many."""
    with transaction.atomic():
        world = build_world()
        own = rows_from(OWN)
        put("organisation", "桥头示例{i}号厂", "enterprise", world["桥头镇"].pk, own)
        country = Country(world)
    client, pages = Client(), addresses(world)
    client.force_login(world.clerk)
    clock = time.perf_counter if connection.vendor == "postgresql" else time.process_time
    found: dict[str, list[float]] = {name: [] for name in pages}
    for organisations, pairings in (SMALL, LARGE):
        with transaction.atomic():
            country.grow(organisations, pairings)
        for name, address in pages.items():
            found[name].append(seconds(client, address, rounds, clock))
    return {name: (few, many) for name, (few, many) in found.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description="The registry with 100 times the rows")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    found = measure(asked.rounds)
    print(f"{connection.vendor}: {SMALL[0]:,} organisations and {SMALL[1]:,} pairings, "
          f"then {LARGE[0]:,} and {LARGE[1]:,}")  # fmt: skip
    for name, (few, many) in found.items():
        print(f"{name:26}{1000 * few:9.1f} ms{1000 * many:9.1f} ms{many / few:8.2f} x")
    worst = max(many / few for few, many in found.values())
    print(f"worst {worst:.2f} x, bound {BOUND} x")
    if asked.json:
        asked.json.write_text(json.dumps({"worst": worst, "pages": found}, indent=1))
    return 0 if worst <= BOUND else 1


if __name__ == "__main__":
    sys.exit(main())
