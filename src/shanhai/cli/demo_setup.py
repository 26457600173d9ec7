"""The demo's cast: places, clusters, pairings and users of demo/setup.yaml, through the registry's
verbs. Loaded once, into an empty database."""

import io
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml
from django.conf import settings
from python_calamine import CalamineWorkbook

from shanhai.accounts.models import User
from shanhai.accounts.services import register_user
from shanhai.common import vocabulary
from shanhai.records.services import change
from shanhai.registry import services as registry
from shanhai.registry.models import Level, Node, Partnership
from shanhai.registry.queries import find_nodes, resolve

ORGANISATIONS = {"school": "school", "hospital": "hospital", "branch": "branch",
                 "chamber": "chamber", "village_enterprise": "enterprise"}  # fmt: skip


def folder() -> Traversable:
    """Where the demo's files lie in the package."""
    return files("shanhai") / "demo"


def setup() -> dict[str, Any]:
    """demo/setup.yaml."""
    return yaml.safe_load((folder() / "setup.yaml").read_text(encoding="utf-8"))


def place(name: str, near: Partnership | None = None) -> Node:
    """The one node of a name; the demo's names leave no doubt."""
    node = resolve(name, near)
    if node is None:
        raise LookupError(f"演示数据里的“{name}”没有登记，或有重名。")
    return node


def partnership(name: str) -> Partnership:
    """The partnership that is called so: 帮扶方—受援方."""
    helper, _, recipient = name.partition("—")
    return Partnership.objects.get(kind="county", helper=place(helper), recipient=place(recipient))


def register_places(plan: dict[str, Any]) -> None:
    """Divisions, villages, organisations and clusters."""
    registry.load_divisions(plan["divisions"])
    for level, name, parent, *columns in plan["nodes"]:
        extra = dict(columns[0]) if columns else {}
        if "successor" in extra:
            extra["successor"] = place(extra["successor"])
        registry.register_node(None, level, name, place(parent), **extra)
    for row in plan["merges"]:
        registry.merge_nodes(None, place(row["merged"]), place(row["survivor"]), row["why"])
    for cluster in plan["clusters"]:
        node = registry.register_node(None, Level.CLUSTER, cluster["name"], place(cluster["city"]))
        for town, part in cluster["members"].items():
            registry.add_member(
                None, node, place(town), lead=part == "lead", start=cluster["since"]
            )


def register_partnerships(plan: dict[str, Any]) -> None:
    """The partnerships, and under them the pairings of the office's sheet."""
    for row in plan["partnerships"]:
        programme = registry.register_programme(None, row["programme"])
        registry.pair(
            None, row["kind"], programme, place(row["helper"]), place(row["recipient"]),
            start=row.get("start"), end=row.get("end"),
        )  # fmt: skip
    with change(None, "pair", "登记演示结对台账"):
        sheet = _Pairings(plan["pairings"]["village_town"])
        for row in _pairing_rows(plan["pairings"]):
            sheet.pair(row)


def _pairing_rows(where: dict[str, Any]) -> list[dict[str, Any]]:
    data = (folder() / "workbooks" / where["file"]).read_bytes()
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    lines = book.get_sheet_by_name(where["sheet"]).to_python()
    head = next(line for line in lines if line[0] == "序号")
    return [dict(zip(head, line, strict=True)) for line in lines if isinstance(line[0], float)]


class _Pairings:
    """Registers the rows of the pairing sheet; each name is looked up once."""

    def __init__(self, village_towns: dict[str, str]) -> None:
        self.village_towns = village_towns
        words = vocabulary.load("partnerships", settings.VOCABULARY_DIR)["kinds"]
        self.kinds = {row["name"]: code for code, row in words.items()}
        self._nodes: dict[str, Node] = {}
        self._above: dict[tuple[int, int], Partnership] = {}

    def pair(self, row: dict[str, Any]) -> None:
        """Register one row and the nodes it names."""
        kind = self.kinds[row["结对类型"]]
        helper, county = self._place(row["帮扶方"]), self._place(row["受援方"])
        above = self._partnership_over(helper, county)
        town = self._place(self.village_towns.get(county.name, county.name))
        registry.pair(
            None, kind, above.programme,
            self._member(row["帮扶单位"], kind, helper, above),
            self._member(row["受援单位"], kind, town, above, receives=True),
            parent=above, start=_day(row["签订时间"]), end=_day(row["截止时间"]),
        )  # fmt: skip

    def _place(self, name: str) -> Node:
        if name not in self._nodes:
            self._nodes[name] = place(name)
        return self._nodes[name]

    def _partnership_over(self, helper: Node, county: Node) -> Partnership:
        """The county partnership a town works under: its own or its cluster's."""
        ends = helper.pk, county.pk
        if ends not in self._above:
            rows = Partnership.objects.filter(kind="county", recipient=county)
            rows = rows.select_related("programme")
            clusters = helper.clusters.values("cluster")
            own = rows.filter(helper=helper).first()
            self._above[ends] = own or rows.get(helper__in=clusters)
        return self._above[ends]

    def _member(
        self, name: str, kind: str, parent: Node, near: Partnership, receives: bool = False
    ) -> Node:
        """The node of one side of a pairing, registered when it was not yet."""
        if name not in self._nodes:
            known = resolve(name, near) if find_nodes(name).exists() else None
            self._nodes[name] = known or _register(name, kind, parent, receives)
        return self._nodes[name]


def _register(name: str, kind: str, parent: Node, receives: bool) -> Node:
    level = Level.VILLAGE
    if kind == "town":
        level = Level.TOWN
    elif kind in ORGANISATIONS and not (kind == "village_enterprise" and receives):
        level = Level.ORGANISATION
    columns = {"kind": ORGANISATIONS[kind]} if level == Level.ORGANISATION else {}
    return registry.register_node(None, level, name, parent, **columns)


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None


def register_users(plan: dict[str, Any]) -> dict[str, User]:
    """One user a role, by user name."""
    users = {}
    for row in plan["users"]:
        user = register_user(
            row["username"], row["name"], plan["password"], superuser=row.get("superuser", False)
        )
        for name in row["at"]:
            registry.appoint(user, row["role"], place(name))
        if not row["at"]:
            registry.appoint(user, row["role"])
        users[row["username"]] = user
    return users
