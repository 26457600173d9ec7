"""Education and health, villages, tourism and publicity: what may be said of them."""

from datetime import date, timedelta

import pytest

from shanhai.common.amounts import SCALE, Amount
from shanhai.common.keys import Key
from shanhai.common.periods import Period
from shanhai.cooperation.models import Activity, Promotion, ShowVillage, SpecialClass, Team
from shanhai.cooperation.queries.care import members_of_team
from shanhai.cooperation.queries.villages import articles_about
from shanhai.cooperation.rules import CooperationError
from shanhai.cooperation.services import (
    ActivityFacts,
    ArticleFacts,
    ClassFacts,
    PostingFacts,
    PromotionFacts,
    ShowVillageFacts,
    TeamFacts,
    archive,
    bring_technique,
    count_visitors,
    edit_promotion,
    edit_show_village,
    finish_facility,
    hold_activity,
    launch_promotion,
    mention,
    name_show_village,
    open_class,
    plan_facility,
    receive_equipment,
    register_activity,
    register_article,
    register_posting,
    register_promotion,
    register_show_village,
    register_team,
    take_in,
    unmention,
    waive,
)
from shanhai.figures.queries import figure
from shanhai.records.queries import history
from shanhai.registry import services as registry
from shanhai.registry.models import Node
from tests.world import World

DAY = date(2024, 4, 12)
LATER = date.today() + timedelta(days=30)


def unit(world: World, name: str, kind: str = "school", at: str = "示例镇") -> Node:
    if name not in world.nodes:
        made = registry.register_node(None, "organisation", name, world[at], kind=kind)
        world.nodes[name] = made
    return world[name]


def activity_of(world: World, **changes: object) -> Activity:
    known: dict[str, object] = {
        "partnership": world.partnership, "title": "示例送教", "kind": "lecture",
        "helper_unit": unit(world, "示例桥头校", at="桥头镇"),
        "recipient_unit": unit(world, "示例镇校"), "planned_on": DAY,
    }  # fmt: skip
    return register_activity(world.clerk, ActivityFacts(**(known | changes)))  # type: ignore[arg-type]


def team_of(world: World, **changes: object) -> Team:
    known: dict[str, object] = {
        "partnership": world.partnership, "title": "示例组团", "kind": "education",
        "unit": unit(world, "示例镇校"), "start": DAY, "end": date(2025, 7, 1),
    }  # fmt: skip
    return register_team(world.clerk, TeamFacts(**(known | changes)))  # type: ignore[arg-type]


def class_of(world: World, **changes: object) -> SpecialClass:
    school = unit(world, "示例桥头校", at="桥头镇")
    known = {"partnership": world.partnership, "title": "示例玉屏班", "school": school}
    return open_class(world.clerk, ClassFacts(**(known | changes)))  # type: ignore[arg-type]


def village_of(world: World, **changes: object) -> ShowVillage:
    known: dict[str, object] = {
        "partnership": world.partnership, "title": "示例乙村", "kind": "village",
        "villages": [world["示例乙村"]],
    }  # fmt: skip
    return register_show_village(world.clerk, ShowVillageFacts(**(known | changes)))  # type: ignore[arg-type]


def promotion_of(world: World, **changes: object) -> Promotion:
    known: dict[str, object] = {
        "partnership": world.partnership, "title": "示例线路", "kind": "route",
        "direction": "to_recipient",
    }  # fmt: skip
    return register_promotion(world.clerk, PromotionFacts(**(known | changes)))  # type: ignore[arg-type]


def article_facts(world: World, **changes: object) -> ArticleFacts:
    known: dict[str, object] = {
        "partnership": world.partnership, "title": "示例报道", "kind": "news", "medium": "示例报",
        "level": "city", "on": DAY,
    }  # fmt: skip
    return ArticleFacts(**(known | changes))  # type: ignore[arg-type]


def number(world: World, code: str) -> int | None:
    ends = world["常平组团"].pk, world["玉屏侗族自治县"].pk
    found = figure(Key(code, *ends, period=Period.year(2024)))
    return found and found.amount.units // SCALE


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"kind": "party"}, "选择类型"),
        ({"planned_on": None}, "计划日期或开展日期"),
        ({"held_on": LATER}, "还没有到"),
        ({"served": 30}, "还要填开展日期"),
    ],
)
def test_an_activity_that_cannot_be_is_refused(
    world: World, changes: dict[str, object], sentence: str
) -> None:
    with pytest.raises(CooperationError, match=sentence):
        activity_of(world, **changes)


