"""Verbs that make one of two: a duplicate is merged into the node that stays, and can come back."""

from shanhai.accounts.models import User
from shanhai.common import clock
from shanhai.records.services import change
from shanhai.registry.models import Lineage, Merge, Node
from shanhai.registry.rules import RegistryError
from shanhai.registry.services.lineage import replace_in_tree


def merge_nodes(actor: User | None, merged: Node, survivor: Node, why: str) -> Merge:
    """Say that `merged` is `survivor`, registered twice. Nothing is rewritten: whatever points at
    `merged` counts as the survivor's while the merge stands."""
    _refuse(merged, survivor, why)
    with change(actor, "merge", why.strip()) as action:
        edge = action.save(
            Merge(merged=merged, survivor=survivor, final=survivor, why=why.strip(), by=actor)
        )
        action.archive(merged)
        _point_at_last()
        replace_in_tree(merged)
    return edge


def _refuse(merged: Node, survivor: Node, why: str) -> None:
    if not why.strip():
        raise RegistryError("请写明为什么是同一个，如“同一统一社会信用代码，两镇各登记一次”。")
    if merged.pk == survivor.pk:
        raise RegistryError("不能并入自己，请选另一个。")
    if merged.level != survivor.level:
        raise RegistryError(
            f"“{merged.name}”是{merged.get_level_display()}，“{survivor.name}”是"
            f"{survivor.get_level_display()}，级别不同不能合并。"
        )
    for node in (merged, survivor):
        refuse_gone(node)
    if Lineage.objects.filter(ancestor=merged, node=survivor).exists():
        raise RegistryError(f"“{survivor.name}”就在“{merged.name}”之下，不能反过来并入。")


def refuse_gone(node: Node) -> None:
    """Refuse to point at a node that is merged away or out of the lists."""
    edge = Merge.objects.filter(merged=node, undone_at=None).select_related("final").first()
    if edge:
        raise RegistryError(f"“{node.name}”已并入“{edge.final.name}”，请改选“{edge.final.name}”。")
    if node.ref.archived_at:
        raise RegistryError(f"“{node.name}”已移出列表，请先恢复它，或改选别的。")


def undo_merge(actor: User | None, edge: Merge, why: str) -> Merge:
    """Take a merge back: both stand as before, with all that pointed at each."""
    if edge.undone_at:
        raise RegistryError(f"这次合并已于{edge.undone_at:%Y-%m-%d}撤销。")
    if not why.strip():
        raise RegistryError("请写明为什么撤销。")
    with change(actor, "undo_merge", why.strip()) as action:
        edge.undone_by, edge.undone_at, edge.undone_why = actor, clock.now(), why.strip()
        action.save(edge)
        action.restore(edge.merged)
        _point_at_last()
        replace_in_tree(edge.merged)
    return edge


def _point_at_last() -> None:
    """Let every standing merge name the end of its chain."""
    standing = list(Merge.objects.filter(undone_at=None))
    following = {edge.merged_id: edge.survivor_id for edge in standing}
    for edge in standing:
        last = edge.survivor_id
        while last in following:
            last = following[last]
        if last != edge.final_id:
            Merge.objects.filter(pk=edge.pk).update(final=last)
