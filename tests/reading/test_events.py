"""Which occasions a report is news of, and on what day."""

import pytest

from shanhai.reading import read

BODY = "\n两地协作多年，全年投入帮扶资金300万元，实施项目6个。"

TOLD = [
    (
        "好消息传来，记者5月8日从甲县东西部协作工作推进会上获悉，三年来援建项目9个。",
        [("meeting", "2024-05-08")],
    ),
    ("中新网2024年5月9日电 7日，两地重点项目签约仪式在甲县举行。", [("signing", "2024-05-07")]),
    ("5月6日，甲乙两地2024年消费帮扶周在市民广场启幕。", [("sales_fair", "2024-05-06")]),
    ("5月6日，教育局同志参加助学物资交接仪式。", [("donation", "2024-05-06")]),
    ("冬羔成活率由七成升到九成，牧民很高兴。", []),
    ("一楼设了农产品展销专柜，天天有人来。", []),
]


@pytest.mark.parametrize(("opening", "expected"), TOLD)
def test_an_occasion_is_told_by_its_words(opening: str, expected: list[tuple[str, str]]) -> None:
    made = read(f"甲县今日要闻\n2024年5月9日\n{opening}{BODY}").events
    assert [(e.type, e.date) for e in made] == expected


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
