"""Do the lists of the work itself cost the same with 100 times the rows?

    python bench/bench_work.py [--rounds N]

A clerk's own partnership has 20 projects, ventures, postings, orders and lines of money; another
partnership, which the clerk does not see, first has 100 of each, then 10,000, with their rosters,
stops, readings, photos and points on the map. Every list, the start page and a page of each of
these is asked for at both sizes; bench/growth.py tells how. The bound is 1.5 for every page.
"""

import argparse
import sys
from collections.abc import Iterable
from datetime import date, timedelta

from growth import begin, compare, copied, multiply, rows_from, signed_in, told

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
    Park,
    Placement,
    Posting,
    Product,
    Project,
    ProjectSite,
    Promotion,
    Reading,
    Ride,
    RouteStop,
    SalesEvent,
    ShowVillage,
    SpecialClass,
    Station,
    Team,
    Trainee,
    Vacancy,
    Venture,
    Worker,
    Workshop,
)
from shanhai.figures.services import recount
from shanhai.ledger.models import Entry
from shanhai.records.models import Attachment, Record, Ref
from shanhai.records.services import Change, change
from shanhai.registry.models import Node, Partnership
from shanhai.sources.services import store_blob
from tests.world import World, build_world

BOUND = 1.5
OWN, SMALL, LARGE = 20, 100, 10_000
PAGES = ("/", "/parks/", "/workshops/", "/donations/", "/cooperation/visits/", "/projects/",
         "/projects/?state=reserve", "/projects/?wanting=late", "/funds/", "/ventures/",
         "/postings/", "/postings/?standing=ending", "/orders/", "/outlets/",
         "/sales-events/", "/products/", "/placements/", "/placements/?standing=due",
         "/vacancies/", "/job-fairs/", "/rides/", "/courses/", "/stations/", "/activities/",
         "/activities/?state=late", "/teams/", "/classes/", "/show-villages/", "/promotions/",
         "/articles/")  # fmt: skip


def fill(world: World, pairing: Partnership, first: int, count: int) -> None:
    """So many of each kind for one partnership, with their identities and versions."""
    helper, recipient = pairing.helper, pairing.recipient
    numbers = range(first, first + count)
    with change(None, "register_project", "bench") as action:
        projects = action.save_all([
            Project(partnership=pairing, title=f"示例项目{n}", kind="industry", state="started",
                    longitude=108.9, latitude=27.2) for n in numbers
        ])  # fmt: skip
        ProjectSite.objects.bulk_create([
            ProjectSite(project=one, position=0, node=recipient, people=9) for one in projects
        ])  # fmt: skip
        photograph(world, projects)
        build(action, pairing, numbers)
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


def photograph(world: World, found: Iterable[Record]) -> None:
    """A photo of each."""
    blob, _ = store_blob(b"\x89PNG\r\n\x1a\n", "image/png")
    Attachment.objects.bulk_create([
        Attachment(ref=one.ref, blob=blob, name="示例.png", added_by=world.clerk) for one in found
    ])  # fmt: skip


def build(action: Change, pairing: Partnership, numbers: range) -> None:
    """Parks and workshops with what was read of them."""
    for model, kind in ((Park, "agriculture"), (Workshop, "community")):
        made = action.save_all([
            model(partnership=pairing, title=f"示例{n}", kind=kind, site=pairing.recipient,
                  longitude=108.9, latitude=27.2) for n in numbers
        ])  # fmt: skip
        Reading.objects.bulk_create([
            Reading(of=one.ref, on=date(2024, 1, 1), jobs=9) for one in made
        ])  # fmt: skip


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
    courses = action.save_all([Course(**named, title=f"示例班{n}", trade="电工") for n in numbers])
    action.save_all([Station(**named, title=f"示例站{n}", site=pairing.helper) for n in numbers])
    workers = Worker.objects.bulk_create([Worker(name=f"示例{n}") for n in numbers])
    Trainee.objects.bulk_create([
        Trainee(course=one, worker=worker) for one, worker in zip(courses, workers, strict=True)
    ])  # fmt: skip
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
    made = {model: action.save_all([model(**one, **more) for one in named])
            for model, more in columns.items()}  # fmt: skip
    RouteStop.objects.bulk_create([
        RouteStop(of=one, position=0, name="示例", node=recipient) for one in made[Promotion]
    ])  # fmt: skip


def money(pairing: Partnership, helper: Node, recipient: Node, number: int) -> Entry:
    """A line of the funds book."""
    entry = Entry(
        partnership=pairing, book="funds", title=f"示例资金{number}", helper=helper,
        recipient=recipient, indicator="fiscal_funds", source_class="budget_city",
        state="submitted",
    )  # fmt: skip
    entry.amount, entry.period = Amount.of(1_000_000, "元"), Period.year(2024)
    return entry


def pages(world: World) -> dict[str, str]:
    """The lists, and a page of each kind that others hang on."""
    own = {
        model: model._default_manager.filter(partnership=world.partnership).first().pk
        for model in (Project, Park, Course, Promotion)
    }
    single = (
        f"/projects/{own[Project]}/", f"/parks/{own[Park]}/", f"/courses/{own[Course]}/",
        f"/promotions/{own[Promotion]}/", f"/partnerships/{world.partnership.pk}/",
        f"/places/{world.partnership.recipient_id}/",
    )  # fmt: skip
    return {page: page for page in (*PAGES, *single)}


def main() -> int:
    parser = argparse.ArgumentParser(description="The work itself with 100 times the rows")
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    begin()
    world = build_world()
    fill(world, world.partnership, 0, OWN)
    first = rows_from(0).start
    fill(world, world.elsewhere, 0, SMALL)
    made = {
        Ref: range(first, rows_from(0).start),
        Worker: range(OWN + 1, OWN + SMALL + 1),
    }
    recount()  # as the worker does after places have changed
    client, asked_for, few = signed_in(world.clerk), pages(world), copied()
    multiply(made, LARGE // SMALL - 1)
    recount()
    print(f"{connection.vendor}: {SMALL:,} rows of each kind elsewhere, then {LARGE:,}")
    return told(compare(client, asked_for, few, asked.rounds), BOUND)


if __name__ == "__main__":
    sys.exit(main())
