"""The year a report is of, and the days of chronicles."""

from __future__ import annotations

from datetime import date

import pytest

from shanhai.reading import read

DAY = date(2024, 7, 30)


def spans(text: str, published: date | None = None) -> dict[str, tuple[str, object]]:
    return {c.printed: (c.scope, c.period) for c in read(text, published=published).claims}


@pytest.mark.parametrize(
    ("told", "published"),
    [
        # the year a text counts up to from its start
        ("2021年，浦江县同湄潭县结对。今年是结对的第三个年头。", "2023-09-14"),
        ("浦江县2018年起对口帮扶湄潭县，今年已是第5年。", "2022-09-14"),
        ("自2014年两地携手，浦江县已连续十二年派人前来。", "2025-09-14"),
        ("自2016年牵手，两地走过了七载。", "2022-09-14"),
        # years told on the way change nothing
        ("2021年，浦江县同湄潭县结对。2022年建园。今年是第三个年头。", "2023-09-14"),
        # what came after a start is told in a year nobody says
        ("2021年，浦江县与湄潭县结对后，引来一家企业。", None),
    ],
)
def test_a_text_without_its_year_counts_up_to_it(told: str, published: str | None) -> None:
    report = read(f"浦江县帮扶湄潭县\n记者 张三 本报湄潭9月14日电\n{told}")
    assert (report.published or None) == published


@pytest.mark.parametrize(
    ("day", "published"),
    [
        ("2月17日，农历正月初六", "2021-02-20"),
        ("2月15日（正月初六）", "2024-02-20"),
        ("2月6日，正月十六", "2023-02-20"),
    ],
)
def test_a_day_of_the_first_moon_says_which_year_it_is(day: str, published: str) -> None:
    text = f"浦江县帮扶湄潭县\n某社湄潭2月20日电\n{day}。2019年起，浦江县都来接人，这趟接走300人。"
    assert read(text).published == published


CHRONICLE = (
    "浦江县帮扶湄潭县大事记（2020—2022）\n"
    "【2020年】\n4月22日，实训基地开工，浦江县安排财政资金30万元。\n7月，浦江县教师41名到岗。\n"
    "◆2021年：起步\n12月20日，浦江县向湄潭县捐赠棉衣2400件。\n"
    "2022年\n2月，浦江县选派医生12名。\n"
)


def test_the_days_of_a_chronicle_are_of_the_year_their_heading_names() -> None:
    told = spans(CHRONICLE)
    assert told["30万元"] == ("event", ("2020-04-22", "2020-04-22"))
    assert told["41名"] == ("event", ("2020-07", "2020-07"))
    assert told["2400件"] == ("event", ("2021-12-20", "2021-12-20"))
    assert told["12名"] == ("event", ("2022-02", "2022-02"))


def test_the_day_of_an_entry_holds_for_all_of_it_and_dates_no_other() -> None:
    text = (
        "2021年浦江县帮扶湄潭县大事记\n7月29日 队员轮换完成。新一批52人抵达湄潭县。\n"
        "12月8日 浦江县向湄潭县捐款30万元。\n"
    )
    assert read(text).published is None
    assert spans(text)["52人"] == ("event", ("2021-07-29", "2021-07-29"))
    assert spans(text)["30万元"] == ("event", ("2021-12-08", "2021-12-08"))


def test_an_office_and_a_day_below_the_title_leave_it_that_of_a_plan() -> None:
    text = (
        "2024年浦江县—湄潭县协作工作要点\n湄潭县协作办公室 2024年2月28日\n"
        "一、总体要求\n2023年，浦江县投入资金4650万元，完成年度任务。\n"
        "二、内容\n全年落实协作资金4700万元，安排项目19个。\n"
    )
    assert spans(text)["4700万元"] == ("target", ("2024", "2024"))
    assert spans(text)["19个"] == ("target", ("2024", "2024"))


@pytest.mark.parametrize(
    "said", ["今年是结对的第三个年头，", "今年58岁的老汪说，", "今年四十岁的老汪说，"]
)
def test_a_year_that_only_looks_around_counts_nothing(said: str) -> None:
    told = f"2022年，浦江县与湄潭县结对。\n{said}浦江县已引进企业9家。"
    report = read(f"浦江县帮扶湄潭县\n2024-07-30\n{told}")
    assert report.claims[-1].period == ("2022", "2024")


@pytest.mark.parametrize("until", ["到今天", "截至昨天", "到昨天为止", "截至目前"])
def test_up_to_today_is_counted_from_the_start(until: str) -> None:
    text = f"2021年，浦江县与湄潭县结对。\n2022年，园区动工。\n{until}，浦江县引进企业9家。"
    assert spans(text, DAY)["9家"] == ("since", ("2021", "2024"))


def test_a_request_above_a_list_plans_nothing_of_it() -> None:
    text = "浦江县帮扶湄潭县\n收到的东西记在下面，也请大家互相监督：\n浦江县：棉被120床；\n"
    assert spans(text, DAY)["120床"][0] != "target"


