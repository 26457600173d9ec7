"""Forms of vacancies, job fairs, rides, courses, stations and placements."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _lazy

from shanhai.cooperation.models import JobFair, Ride, Vacancy
from shanhai.cooperation.queries import worker_of
from shanhai.cooperation.services import (
    CourseFacts,
    JobFairFacts,
    PlacementFacts,
    RideFacts,
    StationFacts,
    VacancyFacts,
)
from shanhai.ledger.subsidies.queries import payable
from shanhai.registry.queries import visible_to
from shanhai.web.work_forms import (
    MoneyField,
    NodeField,
    ObjectForm,
    PairingField,
    PartForm,
    choice,
    day,
    entry_line,
    text,
    today_field,
    which,
)


class VacancyForm(ObjectForm):
    """Everything known of a vacancy."""

    facts: ClassVar[type] = VacancyFacts

    partnership = PairingField()
    firm = NodeField(label=_lazy("用工单位"), help_text=_lazy("没有登记过的，先在“单位”里登记"))
    post = forms.CharField(label=_lazy("岗位"), max_length=120)
    places = forms.IntegerField(label=_lazy("招用人数"), min_value=1)
    trade = forms.CharField(label=_lazy("工种"), max_length=60, required=False)
    wage = forms.CharField(
        label=_lazy("月工资"), max_length=60, required=False, help_text=_lazy("如3500—5000元")
    )
    opened_on = day(_lazy("发布"), required=False)
    closed_on = day(_lazy("截止"), required=False)
    note = text(_lazy("备注"), rows=2)


class JobFairForm(ObjectForm):
    """Everything known of a fair."""

    facts: ClassVar[type] = JobFairFacts

    partnership = PairingField()
    title = forms.CharField(label=_lazy("招聘会名称"), max_length=200)
    site = NodeField(label=_lazy("举办地"), required=False)
    held_on = day(_lazy("日期"), required=False, help_text=_lazy("还没有定的可不填"))
    visitors = forms.IntegerField(label=_lazy("参加人次"), min_value=0, required=False)
    firms = text(
        _lazy("参会单位"), rows=4,
        help_text=_lazy("一行一家：“示例电子厂，30个岗位，12人意向”，后两项可不写"),
    )  # fmt: skip
    note = text(_lazy("备注"), rows=2)


class RideForm(ObjectForm):
    """Everything known of a ride."""

    facts: ClassVar[type] = RideFacts

    partnership = PairingField()
    title = forms.CharField(label=_lazy("输送名称"), max_length=200)
    mode = choice("ride_modes", _lazy("输送方式"))
    start_from = NodeField(label=_lazy("出发地"))
    going_to = NodeField(label=_lazy("到达地"))
    on = today_field(_lazy("日期"))
    vehicles = forms.IntegerField(label=_lazy("车次"), min_value=0, required=False)
    people = forms.IntegerField(
        label=_lazy("所报人数"), min_value=0, required=False,
        help_text=_lazy("来文或调度报的数；有名字的在就业人员里登记"),
    )  # fmt: skip
    note = text(_lazy("备注"), rows=2)


class CourseForm(ObjectForm):
    """Everything known of a course."""

    facts: ClassVar[type] = CourseFacts

    partnership = PairingField()
    title = forms.CharField(label=_lazy("班名"), max_length=200)
    trade = forms.CharField(label=_lazy("工种"), max_length=60)
    organiser = NodeField(label=_lazy("主办单位"), required=False)
    site = NodeField(label=_lazy("地点"), required=False)
    start = day(_lazy("开班"), required=False)
    end = day(_lazy("结业"), required=False)
    hours = forms.IntegerField(label=_lazy("学时"), min_value=0, required=False)
    people = forms.IntegerField(label=_lazy("培训人数"), min_value=0, required=False)
    certificates = forms.IntegerField(label=_lazy("取证人数"), min_value=0, required=False)
    note = text(_lazy("备注"), rows=2)


class RosterForm(PartForm):
    """Persons who took a course, one a line."""

    roster = forms.CharField(
        label=_lazy("学员"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_lazy(
            "一行一人：“姓名，证件号，户籍村，取证”，后三项可不写。姓名打星号给别人看，"
            "证件号只留前6后4，同一个人只计一次。"
        ),
    )  # fmt: skip


class StrikeForm(PartForm):
    """A person to take off the roster."""

    which = which(_lazy("哪一位"))
    why = forms.CharField(label=_lazy("理由"), max_length=200)

    def prepare(self) -> None:
        rows = [(row, worker_of(self.user, row.worker)) for row in self.record.trainees.all()]
        self.offer((row.pk, row, " ".join(who)) for row, who in rows)


class StationForm(ObjectForm):
    """Everything known of a station."""

    facts: ClassVar[type] = StationFacts

    partnership = PairingField()
    title = forms.CharField(label=_lazy("站名"), max_length=120)
    site = NodeField(label=_lazy("所在地"))
    operator = NodeField(label=_lazy("运营单位"), required=False)
    opened_on = day(_lazy("设立"), required=False)
    closed_on = day(_lazy("撤销日期"), required=False)
    staff = forms.IntegerField(label=_lazy("工作人员"), min_value=0, required=False)
    note = text(_lazy("备注"), rows=2)


class PlacementForm(ObjectForm):
    """Everything known of a placement, the person's own data among it."""

    facts: ClassVar[type] = PlacementFacts

    partnership = PairingField()
    name = forms.CharField(
        label=_lazy("姓名"), max_length=40, required=False,
        help_text=_lazy("只给维护登记的人看，列表、导出和别人看到的都打星号"),
    )  # fmt: skip
    number = forms.CharField(
        label=_lazy("证件号"), max_length=24, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_lazy("只留前6后4和查重用的指纹，号码本身不保存；不填就查不了重"),
    )  # fmt: skip
    home = NodeField(label=_lazy("户籍村"), required=False)
    status = choice("worker_statuses", _lazy("身份"), required=False)
    firm = NodeField(label=_lazy("用工单位"), help_text=_lazy("没有登记过的，先在“单位”里登记"))
    destination = choice("destinations", _lazy("去向"))
    post = forms.CharField(label=_lazy("岗位"), max_length=120, required=False)
    start = day(_lazy("入职"))
    end = day(_lazy("离岗"), required=False)
    vacancy = forms.ModelChoiceField(
        Vacancy.objects.none(), label=_lazy("岗位需求"), required=False, empty_label="—"
    )
    fair = forms.ModelChoiceField(
        JobFair.objects.none(), label=_lazy("招聘会"), required=False, empty_label="—"
    )
    ride = forms.ModelChoiceField(
        Ride.objects.none(), label=_lazy("点对点输送"), required=False, empty_label="—"
    )
    note = text(_lazy("备注"), rows=2)

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, user=user, **options)
        for name, model in (("vacancy", Vacancy), ("fair", JobFair), ("ride", Ride)):
            found = visible_to(user, model._default_manager.filter(ref__archived_at=None))
            found = found.select_related("firm") if model is Vacancy else found
            self.fields[name].queryset = found.order_by("-pk")


