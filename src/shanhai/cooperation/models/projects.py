"""Projects: what is to be built or done, from the reserve list to the care of what was left."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shanhai.common import clock
from shanhai.common.amounts import written
from shanhai.common.models import PointColumns, in_order
from shanhai.records.models import Attachment, Record
from shanhai.registry.models import Node, Partnership

WAN = 10_000


class Project(PointColumns, Record):
    """A project (协作项目). Where it stands is a code of vocabulary/work.yaml; the money that moved
    for it stands in the ledger and points here, never the other way."""

    scope: ClassVar[str] = "partnership"
    findable = ("title", "content", "goal", "result", "note")
    kept_rows = {
        "steps": "", "sources": "资金构成", "sites": "地点和受益", "milestones": "节点",
        "problems": "问题整改", "disclosures": "公示", "assets": "资产",
    }  # fmt: skip

    class Nature(models.TextChoices):
        NEW = "new", "新建"
        CONTINUED = "continued", "续建"

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="projects", verbose_name="结对"
    )
    title = models.CharField("项目名称", max_length=200)
    kind = models.CharField("类别", max_length=20)
    nature = models.CharField("建设性质", max_length=10, choices=Nature.choices, default=Nature.NEW)
    state = models.CharField("进度", max_length=20, default="reserve")
    content = models.TextField("建设内容", blank=True)
    owner = models.ForeignKey(
        Node,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="实施单位",
    )
    builder = models.CharField("施工单位", max_length=120, blank=True)
    procurement = models.CharField("采购招标", max_length=200, blank=True)
    start = models.DateField("计划开工", null=True, blank=True)
    end = models.DateField("计划完工", null=True, blank=True)
    goal = models.TextField("预期目标", blank=True)
    result = models.TextField("实施结果", blank=True)
    note = models.TextField("备注", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "项目"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["partnership", "state"], name="project_state")]
        constraints = [
            models.CheckConstraint(
                condition=in_order("start", "end"),
                name="project_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def belongings(self) -> dict[str, str]:
        rows = {
            "资金构成": self.sources.all(),
            "地点和受益": self.sites.select_related("node"),
            "节点": self.milestones.all(),
            "问题整改": self.problems.all(),
            "公示": self.disclosures.all(),
            "资产": self.assets.all(),
        }
        return {name: "；".join(str(row) for row in found) for name, found in rows.items()}


class ProjectStep(models.Model):
    """A step a project took on a day. Added, never overwritten: the last one is where it stands."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField("进度", max_length=20)
    on = models.DateField("日期")
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        ordering = ["project", "pk"]

    def __str__(self) -> str:
        return f"{self.on} {self.state}"


class ProjectSource(models.Model):
    """A part of what a project is to cost and who is to pay (资金构成): a plan, no payment."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="sources")
    position = models.PositiveSmallIntegerField("次序")
    kind = models.CharField("来源", max_length=20)
    tier = models.CharField("级次", max_length=20, blank=True)
    units = models.BigIntegerField("数值（万分之一元）")

    class Meta:
        ordering = ["project", "position"]
        constraints = [
            models.CheckConstraint(condition=Q(units__gt=0), name="project_source_is_something")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.tier} {written(self.units, WAN)}万元".replace("  ", " ")


class ProjectSite(models.Model):
    """A village or other place a project stands in, and who there has something of it.
    `inhabitants` is what is known of the place, to check by."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="sites")
    position = models.PositiveSmallIntegerField("次序")
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+", verbose_name="地点")
    households = models.PositiveIntegerField("受益户数", null=True, blank=True)
    people = models.PositiveIntegerField("受益人数", null=True, blank=True)
    inhabitants = models.PositiveIntegerField("常住人口", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "项目地点"
        ordering = ["project", "position"]
        constraints = [
            models.UniqueConstraint(fields=["project", "node"], name="project_site_once"),
            models.CheckConstraint(
                condition=Q(people__isnull=True)
                | Q(inhabitants__isnull=True)
                | Q(people__lte=F("inhabitants")),
                name="project_site_people_live_there",
            ),
        ]

    def __str__(self) -> str:
        parts = [self.node.name]
        parts += [] if self.households is None else [f"{self.households}户"]
        parts += [] if self.people is None else [f"{self.people}人"]
        return " ".join(parts)


class Milestone(models.Model):
    """Something a project is to reach by a day, with a photo of it once it is reached."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField("节点", max_length=120)
    due = models.DateField("应到")
    reached_on = models.DateField("实到", null=True, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    photo = models.ForeignKey(
        Attachment, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["project", "due", "pk"]

    def __str__(self) -> str:
        return f"{self.title} {self.due}" + (f"→{self.reached_on}" if self.reached_on else "")


class Problem(models.Model):
    """Something found wrong with a project (问题整改), and how it was put right."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="problems")
    origin = models.CharField("来源", max_length=20)
    text = models.CharField("问题", max_length=300)
    owner = models.CharField("责任单位", max_length=120)
    found_on = models.DateField("发现日期")
    due = models.DateField("时限")
    fixed_on = models.DateField("整改日期", null=True, blank=True)
    fix = models.CharField("整改情况", max_length=300, blank=True)

    class Meta:
        ordering = ["project", "due", "pk"]

    def __str__(self) -> str:
        return f"{self.text} {self.due}" + (f"→{self.fixed_on}" if self.fixed_on else "")


class Disclosure(models.Model):
    """A duty to make something public (公示): until when, for how many days, and where it was."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="disclosures")
    what = models.CharField("公示内容", max_length=20)
    due = models.DateField("最迟")
    days = models.PositiveSmallIntegerField("公示天数")
    posted_on = models.DateField("公示日期", null=True, blank=True)
    taken_down_on = models.DateField("撤下日期", null=True, blank=True)
    place = models.CharField("公示地点", max_length=200, blank=True)

    class Meta:
        ordering = ["project", "due", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "what"], name="project_disclosure_once")
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.due}" + (f"→{self.posted_on}" if self.posted_on else "")


class Asset(models.Model):
    """What a project left behind (资产), whose it is and how it is run."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="assets")
    title = models.CharField("资产", max_length=120)
    kind = models.CharField("类别", max_length=20)
    owner = models.ForeignKey(
        Node, on_delete=models.PROTECT, related_name="+", verbose_name="产权归属"
    )
    handed_on = models.DateField("移交日期")
    document = models.CharField("确权文书", max_length=120, blank=True)
    operation = models.CharField("运营模式", max_length=120, blank=True)
    income_use = models.CharField("收益用途", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "项目资产"
        ordering = ["project", "pk"]

    def __str__(self) -> str:
        return f"{self.title}（{self.owner.name}）"


class AssetCheck(models.Model):
    """A look at an asset after it was handed over: is it open, what rent and work does it give.
    Added, never overwritten."""

    ADDED: ClassVar[str] = "at"

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="checks")
    on = models.DateField("日期")
    open = models.BooleanField("在用")
    rent = models.BigIntegerField("年租金收益（万分之一元）", null=True, blank=True)
    jobs = models.PositiveIntegerField("在岗人数", null=True, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["asset", "-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.on} {'在用' if self.open else '停用'}"
