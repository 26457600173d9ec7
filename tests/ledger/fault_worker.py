"""A process that writes until it is killed, with many at once, or with no room left:
`python -m tests.ledger.fault_worker setup|work|check|crowd|full`.

It checks first what the one before it left behind, and says so as one line of JSON.
"""

import json
import random
import resource
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import OperationalError, connections  # noqa: E402
from django.db.models import Count, Max  # noqa: E402

from shanhai.accounts.models import User  # noqa: E402
from shanhai.common.amounts import Amount  # noqa: E402
from shanhai.common.periods import Period  # noqa: E402
from shanhai.common.storage import is_full  # noqa: E402
from shanhai.figures.services import recount  # noqa: E402
from shanhai.ledger import services as ledger  # noqa: E402
from shanhai.ledger.models import Entry, Upload  # noqa: E402
from shanhai.ledger.workbooks.post import post, receive  # noqa: E402
from shanhai.records.queries import broken_links  # noqa: E402
from shanhai.records.rules import StaleVersion  # noqa: E402
from shanhai.records.services import change  # noqa: E402
from shanhai.registry import services as registry  # noqa: E402
from shanhai.registry.models import Partnership  # noqa: E402
from tests import tables  # noqa: E402
from tests.ledger.workbook import HEAD, gift, workbook  # noqa: E402
from tests.world import build_world  # noqa: E402

ROWS = 40
USERS = 30


def left_behind() -> dict:
    """What stands in the database, and everything about it that must not be."""
    wrong = list(broken_links())
    for upload in Upload.objects.annotate(entries=Count("batches__entries")):
        if upload.entries != (ROWS if upload.posted_at else 0):
            wrong.append(f"{upload}: {upload.entries} entries, posted {upload.posted_at}")
    twice = Entry.objects.values("identity").annotate(times=Count("pk")).filter(times__gt=1)
    wrong += [f"twice: {row['identity']}" for row in twice.order_by()]
    seen = Entry.objects.annotate(newest=Max("ref__versions__number"), kept=Count("ref__versions"))
    wrong += [
        f"{entry.pk}: version {entry.version}, newest kept {entry.newest}"
        for entry in seen
        if not entry.version == entry.newest == entry.kept
    ]
    unsaid = Entry.objects.filter(state="submitted").annotate(said=Count("statements"))
    wrong += [f"{entry.pk}: said {entry.said} times" for entry in unsaid if entry.said != 1]
    wrong += recount()
    return {"wrong": wrong, "entries": Entry.objects.count()}


def work() -> None:
    """Import, post and lock, over and over."""
    clerk, pairing = User.objects.get(username="clerk"), Partnership.objects.order_by("pk")[0]
    number = time.time_ns()  # no two processes give the same voucher
    while True:
        number += 1
        what = random.choice(["import", "post", "lock"])
        if what == "import":
            rows = [gift(n, n + 1, f"V{number}-{n}") for n in range(ROWS)]
            upload = Upload.objects.filter(posted_at=None).first() or receive(
                clerk, workbook([HEAD, *rows]), f"{number}.xlsx"
            )
            post(clerk, upload, submit=True)
        elif what == "post":
            ledger.submit(clerk, ledger.enter(clerk, _facts(pairing, f"P{number}")))
        else:
            entries = list(Entry.objects.filter(state="submitted").order_by("pk")[:30])
            with change(clerk, "lock") as action:
                action.set_all(entries, state="locked")


def _facts(pairing: Partnership, voucher: str) -> ledger.EntryFacts:
    return ledger.EntryFacts(
        pairing, "donations", f"示例{voucher}", "social_donation", Amount.exactly(10_000, "元"),
        Period.parse("2024-05"), pairing.helper, pairing.recipient, voucher=voucher,
    )  # fmt: skip


def crowd() -> dict:
    """Thirty users change the same two rows at once, each as they saw it."""
    pairing = Partnership.objects.order_by("pk")[0]
    users = [User.objects.create_user(f"crowd{n}", name=f"示例{n}") for n in range(USERS)]
    for user in users:
        registry.appoint(user, "clerk", pairing.helper)
    rows = [ledger.enter(users[0], _facts(pairing, f"C{n}")) for n in range(2)]

    def work(user: User) -> list[str]:
        said = []
        for row in rows:
            entry = Entry.objects.get(pk=row.pk)
            more = Amount.exactly(entry.units + 10_000, "元")
            try:
                ledger.edit(user, entry, ledger.facts_of(entry, amount=more), entry.version)
                said.append("written")
            except StaleVersion:
                said.append("told")
        connections.close_all()
        return said

    with ThreadPoolExecutor(USERS) as pool:
        said = Counter(word for words in pool.map(work, users) for word in words)
    units = sum(
        Entry.objects.filter(pk__in=[row.pk for row in rows]).values_list("units", flat=True)
    )
    return left_behind() | {"said": said, "more": units // 10_000 - 2}


def _files() -> set[Path]:
    return {path for path in Path(settings.BLOB_DIR).rglob("*") if path.is_file()}


def full() -> dict:
    """No file may grow: neither a workbook nor, on SQLite, the database takes anything more."""
    clerk, said = User.objects.get(username="clerk"), []
    data = workbook([HEAD, *(gift(n, n + 1, f"F{n}") for n in range(ROWS))])
    upload = receive(clerk, data, "前.xlsx")
    other = workbook([HEAD, *(gift(n, n + 1, f"G{n}") for n in range(ROWS * 5))])
    before = _files()
    wal = Path(f"{settings.DATABASES['default']['NAME']}-wal")
    for room, verb in ((1024, lambda: receive(clerk, other, "大.xlsx")),
                       ((wal.stat().st_size if wal.exists() else 0) + 65_536,
                        lambda: post(clerk, upload, submit=True))):  # fmt: skip
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
        try:
            verb()
            said.append("written")
        except (OSError, OperationalError) as error:
            said.append("full" if is_full(error) else repr(error))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
    left = left_behind()
    left["stray"] = len(
        {path for path in Path(settings.BLOB_DIR).rglob("*") if path.is_file()} - before
    )
    if said[1] == "full":
        post(clerk, upload, submit=True)
    return left | {"said": said, "wrong": left["wrong"] + left_behind()["wrong"]}


if __name__ == "__main__":
    if sys.argv[1] == "setup":
        tables.make()
        build_world()
        recount()
    done = {"crowd": crowd, "full": full}.get(sys.argv[1], left_behind)
    print(json.dumps(done()), flush=True)
    if sys.argv[1] == "work":
        work()
