"""The pages of education and health, villages, tourism and publicity."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shanhai.common.amounts import Amount
from shanhai.common.periods import Period
from shanhai.cooperation.models import Activity, Article, ShowVillage, SpecialClass, Team
from shanhai.cooperation.services import (
    bring_technique,
    count_visitors,
    hold_activity,
    mention,
    plan_facility,
    receive_equipment,
    register_article,
    take_in,
    waive,
)
from shanhai.records.queries import history
from tests.cooperation.test_care import (
    DAY,
    activity_of,
    article_facts,
    class_of,
    promotion_of,
    team_of,
    unit,
    village_of,
)
from tests.journey.test_projects import PNG
from tests.web.test_projects import client_of
from tests.world import World

LISTS = ("activities", "teams", "classes", "show-villages", "promotions", "articles")


def grow(world: World, n: int) -> list[str]:
    """One more of each kind with something that belongs to it; their addresses."""
    clerk = world.clerk
    activity = activity_of(world, title=f"示例送教{n}")
    hold_activity(clerk, activity, DAY, 6, 8, 240)
    team = team_of(world, title=f"示例组团{n}")
    bring_technique(clerk, team, "示例教法", DAY)
    one = class_of(world, title=f"示例班{n}")
    take_in(clerk, one, 30, 2024)
    show = village_of(world, title=f"示例村{n}")
    plan_facility(clerk, show, "示例：广场")
    route = promotion_of(world, title=f"示例线路{n}", held_on=DAY)
    count_visitors(clerk, route, Period.parse("2024-05"), Amount.of(100, "人次"))
    article = register_article(clerk, article_facts(world, title=f"示例报道{n}"))
    mention(clerk, article, route.ref)
    made = (activity, team, one, show, route, article)
    return [f"/{path}/{row.pk}/" for path, row in zip(LISTS, made, strict=True)]


def cost(client: object, there: str) -> int:
    client.get(there)  # type: ignore[attr-defined]
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(there)  # type: ignore[attr-defined]
    assert answer.status_code == 200
    return len(queries)


def test_lists_and_pages_cost_the_same_however_many_rows(world: World) -> None:
    client, pages = client_of(world.clerk), grow(world, 1)
    there = [f"/{path}/" for path in LISTS] + pages
    few = {one: cost(client, one) for one in there}
    for n in range(2, 5):
        grow(world, n)
    for n in range(2, 5):
        belongs(world, n)
    assert {one: cost(client, one) for one in there} == few
    assert max(few[one] for one in there[:6]) <= 13 and max(few.values()) <= 24


def belongs(world: World, n: int) -> None:
    """More that belongs to the first of each kind."""
    clerk, day = world.clerk, DAY + timedelta(days=n)
    team = Team.objects.get(title="示例组团1")
    bring_technique(clerk, team, f"示例教法{n}", day)
    receive_equipment(clerk, team, f"示例设备{n}", 1, day, promotion_of(world, title=f"另{n}").ref)
    one = SpecialClass.objects.get(title="示例班1")
    take_in(clerk, one, 10, 2010 + n)
    one.refresh_from_db()
    waive(clerk, one, Amount.of(1000, "元"), 2010 + n)
    plan_facility(clerk, ShowVillage.objects.get(title="示例村1"), f"示例设施{n}")
    mention(clerk, Article.objects.get(title="示例报道1"), activity_of(world).ref)


def test_a_plan_is_registered_and_its_result_told_on_the_page(world: World) -> None:
    client = client_of(world.county_clerk)
    unit(world, "示例桥头校", at="桥头镇"), unit(world, "示例镇校")
    typed = {"partnership": world.partnership.pk, "title": "示例送教", "kind": "lecture",
             "helper_unit": "示例镇校", "recipient_unit": "示例镇校"}  # fmt: skip
    wrong = client.post("/activities/new", typed | {"planned_on": "2024-04-10"})
    assert wrong.status_code == 422 and "不在帮扶方" in wrong.content.decode()
    client.post("/activities/new", typed | {"planned_on": "2024-04-10",
                                            "helper_unit": "示例桥头校"})  # fmt: skip
    activity = Activity.objects.get()
    page = client.get(f"/activities/{activity.pk}/").content.decode()
    assert "还没有登记结果" in page and "逾期未登记" in page
    there = f"/activities/{activity.pk}/add/"
    assert client.post(f"{there}hold/", {"hold-on": "2024-04-12"}).status_code == 422
    client.post(f"{there}hold/", {"hold-on": "2024-04-12", "hold-people": 6, "hold-served": 240})
    photo = SimpleUploadedFile("x.png", PNG, "image/png")
    client.post(f"{there}photo/", {"photo-photo": photo, "photo-caption": "示例现场"})
    page = client.get(f"/activities/{activity.pk}/").content.decode()
    assert "240" in page and "示例现场" in page and "还没有登记结果" not in page
    assert "示例送教" in client.get("/activities/?field=education&state=held").content.decode()
    assert "示例送教" not in client.get("/activities/?field=health").content.decode()
    edited = client.get(f"/activities/{activity.pk}/edit/").content.decode()
    assert "示例镇校" in edited and 'value="2024-04-12"' in edited


def test_an_article_is_linked_by_a_name_and_found_from_the_object(world: World) -> None:
    client = client_of(world.clerk)
    route = promotion_of(world)
    promotion_of(world, title="示例线路二期")
    article = register_article(world.clerk, article_facts(world, url="https://example.com/1"))
    there = f"/articles/{article.pk}/add/mention/"
    none = client.post(there, {"mention-name": "没有这个"})
    assert none.status_code == 422 and "没有找到" in none.content.decode()
    client.post(there, {"mention-name": "示例线路"})
    page = client.get(f"/articles/{article.pk}/").content.decode()
    assert f'<a href="{article.url}" rel="noopener noreferrer external">' in page
    assert f'href="/promotions/{route.pk}/"' in page and "文旅推介" in page
    assert [row.of_id for row in article.mentions.all()] == [route.pk]
    assert "示例报道" in client.get(f"/records/{route.pk}/").content.decode()
    assert "示例报道" not in client_of(world.foreigner).get("/articles/").content.decode()


def test_a_class_and_a_village_show_what_was_recorded(world: World) -> None:
    client, one, show = client_of(world.clerk), class_of(world), village_of(world)
    there = f"/classes/{one.pk}/add/"
    client.post(f"{there}intake/", {"intake-first": 2021, "intake-last": 2023,
                                    "intake-students": 87})  # fmt: skip
    client.post(f"{there}waive/", {"waive-first": 2021, "waive-last": 2023,
                                   "waive-money": "360万元", "waive-bound": "about"})  # fmt: skip
    page = client.get(f"/classes/{one.pk}/").content.decode()
    assert "87" in page and "约" in page and "360" in page
    typed = {"partnership": world.partnership.pk, "title": "示例带", "kind": "belt",
             "villages": "示例乙村\n示例丙村"}  # fmt: skip
    assert client.post("/show-villages/new", typed | {"villages": "示例乙村"}).status_code == 422
    client.post("/show-villages/new", typed)
    belt = ShowVillage.objects.get(kind="belt")
    edited = client.get(f"/show-villages/{belt.pk}/edit/").content.decode()
    assert "示例丙村" in edited
    there = f"/show-villages/{show.pk}/add/"
    client.post(f"{there}facility/", {"facility-title": "示例：广场", "facility-due": "2024-05-01"})
    assert "过了计划的日子" in client.get(f"/show-villages/{show.pk}/").content.decode()
    assert "示例：广场" in history(show)[0].version.columns["设施"]
    facility = show.facilities.get()
    client.post(f"{there}finish/", {"finish-which": facility.pk, "finish-on": "2024-05-02",
                                    "finish-households": 80})  # fmt: skip
    client.post(f"{there}name/", {"name-on": "2024-12-01", "name-document": "示例1号"})
    page = client.get(f"/show-villages/{show.pk}/").content.decode()
    assert "已认定" in page and "80" in page


@pytest.mark.parametrize("path", LISTS)
def test_an_empty_list_says_what_belongs_there(world: World, path: str) -> None:
    page = client_of(world.clerk).get(f"/{path}/")
    assert page.status_code == 200 and "登记在这里" in page.content.decode()


def test_visitors_are_told_with_a_period_in_order(world: World) -> None:
    client, route = client_of(world.clerk), promotion_of(world, held_on=date(2024, 5, 1))
    there = f"/promotions/{route.pk}/add/visitors/"
    typed = {"visitors-since": "2024-06-30", "visitors-until": "2024-05-01",
             "visitors-visitors": 1860, "visitors-income": "42万元"}  # fmt: skip
    wrong = client.post(there, typed)
    assert wrong.status_code == 422 and "早于" in wrong.content.decode()
    client.post(there, typed | {"visitors-since": "2024-05-01", "visitors-until": "2024-06-30"})
    listed = client.get("/promotions/").content.decode()
    assert "1,860" in listed and "42" in listed
    assert client.get("/promotions/?export=xlsx").status_code == 200
