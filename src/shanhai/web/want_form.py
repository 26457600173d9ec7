"""The form of a need or an offer: what a person types, as the facts the verbs take."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shanhai.accounts.models import User
from shanhai.common import vocabulary
from shanhai.common.amounts import Amount, usual_scale, written
from shanhai.cooperation.models import Want
from shanhai.cooperation.services.needs import WantFacts, fields
from shanhai.ledger.workbooks.cells import CellError, read_amount
from shanhai.registry.models import Level, Node, Partnership
from shanhai.registry.queries import resolve, sides, visible_nodes, visible_partnerships
from shanhai.web.work_forms import day

MOST_PLACES = 200


def typed_amount(value: str, unit: str) -> Amount:
    """What was typed, in base units: 万元 become 元, 名 become 人. Raises CellError."""
    words = vocabulary.load("mappings", settings.VOCABULARY_DIR)
    scale = words["money_units"].get(unit)
    units, own = read_amount(value, "元" if scale else unit, scale or 1, words)
    named = "元" if scale else own or unit
    return Amount.exactly(units, words["units"].get(named, named))


class WantForm(forms.Form):
    """A need or an offer. `facts` is what it says once it is valid."""

    partnership = forms.ModelChoiceField(
        Partnership.objects.none(), label=gettext_lazy("结对"), empty_label=gettext_lazy("请选择")
    )
    side = forms.ChoiceField(label=gettext_lazy("代表哪一方"), choices=Want.Side.choices)
    publisher = forms.CharField(label=gettext_lazy("发布单位"), max_length=120, required=False)
    title = forms.CharField(label=gettext_lazy("事项"), max_length=200)
    field = forms.ChoiceField(label=gettext_lazy("领域"))
    value = forms.CharField(label=gettext_lazy("数量或金额"), max_length=40)
    unit = forms.CharField(label=gettext_lazy("单位"), max_length=10)
    published_on = day(gettext_lazy("发布日期"))
    deadline = day(gettext_lazy("截止日期"), required=False)
    details = forms.CharField(
        label=gettext_lazy("说明"), required=False, max_length=5000, widget=forms.Textarea
    )
    expected = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        mine = Node.objects.filter(pk__in=visible_nodes(user)).exclude(level=Level.VILLAGE)
        self.places = mine.order_by("pk")[:MOST_PLACES]
        rows = visible_partnerships(user).filter(parent=None)
        self.fields["partnership"].queryset = rows.select_related("helper", "recipient")
        self.fields["field"].choices = [(name, _(name)) for name in fields()]
        self.fields["publisher"].widget.attrs.update(list="places", autocomplete="off")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        try:
            if "value" in data and "unit" in data:
                data["amount"] = typed_amount(data["value"], data["unit"])
        except CellError as error:
            self.add_error("value", str(error))
        pairing, name = data.get("partnership"), data.get("publisher")
        if pairing and data.get("side"):
            node = resolve(name, pairing) if name else getattr(pairing, data["side"])
            data["node"] = node
            if node is None:
                sentence = _("“%s”没有登记，或有几个同名的，请写全称。")
                self.add_error("publisher", sentence % name)
        return data

    def facts(self) -> WantFacts:
        """What the form says. Only when it is valid."""
        data = self.cleaned_data
        return WantFacts(
            data["partnership"], data["side"], data["node"], data["title"], data["field"],
            data["amount"], data["published_on"], data["deadline"], data["details"],
        )  # fmt: skip


def as_typed(units: int, unit: str) -> tuple[str, str]:
    """A number and its unit as a person would type them."""
    scale = usual_scale(units, unit)
    return written(units, scale.size).replace(",", ""), scale.word


def fresh(user: User, partnership: Partnership | None, side: str) -> dict[str, Any]:
    """What a new form starts with: today, and the side the user acts for."""
    mine = sides(user, partnership) if partnership else set()
    return {
        "partnership": partnership.pk if partnership else None,
        "side": side if side in mine or not mine else min(mine),
        "published_on": date.today(),
    }


def initial_of(want: Want) -> dict[str, Any]:
    """A need or an offer as its form shows it."""
    names = ("side", "title", "field", "published_on", "deadline", "details")
    value, unit = as_typed(want.units, want.unit)
    return {
        **{name: getattr(want, name) for name in names},
        "partnership": want.partnership_id,
        "publisher": want.publisher.name,
        "value": value,
        "unit": unit,
        "expected": want.version,
    }
