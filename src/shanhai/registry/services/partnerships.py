"""Verbs of pairings."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Q

from shanhai.accounts.models import User
from shanhai.common import vocabulary
from shanhai.records.queries import pointing_at
from shanhai.records.services import change
from shanhai.registry.models import (
    ClusterMember,
    Level,
    Lineage,
    Node,
    Partnership,
    Programme,
)
from shanhai.registry.queries import overlapping, same_as
from shanhai.registry.rules import RegistryError, held_words
from shanhai.registry.services.clusters import refuse_twice
from shanhai.registry.services.merges import refuse_gone
from shanhai.registry.services.programmes import register_programme


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
    """Register a pairing. Raises RegistryError on overlap, wrong levels, dates or places."""
    made = Partnership(
        kind=kind, programme=programme, helper=helper, recipient=recipient, parent=parent,
        start=start, end=end, note=note,
    )  # fmt: skip
    _check(made)
    with change(actor, "pair", str(made)) as action:
        return action.save(made)


EDITABLE = ("kind", "programme", "helper", "recipient", "parent", "start", "end", "note")
_SIDES = ("kind", "programme", "helper", "recipient")


def edit_pair(
    actor: User | None,
    partnership: Partnership,
    why: str,
    *,
    expected: int | None = None,
    **columns: Any,
) -> Partnership:
    """Change a pairing (`columns` of EDITABLE). Who pairs with whom stays as it is once anything
    rests on the pairing.

    Raises RegistryError, and StaleVersion when someone changed it after version `expected`.
    """
    before = Partnership.objects.get(pk=partnership.pk)
    for name in EDITABLE:
        if name in columns:
            setattr(partnership, name, columns[name])
    if any(getattr(before, name) != getattr(partnership, name) for name in _SIDES):
        held = pointing_at(partnership)
        if held:
            raise RegistryError(
                f"“{before}”已有{held_words(held)}，不能改换双方、类型或项目类别；"
                "请给这一条填上结束日期，再登记新的结对。"
            )
    _check(partnership)
    with change(actor, "edit", why.strip()) as action:
        return action.save(partnership, expected)


def archive_pair(actor: User | None, partnership: Partnership, why: str = "") -> None:
    """Take a pairing registered by mistake out of the lists; one that ended gets its last day."""
    held = pointing_at(partnership)
    if held:
        raise RegistryError(
            f"“{partnership}”还有{held_words(held)}，不能移出列表。若结对已结束，请填结束日期。"
        )
    with change(actor, "archive", why.strip() or str(partnership)) as action:
        action.archive(partnership)


def restore_pair(actor: User | None, partnership: Partnership, why: str = "") -> None:
    """Bring a pairing back into the lists."""
    register_programme(actor, partnership.programme.code)  # refuses one that is out of the lists
    _check(partnership)
    with change(actor, "restore", why.strip() or str(partnership)) as action:
        action.restore(partnership)


def _check(made: Partnership) -> None:
    """Everything a pairing must be before it is written."""
    kinds = vocabulary.load("partnerships", settings.VOCABULARY_DIR)["kinds"]
    if made.kind not in kinds:
        raise RegistryError(f"没有“{made.kind}”这种结对类型。")
    words = kinds[made.kind]
    if made.helper_id == made.recipient_id:
        raise RegistryError("帮扶方和受援方不能是同一个。")
    for side in ("helper", "recipient"):
        node = getattr(made, side)
        if node.level not in words.get(f"{side}_levels", words["levels"]):
            raise RegistryError(
                f"“{node.name}”是{Level(node.level).label}，不能用于{words['name']}。"
            )
        refuse_gone(node)
    if made.start and made.end and made.end < made.start:
        raise RegistryError("结对的结束日期早于开始日期，请核对。")
    if made.helper.level == Level.CLUSTER and not made.helper.members.filter(lead=True).exists():
        raise RegistryError(f"“{made.helper.name}”还没有牵头镇，请先登记它的牵头镇和成员。")
    for row in overlapping(made.helper.members.select_related("member"), made.start, made.end):
        refuse_twice(row, [made])
    _refuse_overlap(made)
    if made.parent is not None:
        _refuse_outside(made, made.parent)


def _refuse_overlap(made: Partnership) -> None:
    same = Partnership.objects.exclude(pk=made.pk).filter(
        kind=made.kind,
        programme=made.programme,
        helper__in=same_as(made.helper),
        recipient__in=same_as(made.recipient),
        ref__archived_at__isnull=True,
    )
    other = overlapping(same, made.start, made.end).first()
    if other:
        span = f"{other.start or '起始不详'}至{other.end or '今'}"
        raise RegistryError(
            f"“{made}”在这段时间已有同类结对（{span}），请改日期或直接使用原有的一条。"
        )


def _refuse_outside(made: Partnership, parent: Partnership) -> None:
    """A nested pairing lies inside the one above it, on both sides."""
    if made.pk and (parent.pk == made.pk or parent.parent_id == made.pk):
        raise RegistryError("上级结对不能是它自己或它的下级。")
    for side in ("helper", "recipient"):
        node, above = getattr(made, side), getattr(parent, side)
        members = ClusterMember.objects.filter(cluster=above).values("member")
        inside = Lineage.objects.filter(node=node).filter(
            Q(ancestor=above) | Q(ancestor__in=members)
        )
        if not inside.exists():
            where = f"（登记在{node.parent.name}）" if node.parent else ""
            raise RegistryError(
                f"“{node.name}”{where}不在上级结对“{parent}”的“{above.name}”之内，"
                "请核对地方，或改选上级结对。"
            )
