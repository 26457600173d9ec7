"""Traditional to simplified characters and quotation marks, one for one."""

from __future__ import annotations

from functools import lru_cache

import opencc

_QUOTES = dict(zip(map(ord, "「」『』"), "“”‘’", strict=True))
_SPACES: dict[int, str] = {0xA0: " ", 0x3000: " "}


@lru_cache(maxsize=1)
def simplified() -> dict[int, str]:
    """A table for ``str.translate``; it never changes the length of a text."""
    every = [chr(c) for c in range(0x3400, 0xA000)]
    made = opencc.OpenCC("t2s").convert("\n".join(every)).split("\n")
    table = {ord(a): b for a, b in zip(every, made, strict=True) if a != b and len(b) == 1}
    return table | _QUOTES | _SPACES


def simplify(text: str) -> tuple[str, bool]:
    """The text in simplified characters, and whether it was written in traditional ones."""
    made = text.translate(simplified())
    return made, made != text and made != text.translate(_SPACES)
