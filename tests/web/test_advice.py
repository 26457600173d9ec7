"""What a form says of a wrong field: by its name, and what to do."""

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from shanhai.web.work_forms import day


class Everything(forms.Form):
    """A field of every kind that people fill in wrongly."""

    name = forms.CharField(label="名称", max_length=3, min_length=2)
    kind = forms.ChoiceField(label="类别", choices=[("a", "甲")])
    people = forms.IntegerField(label="人数", min_value=1, max_value=9)
    rows = forms.IntegerField(label="行数", required=False)
    share = forms.DecimalField(label="占比（%）", required=False, max_value=100)
    on = day("日期")
    mail = forms.EmailField(label="邮箱", required=False)
    agreed = forms.BooleanField(label="已核对")
    voucher = forms.FileField(label="凭证", max_length=8)


def problems(files: dict[str, SimpleUploadedFile] | None = None, **typed: str) -> dict[str, str]:
    """The first sentence about each field."""
    form = Everything(typed, files)
    return {name: found[0] for name, found in form.errors.items()}


def test_what_is_missing_is_asked_for_by_its_name() -> None:
    assert problems() == {
        "name": "请填写“名称”。", "kind": "请选择“类别”。", "people": "请填写“人数”。",
        "on": "请选择“日期”。", "agreed": "请勾选“已核对”。", "voucher": "请选择“凭证”。",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("name", "甲乙丙丁", "“名称”最多 3 个字，现在是 4 个，请删短。"),
        ("name", "甲", "“名称”至少 2 个字，现在是 1 个，请补足。"),
        ("name", "甲\x00", "“名称”里有看不见的控制字符，请删掉重新填写。"),
        ("kind", "b", "“类别”没有这个选项，请从列出的里面选。"),
        ("people", "三人", "“人数”请填整数，不带单位。"),
        ("people", "0", "“人数”不能小于 1，请改。"),
        ("people", "10", "“人数”不能大于 9，请改。"),
        ("rows", "9" * 20, "“行数”不能大于 2147483647，请改。"),
        ("share", "五成", "“占比（％）”请填数字，不带单位。"),
        ("share", "101", "“占比（％）”不能大于 100，请改。"),
        ("on", "31.12.2026", "请写成 2026-12-31 这样的日期。"),
        ("mail", "某人", "“邮箱”请写成 name@example.cn 这样的邮箱地址。"),
    ],
)
def test_what_is_wrong_is_told_with_what_to_do(name: str, typed: str, said: str) -> None:
    assert problems(**{name: typed})[name] == said


def test_a_file_is_told_of_as_a_file() -> None:
    long = SimpleUploadedFile("捐赠凭证一二三四.pdf", b"1")
    assert problems({"voucher": long})["voucher"] == "文件名最多 8 个字，现在是 12 个，请改短再传。"
    empty = SimpleUploadedFile("a.pdf", b"")
    assert problems({"voucher": empty})["voucher"] == "这个文件是空的，请重新选择。"


def test_english_readers_are_told_in_english() -> None:
    with override("en"):
        form = Everything({"people": "10", "kind": "b"})
        assert form.errors["people"] == ["“人数” must be at most 9."]
        assert form.errors["kind"][0].endswith("has no such choice. Choose one of those listed.")
        assert form.errors["name"] == ["Fill in “名称”."]
