"""Do the pages of the registry cost the same with 100 times the rows?

    python bench/bench_registry.py [--rounds N]

1,000 organisations and 200 pairings, then 100,000 and 20,000 of other places; every page is asked
for as a clerk of one town, who has the same at both sizes: what an office sees while the country
fills up. bench/growth.py tells how it is measured. The bound is 1.5 for every page.
"""

import argparse
import sys
from typing import Any
from urllib.parse import urlencode

from growth import SERIES, begin, compare, copied, rows_from, run, signed_in, told

# isort: split
from django.db import connection, transaction
from django.urls import reverse

from shanhai.records.finding.services import mend
from shanhai.registry.models import Level, Node
from tests.world import World, build_world

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
        parent = f"{self.towns.start} + i %% {TOWNS}"
        made = rows_from(organisations - self.organisations)
        put("organisation", "示例{i}号单位", "enterprise", parent, made)
        self._pair(made, pairings - self.pairings)
        self.organisations, self.pairings = organisations, pairings

    def _pair(self, firms: range, count: int) -> None:
        made = rows_from(count)
        helper, recipient = (
            f"{firms.start} + (i + {shift}) %% {len(firms)}" for shift in (0, len(firms) // 2)
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
        "country, by a rare name": at("organisations-all", q="桥头示例"),
        "country, by a common name": at("organisations-all", q="号单位"),
        "organisations, sent": at("organisations-mine", export="xlsx"),
        "pairings, sent": at("partnerships-all", export="xlsx"),
        "a town": at("place", town),
        "a county": at("place", county),
        "an organisation": at("place", firm.pk),  # type: ignore[union-attr]
        "its history": at("record", town),
        "edit an organisation": at("place-edit", firm.pk),  # type: ignore[union-attr]
        "register a pairing": at("partnership-new"),
        "choose a rare name": at("node-options", place="桥头"),
        "choose a common name": at("node-options", place="示例"),
        "choose by initials": at("node-options", place="ypd"),
        "search a rare name": at("search", q="桥头"),
        "search a common name": at("search", q="示例"),
        "start": at("home"),
        "calendar": at("calendar"),
        "programmes": at("programmes"),
        "a programme's year": at("programme", "east_west", year=2024),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description="The registry with 100 times the rows")
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args()
    begin()
    with transaction.atomic():
        world = build_world()
        own = rows_from(OWN)
        put("organisation", "桥头示例{i}号厂", "enterprise", world["桥头镇"].pk, own)
        country = Country(world)
        country.grow(*SMALL)
    mend()
    client, pages = signed_in(world.clerk), addresses(world)
    few = copied()
    with transaction.atomic():
        country.grow(*LARGE)
    mend()
    print(f"{connection.vendor}: {SMALL[0]:,} organisations and {SMALL[1]:,} pairings, "
          f"then {LARGE[0]:,} and {LARGE[1]:,}")  # fmt: skip
    return told(compare(client, pages, few, asked.rounds), BOUND)


if __name__ == "__main__":
    sys.exit(main())
