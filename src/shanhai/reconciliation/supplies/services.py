"""Verbs from a need and an offer to an agreement, to entries, to delivery."""

from collections.abc import Sequence
from datetime import date

from django.conf import settings

from shanhai.accounts.models import User
from shanhai.common import vocabulary
from shanhai.common.amounts import Amount
from shanhai.common.periods import Period
from shanhai.cooperation.models import Need, Offer, Want
from shanhai.cooperation.queries.needs import live_offers
from shanhai.cooperation.queries.sides import within
from shanhai.cooperation.services import AgreementFacts, sign_agreement
from shanhai.cooperation.services.needs import advance
from shanhai.ledger.books import book_of_indicator
from shanhai.ledger.models import Entry, EntryParty
from shanhai.ledger.services import EntryFacts, PartyFacts, enter
from shanhai.reconciliation.models import Supply, SupplyEntry
from shanhai.reconciliation.supplies.queries import (
    OFFERED,
    candidates,
    delivered,
    field_indicators,
    met,
    side_of,
    taken_of,
)
from shanhai.reconciliation.supplies.rules import SupplyError, checked_delivery, checked_units
from shanhai.records.services import Change, change
from shanhai.registry.models import Agreement, Level, Node
from shanhai.registry.queries import may, sides, visible_to

State = Supply.State


def supply(actor: User, need: Need, offer: Offer, amount: Amount, why: str = "") -> Supply:
    """Set so much of an offer against a need, keeping the reasons they suit each other."""
    _require(actor, need)
    if not live_offers(actor).filter(pk=offer.pk).exists():
        raise SupplyError("这项所能不在您的范围内。")
    if need.side == offer.side:
        side = offer.get_side_display()
        raise SupplyError(f"“{need}”和“{offer}”都是{side}发布的，要由另一方来供。")
    if need.field != offer.field:
        raise SupplyError(f"所需属“{need.field}”，所能属“{offer.field}”，领域不同不能对接。")
    for want in (need, offer):
        if want.state not in OFFERED:
            raise SupplyError(f"“{want}”{want.get_state_display()}，不能再对接。")
    live = need.supplies.filter(offer=offer).exclude(state=State.DROPPED)
    if live.exists():
        raise SupplyError("这两项已经对接过了，请在那次对接里继续办。")
    free = side_of(offer, offer.units - taken_of([offer]).get(offer.pk, 0))
    units = checked_units(amount.units, amount.unit, free)
    fit = next((one.fit for one in candidates(actor, need) if one.offer == offer), None)
    reasons = [reason.words for reason in fit.reasons] if fit else ["由人指定"]
    with change(actor, "supply", why or f"{need} ← {offer}") as action:
        made = action.save(
            Supply(
                need=need, offer=offer, units=units, unit=amount.unit,
                score=fit.score if fit else 0, reasons="；".join(reasons)[:500],
                agreed_on=date.today(),
            )
        )  # fmt: skip
        for want in (need, offer):
            advance(action, want, "match")
    return made


def agree(actor: User, row: Supply, title: str, signed_on: date, end: date | None) -> Agreement:
    """Sign the agreement a supply rests on; each leads to the other."""
    _require(actor, row.need)
    _going(row)
    if row.agreement_id:
        raise SupplyError("这次对接已经有协议了。")
    if not title.strip():
        raise SupplyError("请填写协议名称。")
    if end and end < signed_on:
        raise SupplyError(f"截止日（{end}）早于签订日（{signed_on}），请核对。")
    with change(actor, "sign", title) as action:
        facts = AgreementFacts(
            row.need.partnership, title.strip()[:200], field=row.need.field,
            signed_on=signed_on, start=signed_on, end=end,
        )  # fmt: skip
        row.agreement = sign_agreement(actor, facts)
        action.save(row)
    return row.agreement


