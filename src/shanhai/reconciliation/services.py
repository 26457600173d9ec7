"""Verbs of the reconciliation: propose, draft from what was said, link, judge."""

from django.conf import settings

from shanhai.accounts.models import User
from shanhai.claims.models import Claim, Report
from shanhai.claims.queries import accepted
from shanhai.common.indicators import indicator
from shanhai.ledger.books import book_of_indicator
from shanhai.ledger.models import Entry, EntryParty
from shanhai.ledger.services import EntryFacts, EvidenceFacts, PartyFacts, enter
from shanhai.reconciliation.models import Judgement, Match
from shanhai.reconciliation.queries import candidates_for, newest_judgement
from shanhai.reconciliation.rules import TWIN
from shanhai.records.services import change
from shanhai.registry.models import Partnership
from shanhai.registry.queries import may, visible_to
from shanhai.targets.models import Target
from shanhai.targets.services import set_target

Kind = Claim.Kind
SAME = Judgement.Verdict.SAME
_PARTY_ROLES = {"provider": EntryParty.Role.GIVER, "receiver": EntryParty.Role.RECEIVER}


class ReconciliationError(ValueError):
    """Something the reconciliation refuses; the message is a Chinese sentence for the user."""


def propose(actor: User, subject: Report | Partnership) -> int:
    """Keep the likely counterparts of accepted acts that have none yet. Returns how many matches
    were made. The board finds candidates by itself; kept ones can be worked through later."""
    where = {"report": subject} if isinstance(subject, Report) else {"report__partnership": subject}
    claims = visible_to(actor, Claim.objects.filter(kind=Kind.ACT, **where))
    rows = (
        accepted(claims)
        .filter(matches__isnull=True)
        .select_related("report__partnership", "helper", "recipient")
        .prefetch_related("parties")
    )
    made = [
        Match(
            claim=claim,
            entry=one.entry,
            origin=Match.Origin.PROPOSED,
            score=one.likeness.score,
            reasons="，".join(one.likeness.reasons)[:300],
        )
        for claim in rows
        for one in candidates_for(actor, claim)[:3]
    ]
    with change(actor, "propose", str(subject)) as action:
        action.save_all(made)
    return len(made)


def _require(actor: User, verb: str, claim: Claim) -> None:
    if not may(actor, verb):
        raise ReconciliationError("您的角色没有这一步的权限。")
    if not visible_to(actor, Claim.objects.filter(pk=claim.pk)).exists():
        raise ReconciliationError("这条所述不在您的范围内。")


def _accepted(claim: Claim) -> None:
    if not accepted(Claim.objects.filter(pk=claim.pk)).exists():
        raise ReconciliationError("这条所述还没有经人采纳，请先在审读里核对原文。")


def draft_entry(actor: User, claim: Claim) -> Entry:
    """Draft an entry from an accepted act, resting on the claim's own words. Only acts are
    recorded: totals, readings and stocks are held against what is recorded, plans are targets."""
    _require(actor, "enter", claim)
    _accepted(claim)
    if claim.kind != Kind.ACT:
        raise ReconciliationError(_NO_POSTING.get(claim.kind, "这一条不能起草为台账记录。"))
    twin = next(
        (
            one.entry
            for one in candidates_for(actor, claim)
            if one.likeness.score >= TWIN and not _told_apart(claim, one.entry)
        ),
        None,
    )
    if twin is not None:
        raise ReconciliationError(
            f"台账里已有很可能是同一事的“{twin}”。是同一事请点“是同一事”；不是，请先判为“不是同一事”。"
        )
    return _post(actor, claim, summary=False)


_NO_POSTING = {
    Kind.READING.value: "这是累计读数，只用来核对，不记入台账：再记一遍就会重复相加。",
    Kind.STOCK.value: "这是存量，只用来与登记核对，不记入台账。",
    Kind.PERIOD_TOTAL.value: (
        "这是一段时间的合计。台账里已有明细时只作核对；确实没有明细，请用“记为汇总行”。"
    ),
    Kind.PLAN.value: "这是计划，请立为目标，不记入台账。",
}


def _told_apart(claim: Claim, entry: Entry) -> bool:
    match = Match.objects.filter(claim=claim, entry=entry).first()
    newest = newest_judgement(match) if match else None
    return newest is not None and newest.verdict == Judgement.Verdict.DIFFERENT


