"""Who gives and who receives, and the sides of the report."""

import pytest

from shanhai.reading import Claim, read


def by_figure(text: str) -> dict[str, Claim]:
    return {c.printed: c for c in read(text).claims}


PAIRS = """宁波三区结对凉山三县
海曙区、江北区、奉化区分别结对木里藏族自治县、美姑县、喜德县。
海曙—木里
全年到账财政援助资金510万元。
江北—美姑
选派医生9名。
"""


def test_a_part_under_the_heading_of_a_pair_is_that_pairs() -> None:
    claims = by_figure(PAIRS)
    assert claims["510万元"].provider == ("海曙区",)
    assert claims["510万元"].receiver == ("木里藏族自治县",)
    assert (claims["9名"].provider, claims["9名"].receiver) == (("江北区",), ("美姑县",))


ROWS = {
    "【{}】": ("【三、其他】", "\n"),
    "一、{}": ("二、存在的问题", "\n"),
    "■{}：产业先行": ("■下一步", "\n"),
    "{}：": ("", ""),
}


@pytest.mark.parametrize("mark", ROWS)
def test_the_place_a_heading_of_a_row_names_has_what_stands_below_it(mark: str) -> None:
    other, line = ROWS[mark]
    parts = [
        f"{mark.format(name)}{line}到位财政援助资金{number}万元；开展培训{number}期。\n"
        for number, name in ((61, "湄潭县"), (72, "正安县"))
    ]
    text = "余姚市结对湄潭县、正安县工作通报\n余姚市对口帮扶湄潭县、正安县。\n" + "".join(parts)
    text += f"{other}\n全年到位财政援助资金133万元。\n" if other else ""
    claims = by_figure(text)
    assert claims["61期"].receiver == claims["61万元"].receiver == ("湄潭县",)
    assert claims["72期"].receiver == claims["72万元"].receiver == ("正安县",)
    assert not other or claims["133万元"].receiver == ("湄潭县", "正安县")


VILLAGE = "浦江县与湄潭县东西部协作工作动态\n{}{}"
COMES = ("桐坪村不大。", "去年，桐坪村还没有路。", "来到桐坪村，路已经修好。")


@pytest.mark.parametrize("said", COMES)
def test_a_village_a_paragraph_is_about_receives_what_lands_there(said: str) -> None:
    text = VILLAGE.format("今年5月，浦江县的干部走进桐坪村。\n", said)
    claims = by_figure(text + "浦江县投入帮扶资金35万元，修建水渠3公里。\n")
    assert claims["35万元"].receiver == claims["3公里"].receiver == ("桐坪村",)


def test_a_text_about_a_village_has_what_lands_there_but_not_what_lands_all_over() -> None:
    claims = by_figure(
        "口述：我们村这几年\n讲述人：隆德县李家河村村支书\n长泰区有个镇跟我们结了对子。"
        "长泰区拨来协作资金36万元，装路灯92盏。今年县里开会，说长泰区给全县投了2.9亿元财政资金。"
    )
    assert claims["36万元"].receiver == claims["92盏"].receiver == ("李家河村",)
    assert claims["2.9亿元"].receiver == ("隆德县",)


def test_what_no_name_of_a_village_is_receives_nothing() -> None:
    text = VILLAGE.format("驻镇帮镇扶村工作队来到示范村，", "浦江县投入帮扶资金35万元。\n")
    assert by_figure(text)["35万元"].receiver == ("湄潭县",)


@pytest.mark.parametrize("verb", ("结束了不能做手术的日子", "换了模样", "的门诊多了起来"))
def test_who_is_treated_in_the_hospital_a_sentence_names_is_its_own(verb: str) -> None:
    text = VILLAGE.format(f"湄潭县人民医院{verb}，全年手术412台，", "新技术9项落地。\n")
    assert {c.receiver for c in read(text).claims} == {("湄潭县人民医院",)}


def test_a_body_named_again_by_its_last_word_is_itself() -> None:
    text = (
        "慈善总会走进布拖县\n慈溪市慈善总会一行来到四川省布拖县。"
        "活动当天，慈善总会捐赠助学金50万元，一家制药公司捐赠药品20箱。"
    )
    claims = by_figure(text)
    assert claims["50万元"].provider == ("慈溪市慈善总会",)
    assert all("一家" not in name for c in claims.values() for name in c.provider)


