"""Large uploads, planned, written and taken back by the worker."""

from collections import Counter
from typing import Any

from django.conf import settings
from django.db import transaction
from django_tasks import task

from shanhai.accounts.models import User
from shanhai.common.rows import uncollected
from shanhai.ledger.books import kinds_of_sheet
from shanhai.ledger.models import Preview, Upload
from shanhai.ledger.rules import LedgerError
from shanhai.ledger.workbooks.plan import mapped_sheets, plan
from shanhai.ledger.workbooks.post import (
    choose,
    post,
    read_taken,
    refuse_faulty,
    undo,
    withdraw,
)
from shanhai.ledger.workbooks.preview import keep, told
from shanhai.ledger.workbooks.sheets import Sheet, WorkbookError
from shanhai.records.jobs.services import begin, carry_out, finish
from shanhai.records.models import Job
from shanhai.sources.queries import read_blob

PLAN, POST, UNDO = "plan", "post", "undo"


@task()
def plan_large(job: int) -> None:
    """Plan an upload, taking a sheet for what the person chose, and keep the preview."""
    carry_out(job, _plan, LedgerError)


@task()
def post_large(job: int) -> None:
    """Write an upload's rows."""
    carry_out(job, _post, LedgerError)


@task()
def undo_large(job: int) -> None:
    """Take a whole import back."""
    carry_out(job, _undo, LedgerError)


def begin_plan(actor: User, upload: Upload, chosen: dict[str, Any] | None = None) -> Job:
    """Have a large upload planned anew; `chosen` names a sheet, the book it is of and what each
    column means, with none the guess for that book."""
    return _begin(actor, upload, PLAN, plan_large, chosen=chosen or {})


def begin_post(actor: User, upload: Upload, *, good_only: bool, submit: bool) -> Job:
    """Have a large upload written as it was previewed. Raises LedgerError when faulty rows stand
    in the way; that nothing else does is looked at again when it is written."""
    preview = Preview.objects.filter(upload=upload).first()
    if preview is None:
        raise LedgerError(f"“{upload.name}”还没有核对完，请先核对再写入。")
    counts = sum((Counter(sheet["counts"]) for sheet in preview.sheets), Counter())
    refuse_faulty(upload, counts, good_only)
    return _begin(actor, upload, POST, post_large, good_only=good_only, submit=submit)


def begin_undo(actor: User, upload: Upload) -> Job:
    """Have a large import taken back."""
    return _begin(actor, upload, UNDO, undo_large)


@transaction.atomic
def _begin(actor: User, upload: Upload, kind: str, work: Any, **asked: Any) -> Job:
    upload.job = begin(actor, kind, upload.name, work, upload=upload.pk, **asked)
    upload.save(update_fields=["job"])
    return upload.job


def _upload(job: Job) -> Upload:
    return Upload.objects.get(pk=job.asked["upload"])


def _plan(job: Job) -> None:
    upload = _upload(job)
    if upload.posted_at:
        raise LedgerError(f"“{upload.name}”已经导入过。要重来，请先撤销这次导入。")
    with uncollected():
        sheets = _sheets(upload)
        if job.asked["chosen"]:
            _choose(job.by, upload, sheets, **job.asked["chosen"])
        planned = plan(job.by, upload, sheets)
        sheets.clear()
        counts = planned.counts
        found = [told(one) for one in planned.sheets]
        planned.sheets.clear()
    with transaction.atomic():
        keep(upload, found)
        finish(job, **counts)


def _sheets(upload: Upload) -> list[Sheet]:
    """The sheets of an upload. What a page would have refused is not kept because it is large."""
    try:
        return read_taken(read_blob(upload.blob_id), upload.name)
    except WorkbookError:
        withdraw(upload)
        raise


def _choose(
    actor: User, upload: Upload, sheets: list, sheet: str, book: str, columns: dict[str, str]
) -> None:
    mapped = mapped_sheets(actor, upload, sheets)
    found = next((one for one in mapped if one.sheet.name == sheet), None)
    known = kinds_of_sheet(settings.VOCABULARY_DIR).get(book)
    if found is None or (book and known is None):
        raise LedgerError(f"“{upload.name}”里没有“{sheet}”这张表，或没有这种台账，请重新选择。")
    meant = {int(at): key for at, key in columns.items()}
    if known and found.layout and book != found.mapping.book:
        meant = found.guessed(known)
    choose(actor, upload, found, book, meant)


def _post(job: Job) -> None:
    upload = _upload(job)
    with transaction.atomic():
        done = post(job.by, upload, good_only=job.asked["good_only"], submit=job.asked["submit"])
        Preview.objects.filter(upload=upload).delete()
        finish(job, new=done.created, changed=done.changed)


def _undo(job: Job) -> None:
    upload = _upload(job)
    with transaction.atomic():
        count = undo(job.by, upload)
        finish(job, undone=count)
