"""Entries that the lines of a workbook tell, by the thousand: written by their columns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress, repeat
from operator import attrgetter
from typing import Any, TypeVar

from shanhai.common.amounts import Bound
from shanhai.common.periods import Period
from shanhai.common.rows import Table, write_table
from shanhai.ledger.models import Batch, Entry, EntryParty
from shanhai.ledger.rules import identities
from shanhai.ledger.services.entries import PARTY, Named, PartyFacts, Placing
from shanhai.ledger.services.evidence import EvidenceFacts, rest_on_lines
from shanhai.records.services import Change
from shanhai.registry.models import Node, Partnership

T = TypeVar("T")
# A partnership and who gives to whom in it.
Ends = tuple[Partnership, Node, Node]
_GIVER = EntryParty.Role.GIVER
_EACH = ("rows", "units", "ends", "periods", "titles", "stages", "parties", "details")


@dataclass(slots=True)
class LineFacts:
    """What EntryFacts say of one entry, of many by their columns: whole amounts of one indicator,
    each told by one line of a sheet (`rows`). `words` are source class, form, voucher and note by
    these names, where any line tells them."""

    book: str
    indicator: str
    unit: str
    rows: Sequence[int]
    units: Sequence[int]
    ends: Sequence[Ends]
    periods: Sequence[Period]
    titles: Sequence[str]
    stages: Sequence[str]
    parties: Sequence[Sequence[PartyFacts]]
    words: Mapping[str, Sequence[str]]
    details: Sequence[dict[str, Any]]
    _identities: list[str] = field(default_factory=list, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.rows)

    def only(self, mask: Sequence[bool]) -> "LineFacts":
        """Those that a mask lets through."""
        if all(mask):
            return self
        return replace(
            self,
            words={name: list(compress(column, mask)) for name, column in self.words.items()},
            _identities=list(compress(self._identities, mask)),
            **{name: list(compress(getattr(self, name), mask)) for name in _EACH},
        )

    def by_partnership(self) -> list[tuple[Partnership, "LineFacts"]]:
        """Those of each partnership."""
        pairings = {ends[0].pk: ends[0] for ends in different(self.ends)}
        of = {id(ends): ends[0].pk for ends in different(self.ends)}
        return [
            (pairing, self.only([of[id(ends)] == pk for ends in self.ends]))
            for pk, pairing in pairings.items()
        ]

    def identities(self) -> list[str]:
        """As EntryFacts.identity tells them."""
        if not self._identities:
            nodes = {id(one): (one[1].ref_id, one[2].ref_id) for one in different(self.ends)}
            openings = (
                (self.book, self.indicator, stage, self.unit, *nodes[id(one)])
                for stage, one in zip(self.stages, self.ends, strict=True)
            )
            self._identities = list(identities(openings, self._told_apart_by()))
        return self._identities

    def _told_apart_by(self) -> Iterator[tuple[object, ...]]:
        vouchers = self.words.get("voucher") or repeat("")
        rows = zip(self.titles, vouchers, self.periods, self.parties, strict=False)
        for title, voucher, period, parties in rows:
            if voucher:
                yield title, voucher
            else:
                givers = (party.name for party in parties if party.role == _GIVER)
                yield title, period.start, period.end, *givers


def different(values: Sequence[T]) -> list[T]:
    """The objects among many that are mostly the same few."""
    return list({id(one): one for one in values}.values())


def write_lines(
    action: Change, facts: LineFacts, proof: EvidenceFacts, placing: Placing, batch: Batch
) -> Sequence[int]:
    """Write entries of one partnership that rest on lines of a sheet, as `proof` names it;
    returns their ids."""
    # Many lines share their parties: what is written of them is made once.
    known = {id(one): Named.of(one) for one in different(facts.parties)}
    named = [known[id(one)] for one in facts.parties]
    same = {
        "partnership_id": batch.partnership_id, "book": facts.book, "indicator": facts.indicator,
        "unit": facts.unit, "bound": Bound.EXACT.value, "printed": "", "summary": False,
        "parent_id": None, "edition": 1, "reverses_id": None, "published_at": None,
        "source_class": "", "form": "", "voucher": "", "note": "", "imported_id": batch.pk,
        "entered_by_id": action.actor and action.actor.pk,
    }  # fmt: skip
    each = _columns(facts) | _placed(facts, placing)
    titles = each["title"]
    for name, column in list(each.items()):
        if column.count(column[0]) == len(column):
            same[name] = each.pop(name)[0]
    table = Table(len(facts), {key: one for key, one in same.items() if key not in each}, each)
    ids = action.save_table(
        Entry, table, titles, {"parties": [one.kept for one in named]}, "period_end"
    )
    parties = [(pk, *row) for pk, one in zip(ids, named, strict=True) for row in one.rows]
    if parties:
        columns = zip(*parties, strict=True)
        every = dict(zip(("entry_id", *PARTY), columns, strict=True))
        write_table(EntryParty, Table(len(parties), {}, every))
    rest_on_lines(ids, facts.rows, proof)
    return ids


def _columns(facts: LineFacts) -> dict[str, Sequence[Any]]:
    found = dict(facts.words)
    if vouchers := facts.words.get("voucher"):
        found["voucher"] = [voucher.strip()[:80] for voucher in vouchers]
    return found | {
        "title": [title.strip()[:200] for title in facts.titles],
        "units": facts.units, "low": facts.units, "high": facts.units, "stage": facts.stages,
        "period_start": list(map(attrgetter("start"), facts.periods)),
        "period_end": list(map(attrgetter("end"), facts.periods)),
        "details": facts.details, "identity": facts.identities(),
    }  # fmt: skip


def _placed(facts: LineFacts, placing: Placing) -> dict[str, Sequence[Any]]:
    """Between whom the entries are, in what state, and with whom they are."""
    known = {
        id(one): (one[1].ref_id, one[2].ref_id, *placing.of(*one)) for one in different(facts.ends)
    }
    names = ("helper_id", "recipient_id", "state", "office_id", "due")
    columns = zip(*(known[id(one)] for one in facts.ends), strict=True)
    return dict(zip(names, columns, strict=True))
