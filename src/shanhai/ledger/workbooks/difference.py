"""An entry told anew, compared column by column: what the sheet says (theirs), what the ledger
says now (ours), and what both started from (the edition the sheet was exported with)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings

from shanhai.common.amounts import written
from shanhai.common.indicators import indicator
from shanhai.common.keys import STAGE_NAMES, Stage
from shanhai.common.models import snapshot
from shanhai.common.periods import Period
from shanhai.ledger.books import PARTY_COLUMNS, books, source_words
from shanhai.ledger.models import Entry
from shanhai.ledger.services import EntryFacts, columns_of, facts_of
from shanhai.records.rules import plain
from shanhai.registry.models import Node

# What a column of a sheet is compared as, and what it is called.
_WORDS = {
    "amount": "数",
    "period": "日期",
    "title": "事项",
    "helper": "帮扶方",
    "recipient": "受援方",
    "indicator": "指标",
    "stage": "阶段",
    "form": "形式",
    "source_class": "资金来源",
    "voucher": "凭证号",
    "note": "备注",
    "giver": "提供方",
    "receiver": "接收方",
    "end_user": "最终使用方",
    "joint": "参加方",
}
_PLAINLY = ("title", "indicator", "stage", "form", "source_class", "voucher", "note")
Told = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A column both have changed since they parted; the three values in words."""

    column: str
    base: str
    theirs: str
    ours: str


@dataclass(slots=True)
class Difference:
    """What becomes of an entry: columns to take from the sheet, in words too; columns that stay
    because only the ledger changed them; conflicts."""

    taken: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)


def difference(
    entry: Entry, facts: EntryFacts, columns: Collection[str], base: Mapping[str, Any] | None = None
) -> Difference:
    """What `facts` of a sheet with these columns change of an entry. `base` are the stored columns
    of the edition the sheet started from, when the ledger has changed since. What the sheet has no
    column for stays as it is."""
    theirs, ours = _told(columns_of(facts)), _told(snapshot(entry))
    since = ours if base is None else _told(base)
    found = Difference()
    for key in [*_WORDS, *sorted((theirs.keys() | ours.keys()) - _WORDS.keys())]:
        if key not in columns:
            continue
        if key in PARTY_COLUMNS:
            said, known = _parties(entry, facts, PARTY_COLUMNS[key])
            before = known if base is None else None  # no edition keeps the names
        else:
            said, known, before = (side.get(key, "") for side in (theirs, ours, since))
        if said == known:
            continue
        names = _names(entry, facts)
        shown = [_shown(key, one, names) for one in (before, said, known)]
        if said == before:
            found.kept.append(key)
        elif known == before:
            found.taken.append(key)
            found.words.append(f"{word_of(entry, key)}：{shown[2]} → {shown[1]}")
        else:
            found.conflicts.append(Conflict(key, *shown))
    return found


def merged(entry: Entry, facts: EntryFacts, taken: Collection[str]) -> EntryFacts:
    """The entry with the columns taken that a sheet changed."""
    changes = {key: getattr(facts, key) for key in taken if key in _WORDS.keys() - PARTY_COLUMNS}
    roles = {PARTY_COLUMNS[key] for key in taken if key in PARTY_COLUMNS}
    if roles:
        kept = [one for one in facts_of(entry).parties if one.role not in roles]
        changes["parties"] = [*kept, *(one for one in facts.parties if one.role in roles)]
    own = {key: facts.details.get(key, "") for key in taken if key not in _WORDS}
    details = {key: value for key, value in (entry.details | own).items() if value != ""}
    return facts_of(entry, **changes, details=details)


def word_of(entry: Entry, key: str) -> str:
    """What a column is called."""
    book = books(settings.VOCABULARY_DIR).get(entry.book)
    column = book.column(key) if book and key not in _WORDS else None
    return _WORDS.get(key) or (column.name if column else key)


def _told(columns: Mapping[str, Any]) -> Told:
    """Stored columns by the column of a sheet that tells them, in a form to compare."""
    return {
        "amount": (columns["units"], columns["unit"]),
        "period": (plain(columns["period_start"]), plain(columns["period_end"])),
        "helper": columns["helper_id"],
        "recipient": columns["recipient_id"],
        **{name: columns[name] for name in _PLAINLY},
        **columns["details"],
    }


def _parties(entry: Entry, facts: EntryFacts, role: str) -> tuple[list, list]:
    """Who has a role by the sheet and by the ledger; with shares only where the sheet has them."""
    said = [(one.name[:120], one.share) for one in facts.parties if one.role == role]
    known = [(one.name, one.share) for one in entry.parties.all() if one.role == role]
    if all(share is None for _, share in said):
        known = [(name, None) for name, _ in known]
    return said, known


def _names(entry: Entry, facts: EntryFacts) -> dict[int, str]:
    nodes = (entry.helper, entry.recipient, facts.helper, facts.recipient)
    return {node.pk: node.name for node in nodes}


def _shown(key: str, value: Any, names: Mapping[int, str]) -> str:
    """A value as a person reads it."""
    words = source_words(settings.VOCABULARY_DIR)
    match key:
        case "amount":
            return f"{written(value[0])}{value[1]}"
        case "period":
            return Period(*map(date.fromisoformat, value)).label if all(value) else "无"
        case "helper" | "recipient":
            return names.get(value) or str(Node.objects.get(pk=value))
        case "indicator":
            return indicator(value, settings.VOCABULARY_DIR).name
        case "stage":
            return STAGE_NAMES[Stage(value)]
        case "form" | "source_class":
            kind = "forms" if key == "form" else "classes"
            return words[kind].get(value, {}).get("name", value) or "无"
    if isinstance(value, list):
        return "、".join(name for name, _ in value) or "无"
    return "不详" if value is None else str(value) or "无"
