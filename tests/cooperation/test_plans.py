"""Yearly plans and their quarterly reviews."""

from datetime import date

import pytest

from shanhai.cooperation import services
from shanhai.cooperation.models import Plan, PlanTask
from shanhai.cooperation.services import CooperationError, PlanFacts
from shanhai.records.models import Version
from tests.cooperation.made import a_plan
from tests.world import World


def a_task(world: World, plan: Plan, due: date | None = None) -> PlanTask:
    return services.set_task(world.clerk, plan, "示例任务", world["桥头镇"], due)


def test_a_review_moves_the_tasks_and_keeps_each_quarter(world: World) -> None:
    plan = a_plan(world)
    task = a_task(world, plan, date(2025, 6, 30))
    for quarter, percent in ((1, 30), (2, 100)):
        services.review_quarter(
            world.clerk, plan, quarter, f"第{quarter}季度的小结", {task.pk: (percent, "按计划")}
        )
    task.refresh_from_db()
    assert (task.percent, task.note) == (100, "按计划")
    assert [row.percent for row in task.lines.order_by("review__quarter")] == [30, 100]


def test_a_quarter_reviewed_again_leaves_both_in_the_history(world: World) -> None:
    plan = a_plan(world)
    task = a_task(world, plan)
    for percent in (30, 40):
        review = services.review_quarter(world.clerk, plan, 1, "小结", {task.pk: (percent, "")})
    kept = [
        row.columns["任务进度"] for row in Version.objects.filter(ref=review.pk).order_by("number")
    ]
    assert kept == ["示例任务 30%", "示例任务 40%"]


def test_an_earlier_quarter_does_not_turn_a_task_back(world: World) -> None:
    plan = a_plan(world)
    task = a_task(world, plan)
    services.review_quarter(world.clerk, plan, 2, "小结", {task.pk: (80, "")})
    services.review_quarter(world.clerk, plan, 1, "补写", {task.pk: (30, "")})
    task.refresh_from_db()
    assert task.percent == 80


def test_reviews_that_cannot_be_are_refused(world: World) -> None:
    task = a_task(world, plan := a_plan(world))
    with pytest.raises(CooperationError, match="0到100"):
        services.review_quarter(world.clerk, plan, 1, "小结", {task.pk: (101, "")})
    with pytest.raises(CooperationError, match="请填写本季度的小结"):
        services.review_quarter(world.clerk, plan, 1, " ", {task.pk: (10, "")})
    with pytest.raises(CooperationError, match="第一至第四季度"):
        services.review_quarter(world.clerk, plan, 5, "小结", {})
    with pytest.raises(CooperationError, match="还没有开始"):
        services.review_quarter(world.clerk, a_plan(world, date.today().year + 1), 1, "早了", {})


def test_a_task_lies_in_the_year_of_its_plan_and_on_a_side(world: World) -> None:
    plan = a_plan(world)
    with pytest.raises(CooperationError, match="不在计划的2025年"):
        a_task(world, plan, date(2026, 1, 1))
    with pytest.raises(CooperationError, match="不属于"):
        services.set_task(world.clerk, plan, "示例任务", world["德江县"])
    a_task(world, plan, date(2025, 6, 30))
    with pytest.raises(CooperationError, match="先改任务的时限"):
        services.edit_plan(
            world.clerk, plan, PlanFacts(world.partnership, world["桥头镇"], 2026, "改年度")
        )


def test_a_team_has_one_plan_a_year(world: World) -> None:
    a_plan(world)
    with pytest.raises(CooperationError, match="计划已经有了"):
        a_plan(world)
