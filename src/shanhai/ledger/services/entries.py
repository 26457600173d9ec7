"""What entries say and rest on: written, changed and reversed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.conf import settings

from shanhai.accounts.models import User
from shanhai.common import vocabulary
from shanhai.common.amounts import Amount, AmountError, to_units
from shanhai.common.models import instances
from shanhai.common.periods import Period
from shanhai.common.rows import write_rows
from shanhai.ledger.books import source_words
from shanhai.ledger.models import Batch, Entry, EntryParty, Evidence
from shanhai.ledger.queries import Desk, editable_columns, entry_states
from shanhai.ledger.rules import (
    Facts,
    LedgerError,
    Problem,
    check,
    due,
    identity,
    led_to,
    open_period,
)
from shanhai.ledger.services.evidence import EvidenceFacts, evidence_of, rest
from shanhai.records.services import Change, change
from shanhai.registry.models import ClusterMember, Lineage, Node, Partnership
from shanhai.registry.queries import may, visible_to

State = Entry.State
_RECEIVER = EntryParty.Role.RECEIVER.value
_MONEY = "元"  # what of an entry is paid is money, not the number of its projects
# What an entry says, by the names of EntryFacts; its parties stand in rows of their own.
_SAID = (
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


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """Someone an entry names; `share` in 1/10,000 units, None when nobody said it."""

    role: str
    name: str
    node: Node | None = None
    share: int | None = None


@dataclass(slots=True)
class EntryFacts:
    """Everything an entry says. Never changed once made: to forbid it would cost an import a
    twentieth of its time."""

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
            self._identity = self._told_as()
        return self._identity

    def _told_as(self) -> str:
        told: tuple[Any, ...] = (self.voucher,)
        if not self.voucher:
            givers = [party.name for party in self.parties if party.role == EntryParty.Role.GIVER]
            told = (self.period.start, self.period.end, *givers)
        return identity(
            self.book,
            self.indicator,
            self.stage,
            self.amount.unit,
            self.helper.ref_id,
            self.recipient.ref_id,
            self.title,
            *told,
        )


def problems(facts: EntryFacts, reversal: bool = False, *, placed: bool = False) -> list[Problem]:
    """What the rules say of these facts. Places are checked too, unless the caller has `placed`
    them on their sides of the partnership already."""
    unit, details, parties = facts.amount.unit, facts.details, facts.parties
    forms = source_words(settings.VOCABULARY_DIR)["forms"] if facts.form else {}
    found = check(
        Facts(
            facts.title,
            facts.amount.units,
            unit,
            facts.period,
            facts.stage,
            reversal,
            valued=bool(facts.form and forms.get(facts.form, {}).get("valued")),
            valuation=details.get("valuation") or facts.note,
            each=_detail(details, "each") if details else None,
            count=_detail(details, "count") if details else None,
            paid=_detail(details, "paid") if details and unit == _MONEY else None,
            shares=[party.share for party in parties if party.share is not None],
            whole=facts.parent.units if facts.parent and facts.parent.unit == unit else None,
            receivers=[party.name for party in parties if party.role == _RECEIVER],
            texts=[facts.title, facts.note, *map(str, details.values())],
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
    require(actor, "enter", facts.partnership)
    refuse(problems(facts))
    with change(actor, "enter", why or facts.title) as action:
        return write_all(action, [(facts, evidence)])[0]


def enter_all(
    actor: User, rows: Sequence[tuple[EntryFacts, Sequence[EvidenceFacts]]], why: str = ""
) -> list[Entry]:
    """Record many facts as drafts in one change set. Raises LedgerError with the first refusal,
    and then nothing is recorded."""
    for facts, _ in rows:
        require(actor, "enter", facts.partnership)
        refuse(problems(facts))
    with change(actor, "enter", why) as action:
        return write_all(action, rows)


def require(actor: User, verb: str, partnership: Partnership) -> None:
    """Raises LedgerError unless the actor's role allows `verb` and they see the partnership."""
    if not may(actor, verb):
        word = vocabulary.load("rights", settings.VOCABULARY_DIR)["verbs"].get(verb, verb)
        raise LedgerError(f"您的角色没有“{word}”的权限。")
    if not visible_to(actor, Partnership.objects.filter(pk=partnership.pk)).exists():
        raise LedgerError("这条结对不在您的范围内。")


def place(desk: Desk, entry: Entry, state: str, first: str = "") -> None:
    """Give an entry a state, with the office it is with then and until when. `first` is the side
    that hands it in, where no statement of it says so yet."""
    entry.state = state
    entry.office = desk.holder(entry, state, first)
    entry.due = due(entry_states(), state, date.today())


def _handed_in(desk: Desk, entry: Entry) -> str:
    return led_to(entry_states(), State.DRAFT, "submit", desk.passes(entry))


def refuse(found: Iterable[Problem]) -> None:
    """Raises LedgerError with the first refusal."""
    for problem in found:
        if problem.refused:
            raise LedgerError(problem.message)


