"""Fixtures every test may use, and the ground the tests run on.

The environment is set before Django reads its settings: a data folder and a home of their own,
so that no test touches what belongs to the person running it.
"""

import os
import shutil
import tempfile
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.utils import translation
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

_GROUND = Path(tempfile.mkdtemp(prefix="shanhai-tests-"))
os.environ.update(
    DJANGO_SETTINGS_MODULE="shanhai.config.settings",
    SHANHAI_DATA_DIR=str(_GROUND / "data"),
    HOME=str(_GROUND / "home"),
    # what is compiled was held against the Python when it was made, and is tested when asked for
    SHANHAI_READER=os.environ.get("SHANHAI_TEST_READER", "python"),
    DJANGO_ALLOW_ASYNC_UNSAFE="true",  # playwright's loop runs beside the test
)
for name in ("SHANHAI_PRODUCTION", "SHANHAI_DEBUG", "SHANHAI_DEMO", "SHANHAI_VOCABULARY_DIR"):
    os.environ.pop(name, None)
(_GROUND / "home").mkdir()
(_GROUND / "data/static").mkdir(parents=True)

django.setup()  # the cast below is made of models
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast, tests only

from django.db import connection  # noqa: E402

from tests import tables  # noqa: E402
from tests.world import world  # noqa: E402

connection.settings_dict["TEST"]["MIGRATE"] = False
if connection.vendor == "sqlite":
    # A file, as in use: in memory, one who reads while another writes is refused at once.
    connection.settings_dict["TEST"]["NAME"] = str(_GROUND / "tests.sqlite3")

__all__ = ["world"]

# The same examples on every machine; fuzzing for new ones is `HYPOTHESIS_PROFILE=wide pytest`.
hypothesis_settings.register_profile("same", derandomize=True, deadline=None)
hypothesis_settings.register_profile("wide", max_examples=2000, deadline=None)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Every test begins in the language of the settings; without Chromium a browser test is skipped
    by name, in CI that is a failure."""
    translation.deactivate()  # a page asked for in English leaves its thread speaking English
    if CHROMIUM or not item.get_closest_marker("browser"):
        return
    reason = "Chromium is missing: sudo apt-get install chromium fonts-noto-cjk"
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """A database as `migrate` leaves it, without the time that takes."""
    with django_db_blocker.unblock():
        tables.finish()


def pytest_unconfigure() -> None:
    shutil.rmtree(_GROUND, ignore_errors=True)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": _CHROMIUM_FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    return {
        **browser_context_args,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "viewport": {"width": 1440, "height": 900},
    }
