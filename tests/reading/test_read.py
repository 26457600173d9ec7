"""Reading whole texts: whose figure, from whom to whom, when, and what it adds up to."""

import gc
import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shanhai.reading import Claim, read


def by_figure(text: str, published: date | None = None) -> dict[str, Claim]:
    return {c.printed: c for c in read(text, published=published).claims}


CLUSTER = """常平镇、桥头镇、谢岗镇·玉屏侗族自治县东西部协作工作联席会议召开

2025年3月31日，联席会议在东莞召开。会议介绍了常平组团帮扶玉屏县的情况。5年来，两地开展互访交流12批次150人次，选派60人次支医支教，新引进企业9家。

自参与常平组团结对玉屏县以来，桥头镇先后组织6批次51人次赴玉屏考察，累计落实财政资金820万元，采购农产品300万元。
"""


def test_a_cluster_figure_is_not_the_towns() -> None:
    claims = by_figure(CLUSTER)
    assert claims["12批次"].subject_helper == ("常平组团",)
    assert claims["6批次"].subject_helper == ("桥头镇",)
    assert claims["820万元"].provider == ("桥头镇",)
    assert claims["820万元"].receiver == ("玉屏侗族自治县",)


def test_mutual_visits_have_no_giver() -> None:
    claims = by_figure(CLUSTER)
    assert claims["12批次"].provider == claims["12批次"].receiver == ()


def test_scope_travels_between_clauses_and_is_replaced() -> None:
    text = (
        "2024年6月20日，清溪镇与德江县召开联席会议。\n"
        "自2021年与德江县结对以来，清溪镇助销农产品近700万元，输入务工人员820人。"
        "今年以来，清溪镇帮助销售农产品80万元。2023年，清溪镇选派教师3名。"
    )
    claims = by_figure(text)
    assert (claims["700万元"].scope, claims["700万元"].period) == ("since", ("2021", "2024"))
    assert claims["700万元"].bound == "under"
    assert claims["820人"].scope == "since"
    assert (claims["80万元"].scope, claims["80万元"].period) == ("period", ("2024", "2024-06"))
    assert claims["3名"].period == ("2023", "2023")


def test_plans_are_told_from_what_is_done() -> None:
    text = "2024年，塘厦镇已投入协作资金500万元。接下来，塘厦镇将选派教师7名到始兴县支教。"
    claims = by_figure(text)
    assert claims["500万元"].kind == "period_total"
    assert (claims["7名"].scope, claims["7名"].kind) == ("target", "plan")


def test_kinds_follow_nature_and_scope() -> None:
    text = (
        "2024年5月8日，龙岗区向靖西市捐赠资金30万元。2023年，龙岗区采购靖西农产品120万元。"
        "今年以来，龙岗区采购靖西农产品60万元。园区入驻企业23家。"
    )
    claims = by_figure(text)
    assert claims["120万元"].kind == "period_total"
    assert claims["60万元"].kind == "reading"
    assert claims["23家"].kind == "stock"
    assert claims["30万元"].kind == "act"


def test_published_resolves_a_year_the_text_leaves_out() -> None:
    text = "今年以来，惠州市采购黔西南布依族苗族自治州农产品300万元。"
    assert by_figure(text)["300万元"].period is None
    assert by_figure(text, date(2023, 9, 1))["300万元"].period == ("2023", "2023-09")


def test_respectively_binds_lists_in_order() -> None:
    text = "2024年4月2日，东莞市石龙镇、长安镇分别向沿河土家族自治县捐赠20万元、35万元。"
    claims = by_figure(text)
    assert claims["20万元"].provider == ("石龙镇",)
    assert claims["35万元"].provider == ("长安镇",)


def test_a_subset_points_at_its_whole() -> None:
    claims = read("2024年，珠海市帮助遵义市农村劳动力就业300人，其中脱贫劳动力120人。").claims
    assert claims[1].part_of == 0
    assert claims[1].indicator == claims[0].indicator


def test_a_stated_sum_is_checked_against_its_parts() -> None:
    text = "会上，企业捐赠12万元，商会捐赠8万元，协会捐赠5万元，合计25万元。"
    report = read(text)
    assert report.claims[3].total_of == (0, 1, 2)
    assert [(c.kind, c.ok) for c in report.checks] == [("sum", True)]