def write_all(
    action: Change,
    rows: Sequence[tuple[EntryFacts, Sequence[EvidenceFacts]]],
    placing: "Placing | None" = None,
    batch: Batch | None = None,
) -> list[Entry]:
    """Write checked facts in bulk within an action: as drafts, or where `placing` says."""
    always = (1, 0, None, None, None, batch and batch.pk, action.actor and action.actor.pk)
    placing = placing or Placing(action.actor, State.DRAFT)
    said = [(facts, _told_of(facts)) for facts, _ in rows]
    entries = instances(
        Entry,
        _COLUMNS,
        [
            (*columns, *placing.of(facts.partnership, facts.helper, facts.recipient), *always)
            for facts, columns in said
        ],
    )
    for entry, (facts, _) in zip(entries, rows, strict=True):
        _know(entry, facts)
    # Many rows share their parties: what is written of them is made once.
    told: dict[int, Named] = {}
    for facts, _ in rows:
        if id(facts.parties) not in told:
            told[id(facts.parties)] = Named.of(facts.parties)
    named = [told[id(facts.parties)] for facts, _ in rows]
    action.save_all(entries, {"parties": [one.kept for one in named]})
    ids = [entry.ref_id for entry in entries]
    told = ((pk, *row) for pk, one in zip(ids, named, strict=True) for row in one.rows)
    write_rows(EntryParty, ("entry_id", *PARTY), told)
    rest(ids, [evidence for _, evidence in rows])
    return entries


PARTY = ("role", "position", "name", "node_id", "share")


@dataclass(frozen=True, slots=True)
class Named:
    """Parties as their rows have them, and as the first version of an entry does
    (Entry.kept_beside)."""

    rows: list[tuple[str, int, str, int | None, int | None]]
    kept: list[list[Any]]

    @classmethod
    def of(cls, parties: Sequence[PartyFacts]) -> "Named":
        rows = [
            (one.role, place, one.name[:120], one.node.ref_id if one.node else None, one.share)
            for place, one in enumerate(parties)
        ]
        return cls(rows, [[role, *told] for role, _, *told in sorted(rows)])


@dataclass(slots=True)
class Placing:
    """Where new entries are, drafts or handed in; asked once for all between the same places."""

    actor: User | None
    state: str
    desk: Desk = field(default_factory=Desk)
    known: dict[tuple[int, int, int], tuple[Any, ...]] = field(default_factory=dict)

    def of(self, partnership: Partnership, helper: Node, recipient: Node) -> tuple[Any, ...]:
        """State, office and due date of an entry of these."""
        key = partnership.ref_id, helper.ref_id, recipient.ref_id
        if key not in self.known:
            entry = Entry(
                entered_by=self.actor, partnership=partnership, helper=helper, recipient=recipient
            )
            if self.state == State.SUBMITTED:
                first = self.desk.side(self.actor, partnership)
                place(self.desk, entry, _handed_in(self.desk, entry), first)
            else:
                place(self.desk, entry, self.state)
            self.known[key] = entry.state, entry.office_id, entry.due
        return self.known[key]


# What an entry says, where it is, and what every new one begins with.
_TOLD = (
    "partnership_id", "book", "helper_id", "recipient_id", "indicator", "stage", "form",
    "source_class", "note", "summary", "parent_id", "details", "units", "low", "high", "unit",
    "bound", "printed", "period_start", "period_end", "title", "voucher", "identity",
)  # fmt: skip
_COLUMNS = (*_TOLD, "state", "office_id", "due", "edition", "version", "ref_id", "reverses_id",
            "published_at", "imported_id", "entered_by_id")  # fmt: skip


def columns_of(facts: EntryFacts) -> dict[str, Any]:
    """What facts put into the stored columns of an entry."""
    return dict(zip(_TOLD, _told_of(facts), strict=True))


def _told_of(facts: EntryFacts) -> tuple[Any, ...]:
    amount, period, parent = facts.amount, facts.period, facts.parent
    return (
        facts.partnership.ref_id, facts.book, facts.helper.ref_id, facts.recipient.ref_id,
        facts.indicator, facts.stage, facts.form, facts.source_class, facts.note, facts.summary,
        parent.ref_id if parent else None, facts.details, amount.units, amount.low, amount.high,
        amount.unit, amount.bound.value, amount.printed, period.start if period else None,
        period.end if period else None, facts.title.strip()[:200], facts.voucher.strip()[:80],
        facts.identity(),
    )  # fmt: skip


def _fill(entry: Entry, facts: EntryFacts) -> Entry:
    for column, value in columns_of(facts).items():
        setattr(entry, column, value)
    return _know(entry, facts)


def _know(entry: Entry, facts: EntryFacts) -> Entry:
    """Spare an entry asking for what its facts hold already."""
    known = entry._state.fields_cache
    known["partnership"], known["parent"] = facts.partnership, facts.parent
    known["helper"], known["recipient"] = facts.helper, facts.recipient
    return entry


