"""Scope and period of a figure: what a time holds for, and when it ends."""

from datetime import date

import pytest

from shanhai.reading import read

DAY = date(2024, 7, 30)
NEWS = (
    "甲市考察团赴乙县调研\n"
    "5月17日至19日，宁波市奉化区考察团赴喜德县对接东西部协作。\n"
    "18日，两区县召开联席会议。\n"
    "会上，奉化区向喜德县捐赠帮扶资金40万元。次日，考察团在喜德县中学捐赠课桌60套。\n"
    "奉化区负责人表示，将继续加大力度。年内，奉化区向喜德县选派教师8名。\n"
    "（2023年5月20日）\n"
)
ITEMS = "某市对口帮扶侧记\n甲县明年的打算：\n——新引进企业5家；\n——转移就业300人。\n"


@pytest.mark.parametrize(
    "text, published, figure, scope, period",
    [
        # 去年 holds over a semicolon
        (
            "去年，龙岗区发放补贴296万元；家政培训9期。",
            DAY,
            "9期",
            "period",
            ("2023", "2023"),
        ),
        (ITEMS, DAY, "5家", "target", ("2025", "2025")),
        (ITEMS, DAY, "300人", "target", ("2025", "2025")),
        # the one year singled out, and the start of a thing, hold for what they are said of
        (
            "四年来，珠海市累计投入资金2.17亿元，单是去年就有7860万元，架桥18座。",
            DAY,
            "18座",
            "since",
            ("2021", "2024"),
        ),
        (
            "2013年以来，奉贤区累计投入资金2亿元。基地去年9月开营以来，接待学生8万人次。"
            "开出专柜7处。",
            DAY,
            "7处",
            "since",
            ("2013", "2024"),
        ),
        (
            "这一年怎么帮：北京与张家口2019年扶贫“账单”公布\n北京安排项目391个。\n2020年将再引进企业60家。",
            None,
            "391个",
            "period",
            ("2019", "2019"),
        ),
        # what a figure is measured against
        (
            "2024年1—6月销售农产品6820万元，上年同期为6115万元。",
            DAY,
            "6115万元",
            "period",
            ("2023", "2023-06"),
        ),
        # a bare day goes on from the day told before
        (
            "10月30日，代表团到县里走访，捐赠10万元。31日，又捐赠20万元。",
            date(2023, 11, 2),
            "20万元",
            "event",
            ("2023-10-31", "2023-10-31"),
        ),
        # the meeting of a new paragraph is that of the last day told; the next day follows it
        (NEWS, None, "40万元", "event", ("2023-05-18", "2023-05-18")),
        (NEWS, None, "60套", "event", ("2023-05-19", "2023-05-19")),
        # what an official has stated goes on as a plan
        (NEWS, None, "8名", "target", ("2023", "2023")),
        # a target, what was reached of it, and what is only intended
        ("消费帮扶：目标3000万元，完成2600万元。", DAY, "3000万元", "target", ("2024", "2024")),
        ("消费帮扶：目标3000万元，完成2600万元。", DAY, "2600万元", "period", ("2024", "2024")),
        (
            "按照年初编制的项目计划，全县收到财政援助资金500万元。",
            DAY,
            "500万元",
            "period",
            ("2024", "2024"),
        ),
        ("展销会上签下580万元的意向订单，助销农产品。", DAY, "580万元", "target", ("2024", "2024")),
        # words for the year told before, and for all that came after it
        (
            "2019年，两地启动协作。同年，捐赠图书900册。",
            DAY,
            "900册",
            "period",
            ("2019", "2019"),
        ),
        ("去年，园区开张。同年，捐赠图书900册。", DAY, "900册", "period", ("2023", "2023")),
        (
            "园区记\n2024-07-30\n2020年6月，两市合建园区。从那时起，园区引进企业38家。",
            None,
            "38家",
            "since",
            ("2020", "2024"),
        ),
        # years lived through and years to come
        ("往后翻。两年多，工作队修路17公里。", DAY, "17公里", "since", ("2022", "2024")),
        (
            "协议约定，三年内甲区支持乙县资金700万元。",
            DAY,
            "700万元",
            "target",
            ("2024", "2026"),
        ),
        ("两年内，甲区已为乙县培训教师80名。", DAY, "80名", "since", ("2023", "2024")),
        (
            "“十四五”期间，甲市计划投入帮扶资金6亿元。",
            DAY,
            "6亿元",
            "target",
            ("2021", "2025"),
        ),
        ("去年帮销2000万元，力争全年帮销3000万元。", DAY, "3000万元", "target", ("2024", "2024")),
        ("2010年到今年8月底，甲市实施项目376个。", DAY, "376个", "since", ("2010", "2024")),
        ("从2017年到现在，甲区实施项目193个。", DAY, "193个", "since", ("2017", "2024")),
        ("去年以来，甲区实施项目9个。", DAY, "9个", "since", ("2023", "2024-07")),
        # 五年来 within an account of fourteen years counts back from the day of the report
        (
            "援疆记\n2024-09-20\n2010年以来，实施项目376个。五年来，落地企业34家。",
            None,
            "34家",
            "since",
            ("2020", "2024"),
        ),
        # 直到2015年 ends nothing
        (
            "凉山记\n2019-10-17\n2016年9月，两地结对。从那时起，实施项目497个。"
            "一些村子直到2015年才通电。\n两地先后引进企业38家。",
            None,
            "38家",
            "since",
            ("2016", "2019"),
        ),
        (
            "“十四五”头三年，甲市累计投入帮扶资金12亿元。",
            DAY,
            "12亿元",
            "since",
            ("2021", "2023"),
        ),
        ("近三年甲乙两市签约项目126个。", DAY, "126个", "since", ("2022", "2024")),
        # 近三年 is said of its sentence; what comes after goes by the report again
        (
            "帮扶综述\n2024年，甲区投入资金500万元，近三年种下茶树900亩。\n劳务方面，转移就业35人。",
            DAY,
            "35人",
            "period",
            ("2024", "2024"),
        ),
        # in January 全年 is the year the review is of
        (
            "帮扶综述\n2023年，甲区投入资金500万元。茶厂扩建，全年预计实现产值76万元。",
            date(2024, 1, 6),
            "76万元",
            "target",
            ("2023", "2023"),
        ),
        # years outside those of the title go on
        (
            "甲区帮扶乙县规划（2021—2025年）印发\n2016年至2020年，甲区援建学校9所。园区引进项目63个。",
            DAY,
            "63个",
            "since",
            ("2016", "2020"),
        ),
        (
            "帮扶综述\n2011-11-18\n1995年底，两地结为对子。一晃十六年。\n十六年来，援建卫生院9所。",
            None,
            "9所",
            "since",
            ("1995", "2011"),
        ),
        (
            "“组团式”帮扶一学年侧记\n2023-07-05\n课堂变了。修订管理制度26项。",
            None,
            "26项",
            "period",
            ("2022-09", "2023"),
        ),
        # what comes once a thing is built comes in no year the text says
        ("园区二期开工，建成后可新增就业700人。", DAY, "700人", "target", None),
        # school years and months beside that of publication
        ("上学年，教师上课960节。", date(2024, 9, 20), "960节", "period", ("2023-09", "2024")),
        ("上学年，教师上课960节。", date(2024, 5, 20), "960节", "period", ("2022-09", "2023")),
        ("新学年，拟增派教师3名。", DAY, "3名", "target", ("2024-09", "2025")),
        ("下月，新一批医生15名将进藏。", DAY, "15名", "target", ("2024-08", "2024-08")),
        ("上个月，医疗队义诊840人次。", date(2024, 1, 9), "840人次", "period", ("2023-12",) * 2),
        # parts of a year
        (
            "今年前三个季度，引进企业6家。",
            date(2024, 10, 9),
            "6家",
            "period",
            ("2024-01", "2024-09"),
        ),
        ("1至三季度，引进企业6家。", date(2024, 10, 9), "6家", "period", ("2024-01", "2024-09")),
        ("今年三月，医疗队义诊840人次。", DAY, "840人次", "event", ("2024-03", "2024-03")),
        ("三季度计划再办招聘会8场。", DAY, "8场", "target", ("2024-07", "2024-09")),
        # days of years before, and years to come
        ("去年6月2日，甲区选派教师19名。", DAY, "19名", "event", ("2023-06-02",) * 2),
        ("前年9月12日，甲区捐书350册。", DAY, "350册", "event", ("2022-09-12",) * 2),
        # the day a reporter was told is no day of what he was told
        ("记者5月6日从乙县获悉，甲区投入资金800万元。", DAY, "800万元", "period", ("2024",) * 2),
        (
            "5月6日，本报记者从乙县了解到，甲区选派教师9名。",
            DAY,
            "9名",
            "period",
            ("2024",) * 2,
        ),
        ("5月6日，甲区包车将708名务工人员送到企业。", DAY, "708名", "event", ("2024-05-06",) * 2),
        ("下一个五年，甲区将选派医生30名。", DAY, "30名", "target", ("2025", "2029")),
        # what takes a plan apart is planned too
        (
            "明年将投入资金5000万元。分行业看，产业项目12个。",
            DAY,
            "12个",
            "target",
            ("2025", "2025"),
        ),
        # blanks within a date
        ("2021 年 10 月，签约项目4个。", DAY, "4个", "event", ("2021-10", "2021-10")),
        # of a report on one year, what goes further back is for its sentence
        (
            "某市2023年协作进展情况\n2017年至2023年底，累计引进项目1120个。新孵化企业13家。\n",
            date(2024, 2, 6),
            "13家",
            "period",
            ("2023", "2023"),
        ),
        # nothing says since when, and nothing of what year the text is
        ("据统计，甲省援助乙县项目420个。2021年10月，签约项目5个。", None, "420个", "since", None),
        # what a start told further down began is not what was counted before it
        (
            "库区记\n2024-07-30\n"
            + "从山上看下去，江水很绿。" * 30
            + "甲省累计援助乙县资金5亿元。2009年以来，组织企业家考察14批次。",
            None,
            "5亿元",
            "since",
            None,
        ),
        # what stands now was not done in the year told before it
        (
            "山海情深\n2016年7月，两地召开第一次会议。目前，镇村结对138个。\n发布日期：2024-07-30\n",
            None,
            "138个",
            "since",
            None,
        ),
    ],
)
def test_a_time_holds_as_long_as_the_language_lets_it(text, published, figure, scope, period):
    (claim,) = [c for c in read(text, published=published).claims if c.printed == figure]
    assert (claim.scope, claim.period) == (scope, period)


