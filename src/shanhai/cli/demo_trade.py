"""The demo's sales and work: products, outlets, events and orders upon what the workbook brought.
Everything through the verbs a user has (demo/trade.yaml)."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

import yaml

from shanhai.accounts.models import User
from shanhai.cli.demo_setup import folder, partnership, place
from shanhai.common.amounts import SCALE
from shanhai.cooperation import services as work
from shanhai.cooperation.models import Order, Outlet, Product, SalesEvent
from shanhai.ledger.models import Entry
from shanhai.ledger.sales.queries import SALES
from shanhai.ledger.sales.services import count_order, link_sale
from shanhai.registry.models import Partnership

Plan = dict[str, Any]


def trade(actor: User) -> None:
    """Register all of demo/trade.yaml, as one user of the helper city."""
    plan = yaml.safe_load((folder() / "trade.yaml").read_text(encoding="utf-8"))
    for row in plan["products"]:
        facts = {"note": plan["note"]} | row | _places(row, "origin")
        work.register_product(actor, work.ProductFacts(**facts))
    for row in plan["outlets"]:
        open_outlet(actor, row, plan["note"])
    for row in plan["events"]:
        facts = {"note": plan["note"]} | row | _places(row, "site")
        facts["intended"] = row["intended"] * SCALE if "intended" in row else None
        work.register_sales_event(actor, work.SalesEventFacts(**facts))
    for row in plan["orders"]:
        tell_orders(actor, row, plan["note"])
    for row in plan["placed"]:
        place_order(actor, row, plan["note"])


def _places(row: Plan, *columns: str) -> Plan:
    """The partnership of a row and the places it names."""
    pairing = partnership(row["partnership"])
    named = {name: place(row[name], pairing) for name in columns if name in row}
    return {"partnership": pairing} | named


def open_outlet(actor: User, row: Plan, note: str) -> None:
    """An outlet with what it sells."""
    facts = {"note": note} | {name: row[name] for name in row if name != "sells"}
    facts |= _places(row, "site")
    sold = Product.objects.filter(partnership=facts["partnership"], title__in=row.get("sells", ()))
    work.register_outlet(actor, work.OutletFacts(**facts, products=list(sold)))


def tell_orders(actor: User, row: Plan, note: str) -> None:
    """Orders that entries of the consumption book tell of: each its own, or all of them one."""
    pairing = partnership(row["partnership"])
    told = Entry.objects.filter(partnership=pairing, indicator=SALES, order_money=None)
    entries = [one for one in told.order_by("period_start", "pk")
               if one.details.get("channel") == row["word"]]  # fmt: skip
    if "buyers" in row:
        _order(actor, row, pairing, row["title"], row["buyers"], entries, note)
        return
    for entry in entries:
        told_of = entry.details
        title = f"{told_of['product']}（{entry.voucher}）"
        _order(actor, row, pairing, title, [told_of["buyer"]], [entry], note)


def _order(
    actor: User, row: Plan, pairing: Partnership, title: str, buyers: Iterable[str],
    entries: Sequence[Entry], note: str,
) -> None:  # fmt: skip
    paid = max(entry.period_end for entry in entries)
    order = work.place_order(
        actor,
        work.OrderFacts(
            pairing, title, row["way"], row["channel"], ordered_on=paid - timedelta(days=25),
            outlet=Outlet.objects.get(partnership=pairing, title=row["outlet"]),
            buyers="\n".join(buyers), note=note,
        ),
    )  # fmt: skip
    _walk(actor, order, paid, row["steps"])
    for entry in entries:
        link_sale(actor, order, entry)


def _walk(actor: User, order: Order, day: date, steps: dict[str, int]) -> None:
    for state, after in steps.items():
        work.step_order(actor, order, state, min(day + timedelta(days=after), date.today()))


def place_order(actor: User, row: Plan, note: str) -> None:
    """An order with its lines, as far as it went."""
    pairing = partnership(row["partnership"])
    event, outlet = row.get("event"), row.get("outlet")
    order = work.place_order(
        actor,
        work.OrderFacts(
            pairing, row["title"], row["way"], row["channel"], ordered_on=row["ordered_on"],
            event=SalesEvent.objects.get(partnership=pairing, title=event) if event else None,
            outlet=Outlet.objects.get(partnership=pairing, title=outlet) if outlet else None,
            buyers="\n".join(row["buyers"]), lines="\n".join(row["lines"]), note=note,
        ),
    )  # fmt: skip
    _walk(actor, order, row["ordered_on"], row["steps"])
    for kind, number in row.get("proofs", {}).items():
        work.prove_order(actor, order, kind, number, row["ordered_on"])
    if row.get("count"):
        count_order(actor, order)
