"""Verbs of agreements: sign, amend, promise, and say which entry delivered."""

from dataclasses import dataclass
from datetime import date

from shanhai.accounts.models import User
from shanhai.common.amounts import Amount, written
from shanhai.cooperation.models import Amendment, Commitment, Delivery
from shanhai.cooperation.rules import CooperationError, check_order, require_text
from shanhai.cooperation.services.guard import on_a_side, refuse_twin, require
from shanhai.records.models import Ref
from shanhai.records.services import Change, change
from shanhai.registry.models import Agreement, Node, Partnership

Subject = Amendment.Subject


@dataclass(frozen=True, slots=True)
class AgreementFacts:
    """Everything known of an agreement apart from what it promises."""

    partnership: Partnership
    title: str
    level: str = ""
    field: str = ""
    helper_party: str = ""
    recipient_party: str = ""
    signed_on: date | None = None
    start: date | None = None
    end: date | None = None
    note: str = ""


def sign_agreement(actor: User | None, facts: AgreementFacts) -> Agreement:
    """Register an agreement two sides signed."""
    require(actor, "register", [facts.partnership])
    _refuse_twin(facts, None)
    with change(actor, "sign", facts.title) as action:
        return _write(action, Agreement(), facts)


def edit_agreement(
    actor: User | None,
    agreement: Agreement,
    facts: AgreementFacts,
    expected: int | None = None,
    why: str = "",
) -> Agreement:
    """Correct what was registered of an agreement; what both sides changed is an amendment."""
    require(actor, "register", [agreement.partnership, facts.partnership])
    _refuse_twin(facts, agreement)
    first = agreement.amendments.filter(ref__archived_at=None).order_by("signed_on").first()
    if first and facts.signed_on and first.signed_on < facts.signed_on:
        raise CooperationError(
            f"签订日（{facts.signed_on}）晚于已登记的变更（{first.signed_on}）。"
        )
    with change(actor, "edit_agreement", why) as action:
        return _write(action, agreement, facts, expected)


def agreement_facts(agreement: Agreement) -> AgreementFacts:
    """What is known of an agreement now."""
    names = AgreementFacts.__dataclass_fields__
    return AgreementFacts(**{name: getattr(agreement, name) for name in names})


def _refuse_twin(facts: AgreementFacts, own: Agreement | None) -> None:
    refuse_twin(
        Agreement, facts.title, own, "协议",
        partnership=facts.partnership, signed_on=facts.signed_on,
    )  # fmt: skip


def _write(
    action: Change, agreement: Agreement, facts: AgreementFacts, expected: int | None = None
) -> Agreement:
    check_order(facts.start, facts.end, "到期日")
    if facts.signed_on and facts.end and facts.end < facts.signed_on:
        raise CooperationError(f"到期日（{facts.end}）早于签订日（{facts.signed_on}），请核对。")
    for name in ("partnership", "level", "field", "signed_on", "start", "end"):
        setattr(agreement, name, getattr(facts, name))
    agreement.title = require_text(facts.title, "协议名称")
    pairing = facts.partnership
    agreement.helper_party = (facts.helper_party.strip() or pairing.helper.name)[:200]
    agreement.recipient_party = (facts.recipient_party.strip() or pairing.recipient.name)[:200]
    agreement.note = facts.note.strip()
    return action.save(agreement, expected)


def promise(
    actor: User | None,
    agreement: Agreement,
    title: str,
    owner: Node,
    amount: Amount,
    due: date | None = None,
    indicator: str = "",
) -> Commitment:
    """Register what an agreement promises: how much, by whom, until when."""
    require(actor, "register", [agreement.partnership])
    with change(actor, "promise", title) as action:
        made = Commitment(agreement=agreement)
        return _write_commitment(action, made, title, owner, amount, due, indicator)


def edit_commitment(
    actor: User | None,
    commitment: Commitment,
    title: str,
    owner: Node,
    amount: Amount,
    due: date | None,
    indicator: str = "",
    expected: int | None = None,
    why: str = "",
) -> Commitment:
    """Correct what was registered of a promise. What both sides changed later is an amendment."""
    require(actor, "register", [commitment.agreement.partnership])
    with change(actor, "edit_commitment", why) as action:
        return _write_commitment(action, commitment, title, owner, amount, due, indicator, expected)


def _write_commitment(
    action: Change,
    commitment: Commitment,
    title: str,
    owner: Node,
    amount: Amount,
    due: date | None,
    indicator: str,
    expected: int | None = None,
) -> Commitment:
    agreement = commitment.agreement
    on_a_side(owner, [agreement.partnership], "承诺方")
    if amount.units <= 0:
        raise CooperationError("承诺的数额要大于0。")
    since = agreement.signed_on or agreement.start
    if due and since and due < since:
        raise CooperationError(f"承诺的期限（{due}）早于协议签订日（{since}），请核对。")
    if commitment.pk and commitment.unit != amount.unit and commitment.deliveries.exists():
        raise CooperationError("已有兑现的台账记录，不能改单位；请先取消关联。")
    commitment.title = require_text(title, "承诺的内容")
    commitment.owner, commitment.due = owner, due
    commitment.indicator, commitment.amount = indicator, amount
    return action.save(commitment, expected)


