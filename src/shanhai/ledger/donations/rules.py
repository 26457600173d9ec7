"""Pure decisions about gifts: receipts, the order of things, and what asks for a look."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from shanhai.ledger.funds.rules import told
from shanhai.ledger.rules import LedgerError

# A giver hears of the use within so many days of it; a gift is made public within so many days.
TOLD_WITHIN = 90
PUBLISHED_WITHIN = 90


def receipt_number(text: str) -> str:
    """A receipt's number as it is compared: no blanks, capitals. Raises LedgerError."""
    number = re.sub(r"\s+", "", text).upper()
    if not re.fullmatch(r"[0-9A-Z\-()（）]{4,40}", number):  # noqa: RUF001
        raise LedgerError(f"票据号“{text.strip()}”应是4到40位的数字和字母，请照票据填写。")
    return number


def check_goods(form: str, units: int, valuation: str) -> None:
    """Refuse goods or services of no value; a value without a basis cannot be judged either."""
    if units <= 0:
        raise LedgerError("捐赠的金额要大于0；物资和服务请填折价。")
    if form in ("goods", "mixed", "service") and not valuation.strip():
        raise LedgerError("物资和服务的折价要写依据：发票价、购置价、评估价或收费标准。")


def check_event(on: date, arrived: date | None, kind: str, today: date) -> None:
    """Refuse what happens before the gift arrived, or in days to come."""
    if on > today:
        raise LedgerError(f"{on}还没有到，请在做到之后登记。")
    if arrived is None:
        raise LedgerError("这笔捐赠还没有登记到账，请先登记到账。")
    if on < arrived:
        raise LedgerError(f"{kind}日期（{on}）早于到账（{arrived}），请核对。")


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a gift: amounts by stage, its parts, its days."""

    unit: str
    promised: int
    arrived: int
    used: int
    purposes: Sequence[int | None]
    directed: bool
    legal_receiver: str
    receivers: Sequence[str]
    receipt: str
    agreed_on: date | None
    arrived_on: date | None
    days: dict[str, date]
    valued_without_basis: bool = False


def doubts(gift: Told, today: date) -> list[str]:
    """What is odd about a gift, as sentences that say what to do."""
    found = list(_receiver(gift))
    found += _amounts(gift)
    found += _late(gift, today)
    if gift.valued_without_basis:
        found.append("物资折价还没有写依据，审核前请补上发票价、购置价或评估价。")
    return found


def _receiver(gift: Told) -> Iterable[str]:
    names = [gift.legal_receiver] if gift.legal_receiver else gift.receivers
    if any("政府" in name for name in names):
        yield (
            "接收方是政府机关：公益捐赠一般由红十字会、慈善会、学校或村接收，"
            "请核对法定接收方和票据由谁开。"
        )
    if gift.arrived and not gift.legal_receiver:
        yield "已经到账，还没有写法定接收方（开票的单位）。"
    if gift.arrived and not gift.receipt:
        yield "已经到账，还没有捐赠票据号，请向接收方索取。"


def _amounts(gift: Told) -> Iterable[str]:
    arrived = told(gift.arrived, gift.unit)
    if gift.promised and gift.arrived > gift.promised:
        yield f"到账{arrived}，比承诺的{told(gift.promised, gift.unit)}多，请核对。"
    if gift.used > gift.arrived:
        yield f"使用{told(gift.used, gift.unit)}，比到账的{arrived}多，请核对。"
    whole = gift.arrived or gift.promised
    known = [part for part in gift.purposes if part is not None]
    if gift.directed and not gift.purposes:
        yield "这是定向捐赠，还没有写定向用到哪些项目。"
    elif gift.directed and len(known) == len(gift.purposes) and sum(known) != whole:
        yield (
            f"各项用途合计{told(sum(known), gift.unit)}，"
            f"与捐赠的{told(whole, gift.unit)}不等，请核对。"
        )


def _late(gift: Told, today: date) -> Iterable[str]:
    if gift.agreed_on and not gift.arrived and today - gift.agreed_on > timedelta(days=90):
        yield f"{gift.agreed_on}签约或举牌，至今没有登记到账，请催问。"
    used, arrived = gift.days.get("used"), gift.arrived_on
    if used and "told" not in gift.days and today - used > timedelta(days=TOLD_WITHIN):
        yield f"{used}已经使用，还没有向捐赠方反馈。"
    since = today - arrived if arrived else timedelta()
    if "published" not in gift.days and since > timedelta(days=PUBLISHED_WITHIN):
        yield f"{arrived}已经到账，还没有公示接收和使用情况。"
