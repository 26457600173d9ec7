"""Whether two tellings are of one occasion."""

import re
from datetime import date
from difflib import SequenceMatcher

_NOISE = re.compile(r"[\s《》“”\"'（）()·、，。:：\-—]|召开|举行|举办|隆重|顺利|圆满")
_ALIKE = 0.62


def plain_title(title: str) -> str:
    """What tells one occasion's name from another's, without marks and ceremony."""
    return _NOISE.sub("", title)


def alike(one: str, other: str) -> bool:
    """Whether two titles may name one occasion."""
    a, b = plain_title(one), plain_title(other)
    if not a or not b:
        return False
    shorter, longer = sorted((a, b), key=len)
    inside = len(shorter) >= 4 and shorter in longer
    return inside or SequenceMatcher(None, a, b, autojunk=False).ratio() >= _ALIKE


def same_time(one: date | None, other: date | None, days: int) -> bool:
    """Whether two tellings may be of one day; an unknown day is no objection."""
    return one is None or other is None or abs((one - other).days) <= days
