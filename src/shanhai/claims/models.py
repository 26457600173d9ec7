"""What was said: reports received, the claims read out of them, and what people made of those."""

from collections.abc import Sequence
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Substr

from shanhai.common import clock
from shanhai.common.indicators import indicator
from shanhai.common.models import AmountColumns, PeriodColumns
from shanhai.records.models import Record
from shanhai.registry.models import Node, Partnership
from shanhai.sources.models import Document, Span


class Report(Record):
    """A report received about one partnership. Reading it again adds claims of a new reading."""

    scope: ClassVar[str] = "partnership"
    findable = ("title",)

    class State(models.TextChoices):
        UNREAD = "unread", "待读"
        REVIEWING = "reviewing", "待审读"
        DONE = "done", "已审读"

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="reports", verbose_name="结对"
    )
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="reports", verbose_name="文本"
    )
    title = models.CharField("标题", max_length=300)
    published = models.DateField("发布日期", null=True, blank=True)
    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.UNREAD)
    reader = models.CharField("阅读器版本", max_length=20, blank=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    received_at = models.DateTimeField("收文时间", default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "来文"
        ordering = ["-received_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def found_by(cls, records: Sequence[Record]) -> dict[int, list[str]]:
        words = super().found_by(records)
        rows = cls.objects.filter(pk__in=list(words)).order_by()
        for key, name, text in rows.values_list("pk", "document__name", "document__text"):
            words[key] += [name, text]
        return words


class Claim(AmountColumns, PeriodColumns, Record):
    """One figure a report states, tied to its words. Never changed: a correction is a new claim
    by a person that replaces it, and what people decided stands in reviews."""

    scope: ClassVar[str] = "report__partnership"

    class Kind(models.TextChoices):
        ACT = "act", "事项"
        PERIOD_TOTAL = "period_total", "期间合计"
        READING = "reading", "累计读数"
        STOCK = "stock", "存量"
        PLAN = "plan", "计划"

    class Scope(models.TextChoices):
        EVENT = "event", "一次"
        PERIOD = "period", "一段时间"
        SINCE = "since", "自某时以来"
        TARGET = "target", "计划或承诺"

    class Origin(models.TextChoices):
        READER = "reader", "阅读器"
        PERSON = "person", "人工"

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="claims")
    span = models.ForeignKey(Span, on_delete=models.PROTECT, related_name="claims")
    sentence_start = models.PositiveIntegerField()
    sentence_end = models.PositiveIntegerField()
    kind = models.CharField("种类", max_length=14, choices=Kind.choices)
    extent = models.CharField("口径", max_length=8, choices=Scope.choices)
    indicator = models.CharField("指标", max_length=80, db_index=True)
    stage = models.CharField("阶段", max_length=10)
    each = models.BooleanField("每一", default=False)
    helper = models.ForeignKey(
        Node,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="谁的数（帮扶方）",
    )
    recipient = models.ForeignKey(
        Node,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="谁的数（受援方）",
    )
    confidence = models.FloatField("把握", default=1.0)
    rule = models.CharField("依据规则", max_length=80, blank=True)
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.READER)
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )

    class Meta:
        verbose_name = verbose_name_plural = "所述"
        ordering = ["report", "span__start", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(low__lte=F("high")), name="claim_interval_not_empty")
        ]

    def __str__(self) -> str:
        return f"{indicator(self.indicator, settings.VOCABULARY_DIR).name} {self.printed}"

    @classmethod
    def found_by(cls, records: Sequence[Record]) -> dict[int, list[str]]:
        """The indicator, and the sentence with the figure."""
        length = F("sentence_end") - F("sentence_start")
        rows = cls.objects.filter(pk__in=[one.pk for one in records]).order_by()
        said = rows.annotate(
            said=Substr("report__document__text", F("sentence_start") + 1, length)
        ).values_list("pk", "indicator", "said")
        return {
            key: [indicator(code, settings.VOCABULARY_DIR).name, sentence]
            for key, code, sentence in said
        }


class ClaimParty(models.Model):
    """Someone a claim names, as the text gives the name and as the registry knows them."""

    class Role(models.TextChoices):
        PROVIDER = "provider", "提供方"
        RECEIVER = "receiver", "接受方"
        SUBJECT_HELPER = "subject_helper", "主体（帮扶方）"
        SUBJECT_RECIPIENT = "subject_recipient", "主体（受援方）"

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="parties")
    role = models.CharField(max_length=18, choices=Role.choices)
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=120)
    node = models.ForeignKey(
        Node, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "所述的一方"
        ordering = ["claim", "role", "position"]


class ClaimPart(models.Model):
    """`part` is one of the stated parts of `whole`: of a total, or an 其中 of it."""

    whole = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="parts")
    part = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="wholes")
    complete = models.BooleanField("各部分合为整体")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["whole", "part"], name="part_once")]


class Review(models.Model):
    """What a person decided about a claim. Added, never overwritten: the newest counts."""

    ADDED: ClassVar[str] = "at"

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", "采纳"
        CORRECTED = "corrected", "更正"
        REJECTED = "rejected", "驳回"
        REOPENED = "reopened", "撤回判断"

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="reviews")
    decision = models.CharField(max_length=10, choices=Decision.choices)
    why = models.CharField("理由", max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = verbose_name_plural = "审读"
