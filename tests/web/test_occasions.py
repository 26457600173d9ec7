"""Pages of meetings, action items, visits, agreements and plans."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from shanhai.cooperation import services
from tests.cooperation.made import (
    a_meeting,
    a_plan,
    a_promise,
    a_visit,
    an_agreement,
    an_item,
)
from tests.world import World


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


LISTS = ["meetings", "action-items", "visits", "agreements", "plans"]
NEW = ["meeting-new", "action-item-new", "visit-new", "agreement-new", "plan-new"]


def test_every_page_answers_its_own_people_and_no_one_else(
    client: Client, world: World, made: dict[str, list[int]]
) -> None:
    for user, expected in ((world.clerk, 200), (world.county_clerk, 200), (world.foreigner, 404)):
        client.force_login(user)
        for name, args in made.items():
            assert client.get(reverse(name, args=args)).status_code == expected, name


def test_lists_show_their_own_rows_and_nothing_of_others(
    client: Client, world: World, made: dict[str, list[int]]
) -> None:
    for user, shown in ((world.county_clerk, True), (world.foreigner, False)):
        client.force_login(user)
        for name in LISTS:
            page = client.get(reverse(name)).content.decode()
            assert ("示例" in page) is shown, (name, user)


@pytest.mark.parametrize("name", NEW)
def test_a_form_is_open_to_who_registers_and_closed_to_who_audits(
    client: Client, world: World, name: str
) -> None:
    client.force_login(world.clerk)
    assert client.get(reverse(name)).status_code == 200
    client.force_login(world.auditor)
    assert client.get(reverse(name)).status_code == 403
