"""What a place, a school or a firm has of its own, by how much it is and by how it is told.

What words speak for is weighed elsewhere; no word tells that 25万亩 of tea are all a county grows
and 250亩 were planted with help, or that a hall which seats 800人 has helped nobody yet.
"""

from __future__ import annotations

import re

from shanhai.reading.figures import Figure

# from how much on a figure is that of a whole place, unless one of these is told before it
_VAST: dict[str, tuple[int, re.Pattern[str]]] = {
    "亩": (
        50_000,
        re.compile(r"建|修|改造|认定|发展|新增|打造|带动|覆盖|推广|流转|扩|协作|帮扶|援"),
    ),
    "吨": (100_000, re.compile(r"[卖售购]|帮销|消费|突破|协作|帮扶")),
    "公斤": (100_000_000, re.compile(r"[卖售购]|帮销|消费|突破|协作|帮扶")),
    "人": (100_000, re.compile(r"帮|[资救]助|受益|惠及|覆盖|带动|培训|转移|输送|吸纳|协作|援")),
    "人次": (500_000, re.compile(r"帮|[资救]助|覆盖|带动|培训|转移|输送|协作|援")),
    "元": (20_000_000_000, re.compile(r"投资|注册|签|协议|资金|协作|帮扶|援")),
}
_HERDS = re.compile(r"(?:存栏|饲养量|[有养][牛羊猪驼][只头]?)[^，。；\d]{0,4}$")
_HERD, _AIDED = 100_000, re.compile(r"协作|帮扶|带动|提高|[送投]")
_LEFT = 12
# what one household, one man or one animal has: 老秦今年种了十一亩, 最多的一户挣了十三万
_OF_ONE = re.compile(
    r"(?:(?<![大全各每国企商东店厂农一两二三四五几])家(?:今年|去年|前年|里)?(?:还)?(?:存栏|养|种|有|卖|收)"
    r"|(?:老[\u4e00-\u9fff]|大[爷娘妈叔婶姐嫂]|阿[姐婆妈])(?:家)?(?:今年|去年|前年|家里|种|养)"
    r"|[他她我](?:自?家)?(?:今年|去年|前年|家里)?(?:[种养卖]|还[种养]|承包|管)"
    r"|最[多高能][^，。；\d]{0,4}一[户个家人])[^，。；开办建捐送]{0,14}$"
)
_ONE_HAS = {"亩": 500, "个": 600, "公斤": 20_000, "元": 200_000, "吨": 20}
# how many live there: 村有512户, 住着三百来户人家
_LIVE = re.compile(r"(?:[村镇乡屯寨区](?:里|子)?(?:现|共|一共|总共)?有|住着|守着)[近约]?$")
_RESIDENT = re.compile(r"(?:户籍|常住的?)(?:只[剩有]|有)?$")
_LIVING = re.compile(r"人家?(?=[，。、；])|[\d余多几来千百万]{1,6}口人")
# what is asked for or the most one can get: 单户最高50万元, 不低于8万元的底线
_MOST = re.compile(
    r"(?:单户|单笔|单个|每户|最高可?(?:拿到|获|奖励|补贴|补助))最高?$|最高可(?:拿到|获)$"
)
_ASKED = re.compile(
    r"的(?:底线|门槛|红线)|一[辆台套件瓶盒袋个只双头本床箱筐吨棵株枚副间桶杯碗份单趟次节米盏张](?=[，。；、”])"
)
# what a thing costs, what a firm is registered with or owes: 修一回要4万元, 市场价约9万元
_COSTS = re.compile(
    r"(?:(?:[修建盖买装换种跑打请办]|修建|添置)一[座个间所回台条次趟眼栋套]"
    r"(?:[\u4e00-\u9fff]{0,4})(?:大约|大概|差不多|少说|起码)?[要得需](?:花|投)?"
    r"|(?:市场|单|原|售|市|批发|零售|标|定|进|出厂|报|底)价(?:每[\u4e00-\u9fff])?"
    r"|注册(?:资金|资本金?)|(?<!拖)欠[着了下]?(?:外债|债|贷款|账)?|账[上面]只[剩有]"
    r"|工[钱价](?:涨到|是))(?:人民币|只有|才|不到)?[约近为达]?$"
)
_DEAR, _A_DAY, _A_PIECE = 1_000_000, 2_000, 500
_APIECE = re.compile(r"每(?:只|斤|公斤|头|件|双|枚|条|瓶|箱|株|棵|单|朵)[^，。；\d]{0,8}$")
_PACK = re.compile(r"[每一](?:[箱袋盒包筐]|[只头条]\w{0,2})$")  # 每箱五斤
# room for so many, members of its own, how many there were years before, copies of one paper:
# 能坐800人, 在校生近2600人, 四年前是31人, 一式四份
_THERE = re.compile(
    r"(?:(?:能|可|可以)(?:同时)?(?:容纳|容|住|坐|供|停|放|摆|吃下|宰|屠宰|加工|处理)[^，。；\d]{0,4}|限流"
    r"|(?:教职工|(?<![班”])在校(?:学)?生|社员)(?:共|现有)?(?:将近|[近约逾]|不足)?|医务人员不足"
    r"|现有会员(?:企业|单位)?|(?:用工|吸纳|就业|招工|稳岗)满|(?:台下|会场里?|场下)坐[了着]|缺工(?:合计|共|约)?|至今[还仍]?差"
    r"|设计规模(?:为|是)?|年前(?:是|有|只有|还是|才|才有)|一式)$"
)


