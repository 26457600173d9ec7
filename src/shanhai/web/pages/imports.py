"""导入: a workbook is taken in, looked at, mapped, written, and undone as a whole."""

from collections import Counter
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shanhai.ledger.books import books, kinds_of_sheet
from shanhai.ledger.models import Preview, Upload
from shanhai.ledger.queries import live
from shanhai.ledger.rules import LedgerError
from shanhai.ledger.workbooks.jobs import begin_plan, begin_post, begin_undo
from shanhai.ledger.workbooks.plan import mapped_sheets, plan
from shanhai.ledger.workbooks.planned import CHANGED, FAULTY, NEW, OUTCOME_WORDS
from shanhai.ledger.workbooks.post import belong, choose, post, receive, undo
from shanhai.ledger.workbooks.sheets import LARGEST_FILE
from shanhai.registry.models import Partnership
from shanhai.registry.queries import may, visible_to
from shanhai.web.access import needs
from shanhai.web.work_forms import offered_pairings
from shanhai.web.workbook_preview import (
    OUTCOMES,
    ShownSheet,
    only,
    planned_sheets,
    previewed_sheets,
)


def _pairings(request: HttpRequest) -> Any:
    return offered_pairings(request.user)


def _uploads(request: HttpRequest) -> Any:
    return Upload.objects.filter(by=request.user).select_related("by", "job")


@needs("import")
def import_list(request: HttpRequest) -> HttpResponse:
    """The place to hand a workbook in, and what was handed in before."""
    error = ""
    if request.method == "POST":
        try:
            upload = _receive(request)
            if upload.large:
                return redirect("job", begin_plan(request.user, upload).pk)
            return redirect("import", upload.pk)
        except LedgerError as refusal:
            error = str(refusal)
    pairings = list(_pairings(request))
    asked = request.POST.get("partnership", str(pairings[0].pk) if len(pairings) == 1 else "")
    context = {
        "partnerships": pairings,
        "chosen": int(asked) if asked.isdecimal() else None,
        "uploads": _uploads(request)[:30],
        "error": error,
        "crumbs": [(_("台账"), reverse("books")), (_("导入"), "")],
    }
    return render(request, "imports/list.html", context, status=422 if error else 200)


def _receive(request: HttpRequest) -> Upload:
    file = request.FILES.get("file")
    if file is None:
        raise LedgerError(_("请先选择一个 Excel 文件。"))
    if (file.size or 0) > LARGEST_FILE:
        size = (file.size or 0) // 1024 // 1024
        sentence = _("“%(name)s”有 %(size)s MB，超过 50 MB。请删去图片，或分成几个文件再传。")
        raise LedgerError(sentence % {"name": file.name, "size": size})
    return receive(request.user, file.read(), file.name or "", _chosen_pairing(request))


def _chosen_pairing(request: HttpRequest) -> Partnership | None:
    """Whose rows are that name no sides themselves."""
    asked = request.POST.get("partnership", "")
    return _pairings(request).filter(pk=asked).first() if asked.isdecimal() else None


def _upload(request: HttpRequest, pk: int) -> Upload:
    """An upload of the user's own: nobody else sees what was handed in."""
    found = _uploads(request).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@needs("import")
def import_page(request: HttpRequest, pk: int) -> HttpResponse:
    """An upload: what each sheet is taken for and what each row would become; once written,
    what was written; while the worker is at it, how far it is."""
    upload = _upload(request, pk)
    if upload.job and upload.job.is_open:
        return redirect("job", upload.job.pk)
    return _page(request, upload)


def _page(request: HttpRequest, upload: Upload, error: str = "") -> HttpResponse:
    context: dict[str, Any] = {
        "upload": upload, "error": error or _unsettled(upload),
        "crumbs": [(_("台账"), reverse("books")), (_("导入"), reverse("imports")),
                   (upload.name, "")],
    }  # fmt: skip
    if upload.posted_at:
        context |= {"batches": _batches(request, upload), "posted": upload.choices.get("posted")}
    elif upload.large:
        preview = Preview.objects.filter(upload=upload).first()
        if preview:
            context |= {"preview": preview, "sheets": previewed_sheets(preview, request.GET)}
    else:
        context["sheets"] = planned_sheets(plan(request.user, upload), request.GET)
    if "sheets" in context:
        context |= _choices(request, context["sheets"])
    return render(request, "imports/page.html", context, status=422 if error else 200)


def _unsettled(upload: Upload) -> str:
    """Why what the worker was last asked to do with an upload came to nothing."""
    return upload.job.why if upload.job else ""


