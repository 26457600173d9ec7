"""Pairings as pages show them: by programme side by side, as a graph, on the map, counted."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from shanhai.accounts.models import User
from shanhai.common import vocabulary
from shanhai.figures.queries import PairingCount, pairing_counts
from shanhai.registry.models import ClusterMember, Level, Node, Partnership
from shanhai.registry.queries import pairings_of, pairings_under, partnership_on
from shanhai.web.presentation import ChartTable

DRAWN = 40  # More lines than this nobody can follow; the list has the rest.


def kind_name(code: str) -> str:
    """The name of a kind of pairing."""
    kinds = vocabulary.load("partnerships", settings.VOCABULARY_DIR)["kinds"]
    return _(kinds[code]["name"]) if code in kinds else code


def dates(row: Any) -> str:
    """The stretch of days of anything dated, in words."""
    if row.start is None and row.end is None:
        return ""
    if row.end is None:
        return _("%s 起") % row.start
    return _("%(start)s 至 %(end)s") % {"start": row.start or _("不详"), "end": row.end}


def place_pairings(user: User, node: Node) -> dict[str, Any]:
    """What the page of a place shows of its pairings, as far as the user sees them."""
    own = {side: list(pairings_of(user, node, side)[: DRAWN + 1]) for side in SIDES}
    both = [*own["helper"], *own["recipient"]]
    today = date.today()
    under = {side: pairings_under(user, node, side) for side in SIDES}
    drawn = [row for row in both if partnership_on(row, today)][:DRAWN]
    if len(drawn) < DRAWN:
        drawn += _nested(under, {row.pk for row in drawn}, DRAWN - len(drawn))
    return {
        "programmes": by_programme(both, node, today),
        "counts": counted([pairing_counts(rows) for rows in under.values()]),
        "graph": graph(drawn, node) if len(drawn) > 1 else None,
        "graph_table": graph_table(drawn),
        "map": pairing_map(drawn),
        "clusters": node.clusters.select_related("cluster").order_by("-start"),
        "members": node.members.select_related("member").order_by("-lead", "start", "pk"),
    }


SIDES = ("helper", "recipient")


def _nested(under: dict[str, Any], drawn: set[int], room: int) -> list[Partnership]:
    found: list[Partnership] = []
    for rows in under.values():
        rows = rows.exclude(pk__in=drawn | {row.pk for row in found}).order_by("pk")
        found += rows.select_related("helper", "recipient", "programme")[: room - len(found)]
    return found


def by_programme(rows: Iterable[Partnership], node: Node, on: date) -> list[dict[str, Any]]:
    """The node's own pairings, a column for each programme; what holds today first."""
    columns: dict[int, dict[str, Any]] = {}
    for row in sorted(rows, key=lambda row: (not partnership_on(row, on), row.pk)):
        column = columns.setdefault(row.programme_id, {"programme": row.programme, "rows": []})
        helping = row.helper_id == node.pk or row.recipient_id != node.pk
        column["rows"].append(
            {
                "row": row,
                "kind": kind_name(row.kind),
                "other": row.recipient if helping else row.helper,
                "helping": helping,
                "through": row.helper if row.helper_id != node.pk and helping else None,
                "dates": dates(row),
                "past": not partnership_on(row, on),
            }
        )
    return list(columns.values())


def counted(found: Sequence[dict[str, PairingCount]]) -> list[tuple[str, PairingCount]]:
    """The three counts by kind, in the vocabulary's order; a kind on both sides stands twice."""
    kinds = vocabulary.load("partnerships", settings.VOCABULARY_DIR)["kinds"]
    return [(kind_name(code), counts[code]) for code in kinds for counts in found if code in counts]


def graph(rows: Sequence[Partnership], centre: Node) -> dict[str, Any]:
    """Pairings as lines between two columns: helpers on the left, recipients on the right."""
    places: dict[tuple[str, int], int] = {}
    nodes: list[dict[str, Any]] = []
    for side in SIDES:
        for row in rows:
            node = getattr(row, side)
            if (side, node.pk) not in places:
                places[side, node.pk] = len(nodes)
                url = reverse("place", args=[node.pk])
                nodes.append({"name": node.name, "side": side, "url": url,
                              "centre": node.pk == centre.pk})  # fmt: skip
    links = [
        {
            "from": places["helper", row.helper_id],
            "to": places["recipient", row.recipient_id],
            "note": f"{row} · {kind_name(row.kind)} {dates(row)}",
            "url": reverse("partnership", args=[row.pk]),
        }
        for row in rows
    ]
    return {"type": "links", "points": nodes, "links": links}


def graph_table(rows: Iterable[Partnership]) -> ChartTable:
    """The table twin of graph and map."""
    head = (_("帮扶方"), _("受援方"), _("类型"), _("起止"))
    return ChartTable(
        head,
        [(row.helper.name, row.recipient.name, kind_name(row.kind), dates(row)) for row in rows],
    )


def pairing_map(rows: Sequence[Partnership]) -> dict[str, Any] | None:
    """Pairings as arcs between places whose coordinates are registered; None when none are."""
    where = _located([getattr(row, side) for row in rows for side in SIDES])
    points: dict[int, dict[str, Any]] = {}
    arcs = []
    for row in rows:
        if row.helper_id not in where or row.recipient_id not in where:
            continue
        for side in SIDES:
            node = getattr(row, side)
            points.setdefault(node.pk, _point(side, node, where[node.pk]))
        arcs.append((row.helper_id, row.recipient_id, f"{row} · {kind_name(row.kind)}"))
    at = {pk: place for place, pk in enumerate(points)}
    return {
        "type": "map",
        "points": list(points.values()),
        "arcs": [{"from": at[one], "to": at[other], "note": note} for one, other, note in arcs],
    } if arcs else None  # fmt: skip


def _located(nodes: Sequence[Node]) -> dict[int, tuple[float, float]]:
    """Longitude and latitude of the nodes that have them; a cluster lies where its lead does."""
    leads = ClusterMember.objects.filter(
        cluster__in={node.pk for node in nodes if node.level == Level.CLUSTER}, lead=True
    )
    where = {
        row.cluster_id: (row.member.longitude, row.member.latitude)
        for row in leads.select_related("member").order_by("start", "pk")
    }
    where |= {node.pk: (node.longitude, node.latitude) for node in nodes if node.longitude}
    return {pk: (lon, lat) for pk, (lon, lat) in where.items() if lon and lat}


def _point(side: str, node: Node, where: tuple[float, float]) -> dict[str, Any]:
    url = reverse("place", args=[node.pk])
    return {"name": node.name, "lon": where[0], "lat": where[1], "side": side, "url": url}