def test_the_date_of_the_imprint_dates_the_report_and_nothing_it_tells():
    imprint = "索引号：dx-8 发文机构：某县局 公文目录：东西部协作 有效性：现行有效 "
    imprint += "文体：公开信息 发布日期：2023年10月23日 文号："
    text = f"某县东西部协作见成效\n{imprint}\n先后召开专题会议3次，收到财政援助资金300万元。\n"
    report = read(text)
    assert report.published == "2023-10-23"
    (claim,) = [c for c in report.claims if c.printed == "300万元"]
    assert (claim.scope, claim.period) == ("period", ("2023", "2023"))


def test_a_date_written_out_dates_the_report():
    text = "对口帮扶工作总结\n全年投入财政帮扶资金300万元。\n帮扶工作办公室\n二〇一五年一月二十日\n"
    report = read(text)
    assert report.published == "2015-01-20"
    assert report.claims[0].period == ("2014", "2014")


QUARTER = (
    "劳务协作简报\n1—3月，全县新增转移就业3126人。\n【培训】\n培训脱贫劳动力119人。\n"
    "【车间】\n现有帮扶车间57家。\n"
)


def test_the_months_a_bulletin_opens_with_are_those_of_its_sections():
    made = read(QUARTER, published=date(2023, 4, 3)).claims
    assert [c.period for c in made] == [("2023", "2023-03")] * 3


