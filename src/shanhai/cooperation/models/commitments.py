"""What an agreement promised, what became of it, and how the agreement was changed."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from shanhai.common import clock
from shanhai.common.models import AmountColumns
from shanhai.records.models import Record, Ref
from shanhai.registry.models import Agreement, Node


class Commitment(AmountColumns, Record):
    """One promise of an agreement: how much of what, by whom, until when. What was delivered is
    never stored here: it is computed from the entries linked to it."""

    scope: ClassVar[str] = "agreement__partnership"
    findable = ("title",)
    kept_rows = {"deliveries": "兑现的台账记录"}

    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="commitments", verbose_name="协议"
    )
    title = models.CharField("承诺", max_length=200)
    indicator = models.CharField("指标", max_length=80, blank=True)
    owner = models.ForeignKey(
        Node, on_delete=models.PROTECT, related_name="+", verbose_name="承诺方"
    )
    due = models.DateField("期限", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "协议承诺"
        ordering = ["agreement", "due", "pk"]

    def __str__(self) -> str:
        return self.title

    def belongings(self) -> dict[str, str]:
        rows = self.deliveries.select_related("entry")
        return {"兑现的台账记录": "；".join(row.entry.label for row in rows)}


class Delivery(models.Model):
    """An entry delivers on a commitment. The entry is known by its identity alone."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="deliveries")
    entry = models.ForeignKey(Ref, on_delete=models.PROTECT, related_name="delivers")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["commitment", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "entry"], name="delivery_once")
        ]


class Amendment(Record):
    """A change both sides signed after the agreement: what it was before, what it is after."""

    scope: ClassVar[str] = "agreement__partnership"

    class Subject(models.TextChoices):
        START = "start", "起始日"
        END = "end", "到期日"
        COMMITMENT = "commitment", "承诺的数额"
        CLAUSE = "clause", "条款"

    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="amendments", verbose_name="协议"
    )
    signed_on = models.DateField("签订日")
    subject = models.CharField("变更什么", max_length=12, choices=Subject.choices)
    commitment = models.ForeignKey(
        Commitment,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="amendments",
        verbose_name="承诺",
    )
    before = models.TextField("变更前", blank=True)
    after = models.TextField("变更后")

    class Meta:
        verbose_name = verbose_name_plural = "协议变更"
        ordering = ["signed_on", "pk"]

    def __str__(self) -> str:
        return f"{self.signed_on} {self.get_subject_display()}"
