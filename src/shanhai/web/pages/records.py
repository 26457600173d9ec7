"""What every object has: its history, comments and files."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from shanhai.accounts.models import User
from shanhai.common import vocabulary
from shanhai.cooperation.queries.villages import articles_about
from shanhai.records import services
from shanhai.records.models import Attachment, Record, Ref
from shanhai.records.past.queries import day_looked_at
from shanhai.records.queries import Step, end_of, history
from shanhai.records.rules import Difference, StaleVersion
from shanhai.registry.queries import may, sees_ref
from shanhai.sources.services import blob_path
from shanhai.web.access import needs
from shanhai.web.keys import on_day
from shanhai.web.record_words import Words

# Pages of kinds that have one of their own; of others this page shows everything.
PAGES = {
    "report": "review",
    "entry": "entry",
    "partnership": "partnership",
    "node": "place",
    "issuedreport": "issued-report",
    "project": "project",
    "donation": "donation",
    "need": "need",
    "offer": "offer",
    "supply": "supply",
    "meeting": "meeting",
    "actionitem": "action-item",
    "visit": "visit",
    "agreement": "agreement",
    "commitment": "commitment",
    "plan": "plan",
    "park": "park",
    "workshop": "workshop",
    "venture": "venture",
    "posting": "posting",
    "order": "order",
    "outlet": "outlet",
    "salesevent": "sales-event",
    "product": "product",
    "vacancy": "vacancy",
    "jobfair": "job-fair",
    "ride": "ride",
    "course": "course",
    "station": "station",
    "placement": "placement",
    "activity": "activity",
    "team": "team",
    "specialclass": "specialclass",
    "showvillage": "showvillage",
    "promotion": "promotion",
    "article": "article",
}
SHOWN_STEPS = 20


def page_of(kind: str, pk: int) -> str:
    """The address of an object's own page, or of the page that shows everything of it."""
    return on_day(reverse(PAGES.get(kind, "record"), args=[pk]))


def record_url(record: Record) -> str:
    """The address of an object's page."""
    kind = type(record)._meta.get_field("ref").model._meta.model_name or ""
    return page_of(kind, record.pk)


def ref_url(ref: Ref) -> str:
    """Where an object is shown: on its own page, or on the one every object has."""
    return page_of(ref.kind, ref.pk)


def verb_word(verb: str) -> str:
    """What a change set did, in words."""
    row = vocabulary.load("verbs", settings.VOCABULARY_DIR).get(verb)
    return _(row["name"]) if row else verb


@dataclass(frozen=True, slots=True)
class Line:
    """One column in words: its value, and before a change what it was."""

    name: str
    after: str
    before: str = ""


