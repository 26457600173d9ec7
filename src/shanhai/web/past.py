"""Pages as they stood at the end of a day: every page to look at, asked with `asof`."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from shanhai.accounts.models import User
from shanhai.records.past.queries import Past, TooMany
from shanhai.registry.queries import seen_as_of
from shanhai.web.keys import asked_day

View = Callable[..., HttpResponse]
Then = Callable[[User, date], AbstractContextManager[Past]]


@dataclass(frozen=True, slots=True)
class Looking:
    """What the banner over a page of the past tells."""

    past: Past
    now: str

    @property
    def day(self) -> date:
        return self.past.day

    @property
    def query(self) -> str:
        """What an address without a question takes to stay on the day."""
        return f"?asof={self.day}"

    @property
    def further(self) -> str:
        """What an address with a question takes to stay on the day."""
        return f"&asof={self.day}"

    @property
    def as_now(self) -> str:
        """What of the page is as it is now, by its names."""
        return _("、").join(_(str(one._meta.verbose_name)) for one in self.past.as_now.values())

    @property
    def in_words(self) -> int:
        """How many times rows could not be put back from the words that were kept of them."""
        return sum(self.past.unknown.values())


def in_the_past(view: View, then: Then = seen_as_of) -> View:
    """The same view, answered from what was registered then (as `then` has it stand) when its
    address names a day. What changed since (`since`) is told from what is registered now."""

    @wraps(view)
    def dated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        day = asked_day(request.GET) if request.method == "GET" else None
        if day is None or "since" in request.GET:
            return view(request, *args, **kwargs)
        try:
            with then(request.user, day) as past:  # type: ignore[arg-type]
                request.past = Looking(past, _now(request))  # type: ignore[attr-defined]
                return view(request, *args, **kwargs)
        except TooMany as error:
            return _instead(request, str(error), 422)
        except Http404:
            return _instead(request, "", 404)

    return dated


def _instead(request: HttpRequest, problem: str, status: int) -> HttpResponse:
    request.past = None  # type: ignore[attr-defined]
    context = {"problem": problem, "day": request.GET["asof"], "now": _now(request)}
    return render(request, "past/instead.html", context, status=status)


def _now(request: HttpRequest) -> str:
    """The same address without the day."""
    query = request.GET.copy()
    for name in ("asof", "page"):
        query.pop(name, None)
    return f"{request.path}?{query.urlencode()}" if query else request.path
