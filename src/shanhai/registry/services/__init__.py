"""Verbs that register places, organisations, partnerships and who acts for whom."""

from shanhai.registry.services.clusters import add_member, end_member
from shanhai.registry.services.divisions import load_divisions
from shanhai.registry.services.memberships import appoint, dismiss
from shanhai.registry.services.nodes import add_aliases, initials, name_also, register_node
from shanhai.registry.services.partnerships import pair, register_programme, sign

__all__ = [
    "add_aliases",
    "add_member",
    "appoint",
    "dismiss",
    "end_member",
    "initials",
    "load_divisions",
    "name_also",
    "pair",
    "register_node",
    "register_programme",
    "sign",
]
