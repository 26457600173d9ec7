"""What registering and editing have in common for objects of one partnership with a title."""

from collections.abc import Collection
from typing import Any, TypeVar

from shanhai.accounts.models import User
from shanhai.cooperation.rules import require_text
from shanhai.cooperation.services.guard import filled, refuse_twin, require
from shanhai.records.models import Record
from shanhai.records.services import Change

R = TypeVar("R", bound=Record)


def may_register(actor: User | None, model: type[Record], facts: Any, what: str) -> None:
    """Refuse who may not, and a title that this partnership has already."""
    require(actor, "register", [facts.partnership])
    refuse_twin(model, require_text(facts.title, what), partnership=facts.partnership)


def may_change(actor: User | None, record: Any, facts: Any, what: str) -> None:
    """Refuse who may not, here or where the object goes to."""
    require(actor, "register", [record.partnership, facts.partnership])
    require_text(facts.title, what)


def put(
    action: Change, record: R, facts: Any, expected: int | None = None,
    apart: Collection[str] = (),
) -> R:  # fmt: skip
    """Write `record` with the columns of `facts`, those `apart` left alone."""
    return action.save(filled(record, facts, apart), expected)
