"""Do the lists of the work itself cost the same with 100 times the rows?

    python bench/bench_work.py [--rounds N]

A clerk's own partnership has 20 projects, ventures, postings, orders and lines of money; another
partnership, which the clerk does not see, first has 100 of each, then 10,000. Every list is asked
for at both sizes; bench/growth.py tells how. The bound is 1.5 for every page.
"""

import argparse
import sys
from datetime import date, timedelta

from growth import begin, compare, copied, signed_in, told

# isort: split
from django.db import connection

from shanhai.common.amounts import Amount
from shanhai.common.periods import Period
from shanhai.cooperation.models import (
    Activity,
    Article,
    Course,
    JobFair,
    Order,
    OrderLine,
    Outlet,
    Placement,
    Posting,
    Product,
    Project,
    Promotion,
    Ride,
    SalesEvent,
    ShowVillage,
    SpecialClass,
    Station,
    Team,
    Vacancy,
    Venture,
    Worker,
)
from shanhai.ledger.models import Entry
from shanhai.records.models import Record
from shanhai.records.services import Change, change
from shanhai.registry.models import Node, Partnership
from tests.world import World, build_world

BOUND = 1.5
OWN, SMALL, LARGE = 20, 100, 10_000
PAGES = ("/projects/", "/projects/?state=reserve", "/projects/?wanting=late", "/funds/",
         "/ventures/", "/postings/", "/postings/?standing=ending", "/orders/", "/outlets/",
         "/sales-events/", "/products/", "/placements/", "/placements/?standing=due",
         "/vacancies/", "/job-fairs/", "/rides/", "/courses/", "/stations/", "/activities/",
         "/activities/?state=late", "/teams/", "/classes/", "/show-villages/", "/promotions/",
         "/articles/")  # fmt: skip


def fill(world: World, pairing: Partnership, first: int, count: int) -> None:
    """So many of each kind for one partnership, with their identities and versions."""
    helper, recipient = pairing.helper, pairing.recipient
    numbers = range(first, first + count)
    with change(None, "register_project", "bench") as action:
        action.save_all([
            Project(partnership=pairing, title=f"示例项目{n}", kind="industry") for n in numbers
        ])  # fmt: skip
        action.save_all([
            Venture(partnership=pairing, title=f"示例企业{n}", firm=helper) for n in numbers
        ])  # fmt: skip
        action.save_all([
            Posting(partnership=pairing, direction="to_recipient", category="teacher",
                    mode="teaching", from_unit=helper, to_unit=recipient,
                    start=date(2024, 1, 1)) for _ in numbers
        ])  # fmt: skip
        sell(action, pairing, numbers)
        employ(action, pairing, numbers)
        serve(action, pairing, numbers)
        action.save_all([money(pairing, helper, recipient, n) for n in numbers])


def sell(action: Change, pairing: Partnership, numbers: range) -> None:
    """Products, outlets, events and orders with a line each."""
    named = {"partnership": pairing}
    made = action.save_all([
        Product(**named, title=f"示例产品{n}", kind="product", origin=pairing.recipient)
        for n in numbers
    ])  # fmt: skip
    action.save_all([Outlet(**named, title=f"示例渠道{n}", channel="canteen") for n in numbers])
    action.save_all([SalesEvent(**named, title=f"示例活动{n}", kind="fair") for n in numbers])
    orders = action.save_all([
        Order(**named, title=f"示例订单{n}", way="bought", channel="canteen") for n in numbers
    ])  # fmt: skip
    OrderLine.objects.bulk_create([
        OrderLine(order=order, position=0, name=one.title, product=one, quantity=10**4, unit="袋",
                  units=10**8) for order, one in zip(orders, made, strict=True)
    ])  # fmt: skip


def employ(action: Change, pairing: Partnership, numbers: range) -> None:
    """Persons who found work, each through a vacancy and a fair; rides, courses, stations."""
    named, day = {"partnership": pairing}, date(2024, 3, 1)
    ends = {"start_from": pairing.recipient, "going_to": pairing.helper}
    posts = action.save_all([
        Vacancy(**named, firm=pairing.helper, post=f"示例岗位{n}", places=3) for n in numbers
    ])  # fmt: skip
    fairs = action.save_all([JobFair(**named, title=f"示例招聘会{n}") for n in numbers])
    action.save_all([Ride(**named, title=f"示例{n}", mode="bus", on=day, **ends) for n in numbers])
    action.save_all([Course(**named, title=f"示例班{n}", trade="电工") for n in numbers])
    action.save_all([Station(**named, title=f"示例站{n}", site=pairing.helper) for n in numbers])
    workers = Worker.objects.bulk_create([Worker(name=f"示例{n}") for n in numbers])
    action.save_all([
        Placement(**named, worker=worker, firm=pairing.helper, destination="helper", start=day,
                  due_on=day + timedelta(days=183), vacancy=post, fair=fair)
        for worker, post, fair in zip(workers, posts, fairs, strict=True)
    ])  # fmt: skip


def serve(action: Change, pairing: Partnership, numbers: range) -> None:
    """Activities, teams, classes, demonstration villages, promotions and articles."""
    day, helper, recipient = date(2024, 1, 1), pairing.helper, pairing.recipient
    named = [{"partnership": pairing, "title": f"示例{n}"} for n in numbers]
    columns: dict[type[Record], dict[str, object]] = {
        Activity: {"kind": "lecture", "helper_unit": helper, "recipient_unit": recipient,
                   "planned_on": day},
        Team: {"kind": "health", "unit": recipient, "start": day},
        SpecialClass: {"school": helper},
        ShowVillage: {"kind": "village"},
        Promotion: {"kind": "route", "direction": "to_recipient", "held_on": day},
        Article: {"kind": "news", "medium": "示例", "level": "city", "on": day},
    }  # fmt: skip
    for model, more in columns.items():
        action.save_all([model(**one, **more) for one in named])


def money(pairing: Partnership, helper: Node, recipient: Node, number: int) -> Entry:
    """A line of the funds book."""
    entry = Entry(
        partnership=pairing, book="funds", title=f"示例资金{number}", helper=helper,
        recipient=recipient, indicator="fiscal_funds", source_class="budget_city",
        state="submitted",
    )  # fmt: skip
    entry.amount, entry.period = Amount.of(1_000_000, "元"), Period.year(2024)
    return entry


def main() -> int:
    parser = argparse.ArgumentParser(description="The work itself with 100 times the rows")
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    begin()
    world = build_world()
    fill(world, world.partnership, 0, OWN)
    fill(world, world.elsewhere, 0, SMALL)
    client, few = signed_in(world.clerk), copied()
    fill(world, world.elsewhere, SMALL, LARGE - SMALL)
    print(f"{connection.vendor}: {SMALL:,} rows of each kind elsewhere, then {LARGE:,}")
    return told(compare(client, {page: page for page in PAGES}, few, asked.rounds), BOUND)


if __name__ == "__main__":
    sys.exit(main())
