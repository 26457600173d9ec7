"""Verbs that register places and organisations."""

from collections.abc import Iterable
from typing import Any

from pypinyin import Style, lazy_pinyin

from shanhai.accounts.models import User
from shanhai.records.services import change
from shanhai.registry.models import Alias, Level, Node
from shanhai.registry.rules import RegistryError, checked_credit_code
from shanhai.registry.services.lineage import place_in_tree

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
        place_in_tree(node)
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