def test_an_activity_goes_from_plan_to_result_and_counts_once_it_was_held(world: World) -> None:
    with pytest.raises(CooperationError, match="不在帮扶方"):
        activity_of(world, helper_unit=unit(world, "示例镇校"))
    lesson = activity_of(world)
    clinic = activity_of(world, title="示例义诊", kind="clinic")
    assert number(world, "education_activities") is None
    with pytest.raises(CooperationError, match="至少填一个数"):
        hold_activity(world.clerk, lesson, DAY)
    with pytest.raises(CooperationError, match="还没有到"):
        hold_activity(world.clerk, lesson, LATER, 6)
    hold_activity(world.clerk, lesson, DAY, 6, 8, 240)
    hold_activity(world.clerk, clinic, DAY, 7, 1, 312)
    with pytest.raises(CooperationError, match="登记结果"):
        hold_activity(world.clerk, lesson, DAY, 5)
    assert number(world, "education_activities") == 1
    assert number(world, "patients_treated") == 312
    with pytest.raises(CooperationError, match="不在您的范围"):
        hold_activity(world.foreigner, clinic, DAY, 7)


def test_a_team_stays_where_its_kind_does_and_counts_who_is_posted_there(world: World) -> None:
    with pytest.raises(CooperationError, match="驻在医院"):
        team_of(world, kind="health")
    with pytest.raises(CooperationError, match="期满"):
        team_of(world, end=date(2024, 1, 1))
    assert team_of(world, title="示例工作队", kind="village", unit=world["示例镇"]).pk
    team, school = team_of(world), unit(world, "示例镇校")
    stay = (world.partnership, "to_recipient", "teacher", "team", world["桥头镇"], school)
    for start, end in ((DAY, date(2025, 1, 1)), (date(2022, 1, 1), date(2022, 9, 1))):
        register_posting(world.clerk, PostingFacts(*stay, start=start, end=end))
    assert members_of_team(world.clerk, team).count() == 1
    with pytest.raises(CooperationError, match="早于团队进驻"):
        bring_technique(world.clerk, team, "示例教法", date(2024, 1, 1))
    bring_technique(world.clerk, team, "示例教法", DAY, 3)
    with pytest.raises(CooperationError, match="只计一次"):
        bring_technique(world.clerk, team, "示例教法", DAY)
    assert number(world, "medical_techniques") is None
    ward = team_of(world, title="示例医疗组", kind="health",
                   unit=unit(world, "示例镇院", "hospital"))  # fmt: skip
    bring_technique(world.clerk, ward, "示例新术式", DAY)
    assert number(world, "medical_techniques") == 1
    class_ = class_of(world)
    receive_equipment(world.clerk, team, "示例黑板", 6, DAY, class_.ref)
    assert "示例黑板×6" in history(team)[0].version.columns["设备"]


def test_a_class_adds_up_years_that_do_not_overlap(world: World) -> None:
    with pytest.raises(CooperationError, match="不是学校"):
        class_of(world, school=world["桥头镇"])
    one = class_of(world)
    take_in(world.clerk, one, 57, 2021, 2023)
    take_in(world.clerk, one, 30, 2024)
    for first, last, sentence in ((2023, None, "重复计数"), (2025, 2024, "早于起年"),
                                  (2090, None, "年份请填")):  # fmt: skip
        with pytest.raises(CooperationError, match=sentence):
            take_in(world.clerk, one, 5, first, last)
    waive(world.clerk, one, Amount.of(3_600_000, "元", "about", "360万元"), 2024)
    assert number(world, "students_enrolled") == 30
    ends = world["常平组团"].pk, world["玉屏侗族自治县"].pk
    all_years = figure(Key("students_enrolled", *ends, period=Period.parse("2021", "2024")))
    fees = figure(Key("fees_waived", *ends, period=Period.year(2024)))
    assert all_years is not None and all_years.amount.units == 87 * SCALE
    assert fees is not None and fees.amount.bound == "about"


