"""What every object has: its history, comments and files."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import ForeignKey
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shanhai.records import services
from shanhai.records.models import Attachment, Record, Ref
from shanhai.records.queries import Step, history
from shanhai.records.rules import Difference
from shanhai.registry.queries import may, sees_ref
from shanhai.sources.queries import read_blob
from shanhai.web.access import needs

# Pages of kinds that have one of their own; others show only this panel.
PAGES = {"report": "review", "entry": "entry", "partnership": "partnership",
         "issuedreport": "issued-report"}  # fmt: skip
# Columns that say nothing to a reader of the history.
HIDDEN = {"ref_id", "low", "high", "identity"}


@dataclass(frozen=True, slots=True)
class Change:
    """One column before and after, in words."""

    name: str
    before: str
    after: str


def _ref(request: HttpRequest, pk: int) -> Ref:
    ref = get_object_or_404(Ref, pk=pk)
    if not sees_ref(request.user, ref):
        raise Http404
    return ref


def _labels(record: Record, steps: list[Step]) -> dict[int, str]:
    """Names of everything the history's foreign keys point at, in one query."""
    columns = {field.attname for field in record._meta.fields if isinstance(field, ForeignKey)}
    ids = {
        value
        for step in steps
        for one in step.changed
        if one.column in columns
        for value in (one.before, one.after)
        if isinstance(value, int)
    }
    return dict(Ref.objects.filter(pk__in=ids).values_list("pk", "label"))


def _changes(record: Record, changed: list[Difference], labels: dict[int, str]) -> list[Change]:
    fields = {field.attname: field for field in record._meta.fields}

    def written(column: str, value: Any) -> str:
        field = fields.get(column)
        if value is None or value == "":
            return "—"
        if isinstance(field, ForeignKey):
            return labels.get(value, str(value))
        words = dict(field.flatchoices) if field and isinstance(value, str) else {}
        return str(words.get(value, value) if words else value)

    return [
        Change(
            str(fields[one.column].verbose_name) if one.column in fields else one.column,
            written(one.column, one.before), written(one.column, one.after),
        )
        for one in changed
        if one.column not in HIDDEN
    ]  # fmt: skip


@needs("view")
def record_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """The panel (htmx) or page of one object's history, comments and files."""
    ref = _ref(request, pk)
    record = ref.record
    steps = history(record)
    labels = _labels(record, steps)
    context = {
        "ref": ref,
        "steps": [(step, _changes(record, step.changed, labels)) for step in steps],
        "comments": ref.comments.select_related("author"),
        "files": ref.attachments.filter(removed_at=None).select_related("added_by", "blob"),
        "may_comment": may(request.user, "comment"),
        "may_attach": may(request.user, "enter") or may(request.user, "review"),
        "back": reverse(PAGES[ref.kind], args=[ref.pk]) if ref.kind in PAGES else "",
        "crumbs": [(ref.label, "")],
        "limit": settings.UPLOAD_LIMIT // 1024 // 1024,
    }
    template = "records/body.html" if request.htmx else "records/page.html"
    return render(request, template, context)


def _back(ref: Ref) -> HttpResponse:
    return redirect("record", pk=ref.pk)


@needs("comment")
@require_POST
def record_comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a remark."""
    ref = _ref(request, pk)
    text = request.POST.get("text", "").strip()
    if text:
        services.comment(request.user, ref, text[:5000])
    else:
        messages.error(request, _("请先写下要说的话。"))
    return _back(ref)


@needs("view")
@require_POST
def record_attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a file on the object."""
    ref = _ref(request, pk)
    file = request.FILES.get("file")
    if not (may(request.user, "enter") or may(request.user, "review")):
        messages.error(request, _("您的角色不能上传附件，请联系填报员或审核员。"))
    elif file is None or not file.size:
        messages.error(request, _("请先选择一个文件；空文件不能上传。"))
    elif file.size > settings.UPLOAD_LIMIT:
        messages.error(
            request,
            _("“%(name)s”超过%(limit)s MB，请压缩后再上传。")
            % {"name": file.name, "limit": settings.UPLOAD_LIMIT // 1024 // 1024},
        )
    else:
        note = request.POST.get("note", "")
        services.attach(
            request.user, ref.record, file.name, file.read(), file.content_type or "", note
        )
        messages.success(request, _("已添加附件“%s”") % file.name)
    return _back(ref)


@needs("view")
def attachment(request: HttpRequest, pk: int) -> HttpResponse:
    """Download a file, as a download whatever it claims to be."""
    found = get_object_or_404(Attachment.objects.select_related("ref"), pk=pk, removed_at=None)
    if not sees_ref(request.user, found.ref):
        raise Http404
    response = HttpResponse(read_blob(found.blob_id), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = content_disposition_header(True, found.name)
    return response


@needs("enter")
@require_POST
def attachment_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file off; the history keeps it."""
    found = get_object_or_404(Attachment.objects.select_related("ref"), pk=pk, removed_at=None)
    if not sees_ref(request.user, found.ref):
        raise Http404
    services.detach(request.user, found.ref.record, found)
    return _back(found.ref)


urlpatterns = [
    path("records/<int:pk>/", record_panel, name="record"),
    path("records/<int:pk>/comment/", record_comment, name="record-comment"),
    path("records/<int:pk>/attach/", record_attach, name="record-attach"),
    path("attachments/<int:pk>/", attachment, name="attachment"),
    path("attachments/<int:pk>/remove/", attachment_remove, name="attachment-remove"),
]
