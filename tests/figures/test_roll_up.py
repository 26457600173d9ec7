"""The rules of figures (docs/rules/figures.md), each a case."""

from datetime import date

import pytest
from django.db import connection
from django.db.models import Sum

from shanhai.common.amounts import SCALE
from shanhai.common.keys import Key, Stage
from shanhai.common.periods import Period
from shanhai.figures.queries import Figure, figure, figures, lines, pairing_figure
from shanhai.ledger.models import Entry
from shanhai.registry import services as registry
from tests.world import World

YEAR = Period.year(2024)


def key(
    world: World,
    indicator: str,
    helper: str | None = "常平组团",
    recipient: str | None = "玉屏侗族自治县",
    **columns: object,
) -> Key:
    return Key(
        indicator,
        world[helper].pk if helper else None,
        world[recipient].pk if recipient else None,
        **{"period": YEAR, **columns},  # type: ignore[arg-type]
    )


def value(found: Figure | None) -> int | None:
    return None if found is None else found.amount.units // SCALE


def test_flows_of_members_and_of_the_cluster_itself_add_once(world: World) -> None:
    world.entry("fiscal_funds", 100, helper="桥头镇")
    world.entry("fiscal_funds", 30, helper="常平镇")
    world.entry("fiscal_funds", 5, helper="常平组团")
    assert value(figure(key(world, "fiscal_funds"))) == 135
    assert value(figure(key(world, "fiscal_funds", helper="桥头镇"))) == 100


def test_a_joint_visit_is_one_for_each_town_and_one_for_the_cluster(world: World) -> None:
    world.entry("visit_batches", 1, "批次", helper="常平组团", joint=("常平镇", "桥头镇", "谢岗镇"))
    assert value(figure(key(world, "visit_batches"))) == 1
    for town in ("常平镇", "桥头镇", "谢岗镇"):
        assert value(figure(key(world, "visit_batches", helper=town))) == 1


def test_a_share_nobody_stated_stays_unknown(world: World) -> None:
    world.entry("social_donation", 1050000, helper="常平组团", joint=("常平镇", "桥头镇"))
    found = figure(key(world, "social_donation", helper="桥头镇"))
    assert found is not None
    assert (found.amount.units, found.amount.low, found.amount.high) == (0, 0, 1050000 * SCALE)


def test_a_stated_share_counts(world: World) -> None:
    entry = world.entry("social_donation", 1050000, helper="常平组团", joint=("桥头镇",))
    entry.parties.update(share=400000 * SCALE)
    assert value(figure(key(world, "social_donation", helper="桥头镇"))) == 400000


def test_money_of_the_cluster_is_not_the_towns(world: World) -> None:
    world.entry("fiscal_funds", 5, helper="常平组团")
    assert figure(key(world, "fiscal_funds", helper="桥头镇")) is None


def test_membership_is_that_of_the_day(world: World) -> None:
    row = world["常平组团"].members.get(member=world["谢岗镇"])
    row.end = date(2023, 12, 31)
    row.save()
    world.entry("fiscal_funds", 7, helper="谢岗镇", year=2023)
    world.entry("fiscal_funds", 9, helper="谢岗镇", year=2024)
    assert figure(key(world, "fiscal_funds")) is None
    assert value(figure(key(world, "fiscal_funds", period=Period.year(2023)))) == 7


def test_a_figure_for_the_city_is_not_one_for_the_county(world: World) -> None:
    world.entry("consumption_sales", 800, recipient="铜仁市")
    assert figure(key(world, "consumption_sales")) is None
    assert value(figure(key(world, "consumption_sales", recipient="铜仁市"))) == 800


def test_what_went_to_a_village_counts_for_its_county(world: World) -> None:
    world.entry("social_donation", 50000, recipient="示例乙村")
    assert value(figure(key(world, "social_donation"))) == 50000


def test_another_recipient_of_the_same_helper_stays_apart(world: World) -> None:
    world.entry("fiscal_funds", 1, helper="清溪镇", recipient="德江县", partnership=world.elsewhere)
    world.entry(
        "fiscal_funds", 2, helper="清溪镇", recipient="玉屏侗族自治县", partnership=world.elsewhere
    )
    assert value(figure(key(world, "fiscal_funds", helper="清溪镇", recipient="德江县"))) == 1


def test_stages_stand_side_by_side_and_are_never_added(world: World) -> None:
    world.entry("social_donation", 61, stage="promised")
    world.entry("social_donation", 40, stage="arrived")
    found = {row.key.stage: value(row) for row in figures(key(world, "", stage=None))}
    assert found == {Stage.PROMISED: 61, Stage.ARRIVED: 40}


def test_people_and_person_times_are_never_added(world: World) -> None:
    world.entry("labour_transferred", 18, "人")
    world.entry("labour_transferred", 18, "人次")
    assert len(figures(key(world, "labour_transferred"))) == 2


