"""The verb of subsidies: say which share of recorded money a person's work was subsidised with."""

from datetime import date

from shanhai.accounts.models import User
from shanhai.common.amounts import written
from shanhai.cooperation.models import Placement
from shanhai.cooperation.services.guard import require
from shanhai.cooperation.services.projects import work_words
from shanhai.ledger.models import Entry, Subsidy
from shanhai.ledger.rules import LedgerError
from shanhai.ledger.subsidies.queries import given_of
from shanhai.records.services import change


def subsidise(
    actor: User, placement: Placement, entry: Entry, kind: str, units: int, on: date
) -> Subsidy:
    """Note a subsidy, a share of an entry of the funds book. Raises LedgerError when the entry
    has not so much left, or the same was paid in the same year."""
    require(actor, "enter", [placement.partnership])
    kinds = work_words()["subsidy_kinds"]
    if kind not in kinds:
        raise LedgerError("请选择补贴的种类。")
    if entry.partnership_id != placement.partnership_id or entry.unit != "元":
        raise LedgerError(f"“{entry}”不是这个结对的资金，请另选。")
    if units <= 0:
        raise LedgerError("补贴金额要大于0。")
    if on > date.today():
        raise LedgerError(f"{on}还没有到，请在发放之后登记。")
    if on < placement.start:
        raise LedgerError(f"发放（{on}）早于入职（{placement.start}），请核对。")
    name = kinds[kind]["name"]
    same = Subsidy.objects.filter(
        placement__worker=placement.worker_id, placement__partnership=placement.partnership_id,
        kind=kind, on__year=on.year,
    )  # fmt: skip
    if same.exists():
        raise LedgerError(f"这个人{on.year}年已登记过{name}，同一补贴一年只发一次，请核对。")
    left = entry.units - given_of(entry)
    if units > left:
        raise LedgerError(f"“{entry.title}”只剩{written(left)}元，不够{written(units)}元。")
    with change(actor, "subsidise", name) as action:
        action.save(placement)
        return Subsidy.objects.create(
            placement=placement, entry=entry, kind=kind, units=units, on=on
        )