class CheckForm(PartForm):
    """Somebody asked whether a person still works there."""

    on = today_field(_lazy("回访日期"))
    there = forms.ChoiceField(
        label=_lazy("还在岗吗"), choices=[("yes", _lazy("在岗")), ("no", _lazy("不在岗"))]
    )
    note = forms.CharField(label=_lazy("说明"), max_length=300, required=False)

    @property
    def available(self) -> bool:
        return self.record.end is None


class LeaveForm(PartForm):
    """A person left."""

    on = today_field(_lazy("离岗日期"))
    why = forms.CharField(label=_lazy("离岗原因"), max_length=300, required=False)

    @property
    def available(self) -> bool:
        return self.record.end is None


class ForgetWorkerForm(PartForm):
    """A person's data taken away."""

    why = forms.CharField(label=_lazy("理由"), max_length=200)

    @property
    def available(self) -> bool:
        return bool(self.record.worker.name)


class SubsidyForm(PartForm):
    """A share of recorded money that was paid to a person."""

    which = which(_lazy("哪笔资金"))
    kind = choice("subsidy_kinds", _lazy("补贴"))
    money = MoneyField(label=_lazy("金额"), help_text=_lazy("写“2000元”，不写单位按万元"))
    on = today_field(_lazy("发放日期"))

    def prepare(self) -> None:
        rows = payable(self.user, self.record)[:100]
        self.offer((row.pk, row, entry_line(row)) for row in rows)
