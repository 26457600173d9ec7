"""Pure decisions of search: what an object is found by, and what a word asks for.

Chinese has no blanks between words, so a text is indexed by its single characters and its pairs of
neighbours, and by threes where they are Latin letters or digits: a word of any length is then found
wherever it stands, the same on every database.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import add

# Names are indexed as wholes too, so that the very name comes before what only holds it.
LONGEST_NAME = 40

_RUN = re.compile(r"[^\W_]+")
_PLAIN = re.compile(r"[0-9a-z]{3,}")


@dataclass(frozen=True, slots=True)
class Line:
    """What one object is found by: `text` to look in, and the marks it is indexed under."""

    text: str
    marks: str


def plain(text: str) -> str:
    """`text` as it is compared: one form of each letter, no difference of case, single blanks."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace("\0", " ").split())


def line(
    kind: str, parts: Sequence[str], initials: Sequence[str], scopes: Iterable[object]
) -> Line:
    """What an object of `kind` is found by: its parts, names first, their pinyin initials, and the
    partnerships it belongs to."""
    said = [_part(part) if len(part) <= LONGEST_NAME else _read_part(part) for part in parts]
    text = "\n".join(dict.fromkeys(filter(None, [*(part for part, _ in said), *initials])))
    marks = {kind_mark(kind), *map(scope_mark, scopes)}
    marks.update(*(found for _, found in said), *map(_marks, initials))
    marks.discard("")
    return Line(text, " ".join(sorted(marks)))


def _read_part(part: str) -> tuple[str, frozenset[str]]:
    """A part as it is compared, and its marks."""
    text = plain(part)
    name = {whole(text)} if len(text) <= LONGEST_NAME else set()
    return text, frozenset(_marks(text) | name)


_part = lru_cache(maxsize=2048)(_read_part)


def asked(word: str) -> set[str]:
    """The marks every object that holds a word is indexed under; empty for mere punctuation."""
    marks: set[str] = set()
    for run in _RUN.findall(plain(word)):
        if len(run) == 1:
            marks.add(run)
            continue
        threes = [found.span() for found in _PLAIN.finditer(run)]
        for start, end in threes:
            marks.update(run[at : at + 3] for at in range(start, end - 2))
        marks.update(
            run[at : at + 2]
            for at in range(len(run) - 1)
            if not any(start <= at and at + 2 <= end for start, end in threes)
        )
    return marks


def holds(text: str, words: Iterable[str]) -> bool:
    """Whether an indexed text holds every word."""
    return all(plain(word) in text for word in words)


def begins(text: str, words: Iterable[str]) -> bool:
    """Whether an object's name, which its indexed text begins with, begins with these words."""
    return text.startswith(plain(" ".join(words)))


def is_named(text: str, mark: str) -> bool:
    """Whether one of the parts of an indexed text is the whole name of a mark."""
    return any(whole(part) == mark for part in text.split("\n") if len(part) <= LONGEST_NAME)


def whole(name: str) -> str:
    """The mark of a whole name."""
    letters = "".join(_RUN.findall(plain(name)))
    return f"={letters}" if letters else ""


def kind_mark(kind: str) -> str:
    """The mark of everything of a kind."""
    return f"#{kind}"


def scope_mark(scope: object) -> str:
    """The mark of everything of a partnership."""
    return f"@{scope}"


def _marks(text: str) -> set[str]:
    marks: set[str] = set()
    for run in _RUN.findall(text):
        marks.update(run)
        marks.update(map(add, run, run[1:]))
        for found in _PLAIN.findall(run):
            marks.update(found[at : at + 3] for at in range(len(found) - 2))
    return marks
