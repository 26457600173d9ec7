"""Pure decisions about orders: lines as people type them, which step may follow, what counts."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from shanhai.common.amounts import AmountError, to_units, written
from shanhai.cooperation.rules.projects import money
from shanhai.cooperation.rules.texts import CooperationError, fields

_QUANTITY = re.compile(r"^([\d,]+(?:\.\d+)?)\s*([^\d\s.,]{1,8})$")
_COUNT = re.compile(r"^(\d{1,9})\s*(\D{1,8})$")


@dataclass(frozen=True, slots=True)
class BuyerLine:
    """Who buys; of a mobilised group also how many it is."""

    name: str
    count: int | None = None
    unit: str = ""


def buyer_line(line: str) -> BuyerLine:
    """`石龙镇` or `“两新”组织党支部，192个`. Raises CooperationError."""
    parts = fields(line, sums=True)
    if len(parts) == 1:
        return BuyerLine(parts[0][:120])
    told = _COUNT.match(parts[-1])
    if len(parts) != 2 or not told or not int(told.group(1)):
        raise CooperationError(f"“{line.strip()}”请写成“单位”或“群体，192个”，一行一个。")
    return BuyerLine(parts[0][:120], int(told.group(1)), told.group(2).strip())


@dataclass(frozen=True, slots=True)
class ProductLine:
    """One product of an order; `quantity` and `units` (元) in 1/10,000."""

    name: str
    quantity: int
    unit: str
    units: int


def product_line(line: str) -> ProductLine:
    """`大米，500袋，2.5万元`. Raises CooperationError, also for nothing and for no price."""
    parts = fields(line, sums=True)
    told = _QUANTITY.match(parts[1]) if len(parts) == 3 else None
    if not told:
        raise CooperationError(
            f"“{line.strip()}”请写成“产品，数量和单位，金额”，如“大米，500袋，2.5万元”，一行一种。"
        )
    try:
        quantity = to_units(Decimal(told.group(1).replace(",", "")))
    except AmountError as error:
        raise CooperationError(str(error)) from error
    units = money(parts[2], f"{parts[0]}的金额")
    if quantity <= 0 or units <= 0:
        raise CooperationError(f"{parts[0]}的数量和金额都要大于0。")
    return ProductLine(parts[0][:120], quantity, told.group(2), units)


def check_open(name: str, day: date | None, opened: date | None, closed: date | None) -> None:
    """Refuse an order at an outlet that was not there yet, or no more."""
    if day and opened and day < opened:
        raise CooperationError(f"下单（{day}）早于“{name}”开办（{opened}），请核对。")
    if day and closed and day > closed:
        raise CooperationError(f"“{name}”已在{closed}停办，{day}不能再下单，请核对。")


def check_countable(
    reached: Collection[str], after: str, names: Mapping[str, str], proofs: Collection[str],
    units: int,
) -> None:  # fmt: skip
    """Refuse to count an order before the step its channel asks for, without a price, or without
    proof; an invoice is none before the money came."""
    if "cancelled" in reached:
        raise CooperationError("订单已经取消，不能计入消费帮扶。")
    if after not in reached:
        raise CooperationError(f"这个渠道的订单到“{names[after]}”之后才能计入，请先登记这一步。")
    if units <= 0:
        raise CooperationError("还没有填产品明细，不知道金额；请先修改订单，填写明细。")
    if not proofs:
        raise CooperationError("还没有登记凭证（发票、银行回款、平台后台数据等），不能计入。")
    if set(proofs) == {"invoice"}:
        raise CooperationError("只有发票还不够，发票要有银行回款凭据；请补登回款凭据。")


@dataclass(frozen=True, slots=True)
class OrderStanding:
    """What the page of an order asks itself. Money in 1/10,000 元."""

    state: str
    after: str
    last: date | None
    priced: int
    counted: int
    proofs: Collection[str] = ()


def order_doubts(one: OrderStanding, today: date, within: int) -> list[str]:
    """What is odd about an order, as sentences that say what to do."""
    found = []
    if one.counted and one.priced and one.counted != one.priced:
        found.append(f"明细合计{written(one.priced)}元，台账记了{written(one.counted)}元，请核对。")
    if one.counted and one.state == "cancelled":
        found.append("订单已经取消，台账还记着金额，请作废那条台账记录。")
    waiting = one.last and today - one.last > timedelta(days=within)
    if waiting and one.state == "ordered":
        found.append(f"{one.last}下单，还没有验收，请核实是否到货。")
    if waiting and one.state == "accepted":
        found.append(f"{one.last}验收，还没有付款，请催付或登记付款。")
    if waiting and one.state == "paid" and one.after == "reviewed":
        found.append(f"{one.last}付款，还没有复核；这个渠道的订单复核后才算数。")
    if set(one.proofs) == {"invoice"}:
        found.append("只有发票，还没有银行回款凭据。")
    return found


def listed_once(buyers: Sequence[tuple[str, str, int | None]]) -> dict[tuple[str, str], int]:
    """Mobilised buyers by name and unit: a group in several orders is counted once, at its
    largest; a buyer without a number is one."""
    found: dict[tuple[str, str], int] = {}
    for name, unit, count in buyers:
        found[name, unit] = max(found.get((name, unit), 0), 1 if count is None else count)
    return found
