"""Two registrations of one firm become one, and two again; nothing is deleted."""

import pytest

from shanhai.common.keys import Key
from shanhai.figures.queries import figure
from shanhai.records.queries import broken_links, history
from shanhai.registry import services
from shanhai.registry.models import Lineage, Merge, Node
from shanhai.registry.queries import find_nodes, resolve, same_as
from shanhai.registry.rules import RegistryError
from tests.world import World

WHY = "同一家，两镇各登记一次"


@pytest.fixture
def firms(world: World) -> World:
    for name, town in (("示例甲公司", "桥头镇"), ("示例甲有限公司", "常平镇")):
        world.nodes[name] = services.register_node(
            None, "organisation", name, world[town], kind="enterprise"
        )
    return world


def money(world: World, name: str) -> int:
    found = figure(Key("social_donation", world[name].pk, world["玉屏侗族自治县"].pk))
    return int(found.amount.value) if found else 0


def test_what_pointed_at_the_merged_one_counts_as_the_survivors(firms: World) -> None:
    firms.entry("social_donation", 300, helper="示例甲公司")
    firms.entry("social_donation", 200, helper="示例甲有限公司")
    services.merge_nodes(firms.clerk, firms["示例甲公司"], firms["示例甲有限公司"], WHY)
    assert money(firms, "示例甲有限公司") == 500
    assert money(firms, "示例甲公司") == 300
    assert money(firms, "常平组团") == 500


def test_undone_everything_is_as_before(firms: World) -> None:
    firms.entry("social_donation", 300, helper="示例甲公司")
    before = set(Lineage.objects.values_list("ancestor", "node"))
    edge = services.merge_nodes(firms.clerk, firms["示例甲公司"], firms["示例甲有限公司"], WHY)
    services.undo_merge(firms.reviewer, edge, "是两家")
    assert set(Lineage.objects.values_list("ancestor", "node")) == before
    assert money(firms, "示例甲有限公司") == 0
    assert resolve("示例甲公司") == firms["示例甲公司"]
    assert firms["示例甲公司"].ref.archived_at is None


def test_the_edge_says_who_when_and_why_on_both_ends_of_its_life(firms: World) -> None:
    edge = services.merge_nodes(firms.clerk, firms["示例甲公司"], firms["示例甲有限公司"], WHY)
    services.undo_merge(firms.reviewer, edge, "是两家")
    edge = Merge.objects.get()
    assert (edge.by, edge.why, edge.undone_by, edge.undone_why) == (
        firms.clerk,
        WHY,
        firms.reviewer,
        "是两家",
    )
    verbs = [step.change_set.verb for step in history(edge)]
    assert verbs == ["undo_merge", "merge"]
    assert not list(broken_links())


def test_the_merged_name_means_the_survivor(firms: World) -> None:
    services.merge_nodes(firms.clerk, firms["示例甲公司"], firms["示例甲有限公司"], WHY)
    assert list(find_nodes("示例甲公司")) == [firms["示例甲有限公司"]]
    assert set(same_as(firms["示例甲有限公司"])) == {firms["示例甲公司"], firms["示例甲有限公司"]}


def test_a_chain_of_merges_ends_at_its_last_and_opens_link_by_link(firms: World) -> None:
    third = services.register_node(None, "organisation", "示例甲集团", firms["桥头镇"])
    firms.nodes["示例甲集团"] = third
    firms.entry("social_donation", 300, helper="示例甲公司")
    services.merge_nodes(None, firms["示例甲公司"], firms["示例甲有限公司"], WHY)
    second = services.merge_nodes(None, firms["示例甲有限公司"], third, WHY)
    assert resolve("示例甲公司") == third
    assert money(firms, "示例甲集团") == 300
    services.undo_merge(None, second, "集团是另一家")
    assert resolve("示例甲公司") == firms["示例甲有限公司"]
    assert money(firms, "示例甲集团") == 0


def test_pairings_of_a_merged_firm_count_one_helper(firms: World) -> None:
    for name, village in (("示例甲公司", "示例乙村"), ("示例甲有限公司", "示例丙村")):
        services.pair(
            None, "village_enterprise", firms.programme, firms[name], firms[village],
            parent=firms.partnership,
        )  # fmt: skip
    services.merge_nodes(None, firms["示例甲公司"], firms["示例甲有限公司"], WHY)
    found = figure(Key("paired_villages", firms["常平组团"].pk, firms["玉屏侗族自治县"].pk))
    assert found is not None and found.pairings is not None
    assert (found.pairings.helpers, found.pairings.recipients, found.pairings.links) == (1, 2, 2)


@pytest.mark.parametrize(
    ("merged", "survivor", "why", "reason"),
    [
        ("示例甲公司", "示例甲公司", WHY, "不能并入自己"),
        ("示例甲公司", "示例甲村", WHY, "级别不同"),
        ("示例甲公司", "示例甲有限公司", " ", "请写明为什么"),
    ],
)
def test_a_merge_that_cannot_be_is_refused(
    firms: World, merged: str, survivor: str, why: str, reason: str
) -> None:
    with pytest.raises(RegistryError, match=reason):
        services.merge_nodes(None, firms[merged], firms[survivor], why)
    assert not Merge.objects.exists()


def test_a_merged_firm_is_not_merged_again_nor_paired_nor_restored(firms: World) -> None:
    merged, survivor = firms["示例甲公司"], firms["示例甲有限公司"]
    edge = services.merge_nodes(None, merged, survivor, WHY)
    with pytest.raises(RegistryError, match="已并入“示例甲有限公司”"):
        services.merge_nodes(None, merged, survivor, WHY)
    with pytest.raises(RegistryError, match="已并入“示例甲有限公司”"):
        services.pair(None, "village_enterprise", firms.programme, merged, firms["示例乙村"])
    with pytest.raises(RegistryError, match="请撤销那次合并"):
        services.restore_node(None, Node.objects.get(pk=merged.pk))
    services.undo_merge(None, edge, "是两家")
    with pytest.raises(RegistryError, match="已于.*撤销"):
        services.undo_merge(None, edge, "是两家")
