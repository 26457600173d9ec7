"""In whose hands entries are, and who may take them which step on."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import (
    Aggregate,
    Case,
    Count,
    F,
    Min,
    Q,
    QuerySet,
    When,
    prefetch_related_objects,
)

from shanhai.accounts.models import User
from shanhai.common import vocabulary
from shanhai.ledger.models import Entry
from shanhai.ledger.queries.entries import live, spoken, standing_of, with_statements
from shanhai.ledger.rules import Standing, editable, forward
from shanhai.registry.models import ClusterMember, Level, Lineage, Node, Partnership
from shanhai.registry.queries import (
    acts_everywhere,
    in_force,
    may,
    members_of,
    own_ends,
    places_for,
    roles,
    sides,
)

State = Entry.State

OTHER = {"helper": "recipient", "recipient": "helper"}
# Steps whose right goes by another name than the step.
RIGHTS = {"void": "enter"}
# Steps that nobody takes with what they typed themselves.
SECOND_PAIR_OF_EYES = ("check", "approve")
# The places whose word publication needs (see Desk.city).
_CITIES = (Level.CITY, Level.PROVINCE)


def entry_states() -> dict[str, Any]:
    """The states of an entry (vocabulary/states.yaml)."""
    states: dict[str, Any] = vocabulary.load("states", settings.VOCABULARY_DIR)["entry"]
    return states


class Desk:
    """The offices an entry passes through, asked once for each partnership and place however
    many entries are handed on."""

    def __init__(self) -> None:
        self._clusters: dict[tuple[int, int, int], Node | None] = {}
        self._cities: dict[int, Node] = {}
        self._fillers: dict[int | None, Node | None] = {}
        self._sides: dict[int, str] = {}

    def passes(self, entry: Entry) -> set[str]:
        """Which of the states that hold only for some entries hold for this one."""
        found = {"cluster"} if self.cluster(entry) else set()
        pairing = entry.partnership
        apart = self.city(pairing.helper).pk != self.city(pairing.recipient).pk
        return found | ({"two_cities"} if apart else set())

    def cluster(self, entry: Entry) -> Node | None:
        """The cluster of the partnership of which one of the entry's ends is a member today."""
        key = (entry.partnership_id, entry.helper_id, entry.recipient_id)
        if key not in self._clusters:
            pairing = entry.partnership
            self._clusters[key] = next(
                (
                    end
                    for end, node in (
                        (pairing.helper, entry.helper_id),
                        (pairing.recipient, entry.recipient_id),
                    )
                    if end.level == Level.CLUSTER
                    and end.pk != node
                    and Lineage.objects.filter(node=node, ancestor__in=members_of(end)).exists()
                ),
                None,
            )
        return self._clusters[key]

    def city(self, end: Node) -> Node:
        """The city an end lies in, or the highest place above it short of one."""
        if end.pk not in self._cities:
            above = Node.objects.filter(pk__in=Lineage.objects.filter(node=end).values("ancestor"))
            known = {node.level: node for node in above}
            self._cities[end.pk] = known.get(Level.CITY) or known.get(Level.PROVINCE) or end
        return self._cities[end.pk]

    def side(self, user: User | None, pairing: Partnership) -> str:
        """The side someone hands entries in for; the helper's for who acts for both."""
        if pairing.pk not in self._sides:
            acting = sides(user, pairing) if user else set()
            self._sides[pairing.pk] = "recipient" if acting == {"recipient"} else "helper"
        return self._sides[pairing.pk]

    def holder(self, entry: Entry, state: str, first: str = "") -> Node | None:
        """In whose hands the entry is in a state; None where nobody has to act. `first` is the
        side that hands it in, where no statement of it says so yet."""
        pairing = entry.partnership
        match entry_states()[state].get("holder"):
            case "filler":
                return self._filler(entry)
            case "cluster":
                return self.cluster(entry)
            case "other":
                return getattr(pairing, OTHER[first] if first else waits_for(entry))
            case "helper_city":
                return self.city(pairing.helper)
            case "recipient_city":
                return self.city(pairing.recipient)
        return None

    def _filler(self, entry: Entry) -> Node | None:
        typist = entry.entered_by_id
        if typist not in self._fillers:
            rows = Node.objects.filter(memberships__user=typist).order_by("memberships__pk")
            self._fillers[typist] = rows.first() if typist else None
        return self._fillers[typist] or entry.helper


