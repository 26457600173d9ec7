"""Many entries as a table, books as they stood on a day, and columns an office adds."""

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import Settings

from shanhai.common.amounts import Amount
from shanhai.common.keys import Key
from shanhai.ledger.books import books
from shanhai.ledger.models import Entry, Statement
from shanhai.ledger.services import edit, facts_of, submit
from shanhai.records.models import ChangeSet, Version
from shanhai.registry import services as registry
from shanhai.web.keys import trail_url
from tests.ledger.test_entries import entered
from tests.world import World, at_most


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


def row(number: int, **cells: str) -> dict[str, str]:
    columns = {"title": "捐资助学", "period": "2024-05", "indicator": "social_donation",
               "value": "2", "unit": "万元", "stage": "arrived"} | cells  # fmt: skip
    return {f"r{number}-{name}": value for name, value in columns.items()}


def test_columns_go_by_what_they_may_be_called_elsewhere(world: World) -> None:
    heads = dict(signed_in(world.clerk).get("/books/donations/grid/").context["heads"])
    assert {"日期或期间", "捐赠日期", "到账日期"} <= set(heads["日期或期间"])
    assert {"数值", "捐赠金额"} <= set(heads["数值"])
    assert "物资名称" in heads["物资清单"]


def test_good_rows_are_saved_or_none_by_choice_and_errors_stand_beside_cells(world: World) -> None:
    client, there = signed_in(world.clerk), "/books/donations/grid/"
    blank = {"r2-indicator": "social_donation", "r2-stage": "arrived"}
    typed = {"partnership": world.partnership.pk, "rows": "3", **row(0), **blank,
             **row(1, title="错行", value="约2")}  # fmt: skip
    none = client.post(there, typed | {"mode": "all"})
    assert none.status_code == 422 and not Entry.objects.exists()
    assert "台账要记确切的数" in none.content.decode() and "错行" in none.content.decode()
    some = client.post(there, typed | {"mode": "good"})
    assert some.status_code == 422 and [one["title"].value() for one in some.context["rows"]] == [
        "错行"
    ]
    assert [entry.title for entry in Entry.objects.all()] == ["捐资助学"]
    before = ChangeSet.objects.count()
    typed = {"partnership": world.partnership.pk, "rows": "2", "mode": "all",
             **row(0, title="甲"), **row(1, title="乙")}  # fmt: skip
    done = client.post(there, typed)
    assert done.status_code == 302 and "draft_saved" in done.cookies
    assert (Entry.objects.count(), ChangeSet.objects.count()) == (3, before + 1)


def test_a_foreigner_types_into_no_partnership_of_others(world: World) -> None:
    typed = {"partnership": world.partnership.pk, "rows": "1", "mode": "all", **row(0)}
    answer = signed_in(world.foreigner).post("/books/donations/grid/", typed)
    assert answer.status_code == 422 and not Entry.objects.exists()
    assert "玉屏" not in answer.content.decode()


def back_in_time(days: int) -> None:
    ChangeSet.objects.update(at=timezone.now() - timedelta(days=days))


def test_a_book_and_an_entry_stand_as_they_stood_on_a_day(world: World) -> None:
    entry = entered(world)
    back_in_time(10)
    edit(world.clerk, entry, facts_of(entry, amount=Amount.of(120, "元")), why="抄错")
    later = entered(world, title="后来的")
    client, day = signed_in(world.clerk), date.today() - timedelta(days=5)
    page = client.get(f"/books/donations/?asof={day}")
    (then,) = page.context["rows"]
    assert (then.entry.title, then.entry.amount.value) == ("捐资助学", 100)
    assert "不是现在的" in page.content.decode() and not page.context["verbs"]
    since = client.get(f"/books/donations/?asof={day}&since=1")
    assert [len(one["objects"]) for one in since.context["since"]] == [1, 1]
    assert "抄错" in since.content.decode() and "120" in since.content.decode()
    assert client.get(f"/books/donations/?asof={day}&q=后来的").context["rows"] == []
    sheet = client.get(f"/books/donations/export.xlsx?asof={day}")
    rows = list(load_workbook(io.BytesIO(b"".join(sheet.streaming_content))).active.values)
    assert rows[1][5:8:2] == ("捐资助学", 100) and rows[2][0] is None
    assert str(day) in sheet.headers["Content-Disposition"]
    one = client.get(f"/entries/{entry.pk}/?asof={day}").content.decode()
    assert "不是现在的" in one and "抄错" in one
    assert "那时还没有" in client.get(f"/entries/{later.pk}/?asof={day}").content.decode()
    foreign = signed_in(world.foreigner)
    assert foreign.get(f"/books/donations/?asof={day}").context["rows"] == []
    assert foreign.get(f"/entries/{entry.pk}/?asof={day}").status_code == 404


