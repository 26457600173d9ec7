"""What does a list cost as it stood on a day, beside the list of now?

    python bench/bench_past.py [--rows 50000] [--rounds N]

So many parks, half of them the reader's, each with two versions, a hundred with three. The first
page of their list is asked for as of now, and of days since which none, a hundred and all of them
changed, in turns; `python tools/pg.py` before it for PostgreSQL. Times are processor seconds of
this process; on PostgreSQL, whose work is done elsewhere, the wall clock. The bound is 3.
"""

import argparse
import os
import sys
from datetime import date, timedelta

from growth import SERIES, begin, in_turns, rows_from, run, signed_in

# isort: split
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from shanhai.cooperation.models import Park
from shanhai.records.models import ChangeSet, Version
from tests.cooperation.test_industry import park_of
from tests.world import World, build_world

BOUND = 3.0
A_FEW = 100
SINCE = {"none": 5, "a hundred": 15, "all": 25}  # changed in the last so many days


def fill(world: World, count: int) -> None:
    """Parks with their versions, written in SQL from one that a verb wrote."""
    park = park_of(world, title="示例园")
    made = rows_from(count)
    run(f"{SERIES} INSERT INTO records_ref (id, kind, label, created_at)"
        " SELECT i, 'park', '示例园' || i, CURRENT_TIMESTAMP FROM n", made)  # fmt: skip
    own = {"ref_id": "i", "title": "'示例园' || i || '新'", "partnership_id": whose(world)}
    put(Park, own, f"ref_id = {park.pk}", made)
    ChangeSet.objects.update(at=timezone.now() - timedelta(days=40))
    for number, (days, rows) in enumerate(((30, made), (20, made), (10, made[:A_FEW])), start=1):
        acts = ChangeSet.objects.count()
        act = ChangeSet.objects.create(
            number=acts + 1, verb="edit_park", at=timezone.now() - timedelta(days=days)
        )
        told = f"""replace(replace(replace(CAST(one.columns AS text), '"示例园"', '"示例园' || i
            || '{"新" * (number > 1)}"'), '"ref_id": {park.pk}', '"ref_id": ' || i),
            '"partnership_id": {park.partnership_id}', '"partnership_id": ' || {whose(world)})"""
        if connection.vendor == "sqlite":
            told = told.replace('": ', '":')
        else:
            told = f"CAST({told} AS jsonb)"
        one = Version.objects.get(ref=park.pk)
        columns = {"ref_id": "i", "number": number, "change_set_id": act.pk, "columns": told}
        put(Version, columns, f"id = {one.pk}", rows)
        if number > 1:
            with_number = f"UPDATE cooperation_park SET version = {number}"
            run(f"{with_number} WHERE ref_id BETWEEN {rows[0]} AND {rows[-1]}")


def whose(world: World) -> str:
    """Every second park is somebody else's."""
    return f"CASE WHEN i % 2 = 0 THEN {world.partnership.pk} ELSE {world.elsewhere.pk} END"


def put(model: type, own: dict[str, object], where: str, made: range) -> None:
    """Copy a row so many times; `own` says in SQL what each copy has of its own."""
    fields = [one.column for one in model._meta.concrete_fields if one.column != "id"]
    told = ", ".join(str(own.get(name, f'one."{name}"')) for name in fields)
    names = ", ".join(f'"{name}"' for name in fields)
    table = model._meta.db_table
    run(f"{SERIES} INSERT INTO {table} ({names}) SELECT {told} FROM {table} one, n"
        f" WHERE one.{where}".replace("i % 2", "i %% 2"), made)  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description="A list as it stood on a day")
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    begin()
    with transaction.atomic():
        world = build_world()
        fill(world, asked.rows)
    run("ANALYZE")
    client, there = signed_in(world.clerk), reverse("parks")
    pages = {"now": there} | {
        name: f"{there}?asof={date.today() - timedelta(days=days)}" for name, days in SINCE.items()
    }
    print(f"{connection.vendor}: {asked.rows:,} parks, half of them the reader's")
    best = in_turns(client, pages, asked.rounds)
    for name, seconds in best.items():
        print(f"{name:12}{1000 * seconds:9.1f} ms{seconds / best['now']:8.2f} x")
    worst = max(best.values()) / best["now"]
    print(f"worst {worst:.2f} x, bound {BOUND} x, load {os.getloadavg()[0]:.1f}")
    return int(worst > BOUND)


if __name__ == "__main__":
    sys.exit(main())