def waits_for(entry: Entry) -> str:
    """The side whose word an entry handed in waits for: the one that did not hand it in, or, when
    the two differ, the one that did."""
    said = list(spoken(entry)) if entry.pk else []
    first = said[0] if said else "helper"
    return first if standing_of(entry) == Standing.DIFFERS else OTHER[first]


def refusal(user: User, entry: Entry, verb: str) -> str:
    """Why the user may not take an entry this step on, as a sentence for them; "" when they may.
    Whether its state allows the step at all is not asked here."""
    words = vocabulary.load("rights", settings.VOCABULARY_DIR)["verbs"]
    wanted = [verb] if verb != "return" else [verb, forward(entry_states(), entry.state)]
    for one in wanted:
        if not may(user, RIGHTS.get(one, one)):
            return f"您的角色没有“{words.get(one, one)}”的权限。"
    if verb == "void":
        return ""
    if verb in ("publish", "withdraw"):
        return _refused_publication(user, entry, verb)
    own = entry.entered_by_id == user.pk and not user.is_superuser
    if verb in SECOND_PAIR_OF_EYES and own:
        return f"自己填的记录不能自己{words[verb]}。"
    if verb == "confirm" and standing_of(entry) == Standing.DIFFERS:
        return "双方所说的数不一致：请填报方核实后修改，或由另一方改变说法。"
    office = entry.office or Desk().holder(entry, entry.state)
    if office is None or acts_for(user, entry, office, verb):
        return ""
    if verb == "confirm":
        return f"对方确认要由另一方来做，现在等{office}确认。"
    return f"“{entry}”现在由{office}办，请由{office}的人来{words.get(verb, verb)}。"


def _refused_publication(user: User, entry: Entry, verb: str) -> str:
    if verb == "publish" and entry.published_at:
        return f"“{entry}”已经批准公开。"
    if verb == "withdraw" and not entry.published_at:
        return f"“{entry}”没有公开，不用撤回。"
    desk, pairing = Desk(), entry.partnership
    cities = [desk.city(pairing.helper).pk, desk.city(pairing.recipient).pk]
    if places_for(user, verb).filter(pk__in=cities).exists():
        return ""
    return "批准公开和撤回公开要由双方的市级办理。"


def acts_for(user: User, entry: Entry, office: Node, verb: str) -> bool:
    """Whether the user acts for the office an entry is with: for the side of the partnership that
    has to speak; for a cluster also as its lead; else where a role of theirs allows the step."""
    pairing = entry.partnership
    if entry.state == State.SUBMITTED and office.pk in (pairing.helper_id, pairing.recipient_id):
        side = "helper" if office.pk == pairing.helper_id else "recipient"
        return side in sides(user, pairing)
    return _offices(user, verb).filter(pk=office.pk).exists()


def _offices(user: User, verb: str) -> QuerySet[Node]:
    """Places where a role of the user allows a verb, and the clusters led by one of them."""
    places = places_for(user, verb)
    led = in_force(ClusterMember.objects.filter(lead=True, member__in=places.values("pk")), None)
    return Node.objects.filter(Q(pk__in=places.values("pk")) | Q(pk__in=led.values("cluster")))


def possible_steps(user: User, entry: Entry) -> list[str]:
    """Steps the user may take with an entry in its state, in the order of states.yaml."""
    return [verb for verb in entry_states()[entry.state]["steps"] if not refusal(user, entry, verb)]


def editable_columns(user: User, entry: Entry) -> set[str]:
    """Columns the user may change in the state the entry is in; {"all"} for every one."""
    rights = vocabulary.load("rights", settings.VOCABULARY_DIR)
    if user.is_superuser:
        return editable(rights, rights["fields"], entry.state)
    return editable(rights, roles(user), entry.state)


STEPS = ("submit", "check", "confirm", "settle", "approve", "lock")


def waiting(user: User, steps: Sequence[str] = STEPS) -> dict[str, int]:
    """How many entries wait for each step with an office the user acts for. "settle" is what the
    other side states otherwise: the user's side has to look into it."""
    return {verb: count for verb, (count, _) in waits(user, steps).items()}


