"""Verbs that set what is aimed for."""

from shanhai.accounts.models import User
from shanhai.common.amounts import Amount
from shanhai.common.keys import Stage
from shanhai.common.periods import Period
from shanhai.records.services import change
from shanhai.registry.models import Node, Partnership
from shanhai.registry.queries import may, visible_partnerships
from shanhai.sources.models import Span
from shanhai.targets.models import Target


class TargetError(ValueError):
    """A target that cannot be; the message is a Chinese sentence for the user."""


def set_target(
    actor: User | None,
    partnership: Partnership,
    indicator: str,
    amount: Amount,
    period: Period,
    *,
    helper: Node | None = None,
    recipient: Node | None = None,
    title: str = "",
    stage: str = Stage.PLANNED,
    span: Span | None = None,
    note: str = "",
) -> Target:
    """Set an aim of a partnership for a period: planned by one side, or promised by agreement."""
    _require(actor, partnership)
    if stage not in (Stage.PLANNED, Stage.PROMISED):
        raise TargetError("目标只有“计划”和“承诺”两种；已经到位的请记入台账。")
    if amount.units <= 0:
        raise TargetError("目标值应大于零。")
    with change(actor, "set_target", title) as action:
        target = Target(
            partnership=partnership, title=title[:200], helper=helper or partnership.helper,
            recipient=recipient or partnership.recipient, indicator=indicator, stage=stage,
            span=span, note=note[:200],
        )  # fmt: skip
        target.amount, target.period = amount, period
        return action.save(target)


def _require(actor: User | None, partnership: Partnership) -> None:
    if actor is None:
        return
    if not may(actor, "enter"):
        raise TargetError("您的角色没有“填报”的权限。")
    if not visible_partnerships(actor).filter(pk=partnership.pk).exists():
        raise TargetError("这条结对不在您的范围内。")
