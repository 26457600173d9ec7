"""公开的数: what was approved for publication, for anyone, with the rows each total is made of."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from shanhai.common.indicators import indicator
from shanhai.common.keys import STAGE_NAMES, Stage
from shanhai.ledger.models import Entry
from shanhai.ledger.queries import SheetFilter, choices, published, years
from shanhai.registry.models import Partnership
from shanhai.web.access import public
from shanhai.web.pages.book_exports import totals_sheet
from shanhai.web.pages.books import (
    ALL,
    PAGE,
    asked_again,
    counted_of,
    only_words,
    sheet_filter,
    totals_of,
    turning,
    unnarrowed,
)
from shanhai.web.presentation import Linked
from shanhai.web.sheets import Sheet, workbook


def _name(code: str) -> str:
    return _(indicator(code, settings.VOCABULARY_DIR).name)


def _asked(chosen: SheetFilter) -> QuerySet[Entry]:
    rows = published(chosen)
    return counted_of(rows, chosen) if chosen.counted else rows


@public
def published_rows(request: HttpRequest) -> HttpResponse:
    """Totals and the rows they are made of; everybody can add them up again."""
    chosen = sheet_filter(request.GET, ALL.code)
    everything, rows = published(SheetFilter()), _asked(chosen)
    page = Paginator(rows.select_related("helper", "recipient"), PAGE).get_page(
        request.GET.get("page")
    )
    counted = counted_of(rows, chosen)
    shown = set(counted.filter(pk__in=[row.pk for row in page]).values_list("pk", flat=True))
    context = {
        "chosen": chosen, "page": page,
        "rows": [(row, _name(row.indicator), row.pk in shown, f"?entry={row.pk}") for row in page],
        "totals": totals_of(request.GET, counted), "only": only_words(chosen),
        "all_stages": unnarrowed(request),
        "years": years(everything),
        "indicators": [(code, _name(code)) for code in choices(everything, "indicator")],
        "partnerships": Partnership.objects.filter(
            pk__in=everything.order_by().values("partnership")
        ).select_related("helper", "recipient"),
        "export_query": asked_again(request, page=None),
        **turning(request, page),
    }  # fmt: skip
    return render(request, "public/page.html", context)


@public
def published_export(request: HttpRequest) -> HttpResponse:
    """The same rows, all pages, as a workbook whose marked rows add up to the totals."""
    chosen = sheet_filter(request.GET, ALL.code)
    rows = _asked(chosen)
    headings = [_("编号"), _("事项"), _("起"), _("止"), _("帮扶方"), _("受援方"), _("指标"),
                _("数"), _("单位"), _("阶段"), _("计入合计"), _("批准公开")]  # fmt: skip
    there = request.build_absolute_uri(reverse("public"))
    totals = totals_sheet(totals_of(request.GET, counted_of(rows, chosen)), there)
    page = f"{there}{asked_again(request, page=None)}"
    lines = _lines(request, rows, chosen)
    return workbook(_("公开的数"), Sheet(headings, lines, page=page, totals=totals))


def _lines(request: HttpRequest, rows: QuerySet[Entry], chosen: SheetFilter) -> Iterator[list[Any]]:
    counted = set(counted_of(rows, chosen).values_list("pk", flat=True))
    for row in rows.select_related("helper", "recipient").iterator(chunk_size=1000):
        its = request.build_absolute_uri(f"{reverse('public')}?entry={row.pk}")
        yield [Linked(row.pk, its), row.title, row.period_start, row.period_end, row.helper.name,
               row.recipient.name, _name(row.indicator), str(row.amount), row.unit,
               STAGE_NAMES[Stage(row.stage)], _("是") if row.pk in counted else _("否"),
               localtime(row.published_at).date()]  # fmt: skip


urlpatterns = [
    path("public/", published_rows, name="public"),
    path("public/export.xlsx", published_export, name="public-export"),
]
