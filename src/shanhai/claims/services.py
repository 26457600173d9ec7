"""Verbs that receive reports and record what people make of their claims."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from shanhai.accounts.models import User
from shanhai.claims.models import Claim, ClaimPart, ClaimParty, Report, Review
from shanhai.claims.queries import decided, waiting
from shanhai.claims.rules import overlapping, stage_of, unknown_corrections
from shanhai.common.amounts import Amount
from shanhai.common.periods import Period, PeriodError, day_named
from shanhai.reading import Claim as ReadClaim
from shanhai.reading import Report as Reading
from shanhai.reading import read
from shanhai.reading.inputs import InputError as InputError
from shanhai.reading.inputs import extract
from shanhai.records.services import change
from shanhai.registry.models import Node, Partnership
from shanhai.registry.queries import find_nodes, resolve, visible_partnerships
from shanhai.sources.models import Document
from shanhai.sources.services import mark_span, store_blob, store_document

READER_VERSION = "1"


class ClaimError(ValueError):
    """A decision that cannot be; the message is a Chinese sentence for the user."""


class PartnershipUnclear(Exception):
    """The report does not say clearly enough between whom it speaks; a person must choose."""

    def __init__(self, document: Document, candidates: list[Partnership]) -> None:
        super().__init__("这篇来文属于哪个结对，系统不能确定，请选择。")
        self.document, self.candidates = document, candidates


@dataclass(frozen=True, slots=True)
class Received:
    """What became of one received report."""

    report: Report
    is_new: bool
    claims: int


def receive(
    actor: User,
    name: str,
    data: bytes,
    partnership: Partnership | None = None,
    published: date | None = None,
) -> Received:
    """Take in a file: keep its bytes, extract its text, read its claims. The same content is
    recognised whatever file it comes in. Raises reading.inputs.InputError when the file cannot
    be read and PartnershipUnclear when a person must say which partnership it belongs to; the
    bytes and the text are kept then, so that nothing has to be sent again."""
    extracted = extract(data, name)
    blob, _ = store_blob(data, extracted.media_type)
    document, _ = store_document(blob, name, extracted.text, extracted.extractor)
    return receive_document(
        actor, document, partnership, published or extracted.published, extracted.title
    )


def receive_text(
    actor: User,
    title: str,
    text: str,
    partnership: Partnership | None = None,
    published: date | None = None,
) -> Received:
    """Take in pasted text as if it were a file."""
    return receive(
        actor, f"{title or '粘贴的正文'}.txt", text.encode("utf-8"), partnership, published
    )


def receive_document(
    actor: User,
    document: Document,
    partnership: Partnership | None = None,
    published: date | None = None,
    title: str | None = None,
) -> Received:
    """Read a stored document into a report of a partnership; see `receive`."""
    known = Report.objects.filter(
        document__text_sha256=document.text_sha256, ref__archived_at__isnull=True
    )
    known = known.filter(partnership__in=visible_partnerships(actor).values("pk"))
    if partnership is not None:
        known = known.filter(partnership=partnership)
    same = known.first()
    if same is not None:
        return Received(same, False, same.claims.count())
    reading = read(document.text, published=published)
    owner = partnership or _owner(actor, document, reading)
    with change(actor, "receive", document.name) as action:
        report = action.save(
            Report(
                partnership=owner,
                document=document,
                received_by=actor,
                title=(reading.title or title or document.name)[:300],
                published=published or day_named(reading.published),
                reader=READER_VERSION,
                state=Report.State.REVIEWING if reading.claims else Report.State.DONE,
            )
        )
        _keep_claims(action, report, reading)
    return Received(report, True, len(reading.claims))


def _owner(actor: User, document: Document, reading: Reading) -> Partnership:
    """The one partnership of the actor whose sides the report names."""
    rows = list(
        visible_partnerships(actor)
        .filter(parent__isnull=True)
        .select_related("helper", "recipient")
        .order_by("pk")
    )
    named = [row for row in rows if _speaks_of(row, reading)]
    if len(named) != 1:
        raise PartnershipUnclear(document, named or rows)
    return named[0]


def _speaks_of(partnership: Partnership, reading: Reading) -> bool:
    """Whether both sides are named; a side the text does not name is no objection."""
    helpers = _resolved(reading.helpers, partnership)
    recipients = _resolved(reading.recipients, partnership)
    members = {row.member_id for row in partnership.helper.members.all()}
    giving = bool(helpers & ({partnership.helper_id} | members))
    receiving = any(_within(node, partnership.recipient_id) for node in recipients)
    if reading.helpers and reading.recipients:
        return giving and receiving
    return giving or receiving


def _resolved(names: Iterable[str], near: Partnership) -> set[int]:
    nodes = (resolve(name, near) for name in names)
    return {node.pk for node in nodes if node is not None}


def _within(node: int, ancestor: int) -> bool:
    return Node.objects.filter(pk=node, lineage__ancestor=ancestor).exists()


def _keep_claims(action: Any, report: Report, reading: Reading) -> list[Claim]:
    """Write the claims of a reading with their spans, parties and parts."""
    names = _Names(report.partnership)
    claims = [_claim(report, one, names) for one in reading.claims]
    action.save_all(claims)
    parties = [
        party
        for claim, one in zip(claims, reading.claims, strict=True)
        for party in _parties(claim, one, names)
    ]
    ClaimParty.objects.bulk_create(parties)
    ClaimPart.objects.bulk_create(_parts(claims, reading.claims), ignore_conflicts=True)
    return claims


class _Names:
    """Names of one report resolved once each."""

    def __init__(self, near: Partnership) -> None:
        self.near, self._known = near, dict[str, Node | None]()

    def node(self, name: str) -> Node | None:
        if name not in self._known:
            found = resolve(name, self.near) if find_nodes(name).exists() else None
            self._known[name] = found
        return self._known[name]

    def one(self, names: Iterable[str]) -> Node | None:
        """The node when exactly one is named and known."""
        found = [self.node(name) for name in names]
        return found[0] if len(found) == 1 else None


def _claim(report: Report, one: ReadClaim, names: _Names) -> Claim:
    claim = Claim(
        report=report,
        span=mark_span(report.document, one.start, one.end),
        sentence_start=one.sentence[0],
        sentence_end=one.sentence[1],
        kind=one.kind,
        extent=one.scope,
        indicator=one.indicator,
        stage=stage_of(one.kind, one.indicator),
        each=one.each,
        helper=names.one(one.subject_helper),
        recipient=names.one(one.subject_recipient),
        confidence=one.confidence,
        rule=one.rule,
    )
    claim.amount = Amount.of(one.value, one.unit, one.bound, one.printed)
    claim.period = _period(one.period)
    return claim


def _period(prefixes: tuple[str, str] | None) -> Period | None:
    try:
        return Period.parse(*prefixes) if prefixes else None
    except PeriodError:
        return None


def _parties(claim: Claim, one: ReadClaim, names: _Names) -> list[ClaimParty]:
    roles = {
        ClaimParty.Role.PROVIDER: one.provider,
        ClaimParty.Role.RECEIVER: one.receiver,
        ClaimParty.Role.SUBJECT_HELPER: one.subject_helper,
        ClaimParty.Role.SUBJECT_RECIPIENT: one.subject_recipient,
    }
    return [
        ClaimParty(claim=claim, role=role, position=place, name=name[:120], node=names.node(name))
        for role, listed in roles.items()
        for place, name in enumerate(listed)
    ]


def _parts(claims: list[Claim], read_claims: Iterable[ReadClaim]) -> list[ClaimPart]:
    rows = []
    for claim, one in zip(claims, read_claims, strict=True):
        rows += [ClaimPart(whole=claim, part=claims[part], complete=True) for part in one.total_of]
        if one.part_of is not None:
            rows.append(ClaimPart(whole=claims[one.part_of], part=claim, complete=False))
    return rows


def _decide(actor: User, claim: Claim, decision: str, why: str = "") -> Review:
    with change(actor, decision, why) as action:
        review = Review.objects.create(claim=claim, decision=decision, by=actor, why=why[:300])
        action.save(claim)
        _settle(action, claim.report)
    return review


def _settle(action: Any, report: Report) -> None:
    """A report is done when none of its claims waits."""
    state = Report.State.REVIEWING if waiting(report).exists() else Report.State.DONE
    if report.state != state:
        report.refresh_from_db()
        report.state = state
        action.save(report)


def _refuse_decided(claim: Claim) -> None:
    if decided(claim) in {
        Review.Decision.ACCEPTED,
        Review.Decision.REJECTED,
        Review.Decision.CORRECTED,
    }:
        raise ClaimError("这一条刚刚已有人作出判断，请先查看；如需改变，请先撤回原判断。")


def accept(actor: User, claim: Claim, why: str = "") -> Review:
    """The text says this."""
    _refuse_decided(claim)
    return _decide(actor, claim, Review.Decision.ACCEPTED, why)


def reject(actor: User, claim: Claim, why: str = "") -> Review:
    """The text does not say this, or it is no figure of the cooperation."""
    _refuse_decided(claim)
    return _decide(actor, claim, Review.Decision.REJECTED, why)


def reopen(actor: User, claim: Claim, why: str = "") -> Review:
    """Take the last decision back. A correction's own claim is rejected with it."""
    replacement = Claim.objects.filter(replaces=claim).first()
    with change(actor, "reopen", why):
        if replacement is not None and decided(replacement) == Review.Decision.ACCEPTED:
            _decide(actor, replacement, Review.Decision.REJECTED, "撤回更正")
        return _decide(actor, claim, Review.Decision.REOPENED, why)


