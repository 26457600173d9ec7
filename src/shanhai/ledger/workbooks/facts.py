"""What rows and lines of a sheet mean: the facts they tell."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.conf import settings

from shanhai.common.amounts import Amount
from shanhai.common.indicators import indicator
from shanhai.ledger.books import PARTY_COLUMNS, SUMMARY, Book, book_of_indicator, source_words
from shanhai.ledger.models import EntryParty
from shanhai.ledger.rules import beyond_doubt
from shanhai.ledger.services import EntryFacts, LineFacts, PartyFacts, different, problems
from shanhai.ledger.workbooks.lines import Lines, Measure, Row
from shanhai.ledger.workbooks.places import Places, ends_of
from shanhai.ledger.workbooks.planned import Planned, PlannedLines, PlannedRow
from shanhai.registry.models import Node, Partnership

_NAMING = {"helper", "recipient", *PARTY_COLUMNS}  # columns that name nodes
# Details that are held against the amount; a line that tells one, or names an entry that is there
# already, is a row of its own.
COMPARED = ("each", "count", "paid")
_NAMED_BY_ENDS = {"joint", "end_user"}  # whom several places in one cell make of a row
_ARRIVED = "arrived"
_JOINT, _RECEIVER = EntryParty.Role.JOINT.value, EntryParty.Role.RECEIVER.value


def names_in(parts: Iterable[Row | Lines]) -> set[str]:
    """Every name some rows may mean a node by."""
    found: set[str] = set()
    for row in parts:
        values = row.values
        if isinstance(row, Lines):
            found.update(*(_told_in(values[key]) for key in _NAMING & values.keys()))
            continue
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


def _told_in(column: Sequence[Any]) -> Iterator[str]:
    for said in filter(None, different(column)):
        yield from (said,) if isinstance(said, str) else said


def planned_row(row: Row, book: Book, places: Places, column: dict[str, int]) -> PlannedRow:
    """What a row of a sheet would become in a book: its facts, or why there are none."""
    planned = PlannedRow(row)
    if row.kind != "data":
        if (node := places.node(row.values.get("above", ""))) is not None:
            row.warn(None, f"下面各行没有写明的，算在{node.name}。")
        return planned
    ends = ends_of(row, places, column)
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
        book=_book_of(book, measure),
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
        parties=_parties(values, measure.shares, places),
        details=details,
        summary=book.code == SUMMARY,
    )


def _book_of(book: Book, measure: Measure) -> str:
    if book.code != SUMMARY:
        return book.code
    return book_of_indicator(settings.VOCABULARY_DIR)[measure.indicator]


def _title(values: dict[str, Any], details: dict[str, str], measure: Measure) -> str:
    if not measure.part_of and (title := values.get("title")):
        return str(title)
    title = _named_by(values.get("title"), details) or _name(measure)
    return f"{title}（其中）" if measure.part_of else str(title)


def _named_by(title: str | None, details: dict[str, str]) -> str:
    """The title that is told, or for want of one the first two details that are no mere number;
    "" for neither."""
    return title or " · ".join([said for key, said in details.items() if key not in COMPARED][:2])


def _name(measure: Measure) -> str:
    return indicator(measure.indicator, settings.VOCABULARY_DIR).name


def _parties(
    values: dict[str, Any], shares: Sequence[tuple[str, int]], places: Places
) -> tuple[PartyFacts, ...]:
    told = tuple((role, tuple(values[key])) for key, role in PARTY_COLUMNS.items() if key in values)
    if shares:
        return _sharing(told, dict(shares), places)
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


def planned_part(
    part: Row | Lines, book: Book, places: Places, column: dict[str, int]
) -> list[PlannedRow | PlannedLines]:
    """What becomes of a part of a sheet, as far as it tells by itself: lines of which something
    is to be said become rows."""
    if isinstance(part, Row):
        return [planned_row(part, book, places, column)]
    ends, parties = _ends(part, places, column), _all_parties(part, places)
    details = _all_details(part, book)
    titles = _titles(part, details)
    good = [
        bool(found) and clear
        for found, clear in zip(ends, _clear(part, titles, details, parties), strict=True)
    ]
    words = {
        name: [said or "" for said in part.values[name]]
        for name in ("source_class", "form", "voucher", "note")
        if name in part.values
    }
    every = [
        LineFacts(
            book.code, measure.indicator, measure.unit, part.numbers, units, ends,
            part.values["period"], [title or _name(measure) for title in titles],
            [stage or measure.stage for stage in _column(part, "stage")], parties, words, details,
        )
        for measure, units in part.measures
    ]  # fmt: skip
    lines = PlannedLines(part, every, partial(planned_row, book=book, places=places, column=column))
    planned, rows = lines.parted(good)
    planned.facts = [one.only([units is not None for units in one.units]) for one in planned.facts]
    return [planned, *rows] if planned.lines else [*rows]


def _column(lines: Lines, key: str) -> Sequence[Any]:
    return lines.values.get(key) or [None] * len(lines)


def _ends(lines: Lines, places: Places, column: dict[str, int]) -> list[Any]:
    """The ends each line means; None where they cannot be told."""
    said = list(zip(_column(lines, "helper"), _column(lines, "recipient"), strict=True))
    known = {}
    for names in set(said):
        row = Row(0, "data", (), {"helper": names[0] or "", "recipient": names[1] or ""})
        ends = ends_of(row, places, column)
        known[names] = None if _NAMED_BY_ENDS & row.values.keys() else ends
    return list(map(known.__getitem__, said))


def _all_parties(lines: Lines, places: Places) -> list[tuple[PartyFacts, ...]]:
    keys = [key for key in PARTY_COLUMNS if key in lines.values]
    said = list(zip(*(lines.values[key] for key in keys), strict=True))
    alike = [tuple(map(id, names)) for names in said]
    known = {
        mark: _parties({key: one for key, one in zip(keys, names, strict=True) if one}, (), places)
        for mark, names in dict(zip(alike, said, strict=True)).items()
    }
    return list(map(known.__getitem__, alike)) if keys else [()] * len(lines)


def _all_details(lines: Lines, book: Book) -> list[dict[str, str]]:
    keys = [one.key for one in book.details if one.key in lines.values]
    if not keys:
        return [{}] * len(lines)
    return [
        {key: str(one) for key, one in zip(keys, said, strict=True) if one is not None}
        for said in zip(*(lines.values[key] for key in keys), strict=True)
    ]


def _titles(lines: Lines, details: Sequence[dict[str, str]]) -> list[str]:
    """The titles lines tell, or what they are named by for want of one; "" for neither."""
    return list(map(_named_by, _column(lines, "title"), details))


def _clear(
    lines: Lines,
    titles: Sequence[str],
    details: Sequence[dict[str, str]],
    parties: Sequence[Sequence[PartyFacts]],
) -> Iterator[bool]:
    """Whether nothing is to be said of a line, which names no entry that is there already."""
    named = {id(one): [p.name for p in one if p.role == _RECEIVER] for one in different(parties)}
    told = [[" ".join(one.values()) for one in details]] if any(details) else []
    notes = [note or "" for note in _column(lines, "note")]
    clear = beyond_doubt(
        _column(lines, "period"),
        [stage or _ARRIVED for stage in _column(lines, "stage")],
        [named[id(one)] for one in parties],
        [titles, notes, *told],
        date.today(),
    )
    forms = source_words(settings.VOCABULARY_DIR)["forms"]
    valued = {code for code, form in forms.items() if form.get("valued")}
    marked = zip(*(_column(lines, key) for key in ("form", "ref", *COMPARED)), strict=True)
    for well, (form, *others) in zip(clear, marked, strict=True):
        yield well and form not in valued and not any(others)
