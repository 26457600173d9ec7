"""Forms of a pairing and of who is in a cluster."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shanhai.registry.models import Node, Partnership
from shanhai.registry.services import register_programme
from shanhai.web.manage_forms import NodeField, PairForm, node_path
from shanhai.web.node_forms import INVALID_DAY, day_field


class PairingForm(PairForm):
    """A new pairing, on a page of its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("start", "end"):
            self.fields[name].error_messages["invalid"] = INVALID_DAY

    def columns(self) -> dict[str, Any]:
        """What the registry is given; the programme is registered when it was not yet."""
        chosen = self.cleaned_data
        programme = register_programme(self.actor, chosen["programme"])
        names = ("kind", "helper", "recipient", "parent", "start", "end", "note")
        return {"programme": programme, **{name: chosen[name] for name in names}}


class PairingEditForm(PairingForm):
    """Changes to a registered pairing."""

    why = forms.CharField(label=gettext_lazy("修改的理由"), max_length=400, required=False)
    expected = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        self.partnership = partnership
        kwargs.setdefault("initial", _filled(partnership))
        super().__init__(*args, **kwargs)
        shown = self.fields["parent"].queryset
        kept = Partnership.objects.filter(pk=partnership.parent_id)
        self.fields["parent"].queryset = (shown | kept).exclude(pk=partnership.pk).distinct()

    def clean(self) -> dict[str, Any]:
        return forms.Form.clean(self) or {}


def _filled(row: Partnership) -> dict[str, Any]:
    names = ("kind", "start", "end", "note")
    return {
        "expected": row.version,
        **{name: getattr(row, name) for name in names},
        "programme": row.programme.code,
        "helper": node_path(row.helper),
        "recipient": node_path(row.recipient),
        "parent": row.parent_id,
    }


class StayForm(forms.Form):
    """One stretch of a membership: its part and its days."""

    lead = forms.BooleanField(label=gettext_lazy("牵头"), required=False)
    start = day_field(gettext_lazy("加入"))
    end = day_field(gettext_lazy("退出"))


class JoinForm(StayForm):
    """A town joins a cluster."""

    member = NodeField(label=gettext_lazy("成员"))
    field_order = ("member", "lead", "start", "end")


class HandOverForm(forms.Form):
    """Another member leads from a day on."""

    to = forms.ModelChoiceField(
        Node.objects.none(), label=gettext_lazy("改由谁牵头"), empty_label="—"
    )
    start = day_field(gettext_lazy("自哪天起"))

    def __init__(self, *args: Any, cluster: Node, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stays = cluster.members.filter(Q(end=None) | Q(end__gte=date.today())).values("member")
        self.fields["to"].queryset = Node.objects.filter(pk__in=stays).order_by("code", "pk")
        self.fields["start"].required = True
        self.fields["start"].error_messages["required"] = _("请填写从哪天起改由它牵头。")
