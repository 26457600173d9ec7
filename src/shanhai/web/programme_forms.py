"""Forms of a programme: itself, a round, the task list of a year."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from shanhai.registry.queries import ProgrammeWords, RoundWords, TaskWords

FIRST, LAST = 1979, 2100
_MOST_POINTS = 50


def _name(label: Any, hint: Any) -> forms.CharField:
    required = {"required": gettext_lazy("请填写名称。")}
    return forms.CharField(label=label, max_length=60, help_text=hint, error_messages=required)


def _year(label: Any, hint: Any = "", required: bool = True) -> forms.IntegerField:
    sentence = gettext_lazy("请写 1979 到 2100 之间的年份，如 2026。")
    told = dict.fromkeys(("required", "invalid", "min_value", "max_value"), sentence)
    return forms.IntegerField(
        label=label, help_text=hint, required=required, min_value=FIRST, max_value=LAST,
        error_messages=told,
    )  # fmt: skip


def _keep_name(name: forms.Field, own: bool) -> None:
    """A name the vocabulary gives is shown, not changed."""
    if not own:
        name.disabled = True
        name.help_text = gettext_lazy("词表里的名称，在词表里改。")


class ProgrammeForm(forms.Form):
    """A programme as the office writes it. The name of a given one is the vocabulary's."""

    name = _name(gettext_lazy("名称"), gettext_lazy("如“省内对口帮扶协作”。"))
    note = forms.CharField(
        label=gettext_lazy("依据和说明"), required=False, max_length=2000, widget=forms.Textarea,
        help_text=gettext_lazy("哪份文件定的、谁来做。"),
    )  # fmt: skip
    expected = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, told: ProgrammeWords | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if told is None:
            return
        row = told.row
        self.initial = {"name": told.name, "note": row.note if row else "",
                        "expected": row.version if row else None}  # fmt: skip
        _keep_name(self.fields["name"], not told.given)

    def columns(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "note")}


class RoundForm(forms.Form):
    """A round."""

    name = _name(gettext_lazy("轮次名称"), gettext_lazy("如“2021年调整的结对”。"))
    first = _year(gettext_lazy("开始年份"))
    last = _year(gettext_lazy("结束年份"), gettext_lazy("还没有定的空着。"), required=False)

    def __init__(self, *args: Any, told: RoundWords | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if told:
            self.initial = {"name": told.name, "first": told.first, "last": told.last}
            _keep_name(self.fields["name"], told.own)

    def words(self) -> RoundWords:
        """The round as typed. Only when the form is valid."""
        data = self.cleaned_data
        return RoundWords(data["name"], data["first"], data["last"], own=True)


class TasksForm(forms.Form):
    """A task list of a year, an item a line."""

    name = _name(gettext_lazy("清单名称"), gettext_lazy("如“九个一”“四项行动”。"))
    year = _year(gettext_lazy("年度"))
    where = forms.CharField(
        label=gettext_lazy("用在哪里"), required=False, max_length=60,
        help_text=gettext_lazy("全省通用的空着；只用于一地的写地名，如“粤桂协作”。"),
    )  # fmt: skip
    points = forms.CharField(
        label=gettext_lazy("条目"), required=False, max_length=4000, widget=forms.Textarea,
        help_text=gettext_lazy("一行一条，可从文件里整段粘贴。"),
    )  # fmt: skip

    def __init__(self, *args: Any, told: TaskWords | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if told:
            points = "\n".join(told.points)
            self.initial = {"name": told.name, "year": told.year, "where": told.where,
                            "points": points}  # fmt: skip
            _keep_name(self.fields["name"], told.own)
            self.fields["year"].disabled = True

    def clean_points(self) -> list[str]:
        """The items, without blank lines."""
        lines = [line.strip() for line in self.cleaned_data["points"].splitlines()]
        found = [line for line in lines if line]
        if len(found) > _MOST_POINTS:
            sentence = gettext_lazy("一张清单最多 50 条，请分成几张。")
            raise forms.ValidationError(sentence)
        return found

    def words(self) -> TaskWords:
        """The list as typed. Only when the form is valid."""
        data = self.cleaned_data
        return TaskWords(data["year"], data["name"], data["where"], tuple(data["points"]), own=True)
