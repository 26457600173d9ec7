"""Meetings of the two sides."""

from typing import ClassVar

from django.db import models

from shanhai.cooperation.models.joint import Joint
from shanhai.records.models import Ref
from shanhai.registry.models import Agreement, Node


class Meeting(Joint):
    """A meeting (联席会议, 座谈会, 调度会 …); kinds are data: vocabulary/cooperation.yaml."""

    findable = ("title", "place", "minutes")
    kept_rows = {
        "partnerships": "参加的结对", "points": "", "gifts": "礼赠", "agreements": "签署的协议",
    }  # fmt: skip

    kind = models.CharField("类型", max_length=20)
    level = models.CharField("层级", max_length=10, blank=True)
    title = models.CharField("名称", max_length=200)
    held_on = models.DateField("日期", null=True, blank=True)
    place = models.CharField("地点", max_length=120, blank=True)
    chair = models.CharField("主持", max_length=120, blank=True)
    minutes = models.TextField("纪要", blank=True)
    agreements = models.ManyToManyField(
        Agreement, blank=True, related_name="signed_at", verbose_name="签署的协议"
    )

    class Meta:
        verbose_name = verbose_name_plural = "会议"
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return self.title

    def belongings(self) -> dict[str, str]:
        told = {"参加的结对": "；".join(str(row) for row in self.partnerships.order_by("pk"))}
        told["参会人员"] = "；".join(str(row) for row in self.attendees.select_related("node"))
        for kind, word in Point.Kind.choices:
            told[str(word)] = "；".join(str(row) for row in self.points.filter(kind=kind))
        told["礼赠"] = "；".join(row.text for row in self.gifts.all())
        told["签署的协议"] = "；".join(row.title for row in self.agreements.order_by("pk"))
        return told


class Attendee(models.Model):
    """Someone at a meeting: whom they came for and their post, in the order of rank. A name is
    kept only when it was typed, or left standing where a report filled it in."""

    NO_PAST: ClassVar[bool] = True

    class Side(models.TextChoices):
        HELPER = "helper", "帮扶方"
        RECIPIENT = "recipient", "受援方"
        ABOVE = "above", "上级单位"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendees")
    side = models.CharField("哪一方", max_length=10, choices=Side.choices)
    position = models.PositiveSmallIntegerField("位次")
    node = models.ForeignKey(
        Node, on_delete=models.PROTECT, related_name="+", verbose_name="单位或地方"
    )
    post = models.CharField("职务", max_length=120)
    name = models.CharField("姓名", max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "参会人员"
        ordering = ["meeting", "position"]

    def __str__(self) -> str:
        return "，".join(part for part in (self.node.name, self.post, self.name) if part)


class Point(models.Model):
    """One line of what a meeting went through."""

    class Kind(models.TextChoices):
        AGENDA = "agenda", "议程"
        REPORT = "report", "听取汇报"
        MEDIA = "media", "观看宣传片"
        DECISION = "decision", "议定"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="points")
    kind = models.CharField("类别", max_length=10, choices=Kind.choices)
    position = models.PositiveSmallIntegerField("次序")
    text = models.CharField("内容", max_length=500)

    class Meta:
        ordering = ["meeting", "kind", "position"]

    def __str__(self) -> str:
        return self.text


class Gift(models.Model):
    """A gift handed over at a meeting, in words; `entry` is the identity of the ledger entry it
    became, so that the gift is counted there and only there."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="gifts")
    position = models.PositiveSmallIntegerField("次序")
    text = models.CharField("内容", max_length=300)
    entry = models.ForeignKey(
        Ref, null=True, blank=True, on_delete=models.PROTECT, related_name="gifts"
    )

    class Meta:
        ordering = ["meeting", "position"]

    def __str__(self) -> str:
        return self.text
