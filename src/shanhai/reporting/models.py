"""Documents issued: frozen copies whose numbers keep their sources."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from shanhai.common import clock
from shanhai.common.models import PeriodColumns
from shanhai.records.models import Record
from shanhai.registry.models import Partnership
from shanhai.sources.models import Blob


class IssuedReport(PeriodColumns, Record):
    """A Word document as issued: the clean edition (正式稿) and the checked edition (核校稿)."""

    scope: ClassVar[str] = "partnership"
    findable = ("title",)

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="issued_reports"
    )
    template = models.CharField("文种", max_length=30)
    title = models.CharField("标题", max_length=200)
    clean = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    checked = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    figures = models.JSONField("所用数字", help_text="每个数字的键、写法与来源，出具时冻结")
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    issued_at = models.DateTimeField("出具时间", default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "出具文件"
        ordering = ["-issued_at", "-pk"]

    def __str__(self) -> str:
        return self.title
