"""A book as a workbook: at once, or, when it has very many rows, by the worker."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django_tasks import task

from shanhai.accounts.models import User
from shanhai.common.progress import tell
from shanhai.ledger.books import Book
from shanhai.ledger.models import Entry
from shanhai.ledger.queries import written_out
from shanhai.ledger.workbooks.out import heads, lines
from shanhai.records.jobs.queries import file_of, jobs_of
from shanhai.records.jobs.services import begin, carry_out, finish
from shanhai.records.models import Job
from shanhai.registry.queries import may, seen_as_of
from shanhai.web.access import needs
from shanhai.web.keys import asked_day
from shanhai.web.lists import dated, export, exported_amount
from shanhai.web.pages.books import (
    PAGE,
    Bounded,
    asking,
    book_named,
    counted_of,
    register_of,
    sheet_filter,
    sheet_rows,
    totals_of,
)
from shanhai.web.past import in_the_past
from shanhai.web.presentation import STAGE_WORDS, Linked
from shanhai.web.sheets import XLSX, Sheet, workbook, write

EXPORT = "export"
_CHUNK = 1000


class Refused(Exception):
    """Why a book is not exported."""


@needs("export")
@in_the_past
def book_export(request: HttpRequest, code: str) -> HttpResponse:
    """Exactly the rows the sheet shows, all pages, as a workbook."""
    book = book_named(code)
    if book.objects:
        return export(request, register_of(book), reverse("book", args=[code]))
    rows = _rows(request.user, book, request.GET)
    if Bounded(rows, PAGE).beyond:
        asked = {"book": book.code, "query": request.GET.urlencode(), "site": _site(request)}
        job = begin(request.user, EXPORT, dated(book.name), export_large, **asked)
        return redirect("job", job.pk)
    found = lines(book, rows.iterator(chunk_size=_CHUNK))
    return workbook(dated(book.name), _sheet(book, found, rows, request.GET, _site(request)))


def _site(request: HttpRequest) -> str:
    """What every address a file leads to begins with."""
    return request.build_absolute_uri("/").removesuffix("/")


def _sheet(
    book: Book, found: Iterable[Sequence[Any]], rows: QuerySet[Entry], asked: QueryDict, site: str
) -> Sheet:
    """A book that leads: each row to its entry's page with its vouchers, the count of the rows and
    their totals to the very rows on the page of the book."""
    headings, there = heads(book), f"{site}{reverse('book', args=[book.code])}"
    totals = totals_of(asked, counted_of(rows, sheet_filter(asked, book.code)))
    return Sheet(
        headings, found, headings.index("系统编号"), f"{site}/entries/",
        f"{there}{asking(asked, page=None)}", totals_sheet(totals, there),
    )  # fmt: skip


def totals_sheet(totals: Iterable[dict[str, Any]], there: str) -> Sheet:
    """Totals as a page tells them; each number leads to the rows on `there` that make it."""
    headings = [_("指标"), _("阶段"), _("相加的行"), _("合计"), _("单位"), _("算法")]
    how = _("左表中计入合计的行相加：已有汇总的明细、“其中”的分项不再加")
    found = []
    for one in totals:
        total, rows = one["total"], f"{there}{one['rows']}"
        number, unit = exported_amount(total.amount)
        found.append([one["name"], str(STAGE_WORDS[total.stage]), Linked(total.rows, rows),
                      Linked(number, rows), unit, how])  # fmt: skip
    return Sheet(headings, found)


def _rows(user: User, book: Book, asked: QueryDict) -> QuerySet[Entry]:
    return written_out(sheet_rows(user, sheet_filter(asked, book.code)))


@task()
def export_large(job: int) -> None:
    """Write a book with very many rows into a file that waits for its person."""
    carry_out(job, _export, Refused)


def _export(job: Job) -> None:
    if not may(job.by, "export"):
        raise Refused(_("您的角色没有“导出”的权限。"))
    day = asked_day(QueryDict(job.asked["query"]))
    with seen_as_of(job.by, day) if day else nullcontext():
        count, digest = _write(job)
    size = file_of(job).stat().st_size
    with transaction.atomic():
        finish(job, rows=count, digest=digest, size=size)


def _write(job: Job) -> tuple[int, str]:
    book = book_named(job.asked["book"])
    rows = _rows(job.by, book, QueryDict(job.asked["query"]))
    target = file_of(job)
    target.parent.mkdir(parents=True, exist_ok=True)
    total = rows.order_by().count()
    found = lines(book, _told(rows.iterator(chunk_size=_CHUNK), total))
    sheet = _sheet(book, found, rows, QueryDict(job.asked["query"]), job.asked["site"])
    with target.open("wb") as file:
        return write(file, job.name, sheet)


def _told(rows: Iterable[Entry], total: int) -> Iterator[Entry]:
    for number, row in enumerate(rows, start=1):
        if number % _CHUNK == 0:
            tell("export", number, total)
        yield row


@needs("export")
def job_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file one's own job wrote."""
    job = jobs_of(request.user).filter(pk=pk, kind=EXPORT, state=Job.State.DONE).first()
    if job is None or not file_of(job).exists():
        raise Http404
    return FileResponse(
        file_of(job).open("rb"), as_attachment=True, filename=f"{job.name}.xlsx", content_type=XLSX
    )


urlpatterns = [
    path("books/<str:code>/export.xlsx", book_export, name="book-export"),
    path("jobs/<int:pk>/file.xlsx", job_file, name="job-file"),
]
