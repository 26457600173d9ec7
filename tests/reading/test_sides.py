"""The two sides of a report: who helps and who is helped."""

import pytest

from shanhai.reading import read

TOLD = [
    # what a prefecture and its seat share is the seat where only that is told in full
    (
        "泉州·昌吉葡萄专列开行\n专列从新疆昌吉市开出。泉州市援疆分指挥部介绍，昌吉今年发运葡萄干200吨，泉州帮销90吨。\n",
        ["泉州市"],
        ["昌吉市"],
    ),
    (
        "泉州援疆昌吉工作简报\n泉州市对口支援昌吉州，今年安排援疆资金200万元，其中昌吉市90万元。\n",
        ["泉州市"],
        ["昌吉回族自治州"],
    ),
    # a province by what people call it
    (
        "龙江援藏工作队2021年小结\n我队驻西藏日喀则市康马县，为康马县修建水渠3公里。\n",
        ["黑龙江省"],
        ["康马县"],
    ),
    # a river is not the district it gave its name to
    (
        "从山里走到黄浦江边\n上海市浦东新区的一群医生来到福贡县，今年来了6名。\n",
        ["浦东新区"],
        ["福贡县"],
    ),
    # in a province that helps, its own people come from a city
    (
        "精河来了医生\n湖北省援疆医疗队到新疆精河县，这是湖北第九批医疗队，队员来自武汉。湖北的医生在精河做手术40台，湖北还送来药品，湖北的专家又来了。湖北人说还要来，"
        "武汉两家企业捐来呼吸机6台。\n",
        ["湖北省"],
        ["精河县"],
    ),
    # a district of a city that is a province helps on its own
    (
        "高原上的“上海门诊”\n上海市普陀区选派医生14名到青海省果洛藏族自治州甘德县。上海来的医生做手术60台。"
        "普陀区捐赠制氧机9台。\n",
        ["普陀区"],
        ["甘德县"],
    ),
    # a title counts the counties of a city
    (
        "绍兴三地与乐山三县协作见闻\n柯桥区帮马边彝族自治县建厂房2座。上虞区帮沐川县修路3公里。诸暨市帮"
        "峨边彝族自治县种茶400亩。\n",
        ["柯桥区", "上虞区", "诸暨市"],
        ["马边彝族自治县", "沐川县", "峨边彝族自治县"],
    ),
    # the town a cluster is named by is one of its towns
    (
        "北滘组团到天柱县对接\n顺德区北滘镇的负责人介绍了今年的打算，陈村镇、乐从镇的企业捐赠20万元。"
        "会后，陈村、乐从的企业到天柱县看场地。\n",
        ["北滘镇", "陈村镇", "乐从镇"],
        ["天柱县"],
    ),
    # what opens with two provinces is about them, though a pair of cities comes below
    (
        "苏陕协作一年间\n2023年，江苏省安排陕西省协作资金20亿元，实施项目900个。\n"
        "南京市与商洛市签订协议3份，南京市还为商洛市培训教师400人次。\n",
        ["江苏省"],
        ["陕西省"],
    ),
    (
        "鲁渝携手再出发\n一年来，山东省选派120名干部到重庆市挂职，重庆市选派80名干部到山东省跟岗。\n"
        "章丘区与武隆区共建车间5个，章丘区企业为武隆区送去农机20台。\n",
        ["山东省"],
        ["重庆市"],
    ),
    # a district and a county are a pair though the first paragraph names its city
    (
        "医生来到果洛\n上海市选派医生14名到青海省甘德县。\n普陀区捐赠甘德县制氧机9台，普陀区医生做手术60台。\n",
        ["普陀区"],
        ["甘德县"],
    ),
    # outside Guangdong towns help through their county
    (
        "大溪的泵，仪陇的水\n浙江省温岭市大溪镇的企业听说仪陇县天旱，大溪人捐出水泵18台，送到仪陇。\n",
        ["温岭市"],
        ["仪陇县"],
    ),
    # a place of another province told once in passing is no side
    (
        "福清寿宁共富工厂\n福清市与寿宁县结对。福清帮寿宁县建车间3座，寿宁南阳的车间用工60人，寿宁县用工共90人。\n",
        ["福清市"],
        ["寿宁县"],
    ),
    # a county or city helps the county a town lies in
    (
        "稼依来信\n静安区的老师来了。稼依镇在砚山县，稼依镇的水管修了9公里，静安区出的钱。\n",
        ["静安区"],
        ["砚山县"],
    ),
    # a province before a county is its address
    (
        "携手再出发\n6月16日，苏州市相城区与贵州省松桃苗族自治县召开东西部协作联席会议。\n",
        ["相城区"],
        ["松桃苗族自治县"],
    ),
    ("山海情深\n2021年以来，江苏苏州相城区对口帮扶贵州松桃县。\n", ["相城区"], ["松桃苗族自治县"]),
    # a park both have built is no place; one beside its own province or city is
    (
        "昆山—沭阳工业园区十五年\n6月16日，昆山沭阳工业园区有9个项目开工。昆山市、沭阳县共建。\n",
        ["昆山市"],
        ["沭阳县"],
    ),
    (
        "江苏苏州工业园区与松桃携手\n苏州工业园区与松桃苗族自治县结对，苏州工业园区捐赠3万元。\n",
        ["苏州工业园区"],
        ["松桃苗族自治县"],
    ),
    # who comes to whom within a province: the county behind its address
    (
        "江夏鹤峰又牵手\n武汉市江夏区党政代表团一行22人来到恩施州鹤峰县考察。江夏区援建项目38个。\n",
        ["江夏区"],
        ["鹤峰县"],
    ),
    # villages, though one stands behind 的
    (
        "两个村庄的约定\n浙江省台州市椒江区洪家街道兴旺村牵手四川省南充市高坪区走马镇的凉水井村。"
        + "兴旺村与凉水井村商量种橘，兴旺村出30万元，凉水井村出地，兴旺村的人常到凉水井村。\n",
        ["兴旺村"],
        ["凉水井村"],
    ),
    # the counties that open the rows of a report on a province
    (
        "京蒙协作进展通报\n西城区与内蒙古自治区结对旗任务通报如下。\n二、分旗情况\n"
        "1.鄂伦春自治旗。西城区投入资金7150万元。\n2.喀喇沁旗。西城区投入资金5250万元。\n",
        ["西城区"],
        ["鄂伦春自治旗", "喀喇沁旗"],
    ),
    # letters are all there is to tell them by
    ("莞铜同心\n今年，莞铜两地互访18批次。\n", ["东莞市"], ["铜仁市"]),
    ("沪滇协作\n今年，两地互访18批次。\n", ["上海市"], ["云南省"]),
    # a county is told as a county, without its province
    ("常平组团与玉屏县结对。\n", ["常平组团"], ["玉屏侗族自治县"]),
    ("思明区向东乡县捐赠3万元。\n", ["思明区"], ["东乡族自治县"]),
]


