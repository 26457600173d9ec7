"""Forms of management. What they refuse, they refuse in a sentence; what only the registry can
know it refuses itself (RegistryError)."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shanhai.accounts.models import User
from shanhai.common import vocabulary
from shanhai.registry.models import Level, Node, Partnership
from shanhai.registry.queries import (
    everywhere,
    find_nodes,
    keeps,
    places_for,
    programme_choices,
    visible_to,
)

_SLASH = re.compile(r"[/／]")  # noqa: RUF001
_BETWEEN = re.compile(r"[、，,;；\s]+")  # noqa: RUF001
_FEW = 4


def date_input() -> forms.DateInput:
    """A day as browsers want it written; in any other writing they would show none."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def node_path(node: Node) -> str:
    """A name that says which of several: 东莞市/桥头镇."""
    return f"{node.parent.name}/{node.name}" if node.parent else node.name


def named_nodes(text: str) -> QuerySet[Node]:
    """Nodes a typed name, path (上级/名称) or division code means."""
    live = Node.objects.filter(ref__archived_at__isnull=True).select_related("parent")
    if text.isdecimal():
        return live.filter(code=text)
    *above, name = [part.strip() for part in _SLASH.split(text)]
    rows = live.filter(pk__in=find_nodes(name).values("pk"))
    for place in above:
        rows = rows.filter(pk__in=Node.objects.filter(lineage__ancestor__name=place).values("pk"))
    return rows.order_by("code", "pk")


class NodeField(forms.CharField):
    """One place or organisation, typed; the registered ones are offered while typing."""

    def __init__(self, **options: Any) -> None:
        attrs = {
            "list": "node-options",
            "autocomplete": "off",
            "hx-get": reverse_lazy("node-options"),
            "hx-trigger": "input changed delay:250ms",
            "hx-target": "#node-options",
        }
        super().__init__(widget=forms.TextInput(attrs=attrs), max_length=200, **options)

    def clean(self, value: Any) -> Node | None:
        text = super().clean(value)
        if not text:
            return None
        found = list(named_nodes(text)[: _FEW + 1])
        if len(found) == 1:
            return found[0]
        if not found:
            sentence = _("没有登记“%s”，请核对名称，或先登记。")
            raise forms.ValidationError(sentence % text)
        paths = "、".join(node_path(node) for node in found[:_FEW])
        more = _("等") if len(found) > _FEW else ""
        sentence = _("“%(name)s”不止一处，请写明是哪一个：%(paths)s%(more)s。")
        raise forms.ValidationError(sentence % {"name": text, "paths": paths, "more": more})


