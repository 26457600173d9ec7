"""Scope and period of a figure: what a time holds for, and when it ends."""

from datetime import date

import pytest

from shanhai.reading import read

DAY = date(2024, 7, 30)
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
    ],
)
def test_a_time_holds_as_long_as_the_language_lets_it(text, published, figure, scope, period):
    (claim,) = [c for c in read(text, published=published).claims if c.printed == figure]
    assert (claim.scope, claim.period) == (scope, period)


def test_a_date_written_out_dates_the_report():
    text = "对口帮扶工作总结\n全年投入财政帮扶资金300万元。\n帮扶工作办公室\n二〇一五年一月二十日\n"
    report = read(text)
    assert report.published == "2015-01-20"
    assert report.claims[0].period == ("2014", "2014")
