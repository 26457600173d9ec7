"""What a form says of a field that is wrong, by the field's own name and with what to do.

Django's own messages name neither. A form that has a better sentence of its own keeps it.
"""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext as _

from shanhai.web.keys import MOST

CHOSEN = (forms.ChoiceField, forms.ModelChoiceField, forms.DateField, forms.FileField)


def advice(field: forms.Field, label: str) -> dict[str, str]:
    """Sentences by the code of what is wrong."""
    # Django fills in what stands after a percent sign.
    named = {"name": label.replace("%", "％")}
    chosen = isinstance(field, CHOSEN)
    said = {
        "required": _("请选择“%(name)s”。") if chosen else _("请填写“%(name)s”。"),
        "invalid_choice": _("“%(name)s”没有这个选项，请从列出的里面选。"),
        "null_characters_not_allowed": _("“%(name)s”里有看不见的控制字符，请删掉重新填写。"),
    }
    if isinstance(field, forms.BooleanField):
        said["required"] = _("请勾选“%(name)s”。")
    elif isinstance(field, forms.FileField):
        said["missing"] = said["required"]
        said["empty"] = _("这个文件是空的，请重新选择。")
    elif isinstance(field, forms.FloatField | forms.DecimalField):
        said["invalid"] = _("“%(name)s”请填数字，不带单位。")
    elif isinstance(field, forms.IntegerField):
        said["invalid"] = _("“%(name)s”请填整数，不带单位。")
    elif isinstance(field, forms.DateField):
        said["invalid"] = _("“%(name)s”请写成 2026-12-31 这样的日期。")
    elif isinstance(field, forms.EmailField):
        said["invalid"] = _("“%(name)s”请写成 name@example.cn 这样的邮箱地址。")
    return {code: sentence % named for code, sentence in said.items()} | limits(field, named)


def limits(field: forms.Field, named: dict[str, str]) -> dict[str, str]:
    """Sentences for what is too long, too much or too little; Django fills in how much."""
    told = {
        "min_value": _("“%(name)s”不能小于 %(limit)s，请改。"),
        "max_value": _("“%(name)s”不能大于 %(limit)s，请改。"),
        "min_length": _("“%(name)s”至少 %(limit)s 个字，现在是 %(found)s 个，请补足。"),
        "max_length": _("“%(name)s”最多 %(limit)s 个字，现在是 %(found)s 个，请删短。"),
    }
    numbers = {"limit": "%(limit_value)s", "found": "%(show_value)s"}
    if isinstance(field, forms.FileField):
        told = {"max_length": _("文件名最多 %(limit)s 个字，现在是 %(found)s 个，请改短再传。")}
        numbers = {"limit": "%(max)d", "found": "%(length)d"}
    return {code: sentence % (named | numbers) for code, sentence in told.items()}


class AdvisedField(BoundField):
    """A field on a form, which says by its name what to do where Django would not. No whole number
    is more than the database holds."""

    def __init__(self, form: Any, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        if type(field) is forms.IntegerField and field.max_value is None:
            field.max_value = MOST
            field.validators.append(MaxValueValidator(MOST))
        stock: dict[str, Any] = {}
        for one in reversed(type(field).__mro__):
            stock |= getattr(one, "default_error_messages", {})
        for code, sentence in advice(field, str(self.label)).items():
            if field.error_messages.get(code) == stock.get(code):
                field.error_messages[code] = sentence


class Renderer(DjangoTemplates):
    """Draws every form of the project with advised fields."""

    bound_field_class = AdvisedField
