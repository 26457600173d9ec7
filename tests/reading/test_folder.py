"""Reading many files: resumable, whole or not at all, and the command in front of it."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from shanhai.cli.read import read as command
from shanhai.reading.explain import explain
from shanhai.reading.folder import read_file, read_folder
from shanhai.reading.report import read

TEXT = "2024年5月8日，惠州市向黔西南布依族苗族自治州捐赠资金30万元，选派教师6名。\n"


def report_file(folder: Path, name: str = "a.txt", text: str = TEXT) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_folder_is_read_and_finished_files_are_skipped(tmp_path: Path) -> None:
    files = [report_file(tmp_path, f"{n}.txt", TEXT + f"第{n}份。") for n in range(3)]
    out = tmp_path / "out"
    first = read_folder(files, out, jobs=1)
    assert [o.claims for o in first] == [2, 2, 2]
    files[1].write_text(TEXT + "又选派医生2名。", encoding="utf-8")
    second = read_folder(files, out, jobs=1)
    assert [o.skipped for o in second] == [True, False, True]
    assert len(json.loads((out / "1.json").read_text("utf-8"))["claims"]) == 3


def test_a_half_written_report_is_read_again(tmp_path: Path) -> None:
    path = report_file(tmp_path)
    out = tmp_path / "out"
    out.mkdir()
    (out / "a.json").write_text('{"claims": [', encoding="utf-8")
    assert [o.skipped for o in read_folder([path], out, jobs=1)] == [False]
    assert json.loads((out / "a.json").read_text("utf-8"))["claims"]


def living(group: int) -> list[int]:
    """The processes of a group that have not ended; killed ones stay listed until waited for."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _, of, *_ = path.read_text().rpartition(")")[2].split()
            if int(of) == group and state not in "ZX":
                found.append(int(path.parent.name))
    return found


def test_a_killed_writer_nobody_waited_for_is_swept_up_after(tmp_path: Path) -> None:
    path, out = report_file(tmp_path), tmp_path / "out"
    out.mkdir()
    killed = subprocess.Popen(
        [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, start_new_session=True
    )
    (left := out / f".a.json.{killed.pid}").write_text('{"claims": [', encoding="utf-8")
    read_folder([path], out, jobs=1)
    assert left.exists(), "its writer runs"
    killed.kill()
    while living(killed.pid):
        time.sleep(0.01)
    read_folder([path], out, jobs=1)
    assert not left.exists()
    killed.wait()


def test_a_run_killed_midway_loses_no_finished_report_and_is_taken_up_again(tmp_path: Path) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    files = [report_file(source, f"{n:03}.txt", TEXT * 20 + f"第{n}份。") for n in range(60)]
    command = [sys.executable, "-m", "shanhai.cli", "read", str(source), "--out", str(out)]
    run = subprocess.Popen([*command, "--jobs", "2"], start_new_session=True)
    deadline = time.monotonic() + 120
    while run.poll() is None and len(list(out.glob("*.json"))) < 8:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    while living(run.pid):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    (out / ".000.json.999999999").write_text('{"claims": [', encoding="utf-8")

    finished = {path: path.stat().st_mtime_ns for path in out.glob("*.json")}
    assert 8 <= len(finished) < len(files)
    assert all(json.loads(path.read_text("utf-8"))["claims"] for path in finished)

    outcomes = read_folder(files, out, jobs=1)
    assert sum(outcome.skipped for outcome in outcomes) == len(finished)
    assert {path: path.stat().st_mtime_ns for path in finished} == finished
    assert len(list(out.iterdir())) == len(files)


def test_two_processes_find_what_one_finds(tmp_path: Path) -> None:
    files = [report_file(tmp_path, f"{n}.txt") for n in range(4)]
    heard: list[str] = []
    outcomes = read_folder(
        files, tmp_path / "out", jobs=2, progress=lambda o: heard.append(o.path.name)
    )
    assert sum(o.claims for o in outcomes) == 8
    assert sorted(heard) == ["0.txt", "1.txt", "2.txt", "3.txt"]


def test_a_file_that_cannot_be_read_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"")
    outcomes = read_folder([bad, report_file(tmp_path)], tmp_path / "out", jobs=1)
    assert "bad.txt" in outcomes[0].error
    assert outcomes[1].claims == 2


def test_files_of_one_name_do_not_overwrite_each_other(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "y").mkdir()
    files = [report_file(tmp_path / "x"), report_file(tmp_path / "y")]
    read_folder(files, tmp_path / "out", jobs=1)
    assert sorted(p.name for p in (tmp_path / "out").glob("*.json")) == ["a-2.json", "a.json"]


def test_the_contract_has_every_field(tmp_path: Path) -> None:
    made = read_file(report_file(tmp_path))
    assert set(made) >= {
        "title",
        "published",
        "helpers",
        "recipients",
        "events",
        "claims",
        "repairs",
        "checks",
    }
    claims = made["claims"]
    assert isinstance(claims, list)
    assert set(claims[0]) >= {
        "start", "end", "sentence", "indicator", "value", "unit", "bound", "scope", "period",
        "provider", "receiver", "kind", "subject",
    }  # fmt: skip


def test_the_command_prints_json_or_an_account(tmp_path: Path) -> None:
    path = str(report_file(tmp_path))
    printed = CliRunner().invoke(command, [path, "--format", "json"])
    assert printed.exit_code == 0
    assert json.loads(printed.output)["recipients"] == ["黔西南布依族苗族自治州"]
    told = CliRunner().invoke(command, [path, "--explain"])
    assert "social_donation" in told.output and "30万元" in told.output


def test_another_day_of_publication_is_another_reading(tmp_path: Path) -> None:
    files, out = [report_file(tmp_path)], tmp_path / "out"
    days = (date(2023, 9, 1), date(2023, 9, 1), date(2024, 9, 1), None)
    ran = [read_folder(files, out, jobs=1, published=day)[0].skipped for day in days]
    assert ran == [False, True, False, False]


@pytest.mark.parametrize("wish", [["--explain"], ["--jobs", "1", "--out"]])
def test_a_file_the_system_will_not_open_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wish: list[str]
) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    path = report_file(tmp_path)
    monkeypatch.setattr(Path, "read_bytes", refuse)
    out = [str(tmp_path / "out")] if "--out" in wish else []
    ran = CliRunner().invoke(command, [str(path), *wish, *out])
    assert ran.exit_code == 1
    assert "“a.txt”打不开" in ran.output and "权限" in ran.output


def test_accounts_of_several_files_say_which(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    paths = [str(report_file(tmp_path)), str(report_file(tmp_path / "x"))]
    told = CliRunner().invoke(command, [*paths, "--explain"])
    assert all(f"==== {path}" in told.output for path in paths)


def test_the_command_writes_a_folder(tmp_path: Path) -> None:
    path = str(report_file(tmp_path))
    ran = CliRunner().invoke(command, [path, "--out", str(tmp_path / "out"), "--jobs", "1"])
    assert ran.exit_code == 0
    assert (tmp_path / "out" / "a.json").exists()


def test_an_account_names_the_rule_of_every_figure() -> None:
    report = read(TEXT)
    account = explain(TEXT, report)
    assert report.claims
    assert all(claim.rule in account for claim in report.claims)