def test_what_happens_in_the_hospital_of_the_title_is_its_own() -> None:
    text = "沪果情深｜甘德县人民医院有了新变化\n上海市援青医疗队抵达果洛。医疗队开展新技术10项。\n"
    (claim,) = read(text).claims
    assert claim.receiver == ("甘德县人民医院",)


def test_what_came_of_help_has_no_giver_where_another_matter_opened() -> None:
    text = (
        "大姚县深化东西部协作\n一是上海市安排大姚县财政援助资金3000万元。"
        "二是转移就业494人，其中到外省务工24人。"
    )
    claims = by_figure(text)
    assert claims["3000万元"].provider == ("上海市",)
    assert claims["494人"].provider == ()


def test_the_villages_and_towns_of_a_title_are_the_sides() -> None:
    text = "北滘陈村乐从三镇携手剑河县\n顺德区北滘镇、陈村镇、乐从镇赴剑河县调研。顺德区领导参加。"
    report = read(text)
    assert report.helpers == ("北滘镇", "陈村镇", "乐从镇")
    diary = "驻村日记：苦竹村的冬天\n中山市小榄镇派来的队员住在云南省盐津县苦竹村。"
    assert read(diary).recipients == ("苦竹村",)


def test_two_villages_are_the_sides_of_what_tells_of_two_villages() -> None:
    text = (
        "两个村的账\n江苏省张家港市杨舍镇善港村结对贵州省沿河土家族自治县中界镇高峰村。"
        "善港村送来茶苗，高峰村栽下。善港村教剪枝，高峰村学得快。高峰村办起茶厂，善港村出资9万元。"
        "今年高峰村回赠新茶，善港村再派技术员2名。\n"
    )
    assert (read(text).helpers, read(text).recipients) == (("善港村",), ("高峰村",))


def test_a_village_lies_in_the_county_it_is_said_to_lie_in() -> None:
    text = "柳溪村与石门村\n柳溪村在浙江省嘉善县，石门村位于四川省九寨沟县。柳溪村拿出40万元。"
    report = read(text)
    assert (report.helpers, report.recipients) == (("柳溪村",), ("石门村",))


def test_words_with_the_look_of_a_town_are_none() -> None:
    text = "龙岗区与都安瑶族自治县结对\n龙岗区支持建设乡村振兴示范村18个，派出镇村干部3名。"
    claims = read(text).claims
    assert claims
    assert {name for c in claims for name in c.receiver} <= {"都安瑶族自治县"}


