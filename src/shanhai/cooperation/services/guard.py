"""What every verb of cooperation begins with: who may do it, where names lie, columns filled."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from django.conf import settings

from shanhai.accounts.models import User
from shanhai.common import vocabulary
from shanhai.cooperation.models import Joint
from shanhai.cooperation.queries.sides import side_of
from shanhai.cooperation.rules import CooperationError
from shanhai.records.models import Record
from shanhai.registry.models import Node, Partnership
from shanhai.registry.queries import may, resolve, visible_to


def require(actor: User | None, verb: str, partnerships: Iterable[Partnership]) -> None:
    """Refuse who lacks the right, or does not see one of the partnerships. None is the system."""
    if actor is None:
        return
    if not may(actor, verb):
        word = vocabulary.load("rights", settings.VOCABULARY_DIR)["verbs"].get(verb, verb)
        raise CooperationError(f"您的角色没有“{word}”的权限。")
    keys = {pairing.pk for pairing in partnerships}
    if visible_to(actor, Partnership.objects.filter(pk__in=keys)).count() != len(keys):
        raise CooperationError("这条结对不在您的范围内。")


def joined(actor: User | None, occasion: Joint, chosen: Sequence[Partnership]) -> list[Partnership]:
    """The partnerships of an occasion after an edit: what was chosen, and those the actor does
    not see; the keeper stays in front as long as it takes part."""
    known = occasion.partnerships.all()
    seen = visible_to(actor, known) if actor else known
    hidden = known.exclude(pk__in=seen.values("pk"))
    rows = list(dict.fromkeys([*chosen, *hidden]))
    return sorted(rows, key=lambda row: row.pk != occasion.partnership_id)


def placed(name: str, partnerships: Iterable[Partnership], what: str) -> tuple[Node, str]:
    """The node a typed name means and the side it lies on. Raises CooperationError for a name
    nobody registered, and for a place of neither side."""
    pairings = list(partnerships)
    node = next((found for one in pairings if (found := resolve(name, one))), None)
    if node is None:
        raise CooperationError(
            f"“{name}”没有登记，或有几个同名的：请写全称，或写它所在的镇、县（{what}）。"
        )
    side = side_of(node, pairings)
    if not side:
        raise CooperationError(
            f"“{node.name}”不属于“{pairings[0]}”的任何一方，请核对{what}，或加上它所在的结对。"
        )
    return node, side


def on_a_side(node: Node, partnerships: Iterable[Partnership], what: str) -> None:
    """Refuse a node of neither side."""
    pairings = list(partnerships)
    if not side_of(node, pairings):
        raise CooperationError(f"“{node.name}”不属于“{pairings[0]}”的任何一方，请另选{what}。")


def refuse_twin(
    model: type[Record], title: str, own: Record | None = None, said: str = "", **alike: Any
) -> None:
    """Refuse what is registered already: another of this title that is `alike` in the rest. `own`
    is the one being edited, `said` what the title is told with."""
    title = title.strip()
    same = model._default_manager.filter(title=title, ref__archived_at=None, **alike)
    if same.exclude(pk=own.pk if own else None).exists():
        raise CooperationError(f"{said}“{title}”已经登记，不必重复登记。")


def today() -> date:
    """The day it is."""
    return date.today()


def filled(record: Any, facts: Any, apart: Collection[str] = ()) -> Any:
    """`record` with the columns of `facts`, those `apart` left alone."""
    for one in fields(facts):
        if one.name not in apart:
            value = getattr(facts, one.name)
            setattr(record, one.name, value.strip() if isinstance(value, str) else value)
    return record
