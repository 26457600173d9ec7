"""Verbs that say who acts for whom."""

from django.conf import settings

from shanhai.accounts.models import User
from shanhai.common import vocabulary
from shanhai.registry.models import Membership, Node
from shanhai.registry.rules import RegistryError


def appoint(user: User, role: str, node: Node | None = None) -> Membership:
    """Let a user act for a node in a role; without a node, everywhere."""
    if role not in vocabulary.load("rights", settings.VOCABULARY_DIR)["roles"]:
        raise RegistryError(f"没有“{role}”这个角色。")
    return Membership.objects.get_or_create(user=user, node=node, role=role)[0]


def dismiss(membership: Membership) -> None:
    """End what a user does for a node."""
    membership.delete()
