"""Pure decisions about money set aside and paid out."""

from dataclasses import dataclass

from shanhai.common.amounts import written
from shanhai.ledger.rules import LedgerError

_WAN = 10_000


def told(units: int, unit: str) -> str:
    """An amount in words: money in 万元, anything else in its own unit."""
    return f"{written(units, _WAN)}万元" if unit == "元" else f"{written(units)}{unit}"


@dataclass(frozen=True, slots=True)
class Balance:
    """What became of recorded money: the whole, what is set aside, what is paid out; `unknown`
    allotments have a purpose and no known share."""

    whole: int
    allotted: int
    paid: int
    unknown: int = 0

    @property
    def free(self) -> int:
        """What nobody has set aside yet."""
        return self.whole - self.allotted

    @property
    def left(self) -> int:
        """What was set aside and is not paid out."""
        return self.allotted - self.paid


def check_allotment(balance: Balance, units: int | None, unit: str, title: str) -> None:
    """Refuse to set aside nothing, or more than is left."""
    if units is None:
        return
    if units <= 0:
        raise LedgerError("分配的金额要大于0；各项份额不明的，金额留空。")
    if units > balance.free:
        raise LedgerError(
            f"“{title}”共{told(balance.whole, unit)}，已分配{told(balance.allotted, unit)}，"
            f"只剩{told(balance.free, unit)}，不能再分配{told(units, unit)}。"
        )


def check_payment(allotted: int | None, paid: int, units: int, unit: str, stage: str) -> None:
    """Refuse to pay what has not arrived, or more than was set aside."""
    if stage not in ("arrived", "used"):
        raise LedgerError("这笔资金还没有到位，不能拨付；请先在台账里记到位。")
    if units <= 0:
        raise LedgerError("拨付的金额要大于0。")
    if allotted is None:
        raise LedgerError("这一项没有写明分配了多少，不能登记拨付；请先补上分配的金额。")
    if paid + units > allotted:
        raise LedgerError(
            f"已拨付{told(paid, unit)}，再拨{told(units, unit)}，"
            f"就超过分配的{told(allotted, unit)}，请核对。"
        )


def percent(paid: int, allotted: int) -> int | None:
    """What percent of the money set aside is paid out, rounded down; None of nothing."""
    return paid * 100 // allotted if allotted else None
