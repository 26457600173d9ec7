"""The process is killed at random moments, thirty users write the same rows, the disk is full:
nothing is lost, nothing stands twice."""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[2]
# `make test-faults` asks for 50.
KILLS = int(os.environ.get("SHANHAI_TEST_KILLS", "5"))


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """An environment with a database of its own, on the same kind of server as the suite."""
    env = os.environ | {"SHANHAI_DATA_DIR": str(tmp_path_factory.mktemp("faults"))}
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        env.pop("DATABASE_URL", None)
        told(env, "setup")
        yield env
        return
    url, name = os.environ["DATABASE_URL"].rpartition("/")[0], f"faults_{os.getpid()}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        told(env := env | {"DATABASE_URL": f"{url}/{name}"}, "setup")
        yield env
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def begin(env: dict[str, str], what: str) -> tuple[subprocess.Popen, dict]:
    """A process and what it found when it began."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.ledger.fault_worker", what]
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, f"{what} ended with {process.wait()}"
    return process, json.loads(line)


def told(env: dict[str, str], what: str) -> dict:
    process, found = begin(env, what)
    assert process.wait() == 0
    return found


def test_thirty_users_on_the_same_rows_and_a_full_disk(ground: dict[str, str]) -> None:
    found = told(ground, "crowd")
    assert found["wrong"] == []
    assert found["said"]["written"] == found["more"] > 0, "each change stands, and stands once"
    assert found["said"]["written"] + found["said"].get("told", 0) == 60, "or its user was told"
    found = told(ground, "full")
    sqlite = "DATABASE_URL" not in ground
    assert found["said"] == ["full", "full" if sqlite else "written"]
    assert (found["wrong"], found["stray"]) == ([], 0)


def test_a_killed_process_leaves_whole_actions_only(ground: dict[str, str]) -> None:
    chance, written = random.Random(7), 0
    for _ in range(KILLS):
        process, found = begin(ground, "work")
        assert found["wrong"] == []
        assert found["entries"] >= written, "what was confirmed must still be there"
        written = found["entries"]
        time.sleep(chance.uniform(0.3, 2.5))
        assert process.poll() is None, "it must have been at work when it was killed"
        process.kill()
        process.wait()
    found = told(ground, "check")
    assert found["wrong"] == []
    assert found["entries"] > 0
