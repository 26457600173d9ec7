"""Questions about jobs."""

from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.db.models import QuerySet

from shanhai.accounts.models import User
from shanhai.records.models import Job


def jobs_of(user: User) -> QuerySet[Job]:
    """A person's own jobs, the newest first: nobody else sees them."""
    return Job.objects.filter(by=user)


def progress_of(job: Job) -> tuple[str, int, int]:
    """The step a job is at by its code, how much of it is done, and of how much."""
    return caches["progress"].get(str(job.pk)) or ("", 0, 0)


def file_of(job: Job) -> Path:
    """Where the file lies that a job wrote for its person, if it wrote one."""
    return settings.EXPORT_DIR / f"{job.pk}.xlsx"
