"""Verbs that write the recorded side: each in one transaction, with its history."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone

from shanhai.accounts.models import User
from shanhai.common import vocabulary
from shanhai.common.amounts import Amount, AmountError, to_units
from shanhai.common.periods import Period
from shanhai.common.rows import write_rows
from shanhai.ledger.books import source_words
from shanhai.ledger.models import Batch, Entry, EntryParty, Evidence, Statement
from shanhai.ledger.queries import counter_side, spoken
from shanhai.ledger.rules import (
    Facts,
    LedgerError,
    Problem,
    Standing,
    check,
    identity,
    open_period,
    standing,
    valued_without_basis,
)
from shanhai.records.rules import next_state
from shanhai.records.services import Change, change
from shanhai.registry.models import ClusterMember, Lineage, Node, Partnership
from shanhai.registry.queries import may, sides, visible_to
from shanhai.sources.models import Blob, Span

State = Entry.State
# Steps whose right goes by another name than the step.
_RIGHTS = {"void": "enter"}
_EDITABLE = {State.DRAFT, State.RETURNED, State.SUBMITTED, State.CONFIRMED}


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """Someone an entry names; `share` in 1/10,000 units, None when nobody said it."""

    role: str
    name: str
    node: Node | None = None
    share: int | None = None


@dataclass(frozen=True, slots=True)
class EvidenceFacts:
    """What an entry rests on: words, a row of a workbook, or a voucher."""

    span: Span | None = None
    blob: Blob | None = None
    sheet: str = ""
    row: int | None = None
    voucher: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """Everything an entry says."""

    partnership: Partnership
    book: str
    title: str
    indicator: str
    amount: Amount
    period: Period
    helper: Node
    recipient: Node
    stage: str = "arrived"
    source_class: str = ""
    form: str = ""
    voucher: str = ""
    note: str = ""
    summary: bool = False
    parent: Entry | None = None
    parties: Sequence[PartyFacts] = ()
    details: dict[str, Any] = field(default_factory=dict)
    _identity: str = field(default="", init=False, repr=False, compare=False)

    def identity(self) -> str:
        """See rules.identity: book, who to whom, what; the voucher, or else when and from whom."""
        if not self._identity:
            object.__setattr__(self, "_identity", self._told_as())
        return self._identity

    def _told_as(self) -> str:
        givers = [party.name for party in self.parties if party.role == EntryParty.Role.GIVER]
        when = (self.period.start, self.period.end, *givers)
        told = (self.voucher,) if self.voucher else when
        return identity(
            self.book,
            self.indicator,
            self.stage,
            self.amount.unit,
            self.helper.pk,
            self.recipient.pk,
            self.title,
            *told,
        )


def problems(facts: EntryFacts, reversal: bool = False, *, placed: bool = False) -> list[Problem]:
    """What the rules say of these facts. Places are checked too, unless the caller has `placed`
    them on their sides of the partnership already."""
    forms = source_words(settings.VOCABULARY_DIR)["forms"]
    unit = facts.amount.unit
    found = check(
        Facts(
            facts.title,
            facts.amount.units,
            unit,
            facts.period,
            facts.stage,
            reversal,
            valued=bool(forms.get(facts.form, {}).get("valued")),
            valuation=facts.details.get("valuation") or facts.note,
            each=_detail(facts.details, "each"),
            count=_detail(facts.details, "count"),
            paid=_detail(facts.details, "paid"),
            shares=[party.share for party in facts.parties if party.share is not None],
            whole=facts.parent.units if facts.parent and facts.parent.unit == unit else None,
            receivers=[p.name for p in facts.parties if p.role == EntryParty.Role.RECEIVER],
            texts=[facts.title, facts.note, *(str(value) for value in facts.details.values())],
        ),
        date.today(),
    )
    return found if placed else [*found, *_outside(facts)]


def _detail(details: dict[str, Any], key: str) -> int | None:
    try:
        return to_units(details[key]) if details.get(key) not in (None, "") else None
    except AmountError:
        return None


def _outside(facts: EntryFacts) -> Iterable[Problem]:
    """Refusals for places that lie on no side of the partnership."""
    pairing = facts.partnership
    for column, end in (("helper", pairing.helper_id), ("recipient", pairing.recipient_id)):
        node = getattr(facts, column)
        if not lies_within(node.pk, end):
            yield Problem(column, f"“{node.name}”不在结对“{pairing}”之内，请选择正确的结对或地方。")


def lies_within(node: int, end: int) -> bool:
    """Whether a node is the end of a pairing, lies below or above it, or is a member of it."""
    if node == end:
        return True
    members = ClusterMember.objects.filter(cluster=end).values("member")
    return (
        Lineage.objects.filter(node=node, ancestor=end).exists()
        or Lineage.objects.filter(node=end, ancestor=node).exists()
        or Lineage.objects.filter(node=node, ancestor__in=members).exists()
    )


def enter(
    actor: User, facts: EntryFacts, evidence: Sequence[EvidenceFacts] = (), *, why: str = ""
) -> Entry:
    """Record a fact as a draft. Raises LedgerError with the first refusal."""
    _require(actor, "enter", facts.partnership)
    _refuse(problems(facts))
    with change(actor, "enter", why or facts.title) as action:
        return write_all(action, [(facts, evidence)])[0]


def _require(actor: User, verb: str, partnership: Partnership) -> None:
    if not may(actor, verb):
        word = vocabulary.load("rights", settings.VOCABULARY_DIR)["verbs"].get(verb, verb)
        raise LedgerError(f"您的角色没有“{word}”的权限。")
    if not visible_to(actor, Partnership.objects.filter(pk=partnership.pk)).exists():
        raise LedgerError("这条结对不在您的范围内。")


def _refuse(found: Iterable[Problem]) -> None:
    for problem in found:
        if problem.refused:
            raise LedgerError(problem.message)


def write_all(
    action: Change,
    rows: Sequence[tuple[EntryFacts, Sequence[EvidenceFacts]]],
    state: str = State.DRAFT,
    batch: Batch | None = None,
) -> list[Entry]:
    """Write checked facts in bulk within an action."""
    always = {"state": state, "edition": 1, "version": 0, "ref_id": None, "reverses_id": None}
    always |= {"imported_id": batch and batch.pk, "entered_by_id": action.actor and action.actor.pk}
    entries = [
        _know(Entry(*map((always | columns_of(facts)).__getitem__, _COLUMNS)), facts)
        for facts, _ in rows
    ]
    action.save_all(entries)
    write_rows(
        EntryParty,
        ("entry_id", "role", "position", "name", "node_id", "share"),
        (
            (
                entry.pk,
                one.role,
                place,
                one.name[:120],
                one.node.pk if one.node else None,
                one.share,
            )
            for entry, (facts, _) in zip(entries, rows, strict=True)
            for place, one in enumerate(facts.parties)
        ),
    )
    write_rows(
        Evidence,
        ("entry_id", "span_id", "blob_id", "sheet", "row", "voucher", "note"),
        (
            (
                entry.pk,
                one.span.pk if one.span else None,
                one.blob.pk if one.blob else None,
                one.sheet[:60],
                one.row,
                one.voucher[:80],
                one.note[:200],
            )
            for entry, (_, evidence) in zip(entries, rows, strict=True)
            for one in evidence
        ),
    )
    return entries


_COLUMNS = [field.attname for field in Entry._meta.concrete_fields]
_RELATIONS = [
    Entry._meta.get_field(name) for name in ("partnership", "helper", "recipient", "parent")
]


def columns_of(facts: EntryFacts) -> dict[str, Any]:
    """What facts put into the stored columns of an entry."""
    amount, period = facts.amount, facts.period
    return {
        "partnership_id": facts.partnership.pk,
        "book": facts.book,
        "helper_id": facts.helper.pk,
        "recipient_id": facts.recipient.pk,
        "indicator": facts.indicator,
        "stage": facts.stage,
        "form": facts.form,
        "source_class": facts.source_class,
        "note": facts.note,
        "summary": facts.summary,
        "parent_id": facts.parent.pk if facts.parent else None,
        "details": facts.details,
        "units": amount.units,
        "low": amount.low,
        "high": amount.high,
        "unit": amount.unit,
        "bound": amount.bound.value,
        "printed": amount.printed,
        "period_start": period.start if period else None,
        "period_end": period.end if period else None,
        "title": facts.title.strip()[:200],
        "voucher": facts.voucher.strip()[:80],
        "identity": facts.identity(),
    }


def _fill(entry: Entry, facts: EntryFacts) -> Entry:
    for column, value in columns_of(facts).items():
        setattr(entry, column, value)
    return _know(entry, facts)


def _know(entry: Entry, facts: EntryFacts) -> Entry:
    """Spare an entry asking for what its facts hold already."""
    for relation in _RELATIONS:
        relation.set_cached_value(entry, getattr(facts, relation.name))
    return entry


def _parties(entry: Entry, facts: EntryFacts) -> list[EntryParty]:
    return [
        EntryParty(
            entry=entry,
            role=party.role,
            position=place,
            name=party.name[:120],
            node=party.node,
            share=party.share,
        )
        for place, party in enumerate(facts.parties)
    ]


def _evidence(entry: Entry, one: EvidenceFacts) -> Evidence:
    return Evidence(
        entry=entry,
        span=one.span,
        blob=one.blob,
        sheet=one.sheet[:60],
        row=one.row,
        voucher=one.voucher[:80],
        note=one.note[:200],
    )


def add_evidence(actor: User, entry: Entry, one: EvidenceFacts) -> Evidence:
    """Put a further piece of evidence under an entry; what it says does not change."""
    _require(actor, "enter", entry.partnership)
    with change(actor, "evidence", one.voucher or one.note) as action:
        evidence = _evidence(entry, one)
        evidence.save()
        action.save(entry)
    return evidence


def edit(
    actor: User,
    entry: Entry,
    facts: EntryFacts,
    expected: int | None = None,
    why: str = "",
    *,
    state: str = State.DRAFT,
) -> Entry:
    """Change what an entry says: a new edition, back to draft, all statements void.

    Raises LedgerError, or StaleVersion when someone wrote since version `expected`.
    """
    _require(actor, "enter", entry.partnership)
    if entry.state not in _EDITABLE:
        raise LedgerError(
            f"“{entry}”{entry.get_state_display()}，不能直接修改："
            + ("请先请审核员退回。" if entry.state == State.APPROVED else "只能冲销后另记一条。")
        )
    _refuse(problems(facts, reversal=entry.reverses_id is not None))
    with change(actor, "edit", why) as action:
        _fill(entry, facts)
        entry.state, entry.edition = state, entry.edition + 1
        action.save(entry, expected)
        entry.parties.all().delete()
        EntryParty.objects.bulk_create(_parties(entry, facts))
    return entry


def submit(actor: User, entry: Entry, expected: int | None = None, why: str = "") -> Entry:
    """Hand an entry in. The side of the person who does so states it thereby."""
    return step(actor, entry, "submit", why, expected)


def step(actor: User, entry: Entry, verb: str, why: str = "", expected: int | None = None) -> Entry:
    """Take an entry one step on (vocabulary/states.yaml), if role and state allow it."""
    _require(actor, _RIGHTS.get(verb, verb), entry.partnership)
    if verb == "confirm":
        side = counter_side(actor, entry)
        if not side:
            raise LedgerError("对方确认要由另一方来做：您这一方已经确认过。")
        return state(actor, entry, side, entry.units, why, expected)
    states = vocabulary.load("states", settings.VOCABULARY_DIR)["entry"]
    target = next_state(states, entry.state, verb)
    _guard_step(actor, entry, verb, why)
    with change(actor, verb, why) as action:
        entry.state = target
        action.save(entry, expected)
        if verb == "submit":
            speak(actor, [entry])
    return entry


def _guard_step(actor: User, entry: Entry, verb: str, why: str) -> None:
    if verb == "return" and not why.strip():
        raise LedgerError("退回要写明理由，填报人才知道改什么。")
    if verb == "approve":
        if entry.entered_by_id == actor.pk and not actor.is_superuser:
            raise LedgerError("自己填的记录不能自己审核。")
        if valued_without_basis(problems(facts_of(entry), entry.reverses_id is not None)):
            raise LedgerError("物资折价没有写明依据，不能审核：请退回补上发票价、购置价或评估价。")


def speak(actor: User, entries: Sequence[Entry]) -> None:
    """State entries as they stand for the one side their author acts for."""
    acting: dict[int, set[str]] = {}
    said, at = [], timezone.now()
    for entry in entries:
        pairing = entry.partnership_id
        if pairing not in acting:
            acting[pairing] = sides(actor, entry.partnership)
        if len(acting[pairing]) == 1:
            (side,) = acting[pairing]
            said.append((entry.pk, entry.edition, side, entry.units, "", actor.pk, at))
    write_rows(Statement, ("entry_id", "edition", "side", "units", "why", "by_id", "at"), said)


def state(
    actor: User, entry: Entry, side: str, units: int, why: str = "", expected: int | None = None
) -> Entry:
    """What one side says of an entry. When both say what is recorded it is confirmed; a
    difference stands, and takes a confirmation back, until the two have settled it."""
    _require(actor, "confirm", entry.partnership)
    if side not in sides(actor, entry.partnership):
        raise LedgerError("您不代表这一方，不能替它确认。")
    if entry.state not in (State.SUBMITTED, State.CONFIRMED):
        raise LedgerError(f"“{entry}”处于“{entry.get_state_display()}”，现在不能确认。")
    if units != entry.units and not why.strip():
        raise LedgerError("与所记的数不同，请写明依据，对方才好核对。")
    with change(actor, "state", why) as action:
        Statement.objects.create(
            entry=entry, edition=entry.edition, side=side, units=units, why=why[:300], by=actor
        )
        said = spoken(entry)
        both = standing(entry.units, said.get("helper"), said.get("recipient"))
        entry.state = State.CONFIRMED if both == Standing.AGREED else State.SUBMITTED
        action.save(entry, expected)
    return entry


def reverse(actor: User, entry: Entry, why: str) -> Entry:
    """Take a locked entry back by a draft of the opposite amount in the open period."""
    _require(actor, "enter", entry.partnership)
    if entry.state != State.LOCKED:
        raise LedgerError("只有已锁定的记录才用冲销；没有锁定的直接修改或退回即可。")
    if not why.strip():
        raise LedgerError("冲销要写明理由。")
    if entry.reversals.exclude(state=State.VOID).exists():
        raise LedgerError("这条记录已经冲销过。")
    period = open_period(entry.period, date.today()) if entry.period else None
    with change(actor, "reverse", why) as action:
        opposite = Entry(reverses=entry, entered_by=actor, state=State.DRAFT)
        amount = Amount.exactly(-entry.units, entry.unit)
        _fill(
            opposite,
            facts_of(entry, amount=amount, period=period, title=f"冲销：{entry.title}", note=why),
        )
        opposite.identity = identity("reversal", entry.pk)
        return action.save(opposite)


def facts_of(entry: Entry, **changes: Any) -> EntryFacts:
    """What an entry says now, with changes."""
    columns: dict[str, Any] = {
        name: getattr(entry, name)
        for name in (
            "partnership",
            "book",
            "title",
            "indicator",
            "amount",
            "period",
            "helper",
            "recipient",
            "stage",
            "source_class",
            "form",
            "voucher",
            "note",
            "summary",
            "parent",
            "details",
        )
    }
    columns["parties"] = [
        PartyFacts(party.role, party.name, party.node, party.share)
        for party in entry.parties.select_related("node")
    ]
    return EntryFacts(**(columns | changes))
