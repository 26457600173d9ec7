"""Production mode: what it refuses, what it sends."""

import os
import shutil
import subprocess
import sys

import pytest
from django.db import connection

SAFE = {
    "SHANHAI_PRODUCTION": "true",
    "SHANHAI_SECRET_KEY": "k" * 25 + "9" * 25,
    "SHANHAI_ALLOWED_HOSTS": "shanhai.example",
}
HEADERS = """
import django
django.setup()
from django.test import Client
answer = Client().get("/login/", secure=True, headers={"host": "shanhai.example"})
print(answer.status_code)
for name, value in answer.items():
    print(f"{name}: {value}")
print(Client().get("/login/", headers={"host": "shanhai.example"}).status_code)
"""


def run(code: str, **changed: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, **SAFE, **changed}
    return subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, timeout=120
    )


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"SHANHAI_SECRET_KEY": "short"}, "SHANHAI_SECRET_KEY"),
        ({"SHANHAI_DEBUG": "true"}, "SHANHAI_DEBUG"),
        ({"SHANHAI_ALLOWED_HOSTS": ""}, "SHANHAI_ALLOWED_HOSTS"),
    ],
)
def test_an_unsafe_setting_is_refused_by_name(changed: dict[str, str], named: str) -> None:
    answer = run("import shanhai.cli.ready", **changed)
    assert answer.returncode == 2
    assert named in answer.stderr
    assert "Traceback" not in answer.stderr


def test_the_default_secret_is_refused() -> None:
    code = "import os; os.environ.pop('SHANHAI_SECRET_KEY'); import shanhai.cli.ready"
    assert run(code).returncode == 2


def test_a_page_comes_with_hsts_and_a_strict_policy(tmp_path, db: None) -> None:
    data = {"SHANHAI_DATA_DIR": str(tmp_path)}
    collected = run(
        "from shanhai.cli.main import main; main(['manage', 'collectstatic', '--noinput'])", **data
    )
    assert collected.returncode == 0, collected.stderr
    shutil.copy(connection.settings_dict["NAME"], tmp_path / "shanhai.sqlite3")
    answer = run(HEADERS, **data)
    lines = answer.stdout.splitlines()
    assert lines[0] == "200", answer.stderr
    headers = dict(line.split(": ", 1) for line in lines[1:-1])
    assert "max-age=31536000" in headers["Strict-Transport-Security"]
    policy = dict(
        part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";")
    )
    assert policy["script-src"] == "'self'"
    assert policy["default-src"] == "'self'"
    assert policy["object-src"] == "'none'"
    assert headers["X-Frame-Options"] == "DENY"
    assert lines[-1] == "301", "plain http is sent on to https"
