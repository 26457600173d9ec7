"""核对: said beside recorded, line by line, by keyboard."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shanhai.claims.models import Claim
from shanhai.common.amounts import Amount, AmountError
from shanhai.common.indicators import indicator
from shanhai.common.periods import Period
from shanhai.ledger.models import Entry
from shanhai.ledger.queries import live, years
from shanhai.ledger.rules import LedgerError
from shanhai.reconciliation.models import Judgement
from shanhai.reconciliation.queries import Board, BoardRow, board, board_counts, only_recorded
from shanhai.reconciliation.rules import VERDICT_WORDS, Verdict
from shanhai.reconciliation.services import (
    ReconciliationError,
    draft_entry,
    draft_summary,
    draft_target,
    judge,
)
from shanhai.registry.models import Partnership
from shanhai.registry.queries import may
from shanhai.targets.services import TargetError
from shanhai.web.access import get_visible, needs
from shanhai.web.keys import asked_year, trail_url, words_url
from shanhai.web.pages.records import page_of
from shanhai.web.presentation import KIND_WORDS, Action, ReconciliationRow, period_words
from shanhai.web.work_forms import offered_pairings

PAGE = 40
SAID = "said"  # every line somebody said something on, whatever is recorded beside it
ORDER = (Verdict.DIFFERS, Verdict.ONLY_SAID, Verdict.AGREES, Verdict.ONLY_RECORDED)
KEYS = {"same": "s", "different": "d", "unsure": "u"}
DRAFTS: dict[str, Callable[..., Any]] = {
    "entry": draft_entry,
    "summary": draft_summary,
    "target": draft_target,
}


@needs("view")
def board_list(request: HttpRequest) -> HttpResponse:
    """The partnerships to reconcile; straight to the board when there is only one."""
    rows = list(offered_pairings(request.user))
    if len(rows) == 1:
        return redirect("board", rows[0].pk)
    counts = board_counts(request.user, rows)
    context = {
        "rows": [(row, counts.get(row.pk, 0)) for row in rows],
        "words": [_(VERDICT_WORDS[one]) for one in ORDER],
        "may_pair": may(request.user, "register"),
    }
    return render(request, "reconciliation/list.html", context)


@needs("view")
def board_tally(request: HttpRequest, pk: int) -> HttpResponse:
    """The row of one partnership in the list, with how its lines stand: weighing them takes longer
    than the list may, so each row asks for its own."""
    partnership = get_visible(
        request, Partnership.objects.select_related("helper", "recipient"), pk=pk
    )
    whole = board(request.user, partnership)
    tally = [(_(VERDICT_WORDS[one]), whole.counts[one], one.value) for one in ORDER]
    context = {"row": partnership, "number": len(whole.said), "tally": tally}
    return render(request, "reconciliation/tally.html", context)


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One line of the board as the page draws it."""

    id: str
    what: str
    kind_word: str
    helper: str
    recipient: str
    when: str
    shown: ReconciliationRow
    reasons: str
    others: list[dict[str, Any]]
    judge_url: str
    selected: bool

    @property
    def forms(self) -> bool:
        return bool(self.judge_url)


class _Lines:
    """The rows asked for: of what was said, then the entries nobody spoke of, of which only those
    of a page are fetched."""

    def __init__(self, whole: Board, asked: Any) -> None:
        # What may wait for a person comes first; within a verdict the order of the reports.
        self.said = sorted((row for row in whole.said if _wanted(row, asked)), key=_place)
        asked_for = asked.get("verdict", "") in ("", Verdict.ONLY_RECORDED)
        self.alone = whole.counts[Verdict.ONLY_RECORDED]
        self.unmentioned = whole.unmentioned
        if not asked_for or asked.get("kind"):  # an entry has no kind of claim
            self.alone, self.unmentioned = 0, whole.unmentioned.none()

    def __len__(self) -> int:
        return len(self.said) + self.alone

    def __getitem__(self, part: slice) -> list[BoardRow]:
        first, last = (max(0, end - len(self.said)) for end in (part.start, part.stop))
        rest = only_recorded(self.unmentioned[first:last]) if last else []
        return [*self.said[part], *rest]

    def alike(self, verdict: Verdict) -> tuple[int, int]:
        """How many rows have a verdict, and how many of them wait."""
        found = [row for row in self.said if row.verdict == verdict]
        return len(found) or self.alone * (verdict == Verdict.ONLY_RECORDED), sum(
            map(_waits, found)
        )