def _choices(request: HttpRequest, sheets: list[ShownSheet]) -> dict[str, Any]:
    """What may be done with an upload by what its sheets hold."""
    counts = sum((Counter(sheet.told.counts) for sheet in sheets), Counter())
    return {
        "books": kinds_of_sheet(settings.VOCABULARY_DIR).values(),
        "partnerships": _pairings(request),
        "counts": [(key, _(OUTCOME_WORDS[key]), counts[key]) for key in OUTCOMES],
        "faulty": counts[FAULTY],
        "only": only(request.GET),
        "writes": counts[NEW] + counts[CHANGED],
        "may_submit": may(request.user, "submit"),
    }


def _batches(request: HttpRequest, upload: Upload) -> list[Any]:
    names = books(settings.VOCABULARY_DIR)
    found = list(
        visible_to(
            request.user,
            upload.batches.select_related("partnership__helper", "partnership__recipient"),
        )
    )
    rows = (
        live(request.user)
        .filter(imported__in=found)
        .order_by()
        .values_list("imported", "book")
        .distinct()
    )
    held: dict[int, list[tuple[str, str]]] = {}
    for batch, code in rows:
        held.setdefault(batch, []).append((code, names[code].name if code in names else code))
    for batch in found:
        batch.books = sorted(held.get(batch.pk, []))
    return found


@require_POST
@needs("import")
def import_mapping(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a sheet for another book, or its columns for something else."""
    upload = _upload(request, pk)
    if upload.posted_at:
        raise Http404
    name, code = request.POST.get("sheet", ""), request.POST.get("book", "")
    columns = {
        int(field[7:]): key
        for field, key in request.POST.items()
        if field.startswith("column-") and field[7:].isdecimal() and key
    }
    if upload.large:
        chosen = {"sheet": name, "book": code, "columns": {str(at): k for at, k in columns.items()}}
        return redirect("job", begin_plan(request.user, upload, chosen).pk)
    sheets = mapped_sheets(request.user, upload)
    sheet = next((one for one in sheets if one.sheet.name == name), None)
    book = kinds_of_sheet(settings.VOCABULARY_DIR).get(code)
    if sheet is None or (code and book is None):
        raise Http404
    if book and sheet.layout and code != sheet.mapping.book:
        columns = sheet.guessed(book)
    choose(request.user, upload, sheet, code, columns)
    return redirect("import", pk)


@require_POST
@needs("import")
def import_pairing(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whose rows are that name no sides themselves."""
    upload = _upload(request, pk)
    if upload.posted_at:
        raise Http404
    belong(request.user, upload, _chosen_pairing(request))
    if upload.large:
        return redirect("job", begin_plan(request.user, upload).pk)
    return redirect("import", pk)


@require_POST
@needs("import")
def import_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a large upload looked through anew, against the ledger as it is now."""
    upload = _upload(request, pk)
    if upload.posted_at or not upload.large:
        raise Http404
    return redirect("job", begin_plan(request.user, upload).pk)


@require_POST
@needs("import")
def import_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Write an upload's rows."""
    upload = _upload(request, pk)
    chosen = {name: bool(request.POST.get(name)) for name in ("good_only", "submit")}
    try:
        if upload.large:
            return redirect("job", begin_post(request.user, upload, **chosen).pk)
        done = post(request.user, upload, **chosen)
    except LedgerError as error:
        return _page(request, upload, str(error))
    messages.success(
        request,
        _("新增 %(new)s 条，改动 %(changed)s 条") % {"new": done.created, "changed": done.changed},
        extra_tags=f"undo:{reverse('import-undo', args=[pk])}",
    )
    return redirect("import", pk)


@require_POST
@needs("import")
def import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a whole import back."""
    upload = _upload(request, pk)
    if upload.large and upload.posted_at and not upload.undone_at:
        return redirect("job", begin_undo(request.user, upload).pk)
    try:
        count = undo(request.user, upload)
    except LedgerError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("已整体撤销：%s 条记录回到导入以前的样子。") % count)
    return redirect("import", pk)


urlpatterns = [
    path("imports/", import_list, name="imports"),
    path("imports/<int:pk>/", import_page, name="import"),
    path("imports/<int:pk>/mapping/", import_mapping, name="import-mapping"),
    path("imports/<int:pk>/pairing/", import_pairing, name="import-pairing"),
    path("imports/<int:pk>/plan/", import_plan, name="import-plan"),
    path("imports/<int:pk>/post/", import_post, name="import-post"),
    path("imports/<int:pk>/undo/", import_undo, name="import-undo"),
]
