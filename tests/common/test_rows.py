"""Rows by the hundred thousand stand in the database as they were told."""

from itertools import cycle, islice

import pytest
from django.utils import timezone

from shanhai.common.rows import Table, reserve_ids, write_table
from shanhai.records.models import Ref

ODD = ["甲", "", "100%", "%s", "说'明\"", "\\N", "a\tb\nc\rd\\", "\\.", "NULL", "{}", "示例 　"]


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 100, 257])
@pytest.mark.parametrize("alike", ODD)
def test_a_table_is_written_letter_by_letter(alike: str, count: int) -> None:
    at, ids = timezone.now(), reserve_ids(Ref, count)
    assert len(set(ids)) == count
    labels = list(islice(cycle(ODD), count))
    moments = list(islice(cycle([None, at]), count))
    each = {"id": ids, "label": labels, "archived_at": moments}
    write_table(Ref, Table(count, {"kind": alike, "created_at": at}, each))
    found = Ref.objects.filter(pk__in=ids).order_by("pk")
    assert list(found.values_list("label", flat=True)) == labels
    assert list(found.values_list("archived_at", flat=True)) == moments
    assert set(found.values_list("kind", "created_at")) == {(alike, at)}
    assert Ref.objects.create(kind="node").pk > max(ids)


def test_rows_are_put_in_the_order_of_a_column() -> None:
    table = Table(4, {"kind": "a"}, {"id": [1, 2, 3, 4], "on": [3, 1, 2, 1]})
    told = list(table.ordered("on").told(["id", "on", "kind"]))
    assert told == [(2, 1, "a"), (4, 1, "a"), (3, 2, "a"), (1, 3, "a")]
    assert table.ordered("kind") is table.ordered("id") is table
