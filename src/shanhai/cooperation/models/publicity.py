"""Publicity: what media and superiors said of the work, and which objects it tells of."""

from typing import ClassVar

from django.db import models

from shanhai.records.models import Record, Ref
from shanhai.registry.models import Partnership


class Article(Record):
    """An article, a case taken up as an example, or an honour."""

    scope: ClassVar[str] = "partnership"
    findable = ("title", "medium", "note")
    kept_rows = {"mentions": "说到的对象"}

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="articles", verbose_name="结对"
    )
    title = models.CharField("标题", max_length=200)
    kind = models.CharField("类型", max_length=20)
    medium = models.CharField("媒体或授予单位", max_length=120)
    level = models.CharField("级别", max_length=20)
    on = models.DateField("日期")
    url = models.URLField("链接", max_length=500, blank=True)
    note = models.TextField("摘要", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "宣传报道"
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["partnership", "on"], name="article_on")]

    def __str__(self) -> str:
        return self.title


class Mention(models.Model):
    """An object an article tells of."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="mentions")
    of = models.ForeignKey(Ref, on_delete=models.PROTECT, related_name="mentions")

    class Meta:
        ordering = ["article", "pk"]
        constraints = [models.UniqueConstraint(fields=["article", "of"], name="mention_once")]

    def __str__(self) -> str:
        return str(self.of)
