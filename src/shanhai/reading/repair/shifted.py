"""Runs of Chinese read one byte off: GBK text that lost a lead byte.

A lost byte turns `校校”交流合作` into `校?！苯涣骱献?`: the byte after the loss pairs with the
wrong neighbour until plain ASCII sets the reader straight, and the lone bytes at both ends print
as `?`.
Putting a byte back in front gives every character between the ends exactly; the first and the
last are chosen so that they make a known word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from shanhai.reading.data import load

_LEADS = range(0x81, 0xFF)
_TRAILS = (*range(0x40, 0x7F), *range(0x80, 0xFF))
# Characters of everyday writing lie in the first two levels of GB 2312; others are unlikely.
_PLAIN = frozenset(range(0xB0, 0xF8)) | {0xA1, 0xA3}


_VOCABULARIES = ("cues", "indicators", "others")
_HAN = re.compile(r"[\u3400-\u9fff]{2,}")


@lru_cache(maxsize=1)
def known_words() -> Mapping[str, int]:
    """Pairs of characters that often stand together, with how much each is worth: those of
    vocabulary/repairs.yaml, which are words, and of all words by which indicators are told, which
    may be ends of two."""
    words = _HAN.findall(str([load(name) for name in _VOCABULARIES]))
    pairs = {word[at : at + 2]: 1 for word in words for at in range(len(word) - 1)}
    return pairs | dict.fromkeys(load("repairs")["words"].split(), 2)


def shifted_back(before: str, run: str, after: str) -> str | None:
    """The characters a shifted run stood for, or None when nothing sensible comes out.

    `before` and `after` are the characters next to the run; both `?` belong to the run itself and
    are not part of `run`.
    """
    try:
        inner = run.encode("gbk")
    except UnicodeEncodeError:
        return None
    if len(inner) != 2 * len(run) or len(run) < 2:
        return None
    try:
        middle = inner[1:-1].decode("gbk")
    except UnicodeDecodeError:
        return None
    if not _sensible(middle):
        return None
    first = _best(((lead, inner[0]) for lead in _LEADS), before[-1:], middle[:1])
    last = _best(((inner[-1], trail) for trail in _TRAILS), middle[-1:], after[:1])
    if first is None and last is None:
        return None
    return f"{first or '?'}{middle}{last or '?'}"


def _sensible(text: str) -> bool:
    """Whether text could have been written: all plain characters, or a known pair among them."""
    plain = all(letter.encode("gbk")[0] in _PLAIN for letter in text)
    pairs = {text[at : at + 2] for at in range(len(text) - 1)}
    return not pairs.isdisjoint(known_words()) or (plain and len(text) == 1)


def _best(pairs: Iterable[tuple[int, int]], left: str, right: str) -> str | None:
    """The character among byte pairs that best makes known words with its neighbours."""
    words, found, most = known_words(), None, 0
    for lead, trail in pairs:
        try:
            letter = bytes((lead, trail)).decode("gbk")
        except UnicodeDecodeError:
            continue
        worth = words.get(left + letter, 0) + words.get(letter + right, 0)
        if worth > most:
            found, most = letter, worth
    return found
