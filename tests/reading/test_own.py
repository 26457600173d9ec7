"""What a place, a school or a firm has anyway is no claim, however it is counted."""

import pytest

from shanhai.reading import read

TITLE = "浦江县与湄潭县东西部协作工作动态\n2024年9月12日\n"

OWN = [
    "湄潭县茶园{60万亩}，多在高山上。",
    "县里辣椒种了{12万亩}，年景好时不愁卖。",
    "湄潭县的辣椒种植面积全省第一，有{9万多亩}。",
    "全县年产辣椒{40万吨}上下。",
    "湄潭县有{51万人}口，山多地少，年年有{十五万人}在外打工。",
    "去年湄潭县接待游客{860万人次}，茶海最热闹。",
    "湄潭县里有个茶市，年成交{两百多亿元}。",
    "县里养羊近{百万只}，防疫是大事。",
    "桐坪村有{412户}1900多口人，一半姓罗。",
    "安置区里住着{5600多户}搬迁群众，大门朝南。",
    "咱们村小，{三百来户人}，常住的不到一半。",
    "浦江县援建的报告厅能坐{800人}，下月就要用上。",
    "新宿舍楼能住{300名}学生，窗户朝南。",
    "浦江县的企业建起屠宰厂，一年可宰{10万只}羊。",
    "学校里在校生近{2600人}，教职工{152人}。",
    "贷款贴息的政策落了地，单户最高{50万元}。",
    "协议里写明，亩均税收不低于{8万元}的底线。",
    "今年上线的有103人，四年前是{31人}。",
    "两县签了协议，一式{四份}。",
    "推介会上，两县商会和部门负责人{60余人}参加。",
    "结对那年，湄潭县还有贫困村{83个}，路也不通。",
]
DONE = [
    "浦江县投入资金，发展茶园{6万亩}。",
    "浦江县帮助销售辣椒{11万吨}。",
    "浦江县援建的通村路惠及{412户}。",
    "浦江县帮助湄潭县{12万人}实现就业。",
    "浦江县资助湄潭县学生{300名}。",
    "两县签约项目9个，协议投资{210亿元}。",
    "浦江县给每户发放补助{5000元}。",
    "浦江县举办厨师培训班，村民{60余人}参加。",
]


def printed(said: str) -> tuple[set[str], set[str]]:
    """The figures marked in a sentence, and those that are claimed."""
    marked = {part.split("}")[0] for part in said.split("{")[1:]}
    text = TITLE + said.replace("{", "").replace("}", "") + "\n"
    return marked, {claim.printed for claim in read(text).claims}


@pytest.mark.parametrize("said", OWN)
def test_what_is_there_anyway_is_no_claim(said: str) -> None:
    marked, claimed = printed(said)
    assert not marked & claimed


@pytest.mark.parametrize("said", DONE)
def test_as_much_is_a_claim_where_help_is_told(said: str) -> None:
    marked, claimed = printed(said)
    assert marked <= claimed


SIDES = [
    # a town of nowhere near, inside another name
    (
        "毛南山乡来了医生\n福田区的医生来到广西环江毛南族自治县，看病300人次。环江的病人不用远走。",
        "福田区",
        "环江毛南族自治县",
    ),
    # and one that many counties have
    (
        "数说历下与和政\n历下区拨来资金510万元。三合镇的老师来了。和政的果子卖到山东，和政人很高兴。",
        "历下区",
        "和政县",
    ),
]


@pytest.mark.parametrize(("text", "helper", "recipient"), SIDES)
def test_no_town_of_nowhere_near_is_a_side(text: str, helper: str, recipient: str) -> None:
    report = read(text)
    assert (report.helpers, report.recipients) == ((helper,), (recipient,))
