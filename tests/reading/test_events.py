"""Which occasions a report is news of, and on what day."""

import re
from pathlib import Path

import pytest

from shanhai.reading import occasions, read

HERE = Path(__file__).resolve().parent

BODY = "\n两地协作多年，全年投入帮扶资金300万元，实施项目6个。"

TOLD = [
    (
        "好消息传来，记者5月8日从甲县东西部协作工作推进会上获悉，三年来援建项目9个。",
        [("meeting", "2024-05-08")],
    ),
    ("中新网2024年5月9日电 7日，两地重点项目签约仪式在甲县举行。", [("signing", "2024-05-07")]),
    ("5月6日，甲乙两地2024年消费帮扶周在市民广场启幕。", [("sales_fair", "2024-05-06")]),
    ("5月6日，教育局同志参加助学物资交接仪式。", [("donation", "2024-05-06")]),
    # a day of the month, or of the week, is counted back from that of publication
    ("记者7日从甲县政府新闻发布会上获悉，三年来援建项目9个。", [("other", "2024-05-07")]),
    ("热闹得很。周二上午，帮扶专列首发，载着乡亲们去务工。", [("launch", "2024-05-07")]),
    ("5月6日，乙市支医队抵达甲县，住进了县医院。", [("visit", "2024-05-06")]),
    ("5月6日，乙市人社局一行赴甲县，开展专场招聘会，来了很多人。", [("job_fair", "2024-05-06")]),
    ("5月6日，乙市捐建的“儿童之家”揭了牌。", [("launch", "2024-05-06")]),
    ("5月6日，乙市援建的通村路通了车。", [("launch", "2024-05-06")]),
    ("5月6日，乙市开设的特产馆开了业。", [("launch", "2024-05-06")]),
    ("5月6日，养殖技术提升班开班，学员都是种养大户。", [("training", "2024-05-06")]),
    ("5月6日，全省南北结对帮扶协调小组第二次会议在甲县召开。", [("meeting", "2024-05-06")]),
    ("日前，乙市工商联组织企业负责人来到甲县，开展结对回访活动。", [("visit", None)]),
    ("5月6日，乙市慈善总会走进甲县看望学生。", [("visit", "2024-05-06")]),
    ("5月6日，希望小学教学楼落成典礼在甲县举行。", [("launch", "2024-05-06")]),
    ("5月6日，乙市援建的产业园举行开工动员会。", [("launch", "2024-05-06")]),
    ("5月6日，专列载着务工人员缓缓驶离甲县。", [("launch", "2024-05-06")]),
    ("5月6日，甲县特产集市开到了乙市。", [("sales_fair", "2024-05-06")]),
    ("5月6日，五年协作协议签署活动在甲县举行。", [("signing", "2024-05-06")]),
    ("5月6日，乙市市长到甲县调研。", [("visit", "2024-05-06")]),
    ("5月6日，两批援藏队员工作交接会在甲县举行。", [("other", "2024-05-06")]),
    ("5月6日，救护车交车仪式在甲县举行。", [("donation", "2024-05-06")]),
    ("5月6日，甲县政府办、乙市政府办召开恳谈会。", [("meeting", "2024-05-06")]),
    ("5月6日，核桃加工厂二期生产线正式试产。", [("launch", "2024-05-06")]),
    ("5月6日，儿童眼病筛查行动在甲县启动。", [("launch", "2024-05-06")]),
    ("5月6日，第三届“滨海班”开班仪式在甲县职业中学举行。", [("launch", "2024-05-06")]),
    ("5月6日，甲县春茶产销对接会在乙市开幕。", [("meeting", "2024-05-06")]),
    ("5月6日，“甲县鲜果专场”在乙市一家商场开张。", [("sales_fair", "2024-05-06")]),
    ("5月6日，甲县山货大集在乙市公园举行。", [("sales_fair", "2024-05-06")]),
    ("5月6日，两校举办“同上一堂课”教研活动，老师们来了不少。", [("other", "2024-05-06")]),
    ("5月6日，“山里娃看海”夏令营在乙市开营。", [("launch", "2024-05-06")]),
    ("5月6日，医院在二楼会议室举行欢送会，送别支医专家。", [("other", "2024-05-06")]),
    ("5月6日，乙市教育局一行来到甲县，出席职教班结业式。", [("other", "2024-05-06")]),
    ("5月6日，乙市商会会长一行来到甲县，举行轮椅捐赠仪式。", [("donation", "2024-05-06")]),
    ("5月6日，“爱心接力”义卖活动在乙市广场举行。", [("donation", "2024-05-06")]),
    ("8日，推进会的代表来到甲县。8日的联席会议开了半天。", [("meeting", "2024-05-08")]),
    ("5月6日，山海协作工程新闻通气会在甲县举行。", [("other", "2024-05-06")]),
    ("5月6日，“一线故事”媒体见面会甲县专场召开。", [("other", "2024-05-06")]),
    ("5月6日，甲县羊肉美食节在乙市开锣。", [("sales_fair", "2024-05-06")]),
    ("5月6日，“取暖”善款交接仪式在甲县举行。", [("donation", "2024-05-06")]),
    ("5月6日，代表团来甲县考察期间，两地举行集中签约。", [("signing", "2024-05-06")]),
    ("5月6日，“伙伴计划”甲县项目总结会在乙市召开。", [("meeting", "2024-05-06")]),
    ("5月6日，两批支教老师交接座谈在甲县举行。", [("meeting", "2024-05-06")]),
    ("6日，山海协作联席会议就在甲县开，大家都去了。", [("meeting", "2024-05-06")]),
    ("天晴。6日的联席会议只开了半天。", [("meeting", "2024-05-06")]),
    ("5月6日，甲县人民政府、乙市人民政府召开碰头会。", [("meeting", "2024-05-06")]),
    ("5月6日，乙市代表团12人到达甲县县城。", [("visit", "2024-05-06")]),
    ("5月6日，某镇的一行7人爬上了山梁。", [("visit", "2024-05-06")]),
    ("5月6日，天热。大家挤着。广场满了。这是招聘会的第三站。", [("job_fair", "2024-05-06")]),
    # a day that saw something, told without the name of an occasion
    ("5月6日，孩子们坐好了。这天的义诊，来了12名专家。", [("other", "2024-05-06")]),
    ("5月6日，协会把6万元善款交到镇长手上。", [("donation", "2024-05-06")]),
    ("5月6日，两家合作社同乙市商超签下合同。", [("signing", "2024-05-06")]),
    ("5月6日，新馆揭开红绸，乡亲们围着看。", [("launch", "2024-05-06")]),
    ("5月6日，乙市16家会员企业走进甲县。", [("visit", "2024-05-06")]),
    ("5月6日，果农对着镜头直播，卖了不少。", [("sales_fair", "2024-05-06")]),
    ("5月6日，甲县晒出账单，签约项目8个。", []),
    ("今天，果农对着镜头直播，卖了不少。", []),
    ("5月6日，“山海之间”摄影展在乙市文化馆开幕。", [("other", "2024-05-06")]),
    ("那天没有签约仪式，大家喝了茶。", []),
    ("合作社2013年开业，生意不坏。", []),
    ("6日，两地座谈会就在香山开，大家都去了。", [("meeting", "2024-05-06")]),
    ("“意见只有一行：写清楚来的路。”5月6日，他说。", []),
    # who drinks what was brought over has travelled nowhere
    ("5月6日，商会一行喝上了递过来的茶。", []),
    # what happened long before is not the news, nor what a year before brought
    ("甲县的幼儿园今年1月8日正式启用，6日正式开园。", []),
    ("2022年，驻村干部组织农户参加展销活动，卖了不少山货。", []),
    ("冬羔成活率由七成升到九成，牧民很高兴。", []),
    ("一楼设了农产品展销专柜，天天有人来。", []),
]


