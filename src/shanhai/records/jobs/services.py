"""Verbs of jobs: begin one, do it, end it, and tell those a worker left behind."""

import time
from collections.abc import Callable
from datetime import timedelta
from traceback import format_exc
from typing import Any

from django.core.cache import caches
from django.db import transaction
from django.utils import timezone, translation
from django_tasks import TaskResultStatus
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from shanhai.accounts.models import User
from shanhai.common.logs import masked
from shanhai.common.progress import heard_by
from shanhai.common.storage import is_busy, is_full, patiently
from shanhai.records.jobs.queries import file_of
from shanhai.records.models import Job

# A task that no person waits for is begun so often before it is given up.
_ATTEMPTS = 3
_TOLD_EVERY = 0.5  # seconds
_BEFORE_OTHERS = 50  # somebody waits for it, not for what runs by the clock
_KEPT = 24 * 3600
DAYS_OF_FILES, DAYS_OF_JOBS = 7, 60
_BROKEN_OFF = (
    "后台任务中途断了（可能是断电、重启或内存不够）。没有写入任何内容，请回到原来的页面再做一次。"
)


class Unforeseen(Exception):
    """What went wrong in a job, told without what its rows say of people."""


class BrokenOff(Exception):
    """A worker ended before the task did."""


@transaction.atomic
def begin(actor: User, kind: str, name: str, work: Task, **asked: Any) -> Job:
    """Have the worker do `work`, which is called with the job's number. Asked for once more while
    it waits or runs, the same job is given."""
    same = Job.objects.filter(by=actor, kind=kind, asked=asked, state__in=Job.OPEN).first()
    if same is not None:
        return same
    language = translation.get_language() or ""
    job = Job.objects.create(kind=kind, name=name[:255], by=actor, asked=asked, language=language)
    job.task = work.using(priority=_BEFORE_OTHERS).enqueue(job.pk).id
    job.save(update_fields=["task"])
    return job


def carry_out(pk: int, work: Callable[[Job], None], *refusals: type[Exception]) -> None:
    """Do a job. `work` calls `finish` in the transaction that writes what it did. A refusal is told
    as it is; anything else fails the task too, so that the administrator hears of it."""
    jobs = Job.objects.filter(pk=pk)
    begun = {"state": Job.State.RUNNING, "started_at": timezone.now()}
    if not patiently(lambda: jobs.filter(state=Job.State.WAITING).update(**begun)):
        return
    job = jobs.select_related("by").get()
    try:
        with translation.override(job.language or None), heard_by(_noted(pk)):
            patiently(lambda: work(job), times=3)
    except Exception as error:
        why = str(error) if isinstance(error, refusals) else _reason(error)
        patiently(lambda: give_up(job, why))
        if not isinstance(error, refusals):
            # The table of tasks keeps the whole text, with rows a database did not take.
            raise Unforeseen(masked(format_exc())) from None


def finish(job: Job, **outcome: Any) -> None:
    """A job is done; `outcome` is what its page tells."""
    job.state, job.outcome, job.finished_at = Job.State.DONE, outcome, timezone.now()
    job.save(update_fields=["state", "outcome", "finished_at"])


def give_up(job: Job, why: str) -> None:
    """A job comes to nothing; `why` says what is wrong and what to do."""
    job.state, job.why, job.finished_at = Job.State.FAILED, why, timezone.now()
    job.save(update_fields=["state", "why", "finished_at"])


def mark_seen(job: Job) -> bool:
    """Note that its person has been told what came of a job; whether they had not been."""
    return bool(Job.objects.filter(pk=job.pk, seen=False).update(seen=True))


def _reason(error: Exception) -> str:
    if is_full(error):
        return "服务器磁盘已满，没有写入任何内容。请告诉系统管理员，腾出空间后再做一次。"
    if is_busy(error):
        return "别人一直在写入，等了很久仍没有轮到。没有写入任何内容，请稍后再做一次。"
    if isinstance(error, MemoryError):
        return "服务器内存不够，没有写入任何内容。请把表分成几份，分次再做。"
    return "出了意料之外的错，没有写入任何内容。请告诉系统管理员（shanhai doctor 列出了这次错误）。"


def _noted(pk: int) -> Callable[[str, int, int], None]:
    """Notes how far a job is where it can be read while its transaction is still open."""
    last: tuple[str, float] = "", 0.0

    def note(step: str, done: int, of: int) -> None:
        nonlocal last
        now = time.monotonic()
        if step != last[0] or now - last[1] >= _TOLD_EVERY:
            last = step, now
            caches["progress"].set(str(pk), (step, done, of), _KEPT)

    return note


def take_up(is_alive: Callable[[str], bool]) -> int:
    """Settle what workers left running that are no more: what a person waits for is told as broken
    off, with what to do; anything else may be done twice and is queued again. How many."""
    left = [
        task
        for task in DBTaskResult.objects.running()
        if not (task.worker_ids and is_alive(task.worker_ids[-1]))
    ]
    for task in left:
        with transaction.atomic():
            _settle(task, Job.objects.filter(task=task.pk).first())
    for job in Job.objects.filter(state__in=Job.OPEN).exclude(
        task__in=DBTaskResult.objects.exclude(
            status__in=[TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED]
        ).values("pk")
    ):
        give_up(job, _BROKEN_OFF)
    return len(left)


def _settle(task: DBTaskResult, job: Job | None) -> None:
    if job is not None and job.state == Job.State.DONE:
        task.set_successful(None)
        return
    waits = job.state == Job.State.WAITING if job else len(task.worker_ids) < _ATTEMPTS
    if waits:
        task.status, task.started_at = TaskResultStatus.READY, None
        task.save(update_fields=["status", "started_at"])
        return
    if job is not None and job.is_open:
        give_up(job, _BROKEN_OFF)
    task.set_failed(BrokenOff(f"the worker {task.worker_ids[-1:]} ended before the task"))


def tidy_jobs() -> int:
    """Throw away files nobody will fetch any more, and forget jobs of long ago; how many files."""
    now = timezone.now()
    ended = Job.objects.exclude(state__in=Job.OPEN)
    old = ended.filter(finished_at__lt=now - timedelta(days=DAYS_OF_FILES))
    gone = [path for job in old if (path := file_of(job)).exists()]
    for path in gone:
        path.unlink()
    ended.filter(finished_at__lt=now - timedelta(days=DAYS_OF_JOBS)).delete()
    return len(gone)
