"""Industry: parks, workshops, the enterprises brought, and what is read of them over time."""

from typing import ClassVar

from django.db import models

from shanhai.common.amounts import written
from shanhai.common.models import PointColumns, in_order
from shanhai.records.models import Record, Ref
from shanhai.registry.models import Node, Partnership

WAN = 10_000


class Site(PointColumns, Record):
    """Somewhere people work that the two sides built together, from one day to another."""

    scope: ClassVar[str] = "partnership"
    findable = ("title", "note")
    kept_rows = {"readings": "读数"}

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="%(class)ss", verbose_name="结对"
    )
    title = models.CharField("名称", max_length=200)
    kind = models.CharField("类型", max_length=20)
    site = models.ForeignKey(
        Node, on_delete=models.PROTECT, related_name="+", verbose_name="所在地"
    )
    opened_on = models.DateField("建成或认定", null=True, blank=True)
    closed_on = models.DateField("停办", null=True, blank=True)
    owner = models.CharField("产权归属", max_length=120, blank=True)
    income_use = models.CharField("收益用途", max_length=200, blank=True)
    note = models.TextField("备注", blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


class Park(Site):
    """A park or base built together (共建园区): kinds are data, vocabulary/work.yaml."""

    mu = models.PositiveIntegerField("面积（亩）", null=True, blank=True)
    partners = models.CharField("共建方", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "园区"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=in_order("opened_on", "closed_on"),
                name="park_closes_after_opening",
            )
        ]


class Workshop(Site):
    """A workshop that gives work near home (帮扶车间), also for the disabled."""

    firm = models.ForeignKey(
        Node, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name="经营单位",
    )  # fmt: skip
    document = models.CharField("认定文号", max_length=80, blank=True)
    posts = models.PositiveIntegerField("岗位数", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "帮扶车间"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=in_order("opened_on", "closed_on"),
                name="workshop_closes_after_opening",
            )
        ]


class Venture(Record):
    """An enterprise's investment that was brought (引进企业): 意向 → 签约 → 开工 → 投产. What it
    promised and what arrived stands in the ledger."""

    scope: ClassVar[str] = "partnership"
    findable = ("title", "product", "note")
    kept_rows = {"steps": "进度", "readings": "读数"}

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="ventures", verbose_name="结对"
    )
    title = models.CharField("项目", max_length=200)
    firm = models.ForeignKey(
        Node, on_delete=models.PROTECT, related_name="ventures", verbose_name="企业"
    )
    origin = models.ForeignKey(
        Node, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name="来源地",
    )  # fmt: skip
    rung = models.CharField("进度", max_length=20, default="intent")
    lead = models.CharField("引进途径", max_length=120, blank=True)
    product = models.CharField("产品", max_length=120, blank=True)
    link = models.CharField("联农方式", max_length=200, blank=True)
    park = models.ForeignKey(
        Park, null=True, blank=True, on_delete=models.PROTECT, related_name="tenants",
        verbose_name="落地园区",
    )  # fmt: skip
    entered_on = models.DateField("入驻", null=True, blank=True)
    left_on = models.DateField("退出", null=True, blank=True)
    note = models.TextField("备注", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "引进企业"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["partnership", "rung"], name="venture_rung")]
        constraints = [
            models.CheckConstraint(
                condition=in_order("entered_on", "left_on"),
                name="venture_leaves_after_entering",
            )
        ]

    def __str__(self) -> str:
        return self.title


class VentureStep(models.Model):
    """A rung an investment reached on a day."""

    venture = models.ForeignKey(Venture, on_delete=models.CASCADE, related_name="steps")
    rung = models.CharField("进度", max_length=20)
    on = models.DateField("日期")
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        ordering = ["venture", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["venture", "rung"], name="venture_rung_once")
        ]

    def __str__(self) -> str:
        return f"{self.rung} {self.on}"


class Reading(models.Model):
    """What was read of a park, a workshop or an enterprise on a day. A later reading supersedes an
    earlier one; readings are never added. `output` and `rent` are a year's, in 1/10,000 元."""

    of = models.ForeignKey(Ref, on_delete=models.PROTECT, related_name="readings")
    on = models.DateField("日期")
    jobs = models.PositiveIntegerField("就业人数", null=True, blank=True)
    formerly_poor = models.PositiveIntegerField("其中脱贫人口", null=True, blank=True)
    disabled = models.PositiveIntegerField("其中残疾人", null=True, blank=True)
    output = models.BigIntegerField("年产值（万分之一元）", null=True, blank=True)
    rent = models.BigIntegerField("年租金（万分之一元）", null=True, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        ordering = ["of", "-on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["of", "on"], name="reading_once_a_day")]

    def __str__(self) -> str:
        parts = [str(self.on)]
        parts += [] if self.jobs is None else [f"就业{self.jobs}人"]
        parts += [] if self.output is None else [f"产值{written(self.output, WAN)}万元"]
        return " ".join(parts)