@pytest.mark.parametrize(("opening", "expected"), TOLD)
def test_an_occasion_is_told_by_its_words(opening: str, expected: list[tuple[str, str]]) -> None:
    made = read(f"甲县今日要闻\n2024年5月9日\n{opening}{BODY}").events
    assert [(e.type, e.date) for e in made] == expected


STORY = "\n2024年5月9日\n教室里暖和得很。商会发出倡议，志愿者把东西送到村小，一双不少。\n"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("3600双棉鞋翻过大山", [("donation", None)]),
        ("60万元善款转个弯", [("donation", None)]),
        ("一支竖笛的西行路：3200支竖笛进山", [("donation", None)]),
        ("3600双棉鞋走进高原", [("donation", None)]),
        ("一双棉鞋的故事", []),
    ],
)
def test_a_story_is_news_of_the_gift_its_title_counts(
    title: str, expected: list[tuple[str, str | None]]
) -> None:
    assert [(e.type, e.date) for e in read(title + STORY).events] == expected


def test_goods_on_their_way_are_a_gift_whatever_words_tell_it() -> None:
    told = "\n2024年5月9日\n教室里暖和得很。孩子们排队领，一人挑一件。\n"
    assert [e.type for e in read("2600套校服运抵山城" + told).events] == ["donation"]
    assert [e.type for e in read("校服好看" + told).events] == []


