"""The pages of labour; who may read a name and who may not."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from shanhai.cooperation.models import Placement, Worker
from shanhai.cooperation.services import (
    CourseFacts,
    JobFairFacts,
    RideFacts,
    StationFacts,
    VacancyFacts,
    check_placement,
    register_course,
    register_job_fair,
    register_ride,
    register_station,
    register_vacancy,
)
from tests.cooperation.test_labour import DAY, ONE, days, firm_of, placed
from tests.ledger.test_funds import money_of
from tests.web.test_projects import client_of
from tests.world import World, at_most

NAME = "张示例"


def sheet(client: object, there: str) -> str:
    answer = client.get(f"{there}?export=xlsx&columns=person,home,status")  # type: ignore[attr-defined]
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python())


def test_a_person_is_registered_and_read_whole_only_by_who_keeps_the_register(
    world: World,
) -> None:
    client = client_of(world.county_clerk)
    firm_of(world)
    typed = {"partnership": world.partnership.pk, "name": NAME, "number": ONE, "home": "示例乙村",
             "status": "formerly_poor", "firm": "示例电子厂", "destination": "helper",
             "start": "2024-03-01", "end": "2024-02-01"}  # fmt: skip
    wrong = client.post("/placements/new", typed)
    assert wrong.status_code == 422
    assert "早于开始日期" in wrong.content.decode() and NAME in wrong.content.decode()
    client.post("/placements/new", typed | {"end": ""})
    placement = Placement.objects.get()
    there = f"/placements/{placement.pk}/"
    page = client.get(there).content.decode()
    assert NAME in page and "999999********0016" in page and ONE not in page
    assert ONE not in client.get(f"{there}edit/").content.decode()
    for user in (world.auditor, world.county_clerk):
        told = client_of(user).get("/placements/").content.decode() + sheet(
            client_of(user), "/placements/"
        )
        assert "张**" in told and NAME not in told and "0016" not in told
    other = client_of(world.auditor)
    seen = (
        other.get(there).content.decode() + other.get(f"/records/{placement.pk}/").content.decode()
    )
    assert "张**" in seen and NAME not in seen and "0016" not in seen
    assert client_of(world.foreigner).get(there).status_code == 404
    assert NAME not in client.get(f"/search/?q={NAME}").content.decode().replace(
        f'value="{NAME}"', "").replace(f"搜索“{NAME}”", "")  # fmt: skip
    refused = client.post("/placements/new", typed | {"end": "", "start": "2024-05-01"})
    assert "同一个人只计一次" in refused.content.decode() and Worker.objects.count() == 1


def test_a_placement_is_asked_after_subsidised_and_forgotten_on_its_page(world: World) -> None:
    client, placement, entry = client_of(world.clerk), placed(world), money_of(world, 1)
    there = f"/placements/{placement.pk}/"
    assert "还没有回访，请核实" in client.get(there).content.decode()
    client.post(f"{there}add/check/", {"check-on": days(0), "check-there": "yes"})
    paid = {"subsidy-which": entry.pk, "subsidy-kind": "stay", "subsidy-money": "2000元",
            "subsidy-on": days(0)}  # fmt: skip
    client.post(f"{there}add/subsidy/", paid)
    page = client.get(there).content.decode()
    assert "稳岗满半年" in page and "2,000" in page and "示例市统筹资金" in page
    paid |= {"subsidy-kind": "travel", "subsidy-money": "9000元"}
    much = client.post(f"{there}add/subsidy/", paid)
    assert much.status_code == 422 and "只剩8,000元" in much.content.decode()
    client.post(f"{there}add/forget/", {"forget-why": "示例：本人要求"})
    assert NAME not in client.get(there).content.decode()


def grow(world: World, number: int) -> Placement:
    """One of each kind more, and a person who came of them."""
    pairing, clerk, firm = world.partnership, world.clerk, firm_of(world)
    vacancy = register_vacancy(clerk, VacancyFacts(pairing, firm, f"示例岗{number}", 5))
    fair = register_job_fair(
        clerk, JobFairFacts(pairing, f"示例会{number}", held_on=DAY, firms="示例电子厂，9个岗位")
    )
    ride = RideFacts(pairing, f"示例车{number}", "bus", world["示例镇"], world["桥头镇"], DAY)
    register_course(clerk, CourseFacts(pairing, f"示例班{number}", "电工"))
    register_station(clerk, StationFacts(pairing, f"示例站{number}", world["桥头镇"]))
    placement = placed(world, name=f"示例{number}", number="", vacancy=vacancy, fair=fair,
                       ride=register_ride(clerk, ride))  # fmt: skip
    check_placement(clerk, placement, days(0), True)
    return placement


LISTS = ("/placements/", "/vacancies/", "/job-fairs/", "/rides/", "/courses/", "/stations/")


def test_lists_and_pages_cost_the_same_however_much_there_is(world: World) -> None:
    client = client_of(world.clerk)

    def cost(there: str) -> int:
        client.get(there)
        with CaptureQueriesContext(connection) as queries:
            client.get(there)
        return len(queries)

    first = grow(world, 1)
    pages = (f"/placements/{first.pk}/", f"/vacancies/{first.vacancy_id}/",
             f"/job-fairs/{first.fair_id}/", f"/rides/{first.ride_id}/")  # fmt: skip
    few = [cost(there) for there in (*LISTS, *pages)]
    for number in range(2, 5):
        made = grow(world, number)
        Placement.objects.filter(pk=made.pk).update(
            vacancy=first.vacancy, fair=first.fair, ride=first.ride
        )
    assert [cost(there) for there in (*LISTS, *pages)] == few
    assert max(few[:6]) <= at_most(13, 2) and max(few[6:]) <= at_most(26, 6)


@pytest.mark.parametrize("there", LISTS)
def test_a_list_is_exported_as_shown_and_empty_elsewhere(world: World, there: str) -> None:
    grow(world, 1)
    answer = client_of(world.clerk).get(f"{there}?export=xlsx")
    assert answer["Content-Type"].endswith("sheet")
    assert 'class="empty' in client_of(world.foreigner).get(there).content.decode()
