"""Identity, versions and history: what every object of the house shares."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from shanhai.common import clock
from shanhai.sources.models import Blob


class Ref(models.Model):
    """The identity of one object, of any kind. Whatever may point at anything points here.

    The object of a ref is its reverse one-to-one named by `kind` (`ref.entry`, `ref.node` …).
    """

    kind = models.CharField(max_length=40)
    label = models.CharField("名称", max_length=200, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    archived_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.label or f"{self.kind} {self.pk}"

    @property
    def record(self) -> "Record":
        return getattr(self, self.kind)


class ChainHead(models.Model):
    """One row: the digest of the newest change set. Locking it puts change sets in order."""

    digest = models.CharField(max_length=64, default="0" * 64)
    count = models.BigIntegerField(default=0)


class ChangeSet(models.Model):
    """One action: who did what, when and why. `digest` covers the previous change set's digest,
    these columns and the digests of all versions written, so later tampering shows."""

    number = models.BigIntegerField(unique=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    verb = models.CharField(max_length=60)
    why = models.TextField(blank=True)
    at = models.DateTimeField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"#{self.number} {self.verb}"


class Block(models.Model):
    """Versions of many objects that one change set wrote, by their columns: canonical JSON under
    the beginning of its own digest. Written once, never changed."""

    mark = models.CharField(max_length=24, primary_key=True)
    told = models.TextField()

    @classmethod
    def columns(cls, mark: str, at: int) -> dict[str, Any]:
        """One of the versions; nothing when the block is gone, which the doctor tells of."""
        try:
            same, each = _block(mark)
        except cls.DoesNotExist:
            return {}
        return same | {name: values[at] for name, values in each.items()}


@lru_cache(maxsize=16)
def _block(mark: str) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    told = json.loads(Block.objects.values_list("told", flat=True).get(pk=mark))
    return told["same"], told["each"]


class VersionColumns(models.JSONField):
    """The columns of a version, which stand in its row or in a block; then its row says where."""

    BLOCK, PLACE = "*", "**"
    # What the database is asked of versions: stands in the row beside the block, too.
    ASKED = "archived_at"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        found = super().from_db_value(value, expression, connection)
        if type(found) is dict and self.BLOCK in found:
            return Block.columns(found[self.BLOCK], found[self.PLACE])
        return found

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs  # as the database has it


class Version(models.Model):
    """One object as one change set left it."""

    # Found by the constraint below, which begins with it. Neither key is held by the database:
    # see docs/decisions/0006.
    ref = models.ForeignKey(
        Ref, on_delete=models.PROTECT, related_name="versions", db_index=False, db_constraint=False
    )
    number = models.PositiveIntegerField()
    change_set = models.ForeignKey(
        ChangeSet, on_delete=models.PROTECT, related_name="versions", db_constraint=False
    )
    columns = VersionColumns()
    # Of its columns, or of the block they stand in.
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["ref", "number"]
        constraints = [models.UniqueConstraint(fields=["ref", "number"], name="version_once")]

    def __str__(self) -> str:
        return f"{self.ref_id} v{self.number}"


class Record(models.Model):
    """What every object of the house is. Its primary key is its Ref; `version` counts its edits.

    `scope` names the lookup from this model to the partnerships that decide who may see it;
    the one gate, registry.queries.visible_to, reads it. Records are written only through
    records.services.change, never by save() or update() alone.
    """

    scope: ClassVar[str] = ""

    ref = models.OneToOneField(
        Ref, on_delete=models.PROTECT, primary_key=True, related_name="%(class)s"
    )
    version = models.PositiveIntegerField("版本", default=0)

    # Columns search finds an object by, its name first; none: it is not searched for.
    findable: ClassVar[tuple[str, ...]] = ()
    # A column of rows that belong to it by which it is found too: ("stops", "place").
    findable_rows: ClassVar[tuple[tuple[str, str], ...]] = ()

    class Meta:
        abstract = True

    @property
    def is_found(self) -> bool:
        """Whether search finds it at all."""
        return True

    @classmethod
    def found_by(cls, records: Sequence["Record"]) -> dict[int, list[str]]:
        """The words search finds each of these objects by, by id, names first; in as many queries
        for many as for one."""
        if not cls.findable:
            return {}
        words = {one.pk: [str(getattr(one, name)) for name in cls.findable] for one in records}
        for relation, column in cls.findable_rows:
            to: Any = cls._meta.get_field(relation)
            rows = to.related_model._default_manager.filter(**{f"{to.field.name}__in": list(words)})
            for key, word in rows.values_list(to.field.attname, column):
                words[key].append(word)
        return words

    @classmethod
    def named_in(cls, keys: Sequence[int]) -> Iterable["Record"]:
        """Other objects that are found by the names of these."""
        return ()

    # The rows that belong to it and that its versions hold as data, so that they can be put back:
    # the name of each relation, with the name its history tells them under in words.
    kept_rows: ClassVar[Mapping[str, str]] = {}

    def belongings(self) -> dict[str, str]:
        """What is kept of it in rows of their own, in words under a Chinese name each. Its
        versions hold this, so that its history shows what changed there too."""
        return {
            word: "；".join(
                map(str, getattr(self if hasattr(self, name) else self.ref, name).all())
            )
            for name, word in self.kept_rows.items()
            if word
        }

    @classmethod
    def kept_beside(cls, records: Sequence["Record"]) -> Mapping[str, Sequence[Any]]:
        """What the versions of these hold beside their columns as data, to be put back from: under
        each name a value for every record, in as many queries for many as for one."""
        return {name: cls._kept(name, [one.pk for one in records]) for name in cls.kept_rows}

    @classmethod
    def _kept(cls, name: str, keys: Sequence[int]) -> list[list[dict[str, Any]]]:
        model, owner = cls.rows_that(name)
        columns = [one.attname for one in model._meta.concrete_fields if one.attname != owner]
        found: dict[int, list[dict[str, Any]]] = {key: [] for key in keys}
        rows = model._default_manager.filter(**{f"{owner}__in": keys}).order_by("pk")
        for key, *values in rows.values_list(owner, *columns):
            found[key].append(dict(zip(columns, values, strict=True)))
        return [found[key] for key in keys]

    @classmethod
    def rows_that(cls, name: str) -> tuple[type[models.Model], str]:
        """The model of the rows a relation of `kept_rows` leads to, and their column that names
        the object they belong to."""
        for field in cls._meta.many_to_many:
            if field.name == name:
                return field.remote_field.through, f"{field.m2m_field_name()}_id"
        relations = (*cls._meta.related_objects, *Ref._meta.related_objects)
        to = next(one for one in relations if one.get_accessor_name() == name)
        return to.related_model, to.field.attname

    @classmethod
    def lies_by(cls) -> tuple[str, ...]:
        """Its columns that say where it lies, so that once moved it is still found there on the
        days it lay there."""
        return ("partnership",) if cls.scope == "partnership" else ()


class Formerly(models.Model):
    """Where an object lay before it was moved: what a column held, or one of several rows it was
    tied to. Written by records.services.change alone."""

    # Found by the index below alone: nobody asks where one object lay.
    ref = models.ForeignKey(Ref, on_delete=models.CASCADE, related_name="+", db_index=False)
    column = models.CharField(max_length=20)
    value = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["column", "value"], name="formerly_there")]


class Indexed(models.Model):
    """What search finds one object by. Written by records.finding.services alone."""

    ref = models.OneToOneField(Ref, on_delete=models.CASCADE, primary_key=True, related_name="+")
    kind = models.CharField(max_length=40)
    text = models.TextField()
    marks = models.TextField()


class Comment(models.Model):
    """A remark on any object."""

    # Rows are told of the past by when they were added.
    ADDED: ClassVar[str] = "at"

    ref = models.ForeignKey(Ref, on_delete=models.PROTECT, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]


class Attachment(models.Model):
    """A file on any object. Taken off, it stays in the history."""

    ADDED: ClassVar[str] = "added_at"
    REMOVED: ClassVar[str] = "removed_at"

    ref = models.ForeignKey(Ref, on_delete=models.PROTECT, related_name="attachments")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=255)
    note = models.CharField("说明", max_length=200, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["added_at", "pk"]


class Job(models.Model):
    """Something too long for a page, done by the worker for one person; its page tells how far it
    is. What it did and that it is done are written in one transaction, so both are true or none.
    Written by records.jobs.services alone."""

    class State(models.TextChoices):
        """How far a job is."""

        WAITING = "waiting", "排队中"
        RUNNING = "running", "进行中"
        DONE = "done", "已完成"
        FAILED = "failed", "没有完成"

    OPEN: ClassVar = (State.WAITING, State.RUNNING)

    kind = models.CharField(max_length=20)
    name = models.CharField("名称", max_length=255)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=10)
    asked = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    outcome = models.JSONField(default=dict)
    why = models.TextField("没有完成的原因", blank=True)
    # Its person has been led from its page to what came of it.
    seen = models.BooleanField(default=False)
    task = models.UUIDField(null=True, unique=True)
    at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "后台任务"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether it is still to be waited for."""
        return self.state in self.OPEN
