"""The one gate: who sees which partnership, and on which side they stand."""

from datetime import date

import pytest

from shanhai.ledger.models import Entry
from shanhai.records.services import change
from shanhai.registry import services
from shanhai.registry.models import Partnership
from shanhai.registry.queries import may, resolve, sees_ref, sides, visible_partnerships, visible_to
from tests.world import World, at_most


def seen(user: object) -> set[str]:
    return {str(row) for row in visible_partnerships(user)}  # type: ignore[arg-type]


def test_a_member_town_sees_its_clusters_partnership(world: World) -> None:
    assert seen(world.clerk) == {"常平组团—玉屏侗族自治县"}


def test_the_recipient_county_sees_it_from_the_other_side(world: World) -> None:
    assert seen(world.county_clerk) == {"常平组团—玉屏侗族自治县"}
    assert sides(world.county_clerk, world.partnership) == {"recipient"}
    assert sides(world.clerk, world.partnership) == {"helper"}


def test_a_city_sees_what_its_towns_do(world: World) -> None:
    assert seen(world.reviewer) == {"常平组团—玉屏侗族自治县", "清溪镇—德江县"}


def test_a_foreign_town_sees_nothing_of_it(world: World) -> None:
    entry = world.entry("fiscal_funds", 100)
    assert seen(world.foreigner) == {"清溪镇—德江县"}
    assert not visible_to(world.foreigner, Entry.objects.all()).exists()
    assert not sees_ref(world.foreigner, entry.ref)
    assert sees_ref(world.clerk, entry.ref)


def test_a_town_that_left_the_cluster_sees_it_no_more(world: World) -> None:
    row = world["常平组团"].members.get(member=world["桥头镇"])
    row.end = date(2022, 1, 1)
    row.save()
    assert seen(world.clerk) == set()


def test_a_village_pair_shows_to_its_town_and_not_to_another(world: World) -> None:
    services.pair(
        None,
        "village",
        world.programme,
        world["示例甲村"],
        world["示例乙村"],
        parent=world.partnership,
    )
    assert "示例甲村—示例乙村" in seen(world.clerk)
    assert "示例甲村—示例乙村" not in seen(world.foreigner)


def test_an_archived_partnership_leaves_the_lists(world: World) -> None:
    with change(None, "archive") as action:
        action.archive(world.partnership)
    assert seen(world.clerk) == set()


def test_rights_follow_the_role(world: World) -> None:
    assert may(world.clerk, "enter")
    assert not may(world.clerk, "approve")
    assert may(world.reviewer, "approve")
    assert not may(world.auditor, "enter")


def test_the_gate_costs_a_fixed_number_of_queries(
    world: World, django_assert_num_queries: object
) -> None:
    for number in range(5):
        world.entry("fiscal_funds", number + 1)
    with django_assert_num_queries(at_most(2, 1)):  # type: ignore[operator]
        assert len(visible_to(world.clerk, Entry.objects.all())) == 5


def test_of_more_partnerships_than_are_told_by_number_the_same_is_seen(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.entry("fiscal_funds", 100)
    users = (world.clerk, world.reviewer, world.foreigner)
    told = [(seen(user), set(visible_to(user, Entry.objects.all()))) for user in users]
    assert [len(entries) for _, entries in told] == [1, 1, 0]
    monkeypatch.setattr("shanhai.registry.queries.gate.FEW", 0)
    assert told == [(seen(user), set(visible_to(user, Entry.objects.all()))) for user in users]


def test_a_name_both_sides_have_means_the_one_near_the_partnership(world: World) -> None:
    twin = services.register_node(None, "village", "示例乙村", world["桥头镇"])
    found = resolve("示例乙村", world.elsewhere)
    assert found is None
    assert resolve("示例镇", world.partnership) == world["示例镇"]
    assert twin.name == "示例乙村"


def test_an_alias_resolves(world: World) -> None:
    assert resolve("玉屏县", world.partnership) == world["玉屏侗族自治县"]
    assert Partnership.objects.count() == 2
