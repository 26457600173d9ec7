"""People sent both ways: planned, in post, extended, returned; names apart."""

from datetime import date, timedelta

import pytest

from shanhai.cooperation.models import PostedPerson, Posting
from shanhai.cooperation.queries import (
    count_people,
    ending,
    in_standing,
    people_in_post,
    person_of,
    postings,
)
from shanhai.cooperation.rules import CooperationError
from shanhai.cooperation.rules.postings import Stay, masked, standing
from shanhai.cooperation.services import (
    PostingFacts,
    come_back,
    edit_posting,
    extend,
    forget_person,
    register_posting,
    report_in,
)
from shanhai.records.models import Version
from tests.world import World

TODAY = date.today()


def days(number: int) -> date:
    return TODAY + timedelta(days=number)


def facts(world: World, **changes: object) -> PostingFacts:
    known: dict[str, object] = {
        "partnership": world.partnership, "direction": "to_recipient", "category": "teacher",
        "mode": "teaching", "from_unit": world["桥头镇"], "to_unit": world["示例镇"],
    }  # fmt: skip
    return PostingFacts(**(known | changes))  # type: ignore[arg-type]


def sent(world: World, **changes: object) -> Posting:
    return register_posting(world.clerk, facts(world, **changes))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"category": "wizard"}, "人员类别"),
        ({"mode": ""}, "选派方式"),
        ({"direction": "up"}, "请选择方向"),
        ({"direction": "to_helper"}, "派出单位“桥头镇”不在受援方"),
        ({"to_unit": "德江县"}, "不在受援方"),
        ({"start": date(2024, 3, 1), "end": date(2024, 2, 1)}, "期满日期"),
        ({"end": date(2024, 2, 1)}, "还要填报到日期"),
        ({"count": 3, "name": "张示例"}, "一人一条"),
        ({"count": 31}, "1到30人"),
    ],
)
def test_a_stay_that_cannot_be_is_refused(
    world: World, changes: dict[str, object], sentence: str
) -> None:
    if "to_unit" in changes:
        changes = changes | {"to_unit": world[str(changes["to_unit"])]}
    with pytest.raises(CooperationError, match=sentence):
        sent(world, **changes)
    assert not Posting.objects.exists()


def test_seven_planned_places_are_filled_one_by_one(world: World) -> None:
    first = sent(world, count=7)
    assert count_people(postings(world.clerk), TODAY).planned == 7
    report_in(world.county_clerk, first, days(-3), days(180), "张示例")
    found = count_people(postings(world.clerk), TODAY)
    assert (found.in_post, found.planned) == (1, 6)
    with pytest.raises(CooperationError, match="已经报到"):
        report_in(world.clerk, first, days(-1), days(10))


def test_an_extended_stay_is_still_one_person(world: World) -> None:
    stay = sent(world, start=days(-300), end=days(-1))
    with pytest.raises(CooperationError, match="原任期"):
        extend(world.clerk, stay, days(-10), days(100))
    with pytest.raises(CooperationError, match="超过一个月"):
        extend(world.clerk, stay, days(40), days(100))
    with pytest.raises(CooperationError, match="早于起"):
        extend(world.clerk, stay, days(0), days(-10))
    extend(world.clerk, stay, days(0), days(200), "示例〔2025〕1号")
    assert (stay.terms.count(), stay.end) == (2, days(200))
    assert count_people(postings(world.clerk), TODAY).in_post == 1


def test_a_return_ends_a_stay_once_and_not_before_it_began(world: World) -> None:
    stay = sent(world, start=days(-30), end=days(30))
    with pytest.raises(CooperationError, match="早于报到"):
        come_back(world.clerk, stay, days(-31))
    with pytest.raises(CooperationError, match="还没有到"):
        come_back(world.clerk, stay, days(1))
    come_back(world.clerk, stay, days(-1))
    with pytest.raises(CooperationError, match="已经返回"):
        come_back(world.clerk, stay, TODAY)
    with pytest.raises(CooperationError, match="不能续派"):
        extend(world.clerk, stay, days(31), days(60))
    assert not people_in_post(world.clerk, world.partnership, TODAY).exists()


def test_one_person_is_not_in_two_places_at_once(world: World) -> None:
    sent(world, name="张示例", start=days(-30), end=days(30))
    with pytest.raises(CooperationError, match=r"“张\*\*”这段时间已派往"):
        sent(world, name="张示例", start=days(0), end=days(60), to_unit=world["示例乙村"])
    sent(world, name="张示例", start=days(31), end=days(60))


def test_names_stand_apart_and_others_see_them_masked(world: World) -> None:
    stay = sent(world, name="张示例", start=days(-30), end=days(30))
    edit_posting(world.clerk, stay, facts(world, name="欧阳示例", start=days(-30), end=days(30)))
    stay = Posting.objects.get()
    assert person_of(world.county_clerk, stay) == "欧阳示例"
    assert person_of(world.auditor, stay) == "欧阳**"
    for version in Version.objects.filter(ref=stay.pk):
        assert "示例张" not in str(version.columns) and "欧阳" not in str(version.columns)
    assert "欧阳" not in str(stay) + stay.ref.label
    with pytest.raises(CooperationError, match="为什么删去"):
        forget_person(world.clerk, stay, "")
    forget_person(world.clerk, stay, "示例：已返回")
    assert not PostedPerson.objects.exists() and Posting.objects.exists()
    assert (masked("李四"), masked("李"), masked("")) == ("李*", "李*", "")


def test_what_ends_soon_is_found(world: World) -> None:
    soon = sent(world, start=days(-100), end=days(10))
    late = sent(world, start=days(-100), end=days(-10))
    sent(world, start=days(-100), end=days(100))
    assert list(ending(world.clerk, 30)) == [late, soon]
    rows = postings(world.clerk)
    assert list(in_standing(rows, Stay.ENDING, TODAY, 30)) == [soon]
    assert list(in_standing(rows, Stay.OVERDUE, TODAY, 30)) == [late]
    for stay in Stay:
        for row in in_standing(rows, stay, TODAY, 30):
            assert standing(row.start, row.end, row.returned_on, TODAY, 30) == stay


def test_people_come_the_other_way_too_and_nobody_elsewhere_sees_them(world: World) -> None:
    stay = sent(
        world, direction="to_helper", category="doctor", mode="study",
        from_unit=world["示例镇"], to_unit=world["桥头镇"], start=days(-10), end=days(80),
    )  # fmt: skip
    assert list(people_in_post(world.county_clerk, world.partnership, TODAY)) == [stay]
    assert not postings(world.foreigner).exists()
