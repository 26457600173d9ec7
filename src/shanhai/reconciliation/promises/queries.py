"""What became of the promises of agreements: computed from the entries linked to them, rung by
rung; the rungs are never added."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from shanhai.accounts.models import User
from shanhai.common.amounts import Amount
from shanhai.common.keys import Stage
from shanhai.cooperation.models import Commitment, Delivery
from shanhai.figures.queries import counted_entries
from shanhai.ledger.models import Entry
from shanhai.registry.models import ClusterMember, Lineage
from shanhai.registry.queries import visible_to

OFFERED = 30
# The rungs on which something has really been given.
GIVEN = (Stage.ARRIVED.value, Stage.USED.value)


@dataclass(slots=True)
class Kept:
    """How far one promise is kept: `rungs` by stage, from counted entries only; `waiting` linked
    entries do not count yet (drafts, returned or void)."""

    promised: Amount
    rungs: dict[str, Amount] = field(default_factory=dict)
    waiting: int = 0

    @property
    def given(self) -> int:
        """The highest rung of what was really given, in the promise's unit."""
        return max((row.units for stage, row in self.rungs.items() if stage in GIVEN), default=0)

    @property
    def whole(self) -> bool:
        """Whether what was promised was given."""
        return self.given >= self.promised.units

    @property
    def percent(self) -> int:
        """The share given, rounded down: nothing is called whole before it is."""
        return max(0, min(100, self.given * 100 // self.promised.units))


def kept(commitments: Iterable[Commitment]) -> dict[int, Kept]:
    """How far these promises are kept, by commitment, in two queries whatever their number. A
    reversal takes its entry's number back."""
    found = {row.pk: Kept(row.amount) for row in commitments}
    links = Delivery.objects.filter(commitment__in=list(found)).values_list("entry", "commitment")
    whose = dict(links)
    linked = Entry.objects.filter(pk__in=list(whose))
    rows = counted_entries().filter(pk__in=linked.values("pk")) | counted_entries().filter(
        reverses__in=linked.values("pk")
    )
    counted = set()
    for entry in rows.distinct():
        promise = whose[entry.reverses_id if entry.pk not in whose else entry.pk]
        counted.add(entry.pk)
        one = found[promise]
        if entry.unit != one.promised.unit:
            continue
        known = one.rungs.get(entry.stage)
        one.rungs[entry.stage] = entry.amount if known is None else known + entry.amount
    for entry, promise in whose.items():
        found[promise].waiting += entry not in counted
    return found


def _of(commitment: Commitment) -> Q:
    """What its owner gave: the owner itself, what lies below it or is a member of it; anything of
    the partnership when it was promised by a whole side."""
    pairing, owner = commitment.agreement.partnership, commitment.owner_id
    if owner in (pairing.helper_id, pairing.recipient_id):
        return Q()
    below = Lineage.objects.filter(ancestor=owner).values("node")
    members = ClusterMember.objects.filter(cluster=owner).values("member")
    return Q(helper__in=below) | Q(recipient__in=below) | Q(helper__in=members)


def deliverable(user: User, commitment: Commitment) -> QuerySet[Entry]:
    """Entries that may deliver on a promise: of its partnership and unit, of whoever promised, of
    its indicator when it names one, not linked to any promise, not before the agreement."""
    agreement = commitment.agreement
    rows = visible_to(user, Entry.objects.filter(ref__archived_at=None)).filter(
        partnership=agreement.partnership_id, unit=commitment.unit, units__gt=0
    )
    rows = rows.filter(_of(commitment))
    if commitment.indicator:
        rows = rows.filter(indicator=commitment.indicator)
    since = agreement.start or agreement.signed_on
    if since:
        rows = rows.filter(period_end__gte=since)
    rows = rows.exclude(state=Entry.State.VOID).exclude(ref__delivers__isnull=False)
    return rows.order_by("period_end", "pk")
