"""Forms of meetings and visits: what several partnerships may do together, once."""

from dataclasses import fields
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shanhai.cooperation.models import Visit
from shanhai.cooperation.queries import words
from shanhai.cooperation.services import MeetingFacts, VisitFacts
from shanhai.registry.models import Partnership
from shanhai.web.object_form import PairingForm
from shanhai.web.work_forms import day, offered_pairings, text


def named(group: str) -> list[tuple[str, str]]:
    """The codes and names of a group of the vocabulary, for a choice."""
    return [(code, _(row["name"])) for code, row in words()[group].items()]


class JointForm(PairingForm):
    """A form of an occasion that further partnerships may share."""

    joint = forms.ModelMultipleChoiceField(
        Partnership.objects.none(),
        label=gettext_lazy("一起参加的其他结对"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("几个镇和同一个县合办，登记一次，各自都看得到。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = offered_pairings(self.user)
        self.fields["joint"].queryset = rows
        if len(rows[:2]) < 2:
            del self.fields["joint"]

    def pairings(self) -> list[Partnership]:
        """The keeper first, then whoever shares it."""
        data = self.cleaned_data
        return list(dict.fromkeys([data["partnership"], *data.get("joint", ())]))

    def given(self) -> Any:
        """What the form says; what it does not ask is left out."""
        said = {one.name for one in fields(self.facts)} & self.cleaned_data.keys()
        return self.facts(self.pairings(), **{name: self.cleaned_data[name] for name in said})

    @classmethod
    def shown(cls, facts: Any, version: int | None = None) -> dict[str, Any]:
        """Known facts as the form shows them."""
        known = super().shown(facts, version)
        first, *rest = known.pop("partnerships")
        return known | {"partnership": first, "joint": rest}


class MeetingForm(JointForm):
    """A meeting as it is typed."""

    facts: ClassVar[type] = MeetingFacts

    kind = forms.ChoiceField(label=gettext_lazy("类型"))
    level = forms.ChoiceField(
        label=gettext_lazy("层级"),
        required=False,
        help_text=gettext_lazy("不选就按类型的层级。"),
    )
    title = forms.CharField(label=gettext_lazy("名称"), max_length=200)
    held_on = day(gettext_lazy("日期"), required=False)
    place = forms.CharField(label=gettext_lazy("地点"), max_length=120, required=False)
    chair = forms.CharField(
        label=gettext_lazy("主持"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("写职务，如“德江县委副书记”。"),
    )
    attendees = text(
        gettext_lazy("参会人员"),
        rows=5,
        help_text=gettext_lazy("按位次一行一人：单位，职务。公开报道写了姓名的，可再加姓名。"),
    )
    agenda = text(gettext_lazy("议程"), help_text=gettext_lazy("一行一项。"))
    reports = text(gettext_lazy("听取的汇报"), rows=2)
    media = text(gettext_lazy("观看的宣传片"), rows=2)
    decisions = text(
        gettext_lazy("议定的内容"),
        help_text=gettext_lazy("一行一条；要跟踪办理的，登记后加为议定事项。"),
    )
    gifts = text(
        gettext_lazy("会上的礼赠"),
        rows=2,
        help_text=gettext_lazy("一行一件；登记后可关联到台账，金额只在台账里算一次。"),
    )
    minutes = text(gettext_lazy("纪要"), rows=5)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = named("meetings")
        self.fields["level"].choices = [("", "—"), *named("levels")]


class VisitForm(JointForm):
    """A visit as it is typed."""

    facts: ClassVar[type] = VisitFacts

    direction = forms.ChoiceField(label=gettext_lazy("方向"), choices=Visit.Direction.choices)
    title = forms.CharField(label=gettext_lazy("名称"), max_length=200)
    start = day(gettext_lazy("开始日期"))
    end = day(gettext_lazy("结束日期"), required=False)
    leader = forms.CharField(
        label=gettext_lazy("带队"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("写职务，如“石龙镇副镇长”。"),
    )
    batches = forms.IntegerField(label=gettext_lazy("批次"), min_value=1, initial=1)
    person_times = forms.IntegerField(
        label=gettext_lazy("人次"),
        min_value=1,
        required=False,
        help_text=gettext_lazy("不知道就空着，不要填0。"),
    )
    staff_called_on = forms.CharField(
        label=gettext_lazy("看望的援派人员"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("写人数和岗位，如“支教教师3名”。"),
    )
    purpose = text(gettext_lazy("目的"), rows=2)
    parties = text(
        gettext_lazy("同行单位"),
        help_text=gettext_lazy("一行一个：单位，人次。人次不知道就只写单位；几镇同行只登记一次。"),
    )
    stops = text(
        gettext_lazy("行程"),
        rows=4,
        help_text=gettext_lazy("一行一站：日期，地点，接待单位。日期和接待可不写。"),
    )
    outcome = text(gettext_lazy("成果"), help_text=gettext_lazy("没有成果的出访在列表里会标出来。"))
