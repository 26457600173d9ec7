"""管理 · 用户: who may sign in, and what they may do where."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shanhai.accounts.models import User
from shanhai.accounts.services import AccountError, let_in, register_user, reset_password
from shanhai.common import vocabulary
from shanhai.registry.queries import manageable_users, may
from shanhai.registry.rules import RegistryError
from shanhai.registry.services import appoint, dismiss
from shanhai.web.access import needs
from shanhai.web.manage_forms import PasswordForm, RoleForm, UserForm

PAGE = 50


def _roles() -> dict[str, Any]:
    return vocabulary.load("rights", settings.VOCABULARY_DIR)["roles"]


def _with_roles(person: User) -> dict[str, Any]:
    roles = _roles()
    held = [
        {"pk": row.pk, "role": _(roles.get(row.role, {}).get("name", row.role)), "node": row.node}
        for row in person.memberships.all()
    ]
    return {"person": person, "held": held}


@needs("manage")
def users(request: HttpRequest) -> HttpResponse:
    """Users within reach, and the form for the next."""
    form = UserForm(request.POST or None, actor=request.user)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        try:
            with transaction.atomic():
                made = register_user(chosen["username"], chosen["name"], chosen["password"])
                appoint(made, chosen["role"], chosen["node"])
        except (AccountError, RegistryError) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("已添加用户“%s”，请把登录名和初始密码告诉本人。") % made)
            return redirect("user", made.pk)
    asked = request.GET.get("q", "").strip()
    rows = manageable_users(request.user).prefetch_related("memberships__node")
    if asked:
        rows = rows.filter(Q(name__icontains=asked) | Q(username__icontains=asked))
    page = Paginator(rows.order_by("-is_active", "username"), PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "form": form, "page": page, "rows": [_with_roles(person) for person in page], "q": asked,
        "tab": "users", "may_manage": True, "may_register": may(request.user, "register"),
        "previous": f"?page={page.number - 1}", "next": f"?page={page.number + 1}",
        "crumbs": [(_("管理"), reverse("manage")), (_("用户"), "")],
    }  # fmt: skip
    refused = request.method == "POST"
    return render(request, "manage/users.html", context, status=422 if refused else 200)


def _person(request: HttpRequest, pk: int) -> User:
    rows = manageable_users(request.user).prefetch_related("memberships__node")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest,
    person: User,
    role: RoleForm | None = None,
    password: PasswordForm | None = None,
) -> HttpResponse:
    context = {
        **_with_roles(person),
        "role_form": role or RoleForm(actor=request.user),
        "password_form": password or PasswordForm(),
        "oneself": person.pk == request.user.pk,
        "crumbs": [(_("管理"), reverse("manage")), (_("用户"), reverse("users")), (person, "")],
    }
    refused = any(form is not None and form.errors for form in (role, password))
    return render(request, "manage/user.html", context, status=422 if refused else 200)


@needs("manage")
def user(request: HttpRequest, pk: int) -> HttpResponse:
    """One user: roles, password, whether they may sign in."""
    return _page(request, _person(request, pk))


@needs("manage")
@require_POST
def user_appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a user a role at a place."""
    person = _person(request, pk)
    form = RoleForm(request.POST, actor=request.user)
    if not form.is_valid():
        return _page(request, person, role=form)
    appoint(person, form.cleaned_data["role"], form.cleaned_data["node"])
    messages.success(request, _("已给“%s”加上角色。") % person)
    return redirect("user", pk)


@needs("manage")
@require_POST
def user_dismiss(request: HttpRequest, pk: int, membership: int) -> HttpResponse:
    """Take a role from a user; one's own stays, so that nobody locks themselves out."""
    person = _person(request, pk)
    row = person.memberships.filter(pk=membership).first()
    if row is None:
        raise Http404
    if person.pk == request.user.pk:
        messages.error(request, _("不能去掉自己的角色，请由另一位管理员来做。"))
    else:
        dismiss(row)
        messages.success(request, _("已去掉“%s”的一个角色。") % person)
    # Without any role left, a bounded administrator no longer sees the user.
    return redirect("user", pk) if _still(request, pk) else redirect("users")


def _still(request: HttpRequest, pk: int) -> bool:
    return manageable_users(request.user).filter(pk=pk).exists()


@needs("manage")
@require_POST
def user_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a user a new password."""
    person = _person(request, pk)
    form = PasswordForm(request.POST)
    if form.is_valid():
        try:
            reset_password(person, form.cleaned_data["password"])
        except AccountError as error:
            form.add_error("password", str(error))
        else:
            messages.success(request, _("已换密码，请当面告诉“%s”。") % person)
            return redirect("user", pk)
    return _page(request, person, password=form)


@needs("manage")
@require_POST
def user_switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a user sign in, or no longer."""
    person = _person(request, pk)
    if person.pk == request.user.pk:
        messages.error(request, _("不能停用自己。"))
    else:
        let_in(person, not person.is_active)
        done = _("已启用“%s”。") if person.is_active else _("已停用“%s”，其记录都还在。")
        messages.success(request, done % person)
    return redirect("user", pk)


urlpatterns = [
    path("manage/users/", users, name="users"),
    path("manage/users/<int:pk>/", user, name="user"),
    path("manage/users/<int:pk>/appoint/", user_appoint, name="user-appoint"),
    path("manage/users/<int:pk>/dismiss/<int:membership>/", user_dismiss, name="user-dismiss"),
    path("manage/users/<int:pk>/password/", user_password, name="user-password"),
    path("manage/users/<int:pk>/switch/", user_switch, name="user-switch"),
]
