"""What is asked before an expression is tried lets through all that the expression may match."""

import re
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import pytest

from shanhai.reading import own, parties, places, scene

BLANKS = frozenset(" \t\n\u3000")


def edge(pattern: re.Pattern[str], last: bool = False) -> set[str]:
    """The characters that what an expression matches may begin with, or end with."""
    found, empty = _edge(list(_parser.parse(pattern.pattern)), last)
    assert not empty, "it may match nothing at all"
    return found


def _edge(parts: list[Any], last: bool) -> tuple[set[str], bool]:
    found: set[str] = set()
    for part in reversed(parts) if last else parts:
        here, empty = _one(*part, last)
        found |= here
        if not empty:
            return found, False
    return found, True


def _one(op: Any, told: Any, last: bool) -> tuple[set[str], bool]:
    if op is ops.LITERAL:
        return {chr(told)}, False
    if op is ops.IN:
        return set().union(*(_one(*part, last)[0] for part in told)), False
    if op is ops.CATEGORY:
        assert told is ops.CATEGORY_SPACE
        return set(BLANKS), False
    if op is ops.BRANCH:
        ways = [_edge(list(way), last) for way in told[1]]
        return set().union(*(found for found, _ in ways)), any(empty for _, empty in ways)
    if op is ops.SUBPATTERN:
        return _edge(list(told[-1]), last)
    if op in (ops.MAX_REPEAT, ops.MIN_REPEAT):
        found, empty = _edge(list(told[2]), last)
        return found, empty or told[0] == 0
    assert op in (ops.ASSERT, ops.ASSERT_NOT, ops.AT), op
    return set(), True


@pytest.mark.parametrize(
    ("pattern", "begins"),
    [
        (own._MADE_OF, own._MADE_BEGINS),
        (own._IN_A_DISASTER, own._DISASTER_BEGINS),
        (parties._BY_HELP, parties._BY_HELP_BEGINS),
        (parties._ITEM, parties._ITEM_BEGINS),
        (places._NOT_PLACE_AFTER, places._NO_PLACE_BEGINS),
        (scene._OWNED, scene._OWN),
    ],
)
def test_an_expression_is_tried_wherever_it_may_begin(
    pattern: re.Pattern[str], begins: frozenset[str]
) -> None:
    assert edge(pattern) <= begins


def test_an_expression_is_tried_wherever_it_may_end() -> None:
    assert edge(parties._LED, last=True) <= parties._LED_ENDS