IMPRINT = "发布日期：2024-07-30"


@pytest.mark.parametrize(
    "opening",
    [
        "2021年，两地签署对口协作框架协议",
        "2021年5月，国家印发对口合作工作方案",
        "2021年8月，杭州接棒对口帮扶恩施",
        "2021年，第一批支教教师抵达县城",
        "2021年，两市合办的产业园破土",
        "2021年，两地挂钩合作拉开序幕",
        "2021年7月，医疗队一行来到县医院",
        "2021年，苏陕协作的结对关系调整",
    ],
)
def test_a_total_counts_from_the_year_two_places_set_out_together(opening):
    text = f"山海情深\n{opening}。\n累计投入帮扶资金300万元。\n{IMPRINT}\n"
    (claim,) = [c for c in read(text).claims if c.printed == "300万元"]
    assert (claim.scope, claim.period) == ("since", ("2021", "2024"))


@pytest.mark.parametrize(
    "text, published, scope, period",
    [
        ("2021年协作关系调整后，引进企业9家。", DAY, "since", ("2021", "2024")),
        ("2021年工作队进驻以后，引进企业9家。", DAY, "since", ("2021", "2024")),
        ("区里的账从2021年接棒记起，引进企业9家。", DAY, "since", ("2021", "2024")),
        # 今年 is said, though a year before was told last
        ("去年，发放补贴296万元；今年上半年，引进企业9家。", DAY, "period", ("2024-01", "2024-06")),
        ("去年，发放补贴296万元；今年一季度，引进企业9家。", DAY, "period", ("2024-01", "2024-03")),
        ("自2021年5月，工作队9人进县工作至今，引进企业9家。", DAY, "since", ("2021", "2024")),
        # many years are a sum; years not over yet a plan
        ("2016年至2020年，两地引进企业9家。", DAY, "since", ("2016", "2020")),
        ("2022年至2023年，两地引进企业9家。", DAY, "period", ("2022", "2023")),
        ("2021年至2025年，每年引进企业9家。", DAY, "target", ("2021", "2025")),
        # what a month in passing tells ends with its sentence, what opens one goes on
        ("今年以来，一条线5月试产。引进企业9家。", DAY, "period", ("2024", "2024-07")),
        (
            "今年以来，势头很好。5月，一条线试产。引进企业9家。",
            DAY,
            "period",
            ("2024-05", "2024-05"),
        ),
        # what a year brought is told in the first weeks of the next
        (
            "帮扶工作队的年终账\n上半年试产，新增学位270个，9月坐满。引进企业9家。\n发布日期：2024-01-18",
            None,
            "period",
            ("2023", "2023"),
        ),
        # a rate of every year, in no year that is said
        ("自2021年结对以来，每年引进企业9家。", DAY, "period", None),
        ("自2021年结对以来，累计争取援疆资金5亿元，引进企业9家。", DAY, "since", ("2021", "2024")),
        # what the years are counted from
        (
            f"2023年，两县签订帮扶协议。一年多来，引进企业9家。\n{IMPRINT}",
            None,
            "since",
            ("2023", "2024"),
        ),
        ("一年多来，引进企业9家。", DAY, "since", None),
        ("两年半来，引进企业9家。", DAY, "since", ("2022", "2024")),
        (
            "自2021年结对以来，两地互访。过去三年，引进企业9家。",
            DAY,
            "since",
            ("2022", "2024"),
        ),
        (
            "自2021年结对以来，两地互访。五年来，引进企业9家。",
            date(2026, 1, 20),
            "since",
            ("2021", "2025"),
        ),
        # whoever tells of a year may stand before it
        ("会议通报，2023年任务全部达标。引进企业9家。", DAY, "period", ("2023", "2023")),
        # of years to come the first is the one after
        ("双方约定，从明年起再用三年，引进企业9家。", DAY, "target", ("2025", "2027")),
        # 立冬第二天 is no day after the one told
        ("7月6日，小暑第二天，园区引进企业9家。", DAY, "event", ("2024-07-06",) * 2),
        # on the spot, in the month that is told of
        ("今年4月，商会上山走访，当场便引进企业9家。", DAY, "period", ("2024-04",) * 2),
        # years lived through, and until the end of the last one
        ("往回看，四年里财政引进企业9家。", DAY, "since", ("2021", "2024")),
        ("老账不少，三年引来了企业9家。", DAY, "since", ("2022", "2024")),
        ("自2017年结对以来，两地互访；到去年底，引进企业9家。", DAY, "since", ("2017", "2023")),
        (
            f"2017年甲区对口帮扶乙县，四年里财政引进企业9家。\n{IMPRINT}",
            None,
            "since",
            ("2017", "2020"),
        ),
        # 去年 was for its own clause, and 今年 is said since
        (
            "2016年以来，甲区派教师61人次，光去年就有14人；今年又引进企业9家。",
            DAY,
            "period",
            ("2024", "2024-07"),
        ),
        (
            "去年换了设备，今年前六个月产值950万元。到6月底引进企业9家。",
            DAY,
            "period",
            ("2024", "2024-06"),
        ),
        # an account of a part of a year: what it tells of a month is for its clause or sentence
        (
            "上半年，甲区推进协作。\n儿科大楼4月投用，引进企业9家。",
            DAY,
            "period",
            ("2024-01", "2024-06"),
        ),
        (
            "三季度，甲区推进协作。\n7月中旬，轮换教师8名。引进企业9家。",
            date(2024, 10, 12),
            "period",
            ("2024-07", "2024-09"),
        ),
        # what stands on the year before, and what a month still to come is to bring
        (
            "2019年打算怎么干？资金在上年基础上增加300万元，引进企业9家。\n发布日期：2018-11-30",
            None,
            "target",
            ("2019", "2019"),
        ),
        ("10月底引进企业必须达到9家。", DAY, "target", ("2024-10",) * 2),
        # the first years since the start; 至今年 is not 至今
        (
            "自2020年结对以来，两地互访。头两年引进企业9家。",
            DAY,
            "since",
            ("2020", "2021"),
        ),
        (
            f"自2020年结对以来，两地互访。产值由2019年的0.7亿元升至今年的5亿元。先后引进企业9家。\n{IMPRINT}",
            None,
            "since",
            ("2020", "2024"),
        ),
        # a rate of every year; what there is of things that stay
        ("2023年，甲区援建学校。甲区每年帮乙县引进企业9家。", DAY, "period", None),
        ("甲市2023年工作情况\n投入资金300万元，累计结对企业9家。", DAY, "since", None),
        # a time behind the figure that has none before it
        ("首批企业9家于6月落户园区。", DAY, "period", ("2024-06",) * 2),
        ("去年办了协会，首批企业9家明年落户园区。", DAY, "target", ("2025", "2025")),
        # the number of a magazine is no year that its articles are of
        (
            "《南粤帮扶》2022年第11期\n镇里来了新人\n2021年7月，福田区牵头的工作队开进镇里。\n引进企业9家。",
            None,
            "since",
            ("2021", "2022"),
        ),
        # in an account of the year before, a day of the last fortnight is one of this year
        (
            "某市2023年协作进展情况\n投入资金300万元。2月1日，甲区引进企业9家。",
            date(2024, 2, 6),
            "event",
            ("2024-02-01",) * 2,
        ),
        # the quarter of publication
        (
            "劳务协作简报\n本季度，引进企业9家。",
            date(2024, 5, 20),
            "period",
            ("2024-04", "2024-06"),
        ),
        # a text that opens with its years is not of the one school year of its title
        (
            "“组团式”帮扶一学年侧记\n2023-07-05\n2020年至2023年，教师进山。\n课堂变了。引进企业9家。",
            None,
            "since",
            ("2020", "2023"),
        ),
        # a year that is only inferred gives way to the day of publication that is handed in
        ("2021年，两地结对。去年，引进企业9家。", DAY, "period", ("2023", "2023")),
        # once it is built, in no year that is said
        ("园区全部建成后每年可引进企业9家。", DAY, "target", None),
        ("项目移交以后，预计可引进企业9家。", DAY, "target", None),
    ],
)
def test_years_are_counted_from_where_the_text_says(text, published, scope, period):
    (claim,) = [c for c in read(text, published=published).claims if c.printed == "9家"]
    assert (claim.scope, claim.period) == (scope, period)


