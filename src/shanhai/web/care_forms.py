"""Forms of education and health, of villages and of tourism, and what their pages share."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from shanhai.common.amounts import SCALE, Amount, from_units, written
from shanhai.common.models import AmountColumns
from shanhai.cooperation.models import Project, Promotion
from shanhai.cooperation.services import (
    ActivityFacts,
    ClassFacts,
    PromotionFacts,
    ShowVillageFacts,
    TeamFacts,
)
from shanhai.ledger.models import Donation
from shanhai.records.models import Ref
from shanhai.registry.models import Node
from shanhai.registry.queries import visible_to
from shanhai.web.manage_forms import node_path
from shanhai.web.work_forms import (
    MoneyField,
    NodeField,
    ObjectForm,
    PairingField,
    PartForm,
    choice,
    day,
    text,
    today_field,
    which,
)

MOST_OFFERED = 100
DIRECTIONS = [(code, _lazy(word)) for code, word in Promotion.Direction.choices]


def bound_field() -> forms.ChoiceField:
    """How the words around a number stand to it: 整, 约, 近, 超."""
    return forms.ChoiceField(
        label=_lazy("界限"), choices=AmountColumns.BOUNDS, required=False,
        help_text=_lazy("原文写“约、近、超”的照选，精确的选“整”"),
    )  # fmt: skip


def bounded(units: int | None, unit: str, bound: str) -> Amount | None:
    """A typed number with its bound; money as printed in 万元."""
    if units is None:
        return None
    printed = f"{written(units, SCALE)}万元" if unit == "元" else f"{written(units)}{unit}"
    return Amount.of(from_units(units), unit, bound or "exact", printed if bound else "")


class ActivityForm(ObjectForm):
    """Everything known of an activity."""

    facts: ClassVar[type] = ActivityFacts

    partnership = PairingField()
    title = forms.CharField(label=_lazy("活动名称"), max_length=200)
    kind = choice("activity_kinds", _lazy("类型"))
    helper_unit = NodeField(
        label=_lazy("帮扶单位"), help_text=_lazy("学校或医院；不知道是哪一家的写镇、县")
    )
    recipient_unit = NodeField(label=_lazy("受援单位"))
    planned_on = day(_lazy("计划日期"), required=False)
    held_on = day(_lazy("开展日期"), required=False, help_text=_lazy("还没开展的不填"))
    people = forms.IntegerField(label=_lazy("派出人数"), min_value=0, required=False)
    sessions = forms.IntegerField(label=_lazy("课时或场次"), min_value=0, required=False)
    served = forms.IntegerField(label=_lazy("受益学生或诊疗人次"), min_value=0, required=False)
    note = text(_lazy("成效和备注"), rows=2)


class HoldForm(PartForm):
    """What came of a planned activity."""

    on = today_field(_lazy("开展日期"))
    people = forms.IntegerField(label=_lazy("派出人数"), min_value=0, required=False)
    sessions = forms.IntegerField(label=_lazy("课时或场次"), min_value=0, required=False)
    served = forms.IntegerField(label=_lazy("受益学生或诊疗人次"), min_value=0, required=False)
    note = forms.CharField(label=_lazy("成效"), max_length=300, required=False)

    @property
    def available(self) -> bool:
        return self.record.held_on is None


class TeamForm(ObjectForm):
    """Everything known of a team."""

    facts: ClassVar[type] = TeamFacts

    partnership = PairingField()
    title = forms.CharField(label=_lazy("团队名称"), max_length=200)
    kind = choice("team_kinds", _lazy("类型"))
    unit = NodeField(
        label=_lazy("驻在单位或镇"), help_text=_lazy("受援方的学校、医院；驻镇工作队写镇")
    )
    start = day(_lazy("进驻"), required=False)
    end = day(_lazy("期满"), required=False)
    document = forms.CharField(label=_lazy("文号"), max_length=80, required=False)
    goal = text(_lazy("目标任务"), rows=2)
    note = text(_lazy("备注"), rows=2)


class TechniqueForm(PartForm):
    """A technique a team brought."""

    title = forms.CharField(label=_lazy("新技术、新专科或教法"), max_length=120)
    on = today_field(_lazy("开展日期"))
    cases = forms.IntegerField(label=_lazy("已开展例数"), min_value=0, required=False)


class EquipmentForm(PartForm):
    """Equipment that came, and what paid for it."""

    title = forms.CharField(label=_lazy("设备"), max_length=120)
    number = forms.IntegerField(label=_lazy("台套数"), min_value=1, initial=1)
    on = today_field(_lazy("到货日期"))
    source = forms.ChoiceField(
        label=_lazy("来源"), required=False, help_text=_lazy("用哪个项目买的，或哪笔捐赠给的")
    )

    def prepare(self) -> None:
        offered: list[tuple[str, str]] = [("", "—")]
        for model, word in ((Project, _("项目")), (Donation, _("捐赠"))):
            rows = visible_to(self.user, model._default_manager.filter(
                partnership=self.record.partnership_id, ref__archived_at=None))  # fmt: skip
            offered += [(str(row.pk), f"{word} · {row}") for row in rows[:MOST_OFFERED]]
        self.fields["source"].choices = offered  # type: ignore[attr-defined]

    @property
    def paid_by(self) -> Ref | None:
        """The project or gift chosen."""
        chosen = self.cleaned_data["source"]
        return Ref.objects.get(pk=chosen) if chosen else None


class ClassForm(ObjectForm):
    """Everything known of a class for the other side."""

    facts: ClassVar[type] = ClassFacts

    partnership = PairingField()
    title = forms.CharField(label=_lazy("班名"), max_length=120)
    school = NodeField(label=_lazy("办班学校"))
    major = forms.CharField(label=_lazy("专业"), max_length=120, required=False)
    opened_on = day(_lazy("开班"), required=False)
    closed_on = day(_lazy("停办"), required=False)
    note = text(_lazy("备注"), rows=2)


class YearsForm(PartForm):
    """A year, or several nobody told apart."""

    first = forms.IntegerField(label=_lazy("年份（起）"))
    last = forms.IntegerField(
        label=_lazy("年份（止）"), required=False, help_text=_lazy("几年分不开的才填")
    )


class IntakeForm(YearsForm):
    """Students a class took in."""

    students = forms.IntegerField(label=_lazy("招生人数"), min_value=1)


class WaiverForm(YearsForm):
    """Fees a class did not ask for."""

    money = MoneyField(label=_lazy("减免费用"))
    bound = bound_field()

    @property
    def amount(self) -> Amount | None:
        money, bound = self.said("money", "bound")
        return bounded(money, "元", bound)


class VillagesField(forms.CharField):
    """Registered villages, one a line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), max_length=4000, **options)

    def clean(self, value: Any) -> list[Node]:
        lines = [line.strip() for line in (super().clean(value) or "").splitlines()]
        one = NodeField()
        return [one.clean(line) for line in lines if line]

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(node_path(one) if isinstance(one, Node) else str(one) for one in value)


