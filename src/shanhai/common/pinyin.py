"""Pinyin of names."""

from functools import lru_cache

from pypinyin import Style, lazy_pinyin

LONGEST = 60


@lru_cache(maxsize=20_000)
def initials(name: str) -> str:
    """Pinyin initials of a name, lower case: 清溪镇 → qxz."""
    letters = lazy_pinyin(name, style=Style.FIRST_LETTER, errors="ignore")
    return "".join(letters)[:LONGEST].lower()
