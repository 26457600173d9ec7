"""Pure decisions: how well an offer suits a need, with every reason named."""

from dataclasses import dataclass
from datetime import date

from shanhai.common.amounts import usual_scale, written

# What each reason weighs; together they make 1.
FIELD, QUANTITY, NEARNESS, TIME, PAST = 0.35, 0.3, 0.15, 0.1, 0.1
# So many past deliveries count in full.
PROVEN = 3


class SupplyError(ValueError):
    """Something of needs and offers that cannot be so; a Chinese sentence for the user."""


@dataclass(frozen=True, slots=True)
class Side:
    """A need, or an offer with what of it is still free; `units` in 1/10,000 `unit`."""

    side: str
    field: str
    units: int
    unit: str
    partnership: int
    place: frozenset[int] = frozenset()
    deadline: date | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for (`points` > 0) or against an offer, in words."""

    words: str
    points: float
    recorded: bool = False  # told by rows of the books


@dataclass(frozen=True, slots=True)
class Suitability:
    """How well an offer suits a need: the sum of the reasons' points, between 0 and 1."""

    score: float
    reasons: tuple[Reason, ...]


def suits(need: Side, offer: Side, past: int, today: date) -> Suitability | None:
    """How well `offer` suits `need`; None when it cannot be: of another field, of the same side,
    used up, or over. `past` is how often its publisher has delivered in this field."""
    if need.field != offer.field or need.side == offer.side or offer.units <= 0:
        return None
    if offer.deadline and offer.deadline < today:
        return None
    reasons = (
        Reason(f"同属“{need.field}”", FIELD),
        _quantity(need, offer),
        _nearness(need, offer),
        _time(need, offer),
        _past(need.field, past),
    )
    return Suitability(round(sum(reason.points for reason in reasons), 4), reasons)


def _quantity(need: Side, offer: Side) -> Reason:
    if need.unit != offer.unit:
        return Reason(f"计量单位不同（{need.unit}、{offer.unit}），数量要双方商定", 0)
    free, wanted = (_said(side.units, side.unit) for side in (offer, need))
    if offer.units >= need.units:
        return Reason(f"可供{free}，够所需的{wanted}", QUANTITY)
    share = offer.units / need.units
    return Reason(f"可供{free}，只够所需{wanted}的{share:.0%}", QUANTITY * share)


def _said(units: int, unit: str) -> str:
    scale = usual_scale(units, unit)
    return f"{written(units, scale.size)}{scale.word}"


def _nearness(need: Side, offer: Side) -> Reason:
    if need.partnership == offer.partnership:
        return Reason("同一结对的两方", NEARNESS)
    if need.place & offer.place:
        return Reason("上下级结对，地方相属", NEARNESS / 2)
    return Reason("不在同一结对", 0)


def _time(need: Side, offer: Side) -> Reason:
    if need.deadline is None or offer.deadline is None:
        return Reason("没有都写明截止日期，时间要双方商定", TIME / 2)
    if offer.deadline >= need.deadline:
        return Reason(f"可供到{offer.deadline}，赶得上所需的{need.deadline}", TIME)
    return Reason(f"只供到{offer.deadline}，早于所需的{need.deadline}", 0)


def _past(field: str, past: int) -> Reason:
    if not past:
        return Reason(f"在“{field}”还没有交付记录", 0)
    points = PAST * min(past, PROVEN) / PROVEN
    return Reason(f"在“{field}”有{past}笔到账或完成的记录", points, recorded=True)


def checked_units(units: int, unit: str, offered: Side) -> int:
    """`units` when so much can be taken from the offer. Raises SupplyError."""
    if units <= 0:
        raise SupplyError("对接的数量要大于零。")
    if unit == offered.unit and units > offered.units:
        free = _said(offered.units, unit)
        raise SupplyError(f"要对接{_said(units, unit)}，但这项所能只剩{free}可供，请改少一些。")
    return units


def checked_delivery(units: int, delivered: int, unit: str, why: str) -> None:
    """Refuse to call a supply delivered of which less is recorded, unless somebody says why."""
    if delivered < units and not why.strip():
        raise SupplyError(
            f"约定{_said(units, unit)}，台账里只记有{_said(delivered, unit)}。"
            "请先补记，或写明为什么就此算交付完。"
        )
