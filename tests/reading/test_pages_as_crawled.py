"""What pages print around a report, and how reporters name who gives, takes and meets."""

from __future__ import annotations

import pytest

from shanhai.reading import Claim, Report, read

SAID = "浦江县和湄潭县常来常往，走得越来越近。\n"


def claim(text: str) -> Claim:
    (only,) = read(f"浦江县帮扶湄潭县\n2024-07-30\n浦江县对口帮扶湄潭县。\n{text}").claims
    return only


def events(text: str) -> list[tuple[str, str | None, str]]:
    report: Report = read(f"浦江县湄潭县要闻\n{text}{SAID}")
    return [(e.type, e.date, e.name) for e in report.events]


@pytest.mark.parametrize(
    "head",
    [
        "第03版:发布 上一版 下一版\n上一篇\n{}\n",
        "分享\n{}\n",
        "云报平台\n\n我知道了\n\n{}\n\n阅读数:408   本文字数:645\n",
        "(资料图片)\n{}\n浦江+\n2024-07-30\n",
        "原标题:{}\n",
    ],
)
def test_the_title_is_what_speaks_of_the_matter(head: str) -> None:
    title = "我市赴湄潭县开展对口支援工作"
    assert read(head.format(title) + SAID).title == title


@pytest.mark.parametrize(
    ("text", "published"),
    [
        # before the month a year has told of, it is a later one
        ("甲市2月5日电 浦江县一家基金会成立于2009年10月，向湄潭县捐款6万元。", "2010-02-05"),
        # in its first weeks a year is told as over
        ("3月8日，浦江县专家来到湄潭县。2021年，浦江县累计派出干部6名。", "2022-03-08"),
        # in its last ones the next is told of as to come
        ("12月25日，湄潭县车间开工。2018年，浦江县援建车间2个，2019年将全面铺开。", "2018-12-25"),
    ],
)
def test_a_day_without_a_year_is_of_the_year_the_text_is_told_in(text: str, published: str) -> None:
    assert str(read(f"浦江县帮扶湄潭县\n{text}\n").published) == published


def test_people_who_gather_in_one_hall_count_nothing() -> None:
    report = read("浦江县湄潭县座谈会\n两县企业家齐聚一堂，共话发展。\n")
    assert report.claims == ()


def test_an_occasion_of_two_names_is_one_and_begins_behind_who_holds_it() -> None:
    told = "7月30日，由两县农业局主办的“茶香两地”启动仪式暨招商推介活动在湄潭县举办。\n"
    assert [(kind, name) for kind, _, name in events(told)] == [
        ("meeting", "“茶香两地”启动仪式暨招商推介活动")
    ]


def test_what_was_held_meanwhile_is_not_what_a_report_is_of() -> None:
    told = "7月29日，在第二十七次联席会议召开期间，浦江县考察团一行赴湄潭县考察。\n"
    assert [kind for kind, _, _ in events(told)] == ["visit"]


def test_a_meeting_of_the_other_day_has_not_the_day_of_the_page() -> None:
    report = read(
        "浦江县湄潭县协作进展\n"
        "新闻眼|来源:湄潭县广播电视台新闻中心2023-07-17 08:08:34|网络编辑:罗某\n"
        "记者从日前召开的东西部协作工作调度会上了解到，浦江县引进企业9家。\n"
    )
    assert [(e.type, e.date, e.name) for e in report.events] == [
        ("meeting", None, "东西部协作工作调度会")
    ]


@pytest.mark.parametrize(
    ("text", "provider", "receiver"),
    [
        # a name does not begin with the verb or the dateline before it
        ("援助湄潭县中学贫困学生购买冬衣项目捐款2.7万元。", "浦江县", "湄潭县中学"),
        (
            "浦江县7月29日电（王某）浦江县助学基金会向湄潭县捐款6万元。",
            "浦江县助学基金会",
            "湄潭县",
        ),
        # under the short name it gives itself
        (
            "浦江县职业技术学院（以下简称“浦职院”）来到湄潭县。会上，浦职院向湄潭县捐赠资金3万元。",
            "浦江县职业技术学院",
            "湄潭县",
        ),
        # what has just been set up gives nothing
        ("浦江县在湄潭县设立健康扶贫基金40万元。", "浦江县", "湄潭县"),
        # a town of universities is none, and a verb before a name is not of it
        ("浦江县在闽侯大学城向湄潭县捐款7万元。", "浦江县", "湄潭县"),
        ("护士动身去浦江县医院。浦江县医院向湄潭县捐款7万元。", "浦江县医院", "湄潭县"),
        # a firm that is given to
        ("浦江县为湄潭县山泉茶业有限公司提供100万元援助款。", "浦江县", "湄潭县"),
    ],
)
def test_who_gives_and_who_takes_go_by_their_names(text: str, provider: str, receiver: str) -> None:
    assert (claim(text).provider, claim(text).receiver) == ((provider,), (receiver,))


def test_the_narrow_place_something_is_given_to_takes_it() -> None:
    report = read(
        "福建省侨联赴宁夏\n2024-11-26\n福建省侨联向吴忠市和固原市捐赠80万元的款物。"
        "福建省侨联向宁夏固原市原州区乡村振兴项目捐赠资金10万元。\n"
    )
    assert report.claims[-1].receiver == ("原州区",)


def test_places_listed_as_part_of_more_are_not_all_there_are() -> None:
    report = read(
        "沪滇对口帮扶合作联席会议\n上海市援助云南省资金1亿元，用于迪庆藏区及红河、文山、普洱3州市边境一线。\n"
    )
    assert report.recipients == ("云南省",)


