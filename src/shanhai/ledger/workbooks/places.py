"""Whom a row of a workbook means: the nodes its names stand for, and their partnership."""

import re

from django.conf import settings

from shanhai.accounts.models import User
from shanhai.common import vocabulary
from shanhai.ledger.services import Ends, PartyFacts
from shanhai.ledger.workbooks.lines import Row
from shanhai.registry.models import ClusterMember, Lineage, Node, Partnership
from shanhai.registry.queries import find_nodes, known_names, resolve, visible_partnerships

# What stands between several places in one cell, and words that count them behind.
_BETWEEN = re.compile(r"[、，,；;/／\s和与及]+")
_COUNTED = re.compile(r"(?:等|等?[两二三四五六七八九\d]个?(?:镇街?|县|地))$")


class Places:
    """Finds the nodes and the partnership a row means; each name is looked up once."""

    def __init__(self, user: User, default: Partnership | None) -> None:
        kinds = vocabulary.load("partnerships", settings.VOCABULARY_DIR)["kinds"]
        whole = [kind for kind, row in kinds.items() if not row.get("counts")]
        self._pairings = list(
            visible_partnerships(user)
            .filter(kind__in=whole)
            .select_related("helper", "recipient")
            .order_by("pk")
        )
        self.default = default
        self._nodes: dict[str, Node | None] = {}
        self._parties: dict[tuple[str, str], PartyFacts] = {}
        # By what the columns of names say: who an entry names.
        self.together: dict[tuple[tuple[str, tuple[str, ...]], ...], tuple[PartyFacts, ...]] = {}
        self._above: dict[int, set[int]] = {}
        self._found: dict[tuple[int, int], Partnership | None] = {}
        self.ends: dict[tuple[str, str], Ends] = {}  # by the names of helper and recipient
        ends = {pairing.helper_id for pairing in self._pairings}
        self._members: dict[int, set[int]] = {end: set() for end in ends}
        for cluster, member in ClusterMember.objects.filter(cluster__in=ends).values_list(
            "cluster", "member"
        ):
            self._members[cluster].add(member)

    def know(self, names: set[str]) -> None:
        """Learn which of many names mean nothing, so that they need not be looked up singly."""
        fresh = names - self._nodes.keys()
        self._nodes.update(dict.fromkeys(fresh - known_names(fresh)))

    def node(self, name: str) -> Node | None:
        """The one node a name means near the user's partnerships; None when unsure."""
        if name not in self._nodes:
            self._nodes[name] = self._resolve(name)
        return self._nodes[name]

    def party(self, role: str, name: str) -> PartyFacts:
        """Someone who has a role without a share in it; the same for every row that says so."""
        if (role, name) not in self._parties:
            self._parties[role, name] = PartyFacts(role, name, self.node(name))
        return self._parties[role, name]

    def _resolve(self, name: str) -> Node | None:
        near = [self.default] if self.default else self._pairings
        for pairing in near:
            found = resolve(name, pairing)
            if found is not None and (self.default or self._touches(found, pairing)):
                return found
        several = list(find_nodes(name)[:2])
        return several[0] if len(several) == 1 else None

    def _touches(self, node: Node, pairing: Partnership) -> bool:
        return bool(self._helper_score(node, pairing) or self._recipient_score(node, pairing))

    def above(self, node: int) -> set[int]:
        """A node and everything above it."""
        if node not in self._above:
            self._above[node] = set(
                Lineage.objects.filter(node=node).values_list("ancestor", flat=True)
            )
        return self._above[node]

    def of(self, helper: Node | None, recipient: Node | None) -> Partnership | None:
        """The partnership two places lie in; where one is not told, that in hand."""
        if self.default is None:
            return self.pairing(helper, recipient) if helper and recipient else None
        return self.pairing(helper or self.default.helper, recipient or self.default.recipient)

    def pairing(self, helper: Node, recipient: Node) -> Partnership | None:
        """The partnership both nodes lie in; None when there is none or more than one."""
        ends = helper.pk, recipient.pk
        if ends not in self._found:
            self._found[ends] = self._pairing(helper, recipient)
        return self._found[ends]

    def _pairing(self, helper: Node, recipient: Node) -> Partnership | None:
        scored = []
        for pairing in self._pairings:
            one = self._helper_score(helper, pairing)
            other = self._recipient_score(recipient, pairing)
            if one and other:
                own = self.default is not None and pairing.pk == self.default.pk
                scored.append((own, one + other, pairing))
        scored.sort(key=lambda row: row[:2], reverse=True)
        if not scored or (len(scored) > 1 and scored[0][:2] == scored[1][:2]):
            return None
        return scored[0][2]

    def several(self, text: str) -> list[Node]:
        """The places a cell names that names more than one; [] when it does not, or when one of
        them is not known."""
        if not _BETWEEN.search(text) or self.node(text.replace("\n", "")):
            return []
        names = [name for name in _BETWEEN.split(_COUNTED.sub("", text)) if name]
        nodes = [node for node in map(self.node, names) if node is not None]
        return nodes if len(nodes) == len(names) > 1 else []

    def side(self, name: str) -> str:
        """Which end of the pairing in hand, or of any, a name means that does not say so itself."""
        node = self.node(name)
        near = [self.default] if self.default else self._pairings
        helped = node and any(self._recipient_score(node, pairing) for pairing in near)
        helping = node and any(self._helper_score(node, pairing) for pairing in near)
        return "recipient" if helped and not helping else "helper"

    def contains(self, one: Node, other: Node) -> bool:
        """Whether a place has another in it: below it in the tree or in its cluster."""
        return one.pk in self.above(other.pk) or bool(
            self._members.get(one.pk, set()) & self.above(other.pk)
        )

    def _helper_score(self, node: Node, pairing: Partnership) -> int:
        if node.pk == pairing.helper_id:
            return 4
        above = self.above(node.pk)
        if pairing.helper_id in above or self._members[pairing.helper_id] & above:
            return 3
        return int(node.pk in self.above(pairing.helper_id))

    def _recipient_score(self, node: Node, pairing: Partnership) -> int:
        if node.pk == pairing.recipient_id:
            return 4
        if pairing.recipient_id in self.above(node.pk):
            return 3
        return int(node.pk in self.above(pairing.recipient_id))