def test_a_village_counts_from_the_day_it_was_named(world: World) -> None:
    with pytest.raises(CooperationError, match="至少有2个村"):
        village_of(world, kind="belt")
    with pytest.raises(CooperationError, match="只能是一个村"):
        village_of(world, villages=[world["示例乙村"], world["示例丙村"]])
    with pytest.raises(CooperationError, match="不是受援方的村"):
        village_of(world, villages=[world["示例甲村"]])
    show = village_of(world)
    facility = plan_facility(world.clerk, show, "示例：污水站", date(2024, 6, 30))
    finish_facility(world.clerk, facility, date(2024, 6, 1), 210)
    show.refresh_from_db()
    assert number(world, "infrastructure") == 1
    assert number(world, "demonstration_villages") is None
    name_show_village(world.clerk, show, date(2024, 12, 1), "示例〔2024〕1号")
    assert number(world, "demonstration_villages") == 1
    facts = ShowVillageFacts(world.partnership, "示例两村带", "belt",
                             [world["示例乙村"], world["示例丙村"]])  # fmt: skip
    edit_show_village(world.clerk, show, facts)
    assert show.villages.count() == 2 and number(world, "demonstration_villages") is None
    assert "示例丙村" in history(show)[0].version.columns["所含村"]


def test_visitors_are_counted_once_it_was_launched_by_periods_that_add_up(world: World) -> None:
    route = promotion_of(world)
    spring, summer = Period.parse("2024-04", "2024-06"), Period.parse("2024-06", "2024-08")
    some, money = Amount.of(1860, "人次"), Amount.of(420_000, "元")
    with pytest.raises(CooperationError, match="不会先有游客"):
        count_visitors(world.clerk, route, spring, some)
    launch_promotion(world.clerk, route, DAY)
    count_visitors(world.clerk, route, spring, some, money)
    with pytest.raises(CooperationError, match="重复计数"):
        count_visitors(world.clerk, route, summer, some)
    count_visitors(world.clerk, route, Period.parse("2024-07"), some)
    assert number(world, "tourists") == 3720
    assert number(world, "tourism_revenue") == 420_000


def test_a_route_has_its_stops_in_order_and_knows_the_registered_ones(world: World) -> None:
    route = promotion_of(world, stops="示例乙村\n\n 示例观景台 ")
    facts = PromotionFacts(world.partnership, "示例线路", "route", "to_recipient",
                           stops="示例观景台\n示例乙村")  # fmt: skip
    assert [(stop.name, stop.node) for stop in route.stops.all()] == [
        ("示例乙村", world["示例乙村"]), ("示例观景台", None)]  # fmt: skip
    edit_promotion(world.clerk, route, facts, route.version)
    assert [stop.name for stop in route.stops.all()] == ["示例观景台", "示例乙村"]
    assert route.belongings()["沿线各站"] == "示例观景台—示例乙村"


def test_an_article_leads_to_what_it_tells_of_and_back(world: World) -> None:
    with pytest.raises(CooperationError, match="https://"):
        register_article(world.clerk, article_facts(world, url="javascript:alert(1)"))
    with pytest.raises(CooperationError, match="还没有到"):
        register_article(world.clerk, article_facts(world, on=LATER))
    article, route = register_article(world.clerk, article_facts(world)), promotion_of(world)
    with pytest.raises(CooperationError, match="已经登记"):
        register_article(world.clerk, article_facts(world))
    row = mention(world.clerk, article, route.ref)
    with pytest.raises(CooperationError, match="已经关联"):
        mention(world.clerk, article, route.ref)
    assert list(articles_about(world.clerk, route.ref)) == [article]
    assert not articles_about(world.foreigner, route.ref).exists()
    unmention(world.clerk, article, row)
    assert not articles_about(world.clerk, route.ref).exists()


def test_each_can_be_taken_out_of_the_lists(world: World) -> None:
    made = (activity_of(world), team_of(world), class_of(world), village_of(world),
            promotion_of(world), register_article(world.clerk, article_facts(world)))  # fmt: skip
    for one in made:
        archive(world.clerk, one, "示例：登记错了")
        assert one.ref.archived_at
