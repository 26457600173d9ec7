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
    restore_pair,
)
from shanhai.registry.services.programmes import (
    add_programme,
    archive_programme,
    drop_round,
    drop_tasks,
    edit_programme,
    register_programme,
    restore_programme,
    write_round,
    write_tasks,
)

__all__ = [
    "add_aliases",
    "add_member",
    "add_programme",
    "appoint",
    "archive_node",
    "archive_pair",
    "archive_programme",
    "correct_member",
    "dismiss",
    "drop_round",
    "drop_tasks",
    "edit_node",
    "edit_pair",
    "edit_programme",
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
    "restore_programme",
    "undo_merge",
    "write_round",
    "write_tasks",
]
