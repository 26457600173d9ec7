"""Consumption: products and brands, where they are sold, events, and orders with their lines."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from shanhai.common.amounts import written
from shanhai.common.models import PointColumns, in_order
from shanhai.records.models import Record
from shanhai.registry.models import Node, Partnership

WAN = 10_000


class Product(Record):
    """A product of the recipient side, its brand, or a geographical indication it may carry."""

    scope: ClassVar[str] = "partnership"
    findable = ("title", "certificate", "note")

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="products", verbose_name="结对"
    )
    title = models.CharField("名称", max_length=120)
    kind = models.CharField("类型", max_length=20)
    origin = models.ForeignKey(
        Node, on_delete=models.PROTECT, related_name="+", verbose_name="产地"
    )
    maker = models.ForeignKey(
        Node, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name="生产或持有单位",
    )  # fmt: skip
    certificate = models.CharField("证书号", max_length=80, blank=True)
    certified_on = models.DateField("认定", null=True, blank=True)
    valid_until = models.DateField("有效期至", null=True, blank=True)
    note = models.TextField("备注", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "产品和品牌"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=in_order("certified_on", "valid_until"),
                name="product_lapses_after_certified",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Outlet(PointColumns, Record):
    """Where the recipient's products are sold: a hall, a shelf, a canteen, a channel on line."""

    scope: ClassVar[str] = "partnership"
    findable = ("title", "note")
    kept_rows = {"products": "在售产品"}

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="outlets", verbose_name="结对"
    )
    title = models.CharField("名称", max_length=120)
    channel = models.CharField("渠道", max_length=20)
    site = models.ForeignKey(
        Node, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name="所在地",
    )  # fmt: skip
    operator = models.ForeignKey(
        Node, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name="运营单位",
    )  # fmt: skip
    opened_on = models.DateField("开办", null=True, blank=True)
    closed_on = models.DateField("停办", null=True, blank=True)
    products = models.ManyToManyField(Product, related_name="outlets", verbose_name="在售产品")
    note = models.TextField("备注", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "销售渠道"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=in_order("opened_on", "closed_on"),
                name="outlet_closes_after_opening",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def belongings(self) -> dict[str, str]:
        return {"在售产品": "、".join(row.title for row in self.products.all())}


class SalesEvent(Record):
    """Something held to sell (展销会, 产销对接会, 直播专场). What was sold there are its orders;
    `intended` is what buyers said they might order, in 1/10,000 元."""

    scope: ClassVar[str] = "partnership"
    findable = ("title", "note")

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="sales_events", verbose_name="结对"
    )
    title = models.CharField("名称", max_length=200)
    kind = models.CharField("类型", max_length=20)
    site = models.ForeignKey(
        Node, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name="举办地",
    )  # fmt: skip
    held_on = models.DateField("开始", null=True, blank=True)
    until = models.DateField("结束", null=True, blank=True)
    firms = models.PositiveIntegerField("参展单位（家）", null=True, blank=True)
    intended = models.BigIntegerField("意向金额（万分之一元）", null=True, blank=True)
    note = models.TextField("备注", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "产销活动"
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return self.title


class Order(Record):
    """Products bought, or helped to sell: 下单 → 验收 → 付款 → 复核. What counts of it stands in
    the ledger, once its channel's last needed step is taken."""

    scope: ClassVar[str] = "partnership"
    findable = ("title", "note")
    findable_rows = (("buyers", "name"), ("lines", "name"))
    kept_rows = {"buyers": "买方", "lines": "明细", "steps": "进度", "proofs": "凭证"}

    class Way(models.TextChoices):
        BOUGHT = "bought", "直接采购"
        ASSISTED = "assisted", "帮助销售"

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="orders", verbose_name="结对"
    )
    title = models.CharField("事项", max_length=200)
    way = models.CharField("方式", max_length=10, choices=Way.choices)
    channel = models.CharField("渠道", max_length=20)
    outlet = models.ForeignKey(
        Outlet, null=True, blank=True, on_delete=models.PROTECT, related_name="orders",
        verbose_name="销售渠道",
    )  # fmt: skip
    event = models.ForeignKey(
        SalesEvent, null=True, blank=True, on_delete=models.PROTECT, related_name="orders",
        verbose_name="产销活动",
    )  # fmt: skip
    supplier = models.ForeignKey(
        Node, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name="供应单位",
    )  # fmt: skip
    ordered_on = models.DateField("下单", null=True, blank=True)
    state = models.CharField("进度", max_length=12, default="ordered")
    note = models.TextField("备注", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "采购订单"
        ordering = ["-ordered_on", "-pk"]
        indexes = [models.Index(fields=["partnership", "state"], name="order_state")]

    def __str__(self) -> str:
        return self.title


class OrderBuyer(models.Model):
    """Who buys: an organisation, or a group that was mobilised and how many it is."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="buyers")
    position = models.PositiveSmallIntegerField()
    name = models.CharField("买方", max_length=120)
    node = models.ForeignKey(
        Node, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    count = models.PositiveIntegerField("个数", null=True, blank=True)
    unit = models.CharField("单位", max_length=8, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "采购订单的买方"
        ordering = ["order", "position"]

    def __str__(self) -> str:
        return self.name if self.count is None else f"{self.name}，{self.count}{self.unit}"


class OrderLine(models.Model):
    """One product of an order: how much of it, and for how much. Both in 1/10,000."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    name = models.CharField("产品", max_length=120)
    product = models.ForeignKey(
        Product, null=True, blank=True, on_delete=models.PROTECT, related_name="order_lines"
    )
    quantity = models.BigIntegerField("数量（万分之一）")
    unit = models.CharField("计量单位", max_length=8)
    units = models.BigIntegerField("金额（万分之一元）")

    class Meta:
        ordering = ["order", "position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0) & Q(units__gt=0), name="order_line_is_something"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}，{written(self.quantity)}{self.unit}，{written(self.units)}元"


class OrderStep(models.Model):
    """A step an order took on a day."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField("进度", max_length=12)
    on = models.DateField("日期")
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["order", "state"], name="order_step_once")]

    def __str__(self) -> str:
        return f"{self.state} {self.on}"


class OrderProof(models.Model):
    """What an order rests on: an invoice, the money received, the platform's own figures."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="proofs")
    kind = models.CharField("凭证", max_length=20)
    number = models.CharField("编号", max_length=80, blank=True)
    on = models.DateField("日期", null=True, blank=True)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return " ".join(str(part) for part in (self.kind, self.number, self.on) if part)
