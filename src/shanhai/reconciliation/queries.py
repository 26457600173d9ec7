"""The two-column board: said beside recorded, with what people judged."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet

from shanhai.accounts.models import User
from shanhai.claims.models import Claim
from shanhai.claims.queries import accepted
from shanhai.common.amounts import Amount
from shanhai.common.indicators import indicator
from shanhai.common.keys import Key, Stage
from shanhai.common.periods import Period
from shanhai.figures.queries import (
    Figure,
    counted_entries,
    counting_kinds,
    figures,
    is_stock,
    link_figures,
    pairing_kinds,
    register_figure,
)
from shanhai.ledger.models import Entry
from shanhai.ledger.queries import live
from shanhai.reconciliation.models import Judgement, Match
from shanhai.reconciliation.rules import (
    CANDIDATE,
    Comparison,
    Likeness,
    Told,
    Verdict,
    agrees_with_count,
    compare,
    likeness,
)
from shanhai.registry.models import ClusterMember, Lineage, Partnership
from shanhai.registry.queries import visible_to
from shanhai.targets.models import Target
from shanhai.targets.queries import targets_of

Kind = Claim.Kind
_BEGINNING = date(1990, 1, 1)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A recorded row that may be the same fact as a claim."""

    entry: Entry
    likeness: Likeness


@dataclass(slots=True)
class BoardRow:
    """One line of the board. What is recorded is an entry, a target, or a figure."""

    comparison: Comparison
    claim: Claim | None = None
    entry: Entry | None = None
    target: Target | None = None
    figure: Figure | None = None
    match: Match | None = None
    judgement: Judgement | None = None
    candidates: list[Candidate] = field(default_factory=list)

    @property
    def verdict(self) -> Verdict:
        return self.comparison.verdict

    @property
    def recorded(self) -> Amount | None:
        if self.entry is not None:
            return self.entry.amount
        if self.target is not None:
            return self.target.amount
        return self.figure.amount if self.figure else None

    @property
    def indicator(self) -> str:
        row = self.claim or self.entry
        return row.indicator if row else ""

    @property
    def settled(self) -> bool:
        """Whether a person has said what to think of it."""
        return self.judgement is not None and self.judgement.verdict != Judgement.Verdict.UNSURE


@dataclass(frozen=True)
class Board:
    """The board of one partnership: the rows of what was said, and the recorded entries nobody
    spoke of, which may be very many and are asked for as they are shown."""

    partnership: Partnership
    said: list[BoardRow]
    unmentioned: QuerySet[Entry]
    period: Period | None = None

    @property
    def rows(self) -> list[BoardRow]:
        """Every row there is."""
        return [*self.said, *only_recorded(self.unmentioned)]

    @cached_property
    def counts(self) -> Counter[Verdict]:
        """How many rows stand how."""
        found = Counter(row.verdict for row in self.said)
        found[Verdict.ONLY_RECORDED] = self.unmentioned.order_by().count()
        return found

    @property
    def money_apart(self) -> int:
        """The sizes of all differences in money of rows that differ, together, in 1/10,000 元."""
        return sum(
            abs(row.comparison.difference or 0)
            for row in self.said
            if row.verdict == Verdict.DIFFERS and row.claim and row.claim.unit == "元"
        )


def told_by_claim(claim: Claim) -> Told:
    """A claim as the rules compare it; a subject nobody named is the partnership's own side."""
    pairing = claim.report.partnership
    names = frozenset(party.name for party in claim.parties.all() if party.role == "provider")
    return Told(
        claim.amount, claim.indicator, claim.helper_id or pairing.helper_id,
        claim.recipient_id or pairing.recipient_id, claim.period, claim.stage, names,
    )  # fmt: skip


def told_by_entry(entry: Entry) -> Told:
    """An entry as the rules compare it."""
    names = frozenset(
        party.name for party in entry.parties.all() if party.role in ("giver", "joint")
    )
    return Told(entry.amount, entry.indicator, entry.helper_id, entry.recipient_id, entry.period,
                entry.stage, names)  # fmt: skip


