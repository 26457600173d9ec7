"""Verbs of gifts: register, let it arrive, note the receipt, follow it to the word back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from shanhai.accounts.models import User
from shanhai.common.amounts import Amount
from shanhai.common.periods import Period
from shanhai.cooperation.services.guard import require
from shanhai.ledger.donations.queries import arrived_on, entries_of
from shanhai.ledger.donations.rules import check_event, check_goods, receipt_number
from shanhai.ledger.models import Donation, DonationEntry, DonationEvent, Entry
from shanhai.ledger.rules import LedgerError
from shanhai.ledger.services import (
    EntryFacts,
    EvidenceFacts,
    PartyFacts,
    enter,
    facts_of,
)
from shanhai.records.services import attach, change
from shanhai.registry.models import Node, Partnership
from shanhai.registry.queries import resolve, visible_to

INDICATOR = "social_donation"


@dataclass(frozen=True, slots=True)
class GiftFacts:
    """What is known of a gift when it is first told. `givers`, `receivers` and `end_users` are
    names; `units` in 1/10,000 元."""

    partnership: Partnership
    title: str
    units: int
    on: date
    givers: Sequence[str]
    receivers: Sequence[str] = ()
    end_users: Sequence[str] = ()
    stage: str = "promised"
    form: str = "cash"
    source_class: str = ""
    items: str = ""
    valuation: str = ""
    directed: bool = False
    legal_receiver: Node | None = None
    helper: Node | None = None
    recipient: Node | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class DonationFacts:
    """What a gift's own columns say."""

    title: str
    directed: bool = False
    legal_receiver: Node | None = None
    agreed_on: date | None = None
    note: str = ""


def register_donation(actor: User, facts: GiftFacts) -> Donation:
    """Register a gift and the entry it begins with, a draft. Raises LedgerError."""
    require(actor, "enter", [facts.partnership])
    if not facts.givers:
        raise LedgerError("请填写捐赠方。")
    check_goods(facts.form, facts.units, facts.valuation)
    with change(actor, "register_donation", facts.title) as action:
        entry = enter(actor, _entry_facts(facts))
        donation = action.save(
            Donation(
                partnership=facts.partnership, title=facts.title.strip()[:200],
                directed=facts.directed, legal_receiver=facts.legal_receiver,
                agreed_on=facts.on if facts.stage == "promised" else None,
                note=facts.note.strip(),
            )
        )  # fmt: skip
        DonationEntry.objects.create(donation=donation, entry=entry)
        action.keep(donation)
    return donation


def _entry_facts(facts: GiftFacts) -> EntryFacts:
    pairing = facts.partnership
    roles = (("giver", facts.givers), ("receiver", facts.receivers), ("end_user", facts.end_users))
    return EntryFacts(
        partnership=pairing, book="donations", title=facts.title, indicator=INDICATOR,
        amount=Amount.exactly(facts.units, "元"), period=Period(facts.on, facts.on),
        helper=facts.helper or pairing.helper, recipient=facts.recipient or pairing.recipient,
        stage=facts.stage, form=facts.form, source_class=facts.source_class,
        parties=[PartyFacts(role, name, resolve(name, pairing))
                 for role, names in roles for name in names],
        details={key: value for key, value in
                 (("items", facts.items.strip()), ("valuation", facts.valuation.strip())) if value},
    )  # fmt: skip


def follow(actor: User, entry: Entry) -> Donation:
    """Follow a gift that stands in the ledger already."""
    require(actor, "enter", [entry.partnership])
    if entry.indicator != INDICATOR or entry.unit != "元":
        raise LedgerError(f"“{entry}”不是捐赠的金额记录。")
    _refuse_told(entry)
    with change(actor, "register_donation", entry.title) as action:
        donation = action.save(
            Donation(
                partnership=entry.partnership, title=entry.title,
                agreed_on=entry.period_end if entry.stage == "promised" else None,
            )
        )  # fmt: skip
        DonationEntry.objects.create(donation=donation, entry=entry)
        action.keep(donation)
    return donation


def _refuse_told(entry: Entry) -> None:
    if DonationEntry.objects.filter(entry=entry).exists():
        raise LedgerError(f"“{entry}”已经属于一笔捐赠，不能再算一次。")


def link(actor: User, donation: Donation, entry: Entry) -> None:
    """Say that an entry of the ledger tells of this gift."""
    require(actor, "enter", [donation.partnership])
    if entry.partnership_id != donation.partnership_id or entry.indicator != INDICATOR:
        raise LedgerError(f"“{entry}”不是这个结对的捐赠记录。")
    _refuse_told(entry)
    with change(actor, "link_donation", entry.title) as action:
        action.save(donation)
        DonationEntry.objects.create(donation=donation, entry=entry)
        action.keep(donation)


