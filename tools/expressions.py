"""The expressions the reader asks, taken apart as Python's own `re` parses them.

Tools for `make compile`: tools/matching.py writes C of the parts.
"""

from collections.abc import Callable, Iterable
from functools import cache
from re import DOTALL, MULTILINE, UNICODE
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

BMP = 0x10000  # texts of two bytes a character; others are read by Python's engine alone
_WRITTEN_OUT = 60  # parts of many lengths that come again so often at most
# A part of an expression: ("one", characters), ("at", a condition in C), ("look", wanted, how far
# back, parts), ("any of", ways), ("times", least, most, parts, their length, greedy, kept),
# ("again", parts of many lengths, greedy), ("go on", a function in C).
Part = tuple[Any, ...]
Parts = tuple[Part, ...]
Points = int  # a set of characters: a bit for each

_CATEGORIES: dict[Any, Callable[[str], bool]] = {
    sre.CATEGORY_DIGIT: str.isdecimal,
    sre.CATEGORY_SPACE: str.isspace,
    sre.CATEGORY_WORD: lambda one: one.isalnum() or one == "_",
    sre.CATEGORY_NOT_DIGIT: lambda one: not one.isdecimal(),
    sre.CATEGORY_NOT_SPACE: lambda one: not one.isspace(),
    sre.CATEGORY_NOT_WORD: lambda one: not (one.isalnum() or one == "_"),
}
EVERY: Points = (1 << BMP) - 1


class Untold(Exception):
    """What C is not made for; the expression stays Python's alone."""


@cache
def _category(kind: Any) -> Points:
    return sum(1 << point for point in range(BMP) if _CATEGORIES[kind](chr(point)))


def _one(point: int) -> Points:
    return 1 << point & EVERY


def _points(items: Iterable[tuple[Any, Any]]) -> Points:
    """The characters of a set in brackets."""
    made, negated = 0, False
    for op, value in items:
        if op is sre.NEGATE:
            negated = True
        elif op is sre.LITERAL:
            made |= _one(value)
        elif op is sre.RANGE:
            made |= (1 << max(min(value[1], BMP - 1) + 1 - value[0], 0)) - 1 << value[0]
        else:
            made |= _category(value)
    return EVERY & ~made if negated else made


class Expression:
    """One expression taken apart."""

    def __init__(self, pattern: str, flags: int) -> None:
        tree = parser.parse(pattern, flags)
        if tree.state.flags & ~(MULTILINE | DOTALL | UNICODE):
            raise Untold(f"flags {tree.state.flags}")
        self.flags = tree.state.flags
        self.exact = True
        self.least = tree.getwidth()[0]
        self.parts = self._parts(tree)

    def _parts(self, tree: Any) -> Parts:
        made: list[Part] = []
        for op, value in tree:
            made += self._part(op, value)
        return tuple(made)

    def _part(self, op: Any, value: Any) -> list[Part]:
        if op is sre.LITERAL:
            return [("one", _one(value))]
        if op is sre.NOT_LITERAL:
            return [("one", EVERY & ~_one(value))]
        if op is sre.ANY:
            return [("one", EVERY if self.flags & DOTALL else EVERY & ~_one(10))]
        if op is sre.IN:
            return [("one", _points(value))]
        if op is sre.AT:
            return [("at", self._place(value))]
        if op is sre.SUBPATTERN:
            if value[1] or value[2]:
                raise Untold("flags within")
            return list(self._parts(value[3]))
        if op is sre.BRANCH:
            return [("any of", tuple(self._parts(way) for way in value[1]))]
        if op in (sre.ASSERT, sre.ASSERT_NOT):
            return self._look(op is sre.ASSERT, *value)
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            least, most, tree = value
            most = None if most is sre.MAXREPEAT else int(most)
            return self._repeated(op, int(least), most, tree)
        if op is sre.GROUPREF_EXISTS:
            self.exact = False
            _, yes, no = value
            return [("any of", (self._parts(yes), self._parts(no) if no else ()))]
        raise Untold(str(op))

    def _place(self, at: Any) -> str:
        if at is sre.AT_BEGINNING:
            return "i == 0 || s[i - 1] == 10" if self.flags & MULTILINE else "i == 0"
        if at is sre.AT_END:
            last = "" if self.flags & MULTILINE else "i + 1 == e && "
            return f"i == e || ({last}s[i] == 10)"
        if at is sre.AT_BEGINNING_STRING:
            return "i == 0"
        if at is sre.AT_END_STRING:
            return "i == e"
        raise Untold(str(at))

    def _look(self, wanted: bool, way: int, tree: Any) -> list[Part]:
        before, self.exact = self.exact, True
        parts = self._parts(tree)
        told, self.exact = self.exact, before and self.exact
        if not wanted and not told:
            return []  # what is perhaps there is perhaps absent
        return [("look", wanted, tree.getwidth()[0] if way < 0 else 0, parts)]

    def _repeated(self, op: Any, least: int, most: int | None, tree: Any) -> list[Part]:
        parts, (short, long) = self._parts(tree), tree.getwidth()
        greedy, kept = op is not sre.MIN_REPEAT, op is sre.POSSESSIVE_REPEAT
        if short == long and short:
            if kept and not self.exact:
                raise Untold("kept of what is perhaps there")
            return [("times", least, most, parts, int(short), greedy, kept)]
        if kept or not short:
            raise Untold("parts of no or many lengths, kept or without end")
        made = list(parts) * least
        if most is None:
            self.exact = False  # it may say perhaps where it goes deep
            return [*made, ("again", parts, greedy)]
        if (most - least) * len(parts) > _WRITTEN_OUT:
            raise Untold("too long when written out")
        rest: Parts = ()
        for _ in range(most - least):
            ways = (parts + rest, ()) if greedy else ((), parts + rest)
            rest = (("any of", ways),)
        return [*made, *rest]


def first(parts: Parts) -> Points | None:
    """The characters one of which must come first, or None where nothing need come."""
    asked: Points = EVERY
    for number, part in enumerate(parts):
        kind = part[0]
        if kind == "one":
            return asked & part[1]
        if kind == "any of":
            led = 0
            for way in part[1]:
                if (told := first(way + parts[number + 1 :])) is None:
                    return None
                led |= told
            return asked & led
        if kind in ("times", "again"):
            of = first(part[3] if kind == "times" else part[1])
            if of is None or (kind == "times" and part[1]):
                return None if of is None else asked & of
            after = first(parts[number + 1 :])
            return None if after is None else asked & (of | after)
        if kind == "look" and part[1] and not part[2]:
            asked &= EVERY if (ahead := first(part[3])) is None else ahead
        elif kind == "go on":
            return None
    return None
