"""Column groups that several floors share."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, ClassVar, TypeVar

from django.db import models
from django.db.models.base import ModelState

from shanhai.common.amounts import Amount, Bound
from shanhai.common.periods import Period

M = TypeVar("M", bound=models.Model)


class AmountColumns(models.Model):
    """One Amount. Integers are 1/10,000 of `unit`; `printed` is the figure as it stands."""

    BOUNDS: ClassVar = [
        (Bound.EXACT.value, "整"),
        (Bound.ABOUT.value, "约"),
        (Bound.UNDER.value, "近"),
        (Bound.OVER.value, "超"),
    ]
    units = models.BigIntegerField("数值（万分之一单位）")
    low = models.BigIntegerField("下限")
    high = models.BigIntegerField("上限")
    unit = models.CharField("单位", max_length=16)
    bound = models.CharField("界限", max_length=8, choices=BOUNDS, default=Bound.EXACT.value)
    printed = models.CharField("原文写法", max_length=80, blank=True)

    class Meta:
        abstract = True

    @property
    def amount(self) -> Amount:
        return Amount(self.units, self.unit, Bound(self.bound), self.low, self.high, self.printed)

    @amount.setter
    def amount(self, value: Amount) -> None:
        self.units, self.low, self.high = value.units, value.low, value.high
        self.unit, self.bound, self.printed = value.unit, value.bound.value, value.printed


class PeriodColumns(models.Model):
    """The days a figure covers; both null when the text does not let one tell."""

    period_start = models.DateField("起", null=True, blank=True)
    period_end = models.DateField("止", null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def period(self) -> Period | None:
        if self.period_start is None or self.period_end is None:
            return None
        return Period(self.period_start, self.period_end)

    @period.setter
    def period(self, value: Period | None) -> None:
        self.period_start = value.start if value else None
        self.period_end = value.end if value else None


class PointColumns(models.Model):
    """Where something stands on the map; both null while only its place is known."""

    longitude = models.FloatField("经度", null=True, blank=True)
    latitude = models.FloatField("纬度", null=True, blank=True)

    class Meta:
        abstract = True


def in_order(earlier: str, later: str) -> models.Q:
    """The condition of a row whose `later` day is not before its `earlier` one, where both are
    known."""
    unknown = models.Q(**{f"{later}__isnull": True}) | models.Q(**{f"{earlier}__isnull": True})
    return unknown | models.Q(**{f"{later}__gte": models.F(earlier)})


def snapshot(instance: models.Model) -> dict[str, Any]:
    """The stored columns of a row by name, as kept in its history (parents' columns included)."""
    values = instance.__dict__  # past the descriptors of keys, which a column not loaded needs
    return {
        name: values[name] if name in values else getattr(instance, name)
        for name in stored(type(instance))
    }


@lru_cache(maxsize=256)
def stored(model: type[models.Model]) -> tuple[str, ...]:
    """The names of a row's stored columns as `snapshot` tells them."""
    names = (field.attname for field in model._meta.concrete_fields)
    return tuple(name for name in names if not name.endswith("_ptr_id"))


def instances(model: type[M], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[M]:
    """New rows of a model from values of all their columns in the order of `names`: nothing is
    asked of the model and no signal is sent, which for hundreds of thousands makes the time."""
    made = []
    for row in rows:
        one = model.__new__(model)
        one.__dict__ = dict(zip(names, row, strict=True), _state=ModelState())
        made.append(one)
    return made