@pytest.mark.parametrize(("text", "helpers", "recipients"), TOLD)
def test_the_sides_are_those_that_take_part(
    text: str, helpers: list[str], recipients: list[str]
) -> None:
    report = read(text)
    assert (list(report.helpers), list(report.recipients)) == (helpers, recipients)


def test_what_lands_in_the_town_of_a_title_lands_there_though_its_county_is_helped() -> None:
    report = read(
        "稼依镇修路记\n上海市静安区的老师们来到砚山县稼依镇。静安区出资30万元，修路2公里。\n"
    )
    assert report.recipients == ("砚山县",)
    assert {claim.receiver for claim in report.claims} == {("稼依镇",)}


def test_a_numbered_row_is_of_the_place_it_opens_with_until_a_part_around_it_ends_it() -> None:
    report = read(
        "京蒙协作进展通报\n西城区与内蒙古自治区结对旗任务通报如下。\n一、总体\n安排资金1.2亿元。\n"
        "二、分旗情况\n1.鄂伦春自治旗。协作资金7150万元。\n2.喀喇沁旗。协作资金5250万元。\n"
        "三、下步\n四季度组织展销3场。\n"
    )
    told = {claim.printed: claim.receiver for claim in report.claims}
    assert told["7150万元"] == ("鄂伦春自治旗",)
    assert told["5250万元"] == ("喀喇沁旗",)
    assert told["1.2亿元"] == told["3场"] == ("鄂伦春自治旗", "喀喇沁旗")


def test_those_who_hand_over_are_named_by_where_they_come_from() -> None:
    report = read(
        "和平区帮扶会宁县\n刚才，和平区五大道街道的同志把20万元助学金交给会宁县第三中学。\n"
    )
    assert report.claims[0].provider == ("五大道街道",)


def test_of_recipients_told_in_one_breath_none_stands_for_all() -> None:
    report = read(
        "三区县携手\n2024-08-07\n2021年，奉化区与喜德县、美姑县由此结缘。累计投入帮扶资金900万元。\n"
    )
    assert report.claims[0].subject_recipient == ("喜德县", "美姑县")