@pytest.mark.parametrize(
    ("said", "period"),
    [
        ("2018年两地共建园区，四年签约", ("2018", "2021")),
        ("2018年两地共建园区，四年里引进", ("2018", "2021")),
        ("走过弯路，两年多下来引进", ("2022", "2024")),
        ("走过弯路，三年过去，浦江县引进", ("2022", "2024")),
        ("听说三年里引进", ("2022", "2024")),
    ],
)
def test_years_lived_through_are_told_in_many_words(said: str, period: tuple[str, str]) -> None:
    text = f"浦江县帮扶湄潭县\n{said}企业9家。"
    assert spans(text, DAY)["9家"] == ("since", period)


@pytest.mark.parametrize(
    ("said", "period"),
    [
        ("2019年首个班开班，头一批不多；到今年6月，", ("2019", "2024-06")),
        ("新一轮帮扶是2010年开始的，到去年年底，", ("2010", "2023")),
    ],
)
def test_up_to_a_month_is_counted_from_the_year_told_before_it(
    said: str, period: tuple[str, str]
) -> None:
    text = f"浦江县帮扶湄潭县\n2024-07-30\n{said}浦江县引进企业9家。"
    assert spans(text, DAY)["9家"] == ("since", period)


def test_the_first_year_is_the_one_told_last_or_that_of_the_start() -> None:
    text = "浦江县帮扶湄潭县\n2021年，两地结对。\n头一年，浦江县引进企业9家。"
    assert spans(text, DAY)["9家"] == ("period", ("2021", "2021"))
    text = "浦江县帮扶湄潭县\n合作社2022年起买种羊，头一年引进企业9家。"
    assert spans(text, DAY)["9家"] == ("period", ("2022", "2022"))


@pytest.mark.parametrize(
    "opened", ["【二月】", "二月：", "2月份\n"], ids=["beside", "colon", "above"]
)
def test_the_days_below_a_month_are_of_it(opened: str) -> None:
    text = (
        f"浦江县帮扶湄潭县大事记（2023年）\n2024-01-10\n{opened}27日，浦江县向湄潭县捐款30万元。\n"
        f"{opened.replace('二', '十一').replace('2', '11')}"
        "18日至19日，浦江县向湄潭县捐赠棉被120床。\n"
    )
    assert spans(text)["30万元"] == ("event", ("2023-02-27", "2023-02-27"))
    assert spans(text)["120床"] == ("event", ("2023-11-18", "2023-11-18"))


@pytest.mark.parametrize(
    "opened",
    [
        "故事要从2021年夏天说起。",
        "2021年9月，老周带着5名同事坐上火车，到湄潭县开始为期一年的驻点帮扶。",
        "2021年秋，老周到湄潭县医院，开始支医。",
    ],
)
def test_a_story_says_where_it_begins(opened: str) -> None:
    text = f"浦江县帮扶湄潭县\n{opened}\n累计投入帮扶资金300万元。"
    assert spans(text, DAY)["300万元"] == ("since", ("2021", "2024"))


def test_this_year_in_an_undated_account_is_the_year_of_the_account() -> None:
    text = "浦江县湄潭县2022年度东西部协作工作总结\n入园企业8家，其中今年引进企业5家。\n"
    assert spans(text)["5家"] == ("period", ("2022", "2022"))


@pytest.mark.parametrize(
    "opened",
    [
        "老周2021年7月到岗，头一件事是走村。",
        "2021年8月刚来的时候，老周听不懂方言。",
        "2021年5月，老周来湄潭县挂职。",
        "两地牵手是从2021年开始的，日子不算长。",
        "变化出现在2021年。",
        "时间拨回2021年。县里没有一间车间。",
        "2021年，东西部协作把两个县连在一起。",
        "2021年，浦江县对口帮扶湄潭县后，来的人多了。",
    ],
)
def test_a_stay_is_counted_from_the_day_somebody_came(opened: str) -> None:
    text = f"山海之间\n2024-07-30\n{opened}\n累计投入帮扶资金300万元。"
    assert spans(text)["300万元"] == ("since", ("2021", "2024"))


def test_a_year_that_somebody_was_told_or_sold_in_starts_nothing() -> None:
    text = "山海之间\n2024-07-30\n2021年，米价跌了两毛。\n累计投入帮扶资金300万元。"
    assert spans(text)["300万元"] != ("since", ("2021", "2024"))


@pytest.mark.parametrize(
    ("opened", "span"),
    [
        ("2006年秋天，城里来了几位客人。", "十七年里"),
        ("2020年，米价跌了两毛。", "三年里"),
        ("三年前的九月，浦江县与湄潭县签约共建。", "到现在，三年里"),
    ],
)
def test_years_lead_back_to_the_year_told_before_them(opened: str, span: str) -> None:
    first = opened[:4] if opened[0] == "2" else "2020"
    text = f"浦江县帮扶湄潭县\n2023-07-30\n{opened}\n{span}，浦江县引进企业9家。"
    assert spans(text)["9家"] == ("since", (first, "2023"))