def _parties(entry: Entry, facts: EntryFacts) -> list[EntryParty]:
    rows = Named.of(facts.parties).rows
    return [EntryParty(entry=entry, **dict(zip(PARTY, row, strict=True))) for row in rows]


def add_evidence(actor: User, entry: Entry, one: EvidenceFacts) -> Evidence:
    """Put a further piece of evidence under an entry; what it says does not change."""
    require(actor, "enter", entry.partnership)
    with change(actor, "evidence", one.voucher or one.note) as action:
        evidence = evidence_of(entry, one)
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
    """Change what an entry says, as far as role and state allow (vocabulary/rights.yaml): a new
    edition, back to draft, all statements void. Handed in, an entry may be supplemented, which
    is no new edition.

    Raises LedgerError, or StaleVersion when someone wrote since version `expected`.
    """
    require(actor, "supplement", entry.partnership)
    changed = _changed(entry, facts)
    _guard_columns(actor, entry, changed)
    refuse(problems(facts, reversal=entry.reverses_id is not None))
    supplements = set(vocabulary.load("states", settings.VOCABULARY_DIR)["supplements"])
    handed_in = entry.state not in (State.DRAFT, State.RETURNED)
    with change(actor, "edit", why) as action:
        _fill(entry, facts)
        if handed_in and state == State.DRAFT and changed <= supplements:
            return action.save(entry, expected)
        desk = Desk()
        place(desk, entry, _handed_in(desk, entry) if state == State.SUBMITTED else state)
        entry.edition += 1
        action.save(entry, expected)
        before = _taking_part(entry.parties.all())
        entry.parties.all().delete()
        parties = EntryParty.objects.bulk_create(_parties(entry, facts))
        action.left(entry, "joint", before - _taking_part(parties))
        action.keep(entry)
    return entry


def _taking_part(parties: Iterable[EntryParty]) -> set[int]:
    """The nodes on whose behalf an entry is told beside its own sides."""
    return {one.node_id for one in parties if one.role == EntryParty.Role.JOINT and one.node_id}


def _changed(entry: Entry, facts: EntryFacts) -> set[str]:
    """Columns in which facts say something else than an entry."""
    known = facts_of(entry)
    found = {name for name in _SAID if _said(known, name) != _said(facts, name)}
    parties = [[(one.role, one.name) for one in told.parties] for told in (known, facts)]
    return found | ({"parties"} if parties[0] != parties[1] else set())


def _said(facts: EntryFacts, name: str) -> Any:
    value = getattr(facts, name)
    if isinstance(value, Amount):
        return (value.units, value.unit)
    return value.strip() if isinstance(value, str) else value


def _guard_columns(actor: User, entry: Entry, changed: set[str]) -> None:
    allowed = editable_columns(actor, entry)
    if "all" in allowed or (allowed and changed <= allowed):
        return
    remedy = "请先请审核员退回。"
    if entry.state in (State.LOCKED, State.VOID):
        remedy = "只能冲销后另记一条。"
    if allowed:
        names = "、".join(str(Entry._meta.get_field(name).verbose_name) for name in sorted(allowed))
        remedy = f"您现在只能补充{names}；要改别的，{remedy}"
    raise LedgerError(f"“{entry}”{entry.get_state_display()}，不能直接修改：{remedy}")


def reverse(actor: User, entry: Entry, why: str) -> Entry:
    """Take a locked entry back by a draft of the opposite amount in the open period."""
    require(actor, "enter", entry.partnership)
    if entry.state != State.LOCKED:
        raise LedgerError("只有已锁定的记录才用冲销；没有锁定的直接修改或退回即可。")
    if not why.strip():
        raise LedgerError("冲销要写明理由。")
    if entry.reversals.exclude(state=State.VOID).exists():
        raise LedgerError("这条记录已经冲销过。")
    period = open_period(entry.period, date.today()) if entry.period else None
    with change(actor, "reverse", why) as action:
        opposite = Entry(reverses=entry, entered_by=actor, state=State.DRAFT)
        told = facts_of(entry)
        told = replace(
            told,
            amount=Amount.exactly(-entry.units, entry.unit),
            period=period,
            title=f"冲销：{entry.title}",
            note=why,
            parties=[replace(one, share=one.share and -one.share) for one in told.parties],
        )
        _fill(opposite, told)
        opposite.identity = identity("reversal", entry.pk)
        place(Desk(), opposite, State.DRAFT)
        action.save(opposite)
        EntryParty.objects.bulk_create(_parties(opposite, told))
        action.keep(opposite)
    return opposite


def facts_of(entry: Entry, **changes: Any) -> EntryFacts:
    """What an entry says now, with changes."""
    columns: dict[str, Any] = {name: getattr(entry, name) for name in _SAID}
    columns["parties"] = [
        PartyFacts(party.role, party.name, party.node, party.share)
        for party in entry.parties.select_related("node")
    ]
    return EntryFacts(**(columns | changes))
