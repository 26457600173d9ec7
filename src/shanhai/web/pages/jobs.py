"""后台任务: how far something long is that the worker does for the user, and where it ends."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_GET
from django_htmx.http import HttpResponseClientRedirect

from shanhai.ledger.models import Upload
from shanhai.ledger.workbooks.jobs import PLAN, POST, UNDO
from shanhai.records.jobs.queries import file_of, jobs_of, progress_of
from shanhai.records.jobs.services import DAYS_OF_FILES, mark_seen
from shanhai.records.models import Job
from shanhai.web.access import needs
from shanhai.web.pages.book_exports import EXPORT

LISTED = 30
# So long a worker that runs leaves nothing waiting, unless something else keeps it busy.
SOON = timedelta(seconds=60)
KIND_WORDS = {
    PLAN: _lazy("核对导入"),
    POST: _lazy("写入导入"),
    UNDO: _lazy("撤销导入"),
    EXPORT: _lazy("导出"),
}
STEP_WORDS = {
    "read": _lazy("读取文件"),
    "check": _lazy("逐行核对"),
    "write": _lazy("写入"),
    "undo": _lazy("撤销"),
    "export": _lazy("导出"),
}
TONES = {"waiting": "waiting", "running": "submitted", "done": "done", "failed": "failed"}


@needs("view")
@require_GET
def job_list(request: HttpRequest) -> HttpResponse:
    """The user's own jobs of late."""
    context = {
        "rows": [(job, *_words(job)) for job in jobs_of(request.user)[:LISTED]],
        "crumbs": [(_("台账"), reverse("books")), (_("后台任务"), "")],
    }
    return render(request, "jobs/list.html", context)


def _words(job: Job) -> tuple[Any, Any, str]:
    return KIND_WORDS.get(job.kind, job.kind), _(job.get_state_display()), TONES[job.state]


@needs("view")
@require_GET
def job_page(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a job is; who waits on the page is led to what came of it."""
    job = jobs_of(request.user).filter(pk=pk).first()
    if job is None:
        raise Http404
    where = result_of(job)
    waits = bool(request.htmx)  # type: ignore[attr-defined]
    if waits and where and not job.is_open:
        _say(request, job)
        return HttpResponseClientRedirect(where)
    kind, word, tone = _words(job)
    step, done, of = progress_of(job)
    now = timezone.now()
    context = {
        "job": job, "kind": kind, "word": word, "tone": tone, "where": where,
        "step": STEP_WORDS.get(step, ""), "done": done, "of": of,
        "percent": 100 * done // of if of else None,
        "seconds": int(((job.finished_at or now) - (job.started_at or job.at)).total_seconds()),
        "file_there": file_of(job).exists(), "kept_days": DAYS_OF_FILES,
        "unattended": job.state == Job.State.WAITING and now - job.at > SOON,
        "crumbs": [(_("台账"), reverse("books")), (_("后台任务"), reverse("jobs")), (job.name, "")],
    }  # fmt: skip
    return render(request, "jobs/panel.html" if waits else "jobs/page.html", context)


def result_of(job: Job) -> str:
    """Where a job of an upload leads; "" for one that ends on its own page, as does one whose
    upload was not taken in."""
    upload = job.asked.get("upload")
    there = upload and Upload.objects.filter(pk=upload).exists()
    return reverse("import", args=[upload]) if there else ""


def _say(request: HttpRequest, job: Job) -> None:
    """Say what came of a job, once: the page may ask again before it is left."""
    if job.state != Job.State.DONE or not mark_seen(job):
        return
    if job.kind == POST:
        undo = reverse("import-undo", args=[job.asked["upload"]])
        said = _("新增 %(new)s 条，改动 %(changed)s 条") % job.outcome
        messages.success(request, said, extra_tags=f"undo:{undo}")
    elif job.kind == UNDO:
        said = _("已整体撤销：%s 条记录回到导入以前的样子。") % job.outcome["undone"]
        messages.success(request, said)


urlpatterns = [
    path("jobs/", job_list, name="jobs"),
    path("jobs/<int:pk>/", job_page, name="job"),
]
