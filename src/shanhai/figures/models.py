"""Figures kept ready: what counted entries add up to, so that a page need not add them again.

The columns that name nodes, partnerships and programmes hold plain ids: these rows are made and
thrown away by the thousand, are never edited, and 0 stands for "any" where a key leaves a side
open. What they say can always be counted anew from the entries (services.recount).
"""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Func, Q
from django.db.models.lookups import LessThan


class YearOf(Func):
    """The year of a day, told in a way an index may be made with: on SQLite Django's own asks
    Python, which whoever opens the file by other means has not."""

    template = "EXTRACT(YEAR FROM %(expressions)s)"
    output_field = models.IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """The first four letters."""
        return self.as_sql(compiler, connection, template="substr(%(expressions)s, 1, 4)")


class Sums(models.Model):
    """What some entries make together, in 1/10,000 units, and how many they are."""

    indicator = models.CharField(max_length=80)
    stage = models.CharField(max_length=10)
    unit = models.CharField(max_length=16)
    bound = models.CharField(max_length=8)
    units = models.BigIntegerField()
    low = models.BigIntegerField()
    high = models.BigIntegerField()
    rows = models.IntegerField()

    class Meta:
        abstract = True


class Cell(Sums):
    """The entries between two nodes whose days lie in the months from `first` to `last`.

    Of a flow it is their sum; of a stock or rate the newest reading, which `end` and `entry` name.
    `owner` is 0 for the entries themselves; else a node that took part in entries recorded for
    `helper`, and the cell holds its part in them.
    """

    KEY: ClassVar = ("partnership", "indicator", "last", "first", "helper", "recipient", "owner",
                     "stage", "unit", "bound")  # fmt: skip

    partnership = models.BigIntegerField()
    programme = models.BigIntegerField()
    helper = models.BigIntegerField()
    recipient = models.BigIntegerField()
    owner = models.BigIntegerField(default=0)
    first = models.DateField()
    last = models.DateField()
    end = models.DateField(null=True)
    entry = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "indicator", "last", "first", "helper", "recipient",
                        "owner", "stage", "unit", "bound"],
                name="cell_once",
            )
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["helper", "recipient", "last"], name="cell_between"),
            models.Index(fields=["owner", "last"], name="cell_owner"),
            # The few of more than a year, of which there are no rolls when they are readings.
            models.Index(
                fields=["helper", "recipient"],
                condition=Q(LessThan(YearOf("first"), YearOf("last"))),
                name="cell_of_years",
            ),
        ]


class Roll(Sums):
    """What cells make for a node on each side with all that counts as theirs, year by year.

    `first` and `last` are the years the entries lie in. Of a stock or rate it holds the newest
    reading of each pair of nodes in a year, and `programme` 0 means whichever programme.
    """

    KEY: ClassVar = ("helper", "recipient", "programme", "indicator", "stage", "unit", "bound",
                     "first", "last")  # fmt: skip

    helper = models.BigIntegerField()
    recipient = models.BigIntegerField()
    programme = models.BigIntegerField()
    first = models.IntegerField()
    last = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["helper", "recipient", "programme", "indicator", "stage", "unit", "bound",
                        "first", "last"],
                name="roll_once",
            )
        ]  # fmt: skip


class Upkeep(models.Model):
    """One row: whether cells and rolls are kept up. While they are not, because places or clusters
    changed, every figure is counted from its entries until `services.recount` has run."""

    fresh = models.BooleanField(default=False)
