"""What the components show. Pages fill these; the templates in components/ draw them.

Nothing here computes a figure: amounts come in as they were given by `figures`, `claims` or
`ledger`, and differences and percentages as `reconciliation` worked them out.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from shanhai.common.amounts import MONEY_SCALES, Amount, Bound, from_units, written
from shanhai.common.periods import Period, first_day

Words = str | Promise

DEFAULT_UNIT = "wan"

STAGE_WORDS: dict[str, Words] = {
    "planned": _("计划"),
    "promised": _("承诺"),
    "arrived": _("到位"),
    "used": _("使用"),
}

KIND_WORDS: dict[str, Words] = {
    "act": _("事项"),
    "period_total": _("期间合计"),
    "reading": _("累计读数"),
    "stock": _("存量"),
    "plan": _("计划"),
}

# Units that have an English word; others stand as they are.
UNIT_WORDS: dict[str, Words] = {
    "元": _("元"),
    "人": _("人"),
    "人次": _("人次"),
    "批次": _("批次"),
    "次": _("次"),
    "村": _("村"),
    "户": _("户"),
    "亩": _("亩"),
    "个": _("个"),
    "家": _("家"),
    "场": _("场"),
    "所": _("所"),
    "份": _("份"),
    "项": _("项"),
    "吨": _("吨"),
}

# State codes of any floor, by what they ask of a person.
STATE_TONES: dict[str, str] = {
    **dict.fromkeys(
        [
            "accepted",
            "corrected",
            "approved",
            "confirmed",
            "agrees",
            "same",
            "reviewed",
            "done",
            "delivered",
        ],
        "good",
    ),
    **dict.fromkeys(
        [
            "submitted",
            "in_check",
            "reviewing",
            "running",
            "proposed",
            "open",
            "matched",
            "agreed",
            "delivering",
        ],
        "open",
    ),
    **dict.fromkeys(["draft", "unread", "waiting", "promised", "unsure", "pending"], "wait"),
    **dict.fromkeys(
        ["returned", "rejected", "differs", "different", "overdue", "contradiction", "failed"],
        "bad",
    ),
    **dict.fromkeys(
        ["locked", "issued", "closed", "void", "withdrawn", "lapsed", "dropped"], "done"
    ),
}

_AFTER = re.compile(r"[余多]")


@dataclass(frozen=True, slots=True)
class FigureText:
    """One amount in words: `shown` in the reader's unit, and every exact writing beside it."""

    before: str
    shown: str
    after: str
    unit: str
    value: str
    title: str
    writings: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.before}{self.shown}{self.after} {self.unit}"


def figure_text(amount: Amount, money_unit: str = DEFAULT_UNIT) -> FigureText:
    """How `amount` is written, with its bound word where Chinese puts it, never rounded."""
    before, after = bound_words(amount)
    unit = str(UNIT_WORDS.get(amount.unit, amount.unit))
    exact = f"{digits(amount.units)} {unit}".rstrip()
    title = gettext("原文写作：%s") % amount.printed if amount.printed else exact
    if amount.unit != "元":
        return FigureText(
            before, digits(amount.units), after, unit, str(from_units(amount.units)), title
        )
    if amount.printed:
        title = f"{title}（{exact}）"
    writings = {code: digits(amount.units, scale.size) for code, scale in MONEY_SCALES.items()}
    chosen = money_unit if money_unit in MONEY_SCALES else DEFAULT_UNIT
    return FigureText(
        before,
        writings[chosen],
        after,
        gettext(MONEY_SCALES[chosen].word),
        str(from_units(amount.units)),
        title,
        writings,
    )


def yuan(units: int | None) -> Amount | None:
    """An amount of money, or nothing."""
    return None if units is None else Amount.exactly(units, "元")


def digits(units: int, size: int = 1) -> str:
    """Every digit of the number, with a true minus sign."""
    return written(units, size).replace("-", "−")


def bound_words(amount: Amount) -> tuple[str, str]:
    """The words before and after the number: 近 800, 约 300, 超 21, 200 余."""
    if amount.bound == Bound.OVER:
        more = _AFTER.search(amount.printed)
        return ("", gettext("余")) if more else (gettext("超"), "")
    if amount.bound == Bound.EXACT:
        return "", ""
    return (gettext("约") if amount.bound == Bound.ABOUT else gettext("近")), ""


