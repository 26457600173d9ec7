"""Places and organisations: lists, pages, forms, merges; what is refused keeps what was typed."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import PROTECT
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shanhai.common.amounts import SCALE
from shanhai.registry import services as registry
from shanhai.registry.models import Level, Merge, Node
from tests.world import World

# Invented firms; the codes are made to pass the check.
CODE, OTHER = "91441900MA00000010", "91441900MA00000023"


def client_of(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


def firm(world: World, name: str, town: str = "桥头镇", **columns: Any) -> Node:
    return registry.register_node(
        None, Level.ORGANISATION, name, world[town], kind="enterprise", **columns
    )


def names(page: Any) -> list[str]:
    return [row[0].value for row in page.context["list"].rows]


def organisation(**columns: str) -> dict[str, str]:
    filled = {"level": "organisation", "name": "示例食品厂", "parent": "东莞市/桥头镇",
              "kind": "enterprise"}  # fmt: skip
    return {**filled, **columns}


def test_a_list_shows_both_sides_first_and_everything_one_step_away(world: World) -> None:
    client = client_of(world.clerk)
    mine = names(client.get(reverse("places-mine")))
    assert {"桥头镇", "玉屏侗族自治县", "示例乙村", "常平组团"} <= set(mine)
    assert "德江县" not in mine
    assert "德江县" in names(client.get(reverse("places-all")))


@pytest.mark.parametrize("word", ["玉屏县", "ypd", "520622", "玉屏"])
def test_a_place_is_found_by_alias_initials_and_code(world: World, word: str) -> None:
    assert names(client_of(world.clerk).get(reverse("places-mine"), {"q": word})) == [
        "玉屏侗族自治县"
    ]


def test_the_inside_of_a_place_is_a_filter(world: World) -> None:
    county = world["玉屏侗族自治县"]
    page = client_of(world.clerk).get(reverse("places-all"), {"within": county.pk})
    assert names(page) == ["玉屏侗族自治县", "示例镇", "示例乙村", "示例丙村"]
    assert names(client_of(world.clerk).get(reverse("places-all"), {"within": "x"})) == []


def test_an_organisation_is_registered_edited_archived_and_restored(world: World) -> None:
    client = client_of(world.clerk)
    answer = client.post(reverse("organisation-new"), organisation(aliases="食品厂、示例食品"))
    made = Node.objects.get(name="示例食品厂")
    assert answer.url == reverse("place", args=[made.pk])
    assert set(made.aliases.values_list("name", flat=True)) == {"食品厂", "示例食品"}

    edit = reverse("place-edit", args=[made.pk])
    filled = {"name": "示例食品有限公司", "parent": "东莞市/桥头镇", "kind": "enterprise",
              "expected": made.version, "why": "改制"}  # fmt: skip
    assert client.post(edit, filled).status_code == 302
    made.refresh_from_db()
    assert made.name == "示例食品有限公司"
    assert made.aliases.filter(name="示例食品厂").exists()

    client.post(reverse("place-archive", args=[made.pk]), {"why": "登记错了"})
    assert made.name not in names(client.get(reverse("organisations-mine")))
    assert made.name in names(client.get(reverse("organisations-archived")))
    client.post(reverse("place-restore", args=[made.pk]))
    assert made.name in names(client.get(reverse("organisations-mine")))
    history = client.get(reverse("record", args=[made.pk])).content.decode()
    assert "改制" in history and "示例食品厂" in history and "登记错了" in history


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"name": ""}, "请填写“名称”"),
        ({"kind": ""}, "请选择单位类型"),
        ({"parent": "没有这里"}, "没有登记“没有这里”"),
        ({"parent": "清溪镇"}, "不在您登记的范围内"),
        ({"credit_code": "91441900MA00000016"}, "末位校验不符"),
        ({"credit_code": "9144"}, "应为18位"),
        ({"valid_from": "2024-01-01", "valid_to": "2023-01-01"}, "早于开始日期"),
        ({"valid_to": "昨天"}, "2025-06-30"),
        ({"name": "示例甲厂"}, "不必重复登记"),
    ],
)
def test_what_cannot_be_is_refused_and_stays_typed(
    world: World, columns: dict[str, str], sentence: str
) -> None:
    firm(world, "示例甲厂")
    before = Node.objects.count()
    answer = client_of(world.clerk).post(
        reverse("organisation-new"), organisation(short_name="厂子", **columns)
    )
    page = answer.content.decode()
    assert answer.status_code == 422 and sentence in page
    assert 'value="厂子"' in page
    assert Node.objects.count() == before


def test_a_village_under_a_wrong_town_is_refused(world: World) -> None:
    answer = client_of(world.clerk).post(
        reverse("place-new"), {"level": "village", "name": "示例丁村", "parent": "玉屏侗族自治县"}
    )
    assert answer.status_code == 422
    assert "不能直接放在" in answer.content.decode()


def test_one_firm_under_two_codes_is_merged_and_unmerged(world: World) -> None:
    first = firm(world, "示例食品厂", credit_code=CODE)
    twin = firm(world, "示例食品厂（桥头）", credit_code=OTHER)
    client = client_of(world.clerk)
    refused = client.post(
        reverse("place-merge", args=[twin.pk]), {"survivor": "桥头镇/示例食品厂", "why": ""}
    )
    assert refused.status_code == 422 and "请写明为什么" in refused.content.decode()
    client.post(
        reverse("place-merge", args=[twin.pk]),
        {"survivor": "桥头镇/示例食品厂", "why": "换过营业执照"},
    )
    edge = Merge.objects.get()
    assert (edge.merged, edge.survivor, edge.by) == (twin, first, world.clerk)
    page = client.get(reverse("place", args=[first.pk])).content.decode()
    assert "换过营业执照" in page and "示例食品厂（桥头）" in page
    assert "已并入" in client.get(reverse("place", args=[twin.pk])).content.decode()
    client.post(reverse("merge-undo", args=[edge.pk]), {"why": "是两家"})
    edge.refresh_from_db()
    assert edge.undone_by == world.clerk
    assert "是两家" in client.get(reverse("place", args=[first.pk])).content.decode()


def test_the_code_of_another_firm_is_refused_when_edited(world: World) -> None:
    firm(world, "示例甲厂", credit_code=CODE)
    other = firm(world, "示例乙厂")
    filled = {"name": "示例乙厂", "parent": "东莞市/桥头镇", "kind": "enterprise",
              "credit_code": CODE, "expected": other.version}  # fmt: skip
    answer = client_of(world.clerk).post(reverse("place-edit", args=[other.pk]), filled)
    assert answer.status_code == 422 and "已登记在“示例甲厂”名下" in answer.content.decode()
    assert f'value="{CODE}"' in answer.content.decode()


def test_two_who_edit_at_once_do_not_overwrite_each_other(world: World) -> None:
    made = firm(world, "示例甲厂")
    filled = {"name": "示例甲公司", "parent": "东莞市/桥头镇", "kind": "enterprise",
              "expected": made.version}  # fmt: skip
    client = client_of(world.clerk)
    assert client.post(reverse("place-edit", args=[made.pk]), filled).status_code == 302
    again = client.post(reverse("place-edit", args=[made.pk]), {**filled, "name": "示例甲集团"})
    assert again.status_code == 422
    assert "刚刚被别人改过" in again.content.decode() and "示例甲集团" in again.content.decode()
    filled["expected"] = again.context["form"]["expected"].value()
    client.post(reverse("place-edit", args=[made.pk]), {**filled, "name": "示例甲集团"})
    made.refresh_from_db()
    assert made.name == "示例甲集团"


def test_what_others_point_to_is_not_removed(world: World) -> None:
    village = world["示例甲村"]
    registry.pair(None, "village", world.programme, village, world["示例乙村"],
                  parent=world.partnership)  # fmt: skip
    page = client_of(world.clerk).post(reverse("place-archive", args=[village.pk]), follow=True)
    assert "不能移出列表" in page.content.decode()
    village.ref.refresh_from_db()
    assert village.ref.archived_at is None


def test_a_side_keeps_its_own_divisions(world: World) -> None:
    """The helper side registers a village of the other side, but does not rename its county."""
    client = client_of(world.clerk)
    county, village = world["玉屏侗族自治县"], world["示例乙村"]
    assert client.get(reverse("place-edit", args=[county.pk])).status_code == 403
    assert client.get(reverse("place-edit", args=[village.pk])).status_code == 200
    assert client_of(world.foreigner).get(
        reverse("place-edit", args=[village.pk])
    ).status_code == 403  # fmt: skip
    assert client_of(world.auditor).post(
        reverse("place-archive", args=[village.pk])
    ).status_code == 403  # fmt: skip


def test_a_foreign_user_sees_the_place_and_none_of_its_pairings(world: World) -> None:
    page = client_of(world.foreigner).get(reverse("place", args=[world["桥头镇"].pk]))
    text = page.content.decode()
    assert page.status_code == 200 and "桥头镇" in text
    assert "没有您能看到的结对" in text
    assert reverse("partnership", args=[world.partnership.pk]) not in text


def test_the_page_of_a_town_shows_the_pairing_of_its_cluster(world: World) -> None:
    page = client_of(world.clerk).get(reverse("place", args=[world["桥头镇"].pk]))
    text = page.content.decode()
    assert reverse("partnership", args=[world.partnership.pk]) in text
    assert "常平组团" in text and "东西部协作" in text


def test_a_helpers_programmes_stand_side_by_side(world: World) -> None:
    other = registry.register_programme(None, "in_province")
    registry.pair(None, "county", other, world["清溪镇"], world["玉屏侗族自治县"])
    page = client_of(world.foreigner).get(reverse("place", args=[world["清溪镇"].pk]))
    columns = page.context["programmes"]
    assert {column["programme"].code: len(column["rows"]) for column in columns} == {
        "east_west": 1, "in_province": 1,
    }  # fmt: skip


@pytest.mark.parametrize("name", ["places-mine", "organisations-mine", "places-all"])
def test_lists_cost_a_fixed_number_of_queries(
    world: World, name: str, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        firm(world, f"示例{number}号厂")
    client = client_of(world.clerk)
    with django_assert_max_num_queries(16):
        client.get(reverse(name))


def test_the_page_asks_no_more_of_many_pairings_than_of_few(world: World) -> None:
    client = client_of(world.clerk)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("place", args=[world["桥头镇"].pk]))
        return len(asked)

    def pair(number: int) -> None:
        village = registry.register_node(None, "village", f"示例{number}村", world["示例镇"])
        registry.pair(None, "village", world.programme, world["示例甲村"], village,
                      parent=world.partnership)  # fmt: skip

    pair(0)
    few = cost()
    for number in range(1, 30):
        pair(number)
    assert cost() == few


def told(world: World, user: object, name: str, **asked: str) -> dict[tuple[str, str], str]:
    """The figures on the page of a place, by indicator and unit, with each one's trail."""
    client = client_of(user)
    page = client.get(reverse("place", args=[world[name].pk]), {"year": "2024"} | asked)
    rows = [row for field in page.context.get("fields", ()) for row in field["rows"]]
    assert all(client.get(row["trail"]).status_code == 200 for row in rows)
    found = [(row["row"].indicator.code, row["row"].figure.amount) for row in rows]
    return {(code, amount.unit): amount.units // SCALE for code, amount in found}


def test_pages_of_a_town_its_cluster_and_its_province_tell_each_its_own(world: World) -> None:
    world.entry("visit_persons", 123, "人次", helper="常平组团")
    world.entry("visit_persons", 80, "人次", helper="桥头镇")
    world.entry("fiscal_funds", 5, helper="清溪镇", recipient="德江县",
                partnership=world.elsewhere)  # fmt: skip
    visits, funds = ("visit_persons", "人次"), ("fiscal_funds", "元")
    assert told(world, world.clerk, "桥头镇")[visits] == 80
    assert told(world, world.clerk, "常平组团")[visits] == 203
    assert told(world, world.county_clerk, "玉屏侗族自治县")[visits] == 203
    for place in ("贵州省", "广东省", "铜仁市"):
        found = told(world, world.auditor, place)
        assert (found[visits], found[funds]) == (203, 5), place
    assert told(world, world.clerk, "常平镇") == {}
    # Who acts for neither place learns nothing of what others gave.
    for place in ("桥头镇", "常平组团", "贵州省", "铜仁市", "东莞市"):
        assert told(world, world.foreigner, place) == {}, place
    assert told(world, world.foreigner, "清溪镇") == {funds: 5}
    assert told(world, world.clerk, "贵州省") == {}


@pytest.mark.once
def test_whatever_may_hold_a_place_in_the_lists_has_a_chinese_name() -> None:
    holders = [
        field.related_model
        for field in Node._meta.get_fields(include_hidden=True)
        if field.auto_created and field.one_to_many
        and field.remote_field.remote_field.on_delete is PROTECT
    ]  # fmt: skip
    assert holders and not [one for one in holders if str(one._meta.verbose_name).isascii()]
