"""What a page says when nothing can be written just now: the disk is full, or others have been
writing for too long. Nothing was kept of the action, so it can be done again."""

from collections.abc import Callable

from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from shanhai.common.storage import is_busy, is_full


class StorageFaults:
    """Middleware: such faults become a page with the remedy instead of a plain error."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if is_full(error):
            return render(request, "errors/full.html", status=507)
        if is_busy(error):
            return render(request, "errors/busy.html", status=503)
        # an address that asks for a number or a text which no database can hold
        if request.method == "GET" and isinstance(error, OverflowError | DataError):
            return render(request, "404.html", status=404)
        return None
