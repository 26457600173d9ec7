"""Excel in, undone and out again, at the size of a province's year.

    python tools/pg.py python bench/bench_import.py [--rows N] [--peers DIR]   # PostgreSQL
    python bench/bench_import.py [--rows N] [--peers DIR]                      # SQLite

Ours reads, validates and writes the workbook with history, both sides' statements and kept
figures. The floor beneath it is python-calamine reading the same file and Django's bulk_create
of as many bare rows. django-import-export runs in its fastest mode, which keeps no history, in an
environment of its own (see peer_import.py); without it, its line says so.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

GROUND = tempfile.TemporaryDirectory(prefix="shanhai-bench-")
os.environ.update(DJANGO_SETTINGS_MODULE="shanhai.config.settings", SHANHAI_DATA_DIR=GROUND.name)

import django  # noqa: E402

django.setup()

import python_calamine as calamine  # noqa: E402
import xlsxwriter  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402

from shanhai.accounts.models import User  # noqa: E402
from shanhai.figures.services import recount  # noqa: E402
from shanhai.ledger.models import Entry, Statement, Upload  # noqa: E402
from shanhai.ledger.workbooks.post import import_workbook, undo  # noqa: E402
from shanhai.records.jobs.queries import file_of  # noqa: E402
from shanhai.records.models import Job  # noqa: E402
from shanhai.registry import services as registry  # noqa: E402
from shanhai.web.pages import book_exports  # noqa: E402

HERE = Path(__file__).resolve().parent
HEADS = (
    "捐赠日期",
    "帮扶方",
    "受援方",
    "捐赠事项",
    "捐赠方",
    "接收方",
    "金额（元）",
    "凭证号",
    "备注",
)
VILLAGES, TOWNS = 20, 5


class Bare(models.Model):
    """A row without anything around it."""

    day = models.DateField()
    helper = models.CharField(max_length=120)
    recipient = models.CharField(max_length=120)
    title = models.CharField(max_length=200)
    giver = models.CharField(max_length=120)
    receiver = models.CharField(max_length=120)
    amount = models.BigIntegerField()
    voucher = models.CharField(max_length=80)
    note = models.CharField(max_length=200)

    class Meta:
        app_label = "bench"


FIELDS = [field.name for field in Bare._meta.fields if field.name != "id"]


def ground() -> dict[str, Any]:
    """A pairing of a cluster with a county, and someone of each side."""

    def add(level: str, name: str, parent: Any = None) -> Any:
        return registry.register_node(None, level, name, parent)

    city, county = add("city", "示例东市", add("province", "示例东省")), None
    cluster = add("cluster", "示例组团", city)
    towns = [add("town", f"示例{n}镇", city) for n in range(TOWNS)]
    for town in towns:
        registry.add_member(None, cluster, town, lead=town is towns[0])
    county = add("county", "示例县", add("city", "示例西市", add("province", "示例西省")))
    within = add("town", "示例县镇", county)
    villages = [add("village", f"示例{n}村", within) for n in range(VILLAGES)]
    programme = registry.register_programme(None, "east_west")
    pairing = registry.pair(None, "county", programme, cluster, county)
    user = User.objects.create_user("bench", name="bench", password="bench-only-word")
    registry.appoint(user, "clerk", cluster)
    return {"pairing": pairing, "user": user, "towns": towns, "villages": villages}


def workbook(rows: int) -> bytes:
    """A donation book as an office keeps it."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"constant_memory": True})
    sheet = book.add_worksheet("捐赠台账")
    day_format = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, HEADS)
    for n in range(1, rows + 1):
        day = date(2021, 1, 1) + timedelta(days=n * 31 % 1800)
        sheet.write_datetime(n, 0, day, day_format)
        sheet.write_row(n, 1, (
            f"示例{n % TOWNS}镇", f"示例{n % VILLAGES}村", f"示例助学捐赠第{n}批",
            f"示例企业{n % 97}", f"示例{n % VILLAGES}村", n * 7919 % 1_000_003, f"PZ-{n:07}",
            "示例",
        ))  # fmt: skip
    book.close()
    return buffer.getvalue()


def timed(name: str, run: Callable[[], Any]) -> tuple[float, float]:
    """Seconds by the clock and of this process's processor; prints both."""
    wall, cpu = time.perf_counter(), time.process_time()
    said = run()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{name:34} {wall:8.1f} s  ({cpu:.1f} s of processor)  {said or ''}", flush=True)
    return wall, cpu


