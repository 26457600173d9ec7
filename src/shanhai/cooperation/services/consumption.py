"""Verbs of consumption: register products, outlets and events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shanhai.accounts.models import User
from shanhai.cooperation.models import Outlet, Product, SalesEvent
from shanhai.cooperation.queries.sides import side_of
from shanhai.cooperation.rules import CooperationError, check_order, require_text
from shanhai.cooperation.services.guard import filled, on_a_side, refuse_twin, require, today
from shanhai.cooperation.services.projects import work_words
from shanhai.records.services import change
from shanhai.registry.models import Node, Partnership


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """Everything known of a product, a brand or a geographical indication."""

    partnership: Partnership
    title: str
    kind: str
    origin: Node
    maker: Node | None = None
    certificate: str = ""
    certified_on: date | None = None
    valid_until: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class OutletFacts:
    """Everything known of an outlet; `products` are those it sells."""

    partnership: Partnership
    title: str
    channel: str
    site: Node | None = None
    operator: Node | None = None
    opened_on: date | None = None
    closed_on: date | None = None
    products: Sequence[Product] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class SalesEventFacts:
    """Everything known of an event; `intended` in 1/10,000 元."""

    partnership: Partnership
    title: str
    kind: str
    site: Node | None = None
    held_on: date | None = None
    until: date | None = None
    firms: int | None = None
    intended: int | None = None
    note: str = ""


def register_product(actor: User | None, facts: ProductFacts) -> Product:
    """Register a product of the recipient side, or a brand."""
    require(actor, "register", [facts.partnership])
    refuse_twin(Product, facts.title, partnership=facts.partnership)
    _check_product(facts)
    with change(actor, "register_product", facts.title) as action:
        return action.save(filled(Product(), facts))


def edit_product(
    actor: User | None, product: Product, facts: ProductFacts, expected: int | None = None,
    why: str = "",
) -> Product:  # fmt: skip
    """Change what is known of a product."""
    require(actor, "register", [product.partnership, facts.partnership])
    _check_product(facts)
    with change(actor, "edit_product", why) as action:
        return action.save(filled(product, facts), expected)


def register_outlet(actor: User | None, facts: OutletFacts) -> Outlet:
    """Register an outlet. Each has a name of its own, so outlets are counted, not added."""
    require(actor, "register", [facts.partnership])
    refuse_twin(Outlet, facts.title, partnership=facts.partnership)
    return _write_outlet(actor, Outlet(), facts, "register_outlet", facts.title)


def edit_outlet(
    actor: User | None, outlet: Outlet, facts: OutletFacts, expected: int | None = None,
    why: str = "",
) -> Outlet:  # fmt: skip
    """Change what is known of an outlet."""
    require(actor, "register", [outlet.partnership, facts.partnership])
    return _write_outlet(actor, outlet, facts, "edit_outlet", why, expected)


def _write_outlet(
    actor: User | None, outlet: Outlet, facts: OutletFacts, verb: str, why: str,
    expected: int | None = None,
) -> Outlet:  # fmt: skip
    require_text(facts.title, "名称", 120)
    _known("channels", facts.channel, "渠道")
    check_order(facts.opened_on, facts.closed_on, "停办日期")
    if facts.opened_on and facts.opened_on > today():
        raise CooperationError(f"{facts.opened_on}还没有到，请在开办之后登记。")
    if facts.site:
        on_a_side(facts.site, [facts.partnership], "所在地")
    foreign = [row for row in facts.products if row.partnership_id != facts.partnership.pk]
    if foreign:
        raise CooperationError(f"产品“{foreign[0]}”不属于这个结对，请另选。")
    with change(actor, verb, why) as action:
        action.save(filled(outlet, facts, apart={"products"}), expected)
        outlet.products.set(facts.products)
        action.keep(outlet)
    return outlet


def register_sales_event(actor: User | None, facts: SalesEventFacts) -> SalesEvent:
    """Register an event; also one that is only planned."""
    require(actor, "register", [facts.partnership])
    refuse_twin(SalesEvent, facts.title, partnership=facts.partnership, held_on=facts.held_on)
    _check_event(facts)
    with change(actor, "register_sales_event", facts.title) as action:
        return action.save(filled(SalesEvent(), facts))


def edit_sales_event(
    actor: User | None, event: SalesEvent, facts: SalesEventFacts, expected: int | None = None,
    why: str = "",
) -> SalesEvent:  # fmt: skip
    """Change what is known of an event."""
    require(actor, "register", [event.partnership, facts.partnership])
    _check_event(facts)
    with change(actor, "edit_sales_event", why) as action:
        return action.save(filled(event, facts), expected)


def _known(section: str, code: str, what: str) -> None:
    if code not in work_words()[section]:
        raise CooperationError(f"请选择{what}。")


def _check_product(facts: ProductFacts) -> None:
    require_text(facts.title, "名称", 120)
    _known("product_kinds", facts.kind, "类型")
    check_order(facts.certified_on, facts.valid_until, "有效期")
    if side_of(facts.origin, [facts.partnership]) != "recipient":
        raise CooperationError(f"产地“{facts.origin.name}”不在受援方，请核对。")
    if work_words()["product_kinds"][facts.kind].get("certified") and not facts.certificate.strip():
        raise CooperationError("地理标志要填写证书号。")


def _check_event(facts: SalesEventFacts) -> None:
    require_text(facts.title, "名称")
    _known("sales_event_kinds", facts.kind, "类型")
    check_order(facts.held_on, facts.until)
    if facts.site:
        on_a_side(facts.site, [facts.partnership], "举办地")
