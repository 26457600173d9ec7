"""The pages of people sent: names masked, costs pinned."""

import io
from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
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
    ending = client.get("/postings/?standing=ending")
    assert "桥头镇" in ending.content.decode()
    assert [number for _word, number in ending.context["list"].sums][:2] == [1, 0]
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


def test_the_partnerships_page_shows_who_is_there_on_its_day_each_way(world: World) -> None:
    there = sent(world, start=days(-90), end=days(9), post="示例岗位", name=NAME)
    back = {"direction": "to_helper", "from_unit": world["示例镇"], "to_unit": world["桥头镇"]}
    sent(world, start=days(-30), end=days(60), **back)
    sent(world, start=date(2020, 1, 1), end=date(2020, 12, 31), post="早已期满")
    sent(world, post="还没有去")
    page = reverse("partnership", args=[world.partnership.pk])
    shown = client_of(world.clerk).get(page).content.decode()
    part = shown[shown.index('id="in-post"') :].partition("</section>")[0]
    assert f"/postings/{there.pk}/" in part and "示例岗位" in part and str(days(9)) in part
    assert part.count("1 人") == 2 and part.count("&amp;there=") == 2
    assert NAME not in shown and "早已期满" not in part and "还没有去" not in part
    past = client_of(world.clerk).get(page, {"year": 2020}).content.decode()
    assert "早已期满" in past and "示例岗位" not in past