def accept_all(actor: User, report: Report, ids: Iterable[int]) -> int:
    """Accept several waiting claims of a report in one action."""
    with change(actor, "accept_all", report.title):
        rows = list(waiting(report).filter(pk__in=list(ids)).select_related("report"))
        for claim in rows:
            claim.report = report
            accept(actor, claim)
    return len(rows)


def correct(actor: User, claim: Claim, why: str = "", **changes: Any) -> Claim:
    """Say what the text really says: a new claim by the person replaces this one.

    `changes` may hold the names of rules.CORRECTABLE; `provider` and `receiver` are lists of
    names. Raises ClaimError.
    """
    wrong = unknown_corrections(changes)
    if wrong:
        raise ClaimError(f"“{'、'.join(wrong)}”不能更正。")
    _refuse_decided(claim)
    with change(actor, "correct", why):
        earlier = Claim.objects.filter(replaces=claim).first()
        if earlier is not None:
            earlier.replaces = None
            with change(actor, "correct") as action:
                action.save(earlier)
        made = _person_claim(actor, claim.report, claim, changes)
        _decide(actor, claim, Review.Decision.CORRECTED, why)
    return made


def _person_claim(actor: User, report: Report, model: Claim, changes: dict[str, Any]) -> Claim:
    names = {role: changes.pop(role, None) for role in ("provider", "receiver")}
    period = changes.pop("period", model.period)
    amount = {"value": model.amount.value, "unit": model.unit, "bound": model.bound}
    amount |= {key: changes.pop(key) for key in ("unit", "bound") if key in changes}
    if "units" in changes:
        amount["value"] = changes.pop("units")
    made = Claim(
        report=report,
        span=model.span,
        sentence_start=model.sentence_start,
        sentence_end=model.sentence_end,
        kind=model.kind,
        extent=model.extent,
        indicator=model.indicator,
        stage=model.stage,
        each=model.each,
        helper=model.helper,
        recipient=model.recipient,
        origin=Claim.Origin.PERSON,
        replaces=model if model.pk else None,
    )
    made.amount = Amount.of(printed=model.span.quote, **amount)
    made.period = period
    for name, value in changes.items():
        setattr(made, name, value)
    with change(actor, "correct") as action:
        action.save(made)
        _copy_parties(made, model, names, report.partnership)
        Review.objects.create(claim=made, decision=Review.Decision.ACCEPTED, by=actor)
    return made