def memory() -> tuple[int, int]:
    """What this process holds and the most it held since `forget_peak`, in MB."""
    told = dict(line.split(":") for line in Path("/proc/self/status").read_text().splitlines())
    now, most = (int(told[name].split()[0]) // 1024 for name in ("VmRSS", "VmHWM"))
    return now, most


def forget_peak() -> None:
    """Have the kernel count the most memory anew: that of the floor is not ours."""
    Path("/proc/self/clear_refs").write_text("5")


def floor(data: bytes) -> str:
    """The file read and as many bare rows written."""
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    rows = book.get_sheet_by_index(0).to_python()[1:]
    with transaction.atomic():
        Bare.objects.bulk_create(
            [Bare(**dict(zip(FIELDS, row, strict=True))) for row in rows], batch_size=500
        )
    return f"{len(rows):,} rows"


def peer(data: bytes, peers: Path) -> tuple[float, float] | None:
    """Seconds by the clock and of the processor of django-import-export, in an environment of
    its own; None without one."""
    python = peers / "bin/python"
    if not python.exists():
        return None
    done = subprocess.run(
        [python, "-W", "ignore", HERE / "peer_import.py", connection.vendor],
        input=data,
        capture_output=True,
    )
    if done.returncode:
        print(done.stderr.decode()[-300:])
        return None
    said = json.loads(done.stdout)
    wall, cpu = said["wall"], said["cpu"]
    spent = f"{wall:8.1f} s  ({cpu:.1f} s of processor)"
    print(f"{'django-import-export':34} {spent}  {said['rows']:,} rows", flush=True)
    return wall, cpu


def ours(cast: dict[str, Any], data: bytes) -> str:
    posted = import_workbook(cast["user"], data, "示例.xlsx", cast["pairing"], submit=True)
    return f"{posted.created:,} entries, {posted.faulty} faulty"


def out(user: User, rows: int) -> None:
    """The book as a file of the worker's, without the sheet of totals and with it; read back, it
    has as many rows as there are entries, and the SHA-256 beneath them."""
    spent = []
    for name, totals in (
        ("out, without totals", lambda asked, counted: []),
        ("out again", book_exports.totals_of),
    ):
        asked = {"book": "donations", "query": "", "site": "http://there", "run": name}
        job = Job.objects.create(kind=book_exports.EXPORT, name="示例", by=user, asked=asked)
        forget_peak()
        before, _ = memory()
        with patch.object(book_exports, "totals_of", totals):
            spent.append(timed(name, lambda job=job: book_exports.export_large.func(job.pk)))
        job.refresh_from_db()
        print(f"most memory {memory()[1]} MB, {before} MB of them before")
    print(f"with totals / without × {spent[1][0] / spent[0][0]:.2f}"
          f" (processor × {spent[1][1] / spent[0][1]:.2f})")  # fmt: skip
    book = calamine.CalamineWorkbook.from_path(file_of(job))
    _, *cells, _, foot = book.get_sheet_by_index(0).to_python()
    digest = hashlib.sha256()
    for row in cells:
        digest.update(repr([said(value) for value in row]).encode())
    assert len(cells) == rows and foot[0] == f"共{rows}行，SHA-256 {digest.hexdigest()}", foot[0]
    print(f"read back: {foot[0]}, {file_of(job).stat().st_size / 2**20:.1f} MB")


def said(value: Any) -> str:
    """A cell as it was before Excel, which knows no whole numbers, had it."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--peers", type=Path, default=HERE.parent / ".bench-peers")
    chosen = parser.parse_args()
    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        editor.create_model(Bare)
    cast = ground()
    recount()
    data = workbook(chosen.rows)
    mark = hashlib.sha256(data).hexdigest()[:12]
    print(
        f"{connection.vendor}, {chosen.rows:,} rows, {len(data) / 2**20:.1f} MB, SHA-256 {mark}, "
        f"load {os.getloadavg()[0]:.1f}"
    )
    least = timed("calamine + bulk_create", lambda: floor(data))
    other = peer(data, chosen.peers)
    if other is None:
        print(f"django-import-export               absent ({chosen.peers})")
    forget_peak()
    before, _ = memory()
    full = timed("ours, with history and figures", lambda: ours(cast, data))
    print(f"most memory {memory()[1]} MB, {before} MB of them before")
    print(f"ours / floor × {full[0] / least[0]:.2f} (processor × {full[1] / least[1]:.2f})")
    if other:
        print(f"ours / django-import-export × {full[0] / other[0]:.2f}"
              f" (processor × {full[1] / other[1]:.2f})")  # fmt: skip
    assert Entry.objects.count() == Statement.objects.count() == chosen.rows
    out(cast["user"], chosen.rows)
    forget_peak()
    timed("undone in one step", lambda: f"{undo(cast['user'], Upload.objects.get()):,} entries")
    print(f"most memory {memory()[1]} MB")


if __name__ == "__main__":
    main()
