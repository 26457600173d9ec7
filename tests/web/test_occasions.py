"""Pages of meetings, action items, visits, agreements and plans."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shanhai.cooperation import services
from shanhai.cooperation.models import Visit
from tests.cooperation.made import (
    a_meeting,
    a_plan,
    a_promise,
    a_visit,
    an_agreement,
    an_item,
)
from tests.world import World, at_most


@pytest.fixture
def made(world: World) -> dict[str, list[int]]:
    """One of each, by the address of its page."""
    meeting = a_meeting(world)
    agreement = an_agreement(world)
    plan = a_plan(world)
    services.set_task(world.clerk, plan, "示例任务", world["桥头镇"], date(2025, 6, 30))
    return {
        "meeting": [meeting.pk],
        "meeting-pack": [meeting.pk],
        "meeting-edit": [meeting.pk],
        "action-item": [an_item(world, meeting).pk],
        "visit": [a_visit(world).pk],
        "agreement": [agreement.pk],
        "commitment": [a_promise(world, agreement).pk],
        "plan": [plan.pk],
        "plan-review": [plan.pk],
    }


# Queries of each list, asked by a clerk whose scope is one town.
PINNED = {"meetings": 11, "action-items": 11, "visits": 13, "agreements": 12, "plans": 13}
LISTS = ["meetings", "action-items", "visits", "agreements", "plans"]
NEW = ["meeting-new", "action-item-new", "visit-new", "agreement-new", "plan-new"]


def test_every_page_answers_its_own_people_and_no_one_else(
    client: Client, world: World, made: dict[str, list[int]]
) -> None:
    for user, expected in ((world.clerk, 200), (world.county_clerk, 200), (world.foreigner, 404)):
        client.force_login(user)
        for name, args in made.items():
            assert client.get(reverse(name, args=args)).status_code == expected, name


def test_what_was_taken_out_of_the_lists_is_put_back_from_its_own_page(
    client: Client, world: World, made: dict[str, list[int]]
) -> None:
    client.force_login(world.county_clerk)
    for name in ("action-item", "commitment", "visit", "agreement", "plan"):
        shelve, back = (reverse(verb, args=[name, *made[name]]) for verb in ("shelve", "unshelve"))
        client.post(shelve, {"why": "示例：登记重了"})
        assert back in client.get(reverse(name, args=made[name])).content.decode(), name


def test_the_page_of_a_partnership_shows_the_newest_meetings_first(
    client: Client, world: World
) -> None:
    for month in (3, 9, 1, 6):
        a_meeting(world, date(2025, month, 1), f"示例{month}月会议")
    client.force_login(world.clerk)
    page = client.get(reverse("partnership", args=[world.partnership.pk]))
    assert [one.title for one in page.context["latest"]["meetings"]] == [
        "示例9月会议", "示例6月会议", "示例3月会议",
    ]  # fmt: skip


def test_lists_show_their_own_rows_and_nothing_of_others(
    client: Client, world: World, made: dict[str, list[int]]
) -> None:
    for user, shown in ((world.county_clerk, True), (world.foreigner, False)):
        client.force_login(user)
        for name in LISTS:
            page = client.get(reverse(name)).content.decode()
            assert ("示例" in page) is shown, (name, user)


def test_visits_are_narrowed_to_a_town_and_each_counted_once(client: Client, world: World) -> None:
    a_visit(
        world, title="示例三镇同行", parties="常平镇，30\n桥头镇，20", person_times=50, batches=2
    )
    a_visit(world, title="示例谢岗考察", parties="谢岗镇", person_times=7)
    client.force_login(world.clerk)
    for town, cells in (
        ("常平组团", [3, 57]), ("桥头镇", [2, 50]), ("谢岗镇", [1, 7]),
    ):  # fmt: skip
        page = client.get(reverse("visits"), {"town": world[town].pk})
        assert [number for _word, number in page.context["list"].sums] == cells, town
    assert not client.get(reverse("visits"), {"town": world["清溪镇"].pk}).context["list"].rows


@pytest.mark.parametrize("name", NEW)
def test_a_form_is_open_to_who_registers_and_closed_to_who_audits(
    client: Client, world: World, name: str
) -> None:
    client.force_login(world.clerk)
    assert client.get(reverse(name)).status_code == 200
    client.force_login(world.auditor)
    assert client.get(reverse(name)).status_code == 403


def test_what_is_refused_stays_typed_and_says_why(client: Client, world: World) -> None:
    client.force_login(world.clerk)
    typed = {
        "partnership": world.partnership.pk, "direction": "to_recipient", "title": "示例考察",
        "start": "2025-05-20", "end": "2025-05-19", "batches": "1", "purpose": "看项目",
    }  # fmt: skip
    answer = client.post(reverse("visit-new"), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "早于开始日期" in page
    assert "看项目" in page
    assert not Visit.objects.exists()


def test_an_edit_over_someone_elses_is_told_before_it_is_done(client: Client, world: World) -> None:
    visit = a_visit(world)
    facts = services.visit_facts(visit)
    services.edit_visit(world.county_clerk, visit, replace(facts, leader="县长"), 1)
    client.force_login(world.clerk)
    typed = {
        "partnership": world.partnership.pk, "direction": "to_recipient", "title": "示例考察",
        "start": "2025-04-08", "batches": "1", "leader": "镇长", "expected": "1",
    }  # fmt: skip
    answer = client.post(reverse("visit-edit", args=[visit.pk]), typed)
    assert answer.status_code == 422
    assert answer.context["form"].data["expected"] == "2"
    assert Visit.objects.get().leader == "县长"
    client.post(reverse("visit-edit", args=[visit.pk]), {**typed, "expected": "2"})
    assert Visit.objects.get().leader == "镇长"


def test_a_state_may_be_asked_for_and_late_is_one(client: Client, world: World) -> None:
    meeting = a_meeting(world)
    an_item(world, meeting)
    later = services.agree_item(world.clerk, meeting, "还早的事", world["桥头镇"])
    client.force_login(world.clerk)
    for state, count in (("overdue", 1), ("open", 2), ("verified", 0)):
        rows = client.get(reverse("action-items"), {"state": state}).context["list"].rows
        assert len(rows) == count, state
    assert later.due is None


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_however_many_rows(client: Client, world: World, name: str) -> None:
    def fill(first: int, last: int) -> None:
        for number in range(first, last):
            meeting = a_meeting(world, date(2025, 1, 1 + number), f"第{number}次会")
            an_item(world, meeting)
            a_visit(world, title=f"第{number}次考察")
            a_promise(world, an_agreement(world, title=f"第{number}份协议"))
            services.set_task(
                world.clerk, a_plan(world, 2000 + number), "示例任务", world["桥头镇"]
            )

    client.force_login(world.clerk)
    fill(0, 2)
    client.get(reverse(name))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(name))
    fill(2, 8)
    with CaptureQueriesContext(connection) as many:
        answer = client.get(reverse(name))
    assert len(answer.context["list"].rows) == 8
    assert len(many) == len(few) <= at_most(PINNED[name], 5)


def test_the_page_of_a_meeting_costs_the_same_however_much_it_decided(
    client: Client, world: World
) -> None:
    first, meeting = a_meeting(world), a_meeting(world, date(2025, 9, 1), "第二次会")
    client.force_login(world.clerk)
    costs = []
    for _round in range(2):
        for _number in range(3):
            an_item(world, first)
            services.agree_item(world.clerk, meeting, "示例事项", world["桥头镇"])
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("meeting", args=[meeting.pk]))
            client.get(reverse("meeting-pack", args=[meeting.pk]))
        costs.append(len(found))
    assert costs[0] == costs[1]
