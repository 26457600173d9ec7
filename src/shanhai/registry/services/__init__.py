"""Verbs that register places, organisations, partnerships and who acts for whom."""

from shanhai.registry.services.clusters import (
    add_member,
    correct_member,
    end_member,
    hand_over_lead,
)
from shanhai.registry.services.divisions import (
    load_divisions,
)
from shanhai.registry.services.memberships import (
    appoint,
    dismiss,
)
from shanhai.registry.services.merges import (
    merge_nodes,
    undo_merge,
)
from shanhai.registry.services.nodes import (
    add_aliases,
    archive_node,
    edit_node,
    initials,
    name_also,
    register_node,
    restore_node,
)
from shanhai.registry.services.partnerships import (
    archive_pair,
    edit_pair,
    pair,
    register_programme,
    restore_pair,
)

__all__ = [
    "add_aliases",
    "add_member",
    "appoint",
    "archive_node",
    "archive_pair",
    "correct_member",
    "dismiss",
    "edit_node",
    "edit_pair",
    "end_member",
    "hand_over_lead",
    "initials",
    "load_divisions",
    "merge_nodes",
    "name_also",
    "pair",
    "register_node",
    "register_programme",
    "restore_node",
    "restore_pair",
    "undo_merge",
]
