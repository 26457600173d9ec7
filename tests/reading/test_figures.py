"""What is a figure and what only looks like one."""

import pytest

from shanhai.reading import figures


def found(text: str) -> list[tuple[str, float, str, str]]:
    return [(text[f.start : f.end], float(f.value), f.unit, f.bound) for f in figures.find(text)]


@pytest.mark.parametrize(
    ("text", "printed", "worth", "unit", "bound"),
    [
        ("采购农产品487.18万元", "487.18万元", 4_871_800, "元", "exact"),
        ("实现总产值8亿余元", "8亿余元", 800_000_000, "元", "over"),
        ("覆盖农户4000余户", "4000余户", 4000, "户", "over"),
        ("助销近800万元", "800万元", 8_000_000, "元", "under"),
        ("价值约360万元", "360万元", 3_600_000, "元", "about"),
        ("达9800万元", "9800万元", 98_000_000, "元", "exact"),
        ("不少于80家", "80家", 80, "个", "over"),
        ("在3万人次以上", "3万人次", 30_000, "人次", "over"),
        ("4000元左右", "4000元", 4000, "元", "about"),
        ("最高10万元", "10万元", 100_000, "元", "under"),
        ("统筹资金150万及其他", "150万", 1_500_000, "元", "exact"),
        ("工坊去年发掉工钱八万六，", "八万六", 86_000, "元", "exact"),
        ("区里批了九十五万，", "九十五万", 950_000, "元", "exact"),
        ("全村二十来户，每户多了三千一。", "三千一", 3100, "元", "exact"),
        ("全年卖掉农产品7380万，", "7380万", 73_800_000, "元", "exact"),
        ("户均多挣了2800块。", "2800块", 2800, "元", "exact"),
        ("车间招了130多号人", "130多号人", 130, "人", "over"),
        ("六十来号人在地里忙", "六十来号人", 60, "人", "about"),
        ("半年看了900多号病人", "900多号", 900, "人", "over"),
        ("规划12.6平方公里", "12.6平方公里", 12_600_000, "平方米", "exact"),
        ("销售土豆500斤", "500斤", 250, "公斤", "exact"),
        ("种植20公顷", "20公顷", 300, "亩", "exact"),
        # 一 counts behind what it counts, and as the object of what was done
        ("建成育苗车间一个，", "一个", 1, "个", "exact"),
        ("送来救护车一辆（某公司捐", "一辆", 1, "个", "exact"),
        ("城里开起了一家茶馆", "一家", 1, "个", "exact"),
        ("给村医室留下一台血糖仪", "一台", 1, "个", "exact"),
        # what only ends or begins like a bound
        ("线上97万元、线下60万元", "97万元", 970_000, "元", "exact"),
        ("添置便携彩超3台", "3台", 3, "个", "exact"),
        ("“同步课堂”上了64节", "64节", 64, "个", "exact"),
        ("有21人不到一个月就回来了", "21人", 21, "人", "exact"),
        ("摆了不过15个摊", "15个", 15, "个", "under"),
        # people told by 个
        ("带出20个本地师傅", "20个", 20, "人", "exact"),
        ("他收过的徒弟6个", "6个", 6, "人", "exact"),
        ("厂里用着90来个本地人", "90来个", 90, "人", "about"),
        # what only looks like an ordinal, or like money left without its unit
        ("力争9月底前80%", "80%", 80, "%", "exact"),
        ("双师课堂每周14节", "14节", 14, "个", "exact"),
        ("首届52人入学", "52人", 52, "人", "exact"),
        ("村里一年收15万租金", "15万", 150_000, "元", "exact"),
        ("木耳一周卖了四百多万。", "四百多万", 4_000_000, "元", "over"),
        ("接收捐赠资金7笔", "7笔", 7, "个", "exact"),
        ("硬化道路1030米", "1030米", 1.03, "公里", "exact"),
        ("建成车间两座", "两座", 2, "个", "exact"),
        ("三家企业落地", "三家", 3, "个", "exact"),
        ("上千人报名", "千人", 1000, "人", "over"),
        ("结对1镇、14个村", "1镇", 1, "个", "exact"),
        ("全县4镇10村结对", "4镇", 4, "个", "exact"),
        ("全县4镇10村结对", "10村", 10, "个", "exact"),
        ("建3至5个车间", "3至5个", 3, "个", "exact"),
        ("支出进度71.42%", "71.42%", 71.42, "%", "exact"),
        ("带动约18万脱贫人口增收", "18万", 180_000, "人", "about"),
        ("投入帮扶资金2亿元，惠及1.3万当地群众", "1.3万", 13_000, "人", "exact"),
        ("引导60余万农村劳动力外出", "60余万", 600_000, "人", "over"),
        ("惠及2万多农户", "2万多", 20_000, "户", "over"),
    ],
)
def test_a_figure_is_found_with_its_extent_and_bound(
    text: str, printed: str, worth: float, unit: str, bound: str
) -> None:
    assert (printed, pytest.approx(worth), unit, bound) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "2023年6月21日", "第一次联席会议", "第3批", "37岁的搬迁户", "为期3个月",
        "表3列出了投入情况", "百千万工程", "“832平台”",
        "“十四五”时期", "一县一园", "千家万户", "一步一个脚印", "红十字会", "山水两头",
        "电话0760-88881234",
        "两省两市", "广西四个极度贫困县之一", "五年来", "园区二期的塔吊", "十四届二次会议",
        "迈上一个新台阶",
        "实施协作项目90…", "捐赠资金共150万", "一次次走访", "典型镇“七个一”",
        "月薪五千起", "倒在了半道上", "线上直播涨粉近3万。", "每年来踢一场，", "卓玛排在头一个。",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_figure_is_left_out(text: str) -> None:
    assert found(text) == []


def test_the_baseline_of_a_growth_is_no_figure_of_the_cooperation() -> None:
    assert [f[0] for f in found("基地由600亩扩大到1000亩")] == ["1000亩"]


def test_figures_inside_names_of_places_are_not_counted() -> None:
    assert [f[0] for f in found("双方签订协议两份和一份备忘录")] == ["两份", "一份"]
