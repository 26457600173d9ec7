"""Verbs upon what a report is news of."""

from shanhai.accounts.models import User
from shanhai.claims.models import Claim
from shanhai.ledger.donations.services import follow
from shanhai.ledger.models import Donation
from shanhai.reconciliation.services import ReconciliationError, draft_entry
from shanhai.reconciliation.tellings.queries import told_gift
from shanhai.records.services import change


def follow_gift(actor: User, claim: Claim) -> Donation:
    """Follow the gift an accepted claim tells of: over the entry a person said it is, else over
    one drafted from the claim's own words. Raises ReconciliationError or LedgerError."""
    told = told_gift(actor, claim)
    if told.known is not None:
        raise ReconciliationError(f"这笔捐赠已登记为“{told.known}”，不再登记。")
    with change(actor, "register_donation", str(claim)):
        return follow(actor, told.entry if told.entry and told.sure else draft_entry(actor, claim))
