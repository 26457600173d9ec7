"""What is asked for again and again, worked out once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Thing = TypeVar("Thing", bound=Hashable)
Told = TypeVar("Told")


class Kept(Generic[Thing, Told]):
    """What is told of each thing asked of; so many are kept, then they are let go all at once.

    What ``functools.lru_cache`` does, without a call through Python where the reader is compiled.
    """

    def __init__(self, work_out: Callable[[Thing], Told], most: int) -> None:
        self._work_out, self._most = work_out, most
        self._known: dict[Thing, Told] = {}

    def of(self, thing: Thing) -> Told:
        """What is told of one."""
        found = self._known.get(thing)
        if found is None:
            if len(self._known) >= self._most:
                self._known.clear()
            found = self._known[thing] = self._work_out(thing)
        return found