def test_who_came_to_a_meeting_told_already_is_no_visit() -> None:
    text = (
        "甲县乙市联席会议召开\n2024年5月9日\n5月6日，甲县·乙市联席会议在甲县召开。\n"
        "乙市党政代表团一行赶到会场，坐下就谈。"
    )
    assert [e.type for e in read(text).events] == ["meeting"]


def test_the_record_of_a_meeting_is_dated_by_its_head() -> None:
    bare = "甲镇·乙镇联席会议纪要\n（2024年6月4日下午，乙镇会议室）\n会议议定招工60人。"
    assert [(e.type, e.date) for e in read(bare).events] == [("meeting", "2024-06-04")]
    text = "甲镇·乙镇碰头会记录\n时间：2024年6月4日\n地点：乙镇\n甲镇：先报喜，招工60人。"
    assert [(e.type, e.date) for e in read(text).events] == [("meeting", "2024-06-04")]


def test_the_title_names_the_occasion_the_opening_only_tells_of() -> None:
    text = "乙市务工专列首发\n2024年5月9日\n5月6日，乡亲们一早上了车，一路说笑。\n两地相距千里。"
    assert [(e.type, e.date) for e in read(text).events] == [("launch", "2024-05-06")]


def test_a_gift_has_no_day_that_another_matter_is_told_of() -> None:
    text = "善款织出双面绣\n2024年5月9日\n雨一下就是半个月。2月21日，绣坊重新点灯。\n大家很高兴。"
    assert [(e.type, e.date) for e in read(text).events] == [("donation", None)]


def test_the_account_of_a_year_is_news_of_no_day() -> None:
    text = "甲县东西部协作2023年度工作总结\n7月，两地召开联席会议，签订协议2份。"
    assert read(text).events == ()


def test_every_dated_entry_of_a_chronicle_is_an_event() -> None:
    text = (
        "某市对口支援米林市工作大事记（2023年）\n一月\n18日 工作组慰问困难群众，发放物资12份。\n"
        "三月\n9日 援建项目推进会召开，下达项目3个。\n12日 天气晴。\n"
        "5月16日 党政代表团赴米林调研，一行18人。"
    )
    assert [(e.type, e.date) for e in read(text).events] == [
        ("other", "2023-01-18"),
        ("meeting", "2023-03-09"),
        ("visit", "2023-05-16"),
    ]


