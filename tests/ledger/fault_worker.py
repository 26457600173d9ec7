"""A process that writes until it is killed: `python -m tests.ledger.fault_worker setup|work|check`.

It checks first what the one before it left behind, and says so as one line of JSON.
"""

import json
import random
import sys
import time

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db.models import Count, Max  # noqa: E402

from shanhai.accounts.models import User  # noqa: E402
from shanhai.common.amounts import Amount  # noqa: E402
from shanhai.common.periods import Period  # noqa: E402
from shanhai.figures.services import recount  # noqa: E402
from shanhai.ledger import services as ledger  # noqa: E402
from shanhai.ledger.models import Entry, Upload  # noqa: E402
from shanhai.ledger.workbooks.post import post, receive  # noqa: E402
from shanhai.records.queries import broken_links  # noqa: E402
from shanhai.records.services import change  # noqa: E402
from shanhai.registry.models import Partnership  # noqa: E402
from tests.ledger.workbook import HEAD, gift, workbook  # noqa: E402
from tests.world import build_world  # noqa: E402

ROWS = 40


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
            facts = ledger.EntryFacts(
                pairing, "donations", f"示例{number}", "social_donation",
                Amount.exactly(10_000, "元"), Period.parse("2024-05"), pairing.helper,
                pairing.recipient, voucher=f"P{number}",
            )  # fmt: skip
            ledger.submit(clerk, ledger.enter(clerk, facts))
        else:
            entries = list(Entry.objects.filter(state="submitted").order_by("pk")[:30])
            with change(clerk, "lock") as action:
                action.set_all(entries, state="locked")


if __name__ == "__main__":
    if sys.argv[1] == "setup":
        call_command("migrate", verbosity=0)
        build_world()
        recount()
    print(json.dumps(left_behind()), flush=True)
    if sys.argv[1] == "work":
        work()