def claims_to_reconcile(
    user: User, partnership: Partnership, period: Period | None = None
) -> QuerySet[Claim]:
    """Accepted claims of a partnership that touch a period, in the order of their reports."""
    rows = visible_to(
        user,
        Claim.objects.filter(
            report__partnership=partnership, report__ref__archived_at__isnull=True
        ),
    )
    if period is not None:
        rows = rows.filter(
            Q(period_start__isnull=True)
            | Q(period_start__lte=period.end, period_end__gte=period.start)
        )
    matches = (
        Match.objects.select_related(
            "entry__helper", "entry__recipient", "target__helper", "target__recipient"
        )
        .prefetch_related(
            "entry__parties", Prefetch("judgements", Judgement.objects.select_related("by"))
        )
        .order_by("-score", "pk")
    )
    return (
        accepted(rows)
        .select_related(
            "report__partnership__helper",
            "helper",
            "recipient",
            "report__partnership__recipient",
            "span",
        )
        .prefetch_related("span__document", "parties", Prefetch("matches", matches))
        .order_by("report", "span__start", "pk")
    )


def newest_judgement(match: Match) -> Judgement | None:
    """The judgement of a match that counts: the newest."""
    return max(match.judgements.all(), key=lambda one: (one.at, one.pk), default=None)


def board(user: User, partnership: Partnership, period: Period | None = None) -> Board:
    """Said beside recorded for one partnership. Query count does not grow with the entries."""
    claims = claims_to_reconcile(user, partnership, period)
    recorded = _recorded(user, partnership, period, claims)
    said = [recorded.row(claim) for claim in recorded.claims]
    unmentioned = _unmentioned(recorded.entries, said, recorded.near)
    return Board(partnership, said, unmentioned, period)


def line_of(user: User, told: Claim, period: Period | None = None) -> BoardRow | None:
    """The line of one claim as the board of a period shows it; None when it is on no line."""
    partnership = told.report.partnership
    rows = claims_to_reconcile(user, partnership, period)
    beside = rows.filter(report=told.report_id, indicator=told.indicator)
    recorded = _recorded(user, partnership, period, beside)
    return next((recorded.row(claim) for claim in recorded.claims if claim == told), None)


def _recorded(
    user: User, partnership: Partnership, period: Period | None, told: Iterable[Claim]
) -> "_Recorded":
    """What is recorded around claims of a board, fetched once for all of them."""
    claims, entries = list(told), _entries(user, partnership, period)
    targets = list(targets_of(user, partnership, period))
    return _Recorded(claims, entries, _near(claims, partnership), targets)


def only_recorded(entries: Iterable[Entry]) -> list[BoardRow]:
    """The rows of entries nobody spoke of."""
    return [BoardRow(Comparison(Verdict.ONLY_RECORDED), entry=entry) for entry in entries]


def _entries(user: User, partnership: Partnership, period: Period | None) -> QuerySet[Entry]:
    rows = live(user).filter(partnership=partnership).exclude(state=Entry.State.VOID)
    if period is not None:
        rows = rows.filter(period_start__lte=period.end, period_end__gte=period.start)
    return rows.select_related("helper", "recipient").prefetch_related("parties")


