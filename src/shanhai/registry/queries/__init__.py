"""Questions about who there is, and the one gate: what a user may see."""

from shanhai.registry.queries.dated import (
    in_force,
    members_of,
    overlapping,
    partnership_on,
)
from shanhai.registry.queries.finding import found, scopes_of
from shanhai.registry.queries.gate import (
    acts_everywhere,
    archived_partnerships,
    below,
    everywhere,
    hidden_changes,
    keeps,
    known_nodes,
    manageable_users,
    may,
    may_edit,
    may_edit_pair,
    places_for,
    roles,
    sees_ref,
    sides,
    visible_nodes,
    visible_partnerships,
    visible_to,
)
from shanhai.registry.queries.names import find_nodes, resolve, same_as, survivors
from shanhai.registry.queries.pairs import pairings_of, pairings_under

__all__ = [
    "acts_everywhere",
    "archived_partnerships",
    "below",
    "everywhere",
    "find_nodes",
    "found",
    "hidden_changes",
    "in_force",
    "keeps",
    "known_nodes",
    "manageable_users",
    "may",
    "may_edit",
    "may_edit_pair",
    "members_of",
    "overlapping",
    "pairings_of",
    "pairings_under",
    "partnership_on",
    "places_for",
    "resolve",
    "roles",
    "same_as",
    "scopes_of",
    "sees_ref",
    "sides",
    "survivors",
    "visible_nodes",
    "visible_partnerships",
    "visible_to",
]
