"""Verbs of orders: place one, take its steps, say what proves it."""

from dataclasses import dataclass
from datetime import date

from shanhai.accounts.models import User
from shanhai.cooperation.models import (
    Order,
    OrderBuyer,
    OrderLine,
    OrderProof,
    OrderStep,
    Outlet,
    Product,
    SalesEvent,
)
from shanhai.cooperation.rules import CooperationError, lines, require_text
from shanhai.cooperation.rules.consumption import buyer_line, check_open, product_line
from shanhai.cooperation.rules.projects import check_step
from shanhai.cooperation.services.guard import filled, refuse_twin, require, today
from shanhai.cooperation.services.projects import work_words
from shanhai.records.services import Change, change
from shanhai.registry.models import Node, Partnership
from shanhai.registry.queries import resolve, visible_to

_APART = {"buyers", "lines"}


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """Everything known of an order. `buyers` are lines “单位” or “群体，192个”; `lines` are lines
    “产品，数量和单位，金额”, empty when nobody said what was bought."""

    partnership: Partnership
    title: str
    way: str
    channel: str
    outlet: Outlet | None = None
    event: SalesEvent | None = None
    supplier: Node | None = None
    ordered_on: date | None = None
    buyers: str = ""
    lines: str = ""
    note: str = ""


def place_order(actor: User | None, facts: OrderFacts) -> Order:
    """Register an order. Raises CooperationError when it cannot be so."""
    require(actor, "register", [facts.partnership])
    refuse_twin(
        Order, facts.title, said="同一天的",
        partnership=facts.partnership, ordered_on=facts.ordered_on,
    )  # fmt: skip
    with change(actor, "place_order", facts.title) as action:
        return _write(action, Order(), facts)


def edit_order(
    actor: User | None, order: Order, facts: OrderFacts, expected: int | None = None, why: str = ""
) -> Order:
    """Change what is known of an order."""
    require(actor, "register", [order.partnership, facts.partnership])
    first = order.steps.first()
    if first and facts.ordered_on and facts.ordered_on > first.on:
        raise CooperationError(f"下单（{facts.ordered_on}）晚于下一步（{first.on}），请核对。")
    with change(actor, "edit_order", why) as action:
        return _write(action, order, facts, expected)


def _write(action: Change, order: Order, facts: OrderFacts, expected: int | None = None) -> Order:
    _check(facts)
    buyers, products = _buyers(facts), _lines(facts)
    action.save(filled(order, facts, apart=_APART), expected)
    for rows, model in ((buyers, OrderBuyer), (products, OrderLine)):
        model.objects.filter(order=order).delete()  # type: ignore[attr-defined]
        for row in rows:
            row.order = order
        model.objects.bulk_create(rows)  # type: ignore[attr-defined]
    action.keep(order)
    return order


def _check(facts: OrderFacts) -> None:
    require_text(facts.title, "事项")
    if facts.way not in Order.Way.values:
        raise CooperationError("请选择方式：直接采购，还是帮助销售。")
    channels = work_words()["channels"]
    if facts.channel not in channels:
        raise CooperationError("请选择渠道。")
    if facts.ordered_on and facts.ordered_on > today():
        raise CooperationError(f"{facts.ordered_on}还没有到，请在下单之后登记。")
    for one, what in ((facts.outlet, "销售渠道"), (facts.event, "产销活动")):
        if one is not None and one.partnership_id != facts.partnership.pk:
            raise CooperationError(f"{what}“{one}”不属于这个结对，请另选。")
    if facts.outlet is not None:
        if facts.outlet.channel != facts.channel:
            name = channels.get(facts.outlet.channel, {}).get("name", facts.outlet.channel)
            raise CooperationError(f"“{facts.outlet}”是{name}，与所选的渠道不同，请核对。")
        check_open(
            facts.outlet.title, facts.ordered_on, facts.outlet.opened_on, facts.outlet.closed_on
        )
    held = facts.event.held_on if facts.event else None
    if held and facts.ordered_on and facts.ordered_on < held:
        raise CooperationError(f"下单（{facts.ordered_on}）早于活动（{held}），请核对。")


def _buyers(facts: OrderFacts) -> list[OrderBuyer]:
    rows: list[OrderBuyer] = []
    for position, line in enumerate(lines(facts.buyers)):
        one = buyer_line(line)
        if any(row.name == one.name for row in rows):
            raise CooperationError(f"买方“{one.name}”写了两行，只计一次，请合成一行。")
        node = resolve(one.name, facts.partnership) if one.count is None else None
        rows.append(
            OrderBuyer(position=position, name=one.name, node=node, count=one.count, unit=one.unit)
        )
    if not rows:
        raise CooperationError("请填写买方：采购的单位，或动员的群体和个数，一行一个。")
    return rows


def _lines(facts: OrderFacts) -> list[OrderLine]:
    known = {row.title: row for row in Product.objects.filter(
        partnership=facts.partnership, ref__archived_at=None)}  # fmt: skip
    found = [product_line(line) for line in lines(facts.lines)]
    return [
        OrderLine(position=position, name=one.name, product=known.get(one.name),
                  quantity=one.quantity, unit=one.unit, units=one.units)
        for position, one in enumerate(found)
    ]  # fmt: skip


def step_order(actor: User | None, order: Order, following: str, on: date, note: str = "") -> Order:
    """Take an order one step on: 验收, 付款, 复核, or cancelled."""
    require(actor, "register", [order.partnership])
    last = order.steps.last()
    since = last.on if last else order.ordered_on
    check_step(work_words()["order_states"], order.state, following, on, since, today(), "订单")
    if following == "cancelled" and not note.strip():
        raise CooperationError("取消要写明原因。")
    with change(actor, "step_order", note.strip()) as action:
        order.state = following
        action.save(order)
        OrderStep.objects.create(order=order, state=following, on=on, note=note.strip()[:300])
        action.keep(order)
    return order


def prove_order(
    actor: User | None, order: Order, kind: str, number: str, on: date | None = None
) -> OrderProof:
    """Say what proves an order. The same number of the same kind proves only one order."""
    require(actor, "register", [order.partnership])
    kinds = work_words()["proof_kinds"]
    if kind not in kinds:
        raise CooperationError("请选择凭证的种类。")
    number = require_text(number, "凭证编号", 80)
    if on and on > today():
        raise CooperationError(f"{on}还没有到。")
    same = Order.objects.filter(proofs__kind=kind, proofs__number=number)
    known = (visible_to(actor, same) if actor else same).first()
    if known is not None:
        raise CooperationError(
            f"{kinds[kind]['name']}{number}已经登记在“{known}”，同一凭证只能用一次。"
        )
    with change(actor, "prove_order", f"{kinds[kind]['name']} {number}") as action:
        action.save(order)
        made = OrderProof.objects.create(order=order, kind=kind, number=number, on=on)
        action.keep(order)
    return made
