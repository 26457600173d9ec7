"""Programmes: what a year asks, and the pairings of a year."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from shanhai.common.amounts import Amount
from shanhai.common.periods import Period
from shanhai.registry import services as registry
from shanhai.targets.services import set_target
from tests.world import World


def page(user: object, code: str = "east_west", **query: Any) -> Any:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client.get(reverse("programme", args=[code]), query)


def test_a_year_shows_its_task_lists_as_the_vocabulary_has_them(world: World) -> None:
    text = page(world.clerk, year=2025).content.decode()
    assert "三个专项" in text and "平台企业助力乡村农文旅融合" in text
    assert "三个专项" not in page(world.clerk, year=2024).content.decode()
    assert "各地条目不同" in text and "粤桂协作" in text


def test_a_pairing_counts_in_the_years_it_held(world: World) -> None:
    registry.edit_pair(None, world.partnership, "到期", end=date(2023, 12, 31))
    assert len(page(world.clerk, year=2023).context["rows"]) == 1
    assert len(page(world.clerk, year=2024).context["rows"]) == 0


def test_targets_stand_beside_what_is_recorded(world: World) -> None:
    ends = {"helper": world.partnership.helper, "recipient": world.partnership.recipient}
    set_target(None, world.partnership, "fiscal_funds", Amount.of(3000000, "元"),
               Period.year(2024), **ends)  # fmt: skip
    set_target(None, world.partnership, "consumption_sales", Amount.of(1000000, "元"),
               Period.year(2024), **ends)  # fmt: skip
    world.entry("fiscal_funds", 1000000)
    found = [item["goal"] for item in page(world.clerk, year=2024).context["goals"]]
    assert [(goal.indicator.code, goal.percent) for goal in found] == [
        ("fiscal_funds", "33.3 %"),
        ("consumption_sales", "0 %"),
    ]
    assert page(world.foreigner, year=2024).context["goals"] == []


def test_the_three_counts_are_of_distinct_sides(world: World) -> None:
    for village in ("示例乙村", "示例丙村"):
        registry.pair(None, "village", world.programme, world["示例甲村"], world[village],
                      parent=world.partnership)  # fmt: skip
    counts = dict(page(world.clerk).context["counts"])
    village = counts["村村结对"]
    assert (village.helpers, village.recipients, village.links) == (1, 2, 2)


@pytest.mark.parametrize(("code", "status"), [("nothing", 404), ("paired_support", 200)])
def test_an_unknown_programme_is_not_found(world: World, code: str, status: int) -> None:
    assert page(world.clerk, code).status_code == status


def test_the_pages_cost_a_fixed_number_of_queries(
    world: World, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        village = registry.register_node(None, "village", f"示例{number}村", world["示例镇"])
        registry.pair(None, "village", world.programme, world["示例甲村"], village,
                      parent=world.partnership)  # fmt: skip
    with django_assert_max_num_queries(30):
        page(world.clerk)
    client = Client()
    client.force_login(world.clerk)
    with django_assert_max_num_queries(20):
        client.get(reverse("programmes"))
