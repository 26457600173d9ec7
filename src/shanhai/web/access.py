"""Who may open a page: signed in, with the verb it needs, and only what the one gate shows."""

from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from shanhai.registry.queries import may, seen_as_of, visible_to
from shanhai.web.past import Then, in_the_past

M = TypeVar("M", bound=Model)
View = Callable[..., HttpResponse]

public = login_not_required


def needs(verb: str, *, then: Then | None = seen_as_of) -> Callable[[View], View]:
    """Let a view answer only users one of whose roles allows `verb` (vocabulary/rights.yaml).
    Signing in is demanded of every page by middleware. What is only looked at can be looked at as
    it stood on a day, by `then`, unless the view tells of that itself (`then=None`)."""

    def wrap(view: View) -> View:
        if verb == "view" and then:
            view = in_the_past(view, then)

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not may(request.user, verb):  # type: ignore[arg-type]
                raise PermissionDenied(verb)
            return view(request, *args, **kwargs)

        return guarded

    return wrap


def get_visible(request: HttpRequest, rows: QuerySet[M], **lookup: Any) -> M:
    """One object through the one gate; what the user may not see does not exist for them."""
    found = visible_to(request.user, rows).filter(**lookup).first()  # type: ignore[arg-type]
    if found is None:
        raise Http404
    return found


def client_address(request: HttpRequest) -> str:
    """The address somebody asks from, for the lock after wrong passwords: what a proxy on this
    machine names last. Otherwise all would share the proxy's, and one could lock out another."""
    here = request.META.get("REMOTE_ADDR", "")
    told = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    if here not in ("", "127.0.0.1", "::1"):
        return here
    try:
        return str(ip_address(told))
    except ValueError:
        return here
