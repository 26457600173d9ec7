"""The one fountain of numbers: every figure, computed from what is recorded and registered.

A figure never looks at claims. Flows add distinct entries once; a cluster is the union of its
own entries and its members'; stocks are the newest reading of each pair of nodes; pairings, and
what other registers give, are counted from their members at a date; rates are never added; 其中
children never count beside their parent; a summary entry stands for the details under its key.

What is kept ready (queries.kept) answers where it can; else the entries are counted one by one.
"""

from django.conf import settings

from shanhai.common.indicators import Nature, indicator
from shanhai.common.keys import Key
from shanhai.figures.queries.entries import (
    Line,
    counted_entries,
    counted_figures,
    counted_states,
    entries_under,
    figures_of,
    lines,
    years_of_entries,
)
from shanhai.figures.queries.figure import Figure, PairingCount
from shanhai.figures.queries.kept import kept_figures, kept_years
from shanhai.figures.queries.pairings import (
    between,
    counting_kinds,
    link_figure,
    link_figures,
    links_of,
    pairing_counts,
    pairing_figure,
    pairing_figures,
    pairing_kinds,
    pairings,
)
from shanhai.figures.queries.registers import (
    register_figure,
    register_figures,
    register_parts,
    register_rules,
)
from shanhai.figures.queries.then import figures_as_of, pairings_as_of, rows_ever_under


def figures(key: Key) -> list[Figure]:
    """Every figure under a key whose indicator is "" (all) or a code, by indicator, stage and
    unit. Different units and stages are never added."""
    kept = kept_figures(key)
    return counted_figures(key) if kept is None else kept


def figure(key: Key, unit: str | None = None) -> Figure | None:
    """The figure of one key, or None when nothing is recorded. Stocks are counted from the
    registers that have them; a flow no entry tells of is what a register says.
    `unit` chooses among units (人 or 人次); without it the one most rows have."""
    counted = pairing_figure(key) or (register_figure(key) if is_stock(key.indicator) else None)
    if counted is not None:
        return counted
    found = [row for row in figures(key) if unit is None or row.amount.unit == unit]
    return max(found, key=lambda row: row.entries, default=None) or register_figure(key)


def is_stock(code: str) -> bool:
    """Whether an indicator counts what is there at a date."""
    return indicator(code, settings.VOCABULARY_DIR).nature == Nature.STOCK


def years(helper: int, recipient: int) -> list[int]:
    """Years in which something is recorded between two nodes, newest first."""
    kept = kept_years(helper, recipient)
    return sorted(years_of_entries(helper, recipient) if kept is None else kept, reverse=True)


__all__ = [
    "Figure",
    "between",
    "Line",
    "PairingCount",
    "counted_entries",
    "counted_figures",
    "counted_states",
    "counting_kinds",
    "entries_under",
    "figure",
    "figures",
    "figures_as_of",
    "figures_of",
    "is_stock",
    "lines",
    "link_figure",
    "link_figures",
    "links_of",
    "pairing_counts",
    "pairing_figure",
    "pairing_figures",
    "pairing_kinds",
    "pairings",
    "pairings_as_of",
    "register_figure",
    "register_figures",
    "register_parts",
    "register_rules",
    "rows_ever_under",
    "years",
]
