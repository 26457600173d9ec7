"""Targets: planned or promised, never arrived."""

import pytest

from shanhai.common.amounts import SCALE, Amount
from shanhai.common.periods import Period
from shanhai.targets.queries import targets_of
from shanhai.targets.services import TargetError, set_target
from tests.world import World

YEAR = Period.year(2025)


def test_a_target_stands_for_its_period_and_its_own_people(world: World) -> None:
    target = set_target(
        world.clerk,
        world.partnership,
        "consumption_sales",
        Amount.of(1_200_000, "元"),
        YEAR,
        title="示例计划",
    )
    assert (target.units, target.helper) == (1_200_000 * SCALE, world["常平组团"])
    assert list(targets_of(world.clerk, world.partnership, YEAR)) == [target]
    assert not targets_of(world.clerk, period=Period.year(2023)).exists()
    assert not targets_of(world.foreigner).exists()


@pytest.mark.parametrize(
    ("value", "stage", "says"),
    [
        (0, "planned", "大于零"),
        (5, "arrived", "台账"),
    ],
)
def test_what_is_no_target_is_refused(world: World, value: int, stage: str, says: str) -> None:
    with pytest.raises(TargetError, match=says):
        set_target(
            world.clerk,
            world.partnership,
            "consumption_sales",
            Amount.of(value, "元"),
            YEAR,
            stage=stage,
        )


def test_nobody_sets_a_target_for_others(world: World) -> None:
    with pytest.raises(TargetError, match="范围"):
        set_target(
            world.foreigner, world.partnership, "consumption_sales", Amount.of(5, "元"), YEAR
        )
    with pytest.raises(TargetError, match="权限"):
        set_target(world.auditor, world.partnership, "consumption_sales", Amount.of(5, "元"), YEAR)
