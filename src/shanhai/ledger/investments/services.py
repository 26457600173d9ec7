"""Verbs of investments: what was promised at the signing, and what arrived."""

from datetime import date

from shanhai.accounts.models import User
from shanhai.common.amounts import Amount
from shanhai.common.periods import Period
from shanhai.cooperation.models import Venture
from shanhai.cooperation.rules.industry import check_arrival
from shanhai.cooperation.services.guard import require
from shanhai.ledger.investments.queries import ARRIVED, PROMISED
from shanhai.ledger.models import Entry, VentureEntry
from shanhai.ledger.rules import LedgerError
from shanhai.ledger.services import EntryFacts, EvidenceFacts, PartyFacts, enter
from shanhai.records.services import change


def _signed(venture: Venture) -> date | None:
    row = venture.steps.filter(rung="signed").first()
    return row.on if row else None


def promise_investment(actor: User, venture: Venture, units: int, voucher: str = "") -> Entry:
    """Record the investment a signed contract promises: a draft, at the stage promised."""
    signed = _signed(venture)
    if signed is None:
        raise LedgerError("还没有登记签约，先登记签约再记签约投资额。")
    if (
        VentureEntry.objects.filter(
            venture=venture, entry__indicator=PROMISED, entry__ref__archived_at=None
        )
        .exclude(entry__state=Entry.State.VOID)
        .exists()
    ):
        raise LedgerError("签约投资额已经记过；要改，请改那条台账记录。")
    return _enter(actor, venture, PROMISED, "promised", units, signed, voucher)


def bring_investment(actor: User, venture: Venture, units: int, on: date, voucher: str) -> Entry:
    """Record investment that arrived: a draft. Raises CooperationError before the signing."""
    check_arrival(_signed(venture), on, date.today())
    if not voucher.strip():
        raise LedgerError("请填写到位资金的凭证号（验资或固投票据）。")
    return _enter(actor, venture, ARRIVED, "arrived", units, on, voucher)


def _enter(
    actor: User, venture: Venture, code: str, stage: str, units: int, on: date, voucher: str
) -> Entry:
    require(actor, "enter", [venture.partnership])
    if units <= 0:
        raise LedgerError("投资额要大于0。")
    pairing = venture.partnership
    facts = EntryFacts(
        partnership=pairing, book="enterprises", title=venture.title, indicator=code,
        amount=Amount.exactly(units, "元"), period=Period(on, on), helper=pairing.helper,
        recipient=pairing.recipient, stage=stage, source_class="enterprise", voucher=voucher,
        parties=[PartyFacts("giver", venture.firm.name, venture.firm)],
    )  # fmt: skip
    evidence = [EvidenceFacts(voucher=voucher.strip())] if voucher.strip() else []
    with change(actor, "bring_investment", venture.title) as action:
        entry = enter(actor, facts, evidence)
        VentureEntry.objects.create(venture=venture, entry=entry)
        action.save(venture)
    return entry


def link_investment(actor: User, venture: Venture, entry: Entry) -> None:
    """Say that an entry of the ledger tells of this investment."""
    require(actor, "enter", [venture.partnership])
    if entry.partnership_id != venture.partnership_id or entry.indicator not in (PROMISED, ARRIVED):
        raise LedgerError(f"“{entry}”不是这个结对的投资额记录。")
    if VentureEntry.objects.filter(entry=entry).exists():
        raise LedgerError(f"“{entry}”已经属于一个引进企业，不能再算一次。")
    signed = _signed(venture)
    if entry.indicator == ARRIVED and entry.period_end:
        check_arrival(signed, entry.period_end, date.today())
    with change(actor, "bring_investment", entry.title) as action:
        VentureEntry.objects.create(venture=venture, entry=entry)
        action.save(venture)
