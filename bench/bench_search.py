"""What does search cost with a thousand times the rows?

    python bench/bench_search.py [--rows N] [--rounds N]

1,000 organisations, agreements and entries, then 1,000,000 (a fifth, three tenths, a half); a
clerk of one town has 40 of each, the rest is of 2,000 other pairings. Words of two characters,
rare and in all, pinyin initials, whole and half codes, and what nobody has are looked for on the
page of search; bench/growth.py tells how it is measured. The bound is 5 for every question.
"""

import argparse
import sys
import time
from urllib.parse import urlencode

from growth import SERIES, begin, compare, copied, rows_from, run, signed_in, told

# isort: split
from django.db import connection, transaction
from django.urls import reverse

from shanhai.common.pinyin import initials
from shanhai.records.finding.rules import line
from shanhai.records.finding.stores import make, unmake
from tests.world import World, build_world

BOUND, FEW, OWN, PAIRINGS = 5, 1_000, 40, 2_000
# What names are made of: every one of the first in one row of fifty, 示例 in all.
PLACES = ("清溪桥头常平谢岗石龙塘厦樟木企石横沥东坑茶山寮步大朗黄江凤岗长安虎门厚街沙田"
          "道滘洪梅麻涌望牛中堂高埗石碣万江南城东城莞城玉屏德江沿河思南始兴江口")  # fmt: skip
THINGS = "茶园水渠大棚车间学校医院道路菜场广场粮仓"
NAMES = [
    f"示例{place}{thing}"
    for place in (PLACES[at : at + 2] for at in range(0, len(PLACES), 2))
    for thing in (THINGS[at : at + 2] for at in range(0, len(THINGS), 2))
]
SHARES = {"node": 0.2, "agreement": 0.3, "entry": 0.5}


def columns(kind: str, world: World) -> dict[str, str]:
    """What a row of a kind holds; `i` is its identity, `b` its name and its pairing."""
    ends = {"helper_id": str(world["清溪镇"].pk), "recipient_id": str(world["德江县"].pk)}
    code = "'BM' || substr('0000000' || i, -8)"
    if connection.vendor == "postgresql":
        code = "'BM' || lpad(i::text, 8, '0')"
    if kind == "node":
        return {
            "level": "'organisation'", "name": "b.name || i", "short_name": "''",
            "initials": "''", "parent_id": ends["helper_id"], "code": "''", "kind": "'enterprise'",
            "credit_code": code,
        }  # fmt: skip
    if kind == "agreement":
        return {"title": "b.name", "level": "''", "field": "''", "helper_party": "''",
                "recipient_party": "''", "note": code, "partnership_id": "b.pairing"}  # fmt: skip
    blank = dict.fromkeys(("source_class", "form", "note", "identity", "printed"), "''")
    return ends | blank | {
        "title": "b.name", "voucher": code, "partnership_id": "b.pairing", "book": "'donations'",
        "indicator": "'social_donation'", "stage": "'arrived'", "state": "'submitted'",
        "summary": "FALSE", "edition": "1", "details": "'{}'", "units": "10000", "low": "10000",
        "high": "10000", "unit": "'元'", "bound": "'exact'",
        "period_start": "'2024-01-01'", "period_end": "'2024-12-31'",
    }  # fmt: skip


TABLES = {"node": "registry_node", "agreement": "registry_agreement", "entry": "ledger_entry"}


def lines(kind: str) -> list[tuple[str, str]]:
    """What every name is found by, as the product itself has it."""
    found = [line(kind, [name], [initials(name)], []) for name in NAMES]
    return [(one.text, one.marks) for one in found]


