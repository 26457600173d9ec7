"""Visits from one side to the other."""

from django.db import models
from django.db.models import F, Q

from shanhai.cooperation.models.joint import Joint
from shanhai.registry.models import Node


class Visit(Joint):
    """A visit (互访): who led it where, in how many batches and person-times, and what came of it.
    Towns that travel together make one visit; each is a party of it."""

    findable = ("title", "purpose", "outcome")
    findable_rows = (("stops", "place"),)
    kept_rows = {"partnerships": "参加的结对", "parties": "同行", "stops": "行程"}

    class Direction(models.TextChoices):
        TO_RECIPIENT = "to_recipient", "帮扶方赴受援方"
        TO_HELPER = "to_helper", "受援方赴帮扶方"

    direction = models.CharField("方向", max_length=14, choices=Direction.choices)
    title = models.CharField("名称", max_length=200)
    start = models.DateField("起")
    end = models.DateField("止")
    leader = models.CharField("带队", max_length=120, blank=True)
    batches = models.PositiveIntegerField("批次", default=1)
    person_times = models.PositiveIntegerField("人次", null=True, blank=True)
    purpose = models.TextField("目的", blank=True)
    outcome = models.TextField("成果", blank=True)
    staff_called_on = models.CharField("看望援派人员", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "互访"
        ordering = ["-start", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="visit_ends_after_start")
        ]

    def __str__(self) -> str:
        return self.title

    def belongings(self) -> dict[str, str]:
        return {
            "参加的结对": "；".join(str(row) for row in self.partnerships.order_by("pk")),
            "同行": "；".join(str(row) for row in self.parties.select_related("node")),
            "行程": "；".join(str(row) for row in self.stops.all()),
        }


class VisitParty(models.Model):
    """A place or an organisation that travelled along. Its person-times are null when nobody
    said how many of the whole were its own."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="parties")
    position = models.PositiveSmallIntegerField("次序")
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+", verbose_name="单位")
    person_times = models.PositiveIntegerField("人次", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "互访的同行单位"
        ordering = ["visit", "position"]

    def __str__(self) -> str:
        return f"{self.node.name}{'' if self.person_times is None else f' {self.person_times}人次'}"


class VisitStop(models.Model):
    """A stop of the itinerary and who received the guests there."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="stops")
    position = models.PositiveSmallIntegerField("次序")
    on = models.DateField("日期", null=True, blank=True)
    place = models.CharField("地点", max_length=120)
    host = models.CharField("接待", max_length=120, blank=True)

    class Meta:
        ordering = ["visit", "position"]

    def __str__(self) -> str:
        when = self.on.isoformat() if self.on else ""
        return "，".join(part for part in (when, self.place, self.host) if part)
