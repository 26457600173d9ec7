"""Questions about products, outlets, events and orders."""

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum

from shanhai.accounts.models import User
from shanhai.cooperation.models import Order, OrderBuyer, OrderLine, Outlet, Product, SalesEvent
from shanhai.cooperation.queries.sides import ENDS
from shanhai.cooperation.rules.consumption import listed_once
from shanhai.registry.queries import visible_to


def _of(model: type, user: User, *related: str) -> QuerySet:
    rows = model._default_manager.filter(ref__archived_at=None)  # type: ignore[attr-defined]
    return visible_to(user, rows).select_related(*related, *ENDS)


def priced(rows: QuerySet[Order]) -> QuerySet[Order]:
    """Orders with the sum of their lines (`units`), None without lines."""
    found = OrderLine.objects.filter(order=OuterRef("pk")).order_by().values("order")
    return rows.annotate(units=Subquery(found.annotate(n=Sum("units")).values("n")))


def products(user: User) -> QuerySet[Product]:
    """Products and brands the user may see, with how many outlets sell each (`sold_at`)."""
    through = Outlet.products.through.objects.filter(product=OuterRef("pk")).order_by()
    sold = Subquery(through.values("product").annotate(n=Count("pk")).values("n"))
    return _of(Product, user, "origin", "maker").annotate(sold_at=sold)


def outlets(user: User) -> QuerySet[Outlet]:
    """Outlets the user may see, with how many products each sells (`sorts`)."""
    through = Outlet.products.through.objects.filter(outlet=OuterRef("pk")).order_by()
    sorts = Subquery(through.values("outlet").annotate(n=Count("pk")).values("n"))
    return _of(Outlet, user, "site", "operator").annotate(sorts=sorts)


def sales_events(user: User) -> QuerySet[SalesEvent]:
    """Events the user may see, with the orders taken there (`taken`)."""
    there = Order.objects.filter(event=OuterRef("pk"), ref__archived_at=None).order_by()
    taken = Subquery(there.values("event").annotate(n=Count("pk")).values("n"))
    return _of(SalesEvent, user, "site").annotate(taken=taken)


def orders(user: User) -> QuerySet[Order]:
    """Orders the user may see, with their buyers and what their lines come to (`units`)."""
    rows = _of(Order, user, "outlet").prefetch_related("buyers")
    return priced(rows)


def of_buyer(word: str) -> Q:
    """Orders one of whose buyers is called so."""
    return Q(pk__in=OrderBuyer.objects.filter(name__icontains=word).values("order"))


def mobilised(rows: QuerySet[Order]) -> dict[tuple[str, str], int]:
    """The mobilised groups of these orders by name and unit, each counted once."""
    groups = OrderBuyer.objects.filter(order__in=rows.order_by().values("pk"))
    told = groups.exclude(count=None).values_list("name", "unit", "count")
    return listed_once(list(told))


def _orders_of() -> Prefetch:
    rows = Order.objects.filter(ref__archived_at=None).prefetch_related("buyers")
    return Prefetch("orders", priced(rows))


def product_page(rows: QuerySet[Product]) -> QuerySet[Product]:
    """One product with everything its page shows."""
    lines = OrderLine.objects.filter(order__ref__archived_at=None).select_related("order")
    there = Outlet.objects.filter(ref__archived_at=None)
    return rows.select_related("origin", "maker", *ENDS).prefetch_related(
        Prefetch("outlets", there), Prefetch("order_lines", lines)
    )


def outlet_page(rows: QuerySet[Outlet]) -> QuerySet[Outlet]:
    """One outlet with everything its page shows."""
    return rows.select_related("site", "operator", *ENDS).prefetch_related("products", _orders_of())


def sales_event_page(rows: QuerySet[SalesEvent]) -> QuerySet[SalesEvent]:
    """One event with everything its page shows."""
    return rows.select_related("site", *ENDS).prefetch_related(_orders_of())


def order_page(rows: QuerySet[Order]) -> QuerySet[Order]:
    """One order with everything its page shows."""
    return rows.select_related("outlet", "event", "supplier", *ENDS).prefetch_related(
        "buyers", "lines__product", "steps", "proofs"
    )