YEARS = (
    "{}\n{}\n\n【{}二月】26日，乙区考察团一行9人进山。\n【三月】12日，锣鼓喧天，专场招聘会开锣。\n"
    "【五月】18日，5所学校签约。\n【七月】9日，屠宰厂试产。\n【九月】2日，开学。乙区送来书包60个。\n"
    "【十月】年终盘点：全年到位资金600万元。\n"
)
ENTRIES = [
    ("visit", "02-26"),
    ("job_fair", "03-12"),
    ("signing", "05-18"),
    ("launch", "07-09"),
    ("donation", "09-02"),
]


@pytest.mark.parametrize(
    ("title", "below", "year"),
    [
        ("乙区与甲县的这一年", "2024-01-10", ""),  # the year that was over
        ("2023年乙区帮扶甲县大事记", "两地协作办整理", ""),
        ("乙区帮扶甲县大事记（2021—2023）", "2024-01-10", "2023年"),
    ],
)
def test_a_text_of_dated_lines_is_a_chronicle_of_its_year(
    title: str, below: str, year: str
) -> None:
    found = read(YEARS.format(title, below, year)).events
    assert [(e.type, e.date) for e in found] == [(kind, f"2023-{day}") for kind, day in ENTRIES]


def test_a_chronicle_of_years_dates_each_entry_by_the_heading_above_it() -> None:
    text = (
        "乙市对口支援甲县大事记（2021—2022）\n【2021年】\n4月20日，实训基地开工。\n"
        "【2022年】\n6月8日，劳务协作签约仪式在甲县举行。\n"
    )
    assert [(e.type, e.date) for e in read(text).events] == [
        ("launch", "2021-04-20"),
        ("signing", "2022-06-08"),
    ]


def test_a_title_that_ends_with_a_beginning_names_the_launch() -> None:
    text = "甲县乙市共建产业园二期开工\n5月6日清早，打桩机响了。\n2024年以来，园区入驻企业9家。"
    assert [e.type for e in read(text).events] == ["launch"]


def test_a_gift_is_of_the_day_the_text_opens_with() -> None:
    text = (
        "慈善协会向甲县捐赠冬衣\n2024-05-09\n5月6日，天气转冷。一辆货车停在镇上。\n"
        "这是乙市慈善协会送来的棉被60床。"
    )
    assert [(e.type, e.date) for e in read(text).events] == [("donation", "2024-05-06")]


def test_a_speech_dated_by_its_month_is_no_visit() -> None:
    text = (
        "在东西部协作现场推进会上的发言\n中共甲县委\n（2024年9月）\n\n各位领导：\n"
        "欢迎乙市党政代表团来到甲县考察。"
    )
    assert [(e.type, e.date) for e in read(text).events] == [("meeting", "2024-09")]


TRIP = (
    "乙市考察团赴甲县对接协作\n发布日期：2024-05-20\n"
    "5月14日至17日，乙市考察团一行12人赴甲县考察。沿途看了茶园。大家走得很慢。看得也细。\n"
    "15日上午，考察团到茶厂。厂里机器轰鸣。负责人介绍了订单。村民围了上来。\n"
    "当天，举行“春蕾”助学捐赠仪式，送出书包60个。\n"
    "在两地园区合作专题座谈会上，双方谈了三件事。座谈会上，大家都说好。\n"
    "16日，甲乙两地产业合作签约仪式在县城举行，签下项目3个。\n"
    "签约仪式上，代表们合影留念。3月2日，县里办过一场招聘会。\n"
)


def test_what_is_told_further_down_of_the_same_days_is_news_too() -> None:
    assert [(e.type, e.date) for e in read(TRIP).events] == [
        ("visit", "2024-05-14"),
        ("donation", "2024-05-15"),
        ("meeting", "2024-05-15"),
        ("signing", "2024-05-16"),
    ]


def test_minutes_are_of_the_meeting_they_are_kept_of() -> None:
    text = (
        "甲县·乙区协作第三次联席会议纪要\n时间：2024年5月6日下午\n地点：甲县会议中心\n"
        "会议听取了汇报，议定选派教师3名。\n甲县协作办 2024年5月11日印发\n"
    )
    report = read(text)
    assert [(e.type, e.date, e.name) for e in report.events] == [
        ("meeting", "2024-05-06", "甲县·乙区协作第三次联席会议")
    ]
    assert report.published == "2024-05-11"