def _unmentioned(
    entries: QuerySet[Entry], said: Sequence[BoardRow], near: dict[int, set[int]]
) -> QuerySet[Entry]:
    """Counted entries that no claim speaks of: neither told as an act nor under the key of any
    total, reading or stock."""
    claims = [
        row.claim for row in said if row.claim and row.claim.kind not in (Kind.ACT, Kind.PLAN)
    ]
    ends: dict[str, set[int | None]] = {}
    if claims:
        of = entries.filter(indicator__in={one.indicator for one in claims}).order_by()
        ends = {end: set(of.values_list(end, flat=True).distinct())
                for end in ("helper", "recipient")}  # fmt: skip
    covers: dict[str, Q] = defaultdict(Q)
    keys = {(one.indicator, one.helper, one.recipient, one.period)
            for one in map(told_by_claim, claims)}  # fmt: skip
    for code, helper, recipient, period in keys:
        cover = Q(indicator=code)
        if period:
            within = Q(period_start__lte=period.end, period_end__gte=period.start)
            cover &= within | Q(period_start=None)
        for end, own in (("helper", helper), ("recipient", recipient)):
            # All that occur are mostly near: then nothing need be asked.
            if own is not None and not ends[end] <= (close := near[own] | {own}):
                cover &= Q(**{f"{end}__in": ends[end] & close})
        covers[code] |= cover
    rows = entries.exclude(pk__in={row.entry.pk for row in said if row.entry})
    for cover in covers.values():
        rows = rows.exclude(cover)
    return rows & counted_entries()


def _near(claims: Sequence[Claim], partnership: Partnership) -> dict[int, set[int]]:
    """For each node a claim speaks of: the nodes above and below it, members of clusters too."""
    nodes = {partnership.helper_id, partnership.recipient_id}
    nodes |= {node for claim in claims for node in (claim.helper_id, claim.recipient_id) if node}
    near: dict[int, set[int]] = defaultdict(set)
    lineage = Lineage.objects.filter(Q(node__in=nodes) | Q(ancestor__in=nodes))
    for above, below in lineage.values_list("ancestor", "node"):
        near[above].add(below)
        near[below].add(above)
    for cluster, member in ClusterMember.objects.filter(
        Q(cluster__in=nodes) | Q(member__in=nodes)
    ).values_list("cluster", "member"):
        near[cluster].add(member)
        near[member].add(cluster)
    return near