@pytest.mark.parametrize(("stated", "ok"), [("80万元", True), ("90万元", False)])
def test_an_amount_each_is_multiplied_by_its_count(stated: str, ok: bool) -> None:
    report = read(f"石龙镇向沿河县16个帮扶村各捐赠5万元，共计{stated}。")
    products = [c for c in report.checks if c.kind == "product"]
    assert [c.ok for c in products] == [ok]
    assert [c.each for c in report.claims] == [False, True, False]


def test_lost_digits_are_named_and_never_zero() -> None:
    report = read("全年到位财政帮扶资金万元，实施协作项目22个。")
    assert all(c.value for c in report.claims)
    assert [c.printed for c in report.claims] == ["22个"]


@pytest.mark.parametrize(
    ("text", "figure", "indicator", "scope"),
    [
        # who is given to is a list, and none of it sends
        ("即墨区向陇西县、通渭县选派医生3名、5名。", "5名", "doctors_dispatched", None),
        ("永嘉县为昭觉县和布拖县选派教师30名、25名。", "25名", "teachers_dispatched", None),
        # a figure in brackets behind another is told apart from what that one counts
        ("互派干部人才463名（干部83名、专技380名）。", "463名", "professionals_dispatched", None),
        # what is left of a gift is the gift, and is to come
        ("企业认捐60万元，余下20万元将于年底前拨付。", "20万元", "social_donation", "target"),
        ("商会捐款35万元，剩余15万元由县里拨付到校。", "15万元", "social_donation", None),
        ("今年引进企业6家，另有4家力争第三季度签约。", "4家", "enterprises_introduced", "target"),
        ("援建车间8个，3个预计明年完工。", "3个", "workshops", "target"),
        # money without its 元
        ("市级统筹150万，用于修路。", "150万", "fiscal_funds", None),
    ],
)  # fmt: skip
def test_what_a_figure_continues_or_has_yet_to_come(
    text: str, figure: str, indicator: str, scope: str | None
) -> None:
    claim = by_figure(text)[figure]
    assert claim.indicator == indicator
    assert scope in (None, claim.scope)


def test_this_year_is_that_of_the_day_given() -> None:
    text = "2022年，惠州市选派医生6名；今年，惠州市选派医生2名。"
    given = read(text, published=date(2024, 9, 1)).claims
    assert [c.period for c in given] == [("2022", "2022"), ("2024", "2024-09")]


def test_an_older_article_below_has_its_own_time() -> None:
    text = (
        "清溪镇代表团赴德江县考察\n2024年6月21日，清溪镇代表团赴德江县考察，捐赠资金10万元。\n"
        "相关链接：\n2021年，清溪镇选派医生2名到德江县。\n"
    )
    claims = by_figure(text)
    assert claims["10万元"].period == ("2024-06-21", "2024-06-21")
    assert claims["2名"].period == ("2021", "2021")


def test_a_figure_told_twice_is_linked_not_doubled() -> None:
    text = "会上，明德公司向德江县捐赠156万元。\n今年，明德公司捐资捐物达156万元。"
    claims = read(text).claims
    assert claims[1].same_as == 0


def test_sides_are_the_places_that_take_part() -> None:
    report = read("龙岗区与靖西市、那坡县结对十年\n龙岗区向靖西市和那坡县选派教师9名。")
    assert report.helpers == ("龙岗区",)
    assert set(report.recipients) == {"靖西市", "那坡县"}


def test_words_that_are_also_places_are_not_taken_for_them() -> None:
    report = read("双方加强合作，以和平、开放的心态投入真金白银，深化东西部协作。")
    assert report.helpers == report.recipients == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n",
        "。。。",
        "\x00\x01",
        "\ud800",
        "（（（（",
        "年年年年",
        "万亿",
        "1",
        "第",
        "各" * 50,
    ],
)
def test_odd_texts_are_read_without_complaint(text: str) -> None:
    report = read(text)
    assert report.claims == ()


