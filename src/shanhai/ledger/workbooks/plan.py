"""What an upload would do, before anything is written: rows new, changed, same, or faulty."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import prefetch_related_objects

from shanhai.accounts.models import User
from shanhai.common import vocabulary
from shanhai.common.amounts import Amount, written
from shanhai.common.indicators import indicator
from shanhai.common.progress import tell
from shanhai.ledger.books import PARTY_COLUMNS, Book, books
from shanhai.ledger.models import ColumnMapping, Entry, EntryParty, Upload
from shanhai.ledger.queries import similar
from shanhai.ledger.services import EntryFacts, PartyFacts, problems
from shanhai.ledger.workbooks.difference import difference, merged, word_of
from shanhai.ledger.workbooks.mapping import Layout, Mapping, guess, map_columns
from shanhai.ledger.workbooks.rows import Measure, Reader, Row
from shanhai.ledger.workbooks.sheets import Sheet, read_workbook
from shanhai.ledger.workbooks.tables import tables
from shanhai.records.models import Version
from shanhai.registry.models import ClusterMember, Lineage, Node, Partnership
from shanhai.registry.queries import find_nodes, known_names, resolve, visible_partnerships
from shanhai.sources.queries import read_blob

# States in which a sheet changes an entry no more.
SETTLED = (
    Entry.State.REVIEWED,
    Entry.State.APPROVED,
    Entry.State.LOCKED,
    Entry.State.VOID,
)
NEW, CHANGED, SAME, FAULTY = "new", "changed", "same", "faulty"
_AT_ONCE = 2000  # asked about in one statement
_NAMING = {"helper", "recipient", *PARTY_COLUMNS}  # columns that name nodes
_JOINT = EntryParty.Role.JOINT.value
OUTCOME_WORDS = {
    NEW: "新增",
    CHANGED: "有改动",
    SAME: "已有",
    FAULTY: "有错",
    "subtotal": "小计",
    "note": "说明",
}


Ends = tuple[Partnership, Node, Node]


@dataclass(slots=True)
class Planned:
    """One entry a row would make or change. `changes` says what, in words."""

    facts: EntryFacts
    measure: Measure
    outcome: str = NEW
    existing: Entry | None = None
    changes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class PlannedRow:
    """One row of a sheet and what becomes of it."""

    row: Row
    entries: list[Planned] = field(default_factory=list)

    @property
    def outcome(self) -> str:
        if self.row.kind != "data":
            return self.row.kind
        if self.row.refused:
            return FAULTY
        outcomes = [entry.outcome for entry in self.entries]
        return CHANGED if CHANGED in outcomes else NEW if NEW in outcomes else SAME


@dataclass(slots=True)
class PlannedSheet:
    """One sheet, its layout and mapping, and its rows. `skipped` says why nothing is read."""

    sheet: Sheet
    layout: Layout | None
    mapping: Mapping
    rows: list[PlannedRow] = field(default_factory=list)
    skipped: str = ""

    @property
    def book(self) -> Book | None:
        return books(settings.VOCABULARY_DIR).get(self.mapping.book)

    @property
    def counts(self) -> Counter[str]:
        return Counter(row.outcome for row in self.rows)

    def guessed(self, book: Book) -> dict[int, str]:
        """What the columns would mean if the sheet were of another book."""
        return map_columns(book, self.layout.headings) if self.layout else {}


@dataclass(slots=True)
class Plan:
    """What an upload would do, sheet by sheet."""

    upload: Upload
    sheets: list[PlannedSheet]

    @property
    def counts(self) -> Counter[str]:
        return sum((sheet.counts for sheet in self.sheets), Counter())


def office_of(user: User) -> Node | None:
    """The node whose mappings a user shares: the first they act for."""
    membership = user.memberships.select_related("node").order_by("pk").first()
    return membership.node if membership else None


def mapped_sheets(
    user: User, upload: Upload, sheets: Sequence[Sheet] | None = None
) -> list[PlannedSheet]:
    """The sheets of an upload with their mapping: chosen, remembered from last time, or guessed.
    `sheets` are those of its file when they have been read already."""
    office = office_of(user)
    found = []
    if sheets is None:
        sheets = read_workbook(read_blob(upload.blob_id), upload.name)
    for sheet, shape in tables(sheets):
        if shape is None:
            found.append(PlannedSheet(sheet, None, Mapping(""), skipped="找不到表头，没有读取。"))
            continue
        planned = PlannedSheet(sheet, shape, _mapping(office, upload, sheet, shape))
        if not planned.mapping.book:
            planned.skipped = "认不出是哪一种台账，没有读取；可以指定台账后再看。"
        elif planned.book and planned.book.objects:
            planned.skipped = f"{planned.book.name}记的是登记事项，请在“协作”里登记，这里不读取。"
        found.append(planned)
    return found


def _mapping(office: Node | None, upload: Upload, sheet: Sheet, shape: Layout) -> Mapping:
    chosen = upload.choices.get("sheets", {}).get(sheet.name)
    if chosen is not None:
        return Mapping(chosen["book"], {int(at): key for at, key in chosen["columns"].items()})
    kept = ColumnMapping.objects.filter(office=office, headings=shape.signature).first()
    if kept and office:
        columns = {int(at): key for at, key in kept.columns.items()}
        return Mapping(kept.book, columns, remembered=True)
    return guess(sheet, shape)


def plan(user: User, upload: Upload, sheets: Sequence[Sheet] | None = None) -> Plan:
    """What posting `upload` would do. Reads, writes nothing. Raises WorkbookError."""
    tell("read")
    mapped = mapped_sheets(user, upload, sheets)
    tell("check")
    places = Places(user, upload.partnership)
    for planned in mapped:
        book = planned.book
        if book and planned.layout and not planned.skipped:
            reader = Reader(planned.sheet, planned.layout, planned.mapping, book)
            column = {key: at for at, key in planned.mapping.columns.items()}
            rows = list(reader.rows())
            places.know(_names(rows))
            planned.rows = [_planned_row(row, book, places, column) for row in rows]
    tell("compare")
    _compare(mapped)
    return Plan(upload, mapped)


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


def _names(rows: Iterable[Row]) -> set[str]:
    """Every name some rows may mean a node by."""
    found: set[str] = set()
    for row in rows:
        values = row.values
        for key in _NAMING & values.keys():
            said = values[key]
            if type(said) is str:
                found.add(said)
            else:
                found.update(said)
        for measure in row.measures:
            if measure.shares:
                found.update(name for name, _ in measure.shares)
    return found


def _planned_row(row: Row, book: Book, places: Places, column: dict[str, int]) -> PlannedRow:
    planned = PlannedRow(row)
    if row.kind != "data":
        return planned
    ends = _ends(row, places, column)
    if row.values.get("period") is None and not row.refused:
        row.refuse(column.get("period"), f"第{row.number}行没有填日期或年度。")
    if ends is None or row.refused:
        return planned
    pairing, helper, recipient = ends
    for measure in row.measures:
        facts = _facts(row, measure, book, places, pairing, helper, recipient)
        planned.entries.append(Planned(facts, measure))
        if not measure.part_of:
            for problem in problems(facts, placed=True):
                at = column.get(problem.column, measure.column)
                (row.refuse if problem.refused else row.warn)(at, problem.message)
    return planned


def _ends(row: Row, places: Places, column: dict[str, int]) -> Ends | None:
    """The partnership and both ends a row means; what is wrong with them stands at the row."""
    names = row.values.get("helper", ""), row.values.get("recipient", "")
    known = places.ends.get(names)
    if known is None and (known := _found_ends(row, places, column)):
        places.ends[names] = known
    return known


def _found_ends(row: Row, places: Places, column: dict[str, int]) -> Ends | None:
    found: dict[str, Node] = {}
    for side in ("helper", "recipient"):
        name = row.values.get(side, "")
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


def _facts(
    row: Row,
    measure: Measure,
    book: Book,
    places: Places,
    pairing: Partnership,
    helper: Node,
    recipient: Node,
) -> EntryFacts:
    values = row.values
    details = {}
    if not book.detail_keys.isdisjoint(values):
        details = {
            column.key: str(values[column.key])
            for column in book.details
            if column.key in values  # where nothing is told there is no value
        }
    return EntryFacts(
        partnership=pairing,
        book=book.code,
        title=_title(values, details, measure),
        indicator=measure.indicator,
        amount=Amount.exactly(measure.units, measure.unit),
        period=values["period"],
        helper=helper,
        recipient=recipient,
        stage=values.get("stage") or measure.stage,
        source_class=values.get("source_class", ""),
        form=values.get("form", ""),
        voucher=values.get("voucher", ""),
        note=values.get("note", ""),
        parties=_parties(values, measure, places),
        details=details,
    )


def _title(values: dict[str, Any], details: dict[str, str], measure: Measure) -> str:
    if not measure.part_of and (title := values.get("title")):
        return str(title)
    named = values.get("title") or " · ".join(list(details.values())[:2])
    title = named or indicator(measure.indicator, settings.VOCABULARY_DIR).name
    return f"{title}（其中）" if measure.part_of else str(title)


def _parties(values: dict[str, Any], measure: Measure, places: Places) -> tuple[PartyFacts, ...]:
    told = tuple((role, tuple(values[key])) for key, role in PARTY_COLUMNS.items() if key in values)
    if measure.shares:
        return _sharing(told, dict(measure.shares), places)
    if told not in places.together:
        places.together[told] = tuple(
            places.party(role, name) for role, names in told for name in names
        )
    return places.together[told]


def _sharing(
    told: Iterable[tuple[str, tuple[str, ...]]], shares: dict[str, int], places: Places
) -> tuple[PartyFacts, ...]:
    found = []
    for role, names in told:
        for name in names:
            if role == _JOINT:
                share = shares.pop(name, None)
                found.append(PartyFacts(role, name, places.node(name), share))
            else:
                found.append(places.party(role, name))
    known = any(party.role == _JOINT for party in found)
    if known or len(shares) > 1:
        found += [
            PartyFacts(_JOINT, name, places.node(name), share) for name, share in shares.items()
        ]
    return tuple(found)


def _compare(sheets: Sequence[PlannedSheet]) -> None:
    """Tell new from changed and known rows, and rows told twice in the same file."""
    good = [
        (sheet, row)
        for sheet in sheets
        for row in sheet.rows
        if row.row.kind == "data" and not row.row.refused
    ]
    by_number = _by_number(row for _, row in good)
    existing = similar(entry.facts.identity() for _, row in good for entry in row.entries)
    seen: dict[str, PlannedRow] = {}
    for _, row in good:
        for entry in row.entries:
            named = by_number.get(str(row.row.values.get("ref", "")))
            known = named if named and entry.measure.key == "amount" else None
            identity = f"#{known.pk}" if known else entry.facts.identity()
            earlier = seen.setdefault(identity, row)
            if earlier is not row:
                row.row.refuse(None, _told_twice(row, earlier))
                break
            entry.existing = known or existing.get(identity)
    _settle_all(good)


def _told_twice(row: PlannedRow, earlier: PlannedRow) -> str:
    units = [entry.facts.amount.units for entry in row.entries]
    same = units == [entry.facts.amount.units for entry in earlier.entries]
    if same:
        return f"第{row.row.number}行与第{earlier.row.number}行重复，只记第{earlier.row.number}行。"
    return (
        f"第{row.row.number}行与第{earlier.row.number}行是同一事、数不同，"
        "请改正其中一行，或写明各自的凭证号和事项。"
    )


def _by_number(rows: Iterable[PlannedRow]) -> dict[str, Entry]:
    """Entries that rows of an exported sheet name by their number."""
    said = (str(row.row.values.get("ref", "")) for row in rows)
    wanted = [int(number) for number in said if number.isdigit() and len(number) < 19]
    live = Entry.objects.filter(ref__archived_at__isnull=True)
    live = live.select_related("helper", "recipient", "partnership")
    return {str(entry.pk): entry for part in _parts(wanted) for entry in live.filter(pk__in=part)}


def _parts(many: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (many[start : start + _AT_ONCE] for start in range(0, len(many), _AT_ONCE))


def _settle_all(rows: Sequence[tuple[PlannedSheet, PlannedRow]]) -> None:
    for part in _parts([one.existing for _, row in rows for one in row.entries if one.existing]):
        prefetch_related_objects(part, "parties")
    older = {}
    for _, row in rows:
        edition = str(row.row.values.get("edition", ""))
        for entry in row.entries:
            if entry.existing and edition.isdigit() and int(edition) < entry.existing.edition:
                older[entry.existing.pk] = int(edition)
    bases = _columns_of_editions(older)
    for sheet, row in rows:
        column = {key: at for at, key in sheet.mapping.columns.items()}
        for entry in row.entries:
            if entry.existing:
                _settle(row.row, entry, column, bases.get(entry.existing.pk))


def _settle(row: Row, entry: Planned, column: dict[str, int], base: dict[str, Any] | None) -> None:
    """Compare an entry told anew with the known one, and say what becomes of it."""
    known = entry.existing
    if known is None or known.partnership_id != entry.facts.partnership.pk:
        entry.existing = None
        return
    told = column.keys() | {"amount"} | ({"period"} if "year" in column else set())
    told -= {key for key in ("title", "stage") if not row.values.get(key)}
    found = difference(known, entry.facts, told, base)
    entry.outcome, entry.changes = (CHANGED if found.taken else SAME), found.words
    places = {**column, "amount": entry.measure.column}
    for key in found.kept:
        word = word_of(known, key)
        row.warn(places.get(key), f"系统里后来改过{word}，表中未动：保留系统里的。")
    for one in found.conflicts:
        row.refuse(
            places.get(one.column),
            f"双方都改过{word_of(known, one.column)}：导出时是{one.base}，表中改为{one.theirs}，"
            f"系统里已改为{one.ours}。以系统为准就把这一格改成{one.ours}；"
            f"商定以表为准就把这行的“内容版次”改成{known.edition}，再导入。",
        )
    if not found.taken or found.conflicts:
        return
    if known.state in SETTLED:
        row.refuse(
            entry.measure.column,
            f"系统里这条{known.get_state_display()}，记的是{written(known.units)}{known.unit}，"
            "不能由导入改动；要改请退回或冲销。",
        )
        return
    entry.facts = merged(known, entry.facts, found.taken)


def _columns_of_editions(wanted: dict[int, int]) -> dict[int, dict[str, Any]]:
    """The stored columns of each entry as an edition of it left them."""
    found: dict[int, dict[str, Any]] = {}
    for part in _parts(list(wanted)):
        versions = Version.objects.filter(ref__in=part).order_by("number")
        for ref, columns in versions.values_list("ref", "columns"):
            if columns.get("edition") == wanted[ref]:
                found[ref] = columns
    return found
