"""The console command as its user meets it."""

import os
import shutil
import socket
import subprocess
import sys
import tarfile
import time
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from urllib.request import urlopen

import click
import pytest
from click.testing import CliRunner, Result
from django.conf import settings
from django.db import OperationalError, connection
from django.db.utils import ConnectionHandler
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from shanhai.accounts.models import User
from shanhai.cli import demo, server
from shanhai.cli.jobs import PERIODIC, Damage, queue_due, verify_history, verify_originals
from shanhai.cli.main import main
from shanhai.cli.server import free_port, wait_until_open
from shanhai.records.models import ChangeSet, Version
from shanhai.sources.services import blob_path, store_blob
from tests import tables
from tests.world import World


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.mark.once
@pytest.mark.parametrize("command", sorted(set(main.commands) - {"manage"}))
def test_every_command_explains_itself(command: str) -> None:
    answer = run(command, "--help")
    assert answer.exit_code == 0
    assert "Usage" in answer.output


@pytest.mark.once
@pytest.mark.parametrize("place", ["new.sqlite3", "nowhere/new.sqlite3"])
def test_a_command_that_finds_no_database_says_what_to_do(tmp_path: Path, place: str) -> None:
    new = {"SHANHAI_DATA_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path / place}"}
    said = subprocess.run(
        [sys.executable, "-m", "shanhai.cli", "demo-load"],
        env=os.environ | new, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert said.returncode == 1
    assert "请先执行 shanhai migrate" in said.stderr
    assert "Traceback" not in said.stderr


def test_a_user_gets_a_role_at_a_place(world: World) -> None:
    answer = run(
        "createuser", "qiaotou", "--name", "示例", "--role", "clerk", "--place", "桥头镇",
        "--password", "a-long-enough-word",
    )  # fmt: skip
    assert answer.exit_code == 0, answer.output
    membership = User.objects.get(username="qiaotou").memberships.get()
    assert (membership.role, membership.node.name) == ("clerk", "桥头镇")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--password", "short"], "密码"),
        (["--password", "a-long-enough-word", "--place", "无名镇"], "无名镇"),
        (["--password", "a-long-enough-word", "--role", "king"], "king"),
    ],
)
def test_a_user_that_cannot_be_is_refused_in_words(
    db: None, arguments: list[str], said: str
) -> None:
    answer = run("createuser", "someone", "--name", "示例", *arguments)
    assert answer.exit_code == 1
    assert said in answer.output or "password" in answer.output
    assert not User.objects.filter(username="someone").exists()


def test_periodic_work_is_queued_once_a_round(db: None) -> None:
    monday = datetime(2026, 3, 2, 12, tzinfo=timezone.get_current_timezone())
    assert len(queue_due(monday)) == len(PERIODIC)
    DBTaskResult.objects.update(enqueued_at=monday)
    assert queue_due(monday) == []
    later = queue_due(monday + timedelta(days=1))
    assert 0 < len(later) < len(PERIODIC), "the weekly one waits for its day"


def test_the_worker_does_what_was_queued(transactional_db: None) -> None:
    queue_due()
    answer = run("worker", "--batch", "--quiet")
    assert answer.exit_code == 0, answer.output
    assert DBTaskResult.objects.successful().count() == len(PERIODIC)


