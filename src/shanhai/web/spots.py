"""The work on the map: a small map for each side, and the same as a table of links."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shanhai.cooperation.queries.points import Spot
from shanhai.registry.models import Node
from shanhai.web.pages.records import page_of
from shanhai.web.presentation import ChartTable, Linked

# A name on the map has this many letters at most; so many names stand in the tip of a dot.
LONGEST, NAMED = 10, 6
# Degrees a map is wide at least: some four kilometres.
LEAST = 0.04


@dataclass(frozen=True, slots=True)
class SpotMap:
    """What stands on one side: the map, and its table twin."""

    name: str
    title: str
    option: dict[str, Any]
    table: ChartTable


def spot_maps(spots: list[Spot]) -> list[SpotMap]:
    """A map for each side on which anything stands; they lie too far apart for one."""
    keys = {key for spot in spots for key in (spot.place, spot.at) if key}
    places = Node.objects.in_bulk(keys) if keys else {}
    sides = [
        ("recipient", _("在受援方"), [spot for spot in spots if not spot.helping]),
        ("helper", _("在帮扶方"), [spot for spot in spots if spot.helping]),
    ]
    return [
        SpotMap(f"spots-{side}", title, _map(side, found, places), _table(found, places))
        for side, title, found in sides
        if found
    ]


def _url(spot: Spot) -> str:
    return page_of(spot.model._meta.model_name or "", spot.pk)


def _map(side: str, spots: Iterable[Spot], places: dict[int, Node]) -> dict[str, Any]:
    """Dots; what stands at one point is one dot that leads to its place."""
    dots: dict[tuple[float, float], list[Spot]] = {}
    for spot in spots:
        dots.setdefault((spot.longitude, spot.latitude), []).append(spot)
    points = [
        {"name": _short(found, places), "note": _names(found), "lon": lon, "lat": lat,
         "side": side, "url": _target(found)}
        for (lon, lat), found in dots.items()
    ]  # fmt: skip
    return {"type": "map", "points": points, "arcs": [], "least": LEAST}


def _short(found: list[Spot], places: dict[int, Node]) -> str:
    title = found[0].title
    if len(found) == 1:
        return title if len(title) <= LONGEST else f"{title[:LONGEST]}…"
    place = places.get(found[0].at or 0)
    word = _("%(n)s 处") % {"n": len(found)}
    return f"{place.name} {word}" if place else word


def _names(found: list[Spot]) -> str:
    names = "、".join(spot.title for spot in found[:NAMED])
    return names if len(found) <= NAMED else f"{names}……"


def _target(found: list[Spot]) -> str:
    place = found[0].at
    return _url(found[0]) if len(found) == 1 or not place else reverse("place", args=[place])


def _table(spots: Iterable[Spot], places: dict[int, Node]) -> ChartTable:
    head = (_("名称"), _("类型"), _("所在地"), _("位置"))
    rows = [
        (Linked(spot.title, _url(spot)), _(str(spot.model._meta.verbose_name)),
         places[spot.place].name if spot.place else "",
         _("%s的大致位置") % places[spot.at].name if spot.at else _("自己的位置"))
        for spot in spots
    ]  # fmt: skip
    return ChartTable(head, rows)
