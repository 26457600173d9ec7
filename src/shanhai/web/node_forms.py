"""Forms of one place or organisation: register, edit, archive, merge."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shanhai.accounts.models import User
from shanhai.registry.models import Level, Node
from shanhai.registry.queries import may_edit
from shanhai.registry.rules import EAST, NORTH, SOUTH, WEST
from shanhai.web.manage_forms import ActorForm, NodeField, NodeForm, date_input, node_path

INVALID_DAY = gettext_lazy("请按“2025-06-30”这样填写日期。")


def day_field(label: Any) -> forms.DateField:
    """A day that may be left open."""
    return forms.DateField(
        label=label,
        required=False,
        widget=date_input(),
        error_messages={"invalid": INVALID_DAY},
    )


def degree(label: Any, low: int, high: int) -> forms.FloatField:
    """A longitude or a latitude, with its bounds."""
    sentence = gettext_lazy("应在 %(low)s 到 %(high)s 之间，请核对经纬度是否填反。")
    found = {"low": low, "high": high}
    return forms.FloatField(
        label=label, required=False, min_value=low, max_value=high,
        error_messages={"min_value": sentence % found, "max_value": sentence % found},
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )  # fmt: skip


class PlaceForm(NodeForm):
    """A place or an organisation as registered, new or edited."""

    valid_from = day_field(gettext_lazy("启用"))
    valid_to = day_field(gettext_lazy("停用"))
    successor = NodeField(label=gettext_lazy("并入/更名为"), required=False)
    longitude = degree(gettext_lazy("经度"), WEST, EAST)
    latitude = degree(gettext_lazy("纬度"), SOUTH, NORTH)

    field_order = (
        "level", "name", "parent", "kind", "credit_code", "code", "short_name", "aliases",
        "valid_from", "valid_to", "successor", "longitude", "latitude",
    )  # fmt: skip

    def as_organisation(self) -> None:
        """Ask only what an organisation has."""
        self.fields["level"].widget = forms.HiddenInput()
        self.fields["level"].choices = [(Level.ORGANISATION.value, "")]
        self.fields["kind"].required = True
        self.fields["kind"].error_messages["required"] = _("请选择单位类型。")
        for name in ("code", "longitude", "latitude"):
            self.fields[name].widget = forms.HiddenInput()

    def as_place(self) -> None:
        """Ask only what a place has."""
        places = [level for level in Level if level != Level.ORGANISATION]
        self.fields["level"].choices = [(level.value, _(level.label)) for level in places]
        for name in ("kind", "credit_code"):
            self.fields[name].widget = forms.HiddenInput()

    def columns(self) -> dict[str, Any]:
        names = ("valid_from", "valid_to", "successor", "longitude", "latitude")
        return {**super().columns(), **{name: self.cleaned_data[name] for name in names}}


class PlaceEditForm(PlaceForm):
    """Changes to a registered one; its level stays."""

    why = forms.CharField(label=gettext_lazy("修改的理由"), max_length=400, required=False)
    expected = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, node: Node, **kwargs: Any) -> None:
        self.node = node
        kwargs.setdefault("initial", _filled(node))
        super().__init__(*args, **kwargs)
        del self.fields["level"]
        if node.level != Level.ORGANISATION:
            for name in ("kind", "credit_code"):
                del self.fields[name]
        else:
            del self.fields["code"]
            self.fields["kind"].required = True
            self.fields["kind"].error_messages["required"] = _("请选择单位类型。")
        self.fields["parent"].required = node.parent_id is not None

    def clean_parent(self) -> Node | None:
        parent = self.cleaned_data["parent"]
        return parent if parent and parent.pk == self.node.parent_id else self.kept("parent")

    def columns(self) -> dict[str, Any]:
        kept = ("name", "parent", "code", "kind", "credit_code", "short_name", "valid_from",
                "valid_to", "successor", "longitude", "latitude")  # fmt: skip
        return {name: self.cleaned_data[name] for name in kept if name in self.fields}


def _filled(node: Node) -> dict[str, Any]:
    names = ("name", "kind", "credit_code", "code", "short_name", "valid_from", "valid_to",
             "longitude", "latitude")  # fmt: skip
    return {
        "expected": node.version,
        **{name: getattr(node, name) for name in names},
        "parent": node_path(node.parent) if node.parent else "",
        "successor": node_path(node.successor) if node.successor else "",
        "aliases": "、".join(alias.name for alias in node.aliases.all()),
    }


class MergeForm(ActorForm):
    """One registered twice is merged into the one that stays."""

    survivor = NodeField(label=gettext_lazy("并入哪一个（保留的）"))
    why = forms.CharField(
        label=gettext_lazy("为什么是同一个"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.fields["why"].error_messages["required"] = _("请写明为什么是同一个。")

    def clean_survivor(self) -> Node:
        survivor = self.cleaned_data["survivor"]
        if not may_edit(self.actor, survivor):
            sentence = _("“%s”不在您登记的范围内，请联系它的上级。")
            raise forms.ValidationError(sentence % survivor.name)
        return survivor
