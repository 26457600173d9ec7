"""协议: what both sides signed, what each promised, and what of it arrived."""

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from shanhai.cooperation import services
from shanhai.cooperation.models import Commitment, Delivery
from shanhai.cooperation.queries import (
    agreement_page,
    agreements,
    name_of,
    raised_from,
    words,
)
from shanhai.ledger.models import Entry
from shanhai.reconciliation.promises.queries import OFFERED, Kept, deliverable, kept
from shanhai.reconciliation.promises.services import deliver
from shanhai.records.models import Record
from shanhai.registry.models import Agreement
from shanhai.registry.queries import may, visible_to
from shanhai.web.access import get_visible, needs
from shanhai.web.lists import (
    DATE,
    NUMBER,
    PAIRING,
    STATE,
    Button,
    Choice,
    Column,
    Days,
    Listing,
    pairing_filter,
    show,
)
from shanhai.web.object_form import act, asked_pairing, crumbs_below, form_page, told_by, write
from shanhai.web.occasion_forms import named
from shanhai.web.occasion_words import agreement_term
from shanhai.web.pairings import dates
from shanhai.web.presentation import Rung
from shanhai.web.promise_forms import (
    AgreementForm,
    AmendmentForm,
    CommitmentForm,
    commitment_initial,
)


def _count(rows: Iterable[Agreement]) -> None:
    """Fill these agreements with how many promises they hold and how many are kept."""
    found = {row.pk: row for row in rows}
    for row in found.values():
        row.promised = row.kept = 0
    promises = list(Commitment.objects.filter(agreement__in=found, ref__archived_at=None))
    done = kept(promises)
    for one in promises:
        found[one.agreement_id].promised += 1
        found[one.agreement_id].kept += done[one.pk].whole


AGREEMENTS = Listing(
    name="agreements",
    title=_lazy("协议"),
    note=_lazy("签了什么、承诺了多少、兑现了多少。"),
    rows=lambda request: agreements(request.user),  # type: ignore[arg-type]
    columns=(
        Column("title", _lazy("协议"), lambda row: row.title, sort="title"),
        Column("pairing", _lazy("结对"), lambda row: row.partnership, PAIRING),
        Column("field", _lazy("领域"), lambda row: _(row.field) if row.field else ""),
        Column("level", _lazy("层级"), lambda row: _(name_of("levels", row.level)) if row.level
               else "", shown=False),
        Column("signed_on", _lazy("签订日"), lambda row: row.signed_on, DATE, sort="signed_on"),
        Column("end", _lazy("到期日"), lambda row: row.end, DATE, sort="end"),
        Column("term", _lazy("状态"), agreement_term, STATE),
        Column("promised", _lazy("承诺"), lambda row: row.promised, NUMBER),
        Column("kept", _lazy("已兑现"), lambda row: row.kept, NUMBER),
    ),
    filters=(
        pairing_filter(),
        Choice("field", _lazy("领域"), lambda request: [(one, _(one)) for one in words()["fields"]],
               "field"),
        Choice("level", _lazy("层级"), lambda request: named("levels"), "level"),
        Days("end", _lazy("到期日"), "end"),
    ),
    search=("title__icontains", "helper_party__icontains", "recipient_party__icontains"),
    order="-signed_on",
    url=lambda row: reverse("agreement", args=[row.pk]),
    complete=_count,
    buttons=(Button(_lazy("登记协议"), "agreement-new", "register"),),
    empty=(_lazy("还没有协议"), _lazy("两边签的协议和其中的承诺登记在这里。")),
    icon="file",
)  # fmt: skip


@needs("view")
def agreement_list(request: HttpRequest) -> HttpResponse:
    """The agreements within reach."""
    return show(request, AGREEMENTS, "occasions/list.html", section="agreements", crumbs=_crumbs())


_crumbs = partial(crumbs_below, _lazy("协议"), "agreements")


def _agreement(request: HttpRequest, pk: int) -> Agreement:
    rows = Agreement.objects.select_related("partnership__helper", "partnership__recipient", "ref")
    return get_visible(request, rows, pk=pk)


