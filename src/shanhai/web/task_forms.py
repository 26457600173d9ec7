"""Forms of what is to be done: action items, yearly plans, their tasks and quarterly reviews."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy

from shanhai.cooperation.models import ActionItem, Plan, PlanTask
from shanhai.cooperation.services import PlanFacts
from shanhai.registry.models import Partnership
from shanhai.web.object_form import PairingForm, PlaceForm
from shanhai.web.work_forms import ObjectForm, day, text


def place_input() -> forms.TextInput:
    """A place by name; the page offers those within reach."""
    return forms.TextInput(attrs={"list": "places", "autocomplete": "off"})


class OwnerForm(PlaceForm):
    """A form of something a unit of one of `pairings` is to do."""

    title = forms.CharField(label=gettext_lazy("事项"), max_length=300)
    owner = forms.CharField(label=gettext_lazy("责任单位"), max_length=120, widget=place_input())
    due = day(gettext_lazy("时限"), required=False)

    def __init__(self, *args: Any, pairings: list[Partnership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pairings = pairings

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["node"] = self.place("owner", self.pairings)
        return data


class ItemForm(OwnerForm):
    """An action item of a known occasion."""


class LooseItemForm(PairingForm):
    """An action item raised from no meeting: its partnership is chosen."""

    title = forms.CharField(label=gettext_lazy("事项"), max_length=300)
    owner = forms.CharField(label=gettext_lazy("责任单位"), max_length=120, widget=place_input())
    due = day(gettext_lazy("时限"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("partnership"):
            data["node"] = self.place("owner", [data["partnership"]])
        return data


def item_initial(item: ActionItem | PlanTask) -> dict[str, Any]:
    """An action item or a task as its form shows it."""
    return {
        "title": item.title,
        "owner": item.owner.name,
        "due": item.due,
        "expected": item.version,
    }


class SettleForm(ObjectForm):
    """How an action item was done, and the evidence."""

    progress = text(
        gettext_lazy("办结的情况和佐证"),
        help_text=gettext_lazy("写明怎么办的、凭什么说办了：文件、票据、照片。"),
    )
    file = forms.FileField(
        label=gettext_lazy("佐证文件"),
        required=False,
        max_length=255,
        error_messages={"empty": gettext_lazy("这个文件是空的，请重新选择。")},
    )


class PlanForm(PairingForm):
    """A yearly plan as it is typed."""

    facts: ClassVar[type] = PlanFacts

    team = forms.CharField(label=gettext_lazy("工作队或单位"), max_length=120, widget=place_input())
    year = forms.IntegerField(label=gettext_lazy("年度"), min_value=1996, max_value=2100)
    title = forms.CharField(label=gettext_lazy("名称"), max_length=200)
    summary = text(gettext_lazy("要点"), rows=4)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("partnership"):
            data["team"] = self.place("team", [data["partnership"]])
        return data


def plan_initial(plan: Plan) -> dict[str, Any]:
    """A plan as its form shows it."""
    names = ("year", "title", "summary")
    return {
        **{name: getattr(plan, name) for name in names},
        "partnership": plan.partnership_id,
        "team": plan.team.name,
        "expected": plan.version,
    }


class ReviewForm(ObjectForm):
    """What the review of a quarter found: for each task how far it is, and in words."""

    quarter = forms.TypedChoiceField(
        label=gettext_lazy("季度"),
        coerce=int,
        choices=[
            (1, gettext_lazy("第一季度")),
            (2, gettext_lazy("第二季度")),
            (3, gettext_lazy("第三季度")),
            (4, gettext_lazy("第四季度")),
        ],
    )

    def __init__(self, *args: Any, tasks: list[PlanTask], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tasks = tasks
        for task in tasks:
            self.fields[f"percent_{task.pk}"] = forms.IntegerField(
                label=gettext_lazy("进度（%）"), min_value=0, max_value=100, initial=task.percent
            )
            self.fields[f"note_{task.pk}"] = forms.CharField(
                label=gettext_lazy("进展"), max_length=300, required=False, initial=task.note
            )
        self.fields["summary"] = text(
            gettext_lazy("本季度的小结"), rows=4, required=True, max_length=2000
        )

    def rows(self) -> list[tuple[PlanTask, forms.BoundField, forms.BoundField]]:
        """Each task with its two fields."""
        return [(one, self[f"percent_{one.pk}"], self[f"note_{one.pk}"]) for one in self.tasks]

    def progress(self) -> dict[int, tuple[int, str]]:
        """For each task its percent and note."""
        data = self.cleaned_data
        return {one.pk: (data[f"percent_{one.pk}"], data[f"note_{one.pk}"]) for one in self.tasks}