def link_delivery(actor: User | None, commitment: Commitment, entry: Ref) -> Delivery:
    """Say that an entry delivers on a promise. Whether unit and place fit is asked by who offers
    the entries: queries of the floors that know them."""
    require(actor, "register", [commitment.agreement.partnership])
    if entry.kind != "entry":
        raise CooperationError("兑现情况只能关联台账记录。")
    if commitment.deliveries.filter(entry=entry).exists():
        raise CooperationError(f"“{entry}”已经关联到这条承诺。")
    other = Delivery.objects.filter(entry=entry).select_related("commitment").first()
    if other is not None:
        raise CooperationError(
            f"“{entry}”已算作“{other.commitment}”的兑现；同一笔不能算两次，请先在那里取消关联。"
        )
    with change(actor, "link_delivery", f"{commitment}：{entry}") as action:
        row = Delivery.objects.create(commitment=commitment, entry=entry, by=actor)
        action.save(commitment)
    return row


def unlink_delivery(actor: User | None, delivery: Delivery, why: str = "") -> None:
    """Take back that an entry delivers on a promise."""
    commitment = delivery.commitment
    require(actor, "register", [commitment.agreement.partnership])
    with change(actor, "unlink_delivery", why or f"{commitment}：{delivery.entry}") as action:
        delivery.delete()
        action.save(commitment)


@dataclass(frozen=True, slots=True)
class AmendmentFacts:
    """What both sides changed: a clause in words before and `after`, a day written in `after`, or
    the promised `amount` of a commitment. What was registered before is known."""

    signed_on: date
    subject: str
    after: str = ""
    before: str = ""
    commitment: Commitment | None = None
    amount: Amount | None = None


def amend(actor: User | None, agreement: Agreement, facts: AmendmentFacts) -> Amendment:
    """Register an amendment and let it take effect on what is registered."""
    require(actor, "register", [agreement.partnership])
    if agreement.signed_on and facts.signed_on < agreement.signed_on:
        raise CooperationError(
            f"变更的签订日（{facts.signed_on}）早于协议签订日（{agreement.signed_on}），请核对。"
        )
    if facts.subject == Subject.COMMITMENT:
        after = _promised(agreement, facts)
    else:
        after = require_text(facts.after, "变更后的内容", 2000)
    with change(actor, "amend", f"{agreement}：{after}"[:300]) as action:
        before = _take_effect(action, agreement, facts, after)
        if before == after:
            raise CooperationError("变更前后一样，不必登记。")
        return action.save(
            Amendment(
                agreement=agreement, signed_on=facts.signed_on, subject=facts.subject,
                commitment=facts.commitment if facts.subject == Subject.COMMITMENT else None,
                before=before, after=after,
            )
        )  # fmt: skip


def _take_effect(action: Change, agreement: Agreement, facts: AmendmentFacts, after: str) -> str:
    """Change what is registered, and say what it was before."""
    match facts.subject:
        case Subject.START | Subject.END:
            known = getattr(agreement, facts.subject)
            setattr(agreement, facts.subject, _date(after))
            check_order(agreement.start, agreement.end, "到期日")
            action.save(agreement)
            return known.isoformat() if known else "未写明"
        case Subject.COMMITMENT:
            return _amend_commitment(action, facts)
        case Subject.CLAUSE:
            return require_text(facts.before, "变更前的条款", 2000)
    raise CooperationError("请选择变更的是日期、承诺的数额，还是条款。")


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CooperationError(f"“{text}”不是日期，请写成2026-12-31的样子。") from error


def _promised(agreement: Agreement, facts: AmendmentFacts) -> str:
    """The amount a commitment is changed to, in words."""
    commitment, amount = facts.commitment, facts.amount
    if commitment is None or commitment.agreement_id != agreement.pk:
        raise CooperationError("请选择变更的是哪一条承诺。")
    if amount is None or amount.units <= 0:
        raise CooperationError("变更后的数额要大于0。")
    if amount.unit != commitment.unit:
        raise CooperationError(f"这条承诺按“{commitment.unit}”计，变更后的数额也要用这个单位。")
    return f"{written(amount.units)}{amount.unit}"


def _amend_commitment(action: Change, facts: AmendmentFacts) -> str:
    commitment = facts.commitment
    assert commitment is not None and facts.amount is not None
    known = commitment.amount
    commitment.amount = facts.amount
    action.save(commitment)
    return f"{written(known.units)}{known.unit}"
