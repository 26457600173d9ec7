"""Vacancies, fairs, rides, courses and stations; and persons counted once, apart and masked."""

from datetime import date, timedelta

import pytest

from shanhai.common.amounts import SCALE
from shanhai.cooperation.models import Placement, Worker
from shanhai.cooperation.queries import (
    count_workers,
    in_work,
    job_fairs,
    people,
    placements,
    rides,
    vacancies,
    worker_of,
)
from shanhai.cooperation.queries.registers import members, on_day
from shanhai.cooperation.rules import CooperationError
from shanhai.cooperation.rules.labour import (
    Work,
    fair_doubts,
    filled_doubts,
    fingerprint,
    seats_doubts,
    standing,
)
from shanhai.cooperation.services import (
    CourseFacts,
    JobFairFacts,
    PlacementFacts,
    RideFacts,
    StationFacts,
    VacancyFacts,
    check_placement,
    edit_job_fair,
    edit_placement,
    forget_worker,
    leave,
    register_course,
    register_job_fair,
    register_placement,
    register_ride,
    register_station,
    register_vacancy,
)
from shanhai.ledger.rules import LedgerError
from shanhai.ledger.subsidies.queries import payable, subsidies_of
from shanhai.ledger.subsidies.services import subsidise
from shanhai.records.models import Version
from shanhai.registry import services as registry
from shanhai.registry.models import Node
from tests.ledger.test_funds import money_of
from tests.world import World

TODAY = date.today()
DAY = date(2024, 3, 1)
DESTINATIONS = ("county", "province", "helper", "elsewhere")
# Numbers of nobody: 999999 is no place, the last digit is what the rest makes it.
ONE, OTHER, YOUNG = "999999199001010016", "999999199202020026", "999999201505050038"


def days(number: int) -> date:
    return TODAY + timedelta(days=number)


def firm_of(world: World, name: str = "示例电子厂", at: str = "桥头镇") -> Node:
    if name not in world.nodes:
        world.nodes[name] = registry.register_node(
            None, "organisation", name, world[at], kind="enterprise"
        )
    return world[name]


def facts(world: World, **changes: object) -> PlacementFacts:
    known = {"partnership": world.partnership, "firm": firm_of(world), "destination": "helper",
             "start": DAY, "name": "张示例", "number": ONE, "home": world["示例乙村"],
             "status": "formerly_poor"}  # fmt: skip
    return PlacementFacts(**(known | changes))  # type: ignore[arg-type]


def placed(world: World, **changes: object) -> Placement:
    return register_placement(world.county_clerk, facts(world, **changes))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"end": date(2024, 2, 1)}, "离岗日期（2024-02-01）早于开始日期"),
        ({"start": days(1)}, "还没有到"),
        ({"name": " "}, "请填写姓名"),
        ({"destination": "moon"}, "请选择去向"),
        ({"destination": "county"}, "在帮扶方，去向应选“到帮扶地”"),
        ({"number": "123"}, "证件号要18位"),
        ({"number": ONE[:-1] + "0"}, "校验位不对"),
        ({"number": YOUNG}, "未满16周岁"),
    ],
)
def test_a_placement_that_cannot_be_is_refused_without_repeating_the_number(
    world: World, changes: dict[str, object], sentence: str
) -> None:
    with pytest.raises(CooperationError, match=sentence) as refused:
        placed(world, **changes)
    assert "999999" not in str(refused.value) and not Worker.objects.exists()


def test_a_person_is_counted_once_however_many_placements_tell_of_them(world: World) -> None:
    first = placed(world)
    with pytest.raises(CooperationError, match="同一个人只计一次"):
        placed(world, start=date(2024, 5, 1))
    leave(world.clerk, first, date(2024, 6, 1), "示例：换了单位")
    shop = firm_of(world, "示例车间厂", "示例镇")
    # The same number, typed in another way, is the same person.
    placed(world, number=f"{ONE[:6]} {ONE[6:]}", firm=shop, destination="county",
           start=date(2024, 6, 2))  # fmt: skip
    placed(world, name="李示例", number=OTHER, status="")
    with pytest.raises(CooperationError, match="姓名不同"):
        placed(world, name="王示例", start=date(2025, 1, 1))
    rows = placements(world.clerk)
    assert (rows.count(), people(rows), Worker.objects.count()) == (3, 2, 2)
    (year,) = count_workers(rows, DESTINATIONS, ["formerly_poor"])
    assert (year.year, year.people, year.formerly_poor) == (2024, 2, 1)
    assert year.by == {"county": 1, "province": 0, "helper": 2, "elsewhere": 0}
    assert not placements(world.foreigner).exists()


