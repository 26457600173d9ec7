"""审读: the report at the left with every figure where it stands, its claims at the right."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from shanhai.claims import services
from shanhai.claims.models import Claim, Report
from shanhai.claims.queries import (
    Mended,
    last_decision,
    repairs,
    reports_waiting,
    shown_claims,
    wrong_sums,
)
from shanhai.common.amounts import AmountError
from shanhai.common.indicators import indicator
from shanhai.common.periods import PeriodError
from shanhai.records.rules import StaleVersion
from shanhai.registry.queries import may
from shanhai.sources.queries import read_blob
from shanhai.web.access import get_visible, needs
from shanhai.web.claim_form import ClaimForm
from shanhai.web.keys import words_url
from shanhai.web.presentation import Action, ClaimCard, Mark, Part, paragraphs, period_words

REPORTS = Report.objects.select_related(
    "partnership__helper", "partnership__recipient", "document__blob"
)
View = Callable[..., HttpResponse]
DECISIONS = {
    "accepted": gettext_lazy("已采纳"),
    "rejected": gettext_lazy("已驳回"),
    "corrected": gettext_lazy("已更正"),
}

# A repair of every character, said once above the text instead of under each.
WHOLE_TEXT = "traditional"


def _names(claim: Claim, role: str) -> str:
    return "、".join(party.name for party in claim.parties.all() if party.role == role)


def _whose(claim: Claim, side: str) -> str:
    node = getattr(claim, side)
    return node.name if node else _names(claim, f"subject_{side}")


def _parts(claim: Claim) -> list[Part]:
    unknown = _("不明")
    values = [
        (_("谁的数"), _whose(claim, "helper"), "sea"),
        (_("对谁"), _whose(claim, "recipient"), "mountain"),
        (_("提供方"), _names(claim, "provider"), ""),
        (_("接受方"), _names(claim, "receiver"), ""),
        (_("期间"), period_words(claim.period), ""),
        (_("口径"), claim.get_extent_display(), ""),
    ]
    return [
        Part(label, value or unknown, unknown=not value, side=side) for label, value, side in values
    ]


def _card(claim: Claim, may_review: bool) -> ClaimCard:
    desk = reverse("review", args=[claim.report_id])
    edit = f"{desk}?claim={claim.pk}&edit=1"
    decision = claim.decision if claim.decision in DECISIONS else ""
    added = claim.origin == Claim.Origin.PERSON and not claim.replaces_id
    actions = []
    if may_review and not decision:
        actions = [
            Action(_("采纳"), reverse("claim-accept", args=[claim.pk]), "a", "primary"),
            Action(_("驳回"), reverse("claim-reject", args=[claim.pk]), "r"),
        ]
    elif may_review:
        actions = [Action(_("撤回"), reverse("claim-reopen", args=[claim.pk]), "u")]
    return ClaimCard(
        pk=claim.pk, what=indicator(claim.indicator).name, amount=claim.amount, kind=claim.kind,
        parts=_parts(claim), confidence=claim.confidence, state=decision,
        state_word=DECISIONS[decision] if decision else "",
        stage=claim.stage if claim.stage != "arrived" else "",
        doubt=_("由人工补记") if added else "",
        actions=actions, url=edit if may_review and not decision else "",
    )  # fmt: skip


def _marks(
    report: Report, mended: list[Mended], claims: list[Claim], selected: Claim | None
) -> list[Mark]:
    desk = reverse("review", args=[report.pk])
    marks = [
        Mark(one.start, one.end, "repair", mended=one.mended)
        for one in mended
        if one.kind != WHOLE_TEXT
    ]
    marks += [
        Mark(
            claim.span.start, claim.span.end, "figure", tone=claim.kind, claim=claim.pk,
            state=claim.decision or "", url=f"{desk}?claim={claim.pk}",
        )
        for claim in claims
    ]  # fmt: skip
    if selected is not None:
        marks.append(Mark(selected.sentence_start, selected.sentence_end, "lit"))
    return marks


def _selected(request: HttpRequest, claims: list[Claim]) -> Claim | None:
    asked = request.GET.get("claim", "")
    by_pk = {str(claim.pk): claim for claim in claims}
    undecided = (claim for claim in claims if claim.decision in (None, "reopened"))
    return by_pk.get(asked) or next(undecided, claims[0] if claims else None)


def _desk(
    request: HttpRequest,
    report: Report,
    form: ClaimForm | None = None,
    adding: tuple[int, int] | None = None,
    status: int = 200,
) -> HttpResponse:
    claims, mended = shown_claims(report), repairs(report.document)
    selected = None if adding else _selected(request, claims)
    may_review = may(request.user, "review")
    if form is None and selected is not None and request.GET.get("edit") and may_review:
        form = ClaimForm.of(selected)
    place = claims.index(selected) if selected in claims else -1
    step = [claims[place + by].pk if 0 <= place + by < len(claims) else None for by in (-1, 1)]
    left = sum(claim.decision in (None, "reopened") for claim in claims)
    context = {
        "report": report,
        "crumbs": [(_("来文"), reverse("reports")), (report.title, "")],
        "paragraphs": paragraphs(report.document.text, _marks(report, mended, claims, selected)),
        "traditional": any(one.kind == WHOLE_TEXT for one in mended),
        "wrong_sums": wrong_sums(report),
        "claims": claims,
        "cards": [_card(claim, may_review) for claim in claims],
        "selected": selected,
        "previous": step[0] if place >= 0 else None,
        "next": step[1] if place >= 0 else None,
        "form": form,
        "adding": adding,
        "left": left,
        "may_review": may_review,
        "undo": last_decision(request.user, report) if may_review else None,
    }
    return render(request, "review/desk.html", context, status=status)


@needs("view")
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """The desk of one report."""
    report = get_visible(request, REPORTS, pk=pk)
    adding = _selection(request.GET.get("add", ""), len(report.document.text))
    form = None
    if adding and may(request.user, "review"):
        form = ClaimForm.empty(report, report.document.text[slice(*adding)])
    return _desk(request, report, form, adding)


def _selection(text: str, length: int) -> tuple[int, int] | None:
    first, _dash, last = text.partition("-")
    if not (first.isdecimal() and last.isdecimal()):
        return None
    start, end = int(first), int(last)
    return (start, end) if start < end <= length else None


def _on_claim(view: View) -> View:
    """A decision on a claim: rights, scope, refusals in words, then on to the next."""

    @wraps(view)
    def decide(request: HttpRequest, pk: int) -> HttpResponse:
        rows = Claim.objects.select_related(
            "span", "report__document", "report__partnership__helper",
            "report__partnership__recipient", "helper", "recipient",
        )  # fmt: skip
        claim = get_visible(request, rows, pk=pk)
        try:
            return view(request, claim)
        except (services.ClaimError, StaleVersion) as error:
            messages.error(request, str(error))
            return redirect(words_url(claim))

    return needs("review")(require_POST(decide))


def _onward(request: HttpRequest, report: Report, done: str, claim: Claim) -> HttpResponse:
    messages.success(request, done, extra_tags=f"undo:{reverse('claim-reopen', args=[claim.pk])}")
    report.refresh_from_db()
    if report.state == Report.State.DONE:
        following = reports_waiting(request.user).exclude(pk=report.pk).first()
        if following:
            messages.info(request, _("《%s》已审读完，这是下一篇。") % report.title)
            return redirect("review", pk=following.pk)
    return redirect("review", pk=report.pk)


@_on_claim
def claim_accept(request: HttpRequest, claim: Claim) -> HttpResponse:
    """This is what the text says."""
    services.accept(request.user, claim)
    return _onward(request, claim.report, _("已采纳“%s”") % claim.span.quote, claim)


@_on_claim
def claim_reject(request: HttpRequest, claim: Claim) -> HttpResponse:
    """The text says no such thing."""
    services.reject(request.user, claim, request.POST.get("why", ""))
    return _onward(request, claim.report, _("已驳回“%s”") % claim.span.quote, claim)


@_on_claim
def claim_reopen(request: HttpRequest, claim: Claim) -> HttpResponse:
    """Take the decision on a claim back; it waits again."""
    services.reopen(request.user, claim)
    messages.success(request, _("已撤回对“%s”的判断") % claim.span.quote)
    return redirect(words_url(claim))


@_on_claim
def claim_correct(request: HttpRequest, claim: Claim) -> HttpResponse:
    """What the text says is as typed, not as it was read."""
    form = ClaimForm(request.POST, near=claim.report.partnership)
    if form.is_valid():
        try:
            made = services.correct(request.user, claim, form.cleaned_data["why"], **form.changes())
        except (AmountError, PeriodError) as error:
            form.add_error(None, str(error))
        else:
            return _onward(request, claim.report, _("已更正“%s”") % claim.span.quote, made.replaces)
    request.GET = request.GET.copy()
    request.GET["claim"] = str(claim.pk)
    return _desk(request, claim.report, form, status=422)


@needs("review")
@require_POST
def claim_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a figure the reader missed: the words selected in the text."""
    report = get_visible(request, REPORTS, pk=pk)
    adding = _selection(request.POST.get("add", ""), len(report.document.text))
    form = ClaimForm(request.POST, near=report.partnership)
    if form.is_valid() and adding:
        try:
            made = services.add(request.user, report, *adding, **form.columns())
        except (services.ClaimError, AmountError, PeriodError) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("已补记“%s”") % made.span.quote)
            return redirect(f"{reverse('review', args=[report.pk])}?claim={made.pk}")
    return _desk(request, report, form, adding, status=422)


