"""What is written is sent to PostgreSQL by a thread of its own, while the next is made ready."""

import sys
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection

# Something that is written, by a cursor of the database's own driver; nobody waits for an answer.
Write = Callable[[Any], None]
# So many may wait to be sent: a few blocks of rows, so that memory does not grow with them.
_MOST_WAITING = 24
# Seconds after which a thread at work lets the other have its turn: a sender that waits longer
# leaves the server with nothing to do.
_TURN = 0.0005


class _Sender:
    """The one thread that writes, in the order it is told; it and whoever asks the database
    something never use the connection at once."""

    def __init__(self, thread: ThreadPoolExecutor) -> None:
        connection.ensure_connection()
        self._thread, self._connection = thread, connection.connection
        self._waiting: deque[Future[None]] = deque()

    def send(self, write: Write) -> None:
        while len(self._waiting) >= _MOST_WAITING:
            self._see_through()
        self._waiting.append(self._thread.submit(self._written, write))

    def _written(self, write: Write) -> None:
        with self._connection.cursor() as cursor:
            write(cursor)

    def _see_through(self) -> None:
        """The first that waits is written, or its error is told here."""
        with connection.wrap_database_errors:
            self._waiting.popleft().result()

    def all_written(self) -> None:
        while self._waiting:
            self._see_through()

    def before(self, execute: Callable[..., Any], *statement: Any) -> Any:
        """Have a statement that is executed otherwise wait for all that is to be sent."""
        self.all_written()
        return execute(*statement)


_sender: ContextVar[_Sender | None] = ContextVar("sender", default=None)


@contextmanager
def sending_ahead() -> Iterator[None]:
    """Have what `hand_over` is given meanwhile sent by a thread of its own, over the same
    connection and in the same transaction: one goes on while the server writes. Whatever else is
    asked or written waits for it; an error comes out there, or at the end. Nothing of this on
    SQLite, where this process itself writes."""
    if connection.vendor == "sqlite":
        yield
        return
    thread = ThreadPoolExecutor(1, "sender")
    sender = _Sender(thread)
    token = _sender.set(sender)
    turn = sys.getswitchinterval()
    sys.setswitchinterval(_TURN)
    try:
        with connection.execute_wrapper(sender.before):
            yield
            sender.all_written()
    finally:
        sys.setswitchinterval(turn)
        _sender.reset(token)
        # What has begun ends before the transaction does; after an error nothing else begins.
        thread.shutdown(cancel_futures=True)


def hand_over(write: Write) -> None:
    """Have something written: at once, or soon within `sending_ahead`. What `write` knows must
    not change any more."""
    sender = _sender.get()
    if sender:
        sender.send(write)
        return
    with connection.cursor() as cursor, connection.wrap_database_errors:
        write(cursor.cursor)


def all_written() -> None:
    """Wait for what was handed over. Statements of Django wait by themselves."""
    sender = _sender.get()
    if sender:
        sender.all_written()