def draft_summary(actor: User, claim: Claim) -> Entry:
    """Post the total of a period as one summary entry, by choice: it stands for the details under
    its key and is never added to them."""
    _require(actor, "enter", claim)
    _accepted(claim)
    if claim.kind != Kind.PERIOD_TOTAL:
        raise ReconciliationError("只有一段时间的合计可以记为汇总行。")
    return _post(actor, claim, summary=True)


def _post(actor: User, claim: Claim, summary: bool) -> Entry:
    if (
        claim.matches.filter(origin=Match.Origin.DRAFTED, entry__isnull=False)
        .exclude(entry__state=Entry.State.VOID)
        .exists()
    ):
        raise ReconciliationError("这一条已经起草过，不必再起草。")
    if claim.period is None:
        raise ReconciliationError("原文没有写明时间，请先在审读里补上期间，再起草。")
    with change(actor, "draft", str(claim)) as action:
        evidence = EvidenceFacts(span=claim.span, note=claim.report.title)
        entry = enter(actor, _facts(claim, summary), [evidence], why="由所述起草")
        match = action.save(
            Match(
                claim=claim,
                entry=entry,
                origin=Match.Origin.DRAFTED,
                score=1,
                reasons="由这条所述起草",
            )
        )
        Judgement.objects.create(match=match, verdict=SAME, by=actor, why="由所述起草")
    return entry


def _facts(claim: Claim, summary: bool) -> EntryFacts:
    pairing = claim.report.partnership
    parties = [
        PartyFacts(_PARTY_ROLES[party.role], party.name, party.node)
        for party in claim.parties.select_related("node")
        if party.role in _PARTY_ROLES
    ]
    assert claim.period is not None
    return EntryFacts(
        partnership=pairing,
        book=book_of_indicator(settings.VOCABULARY_DIR).get(claim.indicator, "donations"),
        title=_title(claim, parties, summary), indicator=claim.indicator, amount=claim.amount,
        period=claim.period, helper=claim.helper or pairing.helper,
        recipient=claim.recipient or pairing.recipient, stage=claim.stage, summary=summary,
        parties=parties,
    )  # fmt: skip


def _title(claim: Claim, parties: list[PartyFacts], summary: bool) -> str:
    name = indicator(claim.indicator, settings.VOCABULARY_DIR).name
    if summary and claim.period:
        return f"{claim.period.label}{name}合计"
    givers = [party.name for party in parties if party.role == EntryParty.Role.GIVER]
    who = givers[0] + (f"等{len(givers)}家" if len(givers) > 1 else "") if givers else ""
    return f"{who}{name}"


def draft_target(actor: User, claim: Claim) -> Target:
    """Set the plan or promise a claim tells as a target."""
    _require(actor, "enter", claim)
    _accepted(claim)
    if claim.kind != Kind.PLAN:
        raise ReconciliationError("只有计划可以立为目标。")
    if claim.matches.filter(target__isnull=False).exists():
        raise ReconciliationError("这一条已经立为目标。")
    if claim.period is None:
        raise ReconciliationError("原文没有写明时间，请先在审读里补上期间。")
    with change(actor, "draft_target", str(claim)) as action:
        pairing = claim.report.partnership
        target = set_target(
            actor, pairing, claim.indicator, claim.amount, claim.period, helper=claim.helper,
            recipient=claim.recipient, title=_title(claim, [], False), span=claim.span,
            note=claim.report.title,
            stage=claim.stage if claim.stage in ("planned", "promised") else "planned",
        )  # fmt: skip
        match = action.save(
            Match(
                claim=claim,
                target=target,
                origin=Match.Origin.DRAFTED,
                score=1,
                reasons="由这条所述立为目标",
            )
        )
        Judgement.objects.create(match=match, verdict=SAME, by=actor, why="由所述立为目标")
    return target


def judge(
    actor: User, claim: Claim, verdict: str, why: str = "", *, entry: Entry | None = None
) -> Judgement:
    """Say whether a claim and an entry are one fact, or what to think of a claim beside the figure
    under its key (no entry). Added, never overwritten."""
    _require(actor, "judge", claim)
    _accepted(claim)
    if verdict not in Judgement.Verdict.values:
        raise ReconciliationError("请选择：是同一事、不是同一事、存疑。")
    if entry is not None and entry.partnership_id != claim.report.partnership_id:
        raise ReconciliationError("所述和台账记录不属于同一结对。")
    with change(actor, "judge", why) as action:
        match = claim.matches.filter(entry=entry, target__isnull=True).first()
        if match is None:
            match = Match(claim=claim, entry=entry, origin=Match.Origin.PERSON)
        action.save(match)
        return Judgement.objects.create(match=match, verdict=verdict, by=actor, why=why[:300])
