"""来文: the reports received, to find again and to take along."""

from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from shanhai.claims.models import Report
from shanhai.registry.models import Partnership
from shanhai.registry.queries import may, visible_to
from shanhai.web.access import needs
from shanhai.web.sheets import Sheet, workbook

ORDERS = {
    "received": "-received_at", "published": "-published", "title": "title",
}  # fmt: skip


def _rows(request: HttpRequest) -> QuerySet[Report]:
    rows = visible_to(request.user, Report.objects.filter(ref__archived_at__isnull=True))
    query = request.GET
    if query.get("q", "").strip():
        rows = rows.filter(document__text__contains=query["q"].strip()) | rows.filter(
            title__contains=query["q"].strip()
        )
    if query.get("partnership", "").isdigit():
        rows = rows.filter(partnership=int(query["partnership"]))
    if query.get("state") in Report.State.values:
        rows = rows.filter(state=query["state"])
    rows = rows.select_related("partnership__helper", "partnership__recipient", "document")
    rows = rows.defer("document__text").annotate(said=Count("claims", distinct=True))
    return rows.order_by(ORDERS.get(query.get("sort", ""), "-received_at"), "-pk")


@needs("view")
def report_list(request: HttpRequest) -> HttpResponse:
    """The list, or exactly what it shows as a workbook (?export=1)."""
    rows = _rows(request)
    if request.GET.get("export") and may(request.user, "export"):
        return workbook(_("来文"), _sheet(rows))
    context: dict[str, Any] = {
        "rows": rows[:500],
        "total": rows.count(),
        "partnerships": visible_to(
            request.user, Partnership.objects.filter(parent__isnull=True)
        ).select_related("helper", "recipient"),
        "states": Report.State.choices,
        "may_intake": may(request.user, "intake"),
        "may_export": may(request.user, "export"),
    }
    return render(request, "review/list.html", context)


def _sheet(rows: QuerySet[Report]) -> Sheet:
    return Sheet(
        [_("标题"), _("结对"), _("发布日期"), _("收文时间"), _("状态"), _("所述条数"), _("文件")],
        (
            [row.title, str(row.partnership), row.published, row.received_at.date(),
             row.get_state_display(), row.said, row.document.name]
            for row in rows.iterator()
        ),
    )  # fmt: skip


urlpatterns = [path("reports/", report_list, name="reports")]
