"""Traditional to simplified characters and quotation marks, one for one."""

from __future__ import annotations

import re
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


# halves of a character, which no encoding takes
_HALF = re.compile(r"[\ud800-\udfff]")


def whole(text: str) -> str:
    """The text with a sign for each half of a character, so that places stay."""
    try:
        text.encode("utf-8")  # much faster than looking for what hardly any text has
    except UnicodeEncodeError:
        return _HALF.sub("\ufffd", text)
    return text


@lru_cache(maxsize=1)
def simplified() -> dict[int, str]:
    """A table for ``str.translate``; it never changes the length of a text."""
    every = [chr(c) for c in range(0x3400, 0xA000)]
    made = opencc.OpenCC("t2s").convert("\n".join(every)).split("\n")
    table = {ord(a): b for a, b in zip(every, made, strict=True) if a != b and len(b) == 1}
    printed = {form: table.get(ord(letter), letter) for form, letter in PRINTED.items()}
    return table | printed | _QUOTES | _SPACES


@lru_cache(maxsize=1)
def _changes() -> tuple[re.Pattern[str], dict[str, str]]:
    """Any character the table changes, but for the spaces, and what it becomes."""
    made = {chr(code): letter for code, letter in simplified().items() if code not in _SPACES}
    return re.compile(f"[{''.join(sorted(made))}]"), made


def traditional(text: str) -> bool:
    """Whether anything of a text is written in traditional characters."""
    return _changes()[0].search(text) is not None


def simplify(text: str) -> tuple[str, bool]:
    """The text in simplified characters, and whether it was written in traditional ones."""
    pattern, made = _changes()
    # finding the few characters to change is much faster than taking all through a table
    for space, plain in _SPACES.items():
        text = text.replace(chr(space), plain)
    text, changed = pattern.subn(lambda match: made[match[0]], text)
    return text, changed > 0