def draft_delivery(
    actor: User, row: Supply, indicator: str, amount: Amount, period: Period, title: str = ""
) -> Entry:
    """Draft the entry that records a delivery; from there it goes the way of every entry."""
    _require(actor, row.need)
    _going(row)
    if indicator not in dict(field_indicators(row.need.field)):
        raise SupplyError(f"请选“{row.need.field}”里的指标。")
    if amount.units <= 0:
        raise SupplyError("交付的数量要大于零。")
    pairing = row.need.partnership
    facts = EntryFacts(
        partnership=pairing,
        book=book_of_indicator(settings.VOCABULARY_DIR).get(indicator, "donations"),
        title=title.strip() or row.need.title, indicator=indicator, amount=amount, period=period,
        helper=_place(row, Want.Side.HELPER), recipient=_place(row, Want.Side.RECIPIENT),
        parties=[PartyFacts(EntryParty.Role.GIVER, row.offer.publisher.name, row.offer.publisher),
                 PartyFacts(EntryParty.Role.RECEIVER, row.need.publisher.name, row.need.publisher)],
        note=f"供需对接：{row.need.title}",
    )  # fmt: skip
    with change(actor, "draft", f"{row}") as action:
        entry = enter(actor, facts, why="由供需对接起草")
        SupplyEntry.objects.create(supply=row, entry=entry)
        row.state = State.DELIVERING
        action.save(row)
        for want in (row.need, row.offer):
            advance(action, want, "deliver")
    return entry


def complete(actor: User, row: Supply, why: str = "") -> None:
    """Say, for the side in need, that a supply has been delivered, as its entries show."""
    _require(actor, row.need)
    if row.need.side not in sides(actor, row.need.partnership):
        raise SupplyError(f"交付要由{row.need.get_side_display()}（需要的一方）来认。")
    if row.state != State.DELIVERING:
        raise SupplyError("还没有起草交付的台账记录，先记一笔再认交付。")
    checked_delivery(row.units, delivered([row]).get(row.pk, 0), row.unit, why)
    with change(actor, "complete_supply", why or str(row)) as action:
        row.state = State.DELIVERED
        action.save(row)
        _finish(action, row)


def drop(actor: User, row: Supply, why: str) -> None:
    """Undo a supply that came to nothing; need and offer wait again."""
    _require(actor, row.need)
    if not why.strip():
        raise SupplyError("请写明为什么解除。")
    if row.state == State.DROPPED or row.state == State.DELIVERED:
        raise SupplyError(f"这次对接{row.get_state_display()}，不能再解除。")
    if Entry.objects.filter(supply_entry__supply=row).exclude(state=Entry.State.VOID).exists():
        raise SupplyError("这次对接已有台账记录。请先把它作废或冲销，再解除。")
    with change(actor, "drop_supply", why.strip()) as action:
        row.state = State.DROPPED
        action.save(row)
        for want in (row.need, row.offer):
            if not want.supplies.exclude(state=State.DROPPED).exists():
                advance(action, want, "release")


def _finish(action: Change, row: Supply) -> None:
    """The need is delivered once all its supplies are and they meet it; the offer once it is
    used up and delivered."""
    need, offer = row.need, row.offer
    whole = {need.pk: met(need), offer.pk: taken_of([offer]).get(offer.pk, 0)}
    wants: Sequence[Want] = (need, offer)
    for want in wants:
        open_ones = want.supplies.filter(state__in=(State.AGREED, State.DELIVERING))
        enough = whole[want.pk] >= want.units or row.unit != want.unit
        if enough and not open_ones.exists():
            advance(action, want, "complete")


def _place(row: Supply, side: str) -> Node:
    """The place of one side a delivery is recorded under: the publisher's own, where it lies
    within that side of the pairing."""
    node = (row.need if row.need.side == side else row.offer).publisher
    while node.level in (Level.ORGANISATION, Level.VILLAGE) and node.parent:
        node = node.parent
    end: Node = getattr(row.need.partnership, side)
    return node if within(node.pk, end.pk) else end


def _going(row: Supply) -> None:
    if row.state in (State.DROPPED, State.DELIVERED):
        raise SupplyError(f"这次对接{row.get_state_display()}，不能再办。")


def _require(actor: User, need: Need) -> None:
    if not may(actor, "enter"):
        word = vocabulary.load("rights", settings.VOCABULARY_DIR)["verbs"]["enter"]
        raise SupplyError(f"您的角色没有“{word}”的权限。")
    if not visible_to(actor, Need.objects.filter(pk=need.pk)).exists():
        raise SupplyError("这项所需不在您的范围内。")
