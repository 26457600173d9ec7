"""Labour: vacancies, job fairs, rides, courses, stations; and who found work, the person apart."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shanhai.common.models import PointColumns
from shanhai.records.models import Record
from shanhai.registry.models import Node, Partnership


class Vacancy(Record):
    """Places of work a firm offers. How many are filled is counted from the placements."""

    scope: ClassVar[str] = "partnership"
    findable = ("post", "trade", "note")

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="vacancies", verbose_name="结对"
    )
    firm = models.ForeignKey(
        Node, on_delete=models.PROTECT, related_name="+", verbose_name="用工单位"
    )
    post = models.CharField("岗位", max_length=120)
    trade = models.CharField("工种", max_length=60, blank=True)
    places = models.PositiveIntegerField("招用人数")
    wage = models.CharField("月工资", max_length=60, blank=True)
    opened_on = models.DateField("发布", null=True, blank=True)
    closed_on = models.DateField("截止", null=True, blank=True)
    note = models.TextField("备注", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "岗位需求"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.firm.name}：{self.post}"


class JobFair(Record):
    """A job fair; what each firm offered there are lines, who found work there placements."""

    scope: ClassVar[str] = "partnership"
    findable = ("title", "note")
    kept_rows = {"firms": "参会单位"}

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="job_fairs", verbose_name="结对"
    )
    title = models.CharField("名称", max_length=200)
    site = models.ForeignKey(
        Node, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name="举办地",
    )  # fmt: skip
    held_on = models.DateField("日期", null=True, blank=True)
    visitors = models.PositiveIntegerField("参加人次", null=True, blank=True)
    note = models.TextField("备注", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "招聘会"
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return self.title


class FairFirm(models.Model):
    """What one firm offered at a fair, and how many meant to come."""

    fair = models.ForeignKey(JobFair, on_delete=models.CASCADE, related_name="firms")
    position = models.PositiveSmallIntegerField()
    name = models.CharField("单位", max_length=120)
    node = models.ForeignKey(
        Node, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    posts = models.PositiveIntegerField("岗位", null=True, blank=True)
    intentions = models.PositiveIntegerField("意向人数", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "招聘会的企业"
        ordering = ["fair", "position"]

    def __str__(self) -> str:
        parts = [self.name]
        parts += [] if self.posts is None else [f"{self.posts}个岗位"]
        parts += [] if self.intentions is None else [f"{self.intentions}人意向"]
        return "，".join(parts)


class Ride(Record):
    """A ride from home to work (点对点输送). `people` is what was told; whose names are known are
    the placements."""

    scope: ClassVar[str] = "partnership"
    findable = ("title", "note")

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="rides", verbose_name="结对"
    )
    title = models.CharField("事项", max_length=200)
    mode = models.CharField("方式", max_length=20)
    start_from = models.ForeignKey(
        Node, on_delete=models.PROTECT, related_name="+", verbose_name="出发地"
    )
    going_to = models.ForeignKey(
        Node, on_delete=models.PROTECT, related_name="+", verbose_name="到达地"
    )
    on = models.DateField("日期")
    vehicles = models.PositiveIntegerField("车次", null=True, blank=True)
    people = models.PositiveIntegerField("输送人数", null=True, blank=True)
    note = models.TextField("备注", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "点对点输送"
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return self.title


class Course(Record):
    """A course that trains workers in a trade."""

    scope: ClassVar[str] = "partnership"
    findable = ("title", "trade", "note")

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="courses", verbose_name="结对"
    )
    title = models.CharField("班名", max_length=200)
    trade = models.CharField("工种", max_length=60)
    organiser = models.ForeignKey(
        Node, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name="主办单位",
    )  # fmt: skip
    site = models.ForeignKey(
        Node, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name="地点",
    )  # fmt: skip
    start = models.DateField("起", null=True, blank=True)
    end = models.DateField("止", null=True, blank=True)
    hours = models.PositiveIntegerField("学时", null=True, blank=True)
    people = models.PositiveIntegerField("人数", null=True, blank=True)
    certificates = models.PositiveIntegerField("取证人数", null=True, blank=True)
    note = models.TextField("备注", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "劳务培训"
        ordering = ["-start", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(certificates__isnull=True)
                | Q(people__isnull=True)
                | Q(certificates__lte=F("people")),
                name="course_certifies_who_came",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def belongings(self) -> dict[str, str]:
        # How many, not who: a version never holds a person's data.
        found = list(self.trainees.all())
        certified = sum(row.certified for row in found)
        return {"名册": f"{len(found)}人，取证{certified}人" if found else ""}


class Station(PointColumns, Record):
    """A station that serves workers of the recipient (劳务协作站)."""

    scope: ClassVar[str] = "partnership"
    findable = ("title", "note")

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="stations", verbose_name="结对"
    )
    title = models.CharField("名称", max_length=120)
    site = models.ForeignKey(
        Node, on_delete=models.PROTECT, related_name="+", verbose_name="所在地"
    )
    operator = models.ForeignKey(
        Node, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name="运营单位",
    )  # fmt: skip
    opened_on = models.DateField("设立", null=True, blank=True)
    closed_on = models.DateField("撤销", null=True, blank=True)
    staff = models.PositiveIntegerField("工作人员", null=True, blank=True)
    note = models.TextField("备注", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "劳务协作站"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title


class Worker(models.Model):
    """One person who found work or was trained for it. Personal data: no version holds it, others
    see it masked, and it can be taken away. The number of the identity card is not kept, only its
    ends for showing and a keyed fingerprint that tells the same person."""

    NO_PAST: ClassVar[bool] = True

    name = models.CharField("姓名", max_length=40, blank=True)
    mark = models.CharField(max_length=64, unique=True, null=True, blank=True)
    head = models.CharField(max_length=6, blank=True)
    tail = models.CharField(max_length=4, blank=True)
    home = models.ForeignKey(
        Node, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField("身份", max_length=20, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "就业人员"

    def __str__(self) -> str:
        return str(self.pk)


class Trainee(models.Model):
    """One person on the roster of a course. Persons are counted, each once in a course."""

    NO_PAST: ClassVar[bool] = True

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="trainees")
    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="courses")
    certified = models.BooleanField("取证", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "学员"
        ordering = ["course", "pk"]
        constraints = [models.UniqueConstraint(fields=["course", "worker"], name="trainee_once")]


class Placement(Record):
    """One person's work at one firm, from a day on. Persons are counted, not placements: one who
    changes firms is still one. `due_on` is the day half a year is full."""

    scope: ClassVar[str] = "partnership"
    findable = ("post", "note")
    kept_rows = {"checks": "回访"}

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="placements", verbose_name="结对"
    )
    worker = models.ForeignKey(
        Worker, on_delete=models.PROTECT, related_name="placements", verbose_name="人员"
    )
    firm = models.ForeignKey(
        Node, on_delete=models.PROTECT, related_name="+", verbose_name="用工单位"
    )
    destination = models.CharField("去向", max_length=20)
    post = models.CharField("岗位", max_length=120, blank=True)
    start = models.DateField("入职")
    end = models.DateField("离岗", null=True, blank=True)
    due_on = models.DateField("满半年")
    vacancy = models.ForeignKey(
        Vacancy, null=True, blank=True, on_delete=models.PROTECT, related_name="placements",
        verbose_name="岗位需求",
    )  # fmt: skip
    fair = models.ForeignKey(
        JobFair, null=True, blank=True, on_delete=models.PROTECT, related_name="placements",
        verbose_name="招聘会",
    )  # fmt: skip
    ride = models.ForeignKey(
        Ride, null=True, blank=True, on_delete=models.PROTECT, related_name="placements",
        verbose_name="点对点输送",
    )  # fmt: skip
    note = models.TextField("备注", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "就业人员"
        ordering = ["-start", "-pk"]
        indexes = [models.Index(fields=["partnership", "start"], name="placement_start")]
        constraints = [
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=F("start")),
                name="placement_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.firm.name} {self.start}"


class PlacementCheck(models.Model):
    """Somebody asked on a day whether a person still works there."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="checks")
    on = models.DateField("日期")
    there = models.BooleanField("在岗")
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        ordering = ["placement", "-on"]
        constraints = [
            models.UniqueConstraint(fields=["placement", "on"], name="placement_check_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.on} {'在岗' if self.there else '不在岗'}"