def rungs_of(commitment: Commitment, one: Kept) -> list[Rung]:
    """A promise beside what was recorded of it, each rung by itself; they lead to the page of the
    promise, on which its papers and its entries stand."""
    there = reverse("commitment", args=[commitment.pk])
    stages = ("arrived", "used")
    given = [Rung(stage, one.rungs.get(stage), to=f"{there}#entries") for stage in stages]
    return [Rung("promised", one.promised, to=f"{there}#papers"), *given]


@needs("view")
def agreement_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One agreement: its promises, each beside what arrived; its amendments."""
    rows = Agreement.objects.select_related("partnership__helper", "partnership__recipient", "ref")
    agreement = get_visible(request, agreement_page(rows), pk=pk)
    user: Any = request.user
    promises = list(agreement.commitments.all())
    done = kept(promises)
    today = date.today()
    context = {
        "agreement": agreement, "term": agreement_term(agreement), "days": dates(agreement),
        "level": name_of("levels", agreement.level) if agreement.level else "",
        "promises": [
            {"one": one, "kept": done[one.pk], "rungs": rungs_of(one, done[one.pk]),
             "late": one.due is not None and one.due < today and not done[one.pk].whole}
            for one in promises
        ],
        "amendments": list(agreement.amendments.all()),
        "signed_at": [one for one in agreement.signed_at.all() if one.ref.archived_at is None],
        "raised": list(raised_from(user, pk)),
        "writes": may(user, "register"), "live": agreement.ref.archived_at is None,
        "crumbs": _crumbs((agreement.title, "")),
    }  # fmt: skip
    return render(request, "occasions/agreement.html", context)


@needs("register")
def agreement_new(request: HttpRequest) -> HttpResponse:
    """Register an agreement."""
    pairing = asked_pairing(request)
    initial = {"partnership": pairing.pk if pairing else None}
    initial |= told_by(request, "title", "signed_on")
    form = AgreementForm(request.POST or None, user=request.user, initial=initial)  # type: ignore[arg-type]

    def verb() -> Agreement:
        return services.sign_agreement(request.user, form.given())  # type: ignore[arg-type]

    title, back = _("登记协议"), reverse("agreements")
    return write(request, form, verb, _("已登记“%s”。"), "agreement") or form_page(
        request, form, title, back, _crumbs((title, "")), _("登记后再逐条加上承诺。")
    )


@needs("register")
def agreement_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what was registered of an agreement."""
    agreement = _agreement(request, pk)
    shown = AgreementForm.shown(services.agreement_facts(agreement), agreement.version)
    form = AgreementForm(request.POST or None, user=request.user, initial=shown)

    def verb() -> Agreement:
        version, why = form.cleaned_data["expected"], request.POST.get("why", "")
        return services.edit_agreement(request.user, agreement, form.given(), version, why)  # type: ignore[arg-type]

    note = _("这里只更正登记错的；双方签了变更的，请登记为变更。")
    return _part(request, form, verb, agreement, _("修改协议"), note, editing=True)


def _part(
    request: HttpRequest, form: Any, verb: Any, agreement: Agreement, title: str, note: str = "",
    editing: bool = False,
) -> HttpResponse:  # fmt: skip
    """The form of an agreement or of a part of it; all lead back to its page."""
    back = reverse("agreement", args=[agreement.pk])

    def shown() -> Record:
        verb()
        return agreement

    crumbs = _crumbs((agreement.title, back), (title, ""))
    return write(request, form, shown, _("已保存，见“%s”。"), "agreement") or form_page(
        request, form, title, back, crumbs, note, editing=editing
    )


@needs("register")
def commitment_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Register a promise of an agreement."""
    agreement = _agreement(request, pk)
    form = CommitmentForm(request.POST or None, user=request.user, agreement=agreement)  # type: ignore[arg-type]

    def verb() -> Commitment:
        data = form.cleaned_data
        return services.promise(
            request.user, agreement, data["title"], data["node"], data["amount"], data["due"],
            data["indicator"],
        )  # type: ignore[arg-type]  # fmt: skip

    return _part(request, form, verb, agreement, _("加一条承诺"), agreement.title)


def _commitment(request: HttpRequest, pk: int) -> Commitment:
    rows = Commitment.objects.select_related(
        "owner", "ref", "agreement__partnership__helper", "agreement__partnership__recipient"
    )
    return get_visible(request, rows, pk=pk)


@needs("register")
def commitment_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what was registered of a promise."""
    commitment = _commitment(request, pk)
    agreement = commitment.agreement
    form = CommitmentForm(
        request.POST or None, user=request.user, agreement=agreement,  # type: ignore[arg-type]
        initial=commitment_initial(commitment),
    )  # fmt: skip

    def verb() -> Commitment:
        data = form.cleaned_data
        return services.edit_commitment(
            request.user, commitment, data["title"], data["node"], data["amount"], data["due"],
            data["indicator"], data["expected"], request.POST.get("why", ""),
        )  # type: ignore[arg-type]  # fmt: skip

    note = _("这里只更正登记错的；双方签了变更的，请登记为变更。")
    return _part(request, form, verb, agreement, _("修改承诺"), note, editing=True)


