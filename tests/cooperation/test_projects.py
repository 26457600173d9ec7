"""Projects: from the reserve to the care of what they left."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from shanhai.cooperation.models import Project
from shanhai.cooperation.queries import beneficiaries, projects, wanting
from shanhai.cooperation.rules import CooperationError
from shanhai.cooperation.rules.consumption import buyer_line
from shanhai.cooperation.rules.labour import fair_line
from shanhai.cooperation.rules.projects import (
    Standing,
    counted_once,
    doubts,
    money,
    site_line,
    source_line,
)
from shanhai.cooperation.rules.visits import party_line
from shanhai.cooperation.services import (
    AssetFacts,
    ProjectFacts,
    archive,
    check_asset,
    disclose,
    edit_project,
    find_problem,
    fix_problem,
    hand_over_asset,
    reach_milestone,
    register_project,
    restore,
    set_milestone,
    step_project,
)
from shanhai.cooperation.services.projects import facts_of, tiers, work_words
from shanhai.records.models import Version
from shanhai.records.rules import StaleVersion
from tests.world import World

DAY = date(2024, 3, 1)


def facts(world: World, **changes: object) -> ProjectFacts:
    known: dict[str, object] = {
        "partnership": world.partnership, "title": "示例菌棚项目", "kind": "industry",
        "funding": "协作资金，市统筹，100万元\n自筹，11.35万元",
        "sites": "示例乙村，80户，362人，1200人常住\n示例丙村，30户，90人",
        "start": DAY, "end": date(2024, 11, 30),
    }  # fmt: skip
    return ProjectFacts(**(known | changes))  # type: ignore[arg-type]


@pytest.fixture
def project(world: World) -> Project:
    return register_project(world.clerk, facts(world))


def stepped(world: World, project: Project, *states: str, since: date = DAY) -> Project:
    for number, state in enumerate(states):
        step_project(world.clerk, project, state, since + timedelta(days=30 * number))
    return project


def test_a_project_keeps_what_it_is_to_cost_and_who_has_something_of_it(
    world: World, project: Project
) -> None:
    assert [(row.kind, row.tier, row.units) for row in project.sources.all()] == [
        ("cooperation", "budget_city", 100 * 10**8),
        ("own", "", 1135 * 10**6),
    ]
    assert [(row.node.name, row.households, row.people, row.inhabitants)
            for row in project.sites.all()] == [
        ("示例乙村", 80, 362, 1200), ("示例丙村", 30, 90, None),
    ]  # fmt: skip
    again = facts_of(project)
    assert (again.funding, again.sites) == (
        "协作资金，市统筹，100万元\n自筹，11.35万元",
        "示例乙村，80户，362人，1200人常住\n示例丙村，30户，90人",
    )
    told = Version.objects.get(ref=project.pk).columns
    assert "100万元" in told["资金构成"] and "362人" in told["地点和受益"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"sites": "示例乙村，80户，1362人，1200人常住"}, "比常住的1200人还多"),
        ({"sites": "示例乙村，80户，12人"}, "80户却只有12人"),
        ({"sites": "示例乙村，80户\n示例乙村，90户"}, "写了两行"),
        ({"sites": "没有的村，80户"}, "没有登记"),
        ({"sites": "德江县，80户"}, "不属于"),
        ({"sites": "示例乙村，很多户"}, "不是户数或人数"),
        ({"funding": "协作资金"}, "来源，级次，金额"),
        ({"funding": "天上掉的，100万元"}, "没有登记，可写"),
        ({"funding": "协作资金，街道办，100万元"}, "级次“街道办”没有登记"),
        ({"funding": "协作资金，一百万"}, "不是金额"),
        ({"funding": "协作资金，0万元"}, "要大于0"),
        ({"end": date(2023, 1, 1)}, "早于开始日期"),
        ({"title": " "}, "请填写项目名称"),
        ({"kind": "magic"}, "请选择项目的类别"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    world: World, changes: dict[str, object], sentence: str
) -> None:
    with pytest.raises(CooperationError, match=sentence):
        register_project(world.clerk, facts(world, **changes))
    assert not Project.objects.exists()


def test_a_sum_above_a_thousand_comes_back_from_the_form_as_it_went(world: World) -> None:
    made = register_project(world.clerk, facts(world, funding="协作资金，1,800.5万元"))
    edit_project(world.clerk, made, facts_of(made))
    assert [row.units for row in made.sources.all()] == [18005 * 10**7]


def test_the_same_project_is_registered_once(world: World, project: Project) -> None:
    with pytest.raises(CooperationError, match="不必重复登记"):
        register_project(world.clerk, facts(world))


def test_who_has_no_right_or_no_sight_registers_nothing(world: World) -> None:
    with pytest.raises(CooperationError, match="权限"):
        register_project(world.auditor, facts(world))
    with pytest.raises(CooperationError, match="不在您的范围"):
        register_project(world.foreigner, facts(world))


def test_an_edit_upon_an_older_version_is_not_written(world: World, project: Project) -> None:
    seen = project.version
    edit_project(world.county_clerk, Project.objects.get(), facts(world, title="示例改名"), seen)
    with pytest.raises(StaleVersion):
        edit_project(world.clerk, project, facts(world, title="另一个名"), seen)
    assert Project.objects.get().title == "示例改名"


def test_steps_follow_one_another_in_time(world: World, project: Project) -> None:
    with pytest.raises(CooperationError, match="不能直接到“完工”"):
        step_project(world.clerk, project, "finished", DAY)
    step_project(world.clerk, project, "approved", DAY)
    with pytest.raises(CooperationError, match="早于上一步"):
        step_project(world.clerk, project, "funded", DAY - timedelta(days=1))
    with pytest.raises(CooperationError, match="还没有到"):
        step_project(world.clerk, project, "funded", date.today() + timedelta(days=1))
    with pytest.raises(CooperationError, match="要写明原因"):
        step_project(world.clerk, project, "cancelled", DAY)
    assert project.state == "approved"


def test_approval_and_completion_must_be_made_public_long_enough(
    world: World, project: Project
) -> None:
    stepped(world, project, "approved", "funded", "started", "finished")
    duties = {row.what: row for row in project.disclosures.all()}
    assert set(duties) == {"approved", "finished"}
    assert duties["approved"].due == DAY + timedelta(days=20)
    with pytest.raises(CooperationError, match="公示了3天，规定不少于10天"):
        disclose(world.clerk, duties["approved"], DAY, "示例公示栏", DAY + timedelta(days=3))
    disclose(world.clerk, duties["approved"], DAY, "示例公示栏", DAY + timedelta(days=10))
    assert list(wanting(projects(world.clerk))) == [project]
    disclose(world.clerk, duties["finished"], DAY + timedelta(days=95), "示例网站")
    assert list(wanting(projects(world.clerk))) == []


def test_a_milestone_is_reached_once_with_its_photo(world: World, project: Project) -> None:
    with pytest.raises(CooperationError, match="早于计划开工"):
        set_milestone(world.clerk, project, "示例封顶", DAY - timedelta(days=1))
    row = set_milestone(world.clerk, project, "示例封顶", DAY + timedelta(days=60))
    photo = ("现场.png", b"\x89PNG\r\n\x1a\nx", "image/png")
    reach_milestone(world.clerk, row, DAY + timedelta(days=58), "示例", photo)
    assert row.photo.note == "节点：示例封顶"
    assert list(project.ref.attachments.all()) == [row.photo]
    with pytest.raises(CooperationError, match="已经达到"):
        reach_milestone(world.clerk, row, DAY + timedelta(days=59))


def test_a_problem_is_put_right_after_it_was_found(world: World, project: Project) -> None:
    with pytest.raises(CooperationError, match="整改时限"):
        find_problem(world.clerk, project, "audit", "示例问题", "示例镇", DAY, date(2024, 1, 1))
    row = find_problem(world.clerk, project, "audit", "示例问题", "示例镇", DAY, date(2024, 4, 1))
    with pytest.raises(CooperationError, match="早于发现日期"):
        fix_problem(world.clerk, row, DAY - timedelta(days=1), "补了")
    with pytest.raises(CooperationError, match="请填写整改情况"):
        fix_problem(world.clerk, row, DAY, " ")
    fix_problem(world.clerk, row, DAY, "示例：补齐")
    newest = Version.objects.filter(ref=project.pk).latest("number")
    assert newest.change_set.verb == "fix_problem"
    assert "2024-03-01" in newest.columns["问题整改"]


def test_an_asset_is_handed_over_after_completion_and_looked_after(
    world: World, project: Project
) -> None:
    asset = AssetFacts("示例大棚", "building", world["示例乙村"], date(2024, 8, 1))
    with pytest.raises(CooperationError, match="还没有完工"):
        hand_over_asset(world.clerk, project, asset)
    stepped(world, project, "approved", "funded", "started", "finished")
    with pytest.raises(CooperationError, match="早于完工日期"):
        hand_over_asset(world.clerk, project, AssetFacts("示例", "road", world["示例乙村"], DAY))
    row = hand_over_asset(world.clerk, project, asset)
    with pytest.raises(CooperationError, match="盘活的办法"):
        check_asset(world.clerk, row, date(2025, 8, 1), False)
    check_asset(world.clerk, row, date(2025, 8, 1), True, 3 * 10**8, 12)
    assert row.checks.get().jobs == 12


def test_beneficiaries_of_two_projects_in_one_village_are_counted_once(
    world: World, project: Project
) -> None:
    register_project(
        world.clerk,
        facts(world, title="示例水池", sites="示例乙村，50户，200人\n示例镇，500人"),
    )
    households, people = beneficiaries(projects(world.clerk))
    assert (households.least, people.least, people.most, people.places) == (110, 952, 1152, 3)
    assert counted_once([(1, None), (1, 5)]).least == 5


def test_a_project_taken_out_of_the_lists_comes_back(world: World, project: Project) -> None:
    archive(world.clerk, project, "示例：登记错了")
    assert not projects(world.clerk).exists()
    restore(world.clerk, project)
    assert projects(world.clerk).get() == project


def test_nobody_elsewhere_sees_a_project(world: World, project: Project) -> None:
    assert not projects(world.foreigner).exists()
    assert projects(world.county_clerk).get() == project


def test_what_is_odd_is_said_and_not_refused() -> None:
    today = date(2025, 6, 1)
    quiet = Standing("started", date(2025, 12, 1), True, False, 100, 100, 40, True, True)
    assert doubts(quiet, today, 365) == []
    odd = Standing(
        "handed_over", date(2025, 1, 1), True, True, 100, 120, 60, False, False,
        [("封顶", date(2025, 1, 1), None)], [("漏水", date(2025, 1, 1), None)],
        [("公示", date(2025, 1, 1), None)], [("大棚", date(2024, 1, 1), True)],
    )  # fmt: skip
    said = "".join(doubts(odd, today, 365))
    for sentence in ("节点“封顶”", "问题“漏水”", "“公示”最迟", "超过计划", "采购招标", "受益的村",
                     "没有拨付", "没有查看过"):  # fmt: skip
        assert sentence in said
    late = Standing("started", date(2025, 1, 1), True, False, 0, 0, 0, True, True)
    assert "已经过期" in doubts(late, today, 365)[0]
    shut = Standing("handed_over", None, True, True, 0, 0, 0, True, True,
                    assets=[("大棚", today, False)])  # fmt: skip
    assert "停用" in doubts(shut, today, 365)[0]
    full = Standing("approved", None, False, False, 0, 0, 0, True, True,
                    sites=[("甲村", 80, 900), ("乙村", 80, 961), ("丙村", None, 50)])  # fmt: skip
    assert doubts(full, today, 365) == ["乙村受益80户却有961人，一户多于12人，请核对。"]


def test_lines_are_read_as_people_type_them() -> None:
    assert site_line("乙村｜362人").people == 362
    assert site_line("乙村，80户").people is None
    assert site_line("乙村,80户,362人").people == 362
    kinds = work_words()["project_money"]
    assert source_line("整合，1304.26万元", kinds, tiers()).units == 130426 * 10**6
    assert source_line("帮扶资金、镇街、25万", kinds, tiers()).tier == "budget_town"
    assert source_line("协作资金,市统筹,1,800万元", kinds, tiers()).units == 1800 * 10**8
    assert money("1,500,000元", "金额") == money("150", "金额") == 150 * 10**8
    assert money("1.2亿", "金额") == 12000 * 10**8
    with pytest.raises(CooperationError, match="小数"):
        money("0.000000001万元", "金额")


@pytest.mark.parametrize("number", ["9" * 20, "²"])
@pytest.mark.parametrize(
    ("reading", "line"),
    [
        (site_line, "乙村，%s人"), (party_line, "桥头镇，%s人次"), (buyer_line, "示例群体，%s个"),
        (fair_line, "示例厂，%s个岗位"),
    ],
)  # fmt: skip
def test_a_count_no_column_holds_is_refused_in_words(
    reading: Callable[[str], object], line: str, number: str
) -> None:
    with pytest.raises(CooperationError, match="请|不是"):
        reading(line % number)