@needs("review")
@require_POST
def accept_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept every waiting claim the reader is sure of."""
    report = get_visible(request, REPORTS, pk=pk)
    sure = [
        claim.pk for claim in shown_claims(report)
        if claim.decision in (None, "reopened") and claim.confidence >= SURE
    ]  # fmt: skip
    count = services.accept_all(request.user, report, sure)
    messages.success(request, _("已采纳%s条把握大的所述") % count)
    return redirect("review", pk=report.pk)


SURE = 0.9


@needs("view")
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes as received."""
    report = get_visible(request, REPORTS, pk=pk)
    document = report.document
    response = HttpResponse(read_blob(document.blob_id), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = content_disposition_header(True, document.name)
    return response


urlpatterns = [
    path("reports/<int:pk>/review/", review, name="review"),
    path("reports/<int:pk>/add/", claim_add, name="claim-add"),
    path("reports/<int:pk>/accept/", accept_all, name="accept-all"),
    path("reports/<int:pk>/original/", original, name="original"),
    path("claims/<int:pk>/accept/", claim_accept, name="claim-accept"),
    path("claims/<int:pk>/reject/", claim_reject, name="claim-reject"),
    path("claims/<int:pk>/reopen/", claim_reopen, name="claim-reopen"),
    path("claims/<int:pk>/correct/", claim_correct, name="claim-correct"),
]
