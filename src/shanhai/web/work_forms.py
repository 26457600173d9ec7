"""Forms of the objects of work; web/works.py tells how they are used."""

from collections.abc import Callable
from dataclasses import fields
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shanhai.common import vocabulary
from shanhai.common.amounts import from_units, written
from shanhai.cooperation.rules import CooperationError
from shanhai.cooperation.rules.projects import money
from shanhai.records.models import Record
from shanhai.registry.models import Node, Partnership
from shanhai.registry.queries import visible_partnerships
from shanhai.registry.rules import EAST, NORTH, SOUTH, WEST
from shanhai.web.manage_forms import NodeField, date_input, node_path
from shanhai.web.node_forms import degree
from shanhai.web.presentation import STAGE_WORDS, period_words

WAN = 10_000
IMAGES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png", b"RIFF": "image/webp"}


def words(section: str) -> list[tuple[str, str]]:
    """Codes and names of a section of vocabulary/work.yaml."""
    rows = vocabulary.load("work", settings.VOCABULARY_DIR)[section]
    return [(code, row["name"]) for code, row in rows.items()]


def named(section: str, code: str) -> str:
    """The name of a code of vocabulary/work.yaml, in the reader's tongue."""
    return _(dict(words(section)).get(code, code)) if code else ""


def choice(section: str, label: Any, **options: Any) -> forms.ChoiceField:
    """A choice of a section of vocabulary/work.yaml, read when the form is shown."""

    def offered() -> list[tuple[str, str]]:
        return [("", "—"), *((code, _(name)) for code, name in words(section))]

    return forms.ChoiceField(label=label, choices=offered, **options)


def day(label: Any, **options: Any) -> forms.DateField:
    """One day; phones and browsers offer their calendar."""
    invalid = {"invalid": gettext_lazy("请写成 2026-12-31 这样的日期。")}
    return forms.DateField(label=label, widget=date_input(), error_messages=invalid, **options)


def today_field(label: Any) -> forms.DateField:
    """One day, today until another is chosen."""
    return day(label, initial=date.today)


def text(label: Any, rows: int = 3, **options: Any) -> forms.CharField:
    """Some lines of text."""
    options.setdefault("required", False)
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **options)


class MoneyField(forms.CharField):
    """A sum of money as people type it (150万元; without a unit 万元), as 1/10,000 元."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", gettext_lazy("写“150万元”或“1500000元”，不写单位按万元。"))
        widget = forms.TextInput(attrs={"inputmode": "decimal"})
        super().__init__(max_length=40, widget=widget, **options)

    def clean(self, value: Any) -> int | None:
        typed = super().clean(value)
        if not typed:
            return None
        try:
            return money(typed, str(self.label))
        except CooperationError as error:
            raise ValidationError(str(error)) from error

    def prepare_value(self, value: Any) -> Any:
        return f"{written(value, WAN)}万元" if isinstance(value, int) else value


class PhotoField(forms.FileField):
    """A photo, taken on the spot or chosen: JPEG, PNG or WebP."""

    def __init__(self, **options: Any) -> None:
        attrs = {"accept": "image/jpeg,image/png,image/webp", "capture": "environment"}
        super().__init__(
            widget=forms.FileInput(attrs=attrs), required=False, max_length=255, **options
        )

    def clean(self, data: Any, initial: Any = None) -> tuple[str, bytes, str] | None:
        file = super().clean(data, initial)
        if not file:
            return None
        limit = settings.UPLOAD_LIMIT
        if file.size > limit:
            sentence = _("照片超过 %(limit)s MB，请压缩后再传。")
            raise ValidationError(sentence % {"limit": limit // 1024 // 1024})
        content = file.read()
        media_type = image_type(content[:12])
        if not media_type:
            raise ValidationError(_("这不是照片，请上传 JPG、PNG 或 WebP 格式的图片。"))
        return file.name, content, media_type


def image_type(head: bytes) -> str:
    """The media type of an image by its first bytes, or "" when it is none a page may show."""
    return next((kind for mark, kind in IMAGES.items() if head.startswith(mark)), "")


def offered_pairings(user: Any) -> QuerySet[Partnership]:
    """The partnerships a form offers: those the user sees, without the pairings inside them."""
    rows = visible_partnerships(user).filter(parent=None)
    return rows.select_related("helper", "recipient").order_by("pk")


class PairingField(forms.ModelChoiceField):
    """One of the partnerships the user sees."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            Partnership.objects.none(), label=gettext_lazy("结对"), empty_label="—", **options
        )

    def offer(self, user: Any) -> None:
        self.queryset = offered_pairings(user)


