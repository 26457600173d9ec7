"""The versions of a record in words: what its columns are called and what their values say."""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Field, ForeignKey, Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shanhai.accounts.models import User
from shanhai.common import vocabulary
from shanhai.common.amounts import written
from shanhai.common.indicators import indicator
from shanhai.common.keys import STAGE_NAMES
from shanhai.cooperation.queries import name_of
from shanhai.ledger.books import books, source_words
from shanhai.ledger.queries import party_then
from shanhai.records.models import Record
from shanhai.registry.queries import Stayed, visible_to
from shanhai.web.list_page import written_cell
from shanhai.web.work_forms import named

# Columns that only the machine needs.
PLUMBING = {
    "ref_id",
    "version",
    "low",
    "high",
    "identity",
    "sentence_start",
    "sentence_end",
    "initials",
    "document_id",
    "span_id",
    "clean_id",
    "checked_id",
    "figures",
}
# Names of columns whose model gives none in Chinese.
COLUMN_NAMES = {
    "archived_at": gettext_lazy("移出列表的时间"),
    "entered_by": gettext_lazy("填报人"),
    "received_by": gettext_lazy("收文人"),
    "issued_by": gettext_lazy("出具人"),
    "by": gettext_lazy("经手人"),
    "final": gettext_lazy("最后并入"),
    "undone_by": gettext_lazy("撤销人"),
    "at": gettext_lazy("时间"),
    "upload": gettext_lazy("上传的表"),
    "imported": gettext_lazy("导入批次"),
    "origin": gettext_lazy("来源"),
    "code": gettext_lazy("代码"),
    "partnership": gettext_lazy("结对"),
    "report": gettext_lazy("来文"),
    "claim": gettext_lazy("所述"),
    "entry": gettext_lazy("台账记录"),
    "target": gettext_lazy("目标"),
    "helper": gettext_lazy("帮扶方"),
    "recipient": gettext_lazy("受援方"),
    "replaces": gettext_lazy("更正自"),
    "units": gettext_lazy("数值"),
    "parties": gettext_lazy("各方"),
    "members": gettext_lazy("组团成员"),
}
# Columns whose codes vocabulary/work.yaml names, by kind and column ("" for any kind): the section.
SECTIONS = {
    ("", "channel"): "channels",
    ("", "destination"): "destinations",
    ("project", "state"): "project_states",
    ("project", "kind"): "project_kinds",
    ("park", "kind"): "park_kinds",
    ("workshop", "kind"): "workshop_kinds",
    ("venture", "rung"): "venture_rungs",
    ("posting", "category"): "posting_categories",
    ("posting", "mode"): "posting_modes",
    ("product", "kind"): "product_kinds",
    ("salesevent", "kind"): "sales_event_kinds",
    ("order", "state"): "order_states",
    ("ride", "mode"): "ride_modes",
    ("activity", "kind"): "activity_kinds",
    ("team", "kind"): "team_kinds",
    ("showvillage", "kind"): "show_kinds",
    ("showvillage", "level"): "levels",
    ("promotion", "kind"): "promotion_kinds",
    ("article", "kind"): "article_kinds",
    ("article", "level"): "levels",
    # Rows that belong to an object, told in words: the name they stand under.
    ("order", "进度"): "order_states",
    ("order", "凭证"): "proof_kinds",
    ("venture", "进度"): "venture_rungs",
    ("project", "资金构成"): "project_money",
    ("project", "公示"): "project_states",
}
_CODE = re.compile(r"[a-z0-9_]+")
# What a column of whole ten-thousandths is called in the database.
_SCALED = re.compile(r"（万分之一(?P<unit>元?)(?:单位)?）$")
# Columns of an entry whose codes vocabulary/sources.yaml names.
_SOURCES = {"form": "forms", "source_class": "classes"}


