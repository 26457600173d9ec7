"""Pure decisions about how a number is written and a paragraph put together."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from shanhai.common.amounts import BOUND_WORDS, SCALE, Amount, Bound, written

_HOLE = re.compile(r"\{([a-z_]+)\}")


def in_words(amount: Amount) -> str:
    """An amount as a document prints it: exact digits in 元, 万元 or 亿元, its bound in front.

    >>> in_words(Amount.of(8000000, "元", "under", "800万元"))
    '近800万元'
    """
    size, word = 1, amount.unit
    if amount.unit == "元":
        size, word = _money_scale(amount.units)
    return BOUND_WORDS[Bound(amount.bound)] + written(amount.units, size).replace(",", "") + word


def _money_scale(units: int) -> tuple[int, str]:
    """The largest of 亿元, 万元 and 元 that needs no more than four decimals."""
    for size, word in ((10**8, "亿元"), (10**4, "万元")):
        if abs(units) >= size * SCALE and units % size == 0:
            return size, word
    return 1, "元"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a paragraph: plain text, or a number with the code of its figure."""

    text: str
    code: str = ""


def clause_pieces(clause: str, number: Callable[[str], str | None]) -> list[Piece] | None:
    """The pieces of a clause with `{code}` holes; None when one of its numbers is not recorded."""
    pieces: list[Piece] = []
    at = 0
    for hole in _HOLE.finditer(clause):
        text = number(hole.group(1))
        if text is None:
            return None
        if hole.start() > at:
            pieces.append(Piece(clause[at : hole.start()]))
        pieces.append(Piece(text, hole.group(1)))
        at = hole.end()
    if at < len(clause):
        pieces.append(Piece(clause[at:]))
    return pieces


def paragraph(clauses: Iterable[list[Piece]]) -> list[Piece]:
    """Clauses joined by ； and closed by 。"""
    pieces: list[Piece] = []
    for clause in clauses:
        if pieces:
            pieces.append(Piece("；"))
        pieces.extend(clause)
    if pieces:
        pieces.append(Piece("。"))
    return pieces
