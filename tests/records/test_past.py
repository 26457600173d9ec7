"""Every question answered as things stood at the end of a day."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection

from shanhai.accounts.models import User
from shanhai.cooperation import services as work
from shanhai.cooperation.models import Park, Reading, Venture, VentureStep, Visit
from shanhai.records.models import ChangeSet, Formerly, Version
from shanhai.records.rules import StaleVersion
from shanhai.records.services import change
from shanhai.registry import services as registry
from shanhai.registry.models import ClusterMember, Lineage, Node
from shanhai.registry.queries import as_of, below, seen_as_of, visible_to
from tests.cooperation.made import visit_facts
from tests.cooperation.test_industry import park_of, venture_of
from tests.world import World

DAY = date(2025, 3, 1)


def so_far() -> None:
    """Let all that was done until now have been done by the day."""
    ChangeSet.objects.update(at=datetime(2025, 3, 1, tzinfo=UTC))


def titles(world: World, user: User | None = None) -> list[str]:
    rows = visible_to(user or world.clerk, Park.objects.filter(ref__archived_at=None))
    return list(rows.order_by("pk").values_list("title", flat=True))


def test_rows_stand_as_their_versions_of_the_day_hold_them(world: World) -> None:
    kept, renamed, gone = (park_of(world, title=name) for name in ("园甲", "园乙", "园丙"))
    so_far()
    again = Park.objects.get(pk=renamed.pk)
    again.title = "园新"
    with change(world.clerk, "edit_park") as action:
        action.save(again)
    work.archive(world.clerk, gone, "示例：登记错了")
    park_of(world, title="园丁")
    with as_of(world.clerk, DAY):
        assert titles(world) == ["园甲", "园乙", "园丙"]
        then = Park.objects.select_related("ref").get(pk=renamed.pk)
        assert (then.title, then.ref.label, then.version) == ("园乙", "园乙", 1)
    assert titles(world) == ["园甲", "园新", "园丁"]
    assert kept.pk == Park.objects.get(title="园甲").pk


def test_rows_that_belong_to_an_object_stand_as_they_did(world: World) -> None:
    park, venture = park_of(world), venture_of(world)
    work.reach_rung(world.clerk, venture, "signed", date(2023, 6, 1))
    work.read(world.clerk, park, work.ReadingFacts(date(2023, 12, 31), jobs=30))
    so_far()
    work.reach_rung(world.clerk, venture, "started", date(2024, 6, 1))
    work.read(world.clerk, venture, work.ReadingFacts(date(2024, 12, 31), jobs=50))
    with as_of(world.clerk, DAY) as past:
        assert list(VentureStep.objects.values_list("rung", flat=True)) == ["signed"]
        assert list(Reading.objects.values_list("of", "jobs")) == [(park.pk, 30)]
        assert Venture.objects.get().rung == "signed"
    assert not past.unknown and VentureStep.objects.count() == 2 == Reading.objects.count()


@pytest.mark.parametrize(
    ("words", "rungs", "unknown"),
    [("signed 2023-06-01", ["signed"], 0), ("", [], 0),
     ("signed 2023-05-01", ["signed", "started"], 1)],
)  # fmt: skip
def test_a_version_without_the_rows_is_put_back_by_its_words_or_said_to_be_unknown(
    world: World, words: str, rungs: list[str], unknown: int
) -> None:
    venture = venture_of(world)
    work.reach_rung(world.clerk, venture, "signed", date(2023, 6, 1))
    so_far()
    work.reach_rung(world.clerk, venture, "started", date(2024, 6, 1))
    old = Version.objects.get(ref=venture.pk, number=2)
    del old.columns["steps"]
    old.columns["进度"] = words
    Version.objects.filter(pk=old.pk).update(columns=old.columns)
    with as_of(world.clerk, DAY) as past:
        assert list(VentureStep.objects.order_by("pk").values_list("rung", flat=True)) == rungs
    assert past.unknown.get(Venture, 0) == unknown


def test_the_tree_and_the_clusters_are_those_of_the_day(world: World) -> None:
    town, city, county = world["桥头镇"], world["东莞市"], world["玉屏侗族自治县"]
    so_far()
    registry.edit_node(None, town, "示例", parent=county, name="桥头新镇")
    ClusterMember.objects.filter(member=town).delete()
    with change(None, "end_member") as action:
        action.save(Node.objects.get(pk=world["常平组团"].pk))
    with as_of(world.clerk, DAY):
        then = Node.objects.get(pk=town.pk)
        assert (then.name, then.parent_id) == ("桥头镇", city.pk)
        assert below([city.pk]).filter(node=town.pk).exists()
        assert not below([county.pk]).filter(node=town.pk).exists()
        assert below([city.pk]).filter(node=world["示例甲村"].pk).exists()
        assert ClusterMember.objects.filter(cluster=world["常平组团"].pk, member=town.pk).exists()
    assert below([county.pk]).filter(node=world["示例甲村"].pk).exists()
    assert not ClusterMember.objects.filter(member=town).exists()


def test_a_merge_made_since_is_not_there_yet_and_one_undone_since_still_is(world: World) -> None:
    twin = registry.register_node(None, "village", "示例孪生村", world["示例镇"])
    early = registry.register_node(None, "village", "示例早并村", world["示例镇"])
    edge = registry.merge_nodes(None, early, world["示例乙村"], "示例：同一个村")
    so_far()
    registry.merge_nodes(None, twin, world["示例乙村"], "示例：同一个村")
    registry.undo_merge(None, edge, "示例：并错了")
    with as_of(world.clerk, DAY):
        merged = set(below([world["示例乙村"].pk]).values_list("node", flat=True))
    assert merged == {world["示例乙村"].pk, early.pk}
    now = set(below([world["示例乙村"].pk]).values_list("node", flat=True))
    assert now == {world["示例乙村"].pk, twin.pk}


def test_one_sees_by_the_rights_of_today(world: World) -> None:
    town, cluster = world["桥头镇"], world["常平组团"]
    park = park_of(world)
    ClusterMember.objects.filter(member=town).delete()
    with change(None, "correct_member") as action:
        action.save(Node.objects.get(pk=cluster.pk))
    so_far()
    registry.add_member(None, Node.objects.get(pk=cluster.pk), town, start=date(2021, 6, 1))
    work.archive(world.reviewer, park, "示例")
    with as_of(world.clerk, DAY):
        assert titles(world) == [park.title]
        assert not ClusterMember.objects.filter(member=town).exists()
    with as_of(world.foreigner, DAY):
        assert not visible_to(world.foreigner, Park.objects.all())


def test_afterwards_nothing_of_the_past_is_left(world: World) -> None:
    park = park_of(world)
    with pytest.raises(ZeroDivisionError), as_of(world.clerk, date(2024, 1, 1)):
        assert not Park.objects.exists()
        raise ZeroDivisionError
    assert Park.objects.get().pk == park.pk
    with connection.cursor() as cursor:
        names = {one.name for one in connection.introspection.get_table_list(cursor)}
    assert not [name for name in names if name.startswith("past_")]
    assert Lineage.objects.exists()


def test_what_was_moved_to_others_since_is_found_where_it_lay(world: World) -> None:
    park, visit = park_of(world, title="园甲"), work.register_visit(world.clerk, visit_facts(world))
    so_far()
    moved = Park.objects.get(pk=park.pk)
    moved.partnership, moved.site = world.elsewhere, world["德江县"]
    with change(None, "edit_park") as action:
        action.save(moved)
        action.save(moved)
    Visit.objects.filter(pk=visit.pk).update(partnership=world.elsewhere)
    again = Visit.objects.get(pk=visit.pk)
    with change(None, "edit_visit") as action:
        action.tie(again, "partnerships", [world.elsewhere])
        action.save(again)
    assert Formerly.objects.count() == 2
    seen = {}
    for user in (world.clerk, world.foreigner):
        with seen_as_of(user, DAY):
            seen[user] = titles(world, user), visible_to(user, Visit.objects.all()).count()
        assert (titles(world, user) == []) == (user == world.clerk)
    assert seen == {world.clerk: (["园甲"], 1), world.foreigner: ([], 0)}


def test_what_was_moved_within_what_one_sees_is_where_it_lay(world: World) -> None:
    park = park_of(world)
    so_far()
    park.partnership = world.elsewhere
    with change(None, "edit_park") as action:
        action.save(Park.objects.get(pk=park.pk))
        action.save(park, 2)
    with seen_as_of(world.auditor, DAY):
        assert Park.objects.get().partnership == world.partnership
    with pytest.raises(StaleVersion), change(None, "edit_park") as action:
        action.save(park, 2)
