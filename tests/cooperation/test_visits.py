"""Visits: a joint one is one."""

from dataclasses import replace
from datetime import date

import pytest

from shanhai.cooperation import services
from shanhai.cooperation.models import Visit
from shanhai.cooperation.queries import (
    same_occasion,
    visit_count,
    visits,
    visits_of_node,
    without_outcome,
)
from shanhai.cooperation.services import CooperationError
from tests.cooperation.made import a_visit, visit_facts
from tests.world import World

JOINT = {"parties": "常平镇，30\n桥头镇，20\n谢岗镇", "person_times": 80, "batches": 3}


def test_a_joint_visit_is_one_for_each_town_and_one_for_the_cluster(world: World) -> None:
    visit = a_visit(world, **JOINT)
    for name in ("常平镇", "桥头镇", "谢岗镇", "常平组团"):
        assert list(visits_of_node(visits(world.clerk), world[name])) == [visit], name
    assert not visits_of_node(visits(world.clerk), world["清溪镇"]).exists()
    count = visit_count(visits_of_node(visits(world.clerk), world["常平组团"]))
    assert (count.visits, count.batches, count.person_times) == (1, 3, 80)


def test_a_town_that_left_the_cluster_does_not_count_for_it(world: World) -> None:
    a_visit(world, parties="桥头镇", start=date(2020, 1, 1))
    assert not visits_of_node(visits(world.clerk), world["常平组团"]).exists()


def test_person_times_nobody_said_stay_unknown(world: World) -> None:
    a_visit(world)
    count = visit_count(visits(world.clerk))
    assert (count.person_times, count.unknown) == (0, 1)


def test_a_trip_that_left_nothing_is_seen(world: World) -> None:
    barren = a_visit(world)
    a_visit(world, title="有成果的考察", outcome="签了采购意向")
    assert list(without_outcome(visits(world.clerk))) == [barren]
    services.agree_item(world.clerk, barren, "跟进采购", world["桥头镇"])
    assert not without_outcome(visits(world.clerk)).exists()


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"end": date(2025, 4, 1)}, "早于开始日期"),
        ({"direction": "sideways"}, "请选择互访的方向"),
        ({"batches": 0}, "批次至少是1"),
        ({"title": ""}, "请填写互访名称"),
        ({"parties": "德江县"}, "不属于"),
        ({"parties": "桥头镇，很多"}, "或“单位，人次”"),
        ({"parties": "桥头镇，30", "person_times": 20}, "超过"),
        ({"stops": "2025-05-01，大龙开发区"}, "之内"),
    ],
)
def test_a_visit_that_cannot_be_is_refused(
    world: World, columns: dict[str, object], sentence: str
) -> None:
    with pytest.raises(CooperationError, match=sentence):
        a_visit(world, **columns)
    assert not Visit.objects.exists()


def test_the_itinerary_keeps_its_days_places_and_hosts(world: World) -> None:
    visit = a_visit(
        world, end=date(2025, 4, 10), stops="2025-04-09，大龙开发区，县工信局\n示例乙村"
    )
    assert [(one.on, one.place, one.host) for one in visit.stops.all()] == [
        (date(2025, 4, 9), "大龙开发区", "县工信局"), (None, "示例乙村", ""),
    ]  # fmt: skip
    kept = services.visit_facts(visit)
    services.edit_visit(world.clerk, visit, replace(kept, outcome="签了意向"), visit.version)
    assert services.visit_facts(Visit.objects.get()).stops == kept.stops


def test_the_same_visit_is_registered_once(world: World) -> None:
    a_visit(world)
    with pytest.raises(CooperationError, match="已经登记"):
        services.register_visit(world.county_clerk, visit_facts(world))


def test_a_second_telling_of_a_visit_is_found(world: World) -> None:
    visit = a_visit(world, title="桥头镇党政代表团赴玉屏考察")
    rows = visits(world.clerk)
    assert same_occasion(rows, "桥头镇代表团赴玉屏县考察对接", date(2025, 4, 9), 3) == visit
    assert same_occasion(rows, "桥头镇代表团赴玉屏县考察对接", date(2025, 5, 9), 3) is None
    assert same_occasion(rows, "招聘会", date(2025, 4, 8), 3) is None
