"""Who there is: places and organisations, programmes, partnerships, and who may act for whom."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from shanhai.common import clock
from shanhai.common.models import in_order
from shanhai.records.models import Record
from shanhai.records.rules import plain


class Level(models.TextChoices):
    """What a node is. The order is the order of the tree."""

    PROVINCE = "province", "省级"
    CITY = "city", "地市级"
    COUNTY = "county", "县级"
    CLUSTER = "cluster", "组团"
    TOWN = "town", "镇街"
    VILLAGE = "village", "村（社区）"
    ORGANISATION = "organisation", "单位"


class Node(Record):
    """A place or an organisation: whatever can stand on one side of a figure.

    One tree: organisations hang under their place, villages under their town, Dongguan's towns
    directly under the city. A cluster hangs under its city; its members are dated, see
    ClusterMember. `Lineage` answers "below" in one join on any database.
    """

    level = models.CharField("级别", max_length=12, choices=Level.choices)
    name = models.CharField("名称", max_length=120)
    short_name = models.CharField("简称", max_length=60, blank=True)
    initials = models.CharField("拼音首字母", max_length=60, blank=True, db_index=True)
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        verbose_name="上级",
    )
    code = models.CharField("区划代码", max_length=12, blank=True)
    longitude = models.FloatField("经度", null=True, blank=True)
    latitude = models.FloatField("纬度", null=True, blank=True)
    kind = models.CharField("单位类型", max_length=30, blank=True)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    valid_from = models.DateField("启用", null=True, blank=True)
    valid_to = models.DateField("停用", null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="predecessors",
        verbose_name="并入/更名为",
    )

    findable = ("name", "short_name", "code", "credit_code")
    kept_rows = {"members": ""}

    class Meta:
        verbose_name = verbose_name_plural = "地方与单位"
        ordering = ["code", "name"]
        indexes = [
            models.Index(fields=["level", "name"], name="node_level_name"),
            models.Index(fields=["name"], name="node_name"),
            models.Index(fields=["kind", "name"], name="node_kind_name"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="node_code_once"),
            models.UniqueConstraint(
                fields=["credit_code"], condition=~Q(credit_code=""), name="node_credit_code_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def found_by(cls, records: Sequence[Record]) -> dict[int, list[str]]:
        words = super().found_by(records)
        for node, name in Alias.objects.filter(node__in=list(words)).values_list("node", "name"):
            words[node].append(name)
        return words

    @classmethod
    def named_in(cls, keys: Sequence[int]) -> Iterable[Record]:
        """The pairings of these nodes."""
        rows = Partnership.objects.filter(Q(helper__in=keys) | Q(recipient__in=keys))
        return rows.select_related("ref")

    @classmethod
    def kept_beside(cls, records: Sequence[Record]) -> Mapping[str, Sequence[Any]]:
        """Who is in a cluster, each as ClusterMember.TOLD; nothing of other places."""
        told: dict[int, list[list[Any]]] = {
            one.pk: [] for one in records if isinstance(one, Node) and one.level == Level.CLUSTER
        }
        if not told:
            return {}
        rows = ClusterMember.objects.filter(cluster__in=list(told)).order_by("start", "pk")
        for cluster, *stay in rows.values_list("cluster", *ClusterMember.TOLD):
            told[cluster].append(plain(stay))
        return {"members": [told.get(record.pk, []) for record in records]}


class Lineage(models.Model):
    """`node` is `ancestor`, lies below it, or was merged into either. Kept by
    registry.services.lineage whenever a parent moves or two nodes are merged."""

    ancestor = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="+")
    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="lineage")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ancestor", "node"], name="lineage_once")]


class Merge(Record):
    """One node turned out to be another, registered twice: an edge, never a deletion.

    While it stands, what points at `merged` counts as `final`'s (the end of a chain of merges);
    undone, everything is as it was. `Lineage` holds both.
    """

    merged = models.ForeignKey(
        Node, on_delete=models.PROTECT, related_name="merged_away", verbose_name="被并入"
    )
    survivor = models.ForeignKey(
        Node, on_delete=models.PROTECT, related_name="merges", verbose_name="保留"
    )
    final = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="duplicates")
    why = models.TextField("理由")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("时间", default=clock.now)
    undone_why = models.TextField("撤销的理由", blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "合并"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at=None), name="merged_once"
            ),
            models.CheckConstraint(condition=~Q(merged=F("survivor")), name="merge_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.merged.name}→{self.survivor.name}"


class Alias(models.Model):
    """Another name a node goes by."""

    NO_PAST: ClassVar[bool] = True

    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField("别名", max_length=120, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "别名"
        constraints = [models.UniqueConstraint(fields=["node", "name"], name="alias_once")]

    def __str__(self) -> str:
        return self.name


class ClusterMember(models.Model):
    """A town in a cluster (组团) from one day to another; one of them leads."""

    # What the versions of the cluster hold of each.
    TOLD: ClassVar[tuple[str, ...]] = ("member_id", "member__name", "lead", "start", "end")

    cluster = models.ForeignKey(
        Node, on_delete=models.PROTECT, related_name="members", verbose_name="组团"
    )
    member = models.ForeignKey(
        Node, on_delete=models.PROTECT, related_name="clusters", verbose_name="成员"
    )
    lead = models.BooleanField("牵头", default=False)
    start = models.DateField("起", null=True, blank=True)
    end = models.DateField("止", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "组团成员"
        ordering = ["-lead", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=in_order("start", "end"),
                name="cluster_member_ends_after_start",
            )
        ]


class Programme(Record):
    """A programme (东西部协作, 省内对口帮扶协作 …). The vocabulary gives most of them, with their
    rounds and lists; here is what the office writes beside it."""

    findable = ("name",)
    kept_rows = {"rounds": "轮次", "task_lists": "任务清单"}

    code = models.CharField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=60)
    start = models.DateField("起", null=True, blank=True)
    end = models.DateField("止", null=True, blank=True)
    note = models.TextField("依据和说明", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "项目类别"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    def belongings(self) -> dict[str, str]:
        lists = self.task_lists.order_by("year", "pk")
        return {
            "轮次": "；".join(str(row) for row in self.rounds.order_by("first", "pk")),
            "任务清单": "；".join(str(row) for row in lists),
        }


class ProgrammeRound(models.Model):
    """A round of a programme, from one year to another; it runs on while there is no last."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="rounds")
    name = models.CharField("名称", max_length=60)
    first = models.PositiveSmallIntegerField("开始年份")
    last = models.PositiveSmallIntegerField("结束年份", null=True, blank=True)

    class Meta:
        ordering = ["first", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "name"], name="programme_round_once"),
            models.CheckConstraint(
                condition=in_order("first", "last"), name="programme_round_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.first}—{self.last or '今'}）"


class TaskList(models.Model):
    """What a programme asks of a year under one name (四项行动, 九个一): an item a line."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="task_lists")
    year = models.PositiveSmallIntegerField("年度")
    name = models.CharField("名称", max_length=60)
    where = models.CharField("用在哪里", max_length=60, blank=True)
    points = models.TextField("条目", blank=True)

    class Meta:
        ordering = ["year", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "year", "name"], name="task_list_once")
        ]

    def __str__(self) -> str:
        return f"{self.year}年{self.name}：{'、'.join(self.points.splitlines())}"


class Partnership(Record):
    """A pairing (结对): helper, recipient, kind, programme, from one day to another; nested."""

    scope: ClassVar[str] = "self"

    kind = models.CharField("类型", max_length=30)
    # Without an index: a programme has half the country, it is the two sides that narrow.
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="partnerships", db_index=False,
        verbose_name="项目类别",
    )  # fmt: skip
    helper = models.ForeignKey(
        Node, on_delete=models.PROTECT, related_name="helping", verbose_name="帮扶方"
    )
    recipient = models.ForeignKey(
        Node, on_delete=models.PROTECT, related_name="receiving", verbose_name="受援方"
    )
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        verbose_name="上级结对",
    )
    start = models.DateField("起", null=True, blank=True)
    end = models.DateField("止", null=True, blank=True)
    note = models.TextField("说明", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "结对"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=in_order("start", "end"),
                name="partnership_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(helper=F("recipient")), name="partnership_has_two_sides"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.helper.name}—{self.recipient.name}"

    @classmethod
    def found_by(cls, records: Sequence[Record]) -> dict[int, list[str]]:
        """Both sides by all their names."""
        rows = [row for row in records if isinstance(row, cls)]
        ends = {key for row in rows for key in (row.helper_id, row.recipient_id)}
        names = Node.found_by(list(Node.objects.filter(pk__in=ends)))
        return {
            row.pk: [
                f"{names[row.helper_id][0]}—{names[row.recipient_id][0]}",
                *names[row.helper_id], *names[row.recipient_id], row.note,
            ]
            for row in rows
        }  # fmt: skip


class Agreement(Record):
    """What two sides signed; the signed copy is an attachment."""

    scope: ClassVar[str] = "partnership"
    findable = ("title", "helper_party", "recipient_party", "note")

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="agreements", verbose_name="结对"
    )
    title = models.CharField("名称", max_length=200)
    level = models.CharField("层级", max_length=10, blank=True)
    field = models.CharField("领域", max_length=20, blank=True)
    helper_party = models.CharField("帮扶方签约单位", max_length=200, blank=True)
    recipient_party = models.CharField("受援方签约单位", max_length=200, blank=True)
    signed_on = models.DateField("签订日", null=True, blank=True)
    start = models.DateField("起", null=True, blank=True)
    end = models.DateField("止", null=True, blank=True)
    note = models.TextField("要点", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "协议"
        ordering = ["-signed_on", "-pk"]

    def __str__(self) -> str:
        return self.title


class Membership(models.Model):
    """A user acts for a node (a place or an organisation) in a role. Without a node: everywhere.

    Roles and what each may do are data: vocabulary/rights.yaml.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    node = models.ForeignKey(
        Node, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField("角色", max_length=20)

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "node", "role"], name="membership_once", nulls_distinct=False
            )
        ]