@pytest.mark.parametrize(
    "closing, period",
    [
        ("", None),
        ("截至2021年9月，转移就业300人。", ("2021", "2021")),
    ],
)
def test_a_text_that_looks_back_on_a_year_is_of_a_later_one_it_does_not_say(closing, period):
    text = f"山海情深\n2021年，两地重新结对。2021年以来，互访12批次。\n目前，引进企业9家。{closing}"
    (claim,) = [c for c in read(text).claims if c.printed == "9家"]
    assert claim.period == period


WENT = "一把小提琴的远行：320把小提琴进山\n2023-11-02\n孩子们围着炉子拉琴。\n"


@pytest.mark.parametrize(
    "text, figure, period",
    [
        # the title's year is the one it names, in January the one that is over
        ("这一年怎么帮：甲市乙县2022年账单\n一年里，引进企业9家。", "9家", ("2022", "2022")),
        ("一张表看协作这一年\n2024-01-20\n引进企业9家。", "9家", ("2023", "2023")),
        # in an account of half a year 今年 is that half
        (
            "甲市2023年上半年工作小结\n2023-07-18\n开设专柜17个，今年新增6个。",
            "6个",
            ("2023-01", "2023-06"),
        ),
        # a gift that took from last autumn until now
        (
            f"{WENT}去年秋天，琴行发出倡议，市民认捐。后来封路，总价值48万元的琴到上个月才送到。",
            "48万元",
            ("2022", "2023"),
        ),
        # what is only looked over holds for no figure
        (
            "甲县代表团赴乙市考察\n2024-05-22\n近日，甲县代表团到乙市考察。"
            "两地召开联席会议，盘点2022年以来协作任务落实情况，并签署协议9份。",
            "9份",
            ("2024", "2024"),
        ),
        # a year that is told as over, and 今年 beside it
        (
            "甲区援疆记\n仅2020年一年，采购特产9万元。\n今年，采购特产8万元。",
            "8万元",
            ("2021", "2021"),
        ),
    ],
)
def test_a_text_says_in_its_own_way_what_years_it_tells_of(text, figure, period):
    (claim,) = [c for c in read(text).claims if c.printed == figure]
    assert claim.period == period


