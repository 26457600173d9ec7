"""The form of an entry: what a person types, as the facts the ledger takes."""

from collections import defaultdict
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shanhai.common import vocabulary
from shanhai.common.amounts import Amount, from_units
from shanhai.common.indicators import indicator, indicators
from shanhai.common.keys import STAGE_NAMES
from shanhai.ledger.books import PARTY_COLUMNS, Book, books, source_words
from shanhai.ledger.models import Entry
from shanhai.ledger.services import EntryFacts, PartyFacts, problems
from shanhai.ledger.workbooks.cells import CellError, read_amount, read_names, read_period
from shanhai.registry.models import Node, Partnership
from shanhai.registry.queries import resolve
from shanhai.web.work_forms import PhotoField, offered_pairings


def _named(rows: dict[str, Any]) -> list[tuple[str, str]]:
    return [("", "—"), *((code, row["name"]) for code, row in rows.items())]


def _indicators(book: Book) -> list[tuple[str, Any]]:
    """The indicators of a book first, then the whole catalogue by field."""
    own = [
        code
        for measure in book.measures
        for code in dict.fromkeys([measure.indicator, *measure.cases.values()])
        if code
    ]
    fields: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for code, one in indicators(settings.VOCABULARY_DIR).items():
        fields[one.field].append((code, _(one.name)))
    names = ((code, indicator(code, settings.VOCABULARY_DIR).name) for code in dict.fromkeys(own))
    first = [(code, _(name)) for code, name in names]
    return [(_(book.name), first), *((_(one), rows) for one, rows in fields.items())]


