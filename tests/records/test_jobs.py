"""What the worker does for a person: begun once, told as it is, never left hanging."""

from traceback import format_exception
from typing import Any

import pytest
from django.core.cache import caches
from django.db import OperationalError
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from shanhai.common.progress import tell
from shanhai.records.jobs import services
from shanhai.records.jobs.queries import progress_of
from shanhai.records.jobs.services import Unforeseen, begin, carry_out, finish, take_up
from shanhai.records.models import Job
from tests.world import World


class No(Exception):
    """A refusal told as it is."""


@task()
def quiet(job: int) -> None:
    carry_out(job, finish)


@pytest.fixture
def job(world: World) -> Job:
    return begin(world.clerk, "plan", "示例.xlsx", quiet, upload=1)


def held(job: Job, worker: str = "gone") -> DBTaskResult:
    """The task of a job, claimed by a worker."""
    result = DBTaskResult.objects.get(pk=job.task)
    result.claim(worker)
    return result


def test_the_same_thing_asked_for_again_is_the_same_job_while_it_is_open(
    world: World, job: Job
) -> None:
    assert begin(world.clerk, "plan", "示例.xlsx", quiet, upload=1) == job
    assert begin(world.clerk, "plan", "示例.xlsx", quiet, upload=2) != job
    assert begin(world.foreigner, "plan", "示例.xlsx", quiet, upload=1) != job
    carry_out(job.pk, finish)
    assert begin(world.clerk, "plan", "示例.xlsx", quiet, upload=1) != job


def test_a_job_is_done_once_and_tells_how_far_it_is(job: Job) -> None:
    def work(one: Job) -> None:
        tell("write", 5, 20)
        assert progress_of(one) == ("write", 5, 20)
        assert Job.objects.get(pk=one.pk).state == "running"
        finish(one, rows=len(done))
        done.append(one.pk)

    done: list[int] = []
    carry_out(job.pk, work)
    carry_out(job.pk, work)
    job.refresh_from_db()
    assert (job.state, job.outcome, done) == ("done", {"rows": 0}, [job.pk])
    assert caches["progress"].get(str(job.pk)) is not None


@pytest.mark.parametrize(
    ("error", "says", "raised"),
    [
        (No("第3行没有日期，请填上。"), "第3行没有日期", False),
        (OSError(28, "No space left on device"), "磁盘已满", True),
        (MemoryError(), "内存不够", True),
        (KeyError("x"), "告诉系统管理员", True),
    ],
)
def test_a_job_that_fails_says_why_and_what_to_do(
    job: Job, error: Exception, says: str, raised: bool
) -> None:
    def work(one: Job) -> None:
        raise error

    if raised:
        with pytest.raises(Unforeseen, match=type(error).__name__):
            carry_out(job.pk, work, No)
    else:
        carry_out(job.pk, work, No)
    job.refresh_from_db()
    assert job.state == "failed" and says in job.why and not job.is_open


def test_what_the_table_of_tasks_keeps_of_an_error_hides_who_its_rows_are_of(job: Job) -> None:
    def work(one: Job) -> None:
        raise ValueError("张某 52020319900101123X 13912345678")

    with pytest.raises(Unforeseen) as refused:
        carry_out(job.pk, work, No)
    kept = "".join(format_exception(refused.value))
    assert "5202… 139…" in kept and "19900101" not in kept and "12345678" not in kept


def test_a_held_database_is_waited_for(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shanhai.common.storage.time.sleep", lambda seconds: None)
    faults: list[Any] = [OperationalError("database is locked")] * 2

    def work(one: Job) -> None:
        if faults:
            raise faults.pop()
        finish(one)

    carry_out(job.pk, work)
    job.refresh_from_db()
    assert job.state == "done"


def test_the_end_is_noted_when_the_database_is_free_again(
    job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shanhai.common.storage.time.sleep", lambda seconds: None)
    noting, faults = services.give_up, [OperationalError("database is locked")] * 5

    def held_for_a_while(one: Job, why: str) -> None:
        if faults:
            raise faults.pop()
        noting(one, why)

    def work(one: Job) -> None:
        raise No("不行")

    monkeypatch.setattr(services, "give_up", held_for_a_while)
    carry_out(job.pk, work, No)
    job.refresh_from_db()
    assert (job.state, job.why) == ("failed", "不行")


def test_what_a_dead_worker_left_is_told_as_broken_off(job: Job) -> None:
    left = held(job)
    Job.objects.filter(pk=job.pk).update(state="running")
    assert take_up(lambda worker: True) == 0, "its worker lives"
    assert take_up(lambda worker: False) == 1
    job.refresh_from_db()
    left.refresh_from_db()
    assert job.state == "failed" and "再做一次" in job.why
    assert left.status == TaskResultStatus.FAILED


def test_what_was_done_but_not_noted_is_done(job: Job) -> None:
    left = held(job)
    Job.objects.filter(pk=job.pk).update(state="done")
    take_up(lambda worker: False)
    left.refresh_from_db()
    assert left.status == TaskResultStatus.SUCCESSFUL


def test_what_nobody_waits_for_is_done_again_but_not_for_ever(world: World) -> None:
    result = DBTaskResult.objects.get(pk=quiet.enqueue(0).id)
    for _ in range(2):
        result.claim("gone")
        take_up(lambda worker: False)
        result.refresh_from_db()
        assert result.status == TaskResultStatus.READY
    result.claim("gone")
    take_up(lambda worker: False)
    result.refresh_from_db()
    assert result.status == TaskResultStatus.FAILED


def test_a_job_whose_task_ended_without_telling_it_is_settled(job: Job) -> None:
    DBTaskResult.objects.filter(pk=job.task).update(status=TaskResultStatus.FAILED)
    take_up(lambda worker: False)
    job.refresh_from_db()
    assert job.state == "failed"
