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
        (NEWS, None, "8名", "target", ("2023", "2023-05")),
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
