"""The pages of projects and of money."""

from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shanhai.cooperation.models import Milestone, Project
from shanhai.cooperation.services import set_milestone
from shanhai.ledger.funds.services import AllotmentFacts, allot, pay
from shanhai.ledger.models import Entry
from tests.cooperation.test_projects import stepped
from tests.ledger.test_funds import WAN, money_of, project_of
from tests.world import World, at_most

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


def client_of(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


def typed(world: World, **changes: str) -> dict[str, str]:
    known = {
        "partnership": str(world.partnership.pk), "title": "示例菌棚项目", "kind": "industry",
        "nature": "new", "funding": "协作资金，市统筹，100万元", "sites": "示例乙村，80户，362人",
        "owner": "示例镇", "start": "2024-03-01",
    }  # fmt: skip
    return known | changes


def test_a_project_is_registered_changed_and_taken_out_of_the_list(world: World) -> None:
    client = client_of(world.clerk)
    answer = client.post("/projects/new", typed(world), follow=True)
    project = Project.objects.get()
    assert (project.title, project.owner) == ("示例菌棚项目", world["示例镇"])
    assert "示例乙村" in answer.content.decode()
    there = f"/projects/{project.pk}/"
    shown = client.get(f"{there}edit/").content.decode()
    assert "协作资金，市统筹，100万元" in shown
    version = str(project.version)
    client.post(f"{there}edit/", typed(world, title="示例改名项目", expected=version))
    assert Project.objects.get().title == "示例改名项目"
    stale = client.post(f"{there}edit/", typed(world, title="再改", expected=version))
    assert stale.status_code == 422
    assert "刚刚被别人改过" in stale.content.decode() and "再改" in stale.content.decode()
    assert client.post(f"{there}shelf/", {"why": ""}, follow=True).status_code == 200
    project.ref.refresh_from_db()
    assert project.ref.archived_at is None
    client.post(f"{there}shelf/", {"why": "示例：重复"})
    assert "示例改名项目" not in client.get("/projects/").content.decode()
    assert "移回列表" in client.get(there).content.decode()
    client.post(f"{there}shelf/", {"why": ""})
    assert "示例改名项目" in client.get("/projects/").content.decode()


def test_a_refusal_keeps_what_was_typed(world: World) -> None:
    answer = client_of(world.clerk).post(
        "/projects/new", typed(world, sites="示例乙村，80户，1362人，1200人常住")
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "比常住的1200人还多" in page and "1362人，1200人常住" in page
    assert not Project.objects.exists()


def test_each_part_of_the_page_writes_or_says_why_not(world: World) -> None:
    client, project = client_of(world.clerk), project_of(world)
    there = f"/projects/{project.pk}/add/"
    client.post(f"{there}step/", {"step-which": "approved", "step-on": "2024-03-01"})
    refused = client.post(f"{there}step/", {"step-which": "funded", "step-on": "2024-02-01"})
    assert refused.status_code == 422
    assert "早于上一步" in refused.content.decode()
    skipped = client.post(f"{there}step/", {"step-which": "filed", "step-on": "2024-04-01"})
    assert skipped.status_code == 422
    client.post(
        f"{there}milestone/", {"milestone-title": "示例封顶", "milestone-due": "2024-06-01"}
    )
    row = Milestone.objects.get()
    text = {"reach-which": str(row.pk), "reach-on": "2024-05-30"}
    from_phone = file("现场.png", PNG)
    client.post(f"{there}reach/", {**text, "reach-photo": from_phone})
    row.refresh_from_db()
    assert row.reached_on == date(2024, 5, 30)
    shown = client.get(f"/photos/{row.photo_id}/")
    assert (shown["Content-Type"], b"".join(shown.streaming_content)) == ("image/png", PNG)
    assert f"/photos/{row.photo_id}/" in client.get(f"/projects/{project.pk}/").content.decode()


def file(name: str, data: bytes) -> object:
    file = BytesIO(data)
    file.name = name
    return file


def test_a_file_that_is_no_image_is_not_taken_as_a_photo(world: World) -> None:
    client, project = client_of(world.clerk), project_of(world)
    row = set_milestone(world.clerk, project, "示例封顶", date(2024, 6, 1))
    data = {"reach-which": str(row.pk), "reach-on": "2024-05-30",
            "reach-photo": file("x.png", b"<svg onload=alert(1)>")}  # fmt: skip
    answer = client.post(f"/projects/{project.pk}/add/reach/", data)
    assert answer.status_code == 422
    assert "这不是照片" in answer.content.decode()


def test_money_is_allotted_and_paid_from_the_page(world: World) -> None:
    client, project, entry = client_of(world.clerk), project_of(world), money_of(world)
    there = f"/projects/{project.pk}/add/"
    client.post(f"{there}allot/", {"allot-which": str(entry.pk), "allot-money": "100万元",
                                   "allot-on": "2024-03-01"})  # fmt: skip
    part = project.allotments.get()
    pay_more = {"pay-which": str(part.pk), "pay-money": "101", "pay-on": "2024-06-01",
                "pay-voucher": "示例1"}  # fmt: skip
    refused = client.post(f"{there}pay/", pay_more)
    assert refused.status_code == 422 and "超过分配的100万元" in refused.content.decode()
    client.post(f"{there}pay/", pay_more | {"pay-money": "60万元"})
    page = client.get(f"/projects/{project.pk}/").content.decode()
    assert "支付率 60%" in page
    money = client.get("/funds/").content.decode()
    assert "示例市统筹资金" in money and "市统筹" in money


def test_who_only_looks_is_offered_nothing_to_write(world: World) -> None:
    project = project_of(world)
    client = client_of(world.auditor)
    page = client.get(f"/projects/{project.pk}/").content.decode()
    assert "登记进度" not in page and "移出列表" not in page
    assert client.get("/projects/new").status_code == 403
    assert client.post(f"/projects/{project.pk}/add/step/", {}).status_code == 403


def test_a_foreign_user_finds_nothing(world: World) -> None:
    project = project_of(world, "示例保密项目")
    money_of(world)
    client = client_of(world.foreigner)
    assert client.get(f"/projects/{project.pk}/").status_code == 404
    assert client.post(f"/projects/{project.pk}/add/step/", {}).status_code == 404
    for there in ("/projects/", "/funds/"):
        assert "示例" not in client.get(there).content.decode()


def test_a_gift_of_the_ledger_is_followed_from_its_record(world: World) -> None:
    entry = world.entry("social_donation", 50000, title="示例台账里的捐赠")
    client, there = client_of(world.clerk), f"/donations/follow/{entry.pk}/"
    for page in ("/donations/", f"/entries/{entry.pk}/"):
        assert "示例台账里的捐赠" in client.get(page).content.decode()
    assert there in client.get(f"/entries/{entry.pk}/").content.decode()
    assert there not in client_of(world.auditor).get(f"/entries/{entry.pk}/").content.decode()
    assert client_of(world.foreigner).post(there).status_code == 404
    made = client.post(there)
    assert made.status_code == 302 and "/donations/" in made["Location"]
    assert made["Location"] in client.get(f"/entries/{entry.pk}/").content.decode()
    assert "还没有跟踪" not in client.get("/donations/").content.decode()
    again = client.post(there, follow=True).content.decode()
    assert "已经属于一笔捐赠" in again


@pytest.mark.parametrize("there", ["/projects/", "/funds/"])
def test_a_list_costs_the_same_however_many_rows(world: World, there: str) -> None:
    client = client_of(world.clerk)

    def cost() -> int:
        client.get(there)
        with CaptureQueriesContext(connection) as queries:
            client.get(there)
        return len(queries)

    def grow(number: int) -> None:
        project = project_of(world, f"示例项目{number}")
        part = allot(world.clerk, money_of(world), AllotmentFacts(date(2024, 3, 1), WAN, project))
        pay(world.clerk, part, WAN, date(2024, 6, 1), f"示例{number}")

    grow(0)
    few = cost()
    for number in range(1, 6):
        grow(number)
    assert cost() == few <= at_most(18, 2)


def test_the_page_of_a_project_costs_the_same_however_much_belongs_to_it(world: World) -> None:
    client, project = client_of(world.clerk), project_of(world)

    def cost() -> int:
        client.get(f"/projects/{project.pk}/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/projects/{project.pk}/")
        return len(queries)

    def grow(number: int) -> None:
        set_milestone(world.clerk, project, f"示例{number}", date(2025, 1, 1))
        part = allot(world.clerk, money_of(world), AllotmentFacts(date(2024, 3, 1), WAN, project))
        pay(world.clerk, part, WAN, date(2024, 6, 1), f"示例{number}")

    grow(0)
    few = cost()
    for number in range(1, 5):
        grow(number)
    assert cost() == few <= at_most(44, 6)


def test_the_way_shows_what_is_passed_and_what_comes(world: World) -> None:
    project = stepped(world, project_of(world), "approved", "funded")
    page = client_of(world.county_clerk).get(f"/projects/{project.pk}/").content.decode()
    page = page.partition('class="way"')[2]
    assert page.index("计划批复") < page.index("资金下达") < page.index("归档")


def test_a_sum_by_year_and_tier_leads_to_its_rows(world: World) -> None:
    money_of(world)
    town = money_of(world, 20)
    Entry.objects.filter(pk=town.pk).update(source_class="budget_town")
    untold = money_of(world, 30)
    Entry.objects.filter(pk=untold.pk).update(source_class="")
    client = client_of(world.clerk)
    told = client.get("/funds/").context["tiers"].rows
    assert len(told) == 3
    for row in told:
        (found,) = client.get(f"/funds/{row[0].url}").context["list"].rows
        assert row[4].value in [cell.value for cell in found]
