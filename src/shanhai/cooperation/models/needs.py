"""What one side is short of (所需) and what the other can give (所能)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shanhai.common.amounts import Amount
from shanhai.records.models import Record
from shanhai.registry.models import Node, Partnership


class Want(Record):
    """What a need and an offer share: who of which side publishes what, how much, until when."""

    scope: ClassVar[str] = "partnership"
    findable = ("title", "details")

    class Side(models.TextChoices):
        HELPER = "helper", "帮扶方"
        RECIPIENT = "recipient", "受援方"

    class State(models.TextChoices):
        OPEN = "open", "待对接"
        MATCHED = "matched", "已对接"
        DELIVERING = "delivering", "交付中"
        DELIVERED = "delivered", "已交付"
        WITHDRAWN = "withdrawn", "已撤回"
        LAPSED = "lapsed", "已过期"

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="%(class)ss", verbose_name="结对"
    )
    side = models.CharField("哪一方", max_length=10, choices=Side.choices)
    publisher = models.ForeignKey(
        Node, on_delete=models.PROTECT, related_name="+", verbose_name="发布单位"
    )
    title = models.CharField("事项", max_length=200)
    field = models.CharField("领域", max_length=20)
    units = models.BigIntegerField("数量")
    unit = models.CharField("单位", max_length=16)
    details = models.TextField("说明", blank=True)
    published_on = models.DateField("发布日期")
    deadline = models.DateField("截止日期", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)

    class Meta:
        abstract = True
        ordering: ClassVar = ["published_on", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["state", "published_on"], name="%(class)s_waiting"),
            models.Index(fields=["partnership", "field"], name="%(class)s_field"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(deadline__isnull=True) | Q(deadline__gte=F("published_on")),
                name="%(class)s_ends_after_it_is_published",
            ),
            models.CheckConstraint(condition=Q(units__gt=0), name="%(class)s_is_some"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def amount(self) -> Amount:
        return Amount.exactly(self.units, self.unit)


class Need(Want):
    """What a side is short of (所需)."""

    class Meta(Want.Meta):
        verbose_name = verbose_name_plural = "所需"


class Offer(Want):
    """What a side can give (所能)."""

    class Meta(Want.Meta):
        verbose_name = verbose_name_plural = "所能"