def ends_of(row: Row, places: Places, column: dict[str, int]) -> Ends | None:
    """The partnership and both ends a row means; what is wrong with them stands at the row."""
    if place := row.values.pop("either_end", ""):
        row.values[places.side(place)] = place
    place = row.values.pop("above", "")
    if place and places.node(place):
        row.values.setdefault(places.side(place), place)
    names = row.values.get("helper", ""), row.values.get("recipient", "")
    if names not in places.ends and any(map(places.several, names)):
        return _ends_of_several(row, places, column)
    known = places.ends.get(names)
    if known is None and (known := _found_ends(row, places, column)):
        places.ends[names] = known
    return known


def _ends_of_several(row: Row, places: Places, column: dict[str, int]) -> Ends | None:
    """The ends of a row that names several places at one of them: that of their partnership, with
    the helpers as those who took part and the recipients as those it is for, none with a share."""
    told = {side: row.values.get(side, "") for side in ("helper", "recipient")}
    nodes = {side: places.several(text) for side, text in told.items()}
    known = nodes["helper"] or [places.node(told["helper"]) if told["helper"] else None]
    others = nodes["recipient"] or [places.node(told["recipient"]) if told["recipient"] else None]
    pairings = {places.of(helper, recipient) for helper in known for recipient in others}
    pairing = pairings.pop() if len(pairings) == 1 else None
    if pairing is None:
        what = "、".join(text for side, text in told.items() if nodes[side])
        at = column.get("helper" if nodes["helper"] else "recipient")
        row.refuse(at, f"“{what}”不在同一个结对里：各记各的数，请分成几行填。")
        return None
    for side, role in (("helper", "joint"), ("recipient", "end_user")):
        if nodes[side]:
            names = [node.name for node in nodes[side]]
            row.values[role] = list(dict.fromkeys([*row.values.get(role, ()), *names]))
    helper = pairing.helper if nodes["helper"] else known[0] or pairing.helper
    return (
        pairing,
        helper,
        pairing.recipient if nodes["recipient"] else others[0] or pairing.recipient,
    )


def _found_ends(row: Row, places: Places, column: dict[str, int]) -> Ends | None:
    found: dict[str, Node] = {}
    for side in ("helper", "recipient"):
        name = row.values.get(side, "").replace("\n", "")
        if not name and places.default:
            found[side] = getattr(places.default, side)
            continue
        node = places.node(name) if name else None
        if node is None:
            word = "帮扶方" if side == "helper" else "受援方"
            message = (
                f"{word}“{name}”没有登记，或有几个同名的。请写全称，或先在“协作”里登记。"
                if name
                else f"没有填{word}；整表都是同一结对时，上传时选定结对即可。"
            )
            row.refuse(column.get(side), message)
            return None
        found[side] = node
    pairing = places.pairing(found["helper"], found["recipient"])
    if pairing is None:
        pair = f"“{found['helper']}—{found['recipient']}”"
        message = f"{pair}不在您能填报的任何一个结对里，请核对两方或先登记结对。"
        row.refuse(column.get("recipient"), message)
        return None
    return pairing, found["helper"], found["recipient"]
