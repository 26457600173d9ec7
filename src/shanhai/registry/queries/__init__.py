"""Questions about who there is, and the one gate: what a user may see."""

from shanhai.registry.queries.dated import (
    in_force,
    members_of,
    overlapping,
    partnership_on,
)
from shanhai.registry.queries.gate import (
    acts_everywhere,
    below,
    everywhere,
    hidden_changes,
    keeps,
    manageable_users,
    may,
    places_for,
    roles,
    sees_ref,
    sides,
    visible_nodes,
    visible_partnerships,
    visible_to,
)
from shanhai.registry.queries.names import find_nodes, resolve, same_as, survivors

__all__ = [
    "acts_everywhere",
    "below",
    "everywhere",
    "find_nodes",
    "hidden_changes",
    "in_force",
    "keeps",
    "manageable_users",
    "may",
    "members_of",
    "overlapping",
    "partnership_on",
    "places_for",
    "resolve",
    "roles",
    "same_as",
    "sees_ref",
    "sides",
    "survivors",
    "visible_nodes",
    "visible_partnerships",
    "visible_to",
]
