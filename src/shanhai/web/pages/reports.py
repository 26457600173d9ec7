"""来文: the reports received, to find again and to take along."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _lazy

from shanhai.claims.models import Report
from shanhai.claims.queries import shown_counts
from shanhai.registry.queries import visible_to
from shanhai.web.access import needs
from shanhai.web.lists import (
    DATE,
    NUMBER,
    PAIRING,
    STATE,
    Button,
    Choice,
    Column,
    Days,
    Listing,
    pairing_filter,
    show,
)


def _rows(request: HttpRequest) -> QuerySet[Report]:
    rows = visible_to(request.user, Report.objects.filter(ref__archived_at__isnull=True))  # type: ignore[arg-type]
    rows = rows.select_related("partnership__helper", "partnership__recipient", "document")
    return rows.defer("document__text")


def _count_claims(rows: list[Any]) -> None:
    said = shown_counts(rows)
    for row in rows:
        row.said = said.get(row.pk, 0)


REPORTS = Listing(
    name="reports",
    title=_lazy("来文"),
    note=_lazy("收到的报道和材料；点开一篇，对着原文审读其中的数字。"),
    rows=_rows,
    columns=(
        Column("title", _lazy("标题"), lambda row: row.title, sort="title"),
        Column("partnership", _lazy("结对"), lambda row: row.partnership, PAIRING),
        Column("published", _lazy("发布日期"), lambda row: row.published, DATE, "published"),
        Column("received", _lazy("收文时间"), lambda row: row.received_at, DATE, "received_at"),
        Column("said", _lazy("所述条数"), lambda row: row.said, NUMBER),
        Column("state", _lazy("状态"), lambda row: (row.state, row.get_state_display()), STATE,
               "state"),
        Column("file", _lazy("文件"), lambda row: row.document.name, shown=False),
    ),
    order="-received_at",
    filters=(
        pairing_filter(),
        Choice("state", _lazy("状态"), Report.State.choices, "state"),
        Days("published", _lazy("发布日期"), "published"),
    ),
    search=("title__icontains", "document__text__contains"),
    search_hint=_lazy("标题或正文里的词"),
    url=lambda row: reverse("review", args=[row.pk]),
    complete=_count_claims,
    buttons=(Button(_lazy("收文"), "intake", "intake"),),
    empty=(_lazy("还没有来文"), _lazy("收一篇报道，系统读出其中的数字，等您审读。")),
    icon="file",
)  # fmt: skip


@needs("view")
def report_list(request: HttpRequest) -> HttpResponse:
    """The reports one may see."""
    return show(request, REPORTS)


urlpatterns = [path("reports/", report_list, name="reports")]
