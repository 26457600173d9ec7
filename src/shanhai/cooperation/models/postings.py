"""People sent from one side to the other, and how long they stay."""

from typing import ClassVar

from django.db import models

from shanhai.common.models import in_order
from shanhai.records.models import Record
from shanhai.registry.models import Node, Partnership


class Posting(Record):
    """One person's stay with the other side (选派), or a place for one that is planned. Who it is
    stands apart, in PostedPerson, and in no version of this."""

    scope: ClassVar[str] = "partnership"
    findable = ("post", "batch", "document", "note")
    kept_rows = {"terms": "任期"}

    class Direction(models.TextChoices):
        TO_RECIPIENT = "to_recipient", "帮扶方派往受援方"
        TO_HELPER = "to_helper", "受援方派往帮扶方"

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="postings", verbose_name="结对"
    )
    direction = models.CharField("方向", max_length=14, choices=Direction.choices)
    category = models.CharField("类别", max_length=20)
    mode = models.CharField("方式", max_length=20)
    from_unit = models.ForeignKey(
        Node, on_delete=models.PROTECT, related_name="+", verbose_name="派出单位"
    )
    to_unit = models.ForeignKey(
        Node, on_delete=models.PROTECT, related_name="+", verbose_name="派往单位"
    )
    post = models.CharField("职务或岗位", max_length=120, blank=True)
    batch = models.CharField("批次", max_length=60, blank=True)
    document = models.CharField("选派文件", max_length=80, blank=True)
    start = models.DateField("起", null=True, blank=True)
    end = models.DateField("止", null=True, blank=True)
    returned_on = models.DateField("返回", null=True, blank=True)
    note = models.TextField("备注", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "人才选派"
        ordering = ["-start", "-pk"]
        indexes = [models.Index(fields=["partnership", "end"], name="posting_end")]
        constraints = [
            models.CheckConstraint(
                condition=in_order("start", "end"),
                name="posting_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.from_unit.name} → {self.to_unit.name}"


class PostingTerm(models.Model):
    """A further term of the same stay (续派): the person is still one person."""

    posting = models.ForeignKey(Posting, on_delete=models.CASCADE, related_name="terms")
    start = models.DateField("起")
    end = models.DateField("止")
    document = models.CharField("文件", max_length=80, blank=True)

    class Meta:
        ordering = ["posting", "start"]

    def __str__(self) -> str:
        return f"{self.start}—{self.end}"


class PostedPerson(models.Model):
    """Who was sent. Personal data: no version holds it, lists and exports show it masked, and it
    can be taken away when the stay is over."""

    NO_PAST: ClassVar[bool] = True

    posting = models.OneToOneField(Posting, on_delete=models.CASCADE, related_name="person")
    name = models.CharField("姓名", max_length=40)
    title = models.CharField("职称", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "选派人员"

    def __str__(self) -> str:
        return str(self.posting_id)