class ObjectForm(forms.Form):
    """Everything known of one object. `facts` is the class of what its verbs take; its fields and
    the form's are the same. `grid` are fields that stand two in a row."""

    facts: ClassVar[type]
    expected = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user
        self.order_fields([name for name in self.fields if name != "expected"])
        for field in self.fields.values():
            if isinstance(field, PairingField):
                field.offer(user)

    def given(self) -> Any:
        """What the form says. Only when it is valid."""
        names = {one.name for one in fields(self.facts)}
        return self.facts(
            **{name: value for name, value in self.cleaned_data.items() if name in names}
        )

    @classmethod
    def shown(cls, facts: Any, version: int | None = None) -> dict[str, Any]:
        """Known facts as the form shows them."""
        known = {one.name: getattr(facts, one.name) for one in fields(facts)}
        return {name: _typed(value) for name, value in known.items()} | {"expected": version}


def columns_of(facts: type, record: Any, **apart: Any) -> Any:
    """What a verb takes of an object as it stands: its columns, and what is kept `apart`."""
    names = [one.name for one in fields(facts) if one.name not in apart]
    return facts(**{name: getattr(record, name) for name in names}, **apart)


def _typed(value: Any) -> Any:
    if isinstance(value, list):
        return [_typed(one) for one in value]
    if isinstance(value, Node):
        return node_path(value)
    return value.pk if isinstance(value, Record) else value


class PartForm(forms.Form):
    """What is added to an object on its page. A form that finds nothing to offer says so by
    `available` and is not shown."""

    def __init__(self, *args: Any, user: Any, record: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user, self.record = user, record
        self.prepare()

    def prepare(self) -> None:
        """Fill choices that depend on the object; most forms have none."""
        self.rows = {}

    @property
    def available(self) -> bool:
        which = self.fields.get("which")
        return which is None or bool(list(which.choices))

    def offer(self, rows: Any) -> None:
        """The rows one of which `which` chooses, by their number and their words."""
        self.rows = {str(key): (row, label) for key, row, label in rows}
        self.fields["which"].choices = [(key, label) for key, (_row, label) in self.rows.items()]

    @property
    def chosen(self) -> Any:
        """The row that was chosen."""
        return self.rows[self.cleaned_data["which"]][0]

    def said(self, *names: str) -> list[Any]:
        """What the fields of these names say, in their order."""
        return [self.cleaned_data[name] for name in names]


def which(label: Any) -> forms.ChoiceField:
    """A choice among rows of the object; the form's `prepare` offers them."""
    return forms.ChoiceField(label=label)


class PhotoForm(PartForm):
    """A photo taken on the spot."""

    photo = PhotoField(label=gettext_lazy("照片"))
    caption = forms.CharField(label=gettext_lazy("说明"), max_length=200, required=False)

    def clean_photo(self) -> Any:
        """A photo there must be."""
        if not self.cleaned_data.get("photo"):
            raise ValidationError(_("请先拍一张或选一张照片。"))
        return self.cleaned_data["photo"]


class PointForm(PartForm):
    """Where an object stands; left empty, it stands where its place does."""

    longitude = degree(gettext_lazy("经度"), WEST, EAST)
    latitude = degree(gettext_lazy("纬度"), SOUTH, NORTH)

    def prepare(self) -> None:
        self.initial = {"longitude": self.record.longitude, "latitude": self.record.latitude}


class EntryForm(PartForm):
    """An entry that tells of the same thing as the object; `loose` finds those that may."""

    loose: ClassVar[Callable[[Any, Any], Any]]
    which = which(gettext_lazy("哪条台账记录"))

    def prepare(self) -> None:
        rows = type(self).loose(self.user, self.record)[:100]
        self.offer((row.pk, row, entry_line(row)) for row in rows)


def entry_line(entry: Any) -> str:
    """An entry in a choice: what, how far, when, how much."""
    stage = STAGE_WORDS.get(entry.stage, entry.stage)
    return f"{entry.title} · {stage} · {period_words(entry.period)} · {entry.amount.value} 元"


__all__ = [
    "EntryForm", "MoneyField", "NodeField", "ObjectForm", "PairingField", "PartForm", "PhotoField",
    "PhotoForm", "PointForm", "choice", "columns_of", "day", "entry_line", "from_units",
    "image_type", "named", "offered_pairings", "text", "today_field", "which", "words",
]  # fmt: skip
