"""Verbs of sales: count an order in the ledger, or say which entry already tells of it."""

from shanhai.accounts.models import User
from shanhai.common.amounts import Amount
from shanhai.common.periods import Period
from shanhai.cooperation.models import Order
from shanhai.cooperation.queries import name_of_work
from shanhai.cooperation.queries.sides import side_of
from shanhai.cooperation.rules.consumption import check_countable
from shanhai.cooperation.services.guard import require
from shanhai.cooperation.services.projects import work_words
from shanhai.ledger.models import Entry, OrderEntry
from shanhai.ledger.rules import LedgerError
from shanhai.ledger.sales.queries import SALES, counted_of
from shanhai.ledger.services import EntryFacts, EvidenceFacts, enter
from shanhai.records.services import change
from shanhai.registry.models import Node


def needed_step(order: Order) -> str:
    """The step after which an order of this channel counts."""
    return str(work_words()["channels"].get(order.channel, {}).get("after", "paid"))


def count_order(actor: User, order: Order) -> Entry:
    """Count an order: a draft in the ledger, dated by the step its channel asks for."""
    require(actor, "enter", [order.partnership])
    after, steps = needed_step(order), {row.state: row.on for row in order.steps.all()}
    proofs, lines = list(order.proofs.all()), list(order.lines.all())
    names = {code: row["name"] for code, row in work_words()["order_states"].items()}
    units = sum(line.units for line in lines)
    check_countable(steps, after, names, {proof.kind for proof in proofs}, units)
    if counted_of([order]):
        raise LedgerError("这个订单已经计入；要改，请改那条台账记录。")
    voucher = next((proof.number for proof in proofs if proof.kind == "invoice"), "")
    pairing = order.partnership
    facts = EntryFacts(
        partnership=pairing, book="consumption", title=order.title, indicator=SALES,
        amount=Amount.exactly(units, "元"), period=Period(steps[after], steps[after]),
        helper=_buyer(order), recipient=pairing.recipient, voucher=voucher,
        details={
            "buyer": "、".join(str(row) for row in order.buyers.all()),
            "product": "、".join(line.name for line in lines),
            "supplier": order.supplier.name if order.supplier else "",
            "way": order.get_way_display(),
            "channel": name_of_work("channels", order.channel),
        },
    )  # fmt: skip
    evidence = [
        EvidenceFacts(voucher=proof.number, note=name_of_work("proof_kinds", proof.kind))
        for proof in proofs
    ]
    with change(actor, "count_order", order.title) as action:
        entry = enter(actor, facts, evidence)
        OrderEntry.objects.create(order=order, entry=entry)
        action.save(order)
    return entry


def _buyer(order: Order) -> Node:
    """Whose sale it is: the one buyer when it lies on the helper's side, else the helper."""
    buyers = list(order.buyers.select_related("node"))
    node = buyers[0].node if len(buyers) == 1 else None
    own = node is not None and side_of(node, [order.partnership]) == "helper"
    return node if node is not None and own else order.partnership.helper


def link_sale(actor: User, order: Order, entry: Entry) -> None:
    """Say that an entry of the ledger tells of this order."""
    require(actor, "enter", [order.partnership])
    if entry.partnership_id != order.partnership_id or entry.indicator != SALES:
        raise LedgerError(f"“{entry}”不是这个结对的消费帮扶记录。")
    if OrderEntry.objects.filter(entry=entry).exists():
        raise LedgerError(f"“{entry}”已经属于一个订单，不能再算一次。")
    if order.state == "cancelled":
        raise LedgerError("订单已经取消，不能关联台账记录。")
    with change(actor, "count_order", entry.title) as action:
        OrderEntry.objects.create(order=order, entry=entry)
        action.save(order)
