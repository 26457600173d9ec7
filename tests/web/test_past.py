"""Lists and pages of objects as they stood on a day."""

import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from shanhai.common.amounts import Amount
from shanhai.common.keys import Stage
from shanhai.common.periods import Period
from shanhai.cooperation import services as work
from shanhai.cooperation.models import AssetCheck, Park
from shanhai.ledger.services import edit, facts_of
from shanhai.records.models import Attachment, Comment
from shanhai.records.services import attach, change, comment, detach
from shanhai.registry import services as registry
from shanhai.reporting.queries import partnership_key
from shanhai.web.keys import trail_url
from shanhai.web.navigation import COOPERATION
from tests.cooperation.test_industry import park_of, venture_of
from tests.cooperation.test_projects import facts, stepped
from tests.web.test_entry_grid import back_in_time, signed_in
from tests.world import World

DAY = date.today() - timedelta(days=5)
LISTS = [page for group in COOPERATION for _section, page, _word in group.lists]


def renamed(world: World, park: Park, title: str) -> Park:
    park = Park.objects.get(pk=park.pk)
    park.title = title
    with change(world.clerk, "edit_park", "改名") as action:
        action.save(park)
    return park


def story(world: World) -> tuple[Park, Park, Park]:
    """Parks of ten days ago; since then one was renamed, one taken out, one registered."""
    one, gone = park_of(world, title="园甲", mu=100), park_of(world, title="园丙", mu=300)
    back_in_time(10)
    one = renamed(world, one, "园新")
    work.archive(world.clerk, gone, "登记错了")
    return one, gone, park_of(world, title="园丁", mu=400)


def names(answer: object) -> list[str]:
    return [row[0].value for row in answer.context["list"].rows]  # type: ignore[attr-defined]


def test_a_list_stands_as_it_stood_with_its_filters_order_and_export(world: World) -> None:
    story(world)
    client, address = signed_in(world.clerk), reverse("parks")
    assert set(names(client.get(address))) == {"园新", "园丁"}
    then = client.get(f"{address}?asof={DAY}")
    assert set(names(then)) == {"园甲", "园丙"}
    text = then.content.decode()
    assert f"截至 {DAY} 的样子，不是现在的" in text and "登记园区" not in text
    assert names(client.get(f"{address}?asof={DAY}&q=园新")) == []
    assert names(client.get(f"{address}?asof={DAY}&q=园甲")) == ["园甲"]
    assert names(client.get(f"{address}?asof={DAY}&sort=title")) == ["园丙", "园甲"]
    workbook = client.get(f"{address}?asof={DAY}&sort=title&export=xlsx")
    assert str(DAY) in workbook.headers["Content-Disposition"]
    sheet = load_workbook(io.BytesIO(b"".join(workbook.streaming_content))).active
    assert [row[0].value for row in sheet.iter_rows(min_row=2, max_row=3)] == ["园丙", "园甲"]
    assert names(signed_in(world.foreigner).get(f"{address}?asof={DAY}")) == []


def test_what_changed_since_is_told_change_set_by_change_set(world: World) -> None:
    story(world)
    client = signed_in(world.clerk)
    told = client.get(f"{reverse('parks')}?asof={DAY}&since=1")
    sets = [(one["change_set"].verb, [row["ref"].label for row in one["objects"]])
            for one in told.context["since"]]  # fmt: skip
    assert sets == [("register_park", ["园丁"]), ("archive", ["园丙"]), ("edit_park", ["园新"])]
    assert "园甲" in told.content.decode() and "登记错了" in told.content.decode()
    foreign = signed_in(world.foreigner).get(f"{reverse('parks')}?asof={DAY}&since=1")
    assert foreign.context["since"] == []


