"""Traditional to simplified characters and quotation marks, one for one."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import opencc

_QUOTES = dict(zip(map(ord, "「」『』"), "“”‘’", strict=True))
# Radicals and compatibility forms that writers of PDF print in place of the character itself.
_FORMS = (*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00))
PRINTED = {
    form: made
    for form, made in ((f, unicodedata.normalize("NFKC", chr(f))) for f in _FORMS)
    if made != chr(form) and len(made) == 1
} | {0x2EA0: "民", 0x2EC5: "见", 0x2ED1: "長", 0x2ED3: "长", 0x2EE2: "马", 0x2EE9: "黄"}
_SPACES: dict[int, str] = {0xA0: " ", 0x3000: " "}


@lru_cache(maxsize=1)
def simplified() -> dict[int, str]:
    """A table for ``str.translate``; it never changes the length of a text."""
    every = [chr(c) for c in range(0x3400, 0xA000)]
    made = opencc.OpenCC("t2s").convert("\n".join(every)).split("\n")
    table = {ord(a): b for a, b in zip(every, made, strict=True) if a != b and len(b) == 1}
    printed = {form: table.get(ord(letter), letter) for form, letter in PRINTED.items()}
    return table | printed | _QUOTES | _SPACES


def simplify(text: str) -> tuple[str, bool]:
    """The text in simplified characters, and whether it was written in traditional ones."""
    made = text.translate(simplified())
    return made, made != text and made != text.translate(_SPACES)
