"""What is aimed for: targets and commitments, planned or promised."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from shanhai.common.amounts import written
from shanhai.common.indicators import indicator
from shanhai.common.models import AmountColumns, PeriodColumns
from shanhai.records.models import Record
from shanhai.registry.models import Node, Partnership
from shanhai.sources.models import Span


class Target(AmountColumns, PeriodColumns, Record):
    """One aim of a partnership for a period, with the words it was set in when there are any."""

    scope: ClassVar[str] = "partnership"

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="targets", verbose_name="结对"
    )
    title = models.CharField("事项", max_length=200, blank=True)
    helper = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    indicator = models.CharField("指标", max_length=80, db_index=True)
    stage = models.CharField("阶段", max_length=10, default="planned")
    span = models.ForeignKey(
        Span, null=True, blank=True, on_delete=models.PROTECT, related_name="targets"
    )
    note = models.CharField("依据", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "目标"
        ordering = ["-period_end", "indicator", "pk"]

    def __str__(self) -> str:
        name = indicator(self.indicator, settings.VOCABULARY_DIR).name
        return f"{name} {self.printed or written(self.units) + self.unit}"
