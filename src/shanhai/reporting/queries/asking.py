"""Who may ask for a number."""

from shanhai.accounts.models import User
from shanhai.common.keys import Key
from shanhai.figures.queries import lines
from shanhai.ledger.models import Entry
from shanhai.registry.queries import holds, visible_nodes, visible_partnerships, visible_to


def may_ask(user: User, key: Key) -> bool:
    """Whether a user may ask for a number: they act for one of its ends, or both ends lie within
    a partnership they see. A wider number would tell them what others gave: that they may ask
    for only when every row under it is theirs to see."""
    if key.helper is None or key.recipient is None:
        return False
    seen = visible_partnerships(user)
    if key.partnership is not None and not seen.filter(pk=key.partnership).exists():
        return False
    if are_theirs(user, key.helper, key.recipient):
        return True
    rows = {line.entry.pk for line in lines(key)}
    return bool(rows) and visible_to(user, Entry.objects.filter(pk__in=rows)).count() == len(rows)


def are_theirs(user: User, helper: int, recipient: int) -> bool:
    """Whether whatever is between two nodes is a user's to ask for: they act for one of them, or
    both lie within a partnership they see."""
    if visible_nodes(user).filter(node__in=[helper, recipient]).exists():
        return True
    seen = visible_partnerships(user)
    return seen.filter(holds("helper", helper), holds("recipient", recipient)).exists()
