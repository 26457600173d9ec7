"""What the API answers with. Numbers are exact decimals in base units, written as text."""

from datetime import date, datetime

from ninja import Schema

from shanhai.claims.models import Claim
from shanhai.common.amounts import Amount, from_units
from shanhai.common.indicators import indicator
from shanhai.ledger.models import Entry, Evidence
from shanhai.registry.models import Node, Partnership


class Problem(Schema):
    """Why there is no answer, as a sentence."""

    detail: str


class NodeOut(Schema):
    """A place or an organisation."""

    id: int
    name: str
    level: str
    code: str

    @classmethod
    def of(cls, node: Node) -> "NodeOut":
        return cls(id=node.pk, name=node.name, level=node.level, code=node.code)


class AmountOut(Schema):
    """A figure with what it may stand for: `low` ≤ `value` ≤ `high`; `bound` is exact, about,
    under or over; `printed` is the figure as its source writes it."""

    value: str
    low: str
    high: str
    unit: str
    bound: str
    printed: str

    @classmethod
    def of(cls, amount: Amount) -> "AmountOut":
        value, low, high = (
            format(from_units(units), "f") for units in (amount.units, amount.low, amount.high)
        )
        return cls(value=value, low=low, high=high, unit=amount.unit, bound=amount.bound.value,
                   printed=amount.printed)  # fmt: skip


class PartnershipOut(Schema):
    """A pairing; `parent` is the pairing it lies under."""

    id: int
    kind: str
    programme: str
    helper: NodeOut
    recipient: NodeOut
    parent: int | None
    start: date | None
    end: date | None

    @classmethod
    def of(cls, row: Partnership) -> "PartnershipOut":
        return cls(
            id=row.pk, kind=row.kind, programme=row.programme.code,
            helper=NodeOut.of(row.helper), recipient=NodeOut.of(row.recipient),
            parent=row.parent_id, start=row.start, end=row.end,
        )  # fmt: skip


class EvidenceOut(Schema):
    """What a recorded fact rests on: the quoted words of a document, a row of a workbook, or a
    voucher."""

    document: str
    quote: str
    sheet: str
    row: int | None
    voucher: str
    note: str

    @classmethod
    def of(cls, one: Evidence) -> "EvidenceOut":
        return cls(
            document=one.span.document.name if one.span else "",
            quote=one.span.quote if one.span else "",
            sheet=one.sheet, row=one.row, voucher=one.voucher, note=one.note,
        )  # fmt: skip


class EntryOut(Schema):
    """A recorded fact at its newest version. Its amount rests on `evidence`; `url` is the page of
    the entry, where both sides' statements, its vouchers and words, and its history stand."""

    id: int
    version: int
    partnership: int
    book: str
    title: str
    indicator: str
    indicator_name: str
    amount: AmountOut
    helper: NodeOut
    recipient: NodeOut
    period_start: date | None
    period_end: date | None
    stage: str
    state: str
    summary: bool
    voucher: str
    evidence: list[EvidenceOut]
    url: str

    @classmethod
    def of(cls, row: Entry, url: str) -> "EntryOut":
        return cls(
            id=row.pk, version=row.version, partnership=row.partnership_id, book=row.book,
            title=row.title, indicator=row.indicator, indicator_name=indicator(row.indicator).name,
            amount=AmountOut.of(row.amount), helper=NodeOut.of(row.helper),
            recipient=NodeOut.of(row.recipient), period_start=row.period_start,
            period_end=row.period_end, stage=row.stage, state=row.state, summary=row.summary,
            voucher=row.voucher, url=url,
            evidence=[EvidenceOut.of(one) for one in row.evidence.all()],
        )  # fmt: skip


class ClaimOut(Schema):
    """A figure a report states: `quote` is what stands at `start`–`end` (code points) of the
    report's text, and `url` leads there; `decision` is accepted, corrected, rejected, or
    waiting."""

    id: int
    report: int
    report_title: str
    published: date | None
    received_at: datetime
    partnership: int
    quote: str
    start: int
    end: int
    kind: str
    indicator: str
    indicator_name: str
    stage: str
    amount: AmountOut
    helper: NodeOut | None
    recipient: NodeOut | None
    period_start: date | None
    period_end: date | None
    confidence: float
    decision: str
    url: str

    @classmethod
    def of(cls, row: Claim, decision: str, url: str) -> "ClaimOut":
        report = row.report
        return cls(
            id=row.pk, report=report.pk, report_title=report.title, published=report.published,
            received_at=report.received_at, partnership=report.partnership_id,
            quote=row.span.quote, start=row.span.start, end=row.span.end, kind=row.kind,
            indicator=row.indicator, indicator_name=indicator(row.indicator).name,
            stage=row.stage, amount=AmountOut.of(row.amount),
            helper=NodeOut.of(row.helper) if row.helper else None,
            recipient=NodeOut.of(row.recipient) if row.recipient else None,
            period_start=row.period_start, period_end=row.period_end, confidence=row.confidence,
            decision=decision, url=url,
        )  # fmt: skip


class FigureOut(Schema):
    """One number, computed from what is recorded, and the address of its trail. `value`, `low`
    and `high` are null when nothing is recorded, which is not the same as nought."""

    indicator: str
    indicator_name: str
    stage: str | None
    value: str | None
    low: str | None
    high: str | None
    unit: str
    bound: str
    entries: int
    trail: str


class TrailLine(Schema):
    """One row under a number: an entry with its part in it, a pairing, or another object of a
    register; `url` is its page, `evidence` what an entry rests on."""

    what: str
    amount: AmountOut | None
    url: str
    evidence: list[EvidenceOut] = []


class TrailOut(Schema):
    """What a number is made of: the rule, and the rows it gives the number from. Of rows outside
    your scope only the count is told (`hidden`); they are in the number. `trail` is the page."""

    formula: str
    amount: AmountOut | None
    lines: list[TrailLine]
    hidden: int
    trail: str


class Partnerships(Schema):
    """A stretch of a list; `count` is the length of the whole."""

    items: list[PartnershipOut]
    count: int


class Entries(Schema):
    """A stretch of a list; `count` is the length of the whole."""

    items: list[EntryOut]
    count: int


class Claims(Schema):
    """A stretch of a list; `count` is the length of the whole."""

    items: list[ClaimOut]
    count: int
