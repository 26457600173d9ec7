"""What the lines of a sheet are: data, a sum, a word about the others, or nothing."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

_LOOKED_AT = 3  # cells at the head of a line that tell what it is
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]$")
_FIRST_OF_COLUMNS = ("1", "(1)", "（1）")  # opens a line that numbers the columns


class Kinds:
    """Tells the kinds of lines of a sheet in which so many `columns` mean something."""

    def __init__(self, columns: int, words: dict[str, Any]) -> None:
        self._columns = columns
        self._subtotals, self._notes = tuple(words["subtotals"]), tuple(words["notes"])
        self._examples = frozenset(words["examples"])
        self._is_sum = lru_cache(maxsize=4096)(self._names_sum)

    def of(self, texts: Sequence[Sequence[str]]) -> list[str]:
        """The kinds of lines by the texts of their columns."""
        full = [at for at, column in enumerate(texts) if "" not in column][:_LOOKED_AT]
        if len(full) < _LOOKED_AT:
            return list(map(self._kind, zip(*texts, strict=True)))
        opening = texts[: full[-1] + 1]  # where the first three cells of every line stand
        odd = {text for column in opening for text in set(column) if self._is_odd(text)}
        if not odd:
            return ["data"] * len(texts[0])
        return [
            "data" if odd.isdisjoint(cells[: len(opening)]) else self._kind(cells)
            for cells in zip(*texts, strict=True)
        ]

    def _is_odd(self, text: str) -> bool:
        """Whether a cell may tell that its line is no data."""
        shown = text in self._examples or text in _FIRST_OF_COLUMNS
        return shown or self._is_sum(text) or self._opens_note(text)

    def _kind(self, cells: Sequence[str]) -> str:
        filled = list(filter(None, cells))
        if not filled:
            return "blank"
        if any(map(self._is_sum, filled[:_LOOKED_AT])):
            return "subtotal"
        alone = len(filled) == 1 and self._columns > 2
        note = alone or self._opens_note(filled[0]) or self._shows_how(filled)
        return "note" if note else "data"

    def _names_sum(self, text: str) -> bool:
        text = _BRACKETS.sub("", "".join(text.split()))
        return text.endswith(self._subtotals) and len(text) <= 10

    def _opens_note(self, text: str) -> bool:
        return "".join(text.split()).startswith(self._notes)

    def _shows_how(self, filled: Sequence[str]) -> bool:
        """Whether a line is an example, or numbers the columns."""
        bare = [text.strip("()（）") for text in filled]
        numbers = len(bare) >= _LOOKED_AT and bare == [str(at + 1) for at in range(len(bare))]
        return numbers or not self._examples.isdisjoint(filled[:_LOOKED_AT])
