"""How far something long has come: told wherever the work is done, heard by whoever listens."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# A step by its code, how much of it is done, and of how much; 0 where nobody can know.
Listener = Callable[[str, int, int], None]

_listener: ContextVar[Listener | None] = ContextVar("progress_listener", default=None)


def tell(step: str, done: int = 0, of: int = 0) -> None:
    """Say how far the work is. Costs next to nothing where nobody listens."""
    listener = _listener.get()
    if listener:
        listener(step, done, of)


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """Have what is done meanwhile told to a listener."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