@pytest.mark.parametrize(
    ("text", "helpers", "recipients"),
    [
        ("津甘协作：西青情系天祝\n西青选派教师12名到天祝支教。", ["西青区"], ["天祝藏族自治县"]),
        ("闽宁情深\n福清专家来到西吉，义诊3场。福清还为西吉捐赠设备20台。", ["福清市"], ["西吉县"]),
        ("京蒙协作\n门头沟区帮助察右后旗实施项目12个。", ["门头沟区"], ["察哈尔右翼后旗"]),
        ("沈阳北京对口合作\n朝阳区与沈阳市签约项目32个。", ["朝阳区"], ["沈阳市"]),
        ("山村日记\n青川的山陡。杭州市上城区捐赠电脑20台。", ["上城区"], ["青川县"]),
        ("鲁渝协作\n山东省财政投入900万元。东营市来了教师8名，酉阳向东营派出干部2名。", ["东营市"],
         ["酉阳土家族苗族自治县"]),
        # both in one province: who goes or gives to whom
        ("万企兴万村\n自流井区工商联赴美姑县，自流井区为美姑县捐赠12万元。",
         ["自流井区"], ["美姑县"]),
        ("驻村记\n庆阳市环县的春天。嘉峪关市驻环县帮扶工作队又来了，修路3公里。",
         ["嘉峪关市"], ["环县"]),
        ("山海协作联席会\n西湖区累计向淳安县投入2亿元。", ["西湖区"], ["淳安县"]),
        # the names of papers and firms are no party
        ("天山网讯\n绍兴市援建阿瓦提县项目12个。", ["绍兴市"], ["阿瓦提县"]),
        ("企业家赴和龙\n鄞州区考察团赴和龙市。宁波甲乙金属有限公司、宁波丙丁电气有限公司、"
         "宁波戊己食品有限公司各捐赠5万元。", ["鄞州区"], ["和龙市"]),
        # listed across provinces, one after the other in like clauses, or behind their address
        ("援藏项目\n上海市援藏项目82个；山东省援藏项目55个；吉林省援藏项目9个，都在日喀则市。",
         ["上海市", "山东省", "吉林省"], ["日喀则市"]),
        ("协作记\n天津市、山东省青岛市、福建省厦门市累计向甘肃省投入70亿元。",
         ["天津市", "青岛市", "厦门市"], ["甘肃省"]),
        ("送岗记\n惠阳区赴黔西南布依族苗族自治州册亨县、望谟县送岗。黔西南布依族苗族自治州的乡亲来了，"
         "册亨县、望谟县各一场，招工90人。", ["惠阳区"], ["册亨县", "望谟县"]),
        ("经开区来人\n常州经济开发区考察团到平利县。常州经开区捐赠6万元，常州经开区选派教师2名。",
         ["常州经济开发区"], ["平利县"]),
        ("苏陕协作\n江苏省投入2亿元，我省新派干部30名。苏陕两地走得更近。", ["江苏省"], ["陕西省"]),
        ("三峡库区\n重庆市忠县组团赴山东省推介。忠县签约项目4个，忠县又赴山东省。",
         ["山东省"], ["忠县"]),
        # a division of the corps, alone and one with its city
        ("浙江省支持兵团第一师建校2所，为兵团第一师送书9套。", ["浙江省"], ["兵团第一师"]),
        ("援疆记\n来到第十二师，浙江省选派教师9名，第十二师很高兴。", ["浙江省"], ["兵团第十二师"]),
        ("第三师图木舒克市小记\n东莞市帮师市建校3所。", ["东莞市"], ["第三师图木舒克市"]),
        # all there are, counted; a pair to a paragraph; a city that is only an address; a station
        ("静海情\n甘肃省镇原县、古浪县、舟曲县三县与静海区结对。静海区拨来90万元，甘肃省很重视，"
         "甘肃省派人，甘肃省还记在账上。", ["静海区"], ["镇原县", "古浪县", "舟曲县"]),
        ("鲁甘三家\n青岛市与陇南市：青岛市投入6亿元。\n济南市与临夏州：济南市选派教师62名。\n",
         ["青岛市", "济南市"], ["陇南市", "临夏回族自治州"]),
        ("一笔善款\n济南市槐荫区捐款。花垣县收到了。济南市槐荫区与花垣县结对，济南市槐荫区送来艾草，"
         "济南市的专柜摆上5个。", ["槐荫区"], ["花垣县"]),
        ("专列出发\n上虞区的专列从乐山站驶出。峨边县、马边县、沐川县的人去上虞区。",
         ["上虞区"], ["峨边彝族自治县", "马边彝族自治县", "沐川县"]),
        # a helper of the far west that is helped elsewhere; names of their day
        ("高原之约\n重庆市支援类乌齐县，西藏的援建项目多。重庆市投入援藏资金4亿元。",
         ["重庆市"], ["类乌齐县"]),
        ("津门连高原\n天津市支援昌都地区，在昌都建校46所。", ["天津市"], ["昌都地区"]),
        ("粤黔记\n荔湾区帮扶水城县，荔湾区为水城送书9套。", ["荔湾区"], ["水城县"]),
        # counties that are helped though their city is not
        ("山与海\n惠城区与龙门县结对，惠城区拨来90万元。", ["惠城区"], ["龙门县"]),
        ("山与海\n西湖区帮扶淳安县，西湖区拨来90万元。", ["西湖区"], ["淳安县"]),
        # a county of one letter right behind its province, or where a team is posted
        ("泰山石来了\n泰安市赠重庆市忠县课桌150套。", ["泰安市"], ["忠县"]),
        ("嘉峪关市驻环县工作队运来图书900册。", ["嘉峪关市"], ["环县"]),
        # short names: of several peoples, beside a town named alone, of one letter in a plan
        ("枣庄与彭水\n枣庄市组团到重庆市彭水苗族土家族自治县。彭水签约项目4个，彭水来客9批。",
         ["枣庄市"], ["彭水苗族土家族自治县"]),
        ("数说协作\n槐荫区拨来90万元，临潭落地企业3家。三合镇中心小学的老师去了临潭。",
         ["槐荫区"], ["临潭县"]),
        ("工作要点\n康县争取资金480万元，市南区的企业来康县5家。", ["市南区"], ["康县"]),
        # a park under both its names, and members of a cluster that are no towns
        ("走进松山湖\n松山湖组织企业9家。松山湖高新区与江口县结缘，松山湖采购90万元。",
         ["松山湖高新区"], ["江口县"]),
        ("专列开行\n火炬组团（火炬开发区、南朗街道）的游客到了水城区。火炬组团安排专列3趟，火炬组团补贴"
         "90万元。", ["火炬开发区", "南朗街道"], ["水城区"]),
        # a village or town a district helps, beside its county; towns stand beside towns
        ("石家庄村：水来了\n住在西吉县石家庄村的老马高兴。秀屿区支持西吉县石家庄村修渠3公里。",
         ["秀屿区"], ["西吉县"]),
        ("社工在合水\n金湾区与阳春市结对。金湾区的社工在合水镇，去合水镇的还有4人。",
         ["金湾区"], ["阳春市"]),
        ("永安镇村与酉阳车田乡村结对\n垦利区永安镇捐赠5万元。酉阳土家族苗族自治县车田乡的人来了，酉阳很远，"
         "酉阳很美，酉阳山多。", ["永安镇"], ["车田乡"]),
        # a province of the far side told in passing; the city whose report it is
        ("荔枝下山\n番禺区帮扶信宜市，番禺区采购荔枝90吨。信宜的荔枝卖到黑龙江省，信宜很高兴，信宜增收。",
         ["番禺区"], ["信宜市"]),
        ("安康市发展和改革委员会关于协作的报告\n无锡市投入2亿元。项目在岚皋县、汉滨区落地。岚皋县开工3个，"
         "无锡市选派教师9名。", ["无锡市"], ["安康市"]),
    ],
)  # fmt: skip
def test_sides_are_told_by_letters_and_short_names(
    text: str, helpers: list[str], recipients: list[str]
) -> None:
    report = read(text)
    assert (list(report.helpers), list(report.recipients)) == (helpers, recipients)


