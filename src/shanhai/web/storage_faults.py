"""What a page says when nothing can be written just now: the disk is full, or others have been
writing for too long. Nothing was kept of the action, so it can be done again."""

import errno
from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FULL_WORDS = ("disk is full", "disk I/O error")
_FULL_STATES = ("53100",)  # disk_full
_BUSY_STATES = ("55P03", "40P01", "40001")  # lock not available, deadlock, serialization


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
        return None


def is_full(error: BaseException) -> bool:
    """Whether an error says that the disk holds no more."""
    if isinstance(error, OSError):
        return error.errno in _FULL
    if not isinstance(error, OperationalError):
        return False
    return _state(error) in _FULL_STATES or any(words in str(error) for words in _FULL_WORDS)


def is_busy(error: BaseException) -> bool:
    """Whether an error says that others kept the database from being written."""
    if not isinstance(error, OperationalError):
        return False
    return _state(error) in _BUSY_STATES or "database is locked" in str(error)


def _state(error: OperationalError) -> str:
    return str(getattr(error.__cause__, "sqlstate", "") or "")
