"""管理: users and what they act for, places and organisations, the chain of changes."""

import secrets
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from shanhai.accounts.models import User
from shanhai.accounts.services import register_user
from shanhai.common import vocabulary
from shanhai.records.models import ChangeSet
from shanhai.registry import services as registry
from shanhai.registry.models import Level, Node
from shanhai.registry.queries import find_nodes, may
from shanhai.registry.rules import RegistryError
from shanhai.web.access import needs


def _node(name: str) -> Node | None:
    """The one place or organisation a typed name or code means; a form error otherwise."""
    text = name.strip()
    if not text:
        return None
    found = list(Node.objects.filter(code=text)[:1] or find_nodes(text)[:2])
    if len(found) != 1:
        raise forms.ValidationError(_("“%s”没有登记，或有重名；重名时请填区划代码。") % text)
    return found[0]


class UserForm(forms.Form):
    """A new user with one role at one place."""

    username = forms.SlugField(label=gettext_lazy("用户名"), max_length=60)
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=60)
    role = forms.ChoiceField(label=gettext_lazy("角色"))
    at = forms.CharField(label=gettext_lazy("代表哪里"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = vocabulary.load("rights", settings.VOCABULARY_DIR)["roles"]
        self.fields["role"].choices = [(code, row["name"]) for code, row in roles.items()]

    def clean_username(self) -> str:
        username = self.cleaned_data["username"]
        if User.objects.filter(username=username).exists():
            raise forms.ValidationError(_("已有这个用户名，请换一个。"))
        return username

    def clean_at(self) -> Node | None:
        return _node(self.cleaned_data["at"])


class NodeForm(forms.Form):
    """A new village, organisation or cluster."""

    level = forms.ChoiceField(
        label=gettext_lazy("级别"),
        choices=[(level.value, level.label) for level in
                 (Level.ORGANISATION, Level.VILLAGE, Level.CLUSTER, Level.TOWN)],
    )  # fmt: skip
    name = forms.CharField(label=gettext_lazy("名称"), max_length=120)
    parent = forms.CharField(label=gettext_lazy("上级"))
    kind = forms.ChoiceField(label=gettext_lazy("单位类型"), required=False)
    credit_code = forms.CharField(label=gettext_lazy("统一社会信用代码"), required=False)
    aliases = forms.CharField(label=gettext_lazy("别名"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = vocabulary.load("partnerships", settings.VOCABULARY_DIR)["organisations"]
        choices = [(code, row["name"]) for code, row in kinds.items()]
        self.fields["kind"].choices = [("", "—"), *choices]

    def clean_parent(self) -> Node | None:
        return _node(self.cleaned_data["parent"])


def _page(request: HttpRequest, status: int = 200, **forms_: Any) -> HttpResponse:
    managing, registering = may(request.user, "manage"), may(request.user, "register")
    roles = vocabulary.load("rights", settings.VOCABULARY_DIR)["roles"]
    users = User.objects.prefetch_related("memberships__node").order_by("username")
    context = {
        "user_form": forms_.get("user_form") or (UserForm() if managing else None),
        "node_form": forms_.get("node_form") or (NodeForm() if registering else None),
        "users": [
            (user, [(roles.get(row.role, {}).get("name", row.role), row.node)
                    for row in user.memberships.all()])
            for user in users
        ] if managing else None,
        "changes": ChangeSet.objects.select_related("actor").order_by("-number")[:30]
        if managing else None,
    }  # fmt: skip
    return render(request, "manage/manage.html", context, status=status)


@needs("view")
def manage(request: HttpRequest) -> HttpResponse:
    """What the user may look after; nothing for whom nothing is to look after."""
    return _page(request)


@needs("manage")
@require_POST
def user_add(request: HttpRequest) -> HttpResponse:
    """Register a user; the first password is shown once."""
    form = UserForm(request.POST)
    if not form.is_valid():
        return _page(request, 422, user_form=form)
    chosen, password = form.cleaned_data, secrets.token_urlsafe(9)
    user = register_user(chosen["username"], chosen["name"], password)
    registry.appoint(user, chosen["role"], chosen["at"])
    messages.success(
        request,
        _("已添加%(name)s，初始密码 %(password)s（只显示这一次，请当面告知）")
        % {"name": user.name, "password": password},
    )
    return redirect("manage")


@needs("manage")
@require_POST
def user_switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a user sign in, or no longer."""
    user = get_object_or_404(User, pk=pk)
    if user == request.user:
        messages.error(request, _("不能停用自己。"))
    else:
        user.is_active = not user.is_active
        user.save(update_fields=["is_active"])
    return redirect("manage")


@needs("register")
@require_POST
def node_add(request: HttpRequest) -> HttpResponse:
    """Register a place or an organisation; a refusal stands beside the form."""
    form = NodeForm(request.POST)
    if form.is_valid():
        chosen = form.cleaned_data
        try:
            node = registry.register_node(
                request.user, chosen["level"], chosen["name"], chosen["parent"],
                [name for name in chosen["aliases"].split("、") if name],
                kind=chosen["kind"] if chosen["level"] == Level.ORGANISATION else "",
                credit_code=chosen["credit_code"],
            )  # fmt: skip
        except RegistryError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("已登记“%s”") % node.name)
            return redirect("manage")
    return _page(request, 422, node_form=form)


urlpatterns = [
    path("manage/", manage, name="manage"),
    path("manage/users/add/", user_add, name="user-add"),
    path("manage/users/<int:pk>/switch/", user_switch, name="user-switch"),
    path("manage/nodes/add/", node_add, name="node-add"),
]
