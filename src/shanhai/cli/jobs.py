"""What runs at night and every week. All of it may be run twice without harm."""

from dataclasses import dataclass
from datetime import datetime

from django.core.management import call_command
from django.db.models import Max
from django.utils import timezone
from django_tasks import task
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from shanhai.cli.rules import Slot, is_due
from shanhai.common.loose_keys import lost_rows
from shanhai.cooperation.services.needs import let_lapse
from shanhai.figures.services import recount
from shanhai.ledger.workbooks.preview import forget_old
from shanhai.records.finding.services import mend
from shanhai.records.jobs.services import tidy_jobs
from shanhai.records.queries import broken_links
from shanhai.reporting.digest import send_digests
from shanhai.sources.queries import damaged_blobs


class Damage(Exception):
    """Stored things that no longer are what they were. The task is shown as failed."""


@task()
def verify_history() -> int:
    """Follow the chain of change sets from the first to the last, and the keys that the database
    does not hold."""
    found = [*broken_links(), *lost_rows()]
    if found:
        raise Damage("；".join(found[:20]))
    return len(found)


@task()
def verify_originals() -> int:
    """Compare every stored original with its own checksum."""
    found = [f"{blob.sha256}：{reason}" for blob, reason in damaged_blobs()]
    if found:
        raise Damage("；".join(found[:20]))
    return len(found)


@task()
def recount_figures() -> int:
    """Count every kept figure anew from the entries and put right what differs."""
    found = recount()
    if found:
        raise Damage("；".join(found[:20]))
    return len(found)


@task()
def tidy() -> None:
    """Forget sessions that ran out, finished tasks older than two weeks, files of exports and
    previews that nobody came back to."""
    call_command("clearsessions")
    call_command("prune_db_task_results", "--min-age-days", "14", "--no-color", verbosity=0)
    tidy_jobs()
    forget_old()


@task()
def tidy_index() -> int:
    """Index anew what search would no longer find as it is; how many."""
    return sum(mend().values())


@task()
def let_needs_lapse() -> int:
    """Let open needs and offers lapse whose day has passed; how many."""
    return let_lapse()


@task()
def mail_digests() -> int:
    """Send everyone who wants it the digest of their week."""
    return send_digests()


@dataclass(frozen=True, slots=True)
class Periodic:
    """A task and when it comes round."""

    task: Task
    slot: Slot
    name: str


PERIODIC = (
    Periodic(tidy, Slot(2, 0), "清理过期会话和旧任务"),
    Periodic(let_needs_lapse, Slot(0, 10), "让过了截止日期的所需、所能过期"),
    Periodic(verify_history, Slot(2, 30), "核验变更链"),
    Periodic(recount_figures, Slot(3, 30), "重算汇总数"),
    Periodic(mail_digests, Slot(8, 0, weekday=0), "寄出每周简报"),
    Periodic(tidy_index, Slot(4, 0), "核对搜索索引"),
    Periodic(verify_originals, Slot(3, 0, weekday=6), "核验原件"),
)


def queue_due(now: datetime | None = None) -> list[str]:
    """Queue every periodic task that has come round since it was last queued; their names."""
    moment = timezone.localtime(now)
    last = dict(
        DBTaskResult.objects.order_by().values_list("task_path").annotate(Max("enqueued_at"))
    )
    due = [one for one in PERIODIC if is_due(one.slot, last.get(one.task.module_path), moment)]
    for one in due:
        one.task.enqueue()
    return [one.name for one in due]
