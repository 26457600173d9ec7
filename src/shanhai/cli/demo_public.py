"""The demo's schools, hospitals, villages, tourism and publicity (demo/public.yaml), through the
verbs a user has."""

from typing import Any

import yaml

from shanhai.accounts.models import User
from shanhai.cli.demo_setup import folder, partnership, place
from shanhai.common.amounts import Amount
from shanhai.common.periods import Period
from shanhai.cooperation import services as work
from shanhai.cooperation.models import Team
from shanhai.cooperation.services.points import locate
from shanhai.records.models import Ref
from shanhai.registry import services as registry
from shanhai.registry.models import Level

Plan = dict[str, Any]
INVENTED = "演示数据"


def serve(actor: User) -> None:
    """Register all of demo/public.yaml, as one user of the helper city."""
    plan = yaml.safe_load((folder() / "public.yaml").read_text(encoding="utf-8"))
    for name, town in plan["schools"].items():
        registry.register_node(None, Level.ORGANISATION, name, place(town), kind="school")
    for row in plan["classes"]:
        open_class(actor, row)
    for row in plan["teams"]:
        send_team(actor, row)
    for row in plan["activities"]:
        pairing = partnership(row["partnership"])
        facts = work.ActivityFacts(
            pairing, row["title"], row["kind"], place(row["from"]), place(row["to"]),
            row.get("planned"), row.get("held"), row.get("people"), row.get("sessions"),
            row.get("served"), INVENTED,
        )  # fmt: skip
        work.register_activity(actor, facts)
    for row in plan["villages"]:
        build(actor, row)
    for row in plan["promotions"]:
        promote(actor, row)
    for row in plan["articles"]:
        publish(actor, row)
    for title, point in plan["points"].items():
        ref = Ref.objects.get(label=title, kind__in=LOCATED)
        locate(actor, ref.record, *point)


def open_class(actor: User, row: Plan) -> None:
    """A class with its intakes and what it waived."""
    facts = work.ClassFacts(
        partnership(row["partnership"]), row["title"], place(row["school"]), note=row["note"]
    )
    made = work.open_class(actor, facts)
    for students, first, last in row.get("intakes", ()):
        work.take_in(actor, made, students, first, last)
    for value, bound, printed, first, last in row.get("waivers", ()):
        work.waive(actor, made, Amount.of(value, "元", bound, printed), first, last)


def send_team(actor: User, row: Plan) -> None:
    """A team with what it brought."""
    pairing = partnership(row["partnership"])
    facts = work.TeamFacts(
        pairing, row["title"], row["kind"], place(row["unit"], pairing), row["start"],
        row.get("end"), goal=row.get("goal", ""), note=INVENTED,
    )  # fmt: skip
    team = work.register_team(actor, facts)
    if "members" in row:
        place_members(actor, team, *row["members"])
    for title, on, cases in row.get("techniques", ()):
        work.bring_technique(actor, team, title, on, cases)
    for title, number, on in row.get("equipment", ()):
        work.receive_equipment(actor, team, title, number, on)


def place_members(actor: User, team: Team, sender: str, category: str, number: int) -> None:
    """People of a team, one by one."""
    for _ in range(number):
        facts = work.PostingFacts(
            team.partnership, "to_recipient", category, "team", place(sender), team.unit,
            start=team.start, end=team.end, note=INVENTED,
        )  # fmt: skip
        work.register_posting(actor, facts)


def build(actor: User, row: Plan) -> None:
    """A demonstration village or belt with its facilities, named or not."""
    pairing = partnership(row["partnership"])
    facts = work.ShowVillageFacts(
        pairing, row["title"], row["kind"], [place(name, pairing) for name in row["villages"]],
        row.get("level", ""), note=row.get("note", INVENTED),
    )  # fmt: skip
    show = work.register_show_village(actor, facts)
    for title, due, finished, households in row["facilities"]:
        facility = work.plan_facility(actor, show, title, due)
        if finished:
            work.finish_facility(actor, facility, finished, households)
            show.refresh_from_db()
    if "named" in row:
        work.name_show_village(actor, show, row["named"], row["document"])


def promote(actor: User, row: Plan) -> None:
    """A promotion, and who came."""
    facts = work.PromotionFacts(
        partnership(row["partnership"]), row["title"], row["kind"], row["direction"],
        row.get("place", ""), row.get("planned"), row.get("held"),
        stops="\n".join(row.get("stops", ())), note=row.get("note", INVENTED),
    )  # fmt: skip
    made = work.register_promotion(actor, facts)
    for first, last, visitors, income in row.get("results", ()):
        work.count_visitors(
            actor, made, Period(first, last), Amount.of(visitors, "人次"), Amount.of(income, "元")
        )


def publish(actor: User, row: Plan) -> None:
    """An article, linked to what it tells of."""
    facts = work.ArticleFacts(
        partnership(row["partnership"]), row["title"], row["kind"], row["medium"], row["level"],
        row["day"], row.get("url", ""), note=f"只记刊发的事实（{INVENTED}）",
    )  # fmt: skip
    article = work.register_article(actor, facts)
    for name in row["tells"]:
        work.mention(actor, article, Ref.objects.get(label=name, kind__in=KINDS))


KINDS = ("project", "park", "activity", "team")
LOCATED = ("park", "workshop", "outlet", "station", "showvillage")