class _PanelForm(forms.Form):
    """A form under an object, told apart from the page's own by the ids of its fields."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="panel_%s", **kwargs)


class CommentForm(_PanelForm):
    """A remark on an object."""

    text = forms.CharField(
        label=gettext_lazy("评论"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("请先写下要说的话。")},
    )


class FileForm(_PanelForm):
    """A file for an object."""

    file = forms.FileField(
        label=gettext_lazy("文件"),
        max_length=255,
        error_messages={
            "required": gettext_lazy("请先选择一个文件。"),
            "missing": gettext_lazy("请先选择一个文件。"),
            "empty": gettext_lazy("这个文件是空的，请重新选择。"),
            "max_length": gettext_lazy("文件名太长，请改短后再上传。"),
        },
    )
    note = forms.CharField(label=gettext_lazy("说明"), max_length=200, required=False)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        limit = settings.UPLOAD_LIMIT
        if file.size > limit:
            sentence = _("“%(name)s”有 %(size)s MB，超过 %(limit)s MB，请压缩后再上传。")
            megabytes = 1024 * 1024
            size = -(-file.size // megabytes)
            raise forms.ValidationError(
                sentence % {"name": file.name, "size": size, "limit": limit // megabytes}
            )
        return file


def _ref(request: HttpRequest, pk: int) -> Ref:
    """The identity of an object the user may see."""
    ref = get_object_or_404(Ref, pk=pk)
    if not sees_ref(request.user, ref):
        raise Http404
    return ref


def told_facts(user: User, record: Record, columns: dict[str, Any]) -> list[Line]:
    """An object in words as one of its versions has it."""
    return _facts(Words(user, record, [columns]), columns)


def told_steps(user: User, record: Record, steps: list[Step]) -> list[dict[str, Any]]:
    """Steps of objects of one kind in words; `record` is any of them."""
    seen = [{one.column: one.after for one in step.changed} for step in steps]
    seen += [{one.column: one.before for one in step.changed} for step in steps]
    return _steps(Words(user, record, seen), steps)


def _facts(words: Words, columns: dict[str, Any]) -> list[Line]:
    """An object as it stands, for kinds without a page of their own."""
    return [
        Line(words.name(column), words.value(column, value))
        for column, value in columns.items()
        if words.shown(column) and value not in (None, "", {}, [])
    ]


def _lines(words: Words, changed: Iterable[Difference]) -> list[Line]:
    return [
        Line(
            words.name(one.column),
            words.value(one.column, one.after),
            words.value(one.column, one.before),
        )
        for one in changed
        if words.shown(one.column)
    ]


def _steps(words: Words, steps: list[Step]) -> list[dict[str, Any]]:
    return [
        {
            "version": step.version,
            "change_set": step.change_set,
            "verb": verb_word(step.change_set.verb),
            "lines": _lines(words, step.changed) if step.version.number > 1 else [],
        }
        for step in steps
    ]


def _show(
    request: HttpRequest,
    ref: Ref,
    comment: CommentForm | None = None,
    attach: FileForm | None = None,
    done: str = "",
) -> HttpResponse:
    """The bare panel for htmx, else the whole page."""
    record, user = ref.record, request.user
    day = day_looked_at()
    known = history(record)
    steps = [one for one in known if day is None or one.change_set.at < end_of(day)]
    listed = steps if request.GET.get("all") else steps[:SHOWN_STEPS]
    newest = steps[0].version.columns if steps else {}
    changed = [{one.column: one.after for one in step.changed} for step in listed]
    changed += [{one.column: one.before for one in step.changed} for step in listed]
    words = Words(user, record, [newest, *changed])
    own_page = ref_url(ref) if ref.kind in PAGES else ""
    files = ref.attachments.filter(removed_at=None).select_related("added_by", "blob")
    context = {
        "ref": ref,
        "kind": record._meta.verbose_name,
        "own_page": own_page,
        "facts": [] if own_page or request.htmx else _facts(words, newest),
        "steps": _steps(words, listed),
        "earlier": len(steps) - len(listed),
        "later": len(known) - len(steps),
        "now": reverse("record", args=[ref.pk]),
        "comments": ref.comments.select_related("author"),
        "files": files,
        "articles": articles_about(user, ref),
        "comment_form": (comment or CommentForm()) if may(user, "comment") and not day else None,
        "file_form": (attach or FileForm()) if may(user, "intake") and not day else None,
        "everyone": not record.scope,
        "done": done,
        "limit": settings.UPLOAD_LIMIT // 1024 // 1024,
        "crumbs": [(record._meta.verbose_name, ""), (ref.label, own_page)],
    }
    template = "records/body.html" if request.htmx else "records/page.html"
    refused = any(form is not None and form.errors for form in (comment, attach))
    return render(request, template, context, status=422 if refused else 200)


@needs("view")
@require_GET
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """History, comments and files of one object."""
    return _show(request, _ref(request, pk))


def _done(request: HttpRequest, ref: Ref, sentence: str) -> HttpResponse:
    if request.htmx:
        return _show(request, ref, done=sentence)
    messages.success(request, sentence)
    return redirect("record", ref.pk)


@needs("comment")
@require_POST
def record_comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Say something about an object."""
    ref = _ref(request, pk)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _show(request, ref, comment=form)
    services.comment(request.user, ref, form.cleaned_data["text"])
    return _done(request, ref, _("已记下您的评论。"))


@needs("intake")
@require_POST
def record_attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a file on an object."""
    ref = _ref(request, pk)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        file, note = form.cleaned_data["file"], form.cleaned_data["note"]
        media_type = file.content_type or ""
        try:
            services.attach(request.user, ref.record, file.name, file.read(), media_type, note)
        except StaleVersion as error:
            form.add_error(None, str(error))
        else:
            return _done(request, ref, _("已添加附件“%s”。") % file.name)
    return _show(request, ref, attach=form)


def _attachment(request: HttpRequest, pk: int) -> Attachment:
    """A file still on an object the user may see."""
    rows = Attachment.objects.select_related("ref", "blob")
    found = get_object_or_404(rows, pk=pk, removed_at=None)
    if not sees_ref(request.user, found.ref):
        raise Http404
    return found


@needs("view")
@require_GET
def attachment(request: HttpRequest, pk: int) -> HttpResponse:
    """The file, always as a download: whatever it claims to be, no browser opens it here."""
    found = _attachment(request, pk)
    response = FileResponse(
        blob_path(found.blob_id).open("rb"),
        as_attachment=True,
        filename=found.name,
        content_type="application/octet-stream",
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@needs("intake")
@require_POST
def attachment_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file off; that it was there stays in the history."""
    found = _attachment(request, pk)
    try:
        services.detach(request.user, found.ref.record, found)
    except StaleVersion as error:
        messages.error(request, str(error))
        return redirect("record", found.ref_id)
    return _done(request, found.ref, _("已取下附件“%s”。") % found.name)


urlpatterns = [
    path("records/<int:pk>/", record, name="record"),
    path("records/<int:pk>/comment/", record_comment, name="record-comment"),
    path("records/<int:pk>/attach/", record_attach, name="record-attach"),
    path("attachments/<int:pk>/", attachment, name="attachment"),
    path("attachments/<int:pk>/remove/", attachment_remove, name="attachment-remove"),
]