class _Recorded:
    """What is recorded around a set of claims, fetched once."""

    def __init__(
        self,
        claims: Iterable[Claim],
        entries: QuerySet[Entry],
        near: dict[int, set[int]],
        targets: Sequence[Target] = (),
    ) -> None:
        self._targets = targets
        self.near, self.entries = near, entries
        self.claims = list(claims)
        self._by_indicator: dict[str, list[tuple[Entry, Told]]] = defaultdict(list)
        said = {claim.indicator for claim in self.claims if claim.kind != Kind.PLAN}
        self._wholes = {code: indicator(code, settings.VOCABULARY_DIR).parent for code in said}
        codes = said | set(self._wholes.values())
        for entry in entries.filter(indicator__in=codes, summary=False):
            self._by_indicator[entry.indicator].append((entry, told_by_entry(entry)))
        self._links: dict[Key, dict[str, Figure]] = {}
        self._figures: dict[tuple[int | None, int | None, Period | None], list[Figure]] = {}
        self._counted: dict[Key, Figure | None] = {}

    def row(self, claim: Claim) -> BoardRow:
        """The line of one claim: acts beside entries, plans beside targets, the rest beside what
        is recorded under their key."""
        if claim.kind == Kind.ACT:
            return self._act(claim)
        if claim.kind == Kind.PLAN:
            return self._plan(claim)
        said = told_by_claim(claim)
        found = self.figure_for(claim, said)
        comparison = compare(said, _told_by_figure(found) if found else None)
        if comparison.verdict != Verdict.AGREES:
            detail = self._detail(claim, said, found, comparison)
            if detail is not None:
                return detail
        match = next(
            (one for one in claim.matches.all() if one.entry_id is None and one.target_id is None),
            None,
        )
        posted = self._posted(claim)
        return BoardRow(
            comparison, claim, posted.entry if posted and not found else None, figure=found,
            match=match or posted, judgement=newest_judgement(match) if match else None,
        )  # fmt: skip

    def _detail(
        self, claim: Claim, said: Told, found: Figure | None, comparison: Comparison
    ) -> BoardRow | None:
        """What else may stand behind a total that is not the figure under its key: it and its
        neighbours in the text make up the figure, or it tells of one recorded row."""
        together = [other for other in self.claims if _neighbours(claim, other)]
        if found and len(together) > 1:
            units = sum(other.units for other in together)
            low, high = (sum(getattr(other, end) for other in together) for end in ("low", "high"))
            whole = Amount(units, claim.unit, claim.amount.bound, low, high)
            if whole.agrees_with(found.amount):
                reason = f"与同文同口径的{len(together)}条相加后一致"
                return BoardRow(Comparison(Verdict.AGREES, reasons=(reason,)), claim, figure=found)
        if is_stock(claim.indicator):
            return None
        for one in self.candidates(claim, said):
            against = compare(said, told_by_entry(one.entry))
            if against.verdict == Verdict.AGREES or found is None:
                against = replace(against, reasons=(*against.reasons, "对应台账中的一条记录"))
                return BoardRow(against, claim, one.entry)
        return None

    def _posted(self, claim: Claim) -> Match | None:
        return next(
            (
                one
                for one in claim.matches.all()
                if one.entry_id and one.origin == Match.Origin.DRAFTED
            ),
            None,
        )

    def _act(self, claim: Claim) -> BoardRow:
        said = told_by_claim(claim)
        judged = [(one, newest_judgement(one)) for one in claim.matches.all() if one.entry_id]
        for match, judgement in judged:
            if _same(judgement) and match.entry.state != Entry.State.VOID:
                comparison = compare(said, told_by_entry(match.entry))
                return BoardRow(comparison, claim, match.entry, match=match, judgement=judgement)
        refused = {
            match.entry_id
            for match, judgement in judged
            if judgement and judgement.verdict == Judgement.Verdict.DIFFERENT
        }
        candidates = [one for one in self.candidates(claim, said) if one.entry.pk not in refused]
        if not candidates:
            return BoardRow(Comparison(Verdict.ONLY_SAID), claim)
        best = candidates[0].entry
        match, judgement = next(
            ((one, newest) for one, newest in judged if one.entry_id == best.pk), (None, None)
        )
        comparison = compare(said, told_by_entry(best))
        return BoardRow(
            comparison, claim, best, match=match, judgement=judgement, candidates=candidates
        )

    def candidates(self, claim: Claim, said: Told) -> list[Candidate]:
        """Recorded rows that may be what a claim tells, the likeliest first; below them those of
        the same amount under the whole of which the claim names a part: who writes goods given
        down as a gift is not to record them twice."""
        near = self.near[said.helper or 0] | self.near[said.recipient or 0]
        likely = self._alike(said, near)
        whole = self._wholes.get(claim.indicator)
        if whole:
            within = self._alike(replace(said, indicator=whole), near)
            likely += [one for one in within if said.amount.agrees_with(one.entry.amount)]
        return likely[:5]

    def _alike(self, said: Told, near: set[int]) -> list[Candidate]:
        found = [
            Candidate(entry, likeness(said, told, near))
            for entry, told in self._by_indicator[said.indicator]
        ]
        likely = [one for one in found if one.likeness.score >= CANDIDATE]
        return sorted(likely, key=lambda one: -one.likeness.score)

    def _plan(self, claim: Claim) -> BoardRow:
        said = told_by_claim(claim)
        match = next((one for one in claim.matches.all() if one.target_id), None)
        target = match.target if match else self._target(said)
        if target is None:
            return BoardRow(Comparison(Verdict.ONLY_SAID), claim)
        return BoardRow(
            compare(said, _told_by_target(target, said)),
            claim,
            target=target,
            match=match,
            judgement=newest_judgement(match) if match else None,
        )

    def _target(self, said: Told) -> Target | None:
        """The target set already that is likeliest what a plan tells of."""
        near = self.near[said.helper or 0] | self.near[said.recipient or 0]
        scored = [
            (likeness(said, _told_by_target(one, said), near).score, -one.pk, one)
            for one in self._targets
            if one.indicator == said.indicator
        ]
        best = max(scored, key=lambda row: row[:2], default=None)
        return best[2] if best and best[0] >= CANDIDATE else None

    def figure_for(self, claim: Claim, said: Told) -> Figure | None:
        """What is recorded under a claim's key: same unit if there is one, its own rung or, for
        money that has gone on from there, the next."""
        stock, period = is_stock(claim.indicator), claim.period
        if period and (stock or claim.kind == Kind.STOCK):
            period = Period(_BEGINNING, period.end)
        if counting_kinds(claim.indicator):
            return self._pairing(claim, Key("", said.helper, said.recipient, period=period))
        of = Key(claim.indicator, said.helper, said.recipient, period=period)
        if stock and (counted := self._registered(of)):
            return counted
        key = (said.helper, said.recipient, period)
        if key not in self._figures:
            self._figures[key] = figures(Key("", *key[:2], period=period, stage=None))
        rungs = [claim.stage, *([Stage.USED] if claim.stage == Stage.ARRIVED else [])]
        found = [
            one
            for one in self._figures[key]
            if one.key.indicator == claim.indicator and one.key.stage in rungs
        ]
        found.sort(key=lambda one: (one.amount.unit != claim.unit, one.key.stage != claim.stage))
        if not found and claim.stage == Stage.ARRIVED:
            return self._registered(of)
        return found[0] if found else None

    def _registered(self, key: Key) -> Figure | None:
        """What a register gives under a key, asked once for all claims of it."""
        if key not in self._counted:
            self._counted[key] = register_figure(key)
        return self._counted[key]

    def _pairing(self, claim: Claim, key: Key) -> Figure | None:
        """The count of links a claim means: of helpers, of recipients, or of links."""
        of = replace(key, indicator=claim.indicator)
        if of not in self._links:
            self._links[of] = link_figures(of)
        found = self._links[of]
        if not found:
            return None
        # A count of firms, where the links count under villages, means helpers first.
        ends = ("recipients", "links", "helpers")
        ends = ends if pairing_kinds(claim.indicator) else ("helpers", *ends[:2])
        kinds = dict.fromkeys(which.partition(" ")[2] for which in found)
        order = [f"{end} {kind}".strip() for kind in kinds for end in ends]
        meant = agrees_with_count(claim.amount, {one: found[one].amount.units for one in order})
        one = found[meant[0] if meant else order[0]]
        return replace(one, amount=Amount.exactly(one.amount.units, claim.unit))


