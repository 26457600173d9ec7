"""What the registers of the work give: stocks counted from members at a date."""

from datetime import date

import pytest

from shanhai.common import vocabulary
from shanhai.common.amounts import SCALE
from shanhai.common.indicators import indicators
from shanhai.common.keys import Key
from shanhai.common.periods import Period
from shanhai.cooperation.queries.registers import REGISTERS, members
from shanhai.cooperation.services import (
    ProjectFacts,
    archive,
    reach_rung,
    register_project,
    step_project,
)
from shanhai.figures.queries import figure
from shanhai.reporting.queries import partnership_fields, trail
from tests.cooperation.test_industry import DAY, park_of, venture_of
from tests.world import World


def key(world: World, code: str, helper: str = "常平组团", year: int | None = 2024) -> Key:
    period = Period.year(year) if year else None
    return Key(code, world[helper].pk, world["玉屏侗族自治县"].pk, period=period)


def number(world: World, code: str, **where: object) -> int | None:
    found = figure(key(world, code, **where))  # type: ignore[arg-type]
    return found and found.amount.units // SCALE


@pytest.mark.parametrize("code", vocabulary.load("registers"))
def test_every_rule_names_a_register_and_an_indicator_of_the_catalogue(db: None, code: str) -> None:
    rule = vocabulary.load("registers")[code]
    assert code in indicators() and rule["register"] in REGISTERS
    rows = members(rule)
    columns = [rule[name] for name in ("once", "sum") if rule.get(name, "amount") != "amount"]
    assert list(rows.values_list("since", "until", *columns)) == []


def test_firms_in_a_park_are_counted_once_and_only_while_they_are_there(world: World) -> None:
    park = park_of(world)
    for place, days in enumerate([(DAY, None), (DAY, None), (DAY, date(2023, 12, 1))]):
        venture_of(world, place, park=park, entered_on=days[0], left_on=days[1])
    again = {"title": "示例二期", "park": park, "entered_on": date(2024, 3, 1)}
    venture_of(world, 1, **again)
    assert number(world, "park_enterprises") == 2
    assert number(world, "park_enterprises", year=2022) is None
    assert figure(key(world, "park_enterprises", year=None)).counted  # type: ignore[union-attr]
    assert number(world, "parks_built") == 1
    # What the cluster has is no town's share; a whole city has what its clusters have.
    assert number(world, "parks_built", helper="桥头镇") is None
    assert number(world, "parks_built", helper="东莞市") == 1
    archive(world.clerk, park, "示例：登记错了")
    assert number(world, "parks_built") is None


def test_a_register_stands_before_readings_of_a_stock_and_behind_entries_of_a_flow(
    world: World,
) -> None:
    for place in (1, 2):
        facts = ProjectFacts(world.partnership, f"示例项目{place}", "village")
        project = register_project(world.clerk, facts)
        for state in ("approved", "funded", "started"):
            step_project(world.clerk, project, state, date(2024, 5, 1))
    assert number(world, "assistance_projects") == 2
    assert number(world, "assistance_projects", year=2023) is None
    world.entry("assistance_projects", 13, "个", helper="常平组团")
    assert number(world, "assistance_projects") == 13
    world.entry("parks_built", 4, "个", helper="常平组团")
    assert number(world, "parks_built") == 4
    park_of(world)
    assert number(world, "parks_built") == 1
    shown = partnership_fields(world.partnership, Period.year(2024))
    rows = {row.indicator.code: row.figure for field in shown for row in field.rows}
    assert rows["parks_built"].amount.units == SCALE and rows["parks_built"].counted
    assert rows["assistance_projects"].amount.units == 13 * SCALE


def test_rungs_are_flows_of_the_period_they_were_reached_in(world: World) -> None:
    venture = venture_of(world)
    reach_rung(world.clerk, venture, "signed", date(2023, 6, 1))
    reach_rung(world.clerk, venture, "started", date(2024, 2, 1))
    assert number(world, "enterprises_introduced", year=2023) == 1
    assert number(world, "projects_started") == 1
    assert number(world, "enterprises_introduced") is None


def test_the_trail_of_a_register_leads_to_the_members_one_may_see(world: World) -> None:
    park = park_of(world)
    found = trail(world.clerk, key(world, "parks_built"))
    assert ([one for one, _ in found.members], found.hidden) == ([park], 0)
    assert "由登记清点" in found.formula
    foreign = trail(world.foreigner, key(world, "parks_built"))
    assert (list(foreign.members), foreign.hidden) == ([], 1)
