"""What came in: bytes as received, the text taken from them, and places in that text."""

from django.db import models
from django.db.models import Q


class Blob(models.Model):
    """Bytes as received, kept once under their SHA-256 in the data folder."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100, blank=True)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "原件"

    def __str__(self) -> str:
        return self.sha256[:12]


class Document(models.Model):
    """One text extracted from a blob. NUL, BOM and CR LF are settled before it is stored, once;
    every offset in the system is a code point of `text`. A better extractor adds a version."""

    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="documents")
    number = models.PositiveIntegerField("版次", default=1)
    name = models.CharField("文件名", max_length=255)
    text = models.TextField("正文")
    text_sha256 = models.CharField(max_length=64, db_index=True)
    extractor = models.CharField("提取方式", max_length=60)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "文本"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["blob", "number"], name="document_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.name}（第{self.number}版）"


class SpanError(ValueError):
    """A span that does not say what the text says."""


class Span(models.Model):
    """A stretch of a document's text: `document.text[start:end] == quote`, asserted at write."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="spans")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()

    class Meta:
        verbose_name = verbose_name_plural = "原文位置"
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=models.F("start")), name="span_not_empty")
        ]

    def __str__(self) -> str:
        return self.quote

    def save(self, *args: object, **kwargs: object) -> None:
        if self.document.text[self.start : self.end] != self.quote:
            raise SpanError(f"原文第{self.start}至{self.end}字不是“{self.quote}”。")
        super().save(*args, **kwargs)  # type: ignore[arg-type]
