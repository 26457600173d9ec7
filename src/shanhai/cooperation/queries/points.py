"""Where the work stands on the map: a point of its own, or its place's."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet

from shanhai.accounts.models import User
from shanhai.cooperation.models import Outlet, Park, Project, ShowVillage, Station, Workshop
from shanhai.registry.models import Level, Lineage, Node, Partnership
from shanhai.registry.queries import visible_to

# What has a point, and the way from it to the places it stands in.
SITES: dict[type[Any], str] = {
    Project: "sites__node", Park: "site", Workshop: "site", Station: "site", Outlet: "site",
    ShowVillage: "villages",
}  # fmt: skip
# Only places so near are taken for where something stands; the nearest first.
_NEAR = (Level.ORGANISATION, Level.VILLAGE, Level.TOWN, Level.COUNTY)
# So many of a kind, the newest.
MOST = 100


@dataclass(frozen=True, slots=True)
class Spot:
    """Something on the map. `place` is where it is registered to stand; `at` the place whose point
    it is, none when the point is its own; `helping`: it stands on the helper's side."""

    model: type[Any]
    pk: int
    title: str
    place: int | None
    longitude: float
    latitude: float
    at: int | None
    helping: bool


def spots_of(user: User, partnership: Partnership) -> list[Spot]:
    """What stands on either side of a partnership."""
    return list(_spots(user, {"partnership": partnership}))


def spots_in(user: User, place: Node) -> list[Spot]:
    """What stands in a place, whichever partnership built it."""
    return list(_spots(user, {"lineage__ancestor": place}))


def _spots(user: User, wanted: dict[str, Any]) -> Iterable[Spot]:
    seen = visible_to(user, Partnership.objects.all()).values("pk")
    rows = [row for model, way in SITES.items() for row in _rows(seen, model, way, wanted)]
    sites = {row["place"] for row in rows if row["place"]}
    near = _near({row["place"] for row in rows if row["place"] and row["longitude"] is None})
    ends = {row["recipient"] for row in rows}
    inside = set(Lineage.objects.filter(node__in=sites, ancestor__in=ends)
                 .values_list("node", "ancestor")) if sites else set()  # fmt: skip
    known: set[int] = set()
    for row in rows:
        place, own = row["place"], (row["longitude"], row["latitude"], None)
        point = near.get(place) if own[0] is None else own
        if point is None or (point is own and row["pk"] in known):
            continue
        known.add(row["pk"])
        helping = (place, row["recipient"]) not in inside
        yield Spot(row["model"], row["pk"], row["title"], place, *point, helping)


def _rows(
    seen: QuerySet, model: type[Any], way: str, wanted: dict[str, Any]
) -> list[dict[str, Any]]:
    """The newest of a kind in the partnerships seen, a row for each place it stands in."""
    asked = {f"{way}__{key}" if key.startswith("lineage") else key: value
             for key, value in wanted.items()}  # fmt: skip
    rows = model._default_manager.filter(ref__archived_at=None, partnership__in=seen, **asked)
    told = rows.order_by("-pk").values(
        "pk", "title", "longitude", "latitude", place=F(way), recipient=F("partnership__recipient")
    )
    return [{"model": model, **row} for row in told[:MOST]]


def _near(nodes: set[int]) -> dict[int, tuple[float, float, int]]:
    """Of each node, the point of the nearest place above it that has one, and which that is."""
    found: dict[int, tuple[int, tuple[float, float, int]]] = {}
    rows = Lineage.objects.filter(
        node__in=nodes, ancestor__level__in=_NEAR, ancestor__longitude__isnull=False
    ).values_list("node", "ancestor__level", "ancestor__longitude", "ancestor__latitude",
                  "ancestor")  # fmt: skip
    for node, level, longitude, latitude, place in rows if nodes else ():
        told = (_NEAR.index(Level(level)), (longitude, latitude, place))
        found[node] = min(found.get(node, told), told)
    return {node: point for node, (_level, point) in found.items()}
