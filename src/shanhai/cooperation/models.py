"""What the two sides do together: meetings and what was decided there."""

from typing import ClassVar

from django.db import models

from shanhai.records.models import Record
from shanhai.registry.models import Node, Partnership


class Meeting(Record):
    """A meeting of a partnership (联席会议, 座谈会, 调度会 …)."""

    scope: ClassVar[str] = "partnership"

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="meetings", verbose_name="结对"
    )
    kind = models.CharField("类型", max_length=20)
    title = models.CharField("名称", max_length=200)
    held_on = models.DateField("日期", null=True, blank=True)
    place = models.CharField("地点", max_length=120, blank=True)
    minutes = models.TextField("纪要", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "会议"
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return self.title


class ActionItem(Record):
    """Something a meeting decided (议定事项): who, until when, how far."""

    scope: ClassVar[str] = "partnership"

    class State(models.TextChoices):
        OPEN = "open", "未完成"
        DONE = "done", "已办结"
        VERIFIED = "verified", "已核实"

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="action_items", verbose_name="结对"
    )
    meeting = models.ForeignKey(
        Meeting,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="action_items",
        verbose_name="会议",
    )
    title = models.CharField("事项", max_length=300)
    owner = models.ForeignKey(
        Node, on_delete=models.PROTECT, related_name="+", verbose_name="责任单位"
    )
    due = models.DateField("时限", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)
    progress = models.TextField("进展", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "议定事项"
        ordering = ["due", "pk"]

    def __str__(self) -> str:
        return self.title