class ActorForm(forms.Form):
    """A form that knows who fills it in."""

    def __init__(self, *args: Any, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor


class RoleForm(ActorForm):
    """A role at a place. Nobody gives what lies outside their own reach."""

    role = forms.ChoiceField(label=gettext_lazy("角色"))
    node = NodeField(label=gettext_lazy("代表哪里"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = vocabulary.load("rights", settings.VOCABULARY_DIR)["roles"]
        self.fields["role"].choices = [(code, _(row["name"])) for code, row in roles.items()]
        self.fields["node"].required = not everywhere(self.actor, "manage")
        self.fields["node"].error_messages["required"] = _(
            "请填写镇、县或单位：您不能授予不限地方的角色。"
        )

    def clean_node(self) -> Node | None:
        node = self.cleaned_data["node"]
        if node and not places_for(self.actor, "manage").filter(pk=node.pk).exists():
            sentence = _("“%s”不归您管理，请联系它的上级管理员。")
            raise forms.ValidationError(sentence % node.name)
        return node


class UserForm(RoleForm):
    """A new user with a first role."""

    username = forms.CharField(label=gettext_lazy("登录名"), max_length=60)
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=60)
    password = forms.CharField(
        label=gettext_lazy("初始密码"),
        max_length=128,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order = ["username", "name", "password", "role", "node"]


class PasswordForm(forms.Form):
    """A new password for someone."""

    password = forms.CharField(
        label=gettext_lazy("新密码"),
        max_length=128,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class KeptNodeForm(ActorForm):
    """A form about nodes the actor may register at."""

    def kept(self, name: str) -> Node | None:
        node = self.cleaned_data[name]
        if node is not None and not keeps(self.actor, node):
            sentence = _("“%s”不在您登记的范围内，请联系它的上级。")
            raise forms.ValidationError(sentence % node.name)
        return node


class NodeForm(KeptNodeForm):
    """A new place or organisation."""

    level = forms.ChoiceField(label=gettext_lazy("级别"))
    name = forms.CharField(label=gettext_lazy("名称"), max_length=120)
    parent = NodeField(label=gettext_lazy("上级"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("单位类型"), required=False)
    credit_code = forms.CharField(label=gettext_lazy("统一社会信用代码"), required=False)
    code = forms.CharField(label=gettext_lazy("区划代码"), max_length=12, required=False)
    short_name = forms.CharField(label=gettext_lazy("简称"), max_length=60, required=False)
    aliases = forms.CharField(label=gettext_lazy("别名"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = vocabulary.load("partnerships", settings.VOCABULARY_DIR)["organisations"]
        levels = sorted(Level, key=lambda level: level != Level.ORGANISATION)
        self.fields["level"].choices = [(level.value, _(level.label)) for level in levels]
        named = [(code, _(row["name"])) for code, row in kinds.items()]
        self.fields["kind"].choices = [("", "—"), *named]
        self.fields["parent"].required = not everywhere(self.actor, "register")
        self.fields["parent"].error_messages["required"] = _("请填写上级。")

    def clean_parent(self) -> Node | None:
        return self.kept("parent")

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if code and not (code.isascii() and code.isdecimal()):
            raise forms.ValidationError(_("区划代码只有数字。"))
        return code

    def columns(self) -> dict[str, Any]:
        """What the registry is given beside level, name, parent and other names."""
        chosen = self.cleaned_data
        organisation = chosen["level"] == Level.ORGANISATION
        return {
            "kind": chosen["kind"] if organisation else "",
            "credit_code": chosen["credit_code"],
            "code": chosen["code"],
            "short_name": chosen["short_name"],
        }

    def other_names(self) -> list[str]:
        return split_names(self.cleaned_data["aliases"])


class AliasForm(KeptNodeForm):
    """Further names of a registered node."""

    node = NodeField(label=gettext_lazy("地方或单位"))
    aliases = forms.CharField(label=gettext_lazy("别名"), max_length=400)

    def clean_node(self) -> Node | None:
        return self.kept("node")

    def other_names(self) -> list[str]:
        return split_names(self.cleaned_data["aliases"])


class PairForm(ActorForm):
    """A new pairing. Whoever registers it acts for one of its sides."""

    programme = forms.ChoiceField(label=gettext_lazy("项目类别"))
    kind = forms.ChoiceField(label=gettext_lazy("类型"))
    helper = NodeField(label=gettext_lazy("帮扶方"))
    recipient = NodeField(label=gettext_lazy("受援方"))
    parent = forms.ModelChoiceField(
        Partnership.objects.none(),
        label=gettext_lazy("上级结对"),
        required=False,
        empty_label=gettext_lazy("没有，单独一对"),
    )
    start = forms.DateField(label=gettext_lazy("起"), required=False, widget=date_input())
    end = forms.DateField(label=gettext_lazy("止"), required=False, widget=date_input())
    note = forms.CharField(label=gettext_lazy("说明"), max_length=400, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = vocabulary.load("partnerships", settings.VOCABULARY_DIR)["kinds"]
        self.fields["kind"].choices = [(code, _(row["name"])) for code, row in kinds.items()]
        offered = programme_choices(self.initial.get("programme", ""))
        self.fields["programme"].choices = [(code, _(name)) for code, name in offered]
        rows = Partnership.objects.filter(parent__isnull=True, ref__archived_at__isnull=True)
        shown = visible_to(self.actor, rows).select_related("helper", "recipient")
        self.fields["parent"].queryset = shown

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or {}
        ends = [chosen[side].pk for side in ("helper", "recipient") if chosen.get(side)]
        mine = places_for(self.actor, "register").filter(pk__in=ends)
        if len(ends) == 2 and not mine.exists():
            raise forms.ValidationError(_("两方都不是您的单位，请由其中一方登记。"))
        return chosen


class MemberForm(ActorForm):
    """A town in a cluster. Who keeps the cluster says who is in it: its members see all of it."""

    cluster = NodeField(label=gettext_lazy("组团"))
    member = NodeField(label=gettext_lazy("成员"))
    lead = forms.BooleanField(label=gettext_lazy("牵头"), required=False)
    start = forms.DateField(label=gettext_lazy("加入"), required=False, widget=date_input())

    def clean_cluster(self) -> Node:
        cluster = self.cleaned_data["cluster"]
        if not places_for(self.actor, "register").filter(pk=cluster.pk).exists():
            sentence = _("“%s”的成员由它的上级登记。")
            raise forms.ValidationError(sentence % cluster.name)
        return cluster


def split_names(text: str) -> list[str]:
    """Names separated by 、 , ; or spaces."""
    return [name for name in _BETWEEN.split(text) if name]
