"""The demo's work: fairs, vacancies, rides, courses, stations, and who found work. Everything
through the verbs a user has (demo/labour.yaml)."""

from datetime import date, timedelta
from typing import Any

import yaml

from shanhai.accounts.models import User
from shanhai.cli.demo_setup import folder, partnership, place
from shanhai.common.amounts import SCALE
from shanhai.cooperation import services as work
from shanhai.cooperation.models import Course, Placement, Ride, Vacancy
from shanhai.cooperation.rules.labour import check_digit
from shanhai.cooperation.services.rosters import enrol
from shanhai.ledger.models import Entry
from shanhai.ledger.subsidies.queries import payable
from shanhai.ledger.subsidies.services import subsidise
from shanhai.registry import services as registry
from shanhai.registry.models import Level

Plan = dict[str, Any]
_KINDS = {
    "vacancies": (work.register_vacancy, work.VacancyFacts, ("firm",)),
    "rides": (work.register_ride, work.RideFacts, ("start_from", "going_to")),
    "courses": (work.register_course, work.CourseFacts, ("site",)),
    "stations": (work.register_station, work.StationFacts, ("site",)),
}


def employ(actor: User) -> None:
    """Register all of demo/labour.yaml, as one user of the helper city."""
    plan = yaml.safe_load((folder() / "labour.yaml").read_text(encoding="utf-8"))
    for name, where in plan["firms"]:
        registry.register_node(None, Level.ORGANISATION, name, place(where), kind="enterprise")
    for kind, (register, facts, columns) in _KINDS.items():
        for row in plan[kind]:
            register(actor, facts(**{"note": plan["note"]} | row | _places(row, columns)))
    hold_fairs(actor, plan["fairs"], plan["note"])
    further = plan["further"] | _places(plan["further"], ("site",))
    work.register_job_fair(actor, work.JobFairFacts(**further))
    for row in plan["people"]:
        for first, last in row["numbers"]:
            for number in range(first, last + 1):
                find_work(actor, plan, row, number)
    for title, (first, last, certified) in plan["rosters"].items():
        course = Course.objects.get(title=title)
        told = [
            f"{person(number)}，{identity(number)}，{plan['home']}"
            + ("，取证" if number <= certified else "")
            for number in range(first, last + 1)
        ]
        enrol(actor, course, "\n".join(told))
    pay_one(actor, plan["subsidy"])


def _places(row: Plan, columns: tuple[str, ...]) -> Plan:
    pairing = partnership(row["partnership"])
    named = {name: place(row[name], pairing) for name in columns if name in row}
    return {"partnership": pairing} | named


def hold_fairs(actor: User, row: Plan, note: str) -> None:
    """The fairs entries tell of; the day only where it is known."""
    pairing = partnership(row["partnership"])
    told = Entry.objects.filter(partnership=pairing, indicator="job_fairs")
    entries = list(told.order_by("period_start", "pk"))
    for entry in entries:
        held = entry.period_end if entry.period_start == entry.period_end else None
        visitors = str(entry.details.get("attendance", "")).removesuffix(".0")
        facts = work.JobFairFacts(
            pairing, entry.title, pairing.recipient, held,
            int(visitors) if visitors.isdigit() else None,
            "\n".join(row["firms"]) if entry is entries[-1] else "", note,
        )  # fmt: skip
        work.register_job_fair(actor, facts)


def find_work(actor: User, plan: Plan, row: Plan, number: int) -> Placement:
    """One invented person's work at a firm."""
    pairing = partnership(plan["partnership"])
    vacancy = Vacancy.objects.get(partnership=pairing, post=row["post"])
    ride = Ride.objects.get(partnership=pairing, title=row["ride"]) if "ride" in row else None
    facts = work.PlacementFacts(
        pairing, vacancy.firm, "helper", row["start"], person(number), identity(number),
        place(plan["home"]), "formerly_poor" if number in plan["poor"] else "other",
        post=row["post"], vacancy=vacancy, ride=ride, note=plan["note"],
    )  # fmt: skip
    placement = work.register_placement(actor, facts)
    if "checked" in row:
        work.check_placement(actor, placement, row["checked"], True)
    if "end" in row:
        work.leave(actor, placement, row["end"], plan["note"])
    return placement


def person(number: int) -> str:
    """The name of nobody."""
    return f"示例{number:02}"


def identity(number: int) -> str:
    """A number of nobody: its first six digits are no place."""
    birth = date(1980, 1, 1) + timedelta(days=97 * number)
    digits = f"999999{birth:%Y%m%d}{number:03}"
    return digits + check_digit(digits)


def pay_one(actor: User, row: Plan) -> None:
    """One person's subsidy, a share of the money of their year."""
    placement = Placement.objects.order_by("start", "pk")[0]
    entry = payable(actor, placement).order_by("period_end", "pk").first()
    if entry is not None:
        subsidise(actor, placement, entry, row["kind"], row["yuan"] * SCALE, row["on"])
