"""The trail of a difference: what was said, with its words, taken from what is recorded."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from shanhai.claims.models import Claim
from shanhai.common.amounts import Amount
from shanhai.common.indicators import indicator
from shanhai.common.periods import Period
from shanhai.reconciliation.queries import BoardRow, line_of
from shanhai.web import presentation as shown
from shanhai.web.access import get_visible, needs
from shanhai.web.keys import asked_year, words_url
from shanhai.web.pages.reconciliation import recorded_source, recorded_trail, recorded_url
from shanhai.web.pages.trails import entry_line, quotation, template_of


@needs("view")
def difference(request: HttpRequest, pk: int) -> HttpResponse:
    """The drawer (htmx) or the page of a difference of the board, over all years or of one."""
    rows = Claim.objects.select_related("report__partnership", "span__document")
    claim, year = get_visible(request, rows, pk=pk), asked_year(request.GET)
    period = Period.year(year) if year else None
    row = line_of(request.user, claim, period)  # type: ignore[arg-type]
    units = row.comparison.difference if row and row.recorded else None
    apart = None if units is None else Amount.exactly(units, claim.unit)
    content = shown.Trail(
        title=_("%s：所记减所述") % _(indicator(claim.indicator).name),
        amount=apart,
        rule="；".join([_formula(claim, row), *(row.comparison.reasons if row else ())]),
        lines=[_said(claim), *([_recorded(row)] if row and row.recorded else [])],
        as_of=shown.period_words(claim.period) or _("原文没有写时间"),
    )
    address = request.build_absolute_uri()
    cited = _cited(claim, row, apart, address) if row and apart else ""
    context = {"trail": content, "permalink": address, "cited": cited}
    return render(request, template_of(request), context)


def _formula(claim: Claim, row: BoardRow | None) -> str:
    if row is None:
        return _("这条所述没有采纳，不参加核对")
    if row.recorded is None:
        return _("台账没有记，没有差额")
    if row.comparison.difference is None:
        return _("所述与所记不能相减")
    told = {
        "recorded": shown.figure_text(row.recorded),
        "said": shown.figure_text(claim.amount),
        "percent": row.comparison.percent,
    }
    if not told["percent"]:
        return _("所记%(recorded)s减所述%(said)s") % told
    return _("所记%(recorded)s减所述%(said)s，占所述的%(percent)s") % told


def _said(claim: Claim) -> shown.TrailLine:
    return shown.TrailLine(
        what=_("所述：%s") % claim.report.title, amount=claim.amount, url=words_url(claim),
        **quotation(claim.span),
    )  # fmt: skip


def _recorded(row: BoardRow) -> shown.TrailLine:
    if row.entry:
        return entry_line(row.entry, row.entry.amount)
    return shown.TrailLine(
        what=_("所记：%s") % recorded_source(row), amount=row.recorded,
        url=recorded_url(row) or recorded_trail(row),
    )  # fmt: skip


def _cited(claim: Claim, row: BoardRow, apart: Amount, address: str) -> str:
    """The words to cite a difference by."""
    return _(
        "%(who)s，%(what)s：《%(report)s》所述%(said)s，所记%(recorded)s，所记减所述%(apart)s。"
        "据山海系统%(day)s的记录，%(address)s"
    ) % {
        "who": claim.report.partnership, "what": _(indicator(claim.indicator).name),
        "report": claim.report.title, "said": shown.figure_text(claim.amount),
        "recorded": shown.figure_text(row.recorded), "apart": shown.figure_text(apart),
        "day": date.today(), "address": address,
    }  # fmt: skip


urlpatterns = [path("reconciliation/claims/<int:pk>/difference/", difference, name="difference")]
