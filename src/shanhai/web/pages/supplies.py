"""对接: one offer set against one need, on its way to an agreement, to entries, to delivery."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from shanhai.common.amounts import Amount
from shanhai.cooperation.rules import CooperationError
from shanhai.ledger.rules import LedgerError
from shanhai.ledger.workbooks.cells import CellError, read_period
from shanhai.reconciliation.models import Supply
from shanhai.reconciliation.supplies import services
from shanhai.reconciliation.supplies.queries import delivered, field_indicators
from shanhai.reconciliation.supplies.rules import SupplyError
from shanhai.records.rules import StaleVersion
from shanhai.registry.queries import may, sides
from shanhai.web.access import get_visible, needs
from shanhai.web.want_form import as_typed, typed_amount
from shanhai.web.work_forms import day

REFUSALS = (SupplyError, CooperationError, LedgerError, CellError, StaleVersion)


class AgreementForm(forms.Form):
    """The agreement a supply rests on."""

    prefix = "agreement"
    title = forms.CharField(label=gettext_lazy("协议名称"), max_length=200)
    signed_on = day(gettext_lazy("签订日"))
    end = day(gettext_lazy("截止日"), required=False)


class DeliveryForm(forms.Form):
    """What was delivered, as the entry that is drafted of it."""

    prefix = "delivery"
    title = forms.CharField(label=gettext_lazy("事项"), max_length=200)
    indicator = forms.ChoiceField(label=gettext_lazy("指标"))
    value = forms.CharField(label=gettext_lazy("数量或金额"), max_length=40)
    unit = forms.CharField(label=gettext_lazy("单位"), max_length=10)
    period = forms.CharField(label=gettext_lazy("日期或期间"), max_length=40)

    def __init__(self, row: Supply, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = field_indicators(row.need.field, row.unit)
        self.fields["indicator"].choices = [(code, _(name)) for code, name in codes]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for name, read in (
            ("value", lambda: typed_amount(data["value"], data["unit"])),
            ("period", lambda: read_period(data["period"])),
        ):
            try:
                if not self.errors:
                    data[f"read_{name}"] = read()
            except CellError as error:
                self.add_error(name, str(error))
        return data


def _supply(request: HttpRequest, pk: int) -> Supply:
    rows = Supply.objects.select_related(
        "agreement", "need__publisher", "offer__publisher", "need__partnership__helper",
        "need__partnership__recipient", "offer__partnership",
    )  # fmt: skip
    return get_visible(request, rows, pk=pk)


@needs("view")
def supply_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One offer set against one need: why they suit, and how far it has come."""
    return _show(request, _supply(request, pk))


def _show(
    request: HttpRequest,
    row: Supply,
    agreement: AgreementForm | None = None,
    delivery: DeliveryForm | None = None,
) -> HttpResponse:
    user: Any = request.user
    done = delivered([row]).get(row.pk, 0)
    going = row.state in (Supply.State.AGREED, Supply.State.DELIVERING)
    writes = may(user, "enter") and going
    value, unit = as_typed(max(0, row.units - done), row.unit)
    refused = bool((agreement and agreement.errors) or (delivery and delivery.errors))
    context = {
        "row": row,
        "reasons": row.reasons.split("；"),
        "delivered": Amount.exactly(done, row.unit),
        "entries": [one.entry for one in row.deliveries.select_related("entry")],
        "writes": writes,
        "completes": writes and row.state == Supply.State.DELIVERING
        and row.need.side in sides(user, row.need.partnership),
        "short": done < row.units,
        "agreement_form": agreement or AgreementForm(initial={
            "title": _("%s协议") % row.need.title, "signed_on": date.today()}),
        "delivery_form": delivery or DeliveryForm(row, initial={
            "title": row.need.title, "period": date.today().isoformat(),
            "value": value, "unit": unit}),
        "open": "agreement" if agreement else "delivery" if delivery else "",
        "crumbs": [(_("协作"), reverse("partnerships")), (_("所需"), reverse("needs")),
                   (row.need.title, reverse("need", args=[row.need_id])), (_("对接"), "")],
    }  # fmt: skip
    return render(request, "needs/supply.html", context, status=422 if refused else 200)


@require_POST
@needs("enter")
def supply_agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign the agreement a supply rests on."""
    row, form = _supply(request, pk), AgreementForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            made = services.agree(request.user, row, data["title"], data["signed_on"], data["end"])  # type: ignore[arg-type]
        except REFUSALS as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("已登记协议“%s”。") % made)
            return redirect("supply", pk)
    return _show(request, row, agreement=form)


@require_POST
@needs("enter")
def supply_deliver(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft the entry of a delivery."""
    row = _supply(request, pk)
    form = DeliveryForm(row, request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            entry = services.draft_delivery(
                request.user, row, data["indicator"], data["read_value"], data["read_period"],  # type: ignore[arg-type]
                data["title"],
            )  # fmt: skip
        except REFUSALS as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("已起草台账记录；提交后才算交付。"))
            return redirect("entry", entry.pk)
    return _show(request, row, delivery=form)


@require_POST
@needs("enter")
def supply_step(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Say that a supply has been delivered, or undo it."""
    row = _supply(request, pk)
    steps: dict[str, Callable[..., None]] = {
        "drop": services.drop,
        "complete": services.complete,
    }
    if verb not in steps:
        raise Http404
    try:
        steps[verb](request.user, row, request.POST.get("why", ""))
    except REFUSALS as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("“%s”已办好这一步。") % row)
    return redirect("supply", pk)


urlpatterns = [
    path("supplies/<int:pk>/", supply_page, name="supply"),
    path("supplies/<int:pk>/agree/", supply_agree, name="supply-agree"),
    path("supplies/<int:pk>/deliver/", supply_deliver, name="supply-deliver"),
    path("supplies/<int:pk>/<str:verb>/", supply_step, name="supply-step"),
]
