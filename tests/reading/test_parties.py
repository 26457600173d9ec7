"""Who gives and who receives, and the sides of the report."""

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


def test_words_with_the_look_of_a_town_are_none() -> None:
    text = "龙岗区与都安瑶族自治县结对\n龙岗区支持建设乡村振兴示范村18个，派出镇村干部3名。"
    claims = read(text).claims
    assert claims
    assert {name for c in claims for name in c.receiver} <= {"都安瑶族自治县"}