@needs("register")
def amendment_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Register a change both sides signed."""
    agreement = _agreement(request, pk)
    form = AmendmentForm(request.POST or None, user=request.user, agreement=agreement)  # type: ignore[arg-type]

    def verb() -> Record:
        return services.amend(request.user, agreement, form.given())  # type: ignore[arg-type]

    note = _("变更后，登记的日期或数额随之改变，变更前的留在这里。")
    return _part(request, form, verb, agreement, _("登记变更"), note)


@needs("view")
def commitment_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One promise: the entries that delivered on it, and those that may."""
    commitment = _commitment(request, pk)
    user: Any = request.user
    one = kept([commitment])[commitment.pk]
    writes = may(user, "register") and commitment.ref.archived_at is None
    links = Delivery.objects.filter(commitment=commitment).select_related("entry", "by")
    seen = {
        row.pk: row
        for row in visible_to(user, Entry.objects.filter(ref__delivers__commitment=commitment))
    }
    back = reverse("agreement", args=[commitment.agreement_id])
    context = {
        "commitment": commitment, "agreement": commitment.agreement, "kept": one,
        "rungs": rungs_of(commitment, one),
        "deliveries": [(link, seen.get(link.entry_id)) for link in links],
        "offered": list(deliverable(user, commitment)[:OFFERED]) if writes else [],
        "writes": writes, "registers": may(user, "register"), "enters": may(user, "enter"),
        "live": commitment.ref.archived_at is None,
        "crumbs": _crumbs((commitment.agreement.title, back), (commitment.title, "")),
    }  # fmt: skip
    return render(request, "occasions/commitment.html", context)


@require_POST
@needs("register")
def commitment_deliver(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that an entry delivers on a promise."""
    commitment = _commitment(request, pk)
    asked = request.POST.get("entry", "")
    entry = get_visible(request, Entry.objects.all(), pk=int(asked) if asked.isdecimal() else 0)
    return act(
        request,
        lambda: deliver(request.user, commitment, entry),  # type: ignore[arg-type]
        _("已关联到“%s”。") % commitment,
        "commitment",
        pk,
    )


@require_POST
@needs("register")
def delivery_drop(request: HttpRequest, pk: int, link: int) -> HttpResponse:
    """Take back that an entry delivers on a promise."""
    commitment = _commitment(request, pk)
    row = Delivery.objects.filter(commitment=commitment, pk=link).select_related("entry").first()
    if row is None:
        raise Http404
    return act(
        request,
        lambda: services.unlink_delivery(request.user, row),  # type: ignore[arg-type]
        _("已取消关联。"),
        "commitment",
        pk,
    )


urlpatterns = [
    path("cooperation/agreements/", agreement_list, name="agreements"),
    path("cooperation/agreements/new/", agreement_new, name="agreement-new"),
    path("cooperation/agreements/<int:pk>/", agreement_detail, name="agreement"),
    path("cooperation/agreements/<int:pk>/edit/", agreement_edit, name="agreement-edit"),
    path("cooperation/agreements/<int:pk>/promise/", commitment_new, name="commitment-new"),
    path("cooperation/agreements/<int:pk>/amend/", amendment_new, name="amendment-new"),
    path("cooperation/commitments/<int:pk>/", commitment_page, name="commitment"),
    path("cooperation/commitments/<int:pk>/edit/", commitment_edit, name="commitment-edit"),
    path("cooperation/commitments/<int:pk>/deliver/", commitment_deliver, name="deliver"),
    path("cooperation/commitments/<int:pk>/drop/<int:link>/", delivery_drop, name="undeliver"),
]
