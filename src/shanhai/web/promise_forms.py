"""Forms of agreements: what was signed, what it promises, how it was changed."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shanhai.common.indicators import indicators
from shanhai.cooperation.models import Amendment, Commitment
from shanhai.cooperation.queries import words
from shanhai.cooperation.services import AgreementFacts, AmendmentFacts
from shanhai.ledger.workbooks.cells import CellError
from shanhai.registry.models import Agreement
from shanhai.web.object_form import PairingForm, PlaceForm
from shanhai.web.occasion_forms import named
from shanhai.web.task_forms import place_input
from shanhai.web.want_form import as_typed, typed_amount
from shanhai.web.work_forms import ObjectForm, day, text


class AgreementForm(PairingForm):
    """An agreement as it is typed."""

    facts: ClassVar[type] = AgreementFacts

    title = forms.CharField(label=gettext_lazy("名称"), max_length=200)
    level = forms.ChoiceField(label=gettext_lazy("层级"), required=False)
    field = forms.ChoiceField(label=gettext_lazy("领域"), required=False)
    helper_party = forms.CharField(
        label=gettext_lazy("帮扶方签约单位"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("不填即结对的一方；几家之间用顿号隔开。"),
    )
    recipient_party = forms.CharField(
        label=gettext_lazy("受援方签约单位"), max_length=200, required=False
    )
    signed_on = day(gettext_lazy("签订日"), required=False)
    start = day(gettext_lazy("起始日"), required=False)
    end = day(gettext_lazy("到期日"), required=False)
    note = text(gettext_lazy("要点"), rows=4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [("", "—"), *named("levels")]
        known = dict.fromkeys([*words()["fields"], self.initial.get("field") or ""])
        self.fields["field"].choices = [("", "—"), *((one, _(one)) for one in known if one)]


class CommitmentForm(PlaceForm):
    """One promise of an agreement as it is typed."""

    title = forms.CharField(
        label=gettext_lazy("承诺的内容"),
        max_length=200,
        help_text=gettext_lazy("一句话写清承诺什么，如“选派支教教师”。"),
    )
    value = forms.CharField(label=gettext_lazy("数额"), max_length=40)
    unit = forms.CharField(
        label=gettext_lazy("单位"),
        max_length=10,
        help_text=gettext_lazy("如万元、人次、场。"),
    )
    owner = forms.CharField(label=gettext_lazy("承诺方"), max_length=120, widget=place_input())
    due = day(gettext_lazy("期限"), required=False)
    indicator = forms.ChoiceField(
        label=gettext_lazy("对应的指标"),
        required=False,
        help_text=gettext_lazy("选了指标，就按它列出可能兑现的台账记录。"),
    )

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agreement = agreement
        fields: dict[str, list[tuple[str, str]]] = {}
        for code, one in indicators(settings.VOCABULARY_DIR).items():
            fields.setdefault(_(one.field), []).append((code, _(one.name)))
        self.fields["indicator"].choices = [("", "—"), *fields.items()]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["node"] = self.place("owner", [self.agreement.partnership])
        if "value" in data and "unit" in data:
            try:
                data["amount"] = typed_amount(data["value"], data["unit"])
            except CellError as error:
                self.add_error("value", str(error))
        return data


def commitment_initial(commitment: Commitment) -> dict[str, Any]:
    """A promise as its form shows it."""
    value, unit = as_typed(commitment.units, commitment.unit)
    return {
        "title": commitment.title,
        "value": value,
        "unit": unit,
        "owner": commitment.owner.name,
        "due": commitment.due,
        "indicator": commitment.indicator,
        "expected": commitment.version,
    }


class AmendmentForm(ObjectForm):
    """A change both sides signed, as it is typed."""

    facts: ClassVar[type] = AmendmentFacts

    signed_on = day(gettext_lazy("签订日"))
    subject = forms.ChoiceField(label=gettext_lazy("变更什么"), choices=Amendment.Subject.choices)
    commitment = forms.ModelChoiceField(
        Commitment.objects.none(),
        label=gettext_lazy("哪一条承诺"),
        required=False,
        help_text=gettext_lazy("变更承诺的数额时选。"),
    )
    before = text(
        gettext_lazy("变更前"),
        rows=2,
        help_text=gettext_lazy("变更条款时写；日期和数额由系统填上现在登记的。"),
    )
    after = text(
        gettext_lazy("变更后"),
        rows=2,
        required=True,
        help_text=gettext_lazy("日期写 2026-12-31；数额写数，如 300 万元。"),
    )

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        live = agreement.commitments.filter(ref__archived_at=None)
        self.fields["commitment"].queryset = live

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        wanted = data.get("subject") == Amendment.Subject.COMMITMENT
        if wanted and data.get("commitment") and data.get("after"):
            try:
                data["amount"] = typed_amount(data["after"], data["commitment"].unit)
            except CellError as error:
                self.add_error("after", str(error))
        return data
