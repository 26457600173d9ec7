"""Verbs of money: set it aside for a purpose, take that back, pay it out."""

from dataclasses import dataclass
from datetime import date

from shanhai.accounts.models import User
from shanhai.common.amounts import Amount
from shanhai.common.periods import Period
from shanhai.cooperation.models import Project
from shanhai.cooperation.services.guard import require
from shanhai.ledger.funds.queries import balances, paid_of
from shanhai.ledger.funds.rules import check_allotment, check_payment
from shanhai.ledger.models import Allotment, Entry, Payment
from shanhai.ledger.rules import LedgerError
from shanhai.ledger.services import EntryFacts, EvidenceFacts, enter
from shanhai.records.services import change

CLOSED = ("cancelled", "filed")


@dataclass(frozen=True, slots=True)
class AllotmentFacts:
    """What money is set aside for. `units` in 1/10,000; None when its share is not known."""

    on: date
    units: int | None
    project: Project | None = None
    purpose: str = ""
    document: str = ""


def allot(actor: User, entry: Entry, facts: AllotmentFacts) -> Allotment:
    """Set aside a part of recorded money. Raises LedgerError when there is not so much left, or
    project and money belong to different partnerships."""
    require(actor, "enter", [entry.partnership])
    purpose = facts.purpose.strip() or (facts.project.title if facts.project else "")
    if not purpose:
        raise LedgerError("请选择项目，或写明用途。")
    if entry.state == Entry.State.VOID or entry.reverses_id or entry.stage == "used":
        raise LedgerError(f"“{entry}”不是可以分配的资金。")
    if facts.project:
        _check_project(entry, facts)
    if entry.period and facts.on < entry.period.start:
        raise LedgerError(f"分配日期（{facts.on}）早于资金的{entry.period.label}，请核对。")
    check_allotment(balances([entry])[entry.pk], facts.units, entry.unit, entry.title)
    with change(actor, "allot", purpose) as action:
        return action.save(
            Allotment(
                entry=entry, project=facts.project, purpose=purpose[:200], units=facts.units,
                document=facts.document.strip()[:80], on=facts.on,
            )
        )  # fmt: skip


def _check_project(entry: Entry, facts: AllotmentFacts) -> None:
    project = facts.project
    if project is None:
        return
    if project.partnership_id != entry.partnership_id:
        raise LedgerError(f"“{project}”不属于这笔资金的结对“{entry.partnership}”，请另选项目。")
    if project.state in CLOSED:
        raise LedgerError(f"“{project}”已经撤销或归档，不能再分配资金。")
    same = entry.allotments.filter(project=project, ref__archived_at=None)
    if same.filter(document=facts.document.strip()[:80], on=facts.on).exists():
        raise LedgerError("同一天、同一文号已经分配给这个项目，不必再登记一次。")


def take_back(actor: User, allotment: Allotment, why: str) -> None:
    """Take an allotment back. Raises LedgerError when money was already paid out of it."""
    require(actor, "enter", [allotment.entry.partnership])
    if not why.strip():
        raise LedgerError("收回分配要写明理由。")
    if paid_of(allotment):
        raise LedgerError("这一项已经拨付，不能收回；请先作废拨付的台账记录。")
    with change(actor, "take_back", why.strip()) as action:
        action.archive(allotment)


def pay(
    actor: User, allotment: Allotment, units: int, on: date, voucher: str, payee: str = ""
) -> Payment:
    """Pay out of an allotment: a draft in the ledger, at the stage used, with its voucher."""
    entry = allotment.entry
    require(actor, "enter", [entry.partnership])
    check_payment(allotment.units, paid_of(allotment), units, entry.unit, entry.stage)
    if not voucher.strip():
        raise LedgerError("请填写支付凭证号。")
    if on < allotment.on:
        raise LedgerError(f"拨付日期（{on}）早于分配日期（{allotment.on}），请核对。")
    if on > date.today():
        raise LedgerError(f"{on}还没有到，请在拨付之后登记。")
    facts = EntryFacts(
        partnership=entry.partnership, book=entry.book, title=f"拨付：{allotment.purpose}"[:200],
        indicator=entry.indicator, amount=Amount.exactly(units, entry.unit), period=Period(on, on),
        helper=entry.helper, recipient=entry.recipient, stage="used", form=entry.form,
        source_class=entry.source_class, voucher=voucher,
    )  # fmt: skip
    with change(actor, "pay", allotment.purpose):
        made = enter(actor, facts, [EvidenceFacts(voucher=voucher.strip())])
        return Payment.objects.create(allotment=allotment, entry=made, payee=payee.strip()[:120])