class ShowVillageForm(ObjectForm):
    """Everything known of a demonstration village or belt."""

    facts: ClassVar[type] = ShowVillageFacts

    partnership = PairingField()
    title = forms.CharField(label=_lazy("名称"), max_length=200)
    kind = choice("show_kinds", _lazy("类型"))
    level = choice("levels", _lazy("级别"), required=False)
    villages = VillagesField(label=_lazy("所含村"), help_text=_lazy("一行一个；示范带写几个"))
    goal = text(_lazy("建设内容"), rows=2)
    note = text(_lazy("备注"), rows=2)


class NamingForm(PartForm):
    """The naming by superiors, or its end."""

    on = today_field(_lazy("日期"))
    document = forms.CharField(label=_lazy("文号"), max_length=80, required=False)
    ended = forms.BooleanField(label=_lazy("取消认定"), required=False)

    def prepare(self) -> None:
        if self.record.named_on is None:
            del self.fields["ended"]

    @property
    def available(self) -> bool:
        return self.record.ended_on is None


class FacilityForm(PartForm):
    """Something to be built."""

    title = forms.CharField(label=_lazy("设施"), max_length=120)
    due = day(_lazy("计划建成"), required=False)
    project = forms.ModelChoiceField(
        Project.objects.none(), label=_lazy("建设项目"), required=False, empty_label="—"
    )

    def prepare(self) -> None:
        rows = Project.objects.filter(partnership=self.record.partnership_id,
                                      ref__archived_at=None)  # fmt: skip
        self.fields["project"].queryset = visible_to(self.user, rows)  # type: ignore[attr-defined]


class FinishForm(PartForm):
    """Something that was built."""

    which = which(_lazy("哪个设施"))
    on = today_field(_lazy("建成日期"))
    households = forms.IntegerField(label=_lazy("受益户"), min_value=0, required=False)

    def prepare(self) -> None:
        rows = [row for row in self.record.facilities.all() if row.finished_on is None]
        self.offer((row.pk, row, row.title) for row in rows)


class PromotionForm(ObjectForm):
    """Everything known of a promotion."""

    facts: ClassVar[type] = PromotionFacts

    partnership = PairingField()
    title = forms.CharField(label=_lazy("名称"), max_length=200)
    kind = choice("promotion_kinds", _lazy("类型"))
    direction = forms.ChoiceField(label=_lazy("方向"), choices=DIRECTIONS)
    place = forms.CharField(label=_lazy("地点或线路"), max_length=200, required=False)
    planned_on = day(_lazy("计划日期"), required=False)
    held_on = day(_lazy("举办或推出"), required=False, help_text=_lazy("还没举办的不填"))
    ended_on = day(_lazy("结束"), required=False)
    stops = text(
        _lazy("沿线各站"), help_text=_lazy("线路才填。一行一站，按先后；登记过的地方连到它的页面。")
    )
    note = text(_lazy("备注"), rows=2)


class LaunchForm(PartForm):
    """An event that was held, a route that was launched."""

    on = today_field(_lazy("举办或推出"))

    @property
    def available(self) -> bool:
        return self.record.held_on is None


class VisitorsForm(PartForm):
    """Visitors and income of a period."""

    since = day(_lazy("期间从"))
    until = day(_lazy("期间到"))
    visitors = forms.IntegerField(label=_lazy("游客（人次）"), min_value=1, required=False)
    income = MoneyField(label=_lazy("旅游收入"), required=False)
    bound = bound_field()

    @property
    def available(self) -> bool:
        return self.record.held_on is not None

    @property
    def told(self) -> list[Amount | None]:
        visitors, income, bound = self.said("visitors", "income", "bound")
        number = None if visitors is None else visitors * SCALE
        return [bounded(number, "人次", bound), bounded(income, "元", bound)]