class Words:
    """Columns of one kind of record in words. What its foreign keys point at is fetched once for
    all steps, and named only as far as the user may see it."""

    def __init__(self, user: User, record: Record, columns: Iterable[dict[str, Any]]) -> None:
        self._fields = {field.attname: field for field in record._meta.concrete_fields}
        self._named = {str(field.verbose_name) for field in self._fields.values()}
        self._kind = record._meta.model_name
        # Rows that its versions tell in words too.
        self._data = {name for name in record.kept_rows
                      if not hasattr(record.rows_that(name)[0], "TOLD")}  # fmt: skip
        self._labels = {
            model: _labels(user, model, keys)
            for model, keys in _pointed_at(self._fields, columns).items()
        }

    def shown(self, column: str) -> bool:
        return column not in PLUMBING and column not in self._data

    def name(self, column: str) -> str:
        field = self._fields.get(column)
        name = field.name if field else column
        verbose = _SCALED.sub("", str(field.verbose_name)) if field else column
        if field is None and column in self._named:  # rows that go by the name of a column
            return _("%s（各步）") % _(column)
        return _(verbose) if not verbose.isascii() else str(COLUMN_NAMES.get(name, verbose))

    def value(self, column: str, value: Any) -> str:
        field = self._fields.get(column)
        if value in (None, "", {}, []):
            return "—"
        if isinstance(value, bool):
            return _("是") if value else _("否")
        if isinstance(field, ForeignKey):
            return self._labels[field.related_model].get(str(value), _("不在您的查看范围"))
        scaled = _SCALED.search(str(field.verbose_name)) if field else None
        if scaled:
            return written(int(value)) + _(scaled["unit"])
        if isinstance(value, dict):
            return "；".join(f"{key} {item}" for key, item in value.items())
        if column == "parties":
            return "；".join(map(_party, value))
        if column == "members":
            return "；".join(map(_stay, value))
        if isinstance(value, str) and column.endswith("_at"):
            return str(written_cell(datetime.fromisoformat(value)))
        return self._word(column, field, str(value))

    def _word(self, column: str, field: Field | None, value: str) -> str:
        office = settings.VOCABULARY_DIR
        if field is not None and field.choices:
            return _(str(dict(field.flatchoices).get(value, value)))
        section = SECTIONS.get((self._kind, column)) or SECTIONS.get(("", column))
        if section:
            return _CODE.sub(lambda code: named(section, code[0]), value)
        if column in _SOURCES:
            return _(source_words(office)[_SOURCES[column]].get(value, {}).get("name", value))
        match column:
            case "indicator":
                return _(indicator(value, office).name)
            case "stage":
                return _(
                    {stage.value: name for stage, name in STAGE_NAMES.items()}.get(value, value)
                )
            case "book":
                known = books(office).get(value)
                return _(known.name) if known else value
            case "kind" if self._kind == "meeting":
                return _(name_of("meetings", value))
            case "level" if self._kind in ("meeting", "agreement"):
                return _(name_of("levels", value))
            case "kind" if self._kind in ("partnership", "node"):
                section = "kinds" if self._kind == "partnership" else "organisations"
                words = vocabulary.load("partnerships", office)[section]
                return _(words.get(value, {}).get("name", value))
        return value


def _party(told: list[Any]) -> str:
    """A party of an entry as its versions hold it."""
    one = party_then(told)
    share = _("（份额 %s）") % written(one.share) if one.share is not None else ""
    return f"{one.get_role_display()} {one.name}{share}"


def _stay(told: list[Any]) -> str:
    """A stay in a cluster as the versions of the cluster hold it."""
    one = Stayed.of(told)
    days = _("%(start)s至%(end)s") % {
        "start": one.start or _("起始不详"), "end": one.end or _("今"),
    }  # fmt: skip
    return f"{one.name}（{days}{_('，牵头') if one.lead else ''}）"


def _pointed_at(
    fields: dict[str, Field], columns: Iterable[dict[str, Any]]
) -> dict[type[Model], set[Any]]:
    """The keys each related model is asked for."""
    keys: dict[type[Model], set[Any]] = defaultdict(set)
    for row in columns:
        for column, value in row.items():
            field = fields.get(column)
            if isinstance(field, ForeignKey) and column not in PLUMBING:
                keys[field.related_model].add(value)
    return {model: found - {None} for model, found in keys.items()}


def _labels(user: User, model: type[Model], keys: set[Any]) -> dict[str, str]:
    if not keys:
        return {}
    rows = model._default_manager.filter(pk__in=keys)
    if issubclass(model, Record):
        seen = visible_to(user, rows).select_related("ref")
        return {str(row.pk): row.ref.label for row in seen}
    return {str(row.pk): str(row) for row in rows}
