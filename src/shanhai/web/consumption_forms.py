"""Forms of products, outlets, events and orders."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from shanhai.cooperation.models import Order, Outlet, Product, SalesEvent
from shanhai.cooperation.services import (
    OrderFacts,
    OutletFacts,
    ProductFacts,
    SalesEventFacts,
)
from shanhai.cooperation.services.projects import work_words
from shanhai.ledger.sales.queries import counted_of, loose
from shanhai.records.models import Record
from shanhai.registry.queries import visible_to
from shanhai.web.work_forms import (
    EntryForm,
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
    words,
)


class ProductForm(ObjectForm):
    """Everything known of a product or a brand."""

    facts: ClassVar[type] = ProductFacts

    partnership = PairingField()
    title = forms.CharField(label=_lazy("产品或品牌"), max_length=120)
    kind = choice("product_kinds", _lazy("类型"))
    origin = NodeField(label=_lazy("产地"), help_text=_lazy("受援方的县、镇或村"))
    maker = NodeField(label=_lazy("生产或持有单位"), required=False)
    certificate = forms.CharField(
        label=_lazy("证书号"), max_length=80, required=False, help_text=_lazy("地理标志必填")
    )
    certified_on = day(_lazy("认定日期"), required=False)
    valid_until = day(_lazy("有效期至"), required=False)
    note = text(_lazy("备注"), rows=2)


class OutletForm(ObjectForm):
    """Everything known of an outlet."""

    facts: ClassVar[type] = OutletFacts

    partnership = PairingField()
    title = forms.CharField(label=_lazy("渠道名称"), max_length=120)
    channel = choice("channels", _lazy("渠道类型"))
    site = NodeField(label=_lazy("所在地"), required=False, help_text=_lazy("线上渠道可不填"))
    operator = NodeField(label=_lazy("运营单位"), required=False)
    opened_on = day(_lazy("开办"), required=False)
    closed_on = day(_lazy("停办"), required=False)
    products = forms.ModelMultipleChoiceField(
        Product.objects.none(), label=_lazy("在售产品"), required=False,
        widget=forms.CheckboxSelectMultiple, help_text=_lazy("先在“产品”里登记"),
    )  # fmt: skip
    note = text(_lazy("备注"), rows=2)

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, user=user, **options)
        self.fields["products"].queryset = _offered(user, Product)


class SalesEventForm(ObjectForm):
    """Everything known of an event."""

    facts: ClassVar[type] = SalesEventFacts

    partnership = PairingField()
    title = forms.CharField(label=_lazy("活动名称"), max_length=200)
    kind = choice("sales_event_kinds", _lazy("类型"))
    site = NodeField(label=_lazy("举办地"), required=False)
    held_on = day(_lazy("开始"), required=False, help_text=_lazy("还没有定的可不填"))
    until = day(_lazy("结束"), required=False)
    firms = forms.IntegerField(label=_lazy("参展单位（家）"), min_value=0, required=False)
    intended = MoneyField(label=_lazy("意向金额"), required=False)
    note = text(_lazy("备注"), rows=2)


def ways() -> list[tuple[str, str]]:
    """Bought directly or helped to sell, in the reader's tongue."""
    return [(code, _(word)) for code, word in Order.Way.choices]


class OrderForm(ObjectForm):
    """Everything known of an order."""

    facts: ClassVar[type] = OrderFacts

    partnership = PairingField()
    title = forms.CharField(label=_lazy("订单名称"), max_length=200)
    way = forms.ChoiceField(label=_lazy("方式"), choices=ways)
    channel = choice("channels", _lazy("渠道类型"))
    outlet = forms.ModelChoiceField(
        Outlet.objects.none(), label=_lazy("销售渠道"), required=False, empty_label="—"
    )
    event = forms.ModelChoiceField(
        SalesEvent.objects.none(), label=_lazy("产销活动"), required=False, empty_label="—"
    )
    supplier = NodeField(label=_lazy("供应单位"), required=False)
    ordered_on = day(_lazy("下单日期"), required=False)
    buyers = forms.CharField(
        label=_lazy("买方"), widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_lazy("一行一个：“石龙镇”，或动员的群体“‘两新’组织党支部，192个”"),
    )  # fmt: skip
    lines = text(
        _lazy("产品明细"), rows=4,
        help_text=_lazy("一行一种：“大米，500袋，2.5万元”；不知道的可不填"),
    )  # fmt: skip
    note = text(_lazy("备注"), rows=2)

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, user=user, **options)
        self.fields["outlet"].queryset = _offered(user, Outlet)
        self.fields["event"].queryset = _offered(user, SalesEvent)


def _offered(user: Any, model: type[Record]) -> Any:
    """What of a kind the user may choose, by name."""
    rows = model._default_manager.filter(ref__archived_at=None)
    return visible_to(user, rows).order_by("title")


class OrderStepForm(PartForm):
    """A step an order took."""

    which = which(_lazy("到了哪一步"))
    on = today_field(_lazy("日期"))
    note = forms.CharField(label=_lazy("说明"), max_length=300, required=False)

    def prepare(self) -> None:
        names = dict(words("order_states"))
        steps = work_words()["order_states"][self.record.state]["steps"]
        self.offer((code, code, _(names[code])) for code in steps)


class ProofForm(PartForm):
    """What proves an order."""

    kind = choice("proof_kinds", _lazy("凭证种类"))
    number = forms.CharField(label=_lazy("编号"), max_length=80)
    on = day(_lazy("日期"), required=False)


class CountForm(PartForm):
    """An order counted in the ledger: nothing is left to type."""

    @property
    def available(self) -> bool:
        return not counted_of([self.record])


class SaleLinkForm(EntryForm):
    """An entry that tells of the same order."""

    loose = staticmethod(loose)
