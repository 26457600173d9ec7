"""Verbs that register places, organisations, partnerships and who acts for whom."""

import csv
import gzip
from collections.abc import Iterable
from datetime import date
from importlib.resources import files
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from pypinyin import Style, lazy_pinyin

from shanhai.accounts.models import User
from shanhai.common import vocabulary
from shanhai.records.services import change
from shanhai.registry.models import (
    Agreement,
    Alias,
    ClusterMember,
    Level,
    Lineage,
    Membership,
    Node,
    Partnership,
    Programme,
)
from shanhai.registry.rules import RegistryError, checked_credit_code, parent_code

# The level a node of each level may hang under.
_ABOVE = {
    Level.CITY: {Level.PROVINCE},
    Level.COUNTY: {Level.CITY, Level.PROVINCE},
    Level.CLUSTER: {Level.CITY, Level.COUNTY, Level.PROVINCE},
    Level.TOWN: {Level.COUNTY, Level.CITY},
    Level.VILLAGE: {Level.TOWN},
}


def initials(name: str) -> str:
    """Pinyin initials of a name, lower case: 清溪镇 → qxz."""
    letters = lazy_pinyin(name, style=Style.FIRST_LETTER, errors="ignore")
    return "".join(letters)[:60].lower()


def register_node(
    actor: User | None,
    level: str,
    name: str,
    parent: Node | None = None,
    aliases: Iterable[str] = (),
    **columns: Any,
) -> Node:
    """Register a place or an organisation. Raises RegistryError when it cannot be so."""
    name = name.strip()
    if not name:
        raise RegistryError("请填写名称。")
    level = Level(level)
    if parent is not None and level in _ABOVE and Level(parent.level) not in _ABOVE[level]:
        raise RegistryError(
            f"{level.label}“{name}”不能直接放在{Level(parent.level).label}“{parent.name}”下，请选择正确的上级。"
        )
    columns["credit_code"] = checked_credit_code(columns.get("credit_code", ""))
    _refuse_double(level, name, parent, columns["credit_code"])
    with change(actor, "register_node", name) as action:
        node = action.save(
            Node(level=level, name=name, parent=parent, initials=initials(name), **columns)
        )
        _place_in_tree(node)
        add_aliases(node, aliases)
    return node


def _refuse_double(level: str, name: str, parent: Node | None, credit_code: str) -> None:
    if credit_code:
        other = Node.objects.filter(credit_code=credit_code).first()
        if other:
            raise RegistryError(f"统一社会信用代码{credit_code}已登记在“{other.name}”名下。")
    twin = Node.objects.filter(level=level, name=name, parent=parent, ref__archived_at=None)
    if twin.exists():
        where = f"{parent.name}下" if parent else ""
        raise RegistryError(f"{where}已有“{name}”，不必重复登记。")


def _place_in_tree(node: Node) -> None:
    above = (
        list(Lineage.objects.filter(node=node.parent_id).values_list("ancestor", flat=True))
        if node.parent_id
        else []
    )
    Lineage.objects.bulk_create(
        [Lineage(ancestor_id=ancestor, node=node) for ancestor in [*above, node.pk]]
    )


def add_aliases(node: Node, aliases: Iterable[str]) -> None:
    """Let a node go by further names."""
    Alias.objects.bulk_create(
        [
            Alias(node=node, name=name)
            for name in dict.fromkeys(aliases)
            if name and name != node.name
        ],
        ignore_conflicts=True,
    )


def name_also(actor: User | None, node: Node, aliases: Iterable[str]) -> None:
    """Let a registered node go by further names, as an action of its own."""
    names = [name.strip() for name in aliases if name.strip()]
    if not names:
        raise RegistryError("请填写别名。")
    with change(actor, "add_aliases", "、".join(names)) as action:
        add_aliases(node, names)
        action.save(node)


def add_member(
    actor: User | None,
    cluster: Node,
    member: Node,
    *,
    lead: bool = False,
    start: date | None = None,
    end: date | None = None,
) -> ClusterMember:
    """Put a town into a cluster from a day on. A cluster has one lead at a time."""
    if cluster.level != Level.CLUSTER:
        raise RegistryError(f"“{cluster.name}”不是组团，不能加入成员。")
    if start and end and end < start:
        raise RegistryError("退出日期早于加入日期，请核对。")
    if lead and _overlapping(cluster.members.filter(lead=True), start, end).exists():
        raise RegistryError(f"“{cluster.name}”在这段时间已有牵头镇，请先结束原来的牵头。")
    if _overlapping(cluster.members.filter(member=member), start, end).exists():
        raise RegistryError(f"“{member.name}”在这段时间已是“{cluster.name}”成员。")
    with change(actor, "add_member", f"{member.name}加入{cluster.name}") as action:
        row = ClusterMember.objects.create(
            cluster=cluster, member=member, lead=lead, start=start, end=end
        )
        action.save(cluster)
    return row


def end_member(actor: User | None, row: ClusterMember, end: date) -> None:
    """Let a town leave a cluster after a day; what it did as a member stays the cluster's."""
    if row.start and end < row.start:
        raise RegistryError("退出日期早于加入日期，请核对。")
    with change(actor, "end_member", f"{row.member.name}退出{row.cluster.name}") as action:
        row.end = end
        row.save(update_fields=["end"])
        action.save(row.cluster)


