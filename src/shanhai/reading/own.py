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
# how many live there: 村有512户, 住着三百来户人家
_LIVE = re.compile(r"(?:[村镇乡屯寨区](?:里|子)?(?:现|共|一共|总共)?有|住着|守着)[近约]?$")
_LIVING = re.compile(r"人家?(?=[，。、；])|[\d余多几来千百万]{1,6}口人")
# what is asked for or the most one can get: 单户最高50万元, 不低于8万元的底线
_MOST = re.compile(
    r"(?:单户|单笔|单个|每户|最高可?(?:拿到|获|奖励|补贴|补助))最高?$|最高可(?:拿到|获)$"
)
_ASKED = re.compile(r"的(?:底线|门槛|红线)")
_PACK = re.compile(r"[每一][箱袋盒包筐]$")  # 每箱五斤
# room for so many, members of its own, how many there were years before, copies of one paper:
# 能坐800人, 在校生近2600人, 四年前是31人, 一式四份
_THERE = re.compile(
    r"(?:(?:能|可|可以)(?:同时)?(?:容纳|容|住|坐|供|停|放|摆|吃下|宰|屠宰|加工|处理)[^，。；\d]{0,4}|限流"
    r"|(?:教职工|(?<![班”])在校(?:学)?生|社员)(?:共|现有)?(?:将近|[近约逾]|不足)?|医务人员不足"
    r"|现有会员(?:企业|单位)?|年前(?:是|有|只有|还是|才|才有)|一式)$"
)


# who was there: 部门负责人60余人参加。
_PRESENT = re.compile(
    r"(?:参加|出席|到会|参会|与会)了?(?:本次|此次)?(?:活动|会议|座谈会?|仪式|大会|推介会|对接会)?(?=[。，；])"
)
_TAUGHT = re.compile(r"培训|[学训修]班|课|讲座|比赛|竞赛|招聘|演练")
# what there was to begin with: 结对时，县里还有贫困村83个
_STILL = re.compile(r"还有[^，。\d]{0,3}贫困(?:村|户|人口)?$")


def is_own(text: str, figure: Figure, sentence: int, clause_end: int) -> bool:
    """Whether a figure is told of what is there anyway, whatever it counts."""
    vast = _VAST.get(figure.unit)
    if vast and figure.value >= vast[0] and not vast[1].search(text, sentence, clause_end):
        return True
    left = text[max(sentence, figure.start - _LEFT) : figure.start]
    if figure.unit == "户":
        return bool(_LIVE.search(left) or _LIVING.match(text, figure.end))
    if figure.unit == "元":
        return bool(_MOST.search(left) or _ASKED.match(text, figure.end))
    if figure.unit in ("人", "个"):
        if _THERE.search(left) or _STILL.search(left):
            return True
        if figure.unit == "人" and _PRESENT.match(text, figure.end):
            return not _TAUGHT.search(text, sentence, clause_end)
        herd = figure.unit == "个" and figure.value >= _HERD and _HERDS.search(left)
        return bool(herd and not _AIDED.search(text, sentence, clause_end))
    return figure.unit == "公斤" and bool(_PACK.search(left))