@settings(max_examples=60, deadline=None)
@given(
    st.text(
        alphabet="捐赠投入资金项目个万元亿余0123456789，。、（）其中各累计2023年月日惠州黔西南",
        max_size=120,
    )
)
def test_any_text_gives_spans_that_print_the_figure(text: str) -> None:
    for claim in read(text).claims:
        assert text[claim.start : claim.end] == claim.printed
        assert claim.sentence[0] <= claim.start < claim.end <= claim.sentence[1]


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=80), st.text(max_size=80))
def test_words_around_a_sentence_move_its_figure_and_do_not_change_it(
    left: str, right: str
) -> None:
    text = f"{left}\n2024年，惠州市选派教师28名。\n{right}"
    inside = [c for c in read(text).claims if c.printed == "28名"]
    assert inside and text[inside[0].start : inside[0].end] == "28名"
    assert inside[0].value == 28


@pytest.mark.parametrize(
    ("piece", "few"),
    [(one, 4_000) for one in ("以来", *"个（1一年捐向、县自\n")]
    + [(one, 150) for one in ("5人、", "其中5人，")],  # a list, a sentence without an end
)
def test_hostile_repetition_costs_no_more_than_its_length(piece: str, few: int) -> None:
    def seconds(size: int) -> float:
        text = piece * size
        began = time.process_time()
        read(text)
        return time.process_time() - began

    read("预热")
    gc.disable()  # a search of all the suite holds for cycles would count as the reader's
    try:
        small, large = (min(seconds(size) for _ in range(3)) for size in (few, 8 * few))
    finally:
        gc.enable()
    assert large < 30 * max(small, 0.004)


def test_many_days_make_the_lines_below_them_no_dearer() -> None:
    def seconds(text: str) -> float:
        began = time.process_time()
        read(text)
        return time.process_time() - began

    days, lines = "3月5日、" * 40_000 + "\n", "捐赠3万元。\n" * 2_000
    read("预热")
    apart, together = (
        min(sum(map(seconds, texts)) for _ in range(2))
        for texts in ((days, lines), (days + lines,))
    )
    assert together < 2.2 * apart


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("某县新闻网\n读报\n甲县60个帮扶项目落地乙县\n来源：本站\n", "甲县60个帮扶项目落地乙县"),
        ("三年，从海到山\n——甲乙两地对口协作回望\n", "三年，从海到山——甲乙两地对口协作回望"),
        ("齐心、聚力、争先\n推动帮扶工作上台阶\n", "齐心、聚力、争先 推动帮扶工作上台阶"),
        ("放大\n甲乙携手：“把山货卖到海边”\n", "甲乙携手：“把山货卖到海边”"),
    ],
)
def test_the_title_is_found_below_what_a_page_prints_on_top(head: str, title: str) -> None:
    assert read(f"{head}两地往来三十年，走得越来越近。\n").title == title


def test_a_sentence_that_opens_with_its_author_is_read() -> None:
    claims = read("两地帮扶见闻\n作者走访甲县时得知，乙县收到捐赠资金25万元。\n").claims
    assert [c.printed for c in claims] == ["25万元"]


@pytest.mark.parametrize(
    "line",
    [
        "✦ 往期回顾 | 30所中小学暑期开放名单来了",
        "推广：假期托管班火热报名，3人成团",
        "热门推荐｜冬季大棚保温被，1200户都选它",
        "猜你喜欢：招聘会提供岗位800个",
    ],
)
def test_what_a_page_advertises_below_counts_nothing(line: str) -> None:
    claims = read(f"湄潭来信\n浦江县与湄潭县结对。浦江县选派教师12名。\n{line}").claims
    assert [c.printed for c in claims] == ["12名"]


def test_the_head_of_a_magazine_is_no_title() -> None:
    text = "《山海同行》内刊 2022年第11期 P23\n山里来了新邻居\n浦江县与湄潭县结对，选派教师12名。"
    assert read(text).title == "山里来了新邻居"


@pytest.mark.parametrize(
    "told",
    [
        "浦江县2024年东西部协作工作情况通报\n今年1—6月，浦江县援助湄潭县90万元。\n",
        "浦江县湄潭县2024年协作任务完成情况\n今年前三季度，到账援助资金90万元。\n",
    ],
)
def test_a_report_on_a_year_that_is_not_over_is_of_that_year(told: str) -> None:
    (claim,) = read(told).claims
    assert claim.period and {day[:4] for day in claim.period} == {"2024"}