def test_all_that_changed_since_is_reached_page_by_page(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    parks = [park_of(world, title=f"园{number}") for number in range(7)]
    back_in_time(10)
    with change(world.clerk, "edit_park") as action:
        for park in parks[:5]:
            action.save(Park.objects.get(pk=park.pk))
    renamed(world, parks[6], "园新")
    monkeypatch.setattr("shanhai.web.asof.PAGE", 2)
    client, told, address = signed_in(world.clerk), [], f"{reverse('parks')}?asof={DAY}&since=1"
    while address:
        answer = client.get(address)
        told += [(one["change_set"].verb, len(one["objects"]), one.get("elsewhere"))
                 for one in answer.context["since"]]  # fmt: skip
        text = answer.content.decode()
        page = answer.context["page"]
        assert "共 6 处" in text
        assert f"第 {page.start_index()}—{page.end_index()} 条，共 6 条" in text
        more = page.has_next()
        assert ('rel="next"' in text) == more
        address = reverse("parks") + answer.context["next"] if more else ""
    assert told == [("edit_park", 1, 0), ("edit_park", 1, 4), ("edit_park", 2, 3),
                    ("edit_park", 2, 3)]  # fmt: skip


def test_the_page_of_an_object_stands_as_it_stood_and_nothing_is_changed_there(
    world: World,
) -> None:
    one, gone, later = story(world)
    client = signed_in(world.clerk)
    page = client.get(reverse("park", args=[one.pk]), {"asof": DAY})
    text = page.content.decode()
    assert "园甲" in text and f"截至 {DAY} 的样子" in text
    assert page.context["forms"] == {} and not page.context["may_edit"]
    listed = client.get(reverse("parks"), {"asof": DAY}).content.decode()
    assert f"{reverse('park', args=[gone.pk])}?asof={DAY}" in listed
    absent = client.get(reverse("park", args=[later.pk]), {"asof": DAY})
    assert absent.status_code == 404 and "那一天还没有登记" in absent.content.decode()
    assert signed_in(world.foreigner).get(
        reverse("park", args=[one.pk]), {"asof": DAY}
    ).status_code == 404  # fmt: skip


def test_tenants_are_those_registered_on_the_day(world: World) -> None:
    park = park_of(world)
    venture_of(world, 0, park=park, entered_on=date(2023, 6, 1))
    back_in_time(10)
    venture_of(world, 1, park=park, entered_on=date(2023, 6, 1))
    client, address = signed_in(world.clerk), reverse("park", args=[park.pk])
    now, then = client.get(address), client.get(address, {"asof": DAY})
    assert [one.context["shown"].numbers[0].amount.value for one in (now, then)] == [2, 1]


def test_a_place_stands_in_the_list_by_its_name_and_place_of_the_day(world: World) -> None:
    back_in_time(10)
    registry.edit_node(
        None, world["示例甲村"], "区划调整", parent=world["谢岗镇"], name="示例甲新村"
    )
    client, address = signed_in(world.clerk), reverse("places-mine")
    assert "示例甲新村" in names(client.get(f"{address}?within={world['谢岗镇'].pk}"))
    then = client.get(f"{address}?asof={DAY}&within={world['桥头镇'].pk}")
    assert "示例甲村" in names(then)
    assert "示例甲村" not in names(client.get(f"{address}?asof={DAY}&within={world['谢岗镇'].pk}"))


@pytest.mark.parametrize("page", LISTS)
def test_every_list_can_be_asked_for_as_of_a_day(world: World, page: str) -> None:
    back_in_time(10)
    answer = signed_in(world.clerk).get(reverse(page), {"asof": DAY})
    assert answer.status_code == 200 and f"截至 {DAY} 的样子" in answer.content.decode()


def test_too_much_changed_since_is_said_and_not_shown(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    story(world)
    monkeypatch.setattr("shanhai.records.past.queries.MOST", 1)
    answer = signed_in(world.clerk).get(reverse("parks"), {"asof": DAY})
    assert answer.status_code == 422 and "园区超过1条" in answer.content.decode()
    assert "园新" in signed_in(world.clerk).get(reverse("parks")).content.decode()


def test_the_past_of_a_list_asks_as_often_with_more_rows(world: World) -> None:
    client, counts = signed_in(world.clerk), []
    for number in (2, 20):
        for one in range(number):
            park_of(world, title=f"园{number}之{one}")
        back_in_time(10)
        for park in Park.objects.all():
            renamed(world, park, f"{park.title}改")
        with CaptureQueriesContext(connection) as asked:
            assert len(names(client.get(reverse("parks"), {"asof": DAY}))) >= number
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_comments_files_and_steps_stand_as_they_did(world: World) -> None:
    park = park_of(world, title="园甲")
    earlier = timezone.now() - timedelta(days=10)
    early, kept, gone = (attach(world.clerk, park, f"{name}.txt", name.encode())
                         for name in ("早的", "留着", "后来取下"))  # fmt: skip
    comment(world.clerk, park.ref, "早说的")
    Comment.objects.update(at=earlier)
    Attachment.objects.update(added_at=earlier)
    detach(world.clerk, park, early)
    Attachment.objects.filter(pk=early.pk).update(removed_at=earlier)
    back_in_time(10)
    detach(world.clerk, park, gone)
    attach(world.clerk, park, "新的.txt", b"new")
    comment(world.clerk, park.ref, "后说的")
    client, there = signed_in(world.clerk), reverse("record", args=[park.pk])
    now, then = client.get(there), client.get(there, {"asof": DAY})
    assert [one.name for one in now.context["files"]] == ["留着.txt", "新的.txt"]
    assert [one.name for one in then.context["files"]] == ["留着.txt", "后来取下.txt"]
    assert [one.text for one in then.context["comments"]] == ["早说的"]
    assert [len(one.context["steps"]) for one in (now, then)] == [7, 5]
    assert "此后还有 2 步" in then.content.decode() and then.context["comment_form"] is None
    file = reverse("attachment", args=[gone.pk])
    assert f"{file}?asof={DAY}" in then.content.decode()
    assert client.get(file).status_code == 404
    taken_off = b"".join(client.get(file, {"asof": DAY}).streaming_content)
    assert taken_off == "后来取下".encode()
    assert signed_in(world.foreigner).get(file, {"asof": DAY}).status_code == 404
    page = client.get(reverse("park", args=[park.pk]), {"asof": DAY}).content.decode()
    assert f"{there}?asof={DAY}" in page
    long_ago = date.today() - timedelta(days=20)
    assert client.get(there, {"asof": long_ago}).status_code == 404


def test_looks_at_an_asset_stand_as_they_did(world: World) -> None:
    project = work.register_project(world.clerk, facts(world))
    stepped(world, project, "approved", "funded", "started", "finished")
    left = work.AssetFacts("示例大棚", "building", world["示例乙村"], date(2024, 8, 1))
    asset = work.hand_over_asset(world.clerk, project, left)
    work.check_asset(world.clerk, asset, date(2025, 1, 5), True, jobs=3)
    back_in_time(10)
    AssetCheck.objects.update(at=timezone.now() - timedelta(days=10))
    work.check_asset(world.clerk, asset, date(2025, 6, 5), False, note="示例：停用")
    client, there = signed_in(world.clerk), reverse("project", args=[project.pk])
    now, then = (client.get(there, asked).content.decode() for asked in ({}, {"asof": DAY}))
    assert "2025-06-05" in now and "2025-06-05" not in then and "2025-01-05" in then


def test_a_page_says_what_of_it_is_as_now(world: World) -> None:
    park_of(world)
    back_in_time(10)
    client = signed_in(world.clerk)
    place = client.get(reverse("place", args=[world["玉屏侗族自治县"].pk]), {"asof": DAY})
    assert "别名不留历史版本，显示的是现在的登记" in place.content.decode()
    assert "不留历史版本" not in client.get(reverse("parks"), {"asof": DAY}).content.decode()


def test_the_book_its_export_the_figure_and_its_trail_agree_on_a_day(world: World) -> None:
    """Against what the story says, added by hand: of a day gone by and of now."""
    first, gone = (world.entry("social_donation", one, title=f"捐款{one}") for one in (100, 50))
    world.entry("social_donation", 8, title="捐款8", helper="谢岗镇")
    back_in_time(10)
    edit(world.clerk, first, facts_of(first, amount=Amount.of(120, "元")), state="submitted")
    with change(world.clerk, "archive") as action:
        action.archive(gone)
    world.entry("social_donation", 7, title="捐款7")
    client = signed_in(world.clerk)
    for day, amounts in ((DAY, [100, 50, 8]), (None, [120, 8, 7])):
        asked = {"asof": str(day)} if day else {}
        book = client.get("/books/donations/", asked)
        assert sorted(row.entry.amount.value for row in book.context["rows"]) == sorted(amounts)
        assert [one["total"].amount.value for one in book.context["totals"]] == [sum(amounts)]
        sent = b"".join(client.get("/books/donations/export.xlsx", asked).streaming_content)
        values = list(load_workbook(io.BytesIO(sent)).active.values)
        assert sorted(row[7] for row in values[1 : 1 + len(amounts)]) == sorted(amounts)
        year = Period.year(2024)
        key = partnership_key(world.partnership, year, "social_donation", Stage.ARRIVED)
        trail = client.get(trail_url(key, "元", day)).context["trail"]
        assert trail.amount.value == sum(amounts) and len(trail.lines) == len(amounts)
    page = client.get(f"/partnerships/{world.partnership.pk}/?year=2024&asof={DAY}")
    (row,) = page.context["compared"]
    assert (row.then.value, row.now.value) == (158, 135)


def test_pages_of_places_tell_their_figures_of_the_day(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = world.entry("social_donation", 100, title="捐款甲")
    world.entry("social_donation", 8, title="捐款乙", helper="谢岗镇")
    back_in_time(10)
    edit(world.clerk, first, facts_of(first, amount=Amount.of(120, "元")), state="submitted")
    world.entry("social_donation", 7, title="捐款丙", year=2023)

    def told(user: object, place: str, **asked: object) -> list[int]:
        client = signed_in(user)
        page = client.get(reverse("place", args=[world[place].pk]), asked)
        rows = [row for field in page.context.get("fields", ()) for row in field["rows"]]
        trails = [client.get(row["trail"]).context["trail"].amount for row in rows]
        assert trails == [row["row"].figure.amount for row in rows]
        assert not rows or (f"asof={DAY}#figures" in page.content.decode()) == ("asof" in asked)
        return [int(amount.value) for amount in trails]

    seen = (
        (world.clerk, "桥头镇", 100, 120),
        (world.clerk, "常平组团", 108, 128),
        (world.county_clerk, "玉屏侗族自治县", 108, 128),
        (world.auditor, "广东省", 108, 128),
    )
    for user, place, then, now in seen:
        assert told(user, place, year=2024, asof=DAY) == [then], place
        assert told(user, place, year=2024) == [now], place
    assert told(world.foreigner, "桥头镇", asof=DAY) == []
    years = signed_in(world.clerk).get(reverse("place", args=[world["桥头镇"].pk]), {"asof": DAY})
    assert years.context["years"] == [2024]
    monkeypatch.setattr("shanhai.records.past.queries.MOST", 0)
    page = signed_in(world.clerk).get(reverse("place", args=[world["桥头镇"].pk]), {"asof": DAY})
    assert page.status_code == 200 and "台账记录超过0条" in page.content.decode()
