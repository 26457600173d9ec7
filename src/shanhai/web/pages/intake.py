"""收文: paste or drop reports; each file is answered for itself and nothing sent is lost."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from shanhai.claims.models import Report
from shanhai.claims.services import (
    InputError,
    PartnershipUnclear,
    Received,
    receive,
    receive_document,
    receive_text,
)
from shanhai.registry.models import Partnership
from shanhai.registry.queries import visible_to
from shanhai.sources.models import Document
from shanhai.web.access import get_visible, needs

# Documents of this session that wait to be told their partnership.
HANDED_IN = "handed_in"


class ManyFiles(forms.ClearableFileInput):
    """A field that takes several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; each is judged by itself when it is read, not here."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        return list(data or [])


class IntakeForm(forms.Form):
    """What comes in, and what is already known about it."""

    files = FilesField(label=gettext_lazy("文件"), required=False)
    title = forms.CharField(label=gettext_lazy("标题"), required=False, max_length=200)
    text = forms.CharField(
        label=gettext_lazy("粘贴正文"), required=False, strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )  # fmt: skip
    published = forms.DateField(
        label=gettext_lazy("发布日期"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip
    partnership = forms.ModelChoiceField(
        Partnership.objects.none(), label=gettext_lazy("结对"), required=False,
        empty_label=gettext_lazy("由系统判断"),
    )  # fmt: skip

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = visible_to(user, Partnership.objects.filter(parent__isnull=True))
        self.fields["partnership"].queryset = rows.select_related("helper", "recipient")

    def clean(self) -> dict[str, Any]:
        chosen = super().clean()
        if not chosen.get("files") and not chosen.get("text", "").strip():
            raise forms.ValidationError(_("请拖入文件，或粘贴一段正文。"))
        return chosen


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one file: a report, a question, or an error sentence."""

    name: str
    report: Report | None = None
    is_new: bool = False
    claims: int = 0
    document: Document | None = None
    candidates: tuple[Partnership, ...] = ()
    error: str = ""


def _result(name: str, take: Any) -> Result:
    try:
        received: Received = take()
    except InputError as error:
        return Result(name, error=str(error))
    except PartnershipUnclear as question:
        return Result(name, document=question.document, candidates=tuple(question.candidates))
    return Result(name, received.report, received.is_new, received.claims)


def _take_file(request: HttpRequest, file: UploadedFile, chosen: dict[str, Any]) -> Result:
    name = file.name or _("未命名文件")
    if (file.size or 0) > settings.UPLOAD_LIMIT:
        limit = settings.UPLOAD_LIMIT // 1024 // 1024
        return Result(
            name,
            error=_("“%(name)s”超过%(limit)s MB，请拆成几份，或只粘贴正文。")
            % {"name": name, "limit": limit},
        )
    data = file.read()
    return _result(
        name,
        lambda: receive(request.user, name, data, chosen["partnership"], chosen["published"]),
    )


@needs("intake")
def intake(request: HttpRequest) -> HttpResponse:
    """The form, and after sending what became of each file."""
    sent = request.method == "POST"
    form = IntakeForm(
        request.POST if sent else None, request.FILES if sent else None, user=request.user,
        initial={"partnership": request.GET.get("partnership")},
    )  # fmt: skip
    results: list[Result] = []
    if sent and form.is_valid():
        chosen = form.cleaned_data
        results = [_take_file(request, file, chosen) for file in chosen["files"]]
        if chosen["text"].strip():
            results.append(_take_text(request, chosen))
        _remember(request, results)
        kept = [row for row in results if row.report]
        if len(results) == 1 and kept:
            return redirect("review", pk=kept[0].report.pk)
        if all(not row.error for row in results):
            form = IntakeForm(user=request.user)
    status = 422 if sent and not results else 200
    context = {"form": form, "results": results, "limit": settings.UPLOAD_LIMIT // 1024 // 1024}
    return render(request, "intake/intake.html", context, status=status)


def _take_text(request: HttpRequest, chosen: dict[str, Any]) -> Result:
    name = chosen["title"] or _("粘贴的正文")
    return _result(
        name,
        lambda: receive_text(
            request.user, chosen["title"], chosen["text"], chosen["partnership"],
            chosen["published"],
        ),
    )  # fmt: skip


def _remember(request: HttpRequest, results: list[Result]) -> None:
    """Whose hands the documents without a partnership came from: nobody else may claim them."""
    open_questions = [row.document.pk for row in results if row.document]
    if open_questions:
        request.session[HANDED_IN] = [*request.session.get(HANDED_IN, []), *open_questions]


@needs("intake")
@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer which partnership a document that one has just handed in belongs to."""
    if pk not in request.session.get(HANDED_IN, []):
        raise Http404
    document = get_object_or_404(Document, pk=pk, reports__isnull=True)
    chosen = request.POST.get("partnership", "")
    partnership = get_visible(
        request, Partnership.objects.all(), pk=int(chosen) if chosen.isdecimal() else 0
    )
    received = receive_document(request.user, document, partnership)
    return redirect("review", pk=received.report.pk)


urlpatterns = [
    path("intake/", intake, name="intake"),
    path("intake/<int:pk>/assign/", assign, name="intake-assign"),
]
