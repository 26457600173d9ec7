"""What several partnerships may do together, once."""

from typing import ClassVar

from django.db import models

from shanhai.records.models import Record
from shanhai.registry.models import Partnership


class Joint(Record):
    """An occasion of one or more partnerships: three towns that go together go once.

    `partnership` keeps it; `partnerships` are all that took part, the keeper among them, and
    people of each of them see it.
    """

    scope: ClassVar[str] = "partnerships"

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="+", verbose_name="结对"
    )
    partnerships = models.ManyToManyField(
        Partnership, related_name="%(class)ss", verbose_name="参加的结对"
    )

    class Meta:
        abstract = True
