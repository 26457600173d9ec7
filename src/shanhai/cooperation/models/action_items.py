"""What was decided and by whom it is to be done."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from shanhai.records.models import Record, Ref
from shanhai.registry.models import Node, Partnership


class ActionItem(Record):
    """An action item (议定事项): whose, until when, how far. Raised from any object; its `source`
    is that object's identity. What is not verified comes back in the next meeting by itself:
    queries.carried_into."""

    scope: ClassVar[str] = "partnership"
    findable = ("title", "progress")

    class State(models.TextChoices):
        OPEN = "open", "未完成"
        RETURNED = "returned", "退回重办"
        DONE = "done", "已办结，待核实"
        VERIFIED = "verified", "已核实"

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="action_items", verbose_name="结对"
    )
    source = models.ForeignKey(
        Ref,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="raised",
        verbose_name="提出于",
    )
    title = models.CharField("事项", max_length=300)
    owner = models.ForeignKey(
        Node, on_delete=models.PROTECT, related_name="+", verbose_name="责任单位"
    )
    raised_on = models.DateField("议定日期", null=True, blank=True)
    due = models.DateField("时限", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)
    progress = models.TextField("办结情况和佐证", blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="办结人",
    )
    done_on = models.DateField("办结日期", null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="核实人",
    )
    verified_on = models.DateField("核实日期", null=True, blank=True)
    remark = models.CharField("核实或退回的意见", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "议定事项"
        ordering = ["due", "pk"]
        indexes = [models.Index(fields=["partnership", "state", "due"], name="item_open")]

    def __str__(self) -> str:
        return self.title