@needs("view")
def board_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The board of one partnership."""
    partnership = get_visible(
        request, Partnership.objects.select_related("helper", "recipient"), pk=pk
    )
    asked = request.GET
    year = asked_year(asked)
    whole = board(request.user, partnership, Period.year(year) if year else None)
    rows = _Lines(whole, asked)
    page = Paginator(rows, PAGE).get_page(_page_of(rows, asked))
    back = _question(request, row=None)
    rights = {verb for verb in ("judge", "enter") if may(request.user, verb)}
    anything = whole.counts.total() > 0
    shown = [_shown(rights, whole, row, back, asked.get("row", "")) for row in page]
    context = {
        "partnership": partnership, "rows": shown, "page": page, "tabs": _tabs(request, whole),
        "groups": _groups(request, rows, list(page), shown),
        "may_intake": not anything and may(request.user, "intake"), "claims": anything,
        "may_judge": "judge" in rights, "may_draft": "enter" in rights,
        "verdict": asked.get("verdict", ""), "year": year,
        "kind": asked.get("kind", ""), "kinds": Claim.Kind.choices, "only_open": asked.get("open"),
        "narrowing": sum(bool(asked.get(name)) for name in ("year", "kind", "open")),
        "years": years(live(request.user).filter(partnership=partnership)),
        "verdicts": Judgement.Verdict.choices,
        "money_apart": Amount.exactly(whole.money_apart, "元") if whole.money_apart else None,
        "apart": _question(request, verdict=Verdict.DIFFERS.value, page=None, row=None),
        "previous": _question(request, page=page.number - 1, row=None),
        "next": _question(request, page=page.number + 1, row=None),
        "crumbs": [(_("核对"), reverse("reconciliation")), (str(partnership), "")],
    }  # fmt: skip
    return render(request, "reconciliation/board.html", context)


def _place(row: BoardRow) -> int:
    return ORDER.index(row.verdict)


def _waits(row: BoardRow) -> bool:
    """Whether a person may still say what to think of it."""
    return row.claim is not None and not row.settled


def _groups(
    request: HttpRequest, rows: _Lines, paged: list[BoardRow], shown: list[ShownRow]
) -> list[dict[str, Any]]:
    """The rows of a page by verdict, each with how many there are on the board, where they all
    are when not all are here, and how many of them wait. What nobody asked for is folded away where
    nothing waits, and what agrees while there is more urgent work."""
    groups: list[dict[str, Any]] = []
    chosen = bool(request.GET.get("verdict"))
    for verdict in ORDER:
        here = [line for row, line in zip(paged, shown, strict=True) if row.verdict == verdict]
        count, waiting = rows.alike(verdict)
        urgent = waiting and not (verdict == Verdict.AGREES and any(g["waiting"] for g in groups))
        opened = chosen or urgent or any(line.selected for line in here)
        if here:
            whole = _question(request, verdict=verdict.value, page=None, row=None)
            groups.append({
                "word": _(VERDICT_WORDS[verdict]), "count": count, "waiting": waiting,
                "all": whole if count > len(here) and not chosen else "",
                "rows": here, "open": opened, "brief": verdict == Verdict.ONLY_RECORDED,
            })  # fmt: skip
    return groups


def _wanted(row: BoardRow, asked: Any) -> bool:
    if asked.get("verdict", "") not in ("", SAID, row.verdict):
        return False
    if asked.get("kind") and (row.claim is None or row.claim.kind != asked["kind"]):
        return False
    return not (asked.get("open") and row.settled)


def _row_id(row: BoardRow) -> str:
    return f"c{row.claim.pk}" if row.claim else f"e{row.entry.pk if row.entry else 0}"


def _page_of(rows: _Lines, asked: Any) -> Any:
    """The page asked for, or the one the selected row is on."""
    if asked.get("page"):
        return asked["page"]
    wanted = asked.get("row", "")
    ids = [_row_id(row) for row in rows.said]
    if wanted in ids:
        return ids.index(wanted) // PAGE + 1
    if not (wanted[:1] == "e" and wanted[1:].isdecimal() and rows.alone):
        return 1
    entry = rows.unmentioned.filter(pk=wanted[1:]).first()
    return 1 if entry is None else (len(ids) + _before(rows.unmentioned, entry)) // PAGE + 1


def _before(rows: QuerySet[Entry], entry: Entry) -> int:
    """How many entries stand before one, the latest first, counted by the database; of those
    without a time it says itself whether they come first."""
    newer = Q(period_end=entry.period_end, pk__gt=entry.pk)
    if entry.period_end is not None:
        newer |= Q(period_end__gt=entry.period_end)
    if (entry.period_end is None) != connection.features.nulls_order_largest:
        newer |= Q(period_end__isnull=entry.period_end is not None)
    return rows.filter(newer).order_by().count()


def _question(request: HttpRequest, **changes: Any) -> str:
    query = {name: value for name, value in request.GET.items() if value} | changes
    return "?" + urlencode({name: value for name, value in query.items() if value is not None})


def _tabs(request: HttpRequest, whole: Board) -> list[dict[str, Any]]:
    now, counts = request.GET.get("verdict", ""), whole.counts
    tabs = [
        {
            "word": _("全部"),
            "number": counts.total(),
            "current": not now,
            "url": _question(request, verdict=None, page=None, row=None),
        }
    ]
    return tabs + [
        {
            "word": _(VERDICT_WORDS[one]),
            "number": counts[one],
            "current": now == one.value,
            "url": _question(request, verdict=one.value, page=None, row=None),
        }
        for one in ORDER
    ]


def _shown(rights: set[str], whole: Board, row: BoardRow, back: str, selected: str) -> ShownRow:
    told = row.claim or row.entry
    assert told is not None
    pairing = whole.partnership
    judging = row.claim is not None and "judge" in rights
    return ShownRow(
        id=_row_id(row), what=_(indicator(row.indicator, settings.VOCABULARY_DIR).name),
        kind_word=str(KIND_WORDS.get(row.claim.kind, "")) if row.claim else "",
        helper=(told.helper or pairing.helper).name,
        recipient=(told.recipient or pairing.recipient).name,
        when=period_words(told.period) or _("原文没有写时间"),
        shown=_columns(rights, whole, row, back),
        reasons="；".join(row.comparison.reasons),
        others=_others(row, back) if judging else [],
        judge_url=_judge_url(row, "chosen", back) if judging else "",
        selected=_row_id(row) == selected,
    )  # fmt: skip


def _columns(rights: set[str], whole: Board, row: BoardRow, back: str) -> ReconciliationRow:
    claim, comparison = row.claim, row.comparison
    difference = None
    if comparison.difference and row.verdict in (Verdict.DIFFERS, Verdict.AGREES) and claim:
        difference = Amount.exactly(comparison.difference, claim.unit)
    return ReconciliationRow(
        verdict=row.verdict.value, verdict_word=_(VERDICT_WORDS[row.verdict]),
        said=claim.amount if claim else None, said_words=_sentence(claim) if claim else "",
        said_source=claim.report.title if claim else "",
        said_url=words_url(claim) if claim else "",
        recorded=row.recorded, recorded_words=_recorded_words(row),
        recorded_source=recorded_source(row), recorded_url=recorded_url(row),
        recorded_trail=recorded_trail(row),
        difference=difference, percent=comparison.percent, judged=_judged(row),
        difference_trail=_apart_url(claim, whole.period) if difference and claim else "",
        actions=_actions(rights, row, back),
    )  # fmt: skip


def _apart_url(claim: Claim, period: Period | None) -> str:
    """Where a difference is told from the words and from what is recorded."""
    year = f"?year={period.start.year}" if period else ""
    return reverse("difference", args=[claim.pk]) + year


def _sentence(claim: Claim) -> str:
    """The words around the figure, cut to what a line can hold."""
    span = claim.span
    text = span.document.text
    start = max(claim.sentence_start, span.start - 30)
    end = min(claim.sentence_end, span.end + 20)
    if end <= start:
        return span.quote
    return f"…{text[start:end]}…".replace("\n", " ")


def recorded_source(row: BoardRow) -> str:
    """Where what is recorded stands, in words."""
    if row.entry:
        return _("台账记录")
    if row.target:
        return _("目标")
    if row.figure and row.figure.pairings:
        return _("结对登记")
    if row.figure and row.figure.counted:
        return _("登记清点")
    return _("台账 %s 条合计") % row.figure.entries if row.figure else ""


def _recorded_words(row: BoardRow) -> str:
    if row.entry:
        period = period_words(row.entry.period)
        return f"{row.entry.title} · {period} · {row.entry.get_state_display()}"
    if row.target:
        return row.target.title
    count = row.figure.pairings if row.figure else None
    if count:
        return _("帮扶方 %(helpers)s，受援方 %(recipients)s，结对 %(links)s 对") % {
            "helpers": count.helpers,
            "recipients": count.recipients,
            "links": count.links,
        }
    if row.figure and row.figure.counted:
        return _("在册 %s 个对象") % row.figure.entries
    return ""


def recorded_url(row: BoardRow) -> str:
    """The page of the one object that is recorded."""
    if row.entry:
        return reverse("entry", args=[row.entry.pk])
    return page_of("target", row.target.pk) if row.target else ""


def recorded_trail(row: BoardRow) -> str:
    """The trail of what is recorded, when it is of more than one object."""
    if row.figure is None:
        return ""
    return trail_url(row.figure.key, row.figure.amount.unit, which=row.figure.which)


def _judged(row: BoardRow) -> str:
    one = row.judgement
    if one is None:
        return ""
    why = f"：{one.why}" if one.why else ""
    return f"{one.get_verdict_display()} · {one.by} · {one.at:%Y-%m-%d}{why}"


def _judge_url(row: BoardRow, verdict: str, back: str, entry: Entry | None = None) -> str:
    assert row.claim is not None
    chosen = entry or (row.entry if row.claim.kind == Claim.Kind.ACT else None)
    query = {"back": back} | ({"entry": str(chosen.pk)} if chosen else {})
    return f"{reverse('judge', args=[row.claim.pk, verdict])}?{urlencode(query)}"


def _actions(rights: set[str], row: BoardRow, back: str) -> list[Action]:
    if row.claim is None:
        return []
    found = []
    beside = row.entry or row.figure or row.target
    if beside and "judge" in rights and not row.settled:
        act = row.claim.kind == Claim.Kind.ACT
        words = {
            "same": _("是同一事") if act else _("认可"),
            "different": _("不是同一事") if act else _("有出入"),
            "unsure": _("存疑"),
        }
        found = [
            Action(words[code], _judge_url(row, code, back), key) for code, key in KEYS.items()
        ]
    draft = _draft(row)
    if draft and "enter" in rights:
        words = {"entry": _("起草为记录"), "summary": _("记为汇总行"), "target": _("立为目标")}
        url = f"{reverse('draft', args=[row.claim.pk, draft])}?{urlencode({'back': back})}"
        found.append(Action(words[draft], url, "t"))
    return found


def _draft(row: BoardRow) -> str:
    """What a claim could be drafted into where it stands: readings and stocks into nothing."""
    assert row.claim is not None
    if row.claim.kind == Claim.Kind.ACT and row.entry is None:
        return "entry"
    if row.claim.kind == Claim.Kind.PERIOD_TOTAL and row.recorded is None:
        return "summary"
    if row.claim.kind == Claim.Kind.PLAN and row.target is None:
        return "target"
    return ""


def _others(row: BoardRow, back: str) -> list[dict[str, Any]]:
    """Further rows the claim may tell of."""
    return [
        {
            "url": _judge_url(row, "same", back, one.entry),
            "title": one.entry.title[:20],
            "page": reverse("entry", args=[one.entry.pk]),
            "amount": one.entry.amount,
        }
        for one in row.candidates[1:4]
    ]


def _claim(request: HttpRequest, pk: int) -> Claim:
    return get_visible(
        request,
        Claim.objects.select_related(
            "report__partnership__helper",
            "report__partnership__recipient",
            "helper",
            "recipient",
            "span__document",
        ).prefetch_related("parties"),
        pk=pk,
    )


def _done(request: HttpRequest, claim: Claim, action: Callable[[], Any], word: str) -> HttpResponse:
    """Do something with a claim, say so or why not, and go back to its line."""
    try:
        action()
    except (ReconciliationError, LedgerError, TargetError, AmountError) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, word)
    back = request.GET.get("back", "?")
    joint = "&" if len(back) > 1 else ""
    address = reverse("board", args=[claim.report.partnership_id])
    query = back if back.startswith("?") else "?"
    return redirect(f"{address}{query}{joint}row=c{claim.pk}#row-c{claim.pk}")


@require_POST
@needs("judge")
def judge_claim(request: HttpRequest, pk: int, verdict: str) -> HttpResponse:
    """Judge a claim beside an entry, or beside the figure under its key."""
    claim = _claim(request, pk)
    asked = request.GET.get("entry", "")
    entry = get_visible(request, Entry.objects.all(), pk=int(asked)) if asked.isdecimal() else None
    chosen = request.POST.get("verdict", "") if verdict == "chosen" else verdict
    return _done(
        request,
        claim,
        lambda: judge(request.user, claim, chosen, request.POST.get("why", ""), entry=entry),
        _("已记下判断"),
    )


@require_POST
@needs("enter")
def draft_claim(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Draft an entry, a summary entry or a target from a claim."""
    if kind not in DRAFTS:
        raise Http404
    claim = _claim(request, pk)
    return _done(request, claim, lambda: DRAFTS[kind](request.user, claim), _("已起草"))


urlpatterns = [
    path("reconciliation/", board_list, name="reconciliation"),
    path("reconciliation/<int:pk>/", board_page, name="board"),
    path("reconciliation/<int:pk>/tally/", board_tally, name="board-tally"),
    path("reconciliation/claims/<int:pk>/judge/<str:verdict>/", judge_claim, name="judge"),
    path("reconciliation/claims/<int:pk>/draft/<str:kind>/", draft_claim, name="draft"),
]
