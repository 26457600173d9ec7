"""The only place that knows both what was said and what was recorded."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from shanhai.claims.models import Claim
from shanhai.common import clock
from shanhai.common.amounts import Amount
from shanhai.cooperation.models import Need, Offer
from shanhai.ledger.models import Entry
from shanhai.records.models import Record
from shanhai.registry.models import Agreement
from shanhai.targets.models import Target


class Match(Record):
    """A claim beside what may be the same fact: an entry, a target, or (neither given) the
    figure recorded under the claim's key."""

    scope: ClassVar[str] = "claim__report__partnership"

    class Origin(models.TextChoices):
        PROPOSED = "proposed", "系统比对"
        DRAFTED = "drafted", "由所述起草"
        PERSON = "person", "人工关联"

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="matches")
    entry = models.ForeignKey(
        Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="matches"
    )
    target = models.ForeignKey(
        Target, null=True, blank=True, on_delete=models.PROTECT, related_name="matches"
    )
    origin = models.CharField(max_length=10, choices=Origin.choices)
    score = models.FloatField("相似度", default=0)
    reasons = models.CharField("理由", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "比对"
        ordering = ["-score", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "entry", "target"], name="match_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.claim} / {self.entry or self.target or '合计'}"


class Judgement(models.Model):
    """What a person judged of a match. Added, never overwritten: the newest counts."""

    ADDED: ClassVar[str] = "at"

    class Verdict(models.TextChoices):
        SAME = "same", "是同一事"
        DIFFERENT = "different", "不是同一事"
        UNSURE = "unsure", "存疑"

    match = models.ForeignKey(Match, on_delete=models.PROTECT, related_name="judgements")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    why = models.CharField("理由", max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = verbose_name_plural = "判断"


class Supply(Record):
    """An offer set against a need (对接): how much of it, why the two suit each other, and what
    came of it: an agreement, entries, delivery."""

    scope: ClassVar[str] = "need__partnership"

    class State(models.TextChoices):
        AGREED = "agreed", "已对接"
        DELIVERING = "delivering", "交付中"
        DELIVERED = "delivered", "已交付"
        DROPPED = "dropped", "已解除"

    need = models.ForeignKey(
        Need, on_delete=models.PROTECT, related_name="supplies", verbose_name="所需"
    )
    offer = models.ForeignKey(
        Offer, on_delete=models.PROTECT, related_name="supplies", verbose_name="所能"
    )
    units = models.BigIntegerField("数量")
    unit = models.CharField("单位", max_length=16)
    score = models.FloatField("契合度", default=0)
    reasons = models.CharField("理由", max_length=500, blank=True)
    agreed_on = models.DateField("对接日期")
    agreement = models.ForeignKey(
        Agreement,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="supplies",
        verbose_name="协议",
    )
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.AGREED)

    class Meta:
        verbose_name = verbose_name_plural = "对接"
        ordering = ["-agreed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["need", "offer"], condition=~Q(state="dropped"), name="supply_once"
            ),
            models.CheckConstraint(condition=Q(units__gt=0), name="supply_is_some"),
        ]

    def __str__(self) -> str:
        return f"{self.need} ← {self.offer}"

    @property
    def amount(self) -> Amount:
        return Amount.exactly(self.units, self.unit)


class SupplyEntry(models.Model):
    """An entry that records a delivery of a supply."""

    supply = models.ForeignKey(Supply, on_delete=models.CASCADE, related_name="deliveries")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="supply_entry")

    class Meta:
        ordering = ["pk"]
        verbose_name = verbose_name_plural = "交付记录"
