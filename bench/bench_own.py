"""What do the pages of a partnership cost that has very many entries of its own?

    python bench/bench_own.py [--rounds N]

A partnership of a cluster has 100 entries of one year, which both sides have stated, some of them
otherwise; then 10,000. bench/growth.py tells how it is measured. The bound of 1.5 is held against
the page of the partnership and the start page; its sheet, which adds up every entry, and its
board, which counts them, are told beside them.
"""

import argparse
import sys

from growth import begin, compare, copied, multiply, rows_from, signed_in, told

# isort: split
from django.db import connection

from shanhai.common.amounts import Amount
from shanhai.common.periods import Period
from shanhai.figures.services import recount
from shanhai.ledger.models import Entry, Statement
from shanhai.records.models import Ref
from shanhai.records.services import change
from tests.world import World, build_world

BOUND = 1.5
SMALL, LARGE = 100, 10_000
KINDS = (
    ("donations", "social_donation"),
    ("funds", "fiscal_funds"),
    ("sales", "consumption_sales"),
)
STATES = ("submitted", "confirmed", "approved")


def entry(world: World, number: int) -> Entry:
    """One of the entries: towns, indicators and states in turns."""
    book, indicator = KINDS[number % len(KINDS)]
    made = Entry(
        partnership=world.partnership, book=book, title=f"示例{number}", indicator=indicator,
        helper=world[("常平镇", "桥头镇", "谢岗镇")[number % 3]],
        recipient=world["玉屏侗族自治县"], state=STATES[number % len(STATES)],
    )  # fmt: skip
    made.amount, made.period = Amount.of(1000 + number, "元"), Period.year(2024)
    return made


def fill(world: World) -> range:
    """The first entries, with what both sides say of them; their identities."""
    first = rows_from(0).start
    with change(world.clerk, "import") as action:
        made = action.save_all([entry(world, number) for number in range(SMALL)])
    Statement.objects.bulk_create(
        Statement(entry=one, edition=one.edition, side=side, by=world.clerk,
                  units=one.units + (side == "recipient" and one.pk % 7 == 0))
        for one in made for side in ("helper", "recipient")
    )  # fmt: skip
    return range(first, rows_from(0).start)


def main() -> int:
    parser = argparse.ArgumentParser(description="A partnership with many entries of its own")
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    begin()
    world = build_world()
    made = fill(world)
    recount()
    client, few, pk = signed_in(world.clerk), copied(), world.partnership.pk
    multiply({Ref: made}, LARGE // SMALL - 1)
    recount()
    print(f"{connection.vendor}: {SMALL:,} entries of its own, then {LARGE:,}")
    page = f"/partnerships/{pk}/"
    held = {"start": "/", "its year": f"{page}?year=2024", "all years": f"{page}?year=all"}
    beside = {"its sheet": f"/books/all/?partnership={pk}", "its board": f"/reconciliation/{pk}/"}
    found = compare(client, held | beside, few, asked.rounds)
    told({name: found[name] for name in beside}, float("inf"))
    return told({name: found[name] for name in held}, BOUND)


if __name__ == "__main__":
    sys.exit(main())