def spans(text: str, published: date | None = None) -> dict[str, tuple[str, object]]:
    return {c.printed: (c.scope, c.period) for c in read(text, published=published).claims}


@pytest.mark.parametrize(
    "opened", ["今年以来，两地往来不断。截至9月底，", "开年以来，工作有序。截止到9月底，"]
)
def test_a_day_told_right_after_the_year_so_far_closes_it_for_all_that_follows(opened: str) -> None:
    text = (
        "浦江县湄潭县协作情况\n2024年10月11日\n"
        f"{opened}多数指标过半。\n一、资金\n浦江县投入帮扶资金300万元。\n"
    )
    assert spans(text)["300万元"] == ("period", ("2024", "2024-09"))


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("从进驻到去年底，浦江县引进企业9家。", "2021"),
        ("自结对起到去年底，浦江县引进企业9家。", "2021"),
        ("从开园到去年年底，浦江县引进企业9家。", "2021"),
        ("浦江县从2018年起帮扶湄潭县，到去年底引进企业9家。", "2018"),
        ("浦江县自2018年3月起帮扶湄潭县，截至去年底引进企业9家。", "2018"),
    ],
)
def test_from_a_start_to_the_end_of_last_year_is_counted_since(said: str, first: str) -> None:
    begun = "" if first == "2018" else "2021年，两地结对。\n"
    text = f"浦江县湄潭县协作工作\n{begun}{said}"
    assert spans(text, DAY)["9家"] == ("since", (first, "2023"))


