"""Education and health: what paired schools and hospitals do, teams, classes for the other side."""

from typing import ClassVar

from django.db import models

from shanhai.common.amounts import BOUND_WORDS, written
from shanhai.common.models import AmountColumns, PeriodColumns, in_order
from shanhai.records.models import Record, Ref
from shanhai.registry.models import Node, Partnership


class Activity(Record):
    """One thing schools or hospitals of both sides did together or plan to (送教, 同课异构, 义诊,
    远程会诊 …). Kinds, and whether they are education or health, are data: work.yaml."""

    scope: ClassVar[str] = "partnership"
    findable = ("title", "note")

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="activities", verbose_name="结对"
    )
    title = models.CharField("活动", max_length=200)
    kind = models.CharField("类型", max_length=20)
    helper_unit = models.ForeignKey(
        Node, on_delete=models.PROTECT, related_name="+", verbose_name="帮扶单位"
    )
    recipient_unit = models.ForeignKey(
        Node, on_delete=models.PROTECT, related_name="+", verbose_name="受援单位"
    )
    planned_on = models.DateField("计划日期", null=True, blank=True)
    held_on = models.DateField("开展日期", null=True, blank=True)
    people = models.PositiveIntegerField("派出人数", null=True, blank=True)
    sessions = models.PositiveIntegerField("课时或场次", null=True, blank=True)
    served = models.PositiveIntegerField("受益学生或诊疗人次", null=True, blank=True)
    note = models.TextField("成效和备注", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "教育医疗活动"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["partnership", "held_on"], name="activity_held")]

    def __str__(self) -> str:
        return self.title


class Team(Record):
    """A team that works at a school or a hospital (组团式帮扶) or in a town (驻镇帮镇扶村). Who is
    in it are the postings to that place; they are counted, never typed."""

    scope: ClassVar[str] = "partnership"
    findable = ("title", "goal", "note")
    kept_rows = {"techniques": "新技术", "equipment": "设备"}

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="teams", verbose_name="结对"
    )
    title = models.CharField("团队", max_length=200)
    kind = models.CharField("类型", max_length=20)
    unit = models.ForeignKey(
        Node, on_delete=models.PROTECT, related_name="teams", verbose_name="驻在单位或镇"
    )
    start = models.DateField("进驻", null=True, blank=True)
    end = models.DateField("期满", null=True, blank=True)
    document = models.CharField("文号", max_length=80, blank=True)
    goal = models.TextField("目标任务", blank=True)
    note = models.TextField("备注", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "帮扶团队"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=in_order("start", "end"),
                name="team_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Technique(models.Model):
    """A technique, a department or a way of teaching a team brought (新技术新专科)."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="techniques")
    title = models.CharField("名称", max_length=120)
    on = models.DateField("开展日期")
    cases = models.PositiveIntegerField("已开展例数", null=True, blank=True)

    class Meta:
        ordering = ["team", "on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["team", "title"], name="technique_once")
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.title} {self.on}"


class Equipment(models.Model):
    """Equipment a team's place got. `paid_by` is the project or the gift it came from."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="equipment")
    title = models.CharField("设备", max_length=120)
    number = models.PositiveIntegerField("台套数")
    on = models.DateField("到货日期")
    paid_by = models.ForeignKey(
        Ref, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name="来源",
    )  # fmt: skip

    class Meta:
        ordering = ["team", "on", "pk"]

    def __str__(self) -> str:
        return f"{self.title}×{self.number} {self.on}"


class SpecialClass(Record):
    """A class one side's school opens for the other side's students (德江班, 铜仁班)."""

    scope: ClassVar[str] = "partnership"
    findable = ("title", "major", "note")
    kept_rows = {"intakes": "招生", "waivers": "减免"}

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="classes", verbose_name="结对"
    )
    title = models.CharField("班名", max_length=120)
    school = models.ForeignKey(
        Node, on_delete=models.PROTECT, related_name="+", verbose_name="办班学校"
    )
    major = models.CharField("专业", max_length=120, blank=True)
    opened_on = models.DateField("开班", null=True, blank=True)
    closed_on = models.DateField("停办", null=True, blank=True)
    note = models.TextField("备注", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "协作班"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=in_order("opened_on", "closed_on"),
                name="class_closes_after_opening",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Intake(PeriodColumns):
    """Students a class took in during a year, or during years nobody told apart."""

    of = models.ForeignKey(SpecialClass, on_delete=models.CASCADE, related_name="intakes")
    students = models.PositiveIntegerField("招生人数")

    class Meta:
        ordering = ["of", "period_start"]

    def __str__(self) -> str:
        return f"{self.period.label if self.period else ''} {self.students}人"


class Waiver(AmountColumns, PeriodColumns):
    """Fees a class did not ask for during a year, or during years nobody told apart."""

    of = models.ForeignKey(SpecialClass, on_delete=models.CASCADE, related_name="waivers")

    class Meta:
        ordering = ["of", "period_start"]

    def __str__(self) -> str:
        label = self.period.label if self.period else ""
        return f"{label} {BOUND_WORDS[self.amount.bound]}{written(self.units, 10_000)}万元"
