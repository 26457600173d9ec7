"""When nothing can be written just now: the disk is full, or others have been writing for long."""

import errno
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection

T = TypeVar("T")

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FULL_WORDS = ("disk is full", "disk I/O error")
_FULL_STATES = ("53100",)  # disk_full
_BUSY_STATES = ("55P03", "40P01", "40001")  # lock not available, deadlock, serialization


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


def patiently(run: Callable[[], T], times: int = 20, seconds: float = 3) -> T:
    """Do what writes, and again while others hold the database: for the worker, which nobody waits
    for before a page. Each time itself waits as long as the database is set to."""
    for _ in range(times - 1):
        try:
            return run()
        except OperationalError as error:
            if not is_busy(error):
                raise
        time.sleep(seconds)
    return run()


def let_others_write() -> None:
    """Between many short transactions: on SQLite who waits to write only looks every tenth of a
    second whether it may, and would never find the moment between two of them."""
    if connection.vendor == "sqlite":
        time.sleep(0.15)