def test_the_figures_of_a_partnership_and_their_trails_stand_as_on_a_day(world: World) -> None:
    entry = world.entry("social_donation", 100, title="示例捐款")
    back_in_time(10)
    edit(world.clerk, entry, facts_of(entry, amount=Amount.of(120, "元")), why="抄错")
    submit(world.clerk, entry)
    world.entry("social_donation", 7, title="后来的")
    client, day = signed_in(world.clerk), date.today() - timedelta(days=5)
    address = f"/partnerships/{world.partnership.pk}/?year=2024"
    page = client.get(f"{address}&asof={day}")
    (row,) = page.context["compared"]
    told = [one.value for one in (row.then, row.now, row.difference)]
    assert told == [100, 127, 27] and "抄错" in page.content.decode()
    trail = row.trail_then
    then = client.get(trail).content.decode()
    assert "示例捐款" in then and "后来的" not in then and "过去某一天" in then
    assert f"asof={day}" in then and "据山海系统" in then
    now = client.get(row.trail_now).content.decode()
    assert "后来的" in now and f"asof={date.today()}" in now
    (row,) = client.get(f"{address}&asof=2020-01-01").context["compared"]
    assert row.then is None and row.now.value == 127
    foreign = signed_in(world.foreigner)
    assert foreign.get(f"{address}&asof={day}").status_code == 404
    assert foreign.get(trail).status_code == 404


def test_who_was_in_a_cluster_is_taken_as_registered_on_the_day(world: World) -> None:
    world.entry("social_donation", 100, helper="桥头镇")
    world.entry("social_donation", 30, helper="谢岗镇", title="谢岗捐款")
    world.entry("social_donation", 7, helper="清溪镇", title="清溪捐款")
    back_in_time(10)
    cluster = world["常平组团"]
    stay = cluster.members.get(member=world["谢岗镇"])
    registry.end_member(world.clerk, stay, date(2023, 12, 31))
    registry.add_member(world.clerk, stay.cluster, world["清溪镇"], start=date(2023, 1, 1))
    client, day = signed_in(world.clerk), date.today() - timedelta(days=5)
    page = client.get(f"/partnerships/{world.partnership.pk}/?year=2024&asof={day}")
    (row,) = page.context["compared"]
    assert [one.value for one in (row.then, row.now, row.difference)] == [130, 107, -23]
    late, left = page.context["since"]
    assert [one["change_set"].why for one in (late, left)] == [
        "清溪镇加入常平组团",
        "谢岗镇退出常平组团",
    ]
    (line,) = left["objects"][0]["lines"]
    assert (line.name, left["objects"][0]["url"]) == ("组团成员", f"/places/{cluster.pk}/")
    assert "谢岗镇（2021-06-01至今）" in line.before
    assert "谢岗镇（2021-06-01至2023-12-31）" in line.after
    then, now = (client.get(one).content.decode() for one in (row.trail_then, row.trail_now))
    assert "谢岗捐款" in then and "清溪捐款" not in then
    assert "清溪捐款" in now and "谢岗捐款" not in now


def test_a_cluster_whose_versions_do_not_hold_its_members_is_taken_as_of_now(world: World) -> None:
    world.entry("social_donation", 100, helper="谢岗镇")
    back_in_time(10)
    for version in Version.objects.filter(ref=world["常平组团"].pk):
        del version.columns["members"]
        version.save()
    stay = world["常平组团"].members.get(member=world["谢岗镇"])
    registry.end_member(world.clerk, stay, date(2023, 12, 31))
    day = date.today() - timedelta(days=5)
    page = signed_in(world.clerk).get(f"/partnerships/{world.partnership.pk}/?year=2024&asof={day}")
    assert page.context["compared"] == []