def test_the_two_counties_of_a_plan_are_one_side_and_a_breakdown_is_each_ones() -> None:
    claims = by_figure(
        "宝安区对口帮扶都安县、大化县\n广西都安瑶族自治县、大化瑶族自治县由宝安区帮扶。\n"
        "宝安区投入两县财政资金2.16亿元，其中都安1.14亿元、大化1.02亿元；引导企业21家（都安12家、大化9家）。"
    )
    both = ("都安瑶族自治县", "大化瑶族自治县")
    assert claims["2.16亿元"].receiver == claims["21家"].receiver == both
    assert claims["1.14亿元"].receiver == claims["12家"].receiver == both[:1]
    assert claims["1.02亿元"].provider == ("宝安区",)


def test_a_side_is_told_by_its_number_in_figures_too() -> None:
    text = (
        "天津、青岛、福州、厦门四市帮扶甘肃省\n天津市、青岛市、福州市、厦门市与甘肃省开展东西部协作。"
        "2023年，东部4市向甘肃省投入财政援助资金30亿元。"
    )
    (claim,) = read(text).claims
    assert claim.provider == ("天津市", "青岛市", "福州市", "厦门市")


def test_money_in_brackets_behind_a_county_is_that_countys() -> None:
    claims = by_figure(
        "伦教街道携手台江县、剑河县\n伦教街道帮扶台江县、剑河县。"
        "伦教街道捐赠70万元用于台江县（50万元）、剑河县（20万元）的教育事业。"
    )
    assert claims["50万元"].receiver == ("台江县",)
    assert claims["20万元"].receiver == ("剑河县",)


