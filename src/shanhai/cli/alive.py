"""Which workers are alive: each holds the lock of a file of its own, which ends with its process
however that ends. A number of a process would not do: after a restart another may have it."""

import fcntl
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def signed_on(folder: Path) -> Iterator[str]:
    """Be alive under a name nobody else has."""
    folder.mkdir(parents=True, exist_ok=True)
    name = secrets.token_hex(16)
    with (folder / name).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield name
        (folder / name).unlink(missing_ok=True)


def is_alive(folder: Path, name: str) -> bool:
    """Whether the worker of that name still runs."""
    path = folder / name
    if not path.is_file():
        return False
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        path.unlink(missing_ok=True)
        return False
