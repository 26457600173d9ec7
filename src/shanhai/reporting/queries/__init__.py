"""The tables and trails that faces show, everything that has a day, and what others did."""

from shanhai.reporting.queries.asking import are_theirs, may_ask
from shanhai.reporting.queries.dates import KINDS, Dated, dated, deadlines
from shanhai.reporting.queries.news import Happening, news
from shanhai.reporting.queries.trails import (
    Field,
    Goal,
    Row,
    Trail,
    all_figures,
    fields_of,
    goals,
    partnership_fields,
    partnership_key,
    trail,
)

__all__ = [
    "KINDS",
    "Dated",
    "Field",
    "Goal",
    "Happening",
    "Row",
    "Trail",
    "are_theirs",
    "dated",
    "deadlines",
    "fields_of",
    "goals",
    "may_ask",
    "news",
    "all_figures",
    "partnership_fields",
    "partnership_key",
    "trail",
]