def test_a_province_helps_a_city_of_its_own() -> None:
    report = read("湛江的47家企业来招工，湛江签走128人，到广东的有9716人。")
    assert (report.helpers, report.recipients) == (("广东省",), ("湛江市",))


def test_a_giver_is_not_called_by_the_verb_before_it() -> None:
    (claim,) = read(
        "花都区对口帮扶太保镇\n花都区联动广州天融科技有限公司向太保镇捐赠2万元。"
    ).claims
    assert claim.provider == ("广州天融科技有限公司",)


AGAIN = {
    "去年，浦江县为学校捐赠图书3000册。": ("走进湄潭县茅坪小学。", "湄潭县茅坪小学"),
    "浦江县的专家来后，医院开展新技术9项。": ("湄潭县人民医院变了样。", "湄潭县人民医院"),
    "浦江县投入60万元，村里建起民宿26间。": ("来到湄潭县永兴镇苦竹村。", "苦竹村"),
    "两年过去，浦江县又修路3公里。": ("在湄潭县永兴镇苦竹村，路宽了。", "苦竹村"),
}


@pytest.mark.parametrize("said", AGAIN)
def test_a_place_named_before_receives_what_is_told_of_it_later(said: str) -> None:
    opening, name = AGAIN[said]
    text = f"浦江县与湄潭县东西部协作工作动态\n{opening}{said}\n"
    assert read(text).claims[-1].receiver == (name,)


def test_no_place_is_cut_in_two_in_the_name_of_a_body() -> None:
    text = "粤黔协作\n荔湾区的医生来到从江县人民医院，完成手术412台。荔湾区与从江县结对。"
    (claim,) = read(text).claims
    assert claim.receiver == ("从江县人民医院",)


def test_each_of_several_pairs_gives_to_its_own() -> None:
    text = (
        "京蒙三家\n石景山区—宁城县。石景山区安排财政资金6200万元。\n"
        "昌平区—太仆寺旗。昌平区派出专业技术人才41名。\n"
    )
    claims = by_figure(text)
    assert (claims["6200万元"].provider, claims["6200万元"].receiver) == (
        ("石景山区",),
        ("宁城县",),
    )
    assert (claims["41名"].provider, claims["41名"].receiver) == (("昌平区",), ("太仆寺旗",))


def test_a_short_word_told_once_is_no_place_of_a_province_without_part() -> None:
    text = "奉贤情\n奉贤区与务川仡佬族苗族自治县结对。务川的白山羊有了名气，奉贤区建成羊舍860个。"
    (claim,) = read(text).claims
    assert claim.receiver == ("务川仡佬族苗族自治县",)


def test_a_part_of_a_sum_says_nothing_of_who_did_the_next_thing() -> None:
    text = (
        "陈埭磁灶两镇携手宁化县\n陈埭镇、磁灶镇与宁化县结对。两镇到位协作资金700万元，"
        "分别为陈埭镇400万元、磁灶镇300万元，安排项目18个。\n陈埭镇：支教教师6名；医生4名。\n"
    )
    claims = by_figure(text)
    assert claims["18个"].provider == ("陈埭镇", "磁灶镇")
    assert claims["6名"].provider == ("陈埭镇",)


def test_a_society_is_named_without_the_address_before_it() -> None:
    text = (
        "小车进秦岭\n吕四港镇与江口镇结对。江苏省启东市吕四港镇商会向陕西省留坝县江口镇捐赠12万元。"
    )
    (claim,) = read(text).claims
    assert claim.provider == ("吕四港镇商会",)


def test_the_park_two_places_run_is_neither_of_them() -> None:
    text = (
        "威海与云阳\n威海市与云阳县结对。威海市拨款多笔。文登云阳农产品加工园开门迎客，"
        "新引进企业11家。"
    )
    assert "文登区" not in read(text).claims[-1].provider


def test_the_helper_whom_workers_go_to_helps_them() -> None:
    text = "南京商洛一家亲\n南京市与商洛市结对。专列开出，车上432名务工人员里，去往南京市的168名。"
    assert by_figure(text)["168名"].provider == ("南京市",)


