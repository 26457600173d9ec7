"""A figure as relations see it, and the words that call one the sum of others."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SUM = re.compile(
    r"(?:共计?|合计共?|总计|总共|一共|计|累计|总额|合计|折合共计|总数|总金额|总价值"
    r"|[合加]起来|凑[成了足])"
    r"[^，。；、\d]{0,6}$"
)
_SUMS = re.compile("[共计总起凑]")  # each of these words has one of them
# what stands before a sum of just what was listed, and of nothing else
ADDS = r"(?:共(?![同建享青])|合计|总计|[合加]起来|凑[成了足])[^，。；、\d]"
ADDED = re.compile(ADDS + "{0,4}$")
NEXT = 60  # a figure in the sentence before is no farther than this
IN_A_LIST = 24
OFF = 0.5  # a sum that is farther off than this was no sum of these
# figures of these stand in one list as parts of one whole
_KIN = (
    frozenset(("employment", "local_employment", "labour_transferred")),
    frozenset(("social_donation", "donation_in_kind")),
    frozenset(("fiscal_funds", "assistance_funds", "project_investment")),
)


@dataclass(slots=True)
class Item:
    """What relations need of a claim."""

    start: int
    end: int
    code: str
    value: float
    unit: str
    sentence: tuple[int, int]
    clause: tuple[int, int]
    bound: str
    each: bool = False
    total_of: tuple[int, ...] = ()
    part_of: int | None = None
    same_as: int | None = None


def is_sum(lead: str) -> bool:
    """Whether the words before a figure call it a sum."""
    return bool(_SUMS.search(lead) and _SUM.search(lead))


def kin(one: str, other: str) -> bool:
    """Whether figures of two indicators may be parts of one whole."""
    sent = one.endswith("_dispatched") and other.endswith("_dispatched")
    return one == other or sent or any(one in like and other in like for like in _KIN)