def test_a_part_is_not_added_beside_its_whole(world: World) -> None:
    whole = world.entry("consumption_sales", 100)
    world.entry("consumption_sales", 60, parent=whole)
    assert value(figure(key(world, "consumption_sales"))) == 100


def test_a_summary_stands_for_the_details_under_its_key(world: World) -> None:
    world.entry("consumption_sales", 40, period=Period.parse("2024-03"))
    world.entry("consumption_sales", 50, period=Period.parse("2024-07"))
    world.entry("consumption_sales", 100, summary=True)
    assert value(figure(key(world, "consumption_sales"))) == 100
    assert value(figure(key(world, "consumption_sales", period=Period.parse("2024-03")))) == 40


def test_a_summary_of_years_does_not_hide_the_details_of_one(world: World) -> None:
    world.entry("consumption_sales", 40, year=2023)
    world.entry("consumption_sales", 100, period=Period.parse("2021", "2025"), summary=True)
    assert value(figure(key(world, "consumption_sales", period=Period.year(2023)))) == 40
    assert (
        value(figure(key(world, "consumption_sales", period=Period.parse("2021", "2025")))) == 100
    )


def test_a_reversal_takes_its_entry_back(world: World) -> None:
    entry = world.entry("fiscal_funds", 100)
    world.entry("fiscal_funds", -100, reverses=entry)
    assert value(figure(key(world, "fiscal_funds"))) == 0


@pytest.mark.parametrize("state", ["draft", "returned", "void"])
def test_what_is_not_submitted_does_not_count(world: World, state: str) -> None:
    world.entry("fiscal_funds", 100, state=state)
    assert figure(key(world, "fiscal_funds")) is None


def test_a_later_reading_of_a_stock_supersedes_the_earlier(world: World) -> None:
    world.entry("park_enterprises", 20, "个", year=2023)
    world.entry("park_enterprises", 23, "个", year=2024)
    found = figure(key(world, "park_enterprises", period=Period.parse("2021", "2025")))
    assert value(found) == 23


def test_pairings_are_three_counts_from_the_register(world: World) -> None:
    for other in ("示例乙村", "示例丙村"):
        registry.pair(
            None,
            "village",
            world.programme,
            world["示例甲村"],
            world[other],
            parent=world.partnership,
            start=date(2022, 1, 1),
        )
    found = pairing_figure(key(world, "paired_villages"))
    assert found is not None and found.pairings is not None
    assert (found.pairings.helpers, found.pairings.recipients, found.pairings.links) == (1, 2, 2)


def test_a_pairing_that_ended_is_not_counted_later(world: World) -> None:
    registry.pair(
        None,
        "village",
        world.programme,
        world["示例甲村"],
        world["示例乙村"],
        start=date(2022, 1, 1),
        end=date(2023, 6, 30),
    )
    assert pairing_figure(key(world, "paired_villages")) is None
    assert pairing_figure(key(world, "paired_villages"), on=date(2023, 1, 1)) is not None


def test_a_figures_lines_add_up_to_it(world: World) -> None:
    for number in (3, 5, 7):
        world.entry("fiscal_funds", number)
    found = figure(key(world, "fiscal_funds"))
    assert found is not None
    assert sum(line.part.units for line in lines(key(world, "fiscal_funds"))) == found.amount.units


def test_two_hundred_thousand_odd_amounts_add_exactly(world: World) -> None:
    template = world.entry("fiscal_funds", "0.0001", state="draft")
    _copy_with_odd_amounts(template, 200_000)
    expected = sum(number * 7919 % 1_000_003 * 10_007 + 1 for number in range(1, 200_001))
    total = Entry.objects.filter(state="submitted").values_list("units", flat=True)
    assert len(total) == 200_000
    assert sum(total) == expected
    assert _database_sum() == expected


def _copy_with_odd_amounts(template: Entry, count: int) -> None:
    """Copies of an entry made by the database itself, each with an amount of its own."""
    numbers = (
        "WITH RECURSIVE numbers(i) AS"
        f" (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < {count})"
    )
    units = "CAST(i AS BIGINT) * 7919 % 1000003 * 10007 + 1"
    changed = {"ref_id": f"{template.pk} + i", "state": "'submitted'"}
    changed |= dict.fromkeys(("units", "low", "high"), units)
    columns = [field.column for field in Entry._meta.concrete_fields]
    values = [changed.get(column, f"ledger_entry.{column}") for column in columns]
    with connection.cursor() as cursor:
        cursor.execute(
            f"{numbers} INSERT INTO records_ref (id, kind, label, created_at)"
            f" SELECT {template.pk} + i, 'entry', '', CURRENT_TIMESTAMP FROM numbers"
        )
        cursor.execute(
            f"{numbers} INSERT INTO ledger_entry ({', '.join(columns)})"
            f" SELECT {', '.join(values)} FROM numbers, ledger_entry"
            f" WHERE ledger_entry.ref_id = {template.pk}"
        )


def _database_sum() -> int:
    return int(Entry.objects.filter(state="submitted").aggregate(total=Sum("units"))["total"])