class EntryForm(forms.Form):
    """One entry. `entry_facts` is what it says once it is valid."""

    partnership = forms.ModelChoiceField(Partnership.objects.none(), label=gettext_lazy("结对"))
    title = forms.CharField(label=gettext_lazy("事项"), max_length=200)
    indicator = forms.ChoiceField(label=gettext_lazy("指标"))
    value = forms.CharField(label=gettext_lazy("数值"), max_length=40)
    unit = forms.CharField(label=gettext_lazy("单位"), max_length=10, required=False)
    period = forms.CharField(label=gettext_lazy("日期或期间"), max_length=40)
    stage = forms.ChoiceField(
        label=gettext_lazy("阶段"),
        initial="arrived",
        choices=[(one.value, name) for one, name in STAGE_NAMES.items()],
    )
    helper = forms.CharField(label=gettext_lazy("帮扶方"), max_length=120, required=False)
    recipient = forms.CharField(label=gettext_lazy("受援方"), max_length=120, required=False)
    giver = forms.CharField(label=gettext_lazy("提供方"), max_length=500, required=False)
    receiver = forms.CharField(label=gettext_lazy("接收方"), max_length=500, required=False)
    joint = forms.CharField(label=gettext_lazy("共同参加"), max_length=500, required=False)
    form = forms.ChoiceField(label=gettext_lazy("形式"), required=False)
    source_class = forms.ChoiceField(label=gettext_lazy("资金来源"), required=False)
    voucher = forms.CharField(label=gettext_lazy("凭证号"), max_length=80, required=False)
    note = forms.CharField(
        label=gettext_lazy("备注"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    photo = PhotoField(label=gettext_lazy("凭证照片"))
    expected = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: Any, book: Book, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.book = book
        words = source_words(settings.VOCABULARY_DIR)
        field = self.fields
        field["partnership"].queryset = offered_pairings(user)
        field["indicator"].choices = _indicators(book)
        field["form"].choices = _named(words["forms"])
        field["source_class"].choices = _named(words["classes"])
        for name in ("helper", "recipient"):
            field[name].widget.attrs.update(list="places", autocomplete="off")
        for column in book.details:
            if column.key in book.own:
                field[f"x_{column.key}"] = forms.CharField(
                    label=column.name, required=False, max_length=200, help_text=column.help
                )

    def only(self, columns: set[str]) -> None:
        """Leave only these columns of the entry to be changed; "all" leaves every one."""
        if "all" not in columns:
            for name, one in self.fields.items():
                one.disabled = name not in {*columns, "expected"}

    @property
    def own_fields(self) -> list[forms.BoundField]:
        """The fields of the book's own columns."""
        return [self[name] for name in self.fields if name.startswith("x_")]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self._clean_period(data)
        self._clean_value(data)
        for name in ("helper", "recipient"):
            self._clean_place(data, name)
        if not self.errors:
            for problem in problems(self.entry_facts()):
                if problem.refused:
                    name = {"amount": "value", "joint": "joint"}.get(problem.column, problem.column)
                    self.add_error(name if name in self.fields else None, problem.message)
        return data

    def _clean_period(self, data: dict[str, Any]) -> None:
        if "period" in data:
            try:
                data["days"] = read_period(data["period"])
            except CellError as error:
                self.add_error("period", str(error))

    def _clean_value(self, data: dict[str, Any]) -> None:
        if "value" not in data or "indicator" not in data:
            return
        usual = indicator(data["indicator"], settings.VOCABULARY_DIR).unit
        words = vocabulary.load("mappings", settings.VOCABULARY_DIR)
        typed = data.get("unit", "")
        scale = words["money_units"].get(typed, 1) if usual == "元" else 1
        try:
            units, own = read_amount(data["value"], usual, scale, words)
        except CellError as error:
            self.add_error("value", str(error))
            return
        unit = "元" if usual == "元" else words["units"].get(own or typed, own or typed) or usual
        data["amount"] = Amount.exactly(units, unit)

    def _clean_place(self, data: dict[str, Any], name: str) -> None:
        pairing = data.get("partnership")
        if pairing is None:
            return
        node = resolve(data[name], pairing) if data.get(name) else getattr(pairing, name)
        if node is None:
            self.add_error(name, _("“%s”没有登记，或有几个同名的，请写全称。") % data[name])
        data[f"{name}_node"] = node

    def entry_facts(self) -> EntryFacts:
        """What the form says. Only when it is valid so far."""
        data = self.cleaned_data
        pairing: Partnership = data["partnership"]
        parties = [
            PartyFacts(role, name, self._node(name, pairing))
            for key, role in PARTY_COLUMNS.items()
            for name in read_names(data.get(key, ""))
        ]
        details = {
            name[2:]: value for name, value in data.items() if name.startswith("x_") and value
        }
        return EntryFacts(
            partnership=pairing, book=self.book.code, title=data["title"],
            indicator=data["indicator"], amount=data["amount"], period=data["days"],
            helper=data["helper_node"], recipient=data["recipient_node"], stage=data["stage"],
            form=data["form"], source_class=data["source_class"], voucher=data["voucher"],
            note=data["note"], parties=parties, details=details,
        )  # fmt: skip

    def _node(self, name: str, pairing: Partnership) -> Node | None:
        return resolve(name, pairing)


def initial_of(entry: Entry) -> dict[str, Any]:
    """An entry as its form shows it."""
    names: dict[str, list[str]] = defaultdict(list)
    for party in entry.parties.all():
        names[party.role].append(party.name)
    ends = entry.period.prefixes if entry.period else ("", "")
    return {
        **{name: getattr(entry, name) for name in
           ("title", "indicator", "unit", "stage", "form", "source_class", "voucher", "note")},
        **{key: "、".join(names[role]) for key, role in PARTY_COLUMNS.items()},
        **{f"x_{key}": value for key, value in entry.details.items()},
        "partnership": entry.partnership_id, "value": str(from_units(entry.units)),
        "period": ends[0] if ends[0] == ends[1] else f"{ends[0]}至{ends[1]}",
        "helper": entry.helper.name, "recipient": entry.recipient.name,
        "expected": entry.version,
    }  # fmt: skip


def book_of(code: str) -> Book:
    """The book of a code whose rows are entries, else the first such book."""
    known = books(settings.VOCABULARY_DIR)
    found = known.get(code)
    return (
        found
        if found and not found.objects
        else next(book for book in known.values() if not book.objects)
    )