@pytest.mark.once
def test_the_worker_outlives_a_database_that_is_held(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ended once, in the middle of a large import, and took the web server with it."""
    answers = iter([OperationalError("database is locked"), None])

    def work(*_: object, **__: object) -> None:
        if error := next(answers):
            raise error

    monkeypatch.setattr(server, "call_command", work)
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    answer = run("worker", "--batch", "--quiet")
    assert (answer.exit_code, list(answers)) == (0, [])
    assert "database is locked" in answer.output


@pytest.mark.once
def test_a_fresh_registry_gets_its_places_by_one_command(db: None) -> None:
    assert "shanhai divisions" in run("migrate").output
    assert "不是区划代码" in run("divisions", "东莞").output
    assert run("divisions", "441900115").output == "载入了 3 个地方，已有的不动。\n"
    assert "shanhai divisions" not in run("migrate").output
    assert run("createuser", "someone", "--name", "示例", "--role", "clerk", "--place", "桥头镇",
               "--password", "a-long-enough-word").exit_code == 1  # fmt: skip
    assert run("divisions", "441900").exit_code == 0
    assert run("createuser", "someone", "--name", "示例", "--role", "clerk", "--place", "桥头镇",
               "--password", "a-long-enough-word").exit_code == 0  # fmt: skip


def test_a_forged_history_fails_the_nightly_task(world: World) -> None:
    assert verify_history.call() == 0
    ChangeSet.objects.filter(number=2).update(why="被改过")
    with pytest.raises(Damage, match="#2"):
        verify_history.call()


def test_a_changed_original_fails_the_weekly_task(db: None) -> None:
    blob, _ = store_blob("示例原件，供校验".encode())
    assert verify_originals.call() == 0
    blob_path(blob.sha256).write_bytes(b"changed")
    with pytest.raises(Damage, match="原件"):
        verify_originals.call()
    blob_path(blob.sha256).unlink()
    with pytest.raises(Damage, match="丢失"):
        verify_originals.call()


def test_doctor_finds_nothing_in_a_sound_installation_and_names_what_is_forged(
    world: World, settings
) -> None:
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    assert run("doctor").exit_code == 0, run("doctor").output
    ChangeSet.objects.filter(number=3).update(verb="forged")
    answer = run("doctor")
    assert answer.exit_code == 1
    assert "#3" in answer.output


@pytest.mark.parametrize(
    ("name", "written", "says"),
    [
        ("books.yaml", "donations:\n  columns:\n   - {name: 举牌", "第3行写得不合 YAML"),
        (
            "books.yaml",
            "sports: {number: 18, name: 体育台账}",
            "没有写 rows、field、columns",
        ),
        ("books.yaml", "donations: {columns: {day: {type: dat}}}", "“day”类型写的是“dat”"),
        ("books.yaml", "donations: {columns: {sum: {type: amount}}}", "没有写 indicator"),
        ("indicators.yaml", "- 一个", "最外层要写成"),
        ("book.yaml", "donations: {}", "book.yaml 不是词表的名字"),
    ],
)
def test_an_offices_words_that_cannot_be_taken_are_named_before_anyone_meets_them(
    db: None, settings: Settings, tmp_path: Path, name: str, written: str, says: str
) -> None:
    (tmp_path / name).write_text(written, "utf-8")
    settings.VOCABULARY_DIR = str(tmp_path)
    answer = run("doctor")
    assert answer.exit_code == 1 and says in "".join(answer.output.split("\n"))
    refused = run("serve")
    assert refused.exit_code == 1 and says in refused.output


def test_doctor_names_rows_whose_key_leads_nowhere(world: World, settings) -> None:
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    assert verify_history.call() == 0
    lost = Version.objects.order_by("pk").first()
    Version.objects.filter(pk=lost.pk).update(change_set=987_654_321)
    answer = run("doctor")
    assert answer.exit_code == 1
    sentence = f"records_version有 1 行所指的records_changeset不存在（第{lost.pk}行指向987654321）"
    assert sentence in "".join(answer.output.split("\n")).replace("        ", "")
    with pytest.raises(Damage, match="987654321"):
        verify_history.call()


@pytest.mark.once
def test_the_next_free_port_is_taken_when_one_is_busy() -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        assert free_port("127.0.0.1", port) > port


def process(folder: Path, *arguments: str, database: str = "") -> subprocess.Popen[str]:
    """The command with a data folder of its own, on SQLite unless a database is named."""
    env = {**os.environ, "SHANHAI_DATA_DIR": str(folder)}
    env.pop("DATABASE_URL", None)
    if database:
        env["DATABASE_URL"] = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{database}"
    command = [sys.executable, "-m", "shanhai.cli", *arguments]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)


def assert_as_the_tests_have_it(name: Path | str) -> None:
    """The tests' tables are made from the models; what `migrate` makes is the same."""
    there = ConnectionHandler({"default": {**settings.DATABASES["default"], "NAME": str(name)}})
    with closing(there["default"]) as migrated:
        assert tables.shape(migrated) == tables.shape(connection)
        filled = {"auth_permission", "django_content_type", "figures_upkeep"}
        assert tables.filled(migrated) == filled, "tests/tables.py fills what migrations fill"


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after `shanhai migrate`, to be copied."""
    folder = tmp_path_factory.mktemp("migrated") / "data"
    assert process(folder, "migrate").wait(200) == 0
    return folder


@pytest.mark.once
def test_migrations_make_the_tables_the_tests_run_on(db: None, migrated: Path) -> None:
    assert_as_the_tests_have_it(migrated / "shanhai.sqlite3")


@pytest.mark.once
def test_backup_and_restore_bring_everything_back(tmp_path: Path, migrated: Path) -> None:
    old, new, file = tmp_path / "old", tmp_path / "new", tmp_path / "all.tar.gz"
    shutil.copytree(migrated, old)
    (old / "blobs").mkdir(exist_ok=True)
    (old / "blobs/one").write_text("原件")
    assert process(old, "backup", str(file)).wait(200) == 0
    with tarfile.open(file) as archive:
        assert {"shanhai.sqlite3", "blobs/one"} <= set(archive.getnames())
    assert process(new, "restore", str(file)).wait(200) == 0
    assert (new / "blobs/one").read_text() == "原件"
    assert process(new, "migrate").wait(200) == 0
    assert process(new, "restore", str(file)).wait(200) == 1, "a filled folder is never overwritten"
    assert process(old, "backup", str(file)).wait(200) == 1, "an older backup is never overwritten"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the same on PostgreSQL")
def test_backup_and_restore_bring_a_postgresql_back(tmp_path: Path, db: None) -> None:
    old, new, file = tmp_path / "old", tmp_path / "new", tmp_path / "all.tar.gz"
    for name in ("old", "new"):
        subprocess.run(["createdb", f"shanhai_{name}"], check=True)
    try:
        assert process(old, "migrate", database="shanhai_old").wait(200) == 0
        assert_as_the_tests_have_it("shanhai_old")
        someone = ("createuser", "someone", "--name", "示例", "--password", "a-long-enough-word")
        assert process(old, *someone, database="shanhai_old").wait(200) == 0
        assert process(old, "backup", str(file), database="shanhai_old").wait(200) == 0
        assert process(new, "restore", str(file), database="shanhai_new").wait(200) == 0
        assert process(new, *someone, database="shanhai_new").wait(200) == 1, "someone is back"
        assert process(new, "doctor", database="shanhai_new").wait(200) == 0
        assert process(new, "restore", str(file), database="shanhai_new").wait(200) == 1, (
            "not empty"
        )
    finally:
        for name in ("old", "new"):
            subprocess.run(["dropdb", "--if-exists", f"shanhai_{name}"], check=True)


@pytest.mark.once
def test_serve_answers_and_stops_with_its_worker(tmp_path: Path, migrated: Path) -> None:
    data = shutil.copytree(migrated, tmp_path / "data")
    port = free_port("127.0.0.1", 18000)
    server = process(data, "serve", "--port", str(port), "--workers", "1")
    try:
        assert wait_until_open("127.0.0.1", port, 60)
        with urlopen(f"http://127.0.0.1:{port}/login/", timeout=60) as answer:  # noqa: S310
            assert answer.status == 200
            assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    finally:
        server.terminate()
        code = server.wait(200)
    assert code == 0
    time.sleep(0.2)
    assert free_port("127.0.0.1", port) == port, "nothing is left listening"


def test_the_demo_never_touches_a_real_database(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://real/real")
    monkeypatch.setenv("SHANHAI_PRODUCTION", "true")
    env = demo.environment(tmp_path)
    assert "DATABASE_URL" not in env and "SHANHAI_PRODUCTION" not in env
    assert env["SHANHAI_DATA_DIR"] == str(tmp_path)


def test_the_demo_never_deletes_what_is_not_its_own(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").touch()
    with pytest.raises(click.ClickException, match=r"thesis\.docx"):
        demo.empty(tmp_path)
    assert (tmp_path / "thesis.docx").exists()


def test_the_suite_runs_on_the_database_it_was_told_to(db: None) -> None:
    wanted = "postgresql" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "sqlite"
    assert connection.vendor == wanted


@pytest.mark.once
def test_a_process_that_fails_ends_the_others_and_the_command() -> None:
    code = (
        "import sys; from shanhai.cli import ready; from shanhai.cli.server import supervise;"
        "sys.exit(supervise([[sys.executable, '-c', 'import time; time.sleep(60)'],"
        " [sys.executable, '-c', 'raise SystemExit(3)']]))"
    )
    begun = time.monotonic()
    assert subprocess.run([sys.executable, "-c", code], timeout=50).returncode == 3
    assert time.monotonic() - begun < 40