def put(kind: str, count: int, pairings: range, world: World) -> None:
    """So many more rows of a kind, of these pairings in turn, with what they are found by."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_name")
        cursor.execute("CREATE TABLE bench_name (n INTEGER PRIMARY KEY, name VARCHAR(40),"
                       " pairing BIGINT, text TEXT, marks TEXT)")  # fmt: skip
        cursor.executemany(
            "INSERT INTO bench_name VALUES (%s, %s, %s, %s, %s)",
            [
                (n, NAMES[n % len(NAMES)], pairings[n % len(pairings)], text, marks)
                for n in range(len(NAMES) * max(1, len(pairings) // len(NAMES)))
                for text, marks in [lines_of[kind][n % len(NAMES)]]
            ],
        )
        cursor.execute("SELECT COUNT(*) FROM bench_name")
        (names,) = cursor.fetchone()
    made, row = rows_from(count), columns(kind, world)
    run(f"{SERIES} INSERT INTO records_ref (id, kind, label, created_at)"
        f" SELECT i, '{kind}', '', CURRENT_TIMESTAMP FROM n", made)  # fmt: skip
    joined = f"FROM n JOIN bench_name b ON b.n = i %% {names}"
    run(f"{SERIES} INSERT INTO {TABLES[kind]} (ref_id, version, {', '.join(row)})"
        f" SELECT i, 1, {', '.join(_cast(row))} {joined}", made)  # fmt: skip
    code = next(
        row[name] for name in ("credit_code", "note", "voucher") if "BM" in row.get(name, "")
    )
    threes = " || ' ' || ".join(f"lower(substr({code}, {at}, 3))" for at in range(1, 9))
    scope = "''" if kind == "node" else "' @' || b.pairing"
    run(f"{SERIES} INSERT INTO records_indexed (ref_id, kind, text, marks)"
        f" SELECT i, '{kind}', b.text || chr || lower({code}),"
        f" b.marks || {scope} || ' =' || lower({code}) || ' ' || {threes}"
        f" {joined} CROSS JOIN (SELECT '\n' AS chr) c", made)  # fmt: skip


def _cast(row: dict[str, str]) -> list[str]:
    """The values; PostgreSQL is told which of them are days and JSON."""
    kinds = {"period_start": "date", "period_end": "date", "details": "jsonb"}
    if connection.vendor == "sqlite":
        return list(row.values())
    return [f"{value}::{kinds[name]}" if name in kinds else value for name, value in row.items()]


lines_of = {kind: lines(kind) for kind in SHARES}


def pair_up(world: World) -> range:
    """Pairings of elsewhere."""
    made = rows_from(PAIRINGS)
    run(f"{SERIES} INSERT INTO records_ref (id, kind, label, created_at)"
        " SELECT i, 'partnership', '', CURRENT_TIMESTAMP FROM n", made)  # fmt: skip
    run(f"{SERIES} INSERT INTO registry_partnership"
        " (ref_id, version, kind, programme_id, helper_id, recipient_id, note)"
        f" SELECT i, 1, 'social', {world.programme.pk}, {world['清溪镇'].pk}, {world['德江县'].pk},"
        " '' FROM n", made)  # fmt: skip
    return made


def grow(rows: int, pairings: range, world: World) -> None:
    """So many more rows of all kinds; the index is made anew when they are there."""
    start = time.monotonic()
    with connection.schema_editor() as editor:
        unmake(editor)
    with transaction.atomic():
        for kind, share in SHARES.items():
            put(kind, int(rows * share), pairings, world)
    with connection.schema_editor() as editor:
        make(editor)
    print(f"{rows:>10,} rows made in {time.monotonic() - start:.0f} s", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description="Search with a thousand times the rows")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    begin()
    world = build_world()
    with transaction.atomic():
        pairings = pair_up(world)
        first = rows_from(1).start
        for kind in SHARES:
            put(kind, OWN, range(world.partnership.pk, world.partnership.pk + 1), world)
    grow(FEW - 3 * OWN, pairings, world)
    last = rows_from(1).start - 1
    client, few = signed_in(world.clerk), copied()
    grow(asked.rows - FEW, pairings, world)
    own = f"BM{first + 2 * OWN:08d}"
    words = {
        "two characters": "清溪", "two words": "清溪 水渠", "in all names": "示例",
        "one character": "渠", "a whole name": "示例玉屏茶园", "initials": "slqx",
        "initials of two": "qx", "own code": own, "another's code": f"BM{last:08d}",
        "half a code": own[2:8], "what nobody has": "鹏城", "half of it": "清鹏",
    }  # fmt: skip
    pages = {
        f"{name} ({word})": f"{reverse('search')}?{urlencode({'q': word})}"
        for name, word in words.items()
    }
    print(f"{connection.vendor}: {FEW:,} rows, then {asked.rows:,}")
    return told(compare(client, pages, few, asked.rounds), BOUND)


if __name__ == "__main__":
    sys.exit(main())
