"""The form in which a person says what the text says."""

import re
from typing import Any, Self

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shanhai.claims.models import Claim, Report
from shanhai.common.amounts import MAGNITUDES, Amount, from_units
from shanhai.common.indicators import indicators
from shanhai.common.keys import STAGE_NAMES
from shanhai.common.models import AmountColumns
from shanhai.common.periods import Period, PeriodError
from shanhai.registry.models import Node, Partnership
from shanhai.registry.queries import resolve

_NUMBER = re.compile(r"([\d,.，]+)\s*(?:余|多|几)?\s*([千百]?[万亿]|[千百十])?\s*(\S*)")
_SEPARATORS = re.compile(r"[、,，;；\s]+")


def _value_of(printed: str) -> tuple[str, str]:
    """The value in base units and the unit of a printed figure, as a proposal; "" when unclear."""
    found = _NUMBER.search(printed)
    if not found:
        return "", ""
    digits, magnitude, unit = found.groups()
    size = 1
    for letter in magnitude or "":
        size *= MAGNITUDES[letter]
    try:
        amount = Amount.of(digits.replace(",", "").replace("，", ""), unit or "元")
    except ValueError:
        return "", ""
    return str(from_units(amount.units * size)), unit or "元"


class ClaimForm(forms.Form):
    """Every part of a claim; names are separated by 、."""

    indicator = forms.ChoiceField(label=gettext_lazy("指标"))
    other = forms.CharField(label=gettext_lazy("目录外的指标名"), required=False, max_length=60)
    value = forms.DecimalField(label=gettext_lazy("数值（元、人、个等基本单位）"), decimal_places=4,
                               max_digits=20)  # fmt: skip
    unit = forms.CharField(label=gettext_lazy("单位"), max_length=16)
    bound = forms.ChoiceField(label=gettext_lazy("界限"), choices=AmountColumns.BOUNDS)
    first = forms.CharField(label=gettext_lazy("期间起"), required=False, max_length=10)
    last = forms.CharField(label=gettext_lazy("期间止"), required=False, max_length=10)
    helper = forms.CharField(label=gettext_lazy("谁的数（帮扶方）"), required=False)
    recipient = forms.CharField(label=gettext_lazy("谁的数（受援方）"), required=False)
    provider = forms.CharField(label=gettext_lazy("提供方"), required=False)
    receiver = forms.CharField(label=gettext_lazy("接受方"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("种类"), choices=Claim.Kind.choices)
    stage = forms.ChoiceField(
        label=gettext_lazy("阶段"),
        choices=[(code.value, name) for code, name in STAGE_NAMES.items()],
    )
    why = forms.CharField(label=gettext_lazy("理由"), required=False, max_length=300)

    def __init__(self, *args: Any, near: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.near = near
        known = indicators(settings.VOCABULARY_DIR)
        choices = [(code, f"{row.field} · {row.name}") for code, row in known.items()]
        self.fields["indicator"].choices = [*choices, ("other", _("目录里没有"))]

    @classmethod
    def of(cls, claim: Claim) -> Self:
        """The form filled with what the claim says now."""
        known = claim.indicator in indicators(settings.VOCABULARY_DIR)
        prefixes = claim.period.prefixes if claim.period else ("", "")

        def names(role: str) -> str:
            return "、".join(party.name for party in claim.parties.all() if party.role == role)

        initial = {
            "indicator": claim.indicator if known else "other",
            "other": "" if known else claim.indicator.partition(":")[2],
            "value": claim.amount.value, "unit": claim.unit, "bound": claim.bound,
            "first": prefixes[0], "last": prefixes[1],
            "helper": claim.helper.name if claim.helper else names("subject_helper"),
            "recipient": claim.recipient.name if claim.recipient else names("subject_recipient"),
            "provider": names("provider"), "receiver": names("receiver"),
            "kind": claim.kind, "stage": claim.stage,
        }  # fmt: skip
        return cls(near=claim.report.partnership, initial=initial)

    @classmethod
    def empty(cls, report: Report, quote: str) -> Self:
        """The form for words just selected, with what they let one propose."""
        value, unit = _value_of(quote)
        pair = report.partnership
        initial = {"value": value, "unit": unit, "helper": pair.helper.name,
                   "recipient": pair.recipient.name, "stage": "arrived"}  # fmt: skip
        return cls(near=pair, initial=initial)

    def clean(self) -> dict[str, Any]:
        chosen = super().clean()
        chosen["period"] = self._period(chosen)
        for side in ("helper", "recipient"):
            chosen[side] = self._node(side, chosen.get(side, ""))
        if chosen.get("indicator") == "other":
            if not chosen.get("other"):
                self.add_error("other", _("请写出这个数字数的是什么，例如“宣传报道”。"))
            chosen["indicator"] = f"other:{chosen.get('other')}"
        return chosen

    def _period(self, chosen: dict[str, Any]) -> Period | None:
        first, last = chosen.get("first", ""), chosen.get("last", "")
        if not first and not last:
            return None
        try:
            return Period.parse(first or last, last or first)
        except PeriodError as error:
            self.add_error("first", str(error))
            return None

    def _node(self, side: str, name: str) -> Node | None:
        if not name:
            return None
        node = resolve(name.strip(), self.near)
        if node is None:
            self.add_error(side, _("登记里没有“%s”，或有重名；请写全称，或先在管理里登记。") % name)
        return node

    def changes(self) -> dict[str, Any]:
        """What services.correct takes."""
        chosen = self.cleaned_data
        return {
            "indicator": chosen["indicator"], "units": chosen["value"], "unit": chosen["unit"],
            "bound": chosen["bound"], "period": chosen["period"], "kind": chosen["kind"],
            "stage": chosen["stage"], "helper": chosen["helper"],
            "recipient": chosen["recipient"], **self._parties(),
        }  # fmt: skip

    def columns(self) -> dict[str, Any]:
        """What services.add takes."""
        changes = self.changes()
        changes["value"] = changes.pop("units")
        changes.pop("stage")
        return changes

    def _parties(self) -> dict[str, list[str]]:
        return {
            role: [name for name in _SEPARATORS.split(self.cleaned_data[role]) if name]
            for role in ("provider", "receiver")
        }
