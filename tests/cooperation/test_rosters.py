"""Rosters of courses: persons, each once, known again where they find work."""

import pytest

from shanhai.cooperation.models import Course, Trainee, Worker
from shanhai.cooperation.queries import courses, courses_of
from shanhai.cooperation.rules import CooperationError
from shanhai.cooperation.rules.labour import RosterLine, roster_line
from shanhai.cooperation.services import CourseFacts, forget_worker, register_course
from shanhai.cooperation.services.rosters import enrol, strike_off
from shanhai.records.models import Version
from tests.cooperation.test_labour import ONE, OTHER, placed
from tests.web.test_projects import client_of
from tests.world import World

ROSTER = f"张示例，{ONE}，示例乙村，取证\n李示例，示例乙村"


def course_of(world: World) -> Course:
    return register_course(world.clerk, CourseFacts(world.partnership, "示例电工班", "电工"))


@pytest.mark.once
def test_a_line_is_read_in_any_order_and_a_village_may_have_a_digit() -> None:
    told = RosterLine("张示例", ONE, "示例1村", True)
    assert roster_line(f"张示例，取证，示例1村，{ONE[:6]} {ONE[6:]}") == told
    assert roster_line("李示例") == RosterLine("李示例")
    for line in (f"张示例，{ONE}，{OTHER}", "张示例，甲村，乙村", f"张示例，{ONE[:-1]}9"):
        with pytest.raises(CooperationError) as refused:
            roster_line(line)
        assert "999999" not in str(refused.value)


def test_a_person_is_once_on_a_roster_and_the_same_who_finds_work(world: World) -> None:
    course = course_of(world)
    enrol(world.clerk, course, ROSTER)
    for roster, sentence in (
        (" ", "名册是空的"),
        (f"王示例\n张示例，{ONE}", "第2行：这个人已经在名册里"),
        (f"王示例，{ONE}", "第1行：这个证件号已经登记，姓名不同"),
        ("王示例，示例无名村", "第1行：“示例无名村”没有登记"),
    ):
        with pytest.raises(CooperationError, match=sentence):
            enrol(world.clerk, Course.objects.get(), roster)
    # A refused roster leaves nobody behind.
    assert (Worker.objects.count(), courses(world.clerk).get().named) == (2, 2)
    placement = placed(world)
    assert Worker.objects.count() == 2
    assert list(courses_of(world.county_clerk, placement)) == [course]
    assert not courses_of(world.foreigner, placement).exists()
    told = " ".join(str(one.columns) for one in Version.objects.filter(ref=course.pk))
    assert "2人，取证1人" in told and "张" not in told and "999999" not in told

    # Struck off, who is on no other list is not kept; who works stays.
    for trainee in Trainee.objects.all():
        with pytest.raises(CooperationError, match="为什么从名册删去"):
            strike_off(world.clerk, trainee, " ")
        strike_off(world.clerk, trainee, "示例：登记错了")
    assert Worker.objects.get() == placement.worker


def test_who_is_on_another_partnerships_roster_keeps_name_and_data(world: World) -> None:
    other = register_course(world.foreigner, CourseFacts(world.elsewhere, "示例班", "电工"))
    enrol(world.foreigner, other, f"张示例，{ONE}")
    with pytest.raises(CooperationError, match="别的结对"):
        forget_worker(world.clerk, placed(world), "示例")


def test_a_roster_is_filled_on_the_page_and_read_masked(world: World) -> None:
    course, client = course_of(world), client_of(world.county_clerk)
    there = f"/courses/{course.pk}/"
    wrong = client.post(f"{there}add/enrol/", {"enrol-roster": f"张示例，{ONE[:-1]}9"})
    assert wrong.status_code == 422 and "第1行：证件号的校验位不对" in wrong.content.decode()
    client.post(f"{there}add/enrol/", {"enrol-roster": ROSTER})
    for user in (world.county_clerk, world.auditor):
        page = client_of(user).get(there).content.decode()
        assert "张**" in page and "已取证" in page and ONE not in page
    assert "张示例" not in page and "0016" not in page  # the auditor's
    history = client_of(world.auditor).get(f"/records/{course.pk}/").content.decode()
    assert "张示例" not in history and "2人，取证1人" in history
    client.post(f"{there}add/strike/", {
        "strike-which": Trainee.objects.first().pk, "strike-why": "示例：重复"})  # type: ignore[union-attr]  # fmt: skip
    assert "张**" not in client.get(there).content.decode()
    foreign = client_of(world.foreigner)
    assert foreign.get(there).status_code == 404
    assert foreign.post(f"{there}add/enrol/", {"enrol-roster": "王示例"}).status_code == 404