def test_what_registers_give_stands_and_is_cited_as_of_the_day(world: World) -> None:
    day = date.today() - timedelta(days=5)
    key = Key("paired_villages", world["常平组团"].pk, world["玉屏侗族自治县"].pk)
    villages = [world["示例甲村"], world["示例乙村"], world["示例丙村"]]
    first, late = (
        registry.pair(None, "village", world.programme, villages[0], one, parent=world.partnership,
                      start=date(2022, 1, 1))
        for one in villages[1:]
    )  # fmt: skip
    back_in_time(10)
    ChangeSet.objects.filter(versions__ref=late.pk).update(at=timezone.now())
    registry.archive_pair(None, first, "示例：登记错了")
    client = signed_in(world.clerk)
    then = client.get(trail_url(key, "", day))
    assert [one.what for one in then.context["trail"].lines] == [str(first)]
    assert str(day) in then.context["cited"] and f"asof={day}" in then.context["permalink"]
    now = client.get(trail_url(key))
    assert [one.what for one in now.context["trail"].lines] == [str(late)]
    address = f"/partnerships/{world.partnership.pk}/?year=2024&asof={day}"
    (row,) = client.get(address).context["compared"]
    assert (row.then.value, row.now.value, row.difference) == (1, 1, None)


def test_too_many_rows_for_a_day_gone_by_are_said_and_not_counted(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.entry("social_donation", 100)
    monkeypatch.setattr("shanhai.records.past.queries.MOST", 0)
    day = date.today() - timedelta(days=5)
    client, address = signed_in(world.clerk), f"/partnerships/{world.partnership.pk}/"
    assert "超过0条" in client.get(f"{address}?asof={day}").content.decode()
    trail = client.get(trail_url(Key("social_donation", world["桥头镇"].pk,
                                     world["玉屏侗族自治县"].pk), "元", day))  # fmt: skip
    assert trail.status_code == 200 and "超过0条" in trail.content.decode()


def test_the_past_costs_the_same_with_more_rows(world: World) -> None:
    client, day = signed_in(world.clerk), date.today() - timedelta(days=5)
    for address in ("/books/donations/?", f"/partnerships/{world.partnership.pk}/?year=2024&"):
        counts = []
        for number in (1, 20):
            for one in range(number):
                world.entry("social_donation", 1, title=f"第{one}条")
            back_in_time(10)
            with CaptureQueriesContext(connection) as asked:
                client.get(f"{address}asof={day}")
            counts.append(len(asked))
        assert counts[0] == counts[1] <= at_most(60, 12), address


def test_what_a_side_said_since_is_not_said_yet(world: World) -> None:
    entry = entered(world)
    back_in_time(10)
    Statement.objects.create(
        entry=entry, side="recipient", units=entry.units, by=world.county_clerk
    )
    client, day = signed_in(world.clerk), date.today() - timedelta(days=5)
    standings = [client.get(f"/books/donations/?{asked}").context["rows"][0].standing
                 for asked in ("", f"asof={day}")]  # fmt: skip
    assert [str(one) for one in standings] == ["recipient_only", "none"]


@pytest.fixture
def office(tmp_path: Path, settings: Settings) -> Path:
    settings.VOCABULARY_DIR = str(tmp_path)
    return tmp_path


def test_an_office_adds_a_column_and_a_book_without_code(world: World, office: Path) -> None:
    old = entered(world, details={"items": "图书"})
    own = {
        "donations": {"columns": {"ceremony": {"name": "举牌日期", "type": "text"}}},
        "sports": {
            "number": 18, "name": "体育交流台账", "rows": "entries", "field": "社会帮扶",
            "columns": {"period": {}, "title": {}, "matches": {
                "name": "场次", "type": "amount", "indicator": "other:体育交流", "unit": "场"}},
        },
    }  # fmt: skip
    (office / "books.yaml").write_text(yaml.safe_dump(own, allow_unicode=True), "utf-8")
    books.cache_clear()
    client = signed_in(world.clerk)
    assert len(client.get("/books/").context["rows"]) == 18
    typed = {"partnership": world.partnership.pk, "title": "新行", "indicator": "social_donation",
             "value": "1", "period": "2024-05", "stage": "arrived"}  # fmt: skip
    client.post("/entries/new?book=donations", typed | {"x_ceremony": "2024-05-20"})
    client.post("/entries/new?book=sports", typed | {"title": "篮球赛", "indicator": "job_fairs"})
    assert Entry.objects.get(title="新行").details == {"ceremony": "2024-05-20"}
    assert Entry.objects.get(title="篮球赛").book == "sports"
    # The row of before keeps what it says and the version it was written as.
    old.refresh_from_db()
    assert (old.details, old.edition, old.version) == ({"items": "图书"}, 1, 1)
    page = client.get("/books/donations/").content.decode()
    assert "举牌日期" in page and "图书" in page
    assert "篮球赛" in client.get("/books/sports/").content.decode()