# what a place or a school is made of: 镇里15个村、2.3万人, 全校42个班, 六个班，118个孩子
_MADE_BEGINS = frozenset("行村镇乡屯社嘎县")
_MADE_OF = re.compile(
    r"(?:行政)?(?:[村镇乡屯]|社区|嘎查|乡镇|县区)[、，](?:总?人口|户籍人口|常住人口|常住|面积)?[约近]?"
    r"[\d一二两三四五六七八九十][\d.万千百十几一二两三四五六七八九]*[余多]?(?:名|个|户|口|亩|平方公里)?"
    r"(?:人(?=[，。；、])|户|亩|平方公里)"
)
_BY_THE_PLACE = re.compile(r"覆盖|惠及|受益|涉及|辐射|带动|走进|结对|帮|走访|建|培训|选派|开|招|在")
_OF_A_SCHOOL = re.compile(
    r"(?:全校(?:只有|[共现]有)?[\d一二三四五六]个年级|学校(?:里)?(?:只有|只剩|仅有))$"
)
_SCHOOL_HAS = re.compile(r"(?:教学)?班|(?:在校)?(?:学生|孩子|娃娃?)|老师|教师")
# how much of a place, a price or the weather: 占全国的三成, 六十岁以上的接近三成, 砍价三成
_OF_A_PLACE = re.compile(
    r"(?:占|不到|接近|超过|有)[了到据去]?(?:全国|全省|全球|世界|全区|全州|全市|全县)?[^，。；\d]{0,8}$"
)
_A_PLACE = re.compile(
    r"(?:占[了到]?(?:全国|全省|全球|世界)|岁以上|户籍人口|常住|山地|水域|林地|沙化|土地面积|总面积"
    r"|民族|全[县乡镇旗州村][^，。；]{0,8}(?:人口|学生|万人|土地|面积)|移民[乡镇村])"
)
_OF_A_PRICE = re.compile(r"(?:价[格钱]?|运费|定金|保费|成本|湿度|氧气)[^，。；]{0,8}$|受访[者户]")
_AIDED_PART = re.compile(r"协作|帮扶|援|资金|项目|车间|招|吸纳|用工|投资|企业|园区|采购|销|订单")
# the two sides themselves, by how they stand: 两个村结了对子, 这两个县
_THE_TWO = re.compile(r"(?:村|街道|县|城|区|市|镇|乡镇|开发区)(?![、，]\d)")
_OPENS = frozenset("，。！？：；这\n")
# what comes of so many, is traded or eaten up in a year or a day, is left, or falls to one of them,
# and what a flood destroyed
_SO_GOES = re.compile(
    r"(?:年(?:交易|出口|吞吐|产销)[量额]|(?:日|每天|一天|每日|一年要)[要能可]?[吃进耗装缝拉][进料出掉]?[^，。；\d]{0,4}"
    r"|每[列车趟船][拉装运载]|[少多]则|瘦了|胖了|共印|照片)(?:约|近|有|达|的有|号称)*$"
    r"|(?:倒塌|受损|损毁|冲毁|冲垮|垮塌|塌了|裂了|倒了)(?:房屋|民房|道路|桥梁)?[共约近]?$"
)
_GOES_INTO = re.compile(r"(?:分成|分作|分为)$")
_HEAPS = frozenset("组份类路")
# what a flood or an earthquake did: 18个乡镇受灾, 倒塌房屋63间
_IN_A_DISASTER = re.compile(r"(?:乡镇|村|户|人|间|房屋|民房)?(?:不同程度)?(?:受灾|受损|倒塌|成灾)")
_DISASTER_BEGINS = frozenset("乡村户人间房民不受倒成")
# how far it is: 从常熟开来3900公里, 往东八百米
_AWAY = re.compile(
    r"(?:往[东南西北前里]|[开跑飞走运赶]来|从[^，。；]{1,8}|海拔|一路|行驶|多出|绕行?|隔着|相隔|[翻飞开]了?"
    r"|到[^，。；]{1,6}的?(?:公路|国道|路|高速|铁路)(?:有|全程|全长)?)[，]?(?:全程)?[约近]?$"
)
_AWAY_AFTER = re.compile(r"(?:之?外|开外|以外|远|以上的?[山垭峰雪])")
# all who came to a hospital within a year
_CROWD = 70_000
_OF_A_HOSPITAL = re.compile(
    r"(?:门诊量|门急诊量?|急诊量|诊疗量|出院|住院)(?:患者|病人)?(?:达到?|为|是)?$"
)
# who was there: 部门负责人60余人参加。
_PRESENT = re.compile(
    r"(?:客商|嘉宾|来宾|代表|企业家|负责人|干部|群众|老师|人员)?"
    r"(?:参加|出席|到会|参会|与会|到场)了?(?:本次|此次)?(?:活动|会议|座谈会?|仪式|大会|推介会|对接会)?(?=[。，；])"
)
_DELEGATION = re.compile(r"(?:代表团|考察团|一行)[^，。；]{0,2}$")
_TAUGHT = re.compile(r"培训|[学训修]班|课|讲座|比赛|竞赛|招聘|演练")
# what there was to begin with: 结对时，县里还有贫困村83个
_STILL = re.compile(r"还有[^，。\d]{0,3}贫困(?:村|户|人口)?$")


