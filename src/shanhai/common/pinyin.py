"""Pinyin of names."""

import re
from functools import lru_cache

from pypinyin import Style, lazy_pinyin
from pypinyin.constants import RE_HANS

LONGEST = 60
# Stretches of Chinese characters: the same ones stand in many names, with other numbers between.
_STRETCH = re.compile(RE_HANS.pattern.strip("^$"))


def initials(name: str) -> str:
    """Pinyin initials of a name, lower case: 清溪镇 → qxz."""
    return "".join(map(_initials, _STRETCH.findall(name)))[:LONGEST]


@lru_cache(maxsize=20_000)
def _initials(stretch: str) -> str:
    return "".join(lazy_pinyin(stretch, style=Style.FIRST_LETTER, errors="ignore")).lower()