def test_without_a_number_a_name_of_one_home_is_one_person_until_the_number_is_known(
    world: World,
) -> None:
    first = placed(world, number="", end=date(2024, 4, 1))
    second = placed(world, number="", start=date(2024, 5, 1))
    assert first.worker == second.worker
    edit_placement(world.clerk, second, facts(world, start=date(2024, 5, 1)))
    worker = Worker.objects.get()
    assert (worker.head, worker.tail, len(worker.mark or "")) == ("999999", "0016", 64)
    edit_placement(world.clerk, second, facts(world, number="", start=date(2024, 5, 2)))
    assert Worker.objects.get().mark == worker.mark
    with pytest.raises(CooperationError, match="与已登记的不同"):
        edit_placement(world.clerk, second, facts(world, number=OTHER, start=date(2024, 5, 2)))


def test_the_person_stands_apart_masked_and_no_version_holds_them(world: World) -> None:
    placement = placed(world)
    assert worker_of(world.county_clerk, placement.worker) == ("张示例", "999999********0016")
    assert worker_of(world.auditor, placement.worker) == ("张**", "")
    stored = " ".join(str(value) for value in Worker.objects.values_list().get())
    assert ONE not in stored and ONE[6:14] not in stored
    assert fingerprint(ONE, "示例") != fingerprint(ONE, "另一个")
    told = " ".join(str(one.columns) for one in Version.objects.filter(ref=placement.pk))
    assert "张" not in told + placement.ref.label and "999999" not in told + placement.ref.label
    with pytest.raises(CooperationError, match="为什么删去"):
        forget_worker(world.clerk, placement, "")
    forget_worker(world.clerk, placement, "示例：本人要求")
    worker = Worker.objects.get()
    assert (worker.name, worker.head, worker.tail, worker.home) == ("", "", "", None)
    edit_placement(world.clerk, placement, facts(world, name="", number="", post="示例普工"))
    assert Worker.objects.get().name == "" and Placement.objects.get().post == "示例普工"
    # Who comes again is still the same one person.
    leave(world.clerk, placement, date(2024, 6, 1))
    assert placed(world, start=date(2024, 7, 1)).worker == worker


def test_a_person_others_registered_too_keeps_their_name_and_data(world: World) -> None:
    other = registry.register_node(None, "organisation", "示例鞋厂", world["清溪镇"])
    register_placement(
        world.foreigner,
        facts(world, partnership=world.elsewhere, firm=other, home=world["德江县"],
              start=date(2024, 1, 1), end=date(2024, 2, 1)),
    )  # fmt: skip
    placement = placed(world)
    assert Worker.objects.count() == 1 and people(placements(world.clerk)) == 1
    with pytest.raises(CooperationError, match="别的结对"):
        edit_placement(world.clerk, placement, facts(world, name="王示例", number=""))
    with pytest.raises(CooperationError, match="别的结对"):
        forget_worker(world.clerk, placement, "示例")


def test_half_a_year_counts_when_somebody_asked_then(world: World) -> None:
    start = days(-200)
    placement = placed(world, start=start)
    for on, sentence in ((days(1), "还没有到"), (start - timedelta(days=1), "早于入职")):
        with pytest.raises(CooperationError, match=sentence):
            check_placement(world.clerk, placement, on, True)
    check_placement(world.clerk, placement, days(-100), True)
    rows = placements(world.clerk)
    assert list(in_work(rows, Work.DUE, TODAY)) == [placement]
    check_placement(world.clerk, placement, TODAY, True)
    with pytest.raises(CooperationError, match="已经登记"):
        check_placement(world.clerk, placement, TODAY, True)
    assert list(in_work(rows, Work.STEADY, TODAY)) == [placement]
    assert count_workers(rows, DESTINATIONS, [])[0].steady == 1
    for work in Work:
        for row in in_work(rows, work, TODAY):
            assert standing(row.end, row.due_on, row.checked_on, TODAY) == work


def test_who_is_not_found_there_has_left(world: World) -> None:
    placement = placed(world, start=days(-100))
    check_placement(world.clerk, placement, days(-10), False, "示例：已回乡")
    assert placement.end == days(-10)
    with pytest.raises(CooperationError, match="已经离岗"):
        leave(world.clerk, placement, days(-5))
    with pytest.raises(CooperationError, match="已经离岗"):
        check_placement(world.clerk, placement, days(-5), True)
    other = placed(world, name="李示例", number=OTHER, start=days(-100))
    check_placement(world.clerk, other, days(-20), True)
    with pytest.raises(CooperationError, match="早于最近一次在岗回访"):
        leave(world.clerk, other, days(-30))
    with pytest.raises(CooperationError, match="早于入职"):
        leave(world.clerk, other, days(-101))