def waits(user: User, steps: Sequence[str] = STEPS) -> dict[str, tuple[int, date | None]]:
    """The same with the first last day among them, in one query."""
    wanted = {verb: where for verb in steps if (where := waiting_for(user, verb)) is not None}
    if not wanted:
        return {}
    columns: dict[str, Aggregate] = {}
    for verb, where in wanted.items():
        columns |= {verb: Count("pk", filter=where), f"{verb}_due": Min("due", filter=where)}
    found = with_statements(live(user)).aggregate(**columns)
    return {verb: (found[verb], found[f"{verb}_due"]) for verb in wanted}


def waiting_for(user: User, verb: str) -> Q | None:
    """What makes an entry wait for the user to take `verb`, asked of rows with_statements; None
    when no role of theirs allows it. Rows must be narrowed to what they see."""
    right = {"settle": "enter"}.get(verb, verb)
    if not may(user, right):
        return None
    step = {"settle": "confirm"}.get(verb, verb)
    states = [code for code, row in entry_states().items() if step in row["steps"]]
    found = Q(state__in=states)
    if step == "confirm":
        differ = (Q(helper_units__isnull=False) & ~Q(helper_units=F("units"))) | (
            Q(recipient_units__isnull=False) & ~Q(recipient_units=F("units"))
        )
        return found & _my_side(user) & (differ if verb == "settle" else ~differ)
    if verb in SECOND_PAIR_OF_EYES and not user.is_superuser:
        found &= ~Q(entered_by=user) | Q(entered_by=None)
    if acts_everywhere(user):
        return found
    return found & Q(office__in=list(_offices(user, verb).values_list("pk", flat=True)))


def takeable(user: User, entries: Sequence[Entry], verbs: Sequence[str]) -> dict[int, list[str]]:
    """Which of some steps the user may take with each of a page of entries, asked at once; nearly
    what `refusal` says of them one by one, which has the last word."""
    steps = {verb for entry in entries for verb in entry_states()[entry.state]["steps"]}
    possible = [verb for verb in verbs if verb in steps]
    prefetch_related_objects([user], "memberships")  # each step asks for the roles
    wanted = {verb: where for verb in possible if (where := _may_take(user, verb)) is not None}
    if not wanted:
        return {}
    rows = with_statements(live(user)).filter(pk__in=[entry.pk for entry in entries])
    told = {f"may_{verb}": Case(When(where, then=True), default=False)
            for verb, where in wanted.items()}  # fmt: skip
    return {
        pk: [verb for verb, well in zip(wanted, answers, strict=True) if well]
        for pk, *answers in rows.order_by().annotate(**told).values_list("pk", *told)
    }


def _may_take(user: User, verb: str) -> Q | None:
    """What makes an entry one the user may take a step with; None when no role allows it."""
    states = [code for code, row in entry_states().items() if verb in row["steps"]]
    if verb in ("publish", "withdraw"):
        if not may(user, verb):
            return None
        shown = Q(state__in=states, published_at__isnull=verb == "publish")
        above = Q(ancestor__in=places_for(user, verb).filter(level__in=_CITIES).values("pk"))
        within = Lineage.objects.filter(above).values("node")
        return shown & (Q(partnership__helper__in=within) | Q(partnership__recipient__in=within))
    if verb != "return":
        return waiting_for(user, verb)
    states = [code for code in states if may(user, forward(entry_states(), code))]
    if not states or not may(user, verb):
        return None
    if acts_everywhere(user):
        return Q(state__in=states)
    held = Q(office__in=_offices(user, verb).values("pk"))
    other = Q(state=State.SUBMITTED) & _my_side(user)
    return Q(state__in=states) & (other | ~Q(state=State.SUBMITTED) & held)


def _my_side(user: User) -> Q:
    """Entries with the end of their partnership for which the user acts."""
    if acts_everywhere(user):
        return Q()
    ends = own_ends(user)
    found = Q(pk__in=[])
    for side in OTHER:
        end = f"partnership__{side}"
        found |= Q(office=F(end)) & Q(**{f"{end}__in": ends})
    return found
