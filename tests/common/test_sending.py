"""What is sent while one goes on stands in order, whole or not at all."""

from collections.abc import Sequence

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from shanhai.common.rows import Table, reserve_ids, write_table
from shanhai.common.sending import sending_ahead
from shanhai.records.models import Ref

pytestmark = pytest.mark.django_db


def write(ids: Sequence[int], label: str = "") -> None:
    alike = {"kind": "node", "label": label, "created_at": timezone.now(), "archived_at": None}
    write_table(Ref, Table(len(ids), alike, {"id": ids}))


def test_whoever_asks_meanwhile_sees_all_that_was_written_before() -> None:
    ids = reserve_ids(Ref, 4000)
    with transaction.atomic(), sending_ahead():
        for start in range(0, 4000, 100):
            write(ids[start : start + 100])
            if start == 2000:
                assert Ref.objects.filter(pk__in=ids).count() == 2100
    assert list(Ref.objects.filter(pk__in=ids).order_by("pk").values_list("pk", flat=True)) == [
        *ids
    ]


def test_an_error_in_sending_comes_out_and_nothing_stands() -> None:
    ids, before = reserve_ids(Ref, 20), Ref.objects.count()
    with pytest.raises(IntegrityError), transaction.atomic(), sending_ahead():
        write(ids[:10])
        write(ids[:1], "twice")
        write(ids[10:])
    assert Ref.objects.count() == before
    with sending_ahead():
        write(ids)
    assert Ref.objects.count() == before + 20


def test_an_error_of_ones_own_is_not_lost_behind_what_is_being_sent() -> None:
    ids, before = reserve_ids(Ref, 3000), Ref.objects.count()
    with pytest.raises(ZeroDivisionError), transaction.atomic(), sending_ahead():
        for start in range(0, 3000, 100):
            write(ids[start : start + 100])
        ids[0] // 0
    assert Ref.objects.count() == before
