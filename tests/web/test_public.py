"""What was approved for publication is everybody's, and adds up; nothing else is told."""

import io

import pytest
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from shanhai.ledger.services import step
from tests.ledger.test_entries import approved
from tests.numbers import numbers
from tests.world import World


@pytest.mark.django_db
def test_who_is_not_signed_in_sees_what_was_published_and_nothing_else(
    client: Client, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    assert "还没有批准公开的记录" in client.get("/public/").content.decode()
    kept = approved(world, title="未公开的拨付")
    told = approved(world, title="已公开的拨付", note="内部说明", voucher="JZ-保密")
    step(world.reviewer, told, "publish")
    with django_assert_max_num_queries(12):
        page = client.get("/public/").content.decode()
    assert told.title in page and kept.title not in page
    assert "内部说明" not in page and "JZ-保密" not in page
    assert told.title in client.get("/public/?q=没有这样的词").content.decode()
    assert "没有这样的公开记录" in client.get("/public/?year=1999").content.decode()

    ((where, rows), (_, total), (own, value)) = numbers(page)
    assert (rows, total) == (1, value)
    for question in (where, own):
        assert numbers(client.get(f"/public/{question}").content.decode())[-1][1] == total
    assert kept.title not in client.get(f"/public/?entry={kept.pk}").content.decode()

    file = client.get("/public/export.xlsx")
    lines = list(load_workbook(io.BytesIO(b"".join(file.streaming_content))).active.values)
    assert [line[1] for line in lines[1:2]] == [told.title] and "共1行" in lines[3][0]
    assert lines[1][7] == str(told.amount) and lines[1][10] == "是"

    step(world.reviewer, told, "withdraw", "口径有变")
    assert told.title not in client.get("/public/").content.decode()
