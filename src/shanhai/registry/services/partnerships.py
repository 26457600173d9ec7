"""Verbs of programmes, pairings and agreements."""

from datetime import date
from typing import Any

from django.conf import settings

from shanhai.accounts.models import User
from shanhai.common import vocabulary
from shanhai.records.services import change
from shanhai.registry.models import Agreement, Level, Node, Partnership, Programme
from shanhai.registry.queries import overlapping
from shanhai.registry.rules import RegistryError


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
    if overlapping(same, start, end).exists():
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