def _neighbours(claim: Claim, other: Claim) -> bool:
    """Whether two totals of one report tell of the same key."""
    return other.kind == claim.kind and all(
        getattr(other, name) == getattr(claim, name)
        for name in ("report_id", "indicator", "unit", "period_start", "period_end", "stage")
    )


def _same(judgement: Judgement | None) -> bool:
    return judgement is not None and judgement.verdict == Judgement.Verdict.SAME


def _told_by_target(target: Target, said: Told) -> Told:
    return Told(target.amount, target.indicator, target.helper_id, target.recipient_id,
                target.period, said.stage)  # fmt: skip


def _told_by_figure(found: Figure) -> Told:
    key = found.key
    return Told(found.amount, key.indicator, key.helper, key.recipient, key.period,
                key.stage.value if key.stage else "arrived")  # fmt: skip


def candidates_for(user: User, claim: Claim) -> list[Candidate]:
    """Recorded rows that may be what one claim tells."""
    partnership = claim.report.partnership
    recorded = _Recorded([claim], _entries(user, partnership, None), _near([claim], partnership))
    return recorded.candidates(claim, told_by_claim(claim))


def board_counts(user: User, partnerships: Sequence[Partnership]) -> dict[int, int]:
    """How many accepted claims each partnership has, in one query."""
    rows = visible_to(
        user,
        Claim.objects.filter(
            report__partnership__in=partnerships, report__ref__archived_at__isnull=True
        ),
    )
    return dict(Counter(accepted(rows).order_by().values_list("report__partnership", flat=True)))