def test_two_societies_of_one_city_are_two() -> None:
    text = (
        "宁波与凉山\n宁波市与凉山州结对。\n1.宁波市工商业联合会动员会员捐赠70万元。\n"
        "2.宁波市慈善总会捐赠88万元，其中助学36万元。\n3.宁波市红十字会捐赠12万元。\n"
    )
    claims = by_figure(text)
    assert claims["70万元"].provider == ("宁波市工商业联合会",)
    assert claims["36万元"].provider == ("宁波市慈善总会",)
    assert claims["12万元"].provider == ("宁波市红十字会",)


@pytest.mark.parametrize(
    "said",
    [
        "福田区的驻镇帮镇扶村工作队进了下车镇，头一件事是修水管，花去区级资金386万元。",
        "下车镇迎来驻镇工作队。福田区拨款386万元改造下车镇的老街。",
        "按照帮镇扶村的部署，福田区每年为下车镇出资386万元，下车镇村民有口皆碑。",
    ],
)
def test_a_team_in_a_town_helps_the_town_and_not_its_county(said: str) -> None:
    report = read(f"山里来了新邻居\n广东省河源市和平县下车镇，离深圳市福田区很远。{said}")
    assert report.recipients == ("下车镇",)
    assert report.claims[0].receiver == ("下车镇",)


@pytest.mark.parametrize(
    "said",
    [
        "长清区又从区财政挤出300万元，帮积石山县修一条产业路。",
        "长清区工商联动员会员企业捐出300万元，用来改造积石山县的村卫生室。",
        "长清区拨付帮扶资金300万元，专门用于积石山县的饮水工程。",
        "长清区拿出财政资金300万元，投向积石山县。",
    ],
)
def test_what_a_sum_is_for_says_who_receives_it(said: str) -> None:
    report = read(f"济南临夏半年账\n济南市长清区与临夏州结对。临夏州各县都有变化。{said}")
    assert report.claims[-1].receiver == ("积石山保安族东乡族撒拉族自治县",)


def test_a_sum_of_several_years_is_for_more_than_is_told_next() -> None:
    text = "济南临夏半年账\n济南市与临夏州结对。济南市累计投入帮扶资金3亿元，帮积石山县修了产业路。"
    assert read(text).claims[0].receiver == ("临夏回族自治州",)


def test_what_lands_in_a_park_lands_in_its_county() -> None:
    text = (
        "济南临夏半年账\n济南市与临夏州结对。济南市一家企业在广河经济开发区落地，"
        "投资4200万元，用上了本地86名工人。"
    )
    assert by_figure(text)["86名"].receiver == ("广河县",)


@pytest.mark.parametrize(
    "said",
    [
        "上述羽绒服由沙溪镇服装商会捐赠，制氧机由中山市红十字会捐赠，合计折价63万元。",
        "书包由沙溪镇服装商会送来，课桌由中山市红十字会赠送，折价63万元。",
        "由沙溪镇服装商会捐赠的棉衣、由中山市红十字会捐赠的被子，总价63万元。",
    ],
)
def test_goods_of_several_givers_told_in_one_sum_are_from_all(said: str) -> None:
    (claim,) = read(f"中山与工布江达\n中山市与工布江达县结对。{said}").claims
    assert set(claim.provider) == {"沙溪镇服装商会", "中山市红十字会"}


def test_what_everybody_gave_is_from_nobody_by_name() -> None:
    text = "张家港与巩留\n张家港市与巩留县结对。各界捐来的款物折价2860万元。"
    assert by_figure(text)["2860万元"].provider == ()


GIVEN = (
    "什玲镇的卫生室由三亚市天涯区援建，{}。",
    "什玲镇的孩子收到天涯区商会捐赠的书，{}。",
    "什玲镇得到天涯区的大力支援，{}。",
    "什玲镇的水渠来自天涯区的无偿援助，{}。",
)


@pytest.mark.parametrize("said", GIVEN)
def test_of_two_places_of_one_province_the_one_that_things_come_from_helps(said: str) -> None:
    text = "椰风起处\n海南省保亭黎族苗族自治县" + said.format("修建水渠3公里") + "\n"
    report = read(text)
    assert (report.helpers, report.recipients) == (("天涯区",), ("什玲镇",))


