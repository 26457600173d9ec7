"""Occasions of the shared cast, made through the verbs."""

from datetime import date

from shanhai.common.amounts import Amount
from shanhai.cooperation import services
from shanhai.cooperation.models import ActionItem, Commitment, Meeting, Plan, Visit
from shanhai.cooperation.services import AgreementFacts, PlanFacts, VisitFacts
from shanhai.registry.models import Agreement
from tests.world import World

HELD = date(2025, 3, 31)


def a_meeting(world: World, held_on: date | None = HELD, title: str = "示例联席会议") -> Meeting:
    return services.hold_meeting(world.clerk, world.partnership, "joint", title, held_on)


def an_item(world: World, meeting: Meeting, owner: str = "桥头镇") -> ActionItem:
    return services.agree_item(world.clerk, meeting, "示例事项", world[owner], date(2025, 6, 30))


def visit_facts(world: World, **columns: object) -> VisitFacts:
    given = {"direction": "to_recipient", "title": "示例考察", "start": date(2025, 4, 8), **columns}
    return VisitFacts([world.partnership], **given)  # type: ignore[arg-type]


def a_visit(world: World, **columns: object) -> Visit:
    return services.register_visit(world.clerk, visit_facts(world, **columns))


def an_agreement(world: World, **columns: object) -> Agreement:
    given = {"title": "示例协议", "signed_on": date(2025, 3, 31), **columns}
    return services.sign_agreement(world.clerk, AgreementFacts(world.partnership, **given))  # type: ignore[arg-type]


def a_promise(
    world: World, agreement: Agreement, value: int = 1000, unit: str = "元"
) -> Commitment:
    return services.promise(
        world.clerk, agreement, "示例捐赠", world["桥头镇"], Amount.of(value, unit),
        date(2025, 12, 31), "social_donation",
    )  # fmt: skip


def a_plan(world: World, year: int = 2025) -> Plan:
    facts = PlanFacts(world.partnership, world["桥头镇"], year, f"示例{year}年计划")
    return services.make_plan(world.clerk, facts)