def is_own(text: str, figure: Figure, sentence: int, clause_end: int) -> bool:
    """Whether a figure is told of what is there anyway, whatever it counts."""
    unit = figure.unit
    vast = _VAST.get(unit)
    if vast and figure.value >= vast[0] and not vast[1].search(text, sentence, clause_end):
        return True
    left = text[max(sentence, figure.start - _LEFT) : figure.start]
    if figure.value < _ONE_HAS.get(unit, 0) and _OF_ONE.search(
        text, max(sentence, figure.start - 2 * _LEFT), figure.start
    ):
        return True
    behind = text[figure.end : figure.end + 1]
    if behind in _DISASTER_BEGINS and _IN_A_DISASTER.match(text, figure.end):
        return True
    if _SO_GOES.search(left):
        return True
    if unit in ("人", "个"):
        return _counted_there(text, figure, left, sentence, clause_end)
    if unit == "元":
        return _is_price(text, figure, left)
    if unit == "%":
        if _OF_A_PRICE.search(left):
            return True
        part = _OF_A_PLACE.search(left) and _A_PLACE.search(text, sentence, figure.start)
        return bool(part and not _AIDED_PART.search(text, sentence, figure.start))
    if unit == "公里":
        return bool(_AWAY.search(left) or _AWAY_AFTER.match(text, figure.end))
    if unit == "人次":
        whose = _OF_A_HOSPITAL.search(left)
        return whose is not None and figure.value >= (_CROWD if "诊" in whose[0] else _CROWD / 2)
    if unit == "户":
        return bool(_LIVE.search(left) or _RESIDENT.search(left) or _LIVING.match(text, figure.end))
    return unit == "公斤" and bool(_PACK.search(left))


def _is_price(text: str, figure: Figure, left: str) -> bool:
    """Whether money is what a thing costs, what is asked for, or what a firm is worth or owes."""
    if figure.value < _A_PIECE and _APIECE.search(left):
        return True
    if figure.value < _DEAR and _COSTS.search(left):
        return True
    if figure.value < _A_DAY and left.endswith("工钱"):
        return True
    asked = _ASKED.match(text, figure.end) and not left.endswith("价值")
    return bool(asked or _MOST.search(left))


def _counted_there(text: str, figure: Figure, left: str, sentence: int, clause_end: int) -> bool:
    """Whether people or things are those of a place, a school, a room or a gathering."""
    if _THERE.search(left) or _STILL.search(left):
        return True
    if figure.numeral == "两" and _THE_TWO.match(text, figure.end):
        return figure.start == sentence or text[figure.start - 1] in _OPENS
    if figure.classifier in _HEAPS and _GOES_INTO.search(left):
        return True
    school = _OF_A_SCHOOL.search(left) or (left.endswith("全校") and figure.unit == "个")
    if school and _SCHOOL_HAS.match(text, figure.end):
        return True
    made_of = text[figure.end : figure.end + 1] in _MADE_BEGINS and _MADE_OF.match(text, figure.end)
    if made_of and not _BY_THE_PLACE.search(text, sentence, figure.start):
        return True
    if figure.unit == "人" and _PRESENT.match(text, figure.end) and not _DELEGATION.search(left):
        return not _TAUGHT.search(text, sentence, clause_end)
    herd = figure.unit == "个" and figure.value >= _HERD and _HERDS.search(left)
    return bool(herd and not _AIDED.search(text, sentence, clause_end))