def test_a_label_holds_for_its_own_line() -> None:
    text = (
        "数说温州南充协作\n温州市与南充市结对，平阳县与仪陇县结对。\n"
        "温州采购南充农产品：3000万元。\n仪陇茶园：平阳县建了800亩。\n"
        "帮扶车间：63个。\n就业：转移就业3160人。\n"
    )
    assert by_figure(text)["63个"].receiver == ("南充市",)
    assert by_figure(text)["3160人"].receiver == ("南充市",)


@pytest.mark.parametrize(
    "name", ["西藏自治区昌都市左贡县人民医院", "广西壮族自治区河池市都安瑶族自治县人民医院"]
)
def test_a_hospital_is_known_without_the_address_before_it(name: str) -> None:
    text = f"援建纪实\n厦门市援建{name}。去年，厦门市给医院添置设备11台，捐赠给{name}。"
    taker = by_figure(text)["11台"].receiver
    assert taker and name.endswith(taker) and len(taker[0]) < len(name) - 5


@pytest.mark.parametrize("counted", ["14家会员企业", "30名会员", "9位理事"])
def test_members_are_counted_of_a_chamber_that_is_named(counted: str) -> None:
    text = f"宁波市海曙区帮扶喜德县\n海曙区鼓楼商会{counted}向喜德县捐款11万元。"
    assert by_figure(text)["11万元"].provider == ("海曙区鼓楼商会",)


@pytest.mark.parametrize(
    "caption",
    [
        "图｜960双棉鞋装车",
        "图丨960双棉鞋运到",
        "（960双棉鞋送到山里 通讯员 摄）",
        "960双棉鞋上车。某某 供图",
    ],
)
def test_a_caption_tells_what_the_text_has_told(caption: str) -> None:
    told = "去年冬天，余姚市姚江源小学的家长向越西县捐赠960双棉鞋。\n"
    first, again = read(
        f"余姚市结对越西县\n2023-11-20\n{told}今年选派教师7人。\n{caption}\n"
    ).claims[::2]
    assert first.printed == again.printed == "960双"
    assert (first.provider, first.period) == (again.provider, again.period)
    assert first.period == ("2022", "2022")


SCHOOL = "德化县帮扶红寺堡区\n红寺堡区回民中学 校园快讯 2023-06-20\n"


@pytest.mark.parametrize(
    "said",
    [
        "德化县的支教老师来到我校，",
        "德化县教育局一行来到我校。结业式后，",
        "今年春天，我校迎来德化县的客人。会上，",
    ],
)
def test_what_lands_at_the_school_that_writes_is_its_own(said: str) -> None:
    claims = by_figure(SCHOOL + f"{said}捐赠图书900册。再投入90万元改造操场。")
    assert claims["900册"].receiver == claims["90万元"].receiver == ("红寺堡区回民中学",)


def test_what_is_told_of_the_whole_county_is_not_only_the_schools_that_writes() -> None:
    said = "支教老师来到我校。德化县派来教师7名；给全区的学校送来电脑180台。"
    assert by_figure(SCHOOL + said)["180台"].receiver == ("红寺堡区",)


def test_a_school_told_beside_ours_is_another() -> None:
    claims = by_figure(
        "我校与德化县浔中中学开展教研\n红寺堡区回民中学 2023-06-20\n"
        "德化县与红寺堡区结对。今年，给我校送来图书900册。"
    )
    assert claims["900册"].receiver == ("红寺堡区回民中学",)


@pytest.mark.parametrize("house", ["德化县医院", "德化县陶瓷商会", "德化县慈善总会"])
def test_the_house_of_the_title_gives_what_nobody_else_does(house: str) -> None:
    text = f"{house}在红寺堡\n德化县与红寺堡区结对。\n去年冬天，送去棉被180床。"
    assert by_figure(text)["180床"].provider == (house,)


NOTICE = """关于捐赠款物接收使用情况的公示
现将{}公示如下。
一、接收情况
1.德化县陶瓷商会捐赠20万元；
2.德化县某小学师生捐赠图书900册。
二、使用情况
1.已用于采购棉被180床；
"""


