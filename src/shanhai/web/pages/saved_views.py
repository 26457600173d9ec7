"""Views of lists that users save for themselves."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shanhai.accounts.models import SavedView
from shanhai.accounts.services import AccountError, drop_view, rename_view, save_view
from shanhai.web.access import needs


def _back(request: HttpRequest, query: str = "") -> HttpResponse:
    asked = request.POST.get("next", "")
    place = asked if url_has_allowed_host_and_scheme(asked, None) else "/"
    return redirect(f"{place}?{query}" if query else place)


def _do(request: HttpRequest, verb: Callable[[], object], done: str) -> None:
    try:
        verb()
    except AccountError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)


@require_POST
@needs("view")
def save(request: HttpRequest, listing: str) -> HttpResponse:
    """Keep a list as it is shown now."""
    title, query = request.POST.get("title", ""), request.POST.get("query", "")
    _do(request, lambda: save_view(request.user, listing, title, query), _("已存为视图。"))  # type: ignore[arg-type]
    return _back(request, query)


@require_POST
@needs("view")
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one of the user's own views another title."""
    view = get_object_or_404(SavedView, pk=pk, user=request.user)
    _do(request, lambda: rename_view(view, request.POST.get("title", "")), _("已改名。"))
    return _back(request, view.query)


@require_POST
@needs("view")
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget one of the user's own views."""
    view = get_object_or_404(SavedView, pk=pk, user=request.user)
    _do(request, lambda: drop_view(view), _("视图已删除。"))
    return _back(request)


urlpatterns = [
    path("views/<slug:listing>/", save, name="views"),
    path("views/<int:pk>/rename/", rename, name="view-rename"),
    path("views/<int:pk>/drop/", drop, name="view-drop"),
]