def test_a_dateline_without_a_year_dates_the_report() -> None:
    text = (
        "推介会走进乙市\n（甲县台4月26日讯）\n"
        "2024年4月25日，甲县招商推介会在乙市举行，来自两地的企业家和商协会代表一共150余人到会。\n"
        "项目集中签约仪式上，3个项目签约。\n"
    )
    report = read(text)
    assert report.published == "2024-04-26"
    assert {(e.type, e.date) for e in report.events} == {
        ("meeting", "2024-04-25"),
        ("signing", "2024-04-25"),
    }


def test_a_digest_tells_of_several_occasions_of_one_kind_each_on_its_day() -> None:
    text = (
        "协作一周要闻\n发布日期：2024-05-20\n5月13日，甲区向乙县举行图书捐赠仪式。\n"
        + "县里天气很好。\n" * 6
        + "15日，举行校服捐赠仪式。\n17日，举行救护车捐赠仪式。捐赠仪式上，大家合影。\n"
    )
    assert [(e.type, e.date) for e in read(text).events] == [
        ("donation", "2024-05-13"),
        ("donation", "2024-05-15"),
        ("donation", "2024-05-17"),
    ]


def test_the_day_after_a_day_there_is_not_is_none() -> None:
    text = "某县要闻\n2024年3月1日\n2月30日，捐赠10万元。次日，捐赠20万元。"
    assert [c.printed for c in read(text).claims] == ["10万元", "20万元"]


def test_a_press_conference_is_not_called_by_the_reporter() -> None:
    text = (
        "浦江县帮扶湄潭县成效显著\n2024-10-17\n"
        "10月16日，记者从遵义市政府新闻发布会获悉，浦江县累计投入财政帮扶资金3亿元。"
    )
    (event,) = read(text).events
    assert (event.type, event.name) == ("other", "遵义市政府新闻发布会")


@pytest.mark.parametrize("met", ["对口援疆工作轮换见面会", "消费协作推进会", "招商推介会"])
def test_a_speech_is_news_of_the_meeting_it_was_given_at(met: str) -> None:
    text = (
        f"在{met}上的讲话（摘录）\n张家港市对口支援巩留县前方工作组组长\n2022年12月18日\n\n"
        "同志们：三年来经手的援疆资金4.68亿元。"
    )
    assert [(e.type, e.date) for e in read(text).events] == [("meeting", "2022-12-18")]


@pytest.mark.parametrize(
    "said",
    [
        "9月24日下午，会议在区政务中心召开，两区有关负责同志参加。",
        "9月24日，两区召开联席会议，研究下一步工作，两区负责同志出席。",
        "2024年9月24日上午，第二次联席会议以视频形式举行。",
    ],
)
def test_minutes_are_of_the_day_they_open_with(said: str) -> None:
    text = (
        "西青区·麦积区东西部协作第二次联席会议纪要\n西麦协纪〔2024〕3号\n\n"
        f"{said}\n一、财政援助资金5230万元已到位。\n麦积区协作办 2024年9月27日印发"
    )
    report = read(text)
    assert report.title == "西青区·麦积区东西部协作第二次联席会议纪要"
    assert [(e.type, e.date) for e in report.events] == [("meeting", "2024-09-24")]


@pytest.mark.parametrize("kind,cues,pattern", occasions.KINDS, ids=[k for k, *_ in occasions.KINDS])
def test_what_tells_an_occasion_has_a_cue_of_it(
    kind: str, cues: re.Pattern[str], pattern: re.Pattern[str]
) -> None:
    texts = [path.read_text("utf-8") for path in HERE.rglob("*.txt")]
    sentences = [s for text in texts for s in re.split(r"(?<=[。！？\n])", text)]
    told = [s for s in sentences if pattern.search(s)]
    assert told
    assert [s for s in told if not cues.search(s)] == []
