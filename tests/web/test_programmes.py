"""Programmes: what a year asks, and the pairings of a year."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from shanhai.accounts.models import User
from shanhai.common.amounts import Amount
from shanhai.common.periods import Period
from shanhai.records.services import change
from shanhai.registry import services as registry
from shanhai.registry.queries import RoundWords, TaskWords, programmes
from shanhai.registry.rules import RegistryError
from shanhai.targets.services import set_target
from tests.web.test_entry_grid import back_in_time
from tests.world import World, at_most


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


def test_a_year_stands_as_it_stood_on_a_day_with_figures_of_what_one_does_not_see(
    world: World,
) -> None:
    office = User.objects.create_user("office", name="本单位管理员")
    registry.appoint(office, "admin", None)
    others = registry.pair(None, "town", world.programme, world["谢岗镇"], world["示例镇"])
    ends = {"helper": world.partnership.helper, "recipient": world.partnership.recipient}
    set_target(None, world.partnership, "fiscal_funds", Amount.of(3000000, "元"),
               Period.year(2024), **ends)  # fmt: skip
    world.entry("fiscal_funds", 1000000)
    theirs = world.entry("fiscal_funds", 500000, helper="谢岗镇", recipient="示例镇",
                         partnership=others)  # fmt: skip
    registry.write_round(office, "east_west", RoundWords("示例一轮", 2026, 2030))
    back_in_time(10)
    theirs.amount = Amount.of(2000000, "元")
    with change(None, "edit") as action:
        action.save(theirs)
    registry.write_round(office, "east_west", RoundWords("示例二轮", 2031, 2035))
    day, told = date.today() - timedelta(days=5), {}
    for asked in ({}, {"asof": str(day)}):
        told[len(asked)] = page(world.clerk, year=2024, **asked)
        (goal,) = told[len(asked)].context["goals"]
        told[f"goal {len(asked)}"] = goal["goal"].percent
    assert (told["goal 0"], told["goal 1"]) == ("100 %", "50 %")
    now, then = (told[one].content.decode() for one in (0, 1))
    assert "示例二轮" in now and "示例一轮" in then and "示例二轮" not in then
    assert "看某一天的" in now and f"截至 {day} 的样子" in then
    assert f"?year=2024&amp;asof={day}" in then and f"?year=2023&amp;asof={day}" in then
    edit = reverse("programme-edit", args=["east_west"])
    assert edit in page(office, year=2024).content.decode()
    assert edit not in page(office, year=2024, asof=str(day)).content.decode()


def test_the_three_counts_are_of_distinct_sides(world: World) -> None:
    for village in ("示例乙村", "示例丙村"):
        registry.pair(None, "village", world.programme, world["示例甲村"], world[village],
                      parent=world.partnership)  # fmt: skip
    counts = {kind: (count, there) for kind, count, there in page(world.clerk).context["counts"]}
    village, there = counts["村村结对"]
    assert (village.helpers, village.recipients, village.links) == (1, 2, 2)
    client = Client()
    client.force_login(world.clerk)
    assert client.get(there).context["list"].total == 2


@pytest.mark.parametrize(("code", "status"), [("nothing", 404), ("paired_support", 200)])
def test_an_unknown_programme_is_not_found(world: World, code: str, status: int) -> None:
    assert page(world.clerk, code).status_code == status


def test_only_who_has_the_right_without_a_bound_of_place_writes_programmes(world: World) -> None:
    everywhere = User.objects.create_user("office", name="本单位管理员")
    registry.appoint(everywhere, "admin", None)
    for user, status in ((everywhere, 200), (world.person("admin", "东莞市"), 403)):
        client = Client()
        client.force_login(user)
        assert client.get(reverse("programme-new")).status_code == status
        shown = "加一轮" in client.get(reverse("programme", args=["east_west"])).content.decode()
        assert shown == (status == 200)


def test_rounds_of_a_programme_do_not_overlap(world: World) -> None:
    with pytest.raises(RegistryError, match=r"与“2021年调整的结对”（2021—2025）的年份重叠"):
        registry.write_round(None, "east_west", RoundWords("新一轮", 2025))
    registry.write_round(None, "east_west", RoundWords("新一轮", 2026))
    with pytest.raises(RegistryError, match="年份重叠"):
        registry.write_round(None, "east_west", RoundWords("又一轮", 2030, 2035))
    with pytest.raises(RegistryError, match="已有“新一轮”"):
        registry.write_round(None, "east_west", RoundWords("新一轮", 2010, 2010))
    registry.write_round(None, "east_west", RoundWords("2026年起", 2026, 2029), was="新一轮")
    rounds = programmes()["east_west"].rounds
    assert [(one.first, one.last, one.own) for one in rounds][-1] == (2026, 2029, True)


def test_a_given_programme_keeps_its_name_and_lists(world: World) -> None:
    with pytest.raises(RegistryError, match="名称在词表里改"):
        registry.edit_programme(None, "paired_support", "对口帮扶", "")
    with pytest.raises(RegistryError, match="不能去掉"):
        registry.drop_tasks(None, "east_west", 2024, "四项行动")
    with pytest.raises(RegistryError, match="不能改名"):
        registry.write_tasks(None, "east_west", TaskWords(2024, "五项行动"), was="四项行动")
    with pytest.raises(RegistryError, match="2024年已有“四项行动”"):
        registry.write_tasks(None, "east_west", TaskWords(2024, "四项行动"))


def test_a_programme_of_the_office_has_a_code_and_is_named_once(world: World) -> None:
    first = registry.add_programme(None, "山海协作")
    second = registry.add_programme(None, "商会协作")
    assert (first.code, second.code) == ("shxz", "shxz2")
    registry.archive_programme(None, first.code)
    with pytest.raises(RegistryError, match="已移出列表，可以移回"):
        registry.add_programme(None, "山海协作")
    with pytest.raises(RegistryError, match="已移出列表"):
        registry.register_programme(None, first.code)


def test_the_pages_cost_a_fixed_number_of_queries(
    world: World, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        village = registry.register_node(None, "village", f"示例{number}村", world["示例镇"])
        registry.pair(None, "village", world.programme, world["示例甲村"], village,
                      parent=world.partnership)  # fmt: skip
    with django_assert_max_num_queries(at_most(30, 3)):
        page(world.clerk)
    client = Client()
    client.force_login(world.clerk)
    with django_assert_max_num_queries(20):
        client.get(reverse("programmes"))
