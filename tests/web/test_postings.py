"""The pages of people sent: names masked, costs pinned."""

import io

from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook, load_workbook

from shanhai.cooperation.models import Posting
from shanhai.cooperation.services import extend
from tests.cooperation.test_postings import days, sent
from tests.web.test_projects import client_of
from tests.world import World

NAME = "欧阳示例"


def exported(user: object) -> Workbook:
    answer = client_of(user).get("/postings/?export=xlsx")
    return load_workbook(io.BytesIO(b"".join(answer.streaming_content)))


def test_a_person_is_sent_and_the_name_stays_with_those_who_keep_the_register(
    world: World,
) -> None:
    client = client_of(world.clerk)
    typed = {"partnership": world.partnership.pk, "direction": "to_recipient",
             "category": "teacher", "mode": "teaching", "from_unit": "桥头镇",
             "to_unit": "示例镇", "start": str(days(-10)), "end": str(days(10)), "name": NAME,
             "count": "1"}  # fmt: skip
    wrong = client.post("/postings/new", typed | {"direction": "to_helper"})
    assert wrong.status_code == 422 and "不在受援方" in wrong.content.decode()
    client.post("/postings/new", typed)
    posting = Posting.objects.get()
    there = f"/postings/{posting.pk}/"
    assert NAME in client.get(there).content.decode()
    assert NAME not in client_of(world.auditor).get(there).content.decode()
    for user in (world.clerk, world.auditor):
        assert NAME not in client_of(user).get("/postings/").content.decode()
        book = exported(user)
        cells = [str(cell.value) for row in book.active.iter_rows() for cell in row]
        assert "欧阳**" in cells and NAME not in cells
    assert NAME not in client_of(world.auditor).get(f"/records/{posting.pk}/").content.decode()
    assert client_of(world.foreigner).get(there).status_code == 404


def test_a_stay_that_ends_asks_for_what_follows(world: World) -> None:
    client, posting = client_of(world.county_clerk), sent(world, start=days(-90), end=days(9))
    there = f"/postings/{posting.pk}/"
    assert "请准备续派或返回" in client.get(there).content.decode()
    assert "桥头镇" in client.get("/postings/?standing=ending").content.decode()
    data = {"extend-since": str(days(5)), "extend-until": str(days(100))}
    refused = client.post(f"{there}add/extend/", data)
    assert refused.status_code == 422 and "原任期" in refused.content.decode()
    client.post(f"{there}add/extend/", data | {"extend-since": str(days(10))})
    assert "请准备续派或返回" not in client.get(there).content.decode()
    client.post(f"{there}add/return/", {"return-on": str(days(0)), "return-note": "示例"})
    assert "已返回" in client.get(there).content.decode()


def test_list_and_page_cost_the_same_however_many(world: World) -> None:
    client, first = client_of(world.clerk), sent(world, start=days(-90), end=days(-1), name="甲")
    extend(world.clerk, first, days(0), days(30))

    def cost(there: str) -> int:
        client.get(there)
        with CaptureQueriesContext(connection) as queries:
            client.get(there)
        return len(queries)

    pages = ("/postings/", f"/postings/{first.pk}/")
    few = [cost(there) for there in pages]
    for number in range(4):
        sent(world, start=days(-90), end=days(30), name=f"示例{number}")
        extend(world.clerk, first, days(31 + 31 * number), days(60 + 31 * number))
    assert [cost(there) for there in pages] == few
    assert max(few) <= 16