def edit_donation(
    actor: User, donation: Donation, facts: DonationFacts, expected: int | None = None,
    why: str = "",
) -> Donation:  # fmt: skip
    """Change a gift's own columns; what its entries say is changed there."""
    require(actor, "enter", [donation.partnership])
    if not facts.title.strip():
        raise LedgerError("请填写事由。")
    with change(actor, "edit_donation", why) as action:
        donation.title, donation.note = facts.title.strip()[:200], facts.note.strip()
        donation.directed, donation.legal_receiver = facts.directed, facts.legal_receiver
        donation.agreed_on = facts.agreed_on
        action.save(donation, expected)
    return donation


def arrive(actor: User, donation: Donation, units: int, on: date, voucher: str) -> Entry:
    """Record what arrived of a gift: a draft with the parties of what was promised."""
    require(actor, "enter", [donation.partnership])
    if not voucher.strip():
        raise LedgerError("请填写到账的凭证号（银行回单或签收单）。")
    if units <= 0:
        raise LedgerError("到账的金额要大于0。")
    if on > date.today():
        raise LedgerError(f"{on}还没有到，请在到账之后登记。")
    first = entries_of(donation)[0]
    if donation.agreed_on and on < donation.agreed_on:
        raise LedgerError(f"到账（{on}）早于签约或举牌（{donation.agreed_on}），请核对。")
    facts = facts_of(
        first, stage="arrived", amount=Amount.exactly(units, first.unit), period=Period(on, on),
        voucher=voucher.strip(), summary=False, parent=None,
    )  # fmt: skip
    with change(actor, "arrive", voucher.strip()) as action:
        entry = enter(actor, replace(facts), [EvidenceFacts(voucher=voucher.strip())])
        action.save(donation)
        DonationEntry.objects.create(donation=donation, entry=entry)
        action.keep(donation)
    return entry


def note_receipt(
    actor: User, donation: Donation, number: str, on: date, receiver: Node
) -> Donation:
    """Note the receipt of a gift and who gave it out. The same number twice is refused."""
    require(actor, "enter", [donation.partnership])
    number = receipt_number(number)
    other = Donation.objects.filter(receipt=number).exclude(pk=donation.pk).first()
    if other is not None:
        seen = actor is None or visible_to(actor, Donation.objects.filter(pk=other.pk)).exists()
        where = f"“{other.title}”" if seen else "另一笔捐赠"
        raise LedgerError(f"票据号{number}已经用于{where}，请核对是否重复登记。")
    check_event(on, arrived_on(donation), "开票", date.today())
    with change(actor, "note_receipt", number) as action:
        donation.receipt, donation.receipt_on = number, on
        donation.legal_receiver = receiver
        action.save(donation)
    return donation


def note_event(
    actor: User, donation: Donation, kind: str, on: date, who: str, text: str,
    photo: tuple[str, bytes, str] | None = None,
) -> DonationEvent:  # fmt: skip
    """Say what became of a gift: taken over, used, told to the giver, made public."""
    require(actor, "enter", [donation.partnership])
    if kind not in DonationEvent.Kind.values:
        raise LedgerError("请选择环节。")
    word = DonationEvent.Kind(kind).label
    if not who.strip() or not text.strip():
        raise LedgerError(f"请写明{word}的单位和情况。")
    check_event(on, arrived_on(donation), word, date.today())
    with change(actor, "note_event", text.strip()) as action:
        kept: Any = attach(actor, donation, *photo, f"{word}：{donation.title}") if photo else None
        action.save(donation)
        event = DonationEvent.objects.create(
            donation=donation, kind=kind, on=on, who=who.strip()[:120], text=text.strip()[:500],
            photo=kept,
        )  # fmt: skip
        action.keep(donation)
    return event


def shelve(actor: User, donation: Donation, why: str) -> None:
    """Take a gift out of the lists; its entries stay in the ledger."""
    require(actor, "enter", [donation.partnership])
    if not why.strip():
        raise LedgerError("请写明为什么移出列表，别人才好核对。")
    with change(actor, "archive", why.strip()) as action:
        action.archive(donation)


def unshelve(actor: User, donation: Donation, why: str = "") -> None:
    """Bring a gift back into the lists."""
    require(actor, "enter", [donation.partnership])
    with change(actor, "restore", why.strip()) as action:
        action.restore(donation)
