"""Questions about history."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import PROTECT, OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from shanhai.records.models import (
    Block,
    ChainHead,
    ChangeSet,
    Record,
    Version,
    VersionColumns,
)
from shanhai.records.rules import (
    Difference,
    block_mark,
    change_digest,
    differences,
    digest,
    digest_of,
)

_BLOCK = VersionColumns.BLOCK


@dataclass(frozen=True, slots=True)
class Step:
    """One version of an object with what it changed."""

    version: Version
    change_set: ChangeSet
    changed: list[Difference]


def history(record: Record) -> list[Step]:
    """The steps of `record`, newest first."""
    versions = list(record.ref.versions.select_related("change_set__actor").order_by("number"))
    steps, before = [], {}
    for version in versions:
        changed = differences(before, version.columns)
        steps.append(Step(version, version.change_set, changed))
        before = version.columns
    return steps[::-1]


def versions_on(rows: QuerySet[Record], day: date) -> QuerySet[Version]:
    """The versions that stood at the end of a day of those among `rows` that were there then and
    not taken out of the lists, each with its change set."""
    before = Version.objects.filter(change_set__at__lt=end_of(day))
    newest = before.filter(ref=OuterRef("ref")).order_by("-number").values("number")[:1]
    found = before.filter(ref__in=rows.order_by().values("pk"), number=Subquery(newest))
    found = found.filter(columns__archived_at__isnull=True)
    return found.select_related("change_set__actor")


def written_since(rows: QuerySet[Record], day: date) -> QuerySet[Version]:
    """The versions of those among `rows` written after the end of a day."""
    return Version.objects.filter(
        change_set__at__gte=end_of(day), ref__in=rows.order_by().values("pk")
    )


def newest_first(versions: QuerySet[Version]) -> QuerySet[Version]:
    """Versions, change set by change set."""
    return versions.order_by("-change_set__number", "ref", "-number")


def steps_of(versions: QuerySet[Version]) -> list[Step]:
    """What each of these versions changed; as many queries for many as for one."""
    found = list(versions.select_related("change_set__actor", "ref"))
    wanted = {(version.ref_id, version.number - 1) for version in found}
    known = Version.objects.filter(
        ref__in={ref for ref, _ in wanted}, number__in={number for _, number in wanted}
    )
    before = {(one.ref_id, one.number): one.columns for one in known}
    return [
        Step(
            version, version.change_set,
            differences(before.get((version.ref_id, version.number - 1), {}), version.columns),
        )
        for version in found
    ]  # fmt: skip


def end_of(day: date) -> datetime:
    """The moment a day is over."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def broken_links(newest: int | None = None) -> Iterator[str]:
    """Every place where the chain of change sets no longer holds, as Chinese sentences; with
    `newest`, among the last so many only."""
    previous = "0" * 64
    count = 0
    rows = ChangeSet.objects.order_by("number")
    first = rows.reverse()[newest - 1 : newest].first() if newest else None
    if first:
        rows, previous, count = (
            rows.filter(number__gte=first.number),
            first.previous,
            first.number - 1,
        )
    for change_set in rows.iterator(chunk_size=500):
        count += 1
        rows_of_set = change_set.versions.annotate(row=Cast("columns", TextField()))
        versions, blocks = [], _Blocks()
        for ref, edition, row, mark in rows_of_set.values_list("ref", "number", "row", "digest"):
            versions.append((ref, edition, mark))
            told = json.loads(row)
            if not (blocks.hold(ref, told, mark) if _BLOCK in told else digest(told) == mark):
                yield f"变更#{change_set.number}：对象{ref}第{edition}版被改动过。"
        mark = change_digest(
            change_set.previous,
            change_set.number,
            change_set.actor_id,
            change_set.verb,
            change_set.why,
            change_set.at,
            versions,
        )
        if change_set.number != count or change_set.previous != previous:
            yield f"变更#{change_set.number}：与前一笔对不上，中间可能有删除。"
            count = change_set.number
        if mark != change_set.digest:
            yield f"变更#{change_set.number}：内容与封存的摘要不符。"
        previous = change_set.digest
    head = ChainHead.objects.filter(pk=1).first()
    if head and (head.digest != previous or head.count != count):
        yield "变更链的末端与最后一笔变更不符。"


class _Blocks:
    """Blocks of versions as they stand in the database, one at a time."""

    def __init__(self) -> None:
        self._digest, self._refs = "", list[int]()
        self._asked: dict[str, Any] = {}

    def hold(self, ref: int, row: dict[str, Any], digest: str) -> bool:
        """Whether the block of this digest is whole and holds the object where its row says."""
        if self._digest != digest:
            told = Block.objects.filter(mark=block_mark(digest)).values_list("told", flat=True)
            text = told.first() or ""
            whole = json.loads(text) if digest_of(text) == digest else {}
            self._refs = whole["each"]["ref_id"] if whole else []
            self._asked = {
                name: value
                for name, value in whole.get("same", {}).items()
                if name == VersionColumns.ASKED
            }
            self._digest = digest
        place = row.get(VersionColumns.PLACE)
        where = {_BLOCK: block_mark(digest), VersionColumns.PLACE: place, **self._asked}
        return row == where and place in range(len(self._refs)) and self._refs[place] == ref


def pointing_at(record: Record) -> dict[str, int]:
    """How much still rests on `record`, by the name of its kind: rows of every floor whose
    protected key leads here, those out of the lists not counted."""
    counts: dict[str, int] = {}
    for field in type(record)._meta.get_fields(include_hidden=True):
        if not (field.auto_created and field.one_to_many):
            continue
        key, model = field.remote_field, field.related_model
        if key.remote_field.on_delete is not PROTECT:
            continue
        rows = model._default_manager.filter(**{key.name: record.pk})
        if issubclass(model, Record):
            rows = rows.filter(ref__archived_at=None)
        if hasattr(model, "undone_at"):
            rows = rows.filter(undone_at=None)
        count = rows.count()
        if count:
            name = str(model._meta.verbose_name)
            counts[name] = counts.get(name, 0) + count
    return counts
