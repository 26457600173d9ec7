"""Pairings and clusters: forms, what they refuse, lists, and what the page of one shows."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from shanhai.common.amounts import Amount
from shanhai.common.periods import Period
from shanhai.registry import services as registry
from shanhai.registry.models import Partnership
from shanhai.targets.services import set_target
from tests.world import World


def client_of(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


def village_pair(world: World, **columns: Any) -> Partnership:
    return registry.pair(None, "village", world.programme, world["示例甲村"], world["示例乙村"],
                         parent=world.partnership, **columns)  # fmt: skip


def typed(world: World, **columns: Any) -> dict[str, Any]:
    filled = {"programme": "east_west", "kind": "village", "helper": "桥头镇/示例甲村",
              "recipient": "示例镇/示例乙村", "parent": world.partnership.pk}  # fmt: skip
    return {**filled, **columns}


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({}, "在这段时间已有同类结对"),
        ({"start": "2024-01-01", "end": "2023-01-01"}, "结束日期早于开始日期"),
        ({"kind": "school"}, "不能用于学校结对"),
        ({"helper": "常平镇/没有这村"}, "没有登记"),
        ({"recipient": "桥头镇/示例甲村"}, "不能是同一个"),
        ({"kind": "town", "helper": "清溪镇", "recipient": "示例镇"}, "两方都不是您的单位"),
        ({"kind": "town", "helper": "桥头镇", "recipient": "清溪镇"}, "不在上级结对"),
        ({"start": "去年"}, "2025-06-30"),
    ],
)
def test_what_cannot_be_is_refused_and_stays_typed(
    world: World, columns: dict[str, str], sentence: str
) -> None:
    village_pair(world)
    answer = client_of(world.clerk).post(
        reverse("partnership-new"), typed(world, note="先记着", **columns)
    )
    text = answer.content.decode()
    assert answer.status_code == 422 and sentence in text
    assert "先记着" in text
    assert Partnership.objects.filter(parent=world.partnership).count() == 1


@pytest.mark.parametrize(
    ("name", "said"),
    [("meeting-new", {"held_on": "2025-03-31", "attendees": "示例乙村，村支书"}),
     ("visit-new", {"direction": "to_helper", "start": "2025-05-20", "purpose": "看茶园"}),
     ("agreement-new", {"signed_on": "2025-03-31", "note": "一年一签"}),
     ("project-new", {"start": "2024-03-01", "owner": "示例镇"}),
     ("need-new", {"value": "20", "unit": "人", "details": "跟岗一个月"}),
     ("offer-new", {"value": "30", "unit": "人", "deadline": "2027-03-31"})],
)  # fmt: skip
def test_a_missing_pairing_is_registered_on_the_way_and_what_was_typed_is_kept(
    world: World, name: str, said: dict[str, str]
) -> None:
    form = reverse(name)
    for user, town in ((world.clerk, "桥头镇"), (world.county_clerk, "谢岗镇")):
        client = client_of(user)
        answer = client.post(form, {"title": "示例甲村来往", **said, "pairing-first": "1"})
        register = answer.url
        assert register.startswith(reverse("partnership-new"))
        assert f'href="{form}?typed=1"' in client.get(register).content.decode()
        made = typed(world, kind="town", helper=f"东莞市/{town}", recipient="示例镇", parent="")
        assert client.post(register, made | {"recipient": "无此镇"}).status_code == 422
        answer = client.post(register, made)
        pairing = Partnership.objects.get(helper=world[town])
        page = client.get(answer.url)
        shown = page.context["form"]
        assert shown["partnership"].value() == pairing.pk
        assert {key: shown[key].value() for key in ("title", *said)} == {
            "title": "示例甲村来往", **said
        }  # fmt: skip
        # Once given back it is kept no longer, and no other page leads there.
        assert client.get(answer.url).context["form"]["title"].value() is None
        assert form not in client.get(register).content.decode()


def test_a_cluster_without_a_lead_pairs_with_nobody(world: World) -> None:
    registry.register_node(None, "cluster", "示例组团", world["东莞市"])
    answer = client_of(world.reviewer).post(
        reverse("partnership-new"),
        typed(world, kind="county", helper="示例组团", recipient="德江县", parent=""),
    )
    assert answer.status_code == 422 and "还没有牵头镇" in answer.content.decode()


def test_the_form_shows_the_days_so_that_a_browser_keeps_them(world: World) -> None:
    made = village_pair(world, start=date(2024, 5, 1), end=date(2025, 5, 1))
    text = client_of(world.clerk).get(reverse("partnership-edit", args=[made.pk])).content.decode()
    assert 'value="2024-05-01"' in text and 'value="2025-05-01"' in text
    members = client_of(world.reviewer).get(
        reverse("cluster", args=[world["常平组团"].pk]),
        {"edit": world["常平组团"].members.first().pk},
    )
    assert 'value="2021-06-01"' in members.content.decode()


def test_the_sides_stay_once_something_rests_on_the_pairing(world: World) -> None:
    world.entry("fiscal_funds", 100)
    row = world.partnership
    filled = typed(world, kind="county", helper="东莞市/清溪镇", recipient="玉屏侗族自治县",
                   parent="", expected=row.version)  # fmt: skip
    answer = client_of(world.clerk).post(reverse("partnership-edit", args=[row.pk]), filled)
    assert answer.status_code == 422
    assert "不能改换双方" in answer.content.decode() and "清溪镇" in answer.content.decode()


def test_a_stranger_neither_sees_nor_edits_nor_restores(world: World) -> None:
    made = village_pair(world)
    client_of(world.clerk).post(reverse("partnership-archive", args=[made.pk]))
    stranger = client_of(world.foreigner)
    for name in ("partnership", "partnership-edit"):
        assert stranger.get(reverse(name, args=[made.pk])).status_code == 404
    assert stranger.post(reverse("partnership-restore", args=[made.pk])).status_code == 404
    assert "示例甲村" not in stranger.get(reverse("partnerships-archived")).content.decode()
    assert "示例甲村" in client_of(world.clerk).get(
        reverse("partnerships-archived")
    ).content.decode()  # fmt: skip
    assert stranger.get(reverse("record", args=[made.pk])).status_code == 404


def test_who_may_only_look_gets_no_form(world: World) -> None:
    page = client_of(world.auditor).get(reverse("partnership", args=[world.partnership.pk]))
    assert page.context["may_edit"] is False
    assert client_of(world.auditor).get(reverse("partnership-new")).status_code == 403


@pytest.mark.parametrize(
    ("query", "count"),
    [({"q": "桥头"}, 0), ({"q": "示例甲村"}, 1), ({"kind": "village"}, 1), ({"when": "ended"}, 0),
     ({"programme": "in_province"}, 0), ({"q": "ypd"}, 1)],
)  # fmt: skip
def test_the_list_is_narrowed(world: World, query: dict[str, str], count: int) -> None:
    village_pair(world)
    page = client_of(world.clerk).get(reverse("partnerships-all"), query)
    assert len(page.context["list"].rows) == count


def test_the_list_costs_a_fixed_number_of_queries(
    world: World, django_assert_max_num_queries: Any
) -> None:
    for number in range(25):
        village = registry.register_node(None, "village", f"示例{number}村", world["示例镇"])
        registry.pair(None, "village", world.programme, world["示例甲村"], village,
                      parent=world.partnership)  # fmt: skip
    client = client_of(world.clerk)
    with django_assert_max_num_queries(16):
        client.get(reverse("partnerships-all"))


def test_the_lead_passes_on_and_a_gap_is_refused(world: World) -> None:
    cluster = world["常平组团"]
    client = client_of(world.reviewer)
    lead = cluster.members.get(lead=True)
    answer = client.post(
        reverse("cluster-correct", args=[lead.pk]),
        {"stay-start": "2021-06-01", "stay-end": "2023-12-31", "stay-lead": "on"},
    )
    assert answer.status_code == 422 and "没有牵头镇" in answer.content.decode()
    assert 'value="2023-12-31"' in answer.content.decode()
    there = reverse("cluster-hand-over", args=[cluster.pk])
    hand = {"hand-to": str(world["清溪镇"].pk), "hand-start": "2024-01-01"}
    assert client.post(there, hand).status_code == 422  # only a member leads
    client.post(there, hand | {"hand-to": str(world["桥头镇"].pk)})
    page = client.get(reverse("partnership", args=[world.partnership.pk]), {"year": 2024})
    assert [row.member.name for row in page.context["members"]][0] == "桥头镇"
    assert "桥头镇 牵头" in [str(event.what) for event in page.context["events"]]


def test_another_sides_cluster_is_not_touched(world: World) -> None:
    address = reverse("cluster", args=[world["常平组团"].pk])
    assert client_of(world.county_clerk).get(address).status_code == 403
    assert client_of(world.clerk).get(address).status_code == 403
    assert client_of(world.reviewer).get(
        reverse("cluster", args=[world["桥头镇"].pk])
    ).status_code == 404  # fmt: skip


def test_a_target_with_nothing_recorded_still_stands_on_the_page(world: World) -> None:
    set_target(
        None, world.partnership, "consumption_sales", Amount.of(1000000, "元"), Period.year(2024),
        helper=world.partnership.helper, recipient=world.partnership.recipient,
    )  # fmt: skip
    page = client_of(world.clerk).get(
        reverse("partnership", args=[world.partnership.pk]), {"year": 2024}
    )
    assert [item["goal"].percent for item in page.context["goals"]] == ["0 %"]
    assert "还没有记" in page.content.decode()


def test_what_both_sides_say_is_counted(world: World) -> None:
    world.entry("fiscal_funds", 100)
    page = client_of(world.clerk).get(
        reverse("partnership", args=[world.partnership.pk]), {"year": 2024}
    )
    assert [(code, count) for code, _word, count in page.context["standings"]] == [("none", 1)]
