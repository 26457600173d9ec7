"""Verbs that register places and organisations."""

from collections.abc import Iterable
from typing import Any

from shanhai.accounts.models import User
from shanhai.common.pinyin import initials
from shanhai.records.queries import pointing_at
from shanhai.records.services import change
from shanhai.registry.models import Alias, Level, Merge, Node
from shanhai.registry.rules import (
    RegistryError,
    checked_code_under,
    checked_credit_code,
    checked_dates,
    held_words,
)
from shanhai.registry.services.lineage import place_in_tree, replace_in_tree
from shanhai.registry.services.merges import refuse_gone

# The level a node of each level may hang under.
_ABOVE = {
    Level.CITY: {Level.PROVINCE},
    Level.COUNTY: {Level.CITY, Level.PROVINCE},
    Level.CLUSTER: {Level.CITY, Level.COUNTY, Level.PROVINCE},
    Level.TOWN: {Level.COUNTY, Level.CITY},
    Level.VILLAGE: {Level.TOWN},
}


def register_node(
    actor: User | None,
    level: str,
    name: str,
    parent: Node | None = None,
    aliases: Iterable[str] = (),
    **columns: Any,
) -> Node:
    """Register a place or an organisation. Raises RegistryError when it cannot be so."""
    node = Node(level=Level(level), name=name.strip(), parent=parent, **columns)
    _check(node)
    with change(actor, "register_node", node.name) as action:
        action.save(node)
        place_in_tree(node)
        add_aliases(node, aliases)
    return node


EDITABLE = ("name", "short_name", "parent", "code", "kind", "credit_code", "longitude", "latitude",
            "valid_from", "valid_to", "successor")  # fmt: skip


def edit_node(
    actor: User | None,
    node: Node,
    why: str,
    *,
    aliases: Iterable[str] | None = None,
    expected: int | None = None,
    **columns: Any,
) -> Node:
    """Change what is registered of a node (`columns` of EDITABLE; `aliases` replaces all). A name
    given up stays as an alias, so that older papers still find it.

    Raises RegistryError, and StaleVersion when someone changed it after version `expected`.
    """
    before = Node.objects.get(pk=node.pk)
    for name in EDITABLE:
        if name in columns:
            setattr(node, name, columns[name])
    node.name = node.name.strip()
    _check(node)
    names = list(node.aliases.values_list("name", flat=True))
    wanted = names if aliases is None else [name.strip() for name in aliases if name.strip()]
    if before.name != node.name and before.name not in wanted:
        wanted = [*wanted, before.name]
    with change(actor, "edit", _said(why, names, wanted)) as action:
        action.save(node, expected)
        node.aliases.exclude(name__in=wanted).delete()
        add_aliases(node, wanted)
        if before.parent_id != node.parent_id:
            replace_in_tree(node)
    return node


def _said(why: str, names: list[str], wanted: list[str]) -> str:
    """The reason, with the other names when they changed: they are no column of the node."""
    if set(names) == set(wanted):
        return why.strip()
    listed = f"别名：{'、'.join(wanted) or '无'}"
    return f"{why.strip()}（{listed}）" if why.strip() else listed


def archive_node(actor: User | None, node: Node, why: str = "") -> None:
    """Take a node out of the lists. Refused while anything in the lists points at it."""
    pointing = pointing_at(node)
    if pointing:
        raise RegistryError(
            f"还有{held_words(pointing)}用到“{node.name}”，不能移出列表。若是重复登记，请用“合并”；"
            "若已撤销，请填停用日期和并入哪里。"
        )
    with change(actor, "archive", why.strip() or node.name) as action:
        action.archive(node)


def restore_node(actor: User | None, node: Node, why: str = "") -> None:
    """Bring a node back into the lists."""
    edge = Merge.objects.filter(merged=node, undone_at=None).select_related("final").first()
    if edge:
        raise RegistryError(f"“{node.name}”已并入“{edge.final.name}”，请撤销那次合并。")
    if node.parent and node.parent.ref.archived_at:
        raise RegistryError(f"上级“{node.parent.name}”不在列表中，请先恢复它。")
    _refuse_double(node)
    with change(actor, "restore", why.strip() or node.name) as action:
        action.restore(node)


def _check(node: Node) -> None:
    """Everything a node must be before it is written; fills in what follows from its name."""
    if not node.name:
        raise RegistryError("请填写名称。")
    if node.parent is not None:
        _check_parent(node, node.parent)
    elif node.level != Level.PROVINCE and node.level != Level.ORGANISATION and node.pk is None:
        raise RegistryError(f"请填写{Level(node.level).label}“{node.name}”的上级。")
    node.credit_code = checked_credit_code(node.credit_code)
    checked_dates(node.valid_from, node.valid_to, f"“{node.name}”")
    if node.successor is not None:
        _check_successor(node, node.successor)
    _refuse_double(node)
    node.initials = initials(node.name)


def _check_parent(node: Node, parent: Node) -> None:
    level = Level(node.level)
    if level in _ABOVE and Level(parent.level) not in _ABOVE[level]:
        raise RegistryError(
            f"{level.label}“{node.name}”不能直接放在{Level(parent.level).label}“{parent.name}”下，"
            "请选择正确的上级。"
        )
    if node.pk and parent.lineage.filter(ancestor=node.pk).exists():
        raise RegistryError(f"“{parent.name}”就在“{node.name}”之下，不能作它的上级。")
    refuse_gone(parent)
    checked_code_under(node.code, parent.code, parent.name)


def _check_successor(node: Node, successor: Node) -> None:
    if successor.pk == node.pk:
        raise RegistryError("不能并入自己，请选另一个。")
    if successor.level != node.level:
        raise RegistryError(
            f"“{successor.name}”是{successor.get_level_display()}，不能接替"
            f"{Level(node.level).label}“{node.name}”。"
        )
    if node.valid_to is None:
        raise RegistryError("填了并入哪里，还要填停用的日期。")


def _refuse_double(node: Node) -> None:
    others = Node.objects.exclude(pk=node.pk)
    if node.credit_code:
        other = others.filter(credit_code=node.credit_code).first()
        if other:
            raise RegistryError(f"统一社会信用代码{node.credit_code}已登记在“{other.name}”名下。")
    if node.code:
        other = others.filter(code=node.code).first()
        if other:
            raise RegistryError(f"区划代码{node.code}已登记在“{other.name}”名下。")
    twins = others.filter(
        level=node.level, name=node.name, parent=node.parent, ref__archived_at=None
    )
    if twins.exists():
        where = f"{node.parent.name}下" if node.parent else ""
        raise RegistryError(f"{where}已有“{node.name}”，不必重复登记。")


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
