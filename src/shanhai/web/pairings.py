"""Pairings as pages show them: by programme side by side, as a graph, on the map, counted."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import product
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from shanhai.accounts.models import User
from shanhai.common import vocabulary
from shanhai.figures.queries import PairingCount, pairing_counts
from shanhai.registry.models import ClusterMember, Level, Node, Partnership
from shanhai.registry.queries import in_force, pairings_of, pairings_under, partnership_on
from shanhai.web.keys import on_day
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
        "counts": counted(
            *(
                (pairing_counts(rows), {f"{side}_within": node.pk, "when": "now"})
                for side, rows in under.items()
            )
        ),
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


def counted(
    *found: tuple[dict[str, PairingCount], dict[str, Any]],
) -> list[tuple[str, PairingCount, str]]:
    """The three counts by kind, in the vocabulary's order, each with the list of what was counted:
    of each given, the counts and what the list is asked for. A kind on both sides stands twice."""
    kinds = vocabulary.load("partnerships", settings.VOCABULARY_DIR)["kinds"]
    return [
        (kind_name(code), counts[code], listed(kind=code, **asked))
        for code in kinds
        for counts, asked in found
        if code in counts
    ]


def listed(**asked: Any) -> str:
    """The list of all pairings, asked for some."""
    return on_day(f"{reverse('partnerships-all')}?{urlencode(asked)}")


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
    """Pairings as arcs between places whose coordinates are registered; a cluster's from each of
    its members. None when none are."""
    members = _members([getattr(row, side) for row in rows for side in SIDES])
    points: dict[int, dict[str, Any]] = {}
    arcs = []
    for row in rows:
        ends = {side: _dots(getattr(row, side), members) for side in SIDES}
        for helper, recipient in product(ends["helper"], ends["recipient"]):
            points.setdefault(helper.pk, _point("helper", helper))
            points.setdefault(recipient.pk, _point("recipient", recipient))
            arcs.append((helper.pk, recipient.pk, f"{row} · {kind_name(row.kind)}"))
    at = {pk: place for place, pk in enumerate(points)}
    return {
        "type": "map",
        "points": list(points.values()),
        "arcs": [{"from": at[one], "to": at[other], "note": note} for one, other, note in arcs],
    } if arcs else None  # fmt: skip


def _members(nodes: Sequence[Node]) -> dict[int, list[Node]]:
    """Of each cluster among the nodes: its members of today."""
    clusters = {node.pk for node in nodes if node.level == Level.CLUSTER}
    found: dict[int, list[Node]] = {pk: [] for pk in clusters}
    rows = in_force(ClusterMember.objects.filter(cluster__in=clusters), None)
    for row in rows.select_related("member") if clusters else ():
        found[row.cluster_id].append(row.member)
    return found


def _dots(node: Node, members: dict[int, list[Node]]) -> list[Node]:
    """The places of a node on the map: a cluster is where its members are."""
    return [one for one in members.get(node.pk, [node]) if one.longitude and one.latitude]


def _point(side: str, node: Node) -> dict[str, Any]:
    url = reverse("place", args=[node.pk])
    return {"name": node.name, "lon": node.longitude, "lat": node.latitude, "side": side,
            "url": url}  # fmt: skip
