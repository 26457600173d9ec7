"""Villages and tourism: what is built in demonstration villages, and who comes to see it."""

from typing import ClassVar

from django.db import models

from shanhai.common.amounts import BOUND_WORDS, written
from shanhai.common.models import AmountColumns, PeriodColumns, PointColumns, in_order
from shanhai.records.models import Record
from shanhai.registry.models import Node, Partnership


class ShowVillage(PointColumns, Record):
    """A demonstration village (示范村) or a belt of several (示范带), since it was named so."""

    scope: ClassVar[str] = "partnership"
    findable = ("title", "note")
    kept_rows = {"villages": "所含村", "facilities": "设施"}

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="show_villages", verbose_name="结对"
    )
    title = models.CharField("名称", max_length=200)
    kind = models.CharField("类型", max_length=20)
    villages = models.ManyToManyField(Node, related_name="shown_in", verbose_name="所含村")
    level = models.CharField("级别", max_length=20, blank=True)
    named_on = models.DateField("认定", null=True, blank=True)
    ended_on = models.DateField("取消认定", null=True, blank=True)
    document = models.CharField("认定文号", max_length=80, blank=True)
    goal = models.TextField("建设内容", blank=True)
    note = models.TextField("备注", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "示范村"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=in_order("named_on", "ended_on"),
                name="show_village_ends_after_naming",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def belongings(self) -> dict[str, str]:
        return {
            "所含村": "、".join(village.name for village in self.villages.all()),
            "设施": "；".join(str(row) for row in self.facilities.all()),
        }


class Facility(models.Model):
    """Something built for the people of a demonstration village, or planned."""

    of = models.ForeignKey(ShowVillage, on_delete=models.CASCADE, related_name="facilities")
    title = models.CharField("设施", max_length=120)
    due = models.DateField("计划建成", null=True, blank=True)
    finished_on = models.DateField("建成", null=True, blank=True)
    households = models.PositiveIntegerField("受益户", null=True, blank=True)
    project = models.ForeignKey(
        "cooperation.Project", null=True, blank=True, on_delete=models.PROTECT,
        related_name="facilities", verbose_name="建设项目",
    )  # fmt: skip

    class Meta:
        ordering = ["of", "due", "pk"]
        constraints = [models.UniqueConstraint(fields=["of", "title"], name="facility_once")]

    def __str__(self) -> str:
        return f"{self.title} {self.finished_on or ''}".strip()


class Promotion(Record):
    """Culture and tourism promoted to the other side's people (粤客游黔, 黔友探粤): an event, a
    route, a tour; planned until it was held or launched."""

    scope: ClassVar[str] = "partnership"
    findable = ("title", "place", "note")
    findable_rows = (("stops", "name"),)
    kept_rows = {"stops": "沿线各站", "results": "成效"}

    class Direction(models.TextChoices):
        TO_RECIPIENT = "to_recipient", "帮扶方客人到受援方"
        TO_HELPER = "to_helper", "受援方客人到帮扶方"

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="promotions", verbose_name="结对"
    )
    title = models.CharField("名称", max_length=200)
    kind = models.CharField("类型", max_length=20)
    direction = models.CharField("方向", max_length=14, choices=Direction.choices)
    place = models.CharField("地点或线路", max_length=200, blank=True)
    planned_on = models.DateField("计划日期", null=True, blank=True)
    held_on = models.DateField("举办或推出", null=True, blank=True)
    ended_on = models.DateField("结束", null=True, blank=True)
    note = models.TextField("备注", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "文旅推介"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title

    def belongings(self) -> dict[str, str]:
        return {
            "沿线各站": "—".join(stop.name for stop in self.stops.all()),
            "成效": "；".join(str(row) for row in self.results.all()),
        }


class RouteStop(models.Model):
    """One stop of a route, in the order it is visited; a registered place where there is one."""

    of = models.ForeignKey(Promotion, on_delete=models.CASCADE, related_name="stops")
    position = models.PositiveSmallIntegerField("次序")
    name = models.CharField("站点", max_length=120)
    node = models.ForeignKey(
        Node, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["of", "position"]
        verbose_name = verbose_name_plural = "线路站点"

    def __str__(self) -> str:
        return self.name


class PromotionResult(AmountColumns, PeriodColumns):
    """Visitors or income of a promotion in a period. Periods of one kind do not overlap: they add
    up."""

    of = models.ForeignKey(Promotion, on_delete=models.CASCADE, related_name="results")
    kind = models.CharField("项目", max_length=20)

    class Meta:
        ordering = ["of", "period_start", "kind"]

    def __str__(self) -> str:
        label = self.period.label if self.period else ""
        return f"{label} {BOUND_WORDS[self.amount.bound]}{written(self.units)}{self.unit}"
