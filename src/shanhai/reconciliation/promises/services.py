"""Verbs that hold promises against what was recorded."""

from shanhai.accounts.models import User
from shanhai.cooperation.models import Commitment, Delivery
from shanhai.cooperation.rules import CooperationError
from shanhai.cooperation.services import link_delivery
from shanhai.ledger.models import Entry
from shanhai.registry.queries import visible_to


def deliver(actor: User, commitment: Commitment, entry: Entry) -> Delivery:
    """Say that a recorded entry delivers on a promise. Both must be of one partnership and unit."""
    if not visible_to(actor, Entry.objects.filter(pk=entry.pk)).exists():
        raise CooperationError("这条台账记录不在您的范围内。")
    if entry.partnership_id != commitment.agreement.partnership_id:
        raise CooperationError("这条台账记录和协议不属于同一结对。")
    if entry.unit != commitment.unit:
        raise CooperationError(
            f"承诺按“{commitment.unit}”计，这条记录按“{entry.unit}”计，不能算作兑现。"
        )
    if entry.state == Entry.State.VOID:
        raise CooperationError("这条台账记录已作废，不能算作兑现。")
    return link_delivery(actor, commitment, entry.ref)
