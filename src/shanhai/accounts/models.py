"""Users and how they sign in."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone


class User(AbstractUser):
    """A person who signs in. What they may see and do is in their registry memberships."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField("姓名", max_length=60)
    phone = models.CharField("电话", max_length=20, blank=True)
    language = models.CharField("界面语言", max_length=10, default="zh-hans")
    # Part of the secret address of the calendar feed: raising it makes older addresses void.
    feed_serial = models.PositiveIntegerField("日历订阅序号", default=0)
    news_seen_at = models.DateTimeField("动态看到", default=timezone.now)
    wants_digest = models.BooleanField("每周简报发邮箱", default=True)

    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = verbose_name_plural = "用户"

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)


class SavedView(models.Model):
    """A list as one user likes to see it: its filters, order and columns, under a title."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views")
    listing = models.CharField("列表", max_length=40)
    title = models.CharField("名称", max_length=40)
    query = models.CharField("条件", max_length=1000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "视图"
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(fields=["user", "listing", "title"], name="saved_view_once")
        ]

    def __str__(self) -> str:
        return self.title
