"""The plan of a team for a year, its tasks, and what each quarter's review found."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from shanhai.records.models import Record
from shanhai.registry.models import Node, Partnership


class Plan(Record):
    """A yearly work plan (年度工作计划) of a team or an office."""

    scope: ClassVar[str] = "partnership"
    findable = ("title", "summary")

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="plans", verbose_name="结对"
    )
    team = models.ForeignKey(
        Node, on_delete=models.PROTECT, related_name="+", verbose_name="工作队或单位"
    )
    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("名称", max_length=200)
    summary = models.TextField("要点", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "年度计划"
        ordering = ["-year", "-pk"]

    def __str__(self) -> str:
        return self.title


class PlanTask(Record):
    """A task of a plan: whose, until when, how far."""

    scope: ClassVar[str] = "plan__partnership"

    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, related_name="tasks", verbose_name="计划"
    )
    title = models.CharField("任务", max_length=200)
    owner = models.ForeignKey(
        Node, on_delete=models.PROTECT, related_name="+", verbose_name="责任单位"
    )
    due = models.DateField("时限", null=True, blank=True)
    percent = models.PositiveSmallIntegerField("进度（%）", default=0)
    note = models.CharField("进展", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "计划任务"
        ordering = ["plan", "due", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(percent__lte=100), name="task_at_most_whole")
        ]

    def __str__(self) -> str:
        return self.title


class PlanReview(Record):
    """What the review of a quarter found; the progress of each task stands in its lines."""

    scope: ClassVar[str] = "plan__partnership"
    kept_rows = {"lines": "任务进度"}

    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, related_name="reviews", verbose_name="计划"
    )
    quarter = models.PositiveSmallIntegerField("季度")
    summary = models.TextField("小结")

    class Meta:
        verbose_name = verbose_name_plural = "季度小结"
        ordering = ["plan", "quarter"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "quarter"], name="plan_quarter_once"),
            models.CheckConstraint(condition=Q(quarter__range=(1, 4)), name="quarter_of_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.plan.title} 第{self.quarter}季度"

    def belongings(self) -> dict[str, str]:
        rows = self.lines.select_related("task")
        return {"任务进度": "；".join(f"{row.task.title} {row.percent}%" for row in rows)}


class TaskProgress(models.Model):
    """How far a task was at a review."""

    review = models.ForeignKey(PlanReview, on_delete=models.CASCADE, related_name="lines")
    task = models.ForeignKey(PlanTask, on_delete=models.PROTECT, related_name="lines")
    percent = models.PositiveSmallIntegerField("进度（%）")
    note = models.CharField("进展", max_length=300, blank=True)

    class Meta:
        ordering = ["review", "task"]
        constraints = [
            models.UniqueConstraint(fields=["review", "task"], name="progress_once"),
        ]