def test_years_that_also_lead_back_to_the_year_after_are_counted_from_that() -> None:
    text = "浦江县帮扶湄潭县\n2023-07-30\n2020年米贱，2021年米贵。\n三年里，浦江县引进企业9家。"
    assert spans(text)["9家"] == ("since", ("2021", "2023"))


@pytest.mark.parametrize("said", ["一年下来", "一年来", "一年间"])
def test_one_year_is_that_of_a_stay_begun_in_the_year_before(said: str) -> None:
    text = f"医疗队工作简报\n2024-10-08\n去年10月8日到岗的队员共9人。{said}，培训医生60人次。"
    assert spans(text)["60人次"] == ("since", ("2023", "2024"))
    text = f"2024年医疗队工作总结\n2025-01-08\n2024年1月到岗的队员共9人。{said}，培训医生60人次。"
    assert spans(text)["60人次"] == ("period", ("2024", "2024"))


@pytest.mark.parametrize("said", ["合起来是", "总计", "一共有"])
def test_a_sum_up_to_a_month_is_one_since_the_start(said: str) -> None:
    text = f"浦江县帮扶湄潭县\n2024-07-30\n2021年，两地结对。\n到今年6月，投入{said}300万元。"
    assert spans(text)["300万元"] == ("since", ("2021", "2024-06"))


@pytest.mark.parametrize(
    ("said", "scope", "period"),
    [
        ("全年引进企业9家", "period", ("2022", "2022")),
        ("当年引进企业9家", "period", ("2022", "2022")),
    ],
)
def test_an_account_of_years_may_tell_of_one(
    said: str, scope: str, period: tuple[str, str]
) -> None:
    text = f"浦江县帮扶湄潭县\n2024-07-30\n2021年以来，投入资金300万元，2022年建园，{said}。"
    assert spans(text)["9家"] == (scope, period)


@pytest.mark.parametrize("said", ["去年9月以来", "去年9月起", "去年9月底至今"])
def test_from_a_month_of_last_year_on(said: str) -> None:
    text = f"浦江县帮扶湄潭县\n2024-07-30\n{said}，浦江县投入帮扶资金173万元。"
    assert spans(text)["173万元"] == ("since", ("2023-09", "2024"))


@pytest.mark.parametrize(
    ("told", "year"),
    [
        ("2018年加到31个村，今年再加，", "2019"),
        ("2018年上半年，两地见了面。今年", "2018"),
        ("截至2018年6月30日，今年", "2018"),
        ("2018年上半年，两地见了面，等2021年再看。今年", "2018"),
        ("2018年上半年，两地见了面，到2021年要建成园区。今年", "2018"),
    ],
)
def test_an_undated_text_is_of_the_year_it_sets_others_against(told: str, year: str) -> None:
    text = f"浦江县帮扶湄潭县\n{told}浦江县引进企业9家。"
    assert spans(text)["9家"] == ("period", (year, year))


def test_this_gift_is_of_the_day_of_the_news_and_not_of_the_ground_told_for_it() -> None:
    text = (
        "爱心物资送抵湄潭县\n2024-01-09\n1月7日下午，浦江县爱心物资交接仪式在湄潭县举行。\n"
        "2023年12月18日深夜发生地震，当夜浦江县干部进村。\n本次交接的物资有浦江县捐赠棉被1000床。\n"
    )
    assert spans(text)["1000床"] == ("event", ("2024-01-07", "2024-01-07"))


@pytest.mark.parametrize("told", ["本报讯(2024年1月)", "本台讯（2024年1月）"])
def test_the_month_of_a_dateline_dates_nothing_told_below_it(told: str) -> None:
    text = f"浦江湄潭：2023年协作成绩亮眼\n{told} 过去一年，浦江县引进企业9家。"
    assert spans(text)["9家"] == ("period", ("2023", "2023"))


@pytest.mark.parametrize(
    "numbered",
    [
        "〔2023〕第47期",
        "协作动态 [2023]47期 8月30日",
        "《协作周刊》2023年第9期",
        "浦协办〔2023〕56号",
    ],
)
def test_the_number_of_an_issue_names_the_year_of_what_it_tells(numbered: str) -> None:
    text = f"协作工作简报\n{numbered}\n8月6日，浦江县向湄潭县捐款30万元。今年以来，选派教师12名。"
    told = spans(text)
    assert told["30万元"] == ("event", ("2023-08-06", "2023-08-06"))
    assert told["12名"][1] is not None
    assert told["12名"][1][0] == "2023"
    later = f"{text}2024年1月，举办招聘会9场。"
    assert spans(later)["9场"][1] == ("2024-01", "2024-01")


@pytest.mark.parametrize("since", ["2020年底到现在", "2020年初至今年8月", "2020年末到目前"])
def test_the_end_of_a_year_may_be_where_an_account_starts(since: str) -> None:
    assert spans(f"{since}，浦江县引进企业9家。", DAY)["9家"] == ("since", ("2020", "2024"))
