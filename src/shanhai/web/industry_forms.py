"""What is typed of parks, workshops and enterprises brought."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from shanhai.cooperation.models import Park
from shanhai.cooperation.services import ParkFacts, VentureFacts, WorkshopFacts
from shanhai.ledger.investments.queries import loose
from shanhai.registry.queries import visible_to
from shanhai.web.work_forms import (
    EntryForm,
    MoneyField,
    NodeField,
    ObjectForm,
    PairingField,
    PartForm,
    PhotoField,
    choice,
    day,
    text,
    today_field,
    which,
    words,
)


class ParkForm(ObjectForm):
    """Everything known of a park."""

    facts: ClassVar[type] = ParkFacts

    partnership = PairingField()
    title = forms.CharField(label=_lazy("园区名称"), max_length=200)
    kind = choice("park_kinds", _lazy("类型"))
    site = NodeField(label=_lazy("所在地"), help_text=_lazy("反向飞地设在帮扶方，飞地设在受援方"))
    opened_on = day(_lazy("建成或认定"), required=False)
    closed_on = day(_lazy("停办"), required=False)
    mu = forms.IntegerField(label=_lazy("面积（亩）"), min_value=0, required=False)
    partners = forms.CharField(label=_lazy("共建方"), max_length=200, required=False)
    owner = forms.CharField(label=_lazy("产权归属"), max_length=120, required=False)
    income_use = forms.CharField(label=_lazy("收益用途"), max_length=200, required=False)
    note = text(_lazy("备注"), rows=2)


class WorkshopForm(ObjectForm):
    """Everything known of a workshop."""

    facts: ClassVar[type] = WorkshopFacts

    partnership = PairingField()
    title = forms.CharField(label=_lazy("车间名称"), max_length=200)
    kind = choice("workshop_kinds", _lazy("类型"))
    site = NodeField(label=_lazy("所在地"))
    firm = NodeField(label=_lazy("经营单位"), required=False)
    opened_on = day(_lazy("建成或认定"), required=False)
    closed_on = day(_lazy("停办"), required=False)
    document = forms.CharField(label=_lazy("认定文号"), max_length=80, required=False)
    posts = forms.IntegerField(label=_lazy("岗位数"), min_value=0, required=False)
    owner = forms.CharField(label=_lazy("产权归属"), max_length=120, required=False)
    income_use = forms.CharField(label=_lazy("收益用途"), max_length=200, required=False)
    note = text(_lazy("备注"), rows=2)


class VentureForm(ObjectForm):
    """Everything known of an enterprise brought."""

    facts: ClassVar[type] = VentureFacts

    partnership = PairingField()
    title = forms.CharField(label=_lazy("投资项目"), max_length=200)
    firm = NodeField(label=_lazy("企业"), help_text=_lazy("没有登记过的，先在“单位”里登记"))
    origin = NodeField(label=_lazy("来源地"), required=False)
    lead = forms.CharField(
        label=_lazy("引进途径"), max_length=120, required=False,
        help_text=_lazy("如招商推介会、联合招商"),
    )  # fmt: skip
    product = forms.CharField(label=_lazy("产品"), max_length=120, required=False)
    park = forms.ModelChoiceField(
        Park.objects.none(), label=_lazy("落地园区"), required=False, empty_label="—"
    )
    link = forms.CharField(label=_lazy("联农方式"), max_length=200, required=False)
    entered_on = day(_lazy("入驻"), required=False)
    left_on = day(_lazy("退出"), required=False)
    note = text(_lazy("备注"), rows=2)

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, user=user, **options)
        found = visible_to(user, Park.objects.filter(ref__archived_at=None))
        self.fields["park"].queryset = found.order_by("title")


class ReadingForm(PartForm):
    """What was read on a day."""

    on = today_field(_lazy("日期"))
    jobs = forms.IntegerField(label=_lazy("就业人数"), min_value=0, required=False)
    formerly_poor = forms.IntegerField(label=_lazy("其中脱贫人口"), min_value=0, required=False)
    disabled = forms.IntegerField(label=_lazy("其中残疾人"), min_value=0, required=False)
    output = MoneyField(label=_lazy("年产值"), required=False)
    rent = MoneyField(label=_lazy("年租金"), required=False)
    note = forms.CharField(label=_lazy("说明"), max_length=300, required=False)
    photo = PhotoField(label=_lazy("照片"))


class RungForm(PartForm):
    """A rung an investment reached."""

    which = which(_lazy("到了哪一步"))
    on = today_field(_lazy("日期"))
    note = forms.CharField(label=_lazy("说明"), max_length=300, required=False)

    def prepare(self) -> None:
        known = {row.rung for row in self.record.steps.all()}
        rows = [] if "stopped" in known else words("venture_rungs")
        self.offer((code, code, _(name)) for code, name in rows if code not in known)


class PromisedForm(PartForm):
    """The investment a contract promises."""

    money = MoneyField(label=_lazy("签约投资额"))
    voucher = forms.CharField(label=_lazy("合同编号"), max_length=80, required=False)


class ArrivedForm(PartForm):
    """Investment that arrived."""

    money = MoneyField(label=_lazy("到位金额"))
    on = today_field(_lazy("到位日期"))
    voucher = forms.CharField(
        label=_lazy("凭证号"), max_length=80, help_text=_lazy("验资报告或固投票据")
    )


class LinkForm(EntryForm):
    """An entry that tells of the same investment."""

    loose = loose
