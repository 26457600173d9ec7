"""What is typed stays in the person's own browser until it is saved (static/shanhai/drafts.js)."""

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse


def draft_key(request: HttpRequest) -> str:
    """Under what name the browser keeps what is typed on this page: another person's is never
    shown."""
    return f"{request.user.pk}:{request.get_full_path()}"


def saved(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Tell the browser that what was typed on this page is saved, so that it may forget it."""
    response.set_cookie("draft_saved", quote(draft_key(request), safe=""), max_age=600,
                        samesite="Lax", secure=request.is_secure())  # fmt: skip
    return response
