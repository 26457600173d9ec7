"""Pure decisions about claims: stages of kinds, what may be decided, what a correction may say."""

from typing import Any

from shanhai.common.keys import Stage

# Words after which promised money has arrived are the reader's business; here only the rung.
_PROMISED = frozenset({"contracted_investment", "projects_signed", "agreements_signed"})

# Parts of a claim a person may correct, with the words the page shows.
CORRECTABLE = {
    "indicator": "指标", "units": "数值", "unit": "单位", "bound": "界限", "period": "期间",
    "kind": "种类", "stage": "阶段", "helper": "谁的数（帮扶方）", "recipient": "谁的数（受援方）",
    "provider": "提供方", "receiver": "接受方",
}  # fmt: skip


def stage_of(kind: str, indicator: str) -> Stage:
    """The rung of the ladder a claim speaks of."""
    if kind == "plan":
        return Stage.PLANNED
    return Stage.PROMISED if indicator in _PROMISED else Stage.ARRIVED


def overlapping(start: int, end: int, taken: list[tuple[int, int]]) -> bool:
    """Whether [start, end) touches a span already taken."""
    return any(start < other_end and other_start < end for other_start, other_end in taken)


def unknown_corrections(changes: dict[str, Any]) -> list[str]:
    """Names in `changes` that no correction may touch."""
    return sorted(set(changes) - set(CORRECTABLE) - {"printed"})