def confidence_words(confidence: float) -> str:
    """How sure the reader is, in words."""
    if confidence >= 0.9:
        return gettext("把握大")
    if confidence >= 0.7:
        return gettext("较有把握")
    return gettext("存疑，请细看")


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung of a stage ladder; without a trail it leads `to` the rows that make it."""

    stage: str
    amount: Amount | None
    trail: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something to show on a stretch of a text: offsets in code points of the raw text.

    `kind`: "repair" (with `mended`), "figure" (`claim` and `tone`: the claim's kind, `state`),
    "helper", "recipient", "when", or "lit" (the sentence of the selected claim).
    """

    start: int
    end: int
    kind: str
    mended: str = ""
    tone: str = ""
    claim: int | None = None
    state: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text under the same marks."""

    text: str
    start: int
    repair: Mark | None = None
    figure: Mark | None = None
    party: str = ""
    when: bool = False
    lit: bool = False
    closes: bool = False  # the figure ends with this stretch


def paragraphs(text: str, marks: Iterable[Mark]) -> list[list[Segment]]:
    """`text` cut at line breaks and at the edges of `marks`, ready for `{% damaged_text %}`."""
    marks = sorted(marks, key=lambda mark: (mark.start, -mark.end))
    result: list[list[Segment]] = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if line.strip():
            inside = [mark for mark in marks if mark.start < end and mark.end > start]
            result.append(_segments(text, start, end, inside))
        start = end + 1
    return result


def _segments(text: str, start: int, end: int, marks: Sequence[Mark]) -> list[Segment]:
    edges = {start, end}
    for mark in marks:
        edges.update((max(start, mark.start), min(end, mark.end)))
    cuts = sorted(edges)
    return [_segment(text, left, right, marks) for left, right in zip(cuts, cuts[1:], strict=False)]


def _segment(text: str, left: int, right: int, marks: Sequence[Mark]) -> Segment:
    # Sorted outermost first, so of two marks of a kind the inner one stands.
    over = {mark.kind: mark for mark in marks if mark.start <= left and mark.end >= right}
    figure = over.get("figure")
    party = "helper" if "helper" in over else "recipient" if "recipient" in over else ""
    return Segment(
        text[left:right],
        left,
        over.get("repair"),
        figure,
        party,
        "when" in over,
        "lit" in over,
        figure is not None and figure.end == right,
    )


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a claim card: what is asked, and what the text says to it."""

    label: Words
    value: Words
    unknown: bool = False
    side: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """A button that posts. `key` is the letter that presses it; `tone`: "", "primary", "danger"."""

    word: Words
    url: str
    key: str = ""
    tone: str = ""
    method: str = "post"


@dataclass(frozen=True, slots=True)
class ClaimCard:
    """One claim beside the text."""

    pk: int
    what: Words
    amount: Amount
    kind: str
    parts: Sequence[Part]
    confidence: float = 1.0
    state: str = ""
    state_word: Words = ""
    stage: str = ""
    doubt: Words = ""
    actions: Sequence[Action] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class ReconciliationRow:
    """Said beside recorded. `difference` is recorded minus said; `percent` is written text. What
    is recorded has a trail when it adds up, else the page of the one object at `recorded_url`.

    `verdict`: agrees, differs, only_said, only_recorded, unsure.
    """

    verdict: str
    verdict_word: Words
    said: Amount | None = None
    said_words: str = ""
    said_source: Words = ""
    said_url: str = ""
    recorded: Amount | None = None
    recorded_words: str = ""
    recorded_source: Words = ""
    recorded_url: str = ""
    recorded_trail: str = ""
    difference: Amount | None = None
    difference_trail: str = ""
    percent: str = ""
    judged: Words = ""
    actions: Sequence[Action] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """One point of a timeline. `side`: sea (helper), mountain (recipient) or nothing."""

    when: date | str
    what: Words
    note: Words = ""
    side: str = ""
    planned: bool = False
    url: str = ""
    amount: Amount | None = None
    stage: str = ""
    trail: str = ""


@dataclass(frozen=True, slots=True)
class Pairing:
    """One node of the tree of pairings."""

    kind: Words
    helper: Words
    recipient: Words
    url: str = ""
    note: Words = ""
    children: Sequence["Pairing"] = ()


@dataclass(frozen=True, slots=True)
class Wait:
    """One line of what waits for me: verb first, one obvious action."""

    verb: Words
    what: Words
    url: str
    action: Words
    note: Words = ""
    due: Words = ""
    late: bool = False
    icon: str = "dot"


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One source under a figure: words of a document, a voucher, or another figure."""

    what: Words
    amount: Amount | None = None
    source: Words = ""
    url: str = ""
    before: str = ""
    quote: str = ""
    after: str = ""
    excluded: Words = ""


@dataclass(frozen=True, slots=True)
class Trail:
    """What stands under a figure, down to vouchers and words."""

    title: Words
    amount: Amount | None
    rule: Words
    lines: Sequence[TrailLine]
    stage: str = ""
    as_of: Words = ""


@dataclass(frozen=True, slots=True)
class Linked:
    """Words that lead somewhere: to a page of ours, or out to another host."""

    text: Words
    url: str

    def __str__(self) -> str:
        return str(self.text)

    @property
    def outside(self) -> bool:
        return not self.url.startswith("/")


@dataclass(frozen=True, slots=True)
class ChartTable:
    """The table twin of a chart: the same figures, exact."""

    head: Sequence[Words]
    rows: Sequence[Sequence[Any]]


def period_words(period: Period | None) -> str:
    """A period in the reader's language: 2024年1—6月, or Jan 2024 – Jun 2024."""
    if period is None:
        return ""
    if (get_language() or "zh").startswith("zh"):
        return period.label
    return " – ".join(dict.fromkeys(map(_english, period.prefixes)))


def _english(prefix: str) -> str:
    formats = {4: "Y", 7: "M Y", 10: "j M Y"}
    return date_format(first_day(prefix), formats[len(prefix)])
