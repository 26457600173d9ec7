"""Who may verify an action item, and when it is late."""

from datetime import date


def why_not_verify(
    actor: int, done_by: int | None, acting: set[str], done_side: set[str], reviews: bool
) -> str:
    """Why a person may not verify what another did, or "" when they may: never the same person;
    someone of the other side, or who reviews."""
    if done_by is not None and actor == done_by:
        return "自己办结的事项不能自己核实，请由对方或审核员核实。"
    if reviews or acting - done_side:
        return ""
    return "核实要由对方或审核员来做：您和办结人是同一方。"


def overdue(due: date | None, state: str, today: date) -> bool:
    """Whether an action item should have been done by now."""
    return due is not None and due < today and state in ("open", "returned")
