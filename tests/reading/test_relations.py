"""Parts and wholes, stated sums against their parts, amounts each, figures told twice."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shanhai.reading import read
from shanhai.reading.explain import explain
from shanhai.reading.model import Report


def parts(report: Report, printed: str) -> list[str]:
    """The figures that a figure is the sum of, as printed."""
    whole = next(c for c in report.claims if c.printed == printed)
    return [report.claims[n].printed for n in whole.total_of]


@pytest.mark.parametrize(
    ("text", "whole", "made_of"),
    [
        ("会上，企业捐赠12万元，商会捐赠8万元，合计20万元。", "20万元", ["12万元", "8万元"]),
        (
            "全年投入资金6800万元，其中产业4100万元、民生2700万元。",
            "6800万元",
            ["4100万元", "2700万元"],
        ),
        (
            "五年到位财政资金9.5亿元：前两年3.5亿元，后三年6亿元。",
            "9.5亿元",
            ["3.5亿元", "6亿元"],
        ),
        (
            "援派人才88名（干部8名、教师42名、医生38名），考核合格。",
            "88名",
            ["8名", "42名", "38名"],
        ),
        (
            "全年帮助就业5200人，其中到江苏就业1300人（其中脱贫劳动力760人），"
            "省内就近就业2900人，其他地区就业1000人。",
            "5200人",
            ["1300人", "2900人", "1000人"],
        ),
        ("帮扶单位派来教师11名、医生8名、农技人员3名。", "11名", []),
        ("落地企业6家，援建车间4家，新增专柜2家。", "6家", []),
    ],
)
def test_a_whole_knows_the_figures_that_make_it_up(
    text: str, whole: str, made_of: list[str]
) -> None:
    assert parts(read(text), whole) == made_of


def test_other_figures_behind_a_part_are_no_parts() -> None:
    report = read("投入协作资金6800万元，其中产业4100万元；帮助销售农产品2300万元。")
    assert [c.part_of for c in report.claims] == [None, 0, None]


def test_a_part_in_brackets_is_part_of_the_figure_before_them() -> None:
    report = read("帮助就业5200人，其中到江苏就业1300人（其中脱贫劳动力760人）。")
    assert [c.part_of for c in report.claims] == [None, 0, 1]


@pytest.mark.parametrize(
    ("text", "verdicts"),
    [
        ("仪式上，企业捐赠现金30万元、物资25万元、图书8万元，合计63万元。", [True]),
        ("仪式上，企业捐赠现金30万元、物资25万元、图书8万元，合计60万元。", [False]),
        ("选派教师30名、医生20名，共55名。", [False]),
        # what a list leaves out, a bound, or another kind of figure: nothing to compare
        ("企业捐赠现金30万元、物资25万元等，合计60万元。", []),
        ("企业捐赠现金30万元、物资25万元，合计近60万元。", []),
        ("举办培训班3期、招聘会2场，共培训120人次。", []),
    ],
)
def test_a_stated_sum_that_is_off_is_told(text: str, verdicts: list[bool]) -> None:
    assert [c.ok for c in read(text).checks if c.kind == "sum"] == verdicts


@pytest.mark.parametrize(
    ("text", "verdicts"),
    [
        ("浦江县16个村向湄潭县各捐赠5万元。共计捐赠90万元。", [False]),
        ("2023年，浦江县组织15家企业，每家捐赠2万元，合计35万元。", [False]),
        ("每个村安排帮扶资金50万元，8个村累计450万元。", [False]),
        ("选派教师3批，每批12人，共计36人。", [True]),
        ("四个社区各出6万元，合起来24万元。", [True]),
        # the whole told first
        ("发放助学金187.5万元，惠及女生625名，每人3000元。", [True]),
        ("商会助学38万元，资助大学新生72名，每人5000元。", [False]),
        ("捐赠60万元，资助大学新生72名，每人5000元，资助高中生100名，每人2400元。", []),
        # another count too, an unknown number of years, a bound, others who gave, other goods
        ("资助大学生60名、高中生40名，每人2000元，共计15万元。", []),
        ("四年来资助学生60名，每人5000元，共计120万元。", []),
        ("浦江县16个村每村捐赠约5万元，共计90万元。", []),
        ("30户群众每户500元，另慰问孤寡老人，共计2万元。", []),
        ("浦江县捐赠电脑20台，两镇各捐赠5万元，共计10万元。", []),
        ("10个镇各建帮扶车间2个。全县帮扶车间累计45个。", []),
    ],
)
def test_a_stated_product_that_is_off_is_told(text: str, verdicts: list[bool]) -> None:
    assert [c.ok for c in read(text).checks if c.kind == "product"] == verdicts


_FRAMES = (
    "浦江县{count}个村各捐赠{each}元，{sum}{made}元。",
    "浦江县组织{count}家企业，每家捐赠{each}元，{sum}{made}元。",
    "资助困难学生{count}名，每人{each}元，{sum}{made}元。",
    "浦江县向湄潭县{count}户困难群众每户发放慰问金{each}元。{sum}发放慰问金{made}元。",
    "带动农户{count}户，户均增收{each}元，{sum}增收{made}元。",
    "每个村安排帮扶资金{each}元，{count}个村{sum}{made}元。",
    "发放助学金{made}元，惠及女生{count}名，每人{each}元。",
)


@given(
    frame=st.sampled_from(_FRAMES),
    count=st.integers(3, 400),
    hundreds=st.integers(5, 900),
    word=st.sampled_from(("共计", "合计", "总计", "一共")),
    off=st.sampled_from((0, 0, 1, -1, 2)),
)
def test_products_are_told_right_and_wrong(
    frame: str, count: int, hundreds: int, word: str, off: int
) -> None:
    each = hundreds * 100
    assume(-4 * off <= count and 4 * off <= count)  # farther off, it may be no sum of these
    made = each * (count + off)
    text = frame.format(count=count, each=each, made=made, sum=word)
    told = [(c.stated, c.computed, c.ok) for c in read(text).checks]
    assert told == [(made, each * count, off == 0)]


def test_what_each_of_several_gave_is_known_by_their_sum() -> None:
    report = read("16个企业和行政村分别捐赠帮扶资金5万元，共计80万元。")
    assert [c.each for c in report.claims] == [False, True, False]
    assert [(c.kind, c.computed, c.ok) for c in report.checks] == [("product", 800000, True)]


def test_years_of_an_amount_a_year_are_no_wrong_product() -> None:
    text = "设立助学项目，每年资助新生60名，每人5000元，四年共发放120万元。"
    assert all(check.ok for check in read(text).checks)


def test_the_account_says_which_sum_is_off() -> None:
    text = "仪式上，企业捐赠现金30万元、物资25万元，合计60万元。"
    told = explain(text, read(text))
    assert "核对：#2是#0、#1之和，文中600000，算得550000，不符，请对照原文" in told


COUNTED = [
    "帮助{n}名农村劳动力就业",
    "稳岗就业{n}人",
    "促进农村劳动力到浙江就业{n}人",
    "帮助{n}名群众就近就业",
    "车间吸纳{n}人务工",
    "培训农村劳动力{n}人次",
    "组团医生诊治患者{n}人次",
    "资助困难学生{n}名",
    "带动群众增收{n}人",
]


@given(
    whole=st.sampled_from(COUNTED),
    who=st.sampled_from(["脱贫人口", "脱贫劳动力", "脱贫户", "脱贫群众", "低收入人口"]),
    mark=st.sampled_from(["，其中{}", "（其中{}）", "；其中{}"]),
    many=st.integers(100, 9000),
)
def test_some_of_those_counted_are_counted_as_they_are(
    whole: str, who: str, mark: str, many: int
) -> None:
    unit = "人次" if whole.endswith("人次") else "人"
    some = mark.format(f"{who}{many // 2}{unit}")
    text = f"浦江县对口帮扶湄潭县\n2023年，{whole.format(n=many)}{some}。"
    first, second = (c.indicator for c in read(text).claims)
    assert first == second


@pytest.mark.parametrize("join", ["，", "、", "和"])
@pytest.mark.parametrize("whole", ["新增就业1865人", "培训农村劳动力1865人次"])
def test_others_of_those_counted_are_counted_as_they_are_too(whole: str, join: str) -> None:
    unit = whole.partition("1865")[2]
    some = f"其中脱贫人口1102{unit}{join}易地搬迁群众200{unit}"
    claims = read(f"浦江县对口帮扶湄潭县\n2023年，{whole}，{some}。").claims
    assert len(claims) == 3 and len({c.indicator for c in claims}) == 1


def test_what_some_of_them_do_themselves_is_counted_as_that() -> None:
    for said in (
        "培训农牧民860人次，其中带动脱贫人口320人次。",
        "稳岗就业5200人，其中到浙江就业1300人。",
    ):
        first, second = (c.indicator for c in read(f"浦江县帮扶湄潭县\n{said}").claims)
        assert first != second
