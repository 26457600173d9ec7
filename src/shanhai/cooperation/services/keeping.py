"""What registering and editing have in common for objects of one partnership with a title."""

from collections.abc import Collection
from dataclasses import fields
from typing import Any, TypeVar

from shanhai.accounts.models import User
from shanhai.cooperation.rules import CooperationError, require_text
from shanhai.cooperation.services.guard import require
from shanhai.records.models import Record
from shanhai.records.services import Change

R = TypeVar("R", bound=Record)


def may_register(actor: User | None, model: type[Record], facts: Any, what: str) -> None:
    """Refuse who may not, and a title that this partnership has already."""
    require(actor, "register", [facts.partnership])
    title = require_text(facts.title, what)
    same = model._default_manager.filter(
        partnership=facts.partnership, title=title, ref__archived_at=None
    )
    if same.exists():
        raise CooperationError(f"“{title}”已经登记，不必重复登记。")


def may_change(actor: User | None, record: Any, facts: Any, what: str) -> None:
    """Refuse who may not, here or where the object goes to."""
    require(actor, "register", [record.partnership, facts.partnership])
    require_text(facts.title, what)


def put(
    action: Change, record: R, facts: Any, expected: int | None = None,
    apart: Collection[str] = (),
) -> R:  # fmt: skip
    """Write `record` with the columns of `facts`, those `apart` left alone."""
    for one in fields(facts):
        if one.name not in apart:
            value = getattr(facts, one.name)
            setattr(record, one.name, value.strip() if isinstance(value, str) else value)
    return action.save(record, expected)