@pytest.mark.parametrize("mark", ["【旧闻回放】", "【往期回顾】", "[此前报道]", "历史回顾"])
def test_an_earlier_report_printed_below_is_of_its_own_year(mark: str) -> None:
    text = (
        "浦江县帮扶湄潭县\n2023-05-18 来源：某报\n5月16日，浦江县向湄潭县捐款30万元。\n"
        f"{mark}两县牵手\n2019-12-11 某报\n12月9日，浦江县向湄潭县捐款18万元。\n"
    )
    assert spans(text)["18万元"] == ("event", ("2019-12-09", "2019-12-09"))
    assert spans(text)["30万元"] == ("event", ("2023-05-16", "2023-05-16"))


def test_a_chronicle_printed_in_january_tells_of_the_january_before() -> None:
    text = "浦江县帮扶湄潭县大事记（2021年）\n2022-01-14\n1月12日 浦江县向湄潭县捐款30万元。\n"
    assert spans(text)["30万元"] == ("event", ("2021-01-12", "2021-01-12"))


@pytest.mark.parametrize(
    "said",
    [
        "浦江县的12名医生将于下月到岗。",
        "浦江县12名医生即将奔赴湄潭县。",
        "湄潭县的12名医生要到浦江县进修。",
        "以后每年，浦江县派12名医生来。",
        "浦江县应承，往后一年派12名医生来。",
    ],
)
def test_who_will_come_is_planned(said: str) -> None:
    assert spans(f"浦江县帮扶湄潭县\n{said}", DAY)["12名"][0] == "target"


@pytest.mark.parametrize("did", ["浦江县累计引进企业9家", "湄潭县共新办企业9家"])
@pytest.mark.parametrize("told", ["后，", "之后，", "4月以后，", "迄今，", "至2023年三年间"])
def test_since_a_year_and_years_counted_up(told: str, did: str) -> None:
    last = "2023" if "2023" in told else "2024"
    assert spans(f"浦江县帮扶湄潭县\n2021年{told}{did}。", DAY)["9家"][1] == ("2021", last)