def test_vacancy_fair_and_ride_count_the_persons_who_came_of_them(world: World) -> None:
    firm = firm_of(world)
    vacancy = register_vacancy(
        world.clerk, VacancyFacts(world.partnership, firm, "示例普工", 1, opened_on=DAY)
    )
    fair_facts = JobFairFacts(world.partnership, "示例招聘会", world["示例镇"], DAY, 150,
                              "示例电子厂，30个岗位，12人意向\n示例印刷厂")  # fmt: skip
    fair = register_job_fair(world.clerk, fair_facts)
    ride = register_ride(
        world.clerk,
        RideFacts(world.partnership, "示例专车", "bus", world["示例镇"], world["桥头镇"], DAY,
                  1, 40),
    )  # fmt: skip
    placed(world, vacancy=vacancy, fair=fair, ride=ride)
    assert vacancies(world.clerk).get().filled == 1
    row = job_fairs(world.clerk).get()
    assert (row.came, row.posts, row.intentions, row.placed) == (2, 30, 12, 1)
    assert rides(world.clerk).get().named == 1
    with pytest.raises(CooperationError, match="不是“示例车间厂”的"):
        placed(world, name="李示例", number=OTHER, vacancy=vacancy, destination="county",
               firm=firm_of(world, "示例车间厂", "示例镇"))  # fmt: skip
    again = "\n".join(str(one) for one in fair.firms.all())
    edit_job_fair(world.clerk, fair, fair_facts)
    assert "\n".join(str(one) for one in fair.firms.all()) == again == fair_facts.firms
    with pytest.raises(CooperationError, match="同样的一条已经登记"):
        register_job_fair(world.clerk, fair_facts)
    for firms, sentence in (("示例厂，很多岗位", "30个岗位"), ("示例厂\n示例厂", "写了两行")):
        with pytest.raises(CooperationError, match=sentence):
            register_job_fair(world.clerk, JobFairFacts(world.partnership, "另一场", firms=firms))


def test_a_course_certifies_no_more_than_came_and_a_station_is_counted_while_it_is_there(
    world: World,
) -> None:
    with pytest.raises(CooperationError, match="比培训的40人还多"):
        register_course(
            world.clerk,
            CourseFacts(world.partnership, "示例班", "电工", people=40, certificates=41),
        )
    register_course(world.clerk, CourseFacts(world.partnership, "示例班", "电工", people=40,
                                             certificates=38, hours=56))  # fmt: skip
    with pytest.raises(CooperationError, match="所在地"):
        register_station(world.clerk, StationFacts(world.partnership, "示例站", world["清溪镇"]))
    register_station(
        world.clerk,
        StationFacts(world.partnership, "示例站", world["桥头镇"], opened_on=DAY,
                     closed_on=date(2024, 9, 1)),
    )  # fmt: skip
    there = members({"register": "stations"})
    assert on_day(there, date(2024, 5, 1)).count() == 1 and not on_day(there, TODAY).exists()


def test_a_subsidy_is_a_share_of_recorded_money(world: World) -> None:
    entry, placement = money_of(world, 1), placed(world)
    yuan = SCALE
    assert list(payable(world.clerk, placement)) == [entry]
    for units, on, sentence in (
        (20_000 * yuan, TODAY, "只剩10,000元"),
        (0, TODAY, "大于0"),
        (yuan, days(1), "还没有到"),
        (yuan, date(2024, 2, 1), "早于入职"),
    ):
        with pytest.raises(LedgerError, match=sentence):
            subsidise(world.clerk, placement, entry, "stay", units, on)
    subsidise(world.clerk, placement, entry, "stay", 2000 * yuan, date(2024, 10, 1))
    with pytest.raises(LedgerError, match="同一补贴一年只发一次"):
        subsidise(world.clerk, placement, entry, "stay", yuan, date(2024, 11, 1))
    subsidise(world.clerk, placement, entry, "travel", 8000 * yuan, date(2024, 11, 1))
    with pytest.raises(LedgerError, match="只剩0元"):
        subsidise(world.clerk, placement, entry, "stay", yuan, date(2025, 1, 5))
    assert [row.units for row in subsidies_of(placement)] == [8000 * yuan, 2000 * yuan]


def test_what_is_odd_is_said() -> None:
    later = DAY + timedelta(days=100)
    assert "还没有登记就业" in fair_doubts(12, 0, DAY, later)[0]
    assert not fair_doubts(12, 1, DAY, later) and not fair_doubts(12, 0, DAY, DAY)
    assert "比所报的40人多" in seats_doubts(40, 41)[0] and not seats_doubts(None, 41)
    assert "超过招用的1人" in filled_doubts(1, 2, None, DAY)[0]
    assert "还缺1人" in filled_doubts(2, 1, DAY, later)[0] and not filled_doubts(2, 1, None, DAY)
