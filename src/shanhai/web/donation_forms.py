"""What is typed of a gift and of what becomes of it."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from shanhai.cooperation.models import Project
from shanhai.ledger.books import source_words
from shanhai.ledger.donations.queries import entries_of, loose
from shanhai.ledger.donations.services import DonationFacts, GiftFacts
from shanhai.ledger.models import DonationEvent
from shanhai.ledger.workbooks.cells import read_names
from shanhai.web.presentation import STAGE_WORDS
from shanhai.web.work_forms import (
    EntryForm,
    MoneyField,
    NodeField,
    ObjectForm,
    PairingField,
    PartForm,
    PhotoField,
    day,
    entry_line,
    text,
    today_field,
    which,
)


class Names(forms.CharField):
    """Several names in one line."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", _lazy("几家之间用顿号隔开。"))
        super().__init__(max_length=500, **options)

    def clean(self, value: Any) -> list[str]:
        return read_names(super().clean(value))


def _named(section: str) -> list[tuple[str, str]]:
    rows = source_words(settings.VOCABULARY_DIR)[section]
    return [("", "—"), *((code, _(row["name"])) for code, row in rows.items())]


class GiftForm(ObjectForm):
    """A gift when it is first told: its first entry and itself."""

    facts: ClassVar[type] = GiftFacts

    partnership = PairingField()
    title = forms.CharField(
        label=_lazy("事由"), max_length=200, help_text=_lazy("为何而捐，如“捐资助学”")
    )
    givers = Names(label=_lazy("捐赠方"))
    receivers = Names(label=_lazy("接收单位"), required=False)
    end_users = Names(label=_lazy("最终使用单位"), required=False)
    legal_receiver = NodeField(
        label=_lazy("法定接收方"),
        required=False,
        help_text=_lazy("开捐赠票据的单位：红十字会、慈善会、学校或村"),
    )
    units = MoneyField(label=_lazy("金额（物资和服务填折价）"))
    on = today_field(_lazy("日期"))
    stage = forms.ChoiceField(
        label=_lazy("阶段"),
        choices=[("promised", STAGE_WORDS["promised"]), ("arrived", STAGE_WORDS["arrived"]),
                 ("planned", STAGE_WORDS["planned"])],
    )  # fmt: skip
    form = forms.ChoiceField(label=_lazy("形式"), choices=lambda: _named("forms")[1:])
    source_class = forms.ChoiceField(
        label=_lazy("资金来源"), required=False, choices=lambda: _named("classes")
    )
    items = forms.CharField(
        label=_lazy("物资或服务清单"),
        max_length=200,
        required=False,
        help_text=_lazy("如“电脑16台”“义诊3场”“话费3年”"),
    )
    valuation = forms.CharField(
        label=_lazy("折价依据"),
        max_length=200,
        required=False,
        help_text=_lazy("物资和服务必填：发票价、购置价、评估价或收费标准"),
    )
    helper = NodeField(label=_lazy("帮扶方"), required=False, help_text=_lazy("不填即结对的一方"))
    recipient = NodeField(
        label=_lazy("受援方"), required=False, help_text=_lazy("不填即结对的一方")
    )
    directed = forms.BooleanField(label=_lazy("定向捐赠"), required=False)
    note = text(_lazy("备注"), rows=2)


class DonationForm(ObjectForm):
    """A gift's own columns; what its entries say is changed in the ledger."""

    facts: ClassVar[type] = DonationFacts

    title = forms.CharField(label=_lazy("事由"), max_length=200)
    legal_receiver = NodeField(label=_lazy("法定接收方"), required=False)
    agreed_on = day(_lazy("签约或举牌"), required=False)
    directed = forms.BooleanField(label=_lazy("定向捐赠"), required=False)
    note = text(_lazy("备注"), rows=2)


class ArriveForm(PartForm):
    """What arrived."""

    money = MoneyField(label=_lazy("到账金额（物资填折价）"))
    on = today_field(_lazy("到账日期"))
    voucher = forms.CharField(
        label=_lazy("凭证号"), max_length=80, help_text=_lazy("银行回单或签收单")
    )


class LinkForm(EntryForm):
    """An entry that tells of the same gift."""

    loose = loose


class ReceiptForm(PartForm):
    """The receipt of a gift."""

    number = forms.CharField(label=_lazy("捐赠票据号"), max_length=40)
    on = today_field(_lazy("开票日期"))
    receiver = NodeField(label=_lazy("开票单位（法定接收方）"))


class PurposeForm(PartForm):
    """A purpose of a gift, and how much of it when that is known."""

    which = which(_lazy("哪条台账记录"))
    project = forms.ChoiceField(label=_lazy("项目"), required=False)
    purpose = forms.CharField(
        label=_lazy("用途"), max_length=200, required=False, help_text=_lazy("没有项目时必填")
    )
    money = MoneyField(
        label=_lazy("金额"), required=False, help_text=_lazy("没有人说过各占多少，就不填")
    )
    on = today_field(_lazy("日期"))

    def prepare(self) -> None:
        rows = [row for row in entries_of(self.record) if row.stage != "used"]
        self.offer((row.pk, row, entry_line(row)) for row in reversed(rows))
        found = Project.objects.filter(
            partnership=self.record.partnership_id, ref__archived_at=None
        ).order_by("-pk")[:200]
        self.projects = {str(row.pk): row for row in found}
        self.fields["project"].choices = [
            ("", "—"), *((key, row.title) for key, row in self.projects.items())
        ]  # fmt: skip


class EventForm(PartForm):
    """What became of a gift."""

    kind = forms.ChoiceField(label=_lazy("环节"), choices=DonationEvent.Kind.choices)
    on = today_field(_lazy("日期"))
    who = forms.CharField(label=_lazy("经办单位"), max_length=120)
    photo = PhotoField(label=_lazy("照片"))
    text = forms.CharField(label=_lazy("情况"), max_length=500, widget=forms.Textarea)
