"""Verbs that issue documents."""

from collections.abc import Callable
from dataclasses import replace

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from shanhai.accounts.models import User
from shanhai.common import clock, vocabulary
from shanhai.common.keys import Key
from shanhai.common.periods import Period
from shanhai.ledger.models import Entry, Evidence
from shanhai.records.services import change
from shanhai.registry.models import Partnership
from shanhai.reporting.models import IssuedReport
from shanhai.reporting.queries import Row, Trail, partnership_fields, trail
from shanhai.reporting.rules import clause_pieces, in_words, paragraph
from shanhai.reporting.word import Letter, Section, render
from shanhai.sources.services import store_blob

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# A comment names so many rows; the page of the issued report lists them all.
ROWS_NAMED = 8


class NothingRecorded(ValueError):
    """There is no figure to write about."""


@translation.override("zh-hans")  # a document is Chinese, whatever its author reads
def issue(
    actor: User,
    partnership: Partnership,
    template: str,
    period: Period,
    address: Callable[[Key, str], str] | None = None,
) -> IssuedReport:
    """Issue a document of `template` for a partnership's period: both editions and a frozen copy
    of every number with its rows. `address` says where the trail of a number of a unit is found:
    there it leads in both editions, and its comment names it. Raises NothingRecorded when the books
    are empty."""
    words = vocabulary.load("report_templates", settings.VOCABULARY_DIR)[template]
    rows = _best_rows(partnership, period)
    letter = _letter(words, partnership, period, rows)
    if not letter.sections:
        raise NothingRecorded(
            f"{partnership}在{period.label}还没有可用的台账记录，请先录入或提交台账再出具文件。"
        )
    printed = {piece.code for section in letter.sections for piece in section.pieces if piece.code}
    trails = {code: _trail(actor, rows[code], period) for code in printed}
    found_at = {
        code: address(trails[code].key, rows[code].figure.amount.unit)
        for code in printed
        if address
    }
    notes = {code: source_note(found, found_at.get(code, "")) for code, found in trails.items()}
    clean, _ = store_blob(render(letter, None, found_at), DOCX)
    checked, _ = store_blob(render(letter, notes, found_at), DOCX)
    with change(actor, "issue", letter.title) as action:
        return action.save(
            IssuedReport(
                partnership=partnership,
                template=template,
                title=letter.title,
                clean=clean,
                checked=checked,
                issued_by=actor,
                period=period,
                figures=[
                    _frozen(code, rows[code], trails[code], notes[code])
                    | {"trail": found_at.get(code, "")}
                    for code in rows
                    if code in printed
                ],
            )
        )


def _best_rows(partnership: Partnership, period: Period) -> dict[str, Row]:
    """For each indicator the row with most entries (人 and 人次 are not added)."""
    best: dict[str, Row] = {}
    for field in partnership_fields(partnership, period):
        for row in field.rows:
            known = best.get(row.indicator.code)
            if known is None or row.figure.entries > known.figure.entries:
                best[row.indicator.code] = row
    return best


def _letter(words: dict, partnership: Partnership, period: Period, rows: dict[str, Row]) -> Letter:
    today = timezone.localdate(clock.now())
    blanks = {
        "helper": partnership.helper.name,
        "recipient": partnership.recipient.name,
        "period": period.label,
        "programme": partnership.programme.name,
        "as_of": Period(today, today).label,
    }

    def number(code: str) -> str | None:
        return in_words(rows[code].figure.amount) if code in rows else None

    sections = []
    for section in words["sections"]:
        clauses = [clause_pieces(clause, number) for clause in section["clauses"]]
        pieces = paragraph([clause for clause in clauses if clause is not None])
        if pieces:
            sections.append(Section(section["heading"], pieces))
    return Letter(
        words["title"].format(**blanks),
        words["opening"].format(**blanks),
        sections,
        words["closing"].format(**blanks),
        partnership.helper.name,
        blanks["as_of"],
    )


def _trail(actor: User, row: Row, period: Period) -> Trail:
    return trail(actor, replace(row.figure.key, period=period), row.figure.amount.unit)


def source_note(found: Trail, address: str = "") -> str:
    """Where a number comes from, in words: formula, then row by row, and where to look further."""
    notes = [found.formula]
    notes += [entry_note(line.entry) for line in found.lines[:ROWS_NAMED]]
    notes += [str(link) for link in found.links[:ROWS_NAMED]]
    notes += [f"{one}：{in_words(part)}" for one, part in found.members[:ROWS_NAMED]]
    rows = len(found.lines) + len(found.links) + len(found.members) + found.hidden
    left = rows - (len(notes) - 1)
    if left:
        notes.append(f"等，另有{left}笔，见系统内本文件的数字来源")
    if address:
        notes.append(f"来历：{address}")
    return "\n".join(notes)


def entry_note(entry: Entry) -> str:
    """An entry in words: when, what, how much, on which evidence."""
    evidence = "；".join(evidence_note(one) for one in entry.evidence.all())
    when = entry.period.label if entry.period else ""
    return f"{when} {entry.title}：{in_words(entry.amount)}（{evidence or '无凭证'}）"


def evidence_note(evidence: Evidence) -> str:
    """One piece of evidence in the reader's words: what is quoted, the workbook's row, or the
    voucher."""
    parts = []
    if evidence.span:
        told = {"name": evidence.span.document.name, "quote": evidence.span.quote}
        parts.append(_("《%(name)s》“%(quote)s”") % told)
    if evidence.sheet:
        row = {"sheet": evidence.sheet, "row": evidence.row}
        parts.append(_("工作表“%(sheet)s”第%(row)s行") % row)
    if evidence.voucher:
        parts.append(_("凭证%s") % evidence.voucher)
    return _("，").join(parts) or evidence.note


def _frozen(code: str, row: Row, found: Trail, note: str) -> dict:
    key, amount = row.figure.key, row.figure.amount
    return {
        "indicator": code,
        "name": row.indicator.name,
        "written": in_words(amount),
        "units": amount.units,
        "low": amount.low,
        "high": amount.high,
        "unit": amount.unit,
        "stage": key.stage,
        "note": note,
        "entries": [_frozen_entry(line.entry, line.part.units) for line in found.lines],
        "links": [link.pk for link in found.links],
        "members": [one.pk for one, _ in found.members],
    }


def _frozen_entry(entry: Entry, units: int) -> dict:
    return {"entry": entry.pk, "version": entry.version, "units": units}