@pytest.mark.parametrize(
    ("text", "scope", "period"),
    [
        (
            "落实区东西部扶贫协作和对口支援工作会议精神以及县红十字会要求，捐款8万元。",
            "period",
            ("2024", "2024"),
        ),
        (
            "近日，2022年民营企业助力乡村振兴重点帮扶县行动对接活动在湄潭县举办。"
            "累计投入资金8万元。",
            "since",
            None,
        ),
    ],
)
def test_a_wish_met_and_the_year_of_a_name_say_nothing_of_when(
    text: str, scope: str, period: tuple[str, str] | None
) -> None:
    assert (claim(text).scope, claim(text).period) == (scope, period)


@pytest.mark.parametrize(
    ("text", "published"),
    [
        # what the nation's plans say of the year
        (
            "9月2日，联席会议召开。今年是脱贫攻坚的决战决胜之年，也是全面小康的收官之年。",
            "2020-09-02",
        ),
        ("9月2日，联席会议召开。今年是“十四五”开局之年。", "2021-09-02"),
        # 去年12月5日 is told as a day of 2021 too: no day of its own
        (
            "自去年12月5日开馆以来，浦江县里的展销馆生意一直都不错，货卖得快。展销馆2021年12月5日正式开馆。",
            None,
        ),
    ],
)
def test_the_year_of_the_news_is_the_one_it_speaks_from(text: str, published: str | None) -> None:
    day = read(f"浦江县帮扶湄潭县\n{text}\n{SAID * 4}").published
    assert (str(day) if day else None) == published


def test_a_page_is_dated_beside_its_address() -> None:
    report = read(
        "您所在的位置:新闻网 >> 资讯 >> 正文\n浦江县代表团赴湄潭县对接\n"
        "http://www.example.org  2019-06-03 17:52:06     【字号 大 中 小 打印本页\n" + SAID
    )
    assert str(report.published) == "2019-06-03"


def test_a_county_is_known_by_the_name_it_bore() -> None:
    report = read("绍兴县帮扶遵义县\n浙江省绍兴县向贵州省遵义县捐赠帮扶资金30万元。\n")
    assert (report.helpers, report.recipients) == (("绍兴县",), ("遵义县",))


def test_who_sent_a_team_and_where_it_is_are_the_sides() -> None:
    report = read(
        "助力潮州农特产走俏\n中山市小榄镇组团驻潮安区金石镇帮扶工作队这个秋天十分忙碌，在三角镇办起展销，"
        "三角镇群众踊跃购买。\n"
    )
    assert report.helpers == ("小榄镇组团",)


@pytest.mark.parametrize(
    ("text", "figure", "scope"),
    [
        ("会上，就下一步协作工作计划进行了汇报，推介项目11个。", "11个", "event"),
        ("今年，除按要求落实资金200万元外，还增加30万元。", "200万元", "period"),
        ("今年，计划援助资金3300万元，实施扶贫协作项目13个。", "13个", "period"),
        ("今年，务工人员1876人，只及全年任务2500人的75%。", "2500人", "target"),
        ("今年，计划援助资金3300万元，实施扶贫协作项目13个。", "3300万元", "target"),
    ],
)
def test_what_is_talked_of_or_asked_for_plans_nothing_else(
    text: str, figure: str, scope: str
) -> None:
    report = read(
        f"浦江县湄潭县座谈会\n7月30日，浦江县湄潭县座谈会召开。\n{text}\n（2024年7月30日）\n"
    )
    assert {c.printed: c.scope for c in report.claims}[figure] == scope


def test_a_group_with_a_name_of_two_characters_gives() -> None:
    report = read("浦江县帮扶湄潭县\n2024-07-30\n会上，首开集团为湄潭县扶贫办捐赠资金100万元。\n")
    assert report.claims[0].provider == ("首开集团",)


def test_a_school_is_of_the_place_it_is_said_to_come_from() -> None:
    report = read(
        "两校情深\n来自上海静安的青云小学老师来到云南省广南县。静安区与广南县结对。\n"
        "青云小学的孩子们送来图书3200册。\n"
    )
    assert report.claims[-1].provider in (("青云小学",), ("静安区",))
    assert report.claims[-1].receiver == ("广南县",)


def test_a_speech_that_has_come_to_this_year_plans_for_it() -> None:
    report = read(
        "在浦江县湄潭县联席会议上的讲话\n（2025年3月27日）\n回头看2024年，援助资金5120万元到账。\n"
        "今年是五年过渡期的最后一年。我提要求：年内再引进企业8家以上。\n"
    )
    assert report.claims[-1].period == ("2025", "2025")


def test_what_went_beyond_expectation_is_done_and_what_began_is_a_start() -> None:
    text = "事情起于2018年。消费协作远超预期，全年卖出235万元。截至今年9月，浦江县累计投入3亿元。"
    report = read(f"浦江县帮扶湄潭县\n2024-11-05\n{text}\n")
    assert [c.scope for c in report.claims] == ["period", "since"]
    assert report.claims[-1].period == ("2018", "2024-09")


def test_a_sum_is_given_by_all_who_gave_its_parts() -> None:
    report = read(
        "浦江县湄潭县捐赠仪式\n2024-07-30\n浦江县与湄潭县结对。会上，浦江县工商联合会捐赠35万元，"
        "浦江县慈善会捐赠55万元，合计90万元。\n"
    )
    assert report.claims[-1].provider == ("浦江县工商联合会", "浦江县慈善会")