def _overlapping(rows: Any, start: date | None, end: date | None) -> Any:
    if end:
        rows = rows.filter(Q(start__isnull=True) | Q(start__lte=end))
    if start:
        rows = rows.filter(Q(end__isnull=True) | Q(end__gte=start))
    return rows


def register_programme(actor: User | None, code: str) -> Programme:
    """The programme of a vocabulary code, registered when it was not yet."""
    found = Programme.objects.filter(code=code).first()
    if found:
        return found
    words = vocabulary.load("partnerships", settings.VOCABULARY_DIR)["programmes"]
    if code not in words:
        raise RegistryError(f"没有“{code}”这一项目类别。")
    with change(actor, "register_programme", words[code]["name"]) as action:
        return action.save(Programme(code=code, name=words[code]["name"]))


def pair(
    actor: User | None,
    kind: str,
    programme: Programme,
    helper: Node,
    recipient: Node,
    parent: Partnership | None = None,
    start: date | None = None,
    end: date | None = None,
    note: str = "",
) -> Partnership:
    """Register a pairing. Raises RegistryError on overlap, wrong levels or wrong dates."""
    kinds = vocabulary.load("partnerships", settings.VOCABULARY_DIR)["kinds"]
    if kind not in kinds:
        raise RegistryError(f"没有“{kind}”这种结对类型。")
    if helper.pk == recipient.pk:
        raise RegistryError("帮扶方和受援方不能是同一个。")
    for node in (helper, recipient):
        if node.level not in kinds[kind]["levels"]:
            raise RegistryError(
                f"“{node.name}”是{Level(node.level).label}，不能用于{kinds[kind]['name']}。"
            )
    if start and end and end < start:
        raise RegistryError("结对的结束日期早于开始日期，请核对。")
    same = Partnership.objects.filter(
        kind=kind,
        programme=programme,
        helper=helper,
        recipient=recipient,
        ref__archived_at__isnull=True,
    )
    if _overlapping(same, start, end).exists():
        raise RegistryError(
            f"“{helper.name}—{recipient.name}”在这段时间已有同类结对，请改日期或直接使用原有的一条。"
        )
    with change(actor, "pair", f"{helper.name}—{recipient.name}") as action:
        return action.save(
            Partnership(
                kind=kind,
                programme=programme,
                helper=helper,
                recipient=recipient,
                parent=parent,
                start=start,
                end=end,
                note=note,
            )
        )


def sign(actor: User | None, partnership: Partnership, title: str, **columns: Any) -> Agreement:
    """Register an agreement of a partnership."""
    with change(actor, "sign", title) as action:
        return action.save(Agreement(partnership=partnership, title=title, **columns))


def appoint(user: User, role: str, node: Node | None = None) -> Membership:
    """Let a user act for a node in a role; without a node, everywhere."""
    if role not in vocabulary.load("rights", settings.VOCABULARY_DIR)["roles"]:
        raise RegistryError(f"没有“{role}”这个角色。")
    return Membership.objects.get_or_create(user=user, node=node, role=role)[0]


def dismiss(membership: Membership) -> None:
    """End what a user does for a node."""
    membership.delete()


@transaction.atomic
def load_divisions(only: Iterable[str] | None = None) -> int:
    """Load the national divisions once; rows already there stay. `only` keeps to codes with one
    of these prefixes and all above them. Returns how many were added."""
    known = dict(Node.objects.exclude(code="").values_list("code", "pk"))
    rows = [row for row in _division_rows(only) if row["code"] not in known]
    if not rows:
        return 0
    with change(None, "load_divisions", "载入全国行政区划（国家统计局2023年版）") as action:
        for level in (Level.PROVINCE, Level.CITY, Level.COUNTY, Level.TOWN):
            batch = [
                Node(
                    level=level,
                    name=row["name"],
                    code=row["code"],
                    parent_id=known.get(row["parent"]),
                    initials=initials(row["name"]),
                    longitude=float(row["lon"]) if row["lon"] else None,
                    latitude=float(row["lat"]) if row["lat"] else None,
                )
                for row in rows
                if row["level"] == level
            ]
            action.save_all(batch)
            known.update((node.code, node.pk) for node in batch)
    _rebuild_lineage()
    return len(rows)


def _division_rows(only: Iterable[str] | None) -> list[dict[str, str]]:
    packed = (files("shanhai") / "vocabulary" / "divisions.csv.gz").read_bytes()
    rows = list(csv.DictReader(gzip.decompress(packed).decode("utf-8").splitlines()))
    codes = {row["code"] for row in rows}
    for row in rows:
        row["parent"] = parent_code(row["code"], codes)
    if only is None:
        return rows
    wanted = tuple(only)
    by_code = {row["code"]: row for row in rows}
    keep: set[str] = set()
    for code in by_code:
        if code.startswith(wanted):
            while code and code not in keep:
                keep.add(code)
                code = by_code[code]["parent"]
    return [row for row in rows if row["code"] in keep]


def _rebuild_lineage() -> None:
    parents = dict(Node.objects.values_list("pk", "parent_id"))
    rows = []
    for node in parents:
        above: int | None = node
        while above:
            rows.append(Lineage(ancestor_id=above, node_id=node))
            above = parents[above]
    Lineage.objects.bulk_create(rows, batch_size=2000, ignore_conflicts=True)