def _copy_parties(
    made: Claim, model: Claim, names: dict[str, list[str] | None], near: Partnership
) -> None:
    rows = []
    for role in ("provider", "receiver"):
        listed = names[role]
        if listed is None:
            known = model.parties.filter(role=role) if model.pk else []
            listed = [party.name for party in known]
        rows += [
            ClaimParty(claim=made, role=role, position=place, name=name, node=resolve(name, near))
            for place, name in enumerate(listed)
        ]
    ClaimParty.objects.bulk_create(rows)


@transaction.atomic
def add(
    actor: User,
    report: Report,
    start: int,
    end: int,
    *,
    indicator: str,
    value: Any,
    unit: str,
    bound: str = "exact",
    kind: str = "act",
    period: Period | None = None,
    helper: Node | None = None,
    recipient: Node | None = None,
    provider: Iterable[str] = (),
    receiver: Iterable[str] = (),
) -> Claim:
    """Add a figure the reader missed by selecting its words. Raises ClaimError and AmountError."""
    if not 0 <= start < end <= len(report.document.text):
        raise ClaimError("请先在原文里选中一段文字。")
    taken = [
        (claim.span.start, claim.span.end)
        for claim in report.claims.select_related("span")
        if decided(claim) not in {Review.Decision.REJECTED}
    ]
    if overlapping(start, end, taken):
        raise ClaimError("选中的文字里已有一条所述，请直接更正那一条。")
    model = Claim(
        report=report,
        span=mark_span(report.document, start, end),
        sentence_start=start,
        sentence_end=end,
        kind=kind,
        indicator=indicator,
        stage=stage_of(kind, indicator),
        extent={"plan": "target", "act": "event", "reading": "since"}.get(kind, "period"),
        helper=helper or report.partnership.helper,
        recipient=recipient or report.partnership.recipient,
    )
    model.amount = Amount.of(value, unit, bound, model.span.quote)
    model.period = period
    changes = {"provider": list(provider), "receiver": list(receiver)}
    with change(actor, "add_claim", model.span.quote):
        return _person_claim(actor, report, model, changes)
