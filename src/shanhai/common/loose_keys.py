"""Keys the database does not hold (db_constraint=False), looked after all the same."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef

# Rows named of those whose key leads nowhere; how many there are is told of all.
_NAMED = 5


def lost_rows() -> Iterator[str]:
    """Every key without a constraint of the database that leads nowhere, as Chinese sentences."""
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            to: Any = field.related_model
            if to is None or getattr(field, "db_constraint", True):
                continue
            there = to._base_manager.filter(pk=OuterRef(field.attname))
            rows = model._base_manager.filter(**{f"{field.name}__isnull": False})
            lost = rows.filter(~Exists(there)).order_by("pk")
            named = list(lost.values_list("pk", field.attname)[:_NAMED])
            if named:
                told = "、".join(f"第{pk}行指向{key}" for pk, key in named)
                yield (
                    f"表{model._meta.db_table}有 {lost.count()} 行所指的{to._meta.db_table}"
                    f"不存在（{told}）：有人绕过系统删改了数据，请从备份恢复。"
                )