@pytest.mark.parametrize(
    "said",
    ["红寺堡区红十字会接收德化县捐赠款物情况", "德化县社会各界通过红寺堡区红十字会捐赠的款物"],
)
def test_a_society_that_takes_gifts_in_has_them_until_it_gives_them_on(said: str) -> None:
    claims = by_figure(NOTICE.format(said))
    keeper = ("红寺堡区红十字会",)
    assert claims["20万元"].receiver == claims["900册"].receiver == keeper
    assert claims["180床"].provider == keeper
    assert claims["180床"].receiver == ("红寺堡区",)


def test_a_federation_of_industry_and_commerce_goes_by_its_whole_name() -> None:
    claims = by_figure(
        "走进瓮安\n佛山市顺德区工商业联合会到瓮安县调研。\n顺德区工商联向瓮安县捐赠12万元。"
    )
    assert claims["12万元"].provider == ("佛山市顺德区工商业联合会",)


@pytest.mark.parametrize("lead", ["学校同", "准备请", "▶", "医疗队进驻", "校长挂职"])
def test_what_leads_to_the_name_of_a_school_is_not_part_of_it(lead: str) -> None:
    text = f"德化县帮扶红寺堡区\n去年，{lead}泉州市德化县浔中中学。德化县浔中中学捐赠图书900册。"
    assert by_figure(text)["900册"].provider == ("德化县浔中中学",)


NOBODYS = [
    ("西吉的土豆粉在集市上三天现场零售46万元。", "46万元"),
    ("去年冬天，专柜流水137万元。", "137万元"),
    ("冷链中心动工，总投资1850万元，其中协作资金1200万元，其余由县里整合。", "1850万元"),
    ("福清一家基金会捐赠助学金46万元。", "46万元"),
    ("收到两位退休教师寄来的捐款5万元。", "5万元"),
]


@pytest.mark.parametrize(("said", "printed"), NOBODYS)
def test_what_nobody_by_name_gives_is_from_nobody(said: str, printed: str) -> None:
    text = f"福清市与西吉县\n福清市帮扶西吉县。去年，福清市选派教师12名。\n{said}"
    assert by_figure(text)[printed].provider == ()


def test_the_part_of_a_sum_that_is_given_is_the_helpers() -> None:
    claims = by_figure(f"福清市与西吉县\n福清市帮扶西吉县。{NOBODYS[2][0]}")
    assert claims["1200万元"].provider == ("福清市",)


@pytest.mark.parametrize(
    ("said", "printed"),
    [
        ("展销会开幕，32家西吉企业参展。", "32家"),
        ("展销会上设展位88个。", "88个"),
        ("招聘会一天收到简历970份。", "970份"),
        ("两地医生师徒结对26对。", "26对"),
        ("会上签约项目17个。", "17个"),
    ],
)
def test_what_both_sides_have_at_a_fair_or_sign_is_nobodys(said: str, printed: str) -> None:
    claim = by_figure(f"福清市与西吉县\n福清市帮扶西吉县。\n{said}")[printed]
    assert (claim.provider, claim.receiver) == ((), ())


def test_a_place_outside_the_county_receives_nothing_of_it() -> None:
    claims = by_figure(
        "番禺区与赫章县\n番禺区帮扶赫章县。乡亲坐车到六盘水市，再换乘专列去番禺区上岗438人。"
    )
    assert claims["438人"].receiver == ("赫章县",)


def test_goods_of_a_county_are_not_of_its_town() -> None:
    claims = by_figure(
        "高要区与昭平县\n高要区帮扶昭平县。高要区在昭平县昭平镇修路3公里。\n"
        "去年，高要区采购昭平茶600万元。"
    )
    assert claims["600万元"].receiver == ("昭平县",)


@pytest.mark.parametrize(
    "text",
    [
        "苏陕协作这一年\n2023年，江苏省与陕西省签订协议。两省互派党政干部挂职76名、专业技术人才624名。\n",
        "章丘与武隆往来更密\n去年，章丘区助力武隆区办学。双方互派骨干教师25名、支医医生18名。\n",
    ],
)
def test_whom_both_sides_send_each_other_nobody_gives_however_far_the_list_goes(text: str) -> None:
    sent = [c for c in read(text).claims if c.indicator.endswith("_dispatched")]
    assert [(c.provider, c.receiver) for c in sent] == [((), ())] * 2
