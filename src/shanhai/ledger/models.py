"""What was recorded: entries with their evidence, and what each side states about them."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from shanhai.common import clock
from shanhai.common.indexes import OfEqual
from shanhai.common.keys import STAGE_NAMES, Stage
from shanhai.common.models import AmountColumns, PeriodColumns
from shanhai.cooperation.models import Order, Placement, Project, Venture
from shanhai.records.models import Attachment, Job, Record, Ref
from shanhai.registry.models import Node, Partnership
from shanhai.sources.models import Blob, Span


class Upload(models.Model):
    """A workbook someone handed in, with what they chose for it so far. Only they see it; what it
    became stands in its imports."""

    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=255)
    partnership = models.ForeignKey(
        Partnership,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="结对（表内没有写明时）",
    )
    choices = models.JSONField(default=dict, blank=True)
    # Too much for a page: the worker plans it, writes it and takes it back.
    large = models.BooleanField(default=False)
    job = models.ForeignKey(Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=clock.now)
    posted_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "上传的表"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.name


class Preview(models.Model):
    """What a large upload would do, as the worker planned it: each sheet with its counts."""

    upload = models.OneToOneField(Upload, on_delete=models.CASCADE, related_name="preview")
    at = models.DateTimeField(default=clock.now)
    sheets = models.JSONField()


class PreviewLine(models.Model):
    """One line of a preview that is to be shown; of each sheet no more than a bounded number."""

    # Found by the index below, which begins with it.
    preview = models.ForeignKey(
        Preview, on_delete=models.CASCADE, related_name="lines", db_index=False
    )
    sheet = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=10)
    told = models.JSONField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["preview", "sheet", "outcome"], name="preview_lines")]


class ColumnMapping(models.Model):
    """What an office decided the columns of a sheet with these headings mean."""

    office = models.ForeignKey(
        Node, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    headings = models.CharField(max_length=64)
    book = models.CharField(max_length=30)
    columns = models.JSONField()
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "列的对应"
        constraints = [models.UniqueConstraint(fields=["office", "headings"], name="mapping_once")]


class Batch(Record):
    """The rows of one upload that belong to one partnership. An upload is undone as a whole."""

    scope: ClassVar[str] = "partnership"

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="batches")
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="batches")
    name = models.CharField("文件名", max_length=255)
    rows = models.PositiveIntegerField("行数", default=0)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "导入"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.name


class Entry(AmountColumns, PeriodColumns, Record):
    """One recorded fact. State and statements belong to an edition of what it says: an edit makes
    a new edition and voids them; once locked, only a reversal in the open period changes it.

    `identity` is the same for the same fact told twice (rules.identity); `details` are the book's
    own columns as they were filled in. `office` is in whose hands it is (vocabulary/states.yaml)
    and `due` until when; `published_at` is when it was approved for publication, nothing else is.
    """

    scope: ClassVar[str] = "partnership"
    kept_rows = {"parties": ""}

    findable = ("title", "voucher", "note")

    @classmethod
    def lies_by(cls) -> tuple[str, ...]:
        return (*super().lies_by(), "helper", "recipient")

    # Only keys to other entries are held by the database: see docs/decisions/0006.
    ref = models.OneToOneField(
        Ref, on_delete=models.PROTECT, primary_key=True, related_name="entry", db_constraint=False
    )

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        RETURNED = "returned", "退回"
        IN_CHECK = "in_check", "待组团核对"
        SUBMITTED = "submitted", "已提交"
        CONFIRMED = "confirmed", "对方已确认"
        REVIEWED = "reviewed", "帮扶方市已审核"
        APPROVED = "approved", "已审核"
        LOCKED = "locked", "已锁定"
        VOID = "void", "作废"

    partnership = models.ForeignKey(
        Partnership,
        on_delete=models.PROTECT,
        related_name="entries",
        db_index=False,
        db_constraint=False,
        verbose_name="结对",
    )
    book = models.CharField("台账", max_length=30)
    title = models.CharField("事项", max_length=200)
    helper = models.ForeignKey(
        Node,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
        verbose_name="帮扶方",
    )
    recipient = models.ForeignKey(
        Node,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
        verbose_name="受援方",
    )
    indicator = models.CharField("指标", max_length=80)
    stage = models.CharField("阶段", max_length=10, default="arrived")
    source_class = models.CharField("资金来源", max_length=20, blank=True)
    form = models.CharField("形式", max_length=10, blank=True)
    voucher = models.CharField("凭证号", max_length=80, blank=True)
    note = models.TextField("备注", blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.DRAFT)
    office = models.ForeignKey(
        Node,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
        verbose_name="现在由谁办",
    )
    due = models.DateField("本步时限", null=True, blank=True)
    published_at = models.DateTimeField("批准公开", null=True, blank=True)
    summary = models.BooleanField("汇总行", default=False)
    edition = models.PositiveIntegerField("内容版次", default=1)
    identity = models.CharField(max_length=64, blank=True)
    details = models.JSONField("本台账的栏目", default=dict, blank=True)
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        db_index=False,
        verbose_name="其中（上级）",
    )
    reverses = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reversals",
        db_index=False,
        verbose_name="冲销",
    )
    imported = models.ForeignKey(
        Batch,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="entries",
        db_index=False,
        db_constraint=False,
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )

    class Meta:
        verbose_name = verbose_name_plural = "台账记录"
        ordering = ["-period_end", "-pk"]
        indexes = [
            models.Index(
                fields=["partnership", "indicator", "stage", "period_end"], name="entry_key"
            ),
            # Of its own, since PostgreSQL would give the column a second one for beginnings.
            OfEqual(fields=["identity"], name="entry_identity"),
            models.Index(fields=["helper", "indicator"], name="entry_helper"),
            models.Index(fields=["recipient", "indicator"], name="entry_recipient"),
            # As a sheet is ordered: its first page is read without sorting the book.
            models.Index(fields=["book", "-period_end", "-ref"], name="entry_sheet"),
            # All a summary stands for; with less of it SQLite looks through like entries instead.
            models.Index(
                fields=["partnership", "indicator", "stage", "helper", "recipient", "unit",
                        "period_end"],
                condition=Q(summary=True),
                name="entry_summary",
            ),
            models.Index(
                fields=["office", "due"], condition=Q(office__isnull=False), name="entry_held"
            ),
            # Nearly every entry has no parent: an index with them all tells a planner nothing.
            models.Index(
                fields=["parent"], condition=Q(parent__isnull=False), name="entry_part_of"
            ),
            models.Index(
                fields=["reverses"], condition=Q(reverses__isnull=False), name="entry_reverses"
            ),
            models.Index(
                fields=["imported"], condition=Q(imported__isnull=False), name="entry_imported"
            ),
        ]  # fmt: skip
        constraints = [
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")), name="entry_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_found(self) -> bool:
        return self.state != self.State.VOID

    @classmethod
    def found_by(cls, records: Sequence[Record]) -> dict[int, list[str]]:
        """With the parties it names."""
        words = super().found_by(records)
        parties = EntryParty.objects.filter(entry__in=list(words)).order_by("pk")
        for entry, name in parties.values_list("entry", "name"):
            words[entry].append(name)
        return words

    @classmethod
    def kept_beside(cls, records: Sequence[Record]) -> Mapping[str, Sequence[Any]]:
        """Its parties, each as (role, name, node, share)."""
        told: dict[int, list[list[Any]]] = {record.pk: [] for record in records}
        rows = EntryParty.objects.filter(entry__in=list(told)).order_by("role", "position", "pk")
        for entry, *party in rows.values_list("entry", *EntryParty.TOLD):
            told[entry].append(party)
        return {"parties": [told[record.pk] for record in records]}


class EntryParty(models.Model):
    """Someone an entry names. A joint act names each town that took part; its share is null
    when nobody said how much of it was theirs: an unknown split stays unknown."""

    class Role(models.TextChoices):
        GIVER = "giver", "提供方"
        RECEIVER = "receiver", "接收方"
        END_USER = "end_user", "最终使用方"
        JOINT = "joint", "共同参加"

    # Not held by the database, here and below: see docs/decisions/0006.
    entry = models.ForeignKey(
        Entry, on_delete=models.CASCADE, related_name="parties", db_constraint=False
    )
    # What an entry's versions hold of it.
    TOLD: ClassVar[tuple[str, ...]] = ("role", "name", "node_id", "share")

    role = models.CharField(max_length=10, choices=Role.choices)
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=120)
    node = models.ForeignKey(
        Node,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    share = models.BigIntegerField("份额", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "台账记录的一方"
        ordering = ["entry", "role", "position"]
        indexes = [models.Index(fields=["node"], condition=Q(role="joint"), name="party_joint")]


class Evidence(models.Model):
    """What an entry rests on: words in a document, a cell of a workbook, or a voucher file."""

    entry = models.ForeignKey(
        Entry, on_delete=models.CASCADE, related_name="evidence", db_constraint=False
    )
    span = models.ForeignKey(
        Span,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="evidence",
        db_index=False,
    )
    blob = models.ForeignKey(
        Blob,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="evidence",
        db_index=False,
        db_constraint=False,
    )
    sheet = models.CharField("工作表", max_length=60, blank=True)
    row = models.PositiveIntegerField("行", null=True, blank=True)
    voucher = models.CharField("凭证号", max_length=80, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["span"], condition=Q(span__isnull=False), name="evidence_span"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(span__isnull=False) | Q(blob__isnull=False) | ~Q(voucher=""),
                name="evidence_is_something",
            )
        ]


class Statement(models.Model):
    """What one side says about one edition of an entry. Agreement confirms; a difference stands
    beside it until the two have settled it. Added, never overwritten: the newest counts."""

    # Rows are told of the past by when they were added.
    ADDED: ClassVar[str] = "at"

    class Side(models.TextChoices):
        HELPER = "helper", "帮扶方"
        RECIPIENT = "recipient", "受援方"

    entry = models.ForeignKey(
        Entry, on_delete=models.PROTECT, related_name="statements", db_constraint=False
    )
    edition = models.PositiveIntegerField(default=1)
    side = models.CharField(max_length=10, choices=Side.choices)
    units = models.BigIntegerField()
    why = models.CharField("说明", max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]


class Allotment(Record):
    """A part of recorded money set aside for a purpose (分配): a project, or something named in
    words. Its amount is a share of the entry, never money of its own; null when nobody said how
    much of the whole it is."""

    scope: ClassVar[str] = "entry__partnership"

    entry = models.ForeignKey(
        Entry, on_delete=models.PROTECT, related_name="allotments", verbose_name="资金来源"
    )
    project = models.ForeignKey(
        Project,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="allotments",
        verbose_name="项目",
    )
    purpose = models.CharField("用途", max_length=200)
    units = models.BigIntegerField("数值（万分之一单位）", null=True, blank=True)
    document = models.CharField("下达文号", max_length=80, blank=True)
    on = models.DateField("下达日期")

    class Meta:
        verbose_name = verbose_name_plural = "资金分配"
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(units__isnull=True) | Q(units__gt=0), name="allotment_is_something"
            )
        ]

    def __str__(self) -> str:
        return self.purpose


class Payment(models.Model):
    """An entry by which allotted money was paid out (拨付)."""

    allotment = models.ForeignKey(Allotment, on_delete=models.PROTECT, related_name="payments")
    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, related_name="payment")
    payee = models.CharField("收款单位", max_length=120, blank=True)

    class Meta:
        ordering = ["allotment", "pk"]


class Donation(Record):
    """A gift followed from its promise to the word back to the giver (捐赠). Who gives and receives
    and how much stands in the entries it became; here stands what an entry has no place for."""

    scope: ClassVar[str] = "partnership"
    kept_rows = {"told": "台账记录", "events": "经办"}
    findable = ("title", "receipt", "note")

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="donations", verbose_name="结对"
    )
    title = models.CharField("事由", max_length=200)
    directed = models.BooleanField("定向捐赠", default=False)
    legal_receiver = models.ForeignKey(
        Node,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="法定接收方",
    )
    agreed_on = models.DateField("签约或举牌", null=True, blank=True)
    receipt = models.CharField("捐赠票据号", max_length=40, blank=True)
    receipt_on = models.DateField("开票日期", null=True, blank=True)
    note = models.TextField("备注", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "捐赠"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["receipt"], condition=~Q(receipt=""), name="donation_receipt_once"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def belongings(self) -> dict[str, str]:
        return {
            "台账记录": "；".join(
                f"{row.entry}（{STAGE_NAMES[Stage(row.entry.stage)]}）"
                for row in self.told.select_related("entry")
            ),
            "经办": "；".join(str(row) for row in self.events.all()),
        }


class DonationEntry(models.Model):
    """An entry a gift became: promised, arrived or used. An entry tells of one gift only."""

    donation = models.ForeignKey(Donation, on_delete=models.CASCADE, related_name="told")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="donation_told")

    class Meta:
        ordering = ["donation", "pk"]


class DonationEvent(models.Model):
    """What became of a gift after it arrived: taken over, used, told to the giver, made public."""

    class Kind(models.TextChoices):
        ACCEPTED = "accepted", "签收"
        USED = "used", "使用"
        TOLD = "told", "向捐赠方反馈"
        PUBLISHED = "published", "捐赠公示"

    donation = models.ForeignKey(Donation, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField("环节", max_length=10, choices=Kind.choices)
    on = models.DateField("日期")
    who = models.CharField("经办单位", max_length=120)
    text = models.CharField("情况", max_length=500)
    photo = models.ForeignKey(
        Attachment, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["donation", "on", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on} {self.who}"


class VentureEntry(models.Model):
    """An entry of what an enterprise's investment promised or brought."""

    venture = models.ForeignKey(Venture, on_delete=models.PROTECT, related_name="money")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="venture_money")

    class Meta:
        ordering = ["venture", "pk"]


class OrderEntry(models.Model):
    """An entry of what an order of products came to."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="money")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="order_money")

    class Meta:
        ordering = ["order", "pk"]


class Subsidy(models.Model):
    """A share of recorded money that a person's work was subsidised with; never money of its
    own."""

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="subsidies")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="subsidies")
    kind = models.CharField("补贴", max_length=20)
    units = models.BigIntegerField("金额（万分之一元）")
    on = models.DateField("发放日期")

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(units__gt=0), name="subsidy_is_something")
        ]
