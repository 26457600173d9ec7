"""Needs and offers: published by a side, waiting, withdrawn, lapsed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from shanhai.common.amounts import Amount
from shanhai.cooperation.models import Need, Offer
from shanhai.cooperation.queries.needs import live_needs, waiting_longest
from shanhai.cooperation.rules.needs import NeedError, overdue, waiting_days
from shanhai.cooperation.services import needs
from shanhai.cooperation.services.needs import WantFacts
from shanhai.records.models import Version
from tests.world import World

TODAY = date.today()
PAST = TODAY - timedelta(days=40)


def wanted(world: World, **changes: object) -> WantFacts:
    """Teachers that 玉屏 is short of, as its clerk publishes it."""
    facts = WantFacts(
        world.partnership, "recipient", world["玉屏侗族自治县"], "示例：教师跟岗", "人才",
        Amount.of(20, "人"), PAST, TODAY + timedelta(days=60),
    )  # fmt: skip
    return replace(facts, **changes)


def offered(world: World, **changes: object) -> WantFacts:
    """What 桥头镇 can give."""
    facts = WantFacts(
        world.partnership, "helper", world["桥头镇"], "示例：接收跟岗教师", "人才",
        Amount.of(30, "人"), PAST, TODAY + timedelta(days=90),
    )  # fmt: skip
    return replace(facts, **changes)


def test_a_side_publishes_what_it_is_short_of(world: World) -> None:
    need = needs.publish(world.county_clerk, Need, wanted(world))
    assert (need.state, need.amount.value, need.unit) == ("open", 20, "人")
    assert waiting_days(need.published_on, need.state, TODAY) == 40
    assert Version.objects.filter(ref=need.pk).count() == 1
    assert list(live_needs(world.clerk)) == [need]
    assert not live_needs(world.foreigner).exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"deadline": PAST - timedelta(days=1)}, "早于发布日期"),
        ({"published_on": TODAY + timedelta(days=1)}, "还没有到"),
        ({"amount": Amount.of(0, "人")}, "大于零"),
        ({"amount": Amount.of(-3, "人")}, "大于零"),
        ({"title": "  "}, "请写明是什么事"),
        ({"field": "天文"}, "没有“天文”这个领域"),
        ({"side": "helper"}, "您不代表帮扶方"),
        ({"details": "联系人 110101199003071234"}, "身份证号"),
    ],
)
def test_what_cannot_be_published_is_refused_in_a_sentence(
    world: World, changes: dict[str, object], sentence: str
) -> None:
    with pytest.raises(NeedError, match=sentence):
        needs.publish(world.county_clerk, Need, wanted(world, **changes))
    assert not Need.objects.exists()


def test_the_publisher_lies_on_the_side_it_speaks_for(world: World) -> None:
    with pytest.raises(NeedError, match="不在受援方“玉屏侗族自治县”之内"):
        needs.publish(world.county_clerk, Need, wanted(world, publisher=world["德江县"]))
    village = needs.publish(world.county_clerk, Need, wanted(world, publisher=world["示例乙村"]))
    member = needs.publish(world.clerk, Offer, offered(world))
    assert village.publisher.name == "示例乙村" and member.publisher.name == "桥头镇"


def test_nobody_publishes_where_they_see_nothing_or_may_not_write(world: World) -> None:
    with pytest.raises(NeedError, match="不在您的范围内"):
        needs.publish(world.foreigner, Offer, offered(world))
    with pytest.raises(NeedError, match="没有“填报”的权限"):
        needs.publish(world.auditor, Need, wanted(world))


def test_who_waits_longest_stands_first(world: World) -> None:
    young = needs.publish(world.county_clerk, Need, wanted(world, published_on=TODAY))
    old = needs.publish(world.county_clerk, Need, wanted(world))
    gone = needs.publish(world.county_clerk, Need, wanted(world))
    needs.withdraw(world.county_clerk, gone, "已由别处解决")
    assert waiting_longest(world.clerk, world.partnership) == [old, young]
    assert waiting_days(gone.published_on, gone.state, TODAY) is None


def test_what_is_withdrawn_says_why_and_can_be_published_anew(world: World) -> None:
    need = needs.publish(world.county_clerk, Need, wanted(world))
    with pytest.raises(NeedError, match="为什么撤回"):
        needs.withdraw(world.county_clerk, need, " ")
    with pytest.raises(NeedError, match="您不代表受援方"):
        needs.withdraw(world.clerk, need, "不是我的")
    needs.withdraw(world.county_clerk, need, "已由别处解决")
    with pytest.raises(NeedError, match="不能再改"):
        needs.revise(world.county_clerk, need, wanted(world, title="示例：改名"))
    with pytest.raises(NeedError, match="已经过去"):
        needs.reopen(world.county_clerk, need, PAST)
    needs.reopen(world.county_clerk, need, TODAY)
    need.refresh_from_db()
    assert (need.state, need.deadline) == ("open", TODAY)


def test_an_open_need_lapses_when_its_day_has_passed(world: World) -> None:
    late = needs.publish(world.county_clerk, Need, wanted(world, deadline=PAST))
    lasting = needs.publish(world.county_clerk, Need, wanted(world))
    assert overdue(late.deadline, late.state, TODAY)
    assert needs.let_lapse() == 1
    assert needs.let_lapse() == 0
    late.refresh_from_db()
    lasting.refresh_from_db()
    assert (late.state, lasting.state) == ("lapsed", "open")


def test_what_is_set_aside_leaves_the_lists_and_comes_back(world: World) -> None:
    offer = needs.publish(world.clerk, Offer, offered(world))
    needs.set_aside(world.clerk, offer)
    assert not Offer.objects.filter(ref__archived_at=None).exists()
    needs.take_back(world.clerk, offer)
    assert Offer.objects.filter(ref__archived_at=None).get() == offer
    assert Version.objects.filter(ref=offer.pk).count() == 3
